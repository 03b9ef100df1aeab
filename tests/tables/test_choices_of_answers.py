"""Answers that the rules tell apart: one value for each, and the cell that names just some of them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.model.condition import (
    AnyOf,
    Between,
    Compare,
    Comparison,
    Contains,
    Given,
    Missing,
    NoneOf,
    Test,
    Touches,
)
from agent_router.model.field import Field, FieldKind, IfBlank, Value, Word, WordList
from agent_router.tables import choices
from agent_router.tables.choices import Choice, choices_of, fits, region_of
from agent_router.tables.meaning import holds

LETTERS = WordList("Letters", tuple(Word(letter) for letter in "ABCD"))
CHOICE = Field("choice", "Choice", FieldKind.CHOICE, words=LETTERS)
MANY = Field("many", "Many", FieldKind.CHOICES, words=LETTERS)
FILES = Field("files", "Files", FieldKind.WHOLE, IfBlank.WORST)
COST = Field("cost", "Cost", FieldKind.NUMBER)
DUE = Field("due", "Due", FieldKind.DATE)
SURE = Field("sure", "Sure", FieldKind.YES_NO, IfBlank.ASSUME, assumed=True)
NOTES = Field("notes", "Notes", FieldKind.TEXT)
FOLDERS = Field("folders", "Folders", FieldKind.FOLDERS)


def equal(*words: str) -> Test:
    tests = tuple(Comparison(Compare.EQUAL, word) for word in words)
    return tests[0] if len(tests) == 1 else AnyOf(tests)


def test_words_of_which_every_rule_says_the_same_are_one_choice() -> None:
    found = choices_of(CHOICE, (equal("A"), NoneOf((Comparison(Compare.EQUAL, "B"),))))
    assert [choice.members for choice in found.all] == [("A",), ("B",), ("C", "D")]


def test_words_that_meet_more_together_are_a_choice_of_their_own() -> None:
    found = choices_of(MANY, (equal("A"), equal("B")))
    assert [choice.value for choice in found.all] == [("A",), ("B",), ("C",), ("A", "B")]
    assert found.complete


def test_too_many_sets_of_words_are_left_out_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choices, "SETS_AT_MOST", 5)
    found = choices_of(MANY, tuple(equal(letter) for letter in "ABCD"))
    assert not found.complete
    assert len(found.all) == 5


def test_a_stated_value_finds_its_choice() -> None:
    found = choices_of(FILES, (Comparison(Compare.LESS, Decimal(5)),))
    few, many = found.find(2), found.find(12)
    assert few is not None
    assert many is not None
    assert few is not many
    assert choices_of(NOTES, (Given(),), apart=True).find("never seen") is None


@pytest.mark.parametrize(
    ("taken", "test"),
    [
        ((4,), Comparison(Compare.LESS, Decimal(5))),
        ((5,), Comparison(Compare.EQUAL, Decimal(5))),
        ((6,), Between(Decimal(5), Decimal(50), False, False)),
        ((5, 6), Between(Decimal(5), Decimal(50), True, False)),
        ((6, 50), Between(Decimal(5), Decimal(50), False, True)),
        ((51,), Comparison(Compare.MORE, Decimal(50))),
        ((50, 51), Comparison(Compare.AT_LEAST, Decimal(50))),
        ((4, 5), Comparison(Compare.AT_MOST, Decimal(5))),
        ((4, 51), AnyOf((Comparison(Compare.LESS, Decimal(5)), Comparison(Compare.MORE, Decimal(50))))),
        ((4, 5, 6, 50, 51), Given()),
    ],
)
def test_numbers_are_named_as_ranges(taken: tuple[int, ...], test: Test) -> None:
    found = choices_of(FILES, (Comparison(Compare.LESS, Decimal(5)), Comparison(Compare.MORE, Decimal(50))), apart=True)
    assert region_of(found, [choice for choice in found.all if choice.value in taken]).test == test


def test_whole_numbers_without_one_between_make_one_range() -> None:
    found = choices_of(
        FILES, (Comparison(Compare.EQUAL, Decimal(4)), Comparison(Compare.EQUAL, Decimal(5))), apart=True
    )
    taken = [choice for choice in found.all if choice.value in {4, 5}]
    assert region_of(found, taken).test == Between(Decimal(4), Decimal(5), True, True)


def test_dates_are_named_as_ranges() -> None:
    day = date(2026, 10, 1)
    found = choices_of(DUE, (Comparison(Compare.AT_LEAST, day),))
    late = [choice for choice in found.all if choice.value == day]
    assert region_of(found, late).test == Comparison(Compare.AT_LEAST, day)


def test_a_number_that_no_rule_looks_at_is_any_number() -> None:
    found = choices_of(COST, (Given(),))
    assert region_of(found, found.all).test == Given()


def test_the_blank_cell_is_named_too() -> None:
    found = choices_of(CHOICE, (equal("A"),))
    assert region_of(found, [None]).test == Missing()
    region = region_of(found, [found.all[0], None])
    assert (region.test, region.or_blank) == (equal("A"), True)


def test_texts_are_named_by_the_test_of_a_rule_or_its_contrary() -> None:
    mentions = Contains(("login",))
    found = choices_of(NOTES, (mentions,))
    login, other = found.all
    assert region_of(found, [login]).test == mentions
    assert region_of(found, [other]).test == NoneOf((mentions,))


def test_a_contrary_test_names_what_it_denies() -> None:
    found = choices_of(NOTES, (NoneOf((Contains(("login",)),)),))
    assert region_of(found, [found.all[0]]).test == AnyOf((Contains(("login",)),))


def test_folders_are_named_by_the_patterns_they_touch() -> None:
    known: tuple[Value, ...] = (("src/auth/**",), ("src/bill/**",), ("something else",))

    def marks(value: Value) -> tuple[bool, ...]:
        return (value == known[0], value == known[1])

    found = choices_of(FOLDERS, (Given(),), known, marks)
    auth, bill, other = found.all[:3]
    assert region_of(found, [auth]).test == Touches("src/auth/**")
    assert region_of(found, [auth, bill]).test == AnyOf((Touches("src/auth/**"), Touches("src/bill/**")))
    assert region_of(found, [other]).test == NoneOf((Touches("src/auth/**"), Touches("src/bill/**")))


def test_a_set_of_words_is_named_only_where_no_single_word_would_do() -> None:
    found = choices_of(MANY, (equal("A"), equal("B")))
    both = [choice for choice in found.all if choice.value == ("A", "B")]
    assert region_of(found, both).test == equal("A", "B")
    assert region_of(found, [found.all[0], *both]).test == equal("A")


def test_nested_tests_of_many_values_tell_the_same_apart() -> None:
    found = choices_of(MANY, (AnyOf((Missing(), NoneOf((Comparison(Compare.EQUAL, "A"),)))),))
    assert [choice.value for choice in found.all] == [("A",), ("B",)]


def test_a_blank_fits_by_what_it_stands_for() -> None:
    yes, no = (Comparison(Compare.EQUAL, answer) for answer in (True, False))
    assert fits(SURE, (yes,), None)
    assert not fits(SURE, (no,), None)
    assert fits(FILES, (Comparison(Compare.LESS, Decimal(5)),), None)
    assert not fits(COST, (Comparison(Compare.LESS, Decimal(5)),), None)
    assert not fits(FILES, (Given(),), None)


words = st.sets(st.sampled_from("ABCD"), min_size=1)


@settings(max_examples=80, deadline=None)
@given(st.lists(words, min_size=1, max_size=3), st.data())
def test_what_is_named_holds_of_just_the_answers_taken(groups: list[set[str]], data: st.DataObject) -> None:
    found = choices_of(CHOICE, [equal(*sorted(group)) for group in groups])
    taken: list[Choice] = data.draw(st.lists(st.sampled_from(found.all), min_size=1, unique_by=id))
    test = region_of(found, taken).test
    for choice in found.all:
        for member in choice.members:
            assert holds(test, member, CHOICE) == (choice in taken)
