"""What the contract itself must hold, and whether its blast radius still is the run's."""

from agent_router.acceptance.bounds import is_unplaced
from agent_router.acceptance.diff import diff_known, is_cut_off
from agent_router.acceptance.interface import CheckContext
from agent_router.model.verdict import CheckResult, Outcome


def rollback_named(context: CheckContext, _: str) -> CheckResult:
    """The contract names the way back; work that changes nothing needs none."""
    rollback = context.contract.rollback.strip()
    if rollback:
        return CheckResult(Outcome.MET, f"way back: {rollback[:200]}")
    if not context.contract.changes:
        return CheckResult(Outcome.NOT_APPLICABLE, "the work changes nothing")
    return CheckResult(Outcome.NOT_MET, "the contract names no way back")


def blast_radius_as_approved(context: CheckContext, _: str) -> CheckResult:
    """What the run did is no riskier than what was approved; a log that was cut off, without a diff, cannot show it."""
    measured = context.case.measured
    approved = context.contract.blast_radius
    if measured is None:
        return CheckResult(Outcome.NOT_SHOWN, "what the run did was not assessed")
    evidence = tuple(
        dict.fromkeys(place for reason in measured.reasons for place in reason.facts if place.file == "run.jsonl")
    )
    if measured.blast_radius.rank > approved.rank:
        why = "; ".join(dict.fromkeys(reason.text for reason in measured.reasons))
        words = f"approved {approved.value}, measured {measured.blast_radius.value}: {why}"
        return CheckResult(Outcome.NOT_MET, words, evidence)
    words = f"approved {approved.value}, measured {measured.blast_radius.value}"
    if not diff_known(context.run) and (is_cut_off(context.run)):
        words += " as far as the record goes; the log stops without its end, and there is no git diff"
        return CheckResult(Outcome.NOT_SHOWN, words, evidence)
    if any(is_unplaced(path.path, context.run) for path in context.changed):
        words += "; the log names no folder that the agent worked in, so which systems its paths touch is not known"
        return CheckResult(Outcome.NOT_SHOWN, words, evidence)
    return CheckResult(Outcome.MET, words, evidence)
