"""Logs, artifacts and a repository in; a run folder out, whole or not at all.

1. The files meant by `--log` (with `--session`: those of that session alone) are found, recognized by content, masked
   and kept in `raw/`; records are read from there.
2. Artifacts are masked, named by the SHA-256 of what is kept, read, and bound to what made them.
3. The change is taken from git where a repository and a base are given.
4. `run.jsonl` is written from `run` to `end`, hash-chained: redactions, git's changes, then the log in its own order,
   then what a last look at every text had to mask (paths that git names; words that an escape hid in the log).
5. `decisions.jsonl` begins by naming the run digest and the contract digest.
6. Same inputs, same bytes: the time of recording is handed in.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

from agent_router.errors import InputRejected
from agent_router.evidence import problems
from agent_router.evidence.binding import bind
from agent_router.evidence.choosing import choose_logs
from agent_router.evidence.finding import FoundLogs, problem
from agent_router.evidence.git_change import GitChange, git_change
from agent_router.evidence.git_ignored import RunTime, ignored_changes
from agent_router.evidence.interface import LogReading
from agent_router.evidence.reading import DECISIONS, LOG
from agent_router.evidence.relating import relate
from agent_router.evidence.run_ids import run_id_of
from agent_router.evidence.sessions import unrelated
from agent_router.evidence.spool import Spool
from agent_router.evidence.storing import Progress, StoredLog, no_progress, run_key, store_logs
from agent_router.evidence.storing_artifacts import Redacted, store_artifacts
from agent_router.evidence.verifications import with_verifications
from agent_router.evidence.wire import NAMES, to_line
from agent_router.ledger.chain import write_chained
from agent_router.ledger.files import write_folder_atomic
from agent_router.masking.nouns import mask_noun
from agent_router.masking.secrets import Found, total
from agent_router.model.contract import SealedContract, Verifier
from agent_router.model.known import Source
from agent_router.model.place import Place
from agent_router.model.policy import Phase
from agent_router.model.problem import Problem
from agent_router.model.provenance import SourceFile
from agent_router.model.run import Change, Command, Record, Redaction, RunEnded, RunStarted, Verification
from agent_router.scope.written_paths import relative

LARGEST_ARTIFACT = 256 * 1024 * 1024
"""Bytes (`docs/problems.md`, EV111)."""

SAMPLE = 256 * 1024
"""Bytes of a file in which its sessions are looked for."""

_MOST_SESSIONS = 10
_AT_ONCE = 512
"""Records that are looked through for secrets in one go."""
_ONE_EACH = (
    "{} of these sessions have nothing to do with each other, and share one verdict, one budget and one cost here. For "
    "one run each: agent-router record --watch FOLDER --once --out EVIDENCE."
)
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")


def no_earlier(_found: FoundLogs, _sessions: tuple[str, ...]) -> str:
    """Nothing was recorded before."""
    return ""


@dataclass(frozen=True, slots=True)
class RecordRequest:
    """Everything a run is recorded from."""

    logs: tuple[Path, ...]
    recorded: datetime
    """The clock when this was asked for."""
    router_version: str
    artifacts: tuple[Path, ...] = ()
    repo: Path | None = None
    base: str = ""
    """Revision the changes are measured from; together with `repo` or not at all."""
    head: str = ""
    """Commit the changes are measured to; empty is the working tree."""
    phase: Phase | None = None
    run_id: str = ""
    """Empty: made from the session and the content of the logs."""
    operator: str = ""
    contract: SealedContract | None = None
    contract_files: tuple[tuple[str, bytes], ...] = ()
    """What goes into `contract/`: name and bytes."""
    verifiers: tuple[Verifier, ...] = ()
    """The contract's, in its order."""
    scratch: tuple[str, ...] = ()
    """Folders every agent may write."""
    sessions: tuple[str, ...] = ()
    """IDs of the sessions that are the run; empty where everything in the logs is."""
    found: FoundLogs | None = None
    """The logs, where they were found before; then `logs` is empty."""
    earlier: Callable[[FoundLogs, tuple[str, ...]], str] = no_earlier
    """Given logs and sessions, the run digest of the recording that they continue; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was written; `reading.read_run(folder)` gives the run itself."""

    folder: Path
    run_id: str
    records: int
    """All but the first and the last one."""
    digest: str
    """The run digest."""
    remarks: tuple[str, ...]
    """What people should know of the files handed in, each with the file it is about."""


def record_run(request: RecordRequest, out: Path, progress: Progress = no_progress) -> Recorded:
    """Write the run folder `out`; InputRejected with all problems of what was handed in.

    `progress` is told how many bytes of the logs were taken in so far, and how many there are.
    """
    found = _checked(request, out)
    diff = git_change(request.repo, request.base, request.head) if request.repo is not None else None
    written: list[Recorded] = []
    write_folder_atomic(out, lambda folder: written.append(_fill(folder, request, (found, progress), diff)))
    return replace(written[0], folder=out)


