"""What a table could do without: columns, rows, and rows that could be one, proven over every possible task.

Two tables are compared task by task, all tasks at once: along the axes, the rows of both that still hold are carried
on, and where both carry the same from some point on, nothing can differ any more. Where every matching row counts,
claim by claim (`claims.py`).
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from agent_router.model.condition import AnyOf, Compare, Comparison, Condition, Given
from agent_router.model.field import Field
from agent_router.model.review import Box
from agent_router.model.table import HitPolicy
from agent_router.tables.cell_language import parse_condition
from agent_router.tables.claims import Claims, claims_of, other_claims
from agent_router.tables.coverage import claims_hold
from agent_router.tables.cut_table import Cell, CutTable, Masks, Question, meets, places, seek
from agent_router.tables.index import Reading
from agent_router.tables.partition import Axis, row_masks
from agent_router.tables.printing import print_test

ThenT = TypeVar("ThenT")

Keys = Sequence[Hashable]
"""For each row what it says, in a form in which the same answers are equal."""
Decided = Callable[[int, int], Hashable]
"""Bits of the rows that surely hold and of those that may: what the table says, in a form that can be compared."""
Answer = Decided | Claims
"""What a table says: where one row decides, or where every matching row counts."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Another form of the same table: its rows by the same places, over the same axes."""

    certain: Masks
    possible: Masks


@dataclass(frozen=True, slots=True)
class Merge:
    """Two rows that could be one."""

    rows: tuple[int, int]
    """The earlier first; the merged row stands at the place of `keeps`."""
    keeps: int
    axis: int
    """The axis on which they differ."""
    certain: int
    """The pieces on which the merged row surely holds there."""
    possible: int
    """Those on which it holds or only a blank keeps it back."""


def answer_of(table: CutTable[ThenT], keys: Keys, claims: Sequence[frozenset[Hashable]] | None = None) -> Answer:
    """What the table says of the rows that hold: by the candidates in order; where all count, what each row claims.

    Read as First, rows after the first certain one say nothing; read as Unique, two that hold contradict each other.
    """
    policy = table.table.hit_policy

    def decided(certain: int, possible: int) -> Hashable:
        if policy is HitPolicy.UNIQUE:
            return min(certain.bit_count(), 2), _distinct(keys, possible)
        return bool(certain), _distinct(keys, possible & _up_to_first(certain))

    return decided if claims is None else claims_of(claims)


def _up_to_first(rows: int) -> int:
    """All bits up to the lowest of these; all there are where there is none."""
    return (rows & -rows) * 2 - 1 if rows else -1


def _distinct(keys: Keys, rows: int) -> tuple[Hashable, ...]:
    return tuple(dict.fromkeys(keys[row] for row in places(rows)))


def difference(
    table: CutTable[ThenT], changed: Changed, answer: Answer, box: Cell, rows: int | None = None
) -> Cell | None:
    """Tasks inside the box that the changed table answers otherwise; None where there are none.

    With `rows` (bits) both tables are taken to have these rows alone. Raises GivenUp.
    """
    both = table.all_rows if rows is None else rows
    if isinstance(answer, Claims):
        return other_claims(table, changed.possible, answer, box, both)
    decided = answer
    axes = sorted(range(len(table.axes)), key=lambda axis: not _differs_on(table, changed, axis))
    last = max((at for at, axis in enumerate(axes) if _differs_on(table, changed, axis)), default=-1)
    trim = _trimmer(table, changed, axes) if table.table.hit_policy is HitPolicy.FIRST else None

    def step(at: int, effect: _Effect, state: _Effect) -> _Effect | None:
        left = (state[0] & effect[0], state[1] & effect[1], state[2] & effect[2], state[3] & effect[3])
        if trim is not None:
            left = trim(at + 1, left)
        return None if at >= last and left[:2] == left[2:] else left

    def differs(state: _Effect) -> bool:
        return decided(*state[:2]) != decided(*state[2:])

    question = Question((both,) * 4, step, differs)
    found = seek(_effects(table, changed, axes), tuple(box[axis] for axis in axes), question, table.meter)
    if found is None:
        return None
    by_axis = dict(zip(axes, found, strict=True))
    return tuple(by_axis[axis] for axis in range(len(axes)))


_Effect = tuple[int, int, int, int]
"""Bits of rows: surely holding and possibly holding before the change, and after it."""


def _differs_on(table: CutTable[ThenT], changed: Changed, axis: int) -> bool:
    return table.certain[axis] != changed.certain[axis] or table.possible[axis] != changed.possible[axis]


