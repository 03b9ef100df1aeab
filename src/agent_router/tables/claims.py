"""What a table says where every matching row counts: each row makes claims, and a task gets the claims of all its rows.

Two forms of such a table differ where a claim is made in one of them alone. So each claim is looked at by itself: do
the rows that make it still cover the tasks they covered before, and no others? That asks for covers of single boxes,
which is far less than carrying all rows of the table along.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from agent_router.tables.cut_table import Cell, CutTable, Masks, common, places, uncovered_by

ThenT = TypeVar("ThenT")


@dataclass(frozen=True, slots=True)
class Claims:
    """For each claim the bits of the rows that make it; claims of the same rows once."""

    rows: tuple[int, ...]

    def shared(self, one: int, other: int) -> "Claims":
        """Those that both of these rows make."""
        return Claims(tuple(rows for rows in self.rows if rows >> one & 1 and rows >> other & 1))

    def narrowest(self, row: int) -> tuple[int, ...]:
        """The claims of this row, without those that rows make who make another of them: they hold wherever it does."""
        own = [rows for rows in self.rows if rows >> row & 1]
        return tuple(rows for rows in own if not any(other != rows and other & rows == other for other in own))


def claims_of(claims: Sequence[frozenset[Hashable]]) -> Claims:
    """The claims of each row, by the rows that make them."""
    rows: dict[Hashable, int] = {}
    for row, own in enumerate(claims):
        for claim in own:
            rows[claim] = rows.get(claim, 0) | 1 << row
    return Claims(tuple(sorted(set(rows.values()))))


def other_claims(table: CutTable[ThenT], possible: Masks, claims: Claims, box: Cell, rows: int) -> Cell | None:
    """Tasks inside the box about which some claim is made with or without the change alone; None where there are none.

    `possible` are the masks of the changed table; both are taken to have these rows (bits) alone. Raises GivenUp.
    """
    for row, after in _changed_boxes(table, possible, rows):
        before = table.possible_boxes[row]
        for makers in claims.narrowest(row):
            for own, masks in ((before, possible), (after, table.possible)):
                inside = common(own, box)
                found = uncovered_by(masks, inside, makers & rows, table.meter) if all(inside) else None
                if found is not None:
                    return found
    return None


def _changed_boxes(table: CutTable[ThenT], possible: Masks, rows: int) -> Iterator[tuple[int, Cell]]:
    """Each of these rows (bits) that may hold elsewhere after the change, with where that is."""
    changed = [axis for axis, masks in enumerate(possible) if masks != table.possible[axis]]
    moved = 0
    for axis in changed:
        for before, after in zip(table.possible[axis], possible[axis], strict=True):
            moved |= before ^ after
    for row in places(moved & rows):
        box = list(table.possible_boxes[row])
        for axis in changed:
            box[axis] = sum(1 << piece for piece, mask in enumerate(possible[axis]) if mask >> row & 1)
        yield row, tuple(box)
