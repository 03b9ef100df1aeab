"""A shell call of Claude Code → its command record, with what its words show of files and systems."""

from collections.abc import Iterator

from agent_router.evidence.json_fields import flag, text
from agent_router.evidence.logs.claude_calls import Fate, Origin, ToolCall, ToolResult
from agent_router.evidence.paths import absolute
from agent_router.evidence.runners import Printed, printed_tests
from agent_router.evidence.shell import parse_shell
from agent_router.evidence.shell_effects import ShellEffects, shell_effects
from agent_router.evidence.texts import digest, excerpt, shortened
from agent_router.model.run import (
    Change,
    Command,
    CommandOutcome,
    Denied,
    ExitSource,
    FileRead,
    KnownBy,
    Record,
    Request,
)

INFERRED = "inferred from a command"

_NOT_REACHED = frozenset({6, 7})
"""curl: host not resolved, connection refused."""


def shell_records(call: ToolCall, result: ToolResult) -> Iterator[Record]:
    """The records of one shell call, the command first."""
    origin, written = call.origin, shortened(text(call.input, "command"))
    outcome = _outcome(call, result)
    exit_code, exit_source = _exit(call, result, outcome)
    output = _output(result) if outcome in {CommandOutcome.RAN, CommandOutcome.INTERRUPTED} else result.words
    printed = printed_tests(output) if outcome is CommandOutcome.RAN else Printed()
    yield Command(
        **origin.system(),
        text=written,
        outcome=outcome,
        exit_code=exit_code,
        exit_source=exit_source,
        working_directory=origin.directory,
        output_sha256=digest(output),
        output=excerpt(output),
        counts=printed.counts,
        failed_tests=printed.failed,
        passed_tests=printed.passed,
        call_id=call.id,
        ended=result.origin.at if result.origin else None,
    )
    effects = shell_effects(written) if call.name == "Bash" else ShellEffects()
    if outcome is CommandOutcome.DENIED:
        yield _denied(call, result, effects)
    yield from _effect_records(origin, effects, outcome, exit_code)


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


def _denied(call: ToolCall, result: ToolResult, effects: ShellEffects) -> Denied:
    origin = call.origin
    return Denied(
        **(result.origin or origin).system(),
        tool=call.name,
        target=shortened(text(call.input, "command")),
        reason=excerpt(result.words),
        path=absolute(effects.changes[0].path, origin.directory) if effects.changes else "",
        system=effects.requests[0].system if effects.requests else "",
    )


def _effect_records(
    origin: Origin, effects: ShellEffects, outcome: CommandOutcome, exit_code: int | None
) -> Iterator[Record]:
    ran = outcome in {CommandOutcome.RAN, CommandOutcome.BACKGROUND, CommandOutcome.INTERRUPTED}
    stamp = origin.system()
    if ran and exit_code in {0, 1, None}:
        for path in effects.reads:
            yield FileRead(**stamp, path=absolute(path, origin.directory), how=INFERRED)
    for change in effects.changes:
        yield Change(
            **stamp,
            path=absolute(change.path, origin.directory),
            old_path=absolute(change.old_path, origin.directory) if change.old_path else "",
            kind=change.kind,
            known_by=KnownBy.SHELL,
            done=ran and (exit_code in {0, None} or len(effects.changes) > 1),
        )
    for request in effects.requests:
        reached = ran and not (exit_code in _NOT_REACHED and request.url)
        yield Request(**stamp, system=request.system, method=request.method, url=shortened(request.url), done=reached)
