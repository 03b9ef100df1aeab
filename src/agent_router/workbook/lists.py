"""The sheet `Lists`: the words that may be used."""

import re
from collections.abc import Sequence

from agent_router.model.field import Word, WordList
from agent_router.model.policy import Heading
from agent_router.sheets.book import Cell, Sheet
from agent_router.sheets.cells import read_list, read_word, shown
from agent_router.sheets.headers import HeaderRow, duplicates, find_header_row, header_text
from agent_router.sheets.names import fold, nearest
from agent_router.workbook import problems
from agent_router.workbook.columns import Form, SheetSchema, Tab
from agent_router.workbook.complaints import Complaints
from agent_router.workbook.desk import Desk
from agent_router.workbook.rows import complain_look_alikes
from agent_router.workbook.vocabulary import FIXED, HINTS, LISTS_THE_SHEETS_NEED, WORDS_THE_PROGRAM_NEEDS

SCHEMA = SheetSchema(
    "lists", "Lists", Tab.ONCE, Form.LISTS,
    "Which words may be used?",
    "One list a pair of columns: the word, and other spellings that mean the same, separated by ;. "
    "Order matters where one word is riskier than another.",
    (),
)  # fmt: skip


NAMES_OF_LISTS = "Names of lists"
"""A column that only feeds the drop-down of `Fields › List`."""

_PARENTHESIS = re.compile(r"\((.+)\)")
_ALSO = "alsocalled"


def read_lists(desk: Desk) -> tuple[WordList, ...]:
    """The lead's lists, in sheet order; the program's own words and hints are skipped."""
    sheet = desk.sheets.get(SCHEMA.key)
    if sheet is None:
        return _restored(())
    own = {fold(name) for name in (*FIXED, *HINTS, NAMES_OF_LISTS)}
    known = [*LISTS_THE_SHEETS_NEED, *FIXED, "Work type", "Function", "Data class", "Surface"]
    header = find_header_row(sheet, known)
    if header is None or not _names_lists(header, known):
        desk.complaints.add(problems.HEADERS_MISSING, sheet.place, "no names of lists")
        return ()
    names = [cell for cell in header.cells if not fold(header_text(cell)).startswith(_ALSO)]
    complain_look_alikes(header, desk.complaints)
    _complain_structure(sheet, header, desk.complaints)
    pairs = _also_called_columns(header, names, desk.complaints)
    for cell in names:
        name = header_text(cell)
        desk.headings.append(Heading(SCHEMA.name, name, cell.place))
        if cell.column in pairs:
            place = sheet.place_of(header.row, pairs[cell.column])
            desk.headings.append(Heading(SCHEMA.name, f"Also called ({name})", place))
    found = [
        _read_list(sheet, cell, pairs.get(cell.column, 0), desk.complaints)
        for cell in names
        if fold(header_text(cell)) not in own
    ]
    _complain_missing(sheet, found, desk.complaints)
    _remark_fixed(sheet, names, desk.complaints)
    return _restored(found)


def _names_lists(header: HeaderRow, known: Sequence[str]) -> bool:
    """Whether these are names of lists: one alone may be a word of the column that offers them to `Fields`."""
    folded = {fold(name) for name in known}
    return len({fold(header_text(cell)) for cell in header.cells} & folded) > 1


def _remark_fixed(sheet: Sheet, names: Sequence[Cell], complaints: Complaints) -> None:
    """Say where somebody wrote into a list that is only there for the drop-downs."""
    fixed = {fold(name): (name, words) for name, words in FIXED.items()}
    for header in names:
        if fold(header_text(header)) in fixed:
            name, words = fixed[fold(header_text(header))]
            _remark_changed(sheet, header, WordList(name, tuple(map(Word, words))), complaints)


def _remark_changed(sheet: Sheet, header: Cell, words: WordList, complaints: Complaints) -> None:
    below = (sheet.cell(row, header.column) for row in range(header.row + 1, sheet.last_row + 1))
    typed = [(cell, words.find(read_word(cell).value or "")) for cell in below if not cell.blank]
    new = [cell for cell, word in typed if word is None]
    gone = set(words.texts) - {word for _, word in typed if word is not None}
    if new or gone:
        said = [f"{shown(cell)} is new" for cell in new] + [f"“{word}” is gone" for word in words.texts if word in gone]
        place = (new or [header])[0].place
        complaints.add(problems.LIST_FIXED, place, f"{', '.join(said)} in the list {words.name}")


