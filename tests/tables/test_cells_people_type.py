from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agent_router.model.condition import (
    AnyOf,
    Anything,
    Between,
    Compare,
    Comparison,
    Contains,
    FieldName,
    Given,
    Like,
    Missing,
    NoneOf,
    Test,
    Touches,
)
from agent_router.model.place import Place
from agent_router.tables.cell_language import Parsed, parse_condition
from agent_router.tables.faults import NoteKind
from agent_router.tables.printing import print_test, print_value
from tests.tables import strategies
from tests.tables.sample_fields import FIELDS

PLACE = Place("risk-matrix.xlsx", "Routes", "D7")


def _parse(code: str, typed: object) -> Parsed:
    return parse_condition(typed, FIELDS[code], FIELDS, PLACE)


def _test(code: str, typed: object) -> Test:
    parsed = _parse(code, typed)
    assert parsed.fault is None
    assert parsed.condition is not None
    assert (parsed.condition.field, parsed.condition.place) == (code, PLACE)
    return parsed.condition.test


def _is(value: str | Decimal | bool | date) -> Comparison:
    return Comparison(Compare.EQUAL, value)


def _at_least(number: int) -> Comparison:
    return Comparison(Compare.AT_LEAST, Decimal(number))


def _range(low: int, high: int, low_in: bool = True, high_in: bool = True) -> Between:
    return Between(Decimal(low), Decimal(high), low_in, high_in)


MIGRATION, REFACTOR = _is("Migration"), _is("Refactor")


@pytest.mark.parametrize("typed", [None, "", "  ", "\u00a0", "-", "–", "any", " ANY ", "Anything"])
def test_a_cell_that_says_nothing_has_no_condition(typed: str | None) -> None:
    parsed = _parse("work_type", typed)
    assert parsed.condition is None
    assert parsed.fault is None


@pytest.mark.parametrize(
    ("typed", "test"),
    [
        ("Migration", MIGRATION),
        ('"Migration"', MIGRATION),
        ("= Migration", MIGRATION),
        ("Migration, Refactor", AnyOf((MIGRATION, REFACTOR))),
        ('"Migration","Refactor"', AnyOf((MIGRATION, REFACTOR))),
        ("not Billing", NoneOf((_is("Billing"),))),
        ('not("Billing","Auth")', NoneOf((_is("Billing"), _is("Auth")))),
        ("NOT (Billing, Auth)", NoneOf((_is("Billing"), _is("Auth")))),
        ("not Billing, Auth", NoneOf((_is("Billing"), _is("Auth")))),
        ("<> Billing", Comparison(Compare.NOT_EQUAL, "Billing")),
        ("given", Given()),
        ("Missing", Missing()),
        ("Not started", _is("Not started")),
        ("not Not started", NoneOf((_is("Not started"),))),
        ("Rock, paper", _is("Rock, paper")),
        ('"Rock, paper", Auth', AnyOf((_is("Rock, paper"), _is("Auth")))),
        ("Search or rescue", _is("Search or rescue")),
        ("Auth, Read/write", AnyOf((_is("Auth"), _is("Read/write")))),
        ("Mig*", Like("Mig*")),
    ],
)
def test_words_of_a_list(typed: str, test: Test) -> None:
    assert _test("work_type", typed) == test
    assert not [note for note in _parse("work_type", typed).notes if note.kind is not NoteKind.CASE]


