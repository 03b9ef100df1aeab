"""The recorded runs that EVIDENCE works out, judged by the shipped workbook as the pipeline would."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from agent_router.acceptance.changes import measured_work
from agent_router.acceptance.interface import Case
from agent_router.acceptance.judging import judge
from agent_router.contracts.drafting import draft_contract
from agent_router.contracts.restating import restated_task
from agent_router.contracts.store import contract_bytes
from agent_router.evidence.reading import read_run
from agent_router.evidence.recording import RecordRequest, record_run
from agent_router.ledger.digest import sha256_hex
from agent_router.model.approval import Approval, ApprovalsLog, DecisionsLog, SignOff
from agent_router.model.contract import Contract, SealedContract
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, Phase
from agent_router.model.report import JudgedRun
from agent_router.pipeline.routing_queue import route_queue
from agent_router.pipeline.workspace import NamedBytes
from agent_router.scoring.assessing import assess_measured
from agent_router.tables.rulebook import compile_policy
from tests.places import REPOSITORY
from tests.policies import STARTER, starter_policy

REAL = REPOSITORY / "tests" / "data" / "real_cli" / "claude_code"
WRITTEN = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
APPROVED = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
RECORDED = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
AS_OF = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)

FIX = {
    "id": "T-1", "goal": "Fix the failing test", "work_type": "Small edit", "changes": "yes", "output": "Patch",
    "surface": "Small", "files_expected": "2", "reversible": "yes", "data_class": "No data",
    "folders": "calc.py; test_calc.py; NOTES.md",
    "test_command": "python -m pytest -q", "rollback": "revert the commit", "requester": "Linus Berg",
    "owner": "Ada Lovelace", "reviewer": "Grace Hopper",
}  # fmt: skip
CHECK = {
    "id": "T-2", "goal": "Check the calc bug", "work_type": "Read-only discovery", "changes": "no", "output": "Report",
    "surface": "Large", "data_class": "No data", "requester": "Linus Berg", "owner": "Ada Lovelace",
    "reviewer": "Grace Hopper",
}  # fmt: skip


def worked_contract(task: dict[str, str]) -> Contract:
    """The shipped workbook's contract of this task, at Medium, approved before where it changes anything."""
    return _worked_contract(json.dumps(task))


@cache
def _worked_contract(task: str) -> Contract:
    queue = NamedBytes("queue.jsonl", f"{task}\n".encode())
    routed = route_queue(queue, NamedBytes("matrices/agent-router.xlsx", STARTER.read_bytes()))
    drafted = draft_contract(routed.assignments[0], routed.policy, routed.tasks, "0.1.0")
    medium = replace(drafted, blast_radius=BlastRadius.MEDIUM)
    return replace(medium, approval_before=Phase.MUTATION) if medium.changes else medium


def worked_run(
    folder: Path, task: dict[str, str], *logs: str, sign: bool = False, artifacts: tuple[Path, ...] = ()
) -> JudgedRun:
    """Record these logs under the contract of this task, and judge the run; `sign` has the reviewer sign it."""
    agreed, policy = worked_contract(task), starter_policy()
    digest = sha256_hex(contract_bytes(agreed))
    sealed = SealedContract(agreed, digest, WRITTEN, "contracts/T")
    approval = Approval(
        Phase.MUTATION, "Ada Lovelace", APPROVED, APPROVED, digest, place=Place("approvals.jsonl", line=2)
    )
    log = ApprovalsLog(WRITTEN, digest, (approval,) if agreed.changes else ())
    request = RecordRequest(
        logs=tuple(REAL / name for name in logs),
        artifacts=artifacts,
        recorded=RECORDED,
        router_version="0.1.0",
        phase=agreed.phases[-1],
        operator="Annie Easley",
        contract=sealed,
        verifiers=agreed.verifiers,
    )
    record_run(request, folder / "run")
    run = read_run(folder / "run")
    work = measured_work(run, agreed, policy)
    measured = assess_measured(restated_task(agreed, policy), work, compile_policy(policy))
    case = Case(run, sealed, log, DecisionsLog(), policy, measured, AS_OF)
    verdict = judge(case)
    decisions = DecisionsLog()
    if sign:
        facts = verdict.fact_digest
        signed = SignOff("Grace Hopper", "Reviewer", "reviewed", RECORDED, RECORDED, run.chain.head, facts)
        decisions = DecisionsLog(run.chain.head, digest, sign_offs=(signed,))
        verdict = judge(replace(case, decisions=decisions))
    return JudgedRun(run, verdict, sealed, log, decisions, policy)
