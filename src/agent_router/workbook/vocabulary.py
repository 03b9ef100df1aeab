"""Words that the program itself knows: a lead chooses among them and cannot add any."""

from collections.abc import Mapping
from types import MappingProxyType

from agent_router.model.field import FieldKind, Riskier
from agent_router.model.named_check import NAMED_CHECKS
from agent_router.model.policy import BlastRadius, Grade, IfNotMet, Phase, Route, StopWhen
from agent_router.model.table import HitPolicy

YES_OR_NO = ("yes", "no")
NO_APPROVAL = "none"
AXIS_READINGS = ("equal steps", "times ten")
"""How the numbers 1 to 5 of the matrix are meant: 1, 2, 3 … or 1, 10, 100 …"""

READING_ORDERS = (HitPolicy.FIRST.value, HitPolicy.UNIQUE.value)

FIXED: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "Yes or no": YES_OR_NO,
    "Approval before": (*(phase.value for phase in Phase), NO_APPROVAL),
    "Grade": (Grade.HARNESS.value, Grade.INDEPENDENT.value),
    "If not met": tuple(word.value for word in IfNotMet),
    "Stop when": tuple(word.value for word in StopWhen),
    "Named check": tuple(name for name, _ in NAMED_CHECKS),
    "Kind": tuple(kind.value for kind in FieldKind),
    "If blank": ("required", "not stated", "budget", "assume the worst", "assume yes", "assume no"),
    "Riskier when": tuple(word.value for word in Riskier),
    "Rows are read": READING_ORDERS,
    "Axis reading": AXIS_READINGS,
})  # fmt: skip
"""Lists on `Lists` that are there for the drop-downs alone; the program reads its own."""

WORDS_THE_PROGRAM_NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "Blast radius": tuple(word.value for word in BlastRadius),
    "Route": tuple(word.value for word in Route),
    "Phase": tuple(word.value for word in Phase),
})  # fmt: skip
"""Lists whose words are fixed, in this order, but may be called otherwise in `Also called`."""

LISTS_THE_SHEETS_NEED = ("Area", "Proof kind", "Role", *WORDS_THE_PROGRAM_NEEDS)
"""Lists that sheets refer to even when no field does."""

HINTS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "Condition on text": ("given", "missing"),
    "Condition on numbers": (">= 5", "< 5", "1 to 5", "given", "missing"),
})  # fmt: skip
"""Words offered in condition cells of fields that have no list."""
