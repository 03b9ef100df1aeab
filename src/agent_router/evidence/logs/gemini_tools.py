"""Calls of Gemini CLI's own tools → records; one function a family of tools, dispatched by name.

A call's status: `success` says that the tool worked, nothing of what a command did; `error` and `cancelled` are
refusals where their words say so, else the tool failed or was stopped.
"""

import re
from collections.abc import Callable, Iterator

from agent_router.evidence.json_fields import flag, items, mapping, text
from agent_router.evidence.logs.calls import Fate, Origin, ToolCall, ToolResult
from agent_router.evidence.logs.gemini_shell import SHELL_TOOLS, shell_records
from agent_router.evidence.logs.patch_lines import patch_lines
from agent_router.evidence.texts import excerpt, shortened
from agent_router.model.known import AgentState, ChangeKind, KnownBy
from agent_router.model.run import AgentSeen, ApprovalSeen, Change, Denied, FileRead, Record, Request
from agent_router.scope.written_paths import absolute
from agent_router.shell.effects import host_of

_MOST_NAMES = 500
"""Files named by one answer that are recorded."""

WRITE_TOOLS = frozenset({"write_file", "replace", "edit"})
MEMORY_TOOL = "save_memory"
_MEMORY = "~/.gemini/GEMINI.md"
AGENT_TOOLS = frozenset({"invoke_agent", "delegate_to_agent", "codebase_investigator", "generalist", "cli_help"})
_SILENT_TOOLS = (
    "list_directory glob write_todos get_internal_docs activate_skill enter_plan_mode update_topic complete_task"
    " list_mcp_resources tracker_create_task tracker_update_task tracker_get_task tracker_list_tasks"
    " tracker_add_dependency tracker_visualize list_background_processes read_background_output"
)
SILENT_TOOLS = frozenset(_SILENT_TOOLS.split())
"""Tools that change no file of the work and ask no other system."""

_REFUSED = re.compile(
    r"did not allow|user (?:denied|rejected|declined)|(?:denied|rejected) by|declined|not allowed|is blocked"
    r"|(?:execution|request|call|command) (?:was )?(?:denied|rejected)|policy.?violation|not in the allowed"
    r"|requires? (?:user )?confirmation",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s\"'<>)\]]+")
_GREPPED = re.compile(r"(?m)^File: (.+?)\s*$")
_READ_MANY = re.compile(r"(?m)^--- (.+?) ---\s*$")
_CREATED = re.compile(r"successfully created|created new file|wrote to new file", re.IGNORECASE)
_MCP_DISPLAY = re.compile(r"\A(.+?) \((.+?) MCP Server\)\Z")


def is_known(call: ToolCall) -> bool:
    """Whether this program knows what that tool does."""
    named = SHELL_TOOLS | WRITE_TOOLS | AGENT_TOOLS | SILENT_TOOLS | {MEMORY_TOOL}
    return call.name in named or call.name in _READERS or call.name.startswith("mcp__")


def tool_name(name: str, display: str) -> str:
    """The tool's name; one of an MCP server as `mcp__server__tool`."""
    shown = _MCP_DISPLAY.match(display)
    if shown:
        return f"mcp__{shown[2]}__{shown[1]}"
    if name.startswith("mcp_") and not name.startswith("mcp__") and name.count("_") > 1:
        _, server, tool = name.split("_", 2)
        return f"mcp__{server}__{tool}"
    server, mark, tool = name.partition("__")
    return f"mcp__{server}__{tool}" if mark and server and tool and not name.startswith("mcp__") else name


def read_answer(status: str, words: str, detail: object, origin: Origin) -> ToolResult:
    """What became of a call, by its status and the words of its answer."""
    fate = {"error": Fate.FAILED, "cancelled": Fate.INTERRUPTED, "canceled": Fate.INTERRUPTED}.get(status, Fate.DONE)
    if fate is not Fate.DONE and _REFUSED.search(words[:500]):
        fate = Fate.DENIED
    return ToolResult(fate, words, mapping(detail), origin=origin)


