"""What each tool of Claude Code shows."""

import json

from agent_router.model.known import ChangeKind
from agent_router.model.run import ApprovalSeen, Change, Claim, Denied, FileRead, Finding, Request, Usage
from tests.evidence.readings import CWD, answer, call, changed, of, prompt, read_bytes, read_lines, said


def test_an_edit_by_each_file_tool_is_a_change() -> None:
    patch = [{"lines": ["+a", "-b", " c", "+d"]}]
    lines = [
        said(2, call("MultiEdit", "t1", file_path="a.py")),
        answer(3, "ok", {"filePath": f"{CWD}/a.py", "structuredPatch": patch}, id="t1"),
        said(4, call("NotebookEdit", "t2", notebook_path=f"{CWD}/n.ipynb")),
        answer(5, "ok", {}, id="t2"),
        said(6, call("Write", "t3", file_path="/etc/hosts", content="x")),
        answer(7, "ok", {"type": "create", "filePath": "/etc/hosts", "content": "x\ny\n"}, id="t3"),
        said(8, call("Edit", "t4", file_path=f"{CWD}/gone.py")),
        answer(9, "<tool_use_error>File has not been read yet.</tool_use_error>", "Error: …", id="t4", error=True),
    ]
    found = [one for one in of(read_lines(prompt(1), *lines), Change) if isinstance(one, Change)]
    assert [(one.path, one.kind, one.added, one.removed, one.done) for one in found] == [
        ("a.py", ChangeKind.MODIFIED, 2, 1, True),
        ("n.ipynb", ChangeKind.MODIFIED, None, None, True),
        ("/etc/hosts", ChangeKind.CREATED, 2, 0, True),
        ("gone.py", ChangeKind.MODIFIED, None, None, False),
    ]
    assert of(read_lines(prompt(1), *lines), Denied) == []


def test_a_hooks_reason_for_refusing_an_edit_is_a_denial() -> None:
    refused = answer(3, "billing/ is off limits here", "Error: billing/ is off limits here", error=True)
    reading = read_lines(prompt(1), said(2, call("Edit", file_path=f"{CWD}/billing/x.py")), refused)
    assert [one.path for one in of(reading, Denied) if isinstance(one, Denied)] == ["billing/x.py"]
    assert changed(reading) == []


def test_files_of_a_content_search_come_from_its_text() -> None:
    content = "src/a.py:3:def f\nsrc/b-1.py-4-x = 1\nsrc/c.py:9:y"
    extra = {"mode": "content", "numFiles": 0, "filenames": [], "content": content}
    reading = read_lines(prompt(1), said(2, call("Grep", pattern="f", path="src")), answer(3, content, extra))
    paths = [one.path for one in of(reading, FileRead) if isinstance(one, FileRead)]
    assert paths == ["src/a.py", "src/b-1.py", "src/c.py"]


def test_a_search_in_one_file_names_that_file() -> None:
    extra = {"mode": "content", "content": "12:def f"}
    reading = read_lines(prompt(1), said(2, call("Grep", pattern="f", path="a.py")), answer(3, "", extra))
    assert [one.path for one in of(reading, FileRead) if isinstance(one, FileRead)] == ["a.py"]


def test_a_search_that_only_lists_names_shows_no_content() -> None:
    extra = {"mode": "files_with_matches", "filenames": ["a.py"], "numFiles": 1}
    reading = read_lines(prompt(1), said(2, call("Grep", pattern="f")), answer(3, "a.py", extra))
    assert of(reading, FileRead) == []


def test_requests_of_tools_name_their_system() -> None:
    lines = [
        said(2, call("WebFetch", "t1", url="https://docs.example.com/x")),
        answer(3, "text", {"url": "https://docs.example.com/x", "code": 404}, id="t1"),
        said(4, call("WebSearch", "t2", query="how")),
        answer(5, "hits", {"query": "how"}, id="t2"),
        said(6, call("mcp__jira__create_issue", "t3", title="x")),
        answer(7, "ok", id="t3"),
        said(8, call("mcp__jira__delete", "t4")),
        answer(9, "The user doesn't want to proceed", "Error: …", id="t4", error=True),
    ]
    reading = read_lines(prompt(1), *lines)
    found = [one for one in of(reading, Request) if isinstance(one, Request)]
    assert [(one.system, one.method, one.status, one.done) for one in found] == [
        ("docs.example.com", "GET", 404, True),
        ("web search", "search", None, True),
        ("jira", "create_issue", None, True),
        ("jira", "delete", None, False),
    ]
    assert [one.system for one in of(reading, Denied) if isinstance(one, Denied)] == ["jira"]


