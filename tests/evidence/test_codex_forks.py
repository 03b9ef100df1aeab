"""Resumes, forks and sub-agents of Codex: what was copied counts once, what is their own counts."""

import json
from collections.abc import Mapping
from datetime import datetime as clock
from datetime import timedelta

import pytest

from agent_router.evidence.logs.codex_lines import of_uuid
from agent_router.model.known import AgentState, Exactness
from agent_router.model.run import AgentSeen, Change, Claim, Command, Usage
from tests.evidence.codex_lines import (
    CODEX,
    asks,
    counted,
    event,
    gets,
    item,
    line,
    meta,
    outcomes,
    read_codex,
    says,
    tokens_of,
    written,
)
from tests.evidence.readings import Json, tokens

PARENT = (CODEX / "codex_fix.rollout.jsonl").read_bytes()
PARENT_ID = "01a203b1-2d54-70f1-be16-f4e185beedc3"
CHILD_ID = "01a203f0-0000-7000-8000-000000000001"
CHILD_TURN = "01a203f0-0100-7000-8000-000000000002"
SPAWNED = {"source": {"subagent": {"thread_spawn": {"parent_thread_id": PARENT_ID, "agent_nickname": "Scout"}}}}
FORKED = {"forked_from_id": PARENT_ID}
LATER = "2026-11-22T15:46:"


def at(second: float) -> str:
    return f"{LATER}{second:06.3f}Z"


def child(*, more: Mapping[str, object], embedded: bool, records: bool, turn: str = CHILD_TURN) -> bytes:
    """A file that repeats the parent's whole history under new times, then does one thing of its own."""
    own = {"id": CHILD_ID, "timestamp": at(0), "cwd": "/home/dev/calc", "cli_version": "0.169.0", **more}
    lines: list[Json] = [{"timestamp": at(0), "type": "session_meta", "payload": own}]
    for number, raw in enumerate(PARENT.splitlines()):
        copied = json.loads(raw)
        if (number == 0 and not embedded) or (copied["type"] == "token_usage_record" and not records):
            continue
        lines.append({**copied, "timestamp": at(0.001 * number)})
    total = tokens_of(29_000, 22_500, 450)
    call = {"type": "function_call", "name": "exec_command", "call_id": "own-1", "arguments": '{"cmd": "ls src"}'}
    ran = {"type": "function_call_output", "call_id": "own-1", "output": "Process exited with code 0\nOutput:\na\n"}
    usage = {"thread_id": CHILD_ID, "turn_id": turn, "response_id": "own-r", "usage": tokens_of(1000, 500, 50)}
    info = {"total_token_usage": total, "last_token_usage": tokens_of(1000, 500, 50)}
    tail: list[tuple[str, Mapping[str, object]]] = [
        ("event_msg", {"type": "task_started", "turn_id": turn}),
        ("turn_context", {"turn_id": turn, "cwd": "/home/dev/calc", "model": "gpt-5.5"}),
        ("response_item", call),
        *([("token_usage_record", usage)] if records else []),
        ("response_item", ran),
        ("event_msg", {"type": "token_count", "info": info}),
        ("event_msg", {"type": "task_complete", "turn_id": turn, "last_agent_message": "Looked."}),
    ]
    lines += [{"timestamp": at(5 + number), "type": kind, "payload": body} for number, (kind, body) in enumerate(tail)]
    return written(lines)


@pytest.mark.parametrize("more", [FORKED, SPAWNED, {**FORKED, **SPAWNED}], ids=["fork", "agent", "both"])
@pytest.mark.parametrize("embedded", [True, False], ids=["with head", "without head"])
@pytest.mark.parametrize("records", [True, False], ids=["records", "totals"])
@pytest.mark.parametrize("present", [True, False], ids=["parent here", "parent absent"])
@pytest.mark.parametrize("turn", [CHILD_TURN, "turn-2"])
def test_what_a_fork_copied_counts_once(
    *, more: Mapping[str, object], embedded: bool, records: bool, present: bool, turn: str
) -> None:
    copy = child(more=more, embedded=embedded, records=records, turn=turn)
    reading = read_codex(copy, PARENT) if present else read_codex(copy)
    own = {"input": 500, "cache_write": 0, "cache_read": 500, "output": 50}
    parents = tokens(read_codex(PARENT).records) if present else dict.fromkeys(own, 0)
    assert tokens(reading.records) == {name: own[name] + parents[name] for name in own}
    shown = [text for text, _, _ in outcomes(reading)]
    assert shown.count("ls src") == 1
    assert len(shown) == (4 if present else 1)
    assert len([one for one in reading.records if isinstance(one, Change)]) == (1 if present else 0)
    copied = [said for name, said in reading.remarks if "copied from the session" in said]
    assert len(copied) == 1


