"""A decision table over its axes: for each piece the rows that hold on it, and the search for tasks."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from itertools import accumulate
from operator import and_, or_
from typing import Any, Generic, TypeVar

from agent_router.model.field import Field
from agent_router.model.policy import RiskMatrix
from agent_router.model.table import Row, Table
from agent_router.tables.index import Reading
from agent_router.tables.partition import Axis, axes_of, row_masks, rows_by_piece

ThenT = TypeVar("ThenT")
StateT = TypeVar("StateT", bound=Hashable)

Cell = tuple[int, ...]
"""For each axis bits of pieces: together a box of tasks."""
Masks = tuple[tuple[int, ...], ...]
"""For each axis and piece the bits of the rows that hold there."""
MOST_STATES = 100_000
"""Searches that together meet more states than these are given up, and say so."""


class GivenUp(Exception):
    """The question is too wide to be answered."""


@dataclass
class Meter:
    """How much searching is left; the same on every machine, since states are counted and not seconds."""

    left: int = MOST_STATES

    def allow(self, states: int) -> None:
        """Let the searches from now on meet so many states."""
        self.left = states

    def count(self) -> None:
        """One state met; raises GivenUp where none is left."""
        if self.left <= 0:
            raise GivenUp
        self.left -= 1


@dataclass(frozen=True)
class CutTable(Generic[ThenT]):
    """A table, its axes, and which rows hold where."""

    table: Table[ThenT]
    fields: Mapping[str, Field]
    axes: tuple[Axis, ...]
    certain: tuple[tuple[int, ...], ...]
    """For each axis and piece the bits of the rows that surely hold."""
    possible: tuple[tuple[int, ...], ...]
    """As `certain`, with the rows that only blanks hold back."""
    meter: Meter = field(default_factory=Meter, compare=False)
    """What all questions about this table may cost together."""

    @property
    def rows(self) -> tuple[Row[ThenT], ...]:
        """The rows in the lead's order."""
        return self.table.rows

    @property
    def all_rows(self) -> int:
        """The bits of all rows."""
        return (1 << len(self.rows)) - 1

    @property
    def everything(self) -> Cell:
        """All tasks."""
        return tuple(axis.everything for axis in self.axes)

    @cached_property
    def boxes(self) -> tuple[Cell, ...]:
        """For each row the tasks on which it surely holds."""
        return self._boxes(self.certain)

    @cached_property
    def possible_boxes(self) -> tuple[Cell, ...]:
        """For each row the tasks on which it holds or is held back by blanks alone."""
        return self._boxes(self.possible)

    @cached_property
    def both_groups(self) -> tuple[tuple[tuple[int, tuple[int, int]], ...], ...]:
        """As `groups`, by the rows that surely hold and those that may."""
        found = []
        for certain, possible in zip(self.certain, self.possible, strict=True):
            alike: dict[tuple[int, int], int] = {}
            for place, masks in enumerate(zip(certain, possible, strict=True)):
                alike[masks] = alike.get(masks, 0) | 1 << place
            found.append(tuple((pieces, masks) for masks, pieces in alike.items()))
        return tuple(found)

    def _boxes(self, masks: Sequence[Sequence[int]]) -> tuple[Cell, ...]:
        by_axis = [rows_by_piece(one, len(self.rows)) for one in masks]
        return tuple(tuple(pieces[row] for pieces in by_axis) for row in range(len(self.rows)))

    def axis_at(self, code: str) -> int:
        """The place of the axis on which a field lies; -1 where no row looks at it."""
        return next((place for place, axis in enumerate(self.axes) if code in axis.codes), -1)


def cut_table(table: Table[ThenT], fields: Mapping[str, Field], matrix: RiskMatrix | None = None) -> CutTable[ThenT]:
    """The table over the axes of all its rows; with a matrix, its levels as the matrix ties them together."""
    conditions = [row.conditions for row in table.rows]
    axes = axes_of(conditions, fields, matrix)
    certain = tuple(row_masks(axis, conditions, fields, Reading.CERTAIN) for axis in axes)
    possible = tuple(row_masks(axis, conditions, fields, Reading.POSSIBLE) for axis in axes)
    return CutTable(table, fields, axes, certain, possible)


