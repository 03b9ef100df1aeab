"""Evidence that was altered or cannot be read answers nothing: what rests on it is unreadable, never met.

1. A check that rests on the record is unreadable where the record's chain is broken.
2. A check that rests on the approvals is unreadable where their chain is broken, and one that rests on what people said
   afterwards where that chain is.
3. A check that was handed a report it cannot read is unreadable where nothing else shows what it asks for.
4. What is not met stays so: no alteration makes a failing answer better.
"""

from agent_router.acceptance.interface import CheckContext, RestsOn
from agent_router.model.place import Place
from agent_router.model.run import Verification
from agent_router.model.verdict import CheckResult, Outcome


def as_readable(context: CheckContext, rests_on: RestsOn, result: CheckResult) -> CheckResult:
    """The check's answer, or that what it rests on cannot be read."""
    if result.outcome in {Outcome.NOT_MET, Outcome.UNREADABLE}:
        return result
    for part, words, place in _broken(context):
        if part in rests_on:
            evidence = (place, *(each for each in result.evidence if each != place))
            return CheckResult(Outcome.UNREADABLE, f"{words} at {place}: it no longer says what was recorded", evidence)
    unread = _unread_reports(context) if RestsOn.REPORTS in rests_on and result.outcome is Outcome.NOT_SHOWN else ()
    if not unread:
        return result
    said = "; ".join(f"{one.artifact_name}: {one.problem}" for one in unread)
    places = tuple(context.run.place(one) for one in unread)
    return CheckResult(Outcome.UNREADABLE, f"a report cannot be read ({said}); {result.because}", places)


def _broken(context: CheckContext) -> tuple[tuple[RestsOn, str, Place], ...]:
    approvals = context.case.approvals
    found = (
        (RestsOn.RECORD, "the record is broken", context.run.chain.broken_at),
        (RestsOn.APPROVALS, "the approvals log breaks", approvals.chain_broken_at if approvals else None),
        (RestsOn.DECISIONS, "the log of decisions breaks", context.case.decisions.chain_broken_at),
    )
    return tuple((part, words, place) for part, words, place in found if place is not None)


def _unread_reports(context: CheckContext) -> tuple[Verification, ...]:
    return tuple(one for one in context.run.of(Verification) if one.problem)
