"""Cursor's stream with its results, and transcripts and chat stores without any."""

import io
import json
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_router.evidence.finding import find_logs
from agent_router.evidence.interface import LogFile, LogReading
from agent_router.evidence.logs.cursor import Cursor
from agent_router.evidence.logs.cursor_transcript import prompt_time
from agent_router.model.known import AgentState, ChangeKind, CommandOutcome, ExitSource, KnownBy
from agent_router.model.policy import Grade
from agent_router.model.run import (
    AgentSeen,
    Change,
    Claim,
    Command,
    Denied,
    FileRead,
    Record,
    Request,
    Stopped,
    Usage,
)
from tests.evidence.readings import of
from tests.places import FIELD_DATA, needs_field_data

CWD = "/home/dev/shop"
SID = "c6b62c6f-7ead-4fd6-9922-e952131177ff"
AT = 1_795_358_338_000
Json = dict[str, object]

INIT: Json = {
    "type": "system",
    "subtype": "init",
    "apiKeySource": "login",
    "cwd": CWD,
    "session_id": SID,
    "model": "Claude 4.5 Sonnet",
    "permissionMode": "default",
}


def prompt(words: str = "Fix it") -> Json:
    """What the person asked, as the stream repeats it."""
    message = {"role": "user", "content": [{"type": "text", "text": words}]}
    return {"type": "user", "message": message, "session_id": SID}


def words(said: str, **more: object) -> Json:
    """What the agent said."""
    message = {"role": "assistant", "content": [{"type": "text", "text": said}]}
    return {"type": "assistant", "message": message, "session_id": SID, **more}


def call(kind: str, args: Json, result: Json | None, identity: str = "t1", **beside: object) -> list[Json]:
    """A call as it was started and completed; metadata lies beside the tool."""
    envelope: Json = {"type": "tool_call", "call_id": identity, "session_id": SID, "model_call_id": "m"}
    started = {**envelope, "subtype": "started", "timestamp_ms": AT, "tool_call": {**beside, kind: {"args": args}}}
    if result is None:
        return [started]
    body = {**beside, kind: {"args": args, "result": result}}
    return [started, {**envelope, "subtype": "completed", "timestamp_ms": AT + 900, "tool_call": body}]


def result(said: str = "Done.", identity: str = "r1", **more: object) -> Json:
    """The closing line of a turn."""
    plain = {"type": "result", "subtype": "success", "is_error": False, "duration_ms": 9000, "duration_api_ms": 9000}
    return {**plain, "result": said, "session_id": SID, "request_id": identity, **more}


