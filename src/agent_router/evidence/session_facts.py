"""What a person knows a session by: its title and its times, as far as its log states them near its beginning and end.

1. Titles are those that a program wrote down itself; what was asked or answered is no title.
2. Times are those of the first and the last records; a long document states both in its head.
3. Nothing is read whole for it, except the rows of sessions in a database, and a file that holds several sessions.
"""

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from agent_router.evidence.finding import SAMPLE
from agent_router.evidence.json_fields import mapping, moment, text, whole
from agent_router.evidence.lines import LineReader, first_values
from agent_router.evidence.logs.cursor import STORE
from agent_router.evidence.logs.cursor_store import chat_lines
from agent_router.evidence.logs.json_document import first_document
from agent_router.evidence.logs.opencode_database import session_lines
from agent_router.evidence.logs.opencode_shapes import ROWS
from agent_router.evidence.logs.sqlite_file import Tables, database_lines
from agent_router.evidence.opening import LogText
from agent_router.evidence.parts import is_database, part_lines
from agent_router.evidence.session_ids import last_values

LONGEST_TITLE = 120
"""Characters."""

_WRITTEN = (
    *(("timestamp",), ("startTime",), ("lastUpdated",), ("$set", "lastUpdated"), ("payload", "timestamp")),
    *(("time", "created"), ("time", "updated"), ("time", "start"), ("info", "time", "created")),
    *(("info", "time", "updated"), ("timestamp_ms",), ("row", "time_created"), ("row", "time_updated")),
    *(("row", "createdAt"), ("startTimeUnixNano",), ("data", "startTime")),
)
_TITLES = (
    *(("customTitle",), ("aiTitle",), ("info", "title"), ("title",), ("row", "title"), ("row", "name")),
    *(("$set", "summary"), ("data", "title")),
)
_WORKSPACE_TITLE = re.compile(rb"(?m)^(?:name|summary):[ \t]*([^\r\n|>]{1,400}?)[ \t]*\r?$")
_LATEST = 10**14
"""Milliseconds since 1970 that are no time any more."""

_MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Facts:
    """What one file says of its session."""

    title: str = ""
    first: datetime | None = None
    last: datetime | None = None


class SessionFacts:
    """Tells the facts of files, each database looked into once."""

    def __init__(self) -> None:
        """Nothing is looked into yet."""
        self._rows: dict[Path, Mapping[str, object]] = {}

    def of(self, path: Path, kind: str, own: str = "", part: frozenset[str] = frozenset()) -> Facts:
        """Title and times in this file; with `part`, those of that part, the title of `own`; OSError."""
        if kind in {ROWS, STORE} and is_database(path):
            if path not in self._rows:
                self._rows[path] = _rows(path, kind)
            rows = self._rows[path]
            return _facts(
                [rows[one] for one in (own, *sorted(part - {own})) if one in rows] if part else [*rows.values()]
            )
        if part:
            own_lines = b"".join(islice((line for line in part_lines(path, kind, part) if line.strip()), _MOST_LINES))
            return _facts([value for _, value in LineReader(io.BytesIO(own_lines))])
        sample = LogText(path).sample(SAMPLE)
        found = _WORKSPACE_TITLE.search(sample) if kind == "copilot-cli workspace" else None
        if found:
            return Facts(_short(found[1].decode("utf-8", "replace")))
        return _facts((*_values(sample), *last_values(path)))


def _facts(values: Sequence[object]) -> Facts:
    plain = [one for value in values for one in (value if isinstance(value, list) else [value])]
    times = sorted(at for value in plain for at in _times(value))
    return Facts(_title(plain), times[0] if times else None, times[-1] if times else None)


def _values(sample: bytes) -> tuple[object, ...]:
    """The first values; of a document that is longer than the sample, the fields before its messages."""
    values = first_values(sample)
    if any(mapping(value) or isinstance(value, list) for value in values):
        return values
    return (first_document(sample, frozenset({"messages"})).fields,)


def _rows(path: Path, kind: str) -> Mapping[str, object]:
    """What a database says of each of its sessions, by its ID."""

    def lines(tables: Tables) -> Iterator[bytes]:
        return (line for line, _ in session_lines(tables)) if kind == ROWS else chat_lines(tables)

    values = (json.loads(line) for line in database_lines(path, lines))
    return {text(value, "row", "id") or text(value, "row", "agentId"): value for value in values}


def _times(value: object) -> Iterator[datetime]:
    for keys in _WRITTEN:
        written, number = moment(value, *keys), whole(value, *keys)
        if written is not None:
            yield written
        elif number is not None and 0 < number < _LATEST:
            yield datetime.fromtimestamp(number / 1000, tz=UTC)


def _title(values: Iterable[object]) -> str:
    """The latest one; what a person gave before what a program made up, and neither of a message."""
    for keys in _TITLES:
        found = [text(value, *keys) for value in values if not text(value, "role") and text(value, *keys).strip()]
        if found:
            return _short(found[0] if keys[0] in {"row", "info"} else found[-1])
    return ""


def _short(title: str) -> str:
    plain = " ".join(title.split())
    return plain if len(plain) <= LONGEST_TITLE else f"{plain[: LONGEST_TITLE - 1]}…"
