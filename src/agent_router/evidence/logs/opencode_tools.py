"""Calls of OpenCode's own tools → records; one function a family of tools, dispatched by name.

1. `state.status` says how the call went, never how the command ended: `metadata.exit` is the exit code.
2. `error` with the words of the permission system is a denial; `Tool execution aborted` an interruption.
3. `running` and `pending` are calls without an answer.
4. A tool that OpenCode does not bring along is a server's (`server_tool`), or unknown and counted.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from agent_router.evidence.json_fields import flag, items, mapping, text, whole
from agent_router.evidence.logs.calls import Fate, ToolCall, ToolResult
from agent_router.evidence.logs.shell_call import ShellCall, shell_call_records
from agent_router.evidence.texts import excerpt, shortened
from agent_router.model.known import AgentState, ChangeKind, CommandOutcome, ExitSource, KnownBy
from agent_router.model.run import AgentSeen, ApprovalSeen, Change, Denied, FileRead, Record, Request
from agent_router.scope.written_paths import absolute
from agent_router.shell.effects import SOMEWHERE, host_of

SHELL_TOOLS = frozenset({"bash", "shell"})
WRITE_TOOLS = frozenset({"edit", "multiedit", "write", "patch", "apply_patch"})
AGENT_TOOLS = frozenset({"task", "subagent", "actor"})
_SILENT = frozenset(
    {"glob", "list", "ls", "todowrite", "todoread", "skill", "lsp", "invalid", "plan_enter", "plan_exit", "batch"}
    | {"lsp_hover", "lsp_diagnostics", "repo_overview"}
)
REDACTED = "[redacted:"
"""How `opencode export --sanitize` begins what it took out."""

_DENIALS = re.compile(
    r"(?:The )?user rejected permission|The user has specified a rule which prevents"
    r"|Permission(?:Rejected|Denied|Corrected)|permission[. _](?:rejected|denied)|The user dismissed this question",
    re.IGNORECASE,
)
_ABORTED = re.compile(
    r"Tool execution aborted|\bThe operation was aborted|tool execution was interrupted", re.IGNORECASE
)
_STOPPED = re.compile(
    r"<(?:bash|shell)_metadata>(?:(?!</?(?:bash|shell)_metadata>).)*(?:abort|terminat|timeout)",
    re.DOTALL | re.IGNORECASE,
)
_CODE = re.compile(r"(?:\A|\n)(?:Command exited with code|Exit code:?) (-?\d{1,10})\.?\s*\Z")
_MATCHED = re.compile(r"^(?!Found \d)(\S[^\n]{0,4000}):$", re.MULTILINE)
_PATCHED = re.compile(r"^\*\*\* (Add|Update|Delete) File: (.+?)\s*$|^\*\*\* Move to: (.+?)\s*$", re.MULTILINE)
_KINDS = {
    "add": ChangeKind.CREATED,
    "update": ChangeKind.MODIFIED,
    "delete": ChangeKind.DELETED,
    "move": ChangeKind.RENAMED,
}
_MOST_NAMES = 500
"""Files named by one search that are recorded."""


def read_state(part: object, call: ToolCall) -> ToolResult:
    """What became of the call of one tool part."""
    state = mapping(part, "state")
    status, detail = text(state, "status"), mapping(state, "metadata")
    words = text(state, "output") or text(detail, "output")
    code = whole(detail, "exit")
    if status == "completed":
        stopped = call.name in SHELL_TOOLS and code is None and _STOPPED.search(words[-2000:])
        done = Fate.EXITED if code else Fate.INTERRUPTED if stopped else Fate.DONE
        return ToolResult(done, words, detail, code, call.origin)
    if status == "error":
        reason = text(state, "error") or words
        fate = Fate.FAILED
        if _DENIALS.search(reason[:2000]):
            fate = Fate.DENIED
        elif _ABORTED.search(reason[:2000]) or flag(detail, "interrupted"):
            fate = Fate.INTERRUPTED
        elif code is not None:
            fate, reason = Fate.EXITED, words or reason
        return ToolResult(fate, reason, detail, code, call.origin)
    return ToolResult(Fate.UNANSWERED, words, detail)


def is_known(name: str) -> bool:
    """Whether this program knows what a tool of that name does."""
    return name in _READERS or name in SHELL_TOOLS | WRITE_TOOLS | AGENT_TOOLS | _SILENT or "_" in name


def tool_records(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    """Everything that one call and its answer show, in order."""
    if call.name in SHELL_TOOLS:
        yield from _shell(call, result)
        return
    if result.fate is Fate.DENIED:
        yield _denied(call, result)
    reader = _READERS.get(call.name)
    if call.name in WRITE_TOOLS:
        yield from _written(call, result)
    elif call.name in AGENT_TOOLS:
        yield from _agent(call, result)
    elif reader is not None:
        yield from reader(call, result)
    elif "_" in call.name and call.name not in _SILENT:
        server, _, tool = call.name.partition("_")
        yield Request(**call.origin.system(), system=server, method=tool, done=result.fate is Fate.DONE)


def _shell(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    folder = text(call.input, "workdir") or text(call.input, "cwd")
    origin = replace(call.origin, directory=absolute(folder, call.origin.directory)) if folder else call.origin
    outcome, code, source = _outcome(result), result.exit_code, ExitSource.RECORDED
    redacted = text(call.input, "redacted")
    if code is None and outcome is CommandOutcome.RAN:
        printed = _CODE.search(result.words)
        code, source = (int(printed[1]), ExitSource.TEXT) if printed else (None, ExitSource.UNKNOWN)
    known = outcome in {CommandOutcome.RAN, CommandOutcome.INTERRUPTED} and code is not None
    return shell_call_records(
        ShellCall(
            origin=origin,
            tool=call.name,
            text=text(call.input, "command") or (f"{REDACTED}{redacted}]" if redacted else ""),
            outcome=outcome,
            exit_code=code if known else None,
            exit_source=source if known else ExitSource.UNKNOWN,
            output=result.words,
            call_id=call.id,
            answered=result.origin,
            posix=not redacted,
        )
    )


def _outcome(result: ToolResult) -> CommandOutcome:
    if result.fate in {Fate.DONE, Fate.EXITED}:
        in_background = flag(result.detail, "background") or text(result.detail, "status") in {"running", "background"}
        return CommandOutcome.BACKGROUND if in_background and result.exit_code is None else CommandOutcome.RAN
    return {
        Fate.FAILED: CommandOutcome.ERROR,
        Fate.DENIED: CommandOutcome.DENIED,
        Fate.INTERRUPTED: CommandOutcome.INTERRUPTED,
        Fate.UNANSWERED: CommandOutcome.NO_RESULT,
    }[result.fate]


def _path(call: ToolCall) -> str:
    path = text(call.input, "filePath") or text(call.input, "path") or text(call.input, "file_path")
    return absolute(path, call.origin.directory) if path else ""


def _denied(call: ToolCall, result: ToolResult) -> Denied:
    path, url = _path(call), text(call.input, "url")
    writes = call.name in WRITE_TOOLS
    if writes and not path:
        path = next((change.path for change in _patched(call, result)), "")
    server = call.name.partition("_")[0] if call.name not in _SILENT | WRITE_TOOLS and "_" in call.name else ""
    return Denied(
        **(result.origin or call.origin).system(),
        tool=call.name,
        target=excerpt(path or url or text(call.input, "query") or text(call.input, "pattern")),
        reason=excerpt(result.words),
        path=path if writes else "",
        system=host_of(url) if url else server,
    )


def _written(call: ToolCall, result: ToolResult) -> Iterator[Change]:
    path = text(result.detail, "filepath") or text(result.detail, "filediff", "file") or _path(call)
    if call.name in {"patch", "apply_patch"} or not path:
        yield from _patched(call, result)
        return
    done = result.fate is Fate.DONE
    figures = mapping(result.detail, "filediff")
    created = mapping(result.detail).get("exists") is False or _is_new(text(result.detail, "diff"))
    added, removed = whole(figures, "additions"), whole(figures, "deletions")
    if call.name == "write" and created and added is None:
        added, removed = len(text(call.input, "content").splitlines()), 0
    yield Change(
        **call.origin.system(),
        path=absolute(path, call.origin.directory),
        kind=ChangeKind.CREATED if created else ChangeKind.MODIFIED,
        known_by=KnownBy.TOOL,
        added=added if done else None,
        removed=removed if done else None,
        done=done,
    )


def _is_new(diff: str) -> bool:
    return "\n@@ -0,0 " in diff


def _patched(call: ToolCall, result: ToolResult) -> Iterator[Change]:
    """Files that a patch names: as the answer lists them, else as the patch itself does."""
    done, directory = result.fate is Fate.DONE, call.origin.directory
    stamp = call.origin.system()
    listed = [file for file in items(result.detail, "files") if text(file, "filePath") or text(file, "file")]
    for file in listed:
        old = absolute(text(file, "filePath") or text(file, "file"), directory)
        moved = text(file, "movePath")
        yield Change(
            **stamp,
            path=absolute(moved, directory) if moved else old,
            old_path=old if moved else "",
            kind=ChangeKind.RENAMED if moved else _KINDS.get(text(file, "type"), ChangeKind.MODIFIED),
            known_by=KnownBy.TOOL,
            added=whole(file, "additions") if done else None,
            removed=whole(file, "deletions") if done else None,
            done=done,
        )
    if listed:
        return
    named = [*named_in_patch(text(call.input, "patchText") or text(call.input, "patch"))]
    for path, old_path, kind in named or [(_path(call) or SOMEWHERE, "", ChangeKind.MODIFIED)]:
        yield Change(
            **stamp,
            path=absolute(path, directory),
            old_path=absolute(old_path, directory) if old_path else "",
            kind=kind,
            known_by=KnownBy.TOOL,
            done=done,
            note="" if named or path != SOMEWHERE else "the log does not hold which path",
        )


def named_in_patch(patch: str) -> Iterator[tuple[str, str, ChangeKind]]:
    """Path, old path and kind of each file of an `*** Update File:` patch."""
    found = list(_PATCHED.finditer(patch))
    for number, one in enumerate(found):
        after = found[number + 1] if number + 1 < len(found) else None
        if one[3] is not None:
            continue
        if after is not None and after[3] is not None:
            yield after[3], one[2], ChangeKind.RENAMED
        else:
            yield one[2], "", _KINDS[one[1].lower()]


def _read(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    path = _path(call)
    if result.fate is Fate.DONE and path and text(result.detail, "display", "type") != "directory":
        yield FileRead(**call.origin.system(), path=path, how=call.name)


def _searched(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    """`grep` names each file on a line of its own, and its matches below."""
    if result.fate is Fate.DONE:
        names = dict.fromkeys(found[1] for found in _MATCHED.finditer(result.words))
        for path in list(names)[:_MOST_NAMES]:
            yield FileRead(**call.origin.system(), path=absolute(path, call.origin.directory), how=call.name)


def _fetched(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    url = text(call.input, "url")
    yield Request(
        **call.origin.system(),
        system=host_of(url) or "web",
        method="GET",
        url=shortened(url),
        done=result.fate is Fate.DONE,
    )


def _web_search(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    query = shortened(text(call.input, "query"))
    done = result.fate is Fate.DONE
    yield Request(**call.origin.system(), system="web search", method="search", url=query, done=done)


def _agent(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    session = text(result.detail, "sessionId") or text(result.detail, "sessionID")
    if result.fate in {Fate.FAILED, Fate.DENIED} and not session:
        return
    seen, label = session or call.id, text(call.input, "description") or text(call.input, "subagent_type")
    model = text(result.detail, "model", "modelID")
    yield AgentSeen(**call.origin.system(), id=seen, state=AgentState.STARTED, label=label, model=model)
    if result.fate is Fate.UNANSWERED or flag(result.detail, "background"):
        return
    state = AgentState.FINISHED if result.fate is Fate.DONE else AgentState.FAILED
    yield AgentSeen(**(result.origin or call.origin).system(), id=seen, state=state, label=label, model=model)


def _asked(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    if result.fate is not Fate.DONE:
        return
    answers = items(result.detail, "answers")
    for question, answer in zip(items(call.input, "questions"), answers, strict=False):
        chosen = [one for one in (answer if isinstance(answer, list) else [answer]) if isinstance(one, str)]
        origin = result.origin or call.origin
        yield ApprovalSeen(**origin.person(), text=excerpt(f"{text(question, 'question')} → {', '.join(chosen)}"))


_READERS: dict[str, Callable[[ToolCall, ToolResult], Iterator[Record]]] = {
    "read": _read,
    "grep": _searched,
    "webfetch": _fetched,
    "websearch": _web_search,
    "codesearch": _web_search,
    "question": _asked,
}
