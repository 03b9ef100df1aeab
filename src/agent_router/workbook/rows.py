"""Reads the one table of a sheet: which column means what, and which rows are data.

In this order: 1. the header row; 2. columns by name; 3. doubled, missing, unknown and nameless columns;
4. merged cells; 5. rows, without blank ones and without notes below the data; 6. what is hidden or outside the table.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from agent_router.model.field import Field
from agent_router.model.place import Place
from agent_router.model.policy import Heading
from agent_router.sheets.book import Cell, Sheet
from agent_router.sheets.cells import CellFaultKind, shown, to_word
from agent_router.sheets.characters import quoted
from agent_router.sheets.headers import HeaderRow, duplicates, find_header_row, header_text
from agent_router.sheets.names import fold, nearest
from agent_router.workbook import problems
from agent_router.workbook.columns import Column, SheetSchema, Side
from agent_router.workbook.complaints import Complaints
from agent_router.workbook.desk import Desk
from agent_router.workbook.lone_cells import LoneCell, lone_cells, tell_lone_cells

_SUMS_UP = re.compile(r"=\s*(_xlfn\.)?(SUBTOTAL|AGGREGATE)\s*\(", re.IGNORECASE)
_IGNORED = "note"
"""Columns whose name starts so are the lead's own."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each column stands."""

    known: Mapping[str, int]
    """Key of the schema's column → column number."""
    fields: tuple[tuple[Field, int], ...]
    """Fields of a task that have a column here: conditions, or the answers of an example."""
    first: int
    """The leftmost named column."""
    named: frozenset[int]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of data."""

    number: int
    cells: Mapping[str, Cell]
    """By key of the schema's column; columns that are not on the sheet are absent."""
    fields: tuple[tuple[Field, Cell], ...]
    place: Place
    """Its first cell."""


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The rows of one sheet, and where they were found."""

    sheet: Sheet
    header: HeaderRow
    rows: tuple[SheetRow, ...]


def read_rows(desk: Desk, schema: SheetSchema) -> SheetRows | None:
    """The data rows of a sheet, or None where there is no sheet or no header row (said already)."""
    sheet = desk.sheets.get(schema.key)
    if sheet is None:
        return None
    takes_fields = schema.conditions or schema.key == "examples"
    names = [column.header for column in schema.columns]
    names += [field.header for field in desk.fields] if takes_fields else []
    header = find_header_row(sheet, names)
    if header is None or not _names_enough(header, names):
        found = "no column names" if sheet.cells else "an empty sheet"
        desk.complaints.add(problems.HEADERS_MISSING, sheet.place, found)
        return None
    columns = _find_columns(desk, schema, header)
    lone = lone_cells(sheet, header.row, columns.first, columns.named)
    _complain_structure(sheet, header, columns, desk.complaints)
    _complain_merged(sheet, header, columns, lone, desk.complaints)
    desk.headings.extend(_headings(schema, sheet, header, columns))
    numbers = _filled_rows(sheet, header, columns, desk.complaints)
    numbers = tell_lone_cells(lone, numbers, desk.complaints, numbered=columns.known.get("id") == columns.first)
    return SheetRows(sheet, header, _data_rows(sheet, header, columns, numbers, desk.complaints))


def _names_enough(header: HeaderRow, names: Sequence[str]) -> bool:
    """A single known name may be a word in a row of data: `Reviewer` is the name of a field and of a role."""
    known = {fold(name) for name in names}
    return len({fold(header_text(cell)) for cell in header.cells} & known) > 1


def _headings(schema: SheetSchema, sheet: Sheet, header: HeaderRow, columns: Columns) -> Iterator[Heading]:
    for key, column in columns.known.items():
        yield Heading(schema.name, schema.column(key).header, sheet.place_of(header.row, column))
    for field, column in columns.fields:
        yield Heading(schema.name, field.header, sheet.place_of(header.row, column))


def _find_columns(desk: Desk, schema: SheetSchema, header: HeaderRow) -> Columns:
    known: dict[str, int] = {}
    fields: list[tuple[Field, int]] = []
    unknown: list[Cell] = []
    complain_look_alikes(header, desk.complaints)
    for cell in header.cells:
        name = header_text(cell)
        column = _schema_column(schema, name)
        field = None if column is not None else _field(desk.fields, schema, name)
        if column is not None:
            known.setdefault(column.key, cell.column)
        elif field is not None and field.code not in {taken.code for taken, _ in fields}:
            fields.append((field, cell.column))
        elif field is None and not fold(name).startswith(_IGNORED):
            unknown.append(cell)
    for first, again in duplicates(header):
        found = f"“{header_text(again)}” in {first.place.cell} and in {again.place.cell}"
        desk.complaints.add(problems.HEADER_TWICE, again.place, found)
    named = _complain_missing(schema, header, known, unknown, desk.complaints)
    for cell in unknown:
        if cell not in named:
            _complain_unknown(desk, schema, cell, header_text(cell))
    first_column = min(cell.column for cell in header.cells)
    return Columns(known, tuple(fields), first_column, frozenset(cell.column for cell in header.cells))


def complain_look_alikes(header: HeaderRow, complaints: Complaints) -> None:
    """Say where a column was only found by reading a letter of another alphabet as Latin."""
    for cell in header.cells:
        faults = to_word(header_text(cell)).faults
        complaints.add_faults([fault for fault in faults if fault.kind is CellFaultKind.LOOK_ALIKE], cell.place)


def _schema_column(schema: SheetSchema, name: str) -> Column | None:
    return next((column for column in schema.columns if fold(column.header) == fold(name)), None)


def _field(fields: Sequence[Field], schema: SheetSchema, name: str) -> Field | None:
    if not (schema.conditions or schema.key == "examples"):
        return None
    wanted = fold(name)
    for field in fields:
        if wanted in {fold(field.header), fold(field.code)} and (schema.conditions or not field.derived):
            return field
    for field in fields:
        if not field.derived and wanted in {fold(other) for other in field.also_called}:
            return field
    return None


def _complain_unknown(desk: Desk, schema: SheetSchema, cell: Cell, name: str) -> None:
    known = [column.header for column in schema.columns]
    if schema.conditions or schema.key == "examples":
        known += [field.header for field in desk.fields]
        desk.complaints.add(problems.COLUMN_NO_FIELD, cell.place, f"“{name}”", nearest(name, known))
    else:
        desk.complaints.add(problems.COLUMN_UNKNOWN, cell.place, f"“{name}”", nearest(name, known))


def _complain_missing(
    schema: SheetSchema, header: HeaderRow, known: Mapping[str, int], unknown: list[Cell], complaints: Complaints
) -> list[Cell]:
    """Complain about columns that are not there; gives the unknown ones that were named as being meant for them."""
    spare = {header_text(cell): cell for cell in reversed(unknown)}
    named = []
    for column in schema.columns:
        if column.key not in known and column.side is not Side.NOTE and not column.added:
            rule = problems.COLUMN_MISSING if column.missing_is_error else problems.COLUMN_ABSENT
            like = nearest(column.header, spare)
            found = f"no column “{column.header}”" + (f", but one called “{like}”" if like else "")
            at = spare[like] if like else header.cells[0]
            named += [at] if like else []
            complaints.add(rule, at.place, found, column.header if like else "")
    return named


def _complain_structure(sheet: Sheet, header: HeaderRow, columns: Columns, complaints: Complaints) -> None:
    for row in header.rivals:
        place = sheet.place_of(row, columns.first)
        complaints.add(problems.HEADERS_TWICE, place, f"column names in row {header.row} and again in row {row}")
    nameless: dict[int, Cell] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        if row > header.row and column not in columns.named:
            nameless.setdefault(column, cell)
    for column, cell in nameless.items():
        # A column that touches none of the table's is a note beside it; one that does may be a value that got lost.
        beside = {column - 1, column + 1} & (columns.named | nameless.keys())
        complaints.add(problems.COLUMN_NAMELESS if beside else problems.NOTE_BESIDE, cell.place, shown(cell))


def _complain_merged(
    sheet: Sheet, header: HeaderRow, columns: Columns, lone: Mapping[int, LoneCell], complaints: Complaints
) -> None:
    last_column = max(columns.named)
    for area in sheet.merged:
        if area.first_row in lone and lone[area.first_row].area == area:
            continue  # a heading or a note, said as that
        if area.last_row >= header.row and area.first_column <= last_column and area.last_column >= columns.first:
            place = sheet.place_of(area.first_row, area.first_column)
            complaints.add(problems.MERGED, place, f"{area.text} merged")


def _filled_rows(sheet: Sheet, header: HeaderRow, columns: Columns, complaints: Complaints) -> list[int]:
    """Numbers of the rows below the header that hold something under a name, without totals and doubled headers."""
    left_out = {*header.rivals, *_totals_rows(sheet, header, complaints)}
    filled = {row for (row, column), cell in sheet.cells.items() if column in columns.named and not cell.blank}
    return sorted(row for row in filled - left_out if row > header.row)


def _data_rows(
    sheet: Sheet, header: HeaderRow, columns: Columns, numbers: Sequence[int], complaints: Complaints
) -> tuple[SheetRow, ...]:
    titles = {cell.column: header_text(cell) for cell in header.cells}
    titled = [(_titled(field, titles[column]), column) for field, column in columns.fields]
    rows = []
    for row in numbers:
        cells = {key: sheet.cell(row, column) for key, column in columns.known.items()}
        fields = tuple((field, sheet.cell(row, column)) for field, column in titled)
        says = [cell for key, cell in cells.items() if key != _IGNORED] + [cell for _, cell in fields]
        if any(not cell.blank for cell in says):
            rows.append(SheetRow(row, cells, fields, sheet.place_of(row, columns.first)))
    _remark_rows(sheet, header, rows, complaints)
    return tuple(rows)


def _titled(field: Field, title: str) -> Field:
    """The field under the name that its column has here: `Team (Function)`, so that a lead finds the column."""
    if fold(title) in {fold(field.header), fold(field.code)}:
        return field
    return replace(field, header=f"{title} ({field.header})")


def _totals_rows(sheet: Sheet, header: HeaderRow, complaints: Complaints) -> tuple[int, ...]:
    """Rows in which Excel sums a table up; found by the table, since their words depend on Excel's language."""
    found: set[int] = set()
    for table in sheet.tables:
        if table.first_row == header.row:
            found |= set(range(table.last_row - table.totals + 1, table.last_row + 1))
    # A totals row that came by way of another program is still known by its formulas.
    last = [cell for cell in sheet.row(sheet.last_row) if _SUMS_UP.match(cell.formula)]
    found |= {cell.row for cell in last if cell.row > header.row}
    for row in sorted(found):
        complaints.add(problems.TOTALS_ROW, sheet.place_of(row, header.cells[0].column), f"row {row}")
    return tuple(sorted(found))


def _remark_rows(sheet: Sheet, header: HeaderRow, rows: Sequence[SheetRow], complaints: Complaints) -> None:
    hidden = [row.number for row in rows if row.number in sheet.hidden_rows]
    if hidden:
        numbers = ", ".join(str(number) for number in hidden[:10]) + (" …" if len(hidden) > 10 else "")
        place = next(row.place for row in rows if row.number == hidden[0])
        complaints.add(problems.ROWS_HIDDEN, place, f"hidden: row {numbers}")
    for cell in header.cells:
        if cell.column in sheet.hidden_columns and not fold(header_text(cell)).startswith(_IGNORED):
            complaints.add(problems.COLUMNS_HIDDEN, cell.place, f"{quoted(header_text(cell))} is hidden")
    last = max((row.number for row in rows), default=0)
    for table in sheet.tables:
        if table.first_row == header.row and table.last_row < last:
            place = sheet.place_of(table.last_row + 1, table.first_column)
            complaints.add(problems.TABLE_SHORT, place, f"the table covers {table.text}, the data ends in row {last}")
