"""Edits of a workbook's structure on its cells alone: no file is written, so that hundreds of them are tried."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.sheets.book import Book, Cell, CellValue, Sheet
from agent_router.sheets.reading import read_workbook
from agent_router.workbook.complaints import Complaints
from agent_router.workbook.interface import _in_sheet_order, _read
from tests.policies import STARTER

HEADER_ROW = 4

At = tuple[int, int]
"""Row and column, 1-based."""


def shipped() -> Book:
    """The shipped workbook as cells."""
    return read_workbook(STARTER.read_bytes(), "policy.xlsx")


def moved(sheet: Sheet, to: Callable[[At], At | None]) -> Sheet:
    """Every cell at its new place, or gone; the table's range is taken away, since tables move on their own."""
    cells: dict[At, Cell] = {}
    for at, cell in sheet.cells.items():
        new = to(at)
        if new is not None:
            cells[new] = _at(sheet, cell, new)
    return replace(sheet, cells=cells, tables=(), hidden_rows=frozenset(), hidden_columns=frozenset())


def _at(sheet: Sheet, cell: Cell, at: At) -> Cell:
    return replace(cell, place=sheet.place_of(*at), row=at[0], column=at[1])


def typed(sheet: Sheet, values: Mapping[At, CellValue]) -> Sheet:
    """With these values typed in; None clears a cell."""
    cells = dict(sheet.cells)
    for at, value in values.items():
        cells.pop(at, None)
        if value is not None:
            cells[at] = Cell(sheet.place_of(*at), *at, value)
    return replace(sheet, cells=cells)


def renamed(sheet: Sheet, name: str) -> Sheet:
    """Under another name."""
    named = replace(sheet, name=name)
    return replace(named, cells={at: _at(named, cell, at) for at, cell in sheet.cells.items()})


def with_blanks(sheet: Sheet, rows: Sequence[int], columns: Sequence[int]) -> Sheet:
    """A blank row before each of these, a blank column before each of those; numbers as they were before."""
    return moved(sheet, lambda at: (at[0] + sum(r <= at[0] for r in rows), at[1] + sum(c <= at[1] for c in columns)))


def without_row(sheet: Sheet, row: int) -> Sheet:
    """The row deleted, what is below moved up."""
    return moved(sheet, lambda at: None if at[0] == row else (at[0] - (at[0] > row), at[1]))


def without_column(sheet: Sheet, column: int) -> Sheet:
    """The column deleted, what is right of it moved left."""
    return moved(sheet, lambda at: None if at[1] == column else (at[0], at[1] - (at[1] > column)))


def shuffled_columns(sheet: Sheet, order: Sequence[int]) -> Sheet:
    """Column `order[i]` of the table, from its headers down, now stands where column i + 1 stood."""
    place = {column: position for position, column in enumerate(order, 1)}
    return moved(sheet, lambda at: (at[0], place.get(at[1], at[1])) if at[0] >= HEADER_ROW else at)


def column_of(sheet: Sheet, header: str) -> int:
    """Number of the column of that name."""
    return next(cell.column for cell in sheet.row(HEADER_ROW) if cell.value == header)


def edited_book(book: Book, name: str, change: Callable[[Sheet], Sheet]) -> Book:
    """One sheet changed."""
    return replace(book, sheets=tuple(change(sheet) if sheet.name == name else sheet for sheet in book.sheets))


def read_book(book: Book) -> tuple[Policy, tuple[Problem, ...]]:
    """What reading gives once the bytes are cells; the policy is incomplete where errors are among the problems."""
    complaints = Complaints()
    policy = _read(book, complaints, "")
    return policy, _in_sheet_order(book, complaints.problems)
