"""How each sheet turns matching rows into an answer, for a kind of task of which not all is known yet.

Bits of rows stand for what is still open: `certain` rows that hold unless a later answer speaks against them,
`possible` ones that only a blank holds back besides; `settled` rows have no condition left to ask. A reading drops
rows that can no longer matter, so that kinds of task that are treated alike become one.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from agent_router.model.policy import BudgetEffect


@dataclass(frozen=True, slots=True)
class Open:
    """What is known so far, with everything that no longer matters left out."""

    certain: int
    possible: int
    so_far: tuple[int, int] = (0, 0)
    """What settled rows have already said, where the reading adds it up."""


@dataclass(frozen=True, slots=True)
class Said:
    """The answer, whatever else is asked."""

    value: Hashable


class Reading(Protocol):
    """How the rows of one sheet are read."""

    def reduced(self, rows: Open, settled: int) -> Open | Said:
        """The same without what no longer matters, or the answer."""
        ...


def bits(mask: int) -> Iterator[int]:
    """The rows of a mask, ascending."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


class Highest:
    """Every possible row counts, and the highest of each of two levels wins: `Risk rules`, and each kind of proof.

    The answer is both levels, 0 where no row says one.
    """

    def __init__(self, levels: Sequence[tuple[int, int]]) -> None:
        """Two levels a row, 0 for none."""
        self._levels = tuple(levels)
        self._below: dict[Hashable, int] = {}

    def reduced(self, rows: Open, settled: int) -> Open | Said:
        """Settled rows are added up; rows that would raise neither level are dropped."""
        one, other = rows.so_far
        for row in bits(rows.possible & settled):
            one, other = max(one, self._levels[row][0]), max(other, self._levels[row][1])
        possible = rows.possible & ~settled & ~self._no_higher((one, other))
        return Open(0, possible, (one, other)) if possible else Said((one, other))

    def _no_higher(self, reached: tuple[int, int]) -> int:
        known = self._below.get(reached)
        if known is None:
            known = self._below[reached] = sum(
                1 << row for row, (one, other) in enumerate(self._levels) if one <= reached[0] and other <= reached[1]
            )
        return known


class MostSupervised:
    """`Routes`: of the candidates the most supervised; the answer is the row, -1 where none is certain."""

    def __init__(self, freedoms: Sequence[int]) -> None:
        """One freedom a row, 0 for the most supervised."""
        self._freedoms = freedoms

    def reduced(self, rows: Open, settled: int) -> Open | Said:
        """The rows after the first that surely holds end the search; those that cannot win are dropped."""
        certain, possible = rows.certain, rows.possible
        surely = certain & settled
        if surely:
            upto = (surely & -surely) * 2 - 1
            certain, possible = certain & upto, possible & upto
        if not certain:
            return Said(-1)
        kept = self._kept(certain, possible, settled, ended=bool(surely))
        if surely and not kept & ~settled:
            return Said(min(bits(kept), key=lambda row: (self._freedoms[row], row)))
        return Open(certain & kept, kept)

    def _kept(self, certain: int, possible: int, settled: int, *, ended: bool) -> int:
        """Rows that may win or end the search; `ended` where the last row surely ends it."""
        best, kept, may_win = 9, 0, 0
        for row in bits(possible):
            bit = 1 << row
            if self._freedoms[row] < best:
                kept, may_win = kept | bit, may_win | bit
            elif certain & bit:
                kept |= bit
            if settled & bit:
                best = min(best, self._freedoms[row])
        if ended:
            # A row that only ends the search changes nothing when no later one could win.
            last = 1 << (possible.bit_length() - 1)
            kept = kept & (may_win | ((1 << (may_win.bit_length() - 1)) - 1)) | last
        return kept


class OneOnly:
    """A sheet read as Unique: all possible rows are candidates, two that hold contradict each other.

    The answer is (candidate rows, place of the first certain one or -1, whether rows contradict each other).
    """

    def reduced(self, rows: Open, settled: int) -> Open | Said:
        """Nothing can be dropped, since every row may take part in a contradiction."""
        if rows.possible & ~settled:
            return rows
        first = (rows.certain & -rows.certain).bit_length() - 1
        return Said((rows.possible, first, rows.certain.bit_count() > 1))


Limits = tuple[int | None, int | None, Decimal | None, int | None, int | None]
"""Minutes, tokens, cost, retries, agents."""


def limits_of(effect: BudgetEffect) -> Limits:
    """The limits of one row."""
    return effect.minutes, effect.tokens, effect.cost_usd, effect.retries, effect.agents


def least(one: Limits, other: Limits) -> Limits:
    """The smaller limit of each column; an open one says nothing."""
    return tuple(
        min((value for value in pair if value is not None), default=None) for pair in zip(one, other, strict=True)
    )  # type: ignore[return-value]  # as many columns as went in


NO_LIMITS: Limits = (None, None, None, None, None)


class Smallest:
    """`Budgets`: the smallest limit of each column among the candidates; None where no row is certain."""

    def __init__(self, effects: Sequence[BudgetEffect]) -> None:
        """One effect a row."""
        self._limits = tuple(map(limits_of, effects))

    def reduced(self, rows: Open, settled: int) -> Open | Said:
        """As for routes, except that a row matters as long as it could lower a limit."""
        certain, possible = rows.certain, rows.possible
        surely = certain & settled
        if surely:
            upto = (surely & -surely) * 2 - 1
            certain, possible = certain & upto, possible & upto
        if not certain:
            return Said(None)
        kept, lowering, reached = 0, 0, NO_LIMITS
        for row in bits(possible):
            bit = 1 << row
            if least(reached, self._limits[row]) != reached:
                lowering |= bit
            if lowering & bit or certain & bit:
                kept |= bit
            if settled & bit:
                reached = least(reached, self._limits[row])
        if surely:
            last = 1 << (possible.bit_length() - 1)
            kept = kept & (lowering | ((1 << max(lowering.bit_length() - 1, 0)) - 1)) | last
            if not kept & ~settled:
                return Said(reached)
        return Open(certain & kept, kept)

    def smallest(self, rows: int) -> Limits:
        """The smallest limits of these rows."""
        reached = NO_LIMITS
        for row in bits(rows):
            reached = least(reached, self._limits[row])
        return reached
