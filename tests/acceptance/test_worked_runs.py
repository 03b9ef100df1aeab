"""The worked-out Claude Code runs of EVIDENCE, recorded by the genuine program, under the shipped checklist."""

from decimal import Decimal
from pathlib import Path

import pytest

from agent_router.model.verdict import ClaimStanding, CostMethod, ItemResult, Outcome, Verdict, VerdictState
from tests.acceptance.worked import CHECK, FIX, worked_run

SESSION = "workflow_session/00e0d23b-2700-49c8-b00a-0aea6323517c"
WORKFLOW = (f"{SESSION}.jsonl", SESSION)


def _open(verdict: Verdict) -> list[str]:
    return [item.checked_by for item in verdict.items if item.open]


def _item(verdict: Verdict, check: str) -> ItemResult:
    return next(item for item in verdict.items if item.checked_by == check)


@pytest.mark.parametrize(
    ("logs", "method"),
    [
        (("claude_fix.transcript.jsonl",), CostMethod.PRICED),
        (("claude_fix.stream.jsonl",), CostMethod.REPORTED),
        (("claude_fix.stream.jsonl", "claude_fix.transcript.jsonl"), CostMethod.REPORTED),
    ],
)
def test_claude_fix_waits_for_the_signature_only(tmp_path: Path, logs: tuple[str, ...], method: CostMethod) -> None:
    verdict = worked_run(tmp_path, FIX, *logs).verdict
    assert (verdict.state, _open(verdict)) == (VerdictState.WAITING, ["signed off by"])
    assert [(each.who, each.item) for each in verdict.waiting] == [("Grace Hopper", "A37")]
    assert (verdict.usage.total, verdict.cost.amount, verdict.cost.method) == (31_443, Decimal("0.03494475"), method)
    assert verdict.cost.priced == Decimal("0.03494475")
    assert [path.path for path in verdict.changed] == ["NOTES.md", "calc.py"]
    assert [claim.standing for claim in verdict.claims] == [ClaimStanding.SUPPORTED] * 2
    assert not any(stop.fired for stop in verdict.stops)


def test_claude_fix_is_accepted_once_the_reviewer_signs(tmp_path: Path) -> None:
    verdict = worked_run(tmp_path, FIX, "claude_fix.transcript.jsonl", sign=True).verdict
    assert verdict.state is VerdictState.ACCEPTED
    assert verdict.waiting == ()


@pytest.mark.parametrize("log", ["claude_denied.stream.jsonl", "claude_denied.transcript.jsonl"])
def test_claude_denied_is_not_accepted_since_its_claims_are_contradicted(tmp_path: Path, log: str) -> None:
    verdict = worked_run(tmp_path, FIX, log).verdict
    assert verdict.state is VerdictState.NOT_ACCEPTED
    assert [(claim.text, claim.standing) for claim in verdict.claims] == [
        ("Fixed add() in calc.py", ClaimStanding.CONTRADICTED),
        ("2 tests pass.", ClaimStanding.CONTRADICTED),
    ]
    assert verdict.changed == ()
    assert _item(verdict, "proof as required").found is Outcome.NOT_SHOWN
    assert not _item(verdict, "claims supported").waivable
    assert "denied" in verdict.headline


@pytest.mark.parametrize(
    ("log", "failures", "standing"),
    [
        ("claude_denied.transcript.jsonl", 0, ClaimStanding.CONTRADICTED),
        ("claude_fix.transcript.jsonl", 1, ClaimStanding.SUPPORTED),
    ],
)
def test_a_report_of_another_run_changes_no_word_about_tests(
    tmp_path: Path, log: str, failures: int, standing: ClaimStanding
) -> None:
    report = tmp_path / "base.xml"
    failed = '<testcase classname="t" name="c"><failure message="x"/></testcase>' * failures
    passed = '<testcase classname="t" name="a"/><testcase classname="t" name="b"/>'
    report.write_text(
        f'<testsuite name="pytest" tests="{2 + failures}" failures="{failures}">{passed}{failed}</testsuite>'
    )
    alone = worked_run(tmp_path / "alone", FIX, log).verdict
    given = worked_run(tmp_path / "given", FIX, log, artifacts=(report,)).verdict
    assert [claim.standing for claim in given.claims if "tests pass" in claim.text] == [standing]
    assert (given.state, _open(given)) == (alone.state, _open(alone))


def test_the_workflow_waits_for_a_diff_or_a_person(tmp_path: Path) -> None:
    verdict = worked_run(tmp_path, CHECK, *WORKFLOW).verdict
    assert verdict.state is VerdictState.WAITING
    assert _open(verdict) == ["no changes", "signed off by"]
    assert (verdict.usage.total, verdict.cost.amount) == (55_878, Decimal("0.0629685"))
    agents = next(line for line in verdict.spent if line.name == "agents")
    assert (agents.used, agents.lower_bound) == (Decimal(3), False)
    assert _item(verdict, "all agents finished").found is Outcome.MET
    assert not any(stop.fired for stop in verdict.stops)


def test_tests_that_fail_twice_around_an_attempted_change_stop_the_run(tmp_path: Path) -> None:
    verdict = worked_run(tmp_path, FIX, "claude_hooks_fail2.stream.jsonl").verdict
    assert verdict.state is VerdictState.NOT_ACCEPTED
    fired = {stop.stop_when: stop for stop in verdict.stops if stop.fired}
    assert set(fired) == {"outside scope", "verification failed"}
    assert fired["verification failed"].went_on
    assert verdict.claims[0].standing is ClaimStanding.CONTRADICTED
    assert (
        verdict.headline
        == "Tests failed on their last run; the agent says “All tests pass now and the work is complete.”"
    )


def test_a_run_that_its_program_stopped_at_the_turns_shows_no_proof(tmp_path: Path) -> None:
    verdict = worked_run(tmp_path, FIX, "claude_maxturns.stream.jsonl").verdict
    assert verdict.state is VerdictState.NOT_ACCEPTED
    assert _item(verdict, "proof as required").found is Outcome.NOT_MET
    assert verdict.cost.amount == Decimal("0.01175325")


def test_a_call_without_a_result_keeps_the_earlier_proof_from_counting(tmp_path: Path) -> None:
    verdict = worked_run(tmp_path, FIX, "claude_maxbudget.stream.jsonl").verdict
    assert verdict.state is VerdictState.NOT_ACCEPTED
    assert verdict.cost.amount == Decimal("0.017703")


def test_a_sub_agents_failure_counts_where_the_main_agent_waited_for_it(tmp_path: Path) -> None:
    verdict = worked_run(tmp_path, FIX, "claude_hooks_sub.stream.jsonl").verdict
    assert {stop.stop_when for stop in verdict.stops if stop.fired} >= {"verification failed"}
