"""The rows of one sheet over the axes of a forest: which answers each row allows, and the diagram of what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_

from agent_router.review.every_kind.forest import Forest, Node
from agent_router.review.every_kind.readings import Open, Reading, Said

Masks = tuple[tuple[int, int], ...]
"""One axis: for each kind of answer the rows that it certainly and that it possibly allows."""


@dataclass(frozen=True, slots=True)
class SheetRows:
    """One sheet, ready to be asked."""

    count: int
    axes: tuple[Masks, ...]
    """One entry an axis of the forest."""
    asked: tuple[int, ...]
    """For each axis the rows that look at it."""
    settled: tuple[int, ...]
    """For each axis the rows that look neither at it nor at a later one; one entry more than there are axes."""

    @property
    def all(self) -> int:
        """Every row."""
        return (1 << self.count) - 1

    def diagram(self, forest: Forest, reading: Reading, derived: int = -1, only: int = -1) -> Node:
        """The sheet's answer for every kind of task.

        `derived` are the rows that what is derived (such as the blast radius) allows, `only` those that are read.
        """
        rows = self.all & derived & only
        return _Growing(forest, self, reading).node(0, Open(rows, rows))


def sheet_rows(count: int, axes: Sequence[Masks]) -> SheetRows:
    """A sheet of so many rows with its masks by axis."""
    every = (1 << count) - 1
    asked = tuple(every & ~reduce(and_, (certain & possible for certain, possible in masks), every) for masks in axes)
    later = [0]
    for rows in reversed(asked):
        later.append(later[-1] | rows)
    return SheetRows(count, tuple(axes), asked, tuple(every & ~rows for rows in reversed(later)))


class _Growing:
    """One diagram while it grows."""

    def __init__(self, forest: Forest, sheet: SheetRows, reading: Reading) -> None:
        self._forest, self._sheet, self._reading = forest, sheet, reading
        self._memo: dict[tuple[int, Open], Node] = {}

    def node(self, axis: int, rows: Open) -> Node:
        """The diagram of what is still open, from this axis on."""
        reduced = self._reading.reduced(rows, self._sheet.settled[axis])
        if isinstance(reduced, Said):
            return self._forest.leaf(reduced.value)
        while not self._sheet.asked[axis] & reduced.possible:
            axis += 1
        key = (axis, reduced)
        known = self._memo.get(key)
        if known is None:
            self._forest.spend()
            known = self._memo[key] = self._forest.node(axis, self._branches(axis, reduced))
        return known

    def _branches(self, axis: int, rows: Open) -> tuple[Node, ...]:
        tried: dict[tuple[int, int], Node] = {}
        nodes = []
        for certain, possible in self._sheet.axes[axis]:
            pair = (rows.certain & certain, rows.possible & possible)
            node = tried.get(pair)
            if node is None:
                node = tried[pair] = self.node(axis + 1, Open(*pair, rows.so_far))
            nodes.append(node)
        return tuple(nodes)
