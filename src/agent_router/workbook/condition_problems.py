"""What can be wrong with a condition cell, in words for a lead: part of the catalogue of this room."""

from collections.abc import Mapping
from types import MappingProxyType

from agent_router.model.problem import Rule, Severity
from agent_router.tables.faults import FaultKind, NoteKind

_E, _W, _A = Severity.ERROR, Severity.WARNING, Severity.ADVICE

_AS_LISTED = "Choose from the drop-down, or look at “What you may type in an IF cell” on Start here."
_SIGNS = "Start here shows what may be typed in an IF cell."


def _condition(number: int, title: str, remedy: str = _SIGNS) -> Rule:
    return Rule(f"WB{300 + number}", _E, title, remedy)


CONDITION_FAULTS: Mapping[FaultKind, Rule] = MappingProxyType({
    FaultKind.UNKNOWN_WORD: _condition(1, "The condition names a word that is not in the field's list.", _AS_LISTED),
    FaultKind.NUMBER_EXPECTED: _condition(2, "The condition needs a number.", "Type for example >= 5, or 1 to 5."),
    FaultKind.WHOLE_EXPECTED: _condition(3, "The condition needs a whole number.", "Type for example >= 5, or 1 to 5."),
    FaultKind.DATE_EXPECTED: _condition(4, "The condition needs a date.", "Type for example >= 2026-10-01."),
    FaultKind.YES_NO_EXPECTED: _condition(5, "The condition can only be yes or no.", "Type yes or no."),
    FaultKind.DECIMAL_COMMA: _condition(
        6, "A comma separates two alternatives here, so a decimal comma cannot be read.", "Type a decimal point."
    ),
    FaultKind.THOUSANDS: _condition(
        7, "A comma separates two alternatives here, so thousands marks cannot be read.",
        "Type the number without marks."
    ),
    FaultKind.PERCENT: _condition(8, "A percentage could mean 5 or 0.05.", "Type the plain number."),
    FaultKind.EXCEL_DATE: _condition(
        9, "Excel made a date out of what was typed (1-5 becomes 5 January).",
        "Format the cell as text and type it again; write ranges as 1 to 5.",
    ),
    FaultKind.RANGE_UNREADABLE: _condition(10, "The range cannot be read.", "Type for example 1 to 5, or [1..5)."),
    FaultKind.RANGE_UPSIDE_DOWN: _condition(11, "The range begins with its higher end.", "Swap the two ends."),
    FaultKind.RANGE_EMPTY: _condition(12, "No value lies in this range.", "Correct one of its ends."),
    FaultKind.RANGE_ON_WORDS: _condition(13, "Words have no range.", "List the words that are meant, with commas."),
    FaultKind.ORDER_ON_WORDS: _condition(14, "Words are not more or less.",
    "List the words that are meant, with commas."),
    FaultKind.SIGN_ON_KIND: _condition(15, "This comparison does not fit the field."),
    FaultKind.TEXT_TEST_ON_KIND: _condition(16, "* and contains: fit fields that hold free text only."),
    FaultKind.LIST_ON_SINGLE: _condition(17, "The field has one value, so it cannot have several at once."),
    FaultKind.AND_IN_CELL: _condition(
        18, "One cell cannot say “and”.", "Use two columns, or a range such as [1..5] for two limits of a number."
    ),
    FaultKind.NOT_INSIDE_LIST: _condition(
        19, "not may stand at the beginning only.", "Write not(A, B) for neither of them, or use two rows."
    ),
    FaultKind.KEYWORD_INSIDE_LIST: _condition(20, "given, missing, any and contains: stand alone.", "Use two rows."),
    FaultKind.DOUBLE_NOT: _condition(21, "not stands twice.", "Say it without not."),
    FaultKind.QUOTES_UNBALANCED: _condition(22, "A quotation mark has no partner.", "Add or remove one."),
    FaultKind.BRACKETS_UNBALANCED: _condition(23, "A bracket has no partner.", "Add or remove one."),
    FaultKind.NOTHING_AFTER: _condition(24, "Something is missing where a value belongs."),
    FaultKind.UNKNOWN_FIELD: _condition(25, "The comparison names no field of a task.", "Write a field as on Fields."),
    FaultKind.FIELD_WITHOUT_SIGN: _condition(26, "A field's name needs a sign before it.",
    "Type for example < Max tokens."),
    FaultKind.FIELD_ITSELF: _condition(27, "A field cannot be compared with itself.", "Name another field or a value."),
    FaultKind.FIELD_KIND: _condition(28, "These two fields cannot be compared.", "Compare numbers with numbers."),
    FaultKind.CELL_KIND: _condition(29, "This kind of cell is no condition.",
    "Format the cell as text and type it again."),
    FaultKind.KEYWORD_MEANT: _condition(
        30, "The column holds free text, and no task will say just this word in it.",
        "Write given if a task must fill it in, missing if it must not; or put the word in quotation marks.",
    ),
    FaultKind.WEB_MARKS: _condition(
        31, "The condition was pasted with marks of a web page, such as &gt; for >.", "Type the sign itself."
    ),
})  # fmt: skip
"""What a fault of a condition cell is called here."""


def _forgiven(number: int, title: str, severity: Severity = _A, remedy: str = "Nothing to do.") -> Rule:
    return Rule(f"WB{350 + number}", severity, title, remedy)


CONDITION_NOTES: Mapping[NoteKind, Rule] = MappingProxyType({
    NoteKind.QUOTES: _forgiven(1, "Curly or single quotation marks in a condition were read as plain ones."),
    NoteKind.DASH: _forgiven(2, "A typographic dash in a condition was read as a plain one."),
    NoteKind.NO_BREAK_SPACE: _forgiven(3, "No-break spaces in a condition were read as spaces."),
    NoteKind.INVISIBLE: _forgiven(4, "Invisible characters in a condition were dropped."),
    NoteKind.SPACES: _forgiven(5, "Spaces around a condition were dropped."),
    NoteKind.SIGN: _forgiven(6, "A sign in a condition was read as its plain form."),
    NoteKind.CASE: _forgiven(7, "A word in a condition is written otherwise than in its list."),
    NoteKind.ALIAS: _forgiven(8, "A word in a condition was found under Also called."),
    NoteKind.LOOK_ALIKE: _forgiven(
        9, "Letters of another alphabet in a condition only look like Latin ones; they were read as Latin.", _W,
        "Type the word again, so that searching finds it.",
    ),
    NoteKind.SEPARATOR: _forgiven(10, "Another separator in a condition was read as a comma."),
    NoteKind.RANGE_SPELLING: _forgiven(11, "A range was read with both its ends."),
    NoteKind.LIST_BRACKETS: _forgiven(12, "Brackets around a list of words were dropped."),
    NoteKind.KEYWORD: _forgiven(13, "A condition was read as given, missing, not or contains."),
    NoteKind.DIGITS: _forgiven(15, "Digits of another script in a condition were read as 0 to 9."),
    NoteKind.NOT_EQUAL_MANY: _forgiven(
        14, "On a field with several values, <> holds as soon as one of them differs.",
        remedy="Write not … if none of the values may be this one.",
    ),
})  # fmt: skip
"""What was understood in a condition although it was typed otherwise."""
