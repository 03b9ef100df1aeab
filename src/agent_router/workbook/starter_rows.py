"""Lays out a sheet that holds one table: title, sentence, headers in row 4, rows, drop-downs, notes."""

from dataclasses import dataclass

from agent_router.model.table import HitPolicy
from agent_router.sheets.page import CellOut, DropDown, Note, OutValue, PageOut, Span, Style, TableOut
from agent_router.workbook import starter_look as look
from agent_router.workbook.columns import CellKind, Column, SheetSchema, Side
from agent_router.workbook.lists import NAMES_OF_LISTS
from agent_router.workbook.starter_content.rows import Rows
from agent_router.workbook.starter_content.setup import FIELDS
from agent_router.workbook.starter_names import FIRST_ROW, LAST_HELPED_ROW, defined_name
from agent_router.workbook.starter_print import spread

HEADER_ROW = FIRST_ROW - 1
TEXT_FORMAT = "@"
_FORMATS = {CellKind.WHOLE: "#,##0_0", CellKind.NUMBER: "#,##0.00####_0", CellKind.DATE: "yyyy-mm-dd"}
"""`_0` leaves the width of a digit free at the right; not every program indents numbers that stand right."""
_NUMERIC = {CellKind.WHOLE, CellKind.NUMBER}
_DERIVED_HELP = {
    "Area": ("The sensitive area that the folders and systems named belong to (see Systems).", "Area"),
    "Blast radius": ("Low, Medium or High, as Risk rules and Risk matrix give it.", "Blast radius"),
    "Route": ("The route that Routes gives.", "Route"),
}
_WIDTHS = {"Work type": 28, "Area": 20, "Expected output": 15, "Changes anything?": 12, "Blast radius": 11,
           "Files expected": 11, "Reversible?": 13, "Route": 18, "Acceptance plan": 13, "Verification": 13,
           "Test command": 12, "Surface": 10, "Rollback": 11, "Reviewer": 11, "Data class": 12}  # fmt: skip
_WIDTH = 10.5
_TASK_WIDTHS = {**_WIDTHS, "ID": 7, "Goal": 30, "Work type": 18, "Folders": 15, "Systems": 17, "Rollback": 17,
                "Test command": 17, "Acceptance plan": 18, "Verification": 20, "Reviewer": 17,
                "Function": 13, "Data class": 11}  # fmt: skip
