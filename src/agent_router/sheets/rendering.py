"""Makes the bytes of a generated workbook with XlsxWriter: same values in, same bytes out."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from agent_router.errors import CannotWrite
from agent_router.sheets.defusing import defused_text, number_or_text, starts_like_formula
from agent_router.sheets.page import BookOut, CellOut, DropDown, PageOut, Style, TableOut

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_FONT = "Calibri"
_PAPER_A4 = 9
_NOTE_SIZE = {"x_scale": 2.2, "y_scale": 1.6, "font_size": 9}
_CREATED = datetime(2026, 1, 1, tzinfo=UTC)
"""Written into the file instead of the clock, so that the same content gives the same bytes."""


class _Formats:
    """Formats of one workbook; XlsxWriter wants each to be made once."""

    def __init__(self, book: "Workbook") -> None:
        self._book = book
        self._made: dict[tuple[Style, bool], Format] = {}

    def of(self, style: Style, *, quoted: bool = False) -> "Format":
        """The format of a style; `quoted` marks a text so that no program takes it for a formula."""
        key = (style, quoted)
        if key not in self._made:
            self._made[key] = self._book.add_format(_properties(style, quoted=quoted))
        return self._made[key]


def _properties(style: Style, *, quoted: bool) -> dict[str, object]:
    properties: dict[str, object] = {"font_name": _FONT, "font_size": style.size, "valign": style.valign}
    optional: dict[str, object] = {
        "bold": style.bold, "italic": style.italic, "font_color": style.color, "bg_color": style.fill,
        "text_wrap": style.wrap, "align": style.align, "num_format": style.number_format, "indent": style.indent,
        "underline": int(style.underline), "quote_prefix": quoted,
    }  # fmt: skip
    properties.update({name: value for name, value in optional.items() if value})
    if style.border:
        properties.update(border=1, border_color=style.border)
    return properties


def to_workbook_bytes(book: BookOut) -> bytes:
    """Render a workbook; the bytes depend on nothing but `book` and the version of XlsxWriter.

    Raises:
        CannotWrite: two sheets or tables share a name, or a name is one that Excel refuses.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415  # loaded only when a workbook is written
    from xlsxwriter.exceptions import XlsxWriterException  # noqa: PLC0415  # as above

    from agent_router.sheets.growing import growing_rows  # noqa: PLC0415  # as above

    buffer = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }  # fmt: skip
    try:
        written = Workbook(buffer, options)
        written.set_properties(
            {"title": book.title, "subject": book.subject, "author": book.author, "created": _CREATED}
        )
        formats = _Formats(written)
        for page in book.pages:
            _write_page(written.add_worksheet(page.name, growing_rows(page.grows_from)), page, formats)
        for name, reference in book.names:
            written.define_name(name, f"={reference}")
        written.close()
    except XlsxWriterException as fault:
        raise CannotWrite(f"The workbook cannot be written: {fault}") from fault
    return buffer.getvalue()


def _write_page(sheet: "Worksheet", page: PageOut, formats: _Formats) -> None:
    _lay_out(sheet, page, formats)
    for table in page.tables:
        _write_table(sheet, table)
    for span in page.merges:
        ends = (span.first_row - 1, span.first_column - 1, span.last_row - 1, span.last_column - 1)
        sheet.merge_range(*ends, "")
    for cell in page.cells:
        _write_cell(sheet, cell, formats)
    for drop_down in page.drop_downs:
        _write_drop_down(sheet, drop_down)
    for note in page.notes:
        sheet.write_comment(note.row - 1, note.column - 1, note.text, dict(_NOTE_SIZE))
    for color in page.word_colors:
        rule = {"type": "cell", "criteria": "==", "value": f'"{color.word}"', "format": formats.of(color.style)}
        sheet.conditional_format(color.span.text, rule)


def _lay_out(sheet: "Worksheet", page: PageOut, formats: _Formats) -> None:
    for position, width in enumerate(page.widths):
        style = page.column_styles[position] if position < len(page.column_styles) else None
        sheet.set_column(position, position, width, formats.of(style) if style else None)
    for row, height in page.heights:
        sheet.set_row(row - 1, height)
    if page.tab_color:
        sheet.set_tab_color(page.tab_color)
    if any(page.freeze):
        sheet.freeze_panes(*page.freeze)
    if page.filters:
        sheet.autofilter(page.filters.text)
    if not page.gridlines:
        sheet.hide_gridlines(2)
    _set_print(sheet, page)


