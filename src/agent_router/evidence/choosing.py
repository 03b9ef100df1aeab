"""Which of the sessions in the named logs are the run: one run is one job.

1. Sessions that are named are looked for in everything that `--log` means; each must be there, else those found are
   listed. A session is taken with all that belongs to it (sub-agents, forks, resumes), whichever of them was named.
2. Nothing of the others is kept or read, neither files nor the rows of a database.
3. Where none is named, everything handed in is the run, except what a database holds: all sessions of a user. Sessions
   that an export or an event stream beside it names are taken from it; else several that have nothing to do with each
   other are read together like the files of a folder, and it is said which they are and how to choose one.
"""

import os
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from agent_router.errors import InputRejected
from agent_router.evidence import problems
from agent_router.evidence.finding import FoundLogs, find_logs, meant_by, recognized
from agent_router.evidence.logs.opencode_database import session_lines
from agent_router.evidence.logs.opencode_shapes import EXPORT, ROWS, STREAM
from agent_router.evidence.logs.sqlite_file import database_lines
from agent_router.evidence.session_facts import SessionFacts
from agent_router.evidence.session_ids import INNER
from agent_router.evidence.sessions import Session, SessionFile, look_into, part_of, session_logs, sessions_among
from agent_router.model.place import Place
from agent_router.model.problem import Problem

MOST_LISTED = 20
"""Sessions that a problem names."""

MOST_FILES = 1_000_000
"""Files that are looked through for sessions: older OpenCode wrote one for each part of each message."""

_MOST_NAMED = 3
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FoundSession:
    """One session of the named logs, as a person chooses it."""

    id: str
    """What `--session` takes; empty where no file names one, so that it cannot be chosen."""
    program: str
    title: str = ""
    first: datetime | None = None
    last: datetime | None = None
    """Times that its logs state; None where they state none that is near at hand."""
    files: tuple[str, ...] = ()
    """Names of its logs, relative to what they have in common."""
    others: tuple[str, ...] = ()
    """Sessions that belong to it: sub-agents, forks, resumes."""


def find_sessions(paths: Sequence[Path]) -> tuple[FoundSession, ...]:
    """The sessions in everything these paths mean, the latest first; InputRejected where that is nothing."""
    told = _described(_sessions(paths))
    return tuple(sorted(told, key=lambda one: one.last or one.first or _LONG_AGO, reverse=True))


def choose_logs(paths: Sequence[Path], sessions: Sequence[str] = ()) -> FoundLogs:
    """The files of the run, of the sessions that are named alone; InputRejected with all problems."""
    if not sessions:
        return _one_job(find_logs(paths))
    found = _sessions(paths)
    chosen: dict[int, None] = {}
    faults = []
    for name in dict.fromkeys(sessions):
        at = [number for number, session in enumerate(found) if name in session.ids and session.id]
        chosen |= dict.fromkeys(at)
        if not at:
            faults.append(_unknown(name, found))
    if faults:
        raise InputRejected(faults)
    taken = [found[number] for number in chosen]
    whole = replace(
        taken[0],
        files=tuple(file for session in taken for file in session.files),
        beside=tuple(path for session in taken for path in session.beside),
    )
    return _said(session_logs(whole), taken, len(found) - len(taken))


def _said(logs: FoundLogs, taken: Sequence[Session], others: int) -> FoundLogs:
    """What was chosen, with the first file."""
    with_them = sorted(frozenset[str]().union(*(session.ids for session in taken)) - {one.id for one in taken})
    words = f"Chosen out of these logs: {', '.join(session.name for session in taken)}"
    if with_them:
        words += f", with what belongs to it: {_named(with_them)}"
    words += f"; {others} other session(s) were neither kept nor read." if others else "."
    more = sorted(_named_besides(taken))
    if more:
        words += f" What stands of {_named(more)} in the same files (a history that was copied) was kept with it."
    first, *rest = logs.files
    return replace(logs, files=(replace(first, remarks=(*first.remarks, words)), *rest))


def _named_besides(taken: Sequence[Session]) -> frozenset[str]:
    """Sessions of which the chosen files hold records that cannot be told apart from their own."""
    ids = frozenset[str]().union(*(session.ids for session in taken))
    ties = (file.ties for session in taken for file in session.files if not file.part)
    return frozenset(tie for tie in frozenset[str]().union(*ties) if not tie.startswith(INNER)) - ids


def _sessions(paths: Sequence[Path]) -> tuple[Session, ...]:
    seen: list[SessionFile] = []
    beside: list[Path] = []
    faults: list[Problem] = []
    direct = {path.resolve() for path in paths}
    for path in meant_by(paths, MOST_FILES):
        place = Place(path.as_posix())
        try:
            inside = look_into(path)
            seen += inside
            if not inside and not recognized(path)[0]:
                beside.append(path)
                if path in direct:
                    faults.append(_foreign(path, place))
        except OSError as fault:
            faults.append(Problem(problems.UNREADABLE_FILE, place, (fault.strerror or "an error").lower()))
    if faults:
        raise InputRejected(faults)
    if not seen:
        raise InputRejected([Problem(problems.NO_LOG_INSIDE, Place(paths[0].as_posix()), f"{len(beside)} file(s)")])
    return sessions_among(seen, beside)


