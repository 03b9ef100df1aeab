"""What reading one condition cell can find: notes on what was normalized, and the one fault that stops it.

Neither is worded for people here; `workbook/problems.py` does that.
"""

from dataclasses import dataclass
from enum import Enum


class NoteKind(Enum):
    """What was understood although it was typed differently."""

    QUOTES = "curly or single quotes"
    DASH = "a typographic dash or minus"
    NO_BREAK_SPACE = "no-break spaces"
    INVISIBLE = "invisible characters"
    SPACES = "leading or trailing spaces"
    SIGN = "a sign such as ≥, =< or !="
    CASE = "another case than in the list"
    ALIAS = "another name of a word in the list"
    LOOK_ALIKE = "letters of another alphabet that look alike"
    SEPARATOR = "a separator other than the comma"
    RANGE_SPELLING = "a range without brackets, or with an ellipsis"
    LIST_BRACKETS = "brackets around a list"
    KEYWORD = "another way of saying given, missing, not or contains"
    DIGITS = "digits of another script or width"
    NOT_EQUAL_MANY = "<> on a field with several values holds when any of them differs"


@dataclass(frozen=True, slots=True)
class Normalization:
    """One thing that was understood, though typed differently."""

    kind: NoteKind
    typed: str
    read_as: str


class FaultKind(Enum):
    """Why a condition cannot be read."""

    UNKNOWN_WORD = "not a word of the list"
    NUMBER_EXPECTED = "a number is expected"
    WHOLE_EXPECTED = "a whole number is expected"
    DATE_EXPECTED = "a date is expected"
    YES_NO_EXPECTED = "yes or no is expected"
    DECIMAL_COMMA = "a decimal comma"
    THOUSANDS = "a number with thousands marks"
    PERCENT = "a percentage"
    EXCEL_DATE = "a date that Excel may have made out of a range such as 1-5"
    RANGE_UNREADABLE = "a range that cannot be read"
    RANGE_UPSIDE_DOWN = "a range whose first end is the higher one"
    RANGE_EMPTY = "a range that holds no value"
    RANGE_ON_WORDS = "a range of a field without an order"
    ORDER_ON_WORDS = "a comparison of a field without an order"
    SIGN_ON_KIND = "a comparison that does not fit the kind of field"
    TEXT_TEST_ON_KIND = "a wildcard or contains: on a field that holds no text"
    LIST_ON_SINGLE = "several values at once of a field that has one"
    AND_IN_CELL = "and inside a cell"
    NOT_INSIDE_LIST = "not in the middle of a list"
    KEYWORD_INSIDE_LIST = "given, missing, any or contains: in the middle of a list"
    DOUBLE_NOT = "not twice"
    QUOTES_UNBALANCED = "a quotation mark without its partner"
    BRACKETS_UNBALANCED = "a bracket without its partner"
    NOTHING_AFTER = "nothing where a value is expected"
    UNKNOWN_FIELD = "not a field"
    FIELD_WITHOUT_SIGN = "a field's name without a comparison"
    FIELD_ITSELF = "a comparison of a field with itself"
    FIELD_KIND = "a comparison of two fields that cannot be compared"
    CELL_KIND = "a kind of cell that is no condition"
    WEB_MARKS = "marks of a web page such as &gt; or &nbsp;"
    KEYWORD_MEANT = "a word that probably stands for given or missing"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one condition cell cannot be read."""

    kind: FaultKind
    found: str
    """The part that was not understood, as typed."""
    suggestion: str = ""
    """What was probably meant; empty where nothing is near."""
    expected: str = ""
    """What fits here, in words: `a whole number`, `Low, Medium, High`."""


class Unreadable(Exception):
    """Carries a fault up to `parse_condition`, which never raises it further."""

    def __init__(self, fault: Fault) -> None:
        """Keep the fault."""
        self.fault = fault
        super().__init__(fault.kind.value)
