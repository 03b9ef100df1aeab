"""Which of the matching rows count, for tables of any shape (DMN 1.5, 8.2.10).

1. Unique: at most one row may match. Any: all matching rows must say the same. Breaches name both rows.
2. First: the first in table order. Priority: the first by the order of the output values, columns from left to right.
3. Rule order and Collect without sign: all, in table order. Output order: all, by the order of the output values.
4. Collect folds each column by its sign: `+` adds up all matches (the conformance suite does; early texts of the
   specification say distinct ones), `<` and `>` take the least and the greatest, `#` counts the rows.
5. No matching row is an answer of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import assert_never

from agent_router.model.field import Value
from agent_router.model.table import Aggregation, HitPolicy, Row
from agent_router.tables.meaning import is_number
from agent_router.tables.texts import key

Outputs = tuple[Value | None, ...]
"""One value an output column; None says nothing."""


@dataclass(frozen=True, slots=True)
class Output:
    """One output column."""

    name: str
    order: tuple[Value, ...] = ()
    """Its values from the most to the least important, as in `Lists`; needed by Priority and Output order."""
    aggregation: Aggregation = Aggregation.LIST
    """How Collect folds it."""


@dataclass(frozen=True, slots=True)
class NoMatch:
    """No row of the table matches."""


@dataclass(frozen=True, slots=True)
class Violation:
    """Two rows match that may not match together."""

    hit_policy: HitPolicy
    first: Row[Outputs]
    second: Row[Outputs]


@dataclass(frozen=True, slots=True)
class Decided:
    """What the table says."""

    results: tuple[Outputs, ...]
    """One for the policies with a single answer and for folded columns; otherwise one a row, in the policy's order."""
    rows: tuple[int, ...]
    """Places of the rows that it rests on, in the order of `results`; all matching rows where columns were folded."""


def decide(
    hit_policy: HitPolicy, rows: Sequence[Row[Outputs]], matched: Sequence[int], outputs: Sequence[Output]
) -> Decided | NoMatch | Violation:
    """Apply the hit policy to the rows that match (their places, ascending)."""
    if not matched:
        return NoMatch()
    if hit_policy in {HitPolicy.UNIQUE, HitPolicy.ANY}:
        return _agreed(hit_policy, rows, matched)
    if hit_policy is HitPolicy.COLLECT and any(output.aggregation is not Aggregation.LIST for output in outputs):
        return _folded(rows, matched, outputs)
    chosen = _chosen(hit_policy, rows, matched, outputs)
    return Decided(tuple(rows[row].then for row in chosen), tuple(chosen))


def _chosen(
    hit_policy: HitPolicy, rows: Sequence[Row[Outputs]], matched: Sequence[int], outputs: Sequence[Output]
) -> Sequence[int]:
    """The rows that count, in the order in which they do."""
    match hit_policy:
        case HitPolicy.FIRST | HitPolicy.UNIQUE | HitPolicy.ANY:
            return matched[:1]
        case HitPolicy.PRIORITY:
            return _by_output(rows, matched, outputs)[:1]
        case HitPolicy.OUTPUT_ORDER:
            return _by_output(rows, matched, outputs)
        case HitPolicy.RULE_ORDER | HitPolicy.COLLECT:
            return matched
        case _ as never:
            assert_never(never)


def _agreed(hit_policy: HitPolicy, rows: Sequence[Row[Outputs]], matched: Sequence[int]) -> Decided | Violation:
    first = rows[matched[0]]
    for place in matched[1:]:
        if hit_policy is HitPolicy.UNIQUE or not _same(first.then, rows[place].then):
            return Violation(hit_policy, first, rows[place])
    return Decided((first.then,), (matched[0],))


def _same(one: Outputs, other: Outputs) -> bool:
    return tuple(map(_comparable, one)) == tuple(map(_comparable, other))


def _comparable(value: Value | None) -> object:
    """A form in which yes differs from 1 and texts are compared as everywhere."""
    if isinstance(value, bool):
        return ("yes/no", value)
    return key(value) if isinstance(value, str) else value


def _by_output(rows: Sequence[Row[Outputs]], matched: Sequence[int], outputs: Sequence[Output]) -> tuple[int, ...]:
    orders = [{_comparable(value): place for place, value in enumerate(output.order)} for output in outputs]

    def importance(row: int) -> tuple[int, ...]:
        values = zip(orders, rows[row].then, strict=True)
        return tuple(order.get(_comparable(value), len(order)) for order, value in values)

    return tuple(sorted(matched, key=importance))


def _folded(rows: Sequence[Row[Outputs]], matched: Sequence[int], outputs: Sequence[Output]) -> Decided:
    columns = [[rows[row].then[place] for row in matched] for place in range(len(outputs))]
    folded = tuple(_fold(output.aggregation, column) for output, column in zip(outputs, columns, strict=True))
    return Decided((folded,), tuple(matched))


def _fold(aggregation: Aggregation, column: Sequence[Value | None]) -> Value | None:
    numbers = [Decimal(value) for value in column if is_number(value) and isinstance(value, int | Decimal)]
    fold: Callable[[Decimal, Decimal], Decimal]
    match aggregation:
        case Aggregation.COUNT:
            return len(column)
        case Aggregation.LIST:
            return tuple(str(value) for value in column if value is not None)
        case Aggregation.SUM:
            fold = Decimal.__add__
        case Aggregation.MIN:
            fold = min
        case Aggregation.MAX:
            fold = max
        case _ as never:
            assert_never(never)
    return reduce(fold, numbers) if numbers else None
