"""A choice of single values written as one condition: `Low, Medium`, `not Billing`, `yes`, `>= 3`."""

from collections.abc import Sequence
from decimal import Decimal

from agent_router.model.condition import AnyOf, Between, Compare, Comparison, Given, Literal, NoneOf, Test
from agent_router.model.field import Value
from agent_router.tables.meaning import is_number

_FEW = 3
"""Up to so many words are listed rather than all others excluded."""


def test_of_words(chosen: Sequence[Value | None], every: Sequence[Value | None]) -> Test:
    """The condition that, of all these stated values, holds of the chosen ones; both in the same order, not empty."""
    if len(chosen) == len(every):
        return Given()
    if all(is_number(value) for value in every):
        return _numbers(chosen, every)
    rest = [value for value in every if value not in chosen]
    if len(chosen) > _FEW and len(rest) < len(chosen):
        return NoneOf(tuple(_equal(value) for value in rest))
    tests = tuple(_equal(value) for value in chosen)
    return tests[0] if len(tests) == 1 else AnyOf(tests)


def _equal(value: Value | None) -> Comparison:
    return Comparison(Compare.EQUAL, _literal(value))


def _literal(value: Value | None) -> Literal:
    if is_number(value):
        return Decimal(value)  # type: ignore[arg-type]  # it was found to be a number
    return value  # type: ignore[return-value]  # words, yes and no, dates: single stated values


def _numbers(chosen: Sequence[Value | None], every: Sequence[Value | None]) -> Test:
    """Neighbors among all values become a range."""
    order = sorted(set(every), key=_literal)
    runs: list[list[int]] = []
    for place in (at for at, value in enumerate(order) if value in chosen):
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    tests = tuple(_run(order, run) for run in runs)
    return tests[0] if len(tests) == 1 else AnyOf(tests)


def _run(order: Sequence[Value | None], run: Sequence[int]) -> Test:
    low, high = Decimal(order[run[0]]), Decimal(order[run[-1]])  # type: ignore[arg-type]  # numbers, as in `_numbers`
    if low == high:
        return Comparison(Compare.EQUAL, low)
    if run[-1] == len(order) - 1:
        return Comparison(Compare.AT_LEAST, low)
    if run[0] == 0:
        return Comparison(Compare.AT_MOST, high)
    return Between(low, high, low_in=True, high_in=True)
