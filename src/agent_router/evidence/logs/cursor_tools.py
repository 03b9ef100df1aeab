"""Tool calls of Cursor → records, for the stream (which holds answers) and for transcripts (which hold none).

1. A stream names the tool by the key `<kind>ToolCall`, whatever other keys lie beside it, and answers with exactly one
   of `success`, `failure`, `rejected`, `…PermissionDenied`, `timeout`, `error` and their kin.
2. A transcript names it by the tool's own name. There is no answer, so whatever it asks for was attempted only.
3. Both names lead to one family of tools; a tool of no known family is counted by the caller.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from agent_router.evidence.json_fields import EMPTY, flag, items, mapping, text, whole
from agent_router.evidence.logs.calls import Fate, ToolCall, ToolResult
from agent_router.evidence.logs.opencode_tools import named_in_patch
from agent_router.evidence.logs.shell_call import ShellCall, shell_call_records
from agent_router.evidence.texts import excerpt, shortened
from agent_router.model.known import AgentState, ChangeKind, CommandOutcome, ExitSource, KnownBy
from agent_router.model.run import AgentSeen, Change, Denied, FileRead, Record, Request
from agent_router.scope.written_paths import absolute
from agent_router.shell.effects import SOMEWHERE, host_of

_FAMILY_NAMES: Mapping[str, str] = {
    "shell": "shell bash runterminalcmd runterminalcommand runterminalcommandv2 terminal",
    "write": "write edit strreplace multistrreplace searchreplace editfile applypatch multiedit editnotebook createfile"
    " notebookedit reapply applyagentdiff",
    "delete": "delete deletefile",
    "read": "read readfile",
    "grep": "grep grepsearch ripgrep",
    "fetch": "webfetch fetch",
    "search": "websearch",
    "mcp": "mcp callmcptool fetchmcpresource readmcpresource mcptool",
    "task": "task",
    "silent": "glob ls listdir globfilesearch filesearch todo todowrite updatetodos readtodos semsearch semanticsearch"
    " codebasesearch readlints switchmode askquestion createplan await fetchrules listmcpresources updatecurrentstep"
    " askfollowupquestion think getmcptools reflect",
}
_FAMILIES = {name: family for family, names in _FAMILY_NAMES.items() for name in names.split()}
_PATHS = ("path", "file_path", "target_file", "target_notebook", "filePath", "relativeWorkspacePath")
_DENIED = ("rejected", "permissiondenied", "denied", "blocked")
_INTERRUPTED = ("timeout", "aborted", "cancelled", "canceled", "interrupted")
_MOST_NAMES = 500
"""Files named by one search that are recorded."""


def family_of(name: str) -> str:
    """The family of a tool by either name; empty where it is not known."""
    plain = name.removesuffix("ToolCall").replace("_", "").replace("-", "").lower()
    if name.startswith(("mcp_", "mcp-")):
        return "mcp"
    return _FAMILIES.get(plain, "")


def call_in(envelope: object) -> tuple[str, Mapping[str, object]]:
    """Name and body of the one tool in a `tool_call` object; its other keys are metadata."""
    given = mapping(envelope)
    named = [(key, mapping(value)) for key, value in given.items() if isinstance(value, dict)]
    for key, body in named:
        if key.endswith("ToolCall"):
            return key, body
    for key, body in named:
        if key == "function":
            return text(body, "name"), {"args": body.get("arguments"), "result": body.get("result")}
        if "args" in body or "result" in body:
            return key, body
    return "", EMPTY


def read_answer(result: object) -> ToolResult:
    """What became of a call, by its one-of result."""
    given = mapping(result)
    kind, detail = next(((key, value) for key, value in given.items() if isinstance(value, dict)), ("", EMPTY))
    if not kind:
        kind = next(iter(given), "")
        detail = {"error": given[kind]} if kind else EMPTY
    code = whole(detail, "exitCode")
    words = _words(detail)
    plain = kind.lower()
    if not kind:
        fate = Fate.UNANSWERED
    elif plain == "success":
        fate = Fate.EXITED if code else Fate.DONE
    elif any(one in plain for one in _DENIED):
        fate = Fate.DENIED
    elif any(one in plain for one in _INTERRUPTED) or flag(detail, "aborted"):
        fate = Fate.INTERRUPTED
    else:
        fate = Fate.EXITED if plain == "failure" and code else Fate.FAILED
    return ToolResult(fate, words, detail, code)


def _words(detail: Mapping[str, object]) -> str:
    printed = [text(detail, name) for name in ("stdout", "stderr")]
    return "\n".join(one for one in printed if one) or next(
        (
            said
            for name in ("interleavedOutput", "output", "error", "reason", "message")
            if (said := text(detail, name))
        ),
        text(detail, "error", "error"),
    )


def cursor_records(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    """Everything that one call and its answer show, in order."""
    family = family_of(call.name)
    if family == "shell":
        yield from _shell(call, result)
        return
    if result.fate is Fate.DENIED:
        yield _denied(call, result, family)
    reader = _READERS.get(family)
    if reader is not None:
        yield from reader(call, result)


def _shell(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    folder = text(call.input, "workingDirectory") or text(call.input, "working_directory")
    origin = replace(call.origin, directory=absolute(folder, call.origin.directory)) if folder else call.origin
    outcome = _outcome(call, result)
    code = result.exit_code if outcome in {CommandOutcome.RAN, CommandOutcome.INTERRUPTED} else None
    return shell_call_records(
        ShellCall(
            origin=origin,
            tool=call.name,
            text=text(call.input, "command") or text(result.detail, "command"),
            outcome=outcome,
            exit_code=code,
            exit_source=ExitSource.UNKNOWN if code is None else ExitSource.RECORDED,
            output=result.words,
            call_id=call.id,
            answered=result.origin,
        )
    )


def _outcome(call: ToolCall, result: ToolResult) -> CommandOutcome:
    if result.fate in {Fate.DONE, Fate.EXITED}:
        asked = flag(call.input, "isBackground") or flag(call.input, "is_background")
        background = asked or flag(result.detail, "isBackground") or flag(result.detail, "backgrounded")
        return CommandOutcome.BACKGROUND if background and result.exit_code is None else CommandOutcome.RAN
    return {
        Fate.FAILED: CommandOutcome.ERROR,
        Fate.DENIED: CommandOutcome.DENIED,
        Fate.INTERRUPTED: CommandOutcome.INTERRUPTED,
        Fate.UNANSWERED: CommandOutcome.NO_RESULT,
    }[result.fate]


def _path(call: ToolCall, result: ToolResult) -> str:
    named = (text(where, name) for where in (call.input, result.detail) for name in _PATHS)
    path = next((one for one in named if one), "")
    return absolute(path, call.origin.directory) if path else ""


def _denied(call: ToolCall, result: ToolResult, family: str) -> Denied:
    path, url = _path(call, result), text(call.input, "url")
    server = _server(call)[0] if family == "mcp" else host_of(url) if url else ""
    return Denied(
        **(result.origin or call.origin).system(),
        tool=call.name,
        target=excerpt(path or url or text(call.input, "pattern") or text(call.input, "searchTerm")),
        reason=excerpt(result.words),
        path=path if family in {"write", "delete"} else "",
        system=server,
    )


def _written(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    done, detail = result.fate is Fate.DONE, mapping(result.detail)
    patch = next((one for name in ("patch", "input", "patchContent") if (one := text(call.input, name))), "")
    named = list(named_in_patch(patch))
    single = _path(call, result)
    created = detail.get("beforeFullFileContent") == "" or flag(detail, "isNewFile")
    kind = ChangeKind.CREATED if created else ChangeKind.MODIFIED
    added, removed = whole(detail, "linesAdded"), whole(detail, "linesRemoved")
    if len(named) > 1:
        added = removed = None
    for path, old_path, what in named or [(single or SOMEWHERE, "", kind)]:
        yield Change(
            **call.origin.system(),
            path=absolute(path, call.origin.directory),
            old_path=absolute(old_path, call.origin.directory) if old_path else "",
            kind=what,
            known_by=KnownBy.TOOL,
            added=added if done else None,
            removed=removed if done else None,
            done=done,
            note="" if named or single else "the log does not hold which path",
        )


def _deleted(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    yield Change(
        **call.origin.system(),
        path=_path(call, result) or absolute(SOMEWHERE, call.origin.directory),
        kind=ChangeKind.DELETED,
        known_by=KnownBy.TOOL,
        done=result.fate is Fate.DONE,
    )


def _read(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    path = _path(call, result)
    if path and result.fate in {Fate.DONE, Fate.UNANSWERED}:
        how = call.name if result.fate is Fate.DONE else f"{call.name}, attempted"
        yield FileRead(**call.origin.system(), path=path, how=how)


def _searched(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    """`workspaceResults` holds the matches by workspace and file; a list of names alone shows no content."""
    if result.fate is not Fate.DONE:
        return
    names: dict[str, None] = {}
    for root, found in mapping(result.detail, "workspaceResults").items():
        for match in items(found, "content", "matches"):
            if text(match, "file"):
                names[absolute(text(match, "file"), root if root.startswith("/") else call.origin.directory)] = None
    for path in list(names)[:_MOST_NAMES]:
        yield FileRead(**call.origin.system(), path=path, how=call.name)


def _fetched(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    url, done = text(call.input, "url"), result.fate is Fate.DONE
    yield Request(**call.origin.system(), system=host_of(url) or "web", method="GET", url=shortened(url), done=done)


def _web_search(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    query = text(call.input, "searchTerm") or text(call.input, "search_term") or text(call.input, "query")
    done = result.fate is Fate.DONE
    yield Request(**call.origin.system(), system="web search", method="search", url=shortened(query), done=done)


def _server(call: ToolCall) -> tuple[str, str]:
    """Server and tool of an MCP call."""
    given = call.input
    names = ("providerIdentifier", "serverIdentifier", "serverName", "server")
    server = next((one for name in names if (one := text(given, name))), "")
    return server or "mcp", text(given, "toolName") or text(given, "name") or call.name


def _mcp(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    server, tool = _server(call)
    done = result.fate is Fate.DONE and not flag(result.detail, "isError")
    yield Request(**call.origin.system(), system=server, method=tool, done=done)


def _agent(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    seen = text(result.detail, "agentId") or call.id or call.origin.place.short
    label = text(call.input, "description") or text(call.input, "subagent_type")
    model = text(call.input, "model")
    if result.fate is Fate.DENIED:
        return
    yield AgentSeen(**call.origin.system(), id=seen, state=AgentState.STARTED, label=label, model=model)
    if result.fate is not Fate.UNANSWERED and not flag(result.detail, "isBackground"):
        state = AgentState.FINISHED if result.fate is Fate.DONE else AgentState.FAILED
        yield AgentSeen(**(result.origin or call.origin).system(), id=seen, state=state, label=label, model=model)


_READERS: Mapping[str, Callable[[ToolCall, ToolResult], Iterator[Record]]] = {
    "write": _written,
    "delete": _deleted,
    "read": _read,
    "grep": _searched,
    "fetch": _fetched,
    "search": _web_search,
    "mcp": _mcp,
    "task": _agent,
}
