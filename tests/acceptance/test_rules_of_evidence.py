"""The thirteen rules of EVIDENCE, each on recorded runs, in both directions: what it lets pass, what it does not."""

import gzip
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from agent_router.acceptance.executions import executions
from agent_router.acceptance.relevance import AFTER_LAST_CHANGE
from agent_router.evidence.reading import read_run
from agent_router.evidence.recording import RecordRequest, record_run
from agent_router.ledger.digest import sha256_hex
from agent_router.model.assignment import Budget, ProofRequired
from agent_router.model.contract import Scope
from agent_router.model.known import CommandOutcome, ExitSource, Health, KnownBy, Source
from agent_router.model.policy import Grade, StopWhen
from agent_router.model.report import JudgedRun
from agent_router.model.run import Change, Claim, Command, Denied, Redaction, Run, Verification
from agent_router.model.verdict import ClaimStanding, CostMethod, ItemResult, Outcome, StopResult, Verdict
from tests.acceptance.runs import DIGEST, PYTEST, Story, contract, fixed, item_of, row, story, verdict_of
from tests.acceptance.runs import stop as stop_row
from tests.acceptance.worked import CHECK, FIX, REAL, RECORDED, worked_run

MET, NOT_MET, NOT_SHOWN, PERSON = Outcome.MET, Outcome.NOT_MET, Outcome.NOT_SHOWN, Outcome.NEEDS_PERSON
EXEMPT = "docs/**; **/*.md"
SESSION = "workflow_session/00e0d23b-2700-49c8-b00a-0aea6323517c"
LOGS = {
    "claude_fix": ("claude_fix.transcript.jsonl",),
    "claude_denied": ("claude_denied.transcript.jsonl",),
    "claude_hooks_fail2": ("claude_hooks_fail2.stream.jsonl",),
    "claude_maxbudget": ("claude_maxbudget.transcript.jsonl",),
    "workflow_session": (f"{SESSION}.jsonl", SESSION),
    "codex_fix": ("../codex/codex_fix.rollout.jsonl",),
    "codex_fail2": ("../codex/codex_fail2.rollout.jsonl",),
    "codex_readonly": ("../codex/codex_readonly.rollout.jsonl",),
    "copilot_fix": ("../copilot_cli/copilot_fix.events.jsonl",),
    "copilot_denied": ("../copilot_cli/copilot_denied.events.jsonl",),
    "gemini_fix": ("../gemini_cli/gemini_fix.chat.jsonl",),
    "gemini_stream": ("../gemini_cli/gemini_fix.stream.jsonl",),
    "opencode_fix": ("../opencode/opencode_fix.export.json",),
}


@cache
def _judged(name: str) -> JudgedRun:
    with TemporaryDirectory() as folder:
        return worked_run(Path(folder), CHECK if name == "workflow_session" else FIX, *LOGS[name])


def verdict(name: str) -> Verdict:
    """The verdict on a recorded run, under the shipped checklist."""
    return _judged(name).verdict


def run(name: str) -> Run:
    """The record of a recorded run."""
    return _judged(name).run


def plain(name: str) -> Run:
    """The record of a recorded run, as one under the small contract of the stories."""
    return replace(run(name), started=replace(run(name).started, contract=DIGEST))


def item(name: str, check: str) -> ItemResult:
    """The result of one row of the shipped checklist."""
    return next(each for each in verdict(name).items if each.checked_by == check)


def found(name: str, check: str, setting: str = "", **more: object) -> Outcome:
    """One check on a recorded run, under a small contract with the shipped exemptions."""
    exempt = () if check == AFTER_LAST_CHANGE else (row(AFTER_LAST_CHANGE, EXEMPT),)
    return verdict_of(plain(name), row(check, setting), *exempt, **more).items[0].found


def fired(name: str) -> dict[str, StopResult]:
    """The stop conditions that fired."""
    return {each.stop_when: each for each in verdict(name).stops if each.fired}


# 1. An agent's words show that something was stated, never that it is so. A contradicted statement meets nothing.


@pytest.mark.parametrize("name", sorted(set(LOGS) - {"claude_maxbudget"}))
def test_1_words_are_recorded_as_words(name: str) -> None:
    claims = run(name).of(Claim)
    assert claims
    assert {(claim.source, claim.grade) for claim in claims} == {(Source.AGENT, None)}


def test_1_words_alone_prove_nothing_and_contradicted_ones_meet_nothing() -> None:
    assert found("claude_denied", "tests passed") is NOT_SHOWN
    assert found("claude_denied", "claims supported") is NOT_MET
    assert found("claude_denied", "behavior or findings stated") is NOT_SHOWN
    assert found("claude_fix", "behavior or findings stated") is MET
    assert found("claude_fix", "claims supported") is MET


