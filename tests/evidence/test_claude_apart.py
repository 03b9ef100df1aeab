"""What of a Claude Code session lies outside its main log: workflows, agents, background work, outputs, remotes."""

import pytest

from agent_router.evidence.logs.registry import AGENT_LOGS
from agent_router.model.known import CommandOutcome, Exactness, ExitSource
from agent_router.model.run import AgentSeen, Command, Request, Usage
from tests.evidence.reading_one import lines, log_file, read_with
from tests.evidence.readings import (
    CLAUDE,
    SESSION,
    Json,
    answer,
    bash,
    call,
    moment,
    prompt,
    read_lines,
    said,
    tokens,
    words,
)

READER = AGENT_LOGS["claude-code"]
WORKFLOW = CLAUDE / "workflow_session"


def test_a_main_log_without_its_workflows_folder_is_a_lower_bound_and_says_so() -> None:
    main = next(WORKFLOW.glob("*.jsonl"))
    reading = read_with(READER, main)
    assert sum(tokens(reading.records).values()) == 15_271
    assert Exactness.LOWER_BOUND in {one.exactness for one in reading.records if isinstance(one, Usage)}
    assert [one.id for one in reading.records if isinstance(one, AgentSeen)] == ["wf_6c440f2c-39a"]
    assert any("own log is not here (wf_6c440f2c-39a)" in remark for _, remark in reading.remarks)


def test_agents_own_logs_without_the_main_one_are_read_and_said() -> None:
    files = sorted(path for path in next(WORKFLOW.glob("*/")).rglob("*") if path.is_file())
    reading = read_with(READER, *files)
    assert sum(tokens(reading.records).values()) == 40_607
    assert not reading.finished
    assert reading.working_directory
    assert Exactness.LOWER_BOUND in {one.exactness for one in reading.records if isinstance(one, Usage)}
    assert any("main agent's own log is not here" in remark for _, remark in reading.remarks)


def test_agents_files_named_by_their_workflow_are_its_agents() -> None:
    launched = answer(3, "ok", {"runId": "wf_6c440f2c-39a", "status": "async_launched"})
    whole = lines(prompt(1), said(2, call("Workflow", script="x")), launched, said(4, words("Waiting.")))
    agent = next(WORKFLOW.rglob("agent-*.jsonl"))
    files = [
        log_file(READER, "main.jsonl", whole),
        log_file(READER, f"wf_6c440f2c-39a/{agent.name}", agent.read_bytes()),
    ]
    reading = READER.read(files)
    assert not any("own log is not here" in remark for _, remark in reading.remarks)


def backgrounded(*notes: Json) -> list[Command]:
    started = said(2, call("Bash", command="make test", run_in_background=True))
    launched = answer(3, "Command running in background with ID: b1", {"stdout": "", "backgroundTaskId": "b1"})
    reading = read_lines(prompt(1), started, launched, said(4, words("Waiting for it.")), *notes)
    return [one for one in reading.records if isinstance(one, Command)]


def notice(status: str, summary: str) -> str:
    inner = f"<task-id>b1</task-id>\n<status>{status}</status>\n<summary>{summary}</summary>"
    return f"<task-notification>\n{inner}\n</task-notification>"


@pytest.mark.parametrize("queued", [False, True])
def test_a_background_command_ends_with_its_notifications_code(queued: bool) -> None:
    text = notice("failed", 'Background command "make test" failed with exit code 2')
    line: Json = {
        "type": "queue-operation",
        "operation": "enqueue",
        "timestamp": moment(9),
        "sessionId": SESSION,
        "content": text,
    }
    (ran,) = backgrounded(line if queued else prompt(9, text))
    assert (ran.outcome, ran.exit_code, ran.exit_source) == (CommandOutcome.RAN, 2, ExitSource.RECORDED)


def test_a_background_command_that_was_killed_was_interrupted() -> None:
    (ran,) = backgrounded(prompt(9, notice("killed", "Background command was stopped")))
    assert (ran.outcome, ran.exit_code) == (CommandOutcome.INTERRUPTED, None)


@pytest.mark.parametrize("notes", [[], [prompt(9, notice("completed", "It ended."))]])
def test_a_background_command_of_unknown_end_stays_in_the_background(notes: list[Json]) -> None:
    (ran,) = backgrounded(*notes)
    assert (ran.outcome, ran.exit_code) == (CommandOutcome.BACKGROUND, None)


def test_an_output_kept_in_a_file_of_its_own_is_said() -> None:
    reading = bash("make", "…", {"persistedOutputPath": "/x/tool-results/1.txt", "persistedOutputSize": 99})
    assert (
        "session.jsonl",
        "1 output(s) were kept in files of their own; the log holds their beginning.",
    ) in reading.remarks


def requests(reading: object) -> list[tuple[str, str, str]]:
    found = getattr(reading, "records", ())
    return [(one.system, one.method, one.url) for one in found if isinstance(one, Request)]


def test_a_push_and_a_pull_request_that_the_program_saw_are_requests() -> None:
    pull = {"number": 7, "url": "https://git.example.com/o/r/pull/7", "action": "edited"}
    done: Json = {"gitOperation": {"commit": {"sha": "abc"}, "push": {"branch": "topic"}, "pr": pull}}
    assert requests(bash("./publish.sh", "", done)) == [
        ("git remote", "push", "topic"),
        ("git.example.com", "pull request edited", "https://git.example.com/o/r/pull/7"),
    ]


def test_a_linked_pull_request_is_a_request() -> None:
    link = {"type": "pr-link", "sessionId": SESSION, "prNumber": 7, "prUrl": "https://git.example.com/o/r/pull/7"}
    assert requests(read_lines(prompt(1), link)) == [("git.example.com", "pull request", link["prUrl"])]


@pytest.mark.parametrize("tool", ["Read", "Grep", "Glob", "NotebookRead", "LS"])
def test_an_open_call_of_a_tool_that_only_reads_is_no_possible_change(tool: str) -> None:
    reading = read_lines(prompt(1), said(2, call(tool, file_path="/x", pattern="y")))
    assert not [one for one in reading.records if not isinstance(one, Usage)]


def test_several_results_of_one_stream_are_one_total() -> None:
    reading = read_with(READER, CLAUDE / "claude_workflow.stream.jsonl")
    assert sum(tokens(reading.records).values()) == 55_878
