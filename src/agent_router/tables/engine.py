"""Decision tables over a whole queue: every matching row of every task, by one gather and one AND a column.

Each row is, for each task, certain (all conditions hold), possible (nothing but blank fields that assume the worst
holds it back, and each of them has a value that would do) or not a match. See DMN 1.5 chapter 8 for the tables.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Generic, TypeVar

import numpy as np

from agent_router.model.condition import Test
from agent_router.model.field import Field
from agent_router.model.table import Row, Table
from agent_router.tables.columns import Columns
from agent_router.tables.index import FieldIndex, Lookup, Reading
from agent_router.tables.matches import WORD_BITS, Matches, Words, bits_of, word_count
from agent_router.tables.pairs import PairCondition
from agent_router.tables.pieces import other_fields

ThenT = TypeVar("ThenT")

_CHUNK = 1 << 15
"""Tasks at a time, so that what is being ANDed stays in the processor's cache."""


class Mode(Enum):
    """How blank fields are read."""

    NORMAL = "normal"
    """By `Fields › If blank`."""
    AS_STATED = "as stated"
    """As stating nothing: assumptions do not count and nothing is merely possible."""


class CompiledTable(Generic[ThenT]):
    """A table with its index; made once, asked often."""

    def __init__(
        self, table: Table[ThenT], fields: Mapping[str, Field], like: "CompiledTable[ThenT] | None" = None
    ) -> None:
        """Index the table; KeyError where a condition names a field that does not exist.

        `like` is an older form of it, by the same fields; what did not change is taken from there.
        """
        self.table = table
        self.fields = fields
        self._words = word_count(len(table.rows))
        self._all_rows = bits_of(range(len(table.rows)), self._words)
        self._tests: dict[str, list[tuple[Test, ...]]] = self._tests_by_field()
        self._indexes = tuple(self._field_indexes(like))
        self._pairs = tuple(self._pair_conditions())

    @property
    def rows(self) -> tuple[Row[ThenT], ...]:
        """The rows in the lead's order; matches give places in it."""
        return self.table.rows

    @property
    def fields_used(self) -> tuple[str, ...]:
        """Codes of all fields that some condition looks at, those on the right of comparisons among them."""
        codes = [index.field.code for index in self._indexes]
        for pair in self._pairs:
            codes += [pair.field.code, *(other.code for other in pair.others)]
        return tuple(dict.fromkeys(codes))

    def index_of(self, code: str, tests: Sequence[tuple[Test, ...]]) -> FieldIndex | None:
        """The index of a field, where the rows, as many as here, look at it with these very tests."""
        if self._tests.get(code) != tests:
            return None
        return next(index for index in self._indexes if index.field.code == code)

    def match(self, columns: Columns, mode: Mode = Mode.NORMAL) -> Matches:
        """Every matching row of every task; a field without a column is not stated."""
        lookups = [(index, index.lookup(columns.encoded(index.field.code))) for index in self._indexes]
        if mode is Mode.AS_STATED:
            stated = self._gather(lookups, Reading.AS_STATED, columns)
            return Matches(stated, stated)
        certain = self._gather(lookups, Reading.CERTAIN, columns)
        if self._nothing_merely_possible(lookups):
            return Matches(certain, certain)
        return Matches(certain, self._gather(lookups, Reading.POSSIBLE, columns))

    def _nothing_merely_possible(self, lookups: list[tuple[FieldIndex, Lookup]]) -> bool:
        return not self._pairs and all(
            np.array_equal(index.blank_mask(Reading.CERTAIN), index.blank_mask(Reading.POSSIBLE))
            for index, lookup in lookups
            if lookup.blanks
        )

    def _gather(self, lookups: list[tuple[FieldIndex, Lookup]], reading: Reading, columns: Columns) -> Words:
        bits = np.empty((columns.size, self._words), dtype=np.uint64)
        bits[:] = self._all_rows
        gathered = [(lookup.places, lookup.reading_blank_as(index.blank_mask(reading))) for index, lookup in lookups]
        for start in range(0, columns.size, _CHUNK):
            chunk = bits[start : start + _CHUNK]
            for places, masks in gathered:
                chunk &= masks[places[start : start + _CHUNK]]
        for pair in self._pairs:
            held = pair.holds(columns, reading)
            word, bit = divmod(pair.row, WORD_BITS)
            bits[~held, word] &= ~np.uint64(1 << bit)
        return bits

    def _tests_by_field(self) -> dict[str, list[tuple[Test, ...]]]:
        """One entry a row for each field that some row looks at."""
        conditions = [[c for c in row.conditions if not other_fields(c.test)] for row in self.rows]
        codes = dict.fromkeys(condition.field for row in conditions for condition in row)
        return {code: [tuple(c.test for c in row if c.field == code) for row in conditions] for code in codes}

    def _field_indexes(self, like: "CompiledTable[ThenT] | None") -> Iterator[FieldIndex]:
        for code, tests in self._tests.items():
            kept = None if like is None else like.index_of(code, tests)
            yield kept or FieldIndex(self.fields[code], tests, self._words)

    def _pair_conditions(self) -> Iterator[PairCondition]:
        for place, row in enumerate(self.rows):
            for condition in row.conditions:
                others = other_fields(condition.test)
                if others:
                    yield PairCondition(
                        place, condition.test, self.fields[condition.field], tuple(self.fields[code] for code in others)
                    )


def compile_table(
    table: Table[ThenT], fields: Mapping[str, Field], like: CompiledTable[ThenT] | None = None
) -> CompiledTable[ThenT]:
    """The table with its index; the caller keeps it for as long as the policy stands.

    `like` is an older form of the table by the same fields: what did not change is not indexed again.
    """
    return CompiledTable(table, fields, like)
