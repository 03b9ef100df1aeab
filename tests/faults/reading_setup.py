"""Start here, Lists, Fields, Branding, and names across sheets (groups 1 and 5 of `check`)."""

from datetime import date

from agent_router.sheets.book import address
from tests.faults.draft import Draft, Typed, header_cell, shipped_sheet
from tests.faults.fault import Change, Fault


def _typed(sheet: str, header: str, row: str, value: Typed) -> Change:
    return lambda draft: draft.put_at(sheet, header, row, value)


def _beside(sheet: str, label: str, value: Typed) -> Change:
    """Type into the cell at the right of a label."""
    return lambda draft: draft.put(sheet, _at(sheet, label, 1), value)


def _instead(sheet: str, label: str, value: Typed) -> Change:
    """Type over a label, or over any cell that holds this."""
    return lambda draft: draft.put(sheet, _at(sheet, label, 0), value)


def _at(sheet: str, text: str, step: int) -> str:
    cells = shipped_sheet(sheet).cells.values()
    found = next(cell for cell in cells if cell.value == text)
    return address(found.row, found.column + step)


def _word_below(header: str, row: int, value: Typed) -> Change:
    return lambda draft: draft.put("Lists", f"{header_cell('Lists', header).rstrip('0123456789')}{row}", value)


def _no_words(draft: Draft) -> None:
    column = header_cell("Lists", "Function").rstrip("0123456789")
    for row in range(5, 15):
        draft.put("Lists", f"{column}{row}", None)


def _corner(draft: Draft) -> None:
    draft.put("Risk matrix", "A4", "Matrix")


def _level(draft: Draft) -> None:
    draft.put("Risk matrix", "H9", "top")


def _field_called_phases(draft: Draft) -> None:
    draft.add_row("Fields", {"Field": "Phases", "Kind": "text"})


def _new_area(draft: Draft) -> None:
    words = [cell for (row, column), cell in shipped_sheet("Lists").cells.items() if column == 16 and row > 4]
    draft.put("Lists", f"P{max(cell.row for cell in words) + 1}", "licensing")


def _open_box(draft: Draft) -> None:
    draft.put_at("Budgets", "Budget tokens", "B1", None)
    draft.put_at("Budgets", "Budget cost (USD)", "B1", None)


def _without_field(row: str) -> Change:
    return lambda draft: draft.clear_row("Fields", row)


def _nobody_approves_high(draft: Draft) -> None:
    for name in ("Ada Lovelace", "Joan Clarke", "Katherine Johnson"):
        draft.put_at("People", "May approve", name, "Low, Medium")