def read(*lines: Mapping[str, object] | str, name: str = "run.jsonl") -> LogReading:
    """Read one file of these lines."""
    return read_files((name, "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in lines)))


def read_files(*contents: tuple[str, str | bytes]) -> LogReading:
    """Read several files as one run."""
    reader, files = Cursor(), []
    for name, content in contents:
        data = content.encode() if isinstance(content, str) else content
        files.append(LogFile(f"raw/{name}", lambda data=data: io.BytesIO(data), reader.recognizes(data)))  # type: ignore[misc]
    return reader.read(files)


def said(reading: LogReading) -> str:
    """All remarks, one a line."""
    return "\n".join(remark for _, remark in reading.remarks)


def one_call(kind: str, args: Json, answer: Json | None, wanted: type[Record]) -> list[Record]:
    """Records of that kind of a stream with one call."""
    return of(read(INIT, prompt(), *call(kind, args, answer), result()), wanted)


@pytest.mark.parametrize(
    ("answer", "outcome", "code"),
    [
        ({"success": {"exitCode": 0, "stdout": "2 passed in 0.1s\n"}}, CommandOutcome.RAN, 0),
        ({"success": {"stdout": "a"}}, CommandOutcome.RAN, None),
        ({"failure": {"exitCode": 1, "stdout": "1 failed in 0.1s\n", "stderr": "x"}}, CommandOutcome.RAN, 1),
        ({"failure": {"exitCode": 0, "aborted": True}}, CommandOutcome.INTERRUPTED, 0),
        ({"timeout": {"timeoutMs": 5}}, CommandOutcome.INTERRUPTED, None),
        ({"rejected": {"reason": "no", "command": "pytest"}}, CommandOutcome.DENIED, None),
        ({"permissionDenied": {"error": "blocked"}}, CommandOutcome.DENIED, None),
        ({"spawnError": {"error": "ENOENT"}}, CommandOutcome.ERROR, None),
        ({"error": "it broke"}, CommandOutcome.ERROR, None),
        ({"success": {"isBackground": True}}, CommandOutcome.BACKGROUND, None),
        ({}, CommandOutcome.NO_RESULT, None),
        (None, CommandOutcome.NO_RESULT, None),
    ],
)
def test_a_shell_call_has_exactly_one_kind_of_answer(
    answer: Json | None, outcome: CommandOutcome, code: int | None
) -> None:
    (command,) = one_call("shellToolCall", {"command": "pytest", "workingDirectory": "api"}, answer, Command)
    assert isinstance(command, Command)
    assert (command.outcome, command.exit_code) == (outcome, code)
    assert command.exit_source is (ExitSource.UNKNOWN if code is None else ExitSource.RECORDED)
    assert (command.text, command.working_directory, command.grade) == ("pytest", "api", Grade.HARNESS)


def test_keys_beside_the_tool_are_no_tools() -> None:
    beside: dict[str, Any] = {
        "toolCallId": "t1",
        "startedAtMs": str(AT),
        "hookAdditionalContexts": {"args": 1},
        "description": "x",
    }
    answer: Json = {"failure": {"exitCode": 2, "stderr": "bad"}}
    reading = read(INIT, *call("shellToolCall", {"command": "make"}, answer, **beside), result())
    (command,) = [one for one in reading.records if isinstance(one, Command)]
    assert (command.text, command.exit_code, command.at) == ("make", 2, datetime.fromtimestamp(AT / 1000, tz=UTC))
    assert "unknown" not in said(reading)


@pytest.mark.parametrize(
    ("kind", "args", "answer", "wanted"),
    [
        (
            "editToolCall",
            {"path": "a.py"},
            {"success": {"linesAdded": 3, "linesRemoved": 1, "beforeFullFileContent": "x"}},
            ("a.py", ChangeKind.MODIFIED, 3, True),
        ),
        (
            "editToolCall",
            {"path": "a.py"},
            {"success": {"linesAdded": 3, "linesRemoved": 0, "beforeFullFileContent": ""}},
            ("a.py", ChangeKind.CREATED, 3, True),
        ),
        ("writeToolCall", {"path": "b.py"}, {"success": {"path": "b.py"}}, ("b.py", ChangeKind.MODIFIED, None, True)),
        ("writeToolCall", {"path": "b.py"}, {"rejected": {"reason": "no"}}, ("b.py", ChangeKind.MODIFIED, None, False)),
        (
            "editToolCall",
            {},
            {"writePermissionDenied": {"path": "c.py", "error": "Blocked"}},
            ("c.py", ChangeKind.MODIFIED, None, False),
        ),
        ("deleteToolCall", {"path": "d.py"}, {"success": {"path": "d.py"}}, ("d.py", ChangeKind.DELETED, None, True)),
        ("deleteToolCall", {"path": "d.py"}, {"fileNotFound": {}}, ("d.py", ChangeKind.DELETED, None, False)),
        ("writeToolCall", {"path": "b.py"}, None, ("b.py", ChangeKind.MODIFIED, None, False)),
        ("writeToolCall", {}, {"success": {}}, (".", ChangeKind.MODIFIED, None, True)),
    ],
)
def test_a_file_tool_changes_only_what_its_answer_says(
    kind: str, args: Json, answer: Json | None, wanted: tuple[object, ...]
) -> None:
    (change,) = one_call(kind, args, answer, Change)
    assert isinstance(change, Change)
    assert (change.path, change.kind, change.added, change.done) == wanted
    denied = one_call(kind, args, answer, Denied)
    assert [one.path for one in denied if isinstance(one, Denied)] == (
        [wanted[0]] if answer and {"rejected", "writePermissionDenied"} & set(answer) else []
    )


def test_other_tools_read_search_reach_and_delegate() -> None:
    matches = {"workspaceResults": {CWD: {"content": {"matches": [{"file": "a.py"}, {"file": "./b.py"}]}}}}
    mcp: Json = {"providerIdentifier": "github", "toolName": "list_issues", "args": {}}
    reading = read(
        INIT,
        *call("readToolCall", {"path": f"{CWD}/r.py"}, {"success": {"content": ""}}, "1"),
        *call("grepToolCall", {"pattern": "x"}, {"success": matches}, "2"),
        *call("mcpToolCall", mcp, {"success": {"isError": False}}, "3"),
        *call("mcpToolCall", mcp, {"error": {"error": {"error": "timed out"}}}, "4"),
        *call("webFetchToolCall", {"url": "https://x.org/p"}, {"success": {}}, "5"),
        *call("webSearchToolCall", {"searchTerm": "why"}, {"rejected": {"reason": "no"}}, "6"),
        *call("taskToolCall", {"description": "Look", "model": "m"}, {"success": {"agentId": "kid"}}, "7"),
        *call("globToolCall", {"globPattern": "*"}, {"success": {}}, "8"),
        *call("teleportToolCall", {}, {"success": {}}, "9"),
        *call("grep", {"pattern": "x"}, {"success": {}}, "10"),
        *call("function", {}, None, "11"),
        {"type": "interaction_query", "session_id": SID, "query_type": "shell"},
        {"type": "thinking", "subtype": "delta", "text": "…", "session_id": SID, "timestamp_ms": AT},
        {"type": "hologram", "session_id": SID},
        result(),
    )
    assert [one.path for one in of(reading, FileRead) if isinstance(one, FileRead)] == ["r.py", "a.py", "b.py"]
    reached = [(one.system, one.method, one.done) for one in reading.records if isinstance(one, Request)]
    assert reached == [
        ("github", "list_issues", True),
        ("github", "list_issues", False),
        ("x.org", "GET", True),
        ("web search", "search", False),
    ]
    agents = [(one.id, one.state, one.label) for one in reading.records if isinstance(one, AgentSeen)]
    assert agents == [("kid", AgentState.STARTED, "Look"), ("kid", AgentState.FINISHED, "Look")]
    assert "1 call(s) of an unknown tool: teleportToolCall." in said(reading)
    assert "1 record(s) of unknown kind: hologram." in said(reading)
    assert "1 sub-agent(s) were started" in said(reading)


def test_tokens_of_several_turns_are_added_and_a_repeated_result_is_not() -> None:
    usage = {"inputTokens": 100, "outputTokens": 20, "cacheReadTokens": 400, "cacheWriteTokens": 5, "totalCost": 0.25}
    turns = [result(usage=usage), result(usage=usage), result(identity="r2", usage=usage)]
    reading = read(INIT, prompt(), words("Done."), *turns)
    billed = [one for one in reading.records if isinstance(one, Usage)]
    assert [(one.total, one.meter, one.reported_cost_usd) for one in billed] == [
        (525, False, None),
        (525, False, None),
        (1050, True, Decimal("0.5")),
    ]
    assert {one.model for one in billed} == {"Claude 4.5 Sonnet"}
    assert reading.active_seconds == 18
    assert reading.finished


@pytest.mark.parametrize(
    ("more", "remark"),
    [
        ({}, "1 result(s) state no tokens"),
        ({"usage": {"inputTokens": 5, "outputTokens": 1}}, "Cursor states tokens and no cost"),
        ({"usage": {"inputTokens": 5, "totalCost": 0}}, "Cursor states tokens and no cost"),
    ],
)
def test_a_cost_that_is_not_stated_is_unknown(more: dict[str, Any], remark: str) -> None:
    reading = read(INIT, prompt(), words("Done."), result(**more))
    assert remark in said(reading)
    assert not [one for one in reading.records if isinstance(one, Usage) and one.reported_cost_usd is not None]


@pytest.mark.parametrize(
    "pieces",
    [
        [words("All tests "), words("pass.")],
        [words("All tests ", timestamp_ms=AT), words("pass.", timestamp_ms=AT + 1)],
        [words("All tests ", timestamp_ms=AT), words("pass.", timestamp_ms=AT + 1), words("All tests pass.")],
        [],
    ],
)
def test_the_last_words_are_those_after_the_last_call(pieces: list[Json]) -> None:
    shell = call("shellToolCall", {"command": "ls"}, {"success": {"exitCode": 0}})
    reading = read(INIT, prompt(), words("Tests fail."), *shell, *pieces, result("All tests pass."))
    claims = [one.text for one in reading.records if isinstance(one, Claim)]
    assert claims == (["All tests pass."] if not pieces or "timestamp_ms" in pieces[0] else ["All tests", "pass."])


def test_a_stream_without_its_result_is_not_finished_and_an_error_is_told() -> None:
    assert not read(INIT, prompt(), words("Hm.")).finished
    reading = read(INIT, prompt(), result("boom", is_error=True, subtype="success"))
    stops = [one for one in reading.records if isinstance(one, Stopped)]
    assert [(one.reason, one.reported) for one in stops] == [("error", "boom")]
    assert read(result("Fixed it.", usage={"inputTokens": 1})).finished


def test_a_completed_call_whose_start_is_missing_or_repeated_is_told_once() -> None:
    started, completed = call("shellToolCall", {"command": "ls"}, {"success": {"exitCode": 0}})
    for lines in ([completed], [started, completed, completed, started], [started, started, completed]):
        commands = [one for one in read(INIT, *lines, result()).records if isinstance(one, Command)]
        assert [(one.text, one.exit_code) for one in commands] == [("ls", 0)]


def test_kinds_are_told_by_content_and_claude_codes_stream_is_not_taken() -> None:
    reader = Cursor()
    lines = [
        INIT,
        result(),
        call("shellToolCall", {}, None)[0],
        {"role": "user", "message": {"content": [{"type": "text"}]}},
    ]
    kinds = [reader.recognizes(json.dumps(line).encode()) for line in lines]
    assert kinds == ["cursor stream-json"] * 3 + ["cursor transcript"]
    foreign = [
        {**INIT, "tools": [], "uuid": "u"},
        {"type": "result", "session_id": "s", "num_turns": 3, "uuid": "u"},
        {"type": "user", "sessionId": "s", "message": {"role": "user", "content": "x"}, "role": "user"},
        {"role": "user", "content": "x"},
    ]
    assert [reader.recognizes(json.dumps(line).encode()) for line in foreign] == [""] * 4


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


_STREAM = [
    INIT,
    prompt(),
    *call("shellToolCall", {"command": "ls"}, {"failure": {"exitCode": 1}}),
    words("Ok"),
    result(),
]
_ANY: st.SearchStrategy[object] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=4)
    | st.lists(st.integers(), max_size=2)
    | st.just("x" * 9)
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, len(_STREAM) - 1), st.sampled_from(sorted({key for line in _STREAM for key in line})), _ANY)
def test_any_value_in_any_line_is_read(line: int, key: str, value: object) -> None:
    lines = [{**one, key: value} if number == line else one for number, one in enumerate(_STREAM)]
    text = "".join(json.dumps(one) + "\n" for one in lines)
    for cut in (len(text), len(text) // 2):
        reading = read_files(
            ("run.jsonl", text[:cut]), ("t.jsonl", json.dumps({"role": "user", "message": {"content": value}}))
        )
        assert len(reading.records) <= 8
