"""The bitmap index of one field in one table: a mask of rows for each elementary piece of the field's values."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, assert_never

import numpy as np
import numpy.typing as npt

from agent_router.model.condition import Test
from agent_router.model.field import Field, IfBlank, Value
from agent_router.tables.columns import Coded, Encoded, Numbers, Numeric
from agent_router.tables.matches import Words, bits_of
from agent_router.tables.meaning import holds_of_cell, is_number, nothing_else
from agent_router.tables.pieces import Cut, cuts, has_pieces, number_pieces, representative_values

_MAX_REMEMBERED = 4096
_MAX_TABLE = 1 << 16
_INT64 = np.iinfo(np.int64)

Places = npt.NDArray[Any]
"""One place a task, of a whole-number type."""


class Reading(Enum):
    """What a blank field stands for while rows are matched."""

    CERTAIN = "certain"
    """For its assumed value, where it has one."""
    POSSIBLE = "possible"
    """As `CERTAIN`; and where the worst is assumed, for any value that lets the row match."""
    AS_STATED = "as stated"
    """For nothing."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """One column, ready to be gathered: the mask of task t is `masks[places[t]]`."""

    places: Places
    masks: Words
    """Shape (pieces, words)."""
    blanks: tuple[int, ...]
    """The places that mean: not stated."""

    def reading_blank_as(self, mask: Words) -> Words:
        """The masks with this one where the field is not stated."""
        masks = self.masks.copy()
        masks[list(self.blanks)] = mask
        return masks


class FieldIndex:
    """All conditions on one field in one table, answered for whole columns at once."""

    def __init__(self, field: Field, tests_by_row: Sequence[tuple[Test, ...]], words: int) -> None:
        """`tests_by_row` has one entry a row of the table, empty where the row does not look at this field."""
        self.field = field
        self._groups = _groups(tests_by_row, words)
        self._base = bits_of((row for row, tests in enumerate(tests_by_row) if not tests), words)
        self._tests = tuple(test for tests, _ in self._groups for test in tests)
        self._ends = cuts(field, self._tests)
        self._pieces = self._piece_masks() if has_pieces(field) else None
        self._remembered: dict[Value, Words] = {}
        self._blank_masks: dict[Reading, Words] = {}

    def lookup(self, encoded: Encoded) -> Lookup:
        """Where each task of this column reads its mask."""
        if self._pieces is not None and isinstance(encoded, Numeric):
            return Lookup(*_numeric_places(encoded.values, self._ends, self._pieces), (-1,))
        coded = encoded if isinstance(encoded, Coded) else encoded.coded()
        blanks = tuple(place for place, value in enumerate(coded.distinct) if self._is_blank(value))
        return Lookup(coded.codes, self._masks(coded.distinct), blanks)

    def blank_mask(self, reading: Reading) -> Words:
        """The rows that match a task which does not state this field."""
        known = self._blank_masks.get(reading)
        if known is None:
            known = self._blank_masks[reading] = self._blank_mask(reading)
        return known

    def _is_blank(self, value: Value | None) -> bool:
        return value is None or (value == () and not self.field.derived)

    def _piece_masks(self) -> Words:
        """One mask a piece, then the place of the blank."""
        pieces = number_pieces(self.field, self._ends)
        masks = np.zeros((len(pieces) + 1, len(self._base)), dtype=np.uint64)
        for place, value in enumerate(pieces):
            if value is not None:
                masks[place] = self._mask(value, stated=True)
        return masks

    def _masks(self, distinct: Sequence[Value | None]) -> Words:
        """One mask a distinct value; those of blanks mean nothing."""
        if self._pieces is None:
            places = [-1] * len(distinct)
            masks = np.zeros((len(distinct), len(self._base)), dtype=np.uint64)
        else:
            places = [_piece(self._ends, value) for value in distinct]
            masks = np.asarray(self._pieces[places], dtype=np.uint64)
        for place, value in enumerate(distinct):
            if places[place] < 0 and value is not None:
                masks[place] = self._remember(value)
        return masks

    def _remember(self, value: Value) -> Words:
        known = self._remembered.get(value)
        if known is None:
            known = self._mask(value, stated=value != ())
            if len(self._remembered) < _MAX_REMEMBERED:
                self._remembered[value] = known
        return known

    def _mask(self, value: Value | None, *, stated: bool) -> Words:
        mask = self._base.copy()
        for tests, rows in self._groups:
            if self._all_hold(tests, value, stated=stated):
                mask |= rows
        return mask

    def _all_hold(self, tests: tuple[Test, ...], value: Value | None, *, stated: bool) -> bool:
        return all(holds_of_cell(test, value, self.field, nothing_else, stated=stated) for test in tests)

    def _blank_mask(self, reading: Reading) -> Words:
        match reading:
            case Reading.AS_STATED:
                return self._mask(None, stated=False)
            case Reading.CERTAIN:
                return self._mask(assumed_value(self.field), stated=False)
            case Reading.POSSIBLE:
                mask = self.blank_mask(Reading.CERTAIN).copy()
                if self.field.if_blank is IfBlank.WORST:
                    for value in representative_values(self.field, self._tests):
                        mask |= self._mask(value, stated=False)
                return mask
            case _ as never:
                assert_never(never)


def assumed_value(field: Field) -> Value | None:
    """What a blank of this field stands for by itself, or None."""
    return field.assumed if field.if_blank is IfBlank.ASSUME else None


def _groups(tests_by_row: Sequence[tuple[Test, ...]], words: int) -> tuple[tuple[tuple[Test, ...], Words], ...]:
    """Rows with the very same tests together: these tests, the bits of the rows."""
    rows_by_tests: dict[tuple[Test, ...], list[int]] = {}
    for row, tests in enumerate(tests_by_row):
        if tests:
            rows_by_tests.setdefault(tests, []).append(row)
    return tuple((tests, bits_of(rows, words)) for tests, rows in rows_by_tests.items())


def _piece(ends: tuple[Cut, ...], value: Value | None) -> int:
    """The piece a value lies in; the last place for blanks and for values that have no place among the pieces."""
    if is_number(value) or isinstance(value, date):
        exact: Any = value
        try:
            return bisect_left(ends, exact) + bisect_right(ends, exact)
        except TypeError:
            return -1
    return -1


def _numeric_places(values: Numbers, ends: tuple[Cut, ...], masks: Words) -> tuple[Places, Words]:
    """The piece of each number, or its place in a wider table where that is faster to read."""
    if values.dtype.kind == "f":
        places = np.searchsorted(_float_steps(ends), values.astype(np.float64, copy=False))
        return np.where(np.isnan(values), len(masks) - 1, places), masks
    steps = _whole_steps(ends)
    low, high = (int(steps[0]), int(steps[-1]) + 1) if len(steps) else (0, 0)
    if high - low >= _MAX_TABLE:
        return np.searchsorted(steps, values), masks
    # Few whole numbers lie between the outermost ends: one table of all of them saves the search.
    table = masks[np.append(np.searchsorted(steps, np.arange(low, high + 1)), len(masks) - 1)]
    return np.clip(values, low, high) - low, table


def _whole_steps(ends: tuple[Cut, ...]) -> npt.NDArray[np.int64]:
    """The pieces' number is how many of these are less than a whole number: each end gives two, before and at it."""
    numbers = [end for end in ends if isinstance(end, Decimal)]
    steps = [step for end in numbers for step in (math.ceil(end) - 1, math.floor(end))]
    return np.array(sorted(min(max(step, _INT64.min), _INT64.max) for step in steps), dtype=np.int64)


def _float_steps(ends: tuple[Cut, ...]) -> npt.NDArray[np.float64]:
    points = np.array([float(end) for end in ends if isinstance(end, Decimal)], dtype=np.float64)
    return np.sort(np.concatenate([np.nextafter(points, -np.inf), points]))