FAULTS = (
    Fault(
        "WB157", "label-renamed", "misspelled a label on Start here",
        _instead("Start here", "Effective from", "Efective from"),
        "Start here!B7", "“Efective from”. Did you mean 'Effective from'?",
    ),
    Fault(
        "WB161", "version-blank", "cleared the version",
        _beside("Start here", "Version", None),
        "Start here!C6", "nothing beside “Version”.",
    ),
    Fault(
        "WB162", "dates-reversed", "typed a last day before the first day",
        _beside("Start here", "Effective until", date(2020, 1, 1)),
        "Start here!C8", "2020-01-01, and Effective from says 2026-11-02.",
    ),
    Fault(
        "WB163", "grid-cell-cleared", "cleared a cell of the colored grid",
        lambda draft: draft.put("Risk matrix", "C6", None),
        "Risk matrix!C6", "nothing for impact 4, likelihood 2.",
    ),
    Fault(
        "WB164", "grid-corner-renamed", "wrote over the corner of the grid",
        _corner,
        "Risk matrix", "no cell that says Impact \\ Likelihood.",
    ),
    Fault(
        "WB165", "level-deleted", "cleared the number of a level",
        _level,
        "Risk matrix!H4", "no row for level 1.",
    ),
    Fault(
        "WB166", "list-misspelled", "misspelled the list of a choice",
        _typed("Fields", "List", "Surface", "Surfaces"),
        "Fields!D19", "“Surfaces”. Did you mean 'Surface'?",
    ),
    Fault(
        "WB167", "list-renamed", "renamed a list that the sheets use",
        lambda draft: draft.put("Lists", header_cell("Lists", "Area"), "Sensitive areas"),
        "Lists", "no list “Area”.",
        companions=("WB110",),
    ),
    Fault(
        "WB168", "field-needed", "deleted a field without which nothing can be routed",
        _without_field("Reversible?"),
        "Fields", "no field “Reversible?”.",
    ),
    Fault(
        "WB169", "field-absent", "deleted a field that tasks could state",
        _without_field("Requester"),
        "Fields", "no field “Requester”.",
    ),
    Fault(
        "WB170", "assume-unfit", "assumed a word that is not in the list",
        _typed("Fields", "If blank", "Surface", "assume US"),
        "Fields!E19", "“assume US”; choice takes assume Small, assume Large. Did you mean 'assume Small'?",
    ),
    Fault(
        "WB170", "assume-perhaps", "assumed perhaps for a yes or no",
        _typed("Fields", "If blank", "Reversible?", "assume perhaps"),
        "Fields!E21", "“assume perhaps”; yes/no takes assume yes, assume no. Did you mean 'assume yes'?",
    ),
    Fault(
        "WB171", "field-called-route", "called a field like a column of the rules",
        _field_called_phases,
        "Fields!A33", "“Phases”.",
    ),
    Fault(
        "WB172", "route-list-changed", "renamed a word that the program acts on",
        _word_below("Route", 6, "One agent"),
        "Lists!V5",
        "Route has: Human-led, One agent, Dynamic workflow; needed: Human-led, Single agent, Dynamic "
        "workflow.",
    ),
    Fault(
        "WB173", "riskier-unfit", "called higher riskier for words",
        _typed("Fields", "Riskier when", "Function", "higher"),
        "Fields!F9", "“higher” for a field of kind choice.",
    ),
    Fault(
        "WB174", "list-empty", "cleared all words of a list",
        _no_words,
        "Lists!A4", "nothing below “Function”.",
    ),
    Fault(
        "WB175", "kind-changed", "made a number a text",
        _typed("Fields", "Kind", "Files expected", "text"),
        "Fields!A20", "Files expected is of kind text, where number or whole number is needed.",
        companions=("WB173",),
    ),
    Fault(
        "WB176", "setting-renamed", "renamed a setting",
        _typed("Branding", "Setting", "Footer", "Foter"),
        "Branding!A8", "“Foter”. Did you mean 'Footer'?",
    ),
    Fault(
        "WB177", "color-by-name", "typed the name of a color",
        _typed("Branding", "Value", "Accent color", "blue"),
        "Branding!B7", "“blue”; a color is written as #RRGGBB, such as #1F4E79.",
    ),
    Fault(
        "WB156", "program-list-changed", "added a word to a list of the program",
        _word_below("Grade", 7, "supervised"),
        "Lists!AN7", "“supervised” is new in the list Grade.",
    ),
    Fault(
        "WB201", "owner-unknown", "named an owner who is not on People",
        _typed("Systems", "Owner", "CRM", "Dorothy Vaughn"),
        "Systems!E14", "“Dorothy Vaughn” as owner of CRM. Did you mean 'Dorothy Vaughan'?",
    ),
    Fault(
        "WB202", "check-misspelled", "misspelled a check",
        _typed("Acceptance checklist", "Checked by", "A5", "proof as requierd"),
        "Acceptance checklist!H9", "“proof as requierd”. Did you mean 'proof as required'?",
    ),
    Fault(
        "WB203", "setting-unfit", "wrote a Setting that the check cannot read",
        _typed("Acceptance checklist", "Setting", "A26", "ten of 10"),
        "Acceptance checklist!I30",
        "“ten of 10”; meters agree needs a percentage such as 10 %. Did you mean '10 "
        "%'?",
    ),
    Fault(
        "WB204", "setting-unused", "filled in a Setting that is not used",
        _typed("Acceptance checklist", "Setting", "A1", "10 %"),
        "Acceptance checklist!I5", "“10 %” for behavior or findings stated.",
    ),
    Fault(
        "WB205", "area-without-rule", "added an area that no rule asks for",
        _new_area,
        "Lists!P12", "“licensing”.",
    ),
    Fault(
        "WB207", "phases-unfit", "gave human-led work a phase",
        _typed("Routes", "Phases", "RT1", "discovery"),
        "Routes!Q5", "phases in a human-led row.",
    ),
    Fault(
        "WB208", "box-open", "cleared both tokens and cost of a box",
        _open_box,
        "Budgets!G5", "nothing under Budget tokens and nothing under Budget cost (USD).",
    ),
    Fault(
        "WB209", "no-approval", "took the approval before mutation away",
        _typed("Routes", "Approval before", "RT4", None),
        "Routes!R9", "phases discovery, mutation, and no phase under Approval before. Did you mean 'mutation'?",
    ),
    Fault(
        "WB210", "nobody-approves", "took High from everybody who might approve it",
        _nobody_approves_high,
        "Routes!A12", "nobody on People may approve High, which RT6a, RT6b, RT7 may wait for.",
    ),
    Fault(
        "WB222", "work-type-unnamed", "added a work type that no row names",
        lambda draft: draft.put("Lists", "D26", "Refund"),
        "Lists!D26", "“Refund”.",
    ),
    Fault(
        "WB223", "area-without-system", "took its area from the only system that had it",
        _typed("Systems", "Area", "Auth service", None),
        "Lists!P5", "“auth”.",
    ),
    Fault(
        "WB221", "reviewer-unknown", "asked for a reviewer who is not on People",
        _typed("Routes", "Reviewer", "RT4", "Grace Hoper"),
        "Routes!O9", "“Grace Hoper” under Reviewer, not on People. Did you mean 'Grace Hopper'?",
    ),
    Fault(
        "WB221", "system-unknown", "asked for a system that is not on Systems",
        _typed("Routes", "Systems", "RT4", "Biling"),
        "Routes!J9", "“Biling” under Systems, not on Systems. Did you mean 'Billing'?",
    ),
    Fault(
        "WB224", "system-by-another-name", "asked for a system by one of its other names",
        _typed("Routes", "Systems", "RT4", "prod db"),
        "Routes!J9", "“prod db”, which is Production database on Systems. Did you mean 'Production database'?",
    ),
)  # fmt: skip
