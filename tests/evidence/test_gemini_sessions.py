"""Gemini CLI's logs in versions, fates and damages that the recorded runs do not show."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.evidence.logs.gemini import DOCUMENT, LINES, OUTPUT, PROMPTS, STREAM, GeminiCli
from agent_router.model.known import AgentState, ChangeKind, CommandOutcome, Exactness
from agent_router.model.run import (
    AgentSeen,
    ApprovalSeen,
    Change,
    Claim,
    Command,
    Denied,
    FileRead,
    Request,
    Stopped,
    Usage,
)
from tests.evidence.gemini_lines import (
    CWD,
    HEADER,
    SESSION,
    Json,
    at,
    call,
    document,
    gemini,
    lines,
    read,
    says,
    stream,
    user,
)
from tests.evidence.readings import tokens

NEW = "<untrusted_context>\nOutput: {}\nProcess Group PGID: 7\n</untrusted_context>"


def test_the_last_writing_of_a_message_counts() -> None:
    first = says(2, "I will look.", tokens=None)
    pending = says(2, "I will look.", call("run_shell_command", {"command": "ls"}, "", "executing"))
    final = says(2, "I will look.", call("run_shell_command", {"command": "ls"}, NEW.format("a")))
    reading = gemini(user(1), first, pending, final, final)
    (ran,) = (one for one in reading.records if isinstance(one, Command))
    assert ran.exit_code == 0
    assert tokens(reading.records) == {"input": 63, "cache_write": 0, "cache_read": 40, "output": 15}


@pytest.mark.parametrize("between", ["\r\n", "\n\n", "", " "], ids=["Windows", "blank", "glued", "apart"])
def test_a_log_is_told_from_a_document_however_its_lines_end(between: str) -> None:
    header = {"sessionId": "s1", "projectHash": "abc", "startTime": at(1), "kind": "main"}
    written = between.join(json.dumps(one) for one in (header, {"$set": {"messages": [user(1)]}}, says(2, "Done.")))
    assert GeminiCli().recognizes(written.encode()) == LINES
    assert tokens(read(("log.txt", written)).records)["output"] == 15


def test_a_log_that_breaks_off_in_a_line_did_not_finish() -> None:
    written = lines(user(1), says(2, "I will look."))
    assert read(("log.jsonl", written)).finished
    assert not read(("log.jsonl", written + json.dumps(says(3, "Done."))[:40])).finished


def test_a_compressed_history_is_not_billed_twice() -> None:
    copy = {**says(2, "Done."), "id": "other"}
    reading = gemini(user(1), says(2, "Done."), {"$set": {"messages": [copy]}}, {"$rewindTo": "u1"})
    assert tokens(reading.records)["output"] == 15
    assert reading.remarks == ()


def test_a_resumed_history_written_anew_says_nothing_new() -> None:
    ran = call("run_shell_command", {"command": "ls"}, NEW.format("a"))
    asked = {"functionCall": {"id": "run_shell_command-1", "name": "run_shell_command", "args": {"command": "ls"}}}
    anew = [
        user(1),
        {"id": "g2", "timestamp": at(9), "type": "gemini", "content": [asked]},
        {"id": "g2_response", "timestamp": at(9), "type": "user", "content": [ran["result"][0]]},  # type: ignore[index]
        {"id": "summary", "timestamp": at(9), "type": "gemini", "content": "Got it."},
    ]
    reading = gemini(user(1), says(2, "", ran), {"$set": {"messages": anew}}, user(10), says(11, "Done."))
    assert [one.exit_code for one in reading.records if isinstance(one, Command)] == [0]
    assert [one.exactness for one in reading.records if isinstance(one, Usage)] == [Exactness.EXACT] * 2


def test_a_streams_meter_under_other_names_is_left_out() -> None:
    log = lines(HEADER, user(1), says(2, "Done."))
    for model, meters in (("g-1", 1), ("alias", 0)):
        stats = {"models": {model: {"input_tokens": 100, "output_tokens": 10, "cached": 40, "total_tokens": 118}}}
        init = event("init", 1, session_id=SESSION, model="g-1")
        out = lines(init, event("result", 3, status="success", stats=stats))
        reading = read(("session.jsonl", log), ("out.jsonl", out))
        assert sum(isinstance(one, Usage) and one.meter for one in reading.records) == meters
        assert tokens(reading.records)["output"] == 15


def test_a_response_without_figures_makes_a_lower_bound() -> None:
    empty = {"input": 0, "output": 0, "cached": 0, "thoughts": 0, "tool": 0, "total": 0}
    for tokens_ in (None, empty):
        billed = [one for one in gemini(says(2, "Hi.", tokens=tokens_)).records if isinstance(one, Usage)]
        assert [one.exactness for one in billed] == [Exactness.LOWER_BOUND]


def test_an_answer_may_stand_in_the_next_message_alone() -> None:
    asked = {"functionCall": {"id": "f1", "name": "write_file", "args": {"file_path": "a.py"}}}
    answered = {
        "functionResponse": {"id": "f1", "response": {"output": "Successfully created and wrote to new file: a.py."}}
    }
    reading = gemini(user(1), says(2, content=[asked]), user(3, [answered]), says(4, "Done."))
    (change,) = (one for one in reading.records if isinstance(one, Change))
    assert (change.path, change.kind, change.done) == (f"{CWD}/a.py", ChangeKind.CREATED, True)
    refused = {"functionResponse": {"id": "f1", "response": {"error": "User denied execution."}}}
    reading = gemini(says(2, content=[asked]), user(3, [refused]))
    assert [(one.path, one.tool) for one in reading.records if isinstance(one, Denied)] == [
        (f"{CWD}/a.py", "write_file")
    ]
    assert not gemini(says(2, "I fix it.", content=[{"text": "I fix it."}, asked])).finished


def test_a_document_without_a_directory_learns_it_from_answers() -> None:
    written = call("write_file", {"file_path": "docs/a.md"}, "Successfully overwrote file: /home/me/p/docs/a.md.")
    reading = read(("full.jsonl", document(user(1), says(2, "", written), says(3, "Done."))))
    assert reading.working_directory == "/home/me/p"
    outside = call("write_file", {"file_path": "/etc/x"}, "Successfully overwrote file: /etc/x.")
    assert read(("x", document(says(2, "", outside)))).working_directory == ""


def test_the_program_names_the_directory_in_its_context() -> None:
    now = user(1, [{"text": "<session_context>\n- **Workspace Directories:**\n  - /home/me/p\n"}])
    then = user(1, "This is the Gemini CLI.\nI'm currently working in the directory: /home/me/q\n")
    for message, directory in ((now, "/home/me/p"), (then, "/home/me/q")):
        assert read(("s.jsonl", lines(HEADER, message, user(2)))).working_directory == directory


def test_a_document_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    whole = document(user(1), says(2, "First."), says(3, "Second."))
    reading = read(("s.json", whole[: whole.index("Second")]))
    assert [one.text for one in reading.records if isinstance(one, Claim)] == ["First."]
    assert any("left out" in remark for _, remark in reading.remarks)


def test_tools_read_search_fetch_and_ask() -> None:
    calls = (
        call("read_file", {"absolute_path": "/a/b.py"}),
        call("read_many_files", {"paths": ["*.md"]}, "--- x.md ---\n\n# X\n--- /y.md ---\n"),
        call("search_file_content", {"pattern": "x", "path": "lib"}, "Found 1 match\n---\nFile: c.py\nL1: x\n---"),
        call("grep_search", {"pattern": "x", "names_only": True}, "File: d.py"),
        call("list_directory", {"path": "."}),
        call("web_fetch", {"prompt": "Read https://a.example/x and https://b.example."}),
        call("web_fetch", {"prompt": "nothing"}, id="w2"),
        call("google_web_search", {"query": "how"}),
        call("read_mcp_resource", {"uri": "https://c.example/r"}),
        call("get_issue", {}, displayName="get_issue (tracker MCP Server)"),
        call("mcp_db_run_query", {}, "boom", "error"),
        call("files__open", {}),
        call("ask_user", {"questions": [{"question": "Ship?"}]}, "yes"),
        call("exit_plan_mode", {"plan_path": "plan.md"}, "Plan approved."),
        call("save_memory", {"fact": "likes tabs"}, "Okay, I've remembered that"),
        call("zap", {}),
    )
    reading = gemini(user(1), says(2, "", *calls))
    seen = [one.path for one in reading.records if isinstance(one, FileRead)]
    assert seen == ["/a/b.py", f"{CWD}/x.md", "/y.md", f"{CWD}/lib/c.py"]
    assert [(one.system, one.method, one.done) for one in reading.records if isinstance(one, Request)] == [
        ("a.example", "GET", True),
        ("b.example", "GET", True),
        ("web", "GET", True),
        ("web search", "search", True),
        ("c.example", "read", True),
        ("tracker", "get_issue", True),
        ("db", "run_query", True),
        ("files", "open", True),
    ]
    assert [one.text for one in reading.records if isinstance(one, ApprovalSeen)] == [
        "Ship? → yes",
        "Plan approved: plan.md",
    ]
    assert [one.path for one in reading.records if isinstance(one, Change)] == ["~/.gemini/GEMINI.md"]
    assert [remark for _, remark in reading.remarks] == ["1 call(s) of a tool whose effects are not known: zap."]


def test_refusals_name_what_was_refused() -> None:
    no = "Tool execution denied by policy."
    calls = (
        call("write_file", {"file_path": "a"}, no, "error"),
        call("web_fetch", {"url": "https://a.example"}, no, "error"),
        call("google_web_search", {"query": "q"}, no, "error"),
        call("mcp_db_query", {}, no, "error"),
        call("invoke_agent", {"agent_name": "x"}, no, "error"),
        call("write_file", {}, no, "error", id="empty"),
    )
    reading = gemini(says(2, "", *calls))
    denied = [one for one in reading.records if isinstance(one, Denied)]
    assert [(one.path, one.system) for one in denied] == [
        (f"{CWD}/a", ""),
        ("", "a.example"),
        ("", "web search"),
        ("", "db"),
        ("", ""),
        ("", ""),
    ]
    assert not any(isinstance(one, AgentSeen) for one in reading.records)


def test_sub_agents_have_logs_of_their_own() -> None:
    invoked = call("invoke_agent", {"agent_name": "looker"}, "found", agentId="sub-1")
    main = lines(HEADER, user(1), says(2, "", invoked), says(5, "All done."))
    own = {**HEADER, "sessionId": "sub-1", "kind": "subagent", "directories": [CWD]}
    listed = call("run_shell_command", {"command": "ls"}, NEW.format("a"), id="s-1")
    sub = lines(own, user(3), says(3, "", listed), says(4, "Nothing works."))
    reading = read(("session.jsonl", main), (f"{SESSION}/sub-1.jsonl", sub))
    assert [(one.id, one.state) for one in reading.records if isinstance(one, AgentSeen)] == [
        ("sub-1", AgentState.STARTED),
        ("sub-1", AgentState.FINISHED),
    ]
    assert [one.agent for one in reading.records if isinstance(one, Command)] == ["sub-1"]
    assert [one.text for one in reading.records if isinstance(one, Claim)] == ["All done."]
    assert reading.sessions == (SESSION,)
    assert tokens(reading.records)["output"] == 60
    alone = [one.state for one in read(("sub.jsonl", sub)).records if isinstance(one, AgentSeen)]
    assert alone == [AgentState.STARTED, AgentState.FINISHED]


def test_stops_say_why() -> None:
    cancelled = {"id": "i1", "timestamp": at(3), "type": "info", "content": "Request cancelled."}
    failed = {"id": "e1", "timestamp": at(4), "type": "error", "content": "[API Error: quota]"}
    strange = {"id": "s1", "timestamp": at(5), "type": "poem", "content": "x"}
    reading = gemini(user(1), says(2, "Working."), cancelled, failed, failed, strange, {"a": 1})
    assert [one.reason for one in reading.records if isinstance(one, Stopped)] == ["interrupted by user", "error"]
    assert not reading.finished
    said = {remark for _, remark in reading.remarks}
    assert said == {"1 record(s) of unknown kind: no type.", "1 record(s) of unknown kind: poem."}


def test_waiting_for_a_person_is_not_active_time() -> None:
    later = {**user(2), "id": "u9", "timestamp": "2026-03-01T20:00:00Z"}
    answer = {**says(3, "Done."), "timestamp": "2026-03-01T20:00:05Z"}
    assert gemini(user(0), says(1, "Hi."), later, answer).active_seconds == 6


def event(kind: str, number: int, **more: object) -> Json:
    return {"type": kind, "timestamp": at(number), **more}


def test_a_stream_puts_its_pieces_together() -> None:
    pieces = [event("message", 2, role="assistant", content=part, delta=True) for part in ("All tests ", "pass.")]
    used = event("tool_use", 3, tool_name="run_shell_command", tool_id="t1", parameters={"command": "make"})
    refused = event("tool_result", 4, tool_id="t1", status="error", error={"type": "policy_violation", "message": "no"})
    stats = {"total_tokens": 130, "input_tokens": 100, "output_tokens": 20, "cached": 60}
    ended = event("result", 6, status="success", stats=stats)
    last = event("message", 5, role="assistant", content="Fixed it.", delta=True)
    reading = stream(event("message", 1, role="user", content="Go"), *pieces, used, refused, last, ended)
    assert [one.text for one in reading.records if isinstance(one, Claim)] == ["Fixed it."]
    assert [one.outcome for one in reading.records if isinstance(one, Command)] == [CommandOutcome.DENIED]
    assert tokens(reading.records) == {"input": 40, "cache_write": 0, "cache_read": 60, "output": 30}
    assert reading.finished
    early = stream(*pieces)
    assert [one.text for one in early.records if isinstance(one, Claim)] == ["All tests pass."]
    assert [one.exactness for one in early.records if isinstance(one, Usage)] == [Exactness.LOWER_BOUND]
    assert not early.finished


def test_a_stream_says_why_it_stopped() -> None:
    limit = event("error", 1, severity="error", message="Reached max session turns for this session.")
    ended = event(
        "result", 2, status="error", error={"type": "FatalTurnLimitedError", "message": "Reached max session turns"}
    )
    reading = stream(limit, ended, event("strange", 3), event("tool_result", 4, tool_id="nobody", status="success"))
    assert [one.reason for one in reading.records if isinstance(one, Stopped)] == ["error_max_turns", "error_max_turns"]
    said = {remark for _, remark in reading.remarks}
    assert said == {"1 record(s) of unknown kind: strange.", "1 answer(s) without their call."}


def test_json_output_holds_words_and_totals() -> None:
    figures = {"tokens": {"prompt": 50, "candidates": 9, "cached": 20, "thoughts": 4, "tool": 2, "total": 65}}
    printed = {"session_id": SESSION, "response": "All tests pass.", "stats": {"models": {"g-1": figures}, "tools": {}}}
    reading = read(("out.json", json.dumps(printed, indent=2)))
    assert tokens(reading.records) == {"input": 32, "cache_write": 0, "cache_read": 20, "output": 13}
    assert [one.text for one in reading.records if isinstance(one, Claim)] == ["All tests pass."]
    assert (reading.finished, reading.models) == (True, ("g-1",))
    failed = {"error": {"type": "Error", "message": "quota"}, "stats": {"models": {"g-1": figures}}}
    assert [one.reason for one in read(("o", json.dumps(failed))).records if isinstance(one, Stopped)] == ["Error"]


def test_files_are_known_by_content() -> None:
    reader = GeminiCli()
    prompts = [{"sessionId": SESSION, "messageId": 0, "type": "user", "message": "hi", "timestamp": at(0)}]
    known = {
        document(says(1, "x")): DOCUMENT,
        document(says(1, "x" * 300_000))[:262_144]: DOCUMENT,
        lines(HEADER, user(1)): LINES,
        lines(says(1, "x")): LINES,
        lines({"$set": {"lastUpdated": "x"}}): LINES,
        lines(event("tool_use", 1, tool_name="x", tool_id="t")): STREAM,
        lines(event("result", 1, status="success", stats={"input_tokens": 1})): STREAM,
        json.dumps({"response": "x", "stats": {"models": {"m": {}}}}): OUTPUT,
        json.dumps(prompts): PROMPTS,
    }
    assert {reader.recognizes(text.encode()) for text in known} == set(known.values())
    assert [reader.recognizes(text.encode()) for text in known] == list(known.values())
    foreign = (
        '{"type":"user","sessionId":"s","uuid":"u","message":{"content":"x"}}',
        '{"type":"system","subtype":"init","session_id":"s","model":"m"}',
        '{"type":"init","subtype":"x","session_id":"s","model":"m"}',
        '{"type":"tool_use","part":{},"timestamp":1,"sessionID":"s"}',
        '{"type":"session.start","data":{},"id":"1","timestamp":"t","parentId":null}',
        '{"info":{},"messages":[]}',
        "[]",
        "",
    )
    assert [reader.recognizes(text.encode()) for text in foreign] == [""] * len(foreign)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    [
        *("id", "content", "tokens", "model", "toolCalls", "timestamp", "$set", "stats", "tool_id", "status"),
        "messages",
    ]
)
TYPES = st.sampled_from(["user", "gemini", "info", "error", "init", "message", "tool_use", "tool_result", "result"])


@given(st.lists(st.tuples(TYPES, st.dictionaries(FIELDS, ANY, max_size=5)), max_size=6))
def test_messages_of_any_shape_never_raise(messages: list[tuple[str, Json]]) -> None:
    values = [{"type": kind, **fields} for kind, fields in messages]
    assert gemini(*values).program == "gemini-cli"
    assert stream(*values).program == "gemini-cli"
    assert read(("s.json", document(*values))).program == "gemini-cli"
