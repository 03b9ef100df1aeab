"""Files found below a folder → the sessions they tell of, each with everything that belongs to it.

1. Content decides what a file is and which session it names (`session_ids`); a file that no reader knows is no log.
2. Files of one agent that name the same session belong together: a transcript and its stream, a session and its
   sub-agents, forks and resumes.
3. What names no session (a workflow's snapshot, a tool's output) belongs to the session whose ID is the name of a
   folder above it.
4. A log in a general form, or one that a hook wrote, joins the session of an agent when it names no other. Where it
   names several, and each has its own log, it adds nothing and is left out; else it is a session of its own.
5. A database holds many sessions: each family (a session and its children) is a session, read alone. So is each of
   the sessions that were written into one stream (`parts`).
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from agent_router.evidence.finding import SAMPLE, FoundLogs, logs_together, recognized
from agent_router.evidence.found import FoundLog
from agent_router.evidence.json_fields import mapping, text
from agent_router.evidence.logs.claude_code import HOOKS
from agent_router.evidence.logs.opencode_database import SESSION_TABLES
from agent_router.evidence.logs.opencode_shapes import ROWS
from agent_router.evidence.logs.registry import AGENT_LOGS
from agent_router.evidence.opening import LogText
from agent_router.evidence.parts import part_lines, row_lines, session_of_row, sessions_apart
from agent_router.evidence.session_ids import INNER, last_values, named_in

_NO_SESSION = frozenset({"gemini-cli prompts"})
"""Kinds of file that go across all sessions of a program and tell no run."""

_BESIDE = ("-wal", "-journal")
_ENDS = frozenset({"result", "session.shutdown"})
"""Types of the record after which a program writes nothing more to its log."""

_WRITTEN_AT = ("time_updated", "time_created")


@dataclass(frozen=True, slots=True)
class SessionFile:
    """One log, or one session's part of a database."""

    path: Path
    program: str
    kind: str
    own: str
    """Session it tells of; empty where it names none."""
    ties: frozenset[str]
    """Everything that binds it to other files."""
    stamp: tuple[int, ...]
    """Another stamp means other content."""
    changed: float
    """When it was last written, in seconds since 1970, by the disk's clock or by the database's own times."""
    child: bool = False
    part: frozenset[str] = frozenset()
    """Sessions of a database or of a stream of several that this is; empty where it is the whole file."""


