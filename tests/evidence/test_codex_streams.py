"""Codex's older rollouts and its streams, whole and broken off; unknown kinds, damage, wrong types."""

import json

from hypothesis import given
from hypothesis import strategies as st

from agent_router.evidence.finding import find_logs
from agent_router.evidence.logs.codex_lines import codex_lines
from agent_router.evidence.logs.registry import AGENT_LOGS
from agent_router.model.known import AgentState, CommandOutcome, Exactness
from agent_router.model.run import AgentSeen, Change, Denied, Request, Stopped, Usage
from tests.evidence.codex_lines import (
    CODEX,
    completed,
    event,
    executed,
    gets,
    item,
    line,
    meta,
    only_command,
    outcomes,
    read_codex,
    written,
)
from tests.evidence.readings import Json


def test_a_rollout_without_envelopes_is_read() -> None:
    lines: list[Json] = [
        {"id": "old", "timestamp": "2025-08-01T10:00:00Z", "instructions": None, "git": {}},
        {"record_type": "state"},
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Do it"}]},
        {"type": "function_call", "name": "shell", "call_id": "c", "arguments": '{"command":["ls"],"workdir":"/x"}'},
        {"type": "function_call_output", "call_id": "c", "output": '{"output":"a","metadata":{"exit_code":0}}'},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Listed it."}]},
    ]
    reading = read_codex(lines)
    command = only_command(reading)
    assert (command.text, command.exit_code, command.working_directory) == ("ls", 0, "/x")
    assert (reading.sessions, reading.finished, reading.remarks) == (("old",), True, ())
    session = {"session": {"id": "older", "timestamp": "2025-05-01T10:00:00Z", "instructions": ""}, "items": lines[2:]}
    assert outcomes(read_codex([session])) == [("ls", CommandOutcome.RAN, 0)]


def test_the_events_of_the_first_exec_streams_are_read() -> None:
    events: list[Json] = [
        {"id": "0", "msg": {"type": "task_started"}},
        {"id": "0", "msg": {**executed(), "type": "exec_command_end"}},
    ]
    assert outcomes(read_codex(events)) == [("ls", CommandOutcome.RAN, 0)]


def stream(*lines: Json) -> list[Json]:
    return [{"type": "thread.started", "thread_id": "t"}, {"type": "turn.started"}, *lines]


def test_a_stream_that_breaks_off_leaves_a_call_and_a_lower_bound() -> None:
    started: Json = {"id": "i1", "type": "command_execution", "command": "bash -lc 'make'", "exit_code": None}
    edit: Json = {
        "id": "i2",
        "type": "file_change",
        "changes": [{"path": "/x/a", "kind": "add"}],
        "status": "in_progress",
    }
    begun: list[Json] = [{"type": "item.started", "item": {"status": "in_progress", **one}} for one in (started, edit)]
    lines = stream(*begun)
    reading = read_codex(lines)
    assert outcomes(reading) == [("make", CommandOutcome.NO_RESULT, None)]
    assert [one.done for one in reading.records if isinstance(one, Change)] == [False]
    assert [one.exactness for one in reading.records if isinstance(one, Usage)] == [Exactness.LOWER_BOUND]
    assert not reading.finished