def test_a_sub_agents_records_bear_its_id_and_claim_nothing() -> None:
    reading = read_codex(PARENT, child(more=SPAWNED, embedded=True, records=True))
    by_agent = [one for one in reading.records if isinstance(one, Command) and one.agent == CHILD_ID]
    assert [one.text for one in by_agent] == ["ls src"]
    states = [(one.id, one.state, one.label) for one in reading.records if isinstance(one, AgentSeen)]
    assert states == [(CHILD_ID, AgentState.STARTED, "Scout"), (CHILD_ID, AgentState.FINISHED, "")]
    assert "Looked." not in [one.text for one in reading.records if isinstance(one, Claim)]
    assert reading.sessions == (PARENT_ID,)


def test_an_empty_fork_has_no_usage_of_its_own() -> None:
    copied = child(more=FORKED, embedded=True, records=False).splitlines(keepends=True)[:-6]
    reading = read_codex(PARENT, b"".join(copied))
    assert tokens(reading.records) == tokens(read_codex(PARENT).records)
    assert len(outcomes(reading)) == 3


def test_a_fork_that_only_points_to_its_parent_counts_its_last_response() -> None:
    """Since 0.16x a fork names its base and copies nothing; its total goes on from the parent's."""
    lines = [meta(CHILD_ID, 1, **FORKED), event("task_started", 2, turn_id="t"), *says("pong", 3)]
    reading = read_codex([*lines, counted(tokens_of(9000, 8000, 90), 4, tokens_of(500, 400, 10))])
    assert tokens(reading.records) == {"input": 100, "cache_write": 0, "cache_read": 400, "output": 10}


def test_a_parents_total_stated_before_the_forks_first_response_is_not_its_own() -> None:
    lines = [meta(CHILD_ID, 1, **FORKED), event("task_started", 2, turn_id="t")]
    lines += [counted(tokens_of(9000, 8000, 90), 3, tokens_of(700, 600, 20)), *says("pong", 4)]
    reading = read_codex([*lines, counted(tokens_of(9500, 8400, 100), 5, tokens_of(500, 400, 10))])
    assert tokens(reading.records) == {"input": 100, "cache_write": 0, "cache_read": 400, "output": 10}


def test_an_old_fork_without_ids_ends_its_copy_where_a_second_passes() -> None:
    copied = [meta("old", 0.001), item("message", 0.002, role="user", content=[]), asks("shell", 0.003, command=["ls"])]
    own = [asks("shell", 9, "c2", command=["pwd"]), gets("Exit code: 0\nOutput:\n/x\n", 10, "c2")]
    reading = read_codex([meta("new", 0), *copied, gets("Exit code: 0\nOutput:\n", 0.004), *own])
    assert [text for text, _, _ in outcomes(reading)] == ["pwd"]


def test_copied_lines_that_kept_their_old_times_are_known_by_them() -> None:
    copied = [asks("shell", 3, command=["ls"]), gets("Exit code: 0\n", 4), counted(tokens_of(10, 0, 1), 5)]
    own = [
        asks("shell", 101, "c2", command=["pwd"]),
        gets("Exit code: 0\n", 102, "c2"),
        counted(tokens_of(30, 0, 3), 103),
    ]
    start = [event("task_started", 100, turn_id="n")]
    reading = read_codex([meta("new", 99, **FORKED), *copied, *start, *own])
    assert [text for text, _, _ in outcomes(reading)] == ["pwd"]
    assert tokens(reading.records)["input"] == 20


def test_a_resume_in_the_same_file_is_one_session_and_waiting_is_not_active() -> None:
    first = [event("task_started", 1, turn_id="a"), event("user_message", 1, message="do"), *says("Half.", 4)]
    first += [counted(tokens_of(100, 0, 10), 4), event("task_complete", 5, turn_id="a", last_agent_message="Half.")]
    second = [
        event("thread_settings_applied", 900),
        event("task_started", 900.1, turn_id="b"),
        *says("Tests pass.", 903),
    ]
    second += [
        counted(tokens_of(150, 0, 15), 903),
        event("task_complete", 904, turn_id="b", last_agent_message="Tests pass."),
    ]
    reading = read_codex([meta(), *first, *second])
    assert tokens(reading.records)["input"] == 150
    assert 8 < reading.active_seconds < 10
    assert [one.text for one in reading.records if isinstance(one, Claim)] == ["Tests pass."]


def test_lines_that_a_file_holds_twice_are_billed_once() -> None:
    once, twice = read_codex(PARENT), read_codex(PARENT.rstrip(b"\n") + b"\n" + PARENT)
    assert tokens(twice.records) == tokens(once.records)
    assert outcomes(twice) == outcomes(once)


def test_two_files_of_one_session_are_read_once() -> None:
    lines = PARENT.splitlines(keepends=True)
    reading = read_codex(b"".join(lines[:20]), PARENT)
    whole = read_codex(PARENT)
    assert tokens(reading.records) == tokens(whole.records)
    assert outcomes(reading) == outcomes(whole)
    assert any("another file of the same session" in said for _, said in reading.remarks)


