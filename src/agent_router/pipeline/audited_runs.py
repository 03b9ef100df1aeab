"""A run folder, a contract's folder and a report as the values that an audit looks at; each file is read once."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from agent_router.acceptance.decisions import read_decisions
from agent_router.audit.interface import Anchor, ContractSeen, FileKind, KeptFile, LogSeen, ReportedRun, RunSeen
from agent_router.contracts.approvals import read_approvals
from agent_router.contracts.store import POLICY_FOLDER, contract_from_bytes
from agent_router.errors import CannotRead, InputRejected
from agent_router.evidence.later_records import LATER_LOG, report_file
from agent_router.evidence.reading import DECISIONS, LOG
from agent_router.evidence.wire import KINDS, NAMES, from_line
from agent_router.ledger.chain import ChainRead, read_chain
from agent_router.ledger.digest import sha256_hex
from agent_router.ledger.documents import DocumentFault
from agent_router.ledger.jsontext import JsonValue
from agent_router.model.approval import DecisionsLog
from agent_router.model.contract import SealedContract
from agent_router.model.place import Place
from agent_router.model.policy import Policy
from agent_router.model.run import Command, Record, RunEnded, RunStarted, Verification
from agent_router.pipeline.accepting import known_policy
from agent_router.pipeline.audited_folders import json_object, kept_files
from agent_router.pipeline.looks import look_of
from agent_router.report.contract_page import render_contract_page

CONTRACT_COPY = "contract"
_CONTRACT, _APPROVALS, _PAGE = "contract.json", "approvals.jsonl", "contract.md"
_ATTACHED = {DECISIONS: DECISIONS, LATER_LOG: LATER_LOG, _APPROVALS: f"{CONTRACT_COPY}/{_APPROVALS}"}
"""Name in a report's manifest, and in the run folder; run.jsonl and contract.json are held by their digests."""


@dataclass
class _Lines:
    """What the lines of a run's log say, gathered one by one."""

    counts: Counter[str] = field(default_factory=Counter)
    started: RunStarted | None = None
    ended: RunEnded | None = None
    end_line: int = 0
    misfits: list[tuple[int, str]] = field(default_factory=list)
    more: list[tuple[int, str]] = field(default_factory=list)
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class ContractPlace:
    """Where a contract is read, and how findings call it."""

    folder: Path
    name: str
    copy: bool = False
    """Whether it is what a run kept."""


@dataclass
class Pages:
    """Pages of contracts, each rendered once however many runs keep a copy."""

    _known: dict[tuple[str, datetime | None], bytes] = field(default_factory=dict)

    def of(self, sealed: SealedContract, policy: Policy, near: Path) -> bytes:
        """The page of a contract, as `contract` writes it."""
        key = (sealed.digest, sealed.written)
        if key not in self._known:
            self._known[key] = render_contract_page(sealed, look_of(policy, near)).encode()
        return self._known[key]


FindContract = Callable[[str], tuple[ContractSeen | None, bool]]
"""The contract's own folder by the name that a record states, and whether it is known where it should be."""


def read_run_seen(folder: Path, name: str, find_contract: FindContract, pages: Pages) -> RunSeen:
    """One run folder, each of its files read once."""
    files = tuple(kept_files(folder))
    plain = {file.name: file for file in files if file.kind is FileKind.FILE}
    log = _log(folder, name, LOG, plain)
    lines = _read_lines(log.read) if log is not None else _Lines()
    decisions = _log(folder, name, DECISIONS, plain)
    said = read_decisions(decisions.data, decisions.name) if decisions is not None else DecisionsLog()
    later = _log(folder, name, LATER_LOG, plain)
    later_misfits, later_files = _later(later.read) if later is not None else ((), ())
    stands_as = lines.started.contract_folder if lines.started is not None else ""
    kept = ContractPlace(folder / CONTRACT_COPY, f"{name}/{CONTRACT_COPY}", copy=True)
    named = lines.started is not None and bool(lines.started.contract)
    living, looked = find_contract(stands_as) if named else (None, False)
    return RunSeen(
        name=name,
        log=replace(log, misfits=(*lines.misfits, *lines.more)) if log is not None else None,
        files=files,
        started=lines.started,
        ended=lines.ended,
        end_line=lines.end_line,
        counts=lines.counts,
        first=lines.first,
        last=lines.last,
        decisions_log=None if decisions is None else with_breaks(decisions, said.chain_broken_at),
        decisions=said,
        later_log=None if later is None else replace(later, misfits=later_misfits),
        later_artifacts=later_files,
        kept=read_contract_seen(kept, pages) if f"{CONTRACT_COPY}/{_CONTRACT}" in plain else None,
        living=living,
        looked_for_living=looked,
    )


