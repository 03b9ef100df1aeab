"""Turns one cell into a value, and says what was wrong or odd about it.

Fatal faults leave no value; the others tell what was forgiven.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Generic, TypeVar

from agent_router.sheets.book import Cell
from agent_router.sheets.names import latinized

ValueT = TypeVar("ValueT")
ValueT_co = TypeVar("ValueT_co", covariant=True)


class CellFaultKind(Enum):
    """What can be wrong with a cell, or odd about it."""

    FORMULA_UNSTORED = "a formula without a stored value"
    FORMULA_ERROR = "an error value"
    FORMULA_VALUE = "a formula with a stored value"
    NUMBER_EXPECTED = "text where a number is needed"
    WHOLE_EXPECTED = "not a whole number"
    NUMBER_AS_TEXT = "a number stored as text"
    DECIMAL_COMMA = "a decimal comma"
    PERCENT = "a percentage"
    DATE_FROM_RANGE = "a date where something else is needed"
    DATE_EXPECTED = "not a date"
    DATE_AS_TEXT = "a date stored as text"
    YES_NO_EXPECTED = "neither yes nor no"
    CURLY_QUOTES = "curly quotation marks"
    DASH = "a typographic dash"
    NO_BREAK_SPACE = "no-break or invisible spaces"
    OUTER_SPACES = "leading or trailing spaces"
    LOOK_ALIKE = "letters of another alphabet that look like Latin ones"
    CONTROL_CHARACTER = "control characters"


FATAL = frozenset({
    CellFaultKind.FORMULA_UNSTORED, CellFaultKind.FORMULA_ERROR, CellFaultKind.NUMBER_EXPECTED,
    CellFaultKind.WHOLE_EXPECTED, CellFaultKind.DECIMAL_COMMA, CellFaultKind.PERCENT, CellFaultKind.DATE_FROM_RANGE,
    CellFaultKind.DATE_EXPECTED, CellFaultKind.YES_NO_EXPECTED,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellFault:
    """One thing about one cell."""

    kind: CellFaultKind
    found: str
    """What was read there, quoted where it is text."""
    suggestion: str = ""
    """What was probably meant, or what it was read as."""


@dataclass(frozen=True, slots=True)
class CellRead(Generic[ValueT_co]):
    """A cell's value, or None where it is blank or a fault is fatal."""

    value: ValueT_co | None
    faults: tuple[CellFault, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether something is there that could not be read."""
        return any(fault.kind in FATAL for fault in self.faults)


_WIDE_SPACES, _NO_WIDTH = "\u00a0\u202f\u2007\u3000\u2009\u2003\u2002", "\u2060\u200b\ufeff\u00ad"
_SPACES = str.maketrans(dict.fromkeys(_WIDE_SPACES, " ") | dict.fromkeys(_NO_WIDTH, ""))
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'"})
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_YES = frozenset({"yes", "y", "true", "x", "1"})
_NO = frozenset({"no", "n", "false", "0"})
_SEPARATORS = re.compile(r"[;,\n]")
_DECIMAL_COMMA = re.compile(r"[+-]?\d{1,3}(?:[ .]\d{3})*,\d+|[+-]?\d+,\d+")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[, ']\d{3})+(?:\.\d+)?")
_PERCENTAGE = re.compile(r"[+-]?\d+(?:[.,]\d+)?\s*%")


def shown(cell: Cell) -> str:
    """The cell as a person sees it, for a sentence: text quoted, numbers and dates plain."""
    if cell.error:
        return cell.error
    if cell.value is None:
        return f"the formula {cell.formula}" if cell.formula else "nothing"
    return _shown_value(cell.value, percent=cell.percent)


def _shown_value(value: str | float | date, *, percent: bool) -> str:
    if isinstance(value, str):
        return f"“{_shortened(value)}”"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return _date_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return f"{value * 100:g} %" if percent else f"{value}"


def _shortened(text: str) -> str:
    plain = "".join("\ufffd" if unicodedata.category(char) in {"Cc", "Cf"} and char != "\n" else char for char in text)
    one_line = " ".join(plain.split())
    return one_line if len(one_line) <= 80 else one_line[:79] + "…"


def _date_text(value: datetime) -> str:
    return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(sep=" ")


def check_source(cell: Cell) -> tuple[CellFault, ...]:
    """What is wrong with where a cell's value comes from: errors and formulas. Empty for a plain cell."""
    if cell.error:
        return (CellFault(CellFaultKind.FORMULA_ERROR, cell.error),)
    if not cell.formula:
        return ()
    if cell.value is None:
        return (CellFault(CellFaultKind.FORMULA_UNSTORED, cell.formula),)
    return (CellFault(CellFaultKind.FORMULA_VALUE, cell.formula, _plain_text(cell)),)


def _read(cell: Cell, reader: Callable[[Cell], CellRead[ValueT]]) -> CellRead[ValueT]:
    source = check_source(cell)
    if any(fault.kind in FATAL for fault in source):
        return CellRead(None, source)
    if cell.blank:
        return CellRead(None)
    read = reader(cell)
    return CellRead(read.value, source + read.faults)


def _plain_text(cell: Cell) -> str:
    value = cell.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return _date_text(value)
    return str(value)


def read_prose(cell: Cell) -> CellRead[str]:
    """A sentence for people: only outer spaces and control characters are dropped."""
    return _read(cell, lambda found: _prose(_plain_text(found)))


def _prose(text: str) -> CellRead[str]:
    plain = text.replace("\r\n", "\n")
    kept = _without_controls(plain)
    faults = () if kept == plain else (CellFault(CellFaultKind.CONTROL_CHARACTER, f"“{_shortened(text)}”"),)
    return CellRead(kept.translate(_SPACES).strip(), faults)


def read_word(cell: Cell) -> CellRead[str]:
    """A name or a word of a list: quotes, dashes, odd spaces and look-alike letters are made plain, and said."""
    return _read(cell, lambda found: to_word(_plain_text(found)))


def to_word(text: str) -> CellRead[str]:
    """As `read_word`, for a text already at hand."""
    faults: list[CellFault] = []
    plain = _step(text, lambda word: word.translate(_SPACES), CellFaultKind.NO_BREAK_SPACE, faults)
    plain = _step(plain, _without_controls, CellFaultKind.CONTROL_CHARACTER, faults)
    plain = _step(plain, str.strip, CellFaultKind.OUTER_SPACES, faults)
    plain = _step(plain, lambda word: word.translate(_QUOTES), CellFaultKind.CURLY_QUOTES, faults)
    plain = _step(plain, lambda word: word.translate(_DASHES), CellFaultKind.DASH, faults)
    plain = _step(plain, latinized, CellFaultKind.LOOK_ALIKE, faults)
    return CellRead(plain, tuple(faults))


def _without_controls(text: str) -> str:
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) != "Cc")


