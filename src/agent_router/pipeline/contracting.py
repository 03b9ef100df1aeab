"""From a queue to contracts on disk, and approvals bound to them."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from agent_router import __version__
from agent_router.contracts.approvals import ApprovalRequest, DiscoveryFacts, append_approval
from agent_router.contracts.approvals import approve as allow
from agent_router.contracts.drafting import draft_contract
from agent_router.contracts.narrowing import narrow
from agent_router.contracts.store import contract_bytes, read_contract, read_policy_bytes, write_contract
from agent_router.errors import Misuse, Refused
from agent_router.evidence.reading import read_run
from agent_router.ledger.digest import sha256_hex
from agent_router.masking.secrets import mask
from agent_router.model.approval import Approval
from agent_router.model.assignment import Assignment
from agent_router.model.contract import Contract, SealedContract
from agent_router.model.policy import Policy
from agent_router.model.run import Run
from agent_router.pipeline.looks import look_of
from agent_router.pipeline.routing_queue import RoutedQueue
from agent_router.pipeline.workspace import NamedBytes, workspace_name
from agent_router.report.contract_page import render_contract_page
from agent_router.workbook.interface import read_policy


@dataclass(frozen=True, slots=True)
class WrittenContracts:
    """What was written, and which tasks got no contract and why."""

    contracts: tuple[SealedContract, ...]
    left_out: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ContractTarget:
    """Where contracts go, by which workbook, and when they are written."""

    out: Path
    workbook: NamedBytes
    written: datetime


def write_one_contract(
    routed: RoutedQueue, task: str, target: ContractTarget, replaces: Path | None = None
) -> SealedContract:
    """Write the contract of one task into `target.out`; Refused where the task may have none."""
    assignment = routed.find(task)
    if assignment is None:
        raise Misuse(f"{routed.tasks.source} has no task {task!r}.")
    contract = draft_contract(assignment, routed.policy, routed.tasks, __version__)
    if replaces is not None:
        contract = narrow(contract, read_contract(replaces))
    return _write(target.out, contract, target, routed.policy)


def write_all_contracts(routed: RoutedQueue, target: ContractTarget) -> WrittenContracts:
    """Write the contract of every task that may have one, into one folder a task inside `target.out`."""
    contracts, left_out = [], []
    for assignment in routed.assignments:
        try:
            contract = draft_contract(assignment, routed.policy, routed.tasks, __version__)
        except Refused as refused:
            left_out.append((assignment.task.id, str(refused)))
            continue
        contracts.append(_write(target.out / contract_folder(assignment), contract, target, routed.policy))
    return WrittenContracts(tuple(contracts), tuple(left_out))


def contract_folder(assignment: Assignment) -> str:
    """A folder name for a task: its ID with everything but letters, digits, dots and dashes replaced."""
    safe = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in assignment.task.id)[:80]
    return safe.strip(".") or "task"


def _write(folder: Path, contract: Contract, target: ContractTarget, policy: Policy) -> SealedContract:
    name = workspace_name(folder)
    digest, written = sha256_hex(contract_bytes(contract)), target.written
    if (folder / "contract.json").is_file():
        standing = read_contract(folder)
        if standing.contract.task_id != contract.task_id:
            raise Refused(
                f"{name} holds the contract of {standing.contract.task_id}, not of {contract.task_id}. "
                "Name another folder."
            )
        if standing.digest == digest:
            # The same contract stands since it was first written; its page says so too.
            written = standing.written or written
    draft = SealedContract(contract, digest, written, name)
    page = render_contract_page(draft, look_of(policy, folder))
    return replace(write_contract(folder, contract, target.workbook.data, target.written, page), folder=name)


def approve_contract(folder: Path, request: ApprovalRequest, proposal: Path | None = None) -> Approval:
    """Approve a phase as a person of `People`; the approval carries the digests of contract and proposal."""
    sealed = read_contract(folder)
    policy = read_policy(read_policy_bytes(folder), sealed.contract.workbook.file)
    request = replace(request, note=mask(request.note).text)
    discovery = None
    if proposal is not None:
        run = read_run(proposal)
        if run.chain.broken_at is not None or not run.chain.chained:
            raise Refused(f"{proposal.name}: the chain of this record is broken or absent, so no proposal is approved.")
        discovery = _discovery(run)
        request = replace(request, proposal=discovery.run)
    approval = allow(sealed, policy, request, discovery)
    append_approval(folder, approval)
    return approval


def _discovery(run: Run) -> DiscoveryFacts:
    """What the proposal's run says of itself; without a time in any record it ended when it was recorded."""
    ended = None if run.ended is None else run.ended.last or run.started.recorded
    return DiscoveryFacts(run.chain.head, run.started.contract, run.started.phase, ended, run.folder)
