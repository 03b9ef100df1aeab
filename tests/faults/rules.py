"""Faults of the rules of one sheet: rows that never decide, repeat or contradict each other, gaps, idle columns."""

from openpyxl.utils import get_column_letter

from tests.faults.draft import Draft, header_cell, shipped_sheet
from tests.faults.fault import Fault

_BUDGET = {"Budget minutes": 20, "Budget tokens": 100000, "Budget cost (USD)": 2, "Budget retries": 1,
           "Budget agents": 0}  # fmt: skip


def _unreachable(draft: Draft) -> None:
    draft.put_at("Routes", "Acceptance plan", "RT7", "given")


def _impossible(draft: Draft) -> None:
    draft.add_row("Risk rules", {"ID": "R10", "On": "yes", "Files expected": "< 0", "Impact": 2, "Because": "Too few."})


def _twice(draft: Draft) -> None:
    _copy_of_b7(draft, {})


def _conflict(draft: Draft) -> None:
    _copy_of_b7(draft, {"Budget minutes": 25})


def _copy_of_b7(draft: Draft, other: dict[str, int]) -> None:
    when = {"ID": "B8", "On": "yes", "Blast radius": "High", "Route": "Single agent"}
    full = str(shipped_sheet("Budgets").cells[11, 11].value)
    draft.add_row("Budgets", {**when, **_BUDGET, **other, "When the box is full": full})


def _unique(draft: Draft) -> None:
    draft.put("Budgets", "K3", "Unique")


def _routes_unique(draft: Draft) -> None:
    draft.put("Routes", "T3", "Unique")


def _catch_all_on_top(draft: Draft) -> None:
    first, last = 5, 15
    cells = shipped_sheet("Routes").cells
    columns = {column for _, column in cells}
    for row in range(first, last + 1):
        for column in columns:
            before = cells.get((last if row == first else row - 1, column))
            draft.put("Routes", f"{get_column_letter(column)}{row}", None if before is None else before.value)


def _could_be_one(draft: Draft) -> None:
    for number, work_type in enumerate(("Documentation", "Dead-code map"), start=10):
        draft.add_row(
            "Risk rules",
            {
                "ID": f"R{number}",
                "On": "yes",
                "Work type": work_type,
                "Likelihood": 2,
                "Because": "It is read by many.",
            },
        )


def _idle(draft: Draft) -> None:
    last = header_cell("Budgets", "When the box is full")
    draft.put("Budgets", f"{chr(ord(last[0]) + 1)}4", "Function")


def _gap(draft: Draft) -> None:
    _by_work_type(draft)
    draft.clear_row("Budgets", "B7")


def _by_work_type(draft: Draft) -> None:
    """One budget for most work, one for record updates, and B7 for what is left."""
    for header in ("Blast radius", "Route"):
        draft.clear_column("Budgets", header)
    for row in ("B2", "B3", "B5", "B6"):
        draft.clear_row("Budgets", row)
    draft.put_at("Budgets", "Work type", "B1", "not(Record update, Account enrichment)")
    draft.put_at("Budgets", "Work type", "B4", "Record update")


def _adds_nothing(draft: Draft) -> None:
    draft.add_row("Acceptance checklist", {
        "ID": "A39", "On": "yes", "Question": "Has a lead signed the change?", "Changes anything?": "yes",
        "Blast radius": "High", "Checked by": "signed off by", "Setting": "Lead", "If not met": "needs a decision",
    })  # fmt: skip


FAULTS = (
    Fault(
        "RV101", "row-caught-by-the-row-above", "asked for an acceptance plan in RT7, as RT6b does for all work",
        _unreachable, "Routes!A14",
        "row RT7 (A14) can never be reached because row RT6b (A13) catches everything first; "
        "it still counts for tasks that do not state Work type.",
        companions=("CK101",), also=("Routes!A13",),
    ),
    Fault(
        "RV101", "catch-all-on-top", "moved the row for everything else to the top of Routes", _catch_all_on_top,
        "Routes!A5", "row RT8 (A5) catches everything; the 10 rows below it never decide.",
        companions=("CK101", "RV503"), also=tuple(f"Routes!A{row}" for row in range(6, 16)),
    ),
    Fault(
        "RV102", "row-without-tasks", "asked for fewer than zero files", _impossible, "Risk rules!F15",
        "row R10 (A15): Files expected < 0 holds for no answer.", companions=("RV501",),
    ),
    Fault(
        "RV103", "budget-twice", "copied a budget to the end", _twice, "Budgets!A12",
        "row B8 (A12) says what row B7 (A11) says.", companions=("RV501",), also=("Budgets!A11",),
    ),
    Fault(
        "RV104", "budget-twice-with-other-minutes", "copied a budget to the end and gave it more minutes", _conflict,
        "Budgets!A12", "rows B7 (A11) and B8 (A12); only B7 (A11) is ever used, since it comes first.",
        companions=("RV501",), also=("Budgets!A11",),
    ),
    Fault(
        "RV105", "budgets-overlap", "had Budgets read as Unique", _unique, "Budgets!A9",
        "rows B4 (A8) and B5 (A9) both hold when Blast radius is Medium, Route is Single agent, and Work type is "
        "Record update or Account enrichment.",
        companions=("CK101",), also=("Budgets!A8",),
    ),
    Fault(
        "RV105", "routes-unique-by-mistake", "had Routes read as Unique", _routes_unique, "Routes!T3",
        "38 pairs of rows overlap, such as RT1 (A5) and RT2a (A6). Did you mean 'First'?",
        companions=("CK101", "RV503"), also=tuple(f"Routes!A{row}" for row in range(5, 16)),
    ),
    Fault(
        "RV106", "rows-could-be-one", "wrote two rows where one would do", _could_be_one, "Risk rules!A15",
        "rows R10 (A15) and R11 (A16): write Dead-code map, Documentation under Work type in R10 (A15), "
        "and delete R11 (A16).",
        companions=("CK101",), also=("Risk rules!A16",),
    ),
    Fault(
        "RV107", "column-without-conditions", "added a column and left it empty", _idle, "Budgets!L4",
        "Function: no row has a condition there.",
    ),
    Fault(
        "RV108", "budgets-with-a-gap", "made budgets depend on the work type alone and forgot one", _gap, "Budgets",
        "Work type is Account enrichment (or not stated); add a row: Work type Account enrichment.",
        companions=("CK101", "RV401", "RV503"),
    ),
    Fault(
        "RV109", "only-the-last-row", "made budgets depend on the work type, the rest in a last row", _by_work_type,
        "Budgets!A11", "row B7 (A11) alone covers: Work type is Account enrichment (or not stated).",
        companions=("CK101", "RV503"),
    ),
    Fault(
        "RV110", "item-adds-nothing", "asked again for what A38 asks", _adds_nothing, "Acceptance checklist!A43",
        "row A39 (A43); row A38 (A42) already says it.", companions=("CK101",),
        also=("Acceptance checklist!A42",),
    ),
)  # fmt: skip
