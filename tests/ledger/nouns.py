"""Any value of any noun, for property tests: a Hypothesis strategy made from the noun's own type hints."""

import dataclasses
import importlib
import inspect
import pkgutil
import types
import typing
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum

from hypothesis import strategies as st

from agent_router import model

ONE_WAY = {
    "Field", "Comparison", "Between", "AnyOf", "NoneOf", "Condition", "Row", "Table", "Example", "Policy", "Answer",
    "Task", "Tasks", "Assignment", "JudgedRun", "Attachment", "RunReportInput", "QueueReportInput", "WeekReportInput",
    "Region", "Shift", "PolicyDifference", "Suggestion",
}  # fmt: skip
"""Nouns that hold free values, conditions or bytes: they are made into JSON, never read back from it."""

_ZONES = st.integers(-720, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_SCALARS: dict[object, st.SearchStrategy[object]] = {
    str: st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    bool: st.booleans(),
    int: st.integers() | st.integers(2**53 - 2, 2**53 + 2),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False, places=4) | st.just(Decimal("1E+3")),
    datetime: st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC) | _ZONES),  # noqa: DTZ001 - Hypothesis wants naive bounds
    date: st.dates(),
    type(None): st.none(),
}


def nouns() -> list[type]:
    """Every noun of the model that can be read back from JSON."""
    found: list[type] = []
    for module in pkgutil.iter_modules(model.__path__):
        members = vars(importlib.import_module(f"agent_router.model.{module.name}")).values()
        found += [
            kind
            for kind in members
            if inspect.isclass(kind)
            and dataclasses.is_dataclass(kind)
            and kind.__module__.endswith(f".{module.name}")
            and kind.__name__ not in ONE_WAY
        ]
    return found


def any_of(kind: object) -> st.SearchStrategy[typing.Any]:
    """Values of one type hint."""
    if kind in _SCALARS:
        return _SCALARS[kind]
    inner = typing.get_args(kind)
    if typing.get_origin(kind) in {typing.Union, types.UnionType}:
        return st.one_of(*(any_of(member) for member in inner))
    if typing.get_origin(kind) is tuple and inner[-1] is Ellipsis:
        return st.lists(any_of(inner[0]), max_size=2).map(tuple)
    if typing.get_origin(kind) is tuple:
        return st.tuples(*(any_of(member) for member in inner))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    hints = typing.get_type_hints(kind)
    assert isinstance(kind, type)
    assert dataclasses.is_dataclass(kind)
    return st.builds(
        kind, **{field.name: any_of(hints[field.name]) for field in dataclasses.fields(kind) if field.init}
    )
