"""A session that was recorded several times is counted once, in the week and by ID."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_router.model.policy import Phase
from agent_router.model.report import JudgedRun
from agent_router.pipeline.accepting import accept_run
from agent_router.pipeline.recording import Recording, record_evidence
from agent_router.pipeline.superseding import count_once
from tests.cli.calling import call

CLAUDE = Path(__file__).parents[1] / "data" / "real_cli" / "claude_code"
FIX = CLAUDE / "claude_fix.transcript.jsonl"
NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)


def recorded(evidence: Path, name: str, lines: int, *, after: int = 0, phase: str | None = None) -> Path:
    """A recording of the first lines of one session; 0: all of them."""
    log = evidence.parent / f"{name}.jsonl"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_bytes(b"".join(FIX.read_bytes().splitlines(keepends=True)[: lines or None]))
    recording = Recording((log,), evidence / name, run_id=name, phase=phase)
    return record_evidence(recording, NOW + timedelta(minutes=after)).folder


def judged(*folders: Path) -> list[tuple[Path, JudgedRun]]:
    return [(folder, accept_run(folder, as_of=NOW)) for folder in folders]


def test_the_last_of_a_row_of_recordings_counts_and_the_others_are_named(tmp_path: Path) -> None:
    folders = [recorded(tmp_path / "ev", name, lines) for name, lines in (("a", 8), ("b", 12), ("c", 0))]
    found = count_once(judged(*folders))
    assert [one.verdict.run_id for one in found.judged] == ["c"]
    assert [(one.run_id, one.by) for one in found.names()] == [("a", "c"), ("b", "c")]
    assert found.twice == ()


def test_recordings_by_hand_in_different_places_are_recognized_by_their_logs(tmp_path: Path) -> None:
    one, two = recorded(tmp_path / "x", "a", 12), recorded(tmp_path / "y", "b", 0)
    assert all("supersedes" not in (folder / "run.jsonl").read_text("utf-8") for folder in (one, two))
    assert [(old.run_id, old.by) for old in count_once(judged(two, one)).names()] == [("a", "b")]


def test_the_word_of_a_record_suffices_where_its_logs_are_gone(tmp_path: Path) -> None:
    one, two = recorded(tmp_path / "ev", "a", 12), recorded(tmp_path / "ev", "b", 0)
    for log in (one / "raw").iterdir():
        log.unlink()
    assert [(old.run_id, old.by) for old in count_once(judged(one, two)).names()] == [("a", "b")]


def test_two_recordings_under_one_id_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    one, two = recorded(tmp_path / "x", "same", 12), recorded(tmp_path / "y", "same", 0)
    renamed = [folder.rename(folder.with_name(name)) for folder, name in ((one, "first"), (two, "second"))]
    (old,) = count_once(judged(*renamed)).names()
    assert (old.run_id, old.by) == ("same in first", "same in second")


def test_phases_of_one_session_count_both_and_are_named(tmp_path: Path) -> None:
    one = recorded(tmp_path / "ev", "a", 12, phase=Phase.DISCOVERY.value)
    two = recorded(tmp_path / "ev", "b", 0, phase=Phase.MUTATION.value)
    found = count_once(judged(one, two))
    assert (len(found.judged), found.superseded, found.twice) == (2, (), (("a", "b"),))


def test_different_sessions_have_nothing_to_do_with_each_other(tmp_path: Path) -> None:
    one = recorded(tmp_path / "ev", "a", 0)
    other = record_evidence(Recording((CLAUDE / "claude_denied.transcript.jsonl",), tmp_path / "ev" / "b"), NOW).folder
    found = count_once(judged(one, other, tmp_path / "nothing"))
    assert (len(found.judged), found.superseded, found.twice) == (3, (), ())


def test_the_week_counts_the_session_once_and_its_sums_name_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = tmp_path / "space"
    call("init", space)
    recorded(space / "evidence", "a", 12)
    recorded(space / "evidence", "b", 0)
    recorded(space / "evidence", "d", 8, phase=Phase.DISCOVERY.value)
    draft = space / "evidence" / ".a.draft"
    draft.mkdir()
    (draft / "run.jsonl").write_bytes((space / "evidence" / "a" / "run.jsonl").read_bytes())
    matrix = space / "matrices" / "agent-router.xlsx"
    words = ("report", "--week", "2026-W47", "--matrix", matrix, "--out", space / "reports", "--format", "json")
    monkeypatch.chdir(space)
    done = call(*words)
    assert done.exit_code == 0, done.stderr
    document = json.loads((space / "reports" / "week-2026-W47.json").read_text("utf-8"))
    counts = document["facts"]["reconciliation"]
    assert [line["run_id"] for line in document["facts"]["runs"]] == ["b", "d"]
    sums = next(one for one in counts["equations"] if one["label"] == "recordings")
    assert sums["total"] == sum(part["count"] for part in sums["parts"]) == 3
    assert sums["parts"][1]["ids"] == ["a (by b)"]
    assert any(gap["ids"] == ["b and d"] for gap in counts["gaps"])
