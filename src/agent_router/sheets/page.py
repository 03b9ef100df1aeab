"""What a generated workbook shows, as plain values; `rendering` makes bytes of it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from agent_router.sheets.book import address

OutValue = None | str | int | float | Decimal | bool | date | datetime
"""What may be written into a cell; text is always text, never a formula and never a link."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks; colors as `#RRGGBB`, empty = the program's default."""

    bold: bool = False
    italic: bool = False
    size: float = 10.5
    color: str = ""
    fill: str = ""
    wrap: bool = False
    align: str = ""
    """left, center or right."""
    valign: str = "top"
    """top, vcenter or bottom."""
    border: str = ""
    """Color of a thin line around the cell."""
    underline: bool = False
    number_format: str = ""
    """Excel's own, for example `#,##0` or `yyyy-mm-dd`; `@` keeps what is typed as text."""
    indent: int = 0


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class CellOut:
    """One cell to write; row and column are 1-based."""

    row: int
    column: int
    value: OutValue
    style: Style = PLAIN
    link: str = ""
    """A place inside this workbook, for example `'Risk rules'!A1`; never an address outside."""
    formula: str = ""
    """A formula of ours, written together with its computed `value`."""


def link_to(sheet: str, cell: str) -> str:
    """The place of a cell as links in a workbook name it, whatever the sheet is called."""
    return f"'{sheet.replace(chr(39), chr(39) * 2)}'!{cell}"


@dataclass(frozen=True, slots=True)
class Span:
    """A rectangle, both ends included, 1-based."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def text(self) -> str:
        """In A1 notation."""
        start, end = address(self.first_row, self.first_column), address(self.last_row, self.last_column)
        return f"{start}:{end}"


@dataclass(frozen=True, slots=True)
class TableOut:
    """A named table; its cells are written apart, its first row holds the headers."""

    name: str
    span: Span
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DropDown:
    """A list at a cell: `strict` refuses other words, otherwise it only helps."""

    span: Span
    source: str
    """A defined name."""
    strict: bool
    title: str = ""
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A classic note at a cell."""

    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class WordColor:
    """Cells of the span that hold exactly this word take this style."""

    span: Span
    word: str
    style: Style


@dataclass(frozen=True, slots=True)
class PageOut:
    """One worksheet."""

    name: str
    cells: tuple[CellOut, ...]
    widths: tuple[float, ...] = ()
    """Of columns 1, 2, … in characters."""
    column_styles: tuple[Style | None, ...] = ()
    """What empty cells of columns 1, 2, … look like when somebody types there."""
    heights: tuple[tuple[int, float], ...] = ()
    """Row and height in points."""
    grows_from: int = 0
    """First row whose written height is only where it starts: it grows with its text. 0 = all heights are fixed."""
    tables: tuple[TableOut, ...] = ()
    drop_downs: tuple[DropDown, ...] = ()
    notes: tuple[Note, ...] = ()
    word_colors: tuple[WordColor, ...] = ()
    merges: tuple[Span, ...] = ()
    """Only outside tables."""
    tab_color: str = ""
    freeze: tuple[int, int] = (0, 0)
    """Rows and columns that stay in sight."""
    repeat_rows: tuple[int, int] = (0, 0)
    """Rows printed on every page; (0, 0) = none."""
    footer: str = ""
    filters: Span | None = None
    """An autofilter outside a table."""
    gridlines: bool = False
    landscape: bool = True
    pages: tuple[int, int] = (1, 0)
    """Printed pages across and down; 0 = as many as needed. Not used where `scale` is set."""
    scale: int = 0
    """Size of print in percent, for pages that break before the columns `breaks`; 0 = fitted to `pages`."""
    breaks: tuple[int, ...] = ()
    """Columns that begin a further printed page, 1-based."""
    repeat_columns: int = 0
    """Leading columns printed on every page."""


@dataclass(frozen=True, slots=True)
class BookOut:
    """One workbook to write."""

    pages: tuple[PageOut, ...]
    names: tuple[tuple[str, str], ...] = ()
    """Defined names: name, reference such as `Lists!$A$5:$A$9`."""
    title: str = ""
    subject: str = ""
    author: str = ""
