"""Every rule of the article stands in the shipped workbook, and the `Examples` sheet holds it as a task."""

from datetime import date
from decimal import Decimal

import pytest

from agent_router.model.policy import BlastRadius, Example, IfNotMet, Phase, Price, Route, StopWhen, System
from agent_router.pipeline.checking import try_examples
from tests.policies import starter_policy

_LOW = ("Read-only discovery", "Dead-code map", "Dependency inventory", "Documentation")
_MEDIUM = ("Migration", "Refactor", "Performance")
_HIGH = ("Auth", "Billing", "Security control", "Data deletion", "Production infrastructure", "Customer messaging")


def _examples(work_type: str) -> list[Example]:
    return [example for example in starter_policy().examples if dict(example.answers).get("work_type") == work_type]


def _price(model: str) -> Price:
    return next(price for price in starter_policy().prices if price.model == model)


@pytest.mark.parametrize(
    ("work_types", "radius"),
    [(_LOW, BlastRadius.LOW), (_MEDIUM, BlastRadius.MEDIUM), (_HIGH, BlastRadius.HIGH)],
)
def test_each_kind_of_work_has_an_example_of_its_blast_radius(work_types: tuple[str, ...], radius: BlastRadius) -> None:
    for work_type in work_types:
        assert radius in {example.blast_radius for example in _examples(work_type)}, work_type


def test_all_work_types_are_words_of_the_list() -> None:
    assert {*_LOW, *_MEDIUM, *_HIGH} <= set(starter_policy().word_list("Work type").texts)
    assert len(starter_policy().word_list("Work type").words) == 21


def test_every_function_has_an_example() -> None:
    functions = {dict(example.answers).get("function") for example in starter_policy().examples}

    assert {"Engineering", "Product", "Support", "Operations", "Sales"} <= functions


@pytest.mark.parametrize("work_type", _HIGH)
def test_high_risk_work_without_a_plan_is_human_led_and_says_what_is_missing(work_type: str) -> None:
    without = [example for example in _examples(work_type) if "acceptance_plan" not in dict(example.answers)]
    with_plan = [example for example in _examples(work_type) if "acceptance_plan" in dict(example.answers)]

    assert all((example.route, example.missing) == (Route.HUMAN_LED, ("acceptance_plan",)) for example in without)
    assert all(example.route is Route.SINGLE_AGENT for example in with_plan)


def test_a_dynamic_workflow_for_a_migration_only_with_test_suite_and_rollback() -> None:
    for example in _examples("Migration"):
        ready = {"test_command", "rollback", "folders", "reviewer"} <= dict(example.answers).keys()
        assert (example.route is not Route.HUMAN_LED) is ready


def test_every_route_is_expected_somewhere_and_every_box_but_one_has_its_minutes() -> None:
    policy = starter_policy()

    assert {example.route for example in policy.examples} == set(Route)
    assert {example.phases for example in policy.examples} >= {
        (Phase.DISCOVERY,), (Phase.MUTATION,), (Phase.DISCOVERY, Phase.MUTATION),
    }  # fmt: skip
    assert {example.minutes for example in policy.examples} >= {90, 45, 60, 30, 20}


def test_agent_routes_with_two_phases_need_approval_before_mutation() -> None:
    for row in starter_policy().routes.rows:
        both = row.then.phases == (Phase.DISCOVERY, Phase.MUTATION)
        assert (row.then.approval_before is Phase.MUTATION) is both
        assert bool(row.then.reviewed_by) is (row.id in {"RT2a", "RT2b", "RT3"})


def test_every_box_has_duration_retries_and_a_stopping_rule() -> None:
    for row in starter_policy().budgets.rows:
        box = row.then
        assert None not in {box.minutes, box.tokens, box.cost_usd, box.retries, box.agents}
        assert "report" in box.when_full or "list" in box.when_full


def test_proof_is_more_than_a_build_for_a_migration_and_numbers_for_performance() -> None:
    rows = {row.id: row.then for row in starter_policy().proof.rows}

    assert (rows["P1"].kinds, starter_policy().proof.rows[0].conditions) == (("findings",), ())
    assert rows["P2"].does_not_count == ("build",)
    assert "before/after numbers" in rows["P4"].kinds
    assert "reproduce" in rows["P5"].because


def test_the_seven_kinds_of_required_evidence_are_rows_of_the_checklist() -> None:
    rows = starter_policy().checklist.rows[:7]

    assert [row.then.checked_by for row in rows] == [
        "behavior or findings stated", "files and systems listed", "files changed listed", "commands recorded",
        "proof as required", "cost stated", "risks handed over",
    ]  # fmt: skip
    assert all(row.then.because.startswith(f"Required evidence {number} of 7") for number, row in enumerate(rows, 1))


def test_no_changes_needs_a_decision_and_proof_exempts_documents_only() -> None:
    rows = {row.then.checked_by: row.then for row in starter_policy().checklist.rows}

    assert rows["no changes"].if_not_met is IfNotMet.NEEDS_DECISION
    assert rows["proof after the last change"].setting == "docs/**; **/*.md"
    assert rows["approved before mutation"].if_not_met is IfNotMet.BLOCKS


def test_the_four_stop_conditions() -> None:
    stops = [(row.then.stop_when, row.then.setting) for row in starter_policy().stops.rows]

    assert stops == [
        (StopWhen.OUTSIDE_SCOPE, ""), (StopWhen.BUDGET_CROSSED, ""), (StopWhen.VERIFICATION_FAILED, "2"),
        (StopWhen.FINDING_ABOUT, "security; privacy; billing"),
    ]  # fmt: skip


def test_every_area_has_a_system_and_somebody_of_every_function_may_approve() -> None:
    policy = starter_policy()
    areas = {area for system in policy.systems for area in system.area}

    assert areas == set(policy.word_list("Area").texts)
    assert {radius for person in policy.people for radius in person.may_approve} == set(BlastRadius)
    assert isinstance(policy.systems[0], System)


def test_the_recorded_run_costs_what_its_program_said() -> None:
    price = _price("claude-sonnet-4-5-20250929")
    assert price.cache_write is not None
    assert price.cache_read is not None
    cost = (72 * price.input + 5421 * price.cache_write + 25_500 * price.cache_read + 450 * price.output) / 1_000_000

    assert cost == Decimal("0.03494475")
    assert price.since <= date(2025, 9, 29)


def test_a_model_without_a_list_price_has_no_row() -> None:
    assert "gpt-5.5" not in {price.model for price in starter_policy().prices}


def test_the_rules_give_what_every_example_expects() -> None:
    policy = starter_policy()

    assert len(policy.examples) >= 25
    assert [str(problem) for problem in try_examples(policy)] == []
