"""Defined names of the generated workbook: where each drop-down finds its words."""

from agent_router.sheets.book import column_letters
from agent_router.workbook.starter_content.setup import LISTS, PEOPLE
from agent_router.workbook.vocabulary import FIXED, HINTS, WORDS_THE_PROGRAM_NEEDS

FIRST_ROW = 5
"""First row of data; headers stand in row 4."""

LAST_HELPED_ROW = 500
"""Drop-downs reach down to here."""

ROOM = 30
"""Blank rows below a list that its drop-downs reach, so that a word added there is offered."""

GAP = 1
"""Columns left free between two lists."""


def defined_name(list_name: str) -> str:
    """`Work type` → `list_work_type`."""
    plain = "".join(char if char.isalnum() else "_" for char in list_name.lower())
    return f"list_{plain.strip('_')}"


def single_lists() -> dict[str, tuple[str, ...]]:
    """Lists of one column on `Lists`: the program's own words."""
    return {**FIXED, **HINTS}


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
    return name not in single_lists() and name not in WORDS_THE_PROGRAM_NEEDS


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
    people_end = FIRST_ROW + len(PEOPLE.rows) - 1 + ROOM
    names.append((defined_name("People"), f"People!$A${FIRST_ROW}:$A${people_end}"))
    names.append((defined_name("Level"), f"'Risk matrix'!$H${FIRST_ROW}:$H${FIRST_ROW + 4}"))
    return tuple(sorted(names))
