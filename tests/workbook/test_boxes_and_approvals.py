"""A box without limits and two phases without an approval are refused, each at its cell."""

import pytest
from openpyxl import Workbook

from agent_router.model.problem import Problem
from tests.workbook.edited import cell_of, errors_after


def _errors(sheet: str, row: str, **typed: object) -> tuple[Problem, ...]:
    def change(book: Workbook) -> None:
        for header, value in typed.items():
            cell_of(book, sheet, header.replace("_", " "), row).value = value  # type: ignore[assignment]

    return errors_after(change)


@pytest.mark.parametrize("header", ["Budget minutes", "Budget retries", "When the box is full"])
def test_a_box_without_duration_retries_or_stopping_rule_is_refused(header: str) -> None:
    problems = _errors("Budgets", "B2", **{header: None})

    assert [(problem.rule.code, problem.found) for problem in problems] == [("WB140", f"nothing under {header}")]


def test_a_box_that_is_switched_off_may_be_open() -> None:
    assert _errors("Budgets", "B1", On="no", Budget_minutes=None, Budget_tokens=None) == ()


def test_a_box_needs_tokens_or_money() -> None:
    cost = "Budget cost (USD)"

    assert _errors("Budgets", "B2", Budget_tokens=None) == ()
    assert _errors("Budgets", "B2", **{cost: None}) == ()
    problems = _errors("Budgets", "B2", Budget_tokens=None, **{cost: None})
    assert [(problem.rule.code, problem.place.short) for problem in problems] == [("WB208", "Budgets!G6")]


@pytest.mark.parametrize("typed", [None, "none"])
def test_two_phases_without_an_approval_between_them_are_refused(typed: str | None) -> None:
    problems = _errors("Routes", "RT4", Approval_before=typed)

    assert [(problem.rule.code, problem.suggestion) for problem in problems] == [("WB209", "mutation")]


def test_one_phase_needs_no_approval() -> None:
    assert _errors("Routes", "RT4", Approval_before=None, Phases="discovery") == ()
