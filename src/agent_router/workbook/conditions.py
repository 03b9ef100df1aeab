"""Reads the condition cells of a row: what may be asked on this sheet, and what was understood."""

from textwrap import shorten

from agent_router.model.condition import Condition
from agent_router.model.field import Field, FieldKind
from agent_router.model.problem import Severity
from agent_router.sheets.book import Cell
from agent_router.sheets.cells import FATAL, check_source, shown
from agent_router.sheets.characters import quoted
from agent_router.tables.cell_language import Parsed, parse_condition
from agent_router.tables.faults import FaultKind
from agent_router.workbook import problems
from agent_router.workbook.columns import SheetSchema
from agent_router.workbook.desk import Desk
from agent_router.workbook.folders import check_folder_condition
from agent_router.workbook.rows import SheetRow, SheetRows


def check_condition_columns(desk: Desk, schema: SheetSchema, rows: SheetRows) -> None:
    """Complain about condition columns whose field is not known yet when this sheet is read."""
    if not rows.rows:
        return
    for field, cell in rows.rows[0].fields:
        if field.derived and field.code not in schema.derived:
            place = rows.sheet.place_of(rows.header.row, cell.column)
            desk.complaints.add(problems.TOO_EARLY, place, f"a column “{field.header}”")


def read_conditions(desk: Desk, schema: SheetSchema, row: SheetRow) -> tuple[Condition, ...]:
    """The conditions of a row that say something; broken cells are complained about and left out."""
    by_code = {field.code: field for field in desk.fields if not field.derived or field.code in schema.derived}
    conditions = []
    for field, cell in row.fields:
        if field.code not in by_code:
            continue  # said once, at the header
        source = check_source(cell)
        desk.complaints.add_faults(source, cell.place)
        if any(fault.kind in FATAL for fault in source) or cell.blank:
            continue
        if cell.percent:
            desk.complaints.add(problems.PERCENT, cell.place, shown(cell))
            continue
        if field.kind in {FieldKind.CHOICE, FieldKind.CHOICES} and (field.words is None or not field.words.words):
            continue  # said once, where the list is missed
        parsed = parse_condition(cell.value, field, by_code, cell.place)
        _tell(parsed, field, cell, desk)
        if parsed.condition is not None:
            check_folder_condition(parsed.condition, desk.complaints)
            conditions.append(parsed.condition)
    return tuple(conditions)


def _tell(parsed: Parsed, field: Field, cell: Cell, desk: Desk) -> None:
    fault = parsed.fault
    for note in parsed.notes:
        rule = problems.CONDITION_NOTES[note.kind]
        if fault is not None and rule.severity is Severity.ADVICE:
            continue  # the cell has to be typed again anyway
        found = f"{quoted(note.typed)} under {field.header}, read as {quoted(note.read_as)}"
        desk.complaints.add(rule, cell.place, found)
    if fault is not None:
        # What else fits only matters where nothing is near.
        fits = f"; what fits: {shorten(fault.expected, 160, placeholder=' …')}"
        found = f"{quoted(fault.found)} under {field.header}{fits if fault.expected and not fault.suggestion else ''}"
        rule = problems.CONDITION_FAULTS[fault.kind]
        if fault.kind is FaultKind.UNKNOWN_WORD and field.words is not None and not fault.suggestion:
            rule = desk.or_add_to_list(rule, field.words)
        desk.complaints.add(rule, cell.place, found, fault.suggestion)
