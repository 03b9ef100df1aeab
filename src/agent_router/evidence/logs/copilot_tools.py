"""Calls of GitHub Copilot CLI's own tools → records; one function a family of tools, dispatched by name."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from agent_router.evidence.json_fields import items, mapping, text, whole
from agent_router.evidence.logs.calls import Fate, ToolCall, ToolResult
from agent_router.evidence.logs.copilot_calls import SHELL_TOOLS, printed
from agent_router.evidence.logs.patch_lines import patch_lines, patch_of
from agent_router.evidence.logs.shell_call import ShellCall, shell_call_records
from agent_router.evidence.texts import excerpt, shortened
from agent_router.model.known import ChangeKind, CommandOutcome, ExitSource, KnownBy
from agent_router.model.run import ApprovalSeen, Change, Denied, FileRead, Record, Request
from agent_router.scope.written_paths import absolute
from agent_router.shell.effects import SOMEWHERE, host_of

_MOST_NAMES = 500
"""Files named by one search that are recorded."""

_OUTCOMES = {
    Fate.DONE: CommandOutcome.RAN,
    Fate.EXITED: CommandOutcome.RAN,
    Fate.FAILED: CommandOutcome.ERROR,
    Fate.DENIED: CommandOutcome.DENIED,
    Fate.INTERRUPTED: CommandOutcome.INTERRUPTED,
    Fate.UNANSWERED: CommandOutcome.NO_RESULT,
}
_PATCHED = re.compile(r"^\*\*\* (Add|Update|Delete) File: (.+?)\s*$", re.MULTILINE)
_KINDS = {
    "create": ChangeKind.CREATED,
    "add": ChangeKind.CREATED,
    "delete": ChangeKind.DELETED,
    "remove": ChangeKind.DELETED,
    "rename": ChangeKind.RENAMED,
    "move": ChangeKind.RENAMED,
}
_HIT = re.compile(r"(.+?):\d{1,9}[:-]")
_SERVERS = ("github-mcp-server-", "playwright-")
"""Servers that come with the program: versions before 1.0 name them in the tool's name alone."""

EDITORS = frozenset({"str_replace_editor", "edit", "create", "apply_patch", "insert", "str_replace", "delete"})
AGENT_TOOL = "task"
_HARMLESS = (
    "glob report_intent update_todo read_bash stop_bash list_bash read_powershell stop_powershell list_powershell"
    " read_agent list_agents think sql skill fetch_copilot_cli_documentation task_complete tool_search"
    " tool_search_tool show_file session_store_sql"
)
HARMLESS = frozenset(_HARMLESS.split())
"""Tools that change no file and ask no other system."""


@dataclass(frozen=True, slots=True)
class _FileEdit:
    path: str
    kind: ChangeKind
    old_path: str = ""


def is_known(call: ToolCall) -> bool:
    """Whether this program knows what that tool does."""
    return (
        call.name in SHELL_TOOLS | EDITORS | HARMLESS
        or call.name in _READERS
        or call.name == AGENT_TOOL
        or bool(_server(call)[0])
    )


