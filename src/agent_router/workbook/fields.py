"""The sheet `Fields`: what a task states."""

from dataclasses import replace

from agent_router.model.field import Field, FieldKind, IfBlank, Riskier, Value, WordList
from agent_router.model.place import Place
from agent_router.sheets.book import Cell
from agent_router.sheets.cells import read_date, read_number, read_yes_no, to_word
from agent_router.sheets.characters import quoted
from agent_router.sheets.names import fold, nearest
from agent_router.workbook import problems
from agent_router.workbook.columns import NOTE, CellKind, Column, Form, SheetSchema, Side, Tab
from agent_router.workbook.desk import Desk
from agent_router.workbook.known_fields import KNOWN_FIELDS, KnownField, derived_fields, to_code
from agent_router.workbook.rule_sheets import fact_rows
from agent_router.workbook.values import RowReader

SCHEMA = SheetSchema(
    "fields", "Fields", Tab.ONCE, Form.ROWS,
    "What does a task tell the router?",
    "One row a field. Every field here is a column of the queue, and may be a condition column on any rule sheet. "
    "Add rows for your own.",
    (
        Column("header", "Field", CellKind.TEXT, "The column's name in queues and on the rule sheets.", Side.FACT,
               required=True, width=20),
        Column("question", "Question", CellKind.PROSE, "What the person who fills it in is asked.", Side.FACT,
        width=50, optional=True),
        Column("kind", "Kind", CellKind.WORD, "What its cells hold.", Side.FACT, words="Kind", required=True, width=14,
               example="choice"),
        Column("list_name", "List", CellKind.TEXT, "For choice and choices: the list on Lists that holds the words.",
               Side.FACT, width=17, example="Work type"),
        Column(
            "if_blank", "If blank", CellKind.TEXT,
            "required · not stated · budget · assume the worst · assume yes (or any other value). "
            "An assumption lets rules count that only this blank holds back.",
            Side.FACT, words="If blank", width=18, example="assume the worst",
        ),
        Column(
            "riskier", "Riskier when", CellKind.WORD,
            "In which direction an answer means more risk; used to find rules that reward the riskier answer.",
            Side.FACT, words="Riskier when", width=15, example="higher",
        ),
        Column("also_called", "Also called", CellKind.LIST, "Names of this column in the exports of other tools.",
               Side.FACT, width=38, example="Type; Issue type"),
        NOTE,
    ),
)  # fmt: skip


_NUMBERS = {FieldKind.WHOLE, FieldKind.NUMBER}
_CHOICES = {FieldKind.CHOICE, FieldKind.CHOICES}
_PLAIN = {
    "": IfBlank.NOT_STATED, "notstated": IfBlank.NOT_STATED, "required": IfBlank.REQUIRED, "budget": IfBlank.BUDGET,
    "assumetheworst": IfBlank.WORST,
}  # fmt: skip
_FITS = {
    Riskier.HIGHER: {*_NUMBERS, FieldKind.DATE},
    Riskier.LOWER: {*_NUMBERS, FieldKind.DATE},
    Riskier.YES: {FieldKind.YES_NO},
    Riskier.NO: {FieldKind.YES_NO},
    Riskier.LATER: _CHOICES,
    Riskier.NONE: set(FieldKind),
}


def read_fields(desk: Desk, taken_names: frozenset[str]) -> tuple[Field, ...]:
    """The fields of a task in sheet order, then the derived ones; `taken_names` are folded headers of the sheets."""
    found: list[Field] = []
    codes: dict[str, Field] = {}
    broken: set[str] = set()
    names: dict[str, str] = {}
    for row in fact_rows(desk, SCHEMA):
        reader = RowReader(desk, SCHEMA, row)
        field = _read_field(reader, taken_names)
        if field is None:
            broken.add(to_code(reader.text("header"), reader.texts("also_called")))
            continue
        if field.code in codes and field.place is not None:
            desk.complaints.add(problems.NAME_TWICE, field.place, f"“{field.header}” is “{codes[field.code].header}”")
            continue
        codes[field.code] = field
        needed = next((known for known in KNOWN_FIELDS if known.code == field.code), None)
        if needed is not None and field.kind not in needed.kinds:
            field = replace(field, kind=_own_kind(needed), words=None)  # said below; conditions keep their meaning
        _check_names(reader, field, names)
        found.append(field)
    for known in [known for known in KNOWN_FIELDS if known.code not in broken]:
        _check_known(desk, known, codes.get(known.code), [field.header for field in found])
    found += [_stand_in(known) for known in KNOWN_FIELDS if known.code not in codes]
    return (*found, *derived_fields(desk.word_list))


def _check_names(reader: RowReader, field: Field, taken: dict[str, str]) -> None:
    """A column of an export must mean one field."""
    for name in (field.header, *field.also_called):
        first = taken.setdefault(fold(name), field.header)
        if first != field.header:
            found = f"“{name}” for {first} and for {field.header}"
            reader.desk.complaints.add(problems.NAME_AMBIGUOUS, reader.place("also_called"), found)


