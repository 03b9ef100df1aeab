"""The sheet `Examples`: what the lead expects."""

from agent_router.model.field import Field
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, ChecklistEffect, Example, Phase, Route
from agent_router.model.table import Table
from agent_router.sheets.characters import quoted
from agent_router.sheets.names import fold, nearest
from agent_router.workbook import problems
from agent_router.workbook.answers import read_answer
from agent_router.workbook.columns import NOTE, CellKind, Column, Form, SheetSchema, Side, Tab
from agent_router.workbook.desk import Desk
from agent_router.workbook.rule_sheets import fact_rows
from agent_router.workbook.values import RowReader

SCHEMA = SheetSchema(
    "examples", "Examples", Tab.CHECK, Form.ROWS,
    "Does the policy do what you expect?",
    "One row a task, with the answers you expect. The check command compares them with what the rules really say; "
    "blank expectations are not checked.",
    (
        Column("blast_radius", "Should be: blast radius", CellKind.WORD, "The blast radius you expect.", Side.EXPECT,
               words="Blast radius", width=12, example="Low"),
        Column("route", "Should be: route", CellKind.WORD, "The route you expect.", Side.EXPECT, words="Route",
        width=15,
               example="Single agent"),
        Column("phases", "Should be: phases", CellKind.WORDS, "The phases you expect.", Side.EXPECT, words="Phase",
        width=12,
               example="discovery"),
        Column("minutes", "Should be: budget minutes", CellKind.WHOLE, "The minutes you expect in the box.",
        Side.EXPECT,
               width=11, example="30"),
        Column("proof", "Should be: proof", CellKind.WORDS, "All kinds of proof you expect to be required.",
        Side.EXPECT,
               words="Proof kind", width=18, example="findings; tests"),
        Column("missing", "Should be: missing", CellKind.LIST,
               "The fields you expect the router to ask for, by their names.", Side.EXPECT, width=18,
               example="Acceptance plan"),
        Column("checklist", "Should be: checklist IDs", CellKind.LIST,
               "All IDs of the Acceptance checklist that you expect to apply.", Side.EXPECT, width=22,
               example="A1; A2"),
        NOTE,
    ),
)  # fmt: skip


_NOTHING = frozenset({"-", "none", "nothing"})
"""What a lead writes to expect an empty answer; a blank is not checked."""


def read_examples(desk: Desk, checklist: Table[ChecklistEffect]) -> tuple[Example, ...]:
    """The rows of `Examples`; IDs of the checklist are looked up in `checklist`."""
    found: list[Example] = []
    taken: dict[str, str] = {}
    for row in fact_rows(desk, SCHEMA):
        reader = RowReader(desk, SCHEMA, row)
        example = _read_example(reader, checklist)
        place = next((cell.place for field, cell in row.fields if field.code == "id"), row.place)
        first = taken.setdefault(example.id.casefold(), place.cell)
        if first != place.cell:
            desk.complaints.add(problems.ID_TWICE, place, f"“{example.id}” in {first} and in {place.cell}")
        found.append(example)
    return tuple(found)


def _read_example(reader: RowReader, checklist: Table[ChecklistEffect]) -> Example:
    answers, row_id = [], ""
    for field, cell in reader.row.fields:
        value = read_answer(reader.desk, field, cell)
        if value is not None:
            answers.append((field.code, value))
        if field.code == "id":
            row_id = str(value or "")
            if value is None:
                reader.desk.complaints.add(problems.ID_BLANK, cell.place, f"nothing under {field.header}")
    return Example(
        row_id or reader.row.place.cell,
        tuple(answers),
        reader.choice("blast_radius", BlastRadius),
        reader.choice("route", Route),
        None if _blank(reader, "phases") else reader.choices("phases", Phase),
        reader.whole("minutes", 1),
        _words_or_nothing(reader, "proof"),
        _missing(reader),
        _checklist_ids(reader, checklist),
        _note(reader),
        reader.row.place,
        _places(reader),
    )


def _blank(reader: RowReader, key: str) -> bool:
    cell = reader.cell(key)
    return cell is None or cell.blank


def _says_nothing(reader: RowReader, key: str) -> bool:
    return not _blank(reader, key) and reader.text(key).casefold() in _NOTHING


def _words_or_nothing(reader: RowReader, key: str) -> tuple[str, ...] | None:
    if _blank(reader, key):
        return None
    return () if _says_nothing(reader, key) else reader.words(key)


def _missing(reader: RowReader) -> tuple[str, ...] | None:
    if _blank(reader, "missing"):
        return None
    if _says_nothing(reader, "missing"):
        return ()
    codes = []
    for typed in reader.texts("missing"):
        field = _field_named(reader.desk.fields, typed)
        if field is None:
            near = nearest(typed, [field.header for field in reader.desk.fields])
            reader.desk.complaints.add(problems.FIELD_UNKNOWN, reader.place("missing"), f"“{typed}”", near)
        else:
            codes.append(field.code)
    return tuple(codes)


def _field_named(fields: tuple[Field, ...], typed: str) -> Field | None:
    return next((field for field in fields if fold(typed) in {fold(field.header), fold(field.code)}), None)


def _checklist_ids(reader: RowReader, checklist: Table[ChecklistEffect]) -> tuple[str, ...] | None:
    if _blank(reader, "checklist"):
        return None
    if _says_nothing(reader, "checklist"):
        return ()
    known = {row.id.casefold(): row.id for row in checklist.rows}
    sheet = checklist.place.sheet if checklist.place else ""
    whole = all(error.place.sheet != sheet for error in reader.desk.complaints.errors)
    ids = []
    for typed in reader.texts("checklist"):
        found = known.get(typed.casefold())
        if found is None and not whole:
            continue  # it may be one of the rows that could not be read
        if found is None:
            # IDs are short: all of them are alike, so only another spelling of one is worth suggesting.
            near = next((row_id for row_id in known.values() if fold(row_id) == fold(typed)), "")
            said = f"{quoted(typed)}; Acceptance checklist has no such row that is switched on"
            reader.desk.complaints.add(problems.ROW_UNKNOWN, reader.place("checklist"), said, near)
        else:
            ids.append(found)
    return tuple(ids)


def _places(reader: RowReader) -> tuple[tuple[str, Place], ...]:
    cells = ((column.key, reader.cell(column.key)) for column in SCHEMA.columns if column.key != "note")
    return tuple((key, cell.place) for key, cell in cells if cell is not None and not cell.blank)


def _note(reader: RowReader) -> str:
    cell = reader.cell("note")
    return "" if cell is None or cell.formula or cell.error or cell.value is None else str(cell.value).strip()
