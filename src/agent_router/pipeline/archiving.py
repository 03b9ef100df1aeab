"""Logs of agents below a folder, each session recorded once it is quiet: the agents' programs delete them.

Rules, in order:

1. Every look walks the folder: links are not followed; run folders and what is written to are passed over. Content
   decides what a log is and which files make a session (`evidence/sessions.py`).
2. A session is due once nothing in it changed for the quiet time, by our own clock or by the disk's, or once its
   program wrote its closing record and two looks saw the same.
3. What one recording of the evidence folder names by its digests is recorded; that folder is the only memory.
4. A session that grew is recorded anew, under the contract of the recording it continues where none was named.
5. What cannot be recorded is said once and tried again when it changed; what could not be written is tried again.
6. A session that goes before it was recorded is said; one that was recorded may go.
7. A folder that is not there is said once, and looked for again.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from pathlib import Path

from agent_router.contracts.store import read_contract
from agent_router.errors import CannotRead, CannotWrite, InputRejected, RouterError
from agent_router.evidence.earlier import Earlier, continued_by, is_recorded, recording_at, recordings_in
from agent_router.evidence.finding import FoundLogs
from agent_router.evidence.recording import Recorded
from agent_router.evidence.run_ids import run_id_of
from agent_router.evidence.sessions import (
    Session,
    SessionFile,
    has_ended,
    look_into,
    session_logs,
    sessions_among,
    stamp_of,
)
from agent_router.model.place import Place
from agent_router.pipeline.recording import Recording, record_evidence
from agent_router.pipeline.workspace import find_workspace

QUIET = 300.0
"""Seconds without a change after which a session is taken as resting: agents think, and wait for tools, for minutes."""

SAID_FOR = 86_400.0
"""Seconds after its last change for which a log that cannot be recorded is news; some files never hold a record."""

MOST_FILES = 200_000
"""Files of a watched folder; the rest is said, not looked into."""

_PASSED_OVER = frozenset({".git", "node_modules"})

_Key = tuple[str, str]
_Stamp = tuple[tuple[str, tuple[int, ...]], ...]


class ArchiveKind(Enum):
    """What happened to a session, or to the folder."""

    RECORDED = "recorded"
    REFUSED = "cannot be recorded"
    UNWRITTEN = "could not be written"
    LOST = "gone before it was recorded"
    FOREIGN = "no logs of agents"
    FOLDER_GONE = "folder not there"
    FOLDER_BACK = "folder is there again"
    UNREADABLE = "cannot be looked into"


@dataclass(frozen=True, slots=True)
class ArchiveEvent:
    """One thing that happened."""

    kind: ArchiveKind
    words: str
    session: str = ""
    """Its ID, or the name of its file; empty where it is about the folder."""
    recorded: Recorded | None = None
    continues: str = ""
    """Run ID of the earlier recording that this one continues."""
    old: bool = False
    """Whether it is of a session that did not change for `SAID_FOR`: a look after every quarter of an hour said it."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the folder brought."""

    events: tuple[ArchiveEvent, ...]
    sessions: int
    waiting: int
    """Sessions that are not quiet yet."""


@dataclass(frozen=True, slots=True)
class ArchiveOrder:
    """What is watched, and how it is recorded."""

    folder: Path
    recording: Recording
    """Evidence folder, contract, repository and operator."""
    quiet: float = QUIET
    once: bool = False
    """One look alone: then the disk's clock says what is quiet."""


def archive(order: ArchiveOrder, clock: Callable[[], datetime]) -> Iterator[Look]:
    """One value a look; the caller waits between them, and ends it by going on no more."""
    watch = _Watch(order, clock)
    while True:
        yield watch.look()


@dataclass(slots=True)
class _Seen:
    """What is known of one session."""

    stamp: _Stamp
    since: datetime
    """When it was first seen like this."""
    settled: bool = False
    """Recorded, or refused, as it is."""
    recorded: bool = False
    """Whether any state of it was recorded."""
    looks: int = 0