@pytest.mark.parametrize(
    ("typed", "test"),
    [
        (">= 5", _at_least(5)),
        (">=5", _at_least(5)),
        ("< 5", Comparison(Compare.LESS, Decimal(5))),
        ("<= 5", Comparison(Compare.AT_MOST, Decimal(5))),
        ("> 5", Comparison(Compare.MORE, Decimal(5))),
        ("5", _is(Decimal(5))),
        ("= 5", _is(Decimal(5))),
        ("-5", _is(Decimal(-5))),
        ("<> 5", Comparison(Compare.NOT_EQUAL, Decimal(5))),
        ("[1..5]", _range(1, 5)),
        ("(1..5)", _range(1, 5, False, False)),
        ("[1..5)", _range(1, 5, True, False)),
        ("(1..5]", _range(1, 5, False, True)),
        ("]1..5[", _range(1, 5, False, False)),
        ("[ 1 .. 5 [", _range(1, 5, True, False)),
        ("1 to 5", _range(1, 5)),
        ("1-5", _range(1, 5)),
        ("1 - 5", _range(1, 5)),
        ("-5--1", _range(-5, -1)),
        ("< 10, > 50", AnyOf((Comparison(Compare.LESS, Decimal(10)), Comparison(Compare.MORE, Decimal(50))))),
        ("1, 5", AnyOf((_is(Decimal(1)), _is(Decimal(5))))),
        ("1,5,9", AnyOf((_is(Decimal(1)), _is(Decimal(5)), _is(Decimal(9))))),
        ("]1..5[, >= 9", AnyOf((_range(1, 5, False, False), _at_least(9)))),
        ("not [1..5]", NoneOf((_range(1, 5),))),
        ("not(1..5)", NoneOf((_range(1, 5, False, False),))),
        ("not 1-5", NoneOf((_range(1, 5),))),
        ("(>= 5)", _at_least(5)),
        ("> Max files", Comparison(Compare.MORE, FieldName("max_files"))),
        ("<= max cost (usd)", Comparison(Compare.AT_MOST, FieldName("max_cost_usd"))),
        ("not > Max files", NoneOf((Comparison(Compare.MORE, FieldName("max_files")),))),
        (5, _is(Decimal(5))),
        (5.0, _is(Decimal(5))),
        (Decimal(5), _is(Decimal(5))),
    ],
)
def test_numbers_and_ranges(typed: object, test: Test) -> None:
    assert _test("files_expected", typed) == test
    assert _parse("files_expected", typed).notes == ()


@pytest.mark.parametrize(
    ("typed", "test"),
    [
        ("yes", _is(value=True)),
        ("No", _is(value=False)),
        ("TRUE", _is(value=True)),
        ("false", _is(value=False)),
        (True, _is(value=True)),
        (False, _is(value=False)),
        ("= yes", _is(value=True)),
        ("<> yes", Comparison(Compare.NOT_EQUAL, True)),
        ("not yes", NoneOf((_is(value=True),))),
        ("= Reversible", Comparison(Compare.EQUAL, FieldName("reversible"))),
    ],
)
def test_yes_and_no(typed: object, test: Test) -> None:
    assert _test("changes", typed) == test


DAY = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("typed", "test"),
    [
        (">= 2026-10-01", Comparison(Compare.AT_LEAST, DAY)),
        ('>= @"2026-10-01"', Comparison(Compare.AT_LEAST, DAY)),
        ('date("2026-10-01")', _is(DAY)),
        ('"2026-10-01"', _is(DAY)),
        (DAY, _is(DAY)),
        (datetime(2026, 10, 1), _is(DAY)),  # noqa: DTZ001 - Excel's dates have no zone
        ("[2026-10-01..2026-10-31]", Between(DAY, date(2026, 10, 31), True, True)),
        ("2026-10-01 to 2026-10-31", Between(DAY, date(2026, 10, 31), True, True)),
        ('[@"2026-10-01"..@"2026-10-31")', Between(DAY, date(2026, 10, 31), True, False)),
        ("< Start", Comparison(Compare.LESS, FieldName("start"))),
    ],
)
def test_dates(typed: object, test: Test) -> None:
    assert _test("due", typed) == test


@pytest.mark.parametrize(
    ("typed", "test"),
    [
        ("*login*", Like("*login*")),
        ("not *login*", NoneOf((Like("*login*"),))),
        ('contains: login, oauth, "sign in"', Contains(("login", "oauth", "sign in"))),
        ('contains: "a, b"', Contains(("a, b",))),
        ("not contains: login", NoneOf((Contains(("login",)),))),
        ("hello", _is("hello")),
        ('"*literally*"', _is("*literally*")),
        ('"say \\"hi\\""', _is('say "hi"')),
        ("(draft)", _is("(draft)")),
        ("Salt or pepper", _is("Salt or pepper")),
        ("5", _is("5")),
        (5, _is("5")),
        ('"given"', _is("given")),
        ("= Requester", Comparison(Compare.EQUAL, FieldName("requester"))),
        ("<> Requester", Comparison(Compare.NOT_EQUAL, FieldName("requester"))),
        ('= "Requester"', _is("Requester")),
        ("Requester", _is("Requester")),
    ],
)
def test_texts(typed: object, test: Test) -> None:
    assert _test("reviewer", typed) == test