def test_findings_and_answers_of_people_are_kept_as_their_words() -> None:
    finding = {"summary": "SQL built from input", "severity": "high", "category": "security", "file": "a.py", "line": 7}
    answers = {"answers": {"Delete the table?": "No, archive it"}}
    lines = [
        said(2, call("ReportFindings", "t1", findings=[{**finding, "failure_scenario": "send '; drop"}])),
        answer(3, "ok", {"count": 1}, id="t1"),
        said(4, call("AskUserQuestion", "t2")),
        answer(5, "answered", answers, id="t2"),
        said(6, call("ExitPlanMode", "t3", plan="1. look")),
        answer(7, "User has approved your plan", {"plan": "1. look"}, id="t3"),
    ]
    reading = read_lines(prompt(1), *lines)
    (found,) = of(reading, Finding)
    assert isinstance(found, Finding)
    assert (found.severity, found.area, found.file, found.line) == ("high", "security", "a.py", 7)
    assert found.reproduction == "send '; drop"
    assert [one.text for one in of(reading, ApprovalSeen) if isinstance(one, ApprovalSeen)] == [
        "Delete the table? → No, archive it",
        "Plan approved: 1. look",
    ]


def test_a_search_that_names_many_files_is_cut() -> None:
    content = "\n".join(f"src/f{number}.py:1:x" for number in range(600))
    extra = {"mode": "content", "content": content}
    reading = read_lines(prompt(1), said(2, call("Grep", pattern="x")), answer(3, content, extra))
    assert len(of(reading, FileRead)) == 500


def test_calls_that_failed_show_nothing() -> None:
    fault = "<tool_use_error>Invalid</tool_use_error>"
    for name in (
        "Read",
        "Grep",
        "ReportFindings",
        "AskUserQuestion",
        "ExitPlanMode",
        "Agent",
        "Edit",
        "mcp__x__y",
        "Odd",
    ):
        lines = (said(2, call(name, output_mode="content")), answer(3, fault, "Error: Invalid", error=True))
        shown = [one for one in read_lines(prompt(1), *lines).records if not isinstance(one, Usage)]
        assert [one for one in shown if not (isinstance(one, Request) and not one.done)] == []


def test_refused_requests_name_their_system() -> None:
    refusal = "The user doesn't want to proceed with this tool use."
    for call_made, system in (
        (call("WebFetch", url="https://x.example.com/a"), "x.example.com"),
        (call("WebSearch", query="q"), "web search"),
        (call("Read", file_path="/home/dev/shop/a.py"), ""),
    ):
        reading = read_lines(prompt(1), said(2, call_made), answer(3, refusal, f"Error: {refusal}", error=True))
        (denied,) = of(reading, Denied)
        assert isinstance(denied, Denied)
        assert (denied.system, denied.path) == (system, "")


def test_a_finding_without_a_file_and_odd_answers_are_kept() -> None:
    lines = [
        said(2, call("ReportFindings", "t1", findings=[{"summary": "slow"}, 7])),
        answer(3, "ok", {}, id="t1"),
        said(4, call("AskUserQuestion", "t2")),
        answer(5, "ok", {"answers": {"q": ["a", "b"], "r": "c"}}, id="t2"),
    ]
    reading = read_lines(prompt(1), *lines)
    assert [one.file for one in of(reading, Finding) if isinstance(one, Finding)] == ["", ""]
    assert [one.text for one in of(reading, ApprovalSeen) if isinstance(one, ApprovalSeen)] == ["r → c"]


def test_a_whole_stream_as_one_list_is_read() -> None:
    stream = [
        {"type": "system", "subtype": "init", "session_id": "s", "cwd": CWD, "uuid": "i"},
        {"type": "result", "subtype": "success", "session_id": "s", "uuid": "r", "result": "All tests pass."},
    ]
    reading = read_bytes(json.dumps(stream))
    assert [one.text for one in of(reading, Claim) if isinstance(one, Claim)] == ["All tests pass."]
