"""Copilot CLI's events in versions, fates and damages that the recorded runs do not show."""

import json

import pytest

from agent_router.model.known import AgentState, ChangeKind, CommandOutcome, Exactness, ExitSource
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
from tests.evidence.copilot_lines import (
    CWD,
    SESSION,
    Json,
    asks,
    command,
    copilot,
    done,
    event,
    says,
    shutdown,
    start,
    the,
    used,
)
from tests.evidence.readings import tokens


def test_success_says_nothing_where_the_exit_code_is_unknown() -> None:
    ran = command(asks(1, "bash", {"command": "pytest -q"}), done(2, words="2 passed"))
    assert (ran.outcome, ran.exit_code, ran.exit_source) == (CommandOutcome.RAN, None, ExitSource.UNKNOWN)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("1 failed\n<exited with exit code 1>", 1),
        ("ok\n<shellId: 3 completed with exit code 0>\n", 0),
        ("<exited with exit code 0>\nmore follows", None),
    ],
)
def test_a_code_may_stand_in_the_tools_own_last_line(words: str, code: int | None) -> None:
    ran = command(asks(1, "bash", {"command": "make"}), done(2, words=words))
    assert ran.exit_code == code
    assert ran.exit_source is (ExitSource.UNKNOWN if code is None else ExitSource.TEXT)


def test_a_recorded_code_beats_what_was_printed() -> None:
    lines = (asks(1, "bash", json.dumps({"command": "make"})), done(2, words="<exited with exit code 0>"))
    lines[1]["data"]["shellExecution"] = {"exitCode": 2}  # type: ignore[index]
    assert (command(*lines).exit_code, command(*lines).exit_source) == (2, ExitSource.RECORDED)


def test_terminal_parts_hold_a_code() -> None:
    answer = done(2)
    answer["data"]["result"] = {"content": "x", "contents": [{"type": "terminal", "exitCode": 5}]}  # type: ignore[index]
    assert command(asks(1, "shell", {"command": "x"}), answer).exit_code == 5


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        ({"code": "denied", "message": "no"}, CommandOutcome.DENIED),
        ({"code": "rejected", "message": "no"}, CommandOutcome.DENIED),
        ({"message": "The user rejected this tool call."}, CommandOutcome.DENIED),
        ({"code": "failure", "message": "spawn failed"}, CommandOutcome.ERROR),
        ({"code": "aborted", "message": "stopped"}, CommandOutcome.INTERRUPTED),
    ],
)
def test_an_error_is_a_refusal_a_fault_or_a_stop(error: Json, outcome: CommandOutcome) -> None:
    lines = (asks(1, "bash", {"command": "rm -rf build"}), done(2, success=False, error=error))
    assert command(*lines).outcome is outcome
    assert len(the(Denied, *lines)) == (outcome is CommandOutcome.DENIED)


def test_a_refused_call_that_was_never_answered_was_denied() -> None:
    refused = event("permission.completed", 2, {"toolCallId": "c1", "result": {"kind": "denied-by-rules"}})
    lines = (asks(1, "edit", {"path": "/etc/hosts"}), refused)
    (denied,) = the(Denied, *lines)
    assert isinstance(denied, Denied)
    assert (denied.path, denied.reason) == ("/etc/hosts", "denied by rules")
    assert [one.done for one in the(Change, *lines) if isinstance(one, Change)] == [False]


def test_a_permission_that_was_given_refuses_nothing() -> None:
    given_leave = event("permission.completed", 2, {"toolCallId": "c1", "result": {"kind": "approved"}})
    assert command(asks(1, "bash", {"command": "ls"}), given_leave).outcome is CommandOutcome.NO_RESULT


def test_a_call_without_an_answer_is_a_possible_change_and_the_run_unfinished() -> None:
    reading = copilot(start(), asks(1, "create", {"path": "a.py"}))
    (change,) = (one for one in reading.records if isinstance(one, Change))
    assert (change.path, change.kind, change.done) == (f"{CWD}/a.py", ChangeKind.CREATED, False)
    assert not reading.finished


