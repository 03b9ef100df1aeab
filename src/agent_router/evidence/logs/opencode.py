"""OpenCode: exports, event streams, its database and its older folder of JSON files, as one run.

1. Files of all shapes are read together; what stands in several of them is told once, from the fullest.
2. A session and its children (`parentID`) belong together. Where an export or an event stream names sessions, only
   their families are taken from a database or a folder that holds others too, and that is said.
3. Otherwise everything handed in is the run; several sessions that are nobody's children are named in a remark.
4. A database is no text: `unpack` makes lines of JSON of it, of which the run is read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent_router.evidence.interface import LogFile, LogReading
from agent_router.evidence.json_fields import text
from agent_router.evidence.logs.opencode_database import opencode_lines
from agent_router.evidence.logs.opencode_session import OpenCodeSession
from agent_router.evidence.logs.opencode_shapes import READ_ORDER, ROWS, STREAM, Message, kind_of_sample
from agent_router.evidence.logs.opencode_sources import Differences, Info, Notes, messages_of, sessions_of
from agent_router.evidence.logs.sqlite_file import HEADER, database_lines

_MOST_NAMED = 5
_SANITIZED = (
    "This export was sanitized: commands, exit codes, paths and texts were taken out by opencode export --sanitize, so"
    " it shows tokens, cost and times alone. Hand in the export without --sanitize."
)
_STREAM_ALONE = (
    "opencode run --format json names neither the model nor the folder, holds no snapshots of the files and nothing of"
    " sub-agents: hand in what opencode export gives too."
)


class OpenCode:
    """Reader of OpenCode's own logs, from its folder of JSON files to version 2."""

    name = "opencode"

    def recognizes(self, sample: bytes) -> str:
        """Kind of this file by its first bytes; empty where they are not OpenCode's."""
        return kind_of_sample(sample, HEADER)

    def unpack(self, path: Path, kind: str) -> Iterator[bytes] | None:
        """The rows of a database as lines of JSON; None where the file is its own text."""
        if kind != ROWS:
            return None
        with path.open("rb") as file:
            is_database = file.read(len(HEADER)) == HEADER
        return database_lines(path, opencode_lines) if is_database else None

    def read(self, files: Sequence[LogFile]) -> LogReading:
        """All files as one run; what is odd about a file becomes a remark."""
        known = sorted((file for file in files if file.kind in READ_ORDER), key=lambda one: READ_ORDER.index(one.kind))
        family, notes = _family(known), Notes()
        session = OpenCodeSession(family.sessions)
        for spot, said in messages_of(known, notes):
            if not family.holds(text(said.info, "sessionID") if isinstance(said, Message) else said.session):
                continue
            if isinstance(said, Message):
                session.take(said, spot)
            elif isinstance(said, Differences):
                session.diffs(said.session, said.diffs, said.place)
            else:
                session.failed(said.piece, said.session, spot)
        if known and all(file.kind == STREAM for file in known):
            notes.remarks.append((known[0].name, _STREAM_ALONE))
        records = session.records()
        activity = session.activity
        return LogReading(
            records=records,
            program=self.name,
            program_version=", ".join(session.versions),
            models=tuple(session.models),
            sessions=session.mains,
            working_directory=session.directory,
            finished=session.finished,
            first=activity.first,
            last=activity.last,
            active_seconds=activity.active_seconds,
            remarks=(*family.remarks, *notes.remarks, *_counted(notes), *_counted_calls(session), *_said(session)),
        )


@dataclass(frozen=True, slots=True)
class _Family:
    """The sessions that are the run."""

    sessions: Mapping[str, Info]
    left_out: frozenset[str]
    remarks: tuple[tuple[str, str], ...]

    def holds(self, session: str) -> bool:
        """Whether what is said of this session belongs to the run."""
        return session not in self.left_out


def _family(files: Sequence[LogFile]) -> _Family:
    infos: dict[str, Info] = {}
    named: dict[str, None] = {}
    for file in files:
        for info, chosen in sessions_of(file):
            session = text(info, "id")
            if session and len(info) > len(infos.get(session, ())):
                infos[session] = info
            if session and chosen:
                named[session] = None
    heads = {session: _head(session, infos) for session in infos}
    wanted = {heads[session] for session in named if session in heads} or set(heads.values())
    others = [infos[head] for head in dict.fromkeys(heads.values()) if head not in wanted]
    words = ""
    if others:
        words = f"{len(others)} session(s) apart from the one(s) handed in by name were left out: {_titles(others)}."
    elif len(wanted) > 1:
        together = [infos[head] for head in dict.fromkeys(heads.values())]
        words = (
            f"{len(wanted)} sessions that are nobody's children were read together as one run: {_titles(together)}."
            " For one of them alone, name it with --session."
        )
    return _Family(
        {session: info for session, info in infos.items() if heads[session] in wanted and len(info) > 1},
        frozenset(session for session, head in heads.items() if head not in wanted),
        (("", words),) if words else (),
    )


def _head(session: str, infos: Mapping[str, Info]) -> str:
    """The session at the top of this one's parents."""
    seen = {session}
    while (parent := text(infos.get(session), "parentID")) in infos and parent not in seen:
        seen.add(parent)
        session = parent
    return session


def _titles(infos: Sequence[Info]) -> str:
    named = [f"{text(info, 'id')} ({text(info, 'title') or 'no title'})" for info in infos[:_MOST_NAMED]]
    return ", ".join(named) + (f" and {len(infos) - _MOST_NAMED} more" if len(infos) > _MOST_NAMED else "")


def _counted(notes: Notes) -> Iterator[tuple[str, str]]:
    for (name, kind), number in sorted(notes.unknown.items()):
        yield name, f"{number} record(s) of unknown kind: {kind}."


def _counted_calls(session: OpenCodeSession) -> Iterator[tuple[str, str]]:
    for (name, what, kind), number in sorted(session.unknown.items()):
        yield name, f"{number} {what}: {kind}."


def _said(session: OpenCodeSession) -> Iterator[tuple[str, str]]:
    """What people should know of the whole."""
    if session.sanitized:
        yield "", _SANITIZED
    if session.usage.unpriced:
        named = ", ".join(model or "a model that the log does not name" for model in session.usage.unpriced)
        yield "", f"OpenCode states $0 for {named}: it has no price for it, so the cost is unknown, not $0."
    if session.usage.untold:
        words = f"The session states {session.usage.untold:,} tokens more than its messages here: some are missing."
        yield "", words
    missing = session.missing_agents
    if missing:
        named = ", ".join(missing[:_MOST_NAMED]) + (" …" if len(missing) > _MOST_NAMED else "")
        words = f"{len(missing)} sub-agent(s) whose own messages are not here ({named}): what they did is not recorded."
        yield "", f"{words} Hand in opencode.db, or the export of each of these sessions too."
    for name, words in session.reverted:
        yield name, words