def _step(text: str, change: Callable[[str], str], kind: CellFaultKind, faults: list[CellFault]) -> str:
    changed = change(text)
    if changed != text:
        faults.append(CellFault(kind, f"“{_shortened(text)}”", changed))
    return changed


def read_list(cell: Cell) -> CellRead[tuple[str, ...]]:
    """Several words, separated by `;`, `,` or line breaks; doubles are dropped, order kept."""
    return _read(cell, lambda found: _list(_plain_text(found)))


def _list(text: str) -> CellRead[tuple[str, ...]]:
    read = to_word(text)
    # Spaces around a line of a list are nobody's mistake.
    faults = tuple(fault for fault in read.faults if fault.kind is not CellFaultKind.OUTER_SPACES)
    parts = (" ".join(part.split()).strip("\"'") for part in _SEPARATORS.split(read.value or ""))
    return CellRead(tuple(dict.fromkeys(part for part in parts if part)), faults)


def read_number(cell: Cell) -> CellRead[Decimal]:
    """A number; text that is one is read with advice, anything that could mean two things is refused."""
    return _read(cell, _number)


def _number(cell: Cell) -> CellRead[Decimal]:
    value = cell.value
    if isinstance(value, date):
        return _refused(CellFaultKind.DATE_FROM_RANGE, cell)
    if isinstance(value, bool):
        return _refused(CellFaultKind.NUMBER_EXPECTED, cell)
    if cell.percent:
        return _refused(CellFaultKind.PERCENT, cell)
    if isinstance(value, str):
        return _number_in_text(cell, value)
    number = Decimal(repr(value))
    if not number.is_finite():
        return _refused(CellFaultKind.NUMBER_EXPECTED, cell)
    return CellRead(number)


