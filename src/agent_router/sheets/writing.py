"""Writes tables of facts as a workbook: headers that stay, filters, wrapped text, and nothing that can execute."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from agent_router.ledger.files import write_atomic
from agent_router.sheets.defusing import sheet_name
from agent_router.sheets.page import BookOut, CellOut, Note, OutValue, PageOut, Span, Style, TableOut
from agent_router.sheets.rendering import to_workbook_bytes


class Look(Enum):
    """How the cells of a column are shown."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    TIME = "date and time"
    WORD = "one centered word"


@dataclass(frozen=True, slots=True)
class ColumnOut:
    """One column of a table."""

    header: str
    width: float = 18
    look: Look = Look.TEXT
    note: str = ""
    """Shown as a note at the header."""


@dataclass(frozen=True, slots=True)
class SheetOut:
    """One sheet with one table."""

    name: str
    columns: tuple[ColumnOut, ...]
    rows: Sequence[Sequence[OutValue]]
    """Values in the order of `columns`; short rows end in blanks."""
    title: str = ""
    sentence: str = ""
    """Below the title: what the sheet shows."""
    tab_color: str = ""
    table_name: str = ""
    """Excel's name of the table; empty = an autofilter without a named table."""
    colors: tuple[tuple[str, str], ...] = ()
    """Word and fill `#RRGGBB`: a cell that holds exactly this word takes the fill."""
    links: tuple[tuple[int, int, str], ...] = ()
    """Row and column (0-based in `rows`) and the place inside the workbook to go to."""


_INK, _HEAD, _HEAD_FILL, _LINE = "#1F2933", "#FFFFFF", "#1F4E79", "#D5DBE3"
_TITLE = Style(bold=True, size=16, color=_HEAD_FILL)
_SENTENCE = Style(size=10.5, color="#52606D")
_HEADER = Style(bold=True, color=_HEAD, fill=_HEAD_FILL, wrap=True, valign="vcenter", border=_HEAD_FILL)
_LOOKS = {
    Look.TEXT: Style(color=_INK, wrap=True, border=_LINE),
    Look.WHOLE: Style(color=_INK, border=_LINE, align="right", number_format="#,##0"),
    Look.NUMBER: Style(color=_INK, border=_LINE, align="right", number_format="#,##0.######"),
    Look.MONEY: Style(color=_INK, border=_LINE, align="right", number_format='"$"#,##0.00######'),
    Look.DATE: Style(color=_INK, border=_LINE, align="center", number_format="yyyy-mm-dd"),
    Look.TIME: Style(color=_INK, border=_LINE, align="center", number_format="yyyy-mm-dd hh:mm"),
    Look.WORD: Style(color=_INK, border=_LINE, align="center"),
}


def write_table_workbook(path: Path, sheets: Sequence[SheetOut], title: str = "") -> None:
    """Write tables to `path` (.xlsx): all or nothing, the same bytes for the same values.

    Raises:
        CannotWrite: the folder cannot be written; what stood at `path` still stands.
    """
    write_atomic(path, to_table_workbook(sheets, title))


def to_table_workbook(sheets: Sequence[SheetOut], title: str = "") -> bytes:
    """The same workbook as bytes; sheet names are made fit for Excel and unique."""
    taken: list[str] = []
    for sheet in sheets:
        taken.append(sheet_name(sheet.name, frozenset(taken)))
    pages = tuple(_to_page(sheet, name) for sheet, name in zip(sheets, taken, strict=True))
    return to_workbook_bytes(BookOut(pages, title=title))


def _to_page(sheet: SheetOut, name: str) -> PageOut:
    head = 1 + (2 if sheet.title else 0) + (1 if sheet.sentence else 0)
    last = head + max(len(sheet.rows), 1)
    span = Span(head, 1, last, max(len(sheet.columns), 1))
    headers = tuple(column.header for column in sheet.columns)
    named = bool(sheet.table_name) and len({header.casefold() for header in headers}) == len(headers)
    return PageOut(
        name,
        (*_heading(sheet), *_header_cells(sheet, head), *_body(sheet, head)),
        widths=tuple(column.width for column in sheet.columns),
        heights=((head, 30.0),),
        tables=(TableOut(sheet.table_name, span, headers),) if named else (),
        notes=tuple(Note(head, at, column.note) for at, column in enumerate(sheet.columns, 1) if column.note),
        tab_color=sheet.tab_color,
        freeze=(head, 0),
        repeat_rows=(head, head),
        filters=None if named else span,
    )


def _heading(sheet: SheetOut) -> tuple[CellOut, ...]:
    title = (CellOut(1, 1, sheet.title, _TITLE),) if sheet.title else ()
    below = 2 if sheet.title else 1
    return (*title, *((CellOut(below, 1, sheet.sentence, _SENTENCE),) if sheet.sentence else ()))


def _header_cells(sheet: SheetOut, head: int) -> tuple[CellOut, ...]:
    return tuple(CellOut(head, at, column.header, _HEADER) for at, column in enumerate(sheet.columns, 1))


def _body(sheet: SheetOut, head: int) -> list[CellOut]:
    links = {(row, column): target for row, column, target in sheet.links}
    fills = dict(sheet.colors)
    cells = []
    for down, row in enumerate(sheet.rows):
        for across, (column, value) in enumerate(zip(sheet.columns, row, strict=False)):
            style = _filled(_LOOKS[column.look], fills.get(value, "") if isinstance(value, str) else "")
            cells.append(CellOut(head + 1 + down, across + 1, value, style, links.get((down, across), "")))
    return cells


def _filled(style: Style, fill: str) -> Style:
    if not fill:
        return style
    return Style(
        color=style.color, wrap=style.wrap, border=style.border, align=style.align, fill=fill, bold=True,
        number_format=style.number_format,
    )  # fmt: skip
