"""SQLite files that agents leave behind, opened for reading alone; what they hold is not trusted.

1. The file is opened read-only and immutable. Where a write-ahead log or a rollback journal lies beside it, a copy of
   all of them is opened, so that nothing of the last minutes is lost and nothing is written beside the original.
2. Only tables are read: no views, no virtual tables; functions, attachments and writes are not authorized.
3. Values longer than 64 MiB are not read. Damage ends a table, and is said as a line `{"remark": …}`.
"""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

LONGEST_VALUE = 64 * 1024 * 1024
"""Bytes of one value or one row."""

HEADER = b"SQLite format 3\0"

_BESIDE = ("-wal", "-journal")
_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})

Row = Mapping[str, object]


class Tables:
    """The real tables of one open database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read the schema; sqlite3.Error where it cannot be read."""
        self._connection = connection
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        plain = [name for name, sql in found if isinstance(name, str) and _is_plain(sql)]
        self._columns = {name: self._columns_of(name) for name in sorted(plain)}
        connection.set_authorizer(_authorize)

    def __contains__(self, table: str) -> bool:
        return table in self._columns

    def columns(self, table: str) -> tuple[str, ...]:
        """Names of its columns; empty where there is no such table."""
        return self._columns.get(table, ())

    def rows(self, table: str, order: Sequence[str]) -> Iterator[Row]:
        """All rows, ordered by those of the columns that exist, then by their position."""
        if table in self:
            by = [*(_quoted(name) for name in order if name in self.columns(table)), "rowid"]
            yield from self._selected(f"SELECT * FROM {_quoted(table)} ORDER BY {', '.join(by)}", ())  # noqa: S608 - names are quoted

    def row(self, table: str, number: int) -> Row | None:
        """The row at that position."""
        return next(self._selected(f"SELECT * FROM {_quoted(table)} WHERE rowid = ?", (number,)), None)  # noqa: S608 - quoted

    def pairs(self, sql: str) -> Iterator[tuple[int | None, int | None]]:
        """Two positions a row, as a query of this program gives them."""
        yield from self._connection.execute(sql)

    def _selected(self, sql: str, values: tuple[int, ...]) -> Iterator[Row]:
        with closing(self._connection.execute(sql, values)) as cursor:
            names = [column[0] for column in cursor.description]
            for values_of_row in cursor:
                yield dict(zip(names, values_of_row, strict=True))

    def _columns_of(self, table: str) -> tuple[str, ...]:
        return tuple(str(row[1]) for row in self._connection.execute(f"PRAGMA table_info({_quoted(table)})"))


def database_lines(path: Path, lines_of: Callable[[Tables], Iterator[bytes]]) -> Iterator[bytes]:
    """What `lines_of` makes of the tables; where the file is damaged, a last line that says so."""
    try:
        with _opened(path) as connection:
            yield from lines_of(Tables(connection))
    except sqlite3.Error as fault:
        yield remark_line(f"The database cannot be read to its end ({fault}).")


def remark_line(words: str) -> bytes:
    """A line that tells what was odd about a database."""
    return _line({"remark": words})


def row_line(table: str, row: Row) -> bytes:
    """One row as a line of JSON."""
    return _line({"table": table, "row": {name: _plain(value) for name, value in row.items()}})


def decoded(row: Row, columns: frozenset[str]) -> Row:
    """The row with the JSON text of those columns decoded; text that is no JSON stays text."""
    return {name: _decoded(value) if name in columns else value for name, value in row.items()}


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    beside = [path.with_name(path.name + ending) for ending in _BESIDE]
    present = [one for one in beside if one.is_file() and not one.is_symlink() and one.stat().st_size]
    with tempfile.TemporaryDirectory() as folder:
        source = path.resolve()
        if present:
            source = Path(folder) / "copy.db"
            shutil.copyfile(path, source)
            for one in present:
                shutil.copyfile(one, source.with_name(source.name + one.name.removeprefix(path.name)))
        options = "mode=rw" if present else "mode=ro&immutable=1"
        with closing(sqlite3.connect(f"{source.as_uri()}?{options}", uri=True)) as connection:
            connection.text_factory = _text
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
            connection.execute("PRAGMA trusted_schema = OFF")
            yield connection


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")


def _authorize(action: int, *_: object) -> int:
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


def _is_plain(sql: object) -> bool:
    return isinstance(sql, str) and not sql.lstrip().upper().startswith("CREATE VIRTUAL")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _decoded(value: object) -> object:
    if isinstance(value, bytes):
        value = _text(value)
    if isinstance(value, str):
        with suppress(ValueError, RecursionError):
            found = json.loads(value)
            json.dumps(found, allow_nan=False)
            return found
    return value


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return str(value) if isinstance(value, float) and abs(value) == float("inf") else value


def _line(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", errors="replace") + b"\n"
