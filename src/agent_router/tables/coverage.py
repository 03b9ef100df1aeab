"""Which tasks no row covers, which rows never decide, and where rows meet: exact, touching points included.

What is said to exist (a gap, an overlap) is found with a task that shows it. What is said never to happen holds for
every task: where answers may exist that the axes do not show (`Axis.exact`), nothing is claimed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from math import prod
from operator import and_, or_
from typing import TypeVar

from agent_router.model.condition import Test
from agent_router.model.review import Answers, Box
from agent_router.tables.cut_table import Cell, CutTable, GivenUp, common, meets, uncovered, within
from agent_router.tables.partition import Axis
from agent_router.tables.paths import path_boxes, witness

ThenT = TypeVar("ThenT")


@dataclass(frozen=True, slots=True)
class Found:
    """Tasks that something is found about."""

    cell: Cell
    boxes: tuple[Box, ...]
    """The same, said in conditions."""
    example: Answers
    """One of them."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """Tasks that no row covers."""

    found: tuple[Found, ...]
    """The largest kinds, each as wide as it can be; they may overlap."""
    all_named: bool
    """Whether every uncovered task lies in one of them."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A row that never decides."""

    row: int
    by: tuple[int, ...]
    """Rows before it that catch everything first; as few as were found to do it."""
    blank: Answers | None
    """A task for which it still counts as held back by blanks alone; None where there is none."""


def find(table: CutTable[ThenT], cell: Cell) -> Found:
    """A box of the table, said in conditions and shown by a task."""
    path = tuple(None if pieces == axis.everything else pieces for pieces, axis in zip(cell, table.axes, strict=True))
    return Found(cell, path_boxes(path, table.axes), witness(cell, table.axes))


def gaps(table: CutTable[ThenT], rows: int, most: int = 12) -> Gaps:
    """What none of these rows (bits) surely covers; at most so many kinds are named. Raises GivenUp."""
    found: list[Cell] = []
    everything = table.everything
    left = uncovered(table, everything, rows)
    while left is not None and len(found) < most:
        found.append(widest(left, table, rows))
        left = uncovered(table, everything, rows, found)
    found.sort(key=lambda cell: -size(cell, table.axes))
    return Gaps(tuple(find(table, cell) for cell in found), left is None)


def size(cell: Cell, axes: Sequence[Axis]) -> float:
    """The share of all combinations of pieces."""
    return prod(pieces.bit_count() / len(axis.pieces) for pieces, axis in zip(cell, axes, strict=True))


def widest(cell: Cell, table: CutTable[ThenT], rows: int) -> Cell:
    """The largest box around a cell that none of the rows meets, of those that a few orders of widening give."""
    places = range(len(table.axes))
    orders = [
        list(places),
        list(reversed(places)),
        *([first, *(at for at in places if at != first)] for first in places),
    ]
    return max((_widened(cell, table, rows, order) for order in orders), key=lambda found: size(found, table.axes))


def _widened(cell: Cell, table: CutTable[ThenT], rows: int, order: Sequence[int]) -> Cell:
    wide = list(cell)
    hit = [_rows_on(table, axis, pieces) & rows for axis, pieces in enumerate(wide)]
    for axis in order:
        elsewhere = reduce(and_, (hit[other] for other in range(len(wide)) if other != axis), rows)
        wide[axis] = sum(1 << piece for piece, mask in enumerate(table.certain[axis]) if not mask & elsewhere)
        hit[axis] = _rows_on(table, axis, wide[axis]) & rows
    return tuple(wide)


def _rows_on(table: CutTable[ThenT], axis: int, pieces: int) -> int:
    """The rows that hold on some of these pieces."""
    return reduce(or_, (mask for piece, mask in enumerate(table.certain[axis]) if pieces >> piece & 1), 0)


def impossible_rows(table: CutTable[ThenT]) -> tuple[int, ...]:
    """Rows that no task can meet, not even one that leaves fields blank."""
    return tuple(row for row in range(len(table.rows)) if impossible_axes(table, row))


def impossible_axes(table: CutTable[ThenT], row: int) -> tuple[int, ...]:
    """The axes on which no answer that can be given meets the row's conditions."""
    return tuple(
        place
        for place, axis in enumerate(table.axes)
        if axis.exact and not table.boxes[row][place] and not table.possible_boxes[row][place] & ~axis.blanks
    )


