"""Conditions that cannot be read, or are read although typed otherwise (group 1 of `check`)."""

from datetime import date

from tests.faults.draft import PERCENT_FORMAT, Draft, Shown, Typed, header_cell
from tests.faults.fault import Change, Fault


def _typed(sheet: str, header: str, row: str, value: Typed) -> Change:
    return lambda draft: draft.put_at(sheet, header, row, value)


def _dated(value: Typed) -> Change:
    """A condition on a field of dates, which the shipped workbook has none of."""

    def change(draft: Draft) -> None:
        draft.add_row("Fields", {"Field": "Due", "Kind": "date"})
        draft.put("Routes", header_cell("Routes", "Verification"), "Due")
        for row in ("RT6a", "RT6b", "RT7"):
            draft.put_at("Routes", "Verification", row, None)
        draft.put_at("Routes", "Verification", "RT6b", value)

    return change


FAULTS = (
    Fault(
        "WB301", "work-type-misspelled", "misspelled a work type",
        _typed("Routes", "Work type", "RT4", "Migraton"),
        "Routes!E9", "“Migraton” under Work type. Did you mean 'Migration'?",
    ),
    Fault(
        "WB301", "look-alike-digit", "typed a zero for an o",
        _typed("Routes", "Blast radius", "RT4", "L0w"),
        "Routes!C9", "“L0w” under Blast radius; what fits: Low, Medium, High.",
    ),
    Fault(
        "WB301", "everything-else", "wrote everything else instead of leaving the cell blank",
        _typed("Routes", "Work type", "RT4", "everything else"),
        "Routes!E9", "“everything else” under Work type. Did you mean 'any'?",
    ),
    Fault(
        "WB302", "files-with-unit", "typed a unit in a condition",
        _typed("Routes", "Files expected", "RT4", ">= 5 files"),
        "Routes!H9", "“>= 5 files” under Files expected. Did you mean '>= 5'?",
    ),
    Fault(
        "WB302", "five-in-words", "typed a number as a word",
        _typed("Routes", "Files expected", "RT4", "five"),
        "Routes!H9", "“five” under Files expected. Did you mean '5'?",
    ),
    Fault(
        "WB302", "at-least", "wrote a comparison in words",
        _typed("Routes", "Files expected", "RT4", "at least 5"),
        "Routes!H9", "“at least 5” under Files expected. Did you mean '>= 5'?",
    ),
    Fault(
        "WB303", "half-a-file", "compared a count with a fraction",
        _typed("Routes", "Files expected", "RT4", ">= 5.5"),
        "Routes!H9", "“>= 5.5” under Files expected. Did you mean '>= 6'?",
    ),
    Fault(
        "WB304", "date-in-words", "typed a date of another country in a condition",
        _dated(">= 24.12.2026"),
        "Routes!N13", "“>= 24.12.2026” under Due. Did you mean '>= 2026-12-24'?",
    ),
    Fault(
        "WB305", "tick-mark", "ticked a condition",
        _typed("Routes", "Changes anything?", "RT4", "✓"),
        "Routes!D9", "“✓” under Changes anything?. Did you mean 'yes'?",
    ),
    Fault(
        "WB306", "decimal-comma", "typed a decimal comma in a condition",
        _typed("Routes", "Files expected", "RT4", ">= 2,5"),
        "Routes!H9", "“>= 2,5” under Files expected. Did you mean '>= 2.5'?",
    ),
    Fault(
        "WB307", "thousands-comma", "typed a thousands mark in a condition",
        _typed("Routes", "Files expected", "RT4", ">= 1,000"),
        "Routes!H9", "“>= 1,000” under Files expected. Did you mean '>= 1000'?",
    ),
    Fault(
        "WB307", "thousands-point", "typed a thousand with a point in a condition",
        _typed("Routes", "Files expected", "RT4", ">= 1.000"),
        "Routes!H9", "“>= 1.000” under Files expected. Did you mean '>= 1000'?",
    ),
    Fault(
        "WB308", "percent", "typed a percentage in a condition",
        _typed("Routes", "Files expected", "RT4", "5%"),
        "Routes!H9", "“5%” under Files expected. Did you mean '5'?",
    ),
    Fault(
        "WB128", "condition-in-percent", "formatted a condition as a percentage",
        _typed("Routes", "Files expected", "RT4", Shown(0.05, PERCENT_FORMAT)),
        "Routes!H9", "5 %.",
    ),
    Fault(
        "WB309", "range-became-date", "typed 1-5, and Excel made a date of it",
        _typed("Routes", "Files expected", "RT4", date(2026, 1, 5)),
        "Routes!H9", "“2026-01-05” under Files expected. Did you mean '1 to 5'?",
    ),
    Fault(
        "WB310", "range-open", "left an end of a range out",
        _typed("Routes", "Files expected", "RT4", "[..5]"),
        "Routes!H9", "“[..5]” under Files expected; what fits: [1..5], 1 to 5 or 1-5.",
    ),
    Fault(
        "WB311", "range-upside-down", "swapped the ends of a range",
        _typed("Routes", "Files expected", "RT4", "10 to 5"),
        "Routes!H9", "“10 to 5” under Files expected. Did you mean '[5..10]'?",
    ),
    Fault(
        "WB312", "range-empty", "wrote a range that holds nothing",
        _typed("Routes", "Files expected", "RT4", "(5..5)"),
        "Routes!H9", "“(5..5)” under Files expected. Did you mean '5'?",
    ),
    Fault(
        "WB313", "range-of-words", "wrote a range of words",
        _typed("Routes", "Blast radius", "RT4", "Low to Medium"),
        "Routes!C9", "“Low to Medium” under Blast radius. Did you mean 'Low, Medium'?",
    ),
    Fault(
        "WB314", "more-than-a-word", "compared words",
        _typed("Routes", "Work type", "RT4", "> Migration"),
        "Routes!E9", "“> Migration” under Work type. Did you mean 'Migration'?",
    ),
    Fault(
        "WB315", "more-than-yes", "compared yes",
        _typed("Routes", "Changes anything?", "RT4", "> yes"),
        "Routes!D9", "“> yes” under Changes anything?.",
    ),
    Fault(
        "WB316", "wildcard-in-number", "wrote a wildcard for a number",
        _typed("Routes", "Files expected", "RT4", "5*"),
        "Routes!H9", "“5*” under Files expected.",
    ),
    Fault(
        "WB317", "two-work-types-at-once", "asked for two work types at once",
        _typed("Routes", "Work type", "RT4", "Migration and Refactor"),
        "Routes!E9", "“Migration and Refactor” under Work type. Did you mean 'Migration, Refactor'?",
    ),
    Fault(
        "WB318", "and-in-a-cell", "wrote two limits with and",
        _typed("Routes", "Files expected", "RT4", ">= 5 and < 10"),
        "Routes!H9", "“>= 5 and < 10” under Files expected. Did you mean '[5..10)'?",
    ),
    Fault(
        "WB319", "not-inside-list", "wrote not in the middle of a list",
        _typed("Routes", "Work type", "RT4", "Migration, not Refactor"),
        "Routes!E9", "“not Refactor” under Work type.",
    ),
    Fault(
        "WB320", "given-inside-list", "wrote given in a list",
        _typed("Routes", "Work type", "RT4", "given, Migration"),
        "Routes!E9", "“given” under Work type.",
    ),
    Fault(
        "WB321", "not-not", "wrote not twice",
        _typed("Routes", "Work type", "RT4", "not not Migration"),
        "Routes!E9", "“not not Migration” under Work type.",
    ),
    Fault(
        "WB322", "quote-open", "left a quotation mark open",
        _typed("Routes", "Work type", "RT4", '"Migration'),
        "Routes!E9", '“"Migration” under Work type.',
    ),
    Fault(
        "WB323", "bracket-open", "left a bracket open",
        _typed("Routes", "Work type", "RT4", "not(Billing"),
        "Routes!E9", "“not(Billing” under Work type. Did you mean 'not(Billing)'?",
    ),
    Fault(
        "WB324", "nothing-after", "left out what comes after the sign",
        _typed("Routes", "Files expected", "RT4", ">="),
        "Routes!H9", "“>=” under Files expected.",
    ),
    Fault(
        "WB325", "field-misspelled", "misspelled the field to compare with",
        _typed("Routes", "Files expected", "RT4", "< Max tokenz"),
        "Routes!H9", "“< Max tokenz” under Files expected. Did you mean '< Max tokens'?",
    ),
    Fault(
        "WB326", "field-without-sign", "named a field to compare with, without a sign",
        _typed("Routes", "Files expected", "RT4", "Max tokens"),
        "Routes!H9", "“Max tokens” under Files expected. Did you mean '= Max tokens'?",
    ),
    Fault(
        "WB327", "field-with-itself", "compared a field with itself",
        _typed("Routes", "Files expected", "RT4", "> Files expected"),
        "Routes!H9", "“> Files expected” under Files expected.",
    ),
    Fault(
        "WB328", "field-of-words", "compared a number with words",
        _typed("Routes", "Files expected", "RT4", "< Goal"),
        "Routes!H9", "“< Goal” under Files expected; what fits: a field of kind whole number.",
    ),
    Fault(
        "WB329", "true-for-given", "typed TRUE where given is meant",
        _typed("Routes", "Test command", "RT4", True),
        "Routes!K9", "“TRUE” under Test command. Did you mean 'given'?",
    ),
    Fault(
        "WB330", "yes-for-given", "typed yes where given is meant",
        _typed("Routes", "Test command", "RT4", "yes"),
        "Routes!K9", "“yes” under Test command. Did you mean 'given'?",
    ),
    Fault(
        "WB330", "missing-misspelled", "misspelled missing",
        _typed("Routes", "Acceptance plan", "RT1", "mising"),
        "Routes!M5", "“mising” under Acceptance plan. Did you mean 'missing'?",
    ),
    Fault(
        "WB330", "named-systems", "typed named where given is meant",
        _typed("Routes", "Systems", "RT4", "named"),
        "Routes!J9", "“named” under Systems. Did you mean 'given'?",
    ),
    Fault(
        "WB351", "curly-quotes", "pasted a condition with curly quotation marks",
        _typed("Proof", "Work type", "P2", "“Migration”"),
        "Proof!C6", '““Migration”” under Work type, read as “"Migration"”.',
    ),
    Fault(
        "WB352", "en-dash", "pasted a range with a typographic dash",
        _typed("Routes", "Files expected", "RT3", "0–4"),
        "Routes!H8", "“0–4” under Files expected, read as “0-4”.",
    ),
    Fault(
        "WB353", "no-break-space", "pasted a condition with a no-break space",
        _typed("Proof", "Work type", "P2", "Migration\u00a0"),
        "Proof!C6", "“Migration‹no-break space›” under Work type, read as “Migration”.",
    ),
    Fault(
        "WB354", "soft-hyphen", "pasted a condition with a soft hyphen",
        _typed("Proof", "Work type", "P2", "Migra\u00adtion"),
        "Proof!C6", "“Migra‹soft hyphen›tion” under Work type, read as “Migration”.",
    ),
    Fault(
        "WB355", "outer-space", "typed a space after a condition",
        _typed("Proof", "Work type", "P2", "Migration "),
        "Proof!C6", "“Migration‹space›” under Work type, read as “Migration”.",
    ),
    Fault(
        "WB356", "at-most-sign", "typed ≤ instead of <=",
        _typed("Routes", "Files expected", "RT3", "≤ 4"),
        "Routes!H8", "“≤ 4” under Files expected, read as “<= 4”.",
    ),
    Fault(
        "WB357", "lower-case", "typed a work type in small letters",
        _typed("Proof", "Work type", "P2", "migration"),
        "Proof!C6", "“migration” under Work type, read as “Migration”.",
    ),
    Fault(
        "WB358", "other-name", "used another name of a word",
        _typed("Proof", "Changes anything?", "P2", "y"),
        "Proof!D6", "“y” under Changes anything?, read as “yes”.",
    ),
    Fault(
        "WB359", "look-alike", "pasted a word with a Cyrillic letter",
        _typed("Proof", "Work type", "P2", "\u041cigration"),
        "Proof!C6", "“‹Cyrillic letter em›igration” under Work type, read as “Migration”.",
    ),
    Fault(
        "WB360", "semicolon", "separated words with a semicolon",
        _typed("Proof", "Work type", "P6", "Bug hunt; Small edit"),
        "Proof!C10", "“Bug hunt; Small edit” under Work type, read as “Bug hunt, Small edit”.",
    ),
    Fault(
        "WB360", "pasted-bullets", "pasted a list with bullets",
        _typed("Proof", "Work type", "P6", "• Bug hunt\n• Small edit"),
        "Proof!C10", "“• Bug hunt • Small edit” under Work type, read as “Bug hunt, Small edit”.",
    ),
    Fault(
        "WB331", "pasted-from-a-web-page", "pasted a condition from the text of a web page",
        _typed("Risk rules", "Files expected", "R5", "&gt;= 5"),
        "Risk rules!F10", "“&gt;= 5” under Files expected. Did you mean '>= 5'?",
    ),
    Fault(
        "WB360", "pasted-table", "pasted two cells of a table into one",
        _typed("Proof", "Work type", "P6", "Bug hunt\tSmall edit"),
        "Proof!C10", "“Bug hunt‹tab›Small edit” under Work type, read as “Bug hunt, Small edit”.",
    ),
    Fault(
        "WB361", "range-without-brackets", "wrote a range with dots",
        _typed("Routes", "Files expected", "RT3", "0..4"),
        "Routes!H8", "“0..4” under Files expected, read as “[0..4]”.",
    ),
    Fault(
        "WB362", "list-in-brackets", "put a list in brackets",
        _typed("Proof", "Work type", "P6", "[Bug hunt, Small edit]"),
        "Proof!C10", "“[Bug hunt, Small edit]” under Work type, read as “Bug hunt, Small edit”.",
    ),
    Fault(
        "WB363", "not-empty", "wrote not empty for given",
        _typed("Routes", "Test command", "RT5a", "not empty"),
        "Routes!K10", "“not empty” under Test command, read as “given”.",
    ),
    Fault(
        "WB364", "not-equal-on-many", "wrote <> for a field with several values",
        _typed("Risk rules", "Data class", "R8", "<> Customer"),
        "Risk rules!H13", "“<> Customer” under Data class, read as “not Customer”.",
    ),
    Fault(
        "WB365", "full-width-digit", "typed a number with a Japanese keyboard",
        _typed("Routes", "Files expected", "RT3", "< ５"),
        "Routes!H8", "“< ５” under Files expected, read as “< 5”.",
    ),
)  # fmt: skip