@dataclass(frozen=True, slots=True)
class Question(Generic[StateT]):
    """A search for a task: what is known after each axis, and when it is the one."""

    start: StateT
    step: Callable[[int, Any, StateT], StateT | None]
    """Axis, effect of a group of pieces, state; None where no such task can follow."""
    found: Callable[[StateT], bool]
    """Whether, all axes read, it is the one."""


def seek(
    groups: Sequence[Sequence[tuple[int, Any]]], box: Cell, question: Question[StateT], meter: Meter
) -> Cell | None:
    """Tasks inside the box that answer the question, for each axis the pieces that do alike; None where there are none.

    Raises GivenUp where the meter runs out.
    """
    within = [
        [(pieces & inside, effect) for pieces, effect in group if pieces & inside]
        for group, inside in zip(groups, box, strict=True)
    ]
    failed: list[set[StateT]] = [set() for _ in within]

    def search(axis: int, state: StateT) -> tuple[int, ...] | None:
        if axis == len(within):
            return () if question.found(state) else None
        if state in failed[axis]:
            return None
        meter.count()
        for pieces, effect in within[axis]:
            following = question.step(axis, effect, state)
            rest = None if following is None else search(axis + 1, following)
            if rest is not None:
                return (pieces, *rest)
        failed[axis].add(state)
        return None

    return search(0, question.start)


def uncovered(table: CutTable[ThenT], box: Cell, rows: int, extra: Sequence[Cell] = ()) -> Cell | None:
    """Tasks inside the box on which none of these rows surely holds, nor lie in the extra boxes; None: all are covered.

    Raises GivenUp.
    """
    if not extra:
        return uncovered_by(table.certain, box, rows, table.meter)
    shift = len(table.rows)
    masks = tuple(
        tuple(
            mask & rows | sum(1 << place for place, other in enumerate(extra) if other[axis] >> piece & 1) << shift
            for piece, mask in enumerate(own)
        )
        for axis, own in enumerate(table.certain)
    )
    return uncovered_by(masks, box, rows | ((1 << len(extra)) - 1) << shift, table.meter)


def uncovered_by(masks: Masks, box: Cell, rows: int, meter: Meter) -> Cell | None:
    """Tasks inside the box on which, by these masks, none of these rows holds; None: all are covered.

    Raises GivenUp.
    """
    alive, whole = rows, []
    inside = [
        [mask & rows for piece, mask in enumerate(own) if pieces >> piece & 1]
        for own, pieces in zip(masks, box, strict=True)
    ]
    for present in inside:
        alive &= reduce(or_, present, 0)
        whole.append(reduce(and_, present, -1))
    # Before each axis: what holds on all that the box leaves open from there on.
    complete = list(accumulate(reversed(whole), and_, initial=alive))[::-1]
    if complete[0]:
        return None
    groups = [_alike(present, pieces, alive) for present, pieces in zip(inside, box, strict=True)]

    def step(axis: int, effect: int, state: int) -> int | None:
        left = state & effect
        return None if left & complete[axis + 1] else left

    return seek(groups, box, Question(alive, step, lambda state: not state), meter)


def _alike(present: Sequence[int], pieces: int, rows: int) -> list[tuple[int, int]]:
    """The pieces (bits) with the same of these rows together; `present` has the mask of each piece that is set."""
    found: dict[int, int] = {}
    for mask in present:
        lowest = pieces & -pieces
        pieces ^= lowest
        found[mask & rows] = found.get(mask & rows, 0) | lowest
    return [(together, mask) for mask, together in found.items()]


def places(rows: int) -> Iterator[int]:
    """The places of the bits, ascending."""
    while rows:
        lowest = rows & -rows
        yield lowest.bit_length() - 1
        rows ^= lowest


def meets(one: Cell, other: Cell) -> bool:
    """Whether some task lies in both boxes."""
    return all(mine & yours for mine, yours in zip(one, other, strict=True))


def common(one: Cell, other: Cell) -> Cell:
    """The tasks that lie in both."""
    return tuple(mine & yours for mine, yours in zip(one, other, strict=True))


def within(one: Cell, other: Cell) -> bool:
    """Whether all of the first box lies in the second."""
    return all(mine & yours == mine for mine, yours in zip(one, other, strict=True))
