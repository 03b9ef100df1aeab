"""Whether one verification proves something: passed at a sufficient grade, with nothing changed since.

1. The latest execution decides; what was denied, or ended without a test result, proves nothing.
2. Passed means that at least one test ran, where tests are what is asked for.
3. A grade below the least one suffices for nothing, but a failure counts at every grade.
4. A relevant change after it makes it stale; an unknown order, or a call without a result, leaves it not shown.
5. Of several reports that one command wrote each must have passed; a test that a report calls flaky is a doubt.
6. A report that nothing ties to the run is mentioned where there is nothing else, and decides nothing,
   unless the least grade is somebody's word.
7. Fail then pass on the same tree (flaky), or tests removed, skipped or edited by the run: a person decides.
"""

from dataclasses import dataclass, replace

from agent_router.acceptance.executions import TESTS, Execution, bound, denied_attempts, of_base, of_verifier
from agent_router.acceptance.interface import CheckContext
from agent_router.acceptance.order import is_after
from agent_router.acceptance.relevance import is_test, unanswered
from agent_router.model.contract import Verifier
from agent_router.model.known import ChangeKind, Health
from agent_router.model.policy import Grade
from agent_router.model.run import Change, Record
from agent_router.model.verdict import CheckResult, Outcome

_EDITS = frozenset({ChangeKind.MODIFIED, ChangeKind.DELETED, ChangeKind.RENAMED})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one verification."""

    name: str
    """What it is called in the answer: the command, or the kind."""
    kind: str
    least: Grade
    found: tuple[Execution, ...]
    """Its executions and reports, in order."""
    denied: tuple[Record, ...] = ()


def asked_of(context: CheckContext, verifier: Verifier, least: Grade) -> Asked:
    """The executions of one of the contract's verifiers, and reports that were handed in for it."""
    root = context.run.started.working_directory
    kind = verifier.kind.casefold()
    own = of_verifier(context.executions, context.contract, verifier, root)
    single = sum(each.kind.casefold() == kind for each in context.contract.verifiers) == 1
    reports = [
        execution
        for execution in context.executions
        if execution.artifact and execution.kind == kind and single and execution not in own
    ]  # fmt: skip
    found = tuple(sorted((*own, *reports), key=lambda execution: execution.position))
    return Asked(verifier.command, kind, least, found, denied_attempts(context.run, verifier))


def proven(context: CheckContext, asked: Asked) -> CheckResult:
    """Whether it proves, by the seven rules, in their order of weight: failure, staleness, grade, doubt."""
    unbound = tuple(execution for execution in asked.found if execution.unbound)
    asked = replace(asked, found=deciding(asked))
    if not asked.found:
        return _absent(context, asked, unbound)
    failed = _latest_failure(context, asked)
    if failed is not None:
        return CheckResult(
            Outcome.NOT_MET, f"the last run of {asked.name} shows {failed.summary}", (context.run.place(failed.record),)
        )
    good = [execution for execution in asked.found if _is_good(execution, asked)]
    if not good:
        return _not_good(context, asked)
    current = passed_in_time(context, asked)
    return _standing(context, asked, current[-1]) if current else _stale(context, asked, good[-1])


def deciding(asked: Asked) -> tuple[Execution, ...]:
    """What may decide; a passing report that nothing ties to the run only where a word is asked for and nothing ran."""
    found = bound(asked.found)
    if found or asked.denied or asked.least is not Grade.STATED:
        return found
    return tuple(execution for execution in asked.found if execution.health is Health.PASSED)


def _standing(context: CheckContext, asked: Asked, latest: Execution) -> CheckResult:
    last_run = next((each for each in reversed(asked.found) if not each.artifact), latest)
    if last_run.health is Health.UNKNOWN and not latest.artifact:
        return _not_good(context, replace(asked, found=(last_run,)))
    doubt = _doubts(context, asked, latest)
    if doubt is not None:
        return doubt
    how = f"{latest.grade.value}, {latest.summary}"
    return CheckResult(Outcome.MET, f"{asked.name} passed ({how})", (context.run.place(latest.record),))


def passed_in_time(context: CheckContext, asked: Asked) -> tuple[Execution, ...]:
    """The executions and reports that passed at a sufficient grade with nothing relevant changed after them."""
    return tuple(e for e in deciding(asked) if _is_good(e, asked) and not later_changes(context, e))


def later_changes(context: CheckContext, execution: Execution) -> tuple[tuple[Record, bool], ...]:
    """Relevant changes after it, each with whether that order is certain; calls without a result are never certain."""
    later: list[tuple[Record, bool]] = [
        (change, order is True)
        for change in context.relevant
        if (order := is_after(change, execution.record)) is not False
    ]
    later += [
        (record, False)
        for record in unanswered(context.run)
        if record.position not in execution.lines and is_after(record, execution.record) is not False
    ]
    return tuple(later)


def _absent(context: CheckContext, asked: Asked, unbound: tuple[Execution, ...]) -> CheckResult:
    if asked.denied:
        places = tuple(context.run.place(record) for record in asked.denied)
        return CheckResult(Outcome.NOT_SHOWN, f"every call of {asked.name} was denied; it never ran", places)
    words = f"the record holds no run of {asked.name}"
    if unbound:
        places = tuple(context.run.place(execution.record) for execution in unbound)
        return CheckResult(Outcome.NOT_SHOWN, f"{words}, only a report that nothing ties to the run", places)
    return CheckResult(Outcome.NOT_SHOWN, words)


