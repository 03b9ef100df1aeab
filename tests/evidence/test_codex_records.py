"""What single records of Codex become, version by version."""

import pytest

from agent_router.evidence.logs.codex_shell import read_answer, shell_text
from agent_router.model.known import CommandOutcome, Exactness, ExitSource
from agent_router.model.run import (
    ApprovalSeen,
    Change,
    Claim,
    Command,
    Denied,
    FileRead,
    Finding,
    Request,
    Stopped,
    Usage,
)
from tests.evidence.codex_lines import (
    CWD,
    asks,
    completed,
    counted,
    event,
    executed,
    found,
    gets,
    item,
    line,
    meta,
    only_command,
    outcomes,
    read_codex,
    says,
    tokens_of,
)
from tests.evidence.readings import Json, tokens

RAN, DENIED = CommandOutcome.RAN, CommandOutcome.DENIED


@pytest.mark.parametrize(
    ("output", "outcome", "code", "source"),
    [
        ("Exit code: 2\nWall time: 1 seconds\nOutput:\nbad", RAN, 2, ExitSource.TEXT),
        ("Chunk ID: a\nWall time: 0.1 seconds\nProcess exited with code 0\nOutput:\nok", RAN, 0, ExitSource.TEXT),
        ('{"output":"x","metadata":{"exit_code":3,"duration_seconds":0.1}}', RAN, 3, ExitSource.RECORDED),
        ("a.txt\nExit code: 0\n", RAN, None, ExitSource.UNKNOWN),
        ({"type": "input_text", "text": "Exit code: 1\nOutput:\n"}, RAN, 1, ExitSource.TEXT),
        ([{"type": "input_text", "text": "Exit code: 1\nOutput:\n"}], RAN, 1, ExitSource.TEXT),
        ({"content": "Exit code: 1\nOutput:\n", "success": False}, RAN, 1, ExitSource.TEXT),
        ("exec command rejected by user", DENIED, None, ExitSource.UNKNOWN),
        ("failed in sandbox: sandbox denied exec error, exit code: 1", DENIED, None, ExitSource.UNKNOWN),
        (
            'exec_command failed for `rm x`: CreateProcess { message: "Rejected(\\"no\\")" }',
            DENIED,
            None,
            ExitSource.UNKNOWN,
        ),
        ("aborted by user after 3.2s", CommandOutcome.INTERRUPTED, None, ExitSource.UNKNOWN),
        ("unsupported call: shell", CommandOutcome.ERROR, None, ExitSource.UNKNOWN),
        ("{broken", RAN, None, ExitSource.UNKNOWN),
    ],
)
def test_an_answer_of_old_versions_tells_how_the_command_ended(
    output: object, outcome: CommandOutcome, code: int | None, source: ExitSource
) -> None:
    command = only_command(read_codex([meta(), asks("shell", 1, command=["bash", "-lc", "ls"]), gets(output, 2)]))
    assert (command.text, command.outcome, command.exit_code, command.exit_source) == ("ls", outcome, code, source)


def test_a_code_that_the_output_prints_is_not_the_commands() -> None:
    answer = read_answer("Chunk ID: a\nProcess exited with code 1\nOutput:\nProcess exited with code 0\n")
    assert (answer.exit_code, answer.output) == (1, "Process exited with code 0\n")


@pytest.mark.parametrize(
    ("command", "text", "posix"),
    [
        (["/bin/bash", "-lc", "a | b"], "a | b", True),
        ("/usr/bin/zsh -lc 'echo \"x y\"'", 'echo "x y"', True),
        (["git", "commit", "-m", "two words"], "git commit -m 'two words'", True),
        (["C:\\Windows\\powershell.exe", "-NoProfile", "-Command", "dir C:\\x"], "dir C:\\x", False),
        (["cmd.exe", "/c", "dir"], "dir", False),
        (["pwsh"], "pwsh", False),
        ("it's open", "it's open", True),
        ("npm test", "npm test", True),
        (None, "", True),
        ([1, None], "", True),
    ],
)
def test_the_command_line_stands_without_the_shell_around_it(command: object, text: str, *, posix: bool) -> None:
    assert (shell_text(command).text, shell_text(command).posix) == (text, posix)


def test_the_record_of_an_execution_counts_once_beside_the_answer() -> None:
    reading = read_codex(
        [meta(), asks("shell", 1, command=["bash", "-lc", "ls"]), event("exec_command_end", 2, **executed(exit_code=7)),
         gets("Exit code: 7\nOutput:\n", 3)]
    )  # fmt: skip
    command = only_command(reading)
    assert (command.exit_code, command.exit_source, command.output) == (7, ExitSource.RECORDED, "out")
    assert reading.remarks == ()


