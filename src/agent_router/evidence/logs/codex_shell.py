"""What Codex's program says of a shell call: the command line without its wrapper, and what became of it."""

import json
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from agent_router.evidence.json_fields import items, mapping, text, whole
from agent_router.model.known import CommandOutcome, ExitSource
from agent_router.shell.parsing import base_name

_SHELLS = frozenset({"bash", "sh", "zsh", "dash", "ksh", "fish"})
_WINDOWS_SHELLS = frozenset({"powershell", "pwsh", "cmd"})
_WINDOWS_FLAGS = frozenset({"-command", "-c", "/c", "/k"})
_HEADER = re.compile(
    r"\A(?:(?:Chunk ID|Wall time|Original token count|Total output lines)[^\n]*\n)*"
    r"(?:(?:Process exited with code|Exit code:) (?P<code>-?\d{1,10})|Process running with session ID (?P<session>\d+))"
)
_OUTPUT = re.compile(r"^Output:\n", re.MULTILINE)
_REFUSED = re.compile(
    r"\A(?:(?:exec command|patch|command|tool call)? ?rejected\b|patch rejected|exec command rejected|user (?:rejected|"
    r"denied|declined)|This action was rejected|approval (?:policy|required)|(?:execution|request) (?:was )?denied|"
    r"declined\b|sandbox denied|command denied|blocked by (?:policy|hook|PreToolUse))"
    r"|Rejected\(|rejected by user|sandbox denied exec error|is forbidden by policy|Command blocked by PreToolUse hook",
    re.IGNORECASE,
)
_ABORTED = re.compile(r"\A(?:aborted\b|execution aborted|command timed out|.{0,200}?\btimed out after \d)", re.DOTALL)
_FAULT = re.compile(
    r"\A(?:unsupported |failed to |error[: ]|exec_command failed|execution error|write_stdin failed|invalid |missing |"
    r"no such tool|unknown |internal error|failed in sandbox|command failed to start|tool call (?:error|failed)|$)",
    re.IGNORECASE,
)
_MOST_REASON = 1_000
"""Characters at the start of an answer where the program's own words of refusal stand."""


@dataclass(frozen=True, slots=True)
class ShellText:
    """A command line as it was run."""

    text: str
    posix: bool = True


@dataclass(frozen=True, slots=True)
class ShellAnswer:
    """What became of a shell call."""

    outcome: CommandOutcome
    exit_code: int | None = None
    exit_source: ExitSource = ExitSource.UNKNOWN
    output: str = ""
    session: str = ""
    """Number of the process that still runs; empty where it ended."""


def shell_text(command: object) -> ShellText:
    """The command line of an argument list, or of one written out, without the shell around it."""
    if isinstance(command, str):
        return _of_written(command)
    argv = [word for word in items({"": command}, "") if isinstance(word, str)]
    return _of_words(argv) or ShellText(shlex.join(argv))


def _of_words(argv: Sequence[str]) -> ShellText | None:
    name = base_name(argv[0]).lower() if argv else ""
    if name in _SHELLS and len(argv) == 3 and argv[1].startswith("-") and argv[1].endswith("c"):
        return ShellText(argv[2])
    if name in _WINDOWS_SHELLS:
        for at, word in enumerate(argv[1:-1], start=1):
            if word.lower() in _WINDOWS_FLAGS:
                return ShellText(" ".join(argv[at + 1 :]), posix=False)
        return ShellText(" ".join(argv), posix=False)
    return None


def _of_written(command: str) -> ShellText:
    try:
        argv = shlex.split(command)
    except ValueError:
        argv = []
    found = _of_words(argv)
    if found is None:
        return ShellText(command)
    return found


def answer_text(output: object) -> str:
    """The words of an answer, which is a text, a part, a list of parts, or a text of JSON."""
    if isinstance(output, str):
        return output
    if isinstance(output, list):
        return "".join(text(part, "text") for part in output)
    inner = mapping(output).get("content")
    return text(output, "text") or (answer_text(inner) if isinstance(inner, str | list) else "")


def read_answer(output: object) -> ShellAnswer:
    """What the answer that the model got says of its command.

    1. `{"output", "metadata": {"exit_code"}}`: the program recorded the code.
    2. `Exit code: N`, `Process exited with code N` in the head of the text: known from text.
    3. `Process running with session ID N`: it goes on in the background.
    4. The program's words of refusal: denied; of an interruption: interrupted; of a fault of its own: failed.
    5. Anything else is what was printed, and how it ended is unknown.
    """
    words = answer_text(output)
    recorded = _recorded(words)
    if recorded is not None:
        return recorded
    head = _HEADER.match(words)
    begins = _OUTPUT.search(words)
    printed = words[begins.end() :] if begins else words
    if head and head["session"]:
        return ShellAnswer(CommandOutcome.BACKGROUND, output=printed, session=head["session"])
    if head:
        return ShellAnswer(CommandOutcome.RAN, int(head["code"]), ExitSource.TEXT, printed)
    outcome = _unsuccessful(words)
    printed_only = outcome is CommandOutcome.ERROR and not _FAULT.match(words)
    return ShellAnswer(CommandOutcome.RAN if printed_only else outcome, output=words)


def _recorded(words: str) -> ShellAnswer | None:
    if not words.startswith("{"):
        return None
    try:
        value = json.loads(words)
    except (ValueError, RecursionError):
        return None
    code = whole(value, "metadata", "exit_code")
    return ended(code, text(value, "output"), "") if code is not None else None


def ended(exit_code: int | None, output: str, status: str) -> ShellAnswer:
    """What a record of an execution says: its code, what was printed, `completed`, `failed` or `declined`."""
    if status == "declined" or (exit_code in {-1, None} and _REFUSED.search(output[:_MOST_REASON])):
        return ShellAnswer(CommandOutcome.DENIED, output=output)
    if exit_code is None or exit_code == -1:
        return ShellAnswer(_unsuccessful(output), output=output)
    stopped = exit_code == 124 and "command timed out after" in output[:_MOST_REASON]
    outcome = CommandOutcome.INTERRUPTED if stopped else CommandOutcome.RAN
    return ShellAnswer(outcome, exit_code, ExitSource.RECORDED, output)


def _unsuccessful(words: str) -> CommandOutcome:
    start = words[:_MOST_REASON]
    if _REFUSED.search(start):
        return CommandOutcome.DENIED
    return CommandOutcome.INTERRUPTED if _ABORTED.match(start) else CommandOutcome.ERROR


def is_refusal(words: str) -> bool:
    """Whether the program refused a call with these words."""
    return bool(_REFUSED.search(words[:_MOST_REASON]))
