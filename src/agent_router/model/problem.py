"""What a person got wrong: a catalogued rule, the place, what was found there and what to do."""

from dataclasses import dataclass
from enum import Enum

from agent_router.model.place import Place


class Severity(Enum):
    """How much a problem matters: only errors refuse the input."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of a room's catalogue (`<room>/problems.py`); documented in `docs/problems.md`."""

    code: str
    """Stable code such as `WB104`."""
    severity: Severity
    title: str
    """What is wrong, as one short sentence without the value."""
    remedy: str
    """What to do about it, in words a lead understands."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One breach of one rule at one place."""

    rule: Rule
    place: Place
    found: str
    """What was read there, in words; the offending value quoted."""
    suggestion: str = ""
    """The nearest right spelling or value, where one is near."""
    also: tuple[Place, ...] = ()
    """Further cells that the problem is about, such as the row that catches another one first."""
    answer: str = ""
    """The lead's own written reason for leaving it so (`Accepted because`); empty where nobody answered."""

    @property
    def open(self) -> bool:
        """Whether somebody still has to act: errors, and warnings that nobody answered."""
        return self.rule.severity is Severity.ERROR or (self.rule.severity is Severity.WARNING and not self.answer)

    def __str__(self) -> str:
        hint = f" Did you mean {self.suggestion!r}?" if self.suggestion else ""
        return f"{self.place}: {self.rule.title} Found: {self.found}.{hint} {self.rule.remedy} [{self.rule.code}]"
