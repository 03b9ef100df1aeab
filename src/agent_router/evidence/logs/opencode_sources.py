"""OpenCode's files → the sessions they tell of and their messages, file after file, nothing judged yet."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import BinaryIO

from agent_router.evidence.interface import LogFile
from agent_router.evidence.json_fields import items, mapping, text
from agent_router.evidence.lines import LineReader
from agent_router.evidence.logs.json_document import LARGEST_DOCUMENT, read_documents
from agent_router.evidence.logs.opencode_database import SESSION_TABLES
from agent_router.evidence.logs.opencode_shapes import (
    DIFF,
    EVENTS,
    EXPORT,
    MESSAGE,
    PART,
    ROWS,
    SESSION,
    STREAM,
    Message,
    Piece,
    message_of_row,
    message_of_v2,
    moment_of,
    part_of_row,
    read_whole,
    session_of_row,
)
from agent_router.evidence.logs.timeline import Spot
from agent_router.model.place import Place

_MESSAGES = frozenset({"messages"})
_STEM = re.compile(r"(.+?)\.json(?:\.gz)?\Z")
_V2_SILENT = frozenset({"compaction", "synthetic", "system", "agent-switched", "model-switched"})
_HEADING = 300

Info = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Failure:
    """An `error` event of a stream."""

    session: str
    piece: Piece


@dataclass(frozen=True, slots=True)
class Differences:
    """A session's own file of differences."""

    session: str
    diffs: tuple[object, ...]
    place: Place


@dataclass(slots=True)
class Notes:
    """What was odd about the files."""

    remarks: list[tuple[str, str]] = field(default_factory=list)
    """File and words."""
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)
    """File and kind of record."""


def sessions_of(file: LogFile) -> Iterator[tuple[Info, bool]]:
    """The sessions that one file tells of, and whether it was handed in for them alone."""
    with file.open() as stream:
        if file.kind == EXPORT:
            for document in read_documents(_without_heading(stream), _MESSAGES):
                yield mapping(document.fields.get("info")), True
        elif file.kind == SESSION:
            yield mapping(read_whole(stream, LARGEST_DOCUMENT)), False
        elif file.kind == STREAM:
            yield from (({"id": session}, True) for session in _streamed(stream))
        elif file.kind == ROWS:
            yield from ((info, False) for info in _session_rows(stream))


def _streamed(stream: BinaryIO) -> Iterator[str]:
    for _, value in LineReader(stream):
        if text(value, "sessionID"):
            # One run, one session.
            yield text(value, "sessionID")
            return


def _session_rows(stream: BinaryIO) -> Iterator[Info]:
    for _, value in LineReader(stream):
        table = text(value, "table")
        if table in SESSION_TABLES:
            yield session_of_row(mapping(value, "row"))
        elif table:
            # Sessions stand first.
            return


def _without_heading(stream: BinaryIO) -> BinaryIO:
    """`opencode export` says which session it exports; where its error output went into the file, that is skipped."""
    data = stream.read(LARGEST_DOCUMENT + 1)
    start = data[:_HEADING].find(b"{")
    return io.BytesIO(data[start:] if start > 0 else data)


def messages_of(files: Sequence[LogFile], notes: Notes) -> Iterator[tuple[Spot, Message | Failure | Differences]]:
    """The messages of all files, in the order of the files; those of a folder by time."""
    in_folder = [file for file in files if file.kind in {MESSAGE, PART}]
    for rank, file in enumerate(files):
        spot = Spot(file.name, rank)
        if in_folder and file is in_folder[0]:
            for message in _joined(in_folder, notes):
                yield replace(spot, file=message.place.file), message
        elif file.kind == DIFF:
            yield spot, _differences(file)
        elif file.kind == EXPORT:
            yield from ((spot, message) for message in _exported(file, notes))
        elif file.kind == ROWS:
            yield from ((spot, message) for message in _from_rows(file, notes))
        elif file.kind == STREAM:
            yield from ((spot, said) for said in _from_events(file, notes))


def _exported(file: LogFile, notes: Notes) -> Iterator[Message]:
    with file.open() as stream:
        reader = read_documents(_without_heading(stream), _MESSAGES)
        for document in reader:
            session = text(document.fields.get("info"), "id")
            for line, value in document.lists.get("messages", []):
                place = Place(file.name, line=line)
                info = {"sessionID": session, **mapping(value, "info")}
                yield Message(info, tuple(Piece(mapping(part), place) for part in items(value, "parts")), place)
        notes.remarks += [(file.name, remark) for remark in reader.remarks]


