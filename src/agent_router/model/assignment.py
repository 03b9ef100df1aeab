"""What was decided for a task: route, box, proof, and what is still missing."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from agent_router.model.assessment import Assessment
from agent_router.model.place import Place
from agent_router.model.policy import ChecklistEffect, Grade, Phase, Route, StopEffect
from agent_router.model.problem import Problem
from agent_router.model.reason import Reason
from agent_router.model.task import Task


class Standing(Enum):
    """How the route came about; the three kinds of human-led are never confused."""

    DECIDED = "decided"
    """A row of `Routes` decided."""
    NO_RULE = "no rule covers this task"
    CONFLICT = "rules contradict each other"
    """Two rows hold where the sheet allows one (`Rows are read: Unique`)."""
    NOT_EVALUATED = "not evaluated"
    """The task's own cells are in error."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The box of one run; None leaves a limit open."""

    minutes: int | None = None
    tokens: int | None = None
    cost_usd: Decimal | None = None
    retries: int | None = None
    agents: int | None = None
    when_full: str = ""
    place: Place | None = None
    """The row of `Budgets`."""


@dataclass(frozen=True, slots=True)
class ProofRequired:
    """One kind of proof the run must show."""

    kind: str
    minimum: int
    least_grade: Grade
    place: Place | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One row of the checklist that applies to the task."""

    id: str
    effect: ChecklistEffect
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class StopCondition:
    """One row of the stop sheet that applies to the task."""

    id: str
    effect: StopEffect
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Everything decided for one task; `assessment` is None only when the task was not evaluated."""

    task: Task
    standing: Standing
    route: Route
    assessment: Assessment | None = None
    phases: tuple[Phase, ...] = ()
    approval_before: Phase | None = None
    reviewer: str = ""
    say: str = ""
    """What the deciding row of `Routes` says."""
    budget: Budget = Budget()
    proof: tuple[ProofRequired, ...] = ()
    does_not_count: tuple[str, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    stops: tuple[StopCondition, ...] = ()
    missing: tuple[str, ...] = ()
    """Codes of prerequisites whose stating would unlock a less supervised route."""
    ask: tuple[str, ...] = ()
    """Smallest set of unstated fields whose answers could unlock a less supervised route."""
    because: tuple[Reason, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def held(self) -> bool:
        """Not evaluated, or human-led with something missing or to ask; everything else is routed."""
        if self.standing is Standing.NOT_EVALUATED:
            return True
        return self.route is Route.HUMAN_LED and bool(self.missing or self.ask)
