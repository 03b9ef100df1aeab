"""How a finding and a rule look on an annotated copy: always a color and a word, since colors alone do not print."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import assert_never

from agent_router.model.problem import Problem, Severity
from agent_router.model.review import RuleUse


class Grade(Enum):
    """How much a finding matters to somebody who reads the copy; gravest first."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"
    ANSWERED = "answered"


class Hold(Enum):
    """How far the examples hold a rule in place; least first."""

    NO_EXAMPLE = "no example"
    UNNOTICED = "not noticed"
    UNTOLD = "cannot be told yet"
    ONE = "noticed by one"
    SEVERAL = "noticed by several"


@dataclass(frozen=True, slots=True)
class CellLook:
    """Word and colors."""

    word: str
    fill: str
    edge: str = ""
    meaning: str = ""


GRADES: Mapping[Grade, CellLook] = MappingProxyType(
    {
        Grade.ERROR: CellLook("Error", "#F4A9A0", "#B42318"),
        Grade.WARNING: CellLook("Warning", "#FFD98A", "#B7791F"),
        Grade.ADVICE: CellLook("Advice", "#CFE4F7", "#5B8DB8"),
        Grade.ANSWERED: CellLook("Warning, answered", "#E4E7EB"),
    }
)
HOLDS: Mapping[Hold, CellLook] = MappingProxyType(
    {
        Hold.NO_EXAMPLE: CellLook(
            "No example",
            "#B79ED8",
            "#5B3A86",
            "No example is a job that this rule is about. It may be wrong and nobody sees.",
        ),
        Hold.UNNOTICED: CellLook(
            "Not noticed", "#DDD0EE", "#8E6BBF",
            "Examples are about it, but every expected answer stays right when the rule is changed.",
        ),
        Hold.UNTOLD: CellLook(
            "Cannot be told yet", "#E4E7EB", "", "Examples differ from what the rules say. Once they fit, check again."
        ),
        Hold.ONE: CellLook("Noticed by one", "#D8EEDF", "", "One example goes wrong when the rule is changed."),
        Hold.SEVERAL: CellLook(
            "Noticed by several", "#A5D6B7", "", "Several examples go wrong when the rule is changed."
        ),
    }
)  # fmt: skip


def grade_of(problem: Problem) -> Grade:
    """How much it still matters."""
    match problem.rule.severity:
        case Severity.ERROR:
            return Grade.ERROR
        case Severity.WARNING:
            return Grade.ANSWERED if problem.answer else Grade.WARNING
        case Severity.ADVICE:
            return Grade.ADVICE
        case _ as never:
            assert_never(never)


def hold_of(use: RuleUse) -> Hold:
    """How far the examples hold this rule."""
    if use.noticed_by:
        return Hold.ONE if len(use.noticed_by) == 1 else Hold.SEVERAL
    if use.untold:
        return Hold.UNTOLD
    return Hold.UNNOTICED if use.examples else Hold.NO_EXAMPLE
