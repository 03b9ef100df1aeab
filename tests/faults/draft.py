"""The shipped workbook as editable XML: a cell is changed in a millisecond, where openpyxl takes a third of a second.

`Draft.edit` hands it to openpyxl for what is no change of single cells (merging, sheets, tables).
"""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook, load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter

from agent_router.sheets.book import Book, Sheet
from agent_router.sheets.reading import read_workbook
from tests.counting import uncounted
from tests.policies import STARTER

HEADER_ROW = 4
PERCENT_FORMAT, DATE_FORMAT = 9, 14
"""Numbers of the formats `0%` and a short date, built into every spreadsheet program."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula to put into a cell, with the result stored beside it."""

    text: str
    stored: str | float | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A number that the cell shows in a format of its own."""

    number: float
    number_format: int


@dataclass(frozen=True, slots=True)
class Error:
    """An error value such as `#REF!`."""

    text: str


Typed = str | int | float | bool | date | Formula | Shown | Error | None


@lru_cache(maxsize=1)
def _shipped() -> dict[str, bytes]:
    with zipfile.ZipFile(STARTER) as archive:
        return {entry: archive.read(entry) for entry in archive.namelist()}


@lru_cache(maxsize=1)
def shipped_book() -> Book:
    """The shipped workbook as cells, to find addresses in."""
    return read_workbook(STARTER.read_bytes(), STARTER.name)


@lru_cache(maxsize=64)
def shipped_sheet(name: str) -> Sheet:
    """One of its sheets."""
    return next(sheet for sheet in shipped_book().sheets if sheet.name == name)


def header_cell(sheet: str, header: str) -> str:
    """Address of a column's header in the shipped workbook."""
    cells = shipped_sheet(sheet).row(HEADER_ROW)
    return next(cell.place.cell for cell in cells if cell.value == header)


def cell_at(sheet: str, header: str, row: str) -> str:
    """Address of the cell under a header, in the row whose first cell holds `row`."""
    page = shipped_sheet(sheet)
    found = (at for (at, column), cell in page.cells.items() if column == 1 and str(cell.value) == row)
    number = next(at for at in found if at > HEADER_ROW)
    return re.sub(r"\d+", str(number), header_cell(sheet, header))


def last_row(sheet: str) -> int:
    """The last row of the shipped sheet that holds something."""
    return shipped_sheet(sheet).last_row


def under(sheet: str, header: str, row: int) -> str:
    """Address of the cell under a header in a row given by number."""
    return re.sub(r"\d+", str(row), header_cell(sheet, header))