def test_several_values_and_folders() -> None:
    assert _test("labels", "bug, *auth*") == AnyOf((_is("bug"), Like("*auth*")))
    assert _test("folders", "src/auth/**") == Touches("src/auth/**")
    assert _test("folders", "= src, docs/*.md") == AnyOf((Touches("src"), Touches("docs/*.md")))
    assert _test("folders", 'not "src/a, b"') == NoneOf((Touches("src/a, b"),))
    assert _test("data_class", "not Customer") == NoneOf((_is("Customer"),))


def test_lists_with_an_order_can_be_compared() -> None:
    assert _test("blast_radius", ">= Medium") == Comparison(Compare.AT_LEAST, "Medium")
    assert _test("data_class", "> internal") == Comparison(Compare.MORE, "Internal")


@pytest.mark.parametrize(
    ("code", "typed", "read_as", "kinds"),
    [
        ("work_type", "migration", "Migration", [NoteKind.CASE]),
        ("work_type", "dead-code", "Dead-code map", [NoteKind.ALIAS]),
        ("work_type", "Dead\u2013code map", "Dead-code map", [NoteKind.DASH]),
        ("work_type", "“Migration”", "Migration", [NoteKind.QUOTES]),
        ("work_type", "‘Migration’", "Migration", [NoteKind.QUOTES]),
        ("work_type", " Migration ", "Migration", [NoteKind.SPACES]),
        ("work_type", "Not\u00a0started", "Not started", [NoteKind.NO_BREAK_SPACE]),
        ("work_type", "Mig\u200bration", "Migration", [NoteKind.INVISIBLE]),
        ("work_type", "\u202eMigration", "Migration", [NoteKind.INVISIBLE]),
        ("work_type", "М\u0456gration", "Migration", [NoteKind.LOOK_ALIKE]),
        ("work_type", "Migration; Refactor", "Migration, Refactor", [NoteKind.SEPARATOR]),
        ("work_type", "Migration\nRefactor", "Migration, Refactor", [NoteKind.SEPARATOR]),
        ("work_type", "Migration or Refactor", "Migration, Refactor", [NoteKind.SEPARATOR]),
        ("work_type", "Migration/Refactor", "Migration, Refactor", [NoteKind.SEPARATOR]),
        ("work_type", "Migration,", "Migration", [NoteKind.SEPARATOR]),
        ("work_type", "(Migration, Refactor)", "Migration, Refactor", [NoteKind.LIST_BRACKETS]),
        ("work_type", "not Migration, not Refactor", "not Migration, Refactor", [NoteKind.KEYWORD]),
        ("work_type", "not given", "missing", [NoteKind.KEYWORD]),
        ("work_type", "not ( missing )", "given", [NoteKind.KEYWORD]),
        ("data_class", "none", "No data", [NoteKind.ALIAS]),
        ("data_class", "<> Customer", "<> Customer", [NoteKind.NOT_EQUAL_MANY]),
        ("files_expected", "≥5", ">= 5", [NoteKind.SIGN]),
        ("files_expected", "≤ 5", "<= 5", [NoteKind.SIGN]),
        ("files_expected", "≠ 5", "<> 5", [NoteKind.SIGN]),
        ("files_expected", "=> 5", ">= 5", [NoteKind.SIGN]),
        ("files_expected", "!= 5", "<> 5", [NoteKind.SIGN]),
        ("files_expected", "== 5", "5", [NoteKind.SIGN]),
        ("files_expected", "1\u20135", "1 to 5", [NoteKind.DASH]),
        ("files_expected", "\u22125", "-5", [NoteKind.DASH]),
        ("files_expected", "1..5", "1 to 5", [NoteKind.RANGE_SPELLING]),
        ("files_expected", "[1…5]", "1 to 5", [NoteKind.RANGE_SPELLING]),
        ("files_expected", "[1 to 5]", "1 to 5", [NoteKind.RANGE_SPELLING]),
        ("files_expected", "between 1 and 5", "1 to 5", [NoteKind.RANGE_SPELLING]),
        ("files_expected", "from 1 to 5", "1 to 5", [NoteKind.RANGE_SPELLING]),
        ("files_expected", "[2,3,1]", "2, 3, 1", [NoteKind.LIST_BRACKETS]),
        ("files_expected", "5 or 6", "5, 6", [NoteKind.SEPARATOR]),
        ("changes", "y", "yes", [NoteKind.ALIAS]),
        ("goal", "contains login", "contains: login", [NoteKind.KEYWORD]),
    ],
)
def test_other_spellings_are_understood_and_noted(code: str, typed: str, read_as: str, kinds: list[NoteKind]) -> None:
    assert _test(code, typed) == _test(code, read_as)
    assert [note.kind for note in _parse(code, typed).notes] == kinds