def _set_print(sheet: "Worksheet", page: PageOut) -> None:
    if page.repeat_rows[0]:
        sheet.repeat_rows(page.repeat_rows[0] - 1, page.repeat_rows[1] - 1)
    if page.repeat_columns:
        sheet.repeat_columns(0, page.repeat_columns - 1)
    if page.landscape:
        sheet.set_landscape()
    sheet.set_paper(_PAPER_A4)
    if page.scale:  # programs ignore breaks on pages that are fitted
        sheet.set_print_scale(page.scale)
        sheet.set_v_pagebreaks([column - 1 for column in page.breaks])
        sheet.print_across()
    else:
        sheet.fit_to_pages(*page.pages)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(page.footer or "&L&8&A&R&8Page &P of &N")


def _write_table(sheet: "Worksheet", table: TableOut) -> None:
    options = {
        "name": table.name, "style": "Table Style Light 1", "banded_rows": False,
        "columns": [{"header": header} for header in table.headers],
    }  # fmt: skip
    sheet.add_table(table.span.text, options)


def _write_drop_down(sheet: "Worksheet", drop_down: DropDown) -> None:
    options: dict[str, object] = {"validate": "list", "source": f"={drop_down.source}"}
    if drop_down.strict:
        # With blanks ignored, one blank in the list's range would let every word pass.
        options.update(
            ignore_blank=False,
            error_title="Not in the list",
            error_message="Please choose one of the words in the list.",
        )
    else:
        options.update(show_error=False)
    if drop_down.prompt:
        options.update(input_title=drop_down.title[:32], input_message=drop_down.prompt[:255])
    sheet.data_validation(drop_down.span.text, options)


def _write_cell(sheet: "Worksheet", cell: CellOut, formats: _Formats) -> None:
    at = (cell.row - 1, cell.column - 1)
    value, style = cell.value, formats.of(cell.style)
    if cell.link:
        sheet.write_url(*at, f"internal:{cell.link}", style, defused_text(str(value)))
    elif cell.formula:
        sheet.write_formula(*at, cell.formula, style, "" if value is None else value)
    elif value is None or value == "":
        sheet.write_blank(*at, None, style)
    elif isinstance(value, str):
        sheet.write_string(*at, *_quoted(value, cell.style, formats))
    elif isinstance(value, bool):
        sheet.write_boolean(*at, value, style)
    elif isinstance(value, (int, float, Decimal)):
        _write_number(sheet, cell, value, formats)
    else:
        _write_date(sheet, cell, value, formats)


def _quoted(value: str, style: Style, formats: _Formats) -> tuple[str, "Format"]:
    text = defused_text(value)
    return text, formats.of(style, quoted=starts_like_formula(text))


def _write_number(sheet: "Worksheet", cell: CellOut, value: float | Decimal, formats: _Formats) -> None:
    number = number_or_text(value)
    at = (cell.row - 1, cell.column - 1)
    if isinstance(number, str):
        sheet.write_string(*at, number, formats.of(cell.style, quoted=True))
    else:
        sheet.write_number(*at, number, formats.of(cell.style))


def _write_date(sheet: "Worksheet", cell: CellOut, value: date, formats: _Formats) -> None:
    at = (cell.row - 1, cell.column - 1)
    if isinstance(value, datetime):
        if value.tzinfo is not None:  # a spreadsheet has no zones: the offset must not vanish silently
            sheet.write_string(*at, value.isoformat(sep=" "), formats.of(cell.style))
        else:
            sheet.write_datetime(*at, value, formats.of(_dated(cell.style, "yyyy-mm-dd hh:mm")))
    else:
        sheet.write_datetime(*at, value, formats.of(_dated(cell.style, "yyyy-mm-dd")))


def _dated(style: Style, number_format: str) -> Style:
    return style if style.number_format else replace(style, number_format=number_format)
