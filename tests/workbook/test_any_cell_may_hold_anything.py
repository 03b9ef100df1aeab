"""Whatever is typed into one cell: no traceback, and either that cell is named or the policy says what was typed."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agent_router.errors import InputRejected
from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.sheets.book import Book, Cell, CellValue, Sheet
from agent_router.sheets.cells import to_word
from agent_router.sheets.names import fold
from agent_router.workbook.complaints import Complaints
from agent_router.workbook.interface import _read, read_policy
from tests.faults.draft import Draft, shipped_book
from tests.policies import STARTER

_ADDRESSES = sorted(
    (sheet.name, row, column)
    for sheet in shipped_book().sheets
    for row, column in sheet.cells
    if sheet.name != "Start here" or column <= 3
)
_WORDS = st.sampled_from([
    "yes", "no", "given", "missing", "-", "?", "n/a", "not", "not(", "[", "]1..5[", ">=", "= =", "Low", "lоw", "“Low”",
    "Low\u00a0", "2.000.000", "1,5", "5 %", "$5", "2h", "03/04/2026", "assume US", "#REF!", "Err:502", "=1+1", "\x07",
    "a\r\nb", "_x000D_", "\u202eevil", "contains:", "*", "src/**", "C:\\x", "x" * 400, "5" * 60, "1e999", "nan", ";",
])  # fmt: skip
_VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(), st.datetimes(), _WORDS,
    st.text(max_size=20), st.text("not()[]<>=,;.:- 0123456789aeiLowgvnms\"'*“”…", max_size=16),
)  # fmt: skip


@lru_cache(maxsize=1)
def _shipped() -> Policy:
    return read_policy(STARTER.read_bytes(), STARTER.name)


def _retyped(name: str, at: tuple[int, int], value: CellValue) -> Book:
    book = shipped_book()
    sheets = []
    for sheet in book.sheets:
        if sheet.name != name:
            sheets.append(sheet)
            continue
        cells = {key: cell for key, cell in sheet.cells.items() if key != at}
        typed = Cell(sheet.place_of(*at), *at, value)
        if not typed.blank:
            cells[at] = typed
        sheets.append(Sheet(sheet.file, sheet.name, cells, sheet.visibility, sheet.merged, sheet.tables))
    return Book(book.name, tuple(sheets))


def _meaning(policy: Policy) -> Policy:
    return replace(policy, sha256="", remarks=())


def _read_book(book: Book) -> tuple[Policy, tuple[Problem, ...]]:
    complaints = Complaints()
    return _read(book, complaints, ""), complaints.problems


@pytest.mark.uncounted
@given(where=st.sampled_from(_ADDRESSES), value=_VALUES)
@example(where=("Routes", 11, 5), value="not(")
@example(where=("Routes", 11, 11), value="yes")
@settings(max_examples=40, deadline=None)
def test_a_cell_that_holds_anything_is_named_or_is_what_was_typed(
    where: tuple[str, int, int], value: CellValue
) -> None:
    name, row, column = where

    policy, problems = _read_book(_retyped(name, (row, column), value))

    for problem in problems:
        str(problem).encode()
    if not problems and _meaning(policy) != _meaning(_shipped()):
        assert _holds(policy, value), (where, value)


def _holds(policy: Policy, value: CellValue) -> bool:
    """Whether the policy says what was typed, somewhere, in letters and digits; a blank says itself."""
    typed = {fold(text) for text in (str(value), repr(str(value)), repr(to_word(str(value)).value or ""))}
    if isinstance(value, datetime):
        typed.add(fold(repr(value.date())))
    if isinstance(value, float) and value.is_integer():
        typed.add(fold(f"{value:.0f}"))
    said = fold(repr(policy))
    return any(text in said for text in typed)


@given(value=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
@settings(max_examples=5, deadline=None)
def test_whole_files_are_read_the_same_way(value: str) -> None:
    draft = Draft()
    draft.put_at("Routes", "Work type", "RT4", value)
    try:
        problems = read_policy(draft.data, "policy.xlsx").remarks
    except InputRejected as rejected:
        problems = rejected.problems

    assert all(problem.place.short == "Routes!E9" for problem in problems)
