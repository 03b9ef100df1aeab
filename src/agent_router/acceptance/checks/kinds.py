"""One required kind of proof against the record: tests, findings, numbers, a diff, an answer."""

from decimal import Decimal

from agent_router.acceptance.checks.words import counted_noun, places
from agent_router.acceptance.diff import diff_known
from agent_router.acceptance.executions import TESTS, Execution
from agent_router.acceptance.findings import scanners_findings, stated_findings
from agent_router.acceptance.interface import CheckContext
from agent_router.acceptance.outcomes import worst
from agent_router.acceptance.proof import Asked, asked_of, later_changes, passed_in_time, proven
from agent_router.model.assignment import ProofRequired
from agent_router.model.known import Health, KnownBy
from agent_router.model.policy import Grade
from agent_router.model.run import Change, Record, Request, Verification
from agent_router.model.verdict import CheckResult, Outcome

FINDINGS, DIFF, ANSWER, NUMBERS = "findings", "diff", "api response", "before/after numbers"
_SEEN_BY_A_PERSON = {
    "screenshot": "what it shows is for a person to see",
    "log": "what it shows is for a person to read",
    "database check": "whether the result is the right one is for a person to say",
    "attestation": "its signature was not checked, so a person decides",
}
_GOOD_STATUS = range(200, 400)


def required_result(context: CheckContext, required: ProofRequired, least: Grade | None = None) -> CheckResult:
    """Whether this kind is proven as often as required, at the least grade of its row or the one given."""
    kind = required.kind.casefold()
    grade = max(required.least_grade, least or required.least_grade, key=lambda each: each.rank)
    if kind in {each.casefold() for each in context.contract.does_not_count} and kind != FINDINGS:
        return CheckResult(Outcome.NOT_SHOWN, f"{required.kind}: required, and by another row it does not count")
    special = {FINDINGS: _findings, DIFF: _diff, ANSWER: _answers, NUMBERS: _numbers}
    if kind in special:
        return special[kind](context, required, grade)
    result = _verification(context, required, grade)
    if result.outcome is Outcome.NOT_SHOWN and kind in _SEEN_BY_A_PERSON:
        return _for_a_person(context, required, grade) or result
    return result


def _for_a_person(context: CheckContext, required: ProofRequired, least: Grade) -> CheckResult | None:
    """What is there and current, where no program can tell what it shows; None where there is too little of it."""
    kind = required.kind.casefold()
    found = [
        each
        for each in context.executions
        if each.kind == kind and each.artifact and not each.unbound and each.health is Health.UNKNOWN
        if each.grade.rank >= least.rank and not later_changes(context, each)
    ]
    if not found or len(found) < required.minimum:
        return None
    words = f"{required.kind}: {found[-1].text} belongs to the run; {_SEEN_BY_A_PERSON[kind]}"
    return CheckResult(Outcome.NEEDS_PERSON, words, places(context, [each.record for each in found]))


def _verification(context: CheckContext, required: ProofRequired, least: Grade) -> CheckResult:
    kind = required.kind.casefold()
    verifiers = [each for each in context.contract.verifiers if each.kind.casefold() == kind]
    if not verifiers and kind == TESTS:
        found = tuple(each for each in context.executions if each.kind == TESTS and not each.artifact)
        reports = tuple(each for each in context.executions if each.kind == TESTS and each.artifact)
        asked = [Asked("tests", TESTS, least, reports)]
        if found and not reports:
            words = "tests: the contract fixes no test command, so what the agent chose to run is no proof"
            return CheckResult(Outcome.NOT_SHOWN, words, places(context, [found[-1].record]))
    elif verifiers:
        asked = [asked_of(context, each, least) for each in verifiers]
    else:
        asked = [Asked(required.kind, kind, least, tuple(each for each in context.executions if each.kind == kind))]
    result = worst([proven(context, each) for each in asked])
    if result.outcome is not Outcome.MET:
        return result
    passed = sum(len(passed_in_time(context, each)) for each in asked)
    return result if passed >= required.minimum else _too_few(required, passed, result)


def _findings(context: CheckContext, required: ProofRequired, least: Grade) -> CheckResult:
    stated = stated_findings(context.run, context.claims, context.executions)
    backed = [each for each in stated if each.backing and each.grade.rank >= least.rank]
    scans = [each for each in scanners_findings(context.executions, least) if not later_changes(context, each)]
    if len(backed) + len(scans) >= required.minimum:
        records: list[Record] = [record for each in backed for record in (each.record, *each.backing[:3])]
        told = [f"{counted_noun(len(backed), 'statement')} whose source the record holds"] if backed else []
        told += [f"{counted_noun(len(scans), 'report')} of a scanner"] if scans else []
        words = f"findings: {', '.join(told)}"
        return CheckResult(Outcome.MET, words, places(context, [*records, *(each.record for each in scans)]))
    if not stated:
        return CheckResult(Outcome.NOT_SHOWN, "findings: none is stated that the record does not contradict")
    words = f"findings: {len(backed)} of {len(stated)} statements have a source in the record at grade {least.value}"
    return CheckResult(Outcome.NOT_SHOWN, words, places(context, [each.record for each in stated]))


