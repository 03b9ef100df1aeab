"""Conditions in plain English, for people and agents who never saw the cell language.

“when Blast radius is High and Acceptance plan is missing”
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar, assert_never

from agent_router.model.condition import (
    AnyOf,
    Anything,
    Between,
    Compare,
    Comparison,
    Condition,
    Contains,
    FieldName,
    Given,
    Like,
    Literal,
    Missing,
    NoneOf,
    Test,
    Touches,
)
from agent_router.model.field import Field, FieldKind
from agent_router.model.table import Row

ThenT = TypeVar("ThenT")

ALWAYS = "always"
_BARE = {Anything: "anything", Given: "given", Missing: "missing"}


def row_words(row: Row[ThenT], fields: Mapping[str, Field]) -> str:
    """When a row counts: `when … and …`, or `always` where it has no condition; `fields` by code."""
    said = [words for condition in row.conditions if (words := condition_words(condition, fields))]
    return f"when {listed(said, 'and')}" if said else ALWAYS


def condition_words(condition: Condition, fields: Mapping[str, Field]) -> str:
    """One condition as a clause; empty where it holds for everything."""
    field = fields.get(condition.field)
    if field is None:
        return f"{condition.field} is {condition.typed}"
    if isinstance(condition.test, Anything):
        return ""
    return _clause(condition.test, field, fields)


def answer_words(test: Test, field: Field, fields: Mapping[str, Field]) -> str:
    """A test of an answer that is known to be stated: `Work type is not Billing or Auth`."""
    if isinstance(test, NoneOf):
        return f"{_subject(field)} {_none_of(test.tests, field, fields)}"
    return _clause(test, field, fields)


def stated_words(test: Test, field: Field, fields: Mapping[str, Field]) -> str:
    """A test of an answer that may be blank: `Work type is stated, but is not Billing or Auth`."""
    return _clause(test, field, fields)


def listed(parts: Sequence[str], joint: str) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {joint} {parts[-1]}"


def literal_words(value: Literal) -> str:
    """A value as it is said: yes, 5, 2.50, 2026-11-16, Migration."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:,f}"
    return value.isoformat() if isinstance(value, date) else value


def _clause(test: Test, field: Field, fields: Mapping[str, Field]) -> str:
    name = _subject(field)
    match test:
        case AnyOf(tests):
            return f"{name} {_any_of(tests, field, fields)}"
        case NoneOf(tests):
            return f"{name} {being(field)} stated, but {_none_of(tests, field, fields)}"
        case _:
            return f"{name} {_predicate(test, field, fields)}"


def _subject(field: Field) -> str:
    if field.kind is FieldKind.YES_NO:
        return f"“{field.header}”"
    return field.header


def _any_of(tests: Sequence[Test], field: Field, fields: Mapping[str, Field]) -> str:
    words = _equal_words(tests, fields)
    if words:
        return f"{_is(field)} {listed(words, 'or')}"
    return listed([_predicate(test, field, fields) for test in tests], "or")


def _none_of(tests: Sequence[Test], field: Field, fields: Mapping[str, Field]) -> str:
    words = _equal_words(tests, fields)
    if words:
        return f"{f'{_do_not(field)} include' if field.many else 'is not'} {listed(words, 'or')}"
    return "not so that it " + listed([_predicate(test, field, fields) for test in tests], "or")


def _equal_words(tests: Sequence[Test], fields: Mapping[str, Field]) -> list[str]:
    """The values, where every test is an equality; else nothing."""
    if not all(isinstance(test, Comparison) and test.sign is Compare.EQUAL for test in tests):
        return []
    return [_value(test.value, fields) for test in tests if isinstance(test, Comparison)]


def _is(field: Field) -> str:
    if not field.many:
        return "is"
    return "include" if _plural(field) else "includes"


def _plural(field: Field) -> bool:
    return field.many and field.header.endswith("s") and not field.header.endswith("ss")


def being(field: Field) -> str:
    """`are` for Folders, `is` for Folder."""
    return "are" if _plural(field) else "is"


def _do_not(field: Field) -> str:
    return "do not" if _plural(field) else "does not"


def _predicate(test: Test, field: Field, fields: Mapping[str, Field]) -> str:
    match test:
        case Anything() | Given() | Missing():
            return f"{being(field)} {_BARE[type(test)]}"
        case Comparison():
            return _compared(test, field, fields)
        case AnyOf(tests):
            return _any_of(tests, field, fields)
        case NoneOf(tests):
            return _none_of(tests, field, fields)
        case _:
            return _matched(test, field)


def _matched(test: Between | Like | Contains | Touches, field: Field) -> str:
    match test:
        case Between():
            if test.low_in and test.high_in:
                return f"is from {literal_words(test.low)} to {literal_words(test.high)}"
            low = "at least" if test.low_in else "more than"
            high = "at most" if test.high_in else "less than"
            return f"is {low} {literal_words(test.low)} and {high} {literal_words(test.high)}"
        case Like(pattern):
            return f"reads like “{pattern}”"
        case Contains(phrases):
            return f"mentions {listed([f'“{phrase}”' for phrase in phrases], 'or')}"
        case Touches(pattern):
            return f"{'touch' if _plural(field) else 'touches'} {pattern}"
        case _:
            assert_never(test)


def _compared(test: Comparison, field: Field, fields: Mapping[str, Field]) -> str:
    value = _value(test.value, fields)
    match test.sign:
        case Compare.EQUAL:
            words = f"{_is(field)} {value}"
        case Compare.NOT_EQUAL:
            words = f"{f'{_do_not(field)} include' if field.many else 'is not'} {value}"
        case Compare.LESS:
            words = f"is less than {value}"
        case Compare.AT_MOST:
            words = f"is {value} or less"
        case Compare.MORE:
            words = f"is more than {value}"
        case Compare.AT_LEAST:
            words = f"is {value} or more"
        case _:
            assert_never(test.sign)
    return words


def _value(value: Literal | FieldName, fields: Mapping[str, Field]) -> str:
    if not isinstance(value, FieldName):
        return literal_words(value)
    field = fields.get(value.code)
    return f"the task's {field.header if field else value.code}"
