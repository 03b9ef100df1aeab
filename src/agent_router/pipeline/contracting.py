"""From a queue to contracts on disk, and approvals bound to them."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from agent_router import __version__
from agent_router.contracts.approvals import DiscoveryFacts, append_approval
from agent_router.contracts.approvals import approve as allow
from agent_router.contracts.drafting import draft_contract
from agent_router.contracts.store import read_contract, read_policy_bytes, write_contract
from agent_router.errors import InputRejected, Misuse, Refused
from agent_router.evidence.reading import read_run
from agent_router.model.approval import Approval
from agent_router.model.assignment import Assignment
from agent_router.model.contract import Contract, SealedContract
from agent_router.model.policy import Phase, Policy
from agent_router.model.run import Run
from agent_router.pipeline.looks import look_of
from agent_router.pipeline.routing_queue import RoutedQueue, route_queue
from agent_router.pipeline.workspace import NamedBytes
from agent_router.report.contract_page import render_contract_page
from agent_router.workbook.reading import read_policy


@dataclass(frozen=True, slots=True)
class WrittenContracts:
    """What was written, and which tasks got no contract and why."""

    contracts: tuple[SealedContract, ...]
    left_out: tuple[tuple[str, str], ...]


def write_contracts(
    queue: NamedBytes,
    workbook: NamedBytes,
    out: Path,
    *,
    written: datetime,
    task: str | None = None,
    replaces: Path | None = None,
) -> WrittenContracts:
    """Write the contract of one task into `out`, or of every task into one folder a task inside it."""
    routed = route_queue(queue, workbook)
    earlier = "" if replaces is None else read_contract(replaces).digest
    if task is not None:
        assignment = routed.find(task)
        if assignment is None:
            raise Misuse(f"{queue.name} has no task {task!r}.")
        contract = replace(draft_contract(assignment, routed.policy, routed.tasks, __version__), replaces=earlier)
        return WrittenContracts((_write(out, contract, workbook, written, routed.policy),), ())
    return _write_all(routed, workbook, out, written)


def _write_all(routed: RoutedQueue, workbook: NamedBytes, out: Path, written: datetime) -> WrittenContracts:
    contracts, left_out = [], []
    for assignment in routed.assignments:
        try:
            contract = draft_contract(assignment, routed.policy, routed.tasks, __version__)
        except Refused as refused:
            left_out.append((assignment.task.id, str(refused)))
            continue
        contracts.append(_write(out / contract_folder(assignment), contract, workbook, written, routed.policy))
    return WrittenContracts(tuple(contracts), tuple(left_out))


def contract_folder(assignment: Assignment) -> str:
    """A folder name for a task: its ID with everything but letters, digits, dots and dashes replaced."""
    safe = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in assignment.task.id)[:80]
    return safe.strip(".") or "task"


def _write(folder: Path, contract: Contract, workbook: NamedBytes, written: datetime, policy: Policy) -> SealedContract:
    sealed = write_contract(folder, contract, workbook.data, written)
    page = render_contract_page(sealed, look_of(policy, folder))
    (folder / "contract.md").write_text(page, encoding="utf-8")
    return sealed


def approve_contract(
    folder: Path,
    phase: Phase,
    by: str,
    *,
    at: datetime,
    recorded: datetime,
    proposal: Path | None = None,
    note: str = "",
) -> Approval:
    """Approve a phase as a person of `People`; the approval carries the contract's digest."""
    sealed = read_contract(folder)
    workbook = sealed.contract.workbook
    try:
        policy = read_policy(read_policy_bytes(folder), workbook.file)
    except InputRejected as rejected:
        raise Refused(f"The workbook of this contract has errors: {rejected}") from rejected
    discovery = None if proposal is None else _discovery(read_run(proposal))
    approval = allow(
        sealed,
        policy,
        phase=phase,
        by=by,
        at=at,
        recorded=recorded,
        proposal="" if discovery is None else discovery.run,
        note=note,
        discovery=discovery,
    )
    append_approval(folder, approval)
    return approval


def _discovery(run: Run) -> DiscoveryFacts:
    last = run.ended.last if run.ended is not None else None
    return DiscoveryFacts(run=run.chain.head, contract=run.started.contract, ended=last)
