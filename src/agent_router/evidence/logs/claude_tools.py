"""Calls of Claude Code's own tools → records; one function a family of tools, dispatched by name."""

from collections.abc import Callable, Iterator

from agent_router.evidence.json_fields import flag, items, mapping, text, whole
from agent_router.evidence.logs.calls import Fate, Origin, ToolCall, ToolResult
from agent_router.evidence.logs.claude_calls import SHELL_TOOLS, WRITE_TOOLS
from agent_router.evidence.logs.claude_shell import shell_records
from agent_router.evidence.texts import excerpt, shortened
from agent_router.model.known import AgentState, ChangeKind, KnownBy
from agent_router.model.run import AgentSeen, ApprovalSeen, Change, Denied, FileRead, Finding, Record, Request
from agent_router.scope.written_paths import absolute
from agent_router.shell.effects import host_of

_MOST_NAMES = 500
"""Files named by one search that are recorded."""

AGENT_TOOLS = frozenset({"Task", "Agent"})


def tool_records(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    """Everything that one call and its answer show, in order."""
    if call.name in SHELL_TOOLS:
        yield from shell_records(call, result)
        yield from _of_repository(call, result)
        return
    if result.fate is Fate.DENIED:
        yield _denied(call, result)
    reader = _READERS.get(call.name)
    if call.name in WRITE_TOOLS:
        yield from _written(call, result)
    elif reader is not None:
        yield from reader(call, result)
    elif call.name.startswith("mcp__"):
        yield _mcp(call, result)


def linked_request(line: object, origin: Origin) -> Request:
    """The pull request that a session is linked to."""
    url = text(line, "prUrl")
    system = host_of(url) or text(line, "prRepository") or "pull request"
    return Request(**origin.system(), system=system, method="pull request", url=shortened(url))


def _of_repository(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    """What the program itself saw a command do to a repository's remote: a push, a pull request."""
    done, seen = mapping(result.detail, "gitOperation"), call.origin.system()
    branch, url = text(done, "push", "branch"), text(done, "pr", "url")
    if branch:
        yield Request(**seen, system="git remote", method="push", url=shortened(branch))
    if url:
        action = text(done, "pr", "action")
        yield Request(**seen, system=host_of(url), method=f"pull request {action}".strip(), url=shortened(url))


def denied_by_program(call: ToolCall) -> Record:
    """The refusal of a call that only the closing record of a stream names."""
    if call.name in SHELL_TOOLS:
        records = shell_records(call, ToolResult(Fate.DENIED))
        return next(record for record in records if isinstance(record, Denied))
    return _denied(call, ToolResult(Fate.DENIED))


def _denied(call: ToolCall, result: ToolResult) -> Denied:
    path = _target_path(call)
    url = text(call.input, "url")
    target = path or url or text(call.input, "query") or text(call.input, "pattern") or text(call.input, "prompt")
    return Denied(
        **(result.origin or call.origin).system(),
        tool=call.name,
        target=excerpt(target),
        reason=excerpt(result.words),
        path=path if call.name in WRITE_TOOLS else "",
        system=_system(call),
    )


def _system(call: ToolCall) -> str:
    if call.name == "WebFetch":
        return host_of(text(call.input, "url"))
    if call.name == "WebSearch":
        return "web search"
    return call.name.split("__")[1] if call.name.startswith("mcp__") and call.name.count("__") > 1 else ""


def _target_path(call: ToolCall) -> str:
    path = text(call.input, "file_path") or text(call.input, "notebook_path") or text(call.input, "path")
    return absolute(path, call.origin.directory) if path else ""


def _written(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    path = text(result.detail, "filePath") or text(result.detail, "notebook_path") or _target_path(call)
    if not path:
        return
    done = result.fate is Fate.DONE
    created = text(result.detail, "type") == "create"
    hunks = items(result.detail, "structuredPatch")
    added = removed = None
    if done and hunks:
        lines = [line for hunk in hunks for line in items(hunk, "lines") if isinstance(line, str)]
        added = sum(1 for line in lines if line.startswith("+"))
        removed = sum(1 for line in lines if line.startswith("-"))
    elif done and created:
        added, removed = len(text(result.detail, "content").splitlines()), 0
    yield Change(
        **call.origin.system(),
        path=absolute(path, call.origin.directory),
        kind=ChangeKind.CREATED if created else ChangeKind.MODIFIED,
        known_by=KnownBy.TOOL,
        added=added,
        removed=removed,
        done=done,
    )


def _read(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    path = text(result.detail, "file", "filePath") or _target_path(call)
    if result.fate is Fate.DONE and path:
        yield FileRead(**call.origin.system(), path=absolute(path, call.origin.directory), how=call.name)


def _searched(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    """Content mode names the files in its text alone; the other modes only list names, and show no content."""
    if result.fate is not Fate.DONE:
        return
    mode = text(result.detail, "mode") or text(call.input, "output_mode")
    if mode != "content":
        return
    content = text(result.detail, "content") or result.words
    target = _target_path(call)
    for path in _files_named(content, target):
        yield FileRead(**call.origin.system(), path=absolute(path, call.origin.directory), how=call.name)


def _files_named(content: str, target: str) -> tuple[str, ...]:
    """Files in `name:12:text` and `name-12-text` lines; the searched file itself where lines bear only numbers."""
    names: dict[str, None] = {}
    for line in content.splitlines():
        for sign in (":", "-"):
            name = _name_before_number(line, sign)
            if name == "" and target:
                names[target] = None
            if name:
                names[name] = None
            if name is not None:
                break
        if len(names) >= _MOST_NAMES:
            break
    return tuple(names)


def _name_before_number(line: str, sign: str) -> str | None:
    """What stands before `:12:`; empty where the line starts with the number, None where there is no such thing."""
    parts = line.split(sign)
    if len(parts) > 1 and parts[0].isdigit():
        return ""
    for at in range(1, len(parts) - 1):
        if parts[at].isdigit():
            return sign.join(parts[:at])
    return None


def _fetched(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    url = text(result.detail, "url") or text(call.input, "url")
    yield Request(
        **call.origin.system(),
        system=host_of(url) or "web",
        method="GET",
        url=shortened(url),
        status=whole(result.detail, "code"),
        done=result.fate is Fate.DONE,
    )


def _web_search(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    yield Request(
        **call.origin.system(),
        system="web search",
        method="search",
        url=shortened(text(call.input, "query")),
        done=result.fate is Fate.DONE,
    )


def _mcp(call: ToolCall, result: ToolResult) -> Request:
    _, _, rest = call.name.partition("__")
    server, _, tool = rest.partition("__")
    return Request(**call.origin.system(), system=server, method=tool, done=result.fate is Fate.DONE)


def _agent(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    agent_id = text(result.detail, "agentId")
    if result.fate in {Fate.FAILED, Fate.DENIED} and not agent_id:
        return
    label = text(call.input, "description")
    model = text(result.detail, "resolvedModel") or text(call.input, "model")
    seen = agent_id or call.id
    yield AgentSeen(**call.origin.system(), id=seen, state=AgentState.STARTED, label=label, model=model)
    if result.fate is Fate.UNANSWERED or text(result.detail, "status") == "async_launched":
        return
    state = AgentState.FINISHED if result.fate is Fate.DONE else AgentState.FAILED
    yield AgentSeen(**(result.origin or call.origin).system(), id=seen, state=state, label=label, model=model)


def _findings(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    if result.fate is not Fate.DONE:
        return
    for found in items(call.input, "findings"):
        yield Finding(
            **call.origin.words(),
            text=shortened(text(found, "summary")),
            severity=text(found, "severity"),
            area=text(found, "category"),
            file=_finding_file(call, found),
            line=whole(found, "line"),
            reproduction=shortened(text(found, "failure_scenario")),
        )


def _finding_file(call: ToolCall, found: object) -> str:
    file = text(found, "file")
    return absolute(file, call.origin.directory) if file else ""


def _asked(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    if result.fate is not Fate.DONE:
        return
    for question, answer in mapping(result.detail, "answers").items():
        if isinstance(answer, str):
            origin = result.origin or call.origin
            yield ApprovalSeen(**origin.person(), text=excerpt(f"{question} → {answer}"))


def _plan_approved(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    if result.fate is Fate.DONE and not flag(call.input, "isAgent"):
        origin = result.origin or call.origin
        plan = text(result.detail, "plan") or text(call.input, "plan")
        yield ApprovalSeen(**origin.person(), text=excerpt(f"Plan approved: {plan}".strip()))


_READERS: dict[str, Callable[[ToolCall, ToolResult], Iterator[Record]]] = {
    "Read": _read,
    "NotebookRead": _read,
    "Grep": _searched,
    "WebFetch": _fetched,
    "WebSearch": _web_search,
    "Task": _agent,
    "Agent": _agent,
    "ReportFindings": _findings,
    "AskUserQuestion": _asked,
    "ExitPlanMode": _plan_approved,
    "exit_plan_mode": _plan_approved,
}
