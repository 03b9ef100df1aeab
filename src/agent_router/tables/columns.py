"""A whole queue as columns: each field's values for all tasks, encoded once for every table that looks at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt

from agent_router.errors import Misuse
from agent_router.model.field import Value

Codes = npt.NDArray[np.int32]
Numbers = npt.NDArray[Any]
"""One-dimensional array of a numeric, boolean, date or object type."""


class Record(Protocol):
    """What a column store is filled from, such as a `Task`."""

    def get(self, code: str, /) -> Value | None:
        """The stated value of a field, or None."""
        ...


@dataclass(frozen=True, slots=True)
class Coded:
    """A column as places in a list of its distinct values; handing one in saves sorting them out."""

    codes: Codes
    """One a task: the place in `distinct`; -1 means not stated."""
    distinct: tuple[Value | None, ...]


@dataclass(frozen=True, slots=True)
class Numeric:
    """A column of plain numbers; NaN means not stated."""

    values: Numbers
    """Whole (64 bits) or floating numbers, one a task."""

    def coded(self) -> Coded:
        """The same column by its distinct values."""
        distinct, codes = np.unique(self.values, return_inverse=True, equal_nan=True)
        return Coded(codes.reshape(-1).astype(np.int32), tuple(_number(value) for value in distinct.tolist()))


Encoded = Coded | Numeric
Column = Sequence[Value | None] | Numbers | Coded
"""What may be handed in as a column: Python values, an array, or distinct values with codes."""


class Columns:
    """The tasks of a queue by field; a field without a column is stated by nobody."""

    def __init__(self, size: int, columns: Mapping[str, Column]) -> None:
        """Keep the columns; all must be as long as there are tasks."""
        for code, column in columns.items():
            length = len(column.codes) if isinstance(column, Coded) else len(column)
            if length != size:
                raise Misuse(f"The column {code} has {length} values for {size} tasks.")
        self.size = size
        self._columns = dict(columns)
        self._encoded: dict[str, Encoded] = {}

    @classmethod
    def from_records(cls, codes: Sequence[str], records: Sequence[Record]) -> "Columns":
        """The columns of these fields, from anything that answers `get(code)`."""
        return cls(len(records), {code: [record.get(code) for record in records] for code in codes})

    def with_column(self, code: str, values: Column) -> "Columns":
        """The same tasks with one column replaced or added; the others are shared, encoded or not."""
        other = Columns(self.size, {**self._columns, code: values})
        other._encoded = {kept: encoded for kept, encoded in self._encoded.items() if kept != code}
        return other

    def value(self, code: str, task: int) -> Value | None:
        """The stated value of one task, or None."""
        column = self._columns.get(code)
        if column is None:
            return None
        if isinstance(column, Coded):
            place = int(column.codes[task])
            return column.distinct[place] if place >= 0 else None
        value = column[task]
        return _plain(value) if isinstance(column, np.ndarray) else cast("Value | None", value)

    def encoded(self, code: str) -> Encoded:
        """The column in the form the index reads; made once."""
        known = self._encoded.get(code)
        if known is None:
            known = self._encoded[code] = _encode(self._columns.get(code), self.size)
        return known

    def coded(self, code: str) -> Coded:
        """The column by its distinct values."""
        encoded = self.encoded(code)
        return encoded if isinstance(encoded, Coded) else encoded.coded()


def _encode(column: Column | None, size: int) -> Encoded:
    if column is None:
        return Coded(np.zeros(size, dtype=np.int32), (None,))
    if isinstance(column, Coded):
        blank = len(column.distinct)
        return Coded(np.where(column.codes < 0, blank, column.codes), (*column.distinct, None))
    if isinstance(column, np.ndarray):
        return _encode_array(column)
    return _code(column)


def _encode_array(column: Numbers) -> Encoded:
    if column.dtype.kind in "iuf":
        return Numeric(column)
    if column.dtype.kind == "b":
        return Coded(column.astype(np.int32), (False, True))
    if column.dtype.kind == "M":
        column = column.astype("datetime64[D]").astype(object)
    return _code(cast("list[Value | None]", column.tolist()))


def _code(values: Sequence[Value | None]) -> Coded:
    distinct = {value: place for place, value in enumerate(dict.fromkeys(values))}
    codes = np.fromiter(map(distinct.__getitem__, values), dtype=np.int32, count=len(values))
    return Coded(codes, tuple(_plain(value) for value in distinct))


def _plain(value: object) -> Value | None:
    """A value as Python knows it: numpy's scalars and NaN unpacked."""
    if isinstance(value, np.generic):
        value = value.item()
    return _number(value) if isinstance(value, float) else cast("Value | None", value)


def _number(value: float | Decimal | date) -> Value | None:
    if isinstance(value, float):
        return None if value != value else Decimal(repr(value))  # noqa: PLR0124 - NaN alone differs from itself
    return cast("Value", value)
