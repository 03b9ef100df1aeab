"""Tool calls of GitHub Copilot CLI and what became of each.

1. An error code of refusal, or a permission that ended as denied: denied.
2. `shellExecution.exitCode` decides; `success` only says that the tool itself worked.
3. Where the log holds no code, the line that the tool puts under the output may state it; else it is unknown.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from agent_router.evidence.json_fields import flag, items, mapping, text, whole
from agent_router.evidence.logs.calls import Fate, Origin, ToolResult

SHELL_TOOLS = frozenset({"bash", "powershell", "shell", "local_shell"})
_REFUSALS = frozenset({"denied", "rejected", "permission_denied", "declined"})
_STOPS = frozenset({"aborted", "cancelled", "canceled", "interrupted", "timeout"})
_REFUSED = re.compile(
    r"\s*(?:Permission denied (?:because|and|by)|The user rejected|User rejected|Denied by|Tool call denied"
    r"|The tool call (?:was denied|required approval from the user, but))",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"\n?<(?:exited with (?:exit )?code (-?\d{1,10})"
    r"|(?:command with )?shellId: \S+ (?:completed|exited) with (?:exit )?code (-?\d{1,10}))>\s*\Z"
)
_BACKGROUND = re.compile(
    r"<[^<>\n]*(?:started in (?:the )?background|still running|detached)[^<>\n]*>\s*\Z", re.IGNORECASE
)
_SHELL_ID = re.compile(r"shellId:\s*([\w-]+)")


@dataclass(frozen=True, slots=True)
class Printed:
    """What a shell tool printed, its own last line taken apart."""

    output: str
    exit_code: int | None
    background: bool
    shell_id: str


def decoded(arguments: object) -> Mapping[str, object]:
    """Arguments as an object, also where the log holds them as JSON text."""
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments)
        except (ValueError, RecursionError):
            return {"input": arguments}
    return mapping(arguments)


def is_refusal(result: object) -> bool:
    """Whether a permission ended without leave to run."""
    kind = text(result, "kind")
    return kind.startswith("denied") or kind in {"cancelled", "rejected"}


def read_complete(data: object, origin: Origin, refused: str) -> ToolResult:
    """Take one `tool.execution_complete` apart; `refused` says how its permission ended where that was no."""
    error, code = text(data, "error", "message"), text(data, "error", "code")
    words = text(data, "result", "content") or error or text(data, "result", "detailedContent")
    exit_code = recorded_exit(data)
    if not flag(data, "success") and (code in _REFUSALS or refused or _REFUSED.match(error)):
        return ToolResult(Fate.DENIED, error or refused, mapping(data), origin=origin)
    if exit_code is not None:
        return ToolResult(Fate.EXITED if exit_code else Fate.DONE, words, mapping(data), exit_code, origin)
    if flag(data, "success"):
        return ToolResult(Fate.DONE, words, mapping(data), origin=origin)
    fate = Fate.INTERRUPTED if code in _STOPS else Fate.FAILED
    return ToolResult(fate, words, mapping(data), origin=origin)


def recorded_exit(data: object) -> int | None:
    """The exit code that the log records of a call."""
    found = whole(data, "shellExecution", "exitCode")
    if found is not None:
        return found
    codes = [
        whole(part, "exitCode")
        for part in items(data, "result", "contents")
        if text(part, "type") in {"terminal", "shell_exit"}
    ]
    return next((code for code in reversed(codes) if code is not None), None)


def printed(words: str) -> Printed:
    """The output without the tool's own last line, and what that line says."""
    frame = _FRAME.search(words)
    code = next((int(one) for one in frame.groups() if one is not None), None) if frame else None
    named = _SHELL_ID.search(words, max(len(words) - 400, 0))
    return Printed(
        words[: frame.start()] if frame else words,
        code,
        code is None and bool(_BACKGROUND.search(words)),
        named[1] if named else "",
    )
