"""Reads a workbook whole: every cell with its address, its formula, and whether a person can see it."""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from agent_router.errors import CannotRead
from agent_router.model.place import Place
from agent_router.sheets.archive import Limits, check_archive
from agent_router.sheets.book import Area, Book, Cell, CellValue, Sheet, Visibility, address
from agent_router.sheets.repacking import repacked
from agent_router.sheets.stored_text import is_error, plain_text

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as XlsxCell
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

# What openpyxl lets through when a part of the package is missing, malformed or contradicts another; malformed XML is
# a SyntaxError, both with lxml and without.
DAMAGE = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError, AssertionError, OverflowError,
    NotImplementedError, RecursionError, SyntaxError, zlib.error, zipfile.BadZipFile,
)  # fmt: skip
_EXACT = 1e15
"""Below this, a spreadsheet's numbers hold every whole number exactly."""
_VISIBILITY = {"visible": Visibility.VISIBLE, "hidden": Visibility.HIDDEN, "veryHidden": Visibility.VERY_HIDDEN}


def read_workbook(data: bytes, name: str, limits: Limits | None = None) -> Book:
    """Read all sheets of an `.xlsx`; `name` is its workspace-relative name.

    Raises:
        CannotRead: the bytes are no `.xlsx` workbook, or would not be safe to open.
    """
    check_archive(data, name, limits)
    data = repacked(data)
    shown = _load(data, name, computed=False)
    computed = _load(data, name, computed=True) if _has_formulas(shown) else shown
    sheets = tuple(_to_sheet(sheet, computed[sheet.title], name) for sheet in shown.worksheets)
    if not sheets:
        raise CannotRead(Place(name), "The workbook has no sheets.", "Start again from the starter workbook.")
    return Book(name, sheets)


def _load(data: bytes, name: str, *, computed: bool) -> "Workbook":
    from openpyxl import load_workbook  # noqa: PLC0415  # 0.2 s that a start without workbook need not pay

    try:
        with warnings.catch_warnings():
            # It warns about parts it drops; we only read values, so nothing is lost.
            warnings.simplefilter("ignore")
            return load_workbook(io.BytesIO(data), data_only=computed, keep_links=False)
    except DAMAGE as fault:
        raise CannotRead(
            Place(name),
            f"The workbook is damaged and cannot be opened ({type(fault).__name__}).",
            "Open it in Excel or LibreOffice, let it repair the file, and save a fresh copy as .xlsx.",
        ) from fault


def _stored(sheet: "Worksheet") -> Iterator["XlsxCell"]:
    # `iter_rows` would walk the whole rectangle that one stray cell spans; the stored cells are what is real.
    for cell in sheet._cells.values():  # noqa: SLF001  # the only door to the stored cells alone
        if cell.value is not None:
            yield cell


def _has_formulas(book: "Workbook") -> bool:
    return any(cell.data_type == "f" for sheet in book.worksheets for cell in _stored(sheet))


def _to_sheet(shown: "Worksheet", computed: "Worksheet", file: str) -> Sheet:
    merged = tuple(
        Area(rows.min_row, rows.min_col, rows.max_row, rows.max_col, text=str(rows))
        for rows in shown.merged_cells.ranges
    )
    hidden = frozenset(number for number, row in shown.row_dimensions.items() if row.hidden or row.height == 0)
    cells = {}
    for cell in _stored(shown):
        at = (cell.row, cell.column)
        is_merged = any(_covers(area, *at) for area in merged)
        read = _to_cell(cell, computed, Place(file, shown.title, address(*at)), (is_merged, cell.row in hidden))
        if not read.blank:
            cells[at] = read
    visibility = _VISIBILITY.get(shown.sheet_state, Visibility.VISIBLE)
    return Sheet(file, shown.title, cells, visibility, merged, _tables(shown), hidden, _hidden_columns(shown))


def _hidden_columns(sheet: "Worksheet") -> frozenset[int]:
    """Hidden, folded away or drawn without width; one entry may stand for a run of columns."""
    found: set[int] = set()
    for column in sheet.column_dimensions.values():
        if column.hidden or column.width == 0:
            found.update(range(column.min or 0, min(column.max or 0, sheet.max_column) + 1))
    return frozenset(found)


def _covers(area: Area, row: int, column: int) -> bool:
    return area.first_row <= row <= area.last_row and area.first_column <= column <= area.last_column


def _tables(sheet: "Worksheet") -> tuple[Area, ...]:
    from openpyxl.utils.cell import range_boundaries  # noqa: PLC0415  # loaded by now

    found = []
    for table in sheet.tables.values():
        try:
            first_column, first_row, last_column, last_row = range_boundaries(table.ref)
        except (ValueError, TypeError):
            continue  # a table without a readable range says nothing about the data
        if first_row and first_column and last_row and last_column:
            corners = (first_row, first_column, last_row, last_column)
            found.append(Area(*corners, table.displayName, table.ref, table.totalsRowCount or 0))
    return tuple(found)


def _to_cell(cell: "XlsxCell", computed: "Worksheet", place: Place, flags: tuple[bool, bool]) -> Cell:
    merged, hidden = flags
    formula, value, kind = "", cell.value, cell.data_type
    if kind == "f":
        stored = computed.cell(cell.row, cell.column)
        formula, value, kind = _formula_text(cell.value), stored.value, stored.data_type
    if isinstance(value, str):
        value = plain_text(value)
        kind = "e" if is_error(value) else kind
    error = str(value) if kind == "e" else ""
    plain = None if error else _plain(value)
    shown = str(cell.number_format or "General")
    return Cell(place, cell.row, cell.column, plain, formula, error, shown, merged, hidden)


def _formula_text(value: object) -> str:
    text = getattr(value, "text", None)  # array formulas are objects that hold their text
    typed = text if isinstance(text, str) else str(value)
    return typed if typed.startswith("=") else f"={typed}"


def _plain(value: object) -> CellValue:
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return int(value)  # Google Sheets writes 1 as 1.0
    if value is None or isinstance(value, (str, bool, int, float, date, datetime)):
        return value
    return str(value)  # times of day and durations: shown as text, so that the reader can say what it found
