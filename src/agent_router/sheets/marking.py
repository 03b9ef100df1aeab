"""Puts notes and fills on cells of a workbook that is loaded for a copy."""

import textwrap
from collections.abc import Iterator, Sequence
from copy import copy
from typing import TYPE_CHECKING, cast

from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import Rule as FormatRule
from openpyxl.styles import Border, Color, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils.cell import range_boundaries

from agent_router.sheets.book import address
from agent_router.sheets.defusing import defused_text

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from agent_router.sheets.annotating import Annotation

AUTHOR = "agent-router check"
RULER = "————— agent-router check —————"
"""Stands between a lead's own note and ours."""
LONGEST = 1500
"""Characters of our part of a note; a note is no page."""
CUT = "… (cut here; the whole text is on the first sheet)"
_INK = "FF1F2933"
_WIDTH, _LETTERS, _LINE, _TALLEST = 340, 50, 16, 640
"""Of a note's box: dots across, letters a line, dots a line, dots at most."""
_AREA = 400
"""A larger range is filled at its first cell only."""
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
Corner = tuple[int, int]


def mark_cells(book: "Workbook", annotations: Sequence["Annotation"]) -> int:
    """Annotate the cells; returns how many have a note. All notes, the lead's too, get boxes that fit their text."""
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    marked = 0
    for name, sheet in sheets.items():
        own = [annotation for annotation in annotations if annotation.sheet == name]
        marked += _mark_sheet(sheet, own)
        _fit_notes(sheet)
    return marked


def _mark_sheet(sheet: "Worksheet", annotations: Sequence["Annotation"]) -> int:
    by_corner: dict[Corner, list[Annotation]] = {}
    filled: dict[Corner, Annotation] = {}
    for annotation in annotations:
        cells = tuple(_cells(sheet, annotation.cell))
        by_corner.setdefault(cells[0], []).append(annotation)
        for cell in cells:
            filled.setdefault(cell, annotation)
    _color_tab(sheet, annotations)
    for at, annotation in filled.items():
        _fill(sheet, at, annotation)
    _outrank_formats(sheet, filled)
    for at, own in by_corner.items():
        _add_note(sheet, at, [annotation.text for annotation in own])
    return len(by_corner)


def _cells(sheet: "Worksheet", cell: str) -> Iterator[Corner]:
    """The cells meant, the one that can hold a note first: of merged cells, that is the top left one."""
    area = _area(cell)
    if area is None:
        area = (*_first_filled(sheet), *_first_filled(sheet))
    for merged in sheet.merged_cells.ranges:
        if merged.min_row <= area[0] <= merged.max_row and merged.min_col <= area[1] <= merged.max_col:
            area = (
                merged.min_row,
                merged.min_col,
                max(merged.max_row, area[2]),
                max(merged.max_col, area[3]),
            )
    first_row, first_column, last_row, last_column = area
    if (last_row - first_row + 1) * (last_column - first_column + 1) > _AREA:
        last_row, last_column = first_row, first_column
    for row in range(first_row, last_row + 1):
        for column in range(first_column, last_column + 1):
            yield row, column


def _area(cell: str) -> tuple[int, int, int, int] | None:
    """First row, first column, last row, last column; None where the whole sheet is meant."""
    try:
        first_column, first_row, last_column, last_row = range_boundaries(cell)
    except (ValueError, TypeError):
        return None
    if not (first_column and first_row and last_column and last_row):
        return None
    if last_row > _LAST_ROW or last_column > _LAST_COLUMN:
        return None
    return first_row, first_column, last_row, last_column


def _first_filled(sheet: "Worksheet") -> Corner:
    filled = (at for at, cell in sheet._cells.items() if cell.value is not None)  # noqa: SLF001  # as in reading.py
    return min(filled, default=(1, 1))


def _color_tab(sheet: "Worksheet", annotations: Sequence["Annotation"]) -> None:
    whole = next((annotation for annotation in annotations if not annotation.cell and annotation.edge), None)
    if whole is not None:
        sheet.sheet_properties.tabColor = _argb(whole.edge)


def _fill(sheet: "Worksheet", at: Corner, annotation: "Annotation") -> None:
    cell = sheet.cell(*at)
    if annotation.fill:
        cell.fill = PatternFill("solid", fgColor=_argb(annotation.fill), bgColor=_argb(annotation.fill))
        font = cast("Font", copy(cell.font))
        font.color = Color(rgb=_INK)  # white letters of a header would vanish on a light fill
        cell.font = font
    if annotation.edge:
        line = Side(style="medium", color=_argb(annotation.edge))
        cell.border = Border(left=line, right=line, top=line, bottom=line)


def _outrank_formats(sheet: "Worksheet", filled: dict[Corner, "Annotation"]) -> None:
    """Where a conditional format may color a cell of ours, put our fill above it."""
    formats = sheet.conditional_formatting
    ours = [(at, annotation) for at, annotation in filled.items() if annotation.fill]
    covered = [(at, annotation) for at, annotation in ours if any(address(*at) in ranged for ranged in formats)]
    if not covered:
        return
    lifted = ConditionalFormattingList()
    for position, (at, annotation) in enumerate(covered, start=1):
        fill = PatternFill("solid", fgColor=_argb(annotation.fill), bgColor=_argb(annotation.fill))
        style = DifferentialStyle(fill=fill, font=Font(color=_INK))
        above = FormatRule("expression", dxf=style, formula=["TRUE"], stopIfTrue=True, priority=position)
        lifted.add(address(*at), above)
    for ranged in formats:
        for rule in ranged.rules:
            rule.priority = (rule.priority or 0) + len(covered)
            lifted.add(ranged, rule)
    sheet.conditional_formatting = lifted


def _add_note(sheet: "Worksheet", at: Corner, texts: Sequence[str]) -> None:
    cell = sheet.cell(*at)
    ours = defused_text("\n\n".join(dict.fromkeys(texts)))
    if len(ours) > LONGEST:
        ours = f"{ours[: LONGEST - len(CUT)].rstrip()} {CUT}"
    before = cell.comment
    text = ours if before is None else f"{before.text.rstrip()}\n\n{RULER}\n{ours}"
    cell.comment = Comment(text, before.author if before is not None and before.author else AUTHOR)


def _fit_notes(sheet: "Worksheet") -> None:
    for cell in sheet._cells.values():  # noqa: SLF001  # as in reading.py
        note = cell.comment if hasattr(cell, "comment") else None
        if note is not None:
            note.content = defused_text(note.text)
            lines = sum(len(textwrap.wrap(line, _LETTERS)) or 1 for line in note.text.split("\n"))
            note.width, note.height = _WIDTH, min(_LINE * lines + 20, _TALLEST)


def _argb(color: str) -> str:
    return f"FF{color.removeprefix('#').upper()}"
