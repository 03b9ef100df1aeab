"""Rows that a lead could write, in the words of the cell language."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from agent_router.model.condition import Condition
from agent_router.model.field import Field
from agent_router.tables.cut_table import Cell, CutTable
from agent_router.tables.index import Reading
from agent_router.tables.partition import Axis
from agent_router.tables.printing import print_test
from agent_router.tables.redundancy import as_typed, held_on, written

ThenT = TypeVar("ThenT")


def conditions_for(table: CutTable[ThenT], cell: Cell) -> tuple[tuple[Condition, ...], Cell]:
    """Conditions that surely hold inside the box alone, of as much of it as one row can say, and what they hold on.

    A cell cannot say “Large, or not stated”: then the stated answers are said. Where it can say none of them, the row
    says nothing there, and what it holds on is 0.
    """
    conditions: list[Condition] = []
    held: list[int] = []
    for axis, pieces in zip(table.axes, cell, strict=True):
        said, on = _said(table, axis, pieces)
        conditions += said
        held.append(on)
    return tuple(conditions), tuple(held)


def _said(table: CutTable[ThenT], axis: Axis, pieces: int) -> tuple[tuple[Condition, ...], int]:
    whole = written(axis, pieces, None, table)
    if whole is not None:
        return whole, pieces
    best: tuple[tuple[Condition, ...], int] = ((), 0)
    for box in (*axis.regions(pieces & ~axis.blanks), *axis.regions(pieces & axis.blanks)):
        said = tuple(Condition(region.field, region.test) for region in box)
        typed = as_typed(said, table.fields)
        if typed is None:
            continue
        on = held_on(axis, typed, table, Reading.CERTAIN)
        if not on & ~pieces and on.bit_count() > best[1].bit_count():
            best = (said, on)
    return best


def row_cells(conditions: Sequence[Condition], fields: Mapping[str, Field]) -> tuple[tuple[str, str], ...]:
    """Header and text of each condition, ready to type."""
    return tuple((fields[one.field].header, print_test(one.test, fields)) for one in conditions)


def row_in_words(cells: Sequence[tuple[str, str]]) -> str:
    """`Blast radius Medium · Surface Large`, as a row is read."""
    return " · ".join(f"{header} {text}" for header, text in cells)
