"""Reads the answers of an example task, each by the kind of its field."""

from typing import assert_never

from agent_router.model.field import Field, FieldKind, Value, WordList
from agent_router.sheets.book import Cell
from agent_router.sheets.cells import (
    CellRead,
    read_date,
    read_list,
    read_number,
    read_prose,
    read_whole,
    read_word,
    read_yes_no,
)
from agent_router.workbook.desk import Desk
from agent_router.workbook.values import complain_word

_SAYS_NOTHING = frozenset({"-", "?", "n/a", "none", "tbd"})
"""Words that people write into a text field instead of leaving it blank."""


def read_answer(desk: Desk, field: Field, cell: Cell) -> Value | None:
    """The value a task states, or None where it states nothing or the cell is complained about."""
    match field.kind:
        case FieldKind.TEXT:
            return _text(desk, cell)
        case FieldKind.LIST | FieldKind.FOLDERS:
            return _taken(desk, cell, read_list(cell)) or None
        case FieldKind.CHOICE:
            return _word(desk, field, cell)
        case FieldKind.CHOICES:
            return _words(desk, field, cell)
        case FieldKind.YES_NO:
            return _taken(desk, cell, read_yes_no(cell))
        case FieldKind.WHOLE:
            return _taken(desk, cell, read_whole(cell))
        case FieldKind.NUMBER:
            return _taken(desk, cell, read_number(cell))
        case FieldKind.DATE:
            return _taken(desk, cell, read_date(cell))
        case _:
            assert_never(field.kind)


def _taken(desk: Desk, cell: Cell, read: CellRead[Value]) -> Value | None:
    desk.complaints.add_faults(read.faults, cell.place)
    return read.value


def _text(desk: Desk, cell: Cell) -> str | None:
    read = read_prose(cell)
    desk.complaints.add_faults(read.faults, cell.place)
    text = read.value or ""
    return None if not text or text.casefold() in _SAYS_NOTHING else text


def _word(desk: Desk, field: Field, cell: Cell) -> str | None:
    read = read_word(cell)
    desk.complaints.add_faults(read.faults, cell.place)
    return _find(desk, field.words, cell, read.value or "")


def _words(desk: Desk, field: Field, cell: Cell) -> tuple[str, ...] | None:
    read = read_list(cell)
    desk.complaints.add_faults(read.faults, cell.place)
    found = (_find(desk, field.words, cell, typed) for typed in read.value or ())
    return tuple(dict.fromkeys(word for word in found if word is not None)) or None


def _find(desk: Desk, words: WordList | None, cell: Cell, typed: str) -> str | None:
    if not typed or words is None:
        return None
    found = words.find(typed)
    if found is None:
        complain_word(desk, words, cell.place, typed)
    return found
