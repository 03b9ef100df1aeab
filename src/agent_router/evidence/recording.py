"""Logs, artifacts and a repository in; a run folder out, whole or not at all.

1. The files meant by `--log` are found, recognized by content, masked and kept in `raw/`; records are read from there.
2. Artifacts are masked, named by the SHA-256 of what is kept, read, and bound to what made them.
3. The change is taken from git where a repository and a base are given.
4. `run.jsonl` is written from `run` to `end`, hash-chained: redactions, git's changes, then the log in its own order.
5. `decisions.jsonl` begins by naming the run digest and the contract digest.
6. Same inputs, same bytes: the time of recording is handed in.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from agent_router.errors import InputRejected
from agent_router.evidence import problems
from agent_router.evidence.artifacts.registry import read_artifact
from agent_router.evidence.binding import HandedIn, bind
from agent_router.evidence.finding import FoundLogs, find_logs, problem
from agent_router.evidence.git_change import GitChange, git_change
from agent_router.evidence.interface import LogReading
from agent_router.evidence.reading import DECISIONS, LOG, read_run
from agent_router.evidence.relating import relate
from agent_router.evidence.storing import StoredLog, run_key, store_logs
from agent_router.evidence.verifications import with_verifications
from agent_router.evidence.wire import NAMES, to_line
from agent_router.ledger.chain import chain_lines
from agent_router.ledger.digest import sha256_file, sha256_hex
from agent_router.ledger.files import write_folder_atomic
from agent_router.masking.secrets import Found, mask_bytes
from agent_router.model.contract import SealedContract, Verifier
from agent_router.model.known import Source
from agent_router.model.place import Place
from agent_router.model.policy import Phase
from agent_router.model.problem import Problem
from agent_router.model.provenance import SourceFile
from agent_router.model.run import Command, Record, Redaction, Run, RunEnded, RunStarted, Verification

LARGEST_ARTIFACT = 256 * 1024 * 1024
"""Bytes (`docs/problems.md`, EV111)."""

_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
_ENDING = re.compile(r"\.[a-z0-9]{1,8}\Z")


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


def record_run(request: RecordRequest, out: Path) -> Run:
    """Write the run folder `out` and read it back; InputRejected with all problems of what was handed in."""
    found = _checked(request, out)
    diff = git_change(request.repo, request.base) if request.repo is not None else None
    write_folder_atomic(out, lambda folder: _fill(folder, request, found, diff))
    return read_run(out)


def _checked(request: RecordRequest, out: Path) -> FoundLogs:
    faults: list[Problem] = []
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        faults.append(problem(problems.RUN_EXISTS, out, "a folder with files" if out.is_dir() else "a file"))
    if request.run_id and not _RUN_ID.match(request.run_id):
        faults.append(Problem(problems.BAD_RUN_ID, Place("--run"), repr(request.run_id[:120])))
    if (request.repo is None) is not (request.base == ""):
        faults.append(Problem(problems.BASE_WITHOUT_REPO, Place("--repo"), "one without the other"))
    for path in request.artifacts:
        if not path.exists():
            faults.append(problem(problems.ARTIFACT_ABSENT, path, "nothing"))
        elif not path.is_file():
            faults.append(problem(problems.NOT_A_FILE, path, "a folder" if path.is_dir() else "something else"))
        elif path.stat().st_size > LARGEST_ARTIFACT:
            faults.append(problem(problems.ARTIFACT_TOO_LARGE, path, f"{path.stat().st_size:,} bytes"))
    try:
        found = find_logs(request.logs)
    except InputRejected as rejected:
        raise InputRejected([*rejected.problems, *faults]) from None
    if faults:
        raise InputRejected(faults)
    return found


def _fill(folder: Path, request: RecordRequest, found: FoundLogs, diff: GitChange | None) -> None:
    key = run_key(found.files)
    stored = tuple(store_logs(found.files, folder, key))
    reading = found.reader.read([one.log for one in stored if one.log.kind])
    if reading.first is None and not reading.records:
        raise InputRejected([problem(problems.NO_RECORDS, found.files[0].path, "nothing that could be read")])
    artifacts, masked = _store_artifacts(request.artifacts, folder, key)
    root = _root(reading, diff)
    verified = tuple(with_verifications(reading.records, request.verifiers, root))
    bound, handed_in = bind(artifacts, verified)
    records = [
        *_redactions(stored, masked),
        *(diff.changes if diff else ()),
        *(relate(record, root) for record in bound),
    ]
    logs = tuple(_source(one, reading, folder, first=one is stored[0]) for one in stored)
    started = _started(request, reading, diff, (logs, handed_in))
    started = replace(started, working_directory=root)
    data = chain_lines(to_line(record) for record in _numbered([started, *records, _ended(reading, records)]))
    (folder / LOG).write_bytes(data)
    contract = request.contract.digest if request.contract else ""
    head = sha256_hex(data.rstrip(b"\n").rsplit(b"\n", 1)[-1])
    (folder / DECISIONS).write_bytes(chain_lines([{"kind": "run", "run": head, "contract": contract}]))
    for name, content in request.contract_files:
        target = folder / "contract" / Path(name).name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content)


def _root(reading: LogReading, diff: GitChange | None) -> str:
    """What paths are relative to: the repository's root where the agent worked inside it, else where it started."""
    start = reading.working_directory.replace("\\", "/")
    top = diff.repository if diff else ""
    return top if top and (start == top or start.startswith(f"{top}/")) else start


