"""What a good risk matrix keeps to, for grids of any size and any number of colors (Cox, Risk Analysis 28, 2008).

1. Rising: a worse level never has a lower color.
2. Weak consistency: no cell of the highest color can mean less risk than a cell of the lowest color can mean.
3. Betweenness: no single step, straight or across, leads from the lowest color to the highest.
4. Consistent coloring: a cell whose risks are the same as those of another, or higher at both ends, has no lower color.
   Pairs that rule 1 speaks of are left to it. (Cox asks more, so that no grid of cells can keep to it wholly: a rare
   catastrophe may be raised by one color here.)

A cell is (impact, likelihood) from 1, a color its rank from 0.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

from agent_router.review.grid.axes import Axes

Cell = tuple[int, int]
Grid = Mapping[Cell, int]


@dataclass(frozen=True, slots=True)
class Breach:
    """Two cells that break a rule together."""

    higher: Cell
    """The one with the higher color."""
    lower: Cell


def not_rising(grid: Grid) -> Iterator[Breach]:
    """Rule 1, by single steps: every fall shows in one of them."""
    for impact, likelihood in grid:
        for worse in ((impact + 1, likelihood), (impact, likelihood + 1)):
            if worse in grid and grid[worse] < grid[impact, likelihood]:
                yield Breach((impact, likelihood), worse)


def weakly_inconsistent(grid: Grid, axes: Axes, highest: int) -> Iterator[Breach]:
    """Rule 2; `highest` is the rank of the highest color, the lowest is 0."""
    for higher, lower in permutations(grid, 2):
        if grid[higher] == highest > grid[lower] == 0 and axes.least(higher) < axes.most(lower):
            yield Breach(higher, lower)


def nothing_between(grid: Grid, highest: int) -> Iterator[Breach]:
    """Rule 3; without a color between the two there is nothing to ask for."""
    if highest < 2:
        return
    for impact, likelihood in grid:
        for worse in ((impact + 1, likelihood), (impact, likelihood + 1), (impact + 1, likelihood + 1)):
            if grid[impact, likelihood] == 0 and grid.get(worse) == highest:
                yield Breach(worse, (impact, likelihood))


def inconsistently_colored(grid: Grid, axes: Axes) -> Iterator[Breach]:
    """Rule 4."""
    for higher, lower in permutations(grid, 2):
        as_risky = axes.least(lower) >= axes.least(higher) and axes.most(lower) >= axes.most(higher)
        as_bad = lower[0] >= higher[0] and lower[1] >= higher[1]
        if grid[higher] > grid[lower] and as_risky and not as_bad:
            yield Breach(higher, lower)
