"""What was verified, and how it ended: every execution and every test report of the record, in order.

1. A call that was denied is no execution.
2. The exit code decides: passed is exit code 0, known and not merely printed as a summary.
3. A summary that prints failures may show failure where the exit code is unknown, never success.
4. A report that nothing ties to the run is somebody's word: it may be mentioned, and decides nothing.
5. A command that the record does not call a verification is one where it is the contract's verifier.
6. What the router ran on the base shows the state before the run, and nothing else: it stands apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from agent_router.model.contract import Contract, Verifier
from agent_router.model.known import CommandOutcome, Health
from agent_router.model.policy import Grade
from agent_router.model.run import FLAKY, Command, Denied, Record, Run, TestCounts, Verification
from agent_router.shell.same_command import CommandLine, command_line

TESTS = "tests"
_NO_RESULT_CODES = frozenset({126, 127})
_SIGNALED = 128
_NEVER_RAN = frozenset({CommandOutcome.DENIED})
_NO_ANSWER = frozenset({CommandOutcome.BACKGROUND, CommandOutcome.NO_RESULT})


@dataclass(frozen=True, slots=True)
class Execution:
    """One execution of a verification, or one report of it that was handed in."""

    record: Record
    """The record that shows the result."""
    kind: str
    health: Health
    text: str
    """The command as typed; the artifact's name where there is none."""
    line: CommandLine | None
    grade: Grade
    counts: TestCounts | None = None
    failed_tests: tuple[str, ...] = ()
    passed_tests: tuple[str, ...] = ()
    selective: bool = False
    artifact: bool = False
    matches: tuple[int, ...] = ()
    """Indexes of the contract's verifiers that the recorder saw in it."""

    @property
    def position(self) -> tuple[str, int]:
        """Where it stands among all records of the run."""
        return self.record.position

    @property
    def lines(self) -> frozenset[tuple[str, int]]:
        """Where it and the command behind it stand."""
        return frozenset({self.position, self.behind})

    @property
    def behind(self) -> tuple[str, int]:
        """Where the command behind it stands; a report that no command made has line 0."""
        line = self.record.command_seq if isinstance(self.record, Verification) else self.record.seq
        return self.record.log, line

    @property
    def by_router(self) -> bool:
        """Whether the router ran it later, so that it says nothing about how the run went on."""
        return bool(self.record.log)

    @property
    def unbound(self) -> bool:
        """Whether it is a report that nothing ties to the run."""
        return self.artifact and self.grade is Grade.STATED

    @property
    def silent(self) -> bool:
        """Whether it is an artifact that neither passed nor failed, such as a picture or a coverage report."""
        return self.artifact and self.health is Health.UNKNOWN and self.counts is None

    @property
    def flaky(self) -> str:
        """Tests that failed and then passed within one report, in words; empty where none is known."""
        facts = self.record.facts if isinstance(self.record, Verification) else ()
        return next((value for name, value in facts if name == FLAKY), "")

    @property
    def agent(self) -> str:
        """Sub-agent that ran it; empty for the main one."""
        return self.record.agent

    @property
    def family(self) -> tuple[str, ...]:
        """What it is a verification of, however it was started."""
        if self.line is None or self.line.single is None:
            return (self.text,)
        return self.line.single.family

    @property
    def summary(self) -> str:
        """Its counts in words, or how it ended."""
        if self.counts is None:
            return self.health.value
        parts = (("failed", self.counts.failed), ("error", self.counts.errors), ("passed", self.counts.passed),
                 ("skipped", self.counts.skipped))  # fmt: skip
        return ", ".join(f"{count} {word}" for word, count in parts if count) or "no test ran"


def executions(run: Run, contract: Contract | None) -> tuple[Execution, ...]:
    """Every execution and report of a verification but those of the base, in the order of the record."""
    commands = {command.position: command for command in run.of(Command)}
    found: list[Execution] = []
    covered: set[tuple[str, int]] = set()
    for verification in run.of(Verification):
        behind = (verification.log, verification.command_seq)
        if not verification.artifact or verification.counts is not None:
            covered.add(behind)
        execution = None if is_of_base(verification) else _of_verification(run, verification, commands.get(behind))
        if execution is not None:
            found.append(execution)
    for command in commands.values():
        if command.position not in covered and command.outcome not in _NEVER_RAN:
            kind = _kind_by_contract(run, command, contract)
            if kind:
                found.append(_of_command(run, command, kind))
    return tuple(sorted(found, key=lambda execution: execution.position))


def of_base(run: Run) -> tuple[Execution, ...]:
    """What the router ran on the base, in order; as failed counts only what the record calls failed, no error."""
    commands = {command.position: command for command in run.of(Command)}
    found = []
    for verification in run.of(Verification):
        if is_of_base(verification):
            command = commands.get((verification.log, verification.command_seq))
            execution = _of_verification(run, verification, command)
            if execution is not None:
                found.append(replace(execution, health=verification.health))
    return tuple(found)


def is_of_base(verification: Verification) -> bool:
    """Whether the router ran it on the base; no other log can say so of its own records."""
    return verification.of_base and bool(verification.log)


