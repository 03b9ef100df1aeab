"""What a queue source hands over: columns by name, and rows of raw values with their places."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from agent_router.model.place import Place
from agent_router.model.problem import Problem, Rule
from agent_router.sheets.names import fold


@dataclass(frozen=True, slots=True)
class Faulty:
    """A cell whose value cannot be had."""

    rule: Rule
    found: str


RawValue = None | str | int | float | bool | date | tuple[str, ...] | Faulty
"""A cell as the file holds it; a tuple where the file itself says that there are several values."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row of the queue."""

    line: int
    """1-based line or row of the file."""
    values: tuple[RawValue, ...]
    """In the order of the columns; may be shorter."""
    fault: Faulty | None = None
    """Set where the row as a whole cannot be read."""
    remarks: tuple[tuple[Rule, int, str], ...] = ()
    """Rule, column index and what was found, for cells that were read and are odd."""


@dataclass(frozen=True)
class RawTable:
    """A queue file, read but not yet understood."""

    columns: tuple[str, ...]
    """Names as written."""
    rows: tuple[RawRow, ...]
    place_of: Callable[[int, int], Place]
    """Place of a cell, given the row's line and the column's index (0-based)."""
    header_line: int
    """Line of the column names; 1 where there is no such line."""
    remarks: tuple[Problem, ...] = ()


class QueueSource(Protocol):
    """One kind of queue file, in a module of its own, registered in `sources.py`."""

    def recognizes(self, data: bytes) -> bool:
        """Whether the content is of this kind; the name of the file says nothing."""

    def read(self, data: bytes, name: str, known: Collection[str]) -> RawTable:
        """All rows; `known` are the folded names and aliases of the fields, to find the row of column names.

        Raises:
            CannotRead: this is no table that could be a queue.
            InputRejected: the row of column names is absent or doubled.
        """


CELL_LIMIT = 1_000_000
"""Characters in one cell or one line, and the file's limit below: guards of the machine, not policy."""
FILE_LIMIT = 512 * 1024 * 1024
"""Bytes of a whole queue."""


def known_among(texts: Collection[object], known: Collection[str]) -> set[str]:
    """The folded names among these cells that fields know."""
    return {name for text in texts if isinstance(text, str) and (name := fold(text)) in known}


def header_index(rows: list[tuple[object, ...]], known: Collection[str]) -> int | None:
    """Index of the row with the most known names, the first of several; None where no row has any."""
    counts = [len(known_among(row, known)) for row in rows]
    best = max(counts, default=0)
    return counts.index(best) if best else None


def rival_index(rows: list[tuple[object, ...]], header: int, known: Collection[str]) -> int | None:
    """Index of another row that repeats at least two thirds (and two) of the header's known names, or None."""
    names = {_plain(text) for text in rows[header] if isinstance(text, str) and fold(text) in known}
    enough = max(2, -(-2 * len(names) // 3))
    for index, row in enumerate(rows):
        if index != header and len({_plain(text) for text in row if isinstance(text, str)} & names) >= enough:
            return index
    return None


def _plain(text: str) -> str:
    # Cheaper than `fold`: this is asked of every cell of the queue.
    return text.strip().casefold()
