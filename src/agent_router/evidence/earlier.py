"""Recordings of the same session: which one continues which, and what is recorded already.

1. A run folder says in its first record which logs it was made from: their digests, before masking.
2. Logs are recorded already where one recording names the digests of all of them.
3. A recording is continued where each of its logs is one of the later ones, or the beginning of one. Of what is
   written anew as a whole (a database, one JSON document), the later one must hold every ID of the earlier one.
4. Between two run folders the kept logs are compared, which are masked: each run has masks of its own, so a mask counts
   as equal to any mask of its rule. A last line without its end may have been half written.
5. What cannot be compared continues nothing. Files beside the logs (a sidecar, a snapshot) decide nothing.
6. A recording replaces the one that it continues where it is under the same contract and of the same phase, or the
   earlier one was under none. Of two with the same logs, the one under a contract stays, then the newer one.
"""

import gzip
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from agent_router.errors import CannotRead
from agent_router.evidence.found import UNRECOGNIZED, FoundLog
from agent_router.evidence.opening import LogText
from agent_router.evidence.reading import LOG
from agent_router.evidence.storing import LONGEST_LINE, open_log
from agent_router.evidence.wire import from_line
from agent_router.ledger.digest import sha256_hex
from agent_router.ledger.documents import DocumentFault
from agent_router.ledger.jsontext import NotJson, parse_json
from agent_router.model.provenance import SourceFile
from agent_router.model.run import RunStarted

_BLOCK = 1 << 20
_TAIL = 1 << 20
_BESIDE = re.compile(r"\b(?:sidecar|snapshot|script|workspace|diff|metrics or logs)\Z")
"""Kinds of file that stand beside the logs of a session."""

_MASK = re.compile("‹masked:([a-z-]+):[0-9a-f]{6}›".encode())
_ID = re.compile(rb'"(?:id|uuid|messageID|callID|spanId|sessionId|session_id)"\s*:\s*"([^"\\]{1,200})"')
_WRITTEN_ANEW = re.compile(r"\b(?:database|store|export|cli session|file|trajectory|document|json output)\Z")
"""Kinds of log that a program writes anew as a whole, so that a later one does not begin with the earlier one."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """One recording below an evidence folder."""

    folder: Path
    started: RunStarted

    @property
    def logs(self) -> tuple[SourceFile, ...]:
        """The logs that tell the run."""
        return tuple(file for file in self.started.logs if _tells(file.kind))

    @property
    def recorded(self) -> datetime:
        """When; the beginning of time where it does not say."""
        at = self.started.recorded
        if at is None:
            return datetime.min.replace(tzinfo=UTC)
        return at if at.tzinfo else at.replace(tzinfo=UTC)


def _tells(kind: str) -> bool:
    return kind != UNRECOGNIZED and not _BESIDE.search(kind)


def recordings_in(evidence: Path, names: str = "*") -> Iterator[Earlier]:
    """The recordings of an evidence folder, by name; a folder whose first record cannot be read is none."""
    for path in sorted(evidence.glob(f"{names}/{LOG}")):
        found = None if path.parent.name.startswith(".") else recording_at(path.parent)
        if found is not None:
            yield found


def recording_at(folder: Path) -> Earlier | None:
    """The recording in this folder; None where its first record cannot be read."""
    started = _first_record(folder / LOG)
    return None if started is None else Earlier(folder, started)


def _first_record(path: Path) -> RunStarted | None:
    try:
        with path.open("rb") as file:
            plain = parse_json(file.readline(LONGEST_LINE))
        record = from_line(plain) if isinstance(plain, dict) else None
    except (OSError, NotJson, DocumentFault):
        return None  # it is said when the run itself is judged
    return record if isinstance(record, RunStarted) else None


def run_digest(folder: Path) -> str:
    """Digest of the last line of its `run.jsonl`; empty where it cannot be read."""
    try:
        with (folder / LOG).open("rb") as file:
            size = file.seek(0, 2)
            for reach in (_TAIL, size):
                file.seek(max(0, size - reach))
                lines = file.read().rstrip(b"\n").split(b"\n")
                if len(lines) > 1 or reach >= size:
                    return sha256_hex(lines[-1]) if lines[-1] else ""
    except OSError:
        return ""
    return ""


def is_recorded(files: Iterable[FoundLog], earlier: Iterable[Earlier]) -> Earlier | None:
    """The recording that names all these logs by their digests, or None."""
    wanted = {file.sha256 for file in files if _tells(file.kind)}
    return next((one for one in earlier if wanted and wanted <= {log.sha256 for log in one.logs}), None)


def continued_by(files: Sequence[FoundLog], sessions: Iterable[str], earlier: Iterable[Earlier]) -> Earlier | None:
    """The newest recording whose logs are a beginning of these, and not all of them; None where there is none."""
    own = frozenset(sessions)
    digests = {file.sha256 for file in files}
    near = [
        one
        for one in earlier
        if one.logs and (own & set(one.started.sessions) or digests & {log.sha256 for log in one.logs})
    ]
    for one in sorted(near, key=lambda one: one.recorded, reverse=True):
        if all(_goes_on(log, one.folder, files) for log in one.logs) and is_recorded(files, [one]) is None:
            return one
    return None


def _goes_on(log: SourceFile, folder: Path, files: Sequence[FoundLog]) -> bool:
    if any(file.sha256 == log.sha256 for file in files):
        return True
    if _WRITTEN_ANEW.search(log.kind):
        kept = _ids(_kept(folder, log))
        later = [file for file in files if file.kind == log.kind]
        return bool(kept) and any(kept <= _ids(LogText(file.path, file.unpack).blocks(_BLOCK)) for file in later)
    longer = [file for file in files if file.unpack is None and file.size > log.size]
    return any(_beginning(file.path, log.size) == log.sha256 for file in longer)


def _beginning(path: Path, size: int) -> str:
    """SHA-256 of that many bytes at the start of a file; empty where it cannot be read."""
    digest, left = hashlib.sha256(), size
    try:
        with path.open("rb") as file:
            while left and (block := file.read(min(_BLOCK, left))):
                digest.update(block)
                left -= len(block)
    except OSError:
        return ""
    return digest.hexdigest()


def replaces(later: Earlier, earlier: Earlier) -> bool:
    """Whether the later recording stands for the earlier one (rules 3 and 6)."""
    fits = covers(later.started, earlier.started)
    if not (fits or covers(earlier.started, later.started)) or not continues(later, earlier):
        return False
    return _standing(later) > _standing(earlier) if continues(earlier, later) else fits


def _standing(one: Earlier) -> tuple[bool, bool, datetime, str]:
    return bool(one.started.contract), one.started.phase is not None, one.recorded, one.started.run_id


def covers(later: RunStarted, earlier: RunStarted) -> bool:
    """Whether the contract and the phase of the earlier recording are those of the later one, or it had none."""
    return earlier.contract in {"", later.contract} and earlier.phase in {None, later.phase}


def continues(later: Earlier, earlier: Earlier) -> bool:
    """Whether every log of the earlier recording is one of the later one's, or the beginning of one."""
    if not earlier.logs or not set(earlier.started.sessions) & set(later.started.sessions):
        return False
    return all(_kept_goes_on(log, earlier.folder, later) for log in earlier.logs)