def tool_records(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    """Everything that one call and its answer show, in order."""
    if call.name in SHELL_TOOLS:
        yield from shell_records(call, result)
        return
    if result.fate is Fate.DENIED:
        yield _denied(call, result)
    if call.name in WRITE_TOOLS or call.name == MEMORY_TOOL:
        yield from _written(call, result)
    elif call.name.startswith("mcp__"):
        _, server, tool = call.name.split("__", 2)
        done = result.fate in {Fate.DONE, Fate.FAILED}
        yield Request(**call.origin.system(), system=server, method=tool, done=done)
    elif call.name in AGENT_TOOLS:
        yield from _agent(call, result)
    elif call.name in _READERS:
        yield from _READERS[call.name](call, result)


def target_of(call: ToolCall) -> str:
    """The path among the arguments, absolute where the directory is known."""
    path = text(call.input, "file_path") or text(call.input, "absolute_path") or text(call.input, "path")
    return absolute(path, call.origin.directory) if path else ""


def _denied(call: ToolCall, result: ToolResult) -> Denied:
    path = _MEMORY if call.name == MEMORY_TOOL else target_of(call)
    url = next(iter(_urls(call)), "")
    server = call.name.split("__")[1] if call.name.startswith("mcp__") else ""
    return Denied(
        **(result.origin or call.origin).system(),
        tool=call.name,
        target=excerpt(path or url or text(call.input, "query") or text(call.input, "pattern")),
        reason=excerpt(result.words),
        path=path if call.name in WRITE_TOOLS | {MEMORY_TOOL} else "",
        system=server or (host_of(url) if url else "web search" if call.name == "google_web_search" else ""),
    )


def _written(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    path = text(result.detail, "filePath") or (_MEMORY if call.name == MEMORY_TOOL else target_of(call))
    if not path:
        return
    done = result.fate is Fate.DONE
    lines = patch_lines(text(result.detail, "fileDiff")) if done else None
    created = flag(result.detail, "isNewFile") or bool(_CREATED.search(result.words[:300]))
    yield Change(
        **call.origin.system(),
        path=absolute(path, call.origin.directory),
        kind=ChangeKind.CREATED if created else ChangeKind.MODIFIED,
        known_by=KnownBy.TOOL,
        added=lines.added if lines else None,
        removed=lines.removed if lines else None,
        done=done,
    )


def _read(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    path = target_of(call)
    if path and result.fate is Fate.DONE:
        yield FileRead(**call.origin.system(), path=path, how=call.name)


def _read_many(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    if result.fate is Fate.DONE:
        yield from _named(call, _READ_MANY.findall(result.words))


def _searched(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    """What was found stands below the name of its file; where only names were asked for, no content was seen."""
    if result.fate is Fate.DONE and not flag(call.input, "names_only"):
        yield from _named(call, _GREPPED.findall(result.words))


def _named(call: ToolCall, names: list[str]) -> Iterator[Record]:
    folder = text(call.input, "dir_path") or text(call.input, "path")
    start = absolute(folder, call.origin.directory) if folder else call.origin.directory
    for name in list(dict.fromkeys(names))[:_MOST_NAMES]:
        yield FileRead(**call.origin.system(), path=absolute(name, start), how=call.name)


def _urls(call: ToolCall) -> tuple[str, ...]:
    url = text(call.input, "url")
    given = [one for one in items(call.input, "urls") if isinstance(one, str)]
    found = [one.rstrip(".,;") for one in _URL.findall(text(call.input, "prompt"))]
    return tuple(dict.fromkeys(([url] if url else []) + given + found))


def _fetched(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    done = result.fate is Fate.DONE
    for url in _urls(call) or ("",):
        yield Request(**call.origin.system(), system=host_of(url) or "web", method="GET", url=shortened(url), done=done)


def _web_search(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    query, done = shortened(text(call.input, "query")), result.fate is Fate.DONE
    yield Request(**call.origin.system(), system="web search", method="search", url=query, done=done)


def _resource(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    uri, done = shortened(text(call.input, "uri")), result.fate is Fate.DONE
    yield Request(**call.origin.system(), system=host_of(uri) or "MCP resource", method="read", url=uri, done=done)


def _agent(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    if result.fate is Fate.DENIED:
        return
    label = text(call.input, "agent_name") or text(call.input, "agentName") or call.name
    seen = text(result.detail, "agentId") or call.id
    yield AgentSeen(**call.origin.system(), id=seen, state=AgentState.STARTED, label=label)
    if result.fate is not Fate.UNANSWERED:
        state = AgentState.FINISHED if result.fate is Fate.DONE else AgentState.FAILED
        yield AgentSeen(**(result.origin or call.origin).system(), id=seen, state=state, label=label)


def _asked(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    if result.fate is Fate.DONE and result.words:
        questions = [text(one, "question") for one in items(call.input, "questions")]
        question = "; ".join(one for one in questions if one) or text(call.input, "question")
        origin = result.origin or call.origin
        yield ApprovalSeen(**origin.person(), text=excerpt(f"{question} → {result.words.strip()}"))


def _plan_left(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    if result.fate is Fate.DONE and re.search(r"\bapproved\b", result.words, re.IGNORECASE):
        plan = text(call.input, "plan_path") or text(call.input, "plan_filename") or text(call.input, "plan")
        origin = result.origin or call.origin
        yield ApprovalSeen(**origin.person(), text=excerpt(f"Plan approved: {plan}".strip(": ")))


_READERS: dict[str, Callable[[ToolCall, ToolResult], Iterator[Record]]] = {
    "read_file": _read,
    "read_many_files": _read_many,
    "grep_search": _searched,
    "grep_search_ripgrep": _searched,
    "search_file_content": _searched,
    "web_fetch": _fetched,
    "google_web_search": _web_search,
    "read_mcp_resource": _resource,
    "ask_user": _asked,
    "exit_plan_mode": _plan_left,
}