def test_a_killed_session_is_unfinished_and_its_usage_a_lower_bound() -> None:
    reading = copilot(start(), used(1, "r1"), used(2, "r1"), says(3, "All tests pass."))
    billed = [one for one in reading.records if isinstance(one, Usage)]
    assert [(one.input, one.cache_read, one.output, one.exactness) for one in billed] == [
        (60, 40, 7, Exactness.LOWER_BOUND)
    ]
    assert not reading.finished


def test_totals_count_where_they_hold_more_than_the_responses() -> None:
    usage = {
        "inputTokens": 900,
        "cacheReadTokens": 100,
        "cacheWriteTokens": 50,
        "outputTokens": 30,
        "reasoningTokens": 9,
    }
    closing = shutdown(4, modelMetrics={"m-1": {"usage": usage}}, totalNanoAiu=5, totalPremiumRequests=2)
    reading = copilot(start(), used(1, "r1"), says(2, "Done."), closing)
    assert tokens(reading.records) == {"input": 750, "cache_write": 50, "cache_read": 100, "output": 30}
    meters = [one for one in reading.records if isinstance(one, Usage) and one.meter]
    assert [(one.reasoning, one.reported_cost_usd) for one in meters] == [(9, None)]
    assert any("2 premium requests, 5 nano-AIU" in remark for _, remark in reading.remarks)


def test_a_resumed_sessions_totals_go_on_and_others_are_added() -> None:
    def total(number: int, tokens_in: int) -> Json:
        return shutdown(number, modelMetrics={"m-1": {"usage": {"inputTokens": tokens_in}}})

    resumed = event("session.resume", 3, {"context": {"cwd": CWD}})
    assert tokens(copilot(start(), total(2, 100), resumed, total(4, 150)).records)["input"] == 150
    assert tokens(copilot(start(), total(2, 100), resumed, total(4, 30)).records)["input"] == 130
    assert not copilot(start(), total(2, 100), resumed).finished


def test_usage_events_of_a_stream_and_messages_with_their_output_count() -> None:
    streamed = event("assistant.usage", 1, {"model": "m-2", "inputTokens": 10, "outputTokens": 4}, ephemeral=True)
    assert tokens(copilot(start(), streamed).records)["output"] == 4
    spoken = copilot(start(), says(1, "Hi.", outputTokens=12), says(1, "Hi.", outputTokens=12), shutdown(2))
    assert tokens(spoken.records)["output"] == 12


def test_files_that_only_the_closing_record_lists_are_changes() -> None:
    lines = (shutdown(3, codeChanges={"filesModified": [f"{CWD}/x.py", 3, ""]}),)
    assert [(one.path, one.done, one.note) for one in the(Change, *lines) if isinstance(one, Change)] == [
        (f"{CWD}/x.py", True, "listed at the end")
    ]


def test_a_patch_of_several_files_is_taken_apart() -> None:
    diff = (
        "diff --git a/shop/a.py b/shop/a.py\n@@ -1,2 +1,3 @@\n x\n-y\n+y2\n+--- z\n"
        "diff --git a/shop/b.py b/shop/b.py\n@@ -1 +0,0 @@\n-gone\n"
    )
    edits = [
        {"path": "a.py", "kind": "edit"},
        {"path": "b.py", "kind": "delete"},
        {"path": "c.py", "kind": "rename", "oldPath": "d.py"},
        {},
    ]
    answer = done(2, fileEdits=edits)
    answer["data"]["result"] = {"content": "ok", "detailedContent": diff.replace("/shop/", f"{CWD}/")}  # type: ignore[index]
    found = [one for one in the(Change, asks(1, "apply_patch", "*** Begin Patch"), answer) if isinstance(one, Change)]
    assert [(one.path.rsplit("/", 1)[-1], one.kind, one.added, one.removed) for one in found] == [
        ("a.py", ChangeKind.MODIFIED, 2, 1),
        ("b.py", ChangeKind.DELETED, 0, 1),
        ("c.py", ChangeKind.RENAMED, None, None),
    ]
    assert found[2].old_path == f"{CWD}/d.py"


def test_a_patch_says_by_its_own_words_what_it_would_change() -> None:
    patch = "*** Begin Patch\n*** Add File: n.py\n+x\n*** Update File: o.py\n*** Delete File: p.py\n*** End Patch"
    found = the(Change, asks(1, "apply_patch", patch), done(2))
    assert [(one.path, one.kind) for one in found if isinstance(one, Change)] == [
        (f"{CWD}/n.py", ChangeKind.CREATED),
        (f"{CWD}/o.py", ChangeKind.MODIFIED),
        (f"{CWD}/p.py", ChangeKind.DELETED),
    ]
    unnamed = the(Change, asks(1, "apply_patch", {}), done(2))
    assert [one.path for one in unnamed if isinstance(one, Change)] == [CWD]


