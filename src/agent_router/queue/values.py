"""One cell of a queue as the value of a field: by kind, fail closed, with every spelling that people use."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar, assert_never

from agent_router.model.field import Field, FieldKind, Value
from agent_router.model.place import Place
from agent_router.model.problem import Problem, Rule
from agent_router.queue import problems as rules
from agent_router.queue.interface import CELL_LIMIT, Faulty, RawValue
from agent_router.sheets.book import Cell
from agent_router.sheets.cells import (
    FATAL,
    CellFaultKind,
    CellRead,
    read_date,
    read_number,
    read_prose,
    read_whole,
    read_yes_no,
    to_word,
)
from agent_router.sheets.names import fold, nearest

ValueT = TypeVar("ValueT", bound=Value)

WORK_TYPE = "work_type"
"""The one field whose unknown words count as blank instead of stopping the task."""
ID = "id"

_MISSING = frozenset({"", "-", "?", "n/a", "none", "tbd", "–", "—"})
"""What people write where they have nothing to say; a list that knows such a word keeps it."""
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Control characters, direction overrides, invisible spaces, halves of characters. Joiners of emoji stay."""
_SEPARATOR = re.compile(r"[;,\n]")
_ID_LENGTH = 200
_SHORT = 40
"""Cells up to this length repeat down a column, so what they mean is remembered."""
_FAULTS: dict[CellFaultKind, Rule] = {
    CellFaultKind.NUMBER_EXPECTED: rules.NOT_A_NUMBER,
    CellFaultKind.WHOLE_EXPECTED: rules.NOT_WHOLE,
    CellFaultKind.DECIMAL_COMMA: rules.DECIMAL_COMMA,
    CellFaultKind.PERCENT: rules.UNWANTED_DATE,
    CellFaultKind.DATE_FROM_RANGE: rules.UNWANTED_DATE,
    CellFaultKind.DATE_EXPECTED: rules.NOT_A_DATE,
    CellFaultKind.YES_NO_EXPECTED: rules.NOT_YES_NO,
}


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell says; None where it says nothing or cannot be read."""

    value: Value | None = None
    derived_from: str = ""
    problems: tuple[Problem, ...] = ()


NOTHING = Read()


class FieldReader:
    """Reads the cells of one column."""

    def __init__(self, field: Field) -> None:
        """Prepare the words of a choice."""
        self.field = field
        self._words: dict[str, str] = {}
        self._known: dict[str, Read] = {}
        words = field.words.words if field.words else ()
        for word in words:
            self._words.setdefault(fold(word.text), word.text)
        for word in words:
            for other in word.also_called:
                self._words.setdefault(fold(other), word.text)
        self._words.pop("", None)

    def read(self, raw: RawValue, place: Place) -> Read:
        """The value of one cell."""
        if raw is None:
            return NOTHING
        if isinstance(raw, str):
            known = self._known.get(raw)
            if known is not None:
                return known
        if isinstance(raw, Faulty):
            return self._refused(raw.rule, place, raw.found)
        if isinstance(raw, str) and len(raw) > CELL_LIMIT:
            return self._refused(rules.TOO_LONG, place, f"{len(raw):,} characters")
        cleaned, remarks = self._cleaned(raw, place)
        read = self._by_kind(cleaned, place)
        if isinstance(raw, str) and len(raw) <= _SHORT and not remarks and not read.problems:
            self._known[raw] = read
        return Read(read.value, read.derived_from, remarks + read.problems) if remarks else read

    def word(self, typed: str) -> str | None:
        """The list's own spelling of a word (case, spaces, punctuation forgiven), or None."""
        found = self.field.words.find(typed) if self.field.words else None
        return found or self._words.get(fold(typed))

    def _cleaned(self, raw: RawValue, place: Place) -> tuple[RawValue, tuple[Problem, ...]]:
        if isinstance(raw, str):
            plain = raw.replace("\r\n", "\n").replace("\r", "\n")
            if not _INVISIBLE.search(plain):
                return plain, ()
            clean: RawValue = _INVISIBLE.sub("", plain)
        elif isinstance(raw, tuple) and any(_INVISIBLE.search(item) for item in raw):
            clean = tuple(_INVISIBLE.sub("", item) for item in raw)
        else:
            return raw, ()
        return clean, (self._problem(rules.CLEANED, place, _quoted(str(clean))),)

    def _by_kind(self, raw: RawValue, place: Place) -> Read:
        kind = self.field.kind
        match kind:
            case FieldKind.TEXT:
                read = self._text(raw, place)
            case FieldKind.LIST:
                read = _listed(raw, _SEPARATOR.split)
            case FieldKind.FOLDERS:
                read = _listed(raw, _outside_braces)
            case FieldKind.CHOICE:
                read = self._choice(raw, place)
            case FieldKind.CHOICES:
                read = self._choices(raw, place)
            case FieldKind.YES_NO:
                read = self._by_cell(raw, place, read_yes_no)
            case FieldKind.WHOLE:
                read = self._at_least_zero(self._by_cell(raw, place, read_whole), place)
            case FieldKind.NUMBER:
                read = self._at_least_zero(self._by_cell(raw, place, read_number), place)
            case FieldKind.DATE:
                read = self._by_cell(raw, place, read_date)
            case _:
                assert_never(kind)
        return read

    def _text(self, raw: RawValue, place: Place) -> Read:
        text = _one_text(raw, "\n")
        if self.field.code == ID:
            text = " ".join(text.split())
            if len(text) > _ID_LENGTH:
                return self._refused(rules.TOO_LONG, place, f"{len(text)} characters; at most {_ID_LENGTH} are read")
        return NOTHING if text.casefold() in _MISSING else Read(text)

    def _choice(self, raw: RawValue, place: Place) -> Read:
        if isinstance(raw, tuple) and len(raw) > 1:
            return self._refused(rules.MANY_VALUES, place, ", ".join(raw))
        typed = to_word(_one_text(raw, " ")).value or ""
        word = self.word(typed)
        if word is not None:
            return Read(word, self._derivation(typed, word))
        if typed.casefold() in _MISSING:
            return NOTHING
        if self.field.code == WORK_TYPE:
            return Read(problems=(self._problem(rules.UNKNOWN_WORK_TYPE, place, _quoted(typed), self._nearest(typed)),))
        return self._outside(typed, place)

    def _choices(self, raw: RawValue, place: Place) -> Read:
        whole = self.word(raw) if isinstance(raw, str) else None
        items = (raw,) if isinstance(raw, str) and whole else _split(raw, _SEPARATOR.split, drop=False)
        found: dict[str, str] = {}
        for item in items:
            typed = to_word(item).value or ""
            word = self.word(typed)
            if word is not None:
                found.setdefault(word, self._derivation(typed, word))
            elif typed.casefold() not in _MISSING:
                return self._outside(typed, place)
        if not found:
            return NOTHING
        return Read(tuple(found), "; ".join(why for why in found.values() if why))

    def _derivation(self, typed: str, word: str) -> str:
        plain = " ".join(typed.split()).casefold()
        return "" if plain == word.casefold() else f"{self.field.header}: {typed[:80]}"

    def _outside(self, typed: str, place: Place) -> Read:
        return self._refused(rules.NOT_IN_LIST, place, _quoted(typed), self._nearest(typed))

    def _nearest(self, typed: str) -> str:
        return nearest(typed[:_ID_LENGTH], self.field.words.texts) if self.field.words else ""

    def _by_cell(self, raw: RawValue, place: Place, reader: Callable[[Cell], CellRead[ValueT]]) -> Read:
        if isinstance(raw, tuple):
            if len(raw) > 1:
                return self._refused(rules.MANY_VALUES, place, ", ".join(raw))
            raw = raw[0] if raw else None
        if isinstance(raw, str) and raw.strip().casefold() in _MISSING:
            return NOTHING
        read = reader(Cell(place, 1, 1, None if isinstance(raw, Faulty) else raw))
        fatal = [fault for fault in read.faults if fault.kind in FATAL]
        if fatal:
            return self._refused(_FAULTS[fatal[0].kind], place, fatal[0].found, fatal[0].suggestion)
        return Read(read.value)

    def _at_least_zero(self, read: Read, place: Place) -> Read:
        if read.value is not None and not isinstance(read.value, (str, tuple, date)) and read.value < 0:
            return self._refused(rules.NEGATIVE, place, str(read.value))
        return read

    def _refused(self, rule: Rule, place: Place, found: str, suggestion: str = "") -> Read:
        return Read(problems=(self._problem(rule, place, found, suggestion),))

    def _problem(self, rule: Rule, place: Place, found: str, suggestion: str = "") -> Problem:
        # A line of a text file says nothing of the column, so the words do.
        return Problem(rule, place, f"{self.field.header}: {found}", suggestion)


