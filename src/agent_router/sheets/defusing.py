"""Makes foreign text harmless in a spreadsheet: never a formula, never invisible, never too long."""

import math
import unicodedata
from decimal import Decimal

CELL_LIMIT = 32_767
"""UTF-16 units that one cell of an .xlsx can hold."""

SHEET_NAME_LIMIT = 31
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_REPLACEMENT = "\ufffd"
_KEPT_CONTROLS = "\n\t"
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SHEET_NAME_FORBIDDEN = frozenset("[]:*?/\\")


def defused_text(text: str) -> str:
    r"""The text with control characters, direction overrides and halves of characters made visible, cut to fit.

    Line breaks stay; `\r\n` becomes `\n`. What is cut says so.
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _cut("".join(_visible(char) for char in plain))


def _visible(char: str) -> str:
    if char in _KEPT_CONTROLS:
        return char
    if char in _BIDI or unicodedata.category(char) in {"Cc", "Cs"} or char in "\ufffe\uffff":
        return _REPLACEMENT
    return char


def _units(text: str) -> int:
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def _cut(text: str) -> str:
    if len(text) * 2 <= CELL_LIMIT or _units(text) <= CELL_LIMIT:
        return text
    mark = f" … (cut: the text has {len(text):,} characters)"
    room, kept = CELL_LIMIT - _units(mark), 0
    for position, char in enumerate(text):
        room -= 2 if ord(char) > 0xFFFF else 1
        if room < 0:
            kept = position
            break
    return text[:kept] + mark


def starts_like_formula(text: str) -> bool:
    """Whether a program that reads an export of the sheet could take the text for a formula."""
    return text.lstrip(" \n").startswith(_FORMULA_STARTS)


def number_or_text(value: float | Decimal) -> float | str:
    """The number where a spreadsheet keeps it exactly enough (15 digits), otherwise its digits as text."""
    number = Decimal(str(value))
    if not number.is_finite():
        return str(value)
    digits = len(number.normalize().as_tuple().digits)
    return float(number) if digits <= 15 and math.isfinite(float(number)) else str(value)


def sheet_name(wanted: str, taken: frozenset[str] = frozenset()) -> str:
    r"""A name that Excel accepts for a sheet (31 characters, none of `[]:*?/\`), unlike those taken."""
    plain = "".join(" " if char in _SHEET_NAME_FORBIDDEN else _visible(char) for char in wanted)
    plain = " ".join(plain.split()).strip("'")[:SHEET_NAME_LIMIT].strip() or "Sheet"
    lowered, name, number = {other.casefold() for other in taken}, plain, 1
    while name.casefold() in lowered:
        number += 1
        tail = f" ({number})"
        name = plain[: SHEET_NAME_LIMIT - len(tail)] + tail
    return name
