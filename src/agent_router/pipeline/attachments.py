"""The files that travel inside a report, so that a reader needs nothing else."""

from collections.abc import Iterator
from pathlib import Path

from agent_router.masking.secrets import mask_bytes
from agent_router.model.report import Attachment, JudgedRun
from agent_router.model.task import Tasks
from agent_router.pipeline.workspace import NamedBytes
from agent_router.queue.problems import SECRET

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = b"PK\x03\x04"
JSONL = "application/jsonl"
_RUN_FILES = (
    ("run.jsonl", JSONL, "Evidence log of the run, hash-chained", "Source"),
    ("verifications.jsonl", JSONL, "What the router verified later, hash-chained", "Source"),
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


def _queue(queue: NamedBytes, tasks: Tasks) -> Iterator[Attachment]:
    """The queue with its secrets masked; a spreadsheet would be another file then, so one with secrets stays out."""
    name = Path(queue.name).name
    if not queue.data.startswith(ZIP):
        yield Attachment(name, mask_bytes(queue.data).data, "text/plain", "Queue: the population")
    elif not any(remark.rule is SECRET for remark in tasks.remarks):
        yield Attachment(name, queue.data, XLSX, "Queue: the population")


def criteria_attachments(workbook: NamedBytes, queue: NamedBytes | None, tasks: Tasks | None) -> tuple[Attachment, ...]:
    """The workbook and the queue of a queue report or a week."""
    found = [Attachment(Path(workbook.name).name, workbook.data, XLSX, "Workbook: the criteria")]
    if queue is not None and tasks is not None:
        found += _queue(queue, tasks)
    return tuple(found)
