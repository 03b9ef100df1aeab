"""What every sheet's reader is handed: the sheets, what is known so far, and where to complain."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from agent_router.model.field import Field, Word, WordList
from agent_router.model.place import Place
from agent_router.model.policy import Heading, Person
from agent_router.model.problem import Rule
from agent_router.sheets.book import Sheet
from agent_router.sheets.names import fold, nearest
from agent_router.workbook import problems
from agent_router.workbook.complaints import Complaints
from agent_router.workbook.vocabulary import FIXED, WORDS_THE_PROGRAM_NEEDS


@dataclass(frozen=True)
class Desk:
    """One workbook while it is being read."""

    file: str
    sheets: Mapping[str, Sheet]
    """By the key of their schema; missing sheets are missing here, and were complained about."""
    complaints: Complaints
    lists: tuple[WordList, ...] = ()
    fields: tuple[Field, ...] = ()
    people: tuple[Person, ...] = ()
    headings: list[Heading] = field(default_factory=list)
    """Where columns and settings were found; grows only, as the complaints do."""
    switched_off: list[Heading] = field(default_factory=list)
    """Rows that On switches off, by ID, with the cell under On; grows only."""

    def word_list(self, name: str) -> WordList:
        """The list of that name: the program's own, or the lead's; without words where there is none."""
        if name in FIXED:
            return WordList(name, tuple(Word(text) for text in FIXED[name]))
        for words in self.lists:
            if fold(words.name) == fold(name):
                return words
        return WordList(name, ())

    def or_add_to_list(self, rule: Rule, words: WordList) -> Rule:
        """The rule, its remedy naming the list where a new word belongs; unchanged where the list is not the lead's."""
        own = any(one.name == words.name for one in self.lists)
        if not own or words.name in FIXED or words.name in WORDS_THE_PROGRAM_NEEDS:
            return rule
        return replace(
            rule, remedy=f"{rule.remedy.removesuffix('.')}; or, if it is new, add it to Lists › {words.name}."
        )

    def header(self, code: str) -> str:
        """What the sheets call the field of that code."""
        return next((field.header for field in self.fields if field.code == code), code)

    def check_person(self, name: str, place: Place, what: str, *, or_role: bool = False) -> None:
        """Complain about a name that is not on `People`; with `or_role`, a role that somebody there has will do."""
        known = [other for person in self.people for other in (person.name, person.email) if other]
        if "people" not in self.sheets or (or_role and not self.word_list("Role").words):
            return  # said once, where the sheet or the list is missed
        if or_role:
            known += [role for person in self.people for role in person.roles]
        if name and fold(name) not in {fold(other) for other in known}:
            self.complaints.add(problems.PERSON_UNKNOWN, place, f"“{name}” {what}", nearest(name, known))
