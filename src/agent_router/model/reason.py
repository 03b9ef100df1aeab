"""Why a decision fell: one row or one fact, in words, with its place."""

from dataclasses import dataclass
from enum import Enum

from agent_router.model.place import Place


class ReasonKind(Enum):
    """What a reason speaks about."""

    AREA = "area"
    RISK = "risk"
    MATRIX = "matrix"
    ROUTE = "route"
    BUDGET = "budget"
    PROOF = "proof"
    MISSING = "missing"
    SYSTEM = "system"
    INPUT = "input"


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence, the cell it rests on, and the cells of the task that made it hold."""

    kind: ReasonKind
    text: str
    place: Place | None = None
    row: str = ""
    """ID of the deciding row."""
    assumed: tuple[str, ...] = ()
    """Codes of the unstated fields because of which the row was counted."""
    facts: tuple[Place, ...] = ()
    """Cells of the queue, or lines of the evidence, that the row looked at."""
