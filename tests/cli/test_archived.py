"""`record --watch` and `record --hook` as they are called: exit codes, words, and what a pipe sees."""

import json
import os
import shlex
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from agent_router.cli import archived
from agent_router.cli.main import agent_router
from agent_router.evidence.reading import read_run
from tests.cli.calling import answer, call

REAL = Path(__file__).parents[1] / "data" / "real_cli"
CLAUDE = REAL / "claude_code"
SESSION = "98aacf83-c12f-4094-b7a6-9a3114559675"
EVENTS = [json.loads(line) for line in (CLAUDE / "hooks" / "hook_stdin.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture
def transcript(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A genuine transcript where Claude Code would have it, under the session of the genuine hook events."""
    home = tmp_path / "claude home"
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(home))
    path = home / "projects" / "-home-dev-calc" / f"{SESSION}.jsonl"
    path.parent.mkdir(parents=True)
    text = (CLAUDE / "claude_fix.transcript.jsonl").read_text("utf-8")
    path.write_text(text.replace("f010a0bc-3ddc-4918-8c2f-4b510872dd1c", SESSION), encoding="utf-8")
    return path


def event(name: str, transcript: Path, **more: object) -> bytes:
    """The genuine event of that name, with this transcript."""
    found = next(one for one in EVENTS if one["hook_event_name"] == name)
    return json.dumps(found | {"transcript_path": str(transcript), **more}).encode()


def hook(data: bytes, *words: str | Path) -> Result:
    asked = [str(word) for word in ("record", "--hook", *words)]
    return CliRunner().invoke(agent_router, asked, input=data, catch_exceptions=False)


def silent(done: Result) -> bool:
    return (done.exit_code, done.stdout, done.stderr) == (0, "", "")


def refused(done: Result, words: str) -> bool:
    one_line = done.stderr.startswith("agent-router: ") and done.stderr.count("\n") == 1
    return (done.exit_code, done.stdout) == (1, "") and one_line and words in done.stderr


def at(monkeypatch: pytest.MonkeyPatch, when: datetime) -> None:
    monkeypatch.setattr(archived, "now", lambda: when)


BEGAN = datetime(2025, 11, 22, 14, 30, tzinfo=UTC)


def test_the_end_of_a_session_is_recorded_in_silence_and_once(transcript: Path, tmp_path: Path) -> None:
    out = tmp_path / "my evidence"
    assert silent(hook(event("SessionEnd", transcript), "--out", out, "--operator", "Linus Berg"))
    (run,) = out.iterdir()
    started = read_run(run).started
    assert (started.sessions, started.operator) == ((SESSION,), "Linus Berg")
    assert silent(hook(event("SessionEnd", transcript), "--out", out))
    assert list(out.iterdir()) == [run]


def test_its_sub_agents_come_along_and_other_sessions_do_not(transcript: Path, tmp_path: Path) -> None:
    other = (CLAUDE / "claude_denied.transcript.jsonl").read_bytes()
    (transcript.parent / "ac329b67.jsonl").write_bytes(other)
    agents = transcript.with_suffix("") / "subagents"
    agents.mkdir(parents=True)
    line = {"type": "user", "sessionId": SESSION, "isSidechain": True, "agentId": "a1", "uuid": "u",
            "timestamp": "2026-11-22T14:30:00Z", "message": {"role": "user", "content": "Go"}}  # fmt: skip
    (agents / "agent-a1.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert silent(hook(event("SessionEnd", transcript), "--out", tmp_path / "ev"))
    (run,) = (tmp_path / "ev").iterdir()
    assert len(read_run(run).started.logs) == 2


def test_turns_of_a_long_session_leave_a_run_only_every_half_hour(
    transcript: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = datetime.fromisoformat(json.loads(transcript.read_text("utf-8").splitlines()[0])["timestamp"])
    out = tmp_path / "ev"
    whole = transcript.read_bytes().splitlines(keepends=True)
    made = []
    for minute in range(0, 100, 5):
        transcript.write_bytes(b"".join(whole[: 8 + minute // 10]))
        at(monkeypatch, began + timedelta(minutes=minute))
        assert silent(hook(event("Stop", transcript), "--out", out))
        made.append(len(list(out.glob("*/run.jsonl"))))
    assert made == [0] * 6 + [1] * 6 + [2] * 6 + [3] * 2
    assert silent(hook(event("SessionEnd", transcript), "--out", out))


def test_a_grown_session_names_the_recording_it_continues(transcript: Path, tmp_path: Path) -> None:
    whole, out = transcript.read_bytes(), tmp_path / "ev"
    transcript.write_bytes(b"".join(whole.splitlines(keepends=True)[:12]))
    hook(event("SessionEnd", transcript), "--out", out)
    (first,) = out.iterdir()
    transcript.write_bytes(whole)
    hook(event("SessionEnd", transcript), "--out", out)
    (second,) = set(out.iterdir()) - {first}
    assert read_run(second).started.supersedes == read_run(first).chain.head


def test_the_end_of_a_sub_agent_is_politely_ignored(transcript: Path, tmp_path: Path) -> None:
    assert silent(hook(event("SubagentStop", transcript), "--out", tmp_path / "ev"))
    assert not (tmp_path / "ev").exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no JSON"),
        (b"hello", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"\xff\xfe\x00", "no JSON"),
        (b"[1]", "no JSON object"),
        (b"{}", "no event"),
        (json.dumps({"hook_event_name": ["Stop"]}).encode(), "no event"),
        (json.dumps({"hook_event_name": "PreToolUse"}).encode(), "'PreToolUse'"),
        (json.dumps({"hook_event_name": "x\n\x1b[31m" * 99}).encode(), "it was handed the event"),
        (json.dumps({"hook_event_name": "SessionEnd"}).encode(), "no transcript"),
        (json.dumps({"hook_event_name": "SessionEnd", "transcript_path": "s.jsonl"}).encode(), "no transcript"),
        (json.dumps({"hook_event_name": "SessionEnd", "transcript_path": "/a\0b"}).encode(), "no transcript"),
        (json.dumps({"hook_event_name": "SessionEnd", "transcript_path": 5}).encode(), "no transcript"),
        (b" " * (16 * 1024 * 1024 + 1), "more than 16 MiB"),
    ],
)
def test_hostile_input_is_refused_in_one_line_and_never_blocks(
    transcript: Path, tmp_path: Path, data: bytes, words: str
) -> None:
    assert transcript.exists()
    assert refused(hook(data, "--out", tmp_path / "ev"), words)
    assert not (tmp_path / "ev").exists()


def test_a_transcript_from_elsewhere_is_not_read(transcript: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.jsonl"
    shutil.copy(transcript, outside)
    climbing = transcript.parent / ".." / ".." / ".." / "outside.jsonl"
    link, inner = transcript.parent / "link.jsonl", transcript.parent / "inner.jsonl"
    link.symlink_to(outside)
    inner.symlink_to(transcript)
    for path in (outside, climbing, link, inner, Path("/etc/passwd")):
        assert refused(hook(event("SessionEnd", path), "--out", tmp_path / "ev"), "not a file of its own below")
    assert not (tmp_path / "ev").exists()


def test_a_session_without_a_transcript_is_said(transcript: Path, tmp_path: Path) -> None:
    done = hook(event("SessionEnd", transcript.with_name("gone.jsonl")), "--out", tmp_path / "ev")
    assert refused(done, "kept no transcript")
    assert refused(hook(event("SessionEnd", transcript.parent), "--out", tmp_path / "ev"), "it is no file")


def test_a_file_that_is_no_transcript_is_said(transcript: Path, tmp_path: Path) -> None:
    transcript.write_text("nothing\n", encoding="utf-8")
    assert refused(hook(event("SessionEnd", transcript), "--out", tmp_path / "ev"), "no reader recognizes")


def test_a_turn_of_a_transcript_without_times_counts_from_the_files_own(transcript: Path, tmp_path: Path) -> None:
    line = {"type": "user", "sessionId": SESSION, "uuid": "u", "message": {"role": "user", "content": "Hi"}}
    transcript.write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert silent(hook(event("Stop", transcript), "--out", tmp_path / "ev"))
    assert not (tmp_path / "ev").exists()


def test_a_slip_on_the_hooks_command_line_never_exits_2(transcript: Path, tmp_path: Path) -> None:
    assert transcript.exists()
    assert refused(hook(b"{}", "--bogus"), "No such option")
    assert refused(hook(b"{}"), "--out")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert hook(event("SessionEnd", transcript), "--out", tmp_path / "file").exit_code == 1
    assert refused(hook(event("SessionEnd", transcript), "--out", tmp_path / "ev", "--contract", tmp_path), "contract")


def test_a_recording_that_takes_too_long_is_given_up(
    transcript: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: object) -> None:
        while True:
            time.sleep(0.01)

    monkeypatch.setattr("agent_router.pipeline.archiving.record_evidence", slow)
    monkeypatch.setattr(archived, "HOOK_SECONDS", 0.05)
    assert refused(hook(event("SessionEnd", transcript), "--out", tmp_path / "ev"), "not recorded in time")


def test_the_settings_call_this_program_with_whole_paths_quoted_for_a_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = ("--out", "my evidence", "--contract", "c", "--repo", ".", "--base", "main", "--operator", "Grace O'Hara")
    hooks = answer("record", "--hook-settings", *asked)["hooks"]
    assert sorted(hooks) == ["SessionEnd", "Stop"]
    for entries in hooks.values():
        ((entry,),) = [one["hooks"] for one in entries]
        assert (entry["type"], entry["timeout"] > archived.HOOK_SECONDS) == ("command", True)
        words = shlex.split(entry["command"])
        assert Path(words[0]).is_absolute()
        assert words[words.index("record") :] == [
            "record", "--hook", "--out", (tmp_path / "my evidence").as_posix(), "--contract",
            (tmp_path / "c").as_posix(), "--repo", tmp_path.as_posix(), "--base", "main", "--operator", "Grace O'Hara",
        ]  # fmt: skip


def test_the_settings_fall_back_to_the_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    command = answer("record", "--hook-settings", "--out", "/e")["hooks"]["Stop"][0]["hooks"][0]["command"]
    assert command.startswith("/nowhere/python -m agent_router record --hook")


def logs(tmp_path: Path) -> Path:
    folder = tmp_path / "logs"
    folder.mkdir(exist_ok=True)
    shutil.copy(CLAUDE / "claude_fix.transcript.jsonl", folder / "s.jsonl")
    os.utime(folder / "s.jsonl", (BEGAN.timestamp(), BEGAN.timestamp()))
    return folder


def test_one_look_in_a_pipe_is_quiet_and_records(tmp_path: Path) -> None:
    done = call("record", "--watch", logs(tmp_path), "--out", tmp_path / "ev", "--once")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")
    assert [path.name for path in (tmp_path / "ev").iterdir()] == ["f010a0bc-add788"]


def test_json_is_one_document_a_line(tmp_path: Path) -> None:
    folder = logs(tmp_path)
    done = call(
        "record", "--watch", folder, "--watch", REAL / "codex", "--out", tmp_path / "ev", "--once", "--quiet", "1",
        "--json",
    )  # fmt: skip
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["event"] for one in told] == ["recorded"] * 4
    assert {one["run_id"] for one in told} == {path.name for path in (tmp_path / "ev").iterdir()}


def test_what_is_wrong_is_said_in_a_pipe_too(tmp_path: Path) -> None:
    folder = logs(tmp_path)
    (folder / "bad.jsonl").write_text('{"type":"mode","sessionId":"b1"}\n', encoding="utf-8")
    done = call("record", "--watch", folder, "--out", tmp_path / "ev", "--once", "--quiet", "0", "--json")
    assert [json.loads(line)["event"] for line in done.stdout.splitlines()] == ["cannot be recorded", "recorded"]
    done = call("record", "--watch", folder, "--out", tmp_path / "ev", "--once", "--quiet", "0")
    assert done.exit_code == 0
    assert "b1: cannot be recorded" in done.stderr
    os.utime(folder / "bad.jsonl", (BEGAN.timestamp(), BEGAN.timestamp()))
    done = call("record", "--watch", folder, "--out", tmp_path / "ev", "--once")
    assert (done.exit_code, done.stderr) == (0, "")
    done = call("record", "--watch", folder, "--out", tmp_path / "ev", "--once", "--json")
    assert json.loads(done.stdout)["event"] == "cannot be recorded"


def test_on_a_terminal_progress_is_shown_until_ctrl_c_which_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(archived, "_is_terminal", lambda: True)
    monkeypatch.setattr(time, "sleep", interrupt)
    done = call("record", "--watch", logs(tmp_path), "--out", tmp_path / "ev")
    assert done.exit_code == 0
    assert "recorded f010a0bc-add788: 17 records" in done.stdout
    assert "Ctrl-C ends the watch" in done.stderr
    assert "what was recorded stays" in done.stderr
    done = call("record", "--watch", tmp_path / "logs", "--out", tmp_path / "ev", "--once", "--quiet", "86400")
    assert "1 session(s) found" in done.stdout


def test_one_look_that_cannot_write_ends_with_exit_3(tmp_path: Path) -> None:
    (tmp_path / "ev").write_text("a file", encoding="utf-8")
    done = call("record", "--watch", logs(tmp_path), "--out", tmp_path / "ev", "--once")
    assert done.exit_code == 3
    assert "could not be written" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--watch", ".", "--log", "x", "--out", "e"), "--log is for one run"),
        (("--watch", ".", "--run", "x", "--artifact", "y", "--out", "e"), "--artifact, --run"),
        (("--watch", "."), "--out"),
        (("--watch", ".", "--hook-settings", "--out", "e"), "do not go together"),
        (("--hook-settings",), "--out"),
        (("--out", "e"), "--log"),
        (("--once", "--log", "x", "--out", "e"), "--watch"),
    ],
)
def test_options_that_do_not_fit_are_misuse(words: tuple[str, ...], said: str) -> None:
    done = call("record", *words)
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_folder_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    done = call("record", "--watch", tmp_path / "nowhere", "--out", tmp_path / "ev", "--once")
    assert done.exit_code == 3
    assert "there is no such folder" in done.stderr
