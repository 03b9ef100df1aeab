"""The router runs the contract's commands itself: only approved ones, only on the recorded state, on base and head."""

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent_router.cli import verify_command
from agent_router.model.contract import Verifier
from agent_router.pipeline.verifying import Verified, VerifyRequest, planned_verification, run_verification
from agent_router.runner.interface import Limits
from tests.cli.calling import answer, call
from tests.cli.test_runs import FIX, LOGS

SH = "sh check.sh"
"""Stands in for a test runner, so that most tests start no Python."""
CHECK = """grep -q 'a + b' calc.py && good=1 || good=0
if [ $good = 1 ]; then echo 'PASSED test_calc.py::test_add'; else echo 'FAILED test_calc.py::test_add'; fi
if [ $good = 1 ]; then echo '2 passed in 0.01s'; else echo '1 failed, 1 passed in 0.01s'; exit 1; fi
"""


def git(repo: Path, *words: str) -> str:
    identity = ("-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *identity, *words], cwd=repo, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return made_repo(tmp_path / "calc")


def made_repo(repo: Path) -> Path:
    """A small repository whose working tree holds the fix that its only commit lacks."""
    repo.mkdir()
    git(repo, "init", "-q", "-b", "main")
    (repo / "calc.py").write_text("def add(a, b):\n    return a - b\n")
    (repo / "test_calc.py").write_text(
        "from calc import add\n\n\ndef test_add():\n    assert add(2, 2) == 4\n\n\ndef test_none():\n    add(0, 0)\n"
    )
    (repo / "check.sh").write_text(CHECK)
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "-m", "base")
    (repo / "calc.py").write_text("def add(a, b):\n    return a + b\n")
    return repo


