"""Tool calls of programs that have no reader of their own, by what their tools are commonly called.

1. The name decides the family; a tool that takes its action as an argument (`str_replace_editor`) goes by that.
2. A call whose arguments were not captured has no text and no path: a command without words, a change of an unknown
   path. Nothing is made up for it.
3. A name that no family knows shows nothing of its effects; the caller counts it.
"""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import Enum

from agent_router.evidence.json_fields import items, mapping, text
from agent_router.evidence.logs.calls import Fate, ToolCall, ToolResult
from agent_router.evidence.logs.json_document import decoded_text
from agent_router.evidence.logs.shell_call import ShellCall, shell_call_records
from agent_router.evidence.texts import excerpt, shortened
from agent_router.model.known import ChangeKind, CommandOutcome, ExitSource, KnownBy
from agent_router.model.run import Change, Denied, FileRead, Record, Request
from agent_router.scope.written_paths import absolute
from agent_router.shell.effects import SOMEWHERE, host_of


class Family(Enum):
    """What a tool does."""

    SHELL = "shell"
    WRITE = "write"
    READ = "read"
    FETCH = "fetch"
    SERVER = "server"
    """A tool of an MCP server."""
    HARMLESS = "harmless"
    """Lists names, keeps a plan, asks, thinks."""
    UNKNOWN = "unknown"


_NAMES: Mapping[Family, str] = {
    Family.SHELL: "bash bash_command shell run_shell_command run_shell_cmd local_shell local_shell_call shell_command"
    " exec exec_command execute execute_bash execute_command run_command run_in_terminal run_terminal_cmd terminal"
    " powershell write_bash container.exec command",
    Family.WRITE: "edit multiedit write create write_file edit_file create_file replace replace_string_in_file"
    " insert_edit_into_file multi_replace_string_in_file str_replace str_replace_based_edit_tool insert apply_patch"
    " patch notebookedit delete_file delete write_to_file replace_in_file search_replace append undo_edit move_file",
    Family.READ: "view read read_file read_many_files cat open open_file view_file notebookread file_read",
    Family.FETCH: "webfetch web_fetch fetch fetch_webpage http_request url_fetch websearch web_search"
    " google_web_search",
    Family.HARMLESS: "grep glob rg ls list_directory list_dir find search search_files grep_search file_search"
    " codebase_search semantic_search report_intent todowrite todoread update_plan update_todo write_todos think"
    " task_complete ask_user askuserquestion finish submit read_bash list_bash stop_bash skill toolsearch"
    " taskcreate taskupdate manage_todo_list save_memory task agent",
}
_FAMILIES = {name: family for family, names in _NAMES.items() for name in names.split()}
_EDITORS = frozenset({"str_replace_editor", "str_replace_based_edit_tool", "file_editor"})
_EDITOR_ACTIONS = {"view": Family.READ}
_PATHS = ("path", "file_path", "filePath", "filename", "file", "target_file", "notebook_path", "absolute_path", "uri")
_COMMANDS = ("command", "cmd", "commands", "script", "keystrokes", "input")
_CREATING = frozenset({"create", "create_file", "write_to_file"})
_DELETING = frozenset({"delete", "delete_file"})
_PATCHED = re.compile(r"^\*\*\* (Add|Update|Delete) File: (.+?)\s*$|^\*\*\* Move to: (.+?)\s*$", re.MULTILINE)
_KINDS = {"Add": ChangeKind.CREATED, "Update": ChangeKind.MODIFIED, "Delete": ChangeKind.DELETED}
_SHELLS = frozenset({"bash", "sh", "zsh"})
_WRAPPED = re.compile(
    r"\A\s*<returncode>(-?\d{1,10})</returncode>|<shellId: \S+ completed with exit code (-?\d{1,10})>\s*\Z"
)
_STATED = re.compile(
    r"\A\s*(?:Error: )?(?:Process exited with code|Exit code:?) (-?\d{1,10})\s*(?:\n|\Z)"
    r"|(?:\A|\n)\[?(?:(?:Command finished with )?exit[ _]code|Process exited with code):? (-?\d{1,10})[\]).]?\s*\Z",
    re.IGNORECASE,
)


def decoded(arguments: object) -> Mapping[str, object]:
    """Arguments as an object, also where the log holds them as JSON text."""
    return mapping(decoded_text(arguments) if isinstance(arguments, str) else arguments)


def family_of(call: ToolCall) -> Family:
    """The family of this call's tool."""
    name = call.name.lower().removeprefix("functions.")
    if name in _EDITORS:
        return _EDITOR_ACTIONS.get(text(call.input, "command"), Family.WRITE)
    if name.startswith("mcp__") and name.count("__") > 1:
        return Family.SERVER
    return _FAMILIES.get(name, Family.UNKNOWN)


def command_of(arguments: object) -> str:
    """The command line among the arguments; a list of words becomes a line, a `bash -lc` around it is taken off."""
    given = mapping(arguments)
    for name in _COMMANDS:
        value = given.get(name)
        if isinstance(value, str):
            return value
        if isinstance(value, list) and value:
            words = [str(word) for word in value]
            wrapped = len(words) == 3 and words[0].rsplit("/", 1)[-1] in _SHELLS and words[1] in {"-c", "-lc"}
            return words[2] if wrapped else shlex.join(words)
    return ""