def _kept_goes_on(log: SourceFile, folder: Path, later: Earlier) -> bool:
    if any(other.sha256 == log.sha256 for other in later.logs):
        return True
    others = [other for other in later.logs if other.kind == log.kind]
    if _WRITTEN_ANEW.search(log.kind):
        kept = _ids(_kept(folder, log))
        return bool(kept) and any(kept <= _ids(_kept(later.folder, other)) for other in others)
    return any(_begins(folder, log, later.folder, other) for other in others if other.size >= log.size)


def _begins(folder: Path, log: SourceFile, other_folder: Path, other: SourceFile) -> bool:
    whole, found = _lines(_kept(other_folder, other)), False
    for line in _lines(_kept(folder, log)):
        if not line.endswith(b"\n"):
            break
        if _plain(line) != _plain(next(whole, b"")):
            return False
        found = True
    return found


def _plain(line: bytes) -> bytes:
    return _MASK.sub(rb"\1", line)


def _kept(folder: Path, log: SourceFile) -> Iterator[bytes]:
    """The kept bytes of one log; nothing where it was not kept, lies elsewhere or is damaged."""
    path = folder / log.name
    try:
        if not log.stored_sha256 or not path.resolve().is_relative_to(folder.resolve()):
            return
        with open_log(path) as file:
            while block := file.read(_BLOCK):
                yield block
    except (OSError, EOFError, zlib.error, gzip.BadGzipFile):
        return


def _lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    pending = b""
    for block in blocks:
        *whole, pending = (pending + block).split(b"\n")
        yield from (line + b"\n" for line in whole)
    if pending:
        yield pending


def _ids(blocks: Iterable[bytes]) -> frozenset[bytes]:
    """Every ID in a log, as short digests, so that a large one costs little memory."""
    found: set[bytes] = set()
    border = b""
    try:
        for block in blocks:
            text = border + block
            found.update(hashlib.blake2b(one, digest_size=8).digest() for one in _ID.findall(text))
            border = text[-512:]
    except CannotRead:
        return frozenset()
    return frozenset(found)
