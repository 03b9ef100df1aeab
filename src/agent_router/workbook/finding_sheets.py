"""Finds the workbook's sheets by their names: exact ones forgiving, near misses suggested."""

import re
from collections.abc import Sequence

from agent_router.model.place import Place
from agent_router.sheets.book import Book, Sheet, Visibility
from agent_router.sheets.headers import find_header_row, header_text
from agent_router.sheets.names import NEAR, fold, nearest
from agent_router.workbook import problems
from agent_router.workbook.columns import SheetSchema, Side
from agent_router.workbook.complaints import Complaints

_COPY = re.compile(r"^copy of | - table(?: \d*)?$|[ _]?\(?\d+\)?$| - copy$", re.IGNORECASE)
"""`Routes (2)` in Excel, `Routes_2` in LibreOffice, `Copy of Routes` in Google, `Routes - Table 1` in Numbers."""


_SURELY = 85.0
"""Similarity in percent from which two names are one, whatever they begin with."""
_MOST = 0.75
"""Share of a sheet's columns by which it is known under any name."""


def find_sheets(book: Book, schemas: Sequence[SheetSchema], complaints: Complaints) -> dict[str, Sheet]:
    """Sheets by schema key. Missing, doubled, unknown and hidden ones are complained about."""
    found: dict[str, Sheet] = {}
    claimed: set[str] = set()
    free = [sheet for sheet in book.sheets if fold(sheet.name) not in {fold(schema.name) for schema in schemas}]
    for schema in schemas:
        same = [sheet for sheet in book.sheets if fold(sheet.name) == fold(schema.name)]
        near = [sheet for sheet in free if _near(sheet, schemas) == schema.name]
        if len(same) > 1 or (not same and len(near) > 1):
            names = " and ".join(f"“{sheet.name}”" for sheet in same or near)
            complaints.add(problems.SHEET_TWICE, (same or near)[1].place, f"{names} for {schema.name}", schema.name)
        elif same:
            found[schema.key] = same[0]
            near = [sheet for sheet in near if _is_copy(sheet, schema)]
            for copy in near:
                said = f"“{copy.name}” beside “{same[0].name}”; “{same[0].name}” is read"
                complaints.add(problems.SHEET_COPY, copy.place, said)
        else:
            near = near or [sheet for sheet in free if _has_columns_of(sheet, schema)][:1]
            _complain_missing(book, schema, near, complaints)
        claimed.update(sheet.name for sheet in (*same, *near))
    _remark_unknown(free, claimed, schemas, complaints)
    _remark_hidden(list(found.values()), complaints)
    return found


def _near(sheet: Sheet, schemas: Sequence[SheetSchema], at_least: float = NEAR) -> str:
    """The name that was probably meant; what programs add to the name of a copy does not count."""
    return nearest(_COPY.sub("", sheet.name), [schema.name for schema in schemas], at_least)


def _has_columns_of(sheet: Sheet, schema: SheetSchema) -> bool:
    """Whether the sheet is that one under another name: most of its columns are there."""
    names = {fold(column.header) for column in schema.columns if column.side is not Side.NOTE}
    header = find_header_row(sheet, [column.header for column in schema.columns])
    found = names & {fold(header_text(cell)) for cell in header.cells} if header else set()
    return len(found) >= max(2, len(names) * _MOST)


def _is_copy(sheet: Sheet, schema: SheetSchema) -> bool:
    """Whether a sheet beside the one that is read looks like it: `Roots` does, the lead's own `Notes` does not."""
    same_start = fold(sheet.name)[:1] == fold(schema.name)[:1]
    return bool(_near(sheet, [schema], NEAR if same_start else _SURELY))


def _complain_missing(book: Book, schema: SheetSchema, near: list[Sheet], complaints: Complaints) -> None:
    found = f"no sheet “{schema.name}”"
    if near:
        named = bool(_near(near[0], [schema]))
        found += f", but one called “{near[0].name}”" if named else f", but “{near[0].name}” has its columns"
    place = Place(book.name, near[0].name if near else schema.name)
    complaints.add(problems.SHEET_MISSING, place, found, schema.name if near else "")


def _remark_unknown(
    free: list[Sheet], claimed: set[str], schemas: Sequence[SheetSchema], complaints: Complaints
) -> None:
    names = [schema.name for schema in schemas]
    for sheet in free:
        if sheet.name not in claimed:  # those were named in an error already
            complaints.add(problems.SHEET_UNKNOWN, sheet.place, f"“{sheet.name}”", nearest(sheet.name, names, _SURELY))


def _remark_hidden(sheets: list[Sheet], complaints: Complaints) -> None:
    rules = {Visibility.HIDDEN: problems.SHEET_HIDDEN, Visibility.VERY_HIDDEN: problems.SHEET_VERY_HIDDEN}
    for sheet in sheets:
        rule = rules.get(sheet.visibility)
        if rule is not None:
            complaints.add(rule, sheet.place, f"“{sheet.name}”")
