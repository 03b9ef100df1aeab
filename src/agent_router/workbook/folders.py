"""Folder patterns that mean something else than they look like, on `Systems` and in conditions."""

import re
from collections.abc import Iterable, Iterator, Sequence

from agent_router.model.condition import Condition, Touches
from agent_router.model.place import Place
from agent_router.model.problem import Rule
from agent_router.scope.glob import split
from agent_router.tables.pieces import simple_tests
from agent_router.workbook import problems
from agent_router.workbook.complaints import Complaints

_DRIVE_OR_HOME = re.compile(r"[A-Za-z]:|~|[A-Za-z][\w+.-]*://")
_WHOLE = frozenset({"*", "**"})


def check_folders(patterns: Sequence[str], place: Place, complaints: Complaints) -> None:
    """Complain about patterns that a lead most likely means otherwise than they are read."""
    odd: dict[Rule, list[str]] = {}
    for pattern in patterns:
        for rule in _odd(pattern.strip()):
            odd.setdefault(rule, []).append(f"“{pattern}”")
    for rule, quoted in odd.items():
        # A comma inside braces separates two folders, so one slip makes two odd ones.
        complaints.add(rule, place, ", ".join(quoted))


def check_letters(folders: Iterable[tuple[Sequence[str], Place]], complaints: Complaints) -> None:
    """Complain about folders of `Systems` that differ from earlier ones in capital letters alone."""
    written: dict[str, tuple[str, Place]] = {}
    for patterns, place in folders:
        for pattern in patterns:
            first, where = written.setdefault(pattern.casefold(), (pattern, place))
            if first != pattern:
                complaints.add(problems.FOLDER_CASE, place, f"“{pattern}”, and “{first}” in {where.cell}")


def check_folder_condition(condition: Condition, complaints: Complaints) -> None:
    """The same for the patterns of one condition cell."""
    patterns = [test.pattern for test in simple_tests(condition.test) if isinstance(test, Touches)]
    if patterns and condition.place is not None:
        check_folders(patterns, condition.place, complaints)


def _odd(pattern: str) -> Iterator[Rule]:
    if not pattern:
        return
    segments = split(pattern)
    if ".." in segments or _DRIVE_OR_HOME.match(pattern):
        yield problems.FOLDER_OUTSIDE
    elif set(segments) <= _WHOLE:
        yield problems.FOLDER_WHOLE
    if "{" in pattern or "}" in pattern or any(_open_bracket(segment) for segment in segments):
        yield problems.FOLDER_SIGNS


def _open_bracket(segment: str) -> bool:
    """Whether a bracket has no partner, so that it is read as a letter."""
    return bool(re.search(r"[\[\]]", re.sub(r"\[[!^]?.[^\]]*\]", "", segment)))
