"""Small slips a lead could make in one rule: what mutation testing changes, one at a time.

In the order tried, the coarse before the fine: the row left out; its answer changed to a neighbor (impact or likelihood
one level, route one step, a phase or a kind of proof dropped, minutes one more); then its conditions: an end point of
a number or date moved by one step, one word of several dropped. What a checklist row asks and how it is checked shows
in no expectation, so such a row is left out or tried by its conditions alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Generic, TypeVar

from agent_router.model.condition import AnyOf, Between, Comparison, Condition, NoneOf, Test
from agent_router.model.field import Field
from agent_router.model.policy import (
    BlastRadius,
    BudgetEffect,
    Policy,
    ProofEffect,
    RiskEffect,
    Route,
    RouteEffect,
)
from agent_router.model.table import Row
from agent_router.tables.printing import print_test

ThenT = TypeVar("ThenT")
_LEVELS = range(1, 6)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slip(Generic[ThenT]):
    """One row changed in one way."""

    words: str
    """What was changed: `row left out`, `Impact 3 → 2`."""
    row: Row[ThenT] | None
    """The changed row; None where it is left out."""
    other_conditions: bool = False
    """Whether it may match other tasks than before."""


def slips(row: Row[ThenT], policy: Policy) -> Iterator[Slip[ThenT]]:
    """Every slip tried on one row."""
    yield Slip("row left out", None)
    for words, then in _other_answers(row.then):
        yield Slip(words, replace(row, then=then))
    for words, conditions in _other_conditions(row, policy):
        yield Slip(words, replace(row, conditions=conditions), other_conditions=True)


def neighbors(radius: BlastRadius) -> tuple[BlastRadius, ...]:
    """The blast radiuses one step away."""
    return tuple(other for other in BlastRadius if abs(other.rank - radius.rank) == 1)


def _other_answers(then: object) -> Iterator[tuple[str, Any]]:
    """The answer changed to each of its neighbors."""
    match then:
        case RiskEffect():
            for level in _beside(then.impact):
                yield f"Impact {then.impact} → {level}", replace(then, impact=level)
            for level in _beside(then.likelihood):
                yield f"Likelihood {then.likelihood} → {level}", replace(then, likelihood=level)
        case RouteEffect():
            yield from _other_routes(then)
        case BudgetEffect(minutes=int(minutes)):
            yield f"Budget minutes {minutes} → {minutes + 1}", replace(then, minutes=minutes + 1)
        case ProofEffect():
            for kind in then.kinds:
                kept = tuple(other for other in then.kinds if other != kind)
                yield f"Proof required without {kind}", replace(then, kinds=kept)
        case _:
            return


def _beside(level: int | None) -> tuple[int, ...]:
    return () if level is None else tuple(other for other in (level - 1, level + 1) if other in _LEVELS)


def _other_routes(then: RouteEffect) -> Iterator[tuple[str, RouteEffect]]:
    for route in Route:
        if abs(route.freedom - then.route.freedom) == 1:
            yield f"Route {then.route.value} → {route.value}", replace(then, route=route)
    for phase in then.phases:
        kept = tuple(other for other in then.phases if other is not phase)
        yield f"Phases without {phase.value}", replace(then, phases=kept)


def _other_conditions(row: Row[ThenT], policy: Policy) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    fields = {field.code: field for field in policy.fields}
    for at, condition in enumerate(row.conditions):
        field = fields[condition.field]
        for test in _other_tests(condition.test, field):
            words = f"{field.header} {print_test(condition.test, fields)} → {print_test(test, fields)}"
            changed = Condition(condition.field, test, place=condition.place)
            yield words, (*row.conditions[:at], changed, *row.conditions[at + 1 :])


def _other_tests(test: Test, field: Field) -> Iterator[Test]:
    """The test with one end point moved, or one of several words dropped."""
    match test:
        case Comparison(sign, Decimal() | date() as end):
            for moved in _moved(end):
                yield Comparison(sign, moved)
        case Between():
            yield from _other_ranges(test)
        case AnyOf(tests) | NoneOf(tests):
            for at, one in enumerate(tests):
                for changed in _other_tests(one, field):
                    yield type(test)((*tests[:at], changed, *tests[at + 1 :]))
                if len(tests) > 1:
                    yield type(test)((*tests[:at], *tests[at + 1 :]))
        case _:
            return


def _other_ranges(test: Between) -> Iterator[Between]:
    for low in _moved(test.low):
        yield replace(test, low=low)
    for high in _moved(test.high):
        yield replace(test, high=high)


def _moved(end: Decimal | date) -> Iterator[Decimal | date]:
    """One step down and up: a day, one, or the last decimal place that was typed."""
    if isinstance(end, date):
        if end > date.min:
            yield end - _DAY
        if end < date.max:
            yield end + _DAY
        return
    exponent = end.as_tuple().exponent
    step = Decimal(1).scaleb(min(0, exponent)) if isinstance(exponent, int) else Decimal(1)
    yield end - step
    yield end + step
