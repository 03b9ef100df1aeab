"""Cursor: `stream-json` of `cursor-agent -p`, transcripts, and the chat store, as one run.

1. A stream holds results; where one is among the files, it tells the run, and transcripts of it are not read again.
2. A transcript or a chat store holds what was asked for and nothing of what came of it: attempted only, and said so.
3. A database is no text: `unpack` makes lines of JSON of it, of which the run is read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from agent_router.evidence.interface import LogFile, LogReading
from agent_router.evidence.json_fields import items, mapping, text, whole
from agent_router.evidence.lines import LineReader, first_values
from agent_router.evidence.logs.cursor_store import store_lines
from agent_router.evidence.logs.cursor_stream import CursorStream, is_stream
from agent_router.evidence.logs.cursor_transcript import CursorTranscript
from agent_router.evidence.logs.sqlite_file import HEADER, database_lines
from agent_router.evidence.logs.timeline import Spot

STREAM = "cursor stream-json"
TRANSCRIPT = "cursor transcript"
STORE = "cursor chat store"

_TABLES = re.compile(rb"CREATE TABLE\s+(?:IF NOT EXISTS\s+)?[`\"\[]?(blobs|meta)\b")
_STEM = re.compile(r"(.+?)(?:\.jsonl|\.json|\.txt|\.db)?(?:\.jsonl)?(?:\.gz)?\Z")
_ATTEMPTED = (
    "Cursor's transcripts hold no results, no exit codes, no usage and hardly a time: everything in it was attempted"
    " only, and shows neither that a command ran nor that a file changed. Hand in external evidence (git diff, test"
    " reports), or record runs with cursor-agent -p --output-format stream-json."
)
_EMPTY_STORE = (
    "This chat store holds no message that can be read: hand in the transcript below agent-transcripts/, or the output"
    " of cursor-agent -p --output-format stream-json."
)


class Cursor:
    """Reader of Cursor's own logs."""

    name = "cursor"

    def recognizes(self, sample: bytes) -> str:
        """Kind of this file by its first bytes; empty where they are not Cursor's."""
        if sample.startswith(HEADER):
            return STORE if {found[1] for found in _TABLES.finditer(sample)} == {b"blobs", b"meta"} else ""
        values = first_values(sample)
        if any(is_stream(value) for value in values):
            return STREAM
        if any(_is_transcript(value) for value in values):
            return TRANSCRIPT
        return STORE if any(_is_store_row(value) for value in values) else ""

    def unpack(self, path: Path, kind: str) -> Iterator[bytes] | None:
        """The chat store as lines of JSON; None where the file is its own text."""
        if kind != STORE:
            return None
        with path.open("rb") as file:
            is_database = file.read(len(HEADER)) == HEADER
        return database_lines(path, store_lines) if is_database else None

    def read(self, files: Sequence[LogFile]) -> LogReading:
        """All files as one run; what is odd about a file becomes a remark."""
        streams = [file for file in files if file.kind == STREAM]
        others = [file for file in files if file.kind in {TRANSCRIPT, STORE}]
        if not streams:
            return _read_transcripts(others)
        reading = _read_streams(streams)
        left_out = [(file.name, "The stream tells this run with its results; this was not read.") for file in others]
        return _with_remarks(reading, left_out)


def _is_transcript(value: object) -> bool:
    given = mapping(value)
    if text(value, "role") not in {"user", "assistant"} or not set(given) <= {"role", "message", "timestamp"}:
        return False
    blocks = items(value, "message", "content")
    return bool(blocks) and all(text(block, "type") for block in blocks)


def _is_store_row(value: object) -> bool:
    return text(value, "table") in {"meta", "blobs"} and bool(mapping(value, "row"))


def _with_remarks(reading: LogReading, remarks: Sequence[tuple[str, str]]) -> LogReading:
    return replace(reading, remarks=(*reading.remarks, *remarks))


