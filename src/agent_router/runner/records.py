"""What a command did, as a record of the run: by the system, independent of the agent, its exit code recorded."""

from agent_router.model.contract import Verifier
from agent_router.model.known import CommandOutcome, ExitSource, Source
from agent_router.model.policy import Grade
from agent_router.model.run import Command
from agent_router.runner.interface import Ran
from agent_router.shell.runners import printed_tests

_EXCERPT = 2_000
_HEAD = 500
"""Characters kept of an output and of its start, as in every record (`docs/evidence.md`)."""


def to_command(verifier: Verifier, ran: Ran, output: str, output_sha256: str) -> Command:
    """The record of one verifier's execution; `output` is masked, and kept whole under `output_sha256`."""
    printed = printed_tests(output)
    return Command(
        at=ran.started,
        ended=ran.ended,
        source=Source.SYSTEM,
        grade=Grade.INDEPENDENT,
        text=verifier.command,
        outcome=CommandOutcome.INTERRUPTED if ran.timed_out else CommandOutcome.RAN,
        exit_code=ran.exit_code,
        exit_source=ExitSource.UNKNOWN if ran.exit_code is None else ExitSource.RECORDED,
        working_directory=verifier.working_directory,
        output=_excerpt(output),
        output_sha256=output_sha256,
        counts=printed.counts,
        failed_tests=printed.failed,
        passed_tests=printed.passed,
    )


def _excerpt(text: str) -> str:
    if len(text) <= _EXCERPT:
        return text
    gap = "\n… "
    return text[:_HEAD] + gap + text[-(_EXCERPT - _HEAD - len(gap)) :]
