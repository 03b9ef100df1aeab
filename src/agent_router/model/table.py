"""Decision tables (DMN 1.5 chapter 8): rows of conditions with a typed conclusion."""

from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from agent_router.model.condition import Condition
from agent_router.model.place import Place

ThenT = TypeVar("ThenT")


class HitPolicy(Enum):
    """Which of several matching rows count (DMN 8.2.10)."""

    UNIQUE = "Unique"
    ANY = "Any"
    PRIORITY = "Priority"
    FIRST = "First"
    OUTPUT_ORDER = "Output order"
    RULE_ORDER = "Rule order"
    COLLECT = "Collect"


class Aggregation(Enum):
    """How Collect folds a numeric output column."""

    LIST = "list"
    SUM = "+"
    MIN = "<"
    MAX = ">"
    COUNT = "#"


@dataclass(frozen=True, slots=True)
class Row(Generic[ThenT]):
    """One rule: all conditions hold, then this."""

    id: str
    conditions: tuple[Condition, ...]
    """Only the cells that say something; `Anything` cells may be left out."""
    then: ThenT
    place: Place | None = None
    """The row's first cell."""


@dataclass(frozen=True, slots=True)
class Table(Generic[ThenT]):
    """Rows in the lead's order; rows switched off are not among them."""

    name: str
    rows: tuple[Row[ThenT], ...]
    hit_policy: HitPolicy = HitPolicy.RULE_ORDER
    place: Place | None = None
