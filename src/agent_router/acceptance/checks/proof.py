"""The proof that was asked for before the start: passed, from the system, after the last change."""

import re

from agent_router.acceptance.checks.kinds import required_result
from agent_router.acceptance.checks.words import places
from agent_router.acceptance.executions import TESTS, Execution, bound, of_base, of_command, run_of_command
from agent_router.acceptance.interface import CheckContext
from agent_router.acceptance.order import has_position
from agent_router.acceptance.outcomes import worst
from agent_router.acceptance.phases import has_two_phases, is_discovery
from agent_router.acceptance.proof import Asked, asked_of, deciding, later_changes, proven
from agent_router.acceptance.stops import asks_for_findings
from agent_router.model.contract import Verifier
from agent_router.model.known import CommandOutcome, Health
from agent_router.model.policy import Grade
from agent_router.model.run import Command
from agent_router.model.verdict import CheckResult, Outcome

_PYTHON_FILE = re.compile(r"\.py(?=::)")
_A_PROPOSAL = CheckResult(Outcome.NOT_APPLICABLE, "a discovery: its output is a proposal, the change is proven later")


def tests_passed(context: CheckContext, _: str) -> CheckResult:
    """Every test command that the contract fixes passed on its last run."""
    if is_proposal(context):
        return _A_PROPOSAL
    verifiers = [each for each in context.contract.verifiers if each.kind.casefold() == TESTS]
    if verifiers:
        return worst([proven(context, asked_of(context, each, _least(context, TESTS))) for each in verifiers])
    found = [execution for execution in bound(context.executions) if execution.kind == TESTS]
    if found and found[-1].health in {Health.FAILED, Health.ERROR}:
        words = f"the last run of {found[-1].text} shows {found[-1].summary}"
        return CheckResult(Outcome.NOT_MET, words, places(context, [found[-1].record]))
    if found:
        words = f"the contract fixes no test command; {found[-1].text} ran ({found[-1].summary}), chosen by the agent"
        return CheckResult(Outcome.NOT_SHOWN, words, places(context, [found[-1].record]))
    return CheckResult(Outcome.NOT_SHOWN, "the contract fixes no test command, and no test run is recorded")


def command_passed(context: CheckContext, setting: str) -> CheckResult:
    """The Setting's command ended with 0 on its last run, with nothing relevant changed after it."""
    if is_proposal(context):
        return _A_PROPOSAL
    if not setting.strip():
        return CheckResult(Outcome.NEEDS_PERSON, "the row names no command in its Setting")
    root = context.run.started.working_directory
    commands = [command for command in context.run.of(Command) if command.outcome is not CommandOutcome.DENIED]
    on_base = frozenset(line for execution in of_base(context.run) for line in execution.lines)
    commands = [command for command in commands if command.position not in on_base]
    found = of_command((run_of_command(context.run, command) for command in commands), setting, root)
    named = of_command(context.executions, setting, root)
    seen = {execution.position for execution in found}
    everything = sorted(
        (*found, *(each for each in named if each.position not in seen and not _covers(each, seen))),
        key=lambda execution: execution.position,
    )
    verifier = Verifier("command", setting)
    denied = asked_of(context, verifier, Grade.HARNESS).denied if verifier in context.contract.verifiers else ()
    return proven(context, Asked(setting.strip(), "command", _least(context, ""), tuple(everything), denied))


def _covers(execution: Execution, seen: set[tuple[str, int]]) -> bool:
    """Whether it speaks of a command that is already counted."""
    return not execution.lines.isdisjoint(seen)


def proof_as_required(context: CheckContext, _: str) -> CheckResult:
    """Every kind of proof that the contract requires is there, often enough and at its least grade."""
    required = context.contract.proof
    if is_proposal(context):
        required = tuple(each for each in required if each.kind.casefold() == "findings")
        if not required:
            return _A_PROPOSAL
    if not required:
        return CheckResult(Outcome.NOT_SHOWN, "the contract requires no proof, so nothing can show it")
    return worst([required_result(context, each) for each in required], join=True)


