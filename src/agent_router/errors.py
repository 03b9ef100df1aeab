"""What the program says when it stops: one base, caught once, in `cli`."""

from collections.abc import Iterable

from agent_router.model.place import Place
from agent_router.model.problem import Problem


class RouterError(Exception):
    """Base of everything this program raises on purpose; its text is for people."""

    exit_code = 3


class InputRejected(RouterError):
    """A person's input has errors; all of them, each with its place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems; at least one is expected."""
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CannotRead(RouterError):
    """A file is absent, unreadable or not what it should be."""

    def __init__(self, place: Place, found: str, remedy: str) -> None:
        """Name the file, what was found and what to do."""
        self.place, self.found, self.remedy = place, found, remedy
        super().__init__(f"{place}: {found} {remedy}".strip())


class CannotWrite(RouterError):
    """A file could not be written; what stood there before still stands."""


class Misuse(RouterError):
    """The call itself does not fit: exit code 2."""

    exit_code = 2


class Refused(RouterError):
    """A person may not do this (approve, decide, waive, sign): exit code 1."""

    exit_code = 1