def _diff(context: CheckContext, required: ProofRequired, least: Grade) -> CheckResult:
    changes = [change for change in context.run.of(Change) if change.done and _grade(change).rank >= least.rank]
    if len(changes) >= required.minimum:
        source = "git" if diff_known(context.run) else "the agent's program"
        return CheckResult(Outcome.MET, f"diff: recorded by {source}", places(context, changes))
    return CheckResult(Outcome.NOT_SHOWN, f"diff: the record holds no change at grade {least.value}")


def _grade(change: Change) -> Grade:
    if change.known_by is KnownBy.SHELL:
        return Grade.STATED
    return change.grade or Grade.STATED


def _answers(context: CheckContext, required: ProofRequired, least: Grade) -> CheckResult:
    """Answers that the record holds; a file of requests that was handed in counts beside them, and may only spoil."""
    recorded, filed = _recorded_answers(context, required, least), _verification(context, required, least)
    if recorded is None:
        return filed
    # Files that prove nothing (unbound, stale) take nothing from what the record holds itself.
    return worst([recorded, filed]) if filed.outcome is Outcome.NOT_MET else recorded


def _recorded_answers(context: CheckContext, required: ProofRequired, least: Grade) -> CheckResult | None:
    answered = [
        request
        for request in context.run.of(Request)
        if request.done and request.status is not None and (request.grade or Grade.STATED).rank >= least.rank
    ]
    good = [request for request in answered if request.status in _GOOD_STATUS]
    if answered and answered[-1] not in good:
        words = f"API response: the last answer of {answered[-1].system} was {answered[-1].status}"
        return CheckResult(Outcome.NOT_MET, words, places(context, answered[-1:]))
    if good and len(good) >= required.minimum:
        words = f"API response: {counted_noun(len(good), 'answer')} from {good[-1].system}"
        return CheckResult(Outcome.MET, words, places(context, good))
    return None


def _numbers(context: CheckContext, required: ProofRequired, least: Grade) -> CheckResult:
    failed = failed_measurements(context)
    if failed:
        words = f"before/after numbers: {failed[-1].text}: the measurement {_ENDED[failed[-1].health]}"
        return CheckResult(Outcome.NOT_MET, words, places(context, [each.record for each in failed]))
    pairs = number_pairs(context, least)
    if len(pairs) >= required.minimum and pairs:
        doubtful = sum(pair.certain is False for pair in pairs)
        chance = f", {doubtful} of them not shown to differ by more than chance" if doubtful else ""
        words = f"before/after numbers: {counted_noun(len(pairs), 'pair')}{chance}"
        return CheckResult(Outcome.MET, words, places(context, pairs))
    alone = [each for each in context.executions if each.kind == NUMBERS and not each.unbound]
    if alone and not pairs:
        words = "before/after numbers: measured, but what was handed in is no current pair of before and after"
        return CheckResult(Outcome.NOT_SHOWN, words, places(context, [each.record for each in alone]))
    return CheckResult(Outcome.NOT_SHOWN, "before/after numbers: the record holds no measured pair")


_ENDED = {Health.FAILED: "failed", Health.ERROR: "cannot be read"}


def failed_measurements(context: CheckContext) -> tuple[Execution, ...]:
    """Measurements of the present state that failed or cannot be read, and that something ties to the run."""
    return tuple(
        each
        for each in context.executions
        if each.kind == NUMBERS
        and each.artifact
        and not each.unbound
        and each.health in _ENDED
        and not any(certain for _, certain in later_changes(context, each))
    )


def number_pairs(context: CheckContext, least: Grade) -> tuple[Verification, ...]:
    """Measurements with a number before and one after, at a sufficient grade and not stale."""
    current = {each.record.position for each in context.executions if not later_changes(context, each)}
    return tuple(
        each
        for each in context.run.of(Verification)
        if each.before is not None
        and each.after is not None
        and each.position in current
        and each.health not in {Health.FAILED, Health.ERROR}
        and (each.grade or Grade.STATED).rank >= least.rank
    )


def gain_percent(pair: Verification) -> Decimal | None:
    """How much better the number got, in percent of the one before; negative is worse; None where before is 0."""
    if pair.before is None or pair.after is None or not pair.before:
        return None
    gain = (pair.before - pair.after) if pair.lower_is_better else (pair.after - pair.before)
    return gain * 100 / abs(pair.before)


def _too_few(required: ProofRequired, passed: int, result: CheckResult) -> CheckResult:
    words = f"{required.kind}: {passed} passed in time, {required.minimum} are required"
    return CheckResult(Outcome.NOT_SHOWN, words, result.evidence)
