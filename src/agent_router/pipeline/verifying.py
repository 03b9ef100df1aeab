"""The contract's verifier commands, run by the router itself on the base and on the recorded state of a repository.

1. Nothing runs that is not in an approved contract: the record's chain holds, the contract kept with it has the digest
   it was recorded under, the approvals log is whole, and somebody who may approved exactly this contract.
2. Nothing runs on another state than the recorded one: same base, same tree.
3. Each state is checked out once, into a temporary folder; the verifiers run there in the contract's order.
4. Output and reports are masked, kept in `artifacts/` by digest, and told in `verifications.jsonl`.
"""

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from agent_router import __version__
from agent_router.acceptance.interface import Case
from agent_router.acceptance.permissions import may_approve
from agent_router.errors import CannotRead, Misuse, Refused
from agent_router.evidence.artifacts.registry import read_artifact
from agent_router.evidence.git_checkout import States, recorded_states
from agent_router.evidence.interface import TestReport
from agent_router.evidence.later_records import LATER_LOG, Verifying, append_later
from agent_router.evidence.reading import read_run
from agent_router.evidence.verifications import with_verifications
from agent_router.ledger.digest import sha256_hex
from agent_router.ledger.files import write_atomic
from agent_router.masking.secrets import Found, mask_bytes
from agent_router.model.contract import Contract, SealedContract, Verifier
from agent_router.model.known import Health, Source
from agent_router.model.place import Place
from agent_router.model.run import Command, Record, Redaction, Run, Verification
from agent_router.pipeline.accepting import RunPapers, read_papers
from agent_router.pipeline.workspace import find_workspace
from agent_router.runner.interface import DEFAULT_MEMORY_MB, DEFAULT_MINUTES, Limits, Order, Ran
from agent_router.runner.records import to_command
from agent_router.runner.reports import report_options, written_report
from agent_router.runner.running import memory_is_limited, run_command

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class VerifyRequest:
    """What a person names."""

    run_dir: Path
    repo: Path
    base: str = ""
    """Empty: the recorded one."""
    head: str = ""
    """A commit that holds the recorded state; empty: the working tree."""
    minutes: int | None = None
    """None: the contract's minutes."""
    memory_mb: int | None = None
    """None: the default; 0: no limit."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would run, and how."""

    run: Run
    sealed: SealedContract
    approved_by: str
    states: States
    folder: Path
    """Temporary; gone when all is done."""
    limits: Limits
    notes: tuple[str, ...]
    key: bytes = field(repr=False)
    """Of the masks, by chance and kept nowhere: no suffix helps to try out a secret."""

    @property
    def verifiers(self) -> tuple[Verifier, ...]:
        """The contract's commands, in its order."""
        return self.sealed.contract.verifiers


@dataclass(frozen=True, slots=True)
class Executed:
    """One verifier on one state."""

    verification: Verification
    command: Command
    timed_out: bool

    @property
    def passed(self) -> bool:
        """Whether it shows what it is there to show."""
        return self.verification.health is Health.PASSED


@dataclass(frozen=True, slots=True)
class Verified:
    """Everything that ran."""

    executed: tuple[Executed, ...]
    """Base first, then head; the contract's order in each."""
    log: Path

    @property
    def passed(self) -> bool:
        """Whether every verifier passed at the head."""
        head = [one for one in self.executed if not one.verification.of_base]
        return bool(head) and all(one.passed for one in head)