def tool_records(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    """Everything that one call and its answer show, in order."""
    if call.name in SHELL_TOOLS:
        yield from shell_records(call, result)
        return
    if result.fate is Fate.DENIED:
        yield _denied(call, result)
    server, tool = _server(call)
    reader = _READERS.get(call.name)
    if server:
        yield Request(**call.origin.system(), system=server, method=tool, done=result.fate in _REACHED)
    elif _edits(call, result):
        yield from _written(call, result)
    elif reader is not None:
        yield from reader(call, result)


_REACHED = frozenset({Fate.DONE, Fate.EXITED, Fate.FAILED})
"""A server that answered with an error was reached."""


def shell_records(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    """The records of one shell call, the command first."""
    outcome, said = _OUTCOMES[result.fate], printed(result.words)
    code, source = result.exit_code, ExitSource.RECORDED
    if code is None:
        code, source = said.exit_code, ExitSource.TEXT
    if outcome is CommandOutcome.ERROR and code is not None:
        outcome = CommandOutcome.RAN
    started = text(call.input, "mode") in {"async", "detached"} or said.background
    if outcome is CommandOutcome.RAN and code is None and started:
        outcome = CommandOutcome.BACKGROUND
    ran = outcome is CommandOutcome.RAN and code is not None
    return shell_call_records(
        ShellCall(
            origin=call.origin,
            tool=call.name,
            text=text(call.input, "command") or text(call.input, "cmd"),
            outcome=outcome,
            exit_code=code if ran else None,
            exit_source=source if ran else ExitSource.UNKNOWN,
            output=said.output,
            call_id=call.id,
            answered=result.origin,
            posix=call.name != "powershell",
        )
    )


def _server(call: ToolCall) -> tuple[str, str]:
    """MCP server and tool of this call; empty where it is none."""
    start = next((one for one in _SERVERS if call.name.startswith(one)), "")
    if start:
        return start.rstrip("-"), call.name.removeprefix(start)
    if call.name.startswith("mcp__") and call.name.count("__") > 1:
        _, server, tool = call.name.split("__", 2)
        return server, tool
    return "", ""


def _edits(call: ToolCall, result: ToolResult) -> bool:
    if call.name == "str_replace_editor" and text(call.input, "command") == "view":
        return False
    return call.name in EDITORS or bool(items(result.detail, "fileEdits"))


def _target(call: ToolCall) -> str:
    path = text(call.input, "path") or text(call.input, "file_path") or text(call.input, "filePath")
    return absolute(path, call.origin.directory) if path else ""


def _denied(call: ToolCall, result: ToolResult) -> Denied:
    url, server = text(call.input, "url"), _server(call)[0]
    path = _target(call) or next((edit.path for edit in _asked_edits(call)), "")
    target = path or url or text(call.input, "query") or text(call.input, "pattern") or text(call.input, "prompt")
    return Denied(
        **(result.origin or call.origin).system(),
        tool=call.name,
        target=excerpt(target),
        reason=excerpt(result.words),
        path=path if _edits(call, result) else "",
        system=server or (host_of(url) if url else ""),
    )


def _asked_edits(call: ToolCall) -> list[_FileEdit]:
    """The files that a call asked to change, by its own arguments."""
    patch = text(call.input, "input") or text(call.input, "patch")
    kinds = {"Add": ChangeKind.CREATED, "Update": ChangeKind.MODIFIED, "Delete": ChangeKind.DELETED}
    found = [_FileEdit(absolute(one[2], call.origin.directory), kinds[one[1]]) for one in _PATCHED.finditer(patch)]
    path = _target(call)
    if found or not path:
        return found
    creating = "create" in (call.name, text(call.input, "command"))
    return [_FileEdit(path, ChangeKind.CREATED if creating else ChangeKind.MODIFIED)]


def _recorded_edits(call: ToolCall, result: ToolResult) -> list[_FileEdit]:
    edits = []
    for edit in items(result.detail, "fileEdits"):
        path, old = text(edit, "path"), text(edit, "oldPath") or text(edit, "previousPath")
        if path:
            kind = _KINDS.get(text(edit, "kind"), ChangeKind.MODIFIED)
            start = call.origin.directory
            edits.append(_FileEdit(absolute(path, start), kind, absolute(old, start) if old else ""))
    return edits


def _written(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    recorded = _recorded_edits(call, result)
    # A tool that failed may have changed what it lists all the same.
    done = result.fate is Fate.DONE or bool(recorded)
    edits = (
        recorded or _asked_edits(call) or [_FileEdit(absolute(SOMEWHERE, call.origin.directory), ChangeKind.MODIFIED)]
    )
    diff = text(result.detail, "result", "detailedContent") or text(result.detail, "result", "content")
    for edit in edits:
        lines = patch_lines(patch_of(diff, edit.path)) if done else None
        yield Change(
            **call.origin.system(),
            path=edit.path,
            old_path=edit.old_path,
            kind=edit.kind,
            known_by=KnownBy.TOOL,
            added=lines.added if lines else None,
            removed=lines.removed if lines else None,
            done=done,
        )


def _viewed(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    path = _target(call)
    listed = text(result.detail, "toolTelemetry", "properties", "viewType") == "directory"
    if path and result.fate is Fate.DONE and not listed:
        yield FileRead(**call.origin.system(), path=path, how=call.name)


def _searched(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    """Only content mode shows what stands in a file; the other modes list names."""
    if result.fate is not Fate.DONE or text(call.input, "output_mode") != "content":
        return
    target = text(call.input, "path") or text(call.input, "paths")
    names: dict[str, None] = {}
    for line in result.words.splitlines():
        hit = _HIT.match(line)
        if hit and not hit[1].isdigit():
            names[hit[1]] = None
        elif target and re.match(r"\d{1,9}[:-]", line):
            names[target] = None
        if len(names) >= _MOST_NAMES:
            break
    for name in names:
        yield FileRead(**call.origin.system(), path=absolute(name, call.origin.directory), how=call.name)


def _fetched(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    url = text(call.input, "url")
    code = whole(result.detail, "toolTelemetry", "metrics", "status_code")
    yield Request(
        **call.origin.system(),
        system=host_of(url) or "web",
        method="GET",
        url=shortened(url),
        status=code,
        done=result.fate is Fate.DONE,
    )


def _web_search(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    query = shortened(text(call.input, "query"))
    yield Request(
        **call.origin.system(), system="web search", method="search", url=query, done=result.fate is Fate.DONE
    )


def _answered(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    if result.fate is Fate.DONE and result.words:
        question = text(call.input, "question") or text(call.input, "message") or call.name
        yield ApprovalSeen(
            **(result.origin or call.origin).person(), text=excerpt(f"{question} → {result.words.strip()}")
        )


def _plan_approved(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    if result.fate is Fate.DONE and re.match(
        r"\s*(?:Plan (?:was )?approved|User approved|approved)", result.words, re.IGNORECASE
    ):
        said = text(call.input, "summary") or text(call.input, "plan")
        yield ApprovalSeen(
            **(result.origin or call.origin).person(), text=excerpt(f"Plan approved: {said}".strip(": "))
        )


def _remembered(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    """Memory is kept on the vendor's server."""
    subject = json.dumps(mapping(call.input).get("subject", ""), ensure_ascii=False)
    yield Request(
        **call.origin.system(),
        system="copilot memory",
        method=f"store {excerpt(subject)}",
        done=result.fate is Fate.DONE,
    )


def _typed(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    """What was typed into a shell that was started before runs there, and its exit code is not known."""
    origin, outcome = call.origin, _OUTCOMES[result.fate]
    return shell_call_records(
        ShellCall(
            origin=origin,
            tool=call.name,
            text=text(call.input, "input"),
            outcome=outcome,
            output=printed(result.words).output,
            call_id=call.id,
            answered=result.origin,
            posix=call.name == "write_bash",
        )
    )


_READERS: dict[str, Callable[[ToolCall, ToolResult], Iterator[Record]]] = {
    "view": _viewed,
    "str_replace_editor": _viewed,
    "grep": _searched,
    "rg": _searched,
    "web_fetch": _fetched,
    "fetch": _fetched,
    "web_search": _web_search,
    "ask_user": _answered,
    "exit_plan_mode": _plan_approved,
    "store_memory": _remembered,
    "write_bash": _typed,
    "write_powershell": _typed,
}
