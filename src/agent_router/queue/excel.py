"""Queues as `.xlsx`: the sheet with the most known column names; each cell keeps its address.

pandas with calamine reads many times as fast as openpyxl, and leaves out formulas and error cells. So the sheet's XML
is searched for those first, and only a workbook that has some is read the slow way.
"""

import io
import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from agent_router.errors import CannotRead, InputRejected
from agent_router.model.place import Place
from agent_router.model.problem import Problem, Rule
from agent_router.queue.interface import Faulty, RawRow, RawTable, RawValue, header_index, known_among, rival_index
from agent_router.queue.problems import (
    FORMULA_ERROR,
    FORMULA_UNSTORED,
    FORMULA_VALUE,
    HIDDEN_ROWS,
    MERGED,
    NO_HEADER,
    OTHER_SHEETS,
    TWO_HEADERS,
)
from agent_router.sheets.archive import check_archive
from agent_router.sheets.book import Cell, Sheet, address
from agent_router.sheets.reading import read_workbook

if TYPE_CHECKING:
    from pandas import DataFrame

_TITLE_ROWS = 50
_ODD = re.compile(rb"<f[ />]|<f>|\bt=\"e\"|<mergeCell |\bhidden=\"(?:1|true)\"")

RawCell = RawValue | Cell


@dataclass(frozen=True, slots=True)
class _Grid:
    name: str
    rows: list[tuple[RawCell, ...]]
    """From row 1 on; blank rows are empty."""
    merged: tuple[str, ...] = ()
    hidden: frozenset[int] = frozenset()


class ExcelSource:
    """See the module."""

    def recognizes(self, data: bytes) -> bool:
        """A ZIP or an old Office container; what else it may be is said while reading."""
        return data.startswith((b"PK", b"\xd0\xcf\x11\xe0"))

    def read(self, data: bytes, name: str, known: Collection[str]) -> RawTable:
        """See `QueueSource.read`."""
        check_archive(data, name)
        grids = _slow(data, name) if _is_odd(data) else _fast(data, name)
        if not grids:
            raise CannotRead(Place(name), "The workbook has no sheets.", "Add a sheet with one row a task.")
        grid = max(grids, key=lambda one: _fitness(one, known))
        return _to_table(grid, name, known, _other_sheets(grid, grids, name, known))