def read_contract_seen(at: ContractPlace, pages: Pages) -> ContractSeen:
    """A contract's folder, or the copy in a run folder, whose workbook lies in it rather than beside it."""
    data, approvals = _bytes(at.folder / _CONTRACT), _bytes(at.folder / _APPROVALS)
    log = None if approvals is None else _chained(approvals, f"{at.name}/{_APPROVALS}")
    given = None if log is None else read_approvals(log.data, log.name)
    if log is not None and given is not None:
        log = with_breaks(log, given.chain_broken_at)
    if data is None:
        return ContractSeen(at.name, None, "it is not there, or may not be read", log, given)
    try:
        sealed = contract_from_bytes(data, approvals, at.name)
    except CannotRead as fault:
        return ContractSeen(at.name, None, str(fault.found), log, given)
    digest = sealed.contract.workbook.sha256
    beside = at.folder if at.copy else at.folder.parent / POLICY_FOLDER
    shown = at.name if at.copy else f"{at.name.rpartition('/')[0]}/{POLICY_FOLDER}".lstrip("/")
    book = _bytes(beside / f"{digest}.xlsx")
    policy = _policy(book, sealed.contract.workbook.file) if book is not None else None
    return ContractSeen(
        at.name,
        sealed,
        "",
        log,
        given,
        None if book is None else sha256_hex(book),
        f"{shown}/{digest}.xlsx",
        policy,
        policy is not None and _page_differs(at.folder, sealed, pages.of(sealed, policy, at.folder)),
    )


def with_breaks(log: LogSeen, broken_at: Place | None) -> LogSeen:
    """The log with the line that its own reader could not take, where the chain holds there."""
    own = log.read.chain.broken_at
    if broken_at is None or own is not None or not log.read.chain.chained or not log.read.ended:
        return log
    return replace(log, misfits=((broken_at.line, "a kind or a shape that this log does not have"),))


def read_reported(path: Path, name: str) -> Iterator[ReportedRun]:
    """What a report says of the runs it tells of; nothing for any other document."""
    document = json_object(path) or {}
    facts, schema = document.get("facts"), str(document.get("schema", ""))
    if not isinstance(facts, dict) or not schema.startswith("agent-router/report-"):
        return
    verdict, runs = facts.get("verdict"), facts.get("runs")
    if isinstance(verdict, dict):
        yield _reported(name, verdict, tuple(_anchors(facts.get("manifest"))))
    for run in runs if isinstance(runs, list) else ():
        if isinstance(run, dict):
            yield _reported(name, run, ())


def _reported(name: str, run: dict[str, JsonValue], anchors: tuple[Anchor, ...]) -> ReportedRun:
    return ReportedRun(Place(name), str(run.get("run_id", "")), str(run.get("run_digest", "")), anchors)


def _anchors(manifest: JsonValue) -> Iterator[Anchor]:
    for entry in manifest if isinstance(manifest, list) else ():
        if not isinstance(entry, dict):
            continue
        name, sha256, size = entry.get("name"), entry.get("sha256"), entry.get("size")
        if isinstance(name, str) and name in _ATTACHED and isinstance(sha256, str) and isinstance(size, int):
            yield Anchor(_ATTACHED[name], sha256, size)


def _log(folder: Path, run: str, name: str, plain: dict[str, KeptFile]) -> LogSeen | None:
    data = _bytes(folder / name) if name in plain else None
    return None if data is None else _chained(data, f"{run}/{name}")


def _chained(data: bytes, name: str) -> LogSeen:
    return LogSeen(name, data, read_chain(data, name))


def _bytes(path: Path) -> bytes | None:
    try:
        return None if path.is_symlink() or not path.is_file() else path.read_bytes()
    except OSError:
        return None


def _read_lines(read: ChainRead) -> _Lines:
    found = _Lines()
    for number, record in _records(read, found.misfits):
        if isinstance(record, RunStarted):
            if number == 1:
                found.started = record
            else:
                found.more.append((number, "another record `run`"))
        elif isinstance(record, RunEnded):
            if found.ended is None:
                found.ended, found.end_line = record, number
        else:
            found.counts[NAMES[type(record)]] += 1
        if record.at is not None:
            found.first = min(found.first or record.at, record.at)
            found.last = max(found.last or record.at, record.at)
    kinds = {line.number: str(line.plain.get("kind")) for line in read.lines}
    found.counts.update(kinds[number] for number, _ in found.misfits if kinds[number] in KINDS)
    if found.ended is not None:
        found.first, found.last = found.ended.first or found.first, found.ended.last or found.last
    return found


def _records(read: ChainRead, misfits: list[tuple[int, str]]) -> Iterator[tuple[int, Record]]:
    for line in read.lines:
        try:
            record = from_line(line.plain)
        except DocumentFault as fault:
            misfits.append((line.number, str(fault)))
            continue
        if record is not None:
            yield line.number, record


def _later(read: ChainRead) -> tuple[tuple[tuple[int, str], ...], tuple[tuple[int, str, str], ...]]:
    """Misfits of the later log, and the files that it names: line, name, digest."""
    misfits: list[tuple[int, str]] = []
    files: list[tuple[int, str, str]] = []
    own = [line for line in read.lines if line.plain.get("kind") not in {"run", "verifying", "verified"}]
    for number, record in _records(replace(read, lines=tuple(own)), misfits):
        if isinstance(record, Verification) and record.artifact:
            files.append((number, report_file(record), record.artifact))
        elif isinstance(record, Command) and record.output_sha256:
            files.append((number, f"artifacts/{record.output_sha256}.log", record.output_sha256))
    return tuple(misfits), tuple(files)


def _policy(data: bytes, file: str) -> Policy | None:
    try:
        return known_policy(data, file)
    except (InputRejected, CannotRead):
        return None


def _page_differs(folder: Path, sealed: SealedContract, rendered: bytes) -> bool:
    """Whether the page is another than the contract gives; a page that is not there says nothing wrong."""
    page = _bytes(folder / _PAGE)
    return page is not None and sealed.written is not None and page != rendered
