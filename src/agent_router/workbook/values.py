"""Reads the cells of one row as values; complains where a cell does not fit and carries on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import TypeVar

from agent_router.model.field import WordList
from agent_router.model.place import Place
from agent_router.sheets.book import Cell
from agent_router.sheets.cells import (
    CellRead,
    read_date,
    read_list,
    read_number,
    read_prose,
    read_whole,
    read_word,
    read_yes_no,
    shown,
)
from agent_router.sheets.characters import quoted
from agent_router.sheets.names import fold, nearest
from agent_router.workbook import problems
from agent_router.workbook.columns import SheetSchema
from agent_router.workbook.desk import Desk
from agent_router.workbook.rows import SheetRow
from agent_router.workbook.vocabulary import FIXED

_NOT_QUITE: Mapping[str, str] = MappingProxyType(
    {"x": "", "y": "yes", "n": "no", "1": "yes", "0": "no", "on": "yes", "off": "no"}
)
"""What queues may say for yes and no, and rules may not; with what was probably meant."""

_FIRST_YEAR, _LAST_YEAR = 1990, 2099
"""Years in which policies live; outside, the digits were swapped."""

EnumT = TypeVar("EnumT", bound=Enum)
ValueT = TypeVar("ValueT")


@dataclass(frozen=True)
class RowReader:
    """One row, read column by column; `None` means blank or complained about."""

    desk: Desk
    schema: SheetSchema
    row: SheetRow

    def cell(self, key: str) -> Cell | None:
        """The cell of a column; None where the sheet has no such column."""
        return self.row.cells.get(key)

    def place(self, key: str) -> Place:
        """Where a value stands; the row's first cell where the sheet has no such column."""
        cell = self.cell(key)
        return self.row.place if cell is None else cell.place

    def prose(self, key: str) -> str:
        """A sentence."""
        cell = self.cell(key)
        return "" if cell is None else self._taken(key, read_prose(cell)) or ""

    def text(self, key: str) -> str:
        """A name on one line."""
        cell = self.cell(key)
        value = "" if cell is None else self._taken(key, read_word(cell)) or ""
        return " ".join(value.split())

    def setting(self, key: str) -> str:
        """A text that a spreadsheet program may have taken for a percentage: as it is shown, and that is said."""
        cell = self.cell(key)
        if cell is None or not cell.percent:
            return self.text(key)
        seen = shown(cell)
        self.desk.complaints.add(problems.PERCENT_READ, cell.place, f"{cell.value}, shown and read as {seen}")
        return seen

    def texts(self, key: str) -> tuple[str, ...]:
        """Several names."""
        cell = self.cell(key)
        return () if cell is None else self._taken(key, read_list(cell)) or ()

    def word(self, key: str) -> str | None:
        """A word of the column's list, in the list's own spelling."""
        typed = self.text(key)
        return self._found(key, typed) if typed else None

    def words(self, key: str) -> tuple[str, ...]:
        """Words of the column's list, in the list's own spelling."""
        found = (self._found(key, typed) for typed in self.texts(key))
        return tuple(dict.fromkeys(word for word in found if word is not None))

    def choice(self, key: str, kind: type[EnumT]) -> EnumT | None:
        """A word that the program acts on."""
        word = self.word(key)
        return None if word is None else self._member(key, word, kind)

    def choices(self, key: str, kind: type[EnumT]) -> tuple[EnumT, ...]:
        """Several words that the program acts on."""
        members = (self._member(key, word, kind) for word in self.words(key))
        return tuple(member for member in members if member is not None)

    def whole(self, key: str, low: int = 0, high: int = 10**12) -> int | None:
        """A whole number between two bounds."""
        cell = self.cell(key)
        value = None if cell is None else self._taken(key, read_whole(cell, self.schema.column(key).header))
        if value is not None and not low <= value <= high:
            limits = f"between {low} and {high}" if high < 10**12 else f"at least {low}"
            self.desk.complaints.add(problems.NUMBER_OUTSIDE, self.place(key), f"{value}, where it must be {limits}")
            return None
        return value

    def number(self, key: str) -> Decimal | None:
        """A number that is not negative."""
        cell = self.cell(key)
        value = None if cell is None else self._taken(key, read_number(cell, self.schema.column(key).header))
        if value is not None and value < 0:
            self.desk.complaints.add(problems.NUMBER_OUTSIDE, self.place(key), f"{value}, where it must be at least 0")
            return None
        return value

    def day(self, key: str) -> date | None:
        """A date."""
        cell = self.cell(key)
        value = None if cell is None else self._taken(key, read_date(cell))
        remark_year(self.desk, value, self.place(key))
        return value

    def yes_no(self, key: str, *, blank: bool) -> bool:
        """Yes or no; `blank` is what a blank cell means. x, y and 1 are complained about."""
        cell = self.cell(key)
        if cell is not None and fold(str(cell.value)) in _NOT_QUITE:
            self.desk.complaints.add(
                problems.YES_NO_EXPECTED, cell.place, f"{shown(cell)} under {self.schema.column(key).header}",
                _NOT_QUITE[fold(str(cell.value))],
            )  # fmt: skip
            return blank
        value = None if cell is None else self._taken(key, read_yes_no(cell))
        return blank if value is None else value

    def _taken(self, key: str, read: CellRead[ValueT]) -> ValueT | None:
        self.desk.complaints.add_faults(read.faults, self.place(key))
        if read.value is None and not read.broken and self.schema.column(key).required:
            header = self.schema.column(key).header
            self.desk.complaints.add(problems.CELL_REQUIRED, self.place(key), f"nothing under {header}")
        return read.value

    def _found(self, key: str, typed: str) -> str | None:
        return find_word(self.desk, self.desk.word_list(self.schema.column(key).words), self.place(key), typed)

    def _member(self, key: str, word: str, kind: type[EnumT]) -> EnumT | None:
        try:
            return kind(word)
        except ValueError:
            names = [str(member.value) for member in kind]
            self.desk.complaints.add(problems.WORD_FIXED, self.place(key), f"“{word}”", nearest(word, names))
            return None