def _one_text(raw: RawValue, glue: str) -> str:
    if isinstance(raw, tuple):
        return glue.join(raw).strip()
    if isinstance(raw, str):
        return raw.strip()
    return read_prose(Cell(Place(""), 1, 1, None if isinstance(raw, Faulty) else raw)).value or ""


def _listed(raw: RawValue, parts: Callable[[str], list[str]]) -> Read:
    items = _split(raw, parts)
    return Read(items) if items else NOTHING


def _split(raw: RawValue, parts: Callable[[str], list[str]], *, drop: bool = True) -> tuple[str, ...]:
    # What the file itself holds as several values is not cut further.
    pieces = raw if isinstance(raw, tuple) else parts(_one_text(raw, ";"))
    items = (" ".join(piece.split()).strip("\"'").strip() for piece in pieces)
    return tuple(dict.fromkeys(item for item in items if item and not (drop and item.casefold() in _MISSING)))


def _outside_braces(text: str) -> list[str]:
    """Split like other lists, but `src/{a,b}/**` is one pattern."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        if char == "{":
            depth += 1
        elif char == "}":
            depth = max(0, depth - 1)
        elif char in ";\n" or (char == "," and not depth):
            parts.append(text[start:at])
            start, depth = at + 1, 0
    return [*parts, text[start:]]


def _quoted(text: str) -> str:
    one_line = " ".join(text.split())
    return f"“{one_line if len(one_line) <= 80 else one_line[:79] + '…'}”"