def _is_odd(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return any(
            _ODD.search(archive.read(entry)) for entry in archive.namelist() if entry.startswith("xl/worksheets/")
        )


def _fast(data: bytes, name: str) -> list[_Grid]:
    import pandas as pd  # noqa: PLC0415  # 0.7 s, and only for workbooks
    from python_calamine import CalamineError  # noqa: PLC0415  # as above

    try:
        # As text and with every cell: a blank means something here, and so do the words None, NA and null; leading
        # blank rows and columns stay, so that an index is an address.
        frames = pd.read_excel(
            io.BytesIO(data),
            engine="calamine",
            sheet_name=None,
            header=None,
            dtype=object,
            na_filter=False,
            keep_default_na=False,
        )
    except CalamineError as fault:
        raise CannotRead(
            Place(name),
            "The workbook is damaged and cannot be opened.",
            "Open it in Excel or LibreOffice, let it repair the file, and save a fresh copy as .xlsx.",
        ) from fault
    return [_Grid(str(sheet), _rows(frame)) for sheet, frame in frames.items()]


def _rows(frame: "DataFrame") -> list[tuple[RawCell, ...]]:
    return [tuple(_plain(value) for value in row) for row in frame.itertuples(index=False, name=None)]


def _plain(value: object) -> RawValue:
    if value is None or value == "":
        return None
    if isinstance(value, (str, bool, int, float, date)):
        return value
    return str(value)


def _slow(data: bytes, name: str) -> list[_Grid]:
    return [_from_sheet(sheet) for sheet in read_workbook(data, name).sheets]


def _from_sheet(sheet: Sheet) -> _Grid:
    lines: list[list[RawCell]] = [[None] * sheet.last_column for _ in range(sheet.last_row)]
    for (row, column), cell in sheet.cells.items():
        odd = cell.formula or cell.error or cell.percent
        lines[row - 1][column - 1] = cell if odd else _plain(cell.value)
    merged = tuple(area.text for area in sheet.merged)
    return _Grid(sheet.name, [tuple(line) for line in lines], merged, sheet.hidden_rows)


def _fitness(grid: _Grid, known: Collection[str]) -> tuple[int, int]:
    found = max((len(known_among(row, known)) for row in grid.rows[:_TITLE_ROWS]), default=0)
    return found, len(grid.rows)


def _other_sheets(grid: _Grid, grids: list[_Grid], name: str, known: Collection[str]) -> tuple[Problem, ...]:
    """A remark on sheets that look as if they held tasks, too; lists of words and notes need none."""
    enough = _fitness(grid, known)[0] / 2
    others = [other.name for other in grids if other is not grid and _fitness(other, known)[0] >= max(1, enough)]
    if not others:
        return ()
    return (Problem(OTHER_SHEETS, Place(name, grid.name), f"not read: {', '.join(others[:8])}"),)


def _to_table(grid: _Grid, name: str, known: Collection[str], remarks: tuple[Problem, ...]) -> RawTable:
    rows: list[tuple[object, ...]] = list(grid.rows)
    header = header_index(rows[:_TITLE_ROWS], known)
    if header is None:
        raise InputRejected([Problem(NO_HEADER, Place(name, grid.name), "no cell with the name of a field")])
    rival = rival_index(rows, header, known)
    if rival is not None:
        place = Place(name, grid.name, address(rival + 1, 1))
        raise InputRejected([Problem(TWO_HEADERS, place, f"row {header + 1} and row {rival + 1}")])
    columns = tuple(_header_text(cell) for cell in grid.rows[header])
    return RawTable(
        columns,
        tuple(
            _to_row(line, cells)
            for line, cells in enumerate(grid.rows[header + 1 :], start=header + 2)
            if any(not _is_blank(cell) for cell in cells)
        ),
        lambda line, column: Place(name, grid.name, address(line, column + 1)),
        header + 1,
        remarks + _layout_remarks(grid, name, header + 1),
    )


def _layout_remarks(grid: _Grid, name: str, header: int) -> tuple[Problem, ...]:
    merged = [area for area in grid.merged if int(re.sub(r"\D", "", area.split(":")[-1]) or 0) > header]
    hidden = sorted(row for row in grid.hidden if header < row <= len(grid.rows))
    remarks = [Problem(MERGED, Place(name, grid.name, area.split(":")[0]), area) for area in merged]
    if hidden:
        found = "rows " + ", ".join(str(row) for row in hidden[:12])
        remarks.append(Problem(HIDDEN_ROWS, Place(name, grid.name), found))
    return tuple(remarks)


def _header_text(cell: RawCell) -> str:
    value = cell.value if isinstance(cell, Cell) else cell
    return "" if value is None else " ".join(str(value).split())


def _is_blank(cell: RawCell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _to_row(line: int, cells: tuple[RawCell, ...]) -> RawRow:
    values: list[RawValue] = []
    remarks: list[tuple[Rule, int, str]] = []
    for column, cell in enumerate(cells):
        if not isinstance(cell, Cell):
            values.append(cell)
            continue
        value = _computed(cell)
        if cell.formula and not isinstance(value, Faulty):
            remarks.append((FORMULA_VALUE, column, cell.formula[:120]))
        values.append(value)
    return RawRow(line, tuple(values), remarks=tuple(remarks))


def _computed(cell: Cell) -> RawValue:
    if cell.error:
        return Faulty(FORMULA_ERROR, cell.error)
    if cell.value is None:
        return Faulty(FORMULA_UNSTORED, cell.formula[:120])
    if cell.percent and isinstance(cell.value, (int, float)):
        # As it is shown: no field of a task is a share of something.
        return f"{cell.value * 100:g} %"
    return _plain(cell.value)
