"""Gemini CLI: session logs (one JSON document up to 0.3x, JSON Lines from 0.40) and its output, as one run."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent_router.evidence.interface import LogFile, LogReading
from agent_router.evidence.json_fields import items, mapping, text
from agent_router.evidence.lines import LineReader, first_values
from agent_router.evidence.logs.gemini_session import GeminiSession
from agent_router.evidence.logs.json_document import read_documents
from agent_router.evidence.logs.timeline import Spot
from agent_router.evidence.logs.unplaced import unplaced_remarks

DOCUMENT = "gemini-cli session"
LINES = "gemini-cli session log"
STREAM = "gemini-cli stream-json"
OUTPUT = "gemini-cli json output"
PROMPTS = "gemini-cli prompts"

_READ_ORDER = (LINES, DOCUMENT, STREAM, OUTPUT)
"""Logs first: they know more of a session than its stream."""

_MESSAGES = frozenset({"messages"})
_HEADER_SIGNS = (re.compile(rb'"sessionId"\s*:\s*"'), re.compile(rb'"projectHash"\s*:\s*"'))
_LIST_SIGN = re.compile(rb'"messages"\s*:\s*\[')
_NEXT_RECORD = re.compile(rb"\}\s*\{")
"""One record ends and the next begins: on the next line, after a blank or Windows line end, or glued to it."""
_HEAD = 8 * 1024
"""Bytes in which a session's own fields stand, before its messages."""

_OWN_TALK = frozenset({"info", "error", "warning", "user", "gemini"})


class GeminiCli:
    """Reader of Gemini CLI's own logs."""

    name = "gemini-cli"

    def recognizes(self, sample: bytes) -> str:
        """Kind of this file by its content, whatever its name or label; empty where it is not Gemini CLI's."""
        if _is_document(sample):
            return DOCUMENT
        values = first_values(sample)
        kinds = [kind for kind in map(_kind_of, values) if kind]
        for kind in (LINES, STREAM, OUTPUT, PROMPTS):
            if kind in kinds:
                return kind
        return ""

    def read(self, files: Sequence[LogFile]) -> LogReading:
        """All files as one run; what is odd about a file becomes a remark."""
        session, remarks = GeminiSession(), []
        ordered = sorted(
            (file for file in files if file.kind in _READ_ORDER), key=lambda file: _READ_ORDER.index(file.kind)
        )
        for rank, file in enumerate(ordered):
            remarks += [(file.name, remark) for remark in _take_file(session, file, rank)]
        records = session.records()
        remarks += unplaced_remarks(session.unknown)
        first, last = session.ends
        return LogReading(
            records=records,
            program=self.name,
            models=tuple(session.models),
            sessions=tuple(session.sessions),
            working_directory=session.directory,
            finished=session.finished,
            first=first,
            last=last,
            active_seconds=session.active_seconds,
            remarks=tuple(remarks),
        )


def _is_document(sample: bytes) -> bool:
    """One JSON document whose messages stand in a list; one long line of JSON Lines begins with the same fields."""
    start = sample.lstrip(b"\xef\xbb\xbf \t\r\n")[:_HEAD]
    head = start[: found.start()] if (found := _LIST_SIGN.search(start)) else b""
    return start.startswith(b"{") and all(sign.search(head) for sign in _HEADER_SIGNS) and not _NEXT_RECORD.search(head)


def _kind_of(value: object) -> str:
    fields, kind = mapping(value), text(value, "type")
    patched = bool(fields) and set(fields) <= {"$set", "$rewindTo"}
    headed = not kind and bool(text(value, "sessionId") and text(value, "projectHash"))
    if patched or headed or (kind == "gemini" and text(value, "id") and "content" in fields):
        return LINES
    if _is_streamed(value):
        return STREAM
    if "stats" in fields and ("response" in fields or "error" in fields) and mapping(value, "stats", "models"):
        return OUTPUT
    return PROMPTS if _is_prompts(value) else ""


def _is_streamed(value: object) -> bool:
    kind = text(value, "type")
    if kind == "init":
        return bool(text(value, "session_id") and text(value, "model")) and "subtype" not in mapping(value)
    if kind in {"tool_use", "tool_result"}:
        return bool(text(value, "tool_id") and text(value, "timestamp"))
    return kind == "result" and bool(text(value, "status")) and "input_tokens" in mapping(value, "stats")


def _is_prompts(value: object) -> bool:
    """`logs.json`: what a person typed, and nothing of the answers."""
    entries = items({"entries": value}, "entries")
    return bool(entries) and all(
        text(entry, "sessionId") and "messageId" in mapping(entry) and text(entry, "type") in _OWN_TALK
        for entry in entries
    )


def _take_file(session: GeminiSession, file: LogFile, rank: int) -> tuple[str, ...]:
    spot = Spot(file.name, rank, stream=file.kind == STREAM)
    if file.kind in {DOCUMENT, OUTPUT}:
        return tuple(_take_documents(session, file, spot))
    with file.open() as stream:
        reader = LineReader(stream)
        for number, value in reader:
            session.take(value, replace(spot, line=number))
        if reader.cut_off and file.kind == LINES:
            session.cut_off(spot)
        return reader.remarks


def _take_documents(session: GeminiSession, file: LogFile, spot: Spot) -> Iterator[str]:
    with file.open() as stream:
        reader = read_documents(stream, _MESSAGES)
        for document in reader:
            at = replace(spot, line=document.line)
            if file.kind == OUTPUT:
                session.output(document.fields, replace(at, stream=True))
                continue
            session.header(document.fields, at)
            for line, message in document.lists.get("messages", []):
                session.message(message, replace(spot, line=line))
        yield from reader.remarks
