"""Numbers from before and after: did they get better, or not much worse, and is that more than chance.

1. Every measured pair has to reach the goal; the worst one is the answer. (Since all have to, measuring many things
   makes none of them easier to reach by chance.)
2. A gain below the goal is NOT_MET, whatever the interval says.
3. *At least x % better* is met where the gain is more than chance and the worse end of its 95 % interval reaches x.
4. *No more than x % worse* is met where the worse end of the interval is no worse than x; no difference at all is fine.
5. A gain that reaches the goal, yet may be chance, is NOT_SHOWN: too few samples, or an interval that begins below it.
   One number a side from an artifact is too few; otherwise leaving samples out would help.
6. Numbers that another program recorded without a statement are taken as they stand, and the words say so.
7. Where two files hold the sides, a relevant change has to stand between them: two measurements of the changed state
   compare it with itself, and are NOT_SHOWN.
8. A measurement of the present state that failed is NOT_MET, and one that cannot be read is UNREADABLE.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from agent_router.acceptance.checks.kinds import failed_measurements, gain_percent, number_pairs
from agent_router.acceptance.checks.proof import is_proposal
from agent_router.acceptance.checks.words import places
from agent_router.acceptance.executions import Execution
from agent_router.acceptance.interface import CheckContext
from agent_router.acceptance.proof import later_changes
from agent_router.model.known import Health
from agent_router.model.policy import Grade
from agent_router.model.run import MEASURED_BEFORE, Verification
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
    broken = _broken(context)
    if broken is not None:
        return broken
    pairs = number_pairs(context, Grade.HARNESS)
    if not pairs:
        return CheckResult(Outcome.NOT_SHOWN, "the record holds no number measured before and after the change")
    judged = [(pair, _outcome(pair, goal)) for pair in pairs]
    same = [pair for pair, outcome in judged if outcome is not Outcome.NOT_MET and _measured_after(context, pair)]
    if same and all(outcome is not Outcome.NOT_MET for _, outcome in judged):
        names = ", ".join(pair.artifact_name for pair in same)
        words = f"both sides were measured after the last change, so they compare it with itself: {names}"
        return CheckResult(Outcome.NOT_SHOWN, words, places(context, same))
    words = "; ".join(_in_words(pair, outcome) for pair, outcome in judged)
    if all(outcome is not Outcome.NEEDS_PERSON for _, outcome in judged):
        words = f"{words} (goal: {goal.words})"
    else:
        words = f"a number before is 0, so no percentage exists: {words}"
    outcome = next(each for each in _WORST if any(each is found for _, found in judged))
    return CheckResult(outcome, words, places(context, pairs))


_WORST = (Outcome.NOT_MET, Outcome.NEEDS_PERSON, Outcome.NOT_SHOWN, Outcome.MET)


def _broken(context: CheckContext) -> CheckResult | None:
    """A measurement of the present state that failed or cannot be read; None where there is none."""
    found = failed_measurements(context)
    for health, outcome, words in (
        (Health.FAILED, Outcome.NOT_MET, "what was measured failed"),
        (Health.ERROR, Outcome.UNREADABLE, "a file of measurements cannot be read"),
    ):
        bad = [each for each in found if each.health is health]
        if bad:
            names = ", ".join(dict.fromkeys(each.text for each in bad))
            return CheckResult(outcome, f"{words}: {names}", places(context, [each.record for each in bad]))
    return None


def _measured_after(context: CheckContext, pair: Verification) -> bool:
    """Whether the file with the side before was made after every relevant change, too."""
    named = {value for name, value in pair.facts if name == MEASURED_BEFORE}
    before = [each for each in context.executions if each.artifact and _name(each) in named and not each.unbound]
    return bool(before) and bool(context.relevant) and not later_changes(context, before[-1])


def _name(execution: Execution) -> str:
    record = execution.record
    return record.artifact_name if isinstance(record, Verification) else ""


def _outcome(pair: Verification, goal: Goal) -> Outcome:
    gain = gain_percent(pair)
    if gain is None:
        return Outcome.NEEDS_PERSON
    if gain < goal.least:
        return Outcome.NOT_MET
    if pair.certain is None:
        return Outcome.MET
    reached = pair.gain_from is not None and pair.gain_from >= goal.least
    return Outcome.MET if reached and (pair.certain or goal.least < 0) else Outcome.NOT_SHOWN


def _in_words(pair: Verification, outcome: Outcome) -> str:
    gain = gain_percent(pair)
    change = "" if gain is None else f", {abs(gain):.1f} % {'better' if gain >= 0 else 'worse'}"
    name = pair.artifact_name or pair.command or pair.kind
    numbers = f"{pair.before} → {pair.after} {pair.unit}".rstrip()
    if pair.certain is None:
        return f"{name}: {numbers}{change} (one measurement each: no statement about chance)"
    doubt = "reached, yet not shown to be more than chance: " if outcome is Outcome.NOT_SHOWN else ""
    return f"{name}: {doubt}{pair.statement or f'{numbers}{change}'}"
