"""Files below a folder become sessions, each with everything that belongs to it."""

import json
import shutil
from pathlib import Path

import pytest

from agent_router.errors import InputRejected
from agent_router.evidence.sessions import Session, has_ended, look_into, session_logs, sessions_among

REAL = Path(__file__).parents[1] / "data" / "real_cli"
CLAUDE = REAL / "claude_code"


def sessions_below(folder: Path) -> tuple[Session, ...]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    looked = {path: look_into(path) for path in paths}
    files = [file for found in looked.values() for file in found]
    return sessions_among(files, [path for path, found in looked.items() if not found])


def write(path: Path, *values: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
    return path


def talk(session: str, uuid: str, **more: object) -> dict[str, object]:
    return {
        "type": "user", "sessionId": session, "uuid": uuid, "timestamp": "2026-11-22T10:00:00Z",
        "message": {"role": "user", "content": "Hi"}, **more,
    }  # fmt: skip


def test_every_genuine_log_finds_its_session_and_streams_join_their_transcripts() -> None:
    found = {(one.program, one.id): {file.path.name for file in one.files} for one in sessions_below(REAL)}
    assert len(found) == 17
    assert found["claude-code", "f010a0bc-3ddc-4918-8c2f-4b510872dd1c"] == {
        "claude_fix.stream.jsonl",
        "claude_fix.transcript.jsonl",
    }
    assert found["codex", "01a203b1-2d54-70f1-be16-f4e185beedc3"] == {"codex_fix.exec.jsonl", "codex_fix.rollout.jsonl"}
    assert found["copilot-cli", "32204a22-8314-453b-95a5-4e2da8651121"] == {
        "copilot_fail2_denied.events.jsonl",
        "copilot_fail2_denied.stream.jsonl",
        "copilot_fail2_denied.workspace.yaml",
    }
    assert found["gemini-cli", "475ad573-0341-4b46-adf1-14b75de4bd78"] == {
        "gemini_fix.chat.jsonl",
        "gemini_fix.stream.jsonl",
    }


def test_a_workflow_brings_its_agents_its_journal_and_its_snapshot() -> None:
    (found,) = sessions_below(CLAUDE / "workflow_session")
    kinds = sorted(file.kind.removeprefix("claude-code ") for file in found.files)
    assert kinds == [
        "agent sidecar", "agent sidecar", "agent sidecar", "agent transcript", "agent transcript", "agent transcript",
        "transcript", "workflow journal", "workflow script", "workflow snapshot",
    ]  # fmt: skip
    names = [one.name for one in session_logs(found).files]
    assert f"{found.id}/subagents/workflows/wf_6c440f2c-39a/journal.jsonl" in names


def test_a_log_in_a_general_form_joins_the_session_it_names_and_is_kept_unread() -> None:
    found = next(one for one in sessions_below(REAL) if one.id == "04aa76af-c59b-4404-ac78-4978ee97deba")
    assert found.program == "copilot-cli"
    assert {one.kind: one.reads for one in session_logs(found).files}["opentelemetry spans"] is False


def test_a_general_log_of_a_session_without_a_log_of_its_own_is_a_session() -> None:
    (found,) = sessions_below(REAL / "otel_genai")[:1]
    assert (found.program, len(found.files)) == ("opentelemetry", 1)


def test_what_hooks_wrote_for_several_sessions_goes_to_each_of_them() -> None:
    told = [one for one in sessions_below(CLAUDE) if any(file.path.name == "hook_stdin.jsonl" for file in one.files)]
    assert [one.id[:8] for one in told] == ["98aacf83", "c1f84904"]
    assert [sorted(file.path.name for file in one.files) for one in told] == [
        ["claude_hooks_fail2.stream.jsonl", "hook_stdin.jsonl"],
        ["claude_hooks_sub.stream.jsonl", "hook_stdin.jsonl"],
    ]


def test_what_hooks_wrote_is_a_session_where_nothing_tells_it_better(tmp_path: Path) -> None:
    shutil.copy(CLAUDE / "hooks" / "hook_stdin.jsonl", tmp_path)
    assert [one.files[0].kind for one in sessions_below(tmp_path)] == ["claude-code hook events"] * 2


def test_a_database_gives_one_session_for_each_family_and_only_its_own_rows(tmp_path: Path) -> None:
    shutil.copy(REAL / "opencode" / "opencode.db", tmp_path)
    one, other = sessions_below(tmp_path)
    assert (one.id, other.id) == ("ses_dfc4d38d1ffeVHnwVmqcZjmWA1", "ses_dfc4dd435ffe0muyj5Hgpy07BG")
    assert one.changed == pytest.approx(1795358382.562)
    (log,) = session_logs(one).files
    assert log.unpack is not None
    lines = b"".join(log.unpack())
    assert one.id.encode() in lines
    assert other.id.encode() not in lines
    assert log.size == len(lines)
    assert log.sha256 != session_logs(other).files[0].sha256
    assert log.unpack is not None


def test_a_child_session_of_opencode_belongs_to_its_parent(tmp_path: Path) -> None:
    for name, parent in (("ses_a", ""), ("ses_b", "ses_a"), ("ses_c", "")):
        info = {"id": name, "projectID": "p", "title": name, "time": {"created": 1}}
        write(tmp_path / f"{name}.json", info | ({"parentID": parent} if parent else {}))
    assert [(one.id, len(one.files)) for one in sessions_below(tmp_path)] == [("ses_a", 2), ("ses_c", 1)]


def test_forks_and_sub_agents_of_codex_belong_to_the_thread_they_came_from(tmp_path: Path) -> None:
    def rollout(name: str, **meta: object) -> None:
        write(tmp_path / f"{name}.jsonl", {"type": "session_meta", "payload": {"id": name, **meta}})

    rollout("aa")
    rollout("bb", forked_from_id="aa")
    rollout("cc", source={"subagent": {"thread_spawn": {"parent_thread_id": "bb"}}})
    rollout("dd")
    assert [(one.id, len(one.files)) for one in sessions_below(tmp_path)] == [("aa", 3), ("dd", 1)]


def test_a_resumed_session_with_a_copied_history_belongs_to_the_first(tmp_path: Path) -> None:
    write(tmp_path / "one.jsonl", talk("one", "u1"), talk("one", "u2"))
    write(tmp_path / "two.jsonl", talk("two", "u1"), talk("two", "u2"), talk("two", "u3"))
    write(tmp_path / "other.jsonl", talk("other", "u9"))
    assert [sorted(one.ids) for one in sessions_below(tmp_path)] == [["one", "two"], ["other"]]


def test_a_folder_whose_main_log_was_swept_away_is_still_a_session(tmp_path: Path) -> None:
    name = "50a7220d-7250-46f3-b38e-b716ce25032e"
    write(tmp_path / name / "subagents" / "agent-a1.jsonl", talk(name, "u1", isSidechain=True, agentId="a1"))
    (tmp_path / name / "tool-results").mkdir()
    (tmp_path / name / "tool-results" / "x.txt").write_text("much output", encoding="utf-8")
    (found,) = sessions_below(tmp_path)
    assert found.id == name
    assert [path.name for path in found.beside] == ["x.txt"]
    logs = {one.name: one.reads for one in session_logs(found).files}
    assert logs == {f"{name}/subagents/agent-a1.jsonl": True, f"{name}/tool-results/x.txt": False}


def test_cursors_transcripts_are_named_by_their_place(tmp_path: Path) -> None:
    line = {"role": "user", "message": {"content": [{"type": "text", "text": "Hi"}]}}
    write(tmp_path / "agent-transcripts" / "c1" / "c1.jsonl", line)
    write(tmp_path / "agent-transcripts" / "c1" / "subagents" / "s1.jsonl", line)
    write(tmp_path / "agent-transcripts" / "c2" / "c2.jsonl", line)
    assert [(one.id, len(one.files)) for one in sessions_below(tmp_path)] == [("c1", 2), ("c2", 1)]


@pytest.mark.parametrize(
    "data",
    [b"", b"\0" * 300, b"{", b'{"type": "user"}\n', b"\xff\xfe\x00", b"[" * 5000, b'{"sessionId": 5, "type": []}\n'],
)
def test_what_is_no_log_is_nothing(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.jsonl").write_bytes(data)
    assert sessions_below(tmp_path) == ()


def test_the_prompts_of_all_sessions_are_no_session(tmp_path: Path) -> None:
    prompt = {"sessionId": "s1", "messageId": 0, "type": "user", "message": "Hi", "timestamp": "2026-11-22T10:00:00Z"}
    (tmp_path / "logs.json").write_text(json.dumps([prompt]), encoding="utf-8")
    assert sessions_below(tmp_path) == ()


def test_an_absurdly_long_session_id_is_not_taken(tmp_path: Path) -> None:
    write(tmp_path / "x.jsonl", talk("s" * 5000, "u1"))
    (found,) = sessions_below(tmp_path)
    assert found.id == ""
    assert found.name == "x.jsonl"


def test_a_stream_that_closed_has_ended_and_a_transcript_never_says_so(tmp_path: Path) -> None:
    shutil.copy(CLAUDE / "claude_fix.stream.jsonl", tmp_path)
    assert has_ended(sessions_below(tmp_path)[0])
    shutil.copy(CLAUDE / "claude_fix.transcript.jsonl", tmp_path)
    assert not has_ended(sessions_below(tmp_path)[0])


def test_a_file_that_went_away_is_a_problem_with_its_place(tmp_path: Path) -> None:
    path = write(tmp_path / "x.jsonl", talk("s1", "u1"))
    (found,) = sessions_below(tmp_path)
    path.unlink()
    with pytest.raises(InputRejected, match=r"x\.jsonl"):
        session_logs(found)
