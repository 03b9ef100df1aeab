"""Nouns as JSON and back: frozen dataclasses to plain values, and plain values of any origin to checked nouns."""

import dataclasses
import re
import types
import typing
from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import TypeVar

import msgspec

from agent_router.errors import RouterError
from agent_router.ledger.jsontext import JsonObject, JsonValue

T = TypeVar("T")
Fix = Callable[[JsonValue, str], JsonValue]

MAX_WHOLE = 2**53 - 1
"""Greatest whole number that every JSON reader agrees on (RFC 8785, I-JSON)."""

_BIG_WHOLE = re.compile(r"-?[1-9][0-9]{15,99}")
# No exponent beyond two digits: `1e999999` is a text of eight characters that would print as a megabyte.
_DECIMAL = re.compile(r"[-+]?[0-9]{1,100}(\.[0-9]{1,100})?([eE][-+]?[0-9]{1,2})?")
_AT_PATH = re.compile(r" - at `(\$[^`]*)`\Z")
_WITH_OFFSET = re.compile(r".*([zZ]|[+-][0-9]{2}:[0-9]{2})")


class DocumentFault(RouterError):
    """A document does not fit its noun: where in the JSON, and what was found there."""

    def __init__(self, path: str, found: str) -> None:
        """Keep the JSON path (`$.scope.folders[0]`) and the words."""
        self.path, self.found = path, found
        super().__init__(f"at {path}: {found}")


def to_plain(value: object) -> JsonValue:
    """A noun as JSON: Enums by value, Decimal and whole numbers beyond 2⁵³ as strings, times ISO 8601 with offset.

    None stays, so that the shape is regular. Half a surrogate pair becomes U+FFFD, since UTF-8 cannot hold it.
    DocumentFault for a Decimal that is not finite or absurdly long; TypeError, a fault of the program, for what no
    noun holds (a naive datetime, a set).
    """
    encode = _ENCODE.get(type(value))
    if encode is not None:
        return encode(value)
    if isinstance(value, Enum):
        return to_plain(value.value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: to_plain(getattr(value, name)) for name in _names(type(value))}
    if isinstance(value, Mapping):
        return {_text(key): to_plain(inner) for key, inner in value.items()}
    raise TypeError(f"no JSON for {type(value).__name__}")


def to_object(noun: object) -> JsonObject:
    """A noun as one JSON object, as `to_plain` writes it; TypeError for anything that is no object."""
    plain = to_plain(noun)
    if not isinstance(plain, dict):
        raise TypeError(f"no JSON object for {type(noun).__name__}")
    return plain


def from_plain(kind: type[T], plain: JsonValue, *, closed: bool = False) -> T:
    """The noun that a JSON value says; DocumentFault with the JSON path where it does not fit.

    Nothing is coerced: a number in quotes is no number (but for whole numbers beyond 2⁵³), money is a plain decimal
    number in a string, a time needs its offset. `closed`: also refuse names that the noun does not know, and
    spellings other than `to_plain`'s own; names with a default may be absent either way. Nouns that hold a task's free
    values or a table's conditions (Task, Assignment, Policy) go to JSON only: TypeError here.
    """
    fix = _fix_for(typing.cast("Hashable", kind))
    fixed = fix(plain, "$") if fix else plain
    try:
        value = msgspec.convert(fixed, kind)
    except msgspec.ValidationError as fault:
        raise _fault(fault) from fault
    if closed:
        _refuse_difference(plain, to_plain(value), "$")
    return value


def _fault(fault: msgspec.ValidationError) -> DocumentFault:
    # Only at the very end: what stands before may quote hostile text (escaped by msgspec).
    words, path = str(fault), "$"
    if where := _AT_PATH.search(words):
        words, path = words[: where.start()], where[1]
    return DocumentFault(path, words if len(words) <= 160 else f"{words[:160]}…")


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind) if field.init)


def _text(value: object) -> str:
    text = str(value)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        # By way of UTF-16, so that two halves that belong together become their character.
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _whole(value: object) -> JsonValue:
    number = typing.cast("int", value)
    return number if -MAX_WHOLE <= number <= MAX_WHOLE else str(number)


def _decimal(value: object) -> str:
    number = typing.cast("Decimal", value)
    text = str(number)
    if not _DECIMAL.fullmatch(text):
        # Whoever reads it back would refuse it, so it is not written.
        raise DocumentFault("$", f"{text[:60]} is not finite, or has more digits than any amount")
    return text