class Draft:
    """A copy of the shipped workbook, to be changed and made into bytes."""

    def __init__(self) -> None:
        """Start with the shipped parts."""
        self.parts = dict(_shipped())

    def put(self, sheet: str, cell: str, value: Typed) -> None:
        """Type a value into a cell, as its style is; `None` clears it."""
        part = self.part_of(sheet)
        text = self.parts[part].decode()
        number = re.sub(r"\D", "", cell)
        row = re.search(rf'<row r="{number}"[^>]*?(/>|>.*?</row>)', text, re.DOTALL)
        if row is None:
            changed = f'<row r="{number}">{self._cell(cell, "", value)}</row>'
            following = [found for found in re.finditer(r'<row r="(\d+)"', text) if int(found[1]) > int(number)]
            at = following[0].start() if following else text.index("</sheetData>")
            text = text[:at] + changed + text[at:]
        else:
            text = text[: row.start()] + self._row(row[0], cell, value) + text[row.end() :]
        self.parts[part] = text.encode()

    def put_at(self, sheet: str, header: str, row: str, value: Typed) -> None:
        """Type a value into the cell under a header, in the row of that ID."""
        self.put(sheet, cell_at(sheet, header, row), value)

    def add_row(self, sheet: str, values: dict[str, Typed]) -> int:
        """Write a row below the last one, by header; gives its number. The table's range grows with it."""
        text = self.parts[self.part_of(sheet)].decode()
        number = max(int(found) for found in re.findall(r'<row r="(\d+)"[^>]*>(?=<c [^>]*>\s*<)', text)) + 1
        for header, value in values.items():
            self.put(sheet, under(sheet, header, number), value)
        for name in self._tables_of(sheet):
            self.parts[name] = re.sub(
                rb'ref="([A-Z]+4:[A-Z]+)%d"' % (number - 1), rb'ref="\g<1>%d"' % number, self.parts[name]
            )
        return number

    def clear_row(self, sheet: str, row: str) -> None:
        """Clear every cell of the row of that ID; blank rows mean nothing."""
        number = int(re.sub(r"\D", "", cell_at(sheet, str(shipped_sheet(sheet).row(HEADER_ROW)[0].value), row)))
        for cell in shipped_sheet(sheet).row(number):
            self.put(sheet, cell.place.cell, None)

    def clear_column(self, sheet: str, header: str) -> None:
        """Clear a column, header and all."""
        column = column_index_from_string(re.sub(r"\d", "", header_cell(sheet, header)))
        for row, at in shipped_sheet(sheet).cells:
            if at == column and row >= HEADER_ROW:
                self.put(sheet, f"{get_column_letter(column)}{row}", None)

    def replace(self, part: str, old: str, new: str) -> None:
        """Replace a text that stands in a part, once or more."""
        text = self.parts[part].decode()
        assert old in text, f"{old!r} is not in {part}"
        self.parts[part] = text.replace(old, new).encode()

    def edit(self, change: Callable[[Workbook], object]) -> None:
        """Let openpyxl do it; slow."""
        buffer = io.BytesIO()
        with uncounted():
            book = load_workbook(io.BytesIO(self.data))
            change(book)
            book.save(buffer)
        with zipfile.ZipFile(buffer) as archive:
            self.parts = {entry: archive.read(entry) for entry in archive.namelist()}

    def part_of(self, sheet: str) -> str:
        """The part that holds a sheet of the shipped workbook."""
        found = re.search(rf"<sheet name={quoteattr(sheet)} sheetId=\"(\d+)\"", self.parts["xl/workbook.xml"].decode())
        assert found, sheet
        return f"xl/worksheets/sheet{found[1]}.xml"

    @property
    def data(self) -> bytes:
        """The workbook as bytes."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for entry, content in self.parts.items():
                archive.writestr(zipfile.ZipInfo(entry), content)
        return buffer.getvalue()

    def _tables_of(self, sheet: str) -> list[str]:
        relations = self.parts[self.part_of(sheet).replace("worksheets/", "worksheets/_rels/") + ".rels"].decode()
        return [f"xl/tables/{name}" for name in re.findall(r"tables/(table\d+\.xml)", relations)]

    def _row(self, row: str, cell: str, value: Typed) -> str:
        old = re.search(rf'<c r="{cell}"([^>]*?)(/>|>.*?</c>)', row, re.DOTALL)
        if old is not None:
            style = re.search(r's="(\d+)"', old[1])
            return row[: old.start()] + self._cell(cell, style[1] if style else "", value) + row[old.end() :]
        if row.endswith("/>"):
            return f"{row[:-2]}>{self._cell(cell, '', value)}</row>"
        column = column_index_from_string(re.sub(r"\d", "", cell))
        following = [
            found
            for found in re.finditer(r'<c r="([A-Z]+)\d+"', row)
            if column_index_from_string(found[1]) > column
        ]  # fmt: skip
        at = following[0].start() if following else row.index("</row>")
        return row[:at] + self._cell(cell, "", value) + row[at:]

    def _cell(self, cell: str, style: str, value: Typed) -> str:
        if isinstance(value, Shown):
            style, value = self._styled(style, value.number_format), value.number
        elif isinstance(value, date):
            style, value = self._styled(style, DATE_FORMAT), _serial(value)
        content = _content(value)
        head = f'<c r="{cell}" s="{style}"' if style else f'<c r="{cell}"'
        return f"{head}{content}</c>" if content else f"{head}/>"

    def _styled(self, style: str, number_format: int) -> str:
        """A style like this one, in another number format."""
        text = self.parts["xl/styles.xml"].decode()
        formats = re.search(r'<cellXfs count="(\d+)">(.*?)</cellXfs>', text, re.DOTALL)
        assert formats
        each = re.findall(r"<xf [^>]*?/>|<xf .*?</xf>", formats[2], re.DOTALL)
        made = re.sub(r'numFmtId="\d+"', f'numFmtId="{number_format}"', each[int(style or 0)])
        made = made.replace("<xf ", '<xf applyNumberFormat="1" ', 1) if "applyNumberFormat" not in made else made
        changed = f'<cellXfs count="{len(each) + 1}">{"".join(each)}{made}</cellXfs>'
        self.parts["xl/styles.xml"] = (text[: formats.start()] + changed + text[formats.end() :]).encode()
        return str(len(each))


def _serial(day: date) -> float:
    whole = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)  # noqa: DTZ001  # no zones
    return (whole - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001  # a spreadsheet knows no zones


def _content(value: Typed) -> str:
    """The rest of the cell's start tag, and what the cell holds; empty for a blank cell."""
    match value:
        case None:
            return ""
        case bool():
            return f' t="b"><v>{int(value)}</v>'
        case int() | float():
            return f"><v>{value!r}</v>"
        case Error(text):
            return f' t="e"><v>{text}</v>'
        case Formula(text, stored):
            kind = ' t="str"' if isinstance(stored, str) else ""
            result = "" if stored is None else f"<v>{escape(str(stored))}</v>"
            return f"{kind}><f>{escape(text.lstrip('='))}</f>{result}"
        case _:
            return f' t="inlineStr"><is><t xml:space="preserve">{_xml(str(value))}</t></is>'


def _xml(text: str) -> str:
    """Escaped as Excel does it: control characters as `_x0007_`."""
    return re.sub(r"[\x00-\x08\x0b-\x1f]", lambda found: f"_x{ord(found[0]):04X}_", escape(text))
