"""What one condition means for one value: the truth that index, explanation and analyses all rest on.

1. `Anything` holds always; `Given` and `Missing` look at the cell, never at an assumption.
2. Every other test holds of stated values alone. A derived field may be stated as having none (an empty tuple).
3. With several values, a test holds when any of them meets it; `not` holds when none does.
4. A comparison with another field that is not stated neither holds nor fails, so `not` does not hold of it either.
5. Texts and words are compared with case and spaces forgiven; words of an ordered list by their place in it.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, assert_never

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
    Literal,
    Missing,
    NoneOf,
    Test,
    Touches,
)
from agent_router.model.field import Field, Value
from agent_router.scope.touching import may_touch
from agent_router.tables.texts import has_phrase, is_like, key

Others = Callable[[str], Value | None]
"""The values of the other fields of the same task, by code."""

_SIGNS: Mapping[Compare, Callable[[Any, Any], bool]] = {
    Compare.EQUAL: operator.eq,
    Compare.NOT_EQUAL: operator.ne,
    Compare.LESS: operator.lt,
    Compare.AT_MOST: operator.le,
    Compare.MORE: operator.gt,
    Compare.AT_LEAST: operator.ge,
}


def nothing_else(_code: str) -> Value | None:
    """The other fields of a task of which nothing else is known."""
    return None


def holds(test: Test, value: Value | None, field: Field, others: Others = nothing_else) -> bool:
    """Whether the test holds of a value as stated; None means not stated."""
    return holds_of_cell(test, value, field, others, stated=is_stated(value))


def is_stated(value: Value | None) -> bool:
    """Whether the cell says something; an empty tuple is a derived field without any."""
    return value is not None and value != ()


def holds_of_cell(test: Test, value: Value | None, field: Field, others: Others, *, stated: bool) -> bool:
    """Whether the test holds of a value that may stand in for a blank cell (`stated` False)."""
    if value == () and not field.derived:
        value = None
    return _truth(test, value, field, others, stated=stated) is True


def _truth(test: Test, value: Value | None, field: Field, others: Others, *, stated: bool) -> bool | None:
    """True, False, or None where it depends on something that is not stated."""
    truth: bool | None
    match test:
        case Anything():
            truth = True
        case Given():
            truth = stated
        case Missing():
            truth = not stated
        case AnyOf(tests):
            truth = _any(_truth(one, value, field, others, stated=stated) for one in tests)
        case NoneOf(tests):
            some = None if value is None else _any(_truth(one, value, field, others, stated=stated) for one in tests)
            truth = None if some is None else not some
        case Comparison() | Between() | Like() | Contains() | Touches():
            if isinstance(value, tuple):
                truth = _any(_meets(test, one, field, others) for one in value)
            else:
                truth = None if value is None else _meets(test, value, field, others)
        case _ as never:
            assert_never(never)
    return truth


def _any(truths: Iterable[bool | None]) -> bool | None:
    unknown = False
    for truth in truths:
        if truth:
            return True
        unknown = unknown or truth is None
    return None if unknown else False


def _meets(
    test: Comparison | Between | Like | Contains | Touches, value: Value, field: Field, others: Others
) -> bool | None:
    match test:
        case Comparison(sign, right):
            return _compares(sign, value, right, field, others)
        case Between():
            return _lies_between(test, value)
        case Like(pattern):
            return isinstance(value, str) and is_like(pattern, value)
        case Contains(phrases):
            return isinstance(value, str) and has_phrase(phrases, value)
        case Touches(pattern):
            return isinstance(value, str) and may_touch(value, pattern)
        case _ as never:
            assert_never(never)


def _compares(sign: Compare, value: Value, right: Literal | FieldName, field: Field, others: Others) -> bool | None:
    if not isinstance(right, FieldName):
        return _compares_with(sign, value, right, field)
    other = others(right.code)
    if other is None or other == ():
        return None
    if isinstance(other, tuple):
        return any(_compares_with(sign, value, one, field) for one in other)
    return _compares_with(sign, value, other, field)


def _compares_with(sign: Compare, value: Value, right: Value, field: Field) -> bool:
    """Two values of one sort; values of different sorts are unequal and have no order."""
    ranks = _ranks(value, right)
    if ranks is None and sign not in {Compare.EQUAL, Compare.NOT_EQUAL}:
        ranks = _places(value, right, field)
        if ranks is None:
            return False
    if ranks is not None:
        return _SIGNS[sign](*ranks)
    if isinstance(value, str) and isinstance(right, str):
        same = key(value) == key(right)
    else:
        same = isinstance(value, bool) and isinstance(right, bool) and value == right
    return same if sign is Compare.EQUAL else not same


def _ranks(value: Value, right: Value) -> tuple[Any, Any] | None:
    """Both values in a form that can be compared, or None where they are of different sorts."""
    if is_number(value) and is_number(right):
        return value, right
    if isinstance(value, date) and isinstance(right, date):
        return _day(value), _day(right)
    return None


def _places(value: Value, right: Value, field: Field) -> tuple[int, int] | None:
    """The places of both words in the field's list."""
    if field.words is None or not isinstance(value, str) or not isinstance(right, str):
        return None
    places = {key(text): place for place, text in enumerate(field.words.texts)}
    left_place, right_place = places.get(key(value)), places.get(key(right))
    return None if left_place is None or right_place is None else (left_place, right_place)


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def is_number(value: object) -> bool:
    """Whether a value counts as a number; yes and no do not."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _lies_between(test: Between, value: Value) -> bool:
    low, high = _ranks(value, test.low), _ranks(value, test.high)
    if low is None or high is None:
        return False
    above = _SIGNS[Compare.AT_LEAST if test.low_in else Compare.MORE](*low)
    return above and _SIGNS[Compare.AT_MOST if test.high_in else Compare.LESS](*high)