def recorded(workspace: Path, repo: Path, command: str = SH, *, approved: bool = True, name: str = "fix") -> Path:
    """A run recorded under a contract with this test command."""
    queue, contract = workspace / "tasks.jsonl", workspace / "contracts" / "T-31"
    queue.write_text(json.dumps({**FIX, "Test command": command}) + "\n", encoding="utf-8")
    made = call("contract", queue, "T-31", "--matrix", workspace / "matrices" / "agent-router.xlsx", "--out", contract)
    assert made.exit_code == 0, made.stderr
    if approved:
        assert call("approve", contract, "--phase", "mutation", "--by", "Grace Hopper").exit_code == 0
    run = workspace / "evidence" / name
    log = LOGS / "claude_fix.transcript.jsonl"
    made = call("record", "--log", log, "--contract", contract, "--repo", repo, "--base", "main", "--out", run)
    assert made.exit_code == 0, made.stderr
    return run


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with an approved, recorded run, and its repository."""
    folder = tmp_path_factory.mktemp("kept")
    assert call("init", folder / "space").exit_code == 0
    recorded(folder / "space", made_repo(folder / "calc"))
    return folder


@pytest.fixture
def run(kept: Path, tmp_path: Path) -> Path:
    """A copy of that run in its workspace; the repository is `repo_of(run)`."""
    shutil.copytree(kept, tmp_path / "copy")
    return tmp_path / "copy" / "space" / "evidence" / "fix"


def repo_of(run: Path) -> Path:
    return run.parents[2] / "calc"


def item(run: Path, number: str) -> dict[str, str]:
    found: dict[str, str] = next(one for one in answer("accept", run, "--json")["items"] if one["id"] == number)
    return found


def test_base_and_recorded_state_are_run_and_the_run_is_judged_by_it(workspace: Path, repo: Path) -> None:
    run = recorded(workspace, repo, "python -m pytest -q")
    before = (run / "run.jsonl").read_bytes()
    told = answer("verify-run", run, "--repo", repo, "--yes", "--json")
    base, head = told["executions"]
    assert (base["state"], base["health"], base["exit_code"]) == ("base", "failed", 1)
    assert base["failed_tests"] == ["test_calc::test_add"]
    assert (head["state"], head["health"], head["exit_code"]) == ("head", "passed", 0)
    assert head["passed_tests"] == ["test_calc::test_add", "test_calc::test_none"]
    assert told["passed"] is True
    assert (run / "run.jsonl").read_bytes() == before
    assert (run / "artifacts" / f"{head['report_sha256']}.xml").is_file()
    assert (run / "artifacts" / f"{head['output_sha256']}.log").is_file()
    assert "independent, 2 passed" in item(run, "A5")["because"]
    assert item(run, "A10")["outcome"] == "met"
    assert item(run, "A20")["outcome"] == "met"
    assert [path.name for path in repo.iterdir() if path.name.startswith((".pytest", "__py"))] == []


def test_people_read_what_runs_before_it_runs_and_how_it_ended(run: Path) -> None:
    repo = repo_of(run)
    told = call("verify-run", run, "--repo", repo, "--yes", "--minutes", "2", "--memory", "0")
    assert told.exit_code == 0
    assert f"$ {SH}" in told.stderr
    assert "approved by Grace Hopper" in told.stderr
    assert "at most 2 minutes, no memory limit" in told.stderr
    assert "They run with your rights" in told.stderr
    assert "base  sh check.sh  failed (exit 1; 1 failed, 1 passed)" in told.stdout
    assert "failed: test_calc.py::test_add" in told.stdout
    assert "Every command passed on the recorded state" in told.stdout


def test_a_second_verification_is_appended_and_ends_an_earlier_signature(run: Path) -> None:
    repo = repo_of(run)
    assert call("verify-run", run, "--repo", repo, "--yes").exit_code == 0
    first = (run / "verifications.jsonl").read_bytes()
    assert call("sign", run, "--by", "Grace Hopper", "--role", "Reviewer", "--meaning", "read").exit_code == 0
    assert item(run, "A37")["outcome"] == "met"
    assert call("verify-run", run, "--repo", repo, "--yes").exit_code == 0
    assert (run / "verifications.jsonl").read_bytes().startswith(first)
    assert "signed other facts" in item(run, "A37")["because"]


def test_without_an_approval_nothing_runs_and_the_command_for_it_is_told(workspace: Path, repo: Path) -> None:
    run = recorded(workspace, repo, "touch ran", approved=False)
    told = call("verify-run", run, "--repo", repo, "--yes")
    assert told.exit_code == 1
    assert "agent-router approve contracts/T-31 --phase mutation --by NAME" in told.stderr
    assert not (run / "verifications.jsonl").exists()


def test_approvals_that_a_run_outside_of_every_workspace_cannot_see_are_told(
    workspace: Path, repo: Path, tmp_path: Path
) -> None:
    run = recorded(workspace, repo, approved=False)
    shutil.move(run, tmp_path / "elsewhere")
    told = call("verify-run", str(tmp_path / "elsewhere"), "--repo", str(repo), "--yes")
    assert (told.exit_code, "move it into the workspace of the contract" in told.stderr) == (1, True)


def test_without_a_terminal_yes_is_needed(run: Path) -> None:
    repo = repo_of(run)
    told = call("verify-run", run, "--repo", repo)
    assert told.exit_code == 2
    assert "--yes" in told.stderr
    assert not (run / "verifications.jsonl").exists()


def test_who_says_no_on_the_terminal_runs_nothing(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = repo_of(run)
    monkeypatch.setattr(verify_command, "_agreed", lambda: False)
    told = call("verify-run", run, "--repo", repo)
    assert (told.exit_code, "Nothing was run." in told.stderr) == (1, True)
    assert not (run / "verifications.jsonl").exists()


def test_another_state_than_the_recorded_one_is_refused(run: Path) -> None:
    repo = repo_of(run)
    (repo / "calc.py").write_text("tampered\n")
    told = call("verify-run", run, "--repo", repo, "--yes")
    assert told.exit_code == 3
    assert "not in the state that was recorded" in told.stderr
    assert not (run / "verifications.jsonl").exists()


def test_a_commit_with_the_recorded_state_may_stand_in_for_the_working_tree(run: Path) -> None:
    repo = repo_of(run)
    base = git(repo, "rev-parse", "main")
    git(repo, "commit", "-q", "-a", "-m", "done")
    (repo / "calc.py").write_text("going on\n")
    assert call("verify-run", run, "--repo", repo, "--yes", "--head", base).exit_code == 3
    assert call("verify-run", run, "--repo", repo, "--yes", "--head", "main").exit_code == 0
    told = call("verify-run", run, "--repo", repo, "--yes", "--head", "main", "--base", "main")
    assert (told.exit_code, "another base" in told.stderr) == (2, True)


def test_a_contract_that_was_changed_after_recording_is_not_run(run: Path) -> None:
    repo = repo_of(run)
    kept = run / "contract" / "contract.json"
    kept.write_bytes(kept.read_bytes().replace(b"sh check.sh", b"sh other.sh"))
    assert call("verify-run", run, "--repo", repo, "--yes").exit_code == 3
    assert not (run / "verifications.jsonl").exists()


def test_an_approvals_log_that_was_altered_allows_nothing(workspace: Path, repo: Path) -> None:
    run = recorded(workspace, repo, approved=False)
    living = workspace / "contracts" / "T-31" / "approvals.jsonl"
    forged = {"kind": "approval", "phase": "mutation", "by": "Grace Hopper", "prev": "0" * 64}
    living.write_bytes(living.read_bytes() + json.dumps(forged).encode() + b"\n")
    told = call("verify-run", run, "--repo", repo, "--yes")
    assert told.exit_code == 1
    assert "cannot be trusted" in told.stderr


def test_a_broken_record_is_not_verified(run: Path) -> None:
    repo = repo_of(run)
    log = run / "run.jsonl"
    log.write_bytes(log.read_bytes().replace(b'"calc.py"', b'"talc.py"', 1))
    assert call("verify-run", run, "--repo", repo, "--yes").exit_code == 3


def test_a_record_without_a_repository_names_no_state_to_verify(workspace: Path, repo: Path) -> None:
    recorded(workspace, repo)
    run = workspace / "evidence" / "alone"
    log, contract = LOGS / "claude_fix.transcript.jsonl", workspace / "contracts" / "T-31"
    assert call("record", "--log", log, "--contract", contract, "--out", run).exit_code == 0
    told = call("verify-run", run, "--repo", repo, "--yes")
    assert told.exit_code == 1
    assert "--repo and --base" in told.stderr


def test_a_failing_head_is_recorded_and_stands_against_the_run(workspace: Path, repo: Path) -> None:
    (repo / "calc.py").write_text("still wrong\n")
    run = recorded(workspace, repo)
    told = call("verify-run", run, "--repo", repo, "--yes")
    assert told.exit_code == 1
    assert "Not every command passed" in told.stdout
    assert item(run, "A5")["outcome"] == "not_met"
    assert item(run, "A11")["outcome"] == "not_met"


def test_a_secret_that_a_command_prints_is_masked_and_told(workspace: Path, repo: Path) -> None:
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    (repo / "check.sh").write_text(f"echo token {secret}\n{CHECK}")
    run = recorded(workspace, repo)
    call("verify-run", run, "--repo", repo, "--yes")
    kept = [run / "verifications.jsonl", *(run / "artifacts").iterdir()]
    assert all(secret.encode() not in path.read_bytes() for path in kept)
    assert item(run, "A27")["outcome"] == "needs_person"


def test_the_verifiers_own_folder_and_what_it_writes_stay_in_the_checkout(workspace: Path, repo: Path) -> None:
    (repo / "check.sh").write_text("pwd; git status --short; touch made; git log --oneline | wc -l\n")
    run = recorded(workspace, repo)
    told = answer("verify-run", run, "--repo", repo, "--yes", "--json")
    output = (run / "artifacts" / f"{told['executions'][1]['output_sha256']}.log").read_text()
    assert "agent-router-verify-" in output
    assert "M  calc.py" in output
    assert not (repo / "made").exists()


def executed(run: Path, *verifiers: Verifier, limits: Limits | None = None) -> Verified:
    """What the router makes of these commands, as if the approved contract held them."""
    with planned_verification(VerifyRequest(run, repo_of(run)), datetime.now(UTC)) as plan:
        contract = replace(plan.sealed.contract, verifiers=verifiers)
        asked = replace(plan, sealed=replace(plan.sealed, contract=contract), limits=limits or plan.limits)
        return run_verification(asked, run, lambda: datetime.now(UTC), lambda _: None)


def test_a_command_runs_in_its_own_folder_of_the_checkout_and_never_outside(run: Path) -> None:
    repo = repo_of(run)
    (repo / "out").symlink_to(run.parent)
    (repo / "sub").mkdir()
    (repo / "sub/here").write_text("x")
    shutil.rmtree(run)
    run = recorded(run.parents[1], repo)
    found = executed(
        run, Verifier("tests", "test -f here", "sub"), Verifier("lint", "true", "out"), Verifier("lint", "true", "none")
    )
    ended = [(one.verification.health.value, one.command.exit_code) for one in found.executed if not one.passed]
    inside, *outside = [one for one in found.executed if not one.verification.of_base]
    assert (inside.command.exit_code, inside.verification.working_directory) == (0, "sub")
    assert [one.command.exit_code for one in outside] == [127, 127]
    assert ("error", 127) in ended
    assert not found.passed


def test_a_command_at_its_time_limit_shows_nothing_and_is_told(run: Path) -> None:
    limits = Limits(minutes=0.005, memory_mb=0)  # type: ignore[arg-type]  # no test waits a minute
    found = executed(run, Verifier("tests", "echo '2 passed in 0.1s'; sleep 60"), limits=limits)
    assert [(one.timed_out, one.verification.health.value) for one in found.executed] == [(True, "error")] * 2
    assert not found.passed
    assert item(run, "A5")["outcome"] != "met"


def test_a_report_that_lists_a_failure_is_never_a_pass(run: Path) -> None:
    cases = "<testcase name='a' classname='t'/><testcase name='b' classname='t'><failure/></testcase>"
    lying = f'echo "<testsuite>{cases}</testsuite>" > r.xml; true --junitxml=r.xml'
    (_, head) = executed(run, Verifier("tests", lying)).executed
    assert (head.command.exit_code, head.passed, head.verification.failed_tests) == (0, False, ("t::b",))


def test_a_quiet_runner_is_judged_by_its_report(run: Path) -> None:
    quiet = "python -m pytest -qq --no-header --no-summary -p no:cacheprovider test_calc.py > /dev/null"
    (base, head) = executed(run, Verifier("tests", quiet)).executed
    assert (base.verification.health.value, head.verification.health.value) == ("failed", "passed")
    assert head.verification.passed_tests == ("test_calc::test_add", "test_calc::test_none")


def test_a_contract_without_a_command_has_nothing_to_run(workspace: Path, repo: Path) -> None:
    run = recorded(workspace, repo, "")
    told = call("verify-run", run, "--repo", repo, "--yes")
    assert told.exit_code == 1
    assert "nothing to run" in told.stderr


def test_a_run_without_a_contract_has_no_command_that_somebody_approved(repo: Path, tmp_path: Path) -> None:
    log = LOGS / "claude_fix.transcript.jsonl"
    assert call("record", "--log", log, "--repo", repo, "--base", "main", "--out", tmp_path / "run").exit_code == 0
    told = call("verify-run", tmp_path / "run", "--repo", repo, "--yes")
    assert (told.exit_code, "No contract covers this run" in told.stderr) == (1, True)