def test_a_declined_command_is_denied_and_did_not_run() -> None:
    declined = executed(exit_code=-1, status="declined", aggregated_output="exec command rejected by user")
    records = found(Command, event("exec_command_end", 2, **declined))
    assert [one.outcome for one in records if isinstance(one, Command)] == [DENIED]
    assert len(found(Denied, event("exec_command_end", 2, **declined))) == 1


def test_a_command_that_timed_out_was_interrupted() -> None:
    late = executed(exit_code=124, aggregated_output="command timed out after 10000 milliseconds")
    (command,) = found(Command, event("exec_command_end", 2, **late))
    assert isinstance(command, Command)
    assert (command.outcome, command.exit_code) == (CommandOutcome.INTERRUPTED, 124)


def test_what_was_typed_into_a_process_is_not_its_start_again() -> None:
    again = event("exec_command_end", 3, **executed(call_id="c2", source="unified_exec_interaction"))
    assert len(found(Command, event("exec_command_end", 2, **executed()), again)) == 1


def test_the_program_says_which_files_were_read() -> None:
    parsed = [{"type": "read", "cmd": "cat a.py", "name": "a.py", "path": "src/a.py"}]
    (read,) = found(FileRead, event("exec_command_end", 2, **executed(cwd=f"file://{CWD}", parsed_cmd=parsed)))
    assert isinstance(read, FileRead)
    assert read.path == f"{CWD}/src/a.py"


def test_a_windows_folder_is_understood() -> None:
    change = {"C:\\shop\\a.py": {"type": "update", "unified_diff": "@@ -1 +1 @@\n-a\n+b\n", "move_path": None}}
    patch = event("patch_apply_end", 2, call_id="p", success=True, changes=change)
    reading = read_codex([meta(cwd="c:\\shop"), patch])
    assert reading.working_directory == "C:/shop"
    (one,) = (one for one in reading.records if isinstance(one, Change))
    assert (one.path, one.added, one.removed) == ("C:/shop/a.py", 1, 1)


RUNNING = "Chunk ID: a\nWall time: 1 seconds\nProcess running with session ID 42\nOutput:\nfirst\n"


def test_a_process_that_still_runs_is_in_the_background_until_a_poll_ends_it() -> None:
    start = [asks("exec_command", 1, cmd="pytest -q"), gets(RUNNING, 2)]
    assert outcomes(read_codex([meta(), *start])) == [("pytest -q", CommandOutcome.BACKGROUND, None)]
    poll = [asks("write_stdin", 3, "c2", session_id=42, chars=""), gets(RUNNING, 4, "c2")]
    assert outcomes(read_codex([meta(), *start, *poll])) == [("pytest -q", CommandOutcome.BACKGROUND, None)]
    last = gets("Process exited with code 1\nOutput:\n1 failed, 1 passed in 0.1s\n", 6, "c3")
    ended = [asks("write_stdin", 5, "c3", session_id=42, chars=""), last]
    command = only_command(read_codex([meta(), *start, *poll, *ended]))
    assert (command.outcome, command.exit_code, command.exit_source) == (RAN, 1, ExitSource.TEXT)
    assert command.output.startswith("first\nfirst\n1 failed")
    assert command.counts is not None
    assert command.counts.failed == 1


def test_a_late_record_ends_a_process_in_the_background() -> None:
    late = completed("CommandExecution", 9, id="c1", command=["bash", "-lc", "x"], exit_code=0, status="completed")
    start = [asks("exec_command", 1, cmd="x"), gets(RUNNING, 2)]
    assert outcomes(read_codex([meta(), *start, late])) == [("x", RAN, 0)]
    killed = completed("CommandExecution", 9, id="c1", command=["bash", "-lc", "x"], exit_code=-1, status="failed")
    assert outcomes(read_codex([meta(), *start, killed])) == [("x", CommandOutcome.INTERRUPTED, None)]


def test_what_is_typed_into_a_shell_is_a_command() -> None:
    start = [asks("exec_command", 1, cmd="bash"), gets(RUNNING, 2)]
    typed = [asks("write_stdin", 3, "c2", session_id=42, chars="rm a.py\n"), gets(RUNNING, 4, "c2")]
    reading = read_codex([meta(), *start, *typed])
    assert ("rm a.py", RAN, None) in outcomes(reading)
    assert [one.path for one in reading.records if isinstance(one, Change)] == [f"{CWD}/a.py"]
    stray = [asks("write_stdin", 3, "c2", session_id=7, chars="y\n"), gets("x", 4, "c2")]
    assert len(outcomes(read_codex([meta(), *start, *stray]))) == 1


