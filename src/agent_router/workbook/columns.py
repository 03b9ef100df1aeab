"""The words in which a sheet is described: columns, kinds of cells, sides, tab colors."""

from dataclasses import dataclass
from enum import Enum


class CellKind(Enum):
    """What a cell of a column holds."""

    TEXT = "one line of text"
    PROSE = "a sentence"
    WORD = "one word of a list"
    WORDS = "one or more words of a list"
    CONDITION = "a condition"
    WHOLE = "a whole number"
    NUMBER = "a number"
    DATE = "a date"
    YES_NO = "yes or no"
    LIST = "one or more texts, separated by ; or line breaks"
    FOLDERS = "folder patterns, separated by ; or line breaks"


class Side(Enum):
    """What a column is for; the word stands in the note of its header."""

    ROW = "ROW"
    """Names the row or switches it."""
    IF = "IF"
    THEN = "THEN"
    FACT = "FACT"
    """On sheets that hold facts instead of rules."""
    TASK = "TASK"
    """A field of an example task."""
    EXPECT = "SHOULD BE"
    NOTE = "NOTE"


class Tab(Enum):
    """How often a lead touches a sheet; the color of its tab says so."""

    FRONT = "start here"
    WEEKLY = "change weekly"
    CARE = "change with care"
    ONCE = "set up once"
    CHECK = "check"


class Form(Enum):
    """How a sheet is laid out."""

    FRONT = "front page"
    ROWS = "one table, headers in row 4"
    GRID = "the risk matrix"
    LISTS = "one list a column pair"


@dataclass(frozen=True, slots=True)
class Column:
    """One column that the program knows."""

    key: str
    header: str
    kind: CellKind
    help: str
    """What to enter, one or two sentences; the note at the header."""
    side: Side = Side.FACT
    words: str = ""
    """Name of the list that its words come from."""
    required: bool = False
    """Whether every row must fill it in; blank cells are another matter than a missing column."""
    optional: bool = False
    """Whether the sheet decides the same without the column."""
    added: bool = False
    """Whether it came after the first workbooks: a sheet without it is whole, and nothing is said."""
    width: float = 18
    example: str = ""

    @property
    def missing_is_error(self) -> bool:
        """Whether a sheet without the column is refused; otherwise that is a warning."""
        return not self.optional and self.side is not Side.EXPECT


@dataclass(frozen=True, slots=True)
class SheetSchema:
    """One sheet: what it decides and what its columns mean. Generator, reader and reference are driven by it."""

    key: str
    name: str
    tab: Tab
    form: Form
    title: str
    sentence: str
    """Row 2: what the sheet decides and how its rows are read."""
    columns: tuple[Column, ...]
    derived: tuple[str, ...] = ()
    """Codes of the derived fields whose conditions may stand here, because they are known by then."""
    conditions: bool = False
    """Whether any field of a task may be a condition column."""
    reading_order: bool = False
    """Whether the lead may choose how rows are read (First, Unique)."""

    @property
    def table(self) -> str:
        """Name of the sheet's Excel table."""
        return f"tbl_{self.key}"

    def column(self, key: str) -> Column:
        """The column of that key; KeyError where there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


def row_id(what: str) -> Column:
    """The ID column of a rule sheet."""
    help_text = f"A short name for this {what}, used in every explanation. Blank: the cell's address is used."
    return Column("id", "ID", CellKind.TEXT, help_text, Side.ROW, width=9, example="R4")


ON = Column(
    "on", "On", CellKind.YES_NO, "no switches the row off without deleting it. Blank means yes.", Side.ROW,
    words="Yes or no", width=7, example="yes", optional=True,
)  # fmt: skip

NOTE = Column(
    "note", "Note", CellKind.PROSE, "Free for your own remarks. The program never reads it.", Side.NOTE, width=34
)


def because(width: float = 44) -> Column:
    """The Because column of a rule sheet."""
    help_text = "Why the rule exists, in one sentence. It is printed in contracts and reports."
    return Column("because", "Because", CellKind.PROSE, help_text, Side.THEN, width=width, optional=True)
