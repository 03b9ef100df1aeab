"""Finds the header row and the columns of a sheet by their names, wherever they stand."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from agent_router.sheets.book import Cell, Sheet
from agent_router.sheets.names import fold


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """The row that holds the names of the columns."""

    row: int
    cells: tuple[Cell, ...]
    """Its filled cells, left to right."""
    rivals: tuple[int, ...] = ()
    """Other rows that look like headers just as much."""


def header_text(cell: Cell) -> str:
    """The name in a header cell, on one line."""
    return " ".join(str(cell.value).split()) if cell.value is not None else ""


def find_header_row(sheet: Sheet, known: Collection[str]) -> HeaderRow | None:
    """The row with the most cells that carry one of the `known` names; the first of several.

    None when no row carries any of them. A rival repeats at least two thirds of the names that the found row has.
    """
    names = {fold(name) for name in known}
    found: dict[int, set[str]] = defaultdict(set)
    for (row, _), cell in sheet.cells.items():
        name = fold(header_text(cell)) if isinstance(cell.value, str) else ""
        if name in names and name:
            found[row].add(name)
    if not found:
        return None
    best = max(found, key=lambda row: (len(found[row]), -row))
    enough = max(2, -(-2 * len(found[best]) // 3))
    rivals = tuple(sorted(row for row, has in found.items() if row != best and len(has & found[best]) >= enough))
    return HeaderRow(best, sheet.row(best), rivals)


def duplicates(header: HeaderRow) -> tuple[tuple[Cell, Cell], ...]:
    """Pairs of header cells with the same name: the first, and each later one."""
    first: dict[str, Cell] = {}
    found = []
    for cell in header.cells:
        name = fold(header_text(cell))
        if name and name in first:
            found.append((first[name], cell))
        first.setdefault(name, cell)
    return tuple(found)