def _effects(table: CutTable[ThenT], changed: Changed, axes: Sequence[int]) -> list[list[tuple[int, _Effect]]]:
    groups = []
    for axis in axes:
        alike: dict[_Effect, int] = {}
        columns = (table.certain[axis], table.possible[axis], changed.certain[axis], changed.possible[axis])
        for place, masks in enumerate(zip(*columns, strict=True)):
            alike[masks] = alike.get(masks, 0) | 1 << place
        groups.append([(pieces, masks) for masks, pieces in alike.items()])
    return groups


def _trimmer(table: CutTable[ThenT], changed: Changed, axes: Sequence[int]) -> Callable[[int, _Effect], _Effect]:
    """Rows after one that surely holds whatever follows say nothing any more."""
    before, after = (_complete(masks, axes, table.all_rows) for masks in (table.certain, changed.certain))

    def trim(at: int, state: _Effect) -> _Effect:
        old, new = _up_to_first(state[0] & before[at]), _up_to_first(state[2] & after[at])
        return state[0] & old, state[1] & old, state[2] & new, state[3] & new

    return trim


def _complete(masks: Masks, axes: Sequence[int], rows: int) -> list[int]:
    found = [rows]
    for axis in reversed(axes):
        whole = found[-1]
        for mask in masks[axis]:
            whole &= mask
        found.append(whole)
    return found[::-1]


def idle_columns(table: CutTable[ThenT], answer: Answer) -> Iterator[str]:
    """Codes of the fields whose conditions, all left out, change no answer. Raises GivenUp."""
    codes = dict.fromkeys(condition.field for row in table.rows for condition in row.conditions)
    if not all(axis.exact for axis in table.axes):
        return
    for code in codes:
        if difference(table, without_column(table, code), answer, table.everything) is None:
            yield code


def without_column(table: CutTable[ThenT], code: str) -> Changed:
    """The table without the conditions on one field."""
    rows = [tuple(c for c in row.conditions if c.field != code) for row in table.rows]
    return _recut(table, rows, [table.axis_at(code)])


def _recut(table: CutTable[ThenT], rows: Sequence[tuple[Condition, ...]], axes: Sequence[int]) -> Changed:
    certain, possible = list(table.certain), list(table.possible)
    for axis in axes:
        certain[axis] = row_masks(table.axes[axis], rows, table.fields, Reading.CERTAIN)
        possible[axis] = row_masks(table.axes[axis], rows, table.fields, Reading.POSSIBLE)
    return Changed(tuple(certain), tuple(possible))


def without_row(table: CutTable[ThenT], row: int) -> Changed:
    """The table without one row; it needs an axis."""
    keep = ~(1 << row)
    return Changed(
        (tuple(mask & keep for mask in table.certain[0]), *table.certain[1:]),
        (tuple(mask & keep for mask in table.possible[0]), *table.possible[1:]),
    )


def may_go(table: CutTable[ThenT], row: int, answer: Answer) -> bool:
    """Whether the table says the same about every task without this row. Raises GivenUp."""
    box = table.possible_boxes[row]
    if not table.axes:
        # Without any condition each row holds for every task.
        return _may_go_from_all(table.all_rows, row, answer)
    if not all(box):
        return True
    if not any(meets(own, box) for other, own in enumerate(table.possible_boxes) if other != row):
        return False
    others = [other for other in range(len(table.rows)) if other != row and meets(table.possible_boxes[other], box)]
    return claims_hold(table, row, others) and difference(table, without_row(table, row), answer, box) is None


def _may_go_from_all(rows: int, row: int, answer: Answer) -> bool:
    """As `may_go`, where all rows hold for every task."""
    rest = rows & ~(1 << row)
    if isinstance(answer, Claims):
        return all(makers & rest for makers in answer.narrowest(row))
    return answer(rows, rows) == answer(rest, rest)


def standing_in(table: CutTable[ThenT], row: int, keys: Keys, answer: Answer) -> tuple[int, ...]:
    """Few rows that say on their own what this row says, where it may go. Raises GivenUp."""
    box = table.possible_boxes[row]
    kept = [other for other in range(len(table.rows)) if other != row and meets(table.possible_boxes[other], box)]
    order = sorted(kept, key=lambda other: (keys[other] == keys[row], -abs(other - row)))
    for other in order:
        fewer = [one for one in kept if one != other]
        # What the other does not claim is still made up for without it.
        asked = answer.shared(row, other) if isinstance(answer, Claims) else answer
        if fewer and _says_the_same(table, row, fewer, asked):
            kept = fewer
    return tuple(kept)


def _says_the_same(table: CutTable[ThenT], row: int, others: Sequence[int], answer: Answer) -> bool:
    """Whether, of these rows alone, the one may go."""
    bits = 1 << row | sum(1 << other for other in others)
    box = table.possible_boxes[row]
    return not table.axes or difference(table, without_row(table, row), answer, box, bits) is None


