"""A shell call of Claude Code, which records no exit code 0: what its answer shows, made plain."""

from collections.abc import Iterator

from agent_router.evidence.json_fields import flag, text
from agent_router.evidence.logs.calls import Fate, ToolCall, ToolResult
from agent_router.evidence.logs.shell_call import ShellCall, shell_call_records
from agent_router.model.known import CommandOutcome, ExitSource
from agent_router.model.run import Record
from agent_router.shell.parsing import parse_shell


def shell_records(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    """The records of one shell call, the command first."""
    outcome = _outcome(call, result)
    exit_code, exit_source = _exit(call, result, outcome)
    return shell_call_records(
        ShellCall(
            origin=call.origin,
            tool=call.name,
            text=text(call.input, "command"),
            outcome=outcome,
            exit_code=exit_code,
            exit_source=exit_source,
            output=_output(result) if outcome in {CommandOutcome.RAN, CommandOutcome.INTERRUPTED} else result.words,
            call_id=call.id,
            answered=result.origin,
            posix=call.name == "Bash",
        )
    )


def _outcome(call: ToolCall, result: ToolResult) -> CommandOutcome:
    if result.fate in {Fate.DONE, Fate.EXITED}:
        started = text(result.detail, "backgroundTaskId") or flag(call.input, "run_in_background")
        in_background = started or result.words.startswith("Command running in background with ID")
        return CommandOutcome.BACKGROUND if in_background else CommandOutcome.RAN
    return {
        Fate.FAILED: CommandOutcome.ERROR,
        Fate.DENIED: CommandOutcome.DENIED,
        Fate.INTERRUPTED: CommandOutcome.INTERRUPTED,
        Fate.UNANSWERED: CommandOutcome.NO_RESULT,
    }[result.fate]


def _exit(call: ToolCall, result: ToolResult, outcome: CommandOutcome) -> tuple[int | None, ExitSource]:
    if result.exit_code is not None:
        return result.exit_code, ExitSource.RECORDED
    if outcome is not CommandOutcome.RAN:
        return None, ExitSource.UNKNOWN
    if text(result.detail, "returnCodeInterpretation"):
        # Claude Code interprets code 1 alone: no match, files differ, condition false.
        return 1, ExitSource.IMPLIED
    written = text(call.input, "command")
    chained = parse_shell(written).chained if call.name == "Bash" else not set(written.strip()) & set(";|&\n")
    return (0, ExitSource.IMPLIED) if chained else (None, ExitSource.UNKNOWN)


def _output(result: ToolResult) -> str:
    parts = [text(result.detail, "stdout"), text(result.detail, "stderr")]
    return "\n".join(part for part in parts if part) or result.words
