"""A field's values cut into elementary pieces, on each of which every test of every row is either true or false.

Numbers and dates are cut at each end point: the point itself and each open interval between. Words, yes and no, and
texts are pieces of one value. One value stands for each piece, so that trying these few is trying all.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import assert_never

from agent_router.model.condition import (
    AnyOf,
    Anything,
    Between,
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
from agent_router.model.field import Field, FieldKind, Value
from agent_router.tables.meaning import is_number

Cut = Decimal | date
"""An end point of a comparison or range."""

_A_DAY = timedelta(days=1)
SOMETHING_ELSE = "something else"
"""A text or word that no test names."""


def simple_tests(test: Test) -> Iterator[Test]:
    """The tests inside lists and `not`, one by one."""
    match test:
        case AnyOf(tests) | NoneOf(tests):
            for one in tests:
                yield from simple_tests(one)
        case Anything() | Given() | Missing() | Comparison() | Between() | Like() | Contains() | Touches():
            yield test
        case _ as never:
            assert_never(never)


def other_fields(test: Test) -> tuple[str, ...]:
    """Codes of the other fields that a test looks at, in order, each once."""
    codes = [
        one.value.code for one in simple_tests(test) if isinstance(one, Comparison) and isinstance(one.value, FieldName)
    ]
    return tuple(dict.fromkeys(codes))


def has_pieces(field: Field) -> bool:
    """Whether the field's values are cut at end points; all others are words or texts."""
    return field.kind in {FieldKind.WHOLE, FieldKind.NUMBER, FieldKind.DATE}


def cuts(field: Field, tests: Iterable[Test]) -> tuple[Cut, ...]:
    """The end points of all tests in ascending order; empty for fields that are neither numbers nor dates."""
    wanted: Callable[[Literal], bool]
    if field.kind in {FieldKind.WHOLE, FieldKind.NUMBER}:
        wanted = is_number
    elif field.kind is FieldKind.DATE:
        wanted = _is_date
    else:
        return ()
    found = {literal for test in tests for literal in _literals(test) if wanted(literal)}
    return tuple(sorted(found))  # type: ignore[arg-type] # `wanted` leaves one sort of literal


def piece_values(field: Field, ends: tuple[Cut, ...]) -> tuple[Value | None, ...]:
    """One value a piece: below, first point, between, second point … above; None where a piece holds no value.

    Between two whole numbers that follow each other lies no third, and between two days no third.
    """
    if field.kind is FieldKind.DATE:
        return _date_pieces(tuple(end for end in ends if isinstance(end, date)))
    if field.kind is FieldKind.WHOLE:
        return _whole_pieces(_numbers(ends))
    return _number_pieces(_numbers(ends))


def number_pieces(field: Field, ends: tuple[Cut, ...]) -> tuple[Value | None, ...]:
    """As `piece_values`, yet a number that is not whole has its piece too, should a task state one."""
    return piece_values(field, ends) if field.kind is FieldKind.DATE else _number_pieces(_numbers(ends))


def representative_values(field: Field, tests: Iterable[Test]) -> tuple[Value, ...]:
    """One stated value for each elementary piece that some value of this field can lie in.

    Many-valued fields get tuples of one value; a derived one also the empty tuple, which means: stated as none.
    """
    known = tuple(tests)
    match field.kind:
        case FieldKind.WHOLE | FieldKind.NUMBER | FieldKind.DATE:
            values = [value for value in piece_values(field, cuts(field, known)) if value is not None]
        case FieldKind.YES_NO:
            values = [True, False]
        case FieldKind.CHOICE | FieldKind.CHOICES:
            values = list(field.words.texts) if field.words is not None else list(_samples(known))
        case FieldKind.TEXT | FieldKind.LIST | FieldKind.FOLDERS:
            values = list(_samples(known))
        case _ as never:
            assert_never(never)
    if field.many:
        many: list[Value] = [(value,) for value in values if isinstance(value, str)]
        return (*many, ()) if field.derived else tuple(many)
    return tuple(values)


def _numbers(ends: tuple[Cut, ...]) -> tuple[Decimal, ...]:
    return tuple(Decimal(end) for end in ends if not isinstance(end, date))


def _literals(test: Test) -> Iterator[Literal]:
    for one in simple_tests(test):
        if isinstance(one, Comparison) and not isinstance(one.value, FieldName):
            yield one.value
        elif isinstance(one, Between):
            yield one.low
            yield one.high


def _is_date(literal: Literal) -> bool:
    return isinstance(literal, date)


def _whole_pieces(ends: tuple[Decimal, ...]) -> tuple[int | None, ...]:
    if not ends:
        return (1,)
    pieces: list[int | None] = [math.ceil(ends[0]) - 1]
    for low, high in pairwise((*ends, None)):
        pieces.append(int(low) if low is not None and low == low.to_integral_value() else None)
        following = math.floor(low or 0) + 1
        pieces.append(following if high is None or following < high else None)
    return tuple(pieces)


def _number_pieces(ends: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    if not ends:
        return (Decimal(1),)
    pieces = [ends[0] - 1]
    for low, high in pairwise(ends):
        pieces += [low, (low + high) / 2]
    return (*pieces, ends[-1], ends[-1] + 1)


def _date_pieces(ends: tuple[date, ...]) -> tuple[date | None, ...]:
    if not ends:
        return (date(2000, 1, 1),)
    pieces: list[date | None] = [ends[0] - _A_DAY if ends[0] > date.min else None]
    for low, high in pairwise(ends):
        pieces += [low, low + _A_DAY if low + _A_DAY < high else None]
    return (*pieces, ends[-1], ends[-1] + _A_DAY if ends[-1] < date.max else None)


def _samples(tests: tuple[Test, ...]) -> Iterator[str]:
    """A text that meets each test, and one that meets none."""
    found: dict[str, None] = {}
    for test in tests:
        for one in simple_tests(test):
            sample = _sample(one)
            if sample:
                found[sample] = None
    yield from found
    yield SOMETHING_ELSE


def _sample(test: Test) -> str:
    match test:
        case Comparison(value=str(text)):
            return text
        case Like(pattern):
            return pattern.replace("*", " ").replace("?", "x").strip()
        case Contains(phrases):
            return phrases[0]
        case Touches(pattern):
            return pattern
        case _:
            return ""
