"""Defined names of the generated workbook: where each drop-down finds its words."""

from collections.abc import Mapping
from types import MappingProxyType

from agent_router.sheets.book import column_letters
from agent_router.workbook.lists import NAMES_OF_LISTS
from agent_router.workbook.starter_content.checklist import CHECKLIST
from agent_router.workbook.starter_content.rows import Rows
from agent_router.workbook.starter_content.setup import FIELDS, LISTS, PEOPLE, SYSTEMS
from agent_router.workbook.vocabulary import FIXED, HINTS, WORDS_THE_PROGRAM_NEEDS

FIRST_ROW = 5
"""First row of data; headers stand in row 4."""

LAST_HELPED_ROW = 500
"""Drop-downs reach down to here."""

ROOM = 30
"""Blank rows below a list that its drop-downs reach, so that a word added there is offered."""

_NAMED_ROWS: Mapping[str, tuple[str, Rows]] = MappingProxyType({
    "People": ("People", PEOPLE), "System": ("Systems", SYSTEMS), "Field": ("Fields", FIELDS),
    "Checklist ID": ("Acceptance checklist", CHECKLIST),
})  # fmt: skip
"""Drop-downs that offer what the first column of a sheet holds."""

GAP = 1
"""Columns left free between two lists."""


def defined_name(list_name: str) -> str:
    """`Work type` → `list_work_type`."""
    plain = "".join(char if char.isalnum() else "_" for char in list_name.lower())
    return f"list_{plain.strip('_')}"


def single_lists() -> dict[str, tuple[str, ...]]:
    """Lists of one column on `Lists`, there for the drop-downs alone."""
    return {NAMES_OF_LISTS: tuple(name for name, _ in LISTS), **FIXED, **HINTS}


def list_columns() -> dict[str, int]:
    """First column of each list on `Lists`, 1-based."""
    at, columns = 1, {}
    for name, _ in LISTS:
        columns[name] = at
        at += 2 + GAP
    for name in single_lists():
        columns[name] = at
        at += 1 + GAP
    return columns


def _may_grow(name: str) -> bool:
    return name not in {**FIXED, **HINTS, **WORDS_THE_PROGRAM_NEEDS}


def defined_names() -> tuple[tuple[str, str], ...]:
    """All names with the cells of their words; where words may be added, with room for them below.

    A drop-down with blanks in its range refuses unknown words only because it does not ignore blanks (`rendering`).
    """
    lengths = {name: len(words) for name, words in LISTS} | {name: len(words) for name, words in single_lists().items()}
    names = []
    for name, column in list_columns().items():
        letters, last = column_letters(column), FIRST_ROW + lengths[name] - 1
        last += ROOM if _may_grow(name) else 0
        names.append((defined_name(name), f"Lists!${letters}${FIRST_ROW}:${letters}${last}"))
    names += [_first_column(name, sheet, content) for name, (sheet, content) in _NAMED_ROWS.items()]
    names.append((defined_name("Level"), f"'Risk matrix'!$H${FIRST_ROW}:$H${FIRST_ROW + 4}"))
    return tuple(sorted(names))


def _first_column(name: str, sheet: str, content: Rows) -> tuple[str, str]:
    last = FIRST_ROW + len(content.rows) - 1 + ROOM
    return defined_name(name), f"'{sheet}'!$A${FIRST_ROW}:$A${last}"
