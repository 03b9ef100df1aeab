"""The files that travel inside a report, so that a reader needs nothing else."""

from collections.abc import Iterator
from pathlib import Path

from agent_router.model.report import Attachment, JudgedRun
from agent_router.pipeline.workspace import NamedBytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JSONL = "application/jsonl"
_RUN_FILES = (
    ("run.jsonl", JSONL, "Evidence log of the run, hash-chained", "Source"),
    ("decisions.jsonl", JSONL, "What people decided, waived and signed, hash-chained", "Source"),
    ("contract/contract.json", "application/json", "Contract the run is judged by, in canonical form", "Source"),
    ("contract/approvals.jsonl", JSONL, "Approvals of the contract as they were when the run was recorded", "Source"),
)


def run_attachments(folder: Path, judged: JudgedRun) -> tuple[Attachment, ...]:
    """Evidence log, decisions, contract, approvals and workbook of one run folder, as far as they are there."""
    return tuple(_run_files(folder, judged))


def _run_files(folder: Path, judged: JudgedRun) -> Iterator[Attachment]:
    for name, media_type, description, relationship in _RUN_FILES:
        path = folder / name
        if path.is_file():
            yield Attachment(path.name, path.read_bytes(), media_type, description, relationship)
    if judged.contract is not None:
        workbook = judged.contract.contract.workbook
        path = folder / "contract" / f"{workbook.sha256}.xlsx"
        if path.is_file():
            description = f"Workbook {workbook.name} {workbook.version}, the criteria"
            yield Attachment(Path(workbook.file).name, path.read_bytes(), XLSX, description)


def criteria_attachments(workbook: NamedBytes, queue: NamedBytes | None) -> tuple[Attachment, ...]:
    """The workbook and the queue of a queue report or a week."""
    found = [Attachment(Path(workbook.name).name, workbook.data, XLSX, "Workbook: the criteria")]
    if queue is not None:
        kind = XLSX if queue.name.endswith(".xlsx") else "text/plain"
        found.append(Attachment(Path(queue.name).name, queue.data, kind, "Queue: the population"))
    return tuple(found)
