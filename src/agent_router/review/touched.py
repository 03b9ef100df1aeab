"""Which examples a slip in one row can touch at all, by one match of all rows and all their slips together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent_router.model.field import Field
from agent_router.model.table import HitPolicy, Row, Table
from agent_router.review.mutations import Slip
from agent_router.tables.columns import Columns
from agent_router.tables.engine import compile_table


@dataclass(frozen=True, slots=True)
class _Seen:
    """One example in one view: places of the rows that hold, and of those that may hold."""

    certain: frozenset[int]
    possible: frozenset[int]

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
    ) -> None:
        """`slips` has one entry a row; `views` are the examples as columns, as often as the sheet looks at them."""
        self._table = table
        changed: list[Row[Any]] = []
        self._changed: dict[tuple[int, int], int] = {}
        for at, own in enumerate(slips):
            for number, slip in enumerate(own):
                if slip.other_conditions and slip.row is not None:
                    self._changed[at, number] = len(table.rows) + len(changed)
                    changed.append(slip.row)
        compiled = compile_table(Table(table.name, (*table.rows, *changed)), fields)
        matches = [compiled.match(columns) for columns in views]
        self._seen = [
            [_Seen(frozenset(match.certain_rows(at)), frozenset(match.possible_rows(at))) for match in matches]
            for at in range(views[0].size if views else 0)
        ]

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

    def _reaches(self, view: _Seen, row: int) -> bool:
        """Whether the search for the first row gets so far."""
        if self._table.hit_policy is not HitPolicy.FIRST:
            return True
        return not any(earlier in view.certain for earlier in range(row))


def _differs(view: _Seen, row: int, changed: int | None) -> bool:
    return row in view.possible if changed is None else view.state(row) != view.state(changed)
