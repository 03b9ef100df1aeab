"""Which examples a slip in one row can touch at all, by one match of all rows and all their slips together.

Where every matching row counts, what a row says shows only where no other row of the same task says it as well: a slip
that leaves all that is said of a task the same changes nothing that an expectation speaks of.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent_router.model.field import Field
from agent_router.model.table import HitPolicy, Row, Table
from agent_router.review.examples.mutations import Slip
from agent_router.review.examples.told import Says, Views
from agent_router.tables.columns import Columns
from agent_router.tables.engine import compile_table
from agent_router.tables.matches import Matches


@dataclass(frozen=True, slots=True)
class _Seen:
    """One example in one view: places of the rows that hold, and of those that may hold."""

    certain: frozenset[int]
    possible: frozenset[int]
    first: int
    """The first row that surely holds; beyond all rows where none does."""
    said: Counter[Hashable]
    """How many rows say each thing, where every matching row counts."""

    def state(self, row: int) -> tuple[bool, bool]:
        return row in self.certain, row in self.possible


class Touch:
    """One sheet's rows and slips against n examples."""

    def __init__(
        self,
        table: Table[Any],
        slips: Sequence[Sequence[Slip[Any]]],
        views: Sequence[Columns],
        fields: Mapping[str, Field],
        says: Says | None = None,
    ) -> None:
        """`slips` has one entry a row; `views` are the examples as columns, as often as the sheet looks at them."""
        self._table = table
        self._slips = slips
        self._says = says
        changed: list[Row[Any]] = []
        self._changed: dict[tuple[int, int], int] = {}
        for at, own in enumerate(slips):
            for number, slip in enumerate(own):
                if slip.other_conditions and slip.row is not None:
                    self._changed[at, number] = len(table.rows) + len(changed)
                    changed.append(slip.row)
        self._said = [] if says is None else [says(row) for row in table.rows]
        compiled = compile_table(Table(table.name, (*table.rows, *changed)), fields)
        matches = [compiled.match(columns) for columns in views]
        self._seen = [[self._view(match, at) for match in matches] for at in range(views[0].size if views else 0)]

    def _view(self, match: Matches, at: int) -> _Seen:
        rows = len(self._table.rows)
        certain, possible = match.certain_rows(at), match.possible_rows(at)
        said = Counter(one for row in possible if row < len(self._said) for one in self._said[row])
        first = next((row for row in certain if row < rows), rows)
        return _Seen(frozenset(certain), frozenset(possible), first, said)

    def matching(self, row: int) -> tuple[int, ...]:
        """The examples that this row matches, or that only blank fields hold back from it."""
        return tuple(at for at, views in enumerate(self._seen) if any(row in view.possible for view in views))

    def touched(self, row: int, slip: int) -> tuple[int, ...]:
        """The examples about which the slip of that number can change anything."""
        changed = self._changed.get((row, slip))
        return tuple(
            at
            for at, views in enumerate(self._seen)
            if any(self._reaches(view, row) and _differs(view, row, changed) for view in views)
        )

    def told(self, example: int, row: int, slip: int) -> tuple[Views, Views]:
        """What all rows say of the example in each view, before the slip and after it."""
        changed = self._slips[row][slip].row
        place = self._changed.get((row, slip), row)
        own = self._said[row]
        then = frozenset() if changed is None or self._says is None else self._says(changed)
        before, after = [], []
        for view in self._seen[example]:
            before.append(frozenset(view.said))
            gone = {one for one in own if view.said[one] == 1} if row in view.possible else set()
            after.append((before[-1] - gone) | (then if place in view.possible else frozenset()))
        return before, after

    def _reaches(self, view: _Seen, row: int) -> bool:
        """Whether the search for the first row gets so far."""
        return self._table.hit_policy is not HitPolicy.FIRST or view.first >= row


def _differs(view: _Seen, row: int, changed: int | None) -> bool:
    return row in view.possible if changed is None else view.state(row) != view.state(changed)