@contextmanager
def planned_verification(request: VerifyRequest, now: datetime) -> Iterator[Plan]:
    """What would run, ready to be run; nothing of it has been run yet.

    Refused where no approval covers the contract, CannotRead where record or contract cannot be trusted, Misuse and
    InputRejected where the repository is not what was recorded.
    """
    run = read_run(request.run_dir)
    _must_hold(run, request.run_dir)
    papers = read_papers(request.run_dir, run)
    sealed, approver = _approved(run, papers, request.run_dir, now)
    if not sealed.contract.verifiers:
        raise Refused(f"{sealed.contract.task_id}: the contract fixes no command, so there is nothing to run.")
    _must_name_a_state(run)
    limits = _limits(request, sealed.contract)
    with recorded_states(request.repo, request.base or run.started.base, run.started.tree, request.head) as states:
        if states.base != run.started.base:
            words = f"recorded was {run.started.base[:12]}, {request.base} is {states.base[:12]}"
            raise Misuse(f"The run was recorded against another base: {words}. Leave --base out.")
        with tempfile.TemporaryDirectory(prefix="agent-router-verify-") as folder:
            notes = (*states.notes, *_machine_notes(limits))
            yield Plan(run, sealed, approver, states, Path(folder), limits, notes, secrets.token_bytes(32))


def run_verification(plan: Plan, run_dir: Path, clock: Clock, say: Callable[[str], None]) -> Verified:
    """Run every verifier on the base and on the head, and add what they showed to the run folder."""
    begins = Verifying(
        at=clock(),
        tree=plan.states.tree,
        base=plan.states.base,
        head=plan.states.head,
        minutes=plan.limits.minutes,
        memory_mb=plan.limits.memory_mb,
        router_version=__version__,
    )
    executed: list[Executed] = []
    records: list[Record] = []
    for side in ("base", "head"):
        checkout = plan.folder / side
        checkout.mkdir()
        plan.states.checkout(checkout, of_base=side == "base")
        for verifier in plan.verifiers:
            say(f"{side}: {verifier.command} …")
            one, redactions = _run_one(plan, (side, checkout), verifier, (run_dir, clock))
            say(f"{side}: {verifier.command} → {one.verification.health.value}")
            executed.append(one)
            records += [one.command, *redactions, one.verification]
    append_later(run_dir, plan.run, begins, records)
    return Verified(tuple(executed), run_dir / LATER_LOG)


def _must_hold(run: Run, folder: Path) -> None:
    broken = run.chain.broken_at
    if broken is not None or not run.chain.chained or run.ended is None:
        found = (
            f"its chain is broken at {broken}."
            if broken
            else "it has no hash chain."
            if not run.chain.chained
            else "it has no closing line."
        )
        remedy = "Nothing is verified for a record that cannot be trusted; record the run again."
        raise CannotRead(Place(folder.as_posix()), found, remedy)


_APART = (
    ". This run folder lies outside of every workspace, where approvals given since it was recorded are not found: "
    "move it into the workspace of the contract"
)


def _approved(run: Run, papers: RunPapers, run_dir: Path, now: datetime) -> tuple[SealedContract, str]:
    """The contract, and who approved it; Refused where nobody did who may."""
    sealed, log = papers.contract, papers.approvals
    if sealed is None or log is None:
        raise Refused("No contract covers this run, so there is no command that somebody approved.")
    if log.chain_broken_at is not None:
        raise Refused(f"The approvals of this contract cannot be trusted: broken at {log.chain_broken_at}.")
    case = Case(run, sealed, log, papers.decisions, papers.policy, None, now)
    reasons = []
    for approval in log.approvals:
        why = may_approve(case, sealed.contract, approval.by)
        if approval.contract == sealed.digest and approval.recorded <= now and not why:
            return sealed, approval.by
        reasons.append(why or f"{approval.by} approved another contract")
    folder = sealed.folder or "CONTRACT_DIR"
    phase = sealed.contract.phases[-1].value if sealed.contract.phases else "mutation"
    found = f" ({'; '.join(dict.fromkeys(reasons))})" if reasons else ""
    apart = find_workspace(run_dir) is None
    raise Refused(
        f"Nobody approved contract {sealed.digest[:12]}{found}, so none of its commands is run. "
        f"Approve it with: agent-router approve {folder} --phase {phase} --by NAME{_APART if apart else ''}"
    )


def _must_name_a_state(run: Run) -> None:
    if not run.started.tree or not run.started.base:
        raise Refused(
            "This record does not say which state of a repository it is about, so no check could be of that state. "
            "Record the run again with --repo and --base."
        )