def _stand_in(known: KnownField) -> Field:
    """A field that nobody can state, so that the rooms may still ask for it."""
    if known.needed:  # the workbook is refused; its conditions are still read by the kind they were written for
        return Field(known.code, known.header, _own_kind(known))
    free = [kind for kind in (FieldKind.TEXT, FieldKind.LIST, FieldKind.NUMBER) if kind in known.kinds]
    return Field(known.code, known.header, free[0] if free else FieldKind.TEXT)


def _own_kind(known: KnownField) -> FieldKind:
    return min(known.kinds, key=list(FieldKind).index)


def _check_known(desk: Desk, known: KnownField, field: Field | None, headers: list[str]) -> None:
    if field is not None:
        if field.kind not in known.kinds and field.place is not None:
            kinds = " or ".join(sorted(kind.value for kind in known.kinds))
            found = f"{field.header} is of kind {field.kind.value}, where {kinds} is needed"
            desk.complaints.add(problems.KIND_UNFIT, field.place, found)
        return
    sheet = desk.sheets.get(SCHEMA.key)
    if sheet is not None:
        rule = problems.FIELD_NEEDED if known.needed else problems.FIELD_ABSENT
        desk.complaints.add(rule, sheet.place, f"no field “{known.header}”", nearest(known.header, headers))


def _read_field(reader: RowReader, taken_names: frozenset[str]) -> Field | None:
    header, kind = reader.text("header"), reader.choice("kind", FieldKind)
    also_called, question = reader.texts("also_called"), reader.prose("question")
    riskier = reader.choice("riskier", Riskier) or Riskier.NONE
    list_name, if_blank_typed = reader.text("list_name"), reader.text("if_blank")
    if not header or kind is None:
        return None
    if fold(header) in taken_names:
        reader.desk.complaints.add(problems.FIELD_NAME_TAKEN, reader.place("header"), f"“{header}”")
    words = _words(reader, kind, list_name)
    if kind not in _FITS[riskier]:
        found = f"“{riskier.value}” for a field of kind {kind.value}"
        reader.desk.complaints.add(problems.RISKIER_UNFIT, reader.place("riskier"), found)
    if_blank, assumed = _if_blank(reader, if_blank_typed, kind, words)
    return Field(
        to_code(header, also_called), header, kind, if_blank, assumed, riskier, list_name if words else "", words,
        question, also_called, place=reader.row.place,
    )  # fmt: skip


def _words(reader: RowReader, kind: FieldKind, list_name: str) -> WordList | None:
    if kind not in _CHOICES:
        return None
    names = [words.name for words in reader.desk.lists]
    for words in reader.desk.lists:
        if list_name and fold(words.name) == fold(list_name):
            return words
    if "lists" not in reader.desk.sheets:  # said already
        return None
    found = f"“{list_name}”" if list_name else "nothing under List"
    reader.desk.complaints.add(problems.LIST_NEEDED, reader.place("list_name"), found, nearest(list_name, names))
    return None


def _if_blank(reader: RowReader, typed: str, kind: FieldKind, words: WordList | None) -> tuple[IfBlank, Value | None]:
    plain = _PLAIN.get(fold(typed))
    if plain is not None:
        return plain, None
    if fold(typed).startswith("assume"):
        value = _assumed(typed.split(None, 1)[1] if " " in typed else "", kind, words)
        if value is not None:
            return IfBlank.ASSUME, value
    fitting = _assumptions(kind, words)
    near = nearest(typed, ("required", "not stated", "budget", "assume the worst", *fitting))
    said = f"{quoted(typed)}; {kind.value} takes {', '.join(fitting[:6])}" if fitting else quoted(typed)
    reader.desk.complaints.add(problems.IF_BLANK_UNKNOWN, reader.place("if_blank"), said, near)
    return IfBlank.NOT_STATED, None


def _assumptions(kind: FieldKind, words: WordList | None) -> tuple[str, ...]:
    """Values that may stand after `assume`, where they can be listed."""
    if kind is FieldKind.YES_NO:
        return ("assume yes", "assume no")
    return tuple(f"assume {word}" for word in words.texts) if kind in _CHOICES and words is not None else ()


def _assumed(typed: str, kind: FieldKind, words: WordList | None) -> Value | None:
    """The value after `assume`, or None where it does not fit the field."""
    text = to_word(typed).value or ""
    cell = Cell(Place(""), 1, 1, text)
    if kind is FieldKind.YES_NO:
        return read_yes_no(cell).value
    if kind is FieldKind.DATE:
        return read_date(cell).value
    if kind in _NUMBERS:
        number = read_number(cell).value
        whole = number is not None and number == number.to_integral_value()
        return int(number) if number is not None and whole and kind is FieldKind.WHOLE else number
    if kind in _CHOICES:
        word = words.find(text) if words is not None else None
        return (word,) if word is not None and kind is FieldKind.CHOICES else word
    if not text:
        return None
    return text if kind is FieldKind.TEXT else (text,)
