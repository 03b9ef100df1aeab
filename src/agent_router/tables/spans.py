"""Numbers and dates as pieces of a line, and stretches of that line written as a lead would type them.

Numbers that a task states are never below zero (the queue refuses them), so the line of numbers begins at zero.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from agent_router.model.condition import AnyOf, Between, Compare, Comparison, Given, Test
from agent_router.model.field import Field, FieldKind, Value
from agent_router.tables.pieces import Cut

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """One elementary piece of the line: an end point, or what lies between two that follow each other."""

    low: Cut | None
    """None: from the start of the line."""
    high: Cut | None
    """None: without end; the same as `low` for a point."""
    value: Value
    """One value that lies in it."""

    @property
    def point(self) -> bool:
        """Whether it holds the one value alone."""
        return self.low is not None and self.low == self.high


def spans_of(field: Field, ends: Sequence[Cut]) -> tuple[Span, ...]:
    """The pieces that hold a value of this field, in order; `ends` ascending."""
    if not ends:
        return (Span(None, None, date(2000, 1, 1) if field.kind is FieldKind.DATE else 1),)
    found: list[Span] = []
    for low, high in pairwise((None, *ends, None)):
        if low is not None:
            found += _point(field, low)
        found += _between(field, low, high)
    return tuple(found)


def _point(field: Field, end: Cut) -> list[Span]:
    if isinstance(end, date):
        return [Span(end, end, end)]
    whole = end == end.to_integral_value()
    if end < 0 or (field.kind is FieldKind.WHOLE and not whole):
        return []
    return [Span(end, end, int(end) if field.kind is FieldKind.WHOLE else end)]


def _between(field: Field, low: Cut | None, high: Cut | None) -> list[Span]:
    value: Value | None
    if isinstance(low, date) or isinstance(high, date):
        value = _day_between(low, high)
    elif field.kind is FieldKind.WHOLE:
        value = _whole_between(low, high)
    else:
        value = _number_between(low, high)
    return [] if value is None else [Span(low, high, value)]


def _day_between(low: Cut | None, high: Cut | None) -> date | None:
    if isinstance(low, date):
        following = low + _A_DAY if low < date.max else None
        return following if following is None or not isinstance(high, date) or following < high else None
    return high - _A_DAY if isinstance(high, date) and high > date.min else None


def _whole_between(low: Decimal | None, high: Decimal | None) -> int | None:
    if low is None:
        value = math.ceil(high or 0) - 1
        return value if value >= 0 else None
    following = max(math.floor(low) + 1, 0)
    return following if high is None or following < high else None


def _number_between(low: Decimal | None, high: Decimal | None) -> Decimal | None:
    if high is None:
        return max((low or Decimal(0)) + 1, Decimal(0))
    if high <= 0:
        return None
    if low is None or low < 0:
        return high - 1 if high >= 1 else high / 2
    return (low + high) / 2


def test_of_spans(field: Field, spans: Sequence[Span], chosen: int) -> Test:
    """The condition that holds of exactly the chosen pieces (bits of places in `spans`), `Given` for all of them.

    Pieces that follow each other become one range; a range of whole numbers or days is written with its ends.
    """
    left_out = ((1 << len(spans)) - 1) & ~chosen
    if not left_out:
        return Given()
    if left_out.bit_count() == 1:
        lone = spans[left_out.bit_length() - 1]
        if lone.point and 0 < left_out.bit_length() - 1 < len(spans) - 1:
            return Comparison(Compare.NOT_EQUAL, _literal(lone.value))
    tests = tuple(_stretch(field, spans, first, last) for first, last in _runs(chosen))
    return tests[0] if len(tests) == 1 else AnyOf(tests)


def _runs(chosen: int) -> Iterator[tuple[int, int]]:
    """First and last place of each run of bits."""
    place = 0
    while chosen >> place:
        if chosen >> place & 1:
            first = place
            while chosen >> place & 1:
                place += 1
            yield first, place - 1
        place += 1


def _stretch(field: Field, spans: Sequence[Span], first: int, last: int) -> Test:
    low, high = spans[first], spans[last]
    if first == last and low.point:
        return Comparison(Compare.EQUAL, _literal(low.value))
    if first == 0:
        # An end is there: the whole line was answered before.
        return Comparison(Compare.AT_MOST if high.point else Compare.LESS, _end(high.high))
    if last == len(spans) - 1:
        return Comparison(Compare.AT_LEAST if low.point else Compare.MORE, _end(low.low))
    if field.kind is FieldKind.NUMBER:
        return Between(_end(low.low), _end(high.high), low.point, high.point)
    lowest, highest = _lowest(low), _highest(high)
    if lowest == highest:
        return Comparison(Compare.EQUAL, lowest)
    return Between(lowest, highest, low_in=True, high_in=True)


def _end(cut: Cut | None) -> Cut:
    return Decimal(0) if cut is None else cut


def _lowest(span: Span) -> Cut:
    """The first whole number or day of a piece that begins somewhere."""
    low = _end(span.low)
    if span.point:
        return low
    return low + _A_DAY if isinstance(low, date) else Decimal(max(math.floor(low) + 1, 0))


def _highest(span: Span) -> Cut:
    """The last whole number or day of a piece that ends somewhere."""
    high = _end(span.high)
    if span.point:
        return high
    return high - _A_DAY if isinstance(high, date) else Decimal(math.ceil(high) - 1)


def _literal(value: Value) -> Decimal | date:
    return value if isinstance(value, date) else Decimal(value)  # type: ignore[arg-type]  # pieces hold numbers or days