def _restored(found: Sequence[WordList]) -> tuple[WordList, ...]:
    """The lists with every word that the program acts on, so that one lost word is not said again at every cell."""
    kept = tuple(words for words in found if fold(words.name) not in {fold(name) for name in WORDS_THE_PROGRAM_NEEDS})
    fixed = []
    for name, needed in WORDS_THE_PROGRAM_NEEDS.items():
        words = next((words.words for words in found if fold(words.name) == fold(name)), ())
        has = {word.text for word in words}
        lost = tuple(Word(text) for text in needed if text not in has)
        fixed.append(WordList(name, words + lost))
    return (*kept, *fixed)


def _complain_structure(sheet: Sheet, header: HeaderRow, complaints: Complaints) -> None:
    for first, again in duplicates(header):
        if fold(header_text(again)) != _ALSO:  # each belongs to the list at its left
            found = f"“{header_text(again)}” in {first.place.cell} and in {again.place.cell}"
            complaints.add(problems.HEADER_TWICE, again.place, found)
    for area in sheet.merged:
        if area.last_row >= header.row:
            place = sheet.place_of(area.first_row, area.first_column)
            complaints.add(problems.MERGED, place, f"{area.text} merged")


def _also_called_columns(header: HeaderRow, names: Sequence[Cell], complaints: Complaints) -> dict[int, int]:
    """Column of a list → column of its other spellings."""
    pairs: dict[int, int] = {}
    for cell in header.cells:
        text = header_text(cell)
        if not fold(text).startswith(_ALSO):
            continue
        inside = _PARENTHESIS.search(text)
        named = [name for name in names if inside and fold(header_text(name)) == fold(inside.group(1))]
        left = [name for name in names if name.column < cell.column]
        if inside and not named:
            near = nearest(inside.group(1), [header_text(name) for name in names])
            complaints.add(problems.COLUMN_UNKNOWN, cell.place, f"“{text}”", near)
        elif named or left:
            pairs.setdefault((named or left)[-1].column, cell.column)
    return pairs


def _read_list(sheet: Sheet, header: Cell, also: int, complaints: Complaints) -> WordList:
    words: list[Word] = []
    nameless: list[Cell] = []
    taken: dict[str, str] = {}
    for row in range(header.row + 1, sheet.last_row + 1):
        cell = sheet.cell(row, header.column)
        read = read_word(cell)
        complaints.add_faults(read.faults, cell.place)
        others = read_list(sheet.cell(row, also)) if also else None
        if others is not None:
            complaints.add_faults(others.faults, sheet.place_of(row, also))
        if not read.value:
            if others is not None and others.value:
                nameless.append(cell)
            continue
        word = Word(" ".join(read.value.split()), (others.value or ()) if others is not None else (), cell.place)
        _complain_doubles(word, taken, complaints)
        words.append(word)
    for cell in nameless if words else ():
        complaints.add(problems.CELL_REQUIRED, cell.place, f"nothing under {header_text(header)}")
    if not words:
        complaints.add(problems.LIST_EMPTY, header.place, f"nothing below “{header_text(header)}”")
    return WordList(header_text(header), tuple(words))


def _complain_doubles(word: Word, taken: dict[str, str], complaints: Complaints) -> None:
    if word.place is None:
        return
    if taken.get(word.text.casefold()) is not None:
        complaints.add(problems.NAME_TWICE, word.place, f"“{word.text}”")
    taken.setdefault(word.text.casefold(), word.text)
    for other in word.also_called:
        first = taken.setdefault(other.casefold(), word.text)
        if first != word.text:
            complaints.add(problems.NAME_AMBIGUOUS, word.place, f"“{other}” for {first} and for {word.text}")


def _complain_missing(sheet: Sheet, found: Sequence[WordList], complaints: Complaints) -> None:
    by_name = {fold(words.name): words for words in found}
    for name in LISTS_THE_SHEETS_NEED:
        if fold(name) not in by_name:
            near = nearest(name, [words.name for words in found])
            complaints.add(problems.LIST_MISSING, sheet.place, f"no list “{name}”", near)
    for name, needed in WORDS_THE_PROGRAM_NEEDS.items():
        words = by_name.get(fold(name))
        if words is not None and words.texts != needed:
            place = words.words[0].place if words.words and words.words[0].place else sheet.place
            said = f"{name} has: {', '.join(words.texts)}; needed: {', '.join(needed)}"
            complaints.add(problems.PROGRAM_WORD_MISSING, place, said)