def _time(value: object) -> str:
    time = typing.cast("datetime", value)
    if time.utcoffset() is None:
        raise TypeError("a time without offset")
    return time.isoformat()


def _list(value: object) -> JsonValue:
    return [to_plain(inner) for inner in typing.cast("tuple[object, ...]", value)]


def _same(value: object) -> JsonValue:
    return typing.cast("JsonValue", value)


_ENCODE: dict[type, Callable[[object], JsonValue]] = {
    type(None): _same,
    bool: _same,
    float: _same,
    int: _whole,
    str: _text,
    Decimal: _decimal,
    datetime: _time,
    date: str,
    tuple: _list,
    list: _list,
}


@cache
def _fix_for(kind: object) -> Fix | None:
    """What to check or widen in a plain value before msgspec sees it; None where nothing needs it."""
    if isinstance(kind, type) and kind in _FIXES:
        return _FIXES[kind]
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in {typing.Union, types.UnionType}:
        fixes = [_fix_for(member) for member in inner if member is not type(None)]
        # With several members the text alone does not say which is meant.
        return fixes[0] if len(fixes) == 1 else None
    if origin is tuple or origin is list:
        return _fix_items(inner)
    return _fix_noun(kind) if isinstance(kind, type) and dataclasses.is_dataclass(kind) else None


def _fix_items(kinds: tuple[object, ...]) -> Fix | None:
    fixes = [_fix_for(kind) for kind in kinds if kind is not Ellipsis]
    if not any(fixes):
        return None
    endless = len(kinds) == 1 or kinds[-1] is Ellipsis

    def fix(plain: JsonValue, path: str) -> JsonValue:
        if not isinstance(plain, list):
            return plain
        applied = fixes * len(plain) if endless else [*fixes, *[None] * len(plain)]
        return [
            one(item, f"{path}[{index}]") if one else item
            for index, (item, one) in enumerate(zip(plain, applied, strict=False))
        ]

    return fix


def _fix_noun(kind: type) -> Fix | None:
    hints = typing.get_type_hints(kind)
    fixes = {name: one for name in _names(kind) if (one := _fix_for(hints[name]))}
    if not fixes:
        return None

    def fix(plain: JsonValue, path: str) -> JsonValue:
        if not isinstance(plain, dict):
            return plain
        changed = {name: one(plain[name], f"{path}.{name}") for name, one in fixes.items() if name in plain}
        return {**plain, **changed}

    return fix


def _fix_whole(plain: JsonValue, path: str) -> JsonValue:
    if isinstance(plain, str) and _BIG_WHOLE.fullmatch(plain) and abs(int(plain)) > MAX_WHOLE:
        return int(plain)
    if isinstance(plain, int) and abs(plain) > MAX_WHOLE:
        raise DocumentFault(path, "a whole number beyond 2⁵³ must stand in quotes")
    return plain


def _fix_decimal(plain: JsonValue, path: str) -> JsonValue:
    if plain is not None and not (isinstance(plain, str) and _DECIMAL.fullmatch(plain)):
        raise DocumentFault(path, 'a decimal number in quotes is expected, such as "12.50"')
    return plain


def _fix_time(plain: JsonValue, path: str) -> JsonValue:
    if not isinstance(plain, str):
        return plain
    if not _WITH_OFFSET.fullmatch(plain):
        raise DocumentFault(path, "a time with its offset is expected, such as 2026-11-16T09:30:00+00:00")
    try:
        datetime.fromisoformat(plain).astimezone(UTC)
    except (ValueError, OverflowError) as fault:
        raise DocumentFault(path, "no such time") from fault
    return plain


_FIXES: dict[type, Fix] = {int: _fix_whole, Decimal: _fix_decimal, datetime: _fix_time}


def _refuse_difference(plain: JsonValue, own: JsonValue, path: str) -> None:
    if isinstance(plain, dict) and isinstance(own, dict):
        for name, inner in plain.items():
            if name not in own:
                raise DocumentFault(path, f"unknown name {_short(name)}")
            _refuse_difference(inner, own[name], f"{path}.{name}")
    elif isinstance(plain, list) and isinstance(own, list):
        for index, (inner, ours) in enumerate(zip(plain, own, strict=True)):
            _refuse_difference(inner, ours, f"{path}[{index}]")
    elif plain != own or type(plain) is not type(own):
        raise DocumentFault(path, f"{_short(plain)} must be written as {_short(own)}")


def _short(value: JsonValue) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"