def merges(table: CutTable[ThenT], keys: Keys, answer: Answer, most: int = 40) -> Iterator[Merge]:
    """Pairs of rows with the same answer that differ on one axis and could be one, each row in one pair at most.

    `keys` are what the rows say in full, reasons among it, since one row has one reason. Only so many pairs are tried.
    Raises GivenUp.
    """
    taken: set[int] = set()
    tried = 0
    for first in range(len(table.rows)):
        for second in range(first + 1, len(table.rows)):
            if keys[first] != keys[second] or taken & {first, second} or tried >= most:
                continue
            axis = _lone_difference(table, first, second)
            if axis is None:
                continue
            tried += 1
            merge = _merged(table, (first, second), axis, answer)
            if merge is not None:
                taken |= {first, second}
                yield merge


def _lone_difference(table: CutTable[ThenT], first: int, second: int) -> int | None:
    """The one axis on which the rows differ; None where there are none or several."""
    mine, yours = table.possible_boxes[first], table.possible_boxes[second]
    apart = [axis for axis in range(len(table.axes)) if mine[axis] != yours[axis]]
    if len(apart) != 1 or not all(table.boxes[first]) or not all(table.boxes[second]):
        return None
    return apart[0] if all(axis.exact for axis in table.axes) else None


def _merged(table: CutTable[ThenT], rows: tuple[int, int], axis: int, answer: Answer) -> Merge | None:
    for keeps in rows:
        drops = rows[0] + rows[1] - keeps
        changed = merged(table, keeps, drops, axis)
        box = tuple(
            table.possible_boxes[rows[0]][at] | table.possible_boxes[rows[1]][at] for at in range(len(table.axes))
        )
        if difference(table, changed, answer, box) is None:
            surely = table.boxes[rows[0]][axis] | table.boxes[rows[1]][axis]
            return Merge(rows, keeps, axis, surely, box[axis])
    return None


def merged(table: CutTable[ThenT], keeps: int, drops: int, axis: int) -> Changed:
    """The table with one row that holds where either did, and the other gone."""

    def either(mask: int) -> int:
        both = mask >> keeps & 1 | mask >> drops & 1
        return mask & ~(1 << keeps) & ~(1 << drops) | both << keeps

    certain, possible = list(table.certain), list(table.possible)
    certain[axis] = tuple(map(either, table.certain[axis]))
    possible[axis] = tuple(map(either, table.possible[axis]))
    return Changed(tuple(certain), tuple(possible))


def written(axis: Axis, certain: int, possible: int | None, table: CutTable[ThenT]) -> tuple[Condition, ...] | None:
    """Conditions, one a field, that surely hold on exactly these pieces; None where no cells do.

    Where `possible` is given, they also hold, or only a blank keeps them back, on exactly those.
    """
    for asked in _spellings(axis, certain):
        for box in axis.regions(asked):
            for conditions in _cells(axis, box):
                typed = as_typed(conditions, table.fields)
                wanted = ((Reading.CERTAIN, certain), (Reading.POSSIBLE, possible))
                if typed is not None and all(
                    pieces in {None, held_on(axis, typed, table, reading)} for reading, pieces in wanted
                ):
                    return conditions
    return None


def as_typed(conditions: Sequence[Condition], fields: Mapping[str, Field]) -> tuple[Condition, ...] | None:
    """The conditions as their own texts read back; None where they are no cells: two of a field, or unreadable."""
    if len({condition.field for condition in conditions}) < len(conditions):
        return None
    read = [
        parse_condition(print_test(condition.test, fields), fields[condition.field], fields, None)
        for condition in conditions
    ]
    if any(one.fault is not None for one in read):
        return None
    return tuple(one.condition for one in read if one.condition is not None)


def _spellings(axis: Axis, pieces: int) -> Iterator[int]:
    """The pieces, and the same with or without the blank ones, since a blank may stand for an answer."""
    yield pieces
    yield pieces & ~axis.blanks
    yield pieces | axis.blanks


def _cells(axis: Axis, box: Box) -> Iterator[tuple[Condition, ...]]:
    """The box as cells; all words of a list by name as well, since `given` is not met by an assumption."""
    yield tuple(Condition(region.field, region.test) for region in box)
    field = axis.fields[0]
    if len(box) == 1 and isinstance(box[0].test, Given) and field.words is not None:
        yield (Condition(field.code, AnyOf(tuple(Comparison(Compare.EQUAL, text) for text in field.words.texts))),)


def held_on(axis: Axis, conditions: tuple[Condition, ...], table: CutTable[ThenT], reading: Reading) -> int:
    """The pieces of an axis on which a row with these conditions would hold."""
    masks = row_masks(axis, [conditions], table.fields, reading)
    return sum(mask << at for at, mask in enumerate(masks))
