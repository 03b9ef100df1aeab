"""Traps of Claude Code's versions: repeated usage, copies, embedded sub-agents, compaction, resumes, damage."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from agent_router.model.known import AgentState, CommandOutcome, Exactness
from agent_router.model.run import AgentSeen, Change, Claim, Command, Denied, FileRead, Stopped, Usage
from tests.evidence.readings import (
    CWD,
    SESSION,
    Json,
    answer,
    bash,
    call,
    changed,
    envelope,
    moment,
    of,
    prompt,
    read_bytes,
    read_files,
    read_lines,
    said,
    tokens,
    usage,
    words,
)


def test_one_response_on_several_lines_is_billed_once_at_its_maximum() -> None:
    lines = [
        said(number, words("a"), id="msg_x", usage=usage(output), stop_reason=None)
        for number, output in ((2, 1), (3, 40), (4, 7))
    ]
    (billed,) = of(read_lines(prompt(1), *lines), Usage)
    assert isinstance(billed, Usage)
    assert (billed.output, billed.input, billed.exactness) == (40, 5, Exactness.LOWER_BOUND)


def test_a_final_line_makes_the_figure_exact() -> None:
    lines = [said(2, words("a"), id="m", stop_reason=None), said(3, words("b"), id="m", stop_reason="end_turn")]
    (billed,) = of(read_lines(prompt(1), *lines), Usage)
    assert isinstance(billed, Usage)
    assert billed.exactness is Exactness.EXACT


def test_the_same_message_id_with_another_request_is_another_response() -> None:
    lines = [said(2, words("a"), id="m", requestId="r1"), said(3, words("b"), id="m", requestId="r2")]
    assert len(of(read_lines(prompt(1), *lines), Usage)) == 2


def test_hour_long_cache_writes_are_kept_apart() -> None:
    figures = usage(3, cache_creation={"ephemeral_1h_input_tokens": 60, "ephemeral_5m_input_tokens": 40})
    (billed,) = of(read_lines(said(2, words("a"), usage=figures)), Usage)
    assert isinstance(billed, Usage)
    assert (billed.cache_write, billed.cache_write_1h) == (40, 60)


def test_what_the_program_wrote_itself_is_neither_billed_nor_claimed() -> None:
    lines = [said(2, words("Tests pass.")), said(3, words("API Error: overloaded"), model="<synthetic>")]
    reading = read_lines(prompt(1), *lines)
    assert len(of(reading, Usage)) == 1
    assert [one.text for one in of(reading, Claim) if isinstance(one, Claim)] == ["Tests pass."]
    assert reading.models == ("claude-test-1",)


def test_a_resumed_session_that_copied_its_history_is_counted_once() -> None:
    old = [prompt(1), said(2, call("Edit", file_path=f"{CWD}/a.py")), answer(3, "ok", {"filePath": f"{CWD}/a.py"})]
    new = [*old, prompt(60), said(61, words("Done with it."))]
    lines = ["\n".join(json.dumps(line) for line in part) for part in (old, new)]
    reading = read_files(("old.jsonl", lines[0]), ("new.jsonl", lines[1]))
    assert len(of(reading, Change)) == 1
    assert len(of(reading, Usage)) == 2


def test_waiting_for_a_persons_next_prompt_is_not_active_time() -> None:
    lines = [prompt(0), said(10, words("First."), id="a"), prompt(1000), said(1005, words("Second."), id="b")]
    assert read_lines(*lines).active_seconds == Decimal("15.0")


def test_a_notification_in_a_persons_place_is_no_new_segment() -> None:
    note = prompt(100, "<task-notification>\n<task-id>x</task-id>\n<status>completed</status></task-notification>")
    lines = [prompt(0), said(10, words("Waiting."), id="a"), note, said(105, words("Done."), id="b")]
    assert read_lines(*lines).active_seconds == Decimal("105.0")


def test_a_queued_prompt_counts_from_when_it_was_queued() -> None:
    queued = {"type": "queue-operation", "timestamp": moment(1), "sessionId": SESSION}
    assert read_lines(queued, prompt(2), said(4, words("Done it all."))).active_seconds == Decimal("3.0")


@pytest.mark.parametrize("where", ["isMeta", "isCompactSummary"])
def test_what_the_program_says_for_a_person_claims_and_approves_nothing(where: str) -> None:
    lines = [prompt(0), prompt(500, "Summary: all tests passed.", **{where: True}), said(510, words("Went on."))]
    reading = read_lines(*lines)
    assert reading.active_seconds == Decimal("510.0")
    assert [one.text for one in of(reading, Claim) if isinstance(one, Claim)] == ["Went on."]


def test_sub_agents_embedded_in_progress_lines_are_read() -> None:
    inner_call = {"type": "assistant", "uuid": "i1", "message": said(2, call("Bash", "t9", command="ls"))["message"]}
    inner_answer = {"type": "user", "uuid": "i2", "message": answer(3, "a.py", id="t9")["message"]}
    lines = [
        envelope("progress", number, data={"type": "agent_progress", "agentId": "sub1", "message": inner})
        for number, inner in ((2, inner_call), (3, inner_answer))
    ]
    reading = read_lines(prompt(1), *lines, envelope("progress", 4, data={"type": "bash_progress"}))
    (ran,) = of(reading, Command)
    assert (ran.agent, isinstance(ran, Command) and ran.outcome) == ("sub1", CommandOutcome.RAN)


def test_an_inline_sidechain_is_an_agent_of_its_own() -> None:
    lines = [prompt(1), said(2, words("Found it."), isSidechain=True), said(3, words("All done."))]
    reading = read_lines(*lines)
    assert {one.agent for one in of(reading, Usage)} == {"sidechain", ""}
    assert [one.text for one in of(reading, Claim) if isinstance(one, Claim)] == ["All done."]


def test_an_agent_is_started_and_finished_by_its_call() -> None:
    started = said(2, call("Task", description="look", subagent_type="Explore"))
    reading = read_lines(prompt(1), started, answer(3, "found", {"agentId": "a1", "status": "completed"}))
    seen = [(one.id, one.state, one.label) for one in of(reading, AgentSeen) if isinstance(one, AgentSeen)]
    assert seen == [("a1", AgentState.STARTED, "look"), ("a1", AgentState.FINISHED, "look")]


def test_a_background_agent_finishes_by_its_notification() -> None:
    started = said(2, call("Agent", description="look"))
    launched = answer(3, "launched", {"agentId": "a1", "status": "async_launched"})
    note = prompt(9, "<task-notification><task-id>a1</task-id><status>failed</status></task-notification>")
    states = [
        one.state for one in of(read_lines(prompt(1), started, launched), AgentSeen) if isinstance(one, AgentSeen)
    ]
    assert states == [AgentState.STARTED]
    reading = read_lines(prompt(1), started, launched, note)
    states = [one.state for one in of(reading, AgentSeen) if isinstance(one, AgentSeen)]
    assert states == [AgentState.STARTED, AgentState.FAILED]


def test_an_agent_that_could_not_be_started_is_none() -> None:
    failed = answer(3, "Agent type 'x' not found.", "Error: Agent type 'x' not found.", error=True)
    assert of(read_lines(prompt(1), said(2, call("Task", description="x")), failed), AgentSeen) == []


def test_an_answer_whose_call_was_compacted_away_is_told() -> None:
    reading = read_lines(prompt(1), answer(3, "ok", {"agentId": "a7", "status": "completed"}, id="lost"))
    assert ("session.jsonl", "1 answer(s) without their call.") in reading.remarks
    assert [one.id for one in of(reading, AgentSeen) if isinstance(one, AgentSeen)] == ["a7", "a7"]


def test_unknown_kinds_are_counted_and_told() -> None:
    lines: list[Json] = [{"type": "hologram"}, {"type": "hologram"}, {"no": "type"}]
    remarks = read_lines(prompt(1), *lines).remarks
    assert ("session.jsonl", "2 record(s) of unknown kind: hologram.") in remarks
    assert ("session.jsonl", "1 record(s) of unknown kind: no type.") in remarks


def test_two_records_glued_on_one_line_are_both_read() -> None:
    glued = json.dumps(said(2, call("Bash", command="ls"))) + json.dumps(answer(3, "a"))
    reading = read_lines(prompt(1), glued)
    assert len(of(reading, Command)) == 1
    assert ("session.jsonl", "Several records on one line: line 2.") in reading.remarks


def test_a_cut_off_last_line_is_left_out_and_told() -> None:
    whole = json.dumps(prompt(1)) + "\n" + json.dumps(said(2, words("x")))[:-20]
    assert read_bytes(whole).remarks == (("session.jsonl", "The last line (2) is cut off; it was left out."),)


def test_a_person_who_interrupts_leaves_the_run_unfinished() -> None:
    reading = read_lines(prompt(1), said(2, words("Going.")), prompt(3, "[Request interrupted by user]"))
    assert [one.reason for one in of(reading, Stopped) if isinstance(one, Stopped)] == ["interrupted by user"]
    assert not reading.finished


def test_a_stream_that_was_killed_has_only_a_lower_bound() -> None:
    line = {"type": "assistant", "uuid": "a", "session_id": "s", "parent_tool_use_id": None}
    message = {"id": "m", "model": "x", "content": [words("Working.")], "stop_reason": None, "usage": usage(1)}
    reading = read_lines(
        {"type": "system", "subtype": "init", "session_id": "s", "cwd": CWD}, {**line, "message": message}
    )
    assert [one.exactness for one in of(reading, Usage) if isinstance(one, Usage)] == [Exactness.LOWER_BOUND]


def result(session: str, cost: str, read: int, **more: object) -> str:
    figures = {"inputTokens": 1, "cacheReadInputTokens": read, "cacheCreationInputTokens": 0, "outputTokens": 2}
    line = {"type": "result", "subtype": "success", "session_id": session, "uuid": f"{session}{cost}", **more}
    text = json.dumps({**line, "modelUsage": {"m1": {**figures, "costUSD": 0.5}}})
    return text.replace("0.5", cost)[:-1] + f', "total_cost_usd": {cost}}}'


def streamed(read: int, name: str) -> str:
    message = {"id": name, "model": "m1", "content": [words("Done.")], "usage": {"cache_read_input_tokens": read}}
    return json.dumps({"type": "assistant", "uuid": name, "session_id": "s", "message": message})


def test_results_of_a_resumed_session_that_count_anew_are_added() -> None:
    first = streamed(100, "a") + "\n" + result("s", "0.25", 100)
    second = streamed(90, "b") + "\n" + result("s", "0.125", 90)
    reading = read_files(("1.jsonl", first), ("2.jsonl", second))
    assert tokens(reading.records)["cache_read"] == 190
    (meter,) = [one for one in of(reading, Usage) if isinstance(one, Usage) and one.meter]
    assert (meter.cache_read, meter.reported_cost_usd, meter.session) == (190, Decimal("0.375"), "s")


def test_one_hour_cache_writes_of_a_stream_are_told_apart_from_the_total_of_its_result() -> None:
    written = {"cache_creation_input_tokens": 100, "cache_creation": {"ephemeral_1h_input_tokens": 60}}
    message = {"id": "a", "model": "m1", "content": [words("Done.")], "usage": written}
    line = json.dumps({"type": "assistant", "uuid": "a", "session_id": "s", "message": message})
    closing = result("s", "0.25", 0).replace('"cacheCreationInputTokens": 0', '"cacheCreationInputTokens": 100')
    found = [one for one in of(read_lines(line + "\n" + closing), Usage) if isinstance(one, Usage)]
    assert {(one.cache_write, one.cache_write_1h, one.meter) for one in found} == {(40, 60, False), (40, 60, True)}


def test_results_of_a_resumed_session_that_count_on_replace_each_other() -> None:
    first = streamed(100, "a") + "\n" + result("s", "0.25", 100)
    second = streamed(90, "b") + "\n" + result("s", "0.375", 190)
    reading = read_files(("1.jsonl", first), ("2.jsonl", second))
    assert tokens(reading.records)["cache_read"] == 190


def test_a_single_result_object_is_enough_for_claims_and_cost() -> None:
    reading = read_lines(result("s", "0.25", 10, result="All 3 tests pass."))
    assert [one.text for one in of(reading, Claim) if isinstance(one, Claim)] == ["All 3 tests pass."]
    (meter,) = [one for one in of(reading, Usage) if isinstance(one, Usage) and one.meter]
    assert isinstance(meter, Usage)
    assert meter.reported_cost_usd == Decimal("0.25")


def test_a_result_without_figures_by_model_gives_its_total() -> None:
    line = {"type": "result", "subtype": "success", "session_id": "s", "uuid": "r", "total_cost_usd": 1}
    (meter,) = of(read_lines(line), Usage)
    assert isinstance(meter, Usage)
    assert (meter.meter, meter.reported_cost_usd) == (True, Decimal(1))


def test_a_terminal_reason_tells_why_a_success_was_none() -> None:
    line = {"type": "result", "subtype": "success", "terminal_reason": "hook_stopped", "session_id": "s", "uuid": "r"}
    assert [one.reason for one in of(read_lines(line), Stopped) if isinstance(one, Stopped)] == ["hook_stopped"]


def test_a_denial_that_only_the_closing_record_names_undoes_what_its_answer_showed() -> None:
    stream: list[Json] = [
        {"type": "system", "subtype": "init", "session_id": "s", "cwd": CWD, "uuid": "i"},
        {
            "type": "assistant",
            "session_id": "s",
            "uuid": "a",
            "message": {"content": [call("Bash", command="cat x > y")]},
        },
        {"type": "user", "session_id": "s", "uuid": "u", "message": answer(3, "odd words")["message"]},
        {
            "type": "result",
            "subtype": "success",
            "session_id": "s",
            "uuid": "r",
            "permission_denials": [
                {"tool_name": "Bash", "tool_use_id": "toolu_1", "tool_input": {"command": "cat x > y"}}
            ],
        },
    ]
    reading = read_lines(*stream)
    assert [one.outcome for one in of(reading, Command) if isinstance(one, Command)] == [CommandOutcome.DENIED]
    assert [one.done for one in of(reading, Change) if isinstance(one, Change)] == [False]
    assert of(reading, FileRead) == []
    assert len(of(reading, Denied)) == 1


def test_a_permission_frame_of_a_stream_is_a_denial() -> None:
    frame = {
        "type": "system",
        "subtype": "permission_denied",
        "session_id": "s",
        "tool_name": "Write",
        "tool_use_id": "w",
        "tool_input": {"file_path": "/x"},
    }
    assert [one.path for one in of(read_lines(frame), Denied) if isinstance(one, Denied)] == ["/x"]


def test_times_without_a_zone_are_no_times() -> None:
    reading = read_lines(prompt(1, timestamp="2026-03-01T10:00:00"))
    assert (reading.first, reading.last, reading.active_seconds) == (None, None, Decimal(0))


def test_a_workflow_that_failed_before_its_launch_has_planned_agents_alone() -> None:
    entry = {"type": "workflow_agent", "index": 1, "label": "find", "state": "queued", "queuedAt": 1795358160713}
    snapshot = {"runId": "wf_1", "workflowName": "w", "workflowProgress": [entry, {"type": "workflow_phase"}]}
    reading = read_files(("wf_1.json", json.dumps(snapshot, indent=1)))
    (seen,) = of(reading, AgentSeen)
    assert isinstance(seen, AgentSeen)
    assert (seen.state, seen.label, seen.at) == (
        AgentState.PLANNED,
        "find",
        datetime(2026, 11, 22, 14, 36, 0, 713000, tzinfo=UTC),
    )


def test_a_damaged_snapshot_is_told() -> None:
    whole = json.dumps({"runId": "wf_1", "workflowName": "w"}) + '{"cut'
    assert read_files(("wf_1.json", whole)).remarks == (
        ("wf_1.json", "The workflow's snapshot is no whole JSON; it was left out."),
    )


def test_windows_paths_are_seen_from_the_working_directory() -> None:
    edit = said(2, call("Edit", file_path="C:\\dev\\shop\\src\\a.py"), cwd="C:\\dev\\shop")
    reading = read_lines(
        prompt(1, cwd="C:\\dev\\shop"), edit, answer(3, "ok", {"filePath": "c:\\dev\\Shop\\src\\a.py"})
    )
    assert changed(reading) == ["src/a.py"]


def test_half_a_character_does_not_stop_the_reading() -> None:
    line = json.dumps(said(2, words("x"))).replace('"x"', '"Fixed \\ud83d it all"')
    assert [one.text for one in of(read_lines(prompt(1), line), Claim) if isinstance(one, Claim)] == [
        "Fixed \ufffd it all"
    ]


def test_a_command_of_the_shell_is_kept_with_its_folder() -> None:
    (ran,) = of(bash("ls"), Command)
    assert isinstance(ran, Command)
    assert ran.working_directory == ""