def printed_exit_code(output: str) -> int | None:
    """The exit code that a program put at the start or the end of a tool's output, or None.

    In plain words any command can print a 0, so words show failure alone; a program's own wrapping shows both.
    """
    wrapped = _WRAPPED.search(output)
    if wrapped:
        return int(wrapped[1] or wrapped[2])
    stated = _STATED.search(output)
    return (int(stated[1] or stated[2]) or None) if stated else None


def named_tool_records(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    """What one call of a commonly named tool shows."""
    family = family_of(call)
    if family is Family.SHELL:
        yield from _shell(call, result)
        return
    if result.fate is Fate.DENIED:
        yield _denied(call, result, family)
    if family is Family.WRITE:
        yield from _written(call, result)
    elif family is Family.READ:
        path = path_of(call)
        if path and result.fate is Fate.DONE:
            yield FileRead(**call.origin.system(), path=path, how=call.name)
    elif family is Family.FETCH:
        yield _fetched(call, result)
    elif family is Family.SERVER:
        _, server, tool = call.name.split("__", 2)
        yield Request(**call.origin.system(), system=server, method=tool, done=result.fate is Fate.DONE)


def _shell(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    """The records of a shell call; the exit code is the one recorded, else the one its program printed."""
    code, known = result.exit_code, ExitSource.RECORDED
    if code is None:
        code, known = printed_exit_code(result.words), ExitSource.TEXT
    outcome = {
        Fate.DONE: CommandOutcome.RAN,
        Fate.EXITED: CommandOutcome.RAN,
        Fate.FAILED: CommandOutcome.ERROR if code is None else CommandOutcome.RAN,
        Fate.DENIED: CommandOutcome.DENIED,
        Fate.INTERRUPTED: CommandOutcome.INTERRUPTED,
        Fate.UNANSWERED: CommandOutcome.NO_RESULT,
    }[result.fate]
    ran = outcome is CommandOutcome.RAN
    folder = text(call.input, "workdir") or text(call.input, "cwd")
    origin = replace(call.origin, directory=absolute(folder, call.origin.directory)) if folder else call.origin
    return shell_call_records(
        ShellCall(
            origin=origin,
            tool=call.name,
            text=command_of(call.input),
            outcome=outcome,
            exit_code=code if ran else None,
            exit_source=known if ran and code is not None else ExitSource.UNKNOWN,
            output=result.words,
            call_id=call.id,
            answered=result.origin,
            posix=call.name.lower() != "powershell",
        )
    )


def path_of(call: ToolCall) -> str:
    """The path among the arguments, absolute; empty without one."""
    found = next((value for name in _PATHS if (value := text(call.input, name))), "")
    return absolute(found, call.origin.directory) if found else ""


def _written(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    done = result.fate is Fate.DONE
    patch = text(call.input, "input") or text(call.input, "patch") or text(call.input, "patchText")
    named = list(_PATCHED.finditer(patch))
    for found in named:
        if found[3] is None:
            yield Change(
                **call.origin.system(),
                path=absolute(found[2], call.origin.directory),
                kind=_KINDS[found[1]],
                known_by=KnownBy.TOOL,
                done=done,
            )
        else:
            yield Change(
                **call.origin.system(),
                path=absolute(found[3], call.origin.directory),
                kind=ChangeKind.CREATED,
                known_by=KnownBy.TOOL,
                done=done,
            )
    if not named:
        path = path_of(call)
        yield Change(
            **call.origin.system(),
            path=path or absolute(SOMEWHERE, call.origin.directory),
            kind=_kind(call),
            known_by=KnownBy.TOOL,
            done=done,
            note="" if path else "the log does not hold which path",
        )


def _kind(call: ToolCall) -> ChangeKind:
    action = text(call.input, "command") if call.name.lower() in _EDITORS else call.name.lower()
    if action in _CREATING:
        return ChangeKind.CREATED
    return ChangeKind.DELETED if action in _DELETING else ChangeKind.MODIFIED


def _fetched(call: ToolCall, result: ToolResult) -> Request:
    url = text(call.input, "url") or next((one for one in items(call.input, "urls") if isinstance(one, str)), "")
    searched = "search" in call.name.lower()
    return Request(
        **call.origin.system(),
        system="web search" if searched else host_of(url) or "web",
        method="search" if searched else text(call.input, "method").upper() or "GET",
        url=shortened(url or text(call.input, "query")),
        done=result.fate is Fate.DONE,
    )


def _denied(call: ToolCall, result: ToolResult, family: Family) -> Denied:
    path = path_of(call)
    url = text(call.input, "url")
    return Denied(
        **(result.origin or call.origin).system(),
        tool=call.name,
        target=excerpt(path or url or text(call.input, "query")),
        reason=excerpt(result.words),
        path=path if family is Family.WRITE else "",
        system=host_of(url) if url else call.name.split("__")[1] if family is Family.SERVER else "",
    )