def _from_rows(file: LogFile, notes: Notes) -> Iterator[Message]:
    latest: Message | None = None
    pieces: list[Piece] = []
    with file.open() as stream:
        reader = LineReader(stream)
        for line, value in reader:
            table, row, place = text(value, "table"), mapping(value, "row"), Place(file.name, line=line)
            if table == "part":
                piece = part_of_row(row, place)
                message = text(piece.value, "messageID")
                if latest is None or latest.id != message:
                    yield from _complete(latest, pieces)
                    latest = Message({"id": message, "sessionID": text(row, "session_id")}, (), place, piece.at)
                pieces.append(piece)
                continue
            if table not in SESSION_TABLES:
                yield from _complete(latest, pieces)
                latest = _row(table, row, place, notes) if table else None
            if text(value, "remark"):
                notes.remarks.append((file.name, text(value, "remark")))
        yield from _complete(latest, pieces)
        notes.remarks += [(file.name, remark) for remark in reader.remarks]


def _row(table: str, row: Info, place: Place, notes: Notes) -> Message | None:
    """A message of either version; its parts, where they have rows of their own, follow."""
    if table in {"message", "session_message"} and not mapping(row, "data"):
        notes.unknown[place.file, f"{table} whose data is no JSON object"] += 1
        return None
    if table == "message":
        return message_of_row(row, place)
    found = message_of_v2(row, place) if table == "session_message" else None
    if found is None and text(row, "type") not in _V2_SILENT:
        notes.unknown[place.file, text(row, "type") or table] += 1
    return found


def _complete(message: Message | None, pieces: list[Piece]) -> Iterator[Message]:
    if message is not None:
        yield replace(message, parts=(*message.parts, *pieces))
    pieces.clear()


def _from_events(file: LogFile, notes: Notes) -> Iterator[Message | Failure]:
    latest: Message | None = None
    pieces: list[Piece] = []
    with file.open() as stream:
        reader = LineReader(stream)
        for line, value in reader:
            kind, session, part = text(value, "type"), text(value, "sessionID"), mapping(value, "part")
            place, at = Place(file.name, line=line), moment_of(value, "timestamp")
            if kind not in EVENTS or not session:
                notes.unknown[file.name, kind or "no type"] += 1
                continue
            if kind == "error":
                yield from _complete(latest, pieces)
                latest = None
                yield Failure(session, Piece(mapping(value), place, at))
                continue
            message = text(part, "messageID")
            if latest is None or latest.id != message or text(latest.info, "sessionID") != session:
                yield from _complete(latest, pieces)
                info = {"id": message, "sessionID": session, "role": "assistant"}
                latest = Message(info, (), place, at)
            pieces.append(Piece(part, place, at))
        yield from _complete(latest, pieces)
        notes.remarks += [(file.name, remark) for remark in reader.remarks]


def _differences(file: LogFile) -> Differences:
    with file.open() as stream:
        diffs = items({"all": read_whole(stream, LARGEST_DOCUMENT)}, "all")
    stem = _STEM.match(PurePosixPath(file.name).name)
    return Differences(stem[1] if stem else "", diffs, Place(file.name))


def _joined(files: Sequence[LogFile], notes: Notes) -> Iterator[Message]:
    """Messages of the folder `storage/` with their parts, by time."""
    messages: dict[str, Message] = {}
    parts: dict[str, list[LogFile]] = {}
    for file in files:
        value = _value(file, notes)
        if file.kind == MESSAGE and value:
            messages.setdefault(text(value, "id"), Message(value, (), Place(file.name, line=1)))
        elif value:
            # Parts of the first versions name no message: they lie in its folder.
            owner = text(value, "messageID") or PurePosixPath(file.name).parent.name
            parts.setdefault(owner, []).append(file)
            if owner not in messages and text(value, "sessionID"):
                lost = {"id": owner, "sessionID": text(value, "sessionID")}
                messages[owner] = Message(lost, (), Place(file.name, line=1))
    for message in sorted(messages.values(), key=_age):
        own = sorted(parts.pop(message.id, ()), key=lambda one: one.name)
        pieces = (Piece(_value(one, notes, said=False), Place(one.name, line=1)) for one in own)
        yield replace(message, parts=tuple(pieces))
    for lost_files in parts.values():
        notes.unknown[lost_files[0].name, "part without its message"] += len(lost_files)


def _value(file: LogFile, notes: Notes, *, said: bool = True) -> Info:
    with file.open() as stream:
        value = mapping(read_whole(stream, LARGEST_DOCUMENT))
    if not value and said:
        notes.remarks.append((file.name, "No whole JSON; it was left out."))
    return value


def _age(message: Message) -> tuple[float, str]:
    at = moment_of(message.info, "time", "created") or next(
        (moment for piece in message.parts if (moment := moment_of(piece.value, "time", "start"))), None
    )
    return at.timestamp() if at else 0.0, message.id
