"""Cursor's stream with its results, and transcripts and chat stores without any."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_router.evidence.logs.cursor import Cursor
from agent_router.model.known import AgentState, ChangeKind, CommandOutcome, ExitSource
from agent_router.model.policy import Grade
from agent_router.model.run import AgentSeen, Change, Claim, Command, Denied, FileRead, Record, Request, Stopped, Usage
from tests.evidence.cursor_lines import AT, CWD, INIT, SID, Json, call, read, read_files, result, said
from tests.evidence.readings import of


def prompt(words: str = "Fix it") -> Json:
    """What the person asked, as the stream repeats it."""
    message = {"role": "user", "content": [{"type": "text", "text": words}]}
    return {"type": "user", "message": message, "session_id": SID}


def words(said: str, **more: object) -> Json:
    """What the agent said."""
    message = {"role": "assistant", "content": [{"type": "text", "text": said}]}
    return {"type": "assistant", "message": message, "session_id": SID, **more}


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
