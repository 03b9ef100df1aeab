"""Every kind of slip in a cell, all of them in one workbook: each is reported with its cell, and none hides another."""

from datetime import datetime
from functools import lru_cache

import pytest

from agent_router.model.problem import Problem, Severity
from tests.workbook.edited import Slip, cell_of, problems_in, saved, starter_book

_JANUARY_5 = datetime.fromisoformat("2026-01-05")

_SLIPS = (
    Slip("Risk rules", "Impact", "R1", "high", "WB125"),
    Slip("Risk rules", "Impact", "R2", 7, "WB142"),
    Slip("Risk rules", "Impact", "R3", "=2+3", "WB124"),
    Slip("Risk rules", "Impact", "R7", 2.5, "WB126"),
    Slip("Risk rules", "Likelihood", "R4", _JANUARY_5, "WB129"),
    Slip("Risk rules", "Likelihood", "R5", "#REF!", "WB122"),
    Slip("Risk rules", "Likelihood", "R6", 0.05, "WB128", number_format="0%"),
    Slip("Risk rules", "Work type", "R1", "Migratoin, Refactor", "WB301", "Migration"),
    Slip("Risk rules", "Files expected", "R5", ">= 5 files", "WB302", ">= 5"),
    Slip("Risk rules", "Files expected", "R6", _JANUARY_5, "WB309", "1 to 5"),
    Slip("Risk rules", "Data class", "R8", "“Customer”", "WB351"),
    Slip("Risk rules", "Data class", "R3", "=A1", "WB121"),
    Slip("Risk rules", "Surface", "R4", 0.5, "WB128", number_format="0%"),
    Slip("Risk rules", "Changes anything?", "R4", "perhaps", "WB305"),
    Slip("Routes", "Route", "RT2a", "Dynamic workflows", "WB141", "Dynamic workflow"),
    Slip("Routes", "Route", "RT8", None, "WB140"),
    Slip("Routes", "Phases", "RT3", "mutate", "WB141"),
    Slip("Routes", "Phases", "RT1", "discovery", "WB207"),
    Slip("Routes", "Approval before", "RT4", "changes", "WB147"),
    Slip("Routes", "On", "RT5a", "maybe", "WB131"),
    Slip("Routes", "ID", "RT5b", "RT4", "WB143"),
    Slip("Routes", "ID", "RT6a", None, "WB144"),
    Slip("Routes", "Reviewed by", "RT2b", "Reviwer", "WB201", "Reviewer"),
    Slip("Routes", "Folders", "RT4", "missing, given", "WB320"),
    Slip("Routes", "Phases", "RT2b", None, "WB207"),
    Slip("Routes", "Phases", "RT7", "discovery", ""),
    Slip("Routes", "Approval before", "RT7", "mutation", "WB207"),
    Slip("Budgets", "Budget minutes", "B1", "90 min", "WB125", "90"),
    Slip("Budgets", "Budget tokens", "B1", "2,000,000", "WB127", "2000000"),
    Slip("Budgets", "Budget cost (USD)", "B1", "0,5", "WB127", "0.5"),
    Slip("Budgets", "Budget cost (USD)", "B2", -3, "WB142"),
    Slip("Budgets", "Budget retries", "B2", "2", "WB132"),
    Slip("Proof", "Proof required", "P2", "test; logs", ""),
    Slip("Proof", "Proof required", "P3", "unit tsets", "WB141"),
    Slip("Proof", "Least grade", "P9", "idependent", "WB147", "independent"),
    Slip("Proof", "Minimum", "P1", 0, "WB142"),
    Slip("Acceptance checklist", "Checked by", "A5", "proof as requierd", "WB202", "proof as required"),
    Slip("Acceptance checklist", "Setting", "A9", "hearsay", "WB203"),
    Slip("Acceptance checklist", "Setting", "A26", "ten of 10", "WB203", "10 %"),
    Slip("Acceptance checklist", "Setting", "A29", "faster", "WB203"),
    Slip("Acceptance checklist", "Setting", "A37", "Reviewr", "WB203", "Reviewer"),
    Slip("Acceptance checklist", "Setting", "A1", "10 %", "WB204"),
    Slip("Acceptance checklist", "If not met", "A2", "block", "WB147", "blocks"),
    Slip("Acceptance checklist", "Checked by", "A4", None, "WB140"),
    Slip("Acceptance checklist", "Setting", "A38", None, "WB203"),
    Slip("People", "Name", "Otto Weiss", None, "WB140"),
    Slip("Acceptance checklist", "Question", "A3", None, "WB140"),
    Slip("Stop conditions", "Stop when", "S1", "out of scope", "WB147", "outside scope"),
    Slip("Stop conditions", "Setting", "S2", "3", "WB204"),
    Slip("Stop conditions", "Setting", "S3", "twice", "WB203"),
    Slip("Stop conditions", "Setting", "S4", "securty", "WB141", "security"),
    Slip("Systems", "Area", "Billing", "biling", "WB141", "billing"),
    Slip("Systems", "Owner", "CRM", "Dorothy Vaughn", "WB201", "Dorothy Vaughan"),
    Slip("Systems", "Also called", "Data warehouse", "CRM", "WB148"),
    Slip("Systems", "System", "Product research library", None, "WB140"),
    Slip("Systems", "System", "Agents' memory", "CRM", "WB145"),
    Slip("Systems", "Scratch?", "Scratch", "sure", "WB131"),
    Slip("People", "Name", "Linus Berg", "Grace Hopper", "WB145"),
    Slip("People", "Roles", "Emmy Noether", "Requestor", "WB141", "Requester"),
    Slip("People", "May approve", "Ada Lovelace", "Low; Hihg", "WB141", "High"),
    Slip("Prices", "From", "claude-opus-5", "soon", "WB130"),
    Slip("Prices", "From", "claude-sonnet-5", "2026-01-01", "WB133"),
    Slip("Prices", "USD per million input", "gpt-5.1", None, "WB140"),
    Slip("Branding", "Value", "Accent color", "blue", "WB177"),
    Slip("Branding", "Value", "Week starts on", "Munday", "WB177", "Monday"),
    Slip("Branding", "Value", "Time zone", "Berlin/Mitte", "WB177"),
    Slip("Branding", "Value", "Language", "English, of course", "WB177"),
    Slip("Branding", "Value", "Logo file", "../../secret.png", "WB177"),
    Slip("Fields", "Kind", "Details", "txt", "WB147", "text"),
    Slip("Fields", "List", "Surface", "Surfaces", "WB166", "Surface"),
    Slip("Fields", "If blank", "Reversible?", "assume perhaps", "WB170"),
    Slip("Fields", "Riskier when", "Function", "higher", "WB173"),
    Slip("Examples", "Work type", "E1", "Read only discovry", "WB141", "Read-only discovery"),
    Slip("Examples", "Files expected", "E4", "many", "WB125"),
    Slip("Examples", "Data class", "E2", "Internl", "WB141", "Internal"),
    Slip("Examples", "ID", "E5", "E4", "WB143"),
    Slip("Examples", "Should be: missing", "E10", "Test comand", "WB149", "Test command"),
    Slip("Examples", "Should be: checklist IDs", "E6", "A1; A99", ""),
    Slip("Examples", "Should be: route", "E7", "Single\u00a0agent", "WB136"),
    Slip("Changes", "Date", "2026-11-02 00:00:00", "yesterday", "WB130"),
)  # fmt: skip
_REPORTED = tuple(slip for slip in _SLIPS if slip.code)