def _limits(request: VerifyRequest, contract: Contract) -> Limits:
    minutes = request.minutes if request.minutes is not None else contract.budget.minutes or DEFAULT_MINUTES
    return Limits(minutes, DEFAULT_MEMORY_MB if request.memory_mb is None else request.memory_mb)


def _machine_notes(limits: Limits) -> tuple[str, ...]:
    if limits.memory_mb and not memory_is_limited():
        return ("This system does not enforce the memory limit.",)
    return ()


def _run_one(
    plan: Plan, state: tuple[str, Path], verifier: Verifier, kept: tuple[Path, Clock]
) -> tuple[Executed, tuple[Redaction, ...]]:
    (side, checkout), (run_dir, clock) = state, kept
    number = plan.verifiers.index(verifier) + 1
    home = plan.folder / f"home-{side}-{number}"
    home.mkdir()
    asked = home / f"{side}-{number}.xml"
    folder = _inside(checkout, verifier.working_directory)
    if folder is None:
        ran = Ran(127, f"There is no folder {verifier.working_directory} here.\n".encode(), clock(), clock())
    else:
        order = Order(verifier.command, folder, home, report_options(verifier.command, asked))
        ran = run_command(order, plan.limits, clock)
    output = mask_bytes(ran.output, plan.key)
    log = _keep(run_dir, output.data, ".log") if output.data else ""
    found = [(f"artifacts/{log}.log", ran.output, one) for one in output.found]
    command = to_command(verifier, ran, output.data.decode("utf-8", errors="replace"), log)
    (_, verification) = with_verifications([command], plan.verifiers, "")
    report = None if folder is None or ran.timed_out else written_report(verifier.command, folder, asked)
    if isinstance(verification, Verification) and report is not None:
        masked = mask_bytes(report[1], plan.key)
        digest = _keep(run_dir, masked.data, Path(report[0]).suffix)
        found += [(f"artifacts/{digest}", report[1], one) for one in masked.found]
        verification = _with_report(verification, masked.data, digest, report[0])
    if not isinstance(verification, Verification):
        raise TypeError("a verifier's own command is a verification")
    own = replace(verification, of_base=side == "base", kind=verifier.kind)
    return Executed(own, command, ran.timed_out), tuple(_redaction(*one) for one in found)


def _inside(checkout: Path, folder: str) -> Path | None:
    """The verifier's folder in the checkout; None where it is not there, or leads out of it."""
    path = (checkout / folder).resolve()
    return path if path.is_dir() and path.is_relative_to(checkout.resolve()) else None


def _keep(run_dir: Path, data: bytes, suffix: str) -> str:
    digest = sha256_hex(data)
    target = run_dir / "artifacts" / f"{digest}{suffix}"
    if not target.is_file():
        write_atomic(target, data)
    return digest


def _with_report(verification: Verification, data: bytes, digest: str, name: str) -> Verification:
    """The verification with what its report shows: the tests by their IDs; the exit code stays what it was."""
    reading = read_artifact(data)
    kept = replace(verification, artifact=digest, artifact_name=name)
    tests = reading.tests
    if tests is None:
        return kept
    return replace(
        kept, counts=tests.counts, failed_tests=tests.failed, passed_tests=tests.passed, health=_health(kept, tests)
    )


def _health(verification: Verification, tests: TestReport) -> Health:
    """The exit code decides; a report that lists a failure is never a pass."""
    if tests.counts.failed:
        return Health.FAILED
    if verification.health is Health.UNKNOWN and verification.exit_code == 0:
        # The runner printed no summary; its report says what ran.
        return Health.PASSED if tests.counts.passed and not tests.counts.errors else Health.ERROR
    return verification.health


def _redaction(file: str, original: bytes, found: Found) -> Redaction:
    return Redaction(
        source=Source.SYSTEM,
        read_from=Place(file),
        rule=found.rule,
        file=file,
        count=found.count,
        original_sha256=sha256_hex(original),
    )
