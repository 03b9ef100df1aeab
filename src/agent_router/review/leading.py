"""Who leads a task and why: a person whom a row of Routes names is not a person who leads for want of a rule."""

from dataclasses import dataclass
from enum import Enum

from agent_router.model.assignment import Assignment, Standing
from agent_router.model.policy import Route
from agent_router.model.reason import ReasonKind


class Why(Enum):
    """What made the route what it is; the words are those that `route` and `explain` use."""

    ROW = "a row of Routes"
    NO_RULE = "no rule covers this task"
    CONFLICT = "rules contradict each other"
    CLOSED = "agents may not work in a system that it names"
    NOT_EVALUATED = "the task is not evaluated"


_STANDINGS = {
    Standing.DECIDED: Why.ROW,
    Standing.NO_RULE: Why.NO_RULE,
    Standing.CONFLICT: Why.CONFLICT,
    Standing.NOT_EVALUATED: Why.NOT_EVALUATED,
}


@dataclass(frozen=True, slots=True)
class Lead:
    """The route of a task and why it has that route."""

    route: Route
    why: Why
    row: str = ""
    """ID of the row of `Routes`, where one decided."""

    @property
    def human(self) -> bool:
        """Whether a person leads."""
        return self.route is Route.HUMAN_LED

    @property
    def meaning(self) -> tuple[Route, Why]:
        """What must be equal: rows that only have another ID decide alike."""
        return self.route, self.why

    def text(self, other: "Lead") -> str:
        """The route in words; the row that decided is named where the other is led by a person as well."""
        if self.why is not Why.ROW:
            return f"{self.why.value}, so a person leads"
        return f"{self.route.value} by row {self.row}" if self.row and self.human and other.human else self.route.value


def why_of(standing: Standing, *, closed: bool) -> Why:
    """Of a standing; `closed` where a named system is closed to agents."""
    return Why.CLOSED if closed else _STANDINGS[standing]


def lead_of(own: Assignment) -> Lead:
    """Who leads a task that was decided."""
    closed = any(reason.kind is ReasonKind.SYSTEM for reason in own.because)
    why = why_of(own.standing, closed=closed)
    rows = [reason.row for reason in own.because if reason.kind is ReasonKind.ROUTE and reason.row]
    return Lead(own.route, why, rows[0] if why is Why.ROW and rows else "")
