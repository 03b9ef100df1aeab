"""What OpenCode's parts, calls, sessions and figures become."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from agent_router.evidence.logs.opencode import OpenCode
from agent_router.model.known import ChangeKind, CommandOutcome, Exactness, ExitSource, KnownBy
from agent_router.model.run import ApprovalSeen, Change, Claim, Command, Denied, FileRead, Request, Stopped, Usage
from tests.evidence.opencode_logs import (
    CWD,
    SES,
    START,
    Json,
    assistant,
    bash,
    database,
    events,
    export,
    finish,
    part,
    read,
    said,
    session,
    tool,
    unpacked,
    user,
)
from tests.evidence.readings import changed, of, tokens

DENIED = "The user has specified a rule which prevents you from using this specific tool call. Here are some rules []"
REJECTED = "The user rejected permission to use this specific tool call."


def one_call(call: Json, kind: type) -> list:  # type: ignore[type-arg]
    """Records of that kind of an export with one call."""
    return of(read(export(user(), assistant(call))), kind)


@pytest.mark.parametrize(
    ("call", "outcome", "code"),
    [
        (bash("pytest -q", 1), CommandOutcome.RAN, 1),
        (bash("pytest -q", None), CommandOutcome.RAN, None),
        (bash("sleep 9", None, "<bash_metadata>\nterminated after timeout"), CommandOutcome.INTERRUPTED, None),
        (bash("ls", None, "a\nCommand exited with code 2."), CommandOutcome.RAN, 2),
        (tool("bash", {"command": "ls"}, "error", error="Tool execution aborted"), CommandOutcome.INTERRUPTED, None),
        (tool("bash", {"command": "ls"}, "error", error=DENIED), CommandOutcome.DENIED, None),
        (tool("bash", {"command": "ls"}, "error", error="spawn ENOENT"), CommandOutcome.ERROR, None),
        (tool("bash", {"command": "ls"}, "error", error="x", metadata={"exit": 3}), CommandOutcome.RAN, 3),
        (tool("bash", {"command": "ls"}, "running"), CommandOutcome.NO_RESULT, None),
        (tool("bash", {"command": "ls"}, "pending"), CommandOutcome.NO_RESULT, None),
        (tool("bash", {"command": "ls"}, metadata={"background": True}), CommandOutcome.BACKGROUND, None),
    ],
)
def test_the_exit_code_counts_and_not_the_status(call: Json, outcome: CommandOutcome, code: int | None) -> None:
    (command,) = one_call(call, Command)
    assert (command.outcome, command.exit_code) == (outcome, code)
    assert (command.exit_source is ExitSource.UNKNOWN) is (code is None)


def test_a_denied_command_names_the_system_it_was_after() -> None:
    (denied,) = one_call(tool("bash", {"command": "curl https://x.org/a"}, "error", error=REJECTED), Denied)
    assert (denied.system, denied.tool, denied.reason) == ("x.org", "bash", REJECTED)


@pytest.mark.parametrize(
    ("call", "path", "system"),
    [
        (tool("write", {"filePath": "a.py", "content": ""}, "error", error=DENIED), "a.py", ""),
        (tool("apply_patch", {"patchText": "*** Update File: b.py\n@@"}, "error", error=REJECTED), "b.py", ""),
        (tool("webfetch", {"url": "https://x.org/y"}, "error", error=REJECTED), "", "x.org"),
        (tool("jira_create", {}, "error", error=REJECTED), "", "jira"),
    ],
)
def test_a_denied_call_says_what_it_would_have_reached(call: Json, path: str, system: str) -> None:
    (denied,) = one_call(call, Denied)
    assert (denied.path, denied.system) == (path, system)
    assert not [one for one in one_call(call, Change) if one.done]
    assert not [one for one in one_call(call, Request) if one.done]


def test_tools_that_read_ask_and_reach_leave_their_records() -> None:
    grep = "Found 2 matches\n/home/dev/shop/a.py:\n  Line 1: x\n\n/home/dev/shop/b.py:\n  Line 2: y"
    question: Json = {"questions": [{"question": "Go on?"}]}
    reading = read(
        export(
            user(),
            assistant(
                tool("read", {"filePath": f"{CWD}/c.py"}, at=1),
                tool("read", {"filePath": CWD}, metadata={"display": {"type": "directory"}}, at=2),
                tool("grep", {"pattern": "x"}, output=grep, at=3),
                tool("webfetch", {"url": "https://docs.x.org/p"}, at=4),
                tool("websearch", {"query": "why"}, at=5),
                tool("github_list_issues", {}, at=6),
                tool("question", question, metadata={"answers": [["Yes"]]}, at=7),
                tool("todowrite", {}, at=8),
                tool("frobnicate", {}, at=9),
                part("file", url="file:///home/dev/shop/spec.md", filename="spec.md"),
                part("hologram"),
            ),
        )
    )
    inspected = [one.path for one in of(reading, FileRead) if isinstance(one, FileRead)]
    assert inspected == ["c.py", "a.py", "b.py", "spec.md"]
    reached = [one for one in reading.records if isinstance(one, Request)]
    assert [(one.system, one.method) for one in reached] == [
        ("docs.x.org", "GET"),
        ("web search", "search"),
        ("github", "list_issues"),
    ]
    assert [one.text for one in reading.records if isinstance(one, ApprovalSeen)] == ["Go on? → Yes"]
    assert "1 call(s) of an unknown tool: frobnicate." in said(reading)
    assert "1 record(s) of unknown kind: hologram." in said(reading)


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        (tool("write", {"filePath": "n.md", "content": "a\nb\n"}, metadata={"exists": False}), ("n.md", "created", 2)),
        (tool("write", {"filePath": "n.md", "content": "a\n"}, metadata={"exists": True}), ("n.md", "modified", None)),
        (
            tool("edit", {"filePath": "e.py"}, metadata={"filediff": {"additions": 3, "deletions": 1}}),
            ("e.py", "modified", 3),
        ),
        (tool("patch", {"patchText": "*** Add File: p.py\n+x"}), ("p.py", "created", None)),
        (tool("patch", {"patchText": "*** Delete File: p.py"}), ("p.py", "deleted", None)),
        (tool("patch", {"patchText": "*** Update File: o.py\n*** Move to: p.py"}), ("p.py", "renamed", None)),
        (
            tool("apply_patch", {}, metadata={"files": [{"filePath": "q.py", "type": "add", "additions": 4}]}),
            ("q.py", "created", 4),
        ),
        (
            tool("apply_patch", {}, metadata={"files": [{"filePath": "o.py", "movePath": "q.py", "type": "move"}]}),
            ("q.py", "renamed", None),
        ),
        (tool("patch", {}), (".", "modified", None)),
    ],
)
def test_a_file_tool_says_path_kind_and_lines(call: Json, wanted: tuple[str, str, int | None]) -> None:
    (change,) = one_call(call, Change)
    assert (change.path, change.kind.value, change.added) == wanted
    assert (change.known_by, change.done) == (KnownBy.TOOL, True)


def test_a_snapshot_stands_where_the_step_changed_the_file() -> None:
    diffs = [
        {"file": "a.py", "additions": 1, "deletions": 0, "status": "modified"},
        {"file": "gone.py", "additions": 0, "deletions": 5, "status": "deleted"},
        {"file": "late.py", "before": "", "after": "x", "additions": 1, "deletions": 0},
    ]
    edit = tool("edit", {"filePath": "a.py"}, at=10)
    patch = part("patch", hash="h", files=[f"{CWD}/a.py", f"{CWD}/gone.py"])
    steps = assistant(part("step-start"), edit, bash("rm gone.py && pytest -q", at=20), finish(), patch)
    reading = read(export(user(diffs=diffs), steps))
    seen = [one for one in of(reading, Change) if isinstance(one, Change) and one.known_by is KnownBy.SNAPSHOT]
    assert [(one.path, one.kind, one.added, one.removed) for one in seen] == [
        ("a.py", ChangeKind.MODIFIED, 1, 0),
        ("gone.py", ChangeKind.DELETED, 0, 5),
        ("late.py", ChangeKind.CREATED, 1, 0),
    ]
    kinds = [type(one).__name__ for one in reading.records if isinstance(one, Change | Command)]
    assert kinds.index("Command") == 2, "the edit and its snapshot stand before the command that came after it"


def test_a_file_created_in_one_step_and_edited_in_the_next_is_created_by_the_turn() -> None:
    diffs = [{"file": "n.py", "additions": 7, "deletions": 0, "status": "added"}]
    patch = part("patch", hash="h", files=[f"{CWD}/n.py"])
    first = assistant(part("step-start"), patch, identity="msg_1", at=1000, finish="tool-calls")
    second = assistant(part("step-start"), patch, identity="msg_2", at=3000)
    seen = [one for one in of(read(export(user(diffs=diffs), first, second)), Change) if isinstance(one, Change)]
    assert [(one.kind, one.added) for one in seen] == [(ChangeKind.CREATED, None), (ChangeKind.CREATED, 7)]


@pytest.mark.parametrize(
    ("reasoning", "more", "output"),
    [(30, {}, 50), (30, {"total": 550}, 50), (15, {"total": 520}, 20)],
)
def test_reasoning_stands_beside_output_unless_the_total_says_otherwise(
    reasoning: int, more: dict[str, int], output: int
) -> None:
    reading = read(export(user(), assistant(finish(reasoning=reasoning, total=more.get("total")))))
    (usage,) = [one for one in reading.records if isinstance(one, Usage) and not one.meter]
    assert (usage.output, usage.reasoning, usage.total) == (output, reasoning, 500 + output)


def test_a_message_without_steps_is_counted_by_itself_and_once() -> None:
    figures = {"input": 10, "output": 2, "cache": {"read": 5, "write": 3}}
    message = assistant(part("text", text="Done."), tokens=figures, cost=0.5)
    reading = read(export(user(), message), export(user(), message))
    assert tokens(reading.records) == {"input": 10, "cache_write": 3, "cache_read": 5, "output": 2}


def test_a_model_without_a_price_leaves_the_whole_cost_unknown() -> None:
    free = assistant(finish(0), identity="msg_2", at=4000, modelID="free")
    reading = read(export(user(), assistant(finish(0.25)), free))
    meters = [one for one in reading.records if isinstance(one, Usage) and one.meter]
    assert [one.reported_cost_usd for one in meters] == [None, None]
    assert "OpenCode states $0 for free" in said(reading)


def test_what_the_session_states_beyond_its_messages_is_a_lower_bound() -> None:
    info = session(cost=2, tokens={"input": 900, "output": 20, "cache": {"read": 400, "write": 0}})
    reading = read(export(user(), assistant(finish(0.25)), info=info))
    usages = [one for one in reading.records if isinstance(one, Usage)]
    assert [one.reported_cost_usd for one in usages if one.meter] == [Decimal(2)]
    assert any(one.exactness is Exactness.LOWER_BOUND for one in usages)
    assert "The session states 800 tokens more" in said(reading)


def test_a_call_seen_running_is_answered_by_a_fuller_copy() -> None:
    running = tool("bash", {"command": "pytest"}, "running")
    early = assistant(running, time={"created": START + 1_000}, finish="")
    assert not read(export(user(), early)).finished
    late = assistant(bash("pytest", 1), part("text", text="Failed."))
    reading = read(export(user(), early), export(user(), late))
    assert [one.exit_code for one in reading.records if isinstance(one, Command)] == [1]
    assert reading.finished


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ({"name": "MessageAbortedError", "data": {"message": "aborted"}}, "interrupted by user"),
        ({"name": "ProviderAuthError", "data": {"message": "no key"}}, "ProviderAuthError"),
        ({"type": "unknown", "message": "odd"}, "unknown"),
    ],
)
def test_an_error_ends_the_run(error: Json, reason: str) -> None:
    reading = read(export(user(), assistant(part("text", text="Hm."), error=error)))
    assert [one.reason for one in reading.records if isinstance(one, Stopped)] == [reason]
    assert not reading.finished
    event = {"type": "error", "timestamp": START, "sessionID": SES, "error": error}
    streamed = read(events(assistant(part("text", text="Hm."))) + json.dumps(event) + "\n")
    assert [one.reason for one in streamed.records if isinstance(one, Stopped)] == [reason]


def test_the_last_words_are_the_main_agents_and_no_summary() -> None:
    summary = assistant(part("text", text="All tests pass."), identity="msg_9", at=9000, summary=True)
    reading = read(export(user(), assistant(part("text", text="Fixed it.")), summary))
    assert [one.text for one in reading.records if isinstance(one, Claim)] == ["Fixed it."]


def test_a_sanitized_export_says_that_it_shows_little() -> None:
    call = tool("bash", {"redacted": "tool-input:p"}, output="[redacted:tool-output:p]", metadata={"redacted": "x"})
    info = session(directory=f"[redacted:session-directory:{SES}]")
    words = part("text", text="[redacted:text:p]")
    message = assistant(
        call, words, part("patch", files=["[redacted:patch-file:p-0]"]), path={"cwd": "[redacted:cwd:m]"}
    )
    diffs = [{"file": "[redacted:message-diff-file:0]", "additions": 1, "deletions": 0, "status": "added"}]
    reading = read(export(user(diffs=diffs), message, info=info))
    assert "was sanitized" in said(reading)
    (command,) = [one for one in reading.records if isinstance(one, Command)]
    assert (command.text, command.exit_source) == ("[redacted:tool-input:p]", ExitSource.UNKNOWN)
    assert [one.path for one in reading.records if isinstance(one, Change)] == ["[redacted:patch-file:p-0]"]
    assert not [one for one in reading.records if isinstance(one, Claim)]


def test_a_reverted_session_says_so() -> None:
    info = session(revert={"messageID": "msg_1"})
    assert "was reverted to before msg_1" in said(read(export(user(), assistant(), info=info)))


def test_every_shape_is_recognized_by_its_content(tmp_path: Path) -> None:
    message = assistant(bash("ls"), finish())
    reader = OpenCode()
    base = tmp_path / "x.db"
    kinds = [
        reader.recognizes(text.encode() if isinstance(text, str) else text)
        for text in (
            "Exporting session: ses_x\n" + export(user(), message),
            events(message),
            database(base, message).read_bytes(),
            unpacked(base),
            json.dumps(session(), indent=2),
            json.dumps(user()["info"], indent=2),
            json.dumps({**bash("ls" * 10), "messageID": "m", "id": "p"}, indent=2),
            json.dumps([{"file": "a", "additions": 1, "deletions": 0}]),
            '{"id":"p","type":"tool","messageID":"m","state":{"output":"cut',
        )
    ]
    assert kinds == [
        "opencode export",
        "opencode run events",
        "opencode database",
        "opencode database",
        "opencode session file",
        "opencode message file",
        "opencode part file",
        "opencode session diff",
        "opencode part file",
    ]
    assert OpenCode().unpack(tmp_path / "x.db", "opencode export") is None
    (tmp_path / "lines").write_bytes(b"{}")
    assert OpenCode().unpack(tmp_path / "lines", "opencode database") is None


def test_the_older_folder_knows_parts_without_a_message_id_and_differences() -> None:
    info = json.dumps(assistant()["info"])
    call = json.dumps({**bash("ls", 4), "id": "p1"})
    reading = read(
        ("session/p/ses_main.json", json.dumps(session())),
        ("message/ses_main/msg_1.json", info),
        ("part/msg_1/p0.json", json.dumps({"id": "p0", "type": "text", "text": "Done.", "time": {"start": START}})),
        ("part/msg_1/p1.json", call.replace('"type"', '"messageID": "msg_1", "type"')),
        ("session_diff/ses_main.json", json.dumps([{"file": "z.py", "additions": 1, "deletions": 2}])),
        ("part/lost/p2.json", json.dumps({"id": "p2", "type": "text", "text": "Lost", "time": {"start": START}})),
        ("message/ses_main/bad.json", info[:-5]),
    )
    assert [one.exit_code for one in reading.records if isinstance(one, Command)] == [4]
    assert [one.text for one in reading.records if isinstance(one, Claim)] == ["Done."]
    assert changed(reading, KnownBy.SNAPSHOT) == ["z.py"]
    assert "1 record(s) of unknown kind: part without its message." in said(reading)
    assert "No whole JSON" in said(reading)


def test_messages_of_version_2_are_read_with_commands_of_the_person() -> None:
    def row(table: str, **columns: object) -> str:
        return json.dumps({"table": table, "row": columns}) + "\n"

    call = {
        "type": "tool",
        "id": "c1",
        "name": "shell",
        "time": {"created": START, "ran": START, "completed": START + 9},
        "state": {"status": "error", "input": {"command": "rm -r /"}, "error": {"type": "x", "message": REJECTED}},
    }
    own = {"session_id": "s", "time_created": START}
    reading = read(
        row("session_v2", id="s", directory=CWD, version="2.0.14", time_created=START)
        + row("session_message", id="m0", type="user", data={"text": "Go", "files": [{"uri": "file:///a.txt"}]}, **own)
        + row("session_message", id="m1", type="assistant", data={"content": [call], "model": {"id": "big"}}, **own)
        + row(
            "session_message",
            id="m2",
            type="shell",
            data={"command": "ls", "output": "a", "exit": 0, "time": {"completed": START}},
            **own,
        )
        + row("session_message", id="m3", type="shell", data={"command": "top"}, **own)
        + row("session_message", id="m4", type="synthetic", data={"text": "…"}, **own)
        + row("session_message", id="m5", type="telepathy", data={"x": 1}, **own)
        + row("session_message", id="m6", type="assistant", data="no JSON", **own)
    )
    seen = [(one.text, one.outcome) for one in reading.records if isinstance(one, Command)]
    assert seen == [
        ("rm -r /", CommandOutcome.DENIED),
        ("ls", CommandOutcome.RAN),
        ("top", CommandOutcome.NO_RESULT),
    ]
    assert [one.path for one in reading.records if isinstance(one, FileRead)] == ["/a.txt"]
    assert "unknown kind: telepathy" in said(reading)
    assert "session_message whose data is no JSON object" in said(reading)


def test_reading_a_file_twice_doubles_nothing() -> None:
    text = export(user(), assistant(bash("ls"), finish(), part("text", text="Done.")))
    once, twice = read(text), read(text, text)
    assert [replace(one, read_from=None) for one in once.records] == [
        replace(one, read_from=None) for one in twice.records
    ]
