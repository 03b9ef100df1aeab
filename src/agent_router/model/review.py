"""What a review of a policy finds out: kinds of task, how two policies differ, what examples notice, suggestions."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from agent_router.model.condition import Test
from agent_router.model.field import Value
from agent_router.model.place import Place


@dataclass(frozen=True, slots=True)
class Region:
    """Which answers of one field belong to a kind of task."""

    field: str
    """Code of the field."""
    test: Test
    """Over the stated answers: `Given` where every stated answer belongs, `Missing` where none does."""
    or_blank: bool = False
    """Whether a task that does not state the field belongs as well (always so beside `Missing`)."""


Box = tuple[Region, ...]
"""A kind of task: all these regions together; a field that is not among them may say anything or nothing."""

Answers = tuple[tuple[str, Value], ...]
"""One concrete task: field code and stated value; what is absent is not stated."""


class Aspect(Enum):
    """What a policy decides about a task, in the words of the sheets."""

    ROUTE = "Route"
    BLAST_RADIUS = "Blast radius"
    PHASES = "Phases"
    APPROVAL = "Approval before"
    REVIEWER = "Reviewed by"
    MINUTES = "Budget minutes"
    TOKENS = "Budget tokens"
    COST = "Budget cost (USD)"
    RETRIES = "Budget retries"
    AGENTS = "Budget agents"
    PROOF = "Proof required"
    CHECKLIST = "Acceptance checklist"
    STOPS = "Stop conditions"


class ChangeKind(Enum):
    """How a cell or row of the newer workbook differs."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell or row that the newer workbook says otherwise."""

    kind: ChangeKind
    sheet: str
    row: str
    """ID or name of the row; empty for settings that stand alone."""
    header: str
    """Name of the column; empty where the row as a whole is meant."""
    before: str
    """As the older workbook says it; empty where it says nothing."""
    after: str
    old_place: Place | None = None
    new_place: Place | None = None
    decides: bool = True
    """Whether the cell takes part in deciding; False for notes, reasons and looks."""


@dataclass(frozen=True, slots=True)
class Shift:
    """Kinds of task about which the newer policy decides otherwise."""

    aspect: Aspect
    before: str
    """In the words of the sheet: `Single agent`, `nobody`, `90`, `tests; diff`."""
    after: str
    boxes: tuple[Box, ...]
    """Exact: every task in one of them shifts so, and no other does."""
    causes: tuple[CellChange, ...]
    example: Answers
    """One such task."""


@dataclass(frozen=True, slots=True)
class PolicyDifference:
    """How the meaning of two policies differs."""

    cells: tuple[CellChange, ...]
    """Every cell and row that differs, in the order of the sheets."""
    shifts: tuple[Shift, ...]
    not_examined: str = ""
    """Why the kinds of task could not all be compared; empty where they were."""

    @property
    def same_meaning(self) -> bool:
        """Whether every task is decided alike, surely."""
        return not self.shifts and not self.not_examined


@dataclass(frozen=True, slots=True)
class RuleUse:
    """How far the examples hold one rule in place."""

    sheet: str
    row: str
    place: Place | None
    examples: tuple[str, ...]
    """IDs of the examples that the rule matches."""
    noticed_by: tuple[str, ...]
    """IDs of the examples whose expectation fails when the rule is changed; empty: the rule may change unseen."""
    tried: tuple[str, ...]
    """The changes tried until one was noticed, in words: `row left out`, `Impact 3 → 2`; empty where no expectation of
    an example could show one."""
    untold: bool = False
    """Whether nothing can be told yet: nobody notices, but examples that differ already may do so once they fit."""


class SuggestionKind(Enum):
    """What is suggested."""

    ADD = "add a row"
    DROP = "drop a row"
    MERGE = "merge rows"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A change of one sheet, with the proof of what it does to the answers."""

    kind: SuggestionKind
    sheet: str
    rows: tuple[str, ...]
    """IDs of the rows it is about."""
    places: tuple[Place, ...]
    cells: tuple[tuple[str, str], ...]
    """Header and text of the row to write, ready to type; empty for a row to drop."""
    why: str
    proof: str
    """What was compared, and over how much: `same answers for every kind of task (412 compared)`."""
    box: Box = ()
    """The kind of task that a row to add would cover."""


@dataclass(frozen=True, slots=True)
class TaskMove:
    """Tasks of a queue, or of past runs, about which the newer policy decides otherwise, for the same reason."""

    aspect: Aspect
    before: str
    after: str
    tasks: tuple[str, ...]
    """IDs, in the order of the queue."""
    causes: tuple[CellChange, ...]
    """Tried: without them the task would stay as it was. Empty where no change of a cell explains it."""
    any_undoes: bool = True
    """Whether taking back any one of the causes alone undoes the move; otherwise all of them have to be."""


@dataclass(frozen=True, slots=True)
class LimitSum:
    """What the boxes of agents' tasks allow together, in one unit."""

    total: Decimal
    """Sum of the limits that are set."""
    open: int
    """Tasks of agents without such a limit, which no sum covers."""


@dataclass(frozen=True, slots=True)
class QueueLoad:
    """What a queue asks of people and money under one policy."""

    tasks: int
    not_evaluated: int
    routes: tuple[tuple[str, int], ...]
    """Tasks a route, all routes, most supervised first."""
    radii: tuple[tuple[str, int], ...]
    """Tasks a blast radius, lowest first; those not evaluated have none."""
    minutes: LimitSum
    tokens: LimitSum
    cost_usd: LimitSum
    approvals: int
    """Tasks with a phase that starts only after an approval."""
    reviewers: tuple[tuple[str, int], ...]
    """Tasks a reviewer, by name; nobody is the empty name."""


@dataclass(frozen=True, slots=True)
class QueueDifference:
    """What a newer policy does to a queue, or to the tasks of past contracts."""

    source: str
    """Name of the queue file, or of the folder with contracts."""
    past: bool
    """Whether the tasks are those of past contracts."""
    moved: int
    """Tasks that are decided otherwise in at least one aspect."""
    moves: tuple[TaskMove, ...]
    before: QueueLoad
    after: QueueLoad
    remarks: tuple[str, ...] = ()
    """What could not be looked at, and why."""
