"""One shell call of any agent → its command record, with what its words show of files and systems.

1. The exit code decides; where it is not known, the caller says so, and nothing is made up.
2. What a command reads, changes and asks for is inferred from its words, labeled so, and done only where it ran.
3. A denied call is a `denied` record beside the command that did not run.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from agent_router.evidence.logs.calls import Origin
from agent_router.evidence.texts import digest, excerpt, shortened
from agent_router.model.known import CommandOutcome, ExitSource, KnownBy
from agent_router.model.run import Change, Command, Denied, FileRead, Record, Request
from agent_router.scope.written_paths import absolute
from agent_router.shell.effects import ShellEffects, shell_effects
from agent_router.shell.runners import Printed, printed_tests

INFERRED = "inferred from a command"

_PRINTS = frozenset({CommandOutcome.RAN, CommandOutcome.INTERRUPTED, CommandOutcome.BACKGROUND})
_NOT_REACHED = frozenset({6, 7})
"""curl: host not resolved, connection refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellCall:
    """One shell call, in no agent's own words."""

    origin: Origin
    """Where it was called; its directory is where the command ran."""
    tool: str
    """The agent's name of its shell tool, such as `Bash`."""
    text: str
    """The command line as it was run, without the wrapper the agent's program put around it (`bash -lc`)."""
    outcome: CommandOutcome
    exit_code: int | None = None
    exit_source: ExitSource = ExitSource.UNKNOWN
    output: str = ""
    """What was printed; where it did not run, the program's words why."""
    call_id: str = ""
    answered: Origin | None = None
    """Where its answer stands; None without one."""
    posix: bool = True
    """False for PowerShell and cmd, whose words are not taken apart."""
    inspected: tuple[str, ...] | None = None
    """Files read, where the log itself names them; None: inferred from the words."""


def shell_call_records(call: ShellCall) -> Iterator[Record]:
    """The records of one shell call, the command first."""
    origin, written = call.origin, shortened(call.text)
    printed = printed_tests(call.output) if call.outcome is CommandOutcome.RAN else Printed()
    yield Command(
        **origin.system(),
        text=written,
        outcome=call.outcome,
        exit_code=call.exit_code,
        exit_source=call.exit_source,
        working_directory=origin.directory,
        output_sha256=digest(call.output),
        output=excerpt(call.output),
        counts=printed.counts,
        failed_tests=printed.failed,
        passed_tests=printed.passed,
        call_id=call.call_id,
        ended=call.answered.at if call.answered else None,
    )
    effects = shell_effects(written) if call.posix else ShellEffects()
    if call.outcome is CommandOutcome.DENIED:
        yield _denied(call, effects)
    yield from _effect_records(call, effects)


def _denied(call: ShellCall, effects: ShellEffects) -> Denied:
    origin = call.origin
    return Denied(
        **(call.answered or origin).system(),
        tool=call.tool,
        target=shortened(call.text),
        reason=excerpt(call.output),
        path=absolute(effects.changes[0].path, origin.directory) if effects.changes else "",
        system=effects.requests[0].system if effects.requests else "",
    )


def _effect_records(call: ShellCall, effects: ShellEffects) -> Iterator[Record]:
    origin, exit_code, ran = call.origin, call.exit_code, call.outcome in _PRINTS
    stamp = origin.system()
    if ran and exit_code in {0, 1, None}:
        for path in effects.reads if call.inspected is None else call.inspected:
            how = INFERRED if call.inspected is None else call.tool
            yield FileRead(**stamp, path=absolute(path, origin.directory), how=how)
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