@dataclass(slots=True)
class _Watch:
    """What is known between two looks."""

    order: ArchiveOrder
    clock: Callable[[], datetime]
    files: dict[Path, tuple[tuple[int, ...], tuple[SessionFile, ...]]] = field(default_factory=dict)
    seen: dict[_Key, _Seen] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)
    gone: bool = False
    events: list[ArchiveEvent] = field(default_factory=list)

    def look(self) -> Look:
        self.events = []
        if not self._is_there():
            return Look(tuple(self.events), 0, 0)
        known, beside = self._walk()
        sessions = sessions_among(known, beside)
        self._tell_lost({_key(session) for session in sessions})
        earlier: list[Earlier] | None = None
        waiting = 0
        for session in sessions:
            state = self._state(session)
            if state.settled:
                continue
            if not self._is_due(session, state):
                waiting += 1
                continue
            if earlier is None:
                earlier = list(recordings_in(self.order.recording.out))
            self._record(session, state, earlier)
        return Look(tuple(self.events), len(sessions), waiting)

    def _is_there(self) -> bool:
        """Rule 7."""
        there = self.order.folder.is_dir()
        if there and self.gone:
            self._tell(ArchiveKind.FOLDER_BACK, f"{self.order.folder} is there again.")
        if not there and not self.gone:
            self._tell(ArchiveKind.FOLDER_GONE, f"{self.order.folder} is not there; it is looked for again.")
        self.gone = not there
        return there

    def _walk(self) -> tuple[list[SessionFile], list[Path]]:
        """Rule 1: what every file is; one that did not change is not read again."""
        known: dict[Path, tuple[tuple[int, ...], tuple[SessionFile, ...]]] = {}
        foreign: list[Path] = []
        for number, path in enumerate(self._paths()):
            if number >= MOST_FILES:
                words = f"{self.order.folder} holds more than {MOST_FILES:,} files; the rest was not looked into."
                self._tell_once(words, Path())
                break
            try:
                stamp = stamp_of(path, path.stat())
                before = self.files.get(path)
                known[path] = before if before and before[0] == stamp else (stamp, look_into(path))
            except FileNotFoundError:
                continue  # gone between two calls
            except OSError as fault:
                self._tell_once(f"{path} cannot be read: {(fault.strerror or 'an error').lower()}.", path)
                continue
            if not known[path][1]:
                foreign.append(path)
        self.files = known
        logs = [file for _, files in known.values() for file in files]
        if not logs and "no logs" not in self.said:
            self.said.add("no logs")
            words = f"No log of an agent is below {self.order.folder} yet; {len(foreign):,} other file(s) are."
            self._tell(ArchiveKind.FOREIGN, words)
        return logs, foreign

    def _paths(self) -> Iterator[Path]:
        out = self.order.recording.out.resolve()

        def fault(error: OSError) -> None:
            path = Path(error.filename or self.order.folder)
            self._tell_once(f"{path} cannot be looked into: {(error.strerror or 'an error').lower()}.", path)

        for name, folders, files in os.walk(self.order.folder, onerror=fault):
            folder = Path(name)
            if folder.resolve() == out or ("run.jsonl" in files and "decisions.jsonl" in files):
                folders.clear()
                continue
            folders[:] = sorted(one for one in folders if one not in _PASSED_OVER)
            for path in (folder / file for file in sorted(files)):
                if not path.is_symlink() and path.is_file():
                    yield path

    def _state(self, session: Session) -> _Seen:
        key = _key(session)
        state = self.seen.get(key)
        if state is None or state.stamp != session.stamp:
            state = _Seen(session.stamp, self.clock(), recorded=bool(state and state.recorded))
            self.seen[key] = state
        state.looks += 1
        return state

    def _is_due(self, session: Session, state: _Seen) -> bool:
        """Rule 2. A disk whose clock is ahead of ours is as far from now as one that is behind."""
        now = self.clock()
        if (now - state.since).total_seconds() >= self.order.quiet:
            return True
        if abs(now.timestamp() - session.changed) >= self.order.quiet:
            return True
        try:
            return (self.order.once or state.looks > 1) and has_ended(session)
        except OSError:
            return False

    def _record(self, session: Session, state: _Seen, earlier: list[Earlier]) -> None:
        """Rules 3 to 5."""
        state.settled = True
        found: FoundLogs | None = None
        try:
            found = session_logs(session)
            if is_recorded(found.files, earlier) is None:
                recording = replace(self.order.recording, beside=tuple(earlier))
                done, before = record_session(session, found, recording, self.clock())
                earlier += [one for one in [recording_at(done.folder)] if one is not None]
                run = "" if before is None else before.started.run_id
                self._tell(ArchiveKind.RECORDED, _recorded_words(done, run), session.name, done, run)
            state.recorded = True
        except CannotWrite as fault:
            state.settled = False
            if str(fault) not in self.said:
                self.said.add(str(fault))
                self._tell(ArchiveKind.UNWRITTEN, str(fault), session.name)
        except InputRejected as rejected:
            # Another process may have recorded it at the same moment.
            earlier[:] = recordings_in(self.order.recording.out)
            if found is None or is_recorded(found.files, earlier) is None:
                self._refuse(session, "; ".join(str(problem) for problem in rejected.problems))
            state.recorded = True
        except RouterError as fault:
            self._refuse(session, str(fault))

    def _refuse(self, session: Session, words: str) -> None:
        old = self.clock().timestamp() - session.changed > SAID_FOR
        self.events.append(ArchiveEvent(ArchiveKind.REFUSED, words, session.name, old=old))

    def _tell_lost(self, present: set[_Key]) -> None:
        """Rule 6."""
        for key in [key for key in self.seen if key not in present]:
            state = self.seen.pop(key)
            if not state.recorded:
                words = "Its logs were deleted before they were quiet long enough to be recorded."
                self._tell(ArchiveKind.LOST, words, key[1])

    def _tell_once(self, words: str, path: Path) -> None:
        if words not in self.said:
            self.said.add(words)
            self._tell(ArchiveKind.UNREADABLE, words, path.name)

    def _tell(
        self, kind: ArchiveKind, words: str, session: str = "", recorded: Recorded | None = None, continues: str = ""
    ) -> None:
        self.events.append(ArchiveEvent(kind, words, session, recorded, continues))


