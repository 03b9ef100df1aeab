from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.model.place import Place
from agent_router.sheets.book import Cell, CellValue
from agent_router.sheets.cells import (
    CellFaultKind,
    CellRead,
    check_source,
    read_date,
    read_list,
    read_number,
    read_prose,
    read_whole,
    read_word,
    read_yes_no,
    shown,
)
from tests.sheets.archives import moment

_PLACE = Place("policy.xlsx", "Routes", "D7")
_READERS: tuple[Callable[[Cell], CellRead[object]], ...] = (
    read_prose, read_word, read_list, read_number, read_whole, read_yes_no, read_date,
)  # fmt: skip


def _cell(value: CellValue, number_format: str = "General", formula: str = "", error: str = "") -> Cell:
    return Cell(_PLACE, 7, 4, value, formula, error, number_format)


def _kinds(read: CellRead[object]) -> list[CellFaultKind]:
    return [fault.kind for fault in read.faults]


@pytest.mark.parametrize("reader", _READERS)
def test_a_blank_cell_has_no_value_and_no_fault(reader: Callable[[Cell], CellRead[object]]) -> None:
    assert reader(_cell(None)) == CellRead(None)


@pytest.mark.parametrize("reader", _READERS)
def test_errors_and_unstored_formulas_have_no_value(reader: Callable[[Cell], CellRead[object]]) -> None:
    error, unstored = reader(_cell(None, error="#REF!")), reader(_cell(None, formula="=A1"))

    assert (error.value, _kinds(error), error.broken) == (None, [CellFaultKind.FORMULA_ERROR], True)
    assert (unstored.value, _kinds(unstored)) == (None, [CellFaultKind.FORMULA_UNSTORED])


def test_a_stored_result_is_read_and_said() -> None:
    read = read_whole(_cell(6, formula="=2*3"))

    assert (read.value, _kinds(read), read.broken) == (6, [CellFaultKind.FORMULA_VALUE], False)
    assert check_source(_cell("plain")) == ()


@pytest.mark.parametrize(
    ("typed", "number"),
    [(5, "5"), (2.5, "2.5"), (0.1, "0.1"), ("7", "7"), (" 2.50 ", "2.50"), ("1e3", "1E+3"), ("−4", "-4")],
)
def test_numbers_are_read_exactly(typed: CellValue, number: str) -> None:
    assert read_number(_cell(typed)).value == Decimal(number)


@pytest.mark.parametrize(
    ("typed", "kind", "suggestion"),
    [
        ("0,5", CellFaultKind.DECIMAL_COMMA, "0.5"),
        ("1.234,5", CellFaultKind.DECIMAL_COMMA, "1234.5"),
        ("1,000", CellFaultKind.DECIMAL_COMMA, "1000"),
        ("10 %", CellFaultKind.PERCENT, ""),
        ("60 min", CellFaultKind.NUMBER_EXPECTED, "60"),
        ("many", CellFaultKind.NUMBER_EXPECTED, ""),
        ("NaN", CellFaultKind.NUMBER_EXPECTED, ""),
        (True, CellFaultKind.NUMBER_EXPECTED, ""),
        (float("inf"), CellFaultKind.NUMBER_EXPECTED, ""),
        (moment("2026-01-05"), CellFaultKind.DATE_FROM_RANGE, ""),
    ],
)
def test_what_could_mean_two_things_is_no_number(typed: CellValue, kind: CellFaultKind, suggestion: str) -> None:
    read = read_number(_cell(typed))

    assert read.value is None
    assert [(fault.kind, fault.suggestion) for fault in read.faults] == [(kind, suggestion)]


def test_a_percent_format_is_no_number() -> None:
    read = read_number(_cell(0.05, "0%"))

    assert _kinds(read) == [CellFaultKind.PERCENT]
    assert read.faults[0].found == "5 %"


@pytest.mark.parametrize("typed", [2.5, "2.5", 1e16])
def test_whole_numbers_are_whole(typed: CellValue) -> None:
    assert read_whole(_cell(typed)).broken
    assert read_whole(_cell(3.0)).value == 3


