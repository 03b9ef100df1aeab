from datetime import date, datetime, time

import pytest

from agent_router.model.condition import Compare, Comparison
from agent_router.model.field import Field, FieldKind, Word, WordList
from agent_router.tables.cell_language import parse_condition
from agent_router.tables.faults import Fault, FaultKind
from agent_router.tables.literals import range_from_date_text
from tests.tables.sample_fields import FIELDS


def _fault(code: str, typed: object) -> Fault:
    parsed = parse_condition(typed, FIELDS[code], FIELDS, None)
    assert parsed.condition is None
    assert parsed.fault is not None
    return parsed.fault


CASES: list[tuple[str, object, FaultKind, str]] = [
    ("work_type", "Migratoin", FaultKind.UNKNOWN_WORD, "Migration"),
    ("work_type", "Migration, Refactr", FaultKind.UNKNOWN_WORD, "Refactor"),
    ("work_type", "Quantum", FaultKind.UNKNOWN_WORD, ""),
    ("work_type", "Foo*", FaultKind.UNKNOWN_WORD, ""),
    ("work_type", 5, FaultKind.UNKNOWN_WORD, ""),
    ("work_type", "= Migratoin", FaultKind.UNKNOWN_WORD, "= Migration"),
    ("blast_radius", ">= Hihg", FaultKind.UNKNOWN_WORD, ">= High"),
    ("blast_radius", "= Work typ", FaultKind.UNKNOWN_FIELD, "= Work type"),
    ("files_expected", "&gt;= 5", FaultKind.WEB_MARKS, ">= 5"),
    ("files_expected", "&ge;&nbsp;5", FaultKind.WEB_MARKS, ">= 5"),
    ("files_expected", "&#60; 5", FaultKind.WEB_MARKS, "< 5"),
    ("files_expected", "&amp;gt;= 5", FaultKind.WEB_MARKS, ""),
    ("work_type", "&quot;Migration&quot;, &quot;Refactor&quot;", FaultKind.WEB_MARKS, '"Migration", "Refactor"'),
    ("work_type", "Migration,&nbsp;Refactor", FaultKind.WEB_MARKS, "Migration, Refactor"),
    ("folders", "a&amp;b/**", FaultKind.WEB_MARKS, "a&b/**"),
    ("files_expected", "five", FaultKind.NUMBER_EXPECTED, "5"),
    ("files_expected", "a handful", FaultKind.NUMBER_EXPECTED, ""),
    ("files_expected", "1.5M", FaultKind.NUMBER_EXPECTED, "1500000"),
    ("files_expected", "2.000.000", FaultKind.THOUSANDS, "2000000"),
    ("files_expected", ">= 1.000", FaultKind.THOUSANDS, ">= 1000"),
    ("files_expected", "$5", FaultKind.NUMBER_EXPECTED, "5"),
    ("files_expected", "1 -- 5", FaultKind.NUMBER_EXPECTED, "1 to 5"),
    ("files_expected", "named", FaultKind.NUMBER_EXPECTED, "given"),
    ("files_expected", "5 %", FaultKind.PERCENT, "5"),
    ("files_expected", '"5"', FaultKind.NUMBER_EXPECTED, "5"),
    ("files_expected", "5 files", FaultKind.NUMBER_EXPECTED, "5"),
    ("files_expected", "at least 5", FaultKind.NUMBER_EXPECTED, ">= 5"),
    ("files_expected", "5+", FaultKind.NUMBER_EXPECTED, ">= 5"),
    ("files_expected", "up to 5", FaultKind.NUMBER_EXPECTED, "<= 5"),
    ("files_expected", "more than 5", FaultKind.NUMBER_EXPECTED, "> 5"),
    ("files_expected", "5 or more", FaultKind.NUMBER_EXPECTED, ">= 5"),
    ("files_expected", "fewer than 5", FaultKind.NUMBER_EXPECTED, "< 5"),
    ("files_expected", float("nan"), FaultKind.NUMBER_EXPECTED, ""),
    ("files_expected", float("inf"), FaultKind.NUMBER_EXPECTED, ""),
    ("files_expected", "9" * 41, FaultKind.NUMBER_EXPECTED, "9" * 41),
    ("files_expected", "2.5", FaultKind.WHOLE_EXPECTED, "2"),
    ("files_expected", ">= 5.5", FaultKind.WHOLE_EXPECTED, ">= 6"),
    ("files_expected", "[1.5..3]", FaultKind.WHOLE_EXPECTED, "2"),
    ("files_expected", "5.5 files", FaultKind.WHOLE_EXPECTED, "6"),
    ("files_expected", 2.5, FaultKind.WHOLE_EXPECTED, "2"),
    ("files_expected", "1,5", FaultKind.DECIMAL_COMMA, "1, 5"),
    ("max_cost_usd", "1,5", FaultKind.DECIMAL_COMMA, "1.5"),
    ("max_cost_usd", ">= 1,5", FaultKind.DECIMAL_COMMA, ">= 1.5"),
    ("max_cost_usd", "[1,5..2]", FaultKind.DECIMAL_COMMA, "[1.5..2]"),
    ("files_expected", "1,000", FaultKind.THOUSANDS, "1000"),
    ("files_expected", ">= 1,000,000", FaultKind.THOUSANDS, ">= 1000000"),
    ("files_expected", "1 000", FaultKind.THOUSANDS, "1000"),
    ("max_cost_usd", "5%", FaultKind.PERCENT, "0.05"),
    ("max_cost_usd", "x%", FaultKind.PERCENT, ""),
    ("files_expected", datetime(2026, 1, 5), FaultKind.EXCEL_DATE, "1 to 5"),  # noqa: DTZ001 - Excel's dates have no zone
    ("files_expected", date(2026, 5, 1), FaultKind.EXCEL_DATE, "1 to 5"),
    ("files_expected", "5-Jan", FaultKind.EXCEL_DATE, "1 to 5"),
    ("files_expected", "Jan-5", FaultKind.EXCEL_DATE, "1 to 5"),
    ("files_expected", "2026-01-05 00:00:00", FaultKind.EXCEL_DATE, "1 to 5"),
    ("files_expected", "5-Foo", FaultKind.EXCEL_DATE, ""),
    ("work_type", date(2026, 5, 1), FaultKind.EXCEL_DATE, ""),
    ("due", "24.12.2026", FaultKind.DATE_EXPECTED, "2026-12-24"),
    ("due", "12/24/2026", FaultKind.DATE_EXPECTED, "2026-12-24"),
    ("due", "01/02/2026", FaultKind.DATE_EXPECTED, ""),
    ("due", "31.13.2026", FaultKind.DATE_EXPECTED, ""),
    ("due", "2026-13-01", FaultKind.DATE_EXPECTED, ""),
    ("due", "soon", FaultKind.DATE_EXPECTED, ""),
    ("due", "2026/3/4", FaultKind.DATE_EXPECTED, "2026-03-04"),
    ("due", "2026/13/4", FaultKind.DATE_EXPECTED, ""),
    ("due", "5/5/2026", FaultKind.DATE_EXPECTED, "2026-05-05"),
    ("due", "15/15/2026", FaultKind.DATE_EXPECTED, ""),
    ("due", 46000, FaultKind.DATE_EXPECTED, ""),
    ("due", datetime(2026, 10, 1, 9, 30), FaultKind.DATE_EXPECTED, "2026-10-01"),  # noqa: DTZ001 - as above
    ("changes", "maybe", FaultKind.YES_NO_EXPECTED, ""),
    ("changes", "yse", FaultKind.YES_NO_EXPECTED, ""),
    ("changes", "yess", FaultKind.YES_NO_EXPECTED, "yes"),
    ("changes", 1, FaultKind.YES_NO_EXPECTED, "yes"),
    ("changes", "0", FaultKind.YES_NO_EXPECTED, "no"),
    ("files_expected", "[5..1]", FaultKind.RANGE_UPSIDE_DOWN, "[1..5]"),
    ("files_expected", "(5..1]", FaultKind.RANGE_UPSIDE_DOWN, "(1..5]"),
    ("files_expected", "5 to 1", FaultKind.RANGE_UPSIDE_DOWN, "[1..5]"),
    ("files_expected", "5-1", FaultKind.RANGE_UPSIDE_DOWN, "[1..5]"),
    ("files_expected", "[5..5)", FaultKind.RANGE_EMPTY, "5"),
    ("files_expected", "[1..5", FaultKind.BRACKETS_UNBALANCED, "[1..5]"),
    ("files_expected", "[..5]", FaultKind.RANGE_UNREADABLE, ""),
    ("files_expected", "[1, 5]", FaultKind.RANGE_UNREADABLE, "[1..5]"),
    ("files_expected", "(1, 5)", FaultKind.RANGE_UNREADABLE, "(1..5)"),
    ("files_expected", "[1", FaultKind.BRACKETS_UNBALANCED, "1"),
    ("files_expected", "5)", FaultKind.BRACKETS_UNBALANCED, "5"),
    ("work_type", "not(", FaultKind.BRACKETS_UNBALANCED, ""),
    ("work_type", "not(Billing", FaultKind.BRACKETS_UNBALANCED, "not(Billing)"),
    ("goal", "not(login", FaultKind.BRACKETS_UNBALANCED, "not(login)"),
    ("goal", "yes", FaultKind.KEYWORD_MEANT, "given"),
    ("goal", "not named", FaultKind.KEYWORD_MEANT, "missing"),
    ("folders", "misssing", FaultKind.KEYWORD_MEANT, "missing"),
    ("goal", True, FaultKind.CELL_KIND, "given"),
    ("work_type", "everything else", FaultKind.UNKNOWN_WORD, "any"),
    ("work_type", "givn", FaultKind.UNKNOWN_WORD, "given"),
    ("work_type", "[Migration..Billing]", FaultKind.RANGE_ON_WORDS, "Migration, Refactor, Billing"),
    ("blast_radius", "Low to High", FaultKind.RANGE_ON_WORDS, "Low, Medium, High"),
    ("blast_radius", "[Low..Top]", FaultKind.RANGE_ON_WORDS, ""),
    ("goal", '["a".."c"]', FaultKind.RANGE_ON_WORDS, ""),
    ("work_type", ">= Migration", FaultKind.ORDER_ON_WORDS, "Migration"),
    ("goal", "> b", FaultKind.ORDER_ON_WORDS, ""),
    ("changes", "> no", FaultKind.SIGN_ON_KIND, ""),
    ("folders", "<> src/**", FaultKind.SIGN_ON_KIND, "not src/**"),
    ("files_expected", "5*", FaultKind.TEXT_TEST_ON_KIND, ""),
    ("changes", "contains: yes", FaultKind.TEXT_TEST_ON_KIND, ""),
    ("work_type", "Migration and Refactor", FaultKind.LIST_ON_SINGLE, "Migration, Refactor"),
    ("data_class", "Internal & Customer", FaultKind.AND_IN_CELL, "Internal, Customer"),
    ("files_expected", ">= 5 and < 10", FaultKind.AND_IN_CELL, "[5..10)"),
    ("files_expected", "> 5 & <= 10", FaultKind.AND_IN_CELL, "(5..10]"),
    ("files_expected", ">= five and < ten", FaultKind.AND_IN_CELL, ""),
    ("work_type", "Migration, not Auth", FaultKind.NOT_INSIDE_LIST, ""),
    ("work_type", "given, Auth", FaultKind.KEYWORD_INSIDE_LIST, ""),
    ("goal", "*x*, contains: y", FaultKind.KEYWORD_INSIDE_LIST, ""),
    ("work_type", "not not Auth", FaultKind.DOUBLE_NOT, ""),
    ("work_type", '"Migration', FaultKind.QUOTES_UNBALANCED, ""),
    ("work_type", "“Migration", FaultKind.QUOTES_UNBALANCED, ""),
    ("work_type", "not", FaultKind.NOTHING_AFTER, ""),
    ("work_type", "not -", FaultKind.NOTHING_AFTER, "missing"),
    ("work_type", "Migration,,Auth", FaultKind.NOTHING_AFTER, ""),
    ("files_expected", ">=", FaultKind.NOTHING_AFTER, ""),
    ("goal", "contains:", FaultKind.NOTHING_AFTER, ""),
    ("goal", 'contains: " "', FaultKind.NOTHING_AFTER, ""),
    ("files_expected", "> Max fils", FaultKind.UNKNOWN_FIELD, "> Max files"),
    ("files_expected", "> Tomorrow", FaultKind.UNKNOWN_FIELD, ""),
    ("files_expected", "Max files", FaultKind.FIELD_WITHOUT_SIGN, "= Max files"),
    ("files_expected", "> Files expected", FaultKind.FIELD_ITSELF, ""),
    ("files_expected", "> # files", FaultKind.FIELD_ITSELF, ""),
    ("files_expected", "> Due", FaultKind.FIELD_KIND, ""),
    ("due", "> Goal", FaultKind.FIELD_KIND, ""),
    ("goal", "= Folders", FaultKind.FIELD_KIND, ""),
    ("work_type", "= Quantum leap", FaultKind.UNKNOWN_WORD, ""),
    ("data_class", "No data to speak of", FaultKind.UNKNOWN_WORD, ""),
    ("work_type", True, FaultKind.CELL_KIND, ""),
    ("due", time(1, 5), FaultKind.CELL_KIND, ""),
]


