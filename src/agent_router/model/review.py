"""What a review of a policy finds out: kinds of task, how two policies differ, what examples notice, suggestions."""

from dataclasses import dataclass
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
    """The changes tried, in words: `row left out`, `Impact 3 → 2`."""


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
