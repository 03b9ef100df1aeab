"""Tool calls of Claude Code and their results: what became of each, by the words of the program itself."""

import re
from collections.abc import Mapping

from agent_router.evidence.json_fields import flag, items, mapping, text
from agent_router.evidence.logs.calls import Fate, Origin, ToolResult

SHELL_TOOLS = frozenset({"Bash", "PowerShell"})
WRITE_TOOLS = frozenset({"Edit", "MultiEdit", "Write", "NotebookEdit"})

_LONGEST = 100_000
"""Characters of one text of a call's input that are kept; a command is cut to a fifth of it."""

_EXIT = re.compile(r"(?:Error: )?Exit code (-?\d{1,10})(?:\n|\Z)")
_WRAPPED = re.compile(r"\A\s*<tool_use_error>(.*?)(?:</tool_use_error>\s*)?\Z", re.DOTALL)
_DENIALS = (
    "The user doesn't want to",
    "User rejected",
    "Claude requested permissions",
    "This command requires approval",
    "Permission to use",
    "Permission for this",
    "Permission denied by",
    "[Request interrupted by user for tool use]",
)
_BY_HOOK = re.compile(r"hook error|blocked by hook|hook denied|(?:PreToolUse|PermissionRequest):", re.IGNORECASE)
_TOOL_FAULTS = re.compile(
    r"Sibling tool call errored|No such tool|InputValidationError|Agent type|File (?:does not exist|has |is |content)"
    r"|No changes to make|String to replace|Found \d+ matches|EISDIR|ENOENT|EACCES|ENOTDIR|ETIMEDOUT|Command timed out"
    r"|Request failed|Path does not exist|Directory does not exist|Cannot |Could not |Failed to |Invalid |Unknown "
    r"|Error: |Command failed|exceeds maximum|API Error|Session not found|Unable to|Shell cwd|No notebook|Cell with ID"
)


def needed(asked: Mapping[str, object]) -> Mapping[str, object]:
    """A call's input as far as a record needs it: a file's whole content is not held until the answer comes."""
    return {name: one[:_LONGEST] if isinstance(one, str) else one for name, one in asked.items()}


def read_result(name: str, block: object, said: tuple[object, str], origin: Origin) -> ToolResult:
    """Take one `tool_result` block apart; `said` is `toolUseResult` and `toolDenialKind` of its line.

    1. `toolDenialKind`, or the program's own words of refusal: denied.
    2. `Exit code N` at the start: the command ran and ended with N.
    3. `<tool_use_error>` or a known fault of a tool: failed.
    4. Any other error text came from nobody but a hook (its deny reason stands there bare): denied for tools that act.
    """
    extra, denial = said
    words, detail = _words(block), mapping(extra)
    if denial or flag(block, "is_error"):
        return _unsuccessful(name, words, extra, denial=denial, origin=origin)
    stopped = flag(detail, "interrupted") or words.startswith("[Request interrupted")
    return ToolResult(Fate.INTERRUPTED if stopped else Fate.DONE, words, detail, origin=origin)


def _unsuccessful(name: str, words: str, extra: object, *, denial: str, origin: Origin) -> ToolResult:
    wrapped = _WRAPPED.match(words)
    short = extra.removeprefix("Error: ") if isinstance(extra, str) else ""
    # Some errors stand with their reason in toolUseResult alone.
    plain = (wrapped[1] if wrapped else words) or short
    exited, code = _EXIT.match(plain), None
    if denial or plain.startswith(_DENIALS) or short.startswith(_DENIALS) or _BY_HOOK.search(plain[:300]):
        fate = Fate.DENIED
    elif exited:
        plain, code = plain[exited.end() :], int(exited[1])
        fate = Fate.INTERRUPTED if plain.startswith(("Command timed out", "[Request interrupted")) else Fate.EXITED
    elif plain.startswith("[Request interrupted"):
        fate = Fate.INTERRUPTED
    else:
        fate = Fate.FAILED if wrapped or _TOOL_FAULTS.match(plain) or not _acts(name) else Fate.DENIED
    return ToolResult(fate, plain, mapping(extra), code, origin)


def _acts(name: str) -> bool:
    return name in SHELL_TOOLS | WRITE_TOOLS


def _words(block: object) -> str:
    whole = text(block, "content")
    return whole or "\n".join(part for part in (text(item, "text") for item in items(block, "content")) if part)
