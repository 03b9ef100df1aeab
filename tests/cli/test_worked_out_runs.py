"""The four runs that EVIDENCE works out, from the task to the verdict by the commands alone, as of their own day.

Contract and approval are written an hour before the recorded sessions began: the clock of the command line is set back.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent_router.cli import run_commands, task_commands
from tests.cli.calling import answer, call

REAL = Path(__file__).parents[1] / "data" / "real_cli"
SESSION = REAL / "claude_code" / "workflow_session"
FIX = {
    "id": "T-31", "goal": "Fix the failing test", "work_type": "Small edit", "changes": "yes", "output": "Patch",
    "surface": "Small", "files_expected": "2", "reversible": "yes", "data_class": "No data",
    "folders": "calc.py; test_calc.py; NOTES.md", "test_command": "python -m pytest -q", "rollback": "git revert",
    "requester": "Linus Berg", "owner": "Ada Lovelace", "reviewer": "Grace Hopper",
}  # fmt: skip
CHECK = {
    "id": "T-32", "goal": "Check the calc bug", "work_type": "Read-only discovery", "changes": "no",
    "output": "Report", "surface": "Large", "data_class": "No data", "requester": "Linus Berg",
    "owner": "Ada Lovelace", "reviewer": "Grace Hopper",
}  # fmt: skip


@pytest.fixture
def at_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task_commands, "now", lambda: datetime(2026, 11, 22, 13, 0, tzinfo=UTC))
    monkeypatch.setattr(run_commands, "now", lambda: datetime(2026, 11, 22, 16, 0, tzinfo=UTC))


def judged(workspace: Path, task: dict[str, str], *logs: Path) -> dict[str, Any]:
    """Contract, approval, record and verdict of one task."""
    (workspace / "tasks.jsonl").write_text(json.dumps(task) + "\n", encoding="utf-8")
    contract, run = workspace / "contracts" / task["id"], workspace / "evidence" / "run"
    matrix = workspace / "matrices" / "agent-router.xlsx"
    made = call("contract", workspace / "tasks.jsonl", task["id"], "--matrix", matrix, "--out", contract)
    assert made.exit_code == 0, made.stderr
    if task is FIX:
        given = call("approve", contract, "--phase", "mutation", "--by", "Grace Hopper")
        assert given.exit_code == 0, given.stderr
    words = [word for log in logs for word in ("--log", log)]
    done = call("record", *words, "--contract", contract, "--operator", "Annie Easley", "--out", run)
    assert done.exit_code == 0, done.stderr
    verdict: dict[str, Any] = answer("accept", run, "--json")
    return verdict


def unmet(verdict: dict[str, Any]) -> set[str]:
    return {item["checked_by"] for item in verdict["items"] if item["open"]}


@pytest.mark.usefixtures("at_the_time")
def test_claude_fix_waits_for_the_signature_only(workspace: Path) -> None:
    told = judged(workspace, FIX, REAL / "claude_code" / "claude_fix.transcript.jsonl")
    assert told["verdict"] == "waiting"
    assert unmet(told) == {"signed off by"}
    assert (told["usage"]["total"], told["cost"]["amount"]) == (31_443, "0.03494475")
    assert {claim["standing"] for claim in told["claims"]} == {"supported"}


@pytest.mark.usefixtures("at_the_time")
def test_claude_denied_is_not_accepted_its_claims_contradicted(workspace: Path) -> None:
    told = judged(workspace, FIX, REAL / "claude_code" / "claude_denied.transcript.jsonl")
    assert told["verdict"] == "not_accepted"
    assert {claim["standing"] for claim in told["claims"]} == {"contradicted"}
    assert "claims supported" in unmet(told)
    assert told["changed"] == []


@pytest.mark.usefixtures("at_the_time")
def test_the_workflow_waits_for_a_diff_or_a_person(workspace: Path) -> None:
    told = judged(workspace, CHECK, SESSION)
    assert told["verdict"] == "waiting"
    assert unmet(told) == {"no changes", "signed off by"}
    assert (told["usage"]["total"], told["cost"]["amount"]) == (55_878, "0.0629685")
    assert not any(stop["fired"] for stop in told["stop_conditions"])


@pytest.mark.usefixtures("at_the_time")
def test_codex_fail2_is_not_accepted_for_three_reasons(workspace: Path) -> None:
    told = judged(workspace, FIX, REAL / "codex" / "codex_fail2.rollout.jsonl")
    assert told["verdict"] == "not_accepted"
    assert {stop["stop_when"] for stop in told["stop_conditions"] if stop["fired"]} == {
        "outside scope",
        "verification failed",
    }
    assert {claim["standing"] for claim in told["claims"]} == {"contradicted"}
    assert (told["usage"]["total"], told["cost"]["amount"]) == (28_400, None)
