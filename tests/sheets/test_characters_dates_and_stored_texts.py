"""Odd characters are named, dates in other forms keep their readings, escapes of the file format are undone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.sheets.book import Cell
from agent_router.sheets.cells import read_date, read_number, read_whole
from agent_router.sheets.characters import quoted, visible
from agent_router.sheets.dates import readings
from agent_router.sheets.stored_text import is_error, plain_text
from tests.sheets.test_cells_as_values import _cell


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Low", "Low"),
        ("Low\u00a0", "Low‹no-break space›"),
        (" Low  ", "‹space›Low‹space›"),
        ("Low\r\n", "Low‹line break›"),
        ("L\u043ew", "L‹Cyrillic letter o›w"),
        ("Миграция", "Миграция"),
        ("1\u20115", "1‹no-break hyphen›5"),
        ("a\tb", "a‹tab›b"),
        ("a\u202eb", "a‹invisible character›b"),
        ("a\ud800b", "a‹half a character›b"),
        ("Ｌｏｗ", "Ｌｏｗ"),
        ("   ", "‹space›"),
        ("", ""),
    ],
)
def test_what_nobody_sees_in_a_text_is_named(text: str, seen: str) -> None:
    assert visible(text) == seen
    assert quoted(text) == f"“{seen}”"


@given(st.text())
def test_a_quoted_text_is_one_short_printable_line(text: str) -> None:
    seen = visible(text)

    assert len(seen) <= 80
    assert not set(seen) & set("\n\r\t\x00\u00a0\u200b\u202e")
    seen.encode()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("03/04/2026", ("2026-03-04", "2026-04-03")),
        ("3.4.26", ("2026-03-04", "2026-04-03")),
        ("24.12.2026", ("2026-12-24",)),
        ("2026/1/5", ("2026-01-05",)),
        ("4 March 2026", ("2026-03-04",)),
        ("Mar 4th, 2026", ("2026-03-04",)),
        ("4 Foo 2026", ()),
        ("2026-02-30", ()),
        ("soon", ()),
    ],
)
def test_a_date_in_another_form_has_every_day_that_it_can_mean(text: str, days: tuple[str, ...]) -> None:
    assert tuple(day.isoformat() for day in readings(text)) == days


def _suggested(cell: Cell) -> tuple[str, str]:
    (fault,) = read_date(cell).faults
    return fault.found, fault.suggestion


def test_a_date_that_can_be_two_days_names_both_and_one_that_cannot_is_suggested() -> None:
    assert _suggested(_cell("03/04/2026")) == ("“03/04/2026”, which may be 2026-03-04 or 2026-04-03", "")
    assert _suggested(_cell("24.12.2026")) == ("“24.12.2026”", "2026-12-24")
    assert _suggested(_cell(46000)) == ("46000", "2025-12-09")
    assert _suggested(_cell(5)) == ("5", "")
    assert read_date(_cell("2026-01-05 10:00")).value == date(2026, 1, 5)
    assert read_date(_cell("2026-01-05 and later")).broken


@pytest.mark.parametrize(
    ("typed", "header", "meant"),
    [
        ("90 min", "Budget minutes", "90"), ("2h", "Budget minutes", "120"), ("1h 30m", "Budget minutes", "90"),
        ("1:30", "Budget minutes", "90"), ("30 pieces", "Budget minutes", "30"), ("half an hour", "Budget minutes", ""),
        ("1.5M", "", "1500000"), ("150k tokens", "", "150000"), ("2.000.000", "", "2000000"), ("$5", "", "5"),
        ("1.500,00", "", "1500"), ("3 USD", "", "3"), ("-$5", "", "5"), ("- 5 apples", "", "-5"), ("five", "", "5"),
        ("5-10", "", ""), ("about", "", ""), ("1.2.3.4", "", ""), ("1,2,3", "", ""),
    ],
)  # fmt: skip
def test_a_number_with_a_unit_is_suggested_without_it(typed: str, header: str, meant: str) -> None:
    (fault,) = read_number(_cell(typed), header).faults

    assert fault.suggestion == meant


def test_a_whole_number_with_a_point_of_thousands_is_refused() -> None:
    read = read_whole(_cell("150.000"))

    assert read.broken
    assert read.faults[0].suggestion == "150000"
    assert read_number(_cell("1.500")).value is not None


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("a_x000D_b", "a\rb"),
        ("_x0041_", "A"),
        ("_x005F_x0041_", "_x0041_"),
        ("_xD800_", "\ufffd"),
        ("under_score", "under_score"),
        ("_xyz_", "_xyz_"),
    ],
)
def test_characters_that_xml_cannot_hold_are_read_from_their_escapes(stored: str, text: str) -> None:
    assert plain_text(stored) == text


@pytest.mark.parametrize("text", ["#REF!", " #N/A ", "#SPILL!", "Err:502", "#ERROR!"])
def test_errors_stored_as_text_are_errors(text: str) -> None:
    assert is_error(text)


@pytest.mark.parametrize("text", ["N/A", "#1", "Err", ""])
def test_other_texts_are_no_errors(text: str) -> None:
    assert not is_error(text)
