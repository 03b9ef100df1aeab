"""Writes pages of ours into a workbook that is loaded for a copy, as its first sheets."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from agent_router.sheets.book import address, column_letters
from agent_router.sheets.defusing import defused_text, number_or_text, sheet_name, starts_like_formula
from agent_router.sheets.page import CellOut, PageOut, Style

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.header_footer import HeaderFooterItem
    from openpyxl.worksheet.worksheet import Worksheet

_FONT = "Calibri"
_PAPER_A4 = 9


def add_pages(book: "Workbook", pages: Sequence[PageOut]) -> None:
    """Put pages in front and open the workbook at the first one.

    Of a page, everything is written but tables, drop-downs, column styles and word colors. A name that is taken gets
    a number: `Problems (2)`.
    """
    for position, page in enumerate(pages):
        name = sheet_name(page.name, frozenset(book.sheetnames))
        _write_page(book.create_sheet(name, position), page)
    if pages:
        _open_at_first(book)


def _open_at_first(book: "Workbook") -> None:
    book.active = 0
    for window in book.views:
        window.firstSheet = 0
    for position, sheet in enumerate(book.worksheets):
        for view in sheet.views.sheetView:
            view.tabSelected = position == 0  # two selected tabs would be edited together
    for chart in book.chartsheets:
        for view in chart.sheetViews.sheetView:
            view.tabSelected = False


def _write_page(sheet: "Worksheet", page: PageOut) -> None:
    for cell in page.cells:
        _write_cell(sheet, cell)
    for span in page.merges:
        sheet.merge_cells(span.text)
    for note in page.notes:
        sheet.cell(note.row, note.column).comment = Comment(defused_text(note.text), "agent-router")
    _lay_out(sheet, page)
    _set_print(sheet, page)


def _lay_out(sheet: "Worksheet", page: PageOut) -> None:
    for position, width in enumerate(page.widths, start=1):
        sheet.column_dimensions[column_letters(position)].width = width
    for row, height in page.heights:
        sheet.row_dimensions[row].height = height
    if page.tab_color:
        sheet.sheet_properties.tabColor = _argb(page.tab_color)
    if any(page.freeze):
        sheet.freeze_panes = address(page.freeze[0] + 1, page.freeze[1] + 1)
    if page.filters:
        sheet.auto_filter.ref = page.filters.text
    sheet.sheet_view.showGridLines = page.gridlines


def _set_print(sheet: "Worksheet", page: PageOut) -> None:
    if page.repeat_rows[0]:
        sheet.print_title_rows = f"{page.repeat_rows[0]}:{page.repeat_rows[1]}"
    sheet.page_setup.orientation = "landscape" if page.landscape else "portrait"
    sheet.page_setup.paperSize = _PAPER_A4
    _set_size(sheet, page)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.6
    footer = cast("HeaderFooterItem", sheet.oddFooter)  # a new sheet has one
    footer.left.text, footer.right.text = page.footer or "&A", "Page &P of &N"


def _set_size(sheet: "Worksheet", page: PageOut) -> None:
    if page.repeat_columns:
        sheet.print_title_cols = f"A:{column_letters(page.repeat_columns)}"
    if page.scale:  # programs ignore breaks on pages that are fitted
        sheet.page_setup.scale, sheet.page_setup.pageOrder = page.scale, "overThenDown"
        for column in page.breaks:
            sheet.col_breaks.append(Break(id=column - 1))
    else:
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = page.pages
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _write_cell(sheet: "Worksheet", out: CellOut) -> None:
    cell = cast("Cell", sheet.cell(out.row, out.column))  # merged later, if at all
    value = out.value
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        value = number_or_text(value)
    if value == "":
        value = None
    if isinstance(value, str):
        text = defused_text(value)
        cell.value = text
        cell.data_type = "s"  # never a formula, whatever it starts with
        cell.quotePrefix = starts_like_formula(text)
    else:
        cell.value = value
    _dress(cell, out.style)
    if isinstance(value, date) and not out.style.number_format:
        cell.number_format = "yyyy-mm-dd"
    if out.link:
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=out.link, display=str(cell.value or ""))


def _dress(cell: "Cell", style: Style) -> None:
    color = _argb(style.color) if style.color else None
    cell.font = Font(
        _FONT, style.size, style.bold, style.italic, underline="single" if style.underline else "none", color=color
    )
    vertical = {"vcenter": "center"}.get(style.valign, style.valign)
    cell.alignment = Alignment(style.align or None, vertical, wrap_text=style.wrap, indent=style.indent)
    if style.fill:
        cell.fill = PatternFill("solid", fgColor=_argb(style.fill), bgColor=_argb(style.fill))
    if style.border:
        line = Side(style="thin", color=_argb(style.border))
        cell.border = Border(left=line, right=line, top=line, bottom=line)
    if style.number_format:
        cell.number_format = style.number_format


def _argb(color: str) -> str:
    return f"FF{color.removeprefix('#').upper()}"
