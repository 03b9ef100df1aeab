"""Finds the workbook's sheets by their names: exact ones forgiving, near misses suggested."""

import re
from collections.abc import Sequence

from agent_router.model.place import Place
from agent_router.sheets.book import Book, Sheet, Visibility
from agent_router.sheets.names import fold, nearest
from agent_router.workbook import problems
from agent_router.workbook.columns import SheetSchema
from agent_router.workbook.complaints import Complaints

_COPY = re.compile(r"^copy of | - table(?: \d*)?$|[ _]?\(?\d+\)?$| - copy$", re.IGNORECASE)
"""`Routes (2)` in Excel, `Routes_2` in LibreOffice, `Copy of Routes` in Google Sheets, `Routes - Table 1` in Numbers."""


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
            for copy in near:
                said = f"“{copy.name}” beside “{same[0].name}”; “{same[0].name}” is read"
                complaints.add(problems.SHEET_COPY, copy.place, said)
        else:
            _complain_missing(book, schema, near, complaints)
        claimed.update(sheet.name for sheet in (*same, *near))
    _remark_unknown(free, claimed, schemas, complaints)
    _remark_hidden(list(found.values()), complaints)
    return found


def _near(sheet: Sheet, schemas: Sequence[SheetSchema]) -> str:
    """The name that was probably meant; what programs add to the name of a copy does not count."""
    return nearest(_COPY.sub("", sheet.name), [schema.name for schema in schemas])


def _complain_missing(book: Book, schema: SheetSchema, near: list[Sheet], complaints: Complaints) -> None:
    found = f"no sheet “{schema.name}”" + (f", but one called “{near[0].name}”" if near else "")
    place = Place(book.name, near[0].name if near else schema.name)
    complaints.add(problems.SHEET_MISSING, place, found, schema.name if near else "")


def _remark_unknown(
    free: list[Sheet], claimed: set[str], schemas: Sequence[SheetSchema], complaints: Complaints
) -> None:
    names = [schema.name for schema in schemas]
    for sheet in free:
        if sheet.name not in claimed:  # those were named in an error already
            complaints.add(problems.SHEET_UNKNOWN, sheet.place, f"“{sheet.name}”", nearest(sheet.name, names))


def _remark_hidden(sheets: list[Sheet], complaints: Complaints) -> None:
    rules = {Visibility.HIDDEN: problems.SHEET_HIDDEN, Visibility.VERY_HIDDEN: problems.SHEET_VERY_HIDDEN}
    for sheet in sheets:
        rule = rules.get(sheet.visibility)
        if rule is not None:
            complaints.add(rule, sheet.place, f"“{sheet.name}”")