@lru_cache(maxsize=1)
def _all_at_once() -> tuple[dict[Slip, str], tuple[Problem, ...]]:
    book = starter_book()
    cells = {slip: cell_of(book, slip.sheet, slip.header, slip.row) for slip in _SLIPS}
    for slip, cell in cells.items():
        cell.value = slip.typed  # type: ignore[assignment]
        if slip.number_format:
            cell.number_format = slip.number_format
    return {slip: cell.coordinate for slip, cell in cells.items()}, problems_in(saved(book))


@pytest.mark.parametrize("slip", _REPORTED, ids=str)
def test_a_slip_is_reported_with_its_cell_and_what_was_probably_meant(slip: Slip) -> None:
    cells, problems = _all_at_once()
    found = [
        problem
        for problem in problems
        if (problem.place.sheet, problem.place.cell, problem.rule.code) == (slip.sheet, cells[slip], slip.code)
    ]

    assert found, [str(problem) for problem in problems if problem.place.sheet == slip.sheet]
    assert not slip.suggestion or slip.suggestion in {problem.suggestion for problem in found}


def test_nothing_else_is_reported() -> None:
    cells, problems = _all_at_once()
    expected = {(slip.sheet, cells[slip]) for slip in _SLIPS}

    others = [str(problem) for problem in problems if (problem.place.sheet, problem.place.cell) not in expected]

    assert others == []


def test_every_problem_reads_as_place_finding_and_remedy() -> None:
    for problem in _all_at_once()[1]:
        text = str(problem)
        assert text.startswith(f"policy.xlsx › {problem.place.sheet}!{problem.place.cell}: ")
        assert "Found: " in text
        assert problem.rule.remedy in text
        assert text.endswith(f"[{problem.rule.code}]")


def test_problems_come_in_the_order_of_tabs_and_rows() -> None:
    order = [sheet.title for sheet in starter_book().worksheets]
    places = [problem.place for problem in _all_at_once()[1]]
    keys = [(order.index(place.sheet), int("".join(filter(str.isdigit, place.cell)))) for place in places]

    assert keys == sorted(keys)


def test_errors_warnings_and_advice_are_told_apart() -> None:
    assert {problem.rule.severity for problem in _all_at_once()[1]} == set(Severity)
