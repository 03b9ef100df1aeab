"""Approvals: who may give them, and the append-only log that keeps them bound to one contract.

An approval carries the digest of the contract (and of the proposal); it says nothing about any other.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from agent_router.contracts.problems import (
    APPROVALS_FILE,
    DISCOVERY_GOES_ON,
    IS_REQUESTER,
    LOG_UNFIT,
    MAY_NOT_APPROVE,
    NO_PROPOSAL,
    NO_PROPOSAL_NEEDED,
    NO_SUCH_PHASE,
    NOT_IN_PEOPLE,
    PROPOSAL_UNFIT,
    STATED_LATER,
    UNREADABLE_REMEDY,
    refused,
)
from agent_router.errors import CannotRead
from agent_router.ledger.chain import ChainLine, append_chained, read_chain
from agent_router.ledger.documents import DocumentFault, from_plain, to_object
from agent_router.ledger.jsontext import JsonObject
from agent_router.model.approval import Approval, ApprovalsLog
from agent_router.model.contract import Contract, SealedContract
from agent_router.model.place import Place
from agent_router.model.policy import Person, Phase, Policy
from agent_router.model.problem import Problem, Rule

_PEOPLE = "People"
_KIND = "kind"
_CONTRACT = "contract"
_APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """What somebody wants to approve."""

    phase: Phase
    by: str
    """Name or email, as typed."""
    recorded: datetime
    """The clock now, with offset."""
    at: datetime | None = None
    """When it was given, as stated; None means when it is recorded."""
    proposal: str = ""
    """Run digest of the discovery."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class DiscoveryFacts:
    """What the proposal's run says of itself."""

    run: str
    """Run digest."""
    contract: str
    """Digest of the contract it ran under."""
    phase: Phase | None
    ended: datetime | None
    """Its last record, or when it was recorded where no record has a time; None where the log never ends."""
    folder: str = ""
    """Workspace-relative name."""


@dataclass(frozen=True, slots=True)
class ContractWritten:
    """A line of the approvals log: which contract stands in the folder, since when."""

    contract: str
    written: datetime


def approve(
    sealed: SealedContract, policy: Policy, request: ApprovalRequest, discovery: DiscoveryFacts | None = None
) -> Approval:
    """The approval, by the name that `People` has; Refused with every reason at once. Nothing is written.

    1. Who approves is in `People`, may approve the contract's blast radius, and is not its requester.
    2. The phase is one of the contract's.
    3. It is not stated to be given later than it is recorded.
    4. Mutation after a discovery: the proposal is named, is this contract's discovery (or that of the contract it
       replaces), and has ended before. Nothing else is approved on a proposal.
    """
    contract = sealed.contract
    at = request.at or request.recorded
    person = policy.person(request.by)
    problems = [*_of_person(contract, policy, request, person), *_of_time(sealed, request, at)]
    problems += _of_phase(sealed, request, discovery, at)
    if problems or person is None:
        raise refused(problems)
    return Approval(
        request.phase, person.name, at, request.recorded, sealed.digest, proposal=request.proposal, note=request.note
    )


def append_approval(folder: Path, approval: Approval) -> str:
    """Add an approval to the log in the contract's folder; the digest of its line.

    Refused where the log does not speak of that contract; ChainBroken or CannotWrite where it cannot be continued.
    """
    path = folder / APPROVALS_FILE
    log = read_approvals_file(folder)
    if log is None or (log.chain_broken_at is None and log.contract != approval.contract):
        found = "there is no log" if log is None else f"it speaks of contract {log.contract[:12] or '(none)'}"
        raise refused([Problem(LOG_UNFIT, Place(path.as_posix()), found)])
    return append_chained(path, [approval_line(approval)])


def read_approvals(data: bytes, name: str) -> ApprovalsLog:
    """Read `approvals.jsonl`; what stands at or after a break of the chain is not counted.

    A line that is no JSON, has another shape or an unknown kind breaks the log like a changed one; so does a log
    without a chain. `written` and `contract` are those of the last contract written.
    """
    read = read_chain(data, name)
    broken_at = read.chain.broken_at
    if broken_at is None and data and not read.chain.chained:
        broken_at = Place(name, line=1)
    if broken_at is None and not read.ended:
        # The last line is whole, but its write was cut short: nothing vouches that it was ever confirmed.
        broken_at = Place(name, line=len(read.lines))
    acts: list[Approval | ContractWritten] = []
    for line in read.lines:
        place = Place(name, line=line.number)
        if broken_at is not None and line.number >= broken_at.line:
            break
        try:
            acts.append(_act(line, place))
        except DocumentFault:
            broken_at = place
    written = [act for act in acts if isinstance(act, ContractWritten)]
    return ApprovalsLog(
        written[-1].written if written else None,
        written[-1].contract if written else "",
        tuple(act for act in acts if isinstance(act, Approval)),
        broken_at,
    )


