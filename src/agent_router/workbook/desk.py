"""What every sheet's reader is handed: the sheets, what is known so far, and where to complain."""

from collections.abc import Mapping
from dataclasses import dataclass

from agent_router.model.field import Field, Word, WordList
from agent_router.model.place import Place
from agent_router.sheets.book import Sheet
from agent_router.sheets.names import fold
from agent_router.workbook.complaints import Complaints
from agent_router.workbook.vocabulary import FIXED


@dataclass(frozen=True)
class Desk:
    """One workbook while it is being read."""

    file: str
    sheets: Mapping[str, Sheet]
    """By the key of their schema; missing sheets are missing here, and were complained about."""
    complaints: Complaints
    lists: tuple[WordList, ...] = ()
    fields: tuple[Field, ...] = ()

    def word_list(self, name: str) -> WordList:
        """The list of that name: the program's own, or the lead's; without words where there is none."""
        if name in FIXED:
            return WordList(name, tuple(Word(text) for text in FIXED[name]))
        for words in self.lists:
            if fold(words.name) == fold(name):
                return words
        return WordList(name, ())

    def place(self, sheet: str, cell: str = "") -> Place:
        """A place in this workbook."""
        return Place(self.file, sheet, cell)
