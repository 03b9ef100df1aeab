"""Two spellings of a condition that mean the same are told apart from two that do not."""

import pytest

from agent_router.model.condition import Test
from agent_router.tables.cell_language import parse_condition
from agent_router.tables.same_test import same_test, standard_form
from tests.small_policy import BY_CODE


def parsed(code: str, typed: str) -> Test:
    found = parse_condition(typed, BY_CODE[code], BY_CODE, None)
    assert found.condition is not None, found.fault
    return found.condition.test


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("files_expected", ">=5", ">= 5"),
        ("files_expected", "> 4", ">= 5"),
        ("files_expected", "[1..5]", "1 to 5"),
        ("files_expected", "< 3, >= 3", "given"),
        ("files_expected", "<> 5", "not 5"),
        ("files_expected", ">= 5.0", ">= 5"),
        ("work_type", "Edit, Auth", "auth,  EDIT"),
        ("work_type", "Edit, Edit", "Edit"),
        ("work_type", "not(Read)", "Edit, Auth"),
        ("changes", "yes", "true"),
        ("changes", "not no", "yes"),
        ("acceptance_plan", "*Plan*", "*plan*"),
        ("acceptance_plan", "contains: a, b", "contains: B, a"),
        ("folders", "src/auth/**", "src/auth/**"),
    ],
)
def test_respelled(code: str, one: str, other: str) -> None:
    assert same_test(parsed(code, one), parsed(code, other), BY_CODE[code])


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("files_expected", ">= 5", ">= 6"),
        ("files_expected", "given", "missing"),
        ("max_cost_usd", "> 4", ">= 5"),
        ("files_expected", "not 5", "< 5"),
        ("files_expected", "> Max minutes", ">= Max minutes"),
        ("work_type", "not(Read)", "given"),
        ("acceptance_plan", "*plan*", "*plan"),
        ("area", "auth", "not billing"),
        ("folders", "src/**", "src/auth/**"),
    ],
)
def test_different(code: str, one: str, other: str) -> None:
    assert not same_test(parsed(code, one), parsed(code, other), BY_CODE[code])


def test_a_yes_is_no_one() -> None:
    assert standard_form(parsed("changes", "yes"), BY_CODE["changes"]) != standard_form(
        parsed("files_expected", "1"), BY_CODE["files_expected"]
    )
