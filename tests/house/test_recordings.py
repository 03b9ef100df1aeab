"""The demo's logs are the genuine program's own, with their scenarios, and carry nothing of the machine they ran on."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from agent_router.pipeline.demo_story import APPROVALS, CONTRACTS_WRITTEN, CUT_OFF, SCENES
from tests.places import REPOSITORY

RUNS = tuple(sorted((REPOSITORY / "src" / "agent_router" / "_demo" / "runs").iterdir()))


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_a_recording_holds_scenario_stream_and_transcript_of_one_session(run: Path) -> None:
    assert json.loads((run / "scenario.json").read_text(encoding="utf-8"))["turns"]
    sessions = {line["session_id"] for line in _lines(run / "stream.jsonl") if "session_id" in line}
    assert {path.stem for path in (run / "transcript").glob("*.jsonl")} == sessions


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_a_recording_worked_in_a_plain_home_folder(run: Path) -> None:
    first = _lines(run / "stream.jsonl")[0]
    plan = json.loads((run / "run.json").read_text(encoding="utf-8"))
    assert first["cwd"] == f"/home/dev/{plan['project']}"
    assert str(first["claude_code_version"]) in plan["program"]


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_no_vendor_prompt_text_is_kept(run: Path) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in run.rglob("*.jsonl"))
    assert "You are Claude" not in text
    for path in run.rglob("*.jsonl"):
        for line in _lines(path):
            attachment = line.get("attachment")
            if isinstance(attachment, dict) and attachment.get("type") == "skill_listing":
                assert attachment["content"] == "[vendor prompt text removed]"


def test_every_recording_is_played_and_every_scene_is_recorded() -> None:
    assert sorted(scene.name for scene in SCENES) == [run.name for run in RUNS]


def test_contracts_stand_before_every_run_and_reports_end_after_it() -> None:
    plans = [json.loads((run / "run.json").read_text(encoding="utf-8")) for run in RUNS]
    assert min(datetime.fromisoformat(plan["started"]) for plan in plans) > CONTRACTS_WRITTEN
    assert max(datetime.fromisoformat(plan["ended"]) for plan in plans) < CUT_OFF


def test_a_proposal_was_recorded_before_its_mutation_began() -> None:
    for approval in APPROVALS:
        mutation = next(scene.name for scene in SCENES if (scene.task, scene.phase) == (approval.task, approval.phase))
        runs = {run.name: json.loads((run / "run.json").read_text(encoding="utf-8")) for run in RUNS}
        gap = datetime.fromisoformat(runs[mutation]["started"]) - datetime.fromisoformat(
            runs[approval.proposal]["ended"]
        )
        assert gap.total_seconds() > 90
