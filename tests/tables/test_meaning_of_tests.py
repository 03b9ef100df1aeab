from datetime import date, datetime
from decimal import Decimal

import pytest

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
from agent_router.model.field import Field, FieldKind, Value, Word, WordList
from agent_router.tables.meaning import holds

LEVELS = WordList("Levels", (Word("Low"), Word("Medium"), Word("High")))
TEXT = Field("t", "T", FieldKind.TEXT)
LABELS = Field("labels", "Labels", FieldKind.LIST)
AREA = Field("area", "Area", FieldKind.CHOICES, derived=True)
FOLDERS = Field("folders", "Folders", FieldKind.FOLDERS)
NUMBER = Field("n", "N", FieldKind.NUMBER)
LEVEL = Field("level", "Level", FieldKind.CHOICE, words=LEVELS)
DAY = Field("day", "Day", FieldKind.DATE)
AUTH = Comparison(Compare.EQUAL, "auth")


@pytest.mark.parametrize("test", [Given(), AUTH, NoneOf((AUTH,)), Comparison(Compare.NOT_EQUAL, "auth")])
def test_what_is_not_stated_meets_only_missing_and_anything(test: Test) -> None:
    assert not holds(test, None, TEXT)
    assert not holds(test, (), LABELS)
    assert holds(Missing(), None, TEXT)
    assert holds(Anything(), None, TEXT)


@pytest.mark.parametrize(
    ("test", "truth"), [(NoneOf((AUTH,)), True), (AUTH, False), (Missing(), True), (Given(), False)]
)
def test_a_derived_field_without_any_value_is_known_to_have_none(test: Test, truth: bool) -> None:
    assert holds(test, (), AREA) is truth


@pytest.mark.parametrize(
    ("test", "truth"),
    [
        (AUTH, True),
        (NoneOf((AUTH,)), False),
        (NoneOf((Comparison(Compare.EQUAL, "billing"),)), True),
        (Comparison(Compare.NOT_EQUAL, "auth"), True),
        (AnyOf((Comparison(Compare.EQUAL, "x"), AUTH)), True),
    ],
)
def test_any_of_several_values_may_meet_a_test_and_none_may_meet_a_not(test: Test, truth: bool) -> None:
    assert holds(test, ("Auth", "messaging"), AREA) is truth


@pytest.mark.parametrize(
    ("pattern", "text", "truth"),
    [
        ("*login*", "Fix the LOGIN page", True),
        ("login*", "Login page", True),
        ("login*", "the login", False),
        ("*login", "the  login ", True),
        ("l*n", "ln", True),
        ("ab*ba", "aba", False),
        ("a*b*c", "a-b-b-c", True),
        ("a*b*c", "a-c-b", False),
        ("*", "x", True),
        ("f?x*", "Fox hunt", True),
        ("f?x*", "fx", False),
        ("*?at", "the cat", True),
        ("*c?t*s", "the cut is", True),
        ("*c?t*s", "the ct is", False),
        ("h?", "hi", True),
        ("h?", "him", False),
        ("*[a]*", "x[a]y", True),
    ],
)
def test_wildcards_fit_the_whole_text_and_forgive_case(pattern: str, text: str, truth: bool) -> None:
    assert holds(Like(pattern), text, TEXT) is truth


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("Please sign  in again", True),
        ("the LOGIN-page", True),
        ("login_page", True),
        ("relogin", False),
        ("logins", False),
        ("(login)", True),
        ("design inside", False),
        ("C++ rewrite", True),
        ("", False),
    ],
)
def test_contains_looks_for_whole_words_and_phrases(text: str, truth: bool) -> None:
    assert holds(Contains(("login", "sign in", "c++")), text, TEXT) is truth


def test_folders_are_asked_whether_they_touch() -> None:
    assert holds(Touches("src/auth/**"), ("docs", "src/**"), FOLDERS)
    assert not holds(Touches("src/auth/**"), ("docs",), FOLDERS)
    assert holds(NoneOf((Touches("src/auth/**"),)), ("docs",), FOLDERS)


@pytest.mark.parametrize(
    ("low_in", "high_in", "inside"),
    [(True, True, [1, 2, 3]), (True, False, [1, 2]), (False, True, [2, 3]), (False, False, [2])],
)
def test_square_brackets_include_their_end(low_in: bool, high_in: bool, inside: list[int]) -> None:
    test = Between(Decimal(1), Decimal(3), low_in, high_in)
    assert [number for number in range(5) if holds(test, number, NUMBER)] == inside


def test_words_of_an_ordered_list_compare_by_their_place() -> None:
    at_least = Comparison(Compare.AT_LEAST, "medium")
    assert [level for level in LEVELS.texts if holds(at_least, level, LEVEL)] == ["Medium", "High"]
    assert not holds(at_least, "Unheard of", LEVEL)
    assert not holds(Comparison(Compare.LESS, "b"), "a", TEXT)


def test_a_date_with_a_time_counts_by_its_day() -> None:
    moment = datetime(2026, 10, 1, 9, 30)  # noqa: DTZ001 - as a spreadsheet gives it
    assert holds(Comparison(Compare.EQUAL, date(2026, 10, 1)), moment, DAY)
    assert holds(Comparison(Compare.LESS, date(2026, 10, 2)), moment, DAY)


@pytest.mark.parametrize("value", [True, "5", date(2026, 1, 1), ("5",)])
def test_values_of_another_sort_differ_and_have_no_order(value: Value) -> None:
    assert holds(Comparison(Compare.NOT_EQUAL, Decimal(5)), value, NUMBER)
    assert not holds(Comparison(Compare.EQUAL, Decimal(5)), value, NUMBER)
    assert not holds(Comparison(Compare.LESS, Decimal(5)), value, NUMBER)
    assert not holds(Between(Decimal(0), Decimal(9), True, True), value, NUMBER)


@pytest.mark.parametrize("test", [Like("*"), Contains(("5",)), Touches("**")])
def test_text_tests_hold_of_texts_alone(test: Test) -> None:
    assert not holds(test, 5, NUMBER)


def test_another_field_of_the_task_may_be_compared_with() -> None:
    more = Comparison(Compare.MORE, FieldName("limit"))
    limits: dict[str, Value | None] = {"limit": 5}
    assert holds(more, 6, NUMBER, limits.get)
    assert not holds(more, 5, NUMBER, limits.get)
    assert holds(NoneOf((more,)), 5, NUMBER, limits.get)


def test_a_comparison_with_an_unstated_field_neither_holds_nor_fails() -> None:
    more = Comparison(Compare.MORE, FieldName("limit"))
    assert not holds(more, 6, NUMBER)
    assert not holds(NoneOf((more,)), 6, NUMBER)
    assert not holds(more, 6, NUMBER, {"limit": ()}.get)
    assert holds(AnyOf((more, Comparison(Compare.EQUAL, Decimal(6)))), 6, NUMBER)


def test_a_comparison_with_a_field_of_several_values_holds_for_any_of_them() -> None:
    same = Comparison(Compare.EQUAL, FieldName("people"))
    assert holds(same, "ada", TEXT, {"people": ("Grace", "Ada")}.get)
    assert not holds(same, "alan", TEXT, {"people": ("Grace", "Ada")}.get)