_OFFERED = {
    "Reviewed by": "People", "Requester": "People", "Owner": "People", "Reviewer": "People", "Who": "People",
    "Systems": "System", "List": NAMES_OF_LISTS, "Should be: missing": "Field",
    "Should be: checklist IDs": "Checklist ID",
}  # fmt: skip
"""Columns of free text that offer the words of a list nevertheless."""
_BY_KIND = {
    "choice": CellKind.WORD, "choices": CellKind.WORDS, "yes/no": CellKind.YES_NO, "whole number": CellKind.WHOLE,
    "number": CellKind.NUMBER, "date": CellKind.DATE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Laid:
    """One column of a generated sheet with its place."""

    column: Column
    at: int


def to_page(schema: SheetSchema, content: Rows) -> PageOut:
    """The sheet as a page; columns in the order of the content's headers, an `On` column set behind `ID`."""
    headers, rows = _with_on(schema, content)
    laid = tuple(Laid(_column(schema, header), at) for at, header in enumerate(headers, 1))
    last, widths = HEADER_ROW + len(rows), tuple(item.column.width for item in laid)
    repeat = _frozen_columns(laid)
    printed = spread(widths, repeat, [at for at, _ in _captions(laid)[1:]])
    title_at = repeat + 1 if printed.scale else 1  # a title over repeated columns would be cut off on later pages
    return PageOut(
        schema.name,
        (*_head_cells(schema, laid, title_at), *_body_cells(laid, rows)),
        widths=widths,
        column_styles=tuple(look.empty(_number_format(item.column)) for item in laid),
        heights=((1, 30.0), (2, 20.0), (3, 18.0), (HEADER_ROW, _header_height(laid)), *_row_heights(laid, rows)),
        grows_from=FIRST_ROW,
        tables=(TableOut(schema.table, Span(HEADER_ROW, 1, last, len(laid)), headers),),
        drop_downs=tuple(_drop_downs(schema, laid)),
        notes=tuple(_notes(schema, laid)),
        tab_color=look.TAB_COLORS[schema.tab],
        freeze=(HEADER_ROW, _frozen_columns(laid)),
        repeat_rows=(HEADER_ROW, HEADER_ROW),
        footer=f"&L&8{schema.name}&R&8Page &P of &N",
        scale=printed.scale,
        breaks=printed.breaks,
        repeat_columns=repeat if printed.scale else 0,
    )


def _header_height(laid: tuple[Laid, ...]) -> float:
    bold = 1.5  # bold letters are wider, and so is the button of the filter
    return max(34.0, look.row_height((item.column.header, item.column.width - bold) for item in laid))


def _row_heights(laid: tuple[Laid, ...], rows: tuple[tuple[OutValue, ...], ...]) -> list[tuple[int, float]]:
    # Programs differ in whether they fit rows to wrapped text on opening, so first heights are written.
    return [
        (FIRST_ROW + down, look.row_height((value, item.column.width) for item, value in zip(laid, row, strict=True)))
        for down, row in enumerate(rows)
    ]


def _with_on(schema: SheetSchema, content: Rows) -> tuple[tuple[str, ...], tuple[tuple[OutValue, ...], ...]]:
    if not any(column.key == "on" and column.kind is CellKind.YES_NO for column in schema.columns):
        return content.headers, content.rows
    headers = (content.headers[0], "On", *content.headers[1:])
    return headers, tuple((row[0], "yes", *row[1:]) for row in content.rows)


def _column(schema: SheetSchema, header: str) -> Column:
    for column in schema.columns:
        if column.header == header:
            return column
    side = Side.IF if schema.conditions else Side.TASK
    help_text, kind, words = _about_field(header)
    kind = CellKind.CONDITION if schema.conditions else kind
    width = (_WIDTHS if schema.conditions else _TASK_WIDTHS).get(header, _WIDTH)
    return Column(header, header, kind, help_text, side, words=words, width=width)


def _about_field(header: str) -> tuple[str, CellKind, str]:
    if header in _DERIVED_HELP:
        help_text, words = _DERIVED_HELP[header]
        return help_text, CellKind.WORD, words
    found = next(row for row in FIELDS.rows if row[0] == header)
    question, kind, list_name = str(found[1]), str(found[2]), str(found[3] or "")
    if kind == "yes/no":
        list_name = "Yes or no"
    return question, _BY_KIND.get(kind, CellKind.TEXT), list_name


def _number_format(column: Column) -> str:
    if column.kind in {CellKind.WHOLE, CellKind.NUMBER, CellKind.DATE}:
        return _FORMATS[column.kind]
    return "" if column.kind is CellKind.PROSE else TEXT_FORMAT


def _frozen_columns(laid: tuple[Laid, ...]) -> int:
    leading = 0
    for item in laid:
        if item.column.side is not Side.ROW or item.column.kind is CellKind.PROSE:
            break
        leading = item.at
    return leading or 1


def _head_cells(schema: SheetSchema, laid: tuple[Laid, ...], title_at: int) -> list[CellOut]:
    cells = [CellOut(1, title_at, schema.title, look.TITLE), CellOut(2, title_at, schema.sentence, look.SENTENCE)]
    cells.extend(CellOut(HEADER_ROW, item.at, item.column.header, look.header(item.column.side)) for item in laid)
    cells.extend(
        CellOut(3, at, words, Style(bold=True, color=look.SIDE_COLORS[side], valign="bottom"))
        for at, (words, side) in _captions(laid)
    )
    if schema.reading_order:
        label, value = laid[-2].at, laid[-1].at
        cells.append(CellOut(3, label, "Rows are read", Style(bold=True, color=look.QUIET, align="right", indent=1)))
        cells.append(CellOut(3, value, HitPolicy.FIRST.value, look.ENTRY))
    return cells


def _captions(laid: tuple[Laid, ...]) -> list[tuple[int, tuple[str, Side]]]:
    """Columns where the row above the headers says what begins there."""
    words = {
        Side.IF: "IF all of these hold",
        Side.THEN: "THEN",
        Side.TASK: "A task that says",
        Side.EXPECT: "should be",
    }
    found, seen = [], set()
    for item in laid:
        side = item.column.side
        if side in words and side not in seen and item.at > 1:
            seen.add(side)
            found.append((item.at, (words[side], side)))
    return found


def _body_cells(laid: tuple[Laid, ...], rows: tuple[tuple[OutValue, ...], ...]) -> list[CellOut]:
    cells = []
    for down, row in enumerate(rows):
        for item, value in zip(laid, row, strict=True):
            align = "right" if item.column.kind in _NUMERIC else ""
            style = look.body(item.column.side, _number_format(item.column), align)
            cells.append(CellOut(FIRST_ROW + down, item.at, value, style))
    return cells


def _drop_downs(schema: SheetSchema, laid: tuple[Laid, ...]) -> list[DropDown]:
    found = []
    for item in laid:
        source = _offered(item.column)
        if source:
            span = Span(FIRST_ROW, item.at, LAST_HELPED_ROW, item.at)
            strict = item.column.kind in {CellKind.WORD, CellKind.YES_NO, CellKind.WHOLE}
            found.append(DropDown(span, defined_name(source), strict))
    if schema.reading_order:
        found.append(DropDown(Span(3, laid[-1].at, 3, laid[-1].at), defined_name("Rows are read"), strict=True))
    return found


def _offered(column: Column) -> str:
    """Name of the list that a column's drop-downs offer; empty where there is none."""
    if column.words:
        return column.words
    if column.kind is not CellKind.CONDITION:
        return _OFFERED.get(column.header, "")
    kind = _about_field(column.header)[1]
    return "Condition on numbers" if kind in _NUMERIC else "Condition on text"


def _notes(schema: SheetSchema, laid: tuple[Laid, ...]) -> list[Note]:
    notes = [Note(HEADER_ROW, item.at, _note_text(item.column)) for item in laid]
    if schema.reading_order:
        text = "First: the first row that matches decides. Unique: at most one row may match; two are reported."
        notes.append(Note(3, laid[-2].at, text))
    return notes


def _note_text(column: Column) -> str:
    lines = [f"{column.side.value} · {column.kind.value}", column.help]
    if column.kind is CellKind.CONDITION:
        lines.append("Blank = does not matter. What else you may type is on Start here.")
    elif column.kind is CellKind.WORDS:
        lines.append("Several words: separate them with , or ;")
    if column.required:
        lines.append("Every row needs it.")
    if column.example:
        lines.append(f"Example: {column.example}")
    return "\n".join(lines)