def test_files_seen_are_those_whose_content_was_shown() -> None:
    shown: Json = {"properties": {"viewType": "directory"}}
    lines = (
        asks(1, "view", {"path": "a.py"}, "v1"),
        done(2, "v1"),
        asks(3, "view", {"path": "src"}, "v2"),
        done(4, "v2", toolTelemetry=shown),
        asks(5, "str_replace_editor", {"command": "view", "path": "b.py"}, "v3"),
        done(6, "v3"),
        asks(7, "grep", {"pattern": "x", "output_mode": "content", "path": "c.py"}, "g1"),
        done(8, "g1", "1:x = 1\nlib/d.py:3:x"),
        asks(9, "grep", {"pattern": "x"}, "g2"),
        done(10, "g2", "e.py"),
    )
    assert [one.path for one in the(FileRead, *lines) if isinstance(one, FileRead)] == [
        f"{CWD}/{name}" for name in ("a.py", "b.py", "c.py", "lib/d.py")
    ]


def test_other_systems_are_requests_and_people_answer() -> None:
    begun = event(
        "tool.execution_start",
        5,
        {"toolCallId": "m1", "toolName": "jira-get", "mcpServerName": "jira", "mcpToolName": "get", "arguments": {}},
    )
    lines = (
        asks(1, "web_fetch", {"url": "https://example.org/a"}, "w1"),
        done(2, "w1"),
        asks(3, "web_search", {"query": "how"}, "w2"),
        done(4, "w2"),
        asks(4, "jira-get", {}, "m1"),
        begun,
        done(6, "m1"),
        asks(7, "github-mcp-server-list_issues", {}, "m2"),
        done(8, "m2", success=False, error={"code": "denied", "message": "no"}),
        asks(9, "mcp__db__query", {}, "m3"),
        done(10, "m3", success=False, error={"message": "boom"}),
        asks(11, "store_memory", {"subject": "style"}, "s1"),
        done(12, "s1"),
        asks(13, "ask_user", {"question": "Deploy?"}, "a1"),
        done(14, "a1", "User responded: no"),
        asks(15, "exit_plan_mode", {"summary": "fix add"}, "p1"),
        done(16, "p1", "Plan approved by the user"),
    )
    asked = [(one.system, one.method, one.done) for one in the(Request, *lines) if isinstance(one, Request)]
    assert asked == [
        ("example.org", "GET", True),
        ("web search", "search", True),
        ("jira", "get", True),
        ("github-mcp-server", "list_issues", False),
        ("db", "query", True),
        ("copilot memory", 'store "style"', True),
    ]
    said = [one.text for one in the(ApprovalSeen, *lines) if isinstance(one, ApprovalSeen)]
    assert said == ["Deploy? → User responded: no", "Plan approved: fix add"]
    assert [one.system for one in the(Denied, *lines) if isinstance(one, Denied)] == ["github-mcp-server"]


def test_a_shell_in_the_background_is_told_once_with_its_later_code() -> None:
    background = (
        asks(1, "bash", {"command": "make", "mode": "async"}),
        done(2, words="<command started in background with shellId: s1>"),
    )
    assert command(*background).outcome is CommandOutcome.BACKGROUND
    read = (
        asks(3, "read_bash", {"shellId": "s1"}, "r1"),
        done(4, "r1", "bad\n<shellId: s1 completed with exit code 3>"),
    )
    assert (command(*background, *read).exit_code, command(*background, *read).output) == (3, "bad")
    told = event("system.notification", 3, {"kind": {"type": "shell_completed", "shellId": "s1", "exitCode": 0}})
    assert command(*background, told).exit_code == 0
    typed = the(Command, asks(1, "write_bash", {"shellId": "s1", "input": "rm x"}), done(2))
    assert [one.exit_source for one in typed if isinstance(one, Command)] == [ExitSource.UNKNOWN]


