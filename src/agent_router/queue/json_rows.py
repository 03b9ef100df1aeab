"""JSON objects as rows: what is one value, what are several, and what an object inside a cell means."""

import json
from collections.abc import Iterable

from agent_router.ledger.jsontext import JsonValue
from agent_router.model.place import Place
from agent_router.model.problem import Problem
from agent_router.queue.interface import Faulty, RawRow, RawTable, RawValue
from agent_router.queue.problems import BROKEN_LINE

_NAMING_KEYS = ("name", "login", "title", "value", "key", "displayName")
"""In exports a label is often an object with its name among its keys, a person one with a login."""

Parsed = tuple[int, dict[str, JsonValue] | Faulty]
"""Line on which an object begins, and the object, or why there is none."""


def to_table(parsed: Iterable[Parsed], name: str, remarks: tuple[Problem, ...] = ()) -> RawTable:
    """Objects as one table: the columns are all their keys, in the order of first sight."""
    found = list(parsed)
    columns: dict[str, int] = {}
    for _, value in found:
        if not isinstance(value, Faulty):
            for key in value:
                columns.setdefault(key, len(columns))
    rows = tuple(_to_row(line, value, columns) for line, value in found)
    return RawTable(tuple(columns), rows, lambda line, _: Place(name, line=line), 1, remarks)


def _to_row(line: int, value: dict[str, JsonValue] | Faulty, columns: dict[str, int]) -> RawRow:
    if isinstance(value, Faulty):
        return RawRow(line, (), value)
    values: list[RawValue] = [None] * len(columns)
    for key, inner in value.items():
        values[columns[key]] = _raw(inner)
    return RawRow(line, tuple(values))


def as_object(value: JsonValue) -> dict[str, JsonValue] | Faulty:
    """The object that a task is, or a fault that says what stands there instead."""
    if isinstance(value, dict):
        return value
    kinds = {list: "a list", str: "a text", type(None): "null", bool: "true or false"}
    return Faulty(BROKEN_LINE, f"{kinds.get(type(value), 'a number')} instead of an object")


def _raw(value: JsonValue) -> RawValue:
    if isinstance(value, list):
        return tuple(text for item in value if (text := _text(item)))
    if isinstance(value, dict):
        return _text(value)
    return value


def _text(value: JsonValue) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        for key in _NAMING_KEYS:
            named = value.get(key)
            if isinstance(named, str) and named.strip():
                return named
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""
    return str(value)