def bound(found: Iterable[Execution]) -> tuple[Execution, ...]:
    """Those that may decide: everything but the reports that nothing ties to the run."""
    return tuple(execution for execution in found if not execution.unbound)


def of_verifier(found: Iterable[Execution], contract: Contract, verifier: Verifier, root: str) -> tuple[Execution, ...]:
    """The executions that are the contract's verifier, wherever it stands in an `&&` chain."""
    wanted = command_line(verifier.command, verifier.working_directory, root)
    number = contract.verifiers.index(verifier)
    return tuple(
        execution
        for execution in found
        if number in execution.matches or (execution.line is not None and execution.line.holds(wanted))
        # A coverage report or a picture that the verifier's command made is no execution of the verifier.
        if not execution.artifact or execution.counts is not None or execution.kind == verifier.kind.casefold()
    )


def of_command(found: Iterable[Execution], command: str, root: str) -> tuple[Execution, ...]:
    """The executions of a command as a lead typed it."""
    wanted = command_line(command, "", root)
    return tuple(execution for execution in found if execution.line is not None and execution.line.holds(wanted))


def run_of_command(run: Run, command: Command) -> Execution:
    """Any recorded command as an execution, whatever it verifies."""
    return _of_command(run, command, "command")


def denied_attempts(run: Run, verifier: Verifier | None) -> tuple[Record, ...]:
    """Denied calls of the verifier; with None, denied calls of anything that looks like a test run."""
    root = run.started.working_directory
    denied: list[tuple[Record, str]] = [(record, record.target) for record in run.of(Denied)]
    denied += [(record, record.text) for record in run.of(Command) if record.outcome is CommandOutcome.DENIED]
    if verifier is None:
        return tuple(record for record, text in denied if _looks_like_tests(text))
    wanted = command_line(verifier.command, verifier.working_directory, root)
    return tuple(record for record, text in denied if command_line(text, "", root).holds(wanted))


def _looks_like_tests(text: str) -> bool:
    words = text.replace("/", " ").replace("=", " ").split()
    runners = {"pytest", "unittest", "jest", "vitest", "mocha", "tox", "nox", "rspec", "phpunit", "ctest", "test"}
    return not runners.isdisjoint(words)


def _of_verification(run: Run, verification: Verification, command: Command | None) -> Execution | None:
    # A report that was handed in has no outcome of a call; an execution may have left one as well.
    artifact = bool(verification.artifact) and verification.outcome is None
    if command is not None and command.outcome in _NEVER_RAN and not artifact:
        return None
    text = verification.command or (command.text if command else "") or verification.artifact_name
    folder = verification.working_directory or (command.working_directory if command else "")
    return Execution(
        record=verification,
        kind=verification.kind.casefold(),
        health=_health(verification, command),
        text=text,
        line=command_line(text, folder, run.started.working_directory) if text else None,
        grade=verification.grade or Grade.STATED,
        counts=verification.counts,
        failed_tests=verification.failed_tests,
        passed_tests=verification.passed_tests,
        selective=verification.selective,
        artifact=artifact,
        matches=verification.matches,
    )


def _health(verification: Verification, command: Command | None) -> Health:
    counts = verification.counts
    if counts is not None and (counts.failed or counts.errors):
        return Health.FAILED
    if verification.health is not Health.PASSED or (verification.artifact and verification.outcome is None):
        return verification.health
    if command is not None and command.outcome in _NO_ANSWER:
        return Health.UNKNOWN
    if verification.exit_code is None:
        return Health.UNKNOWN
    return Health.PASSED if verification.exit_code == 0 else Health.FAILED


def _of_command(run: Run, command: Command, kind: str) -> Execution:
    return Execution(
        record=command,
        kind=kind,
        health=_health_of_command(run, command),
        text=command.text,
        line=command_line(command.text, command.working_directory, run.started.working_directory),
        grade=command.grade or Grade.STATED,
        counts=command.counts,
    )


def _health_of_command(run: Run, command: Command) -> Health:
    failed = command.counts is not None and bool(command.counts.failed or command.counts.errors)
    code = command.exit_code
    if command.outcome in {CommandOutcome.ERROR, CommandOutcome.INTERRUPTED}:
        return Health.ERROR
    if failed:
        return Health.FAILED
    if code is None or command.outcome in _NO_ANSWER:
        return Health.UNKNOWN
    if code == 0:
        return Health.PASSED
    if code in _NO_RESULT_CODES or code >= _SIGNALED:
        return Health.ERROR
    line = command_line(command.text, command.working_directory, run.started.working_directory)
    # In a chain of several commands, which of them failed is not said.
    return Health.FAILED if line.single is not None else Health.UNKNOWN


def _kind_by_contract(run: Run, command: Command, contract: Contract | None) -> str:
    root = run.started.working_directory
    line = command_line(command.text, command.working_directory, root)
    for verifier in contract.verifiers if contract else ():
        wanted = command_line(verifier.command, verifier.working_directory, root)
        if line.holds(wanted):
            return verifier.kind.casefold()
    return ""