def test_a_script_of_the_code_mode_shows_what_the_program_recorded() -> None:
    script = item("custom_tool_call", 1, name="exec", call_id="s", input='await tools.exec_command({cmd: "ls"})')
    inner = completed(
        "CommandExecution", 2, id="exec-1", command=["bash", "-lc", "ls"], exit_code=0, status="completed"
    )
    answer = item(
        "custom_tool_call_output", 3, call_id="s", output=[{"type": "input_text", "text": "Script completed"}]
    )
    assert outcomes(read_codex([meta(), script, inner, answer])) == [("ls", RAN, 0)]
    assert outcomes(read_codex([meta(), script, answer])) == [("ls", RAN, None)]
    assert outcomes(read_codex([meta(), script])) == [("ls", CommandOutcome.NO_RESULT, None)]
    hidden = item("custom_tool_call", 1, name="exec", call_id="s", input="await tools.exec_command(make())")
    assert outcomes(read_codex([meta(), hidden]))[0][1] is CommandOutcome.NO_RESULT
    harmless = item("custom_tool_call", 1, name="exec", call_id="s", input="1 + 1")
    assert outcomes(read_codex([meta(), harmless, answer])) == []


def test_a_servers_tool_is_a_request_once() -> None:
    asked = {"server": "tracker", "tool": "create", "arguments": {}}
    good = event(
        "mcp_tool_call_end", 2, call_id="m", invocation=asked, result={"Ok": {"content": [], "isError": False}}
    )
    call, answer = asks("mcp__tracker__create", 1, "m"), gets("[]", 3, "m")
    assert [one.done for one in found(Request, call, good, answer) if isinstance(one, Request)] == [True]
    assert [one.done for one in found(Request, call, answer) if isinstance(one, Request)] == [True]
    bad = event("mcp_tool_call_end", 2, call_id="m", invocation=asked, result={"Err": "tool failed"})
    assert [one.done for one in found(Request, bad) if isinstance(one, Request)] == [False]
    refused = event(
        "mcp_tool_call_end", 2, call_id="m", invocation=asked, result={"Err": "user rejected MCP tool call"}
    )
    assert [one.system for one in found(Denied, refused) if isinstance(one, Denied)] == ["tracker"]
    assert [one.system for one in found(Denied, call, gets("rejected by user", 3, "m")) if isinstance(one, Denied)] == [
        "tracker"
    ]
    new = completed("McpToolCall", 2, id="m", server="tracker", tool="create", status="failed")
    assert [one.done for one in found(Request, new) if isinstance(one, Request)] == [False]


def test_a_search_stands_once_though_two_records_tell_it() -> None:
    search = {"type": "search", "query": "pytest"}
    first = item("web_search_call", 1, id="w", status="completed", action=search)
    lines = [first, event("web_search_end", 1, call_id="w", query="pytest", action=search)]
    page = completed("Extension", 2, id="x", action={"type": "openPage", "url": "https://example.org/a"})
    requests = [one for one in found(Request, *lines, page) if isinstance(one, Request)]
    assert [(one.system, one.method, one.url) for one in requests] == [
        ("web search", "search", "pytest"),
        ("example.org", "GET", "https://example.org/a"),
    ]
    assert found(Request, item("web_search_call", 1, id="w", action={})) == []


def test_pictures_looked_at_are_files_read() -> None:
    assert len(found(FileRead, asks("view_image", 1, path="a.png"), gets("attached", 2))) == 1
    looked = event("view_image_tool_call", 2, call_id="c1", path=f"{CWD}/a.png")
    assert len(found(FileRead, asks("view_image", 1, path="a.png"), looked, gets("attached", 3))) == 1


def test_a_persons_answer_is_an_approval() -> None:
    asked = asks("request_user_input", 1, questions=[{"id": "q", "question": "Delete?"}])
    (answered,) = found(ApprovalSeen, asked, gets('{"answers":{"q":{"answers":["Yes"]}}}', 2))
    assert isinstance(answered, ApprovalSeen)
    assert answered.text == "Delete? → Yes"
    assert len(found(ApprovalSeen, asked, gets('{"answers":{"q":"No"}}', 2))) == 1
    assert found(ApprovalSeen, asked, gets("{broken", 2)) == []