def _refused(kind: CellFaultKind, cell: Cell, suggestion: str = "") -> CellRead[ValueT]:
    return CellRead(None, (CellFault(kind, shown(cell), suggestion),))


def _number_in_text(cell: Cell, text: str) -> CellRead[Decimal]:
    plain = text.translate(_SPACES).translate(_DASHES).strip()
    if _PERCENTAGE.fullmatch(plain):
        return _refused(CellFaultKind.PERCENT, cell)
    if _THOUSANDS.fullmatch(plain):
        return _refused(CellFaultKind.DECIMAL_COMMA, cell, re.sub("[, ']", "", plain))
    if _DECIMAL_COMMA.fullmatch(plain):
        return _refused(CellFaultKind.DECIMAL_COMMA, cell, plain.replace(".", "").replace(" ", "").replace(",", "."))
    try:
        number = Decimal(plain)
    except InvalidOperation:
        digits = re.match(r"[+-]?\d+(?:\.\d+)?", plain)
        return _refused(CellFaultKind.NUMBER_EXPECTED, cell, digits.group() if digits else "")
    if not number.is_finite():
        return _refused(CellFaultKind.NUMBER_EXPECTED, cell)
    return CellRead(number, (CellFault(CellFaultKind.NUMBER_AS_TEXT, shown(cell), str(number)),))


def read_whole(cell: Cell) -> CellRead[int]:
    """A whole number."""
    read = read_number(cell)
    if read.value is None:
        return CellRead(None, read.faults)
    if read.value != read.value.to_integral_value() or abs(read.value) >= Decimal(10) ** 15:
        return CellRead(None, (*read.faults, CellFault(CellFaultKind.WHOLE_EXPECTED, shown(cell))))
    return CellRead(int(read.value), read.faults)


def read_yes_no(cell: Cell) -> CellRead[bool]:
    """Yes or no, in the spellings people use (yes, no, true, false, x, 1, 0)."""
    return _read(cell, _yes_no)


def _yes_no(cell: Cell) -> CellRead[bool]:
    word = (to_word(_plain_text(cell)).value or "").casefold()
    if word in _YES:
        return CellRead(value=True)
    if word in _NO:
        return CellRead(value=False)
    return _refused(CellFaultKind.YES_NO_EXPECTED, cell)


def read_date(cell: Cell) -> CellRead[date]:
    """A day; year-month-day typed as text is read with advice."""
    return _read(cell, _date)


def _date(cell: Cell) -> CellRead[date]:
    value = cell.value
    if isinstance(value, datetime):
        return CellRead(value.date())
    if isinstance(value, date):
        return CellRead(value)
    if isinstance(value, str):
        try:
            day = date.fromisoformat(value.translate(_SPACES).translate(_DASHES).strip()[:10])
        except ValueError:
            return _refused(CellFaultKind.DATE_EXPECTED, cell)
        return CellRead(day, (CellFault(CellFaultKind.DATE_AS_TEXT, shown(cell), day.isoformat()),))
    return _refused(CellFaultKind.DATE_EXPECTED, cell)
