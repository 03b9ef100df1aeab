"""Rows of a table in which a single cell is filled: a note below the data, a heading among it, or half a row."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent_router.sheets.book import Area, Cell, Sheet
from agent_router.sheets.cells import shown
from agent_router.workbook import problems
from agent_router.workbook.complaints import Complaints

_AN_ID = re.compile(r"\S*\d\S*")
"""What a lead numbers rows by: `RT4`, `7`; a row with just that was begun and not finished."""
_DRAWN = re.compile(r"[^\w\s(\[\"']{2}")
"""How a heading is drawn: `--- small edits ---`, `== Billing ==`."""


@dataclass(frozen=True, slots=True)
class LoneCell:
    """The only filled cell of a row."""

    cell: Cell
    area: Area | None
    """The range it was merged to."""

    def is_heading(self, *, numbered: bool) -> bool:
        """Whether it is words over the rows below it; `numbered`: the first cell of a row is its ID."""
        words = self.cell.value.strip() if isinstance(self.cell.value, str) else ""
        bare = numbered and bool(words) and _AN_ID.fullmatch(words) is None
        return self.area is not None or bare or _DRAWN.match(words) is not None


def lone_cells(sheet: Sheet, header_row: int, first: int, named: frozenset[int]) -> Mapping[int, LoneCell]:
    """By row: the only filled cell below column names, where it is the first one or was merged across columns."""
    filled: dict[int, list[Cell]] = {}
    for (row, column), cell in sheet.cells.items():
        if row > header_row and column in named and not cell.blank:
            filled.setdefault(row, []).append(cell)
    across = {(area.first_row, area.first_column): area for area in sheet.merged if _across(area, filled)}
    found = {}
    for row, cells in filled.items():
        area = across.get((row, cells[0].column))
        if len(cells) == 1 and (area is not None or cells[0].column == first):
            found[row] = LoneCell(cells[0], area)
    return found


def _across(area: Area, filled: Mapping[int, Sequence[Cell]]) -> bool:
    below = range(area.first_row + 1, area.last_row + 1)
    return area.last_column > area.first_column and not any(row in filled for row in below)


def tell_lone_cells(
    lone: Mapping[int, LoneCell], rows: Sequence[int], complaints: Complaints, *, numbered: bool
) -> list[int]:
    """The rows that are data; the others are told of. `numbered`: the first cell of a row is its ID."""
    last = max((row for row in rows if row not in lone), default=0)
    data = []
    for row in rows:
        one = lone.get(row)
        if one is not None and row > last:
            complaints.add(problems.NOTE_BELOW, one.cell.place, shown(one.cell))
        elif one is not None and one.is_heading(numbered=numbered):
            complaints.add(problems.HEADING_AMONG_ROWS, one.cell.place, shown(one.cell))
        else:
            data.append(row)
    return data
