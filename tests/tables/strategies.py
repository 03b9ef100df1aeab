"""Random fields, tests, tables and tasks for the property tests."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from agent_router.model.condition import (
    AnyOf,
    Between,
    Compare,
    Comparison,
    Condition,
    Contains,
    FieldName,
    Given,
    Like,
    Missing,
    NoneOf,
    Test,
    Touches,
)
from agent_router.model.field import Field, FieldKind, IfBlank, Riskier, Value, Word, WordList
from agent_router.model.table import Row, Table

WORDS = WordList("Letters", tuple(Word(text) for text in ("Alpha", "Beta", "Gamma")))
LEVELS = WordList("Levels", tuple(Word(text) for text in ("Low", "Medium", "High")))
AREAS = WordList("Areas", tuple(Word(text) for text in ("auth", "billing")))

FIELDS: Mapping[str, Field] = {
    field.code: field
    for field in (
        Field("letter", "Letter", FieldKind.CHOICE, IfBlank.WORST, words=WORDS),
        Field("level", "Level", FieldKind.CHOICE, riskier=Riskier.LATER, words=LEVELS),
        Field("area", "Area", FieldKind.CHOICES, words=AREAS, derived=True),
        Field("data", "Data", FieldKind.CHOICES, IfBlank.WORST, words=WORDS),
        Field("files", "Files", FieldKind.WHOLE, IfBlank.WORST),
        Field("minutes", "Minutes", FieldKind.WHOLE, IfBlank.ASSUME, assumed=7),
        Field("limit", "Limit", FieldKind.WHOLE, IfBlank.BUDGET),
        Field("cost", "Cost", FieldKind.NUMBER, IfBlank.WORST),
        Field("changes", "Changes", FieldKind.YES_NO, IfBlank.ASSUME, assumed=True),
        Field("risky", "Risky", FieldKind.YES_NO, IfBlank.WORST),
        Field("due", "Due", FieldKind.DATE, IfBlank.WORST),
        Field("goal", "Goal", FieldKind.TEXT, IfBlank.REQUIRED),
        Field("labels", "Labels", FieldKind.LIST),
        Field("folders", "Folders", FieldKind.FOLDERS),
    )
}

PHRASES = ("login", "sign in", "oauth", "a-b")
TEXTS = (*PHRASES, "Fix the LOGIN page", "relogin", "oauth_token", "something", "x")
FOLDERS = ("src", "src/auth", "**/auth/**", "docs/*.md", "src/**")
DAYS = tuple(date(2026, 10, day) for day in range(1, 10))

whole = st.integers(-3, 12)
numbers = st.integers(-6, 24).map(lambda half: Decimal(half) / 2)
days = st.sampled_from(DAYS)
sign = st.sampled_from(Compare)
equality = st.sampled_from([Compare.EQUAL, Compare.NOT_EQUAL])


def values(field: Field) -> st.SearchStrategy[Value]:
    """A stated value of the field."""
    words = st.sampled_from(field.words.texts) if field.words else st.just("")
    texts = st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3, unique=True).map(tuple)
    by_kind: dict[FieldKind, st.SearchStrategy[Value]] = {
        FieldKind.WHOLE: whole,
        FieldKind.NUMBER: numbers,
        FieldKind.DATE: days,
        FieldKind.YES_NO: st.booleans(),
        FieldKind.CHOICE: words,
        FieldKind.CHOICES: st.lists(words, min_size=0 if field.derived else 1, max_size=2, unique=True).map(tuple),
        FieldKind.TEXT: st.sampled_from(TEXTS),
        FieldKind.LIST: texts,
        FieldKind.FOLDERS: st.lists(st.sampled_from(FOLDERS), min_size=1, max_size=2, unique=True).map(tuple),
    }
    return by_kind[field.kind]


def simple_tests(field: Field) -> st.SearchStrategy[Test]:
    """A test that stands by itself in a cell."""
    words = st.sampled_from(field.words.texts) if field.words else st.just("")
    texts = st.one_of(
        st.builds(Comparison, equality, st.sampled_from(TEXTS)),
        st.sampled_from(["*login*", "*o*", "login*", "s*g", "?-b*", "*o?in*n"]).map(Like),
        st.lists(st.sampled_from(PHRASES), min_size=1, max_size=2, unique=True).map(
            lambda found: Contains(tuple(found))
        ),
    )
    words_test = st.builds(Comparison, sign if field.riskier is Riskier.LATER else equality, words)
    by_kind: dict[FieldKind, st.SearchStrategy[Test]] = {
        FieldKind.WHOLE: _numeric(whole.map(Decimal)),
        FieldKind.NUMBER: _numeric(numbers),
        FieldKind.DATE: _numeric(days),
        FieldKind.YES_NO: st.builds(Comparison, equality, st.booleans()),
        FieldKind.CHOICE: words_test,
        FieldKind.CHOICES: words_test,
        FieldKind.TEXT: texts,
        FieldKind.LIST: texts,
        FieldKind.FOLDERS: st.sampled_from(FOLDERS).map(Touches),
    }
    return by_kind[field.kind]


def _numeric(ends: st.SearchStrategy[Decimal] | st.SearchStrategy[date]) -> st.SearchStrategy[Test]:
    pairs: st.SearchStrategy[Any] = st.tuples(ends, ends).filter(lambda pair: pair[0] != pair[1]).map(_ascending)
    ranges = st.builds(
        lambda pair, low, high: Between(pair[0], pair[1], low, high), pairs, st.booleans(), st.booleans()
    )
    return st.one_of(st.builds(Comparison, sign, ends), ranges)


def _ascending(pair: tuple[Any, Any]) -> list[Any]:
    return sorted(pair)


def tests_of(field: Field) -> st.SearchStrategy[Test]:
    """Any test that a cell of the field's column may hold, blank ones apart."""
    some = st.lists(simple_tests(field), min_size=1, max_size=3).map(tuple)
    return st.one_of(simple_tests(field), some.map(AnyOf), some.map(NoneOf), st.sampled_from([Given(), Missing()]))


def comparisons_of_fields() -> st.SearchStrategy[Condition]:
    """A condition that compares two fields of the task."""
    numeric = [("files", "limit"), ("files", "cost"), ("minutes", "files"), ("limit", "minutes")]
    return st.builds(
        lambda pair, how, negated: _compared(pair, how, negated=negated), st.sampled_from(numeric), sign, st.booleans()
    )


def _compared(pair: tuple[str, str], how: Compare, *, negated: bool) -> Condition:
    test: Test = Comparison(how, FieldName(pair[1]))
    return Condition(pair[0], NoneOf((test,)) if negated else test)


@st.composite
def rows(draw: st.DrawFn, *, pairs: bool = True) -> Row[int]:
    codes = draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=4, unique=True))
    conditions = [Condition(code, draw(tests_of(FIELDS[code]))) for code in codes]
    if pairs and draw(st.integers(0, 3)) == 0:
        conditions.append(draw(comparisons_of_fields()))
    return Row("R", tuple(conditions), 0)


@st.composite
def tables(draw: st.DrawFn) -> Table[int]:
    found = draw(st.lists(rows(), min_size=1, max_size=8))
    # More than 64 rows need a second word of bits.
    return Table("T", tuple(found) * draw(st.sampled_from([1, 1, 1, 30])))


def answers() -> st.SearchStrategy[dict[str, Value | None]]:
    """What one task states, by field code."""
    return st.fixed_dictionaries({code: st.none() | values(field) for code, field in FIELDS.items()})