def test_dashes_and_signs_inside_quotation_marks_stay() -> None:
    assert _test("goal", '"a – b ≥ c"') == _is("a – b ≥ c")
    assert _parse("goal", '"a – b ≥ c"').notes == ()


def test_the_condition_keeps_what_was_typed() -> None:
    shown = [(5.0, "5"), (0.25, "0.25"), ("  ≥5", "  ≥5"), (1e-7, "0.0000001")]
    for typed, kept in shown:
        parsed = _parse("max_cost_usd", typed)
        assert parsed.condition is not None
        assert parsed.condition.typed == kept
    truth, day = _parse("changes", True).condition, _parse("due", datetime(2026, 10, 1)).condition  # noqa: DTZ001 - as above
    assert truth is not None
    assert day is not None
    assert (truth.typed, day.typed) == ("yes", "2026-10-01")


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_printed_test_reads_back_as_itself(data: st.DataObject) -> None:
    field = data.draw(st.sampled_from([strategies.FIELDS[code] for code in sorted(strategies.FIELDS)]))
    test = data.draw(strategies.tests_of(field))
    # `contains:` takes the whole cell, so no cell means it together with other tests.
    assume(not (isinstance(test, AnyOf | NoneOf) and len(test.tests) > 1 and any(map(_is_contains, test.tests))))
    printed = print_test(test, strategies.FIELDS)
    parsed = parse_condition(printed, field, strategies.FIELDS, None)
    assert parsed.fault is None, printed
    assert parsed.condition is not None
    assert _flat(parsed.condition.test) == _flat(test)


def _is_contains(test: Test) -> bool:
    return isinstance(test, Contains)


def _flat(test: Test) -> Test:
    """One test in a list is that test."""
    if isinstance(test, AnyOf) and len(test.tests) == 1:
        return test.tests[0]
    return test


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(FIELDS)), st.text(max_size=30) | st.text("<>=!.,[]()\"'0123 -–notanycis*:@/;\n", max_size=20)
)
def test_whatever_is_typed_comes_back_as_a_condition_or_a_fault(code: str, typed: str) -> None:
    parsed = _parse(code, typed)
    assert parsed.condition is None or parsed.fault is None


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "not stated"),
        ((), "none"),
        (("a", "b"), "a, b"),
        (5, "5"),
        (True, "yes"),
        (DAY, "2026-10-01"),
        ("x", "x"),
    ],
)
def test_values_are_printed_for_reading(value: object, shown: str) -> None:
    assert print_value(value) == shown  # type: ignore[arg-type]  # the cases are values


def test_texts_that_could_be_read_otherwise_are_printed_in_quotation_marks() -> None:
    for text in ("given", "not now", "a, b", 'say "hi"', " x", "> 5", "x", "Yes", "n/a", "everything"):
        printed = print_test(_is(text), FIELDS)
        assert printed.startswith('"')
        assert _test("goal", printed) == _is(text)
    assert print_test(Anything(), FIELDS) == "-"
    assert print_test(Comparison(Compare.LESS, FieldName("max_files")), FIELDS) == "< Max files"
