"""`verifications.jsonl` of a run folder: what the router verified after the run was recorded.

1. A chained log of its own, since `run.jsonl` is never reopened; its first line names the run digest and the contract.
2. Each verification by the router begins with a line `verifying`: which tree, which base, by what limits; it ends with
   a line `verified`, so that a changed record shows at the line after it. Its records count only where that tree is the
   one that the run recorded, and where it has its end.
3. What stands at or after a break of the chain is not read; a break, a foreign first line or an altered report counts
   as a break of the run's own chain.
4. Commands, verifications and redactions are read; other kinds are left out and counted.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from agent_router.evidence.wire import from_line, to_line
from agent_router.ledger.chain import ChainLine, ChainRead, append_chained, read_chain
from agent_router.ledger.documents import DocumentFault, from_plain, to_object
from agent_router.ledger.jsontext import JsonObject
from agent_router.model.place import Place
from agent_router.model.run import Command, Record, Redaction, Run, RunStarted, Verification

LATER_LOG = "verifications.jsonl"
_BEGINS, _ENDS = "verifying", "verified"
_READ = (Command, Verification, Redaction)


@dataclass(frozen=True, slots=True)
class Verifying:
    """A line `verifying`: one verification by the router begins."""

    at: datetime
    tree: str
    """Git tree ID of the head that is verified."""
    base: str
    """Commit ID."""
    head: str
    minutes: int
    memory_mb: int
    router_version: str


def append_later(folder: Path, run: Run, begins: Verifying, records: Iterable[Record]) -> str:
    """Add one verification to the run's log of them; the digest of its last line.

    ChainBroken where the log cannot be continued, CannotWrite where the disk refuses; then nothing is added.
    """
    path = folder / LATER_LOG
    standing = path.read_bytes().count(b"\n") if path.is_file() else 0
    lines: list[JsonObject] = [{"kind": _BEGINS, **to_object(begins)}]
    if not standing:
        about: JsonObject = {"kind": "run", "run": run.chain.head, "contract": run.started.contract}
        lines.insert(0, about)
    command = 0
    for number, record in enumerate(records, start=standing + len(lines) + 1):
        command = number if isinstance(record, Command) else command
        lines.append(to_line(replace(_placed(record, number, command), log="")))
    lines.append({"kind": _ENDS})
    return append_chained(path, lines)


def with_later(run: Run, data: bytes, digest_of: Callable[[str], str] | None = None) -> Run:
    """The run with what was verified later after its own records; `digest_of` as in `reading`."""
    read = read_chain(data, LATER_LOG)
    broken = _broken_at(read, run)
    unread: Counter[str] = Counter()
    found: list[Record] = []
    for record in _records(read, run.started, broken, unread):
        if isinstance(record, Place):
            broken = record
        else:
            found.append(record)
    left_out = sorted((why, number) for why, number in unread.items() if number)
    remarks = [f"{LATER_LOG}: {number} record(s) left out: {why}." for why, number in left_out]
    remarks += [f"{fault}." for fault in read.faults]
    altered = tuple(_altered(found, digest_of)) if digest_of is not None else ()
    # The chain of the whole: broken where either part is.
    chain = run.chain if run.chain.broken_at or broken is None else replace(run.chain, broken_at=broken)
    return replace(
        run,
        records=(*run.records, *found),
        chain=chain,
        remarks=(*run.remarks, *remarks),
        altered=(*run.altered, *altered),
    )


def _broken_at(read: ChainRead, run: Run) -> Place | None:
    if read.chain.broken_at is not None:
        return read.chain.broken_at
    if not read.lines or not read.chain.chained:
        return Place(LATER_LOG, line=1)
    first = read.lines[0].plain
    if first.get("kind") != "run" or not _is_about(first, run):
        return Place(LATER_LOG, line=1)
    return None if read.ended else Place(LATER_LOG, line=len(read.lines))


def _is_about(line: JsonObject, run: Run) -> bool:
    return line.get("run") == run.chain.head and line.get("contract") == run.started.contract


def _records(
    read: ChainRead, started: RunStarted, broken: Place | None, unread: Counter[str]
) -> Iterator[Record | Place]:
    """Every record that counts; a place where a line cannot be what it says."""
    session: list[Record] = []
    command, current = 0, False
    for line in read.lines:
        if broken is not None and line.number >= broken.line:
            break
        kind = line.plain.get("kind")
        try:
            begins = _begins(line)
            record = None if kind in {"run", _BEGINS, _ENDS} else from_line(line.plain)
        except DocumentFault:
            yield Place(LATER_LOG, line=line.number)
            break
        if kind == _ENDS:
            yield from session
        if kind in {_BEGINS, _ENDS}:
            unread["of a verification without its end"] += len(session) if kind == _BEGINS else 0
            session, current = [], begins is not None and bool(started.tree) and begins.tree == started.tree
        elif isinstance(record, _READ) and current:
            command = line.number if isinstance(record, Command) else command
            session.append(_placed(record, line.number, command))
        elif kind != "run":
            unread[_WHY_NOT[isinstance(record, _READ)]] += 1
    unread["of a verification without its end"] += len(session)


_WHY_NOT = {
    True: "of another state of the repository than the recorded one",
    False: "of a kind that does not belong here",
}


def _begins(line: ChainLine) -> Verifying | None:
    if line.plain.get("kind") != _BEGINS:
        return None
    return from_plain(Verifying, {name: value for name, value in line.plain.items() if name not in {"kind", "prev"}})


def _placed(record: Record, line: int, command: int) -> Record:
    if isinstance(record, Verification):
        return replace(record, seq=line, log=LATER_LOG, command_seq=command)
    return replace(record, seq=line, log=LATER_LOG)


def later_artifacts(run: Run) -> tuple[str, ...]:
    """Names in the run folder of the reports that the router's verifications left."""
    return tuple(
        dict.fromkeys(report_file(one) for one in run.of(Verification) if one.log == LATER_LOG and one.artifact)
    )


def report_file(one: Verification) -> str:
    """Where the report of a verification by the router is kept."""
    return f"artifacts/{one.artifact}{Path(one.artifact_name).suffix}"


def _altered(found: Iterable[Record], digest_of: Callable[[str], str]) -> Iterator[str]:
    for record in found:
        if isinstance(record, Verification) and record.artifact and digest_of(report_file(record)) != record.artifact:
            yield report_file(record)