def _checked(request: RecordRequest, out: Path) -> FoundLogs:
    faults: list[Problem] = []
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        faults.append(problem(problems.RUN_EXISTS, out, "a folder with files" if out.is_dir() else "a file"))
    if request.run_id and not _RUN_ID.match(request.run_id):
        faults.append(Problem(problems.BAD_RUN_ID, Place("--run"), repr(request.run_id[:120])))
    if (request.repo is None) is not (request.base == "") or (request.head and request.repo is None):
        faults.append(Problem(problems.BASE_WITHOUT_REPO, Place("--repo"), "one without the other"))
    for path in request.artifacts:
        if not path.exists():
            faults.append(problem(problems.ARTIFACT_ABSENT, path, "nothing"))
        elif not path.is_file():
            faults.append(problem(problems.NOT_A_FILE, path, "a folder" if path.is_dir() else "something else"))
        elif path.stat().st_size > LARGEST_ARTIFACT:
            faults.append(problem(problems.ARTIFACT_TOO_LARGE, path, f"{path.stat().st_size:,} bytes"))
    try:
        found = request.found or choose_logs(request.logs, request.sessions)
    except InputRejected as rejected:
        raise InputRejected([*rejected.problems, *faults]) from None
    if faults:
        raise InputRejected(faults)
    return found


def _fill(folder: Path, request: RecordRequest, logs: tuple[FoundLogs, Progress], diff: GitChange | None) -> Recorded:
    found, progress = logs
    key = run_key(found.files)
    stored = tuple(store_logs(found.files, folder, key, progress))
    reading = found.reader.read([one.log for one in stored if one.log.kind])
    if reading.first is None and not reading.records:
        raise InputRejected([problem(problems.NO_RECORDS, found.files[0].path, "nothing that could be read")])
    artifacts, masked = store_artifacts(request.artifacts, folder, key)
    root = _root(reading, diff)
    verified = Spool.of(with_verifications(reading.records, request.verifiers, root))
    bound, handed_in = bind(artifacts, verified)
    sources = _sources(stored, reading)
    diff = _with_ignored(diff, reading, verified, root)
    started = replace(
        _started(request, reading, diff, (sources, handed_in)),
        working_directory=root,
        supersedes=request.earlier(found, reading.sessions),
    )
    inner = chain(_redactions(stored, masked), diff.changes if diff else (), (relate(record, root) for record in bound))
    counts: Counter[str] = Counter()
    lines = _numbered(_whole(mask_noun(started, key)[0], last_look(inner, key), reading, counts))
    head = write_chained(folder / LOG, (to_line(record) for record in lines))
    contract = request.contract.digest if request.contract else ""
    write_chained(folder / DECISIONS, [{"kind": "run", "run": head, "contract": contract}])
    for name, content in request.contract_files:
        target = folder / "contract" / Path(name).name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content)
    return Recorded(folder, started.run_id, counts.total(), head, _remarks(started))


def _with_ignored(
    diff: GitChange | None, reading: LogReading, records: Iterable[Record], root: str
) -> GitChange | None:
    """The change with the ignored files that the run made; a commit that was compared has none."""
    if diff is None or not diff.working_tree:
        return diff
    named = frozenset(relative(one.path, root) for one in records if isinstance(one, Change) and one.done)
    ignored = ignored_changes(Path(diff.repository), RunTime(reading.first, reading.last, named))
    return replace(diff, changes=(*diff.changes, *ignored.changes), notes=(*diff.notes, *ignored.notes))


def _whole(started: RunStarted, inner: Iterable[Record], reading: LogReading, counts: Counter[str]) -> Iterator[Record]:
    """From `run` to `end`, which counts what went by."""
    yield started
    for record in inner:
        counts[NAMES[type(record)]] += 1
        yield record
    yield RunEnded(
        at=reading.last,
        counts=tuple(sorted(counts.items())),
        finished=reading.finished,
        first=reading.first,
        last=reading.last,
        active_seconds=reading.active_seconds,
    )


def last_look(records: Iterable[Record], key: bytes) -> Iterator[Record]:
    """The records, no text of theirs with a secret in it, and at the end what was masked only here."""
    rest, found = iter(records), list[Found]()
    while batch := tuple(islice(rest, _AT_ONCE)):
        masked, more = mask_noun(batch, key)
        found += more
        yield from masked
    for one in total(found):
        yield Redaction(source=Source.SYSTEM, rule=one.rule, file=LOG, count=one.count)