# 2. What the agent's program recorded is `harness`; the least grade sets what suffices; a report that lies about is a
#    word.


@pytest.mark.parametrize("name", ["claude_fix", "codex_fix", "copilot_fix", "gemini_fix", "opencode_fix"])
def test_2_what_the_agents_program_recorded_is_harness_and_no_more(name: str) -> None:
    graded = {record.grade for record in run(name).of(Command) + run(name).of(Verification)}
    assert graded == {Grade.HARNESS}
    assert found(name, "proof from the system", "harness") is MET
    assert found(name, "proof from the system", "independent") is NOT_SHOWN


def test_2_the_least_grade_is_the_contracts() -> None:
    for least, outcome in ((Grade.HARNESS, MET), (Grade.INDEPENDENT, NOT_SHOWN)):
        assert found("claude_fix", "proof as required", proof=(ProofRequired("tests", 1, least),)) is outcome
    assert item_of(story().hands_in(), "tests passed").found is NOT_SHOWN


# 3. Exit codes decide, not call status; a printed summary may show failure, never success.


@pytest.mark.parametrize(
    ("name", "sources"),
    [
        ("claude_fix", [ExitSource.RECORDED, ExitSource.IMPLIED]),
        ("codex_fix", [ExitSource.RECORDED, ExitSource.RECORDED]),
        ("copilot_fix", None),
        ("gemini_fix", None),
        ("opencode_fix", [ExitSource.RECORDED, ExitSource.RECORDED]),
    ],
)
def test_3_the_exit_code_decides_whatever_the_call_is_said_to_have_been(
    name: str, sources: list[ExitSource] | None
) -> None:
    ran = run(name).of(Verification)
    assert [(each.exit_code, each.health) for each in ran] == [(1, Health.FAILED), (0, Health.PASSED)]
    assert {each.outcome for each in ran} == {CommandOutcome.RAN}
    assert sources is None or [each.exit_source for each in ran] == sources


def test_3_a_summary_without_an_exit_code_shows_failure_and_never_success() -> None:
    first, last = run("gemini_stream").of(Verification)
    assert (first.exit_code, first.health) == (None, Health.FAILED)
    assert (last.exit_code, last.counts and last.counts.passed, last.health) == (None, 2, Health.UNKNOWN)
    assert found("gemini_stream", "tests passed") is NOT_SHOWN


def test_3_a_code_of_what_verifies_nothing_fails_nothing() -> None:
    told = story().changes("calc.py").tests().runs("grep -r x .", 1)
    assert item_of(told, "proof as required").found is MET
    assert item_of(story().changes("calc.py").tests(1, 1), "proof as required").found is NOT_MET


# 4. The same command: unwrapped, base names, report-only options dropped; a selection or `|| true` is another one.


@pytest.mark.parametrize(
    ("command", "same"),
    [
        ("/usr/local/bin/python -m pytest -q", True),
        ("sh -c 'python -m pytest -q --junitxml=report.xml'", True),
        ("python3.11 -m pytest --color=no", True),
        ("python -m pytest -q -k add", False),
        ("python -m pytest -q tests/unit", False),
        ("python -m pytest -q || true", False),
        ("cd other && python -m pytest -q", False),
    ],
)
def test_4_another_command_is_not_the_verifier(command: str, *, same: bool) -> None:
    assert (item_of(story().changes("calc.py").tests(text=command), "proof as required").found is MET) is same


def test_4_the_recorded_runs_are_recognized_however_they_were_started() -> None:
    for name in ("claude_fix", "codex_fix", "copilot_fix", "gemini_fix", "opencode_fix"):
        assert [each.matches for each in run(name).of(Verification)] == [(0,), (0,)], name


# 5. Proof is the verifier with no relevant change after it; exempt paths and the verifier's own files are listed.


def test_5_what_the_row_exempts_leaves_a_proof_standing_and_nothing_else_does() -> None:
    for name in ("claude_fix", "opencode_fix", "copilot_fix"):
        assert "NOTES.md" in {path.path for path in verdict(name).changed}
        assert found(name, AFTER_LAST_CHANGE, EXEMPT) is MET
        assert found(name, AFTER_LAST_CHANGE, "docs/**") is NOT_MET
    assert found("codex_fix", AFTER_LAST_CHANGE, EXEMPT) is MET


