"""Conditions written as a lead would type them; what is written reads back as the same test."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import assert_never

from agent_router.model.condition import (
    AnyOf,
    Anything,
    Between,
    Compare,
    Comparison,
    Contains,
    FieldName,
    Given,
    Like,
    Literal,
    Missing,
    NoneOf,
    Test,
    Touches,
)
from agent_router.model.field import Field, Value
from agent_router.tables.keywords import keyword_meant
from agent_router.tables.texts import key

_RESERVED = {"any", "anything", "given", "missing", "stated", "blank", "empty", "-", "", "not", "contains"}
_WORDS: Mapping[type[Test], str] = {Anything: "-", Given: "given", Missing: "missing"}
_SPECIAL = set(',;"<>=*()[]/|&+\n\r') | set("'!≥≤≠…")


def print_test(test: Test, fields: Mapping[str, Field]) -> str:
    """The test in the cell language; fields on the right by their header."""
    match test:
        case AnyOf(tests):
            printed = ", ".join(print_test(one, fields) for one in tests)
        case NoneOf(tests):
            printed = f"not {', '.join(print_test(one, fields) for one in tests)}"
        case Anything() | Given() | Missing():
            printed = _WORDS[type(test)]
        case Comparison(sign, value):
            if isinstance(value, FieldName):
                printed = f"{sign.value} {fields[value.code].header}"
            else:
                printed = print_literal(value) if sign is Compare.EQUAL else f"{sign.value} {print_literal(value)}"
        case Between() | Like() | Contains() | Touches():
            printed = _print_matcher(test)
        case _ as never:
            assert_never(never)
    return printed


def _print_matcher(test: Between | Like | Contains | Touches) -> str:
    match test:
        case Between(low, high, low_in, high_in):
            opening, closing = "[" if low_in else "(", "]" if high_in else ")"
            return f"{opening}{print_literal(low)}..{print_literal(high)}{closing}"
        case Like(pattern):
            return pattern
        case Contains(phrases):
            return f"contains: {', '.join(_text(phrase) for phrase in phrases)}"
        case Touches(pattern):
            return _folder(pattern)
        case _ as never:
            assert_never(never)


def print_literal(literal: Literal) -> str:
    """A value as it is typed in a condition cell."""
    if isinstance(literal, bool):
        return "yes" if literal else "no"
    if isinstance(literal, Decimal):
        return f"{literal:f}"
    return literal.isoformat() if isinstance(literal, date) else _text(literal)


def print_value(value: Value | None) -> str:
    """A task's value for reading; `not stated` where it has none."""
    if value is None:
        return "not stated"
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else print_literal(value)


def _text(text: str) -> str:
    """A text, in quotation marks where something in it would be read otherwise."""
    first = key(text).split(" ")[0]
    odd = first in _RESERVED or first.startswith("not") or bool(keyword_meant(text))
    if odd or _SPECIAL & set(text) or text != text.strip():
        return '"' + text.replace('"', '\\"') + '"'
    return text


def _folder(pattern: str) -> str:
    risky = set(',;"\n\r<>=') & set(pattern) or key(pattern).split(" ")[0] in _RESERVED or pattern != pattern.strip()
    return '"' + pattern.replace('"', '\\"') + '"' if risky else pattern
