"""Rows with a single filled cell: a heading among the rows is said once, a note below them is a note."""

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.workbook.edited import problems_after


def _inserted(sheet: Worksheet, row: int, typed: object, across: str = "") -> None:
    """A row with one cell in the middle of a sheet; openpyxl moves what stands below it."""
    for table in list(sheet.tables):
        del sheet.tables[table]
    sheet.insert_rows(row)
    sheet.cell(row, 1).value = typed  # type: ignore[assignment]
    if across:
        sheet.merge_cells(across)


@pytest.mark.parametrize("sheet", ["Risk rules", "Proof"])
@pytest.mark.parametrize(
    ("typed", "across"), [("Special cases", "A7:F7"), ("--- small edits ---", ""), ("Small edits", "")]
)
def test_a_heading_among_the_rows_is_said_once(sheet: str, typed: str, across: str) -> None:
    told = problems_after(lambda book: _inserted(book[sheet], 7, typed, across))

    (problem,) = told
    assert (problem.rule.code, problem.place.short, problem.found) == ("WB183", f"{sheet}!A7", f"“{typed}”")
    assert "Note" in problem.rule.remedy


@pytest.mark.parametrize("sheet", ["People", "Examples"])
def test_a_drawn_heading_is_one_on_every_sheet(sheet: str) -> None:
    told = problems_after(lambda book: _inserted(book[sheet], 7, "--- newcomers ---"))

    assert {problem.rule.code for problem in told} == {"WB183"}


def test_a_row_with_nothing_but_its_id_was_begun_and_is_asked_to_be_filled_in() -> None:
    told = problems_after(lambda book: _inserted(book["Routes"], 7, "RT99"))

    assert {(problem.rule.code, problem.found) for problem in told} == {("WB140", "nothing under Route")}


def test_a_merged_note_below_the_rows_is_a_note() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Routes"]
        row = sheet.max_row + 1
        sheet.cell(row, 1).value = "See the wiki"
        sheet.merge_cells(f"A{row}:F{row}")

    assert [problem.rule.code for problem in problems_after(change)] == ["WB116"]


def test_a_row_of_spaces_is_no_heading() -> None:
    assert problems_after(lambda book: _inserted(book["Proof"], 7, "   ")) == ()


def test_a_merge_over_rows_that_hold_something_is_still_no_heading() -> None:
    def change(book: Workbook) -> None:
        _inserted(book["Routes"], 7, "Special cases")
        book["Routes"].merge_cells("A7:B8")
        book["Routes"]["C8"] = "Low"

    assert "WB113" in {problem.rule.code for problem in problems_after(change)}
