"""Numbers from before and after: did they get better, or not much worse."""

import re
from dataclasses import dataclass
from decimal import Decimal

from agent_router.acceptance.checks.kinds import gain_percent, number_pairs
from agent_router.acceptance.checks.proof import is_proposal
from agent_router.acceptance.checks.words import places
from agent_router.acceptance.interface import CheckContext
from agent_router.model.policy import Grade
from agent_router.model.run import Verification
from agent_router.model.verdict import CheckResult, Outcome

_SETTING = re.compile(
    r"\s*(at least|no more than|at most)\s+(\d{1,4}(?:\.\d{1,6})?)\s*%\s*(better|worse)\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Goal:
    """The least gain in percent that the Setting allows; negative where getting worse is allowed that far."""

    least: Decimal
    words: str


def goal_of(setting: str) -> Goal | None:
    """`at least 10 % better` or `no more than 2 % worse` as a goal; None for anything else."""
    match = _SETTING.fullmatch(setting)
    if match is None:
        return None
    wants_better = match[3].casefold() == "better"
    if wants_better != (match[1].casefold() == "at least"):
        return None
    percent = Decimal(match[2])
    return Goal(percent if wants_better else -percent, setting.strip())


def before_and_after_numbers(context: CheckContext, setting: str) -> CheckResult:
    """Every measured pair reaches the Setting's goal; no pair is not shown."""
    if is_proposal(context):
        return CheckResult(Outcome.NOT_APPLICABLE, "a discovery: its output is a proposal, nothing is faster yet")
    goal = goal_of(setting)
    if goal is None:
        return CheckResult(Outcome.NEEDS_PERSON, f"the row's Setting is no goal: {setting or '(blank)'}")
    pairs = number_pairs(context, Grade.HARNESS)
    if not pairs:
        return CheckResult(Outcome.NOT_SHOWN, "the record holds no number measured before and after the change")
    gains = [(pair, gain_percent(pair)) for pair in pairs]
    words = "; ".join(_in_words(pair, gain) for pair, gain in gains)
    evidence = places(context, pairs)
    if any(gain is None for _, gain in gains):
        return CheckResult(Outcome.NEEDS_PERSON, f"a number before is 0, so no percentage exists: {words}", evidence)
    reached = all(gain is not None and gain >= goal.least for _, gain in gains)
    return CheckResult(Outcome.MET if reached else Outcome.NOT_MET, f"{words} (goal: {goal.words})", evidence)


def _in_words(pair: Verification, gain: Decimal | None) -> str:
    change = "" if gain is None else f", {abs(gain):.1f} % {'better' if gain >= 0 else 'worse'}"
    return (
        f"{pair.artifact_name or pair.command or pair.kind}: {pair.before} → {pair.after} {pair.unit}".rstrip() + change
    )