def test_5_instruction_files_are_never_exempt_and_an_unknown_order_is_not_shown() -> None:
    assert item_of(fixed().changes("AGENTS.md"), AFTER_LAST_CHANGE, EXEMPT).found is NOT_MET
    unknown = fixed().add(replace(story().changes("b.py", known_by=KnownBy.GIT).records[0], at=None)).run()
    timeless = replace(unknown, records=(*unknown.records[:-1], replace(unknown.records[-1], at=None)))
    assert item_of(timeless, AFTER_LAST_CHANGE, EXEMPT).found is NOT_SHOWN


# 6. Passed means that at least one test ran; flaky, removed, skipped or edited tests need a person.


def test_6_no_test_is_no_pass() -> None:
    assert found("codex_fix", "tests passed") is MET
    assert {each.health for each in run("codex_readonly").of(Verification)} == {Health.ERROR}
    assert found("codex_readonly", "tests passed") is NOT_MET
    assert item_of(story().tests(0, skipped=2), "tests passed").found is NOT_MET


@pytest.mark.parametrize(
    "told",
    [
        story().changes("calc.py").fails().tests(),
        story().tests(3).changes("calc.py").tests(2),
        story().tests(2).changes("calc.py").tests(1, skipped=1),
        story().changes("tests/test_calc.py").tests(),
    ],
    ids=["flaky", "fewer", "skipped", "edited"],
)
def test_6_a_pass_over_changed_or_flaky_tests_needs_a_person(told: Story) -> None:
    assert item_of(told, "tests passed").found is PERSON


def test_6_fails_before_and_passes_after_is_the_same_test() -> None:
    turned = story().fails("t::a").changes("calc.py").tests(2, passed_tests=("t::a", "t::b"))
    assert item_of(turned, "fails before, passes after").found is MET
    assert found("codex_fail2", "fails before, passes after") is NOT_MET


# 7. Failed twice: failing executions of one verification with a change or an attempt between, and no pass.


def test_7_failed_twice_counts_around_a_change_or_an_attempted_one() -> None:
    assert StopWhen.VERIFICATION_FAILED.value in fired("codex_fail2")
    assert StopWhen.VERIFICATION_FAILED.value in fired("claude_hooks_fail2")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("claude_fix", "it failed once, then passed"),
        ("claude_denied", "denials are no failures"),
        ("codex_readonly", "it crashed: no test result"),
        ("workflow_session", "a discovery; parallel agents are not held against each other"),
    ],
)
def test_7_what_is_not_counted(name: str, why: str) -> None:
    assert StopWhen.VERIFICATION_FAILED.value not in fired(name), why


def test_7_a_base_that_is_expected_to_fail_does_not_count() -> None:
    stops = (stop_row(StopWhen.VERIFICATION_FAILED, "2"),)
    for check, expected in (("tests passed", True), ("fails before, passes after", False)):
        (result,) = verdict_of(plain("codex_fail2"), row(check), stops=stops).stops
        assert result.fired is expected


# 8. No changes is proven by an empty diff, never by a mode; a call without a result is a possible change.


def test_8_only_a_diff_proves_that_nothing_was_changed() -> None:
    assert item("workflow_session", "no changes").found is NOT_SHOWN
    assert found("codex_readonly", "no changes") is NOT_SHOWN
    assert found("claude_fix", "no changes") is NOT_MET
    calm = plain("workflow_session")
    diffed = replace(calm, started=replace(calm.started, diff_known=True))
    assert item_of(diffed, "no changes").found is MET


def test_8_a_call_without_a_result_is_a_possible_change() -> None:
    open_call = story(diff_known=True).runs("make", None, outcome=CommandOutcome.NO_RESULT)
    assert item_of(open_call, AFTER_LAST_CHANGE).found is NOT_SHOWN
    (cut_off,) = run("claude_maxbudget").of(Change)
    assert (cut_off.path, cut_off.done) == ("calc.py", False)
    assert verdict("claude_maxbudget").changed == ()


# 9. What changed comes from git, else the agent's snapshots, else tool records, and the report says which.


def test_9_each_path_says_how_it_is_known_and_git_outranks_the_agent() -> None:
    assert {path.known_by for path in verdict("opencode_fix").changed} == {KnownBy.SNAPSHOT.value}
    assert {path.known_by for path in verdict("claude_fix").changed} == {KnownBy.TOOL.value}
    both = story(diff_known=True).changes("calc.py").changes("calc.py", known_by=KnownBy.GIT)
    assert "git" in item_of(both, "files changed listed").because
    assert item_of(both.changes("x.sh"), "no changes").found is NOT_MET


def test_9_the_change_is_matched_to_the_scope() -> None:
    assert found("claude_fix", "within folders", scope=Scope(folders=("calc.py", "NOTES.md"))) is MET
    assert found("claude_fix", "within folders", scope=Scope(folders=("src/**",))) is NOT_MET


