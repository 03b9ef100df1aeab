"""A run folder, or the bytes of one, as a `Run`.

1. `run.jsonl` may come from any tool: an object a line with `kind` and fields (`agent-router schema run`).
2. A log without a hash chain is read; `Chain.chained` says that nothing would show a change.
3. In a chained log a line that cannot be read breaks the chain there; the rest is read, and the break is told.
4. In a log without chain such a line makes the whole log unreadable: nothing else would tell what is missing.
5. The first record must be `run`. A log without `end` is an unfinished one.
6. What the router verified later (`verifications.jsonl`) stands after the run's own records.
"""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from agent_router.errors import CannotRead
from agent_router.evidence.later_records import LATER_LOG, with_later
from agent_router.evidence.wire import from_line
from agent_router.ledger.chain import ChainLine, ChainRead, read_chain
from agent_router.ledger.digest import sha256_file
from agent_router.ledger.documents import DocumentFault
from agent_router.model.place import Place
from agent_router.model.run import Record, Run, RunEnded, RunStarted

LOG = "run.jsonl"
DECISIONS = "decisions.jsonl"
_REMEDY = "Restore the run folder from a copy, or record the run again from the agent's log."

Digests = Callable[[str], str]
"""SHA-256 of a file of the run folder by its name there; empty where it is absent."""


def read_run(folder: Path) -> Run:
    """Read one run folder; CannotRead where its log is absent or unreadable."""
    path = folder / LOG
    name = folder.as_posix()
    try:
        data = path.read_bytes()
    except OSError as fault:
        found = (
            "there is no run.jsonl in this folder." if isinstance(fault, FileNotFoundError) else f"{fault.strerror}."
        )
        raise CannotRead(Place(name), found, "Name a folder that `agent-router record` wrote.") from fault
    run = run_from_bytes(data, name, lambda inner: _digest(folder, inner))
    later = folder / LATER_LOG
    if os.path.lexists(later):
        run = with_later(run, _later(later), lambda inner: _digest(folder, inner))
    return replace(run, decisions_place=DECISIONS if (folder / DECISIONS).is_file() else "")


def _later(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise CannotRead(Place(path.as_posix()), f"it cannot be read ({fault.strerror}).", _REMEDY) from fault


def _digest(folder: Path, name: str) -> str:
    path = folder / name
    inside = path.resolve().is_relative_to(folder.resolve())
    return sha256_file(path) if inside and path.is_file() else ""


def run_from_bytes(run_jsonl: bytes, folder: str, digest_of: Digests | None = None) -> Run:
    """Read one log; with `digest_of`, the kept files are held against the digests the log states."""
    read = read_chain(run_jsonl, LOG)
    if not read.lines:
        found = "the log is empty." if not run_jsonl.strip() else "the log holds no readable line."
        raise CannotRead(Place(f"{folder}/{LOG}"), found, _REMEDY)
    if not read.chain.chained and read.faults:
        first = read.faults[0]
        place = Place(f"{folder}/{LOG}", line=first.place.line)
        raise CannotRead(place, f"{first.kind.value}.", _REMEDY)
    unknown: Counter[str] = Counter()
    records = [record for line in read.lines if (record := _record(line, folder, unknown)) is not None]
    started = _started(records, folder)
    ended = next((record for record in reversed(records) if isinstance(record, RunEnded)), None)
    inner = tuple(record for record in records if not isinstance(record, RunStarted | RunEnded))
    return Run(
        folder=folder,
        started=started,
        records=inner,
        ended=ended,
        chain=read.chain,
        size=len(run_jsonl),
        remarks=_remarks(read, records, unknown),
        altered=_altered(started, digest_of) if digest_of else (),
    )


def _record(line: ChainLine, folder: str, unknown: Counter[str]) -> Record | None:
    try:
        record = from_line(line.plain)
    except DocumentFault as fault:
        place = Place(f"{folder}/{LOG}", line=line.number)
        raise CannotRead(place, f"this record does not fit its kind {fault}.", _REMEDY) from fault
    if record is None:
        kind = line.plain.get("kind")
        unknown[kind if isinstance(kind, str) else "none"] += 1
        return None
    # The line counts, whatever number stands on it: it is what a reader finds.
    # A record cannot name another log for itself: what the router verified later stands in a log of its own.
    return replace(record, seq=line.number, log="")


def _started(records: list[Record], folder: str) -> RunStarted:
    first = records[0] if records else None
    if not isinstance(first, RunStarted):
        raise CannotRead(Place(f"{folder}/{LOG}", line=1), "the first record is not `run`.", _REMEDY)
    return first


def _remarks(read: ChainRead, records: list[Record], unknown: Counter[str]) -> tuple[str, ...]:
    said = [f"{number} record(s) of unknown kind: {kind}." for kind, number in sorted(unknown.items())]
    said += [f"{fault}." for fault in read.faults]
    if sum(isinstance(record, RunStarted) for record in records) > 1:
        said.append("The log holds several `run` records; the first one counts.")
    ends = [at for at, record in enumerate(records) if isinstance(record, RunEnded)]
    if ends and ends[0] != len(records) - 1:
        said.append("Records follow the record `end`.")
    return tuple(said)


def _altered(started: RunStarted, digest_of: Digests) -> tuple[str, ...]:
    return tuple(
        file.name
        for file in (*started.logs, *started.artifacts)
        if file.stored_sha256 and digest_of(file.name) != file.stored_sha256
    )
