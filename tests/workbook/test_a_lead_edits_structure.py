"""However a lead arranges sheets, columns and rows, the same policy is read, or exactly what is wrong is said."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.errors import InputRejected
from agent_router.model.problem import Severity
from agent_router.sheets.book import Book, Sheet
from agent_router.workbook.interface import read_policy
from tests.faults.draft import Draft, header_cell
from tests.foreign.meaning import meaning
from tests.policies import starter_policy
from tests.workbook.book_edits import (
    HEADER_ROW,
    column_of,
    edited_book,
    moved,
    read_book,
    renamed,
    shipped,
    shuffled_columns,
    typed,
    with_blanks,
    without_column,
    without_row,
)

_SHAPELESS = {"Start here", "Risk matrix"}
"""Sheets that are no single table."""


@lru_cache(maxsize=1)
def _book() -> Book:
    return shipped()


@lru_cache(maxsize=1)
def _shipped() -> Hashable:
    return meaning(starter_policy())


def _arranged(sheet: Sheet, chance: Random) -> Sheet:
    """The sheet with its columns shuffled, blank lines put in and notes around it."""
    if sheet.name in _SHAPELESS:
        # A label's value stands beside it, so that no column may come between the two.
        return with_blanks(sheet, _lines(chance, sheet.last_row), [1] * chance.randint(0, 2))
    if sheet.name != "Lists":
        order = list(range(1, sheet.last_column + 1))
        chance.shuffle(order)
        sheet = shuffled_columns(sheet, order)
    sheet = with_blanks(sheet, _lines(chance, sheet.last_row), _lines(chance, sheet.last_column))
    header = _header_row(sheet)
    far, below = sheet.last_column + chance.randint(2, 5), sheet.last_row + chance.randint(1, 4)
    left = min(cell.column for cell in sheet.row(header))
    beside = {(chance.randint(header + 1, sheet.last_row), far): "why?"} if chance.random() < 0.5 else {}
    # Below a list, a text is one more word of it.
    ends = {(below, left): "Ask Ada."} if chance.random() < 0.5 and sheet.name != "Lists" else {}
    return typed(sheet, beside | ends)


def _lines(chance: Random, last: int) -> list[int]:
    return [chance.randint(1, last) for _ in range(chance.randint(0, 4))]


def _header_row(sheet: Sheet) -> int:
    rows = [row for row, _ in sheet.cells]
    return max(set(rows), key=lambda row: (len(sheet.row(row)), -row)) if rows else HEADER_ROW


@pytest.mark.uncounted
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_any_arrangement_reads_as_the_same_policy(seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # arranges sheets, guards nothing
    sheets = [_arranged(sheet, chance) for sheet in _book().sheets]
    chance.shuffle(sheets)

    policy, problems = read_book(replace(_book(), sheets=tuple(sheets)))

    assert [str(problem) for problem in problems if problem.rule.severity is Severity.ERROR] == []
    assert {problem.rule.code for problem in problems} <= {"WB116", "WB181"}
    assert meaning(policy) == _shipped()


Change = Callable[[Book], Book]


@dataclass(frozen=True)
class Edit:
    """What a lead did, and what is said about it: code, place, suggestion. No error among it: the same policy."""

    did: str
    change: Change
    said: frozenset[tuple[str, str, str]] = frozenset()

    def __str__(self) -> str:
        return self.did


def _on(name: str, change: Callable[[Sheet], Sheet]) -> Change:
    return lambda book: edited_book(book, name, change)


def _said(*each: tuple[str, str, str]) -> frozenset[tuple[str, str, str]]:
    return frozenset(each)


def _header(name: str, header: str, by: str | None) -> Change:
    return _on(name, lambda sheet: typed(sheet, {(HEADER_ROW, column_of(sheet, header)): by}))


def _new_column(name: str, header: str, row: int, value: str) -> Change:
    def change(sheet: Sheet) -> Sheet:
        column = sheet.last_column + 1
        return typed(sheet, {(HEADER_ROW, column): header, (row, column): value})

    return _on(name, change)


def _copied(book: Book) -> Book:
    routes = next(sheet for sheet in book.sheets if sheet.name == "Routes")
    return replace(book, sheets=(*book.sheets, renamed(routes, "Routes (2)")))


def _shifted_right(sheet: Sheet) -> Sheet:
    """Insert › Shift cells right, in one row."""
    return moved(sheet, lambda at: (at[0], at[1] + 1) if at[0] == 7 and at[1] >= 3 else at)


_EDITS = (
    Edit("renamed Routes to Routess", _on("Routes", lambda sheet: renamed(sheet, "Routess")),
         _said(("WB101", "Routess", "Routes"))),
    Edit("renamed Routes to routes with a space", _on("Routes", lambda sheet: renamed(sheet, "routes "))),
    Edit("renamed Risk rules to Risk-rules", _on("Risk rules", lambda sheet: renamed(sheet, "Risk-rules"))),
    Edit("renamed Budgets to Budget", _on("Budgets", lambda sheet: renamed(sheet, "Budget")),
         _said(("WB101", "Budget", "Budgets"))),
    Edit("translated the name of a sheet", _on("Routes", lambda sheet: renamed(sheet, "Wege")),
         _said(("WB101", "Wege", "Routes"))),
    Edit("copied a sheet", _copied, _said(("WB120", "Routes (2)", ""))),
    Edit("deleted a sheet", lambda book: replace(book, sheets=book.sheets[1:]), _said(("WB101", "Start here", ""))),
    Edit("translated the header of a condition", _header("Risk rules", "Work type", "Arbeitsart"),
         _said(("WB109", "Risk rules!C4", ""))),
    Edit("gave a header a unit", _header("Budgets", "Budget minutes", "Budget minutes (min)"),
         _said(("WB107", "Budgets!F4", "Budget minutes"))),
    Edit("broke a header over two lines", _header("Routes", "Changes anything?", "Changes\nanything ?")),
    Edit("cleared a header", _header("Budgets", "Budget minutes", None),
         _said(("WB107", "Budgets!A4", ""), ("WB111", "Budgets!F5", ""))),
    Edit("deleted the row of headers", _on("Routes", lambda sheet: without_row(sheet, 4)),
         _said(("WB106", "Routes", ""))),
    Edit("deleted the title rows", _on("Proof", lambda sheet: without_row(without_row(without_row(sheet, 1), 1), 1))),
    Edit("put title rows above", _on("Proof", lambda sheet: with_blanks(sheet, [1, 1], []))),
    Edit("deleted the column of a result", _on("Risk rules", lambda sheet: without_column(sheet, 10)),
         _said(("WB107", "Risk rules!A4", ""), ("WB146", "Risk rules!A12", ""), ("WB146", "Risk rules!A13", ""))),
    Edit("wrote beside the table", _on("Budgets", lambda sheet: typed(sheet, {(6, 14): "why 90?", (2, 14): "!"})),
         _said(("WB181", "Budgets!N6", ""))),
    Edit("wrote below the table", _on("Budgets", lambda sheet: typed(sheet, {(15, 1): "Ask Ada."})),
         _said(("WB116", "Budgets!A15", ""))),
    Edit("inserted a column with the word left out", _on("Routes", lambda sheet: with_blanks(sheet, [], [3]))),
    Edit("moved the cells of one row to the right", _on("Routes", _shifted_right),
         _said(("WB301", "Routes!E7", ""), ("WB140", "Routes!P7", ""), ("WB141", "Routes!Q7", ""),
               ("WB111", "Routes!U7", ""))),
    Edit("asked for a score where it is made", _new_column("Risk rules", "Score", 5, ">= 5"),
         _said(("WB117", "Risk rules!M4", ""))),
    Edit("asked for what is no field", _new_column("Risk rules", "Weather", 5, "fine"),
         _said(("WB109", "Risk rules!M4", ""))),
    Edit("added a column and left it blank", _new_column("Risk rules", "Function", 5, "")),
    Edit("added a note column", _new_column("Risk rules", "Note to self", 5, "ask Ada")),
    Edit("made a second row of headers", _on("Systems", lambda sheet: typed(
        sheet, {(20, cell.column): cell.value for cell in sheet.row(HEADER_ROW)})),
         _said(("WB112", "Systems!A20", ""))),
    Edit("dragged an ID down", _on("Proof", lambda sheet: typed(sheet, {(6, 1): "P1", (7, 1): "P1"})),
         _said(("WB143", "Proof!A6", ""), ("WB143", "Proof!A7", ""))),
)  # fmt: skip


@pytest.mark.parametrize("edit", _EDITS, ids=str)
def test_an_edit_reads_the_same_or_is_named_where_it_stands(edit: Edit) -> None:
    policy, problems = read_book(edit.change(_book()))
    found = {(problem.rule.code, problem.place.short, problem.suggestion) for problem in problems}

    assert found >= edit.said, found
    assert {code for code, _, _ in found} == {code for code, _, _ in edit.said}
    if not any(problem.rule.severity is Severity.ERROR for problem in problems):
        assert meaning(policy) == _shipped()


@pytest.mark.parametrize(
    ("name", "header", "typed_in", "field"),
    [
        ("Risk rules", "Area", "auth", "area"),
        ("Routes", "Score", ">= 12", "score"),
        ("Budgets", "Files expected", "< 5", "files_expected"),
        ("Acceptance checklist", "Route", "Single agent", "route"),
        ("Stop conditions", "Blast radius", "High", "blast_radius"),
        ("Proof", "Department", "Support", "function"),
    ],
)
def test_a_condition_column_may_be_added_for_any_field_known_by_then(
    name: str, header: str, typed_in: str, field: str
) -> None:
    def change(sheet: Sheet) -> Sheet:
        heads = [cell.value for cell in sheet.row(HEADER_ROW)]
        column = heads.index(header) + 1 if header in heads else sheet.last_column + 1
        return typed(sheet, {(HEADER_ROW, column): header, (6, column): typed_in})

    policy, problems = read_book(edited_book(_book(), name, change))
    tables = (policy.risk_rules, policy.routes, policy.budgets, policy.proof, policy.checklist, policy.stops)
    rows = next(table.rows for table in tables if table.name == name)

    assert [problem for problem in problems if problem.rule.severity is Severity.ERROR] == []
    assert field in {condition.field for condition in rows[1].conditions}


def test_sorted_rows_are_noticed_where_order_decides() -> None:
    def by_route(sheet: Sheet) -> Sheet:
        key, last = column_of(sheet, "Route"), sheet.last_row
        order = sorted(range(HEADER_ROW + 1, last + 1), key=lambda row: str(sheet.cell(row, key).value))
        place = {row: HEADER_ROW + 1 + at for at, row in enumerate(order)}
        return moved(sheet, lambda at: (place.get(at[0], at[0]), at[1]))

    _, problems = read_book(edited_book(_book(), "Routes", by_route))

    assert [(problem.rule.code, problem.place.short, problem.found) for problem in problems] == [
        ("WB182", "Routes!A8", "RT1 stands below RT5a, RT2b stands below RT8")
    ]


def test_one_row_moved_on_purpose_and_ids_of_another_form_are_no_sorting() -> None:
    def moved_up(sheet: Sheet) -> Sheet:
        return moved(sheet, lambda at: ({10: 5}.get(at[0], at[0] + 1 if 5 <= at[0] < 10 else at[0]), at[1]))

    def named(sheet: Sheet) -> Sheet:
        return typed(sheet, {(5, 1): "worst case", (6, 1): "big maps", (7, 1): "all else"})

    for change in (moved_up, named):
        _, problems = read_book(edited_book(_book(), "Routes", change))
        assert "WB182" not in {problem.rule.code for problem in problems}


def test_a_blank_column_between_labels_and_values_is_read_through() -> None:
    draft = Draft()
    draft.edit(lambda book: book["Start here"].insert_cols(3))

    assert read_policy(draft.data, "rules.xlsx").identity == starter_policy().identity


def test_values_that_were_all_cleared_are_missed_though_hints_stand_behind_them() -> None:
    draft = Draft()
    for cell in (f"C{row}" for row in range(5, 13)):
        draft.put("Start here", cell, None)

    with pytest.raises(InputRejected) as rejected:
        read_policy(draft.data, "rules.xlsx")

    assert "Start here" in {problem.place.sheet for problem in rejected.value.problems}


def test_a_column_with_another_name_of_its_field_is_named_as_typed() -> None:
    draft = Draft()
    draft.put("Risk rules", header_cell("Risk rules", "Work type"), _other_name("work_type"))
    draft.put("Risk rules", "C6", "Migratoin")

    with pytest.raises(InputRejected) as rejected:
        read_policy(draft.data, "rules.xlsx")

    assert [problem.found for problem in rejected.value.problems] == [
        f"“Migratoin” under {_other_name('work_type')} (Work type)"
    ]


def _other_name(code: str) -> str:
    return next(field.also_called[0] for field in starter_policy().fields if field.code == code)