def _store_artifacts(
    paths: Sequence[Path], folder: Path, key: bytes
) -> tuple[tuple[HandedIn, ...], tuple[tuple[str, str, Found], ...]]:
    handed_in: dict[str, HandedIn] = {}
    masked: list[tuple[str, str, Found]] = []
    for path in paths:
        original = path.read_bytes()
        # A picture is no text: bytes that look like a secret there are chance.
        plain = original if b"\0" in original[:8192] else mask_bytes(original, key).data
        digest = sha256_hex(plain)
        ending = _ENDING.search(path.name.lower())
        name = f"artifacts/{digest}{ending[0] if ending else ''}"
        if digest in handed_in:
            continue
        (folder / "artifacts").mkdir(exist_ok=True)
        (folder / name).write_bytes(plain)
        if plain != original:
            masked += [(name, sha256_hex(original), one) for one in mask_bytes(original, key).found]
        reading = read_artifact(plain)
        remarks = (f"Handed in as {path.name}.",)
        stored = SourceFile(name, sha256_hex(original), len(original), reading.kind, remarks, digest)
        handed_in[digest] = HandedIn(path, stored, reading, digest)
    return tuple(handed_in.values()), tuple(masked)


def _redactions(stored: Sequence[StoredLog], artifacts: Sequence[tuple[str, str, Found]]) -> Iterator[Redaction]:
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


def _source(one: StoredLog, reading: LogReading, folder: Path, *, first: bool) -> SourceFile:
    # What is said of no file in particular stands with the first.
    said = tuple(remark for name, remark in reading.remarks if name == one.log.name or (first and not name))
    found = one.found
    kept = sha256_file(folder / one.log.name)
    return SourceFile(one.log.name, found.sha256, found.size, found.kind, (*found.remarks, *said), kept)


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
        run_id=request.run_id or _run_id(reading, logs),
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
        diff_known=diff is not None,
        logs=logs,
        artifacts=artifacts,
        router_version=request.router_version,
        recorded=request.recorded,
    )


def _run_id(reading: LogReading, logs: Sequence[SourceFile]) -> str:
    """Session and content: the same logs give the same ID, other logs of that session another."""
    content = hashlib.sha256("".join(sorted(file.sha256 for file in logs)).encode()).hexdigest()
    session = re.sub(r"[^A-Za-z0-9]", "", reading.sessions[0])[:8] if reading.sessions else ""
    return f"{session or 'run'}-{content[:6]}"


def _ended(reading: LogReading, records: Sequence[Record]) -> RunEnded:
    counts = Counter(NAMES[type(record)] for record in records)
    return RunEnded(
        at=reading.last,
        counts=tuple(sorted(counts.items())),
        finished=reading.finished,
        first=reading.first,
        last=reading.last,
        active_seconds=reading.active_seconds,
    )


def _numbered(records: Sequence[Record]) -> Iterator[Record]:
    """Each record with its line; a verification with the line of its command."""
    command = 0
    for number, record in enumerate(records, start=1):
        if isinstance(record, Command):
            command = number
        if isinstance(record, Verification) and record.command:
            yield replace(record, seq=number, command_seq=command)
        else:
            yield replace(record, seq=number)
