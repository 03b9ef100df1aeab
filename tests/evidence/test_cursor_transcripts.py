"""Cursor's transcripts and chat stores, which hold attempts without results."""

import json
import sqlite3
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from agent_router.evidence.finding import find_logs
from agent_router.evidence.logs.cursor import Cursor
from agent_router.evidence.logs.cursor_transcript import prompt_time
from agent_router.model.known import ChangeKind, CommandOutcome, KnownBy
from agent_router.model.policy import Grade
from agent_router.model.run import Change, Claim, Command, FileRead, Request, Stopped
from tests.evidence.cursor_lines import AT, INIT, Json, call, read, read_files, result, said
from tests.places import FIELD_DATA, needs_field_data


def transcript(*blocks: Json, role: str = "assistant") -> Json:
    """A line of a transcript."""
    return {"role": role, "message": {"content": list(blocks)}}


def asked(name: str, given: object) -> Json:
    """A call as a transcript holds it."""
    return {"type": "tool_use", "name": name, "input": given}


def test_a_transcript_shows_attempts_and_nothing_of_what_came_of_them() -> None:
    when = "<timestamp>Saturday, Aug 29, 2026, 1:26 PM (UTC+2)</timestamp>\n<user_query>\nFix\n</user_query>"
    reading = read(
        transcript({"type": "text", "text": when}, role="user"),
        transcript(
            asked("Shell", {"command": "rm x.py && curl https://x.org", "working_directory": "/w"}),
            asked("Read", {"path": "/w/r.py"}),
            asked("StrReplace", {"path": "/w/e.py"}),
            asked("Delete", {"path": "/w/d.py"}),
            asked("ApplyPatch", "*** Begin Patch\n*** Add File: n.py\n+x\n*** Update File: o.py\n"),
            asked("WebFetch", {"url": "https://y.org"}),
            asked("Frobnicate", {}),
            {"type": "mystery"},
        ),
        transcript({"type": "text", "text": "Tests pass."}),
        {"type": "turn_ended", "status": "success"},
        {"type": "odd"},
        name="agent-transcripts/abc/abc.jsonl",
    )
    system = [one for one in reading.records if not isinstance(one, Claim)]
    assert {one.grade for one in system} == {Grade.STATED}
    assert [one.outcome for one in system if isinstance(one, Command)] == [CommandOutcome.NO_RESULT]
    changes = [one for one in system if isinstance(one, Change)]
    assert not any(one.done for one in changes)
    tools = [(one.path, one.kind) for one in changes if one.known_by is KnownBy.TOOL]
    assert tools == [
        ("/w/e.py", ChangeKind.MODIFIED),
        ("/w/d.py", ChangeKind.DELETED),
        ("n.py", ChangeKind.CREATED),
        ("o.py", ChangeKind.MODIFIED),
    ]
    assert not any(one.done for one in system if isinstance(one, Request))
    assert [one.how for one in system if isinstance(one, FileRead)] == ["Read, attempted"]
    assert "everything in it was attempted only" in said(reading)
    assert "Hand in external evidence" in said(reading)
    assert "unknown tool: Frobnicate" in said(reading)
    assert "unknown kind: mystery" in said(reading)
    assert reading.sessions == ("abc",)
    assert reading.finished
    assert reading.first == datetime(2026, 8, 29, 13, 26, tzinfo=timezone(timedelta(hours=2)))


def test_words_that_cursor_took_out_claim_nothing() -> None:
    reading = read(transcript({"type": "text", "text": "[REDACTED]"}))
    assert not reading.records
    assert "1 message(s) of the agent are [REDACTED]" in said(reading)