def find_word(desk: Desk, words: WordList, place: Place, typed: str) -> str | None:
    """The list's own spelling of a typed word; complained about where the list does not know it."""
    found = words.find(typed)
    if found is None and (bare := typed.strip("\"'")) != typed and (found := words.find(bare)) is not None:
        desk.complaints.add(problems.WORD_QUOTED, place, f"{quoted(typed)}, read as “{found}”")
    if found is None:
        complain_word(desk, words, place, typed)
    return found


def remark_year(desk: Desk, day: date | None, place: Place) -> None:
    """Say where a day lies outside this century and the last years of the one before: 2206 is a slip for 2026."""
    if day is not None and not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        desk.complaints.add(problems.YEAR_UNLIKELY, place, f"{day.isoformat()}")


def complain_word(desk: Desk, words: WordList, place: Place, typed: str) -> None:
    """Say that a word is not in its list, with the nearest that is; silent where the list itself is missing."""
    if not words.words:
        return  # said once, where the list is missed
    rule = problems.WORD_FIXED if words.name in FIXED else problems.WORD_UNKNOWN
    spellings = {other: word.text for word in words.words for other in (word.text, *word.also_called)}
    near = nearest(typed, spellings)
    rule = rule if near or rule is problems.WORD_FIXED else desk.or_add_to_list(rule, words)
    shown_words = ", ".join(words.texts[:12]) + (" …" if len(words.words) > 12 else "")
    desk.complaints.add(
        rule, place, f"{quoted(typed)}; the list {words.name} has: {shown_words}", spellings.get(near, "")
    )


def refuse_formula(desk: Desk, cell: Cell | None) -> bool:
    """Whether a cell that decides something holds a formula; complained about if so."""
    if cell is None or not cell.formula:
        return False
    desk.complaints.add(problems.FORMULA_SCORE, cell.place, cell.formula, "" if cell.value is None else shown(cell))
    return True
