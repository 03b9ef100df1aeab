"""The door's other side: everything that is found in one run, in one contract, in the whole.

Findings stand in the order in which an auditor would ask: is the record whole, are its files there, do the digests
name each other, did the right people act, at the right time; and is anything missing.
"""

from collections.abc import Iterator
from datetime import datetime

from agent_router.audit.bindings import contract_bindings, run_bindings
from agent_router.audit.files import file_findings
from agent_router.audit.interface import ContractSeen, RunSeen
from agent_router.audit.logs import log_findings, record_findings
from agent_router.audit.people import contract_people, run_people
from agent_router.audit.problems import FOLDER_MISSING
from agent_router.audit.times import contract_times, run_times
from agent_router.model.place import Place
from agent_router.model.problem import Problem

NOT_PROVEN = (
    (
        "A hash chain shows that nothing was changed, added or moved inside a log. It does not show that the newest "
        "lines were taken away, or that all of it was written again: for that somebody must have kept its last digest "
        "elsewhere (a signature, a report, a log that names it). The newest lines of decisions.jsonl and "
        "approvals.jsonl are held by nothing until a report names them."
    ),
    "Names of people were typed on a command line, not authenticated.",
    "Times are those of the clocks of the machines that wrote them.",
    "Work that nobody recorded leaves no trace here; contracts without runs are the only hint.",
    "A whole chain does not make the first writer's words true: logs of an agent's program are that program's word.",
)


def audit_run(run: RunSeen, as_of: datetime) -> Iterator[Problem]:
    """Everything that one run folder shows by itself."""
    yield from record_findings(run)
    yield from file_findings(run)
    yield from run_bindings(run)
    yield from _contract_of(run, as_of)
    yield from run_people(run)
    yield from run_times(run, as_of)


def audit_contract(contract: ContractSeen, as_of: datetime) -> Iterator[Problem]:
    """Everything that one contract's folder shows by itself."""
    if contract.log is not None:
        yield from log_findings(contract.log)
    yield from contract_bindings(contract)
    yield from contract_people(contract)
    yield from contract_times(contract, as_of)


def _contract_of(run: RunSeen, as_of: datetime) -> Iterator[Problem]:
    """The kept copy speaks for itself only where the contract's own folder does not say the same."""
    if run.started is None or not run.started.contract:
        return
    if run.living is None and run.looked_for_living:
        found = repr(run.started.contract_folder) if run.started.contract_folder else "the record names none"
        yield Problem(FOLDER_MISSING, Place(f"{run.name}/run.jsonl", line=1), found)
    kept = run.kept
    if kept is None or run.contract is not kept:
        return
    if kept.log is not None:
        yield from log_findings(kept.log)
    yield from contract_people(kept)
    yield from contract_times(kept, as_of)