@pytest.mark.parametrize(
    ("ending", "reason"),
    [
        ({"status": "error", "error": "User aborted request"}, "interrupted by user"),
        ({"status": "error", "error": "no credit"}, "error"),
    ],
)
def test_a_turn_that_ended_badly_says_why(ending: Json, reason: str) -> None:
    reading = read(transcript({"type": "text", "text": "Hm."}), {"type": "turn_ended", **ending})
    assert [one.reason for one in reading.records if isinstance(one, Stopped)] == [reason]
    assert not reading.finished


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("Saturday, Aug 29, 2026, 1:26 PM (UTC+2)", "2026-08-29T13:26:00+02:00"),
        ("Monday, March 2, 2026, 11:05 AM (UTC-5)", "2026-03-02T11:05:00-05:00"),
        ("Mar 2, 2026, 9:05 AM (UTC-3:30)", "2026-03-02T09:05:00-03:30"),
        ("Mar 2, 2026, 23:05 (UTC)", "2026-03-02T23:05:00+00:00"),
        ("yesterday at noon (UTC+2)", None),
        ("Mar 2, 2026, 23:05 (UTC+99)", None),
        ("Mar 2, 2026, 23:05", None),
    ],
)
def test_the_time_above_a_prompt_is_read_with_its_zone(written: str, wanted: str | None) -> None:
    found = prompt_time(f"<timestamp>{written}</timestamp> Go")
    assert (found.isoformat() if found else None) == wanted


def test_beside_a_stream_the_transcript_is_not_read_again() -> None:
    shell = call("shellToolCall", {"command": "ls"}, {"success": {"exitCode": 0}})
    stream = "".join(json.dumps(line) + "\n" for line in [INIT, *shell, result()])
    reading = read_files(("run.jsonl", stream), ("a.jsonl", json.dumps(transcript(asked("Shell", {"command": "ls"})))))
    assert len([one for one in reading.records if isinstance(one, Command)]) == 1
    assert "this was not read" in said(reading)


def test_a_chat_store_gives_its_messages_in_the_order_of_its_root(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    first, second = "ab" * 32, "0a" * 32
    spoken = {"role": "assistant", "content": [{"type": "tool-call", "toolName": "Shell", "args": {"command": "ls"}}]}
    with sqlite3.connect(path) as connection:
        connection.executescript("CREATE TABLE blobs (id TEXT PRIMARY KEY, data BLOB);")
        connection.executescript("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);")
        about = {"agentId": "chat-1", "name": "Fix", "createdAt": AT, "latestRootBlobId": "ff", "lastUsedModel": "m"}
        connection.execute("INSERT INTO meta VALUES ('0', ?)", (json.dumps(about).encode().hex(),))
        root = b"".join(b"\x0a\x20" + bytes.fromhex(one) for one in (first, second))
        rows = [("ff", root), (first, json.dumps(spoken)), (second, json.dumps({"role": "tool", "content": []}))]
        connection.executemany("INSERT INTO blobs VALUES (?, ?)", rows)
    connection.close()
    reader = Cursor()
    kind = reader.recognizes(path.read_bytes())
    lines = reader.unpack(path, kind)
    assert lines is not None
    data = b"".join(lines)
    assert reader.recognizes(data) == kind == "cursor chat store"
    reading = read_files(("store.db.jsonl", data))
    assert [one.text for one in reading.records if isinstance(one, Command)] == ["ls"]
    assert (reading.sessions, reading.models) == (("chat-1",), ("m",))
    assert "1 binary node(s)" in said(reading)
    assert "1 answer(s)" in said(reading)
    assert reader.unpack(path, "cursor transcript") is None


@needs_field_data
def test_logs_from_the_wild_are_found_and_read() -> None:
    wild = FIELD_DATA / "agent_logs" / "in_the_wild"
    for path in (*(wild / "codex_redacted").glob("agent-sessions_[Cc]ursor*"), *(wild / "excerpts").glob("cursor*")):
        found = find_logs([path])
        assert found.reader.name == "cursor", path
    store = wild / "codex_redacted" / "agent-sessions_Cursor_test-store.db"
    lines = Cursor().unpack(store, "cursor chat store")
    reading = read_files(("store.db.jsonl", b"".join(lines or ())))
    assert not reading.records
    assert "Chat: Test Session." in said(reading)
    assert "holds no message that can be read" in said(reading)
    large = (wild / "codex_redacted" / "agent-sessions_cursor_large.jsonl").read_text(encoding="utf-8")
    assert "2 answer(s) that do not say which call they answer" in said(read_files(("large.jsonl", large)))
