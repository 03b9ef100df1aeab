"""A shell call of Gemini CLI: its exit code stands in the text that the tool frames its output with, and only there.

1. Up to 0.3x the frame begins with `Command:` and always ends with `Exit Code: N` and `Signal:`.
2. Later the frame begins with `Output:`, ends with `Process Group PGID:`, and holds `Exit Code: N` only where N is not
   0; a frame that is whole and holds neither code, signal nor error is an implied 0 for a simple command or `&&` chain.
3. Only the tool's own frame counts, which is what stands last: what the program printed before it is output, whatever
   it looks like. `Exit Code: 0` in a later frame was printed by the program.
4. `stream-json` shows the output without its frame: there the exit code is unknown, whatever the status says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from agent_router.evidence.json_fields import flag, text
from agent_router.evidence.logs.calls import Fate, ToolCall, ToolResult
from agent_router.evidence.logs.shell_call import ShellCall, shell_call_records
from agent_router.model.known import CommandOutcome, ExitSource
from agent_router.model.run import Record
from agent_router.scope.written_paths import absolute
from agent_router.shell.parsing import parse_shell

SHELL_TOOLS = frozenset({"run_shell_command", "shell", "ShellTool"})

_WRAPPED = re.compile(r"\A\s*<untrusted_context>\n(.*?)\n?</untrusted_context>\s*\Z", re.DOTALL)
_HEAD = re.compile(r"\A(Command:[^\n]*\n.*?^Directory:[^\n]*\n)?^(?:Output|Stdout): ?", re.DOTALL | re.MULTILINE)
_TAIL = re.compile(
    r"(?:\nExit Code: (?P<code>-?\d{1,10}|\(none\)))?(?P<signal>\nSignal: (?P<number>\S[^\n]*))?"
    r"(?:\nBackground PIDs: [^\n]*)?(?P<group>\nProcess Group PGID: [^\n]*)?\s*\Z"
)
_TAIL_START = re.compile(r"\n(?:Exit Code|Signal|Background PIDs|Process Group PGID): ")
_ERROR = re.compile(r"\nError: (?P<words>[^\n]*)\Z")
_LONGEST_TAIL = 2_000
"""Characters in which the closing lines of a frame stand."""

_BACKGROUND = re.compile(r"\ACommand moved to background \(PID", re.IGNORECASE)
_STOPPED = re.compile(r"\ACommand was (?:automatically )?cancelled", re.IGNORECASE)
_DISPLAYED = re.compile(r"\ACommand exited with code: (-?\d{1,10})\s*\Z")
_NO_SIGNAL = frozenset({"", "0", "(none)", "null"})


@dataclass(frozen=True, slots=True)
class Framed:
    """What a shell tool's answer says, its frame taken apart."""

    output: str
    exit_code: int | None = None
    plain: bool = False
    """A whole frame of a later version that names no failure."""


def framed(words: str) -> Framed:
    """Take the frame off."""
    displayed = _DISPLAYED.match(words)
    if displayed:
        return Framed("", int(displayed[1]))
    wrapped = _WRAPPED.match(words)
    inner = wrapped[1] if wrapped else words
    head = _HEAD.match(inner)
    if head is None:
        return Framed(inner)
    early, start = head[1] is not None, head.end()
    tail = _tail(inner, start)
    if tail is None:
        return Framed(inner[start:])
    code, output = tail["code"], inner[start : tail.start()]
    if not early and code == "0" and tail["signal"] is None:
        code, output = None, inner[start : tail.end("code")]
    number = int(code) if code and code != "(none)" else None
    error = _ERROR.search(output)
    failed = error is not None and error["words"] not in {"", "(none)"}
    if error is not None and (error["words"] == "(none)" or not failed):
        output = output[: error.start()]
    killed = (tail["number"] or "") not in _NO_SIGNAL
    plain = not early and code is None and tail["group"] is not None and not killed and not failed
    return Framed("" if output.strip() == "(empty)" else output, None if killed else number, plain)


def _tail(inner: str, start: int) -> re.Match[str] | None:
    """The closing lines: the first place from which nothing but closing lines follows."""
    for found in _TAIL_START.finditer(inner, max(start - 1, len(inner) - _LONGEST_TAIL)):
        tail = _TAIL.match(inner, found.start())
        if tail is not None:
            return tail
    return None


def shell_records(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    """The records of one shell call, the command first."""
    written, said = text(call.input, "command"), framed(result.words)
    outcome = _outcome(call, result, said)
    code, source = said.exit_code, ExitSource.TEXT
    if code is None and said.plain and result.fate is Fate.DONE and parse_shell(written).chained:
        code, source = 0, ExitSource.IMPLIED
    ran = outcome is CommandOutcome.RAN and code is not None
    folder = text(call.input, "dir_path") or text(call.input, "directory")
    origin = call.origin
    if folder:
        origin = replace(origin, directory=absolute(folder, origin.directory))
    return shell_call_records(
        ShellCall(
            origin=origin,
            tool=call.name,
            text=written,
            outcome=outcome,
            exit_code=code if ran else None,
            exit_source=source if ran else ExitSource.UNKNOWN,
            output=said.output,
            call_id=call.id,
            answered=result.origin,
        )
    )


def _outcome(call: ToolCall, result: ToolResult, said: Framed) -> CommandOutcome:
    if result.fate is Fate.DENIED:
        return CommandOutcome.DENIED
    if result.fate is Fate.UNANSWERED:
        return CommandOutcome.NO_RESULT
    if result.fate is Fate.INTERRUPTED or _STOPPED.match(said.output):
        return CommandOutcome.INTERRUPTED
    if _BACKGROUND.match(said.output) or (flag(call.input, "is_background") and said.exit_code is None):
        return CommandOutcome.BACKGROUND
    if result.fate is Fate.FAILED and said.exit_code is None:
        return CommandOutcome.ERROR
    return CommandOutcome.RAN