@pytest.mark.parametrize(
    ("typed", "value"),
    [("yes", True), ("No", False), (True, True), (False, False), ("X", True), (1, True), (0, False), (" n ", False)],
)
def test_yes_and_no_in_the_spellings_people_use(typed: CellValue, value: bool) -> None:
    assert read_yes_no(_cell(typed)).value is value


def test_maybe_is_neither_yes_nor_no() -> None:
    assert _kinds(read_yes_no(_cell("maybe"))) == [CellFaultKind.YES_NO_EXPECTED]


@pytest.mark.parametrize("typed", [moment("2026-11-02 09:30"), date(2026, 11, 2), "2026-11-02", " 2026–11–02 "])
def test_days_are_read_from_real_dates_and_from_text(typed: CellValue) -> None:
    assert read_date(_cell(typed)).value == date(2026, 11, 2)


@pytest.mark.parametrize("typed", ["02/11/2026", "soon", 45000])
def test_a_date_that_could_mean_two_days_is_refused(typed: CellValue) -> None:
    assert _kinds(read_date(_cell(typed))) == [CellFaultKind.DATE_EXPECTED]


@pytest.mark.parametrize(
    ("typed", "word", "kind"),
    [
        ("“High”", '"High"', CellFaultKind.CURLY_QUOTES),
        ("single–agent", "single-agent", CellFaultKind.DASH),
        ("Single\u00a0agent", "Single agent", CellFaultKind.NO_BREAK_SPACE),
        ("  High ", "High", CellFaultKind.OUTER_SPACES),
        ("Нigh", "High", CellFaultKind.LOOK_ALIKE),
        ("High\x07", "High", CellFaultKind.CONTROL_CHARACTER),
    ],
)
def test_slips_in_words_are_forgiven_and_said(typed: str, word: str, kind: CellFaultKind) -> None:
    read = read_word(_cell(typed))

    assert read.value == word
    assert _kinds(read) == [kind]
    assert not read.broken


def test_a_word_in_another_alphabet_is_left_alone() -> None:
    assert read_word(_cell("Миграция")) == CellRead("Миграция")


def test_sentences_keep_their_quotes_and_dashes() -> None:
    assert read_prose(_cell(" It’s “done” – really\n")).value == "It’s “done” – really"
    assert _kinds(read_prose(_cell("a\x00b"))) == [CellFaultKind.CONTROL_CHARACTER]


def test_lists_are_separated_by_semicolons_commas_and_line_breaks() -> None:
    assert read_list(_cell('src/a/**; "docs" ,\n src/a/**;; tests')).value == ("src/a/**", "docs", "tests")


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (_cell(None), "nothing"),
        (_cell(None, formula="=A1"), "the formula =A1"),
        (_cell(None, error="#N/A"), "#N/A"),
        (_cell("a\x00b\n c"), "“a‹control character›b c”"),
        (_cell("x" * 100), "“" + "x" * 79 + "…”"),
        (_cell(True), "TRUE"),
        (_cell(False), "FALSE"),
        (_cell(moment("2026-01-05")), "2026-01-05"),
        (_cell(moment("2026-01-05 09:30")), "2026-01-05 09:30:00"),
        (_cell(date(2026, 1, 5)), "2026-01-05"),
        (_cell(2.5), "2.5"),
    ],
)
def test_what_was_found_is_shown_on_one_harmless_line(cell: Cell, words: str) -> None:
    assert shown(cell) == words


_VALUES = st.one_of(
    st.none(), st.text(), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(),
    st.from_regex(r"[ +-]?\d{1,4}[.,:% ]?\d{0,3} ?[%a-z]?"),
)  # fmt: skip


@given(value=_VALUES, number_format=st.sampled_from(["General", "0%", "@"]))
def test_whatever_a_cell_holds_is_a_value_or_a_fault(value: CellValue, number_format: str) -> None:
    cell = _cell(value, number_format)
    for reader in _READERS:
        read = reader(cell)
        assert read.value is None or not read.broken
        assert read.value is not None or read.broken or cell.blank or not str(value).strip("\u00ad\u200b\u2060\ufeff")
    assert "\n" not in shown(cell)