@dataclass(frozen=True, slots=True)
class Session:
    """One session with all its files."""

    program: str
    id: str
    """Of the main one; empty where no file names any."""
    files: tuple[SessionFile, ...]
    beside: tuple[Path, ...] = ()
    """Files in its own folder that name no session, or that no reader knows."""

    @property
    def name(self) -> str:
        """What a person would call it."""
        return self.id or self.files[0].path.name

    @property
    def ids(self) -> frozenset[str]:
        """Every session in it."""
        return frozenset(file.own for file in self.files if file.own).union(*(file.part for file in self.files))

    @property
    def stamp(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """Another stamp means that the session grew or lost a file."""
        return tuple((file.path.as_posix(), file.stamp) for file in self.files)

    @property
    def changed(self) -> float:
        """When one of its files was last written, in seconds since 1970."""
        return max(file.changed for file in self.files)


def look_into(path: Path) -> tuple[SessionFile, ...]:
    """The log in this file, or the sessions of a database; nothing where no reader knows it; OSError."""
    status = path.stat()
    program, kind = recognized(path)
    if not program or kind in _NO_SESSION or not status.st_size:
        return ()
    sample = LogText(path).sample(SAMPLE)
    apart = tuple(_families(path, program) if kind == ROWS else _appended(path, (program, kind), status.st_mtime))
    if apart:
        return apart
    named = named_in(program, kind, sample, path)
    ties = frozenset({named.own} | named.others) - {""}
    stamp = stamp_of(path, status)
    return (SessionFile(path, program, kind, named.own, ties, stamp, status.st_mtime, named.child),)


def stamp_of(path: Path, status: os.stat_result) -> tuple[int, ...]:
    """Time of change, size and number on the disk of a file, and of what a database keeps beside it."""
    found = [status.st_mtime_ns, status.st_size, status.st_ino]
    for ending in _BESIDE if path.suffix == ".db" else ():
        beside = path.with_name(path.name + ending)
        if beside.is_file():
            found += [beside.stat().st_mtime_ns, beside.stat().st_size]
    return tuple(found)


def sessions_among(files: Iterable[SessionFile], beside: Sequence[Path] = ()) -> tuple[Session, ...]:
    """The sessions these files tell of, in order of their names; `beside` are files that no reader knows."""
    native, general, loose = list[SessionFile](), list[SessionFile](), list[SessionFile]()
    for file in files:
        if _is_general(file):
            general.append(file)
        elif file.ties or not _in_folders(file):
            native.append(file)
        else:
            loose.append(file)
    groups = _tied(native)
    homes = {one.own: group for group in groups for one in group if one.own}
    rest = []
    for file in general:
        named = {tie for tie in file.ties if not tie.startswith(INNER)}
        told = [group for group in groups if any(homes.get(one) is group for one in named)]
        if not named or named - set(homes):
            rest.append(file)
        elif len(told) == 1:
            told[0].append(file)
    return _with_folders([*groups, *_tied(rest)], loose, beside)


def _is_general(file: SessionFile) -> bool:
    """Whether other logs tell the same better."""
    return bool(getattr(AGENT_LOGS[file.program], "generic", False)) or file.kind == HOOKS


def _in_folders(file: SessionFile) -> bool:
    """Whether a file that names nothing may belong to the folder it stands in."""
    return file.program in {"claude-code", "copilot-cli"}


def _tied(files: Sequence[SessionFile]) -> list[list[SessionFile]]:
    """Files that share a tie, directly or through others."""
    above: dict[object, object] = {}

    def top(key: object) -> object:
        while above.setdefault(key, key) != key:
            above[key] = above[above[key]]
            key = above[key]
        return key

    for number, file in enumerate(files):
        for tie in file.ties:
            above[top((file.program, tie))] = top(number)
    groups: dict[object, list[SessionFile]] = {}
    for number, file in enumerate(files):
        groups.setdefault(top(number), []).append(file)
    return list(groups.values())


@dataclass(slots=True)
class _Open:
    """A session whose folder may still bring files."""

    files: list[SessionFile]
    beside: list[Path] = field(default_factory=list)


def _with_folders(
    groups: Iterable[list[SessionFile]], loose: Iterable[SessionFile], beside: Iterable[Path]
) -> tuple[Session, ...]:
    opened = [_Open(group) for group in groups]
    by_id = {one.own: home for home in opened for one in home.files if one.own}
    for file in loose:
        home = _home(file.path, by_id)
        if home is not None:
            home.files.append(file)
    for path in beside:
        home = _home(path, by_id)
        if home is not None:
            home.beside.append(path)
    sessions = [_session(home) for home in opened]
    return tuple(sorted(sessions, key=lambda one: (one.program, one.name, one.files[0].path)))


def _home(path: Path, by_id: Mapping[str, _Open]) -> _Open | None:
    return next((by_id[folder.name] for folder in path.parents if folder.name in by_id), None)


def _session(home: _Open) -> Session:
    ordered = tuple(
        sorted(home.files, key=lambda one: (_is_general(one), one.child, not one.own, one.path, sorted(one.part)))
    )
    return Session(ordered[0].program, ordered[0].own, ordered, tuple(sorted(home.beside)))


def unrelated(files: Iterable[FoundLog], sessions: Iterable[str]) -> int:
    """How many of these sessions have nothing to do with each other; files that are gone tell nothing."""
    wanted = frozenset(sessions)
    seen: list[SessionFile] = []
    for file in files:
        try:
            seen += look_into(file.path)
        except OSError:
            continue  # its content was taken in before
    return sum(bool(session.ids & wanted) for session in sessions_among(seen))


def session_logs(session: Session) -> FoundLogs:
    """The session's files with their digests, ready to be recorded; InputRejected where one is gone or unreadable."""
    paths = [*(file.path for file in session.files), *session.beside]
    root = Path(os.path.commonpath([_root(path, session.ids) for path in paths]))
    found = logs_together([(path, path.relative_to(root).as_posix()) for path in paths])
    parts: dict[Path, frozenset[str]] = {}
    for file in session.files:
        if file.part:
            parts[file.path] = parts.get(file.path, frozenset()) | file.part
    if not parts:
        return found
    own = [part_of(one, parts[one.path], session.id) if one.path in parts else one for one in found.files]
    return replace(found, files=tuple(own))


def _root(path: Path, ids: frozenset[str]) -> Path:
    """What names are relative to: the folder that holds the session's own folder, else the file's folder."""
    return next((folder.parent for folder in path.parents if folder.name in ids), path.parent)


def has_ended(session: Session) -> bool:
    """Whether the last record of every log says that its program ended; OSError."""
    mains = [file for file in session.files if file.own and not file.part]
    return bool(mains) and all(any(text(one, "type") in _ENDS for one in last_values(file.path)[-1:]) for file in mains)


def _families(path: Path, program: str) -> Iterator[SessionFile]:
    """The sessions of a database with their children; none where it holds none."""
    parents: dict[str, str] = {}
    rows: dict[str, tuple[hashlib._Hash, list[float]]] = {}
    for line in row_lines(path):
        value = _value(line)
        row, session = mapping(value, "row"), session_of_row(value)
        if text(value, "table") in SESSION_TABLES:
            parents[session] = text(row, "parent_id") or text(row, "fork_session_id")
        if session:
            digest, times = rows.setdefault(session, (hashlib.sha256(), []))
            digest.update(line)
            times += [time / 1000 for name in _WRITTEN_AT if isinstance(time := row.get(name), int)][:1]
    # A child may stand before its parent.
    families: dict[str, list[str]] = {}
    for session in rows:
        families.setdefault(_head(session, parents), []).append(session)
    fallback = path.stat().st_mtime
    for head, family in families.items():
        digests = b"".join(rows[session][0].digest() for session in sorted(family))
        changed = max((time for session in family for time in rows[session][1]), default=fallback)
        stamp = (int.from_bytes(hashlib.sha256(digests).digest()[:8], "big"),)
        part = frozenset(family)
        yield SessionFile(path, program, ROWS, head, part, stamp, changed, part=part)


def _head(session: str, parents: Mapping[str, str]) -> str:
    """The session at the top of this one's parents; of those that are each other's, the first by name."""
    above = {session: None}
    while (parent := parents.get(session, "")) in parents:
        if parent in above:
            return min([*above][[*above].index(parent) :])
        above[parent] = None
        session = parent
    return session


def _value(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _appended(path: Path, what: tuple[str, str], changed: float) -> Iterator[SessionFile]:
    """The sessions of a file that several were written into; none where it holds one."""
    program, kind = what
    for session, digest in sessions_apart(path, kind).items():
        own, stamp = frozenset({session}), (int(digest[:16], 16),)
        yield SessionFile(path, program, kind, session, own, stamp, changed, part=own)


def part_of(found: FoundLog, part: frozenset[str], session: str) -> FoundLog:
    """Those sessions of a file that holds several as a log of its own: their lines, with digest and length of these."""
    unpack = partial(part_lines, found.path, found.kind, part)
    digest, size = hashlib.sha256(), 0
    for line in unpack():
        digest.update(line)
        size += len(line)
    words = (
        f"It is the part of {found.path.name} that tells of session {session}; digest and size are of that part. What"
        f" the whole file holds besides is neither kept nor read; it has {found.size:,} bytes and the SHA-256"
        f" {found.sha256}."
    )
    return replace(found, unpack=unpack, sha256=digest.hexdigest(), size=size, remarks=(*found.remarks, words))
