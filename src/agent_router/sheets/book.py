"""A spreadsheet as plain cells, each of which knows its address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from agent_router.model.place import Place

CellValue = None | str | int | float | bool | date | datetime
"""What a spreadsheet program stores in a cell; a formula's stored value counts as its value."""


class Visibility(Enum):
    """Whether a person sees a sheet, and whether the menu can bring it back."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "very hidden"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as found."""

    place: Place
    row: int
    """1-based."""
    column: int
    """1-based."""
    value: CellValue = None
    formula: str = ""
    """Text of the formula with its equals sign; empty in a plain cell."""
    error: str = ""
    """`#REF!` and its like, typed or computed."""
    number_format: str = "General"
    merged: bool = False
    hidden: bool = False
    """Its row is hidden or filtered away."""

    @property
    def blank(self) -> bool:
        """Nothing to see: empty, or spaces only. A formula or an error is never blank."""
        if self.formula or self.error:
            return False
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())

    @property
    def percent(self) -> bool:
        """Whether the number is shown as a percentage."""
        plain = self.number_format.replace('"%"', "").replace("\\%", "")
        return "%" in plain and isinstance(self.value, (int, float)) and not isinstance(self.value, bool)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, both ends included, 1-based."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int
    name: str = ""
    """Name of the table it is the range of; empty for a merged range."""
    text: str = ""
    """The range in A1 notation."""
    totals: int = 0
    """How many rows at its end hold the table's totals, and no data."""


@dataclass(frozen=True)
class Sheet:
    """One worksheet, whole."""

    file: str
    name: str
    cells: Mapping[tuple[int, int], Cell]
    """Non-blank cells by (row, column)."""
    visibility: Visibility = Visibility.VISIBLE
    merged: tuple[Area, ...] = ()
    tables: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def place(self) -> Place:
        """The sheet as a place."""
        return Place(self.file, self.name)

    @property
    def last_row(self) -> int:
        """Last row that holds something; 0 on an empty sheet. The file's own claim is never asked."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def last_column(self) -> int:
        """Last column that holds something; 0 on an empty sheet."""
        return max((column for _, column in self.cells), default=0)

    def cell(self, row: int, column: int) -> Cell:
        """The cell at 1-based row and column; a blank one where nothing is stored."""
        found = self.cells.get((row, column))
        if found is not None:
            return found
        return Cell(self.place_of(row, column), row, column, hidden=row in self.hidden_rows)

    def row(self, row: int) -> tuple[Cell, ...]:
        """The non-blank cells of a row, left to right."""
        found = [cell for (at, _), cell in self.cells.items() if at == row]
        return tuple(sorted(found, key=lambda cell: cell.column))

    def place_of(self, row: int, column: int) -> Place:
        """The place of a cell, for example `routes.xlsx › Routes!D7`."""
        return Place(self.file, self.name, address(row, column))


@dataclass(frozen=True)
class Book:
    """One workbook, whole."""

    name: str
    """Workspace-relative name."""
    sheets: tuple[Sheet, ...]
    """In tab order; chart sheets are not among them."""


def column_letters(column: int) -> str:
    """`1` → `A`, `28` → `AB`."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """A1 address of a 1-based row and column."""
    return f"{column_letters(column)}{row}"