def proof_from_the_system(context: CheckContext, setting: str) -> CheckResult:
    """What counts as proof was recorded by a system, at least at the Setting's grade."""
    if is_proposal(context):
        return _A_PROPOSAL
    least = grade_of(setting) or _least(context, "")
    if not context.contract.proof:
        return CheckResult(Outcome.NOT_SHOWN, "the contract requires no proof, so nothing can come from a system")
    return worst([required_result(context, each, least) for each in context.contract.proof], join=True)


def proof_after_the_last_change(context: CheckContext, _: str) -> CheckResult:
    """No relevant change came after the proof; the Setting's paths are not relevant."""
    if is_proposal(context):
        return _A_PROPOSAL
    verifiers = context.contract.verifiers
    if not verifiers:
        if asks_for_findings(context.contract) and not context.relevant:
            return CheckResult(Outcome.NOT_APPLICABLE, "the proof is findings, and nothing relevant was changed")
        return CheckResult(
            Outcome.NOT_SHOWN, "the contract fixes no command that could show the state after the change"
        )
    return worst([_after_last(context, each) for each in verifiers])


def _after_last(context: CheckContext, verifier: Verifier) -> CheckResult:
    asked = asked_of(context, verifier, _least(context, verifier.kind))
    found = deciding(asked)
    passed = [execution for execution in found if execution.health is Health.PASSED]
    if not passed:
        return CheckResult(
            Outcome.NOT_SHOWN,
            f"the record holds no passing run of {verifier.command} that could be the last word",
            places(context, [execution.record for execution in found[-1:]] or asked.denied),
        )
    current = [execution for execution in passed if not later_changes(context, execution)]
    latest = current[-1] if current else passed[-1]
    later = later_changes(context, latest)
    if not later:
        words = f"nothing relevant was changed after {verifier.command} passed"
        return CheckResult(Outcome.MET, words, places(context, [latest.record]))
    certain = [record for record, known in later if known]
    told = certain or [record for record, _ in later]
    names = ", ".join(dict.fromkeys(getattr(record, "path", "a call without a result") for record in told))
    evidence = places(context, [latest.record, *(record for record, _ in later)])
    if certain:
        return CheckResult(Outcome.NOT_MET, f"changed after {verifier.command} passed: {names}", evidence)
    words = f"whether this came before or after {verifier.command} is not known: {names}"
    return CheckResult(Outcome.NOT_SHOWN, words, evidence)


def fails_before_passes_after(context: CheckContext, _: str) -> CheckResult:
    """A test that failed before the first change passes after the last one; what the router ran on the base decides."""
    if is_proposal(context):
        return _A_PROPOSAL
    on_base = [execution for execution in of_base(context.run) if execution.kind == TESTS]
    if on_base:
        return _from_base(context, on_base)
    found = [execution for execution in bound(context.executions) if execution.kind == TESTS]
    first = min((change.position for change in context.relevant if has_position(change)), default=("", 0))
    before = [each for each in found if each.health is Health.FAILED and (not first[1] or each.position < first)]
    if not before:
        return CheckResult(Outcome.NOT_SHOWN, "no failing test is recorded before the first change")
    failing = dict.fromkeys(test for each in before for test in each.failed_tests)
    after = [each for each in found if first[1] and each.position > first]
    if not after:
        words = "tests failed before the change; none ran after it"
        return CheckResult(Outcome.NOT_SHOWN, words, places(context, [before[-1].record]))
    return _turned(context, before[-1], after[-1], tuple(failing))