def overlaps(table: CutTable[ThenT]) -> Iterator[tuple[int, int, Cell]]:
    """Every two rows that surely hold for the same tasks, and which; the earlier row first."""
    for first, second in combinations(range(len(table.rows)), 2):
        if meets(table.boxes[first], table.boxes[second]):
            yield first, second, common(table.boxes[first], table.boxes[second])


def same_conditions(table: CutTable[ThenT]) -> tuple[tuple[int, ...], ...]:
    """Rows that hold for exactly the same tasks, together; those that hold for none apart."""
    alike: dict[tuple[Cell, Cell], list[int]] = {}
    for row, (box, possible) in enumerate(zip(table.boxes, table.possible_boxes, strict=True)):
        if all(box):
            alike.setdefault((box, possible), []).append(row)
    return tuple(
        (first, *same)
        for first, *more in alike.values()
        if (same := [row for row in more if claims_hold(table, first, [row]) and claims_hold(table, row, [first])])
    )


def claims_hold(table: CutTable[ThenT], row: int, by: Sequence[int]) -> bool:
    """Whether what these rows leave of the row surely is nothing, whatever answers the axes do not show.

    So it is where they ask of each inexact axis nothing, or the very same as the row itself.
    """
    for axis in table.axes:
        if not axis.exact and not {_asked(table, axis, other) for other in by} <= {(), _asked(table, axis, row)}:
            return False
    return True


def _asked(table: CutTable[ThenT], axis: Axis, row: int) -> tuple[tuple[str, Test], ...]:
    return tuple((c.field, c.test) for c in table.rows[row].conditions if c.field in axis.codes)


def unreachable_rows(table: CutTable[ThenT]) -> Iterator[Unreachable]:
    """Rows that hold for some task, but for none that no row before them catches. Raises GivenUp."""
    for row, box in enumerate(table.boxes):
        if not all(box) or uncovered(table, box, (1 << row) - 1) is not None:
            continue
        by = covering_rows(table, row)
        if claims_hold(table, row, by):
            yield Unreachable(row, by, _held_back_task(table, row))


def covering_rows(table: CutTable[ThenT], row: int) -> tuple[int, ...]:
    """Few rows before this one that cover it: a single one or two where these do; none of them could be spared."""
    box = table.boxes[row]
    near = {other: common(own, box) for other, own in enumerate(table.boxes[:row]) if meets(own, box)}
    alone = [other for other, part in near.items() if part == box]
    if alone:
        exact = [other for other in alone if claims_hold(table, row, [other])]
        return (min(exact or alone),)
    two = next((pair for pair in combinations(near, 2) if _cover_together(box, near[pair[0]], near[pair[1]])), None)
    if two is not None:
        return two
    kept = set(_enough(table, box, near))
    for other in sorted(kept, key=lambda one: size(near[one], table.axes)):
        if uncovered(table, box, _bits(kept - {other})) is None:
            kept.remove(other)
    return tuple(sorted(kept))


def _cover_together(box: Cell, one: Cell, other: Cell) -> bool:
    """Two parts make up a box only where each lacks something on one axis alone, the same for both."""
    lacking = [axis for axis, whole in enumerate(box) if one[axis] != whole or other[axis] != whole]
    return len(lacking) == 1 and one[lacking[0]] | other[lacking[0]] == box[lacking[0]]


def _enough(table: CutTable[ThenT], box: Cell, near: Mapping[int, Cell]) -> list[int]:
    """Rows that cover the box: for what is still left, the largest that holds there, until nothing is."""
    found: list[int] = []
    left = uncovered(table, box, 0)
    while left is not None:
        here = tuple(pieces & -pieces for pieces in left)
        able = [other for other, part in near.items() if within(here, part)]
        found.append(max(able, key=lambda other: size(near[other], table.axes)))
        left = uncovered(table, box, _bits(found))
    return found


def _bits(rows: Iterable[int]) -> int:
    return sum(1 << row for row in rows)


def _held_back_task(table: CutTable[ThenT], row: int) -> Answers | None:
    """A task that no row before this one surely catches and that only blanks keep from this one."""
    box = table.possible_boxes[row]
    if box == table.boxes[row]:
        return None
    try:
        cell = uncovered(table, box, (1 << row) - 1)
    except GivenUp:
        return None
    return None if cell is None else witness(cell, table.axes)