def test_sub_agents_are_told_by_call_or_by_event() -> None:
    by_call = (asks(1, "task", {"description": "look"}), done(2))
    assert [(one.id, one.state, one.label) for one in the(AgentSeen, *by_call) if isinstance(one, AgentSeen)] == [
        ("c1", AgentState.STARTED, "look"),
        ("c1", AgentState.FINISHED, "look"),
    ]
    own = {"agentId": "agent-9"}
    by_event = (
        asks(1, "task", {"description": "look", "mode": "background"}),
        event("subagent.started", 2, {"toolCallId": "c1", "agentName": "explore"}, **own),
        asks(3, "bash", {"command": "ls"}, "c2", **own),
        done(4, "c1"),
        event("subagent.failed", 5, {"toolCallId": "c1", "error": "out of turns"}, **own),
        event(
            "system.notification", 6, {"kind": {"type": "agent_completed", "agentId": "agent-9", "status": "failed"}}
        ),
    )
    seen = [one for one in the(AgentSeen, *by_event) if isinstance(one, AgentSeen)]
    assert [(one.id, one.state, one.agent) for one in seen] == [
        ("agent-9", AgentState.STARTED, ""),
        ("agent-9", AgentState.FAILED, ""),
    ]
    assert command(*by_event).agent == "agent-9"
    refused = (asks(1, "task", {}), done(2, success=False, error={"code": "denied"}))
    assert the(AgentSeen, *refused) == []
    absent = (asks(1, "task", {}), done(2, success=False, error={"message": "Tool 'task' does not exist."}))
    assert the(AgentSeen, *absent) == []
    assert [one.id for one in the(AgentSeen, event("subagent.started", 1, {})) if isinstance(one, AgentSeen)] == []


def test_a_sub_agents_words_are_not_the_last_ones() -> None:
    inner = event("assistant.message", 2, {"messageId": "s", "content": "Nothing works."}, agentId="a")
    reading = copilot(start(), says(1, "All tests pass."), inner, shutdown(3))
    assert [one.text for one in reading.records if isinstance(one, Claim)] == ["All tests pass."]


def test_the_summary_of_a_completed_task_is_its_last_word() -> None:
    lines = (says(1, "Working on it."), event("session.task_complete", 2, {"summary": "Fixed the bug."}))
    assert [one.text for one in the(Claim, *lines) if isinstance(one, Claim)] == ["Fixed the bug."]


def test_stops_say_why() -> None:
    lines = (
        event("session.error", 1, {"errorType": "quota", "message": "no more"}),
        event("abort", 2, {"reason": "user_initiated"}),
        event("abort", 3, {"reason": "remote_command"}),
        shutdown(4, "error", errorReason="crashed"),
    )
    reading = copilot(start(), event("user.message", 0, {"content": "Go"}), *lines)
    assert [(one.reason, one.reported) for one in reading.records if isinstance(one, Stopped)] == [
        ("error: quota", "no more"),
        ("interrupted by user", ""),
        ("aborted: remote_command", ""),
        ("shutdown: error", "crashed"),
    ]
    assert not reading.finished


def test_a_stream_that_ended_with_another_code_is_not_finished() -> None:
    ended = {"type": "result", "timestamp": "2026-03-01T10:00:09Z", "sessionId": SESSION, "exitCode": 2, "usage": {}}
    user = event("user.message", 1, {"content": "Go"}, ephemeral=True)
    reading = copilot(user, ended)
    assert not reading.finished
    assert [one.reason for one in reading.records if isinstance(one, Stopped)] == ["exit code 2"]


def test_the_directory_comes_from_whatever_names_it() -> None:
    bare = start(context=None)
    hooked = event("hook.start", 1, {"input": {"cwd": "/from/hook"}})
    assert copilot(bare, hooked).working_directory == "/from/hook"
    workspace = 'id: s\ncwd: "/from/yaml"\nclient_name: github/cli\n'
    assert copilot(bare, more=(("workspace.yaml", workspace),)).working_directory == "/from/yaml"
    moved = event("session.context_changed", 1, {"cwd": "/moved"})
    assert copilot(start(), moved).working_directory == "/moved"


def test_models_are_named_but_for_auto() -> None:
    changed = event("session.model_change", 1, {"newModel": "m-2"})
    assert copilot(start(selectedModel="auto"), changed).models == ("m-2",)