def _read_streams(files: Sequence[LogFile]) -> LogReading:
    session, remarks = CursorStream(), []
    for rank, file in enumerate(files):
        with file.open() as stream:
            reader = LineReader(stream)
            for number, value in reader:
                for line in value if isinstance(value, list) else [value]:
                    session.take(line, Spot(file.name, rank, line=number))
            remarks += [(file.name, remark) for remark in reader.remarks]
    finished, records = session.finished, session.records()
    remarks += [(name, f"{number} {what}.") for (name, what), number in sorted(session.unknown.items())]
    if session.unmetered:
        remarks.append(("", f"{session.unmetered} result(s) state no tokens: usage and cost are not known."))
    elif session.unpriced:
        remarks.append(("", "Cursor states tokens and no cost: its own figure is not known."))
    if session.agents:
        remarks.append(("", f"{session.agents} sub-agent(s) were started; what they did stands in no stream."))
    return LogReading(
        records=records,
        program=Cursor.name,
        models=tuple(session.models),
        sessions=tuple(session.sessions),
        working_directory=session.directory,
        finished=finished,
        first=session.activity.first,
        last=session.activity.last,
        active_seconds=session.active_seconds,
        remarks=tuple(remarks),
    )


def _read_transcripts(files: Sequence[LogFile]) -> LogReading:
    session = CursorTranscript()
    remarks: list[tuple[str, str]] = [(files[0].name, _ATTEMPTED)] if files else []
    sessions: dict[str, None] = {}
    models: dict[str, None] = {}
    for rank, file in enumerate(files):
        stem = _STEM.match(PurePosixPath(file.name).name)
        name = stem[1] if stem else file.name
        agent = name if "subagents" in PurePosixPath(file.name).parts else ""
        with file.open() as stream:
            reader = LineReader(stream)
            for number, value in reader:
                spot = Spot(file.name, rank, agent=agent, line=number)
                if file.kind == STORE:
                    remarks += _take_row(session, value, spot, (sessions, models))
                else:
                    session.take(value, spot)
            remarks += [(file.name, remark) for remark in reader.remarks]
        if not agent and file.kind == TRANSCRIPT:
            sessions[name] = None
    finished, records = session.finished, session.records()
    if not len(records) and any(file.kind == STORE for file in files):
        remarks.append((files[0].name, _EMPTY_STORE))
    remarks += [(name, f"{number} {what}.") for (name, what), number in sorted(session.unknown.items())]
    remarks += _said(session)
    return LogReading(
        records=records,
        program=Cursor.name,
        models=tuple(models),
        sessions=tuple(sessions),
        finished=finished,
        first=session.activity.first,
        last=session.activity.last,
        active_seconds=session.activity.active_seconds,
        remarks=tuple(remarks),
    )


def _take_row(
    session: CursorTranscript, value: object, spot: Spot, known: tuple[dict[str, None], dict[str, None]]
) -> list[tuple[str, str]]:
    """One line of an unpacked chat store; what is to be said of it."""
    sessions, models = known
    row = mapping(value, "row")
    if text(value, "table") == "blobs":
        session.take(mapping(row, "message"), spot)
    elif text(value, "table") == "meta":
        if text(row, "agentId"):
            sessions[text(row, "agentId")] = None
        if text(row, "lastUsedModel"):
            models[text(row, "lastUsedModel")] = None
        created = whole(row, "createdAt")
        if created is not None and 0 < created < 10**14:
            session.activity.record(datetime.fromtimestamp(created / 1000, tz=UTC))
        title = text(row, "name")
        return [(spot.file, f"Chat: {title[:200]}.")] if title else []
    elif text(value, "remark"):
        return [(spot.file, text(value, "remark"))]
    return []


def _said(session: CursorTranscript) -> list[tuple[str, str]]:
    said = []
    if session.answers:
        said.append(("", f"{session.answers} answer(s) that do not say which call they answer were not used."))
    if session.redacted:
        said.append(("", f"{session.redacted} message(s) of the agent are [REDACTED] by Cursor itself."))
    return said