# 10. A denied attempt outside the scope fires; `within systems` judges what was reached; continuing is the finding.


def test_10_what_was_tried_outside_fires_and_only_what_was_reached_is_held_against_the_systems() -> None:
    assert StopWhen.OUTSIDE_SCOPE.value in fired("claude_hooks_fail2")
    assert any(isinstance(record, Denied) for record in run("claude_hooks_fail2").records)
    assert item("claude_hooks_fail2", "within systems").found is not NOT_MET
    assert StopWhen.OUTSIDE_SCOPE.value in fired("codex_fail2")
    assert fired("claude_fix") == {}


def test_10_going_on_after_a_stop_is_the_finding() -> None:
    assert item("codex_fail2", "stopped when required").found is NOT_MET
    stops = (stop_row(StopWhen.BUDGET_CROSSED),)
    small = Budget(minutes=1, tokens=100, cost_usd=None, retries=1, agents=1)
    full = story().uses(input=200).says("Stopped: the budget is used up.")
    assert item_of(full, "stopped when required", stops=stops, budget=small).found is PERSON
    assert item_of(full.uses(input=1).runs("ls"), "stopped when required", stops=stops, budget=small).found is NOT_MET


# 11. Units: all billed classes; a lower bound above the limit is NOT_MET, below it NOT_SHOWN; no price is never $0.


def test_11_tokens_are_all_billed_classes_and_an_unknown_price_is_unknown() -> None:
    assert (verdict("claude_fix").usage.total, verdict("codex_fix").usage.total) == (31_443, 28_400)
    assert verdict("claude_fix").cost.amount is not None
    assert (verdict("codex_fix").cost.method, verdict("codex_fix").cost.amount) == (CostMethod.UNKNOWN, None)
    assert item("codex_fix", "within cost").found is NOT_SHOWN


@pytest.mark.parametrize(("limit", "outcome"), [(1_000_000, NOT_SHOWN), (100, NOT_MET)])
def test_11_a_lower_bound_shows_that_a_limit_was_crossed_and_never_that_it_was_kept(
    limit: int, outcome: Outcome
) -> None:
    box = Budget(minutes=30, tokens=limit, cost_usd=None, retries=2, agents=0)
    cut = replace(plain("claude_fix"), ended=None)
    assert item_of(cut, "within tokens", budget=box).found is outcome
    assert found("claude_fix", "within tokens", budget=replace(box, tokens=31_443)) is MET


# 12. Artifacts are bound by digest, time and the command that made them; older than the last change is stale.


def test_12_a_report_counts_where_a_command_made_it_and_not_after_a_change() -> None:
    def with_report(told: Story) -> Story:
        return told.tests(2, artifact="b" * 64, artifact_name="report.xml")

    assert item_of(with_report(story().changes("calc.py")), "proof as required").found is MET
    assert item_of(with_report(story()).changes("calc.py"), "proof as required").found is NOT_SHOWN
    assert item_of(story().changes("calc.py").hands_in(2), "proof as required").found is NOT_SHOWN


# 13. Secrets are masked before anything is stored; digests and IDs stay; the digest of the original file is kept.

SECRET = "ghp_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"[:36]


def test_13_a_secret_never_reaches_the_run_folder_and_ids_do(tmp_path: Path) -> None:
    original = (REAL / LOGS["claude_fix"][0]).read_text("utf-8")
    planted = original.replace("Risk: no tests", f"The token is {SECRET}. Risk: no tests")
    log = tmp_path / "log.jsonl"
    log.write_text(planted, "utf-8")
    record_run(RecordRequest((log,), RECORDED, "0.1.0"), tmp_path / "run")
    kept = read_run(tmp_path / "run")
    for path in (tmp_path / "run").rglob("*"):
        if path.is_file():
            data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            assert SECRET.encode() not in data, path.name
    masked = kept.of(Redaction)
    assert [one.original_sha256 for one in masked] == [sha256_hex(planted.encode())]
    assert kept.started.sessions == run("claude_fix").started.sessions
    assert not run("claude_fix").of(Redaction)


# Claims.


def test_the_contracts_verifier_decides_over_what_is_said() -> None:
    for name, standing in (("codex_fail2", ClaimStanding.CONTRADICTED), ("codex_fix", ClaimStanding.SUPPORTED)):
        assert {claim.standing for claim in verdict(name).claims if claim.about_proof} == {standing}
    assert executions(run("codex_fix"), contract())[-1].text.endswith(
        f"{PYTEST.split(' ', 1)[1]} --junitxml=report.xml"
    )
