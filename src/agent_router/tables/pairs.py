"""Conditions that compare a field with another field of the same task, for a whole queue at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

import numpy as np
import numpy.typing as npt

from agent_router.model.condition import Compare, Comparison, Test
from agent_router.model.field import Field, IfBlank, Value
from agent_router.tables.columns import Columns
from agent_router.tables.index import Reading, assumed_value
from agent_router.tables.meaning import holds_of_cell, is_stated
from agent_router.tables.pieces import representative_values

Cells = tuple[Value | None, ...]
"""The value of the field tested, then those of the fields it is compared with."""


@dataclass(frozen=True, slots=True)
class PairCondition:
    """One condition of one row that looks at several fields."""

    row: int
    test: Test
    field: Field
    others: tuple[Field, ...]

    def holds(self, columns: Columns, reading: Reading) -> npt.NDArray[np.bool_]:
        """For each task, whether the condition holds; each distinct combination of values is looked at once."""
        combined = np.zeros(columns.size, dtype=np.int64)
        distinct: list[tuple[Value | None, ...]] = []
        for field in (self.field, *self.others):
            coded = columns.coded(field.code)
            combined = combined * len(coded.distinct) + coded.codes
            distinct.append(coded.distinct)
        seen, where = np.unique(combined, return_inverse=True)
        sizes = [len(values) for values in distinct]
        truths = [self.holds_of(_cells(distinct, sizes, code), reading) for code in seen.tolist()]
        return np.array(truths, dtype=np.bool_)[where.reshape(-1)]

    def holds_of(self, cells: Cells, reading: Reading) -> bool:
        """Whether the condition holds of these cells of one task."""
        stated = is_stated(cells[0])
        fields = (self.field, *self.others)
        if reading is Reading.AS_STATED:
            return self._holds(cells, stated=stated)
        read = tuple(assumed_value(field) if cell is None else cell for field, cell in zip(fields, cells, strict=True))
        if self._holds(read, stated=stated) or reading is Reading.CERTAIN:
            return self._holds(read, stated=stated)
        return any(self._holds(cells, stated=stated) for cells in self._worlds(read))

    def _holds(self, cells: Cells, *, stated: bool) -> bool:
        values = {other.code: cell for other, cell in zip(self.others, cells[1:], strict=True)}
        return holds_of_cell(self.test, cells[0], self.field, values.get, stated=stated)

    def _worlds(self, cells: Cells) -> Iterator[Cells]:
        """What the task could say where a blank assumes the worst: values around those it is compared with."""
        known: list[Test] = [self.test, *as_tests(cells)]
        options: list[Cells] = []
        for field, cell in zip((self.field, *self.others), cells, strict=True):
            open_to_all = cell is None and field.if_blank is IfBlank.WORST
            options.append(representative_values(field, known) if open_to_all else (cell,))
            known += as_tests(options[-1])
        return product(*options)


def _cells(distinct: list[tuple[Value | None, ...]], sizes: list[int], code: int) -> Cells:
    cells: list[Value | None] = []
    for values, size in zip(reversed(distinct), reversed(sizes), strict=True):
        code, place = divmod(code, size)
        cells.append(values[place])
    return tuple(reversed(cells))


def as_tests(cells: Iterable[Value | None]) -> Iterator[Test]:
    """The values that a field is compared with as if they had been typed, so that its pieces are cut at them."""
    for cell in cells:
        if isinstance(cell, tuple):
            yield from (Comparison(Compare.EQUAL, one) for one in cell)
        elif cell is not None:
            literal = Decimal(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell
            yield Comparison(Compare.EQUAL, literal)
