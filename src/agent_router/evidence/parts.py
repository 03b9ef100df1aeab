"""A file that holds several sessions, taken apart into the lines of each: a database, a stream that was appended to.

1. A database is the rows of the sessions that are asked for.
2. A record of text belongs to the session that it names, one that names none to the session before it. Records before
   the first name belong to nobody, where the file holds several sessions.
3. Lines of other sessions become blank, so that those that stay keep their numbers; of several records on one line
   each goes its own way. What is no JSON belongs to the session before it.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from agent_router.evidence.json_fields import mapping, text
from agent_router.evidence.lines import LONGEST_LINE
from agent_router.evidence.logs import claude_code, codex, cursor, gemini
from agent_router.evidence.logs.opencode_database import SESSION_TABLES, opencode_lines
from agent_router.evidence.logs.opencode_shapes import ROWS, STREAM
from agent_router.evidence.logs.sqlite_file import HEADER, database_lines
from agent_router.evidence.opening import LogText

APPENDED: Mapping[str, str] = {
    claude_code.STREAM: "session_id",
    claude_code.HOOKS: "session_id",
    codex.STREAM: "thread_id",
    cursor.STREAM: "session_id",
    gemini.STREAM: "session_id",
    STREAM: "sessionID",
}
"""Kinds of file that programs or people write one session after the other into, and the field that names it."""

_BLOCK = 1 << 20
_DECODER = json.JSONDecoder(strict=False)
_BLANK = " \t\r\n\x1e"


def row_lines(path: Path) -> Iterator[bytes]:
    """All rows of an OpenCode database as lines of JSON, whether it is one still or was unpacked before."""
    return database_lines(path, opencode_lines) if is_database(path) else _lines(path)


def part_lines(path: Path, kind: str, part: frozenset[str]) -> Iterator[bytes]:
    """What these sessions wrote into the file."""
    if kind == ROWS and is_database(path):
        return database_lines(path, partial(opencode_lines, only=part))
    return _own_lines(path, kind, part)


def sessions_apart(path: Path, kind: str) -> Mapping[str, str]:
    """Each session in a file of text with the SHA-256 of its records; empty where the file holds one or none."""
    if kind not in APPENDED or len(_named_at_all(path, APPENDED[kind])) < 2:
        return {}
    digests: dict[str, hashlib._Hash] = {}
    for records in _records(path, kind):
        for session, piece in records:
            if session:
                digests.setdefault(session, hashlib.sha256()).update(piece)
    return {session: digest.hexdigest() for session, digest in digests.items()} if len(digests) > 1 else {}


def session_of_row(value: object) -> str:
    """The session that one row of a database is of; empty where it names none."""
    table = text(value, "table")
    return text(value, "row", "id") if table in SESSION_TABLES else text(value, "row", "session_id")


def is_database(path: Path) -> bool:
    """Whether the file is one of SQLite."""
    with path.open("rb") as file:
        return file.read(len(HEADER)) == HEADER


def _own_lines(path: Path, kind: str, part: frozenset[str]) -> Iterator[bytes]:
    for records in _records(path, kind):
        own = b"".join(piece for session, piece in records if session in part)
        ended = records[-1][1].endswith(b"\n")
        yield own if own.endswith(b"\n") or not ended else own + b"\n"


def _records(path: Path, kind: str) -> Iterator[list[tuple[str, bytes]]]:
    """Line by line: its records, each with its session."""
    session = ""
    field = APPENDED.get(kind, "")
    quick = _pattern(field) if field else None
    for line in _lines(path):
        if quick is not None and {found.decode("utf-8", "replace") for found in quick.findall(line)} <= {session}:
            yield [(session, line)]
            continue
        records = list(_taken_apart(line, kind, session))
        session = records[-1][0]
        yield records


def _taken_apart(line: bytes, kind: str, session: str) -> Iterator[tuple[str, bytes]]:
    words, at = line.decode("utf-8", "replace"), 0
    while words[at:].strip(_BLANK):
        start = at
        while words[at] in _BLANK:
            at += 1
        try:
            value, at = _DECODER.raw_decode(words, at)
        except (ValueError, RecursionError):
            break
        session = _session_of(value, kind) or session
        yield session, words[start:at].encode("utf-8", "replace")
    # The end of the line, or what is no JSON.
    yield session, words[at:].encode("utf-8", "replace")


def _session_of(value: object, kind: str) -> str:
    if kind == ROWS:
        return session_of_row(value)
    values = value if isinstance(value, list) else [value]
    return next((named for one in values if (named := text(mapping(one), APPENDED[kind]))), "")


def _named_at_all(path: Path, field: str) -> set[bytes]:
    pattern, found = _pattern(field), set[bytes]()
    for line in _lines(path):
        found.update(pattern.findall(line))
    return found


def _pattern(field: str) -> re.Pattern[bytes]:
    return re.compile(rb'"' + field.encode() + rb'"\s*:\s*"([^"\\]{1,200})"')


def _lines(path: Path) -> Iterator[bytes]:
    """Lines with their ends; a line longer than any record comes in pieces."""
    pending = b""
    for block in LogText(path).blocks(_BLOCK):
        *whole, pending = _split(pending + block)
        yield from whole
        if len(pending) > LONGEST_LINE:
            yield pending
            pending = b""
    if pending:
        yield pending


def _split(data: bytes) -> list[bytes]:
    """Lines that end with a line feed, and at last what follows the last one."""
    *whole, rest = data.split(b"\n")
    return [*(line + b"\n" for line in whole), rest]