def _latest_failure(context: CheckContext, asked: Asked) -> Execution | None:
    """The last execution, or the last report that is not older than a change, where it failed."""
    runs = [execution for execution in asked.found if not execution.artifact]
    reports = [
        execution
        for execution in asked.found
        if execution.artifact and not any(certain for _, certain in later_changes(context, execution))
    ]
    # One command may write several reports; none of them is made good by the one beside it.
    candidates = (*runs[-1:], *(one for one in reports if _belongs(one, reports[-1])))
    return next((execution for execution in candidates if execution.health in {Health.FAILED, Health.ERROR}), None)


def _is_good(execution: Execution, asked: Asked) -> bool:
    if execution.health is not Health.PASSED or execution.grade.rank < asked.least.rank:
        return False
    return asked.kind != TESTS or (execution.counts is not None and execution.counts.ran > 0)


def _not_good(context: CheckContext, asked: Asked) -> CheckResult:
    latest = asked.found[-1]
    place = (context.run.place(latest.record),)
    if latest.health is not Health.PASSED:
        return CheckResult(Outcome.NOT_SHOWN, f"how the last run of {asked.name} ended is not known", place)
    if latest.grade.rank < asked.least.rank:
        words = f"{asked.name} passed, but only {_GRADE_WORDS[latest.grade]}; {asked.least.value} is required"
        return CheckResult(Outcome.NOT_SHOWN, words, place)
    if latest.counts is not None:
        return CheckResult(Outcome.NOT_MET, f"{asked.name} ended well, but no test ran", place)
    return CheckResult(Outcome.NOT_SHOWN, f"{asked.name} ended well, but nothing says that a test ran", place)


_GRADE_WORDS = {
    Grade.STATED: "by somebody's word",
    Grade.HARNESS: "recorded by the agent's program",
    Grade.INDEPENDENT: "independently",
}


def _stale(context: CheckContext, asked: Asked, latest: Execution) -> CheckResult:
    later = later_changes(context, latest)
    certain = [record for record, known in later if known]
    record = certain[0] if certain else later[0][0]
    places = (context.run.place(latest.record), context.run.place(record))
    name = record.path if isinstance(record, Change) else "a call without a result"
    if certain:
        return CheckResult(Outcome.NOT_SHOWN, f"{name} was changed after {asked.name} passed", places)
    words = f"whether {name} came before or after {asked.name} passed is not known"
    return CheckResult(Outcome.NOT_SHOWN, words, places)


def _doubts(context: CheckContext, asked: Asked, latest: Execution) -> CheckResult | None:
    retried = next((one for one in passed_in_time(context, asked) if one.flaky and _belongs(one, latest)), None)
    if retried is not None:
        words = f"{asked.name} passed, but only at a second try (flaky): {retried.flaky}"
        return CheckResult(Outcome.NEEDS_PERSON, words, (context.run.place(retried.record),))
    flaky = _flaky(context, asked, latest)
    if flaky is not None:
        words = f"{asked.name} failed and then passed although nothing relevant was changed in between (flaky)"
        return CheckResult(
            Outcome.NEEDS_PERSON, words, (context.run.place(flaky.record), context.run.place(latest.record))
        )
    if asked.kind != TESTS:
        return None
    edited = [
        change
        for change in context.run.of(Change)
        if change.done and change.kind in _EDITS and (is_test(change.path) or is_test(change.old_path))
    ]
    if edited:
        names = ", ".join(dict.fromkeys(change.path for change in edited))
        places = tuple(context.run.place(change) for change in edited)
        return CheckResult(Outcome.NEEDS_PERSON, f"{asked.name} passed, but the run edited tests: {names}", places)
    return _fewer_tests(context, asked, latest)


def _belongs(report: Execution, latest: Execution) -> bool:
    """Whether the report tells of that execution, or of a later one."""
    return report.behind >= latest.behind


def _flaky(context: CheckContext, asked: Asked, latest: Execution) -> Execution | None:
    """An earlier failure that this pass followed without any relevant change between."""
    runs = [execution for execution in asked.found if not execution.artifact]
    if latest not in runs:
        return None
    for before in reversed(runs[: runs.index(latest)]):
        if before.health is Health.FAILED:
            return None if _may_lie_between(context, before, latest) else before
        if before.health is Health.PASSED:
            return None
    return None


def _may_lie_between(context: CheckContext, before: Execution, after: Execution) -> bool:
    """Whether a relevant change may have happened between the two, for all that the record shows."""
    return any(
        is_after(record, before.record) is not False and is_after(after.record, record) is not False
        for record in (*context.relevant, *unanswered(context.run))
        if record.position not in before.lines | after.lines
    )


def of_verifiers_base(context: CheckContext, asked: Asked) -> tuple[Execution, ...]:
    """What the router ran of this verifier on the base."""
    lines = {execution.line for execution in asked.found}
    return tuple(execution for execution in of_base(context.run) if execution.line in lines)


def _fewer_tests(context: CheckContext, asked: Asked, latest: Execution) -> CheckResult | None:
    if latest.counts is None:
        return None
    on_base = of_verifiers_base(context, asked)
    for before in (*on_base, *asked.found):
        earlier = before in on_base or before.position < latest.position
        if not earlier or before.counts is None or before.artifact:
            continue
        gone = before.counts.ran + before.counts.skipped - latest.counts.ran - latest.counts.skipped
        skipped = latest.counts.skipped - before.counts.skipped
        if gone > 0 or skipped > 0:
            words = (
                f"{asked.name} passed, but with {gone} fewer tests than before"
                if gone > 0
                else (f"{asked.name} passed, but {skipped} more tests were skipped than before")
            )
            places = (context.run.place(before.record), context.run.place(latest.record))
            return CheckResult(Outcome.NEEDS_PERSON, words, places)
    return None
