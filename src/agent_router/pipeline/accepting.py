"""A run folder in, a verdict out.

Reads the run, the contract it ran under, and what people said; asks scoring for the third view; acceptance judges.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from agent_router.acceptance.changes import measured_work
from agent_router.acceptance.decisions import read_decisions
from agent_router.acceptance.interface import Case
from agent_router.acceptance.judging import judge
from agent_router.acceptance.unreadable import unreadable_verdict
from agent_router.contracts.approvals import read_approvals
from agent_router.contracts.restating import restated_task
from agent_router.contracts.store import contract_from_bytes
from agent_router.errors import CannotRead, InputRejected, RouterError
from agent_router.evidence.reading import read_run
from agent_router.ledger.digest import sha256_hex
from agent_router.model.approval import ApprovalsLog, DecisionsLog
from agent_router.model.assessment import Rating
from agent_router.model.contract import SealedContract
from agent_router.model.place import Place
from agent_router.model.policy import Policy
from agent_router.model.report import JudgedRun
from agent_router.model.run import Run
from agent_router.pipeline.routing_tasks import route_tasks
from agent_router.pipeline.workspace import find_workspace, read_file
from agent_router.scoring.assessing import assess_measured
from agent_router.tables.rulebook import compile_policy
from agent_router.workbook.interface import read_policy


@dataclass(frozen=True, slots=True)
class RunPapers:
    """Everything a run folder holds beside the record."""

    contract: SealedContract | None
    approvals: ApprovalsLog | None
    policy: Policy | None
    decisions: DecisionsLog


def accept_run(folder: Path, *, as_of: datetime, what_if: Path | None = None) -> JudgedRun:
    """Judge one run folder; a run whose log or contract cannot be read is judged unreadable, never raised."""
    try:
        run = read_run(folder)
        papers = read_papers(folder, run)
    except InputRejected as rejected:
        return unreadable_run(folder, as_of, tuple(str(problem) for problem in rejected.problems))
    except RouterError as fault:
        return unreadable_run(folder, as_of, (str(fault),))
    return judge_run(run, papers, as_of=as_of, what_if=what_if, others=_others(folder, run, papers))


def judge_run(
    run: Run, papers: RunPapers, *, as_of: datetime, what_if: Path | None = None, others: tuple[Run, ...] = ()
) -> JudgedRun:
    """Judge a run that has been read, by its contract's own workbook or, as a question, by another."""
    policy, digest, contract = papers.policy, "", papers.contract
    if what_if is not None:
        data = read_file(what_if, "workbook")
        policy, digest = read_policy(data, what_if.name), sha256_hex(data)
        contract = None if contract is None else asked_by(contract, policy)
    case = Case(
        run,
        contract,
        papers.approvals,
        papers.decisions,
        policy,
        _measured(run, contract, policy),
        as_of,
        others,
        digest,
    )
    return JudgedRun(run, judge(case), contract, papers.approvals, papers.decisions, policy)


def asked_by(sealed: SealedContract, policy: Policy) -> SealedContract:
    """The contract with the box, proof, checklist and stops that another workbook would have asked for.

    It keeps the digest of the real one, which the run was recorded under; such a verdict never accepts.
    """
    (assignment,) = route_tasks((restated_task(sealed.contract, policy),), policy)
    contract = replace(
        sealed.contract,
        budget=assignment.budget,
        proof=assignment.proof,
        does_not_count=assignment.does_not_count,
        checklist=assignment.checklist,
        stops=assignment.stops,
    )
    return replace(sealed, contract=contract)


def _measured(run: Run, contract: SealedContract | None, policy: Policy | None) -> Rating | None:
    if contract is None or policy is None:
        return None
    work = measured_work(run, contract.contract, policy)
    return assess_measured(restated_task(contract.contract, policy), work, compile_policy(policy))


def read_papers(folder: Path, run: Run) -> RunPapers:
    """The contract as it was at `record`, its workbook, the approvals, and what people said since."""
    decisions_file = folder / "decisions.jsonl"
    decisions = (
        read_decisions(read_file(decisions_file, "record of decisions"), "decisions.jsonl")
        if decisions_file.is_file()
        else _no_decisions(run)
    )
    if not run.started.contract:
        return RunPapers(None, None, None, decisions)
    kept = folder / "contract"
    data = read_file(kept / "contract.json", "contract")
    if sha256_hex(data) != run.started.contract:
        raise CannotRead(
            Place(f"{run.folder}/contract/contract.json"),
            "This is not the contract the run was recorded under: its digest differs.",
            "Restore the file as it was recorded.",
        )
    approvals_data = _approvals(folder, run)
    sealed = contract_from_bytes(data, approvals_data, run.started.contract_folder)
    approvals = None if approvals_data is None else read_approvals(approvals_data, "approvals.jsonl")
    return RunPapers(sealed, approvals, _policy(kept, sealed), decisions)


def _no_decisions(run: Run) -> DecisionsLog:
    """`record` always writes `decisions.jsonl`: where it is gone, what people said is gone with it."""
    return DecisionsLog(chain_broken_at=Place("decisions.jsonl") if run.started.router_version else None)


def _approvals(folder: Path, run: Run) -> bytes | None:
    """The approvals of the contract's folder where it is still there and only grew, else those kept at `record`."""
    kept_file = folder / "contract" / "approvals.jsonl"
    kept = kept_file.read_bytes() if kept_file.is_file() else None
    workspace = find_workspace(folder)
    if workspace is None or not run.started.contract_folder:
        return kept
    living = workspace.root / run.started.contract_folder / "approvals.jsonl"
    if not living.is_file() or not living.resolve().is_relative_to(workspace.root.resolve()):
        return kept
    grown = living.read_bytes()
    if kept is None:
        return grown
    # A later contract in the same folder is another one: its lines say nothing about this run.
    same = read_approvals(grown, "approvals.jsonl").contract == run.started.contract
    return grown if same and grown.startswith(kept) else kept


def _policy(kept: Path, sealed: SealedContract) -> Policy:
    digest = sealed.contract.workbook.sha256
    data = read_file(kept / f"{digest}.xlsx", "workbook of this contract")
    if sha256_hex(data) != digest:
        raise CannotRead(
            Place(f"contract/{digest}.xlsx"),
            "This is not the workbook that the contract names: its digest differs.",
            "Restore the workbook as it was recorded.",
        )
    return known_policy(data, sealed.contract.workbook.file)


@lru_cache(maxsize=8)
def known_policy(data: bytes, file: str) -> Policy:
    """The policy of a workbook's bytes, read once however many runs were judged by it; raises as `read_policy`."""
    return read_policy(data, file)


def _others(folder: Path, run: Run, papers: RunPapers) -> tuple[Run, ...]:
    """Runs beside this one of the same task: the discovery whose proposal was approved is among them."""
    if papers.contract is None:
        return ()
    found = []
    for sibling in sorted(folder.resolve().parent.iterdir()):
        if sibling == folder.resolve() or not (sibling / "run.jsonl").is_file():
            continue
        try:
            other = read_run(sibling)
        except RouterError:
            continue  # an unreadable neighbor is reported when it is judged itself
        if other.started.task_id == run.started.task_id:
            found.append(other)
    return tuple(found)


def unreadable_run(folder: Path, as_of: datetime, problems: tuple[str, ...]) -> JudgedRun:
    """A run of which nothing can be judged, with the reasons."""
    run, verdict = unreadable_verdict(folder.name, problems, as_of)
    return JudgedRun(run, verdict, None, None, DecisionsLog(), None)