def _from_base(context: CheckContext, on_base: list[Execution]) -> CheckResult:
    """By what the router ran: the last verification of it, on the base and on the recorded state."""
    latest = {execution.family: execution for execution in on_base}
    found = [each for each in bound(context.executions) if each.kind == TESTS and each.by_router]
    after = {family: [each for each in found if each.family == family] for family in latest}
    failed = [execution for execution in latest.values() if execution.health is Health.FAILED]
    if not failed:
        return _nothing_failed(context, tuple(latest.values()), found)
    results = [
        _turned(context, before, after[before.family][-1], before.failed_tests)
        for before in failed
        if after[before.family]
    ]
    if not results:
        words = "tests failed on the base; none ran on the recorded state"
        return CheckResult(Outcome.NOT_SHOWN, words, places(context, [failed[-1].record]))
    # One test that turned is enough, unless something fails after the change.
    order = (Outcome.NOT_MET, Outcome.MET, Outcome.NOT_SHOWN)
    return min(results, key=lambda result: order.index(result.outcome))


def _nothing_failed(context: CheckContext, on_base: tuple[Execution, ...], after: list[Execution]) -> CheckResult:
    evidence = places(context, [execution.record for execution in on_base])
    if any(execution.health is not Health.PASSED for execution in on_base):
        return CheckResult(Outcome.NOT_SHOWN, "on the base the tests could not be run to a result", evidence)
    there = {test_key(test) for execution in on_base for test in execution.passed_tests}
    if any(test_key(test) not in there for execution in after for test in execution.passed_tests):
        words = "on the base nothing failed: the tests that are new since were not there to fail"
        return CheckResult(Outcome.NOT_SHOWN, words, evidence)
    return CheckResult(Outcome.NOT_MET, f"on the base nothing failed: {on_base[-1].summary}", evidence)


def _turned(context: CheckContext, before: Execution, last: Execution, failing: tuple[str, ...]) -> CheckResult:
    evidence = places(context, [before.record, last.record])
    if last.health in {Health.FAILED, Health.ERROR}:
        return CheckResult(Outcome.NOT_MET, f"after the change: {last.summary}", evidence)
    passed = {test_key(test) for test in last.passed_tests}
    gone = [test for test in failing if test_key(test) in passed or _passed_unnamed(last, before)]
    if last.health is not Health.PASSED or not failing or not gone:
        return CheckResult(Outcome.NOT_SHOWN, "no test ID is shown to fail before and to pass after", evidence)
    later = later_changes(context, last)
    if later:
        certain = any(known for _, known in later)
        how = "something was changed after it" if certain else "whether all changes came before is not known"
        return CheckResult(Outcome.NOT_SHOWN, f"{gone[0]} passed, but {how}", evidence)
    return CheckResult(Outcome.MET, f"failed before, passes after: {', '.join(gone[:5])}", evidence)


def test_key(test: str) -> str:
    """A test's ID however it is told: pytest prints `t/test_a.py::test_b`, its report says `t.test_a::test_b`."""
    return _PYTHON_FILE.sub("", test).replace("/", ".").replace("::", ".")


def _passed_unnamed(last: Execution, before: Execution) -> bool:
    """Runners name no passing test when quiet: the same whole command, nothing failed, nothing missing."""
    if last.counts is None or before.counts is None or last.passed_tests or last.selective:
        return False
    same = last.family == before.family and last.counts.ran >= before.counts.ran
    return same and last.counts.skipped <= before.counts.skipped


def is_proposal(context: CheckContext) -> bool:
    """Whether this run is the discovery of a contract that has a mutation as well."""
    return is_discovery(context.run, context.contract) and has_two_phases(context.contract)


def grade_of(setting: str) -> Grade | None:
    """The grade that a Setting names, or None."""
    word = setting.strip().casefold()
    return next((grade for grade in Grade if grade.value == word), None)


def _least(context: CheckContext, kind: str) -> Grade:
    """The least grade that the contract's proof rows ask for; of that kind, else of any."""
    grades = [
        each.least_grade for each in context.contract.proof if not kind or each.kind.casefold() == kind.casefold()
    ]
    return max(grades, key=lambda grade: grade.rank, default=Grade.HARNESS)