@pytest.mark.parametrize(("code", "typed", "kind", "suggestion"), CASES)
def test_a_cell_is_refused_with_the_kind_of_fault_and_what_is_near(
    code: str, typed: object, kind: FaultKind, suggestion: str
) -> None:
    fault = _fault(code, typed)
    assert (fault.kind, fault.suggestion) == (kind, suggestion)
    assert fault.found


def test_an_unknown_word_says_which_words_fit() -> None:
    assert _fault("blast_radius", "Extreme").expected == "Low, Medium, High"


def test_a_number_says_which_kind_of_number_fits() -> None:
    assert _fault("files_expected", "x").expected == "a whole number"
    assert _fault("max_cost_usd", "x").expected == "a number"


def test_every_kind_of_fault_is_among_the_cases() -> None:
    assert set(FaultKind) == {kind for _, _, kind, _ in CASES}


def test_a_truth_value_of_the_spreadsheet_may_be_a_word_of_the_list() -> None:
    field = Field("answer", "Answer", FieldKind.CHOICE, words=WordList("Answers", (Word("Yes"), Word("No"))))
    parsed = parse_condition(True, field, {"answer": field}, None)
    assert parsed.condition is not None
    assert parsed.condition.test == Comparison(Compare.EQUAL, "Yes")


def test_only_what_may_have_been_a_range_is_taken_for_one() -> None:
    assert range_from_date_text("13-Dec") == "12 to 13"
    assert range_from_date_text("soon") == ""


def test_a_choice_without_a_list_takes_any_word() -> None:
    field = Field("team", "Team", FieldKind.CHOICE)
    parsed = parse_condition("Platform", field, {"team": field}, None)
    assert parsed.condition is not None
    assert parsed.condition.test == Comparison(Compare.EQUAL, "Platform")
