"""Reads a sheet of rules into a decision table."""

from collections.abc import Callable
from typing import TypeVar

from agent_router.model.place import Place
from agent_router.model.policy import Heading
from agent_router.model.table import HitPolicy, Row, Table
from agent_router.sheets.book import Cell
from agent_router.sheets.cells import read_word
from agent_router.sheets.names import fold, nearest
from agent_router.workbook import problems
from agent_router.workbook.columns import SheetSchema
from agent_router.workbook.conditions import check_condition_columns, read_conditions
from agent_router.workbook.desk import Desk
from agent_router.workbook.row_order import complain_order
from agent_router.workbook.rows import SheetRow, SheetRows, read_rows
from agent_router.workbook.values import RowReader
from agent_router.workbook.vocabulary import READING_ORDERS

ThenT = TypeVar("ThenT")
_READING_LABELS = frozenset({"rowsareread", "howrowsareread"})


def read_table(desk: Desk, schema: SheetSchema, to_then: Callable[[RowReader], ThenT | None]) -> Table[ThenT]:
    """The rows of a sheet that are switched on; `to_then` reads the conclusion of one row.

    Rows that cannot be read are complained about and left out, so that the rest is still checked.
    """
    found = read_rows(desk, schema)
    if found is None:
        return Table(schema.name, ())
    check_condition_columns(desk, schema, found)
    rows: list[Row[ThenT]] = []
    taken: dict[str, Place] = {}
    for row in found.rows:
        reader = RowReader(desk, schema, row)
        if not reader.yes_no("on", blank=True):
            row_id = reader.text("id") or reader.place("id").cell
            desk.switched_off.append(Heading(schema.name, row_id, reader.place("on")))
            continue
        row_id = _row_id(reader, taken)
        conditions = read_conditions(desk, schema, row)
        then = to_then(reader)
        if then is not None:
            rows.append(Row(row_id, conditions, then, row.place))
    if not found.rows or not taken:
        desk.complaints.add(problems.NO_ROWS, found.sheet.place, "no row that is switched on")
    order = _reading_order(desk, schema, found)
    if order is HitPolicy.FIRST:
        complain_order([(row.id, row.place) for row in rows if row.place is not None], desk.complaints)
    return Table(schema.name, tuple(rows), order, found.sheet.place)


def _row_id(reader: RowReader, taken: dict[str, Place]) -> str:
    place = reader.place("id")
    row_id = reader.text("id")
    if not row_id:
        cell = reader.cell("id")
        if cell is not None and not cell.formula and not cell.error:
            reader.desk.complaints.add(problems.ID_BLANK, place, "nothing under ID")
        row_id = place.cell
    key = row_id.casefold()
    if key in taken:
        found = f"“{row_id}” in {taken[key].cell} and in {place.cell}"
        reader.desk.complaints.add(problems.ID_TWICE, place, found)
    taken.setdefault(key, place)
    return row_id


def _reading_order(desk: Desk, schema: SheetSchema, found: SheetRows) -> HitPolicy:
    if not schema.reading_order:
        return HitPolicy.RULE_ORDER
    label = next((cell for cell in _above(found) if fold(str(cell.value)) in _READING_LABELS), None)
    if label is None:
        return HitPolicy.FIRST
    cell = found.sheet.cell(label.row, label.column + 1)
    desk.headings.append(Heading(schema.name, "Rows are read", cell.place))
    read = read_word(cell)
    desk.complaints.add_faults(read.faults, cell.place)
    for order in (HitPolicy.FIRST, HitPolicy.UNIQUE):
        if read.value is None or fold(read.value) == fold(order.value):
            return order
    near = nearest(read.value or "", READING_ORDERS)
    desk.complaints.add(problems.WORD_FIXED, cell.place, f"“{read.value}”, where First or Unique fits", near)
    return HitPolicy.FIRST


def _above(found: SheetRows) -> list[Cell]:
    return [cell for (row, _), cell in sorted(found.sheet.cells.items()) if row < found.header.row]


def fact_rows(desk: Desk, schema: SheetSchema) -> tuple[SheetRow, ...]:
    """The rows of a sheet that holds facts instead of rules; none where the sheet cannot be read."""
    found = read_rows(desk, schema)
    return () if found is None else found.rows
