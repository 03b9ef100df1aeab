"""What a task may state: the rows of the `Fields` sheet, and the words its lists allow."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from agent_router.model.place import Place

Value = str | int | Decimal | bool | date | tuple[str, ...]
"""A stated value of a task; `None` beside it always means: not stated."""


class FieldKind(Enum):
    """How a field's cells are read and which conditions fit it."""

    TEXT = "text"
    LIST = "list"
    """Free words, many of them: labels, repositories, systems."""
    FOLDERS = "folders"
    """Path patterns; conditions ask whether they touch."""
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes/no"
    WHOLE = "whole number"
    NUMBER = "number"
    DATE = "date"


class IfBlank(Enum):
    """What an unstated field means (`Fields › If blank`)."""

    REQUIRED = "required"
    ASSUME = "assume"
    WORST = "assume the worst"
    BUDGET = "budget"
    NOT_STATED = "not stated"


class Riskier(Enum):
    """In which direction an answer is riskier (`Fields › Riskier when`)."""

    HIGHER = "higher"
    LOWER = "lower"
    YES = "yes"
    NO = "no"
    LATER = "later in list"
    NONE = "no order"


@dataclass(frozen=True, slots=True)
class Word:
    """One allowed word of a list, with the other spellings that mean it."""

    text: str
    also_called: tuple[str, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class WordList:
    """A named list of the `Lists` sheet, in the lead's order."""

    name: str
    words: tuple[Word, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The words alone."""
        return tuple(word.text for word in self.words)

    def find(self, typed: str) -> str | None:
        """The list's own spelling of what was typed (case, outer spaces forgiven; other names known), or None."""
        key = " ".join(typed.split()).casefold()
        for word in self.words:
            if key == word.text.casefold() or key in (other.casefold() for other in word.also_called):
                return word.text
        return None


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a task may state, or one thing the tables derive (`derived`)."""

    code: str
    """Name in JSON and in code: `files_expected`."""
    header: str
    """Name on the sheets: `Files expected`."""
    kind: FieldKind
    if_blank: IfBlank = IfBlank.NOT_STATED
    assumed: Value | None = None
    """The value meant by `assume <value>`."""
    riskier: Riskier = Riskier.NONE
    list_name: str = ""
    words: WordList | None = None
    """The list of a choice field, resolved."""
    question: str = ""
    also_called: tuple[str, ...] = ()
    derived: bool = False
    """True for Area, Impact, Likelihood, Score, Blast radius and Route."""
    place: Place | None = None

    @property
    def many(self) -> bool:
        """Whether a task may give several values."""
        return self.kind in {FieldKind.LIST, FieldKind.FOLDERS, FieldKind.CHOICES}

    @property
    def assumes(self) -> bool:
        """Whether a blank stands for something (so that it can be asked for)."""
        return self.if_blank in {IfBlank.ASSUME, IfBlank.WORST}
