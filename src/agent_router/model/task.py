"""One job of the queue, as stated by whoever asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from agent_router.model.field import Value
from agent_router.model.place import Place
from agent_router.model.problem import Problem


@dataclass(frozen=True, slots=True)
class Answer:
    """One stated value and where it was read."""

    field: str
    """Code of the field."""
    value: Value
    place: Place | None = None
    derived_from: str = ""
    """Why the value is not the cell's own words, for example `Labels: dead-code`; empty when it is."""


@dataclass(frozen=True)
class Task:
    """A row of a queue; only what is stated has an answer."""

    id: str
    goal: str
    answers: tuple[Answer, ...]
    """Stated fields only, `id` and `goal` among them."""
    place: Place | None = None
    problems: tuple[Problem, ...] = ()
    """An error among them means: this task is not evaluated."""
    extra: tuple[tuple[str, str], ...] = ()
    """Columns that no field knows: header, text. Kept, never decided on."""
    _by_field: Mapping[str, Answer] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_field", MappingProxyType({answer.field: answer for answer in self.answers}))

    def get(self, code: str) -> Value | None:
        """The stated value of a field, or None where it is not stated."""
        answer = self._by_field.get(code)
        return None if answer is None else answer.value

    def text(self, code: str) -> str:
        """The stated value as text; empty where it is not stated."""
        value = self.get(code)
        if value is None:
            return ""
        return ", ".join(value) if isinstance(value, tuple) else str(value)

    def words(self, code: str) -> tuple[str, ...]:
        """The stated values of a list field; empty where it is not stated."""
        value = self.get(code)
        if value is None:
            return ()
        return value if isinstance(value, tuple) else (str(value),)

    def answer(self, code: str) -> Answer | None:
        """The stated answer with its place, or None."""
        return self._by_field.get(code)

    @property
    def evaluable(self) -> bool:
        """False where a cell of this task was in error: it goes human-led as `not evaluated`."""
        return not any(problem.rule.severity.value == "error" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Tasks:
    """A whole queue, in its own order."""

    tasks: tuple[Task, ...]
    source: str
    """Workspace-relative name of the queue file."""
    sha256: str
    remarks: tuple[Problem, ...] = ()
    """What was noticed about the file as a whole."""