def _foreign(path: Path, place: Place) -> Problem:
    if path.stat().st_size:
        return Problem(problems.LOG_UNRECOGNIZED, place, "content of another kind")
    return Problem(problems.LOG_EMPTY, place, "0 bytes")


def _described(found: Sequence[Session]) -> tuple[FoundSession, ...]:
    root = Path(os.path.commonpath([file.path.parent for session in found for file in session.files]))
    facts = SessionFacts()
    return tuple(_describe(session, root, facts) for session in found)


def _describe(session: Session, root: Path, known: SessionFacts) -> FoundSession:
    facts = []
    for file in session.files:
        with suppress(OSError):  # what went away meanwhile is said once it is recorded
            facts.append(known.of(file.path, file.kind, file.own, file.part))
    times = [at for one in facts for at in (one.first, one.last) if at is not None]
    return FoundSession(
        id=session.id,
        program=session.program,
        title=next((one.title for one in facts if one.title), ""),
        first=min(times, default=None),
        last=max(times, default=None),
        files=tuple(dict.fromkeys(file.path.relative_to(root).as_posix() for file in session.files)),
        others=tuple(sorted(session.ids - {session.id})),
    )


def _unknown(name: str, found: Sequence[Session]) -> Problem:
    near = [one for session in found for one in sorted(session.ids) if name and one.startswith(name)]
    return Problem(
        problems.UNKNOWN_SESSION,
        Place("--session"),
        f"{name[:200]!r}; the logs hold {_listed(found)}",
        suggestion=near[0] if len(near) == 1 else "",
    )


def _listed(found: Sequence[Session]) -> str:
    """The sessions in words, those that were written last first."""
    latest = sorted(found, key=lambda session: session.changed, reverse=True)
    more = f"; and {len(found) - MOST_LISTED} more" if len(found) > MOST_LISTED else ""
    return "; ".join(map(_words, _described(latest[:MOST_LISTED]))) + more


def _words(session: FoundSession) -> str:
    title = f"{session.title}, " if session.title else ""
    began = f"from {session.first.isoformat(' ', 'seconds')}" if session.first else "time unknown"
    return f"{session.id or 'a session without an ID'} ({title}{began}, {_named(session.files)})"


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


def _one_job(found: FoundLogs) -> FoundLogs:
    """Rule 3."""
    bases = [file for file in found.files if file.kind == ROWS and file.unpack is not None]
    # Most databases are told by their sessions' rows alone; only of several sessions everything is looked through.
    families = {file.name: look_into(file.path) for file in bases if _rows_of_sessions(file.path) > 1}
    if all(len(one) < 2 for one in families.values()):
        return found
    named = {one.own for file in found.files if file.kind in {EXPORT, STREAM} for one in look_into(file.path)}
    if not named:
        return _with_a_word(found, families)
    return _with_parts(found, families, named)


def _with_a_word(found: FoundLogs, families: Mapping[str, tuple[SessionFile, ...]]) -> FoundLogs:
    """Nothing is left out; beside each database its sessions are listed."""
    files = []
    for file in found.files:
        own = families.get(file.name, ())
        if len(own) > 1:
            words = (
                f"It holds several sessions that have nothing to do with each other, read together as one run: "
                f"{_listed(sessions_among(own))}. A run is one job: choose one with --session ID."
            )
            file = replace(file, remarks=(*file.remarks, words))  # noqa: PLW2901 - the same file with a word more
        files.append(file)
    return replace(found, files=tuple(files))


def _rows_of_sessions(path: Path) -> int:
    return sum(
        b'"table"' in line for line in database_lines(path, lambda tables: (row for row, _ in session_lines(tables)))
    )


def _with_parts(
    found: FoundLogs, families: Mapping[str, tuple[SessionFile, ...]], named: AbstractSet[str]
) -> FoundLogs:
    """Of each database only the sessions that the other files name."""
    kept, left_out = [], []
    for file in found.files:
        own = [one for one in families.get(file.name, ()) if one.part & named]
        if file.name not in families:
            kept.append(file)
        elif own:
            part = frozenset[str]().union(*(one.part for one in own))
            kept.append(part_of(file, part, _named([one.own for one in own])))
        else:
            left_out.append(file.name)
    if not left_out:
        return replace(found, files=tuple(kept))
    words = f"{_named(left_out)} holds none of the sessions that the other files name; it was neither kept nor read."
    return replace(found, files=(replace(kept[0], remarks=(*kept[0].remarks, words)), *kept[1:]))
