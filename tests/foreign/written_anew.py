"""The rules typed or pasted into other programs, and saved there: no tables, no styles, other names for sheets."""

import io
import re
from collections.abc import Callable, Iterator
from functools import lru_cache

import pandas as pd
import xlsxwriter
from openpyxl import Workbook

from agent_router.sheets.book import Book, CellValue
from agent_router.sheets.reading import read_workbook
from tests.faults.draft import Draft
from tests.foreign.foreign import Foreign
from tests.policies import STARTER
from tests.workbook.edited import edited

Grid = tuple[tuple[CellValue, ...], ...]
Rename = Callable[[str], str]


@lru_cache(maxsize=1)
def _book() -> Book:
    return read_workbook(STARTER.read_bytes(), STARTER.name)


def _grids() -> Iterator[tuple[str, Grid]]:
    """Each sheet as plain values, row by row, from A1."""
    for sheet in _book().sheets:
        across, down = range(1, sheet.last_column + 1), range(1, sheet.last_row + 1)
        yield sheet.name, tuple(tuple(sheet.cell(row, column).value for column in across) for row in down)


def _is_table(name: str) -> bool:
    """Whether the sheet is one table under a title, with its headers in row 4."""
    return name not in {"Start here", "Risk matrix", "Lists"}


def by_openpyxl(rename: Rename = str, first: str = "") -> bytes:
    """Values alone."""
    book = Workbook(write_only=True)
    if first:
        book.create_sheet(first).append(["Made with a phone"])
    for name, grid in _grids():
        sheet = book.create_sheet(rename(name))
        for row in grid:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _by_xlsxwriter() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True, "default_date_format": "dd.mm.yyyy"}) as book:
        for name, grid in _grids():
            sheet = book.add_worksheet(name)
            for row, values in enumerate(grid):
                for column, value in enumerate(values):
                    if value is not None:
                        sheet.write(row, column, value)
    return buffer.getvalue()


def by_pandas(*, index: bool) -> bytes:
    """Tables without their titles, headers in row 1, as `DataFrame.to_excel` writes them."""
    buffer = io.BytesIO()
    with pd.ExcelWriter(buffer, engine="openpyxl") as writer:
        for name, grid in _grids():
            if _is_table(name):
                headers, rows = grid[3], grid[4:]
                frame = pd.DataFrame(list(rows), columns=[str(header or "") for header in headers], dtype=object)
                frame.to_excel(writer, sheet_name=name, index=index)
            else:
                frame = pd.DataFrame(list(grid), dtype=object)
                frame.to_excel(writer, sheet_name=name, index=False, header=False)
    return buffer.getvalue()


def _google() -> bytes:
    """As Google Sheets downloads: cells of a thousand rows with styles, an empty drawing a sheet, no tables."""
    draft = Draft()
    for part in tuple(draft.parts):
        if part.startswith(("docProps/", "xl/tables/")):
            del draft.parts[part]
    for part, content in tuple(draft.parts.items()):
        text = content.decode(errors="replace")
        if part.endswith(".rels"):
            for target in ("docProps", "tables"):
                text = _without_relations(text, target)
        if part.startswith("xl/worksheets/sheet"):
            blank = "".join(
                f'<row r="{row}"><c r="A{row}" s="1"/><c r="Z{row}" s="1"/></row>' for row in range(80, 1001)
            )
            text = text.replace("</sheetData>", f"{blank}</sheetData>")
            text = _without(text, "tableParts")
        draft.parts[part] = text.encode()
    types = draft.parts["[Content_Types].xml"].decode()
    for word in ("docProps", "tables"):
        types = _without_overrides(types, word)
    draft.parts["[Content_Types].xml"] = types.encode()
    return draft.data


def _without_relations(text: str, word: str) -> str:
    return re.sub(rf'<Relationship [^>]*Target="[^"]*{word}/[^"]*"[^>]*/>', "", text)


def _without_overrides(text: str, word: str) -> str:
    return re.sub(rf'<Override [^>]*PartName="[^"]*{word}/[^"]*"[^>]*/>', "", text)


def _without(text: str, tag: str) -> str:
    return re.sub(rf"<{tag}[ >].*?</{tag}>", "", text)


_NAMES = tuple(sheet.name for sheet in _book().sheets)

FOREIGN = (
    Foreign("openpyxl, plain cells", by_openpyxl),
    Foreign("openpyxl, opened and saved", lambda: edited(lambda _: None)),
    Foreign("XlsxWriter, plain cells", _by_xlsxwriter),
    Foreign("pandas without index", lambda: by_pandas(index=False)),
    Foreign(
        "pandas with its index", lambda: by_pandas(index=True),
        tuple(("WB111", f"{name}!A2") for name in _NAMES if _is_table(name)),
    ),
    Foreign("Google Sheets", _google),
    Foreign(
        "Apple Numbers", lambda: by_openpyxl(lambda name: f"{name} - Table 1"[:31], "Export Summary"),
        (("WB103", "Export Summary"), *(("WB101", f"{name} - Table 1"[:31]) for name in _NAMES)), rejected=True,
    ),
)  # fmt: skip