def _key(session: Session) -> _Key:
    return session.program, session.id or session.files[0].path.as_posix()


def _recorded_words(done: Recorded, continued: str) -> str:
    more = f", continues {continued}" if continued else ""
    return f"recorded {done.run_id}: {done.records} records, digest {done.digest[:12]}{more}"


def record_session(
    session: Session, found: FoundLogs, recording: Recording, recorded: datetime
) -> tuple[Recorded, Earlier | None]:
    """Record one session into a folder of its own below `recording.out`; also the recording that it continues.

    `recording.beside` are the earlier ones. Without a contract of its own it is recorded under that one's.
    """
    earlier = recording.beside or ()
    before = continued_by(found.files, session.ids, earlier)
    run_id = run_id_of(session.id, [file.sha256 for file in found.files])
    recording = replace(recording, found=found, out=recording.out / run_id, run_id=run_id)
    if before is not None and recording.contract_dir is None:
        recording = _under_same_contract(recording, before)
    return record_evidence(recording, recorded), before


def record_transcript(transcript: Path, recording: Recording, recorded: datetime) -> Recorded | None:
    """Record the session of this transcript, with its own folder, below `recording.out`; None where it is recorded."""
    session = _session_of(transcript)
    found, earlier = session_logs(session), tuple(recordings_in(recording.out))
    if is_recorded(found.files, earlier) is not None:
        return None
    return record_session(session, found, replace(recording, beside=earlier), recorded)[0]


def _session_of(transcript: Path) -> Session:
    folder = transcript.with_suffix("")
    inside = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    looked = {path: look_into(path) for path in (transcript, *inside)}
    unknown = [path for path, found in looked.items() if not found]
    for session in sessions_among([file for found in looked.values() for file in found], unknown):
        if any(file.path == transcript for file in session.files):
            return session
    raise CannotRead(Place(str(transcript)), "no reader recognizes this transcript.", "Record it by hand with --log.")


def _under_same_contract(recording: Recording, before: Earlier) -> Recording:
    """Where its contract still stands in the workspace as it was."""
    started = before.started
    workspace = find_workspace(before.folder)
    if not started.contract or not started.contract_folder or workspace is None:
        return recording
    folder = workspace.root / started.contract_folder
    if not folder.resolve().is_relative_to(workspace.root.resolve()):
        return recording
    try:
        if read_contract(folder).digest != started.contract:
            return recording
    except RouterError:
        return recording
    phase = recording.phase or (started.phase.value if started.phase else None)
    return replace(recording, contract_dir=folder, phase=phase, operator=recording.operator or started.operator)


def watched_folder(folder: Path) -> Path:
    """The folder to watch; CannotRead where there is none at the start: more often a slip than a wish."""
    if not folder.is_dir():
        found = "this is no folder." if folder.exists() else "there is no such folder."
        raise CannotRead(Place(str(folder)), found, "Name the folder in which the agent keeps its logs.")
    return folder