def test_the_other_items_of_a_stream() -> None:
    items: list[Json] = [
        {"id": "1", "type": "mcp_tool_call", "server": "s", "tool": "t", "status": "completed"},
        {"id": "2", "type": "web_search", "query": "q", "action": {"type": "search", "query": "q"}},
        {"id": "3", "type": "collab_tool_call", "tool": "spawn_agent", "receiver_thread_ids": ["a"],
         "agents_states": {"a": {"status": "errored"}}},
        {"id": "4", "type": "file_change", "changes": [{"path": "/x/a", "kind": "update"}], "status": "declined"},
        {"id": "5", "type": "command_execution", "command": "bash -lc 'rm a'", "exit_code": -1, "status": "declined"},
        {"id": "6", "type": "todo_list", "items": []},
        {"id": "7", "type": "error", "message": "a notice"},
        {"id": "8", "type": "novelty"},
        {"id": "9", "type": "agent_message", "text": "Made it work."},
    ]  # fmt: skip
    completed_: list[Json] = [{"type": "item.completed", "item": one} for one in items]
    failed: Json = {"type": "turn.failed", "error": {"message": "stream closed"}}
    reading = read_codex(stream(*completed_, {"type": "error", "message": "Reconnecting"}, failed, {"type": "news"}))
    assert [one.system for one in reading.records if isinstance(one, Request)] == ["s", "web search"]
    assert [one.state for one in reading.records if isinstance(one, AgentSeen)] == [
        AgentState.STARTED,
        AgentState.FAILED,
    ]
    assert len([one for one in reading.records if isinstance(one, Denied)]) == 2
    assert [one.reason for one in reading.records if isinstance(one, Stopped)] == ["error"]
    said = [words for _, words in reading.remarks]
    assert "1 record(s) of unknown kind: item.completed novelty." in said
    assert "1 record(s) of unknown kind: news." in said


def test_unknown_kinds_are_counted_and_told() -> None:
    lines = [event("novelty", 1), event("novelty", 2), item("oddity", 3), line("surprise", 4), completed("Wonder", 5)]
    said = [words for _, words in read_codex([meta(), *lines, gets("x", 6, "nobody"), {"foo": 1}]).remarks]
    assert "2 record(s) of unknown kind: event_msg novelty." in said
    assert "1 record(s) of unknown kind: response_item oddity." in said
    assert "1 record(s) of unknown kind: surprise." in said
    assert "1 record(s) of unknown kind: item_completed Wonder." in said
    assert "1 record(s) of unknown kind: no type." in said
    assert "1 answer(s) without their call." in said


def test_damage_is_told_and_the_rest_is_read() -> None:
    raw = (CODEX / "codex_fix.rollout.jsonl").read_bytes()
    lines = raw.splitlines(keepends=True)
    damaged = b"".join([*lines[:13], b"{not json\n", lines[13].rstrip(b"\n"), *lines[14:]])[:-40]
    reading = read_codex(damaged)
    assert len(outcomes(reading)) == 3
    assert not reading.finished
    said = " ".join(words for _, words in reading.remarks)
    assert "Not JSON" in said
    assert "cut off" in said


def test_foreign_files_are_not_codex() -> None:
    recognizes = AGENT_LOGS["codex"].recognizes
    assert (
        recognizes(b"") == recognizes(b"hello\n") == recognizes(b'{"type":"user","sessionId":"x","uuid":"y"}\n') == ""
    )
    assert recognizes(b'{"type":"item.completed","item":{"id":"1","type":"reasoning"}}\n') == "codex exec stream"
    assert recognizes(written([meta()])) == "codex rollout"
    assert find_logs([CODEX / "codex_fix.exec.jsonl"]).reader.name == "codex"


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = ("type", "call_id", "id", "command", "cwd", "changes", "info", "item", "output", "source", "arguments", "action")
NAMES = st.sampled_from(
    ["exec_command_end", "patch_apply_end", "item_completed", "token_count", "function_call", "message"]
)


@given(st.lists(st.tuples(NAMES, st.dictionaries(st.sampled_from(KEYS), JUNK, max_size=5)), max_size=6))
def test_wrong_types_anywhere_never_raise(payloads: list[tuple[str, dict[str, object]]]) -> None:
    kinds = ("event_msg", "response_item", "session_meta", "turn_context", "token_usage_record")
    lines = [meta()]
    for kind in kinds:
        lines += [line(kind, 1, **{**payload, "type": name}) for name, payload in payloads]
    reading = read_codex(lines)
    assert reading.program == "codex"
    assert len(list(reading.records)) >= 0


@given(JUNK)
def test_any_value_has_at_least_one_line(value: object) -> None:
    assert len(list(codex_lines(json.loads(json.dumps(value))))) >= 1
