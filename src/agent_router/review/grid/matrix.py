"""The colored grid held against the rules of good risk matrices, in the lead's words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, Level, Policy, RiskMatrix
from agent_router.model.problem import Problem, Rule
from agent_router.review.grid.axes import Axes, read_axes
from agent_router.review.grid.axioms import (
    Breach,
    Cell,
    inconsistently_colored,
    not_rising,
    nothing_between,
    weakly_inconsistent,
)
from agent_router.review.problems import (
    AXES_UNREAD,
    BETWEENNESS,
    CONSISTENT_COLORING,
    NOT_RISING,
    WEAK_CONSISTENCY,
    WIDE_LEVEL,
)

SHEET = "Risk matrix"
_HIGHEST = max(BlastRadius).rank


def check_matrix(policy: Policy) -> tuple[Problem, ...]:
    """One finding a rule that the grid breaks, with the two cells that show it; answered by `Accepted because`.

    The widest span of risks inside one color is added where a rule on risks is broken.
    """
    axes = read_axes(policy.matrix.axis_reading)
    unread = axes is None
    review = _Review(policy, axes or Axes())
    falls, risks = tuple(review.rising()), tuple(review.risks())
    return (*falls, *risks, *(review.widest() if risks else ()), *(review.axes_unread() if unread else ()))


class _Review:
    """One grid under one reading of its axes."""

    def __init__(self, policy: Policy, axes: Axes) -> None:
        self._policy, self._matrix, self._axes = policy, policy.matrix, axes
        self._grid = {(cell.impact, cell.likelihood): cell.blast_radius.rank for cell in policy.matrix.cells}
        self._places = {(cell.impact, cell.likelihood): cell.place for cell in policy.matrix.cells}
        self._odd = _standing_out(not_rising(self._grid))

    def rising(self) -> Iterator[Problem]:
        """One finding for each cell that stands out: the one in most of the falls first."""
        for odd, falls in self._odd.items():
            found = f"{self._says(falls[0].lower)}, but {self._says(falls[0].higher)}"
            yield self._problem(NOT_RISING, found, (odd, *_others(falls, odd)))

    def risks(self) -> Iterator[Problem]:
        """The rules that look at what risk a cell can mean; cells that stand out are left to `rising`."""
        # Of a single fall nobody knows which of its two cells is the slip.
        told = {*self._odd, *(falls[0].higher for falls in self._odd.values() if len(falls) == 1)}
        told |= {falls[0].lower for falls in self._odd.values() if len(falls) == 1}
        grid = {cell: rank for cell, rank in self._grid.items() if cell not in told}
        for rule, breaches, words in (
            (WEAK_CONSISTENCY, weakly_inconsistent(grid, self._axes, _HIGHEST), self._overlap),
            (BETWEENNESS, nothing_between(grid, _HIGHEST), self._neighbors),
            (CONSISTENT_COLORING, inconsistently_colored(grid, self._axes), self._same),
        ):
            found = list(breaches)
            if found:
                more = f" ({len(found) - 1} more such {'pair' if len(found) == 2 else 'pairs'})" if found[1:] else ""
                cells = (
                    found[0].higher,
                    found[0].lower,
                    *(own for one in found[1:] for own in (one.higher, one.lower)),
                )
                yield self._problem(rule, f"{words(found[0])}{more}", tuple(dict.fromkeys(cells)))

    def widest(self) -> Iterator[Problem]:
        """The color whose cells differ most, by the highest risk that each can mean."""
        spans = {
            radius: sorted(
                (cell for cell, rank in self._grid.items() if rank == radius.rank),
                key=self._axes.most,
            )
            for radius in BlastRadius
        }
        ratios = {radius: self._ratio(cells) for radius, cells in spans.items() if cells}
        radius = max(ratios, key=lambda own: ratios[own])
        low, high = spans[radius][0], spans[radius][-1]
        found = (
            f"{radius.value} reaches from {self._called(low)} to {self._called(high)}, "
            f"{_number(ratios[radius])} times the risk"
        )
        yield self._problem(WIDE_LEVEL, found, (high, low))

    def axes_unread(self) -> Iterator[Problem]:
        """That the reading is not understood, at its cell."""
        place = self._policy.setting(SHEET, "Axis reading") or Place(self._policy.file, SHEET)
        yield Problem(AXES_UNREAD, place, f"“{self._matrix.axis_reading}”")

    def _ratio(self, cells: Sequence[Cell]) -> Fraction:
        return self._axes.most(cells[-1]) / self._axes.most(cells[0])

    def _overlap(self, breach: Breach) -> str:
        least, most = self._axes.least(breach.higher), self._axes.most(breach.lower)
        return (
            f"{self._says(breach.higher)} and can mean a risk as low as {_number(least)}; "
            f"{self._says(breach.lower)} and can mean one as high as {_number(most)}"
        )

    def _neighbors(self, breach: Breach) -> str:
        return f"{self._says(breach.lower)}, and the next cell, {self._says(breach.higher)}"

    def _same(self, breach: Breach) -> str:
        return (
            f"{self._says(breach.lower)} and means a risk from {self._range(breach.lower)}; "
            f"{self._says(breach.higher)} and means one from {self._range(breach.higher)}"
        )

    def _range(self, cell: Cell) -> str:
        return f"{_number(self._axes.least(cell))} to {_number(self._axes.most(cell))}"

    def _says(self, cell: Cell) -> str:
        color = next(radius.value for radius in BlastRadius if radius.rank == self._grid[cell])
        return f"{self._called(cell)} is {color}"

    def _called(self, cell: Cell) -> str:
        """`impact 3 (Noticeable) × likelihood 2 (Possible)`."""
        impact, likelihood = _names(self._matrix)
        return f"impact {cell[0]}{impact.get(cell[0], '')} × likelihood {cell[1]}{likelihood.get(cell[1], '')}"

    def _problem(self, rule: Rule, found: str, cells: Iterable[Cell]) -> Problem:
        first, *others = (self._places[cell] or Place(self._policy.file, SHEET) for cell in cells)
        answer = self._matrix.accepted_because if rule.severity is not WIDE_LEVEL.severity else ""
        return Problem(rule, first, found, also=tuple(others), answer=answer)


def _standing_out(falls: Iterable[Breach]) -> Mapping[Cell, tuple[Breach, ...]]:
    """The cell that is part of most falls with these, then the one of most that are left, until all are told."""
    left, odd = list(falls), {}
    while left:
        counted = Counter(cell for breach in left for cell in (breach.higher, breach.lower))
        # Of the cells that fit their neighbors least, the worse level is looked at first: a slip downward harms.
        cell = max(counted, key=lambda own: (counted[own], own[0] + own[1], own))
        odd[cell] = tuple(breach for breach in left if cell in {breach.higher, breach.lower})
        left = [breach for breach in left if breach not in odd[cell]]
    return odd


def _others(breaches: Iterable[Breach], odd: Cell) -> tuple[Cell, ...]:
    cells = (cell for breach in breaches for cell in (breach.lower, breach.higher) if cell != odd)
    return tuple(dict.fromkeys(cells))


def _names(matrix: RiskMatrix) -> tuple[Mapping[int, str], Mapping[int, str]]:
    def named(levels: tuple[Level, ...]) -> dict[int, str]:
        return {level.number: f" ({level.name})" for level in levels if level.name}

    return named(matrix.impact), named(matrix.likelihood)


def _number(value: Fraction) -> str:
    """Short for reading: `12`, `2.5`, `100,000`."""
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):,.3g}"
