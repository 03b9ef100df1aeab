"""Which commands were verifications, and what each showed.

1. A verification is an execution of one of the contract's verifiers, or of a known test runner.
2. A denied call verifies nothing and leaves no record here.
3. Exit code 0 passes where it is the verifier's own: of a simple command or an `&&` chain. Passed means that at least
   one test ran.
4. A code other than 0 fails; where it says that nothing was tested (127, a signal, no summary of a known runner but an
   error of its own), it is an error.
5. Where the exit code is not the verifier's (a pipe, `;`), a printed summary may show failure, never success.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from agent_router.model.contract import Verifier
from agent_router.model.known import CommandOutcome, ExitSource, Health
from agent_router.model.run import Command, Record, TestCounts, Verification
from agent_router.scope.written_paths import absolute
from agent_router.shell.runners import RunnerCall, runner_call
from agent_router.shell.same_command import executions, same_command

TESTS = "tests"
_NOTHING_TESTED = {"pytest": frozenset({2, 3, 4, 5})}
"""Exit codes by which a runner says that it did not get as far as a result: stopped, broke, was misused, found none."""
_CRASHED = re.compile(
    r"^Traceback \(most recent call last\):.*^[\w.]+(?:Error|Exception)\b[^\n]*\s*\Z", re.MULTILINE | re.DOTALL
)
"""Output that ends with an error of the runner's own program."""
_NOT_STARTED = ("No module named ", "command not found", "not recognized as", "No such file or directory")
_NO_RESULT = {
    CommandOutcome.ERROR: Health.ERROR,
    CommandOutcome.INTERRUPTED: Health.ERROR,
    CommandOutcome.BACKGROUND: Health.UNKNOWN,
    CommandOutcome.NO_RESULT: Health.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a command line verifies."""

    matches: tuple[int, ...]
    runner: RunnerCall | None
    owns_zero: bool
    """Exit code 0 of the line is the verifier's."""
    owns_all: bool
    """Any exit code of the line is the verifier's."""


def with_verifications(records: Iterable[Record], verifiers: Sequence[Verifier], root: str) -> Iterator[Record]:
    """The records, each verifying command followed by its verification; `root` is what folders are relative to."""
    for record in records:
        yield record
        if isinstance(record, Command) and record.outcome is not CommandOutcome.DENIED:
            meaning = _meaning(record, verifiers, root)
            if meaning is not None:
                yield _verification(record, meaning, verifiers)


def _meaning(command: Command, verifiers: Sequence[Verifier], root: str) -> _Meaning | None:
    matches = tuple(
        index
        for index, verifier in enumerate(verifiers)
        if same_command(
            command.text,
            verifier.command,
            a_directory=command.working_directory or root,
            b_directory=absolute(verifier.working_directory, root),
            root=root,
        )
    )
    parts = executions(command.text, command.working_directory)
    calls = [(part, runner_call(part.command)) for part in parts]
    running = [(part, call) for part, call in calls if call is not None]
    if not matches and not running:
        return None
    # Of several runners in one line an unselective one speaks for the line.
    chosen = min(running, key=lambda pair: pair[1].selective) if running else None
    relevant = [chosen[0]] if chosen else list(parts)
    return _Meaning(
        matches=matches,
        runner=chosen[1] if chosen else None,
        owns_zero=bool(relevant) and all(part.decides for part in relevant),
        owns_all=bool(relevant) and all(part.alone for part in relevant),
    )


def _verification(command: Command, meaning: _Meaning, verifiers: Sequence[Verifier]) -> Verification:
    exit_code = command.exit_code
    known = exit_code is not None and (meaning.owns_all or (exit_code == 0 and meaning.owns_zero))
    return Verification(
        at=command.ended or command.at,
        source=command.source,
        grade=command.grade,
        read_from=command.read_from,
        agent=command.agent,
        kind=verifiers[meaning.matches[0]].kind if meaning.matches else TESTS,
        health=_health(command, meaning, exit_code if known else None),
        command=command.text,
        working_directory=command.working_directory,
        exit_code=exit_code if known else None,
        exit_source=command.exit_source if known else ExitSource.UNKNOWN,
        counts=command.counts,
        failed_tests=command.failed_tests,
        passed_tests=command.passed_tests,
        selective=meaning.runner is not None and meaning.runner.selective and not meaning.matches,
        runner=meaning.runner.runner if meaning.runner else "",
        matches=meaning.matches,
        outcome=command.outcome,
    )


def _health(command: Command, meaning: _Meaning, exit_code: int | None) -> Health:
    counts = command.counts
    if command.outcome in _NO_RESULT:
        return _NO_RESULT[command.outcome]
    if counts is not None and counts.failed:
        return Health.FAILED
    if exit_code is None:
        return _shown_by_text(counts)
    if exit_code == 0:
        return _passed(counts, known_runner=meaning.runner is not None)
    return _not_passed(exit_code, command, meaning.runner.runner if meaning.runner else "")


def _shown_by_text(counts: TestCounts | None) -> Health:
    if counts is None or not counts.errors:
        return Health.UNKNOWN
    return Health.FAILED if counts.passed else Health.ERROR


def _passed(counts: TestCounts | None, *, known_runner: bool) -> Health:
    if counts is None:
        # A runner that printed no summary shows no test; another verifier (a linter, a script) speaks by its code.
        return Health.UNKNOWN if known_runner else Health.PASSED
    if counts.errors:
        return Health.FAILED
    return Health.PASSED if counts.passed else Health.ERROR


def _not_passed(exit_code: int, command: Command, runner: str) -> Health:
    if exit_code in {126, 127} or not 0 < exit_code <= 128:
        return Health.ERROR
    if command.counts is None:
        started = not any(words in command.output for words in _NOT_STARTED)
        broke = exit_code in _NOTHING_TESTED.get(runner, ()) or bool(runner and _CRASHED.search(command.output))
        return Health.FAILED if started and not broke else Health.ERROR
    # A collection error: nothing was tested.
    return Health.FAILED if command.counts.passed else Health.ERROR