def _remarks(started: RunStarted) -> tuple[str, ...]:
    files = (*started.logs, *started.artifacts)
    said = [f"{file.name}: {remark}" for file in files for remark in file.remarks]
    return (*started.repository_notes, *said)


def _root(reading: LogReading, diff: GitChange | None) -> str:
    """What paths are relative to: the repository's root where the agent worked inside it, else where it started.

    A stream that does not say where it started worked where its changed paths end like the paths that git names; where
    that is not one folder, it is not known.
    """
    start = reading.working_directory.replace("\\", "/")
    top = diff.repository if diff else ""
    if start or diff is None:
        return top if top and (start == top or start.startswith(f"{top}/")) else start
    changed = {one.path for one in reading.records if isinstance(one, Change)}
    if any(path.startswith(f"{top}/") for path in changed):
        return top
    ends = {f"/{change.path}" for change in diff.changes}
    roots = {path.removesuffix(end) for path in changed for end in ends if path.endswith(end)}
    return roots.pop() if len(roots) == 1 else ""


def _redactions(stored: Sequence[StoredLog], artifacts: Sequence[Redacted]) -> Iterator[Redaction]:
    named = [(one.log.name, one.found.sha256, found) for one in stored for found in one.masked]
    for name, original, found in (*named, *artifacts):
        yield Redaction(
            source=Source.SYSTEM,
            read_from=Place(name),
            rule=found.rule,
            file=name,
            count=found.count,
            original_sha256=original,
        )


def _sources(stored: Sequence[StoredLog], reading: LogReading) -> tuple[SourceFile, ...]:
    """The logs as kept; what is said of no file in particular stands with the first that was read."""
    first = next((one for one in stored if one.log.kind), stored[0])
    several = _several_sessions(stored, reading)
    sources = []
    for one in stored:
        found, own = one.found, one is first
        said = [remark for name, remark in reading.remarks if name == one.log.name or (own and not name)]
        remarks = (*found.remarks, *one.remarks, *said, *(several if own else ()))
        sources.append(SourceFile(one.log.name, found.sha256, found.size, found.kind, remarks, one.sha256))
    return tuple(sources)


def _several_sessions(stored: Sequence[StoredLog], reading: LogReading) -> tuple[str, ...]:
    """Which sessions stand in which files, where there is more than one: they may be unrelated."""
    if len(reading.sessions) < 2:
        return ()
    samples = []
    for one in stored:
        if one.log.kind:
            with one.log.open() as stream:
                samples.append((one.log.name, stream.read(SAMPLE)))
    said = []
    for session in reading.sessions[:_MOST_SESSIONS]:
        files = [name for name, sample in samples if session in name or session.encode() in sample]
        more = f" and {len(files) - 3} more" if len(files) > 3 else ""
        said.append(f"{session} ({', '.join(files[:3]) or 'inside'}{more})")
    rest = len(reading.sessions) - len(said)
    listed = "; ".join(said) + (f" and {rest} more" if rest else "")
    words = f"These logs hold {len(reading.sessions)} sessions, recorded as one run: {listed}."
    apart = unrelated([one.found for one in stored if one.found.reads], reading.sessions)
    return (words, _ONE_EACH.format(apart)) if apart > 1 else (words,)


def _started(
    request: RecordRequest,
    reading: LogReading,
    diff: GitChange | None,
    files: tuple[tuple[SourceFile, ...], tuple[SourceFile, ...]],
) -> RunStarted:
    logs, artifacts = files
    sealed = request.contract
    return RunStarted(
        at=reading.first,
        run_id=request.run_id or run_id_of(next(iter(reading.sessions), ""), [file.sha256 for file in logs]),
        task_id=sealed.contract.task_id if sealed else "",
        contract=sealed.digest if sealed else "",
        contract_folder=sealed.folder if sealed else "",
        phase=request.phase,
        operator=request.operator,
        program=reading.program,
        program_version=reading.program_version,
        models=reading.models,
        sessions=reading.sessions,
        repository=Path(diff.repository).name if diff else "",
        base=diff.base if diff else "",
        head=diff.head if diff else "",
        tree=diff.tree if diff else "",
        repository_notes=diff.notes if diff else (),
        diff_known=diff is not None,
        logs=logs,
        artifacts=artifacts,
        router_version=request.router_version,
        recorded=request.recorded,
    )


def _numbered(records: Iterable[Record]) -> Iterator[Record]:
    """Each record with its line; a verification with the line of its command."""
    command = 0
    for number, record in enumerate(records, start=1):
        if isinstance(record, Command):
            command = number
        if isinstance(record, Verification) and record.command:
            yield replace(record, seq=number, command_seq=command)
        else:
            yield replace(record, seq=number)
