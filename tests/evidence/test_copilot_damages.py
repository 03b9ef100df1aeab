"""Copilot CLI's logs with unknown kinds, copies and damages, and how its files are known."""

import json

from hypothesis import given
from hypothesis import strategies as st

from agent_router.evidence.logs.copilot import EVENTS, STREAM, WORKSPACE, CopilotCli
from agent_router.model.known import ExitSource
from agent_router.model.run import Command
from tests.evidence.copilot_lines import Json, asks, command, copilot, done, event, says, start


def test_what_is_unknown_is_counted() -> None:
    reading = copilot(
        start(),
        event("session.brand_new", 1),
        event("session.brand_new", 2),
        done(3),
        {"x": 1},
        asks(4, "zap", {}, "c9"),
        "{",
    )
    said = {remark for _, remark in reading.remarks}
    assert "2 record(s) of unknown kind: session.brand_new." in said
    assert "1 answer(s) without their call." in said
    assert "1 record(s) of unknown kind: no type." in said
    assert "1 call(s) of a tool whose effects are not known: zap." in said
    assert any("Not JSON" in remark for remark in said)


def test_a_copy_of_an_event_says_nothing_new() -> None:
    lines = (asks(1, "bash", {"command": "make"}), done(2, shellExecution={"exitCode": 0}))
    assert command(*lines, *lines, done(9)).exit_code == 0


def test_files_are_known_by_content() -> None:
    reader = CopilotCli()
    assert reader.recognizes(json.dumps(start()).encode()) == EVENTS
    assert reader.recognizes(json.dumps(says(1, "x")).encode()) == EVENTS
    assert reader.recognizes(json.dumps(event("session.skills_loaded", 1, ephemeral=True)).encode()) == STREAM
    assert reader.recognizes(json.dumps({"type": "result", "sessionId": "s", "exitCode": 0}).encode()) == STREAM
    assert reader.recognizes(b"id: x\ncwd: /a\nsummary_count: 0\n") == WORKSPACE
    foreign = (
        b"id: x\ncwd: /a\n",
        b'{"type":"assistant","sessionId":"s","message":{}}',
        b'{"type":"result","session_id":"s","subtype":"success"}',
        b'{"type":"session_meta","payload":{},"timestamp":"t"}',
        b'{"type":"span","traceId":"1","attributes":{}}',
        b"",
    )
    assert [reader.recognizes(one) for one in foreign] == [""] * len(foreign)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
KINDS = st.sampled_from(
    [
        "session.start",
        "assistant.message",
        "tool.execution_start",
        "tool.execution_complete",
        "permission.completed",
        "session.usage_record",
        "session.shutdown",
        "subagent.started",
        "system.notification",
        "user.message",
        "result",
    ]
)
FIELDS = st.sampled_from(
    [
        "toolCallId",
        "toolName",
        "arguments",
        "toolRequests",
        "result",
        "error",
        "usage",
        "modelMetrics",
        "fileEdits",
        "content",
        "success",
        "kind",
        "codeChanges",
        "shellExecution",
        "context",
        "exitCode",
        "sessionId",
        "data",
    ]
)


@given(st.lists(st.tuples(KINDS, st.dictionaries(FIELDS, JSON, max_size=5)), max_size=6))
def test_events_of_any_shape_never_raise(events: list[tuple[str, Json]]) -> None:
    lines = [{**event(kind, number, data), **data} for number, (kind, data) in enumerate(events)]
    reading = copilot(start(), *lines)
    assert reading.program == "copilot-cli"
    assert not any(
        isinstance(one, Command) and one.exit_code == 0 and one.exit_source is ExitSource.IMPLIED
        for one in reading.records
    )