def test_an_agent_whose_file_is_missing_is_told_and_makes_a_lower_bound() -> None:
    spawned = event(
        "collab_agent_spawn_end", 2, call_id="s", new_thread_id="lost", new_agent_nickname="Scout", model="m"
    )
    waited = event("collab_waiting_end", 3, agent_statuses=[{"thread_id": "lost", "status": {"completed": "done"}}])
    done = event("task_complete", 5, turn_id="t", last_agent_message="Done it.")
    reading = read_codex([meta(), event("task_started", 1, turn_id="t"), spawned, waited, *says("Done it.", 4), done])
    states = [(one.id, one.state) for one in reading.records if isinstance(one, AgentSeen)]
    assert states == [("lost", AgentState.STARTED), ("lost", AgentState.FINISHED)]
    assert any("lost" in said for _, said in reading.remarks)
    (usage,) = (one for one in reading.records if isinstance(one, Usage))
    assert (usage.exactness, usage.agent) == (Exactness.LOWER_BOUND, "lost")


def test_two_streams_of_one_thread_are_cumulative_whatever_their_order() -> None:
    start: Json = {"type": "thread.started", "thread_id": "t"}
    first: list[Json] = [start, {"type": "turn.completed", "usage": tokens_of(28_000, 22_000, 400)}]
    second: list[Json] = [start, {"type": "turn.completed", "usage": tokens_of(34_200, 27_000, 480)}]
    for files in ((first, second), (second, first)):
        found = tokens(read_codex(*files).records)
        assert found["input"] + found["cache_read"] == 34_200
        assert found["output"] == 480
    assert len([one for one in read_codex(first, second).records if isinstance(one, Usage)]) == 2


def test_a_resumed_stream_beside_the_rollout_adds_only_what_is_new() -> None:
    start: Json = {"type": "thread.started", "thread_id": PARENT_ID}
    resumed: list[Json] = [start, {"type": "turn.completed", "usage": tokens_of(34_200, 27_000, 480)}]
    found = tokens(read_codex(resumed, PARENT).records)
    assert (found["input"] + found["cache_read"], found["output"]) == (34_200, 480)


def test_the_time_inside_an_id_is_read_only_where_there_is_one() -> None:
    assert of_uuid(PARENT_ID) == clock.fromisoformat("2026-11-22T14:37:52+00:00") + timedelta(milliseconds=852)
    assert [of_uuid(one) for one in ("", "turn-1", "x" * 32, PARENT_ID.replace("-70f1", "-40f1"))] == [None] * 4


def test_a_fork_line_without_time_or_id_changes_nothing() -> None:
    reading = read_codex([meta("new", 1, **FORKED), line("world_state", 2), event("task_started", 3, turn_id="t")])
    assert reading.sessions == ("new",)


def test_a_fresh_sub_agent_that_copied_nothing_counts_from_its_first_response() -> None:
    lines = [meta(CHILD_ID, 1, **SPAWNED), event("task_started", 2, turn_id="t"), *says("ok", 3)]
    reading = read_codex([*lines, counted(tokens_of(500, 400, 10), 4)])
    assert tokens(reading.records) == {"input": 100, "cache_write": 0, "cache_read": 400, "output": 10}


def test_a_file_that_names_itself_as_its_parent_loses_nothing() -> None:
    lines = [meta("self", 1, forked_from_id="self"), event("task_started", 2, turn_id="t")]
    reading = read_codex([*lines, counted(tokens_of(500, 400, 10), 4)])
    assert tokens(reading.records)["cache_read"] == 400


def test_a_rollout_whose_beginning_is_lost_goes_with_its_stream() -> None:
    tail = b"".join(PARENT.splitlines(keepends=True)[8:])
    reading = read_codex(tail, (CODEX / "codex_fix.exec.jsonl").read_bytes())
    assert outcomes(reading) == outcomes(read_codex(PARENT))
    assert tokens(reading.records) == tokens(read_codex(PARENT).records)
    assert reading.finished


def test_the_ordinal_that_a_sub_agents_own_history_starts_with_decides() -> None:
    """As versions since 0.16x write it, whatever times and turns say."""
    copied = [{**meta("p", 1), "ordinal": 0}, {**asks("shell", 1, command=["ls"]), "ordinal": 1}]
    own = [asks("shell", 1, "c2", command=["pwd"]), gets("Exit code: 0\n", 1, "c2")]
    head = meta(CHILD_ID, 1, subagent_history_start_ordinal=2, **SPAWNED)
    numbered = [{**one, "ordinal": 2 + at_} for at_, one in enumerate(own)]
    reading = read_codex([{**head, "ordinal": 0}, *copied, *numbered])
    assert [text for text, _, _ in outcomes(reading)] == ["pwd"]
    assert reading.working_directory == "/home/dev/shop"