def test_the_guardian_denies_and_its_consent_is_nobodys_approval() -> None:
    action = {"type": "apply_patch", "cwd": CWD, "files": ["a.py"]}
    (denied,) = found(Denied, event("guardian_assessment", 1, status="denied", rationale="too risky", action=action))
    assert isinstance(denied, Denied)
    assert (denied.path, denied.reason) == (f"{CWD}/a.py", "too risky")
    allowed = event("guardian_assessment", 1, status="approved", action=action)
    assert found(Denied, allowed) == found(ApprovalSeen, allowed) == []


def test_findings_of_a_review_are_the_agents_words() -> None:
    place = {"absolute_file_path": f"{CWD}/a.py", "line_range": {"start": 3, "end": 4}}
    output = {"findings": [{"title": "Off by one", "body": "Call f(0).", "priority": 1, "code_location": place}]}
    (one,) = found(Finding, event("exited_review_mode", 1, review_output=output))
    assert isinstance(one, Finding)
    assert (one.text, one.severity, one.file, one.line) == ("Off by one", "P1", f"{CWD}/a.py", 3)


def turn(*lines: Json) -> list[Json]:
    return [meta(), event("task_started", 1, turn_id="t"), *lines]


@pytest.mark.parametrize(
    ("lines", "reason", "finished"),
    [
        ([event("task_complete", 5, last_agent_message="Fine.")], "success", True),
        ([event("task_complete", 5, last_agent_message=None, error={"message": "quota"})], "error", True),
        ([event("error", 4, message="quota"), event("task_complete", 5, last_agent_message=None)], "error", True),
        ([event("turn_aborted", 5, reason="interrupted")], "interrupted by user", False),
        ([event("turn_aborted", 5, reason="budget_limited")], "budget_limited", False),
        ([], "", False),
    ],
)
def test_how_the_last_turn_ended_is_the_stop(lines: list[Json], reason: str, *, finished: bool) -> None:
    reading = read_codex(turn(counted(tokens_of(100, 50, 10, written_=20), 2), *lines))
    assert [one.reason for one in reading.records if isinstance(one, Stopped)] == ([reason] if reason else [])
    assert reading.finished is finished
    (usage,) = (one for one in reading.records if isinstance(one, Usage))
    assert (usage.input, usage.cache_read, usage.cache_write, usage.output, usage.reasoning) == (30, 50, 20, 10, 2)
    assert usage.exactness is (Exactness.EXACT if finished else Exactness.LOWER_BOUND)


def test_totals_that_repeat_count_once_and_one_that_falls_begins_anew() -> None:
    first, second = tokens_of(100, 0, 10), tokens_of(250, 0, 20)
    steps = [
        counted(first, 1),
        counted(first, 2),
        counted(second, 3, tokens_of(150, 0, 10)),
        event("token_count", 4, info=None),
    ]
    fallen = counted(tokens_of(40, 0, 4), 5, tokens_of(40, 0, 4))
    assert tokens(read_codex(turn(*steps, fallen)).records) == {
        "input": 290,
        "cache_write": 0,
        "cache_read": 0,
        "output": 24,
    }


def test_records_of_responses_count_once_and_running_sums_never() -> None:
    one = tokens_of(100, 0, 10)
    record = line("token_usage_record", 1, response_id="r1", usage=one, turn_token_usage=tokens_of(900, 0, 90))
    assert tokens(read_codex(turn(record, record, counted(one, 2))).records)["input"] == 100
    unnamed = line("token_usage_record", 2, usage=one)
    assert tokens(read_codex(turn(record, unnamed)).records)["input"] == 200


def test_totals_count_where_the_records_of_an_older_part_are_missing() -> None:
    record = line("token_usage_record", 3, response_id="r2", usage=tokens_of(50, 0, 5))
    steps = [counted(tokens_of(100, 0, 10), 1), record, counted(tokens_of(150, 0, 15), 4)]
    assert tokens(read_codex(turn(*steps)).records)["input"] == 150


def test_words_are_claimed_once_and_only_the_last() -> None:
    reading = read_codex([meta(), *says("I will look.", 1), *says("Fixed add().", 2)])
    assert [one.text for one in reading.records if isinstance(one, Claim)] == ["Fixed add()."]
    assert reading.finished
    silent = turn(event("task_complete", 5, last_agent_message="Fixed add()."))
    assert [one.text for one in read_codex(silent).records if isinstance(one, Claim)] == ["Fixed add()."]
