"""What slips from a lead's hand is told so that a lead knows what to do: which cell, what was read, what was meant."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from openpyxl.workbook import Workbook

from tests.faults.checking import findings
from tests.faults.draft import Formula, Typed
from tests.faults.fault import Change, Fault

pytestmark = pytest.mark.uncounted


@dataclass(frozen=True)
class _Slip:
    """What was done, and one finding that tells it."""

    did: str
    change: Change
    code: str
    place: str
    words: str
    """Stands in what is told, suggestion and remedy included."""

    def __str__(self) -> str:
        return self.did


def _typed(sheet: str, header: str, row: str, value: Typed) -> Change:
    return lambda draft: draft.put_at(sheet, header, row, value)


def _edited(change: Callable[[Workbook], object]) -> Change:
    return lambda draft: draft.edit(change)


def _cleared(sheet: str, row: str) -> Change:
    return lambda draft: draft.clear_row(sheet, row)


def _low_over_a_row(book: Workbook) -> None:
    for column in range(2, 7):
        book["Risk matrix"].cell(5, column).value = "Low"


def _word_renamed(book: Workbook) -> None:
    for row in book["Lists"].iter_rows(min_row=5):
        for cell in row:
            cell.value = "Refactoring" if cell.value == "Refactor" else cell.value


_FILES = ("Risk rules", "Files expected", "R5")
_WORK = ("Risk rules", "Work type", "R1")

SLIPS = (
    # typed
    _Slip("misspelled a work type", _typed(*_WORK, "Migratoin, Refactor"), "WB301", "Risk rules!C6", "'Migration'"),
    _Slip("wrote more than 5", _typed(*_FILES, "more than 5"), "WB302", "Risk rules!F10", "'> 5'"),
    _Slip("wrote 5+", _typed(*_FILES, "5+"), "WB302", "Risk rules!F10", "'>= 5'"),
    _Slip("wrote => for >=", _typed(*_FILES, "=> 5"), "WB356", "Risk rules!F10", "read as “>= 5”"),
    _Slip("wrote a range upside down", _typed(*_FILES, "10 to 5"), "WB311", "Risk rules!F10", "Swap the two ends"),
    _Slip("asked for two things at once", _typed(*_FILES, "> 5 and < 3"), "WB318", "Risk rules!F10",
          "cannot say “and”"),
    _Slip("joined words with or", _typed(*_WORK, "Migration or Refactor"), "WB360", "Risk rules!C6", "read as"),
    _Slip("joined words with and", _typed(*_WORK, "Migration and Refactor"), "WB317", "Risk rules!C6",
          "'Migration, Refactor'"),
    _Slip("wrote all except", _typed("Routes", "Work type", "RT3", "all except Migration"), "WB301", "Routes!E8",
          "what fits"),
    _Slip("wrote sometimes for yes", _typed("Risk rules", "Changes anything?", "R4", "sometimes"), "WB305",
          "Risk rules!D9", "yes or no"),
    _Slip("switched a row off with off", _typed("Routes", "On", "RT1", "off"), "WB131", "Routes!B5", "'no'"),
    _Slip("typed a budget of nothing", _typed("Budgets", "Budget minutes", "B1", 0), "WB142", "Budgets!F5",
          "at least 1"),
    _Slip("typed thousands marks", _typed("Budgets", "Budget tokens", "B1", "2.000.000"), "WB127", "Budgets!G5",
          "'2000000'"),
    _Slip("typed a dollar sign", _typed("Budgets", "Budget cost (USD)", "B1", "$12"), "WB125", "Budgets!H5", "'12'"),
    _Slip("misspelled an owner", _typed("Systems", "Owner", "CRM", "Dorothy Vaughn"), "WB201", "Systems!E14",
          "'Dorothy Vaughan'"),
    _Slip("misspelled an area", _typed("Systems", "Area", "CRM", "custommer"), "WB141", "Systems!D14",
          "the list Area has"),
    _Slip("called a proof otherwise", _typed("Proof", "Proof required", "P2", "test results"), "WB141", "Proof!F6",
          "the list Proof kind has"),
    _Slip("misspelled a check", _typed("Acceptance checklist", "Checked by", "A5", "proof as requierd"), "WB202",
          "Acceptance checklist!H9", "'proof as required'"),
    _Slip("wrote block for blocks", _typed("Acceptance checklist", "If not met", "A2", "block"), "WB147",
          "Acceptance checklist!J6", "'blocks'"),
    _Slip("wrote a number as a word", _typed("Stop conditions", "Setting", "S3", "three"), "WB203",
          "Stop conditions!D7", "such as 2"),
    _Slip("typed a formula for a level", _typed("Risk rules", "Impact", "R2", Formula("=2+3", 5)), "WB124",
          "Risk rules!J7", "Type the value itself"),
    _Slip("misspelled a color", _edited(lambda book: book["Risk matrix"].__setitem__("D5", "Hihg")), "WB141",
          "Risk matrix!D5", "'High'"),
    _Slip("typed a score for a color", _edited(lambda book: book["Risk matrix"].__setitem__("D5", 15)), "WB141",
          "Risk matrix!D5", "Low, Medium, High"),
    _Slip("wrote a date in two ways", _edited(lambda book: book["Prices"].__setitem__("B5", "01/02/2026")), "WB130",
          "Prices!B5", "year-month-day"),
    _Slip("let it end before it begins",
          _edited(lambda book: book["Start here"].__setitem__("C8", date(2026, 1, 1))), "WB162", "Start here!C8",
          "Correct one of the two dates"),
    # pasted
    _Slip("pasted from a page's own text", _typed(*_FILES, "&gt;= 5"), "WB331", "Risk rules!F10", "'>= 5'"),
    _Slip("pasted curly quotes", _typed(*_WORK, "“Migration”, “Refactor”"), "WB351", "Risk rules!C6", "plain ones"),
    _Slip("pasted a no-break space", _typed("Routes", "Route", "RT4", "Dynamic\u00a0workflow "), "WB136", "Routes!P9",
          "no-break space"),
    _Slip("pasted an en dash", _typed(*_FILES, "5–50"), "WB352", "Risk rules!F10", "read as “5-50”"),
    _Slip("let Excel make a date of a range", _typed(*_FILES, date(2026, 5, 1)), "WB309", "Risk rules!F10",
          "'1 to 5'"),
    # lists, rows and cells moved or taken away
    _Slip("renamed a word of a list", _edited(_word_renamed), "WB301", "Routes!E8", "'Refactoring'"),
    _Slip("took the approval away", _typed("Routes", "Approval before", "RT4", None), "WB209", "Routes!R9",
          "'mutation'"),
    _Slip("widened a risk rule", _typed(*_FILES, ">= 3"), "CK101", "Examples!R54", "the rules give Medium"),
    _Slip("widened a route", _typed("Routes", "Files expected", "RT3", "< 50"), "CK101", "Examples!T11", "Routes!A8"),
    _Slip("lowered an impact", _typed("Risk rules", "Impact", "R2", 3), "CK101", "Examples!R53", "expected High"),
    _Slip("freed a route", _typed("Routes", "Route", "RT1", "Single agent"), "RV301", "Routes!P5",
          "should not be led more freely"),
    _Slip("typed a nought too many", _typed("Budgets", "Budget minutes", "B1", 9000), "CK101", "Examples!U5",
          "expected 90"),
    _Slip("dragged Low over a row of the grid", _edited(_low_over_a_row), "RV201", "Risk matrix!F5",
          "A worse level gets a lower blast radius"),
    _Slip("deleted the last route", _cleared("Routes", "RT8"), "RV108", "Routes", "No row covers these tasks"),
    _Slip("deleted the rule for every task", _cleared("Risk rules", "R0"), "RV406", "Risk rules",
          "they count as High"),
    _Slip("deleted the budget of High", _cleared("Budgets", "B7"), "RV401", "Budgets", "Add a row to Budgets"),
    _Slip("deleted the proof of every task", _cleared("Proof", "P1"), "RV402", "Proof", "Add a row to Proof"),
    _Slip("deleted a person whom examples name", _edited(lambda book: book["People"].delete_rows(6)), "RV504",
          "Examples!A8", "“Grace Hopper” is not on People"),
    _Slip("turned a direction of risk around", _typed("Fields", "Riskier when", "Files expected", "lower"), "RV304",
          "Risk rules!A10", "with Files expected 4 Low"),
)  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_a_slip_is_told_with_its_cell_and_what_to_do(slip: _Slip) -> None:
    told = findings(Fault(slip.code, "slip", slip.did, slip.change, slip.place, slip.words))
    there = [str(problem) for problem in told if (problem.rule.code, problem.place.short) == (slip.code, slip.place)]

    assert any(slip.words in text for text in there), there or [str(problem) for problem in told]
