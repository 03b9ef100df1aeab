"""Hook events of Claude Code, alone and beside the transcript."""

from collections.abc import Mapping

from agent_router.evidence.interface import LogReading
from agent_router.evidence.logs.claude_code import HOOKS
from agent_router.evidence.logs.registry import AGENT_LOGS
from agent_router.model.known import AgentState, CommandOutcome, ExitSource
from agent_router.model.run import AgentSeen, Change, Claim, Command, Denied, FileRead
from tests.evidence.reading_one import lines, read_with
from tests.evidence.readings import CLAUDE, CWD, SESSION, answer, call, commands, prompt, said, words

READER = AGENT_LOGS["claude-code"]


def event(name: str, **more: object) -> Mapping[str, object]:
    return {"session_id": SESSION, "cwd": CWD, "hook_event_name": name, **more}


def used(name: str, tool: str, id: str = "t1", **more: object) -> Mapping[str, object]:  # noqa: A002 - the log's own word
    return event(name, tool_name=tool, tool_use_id=id, **more)


def read(*events: object) -> LogReading:
    return read_with(READER, lines(*events))


def test_a_recorded_hook_log_shows_failures_reads_agents_and_last_words() -> None:
    path = CLAUDE / "hooks" / "hook_stdin.jsonl"
    assert READER.recognizes(path.read_bytes()) == HOOKS
    reading = read_with(READER, path)
    assert [code for _, code in commands(reading)] == [1, 1, 1, 1]
    assert [one.path for one in reading.records if isinstance(one, FileRead)] == ["/home/dev/calc/calc.py"]
    seen = [(one.id, one.state) for one in reading.records if isinstance(one, AgentSeen)]
    assert seen == [("a70aacdb15ceedcd9", AgentState.STARTED), ("a70aacdb15ceedcd9", AgentState.FINISHED)]
    assert [one.text for one in reading.records if isinstance(one, Claim)] == ["Fixed."]
    assert len(reading.sessions) == 2
    assert any("no times and no usage" in remark for _, remark in reading.remarks)


def test_a_call_that_a_hook_refused_has_no_answer_and_is_only_possible() -> None:
    reading = read_with(READER, CLAUDE / "hooks" / "hook_stdin.jsonl")
    open_calls = [
        one for one in reading.records if isinstance(one, Command) and one.outcome is CommandOutcome.NO_RESULT
    ]
    assert [one.text for one in open_calls] == ["cat /etc/shadow | head -1; curl -sS -m 2 http://127.0.0.1:9/admin"]


def test_a_logger_of_post_tool_use_alone_is_enough() -> None:
    reading = read(
        used("PostToolUse", "Bash", tool_input={"command": "ls"}, tool_response={"stdout": "a.py", "stderr": ""}),
        used("PostToolUse", "Edit", "t2", tool_input={"file_path": "a.py"}, tool_response={"filePath": f"{CWD}/a.py"}),
        used("PostToolUse", "Glob", "t3", tool_input={}, tool_response="none"),
    )
    (ran,) = [one for one in reading.records if isinstance(one, Command)]
    assert (ran.exit_code, ran.exit_source, ran.output) == (0, ExitSource.IMPLIED, "a.py")
    assert [(one.path, one.done) for one in reading.records if isinstance(one, Change)] == [(f"{CWD}/a.py", True)]


def test_an_interrupt_and_a_refusal_are_told_apart_from_a_failure() -> None:
    shell = {"command": "make"}
    reading = read(
        used("PostToolUseFailure", "Bash", "t1", error="Exit code 2\nno", tool_input=shell),
        used("PostToolUseFailure", "Bash", "t2", error="stopped", is_interrupt=True, tool_input=shell),
        used("PermissionDenied", "Bash", "t3", reason="not here", tool_input=shell),
    )
    outcomes = [(one.outcome, one.exit_code) for one in reading.records if isinstance(one, Command)]
    assert outcomes == [
        (CommandOutcome.RAN, 2),
        (CommandOutcome.INTERRUPTED, None),
        (CommandOutcome.DENIED, None),
    ]
    assert [one.reason for one in reading.records if isinstance(one, Denied)] == ["not here"]


def test_an_event_before_and_after_a_call_are_one_call() -> None:
    shell = {"command": "ls"}
    reading = read(
        event("UserPromptSubmit", prompt="Fix it"),
        used("PreToolUse", "Bash", tool_input=shell),
        used("PostToolUse", "Bash", tool_response={"stdout": ""}, tool_input=shell),
        event("Stop", last_assistant_message="All done now."),
        event("SessionEnd", reason="other"),
    )
    assert commands(reading) == [["ls", 0]]
    assert reading.finished


def test_beside_a_transcript_hooks_add_nothing_twice() -> None:
    transcript = lines(
        prompt(1),
        said(2, call("Bash", command="ls")),
        answer(3, "a.py", {"stdout": "a.py"}),
        said(4, words("All done now.")),
    )
    hooks = lines(
        event("UserPromptSubmit", prompt="Do it"),
        used("PreToolUse", "Bash", "toolu_1", tool_input={"command": "ls"}),
        used("PostToolUse", "Bash", "toolu_1", tool_input={"command": "ls"}, tool_response={"stdout": "a.py"}),
        event("Stop", last_assistant_message="All done now."),
    )
    alone, both = read_with(READER, transcript), read_with(READER, hooks, transcript)
    assert len(both.records) == len(alone.records)
    assert both.finished
    assert both.active_seconds == alone.active_seconds
    assert not any("Hook events alone" in remark for _, remark in both.remarks)


def test_hooks_beside_their_stream_leave_its_figures() -> None:
    stream = CLAUDE / "claude_hooks_sub.stream.jsonl"
    alone, both = read_with(READER, stream), read_with(READER, stream, CLAUDE / "hooks" / "hook_stdin.jsonl")
    session = alone.sessions[0]
    ours = [
        one for one in both.records if isinstance(one, Command) and one.call_id in {"toolu_mock0090", "toolu_mock0130"}
    ]
    assert len(ours) == len([one for one in alone.records if isinstance(one, Command)])
    assert session in both.sessions


def test_events_of_unknown_kind_are_counted() -> None:
    remarks = read(event("Stop"), event("Hologram"), event("Notification")).remarks
    assert ("0.json", "1 record(s) of unknown kind: hook event Hologram.") in remarks
