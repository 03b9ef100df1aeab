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
    shown,
)
from agent_router.sheets.names import fold
from agent_router.workbook import problems
from agent_router.workbook.desk import Desk
from agent_router.workbook.values import find_word, remark_year

_YES_NO = frozenset({"yes", "no", "true", "false"})
_SAYS_NOTHING = frozenset({"-", "?", "n/a", "none", "tbd"})
"""Words that people write into a text field instead of leaving it blank."""


def read_answer(desk: Desk, field: Field, cell: Cell) -> Value | None:
    """The value a task states, or None where it states nothing or the cell is complained about."""
    read = _read(desk, field, cell)
    desk.complaints.add_faults(read.faults, cell.place)
    return None if read.value in {"", ()} else read.value


def _read(desk: Desk, field: Field, cell: Cell) -> CellRead[Value]:
    """The cell by the kind of its field; faults are the caller's to tell."""
    read: CellRead[Value]
    match field.kind:
        case FieldKind.TEXT:
            read = _text(cell)
        case FieldKind.LIST | FieldKind.FOLDERS:
            read = read_list(cell)
        case FieldKind.CHOICE:
            read = _word(desk, field, cell)
        case FieldKind.CHOICES:
            read = _words(desk, field, cell)
        case FieldKind.YES_NO:
            read = _yes_no(desk, cell)
        case FieldKind.WHOLE:
            read = read_whole(cell, field.header)
        case FieldKind.NUMBER:
            read = read_number(cell, field.header)
        case FieldKind.DATE:
            read = read_date(cell)
            remark_year(desk, read.value, cell.place)
        case _:
            assert_never(field.kind)
    return read


def _yes_no(desk: Desk, cell: Cell) -> CellRead[bool]:
    read = read_yes_no(cell)
    if read.value is not None and fold(str(cell.value)) not in _YES_NO:
        desk.complaints.add(
            problems.WORD_DIFFERENT, cell.place, f"{shown(cell)}, read as “{'yes' if read.value else 'no'}”"
        )
    return read


def _text(cell: Cell) -> CellRead[str]:
    read = read_prose(cell)
    says = read.value is not None and read.value.casefold() not in _SAYS_NOTHING
    return CellRead(read.value if says else None, read.faults)


def _word(desk: Desk, field: Field, cell: Cell) -> CellRead[str]:
    read = read_word(cell)
    return CellRead(_find(desk, field.words, cell, read.value or ""), read.faults)


def _words(desk: Desk, field: Field, cell: Cell) -> CellRead[tuple[str, ...]]:
    read = read_list(cell)
    found = (_find(desk, field.words, cell, typed) for typed in read.value or ())
    return CellRead(tuple(dict.fromkeys(word for word in found if word is not None)), read.faults)


def _find(desk: Desk, words: WordList | None, cell: Cell, typed: str) -> str | None:
    if not typed or words is None:
        return None
    return find_word(desk, words, cell.place, typed)
