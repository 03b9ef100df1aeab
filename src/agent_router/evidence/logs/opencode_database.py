"""OpenCode's `opencode.db` as lines of JSON `{"table": …, "row": {…}}`, JSON columns decoded.

1. Sessions first (`session`, `session_v2`), in the order of their creation.
2. Then each `message` by time with its `part`s after it, then parts whose message is gone.
3. Then `session_message` of version 2, whose content stands inline, by session and sequence.
4. No other table is read: accounts, credentials and shares are nobody's evidence.
5. Where some sessions alone are asked for, no row of another one is given; a row that names none goes with its message.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from agent_router.evidence.logs.sqlite_file import Row, Tables, decoded, remark_line, row_line

SESSION_TABLES = ("session", "session_v2")
MESSAGE_TABLES = ("message", "part", "session_message")

_JSON = frozenset({"data", "model", "permission", "revert", "summary_diffs", "metadata", "fork_boundary"})
_LEFT_OUT = frozenset({"share_url"})
_WHOLE = {"message": {"id", "session_id"}, "part": {"id", "message_id"}}


def opencode_lines(tables: Tables, only: AbstractSet[str] = frozenset()) -> Iterator[bytes]:
    """Sessions, messages with their parts, and messages of version 2; of the sessions `only`, where any are named."""
    yield from (line for line, session in session_lines(tables) if not only or session in only)
    if all(needed <= set(tables.columns(table)) for table, needed in _WHOLE.items()):
        yield from _messages_with_parts(tables, only)
    elif "message" in tables or "part" in tables:
        yield remark_line("The tables message and part lack the columns that tell which belong together.")
    for row in tables.rows("session_message", ("session_id", "seq", "time_created", "id")):
        if _is_of(row, only):
            yield _line("session_message", row)


def session_lines(tables: Tables) -> Iterator[tuple[bytes, str]]:
    """What the database says of each session, and the session's ID."""
    for table in SESSION_TABLES:
        for row in tables.rows(table, ("time_created", "id")):
            yield _line(table, row), str(row.get("id"))


def _messages_with_parts(tables: Tables, only: AbstractSet[str]) -> Iterator[bytes]:
    time = "m.time_created, " if "time_created" in tables.columns("message") else ""
    joined = "SELECT m.rowid, p.rowid FROM message m LEFT JOIN part p ON p.message_id = m.id ORDER BY "
    joined += f"{time}m.id, p.id"
    latest: int | None = None
    taken = False
    for message, part in tables.pairs(joined):
        if message != latest:
            latest = message
            row = _row(tables, "message", message)
            taken = row is not None and _is_of(row, only)
            if row is not None and taken:
                yield _line("message", row)
        row = _row(tables, "part", part) if taken else None
        if row is not None and ("session_id" not in row or _is_of(row, only)):
            yield _line("part", row)
    lost = "SELECT p.rowid, NULL FROM part p WHERE p.message_id NOT IN (SELECT id FROM message) ORDER BY p.id"
    for part, _ in tables.pairs(lost):
        row = _row(tables, "part", part)
        if row is not None and _is_of(row, only):
            yield _line("part", row)


def _is_of(row: Row, only: AbstractSet[str]) -> bool:
    return not only or row.get("session_id") in only


def _row(tables: Tables, table: str, number: int | None) -> Row | None:
    return tables.row(table, number) if number is not None else None


def _line(table: str, row: Row) -> bytes:
    return row_line(table, decoded({name: value for name, value in row.items() if name not in _LEFT_OUT}, _JSON))
