"""Logs, artifacts and a repository in, one run folder out, with the contract it ran under beside it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from agent_router import __version__
from agent_router.contracts.store import read_contract
from agent_router.evidence.earlier import Earlier, continued_by, covers, recordings_in, run_digest
from agent_router.evidence.finding import FoundLogs
from agent_router.evidence.recording import Recorded, RecordRequest, record_run
from agent_router.evidence.storing import Progress, no_progress
from agent_router.ledger.digest import sha256_hex
from agent_router.model.contract import SealedContract
from agent_router.model.policy import Phase
from agent_router.model.run import RunStarted
from agent_router.pipeline.workspace import read_file, workspace_name


@dataclass(frozen=True, slots=True)
class Recording:
    """What a person names when recording a run."""

    logs: tuple[Path, ...]
    out: Path
    contract_dir: Path | None = None
    artifacts: tuple[Path, ...] = ()
    repo: Path | None = None
    base: str = ""
    head: str = ""
    phase: str | None = None
    run_id: str = ""
    operator: str = ""
    sessions: tuple[str, ...] = ()
    """Sessions of the logs that are the run; empty where everything in them is."""
    found: FoundLogs | None = None
    """The logs of one session, where they were found before; then `logs` is empty."""
    beside: tuple[Earlier, ...] | None = None
    """The recordings beside it, where they were read before."""


def record_evidence(recording: Recording, recorded: datetime, progress: Progress = no_progress) -> Recorded:
    """Record one run; the folder appears whole or not at all."""
    folder = recording.contract_dir
    sealed = None if folder is None else replace(read_contract(folder), folder=workspace_name(folder))
    request = RecordRequest(
        logs=recording.logs,
        artifacts=recording.artifacts,
        repo=recording.repo,
        base=recording.base,
        head=recording.head,
        phase=_phase(recording, sealed),
        run_id=recording.run_id,
        operator=recording.operator,
        contract=sealed,
        contract_files=() if recording.contract_dir is None else contract_files(recording.contract_dir),
        verifiers=() if sealed is None else sealed.contract.verifiers,
        scratch=() if sealed is None else sealed.contract.scope.scratch,
        recorded=recorded,
        router_version=__version__,
        sessions=recording.sessions,
        found=recording.found,
    )
    beside = recordings_in(recording.out.parent) if recording.beside is None else recording.beside
    return record_run(replace(request, earlier=partial(_continued, request, beside)), recording.out, progress)


def _continued(request: RecordRequest, beside: Iterable[Earlier], found: FoundLogs, sessions: tuple[str, ...]) -> str:
    """Run digest of the recording beside this one that these logs continue, under the same contract and phase."""
    own = RunStarted(run_id="", contract=request.contract.digest if request.contract else "", phase=request.phase)
    earlier = continued_by(found.files, sessions, (one for one in beside if covers(own, one.started)))
    return "" if earlier is None else run_digest(earlier.folder)


def _phase(recording: Recording, sealed: SealedContract | None) -> Phase | None:
    """The phase named, or the contract's only one."""
    if recording.phase is not None:
        return Phase(recording.phase)
    if sealed is not None and len(sealed.contract.phases) == 1:
        return sealed.contract.phases[0]
    return None


def contract_files(folder: Path) -> tuple[tuple[str, bytes], ...]:
    """Contract, page, approvals and workbook as they are now: name inside the run's `contract/`, bytes."""
    sealed = read_contract(folder)
    digest = sealed.contract.workbook.sha256
    found = [
        (name, (folder / name).read_bytes())
        for name in ("contract.json", "contract.md", "approvals.jsonl")
        if (folder / name).is_file()
    ]
    book = read_file(folder.parent / "_policy" / f"{digest}.xlsx", "workbook of this contract")
    if sha256_hex(book) == digest:
        found.append((f"{digest}.xlsx", book))
    return tuple(found)