def read_approvals_file(folder: Path) -> ApprovalsLog | None:
    """The log of a contract's folder; None where there is none, CannotRead where it cannot be read."""
    path = folder / APPROVALS_FILE
    try:
        return read_approvals(path.read_bytes(), path.as_posix())
    except FileNotFoundError:
        return None
    except OSError as fault:
        found = f"it cannot be read ({fault.strerror})."
        raise CannotRead(Place(path.as_posix()), found, UNREADABLE_REMEDY) from fault


def approval_line(approval: Approval) -> JsonObject:
    """The approval as its line of the log says it (its place is where it stands)."""
    return _line(_APPROVAL, replace(approval, place=None))


def written_line(digest: str, written: datetime) -> JsonObject:
    """The line that says which contract stands in the folder since when."""
    return _line(_CONTRACT, ContractWritten(digest, written))


def _line(kind: str, act: Approval | ContractWritten) -> JsonObject:
    return {_KIND: kind, **{name: value for name, value in to_object(act).items() if name != "place"}}


def _act(line: ChainLine, place: Place) -> Approval | ContractWritten:
    plain: JsonObject = {name: value for name, value in line.plain.items() if name not in {"prev", _KIND}}
    match line.plain.get(_KIND):
        case "contract":
            return from_plain(ContractWritten, plain, closed=True)
        case "approval":
            return replace(from_plain(Approval, plain, closed=True), place=place)
        case _:
            raise DocumentFault(f"$.{_KIND}", "an unknown kind of line")


def _of_person(contract: Contract, policy: Policy, request: ApprovalRequest, person: Person | None) -> list[Problem]:
    if person is None:
        return [Problem(NOT_IN_PEOPLE, Place(policy.file, _PEOPLE), repr(request.by))]
    place = person.place or Place(policy.file, _PEOPLE)
    problems = []
    if contract.blast_radius not in person.may_approve:
        may = ", ".join(level.value for level in person.may_approve) or "nothing"
        found = f"{person.name} may approve {may}; the contract is {contract.blast_radius.value}"
        problems.append(Problem(MAY_NOT_APPROVE, place, found))
    asked_by = policy.person(contract.requester)
    if person == asked_by or _same_words(contract.requester, person):
        problems.append(Problem(IS_REQUESTER, place, f"{person.name} asked for {contract.task_id}"))
    return problems


def _same_words(name: str, person: Person) -> bool:
    key = " ".join(name.split()).casefold()
    return bool(key) and key in {person.name.casefold(), person.email.casefold()}


def _of_time(sealed: SealedContract, request: ApprovalRequest, at: datetime) -> list[Problem]:
    if at <= request.recorded:
        return []
    found = f"given {at.isoformat()}, recorded {request.recorded.isoformat()}"
    return [_problem(STATED_LATER, sealed, found)]


def _of_phase(
    sealed: SealedContract, request: ApprovalRequest, discovery: DiscoveryFacts | None, at: datetime
) -> list[Problem]:
    phases = sealed.contract.phases
    if request.phase not in phases:
        named = ", ".join(phase.value for phase in phases) or "none"
        return [_problem(NO_SUCH_PHASE, sealed, f"{request.phase.value}; its phases: {named}")]
    if request.phase is Phase.MUTATION and Phase.DISCOVERY in phases:
        return _of_proposal(sealed, request, discovery, at)
    if request.proposal:
        return [_problem(NO_PROPOSAL_NEEDED, sealed, f"a proposal for {request.phase.value}")]
    return []


def _of_proposal(
    sealed: SealedContract, request: ApprovalRequest, discovery: DiscoveryFacts | None, at: datetime
) -> list[Problem]:
    if not request.proposal or discovery is None:
        return [_problem(NO_PROPOSAL, sealed, "no proposal")]
    place = Place(discovery.folder or sealed.folder)
    unfit = _why_unfit(sealed, request, discovery)
    if unfit:
        return [Problem(PROPOSAL_UNFIT, place, unfit)]
    if discovery.ended is None:
        return [Problem(DISCOVERY_GOES_ON, place, "its record does not say that it has ended")]
    if at < discovery.ended:
        found = f"given {at.isoformat()}, the discovery ended {discovery.ended.isoformat()}"
        return [Problem(DISCOVERY_GOES_ON, place, found)]
    return []


def _why_unfit(sealed: SealedContract, request: ApprovalRequest, discovery: DiscoveryFacts) -> str:
    """Why the run is not this contract's discovery; empty where it is."""
    if request.proposal != discovery.run:
        return f"proposal {request.proposal[:12]}, the run's digest is {discovery.run[:12]}"
    if discovery.contract not in {sealed.digest, sealed.contract.replaces} - {""}:
        return f"a run under contract {discovery.contract[:12] or '(none)'}, not under {sealed.digest[:12]}"
    if discovery.phase is not Phase.DISCOVERY:
        return f"a run of the phase {discovery.phase.value if discovery.phase else '(not stated)'}"
    return ""


def _problem(rule: Rule, sealed: SealedContract, found: str) -> Problem:
    return Problem(rule, Place(sealed.folder or sealed.contract.task_id), found)
