"""Cells whose values are not what they should be (group 1 of `check`)."""

from datetime import date

from tests.faults.draft import PERCENT_FORMAT, Error, Formula, Shown, Typed
from tests.faults.fault import Change, Fault


def _typed(sheet: str, header: str, row: str, value: Typed) -> Change:
    return lambda draft: draft.put_at(sheet, header, row, value)


FAULTS = (
    Fault(
        "WB121", "formula-without-result", "wrote a formula with a program that computes nothing",
        _typed("Budgets", "Budget minutes", "B1", Formula("=B2*2")),
        "Budgets!F5", "=B2*2.",
    ),
    Fault(
        "WB122", "formula-error", "deleted a row that a formula needed",
        _typed("Budgets", "Budget minutes", "B1", Error("#REF!")),
        "Budgets!F5", "#REF!.",
    ),
    Fault(
        "WB122", "formula-error-as-text", "pasted an error as a value",
        _typed("Budgets", "Budget tokens", "B2", "#N/A"),
        "Budgets!G6", "#N/A.",
    ),
    Fault(
        "WB123", "formula-in-budget", "computed a budget with a formula",
        _typed("Budgets", "Budget minutes", "B1", Formula("=9*10", 90)),
        "Budgets!F5", "=9*10, read as “90”.",
    ),
    Fault(
        "WB124", "formula-decides", "let a formula decide the impact",
        _typed("Risk rules", "Impact", "R2", Formula("=2+3", 5)),
        "Risk rules!J7", "=2+3. Did you mean '5'?",
    ),
    Fault(
        "WB125", "minutes-with-unit", "typed a unit beside the number",
        _typed("Budgets", "Budget minutes", "B1", "90 min"),
        "Budgets!F5", "“90 min”. Did you mean '90'?",
    ),
    Fault(
        "WB125", "minutes-as-hours", "typed hours where minutes are needed",
        _typed("Budgets", "Budget minutes", "B1", "1h 30m"),
        "Budgets!F5", "“1h 30m”. Did you mean '90'?",
    ),
    Fault(
        "WB125", "tokens-in-millions", "typed millions as M",
        _typed("Budgets", "Budget tokens", "B1", "1.5M tokens"),
        "Budgets!G5", "“1.5M tokens”. Did you mean '1500000'?",
    ),
    Fault(
        "WB125", "cost-with-currency", "typed a currency sign",
        _typed("Budgets", "Budget cost (USD)", "B1", "$5"),
        "Budgets!H5", "“$5”. Did you mean '5'?",
    ),
    Fault(
        "WB125", "true-as-number", "typed TRUE where a number is needed",
        _typed("Budgets", "Budget retries", "B1", True),
        "Budgets!I5", "TRUE.",
    ),
    Fault(
        "WB126", "half-a-retry", "typed a fraction where whole numbers count",
        _typed("Budgets", "Budget retries", "B1", 2.5),
        "Budgets!I5", "2.5.",
    ),
    Fault(
        "WB127", "decimal-comma", "typed a decimal comma",
        _typed("Budgets", "Budget cost (USD)", "B1", "0,5"),
        "Budgets!H5", "“0,5”. Did you mean '0.5'?",
    ),
    Fault(
        "WB127", "thousands-points", "typed thousands with points",
        _typed("Budgets", "Budget tokens", "B1", "2.000.000"),
        "Budgets!G5", "“2.000.000”. Did you mean '2000000'?",
    ),
    Fault(
        "WB127", "one-thousands-point", "typed a thousand with a point",
        _typed("Budgets", "Budget tokens", "B1", "150.000"),
        "Budgets!G5", "“150.000”. Did you mean '150000'?",
    ),
    Fault(
        "WB128", "percentage", "formatted Impact as a percentage",
        _typed("Risk rules", "Impact", "R4", Shown(0.05, PERCENT_FORMAT)),
        "Risk rules!J9", "5 %.",
    ),
    Fault(
        "WB129", "date-from-range", "typed 1-5 as a number, and Excel made a date of it",
        _typed("Risk rules", "Likelihood", "R4", date(2026, 1, 5)),
        "Risk rules!K9", "2026-01-05.",
    ),
    Fault(
        "WB130", "date-in-words", "typed a word where a date is needed",
        _typed("Prices", "From", "gpt-5.1", "next month"),
        "Prices!B21", "“next month”.",
    ),
    Fault(
        "WB130", "date-two-ways", "typed a date that is two days, depending on the country",
        _typed("Prices", "From", "gpt-5.1", "03/04/2026"),
        "Prices!B21", "“03/04/2026”, which may be 2026-03-04 or 2026-04-03.",
    ),
    Fault(
        "WB130", "date-other-form", "typed a date with points",
        _typed("Prices", "From", "gpt-5.1", "24.12.2026"),
        "Prices!B21", "“24.12.2026”. Did you mean '2026-12-24'?",
    ),
    Fault(
        "WB131", "perhaps", "typed perhaps where yes or no is needed",
        _typed("Systems", "Scratch?", "Scratch", "perhaps"),
        "Systems!G17", "“perhaps”.",
    ),
    Fault(
        "WB131", "x-under-on", "ticked On with an x",
        _typed("Routes", "On", "RT5a", "x"),
        "Routes!B10", "“x” under On.",
    ),
    Fault(
        "WB132", "number-as-text", "pasted a number as text",
        _typed("Budgets", "Budget retries", "B1", "2"),
        "Budgets!I5", "“2”, read as “2”.",
    ),
    Fault(
        "WB133", "date-as-text", "pasted a date as text",
        _typed("Prices", "From", "gpt-5.1", "2026-01-01"),
        "Prices!B21", "“2026-01-01”, read as “2026-01-01”.",
    ),
    Fault(
        "WB134", "curly-quotes", "put a word in curly quotation marks",
        _typed("People", "May approve", "Ada Lovelace", "“Low”"),
        "People!D5", '““Low””, read as “"Low"”.',
    ),
    Fault(
        "WB135", "dash", "pasted a role with a typographic dash",
        _typed("Systems", "Also called", "Billing", "pay–roll"),
        "Systems!B6", "“pay–roll”, read as “pay-roll”.",
    ),
    Fault(
        "WB136", "no-break-space", "pasted a word with a no-break space",
        _typed("Routes", "Route", "RT4", "Dynamic\u00a0workflow"),
        "Routes!P9", "“Dynamic‹no-break space›workflow”, read as “Dynamic workflow”.",
    ),
    Fault(
        "WB136", "zero-width-space", "pasted a word with an invisible space",
        _typed("People", "May approve", "Ada Lovelace", "Low\u200b"),
        "People!D5", "“Low‹zero-width space›”, read as “Low”.",
    ),
    Fault(
        "WB137", "outer-space", "typed a space before a word",
        _typed("Routes", "Route", "RT4", " Dynamic workflow"),
        "Routes!P9", "“‹space›Dynamic workflow”, read as “Dynamic workflow”.",
    ),
    Fault(
        "WB138", "look-alike", "pasted a word with a Cyrillic letter",
        _typed("People", "May approve", "Ada Lovelace", "L\u043ew"),
        "People!D5", "“L‹Cyrillic letter o›w”, read as “Low”.",
    ),
    Fault(
        "WB138", "full-width", "typed with a Japanese keyboard",
        _typed("People", "May approve", "Ada Lovelace", "Ｌｏｗ"),
        "People!D5", "“Ｌｏｗ”, read as “Low”.",
    ),
    Fault(
        "WB139", "control-character", "pasted a word with a control character",
        _typed("Routes", "Say", "RT4", "One agent\x07 may do it"),
        "Routes!T9", "“One agent‹control character› may do it”.",
    ),
    Fault(
        "WB140", "question-blank", "cleared a cell that every row needs",
        _typed("Acceptance checklist", "Question", "A3", None),
        "Acceptance checklist!C7", "nothing under Question.",
    ),
    Fault(
        "WB141", "route-misspelled", "misspelled a route",
        _typed("Routes", "Route", "RT2a", "Dynamic workflows"),
        "Routes!P6",
        "“Dynamic workflows”; the list Route has: Human-led, Single agent, Dynamic workflow. Did you "
        "mean 'Dynamic workflow'?",
    ),
    Fault(
        "WB141", "area-misspelled", "misspelled an area",
        _typed("Systems", "Area", "Billing", "biling"),
        "Systems!D6",
        "“biling”; the list Area has: auth, billing, security, privacy, data deletion, production, "
        "messaging. Did you mean 'billing'?",
    ),
    Fault(
        "WB142", "impact-seven", "typed an impact of 7",
        _typed("Risk rules", "Impact", "R2", 7),
        "Risk rules!J7", "7, where it must be between 1 and 5.",
    ),
    Fault(
        "WB142", "cost-negative", "typed a negative cost",
        _typed("Budgets", "Budget cost (USD)", "B2", -3),
        "Budgets!H6", "-3, where it must be at least 0.",
    ),
    Fault(
        "WB143", "id-twice", "copied a row and kept its ID",
        _typed("Routes", "ID", "RT5b", "RT4"),
        "Routes!A11", "“RT4” in A9 and in A11.",
    ),
    Fault(
        "WB144", "id-blank", "cleared an ID",
        _typed("Routes", "ID", "RT6a", None),
        "Routes!A12", "nothing under ID.",
    ),
    Fault(
        "WB145", "person-twice", "entered a person twice",
        _typed("People", "Name", "Linus Berg", "Grace Hopper"),
        "People!A7", "“Grace Hopper”, also in A6.",
    ),
    Fault(
        "WB146", "risk-says-nothing", "cleared Impact and Likelihood of a row",
        _typed("Risk rules", "Impact", "R8", None),
        "Risk rules!J13", "nothing under Impact and nothing under Likelihood.",
    ),
    Fault(
        "WB147", "check-word-misspelled", "misspelled a word of the program",
        _typed("Acceptance checklist", "If not met", "A2", "block"),
        "Acceptance checklist!J6",
        "“block”; the list If not met has: blocks, needs a decision, note. Did you mean "
        "'blocks'?",
    ),
    Fault(
        "WB148", "name-for-two", "gave two systems the same other name",
        _typed("Systems", "Also called", "Data warehouse", "CRM"),
        "Systems!B15", "“CRM” for CRM and for Data warehouse.",
    ),
    Fault(
        "WB149", "missing-field-unknown", "expected a field that no task has",
        _typed("Examples", "Should be: missing", "E10", "Test comand"),
        "Examples!W14", "“Test comand”. Did you mean 'Test command'?",
    ),
    Fault(
        "WB150", "setting-in-percent", "typed 10% into Setting, and Excel made a number of it",
        _typed("Acceptance checklist", "Setting", "A26", Shown(0.1, PERCENT_FORMAT)),
        "Acceptance checklist!I30", "0.1, shown and read as 10 %.",
    ),
    Fault(
        "WB151", "y-for-yes", "typed y for yes in an example",
        _typed("Examples", "Changes anything?", "E1", "n"),
        "Examples!E5", "“n”, read as “no”.",
    ),
    Fault(
        "WB153", "checklist-id-unknown", "expected a row of the checklist that is not there",
        _typed("Examples", "Should be: checklist IDs", "E6", "A1; A99"),
        "Examples!X10", "“A99”; Acceptance checklist has no such row that is switched on.",
    ),
    Fault(
        "WB154", "year-mistyped", "swapped two digits of a year",
        _typed("Prices", "From", "gpt-5.1", date(2206, 1, 1)),
        "Prices!B21", "2206-01-01.",
    ),
    Fault(
        "WB155", "word-in-quotes", "put a route in quotation marks",
        _typed("Routes", "Route", "RT4", '"Dynamic workflow"'),
        "Routes!P9", '“"Dynamic workflow"”, read as “Dynamic workflow”.',
    ),
)  # fmt: skip
