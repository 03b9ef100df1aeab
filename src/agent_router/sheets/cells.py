"""Turns one cell into a value, and says what was wrong or odd about it.

Fatal faults leave no value; the others tell what was forgiven.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Generic, TypeVar

from agent_router.sheets.book import Cell
from agent_router.sheets.characters import quoted
from agent_router.sheets.dates import readings
from agent_router.sheets.names import latinized
from agent_router.tables.amounts import amount_meant

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
_DAYS = (36526, 73050)
"""The days of this century, counted as spreadsheets count them."""
_SEPARATORS = re.compile(r"[;,\n]")
_DECIMAL_COMMA = re.compile(r"[+-]?\d{1,3}(?:[ .]\d{3})*,\d+|[+-]?\d+,\d+")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:(?:[, '’_]\d{3})+|(?:\.\d{3}){2,})(?:\.\d+)?")
_ONE_THOUSANDS_POINT = re.compile(r"[+-]?\d{1,3}\.\d{3}")
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
        return quoted(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return _date_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return f"{value * 100:g} %" if percent else f"{value}"


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
    faults = () if kept == plain else (CellFault(CellFaultKind.CONTROL_CHARACTER, quoted(text)),)
    return CellRead(kept.translate(_SPACES).strip(), faults)


def read_word(cell: Cell) -> CellRead[str]:
    """A name or a word of a list: quotes, dashes, odd spaces and look-alike letters are made plain, and said."""
    return _read(cell, lambda found: to_word(_plain_text(found)))


def to_word(text: str) -> CellRead[str]:
    """As `read_word`, for a text already at hand."""
    faults: list[CellFault] = []
    plain = _step(text, _plain_spaces, CellFaultKind.NO_BREAK_SPACE, faults)
    plain = _step(plain, _without_controls, CellFaultKind.CONTROL_CHARACTER, faults)
    plain = _step(plain, str.strip, CellFaultKind.OUTER_SPACES, faults)
    plain = _step(plain, lambda word: word.translate(_QUOTES), CellFaultKind.CURLY_QUOTES, faults)
    plain = _step(plain, lambda word: word.translate(_DASHES), CellFaultKind.DASH, faults)
    plain = _step(plain, latinized, CellFaultKind.LOOK_ALIKE, faults)
    return CellRead(plain, tuple(faults))


def _plain_spaces(text: str) -> str:
    """Odd spaces as plain ones; where there were any, those around the text go with them."""
    plain = text.translate(_SPACES)
    return plain if plain == text else plain.strip()


def _without_controls(text: str) -> str:
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) != "Cc")


def _step(text: str, change: Callable[[str], str], kind: CellFaultKind, faults: list[CellFault]) -> str:
    changed = change(text)
    if changed != text:
        faults.append(CellFault(kind, quoted(text), changed))
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


def read_number(cell: Cell, header: str = "") -> CellRead[Decimal]:
    """A number; text that is one is read with advice, anything that could mean two things is refused.

    The `header` of the column helps to suggest what was meant: `2h` under Budget minutes.
    """
    return _read(cell, lambda found: _number(found, header))


def _number(cell: Cell, header: str) -> CellRead[Decimal]:
    value = cell.value
    if isinstance(value, date):
        return _refused(CellFaultKind.DATE_FROM_RANGE, cell)
    if isinstance(value, bool):
        return _refused(CellFaultKind.NUMBER_EXPECTED, cell)
    if cell.percent:
        return _refused(CellFaultKind.PERCENT, cell)
    if isinstance(value, str):
        return _number_in_text(cell, value, header)
    number = Decimal(repr(value))
    if not number.is_finite():
        return _refused(CellFaultKind.NUMBER_EXPECTED, cell)
    return CellRead(number)


def _refused(kind: CellFaultKind, cell: Cell, suggestion: str = "") -> CellRead[ValueT]:
    return CellRead(None, (CellFault(kind, shown(cell), suggestion),))


def _number_in_text(cell: Cell, text: str, header: str) -> CellRead[Decimal]:
    plain = text.translate(_SPACES).translate(_DASHES).strip()
    meant = amount_meant(plain, header)
    if _PERCENTAGE.fullmatch(plain):
        return _refused(CellFaultKind.PERCENT, cell)
    if _THOUSANDS.fullmatch(plain) or _DECIMAL_COMMA.fullmatch(plain):
        return _refused(CellFaultKind.DECIMAL_COMMA, cell, meant)
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return _refused(CellFaultKind.NUMBER_EXPECTED, cell, meant)
    if not number.is_finite():
        return _refused(CellFaultKind.NUMBER_EXPECTED, cell)
    return CellRead(number, (CellFault(CellFaultKind.NUMBER_AS_TEXT, shown(cell), _written(number)),))


def _written(number: Decimal) -> str:
    """Without exponent, as long as that is readable."""
    return f"{number:f}" if -20 < number.adjusted() < 20 else f"{number}"


def read_whole(cell: Cell, header: str = "") -> CellRead[int]:
    """A whole number; `header` as for `read_number`."""
    if isinstance(cell.value, str) and not cell.formula and _ONE_THOUSANDS_POINT.fullmatch(cell.value.strip()):
        return _refused(CellFaultKind.DECIMAL_COMMA, cell, cell.value.strip().replace(".", ""))
    read = read_number(cell, header)
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
        return _date_in_text(cell, value.translate(_SPACES).translate(_DASHES).strip())
    if isinstance(value, (int, float)) and not isinstance(value, bool) and _DAYS[0] <= value < _DAYS[1]:
        # A date whose cell lost its format: pandas and pasting as values leave the bare count of days.
        day = date(1899, 12, 30) + timedelta(days=int(value))
        return _refused(CellFaultKind.DATE_EXPECTED, cell, day.isoformat())
    return _refused(CellFaultKind.DATE_EXPECTED, cell)


def _date_in_text(cell: Cell, text: str) -> CellRead[date]:
    try:
        day = datetime.fromisoformat(text).date()
    except ValueError:
        return _other_date(cell, text)
    return CellRead(day, (CellFault(CellFaultKind.DATE_AS_TEXT, shown(cell), day.isoformat()),))


def _other_date(cell: Cell, text: str) -> CellRead[date]:
    """A date in another form than year-month-day: the one day that it can be, or all of them, are named."""
    days = [day.isoformat() for day in readings(text)]
    if len(days) < 2:
        return _refused(CellFaultKind.DATE_EXPECTED, cell, "".join(days))
    found = f"{shown(cell)}, which may be {' or '.join(days)}"
    return CellRead(None, (CellFault(CellFaultKind.DATE_EXPECTED, found),))
