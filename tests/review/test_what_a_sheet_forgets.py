"""A route that no budget covers, a blast radius without proof, a route that nobody takes."""

from agent_router.model.place import Place
from agent_router.model.policy import BudgetEffect, Policy, ProofEffect, RiskEffect, Route, RouteEffect
from agent_router.model.problem import Problem
from agent_router.model.table import HitPolicy
from agent_router.pipeline.reviewing import review_policy
from agent_router.pipeline.routing_tasks import decide_quickly
from agent_router.review.every_kind.all_sheets import check_all_sheets
from agent_router.tables.rulebook import compile_policy
from tests.small_policy import row, small_policy, table

AGENT = row("Routes", 5, RouteEffect(Route.SINGLE_AGENT), changes="no")
OTHERS = row("Routes", 6, RouteEffect(Route.HUMAN_LED))
WORKFLOW = row("Routes", 4, RouteEffect(Route.DYNAMIC_WORKFLOW), surface="Large", changes="no")
ROUTES = table("Routes", (WORKFLOW, AGENT, OTHERS), HitPolicy.FIRST)


def found(policy: Policy, code: str) -> list[Problem]:
    return [one for one in check_all_sheets(compile_policy(policy), decide_quickly) if one.rule.code == code]


def test_a_route_without_budget_is_told_with_the_kinds_of_task_and_one_of_them() -> None:
    budgets = table("Budgets", (row("Budgets", 5, BudgetEffect(10), route="Single agent"),), HitPolicy.FIRST)
    (problem,) = found(small_policy(routes=ROUTES, budgets=budgets), "RV401")
    assert problem.place == Place("rules.xlsx", "Budgets")
    assert problem.found.startswith("Dynamic workflow: “Changes anything?” is no, ")
    assert "Surface is Large" in problem.found
    assert "(such as: " in problem.found


def test_a_budget_that_only_a_stated_answer_reaches_leaves_the_blank_one_out() -> None:
    rows = tuple(
        row("Budgets", at, BudgetEffect(10), work_type=word) for at, word in enumerate(("Read", "Edit", "Auth"), 5)
    )
    (problem,) = (
        one
        for one in found(small_policy(routes=ROUTES, budgets=table("Budgets", rows, HitPolicy.FIRST)), "RV401")
        if one.found.startswith("Single agent")
    )
    assert "Work type is not stated" in problem.found


def test_people_need_no_budget() -> None:
    routes = table("Routes", (OTHERS,), HitPolicy.FIRST)
    assert found(small_policy(routes=routes, budgets=table("Budgets", (), HitPolicy.FIRST)), "RV401") == []


def test_a_blast_radius_without_proof_is_told_where_agents_would_work() -> None:
    proof = table("Proof", (row("Proof", 5, ProofEffect(("tests",)), blast_radius="Low, High"),))
    routes = table("Routes", (row("Routes", 5, RouteEffect(Route.SINGLE_AGENT)),), HitPolicy.FIRST)
    (problem,) = found(small_policy(routes=routes, proof=proof), "RV402")
    assert problem.place == Place("rules.xlsx", "Proof")
    assert problem.found.startswith("Medium: ")


def test_many_kinds_are_counted_not_listed() -> None:
    rows = tuple(
        row("Proof", at, ProofEffect(("tests",)), work_type=one, surface=other)
        for at, (one, other) in enumerate((("Read", "Small"), ("Edit", "Large")), 5)
    )
    routes = table("Routes", (row("Routes", 5, RouteEffect(Route.SINGLE_AGENT)),), HitPolicy.FIRST)
    problems = found(small_policy(routes=routes, proof=table("Proof", rows)), "RV402")
    assert problems
    assert all(one.found.count("; or ") <= 2 for one in problems)


def test_a_route_that_no_row_names_is_advice() -> None:
    routes = table("Routes", (AGENT, OTHERS), HitPolicy.FIRST)
    (problem,) = found(small_policy(routes=routes), "RV405")
    assert problem.found == "Dynamic workflow"
    assert not problem.open


def test_a_route_whose_rows_never_get_to_decide_is_told_with_these_rows() -> None:
    late = row("Routes", 9, RouteEffect(Route.DYNAMIC_WORKFLOW), changes="no")
    routes = table("Routes", (AGENT, OTHERS, late), HitPolicy.FIRST)
    (problem,) = found(small_policy(routes=routes), "RV405")
    assert problem.place == Place("rules.xlsx", "Routes", "A9")
    assert problem.found == "Dynamic workflow, since for every kind of task other rows decide before Ro9 can"


def test_read_as_unique_such_rows_are_not_said_to_come_too_late() -> None:
    late = row("Routes", 9, RouteEffect(Route.DYNAMIC_WORKFLOW), changes="no")
    routes = table("Routes", (OTHERS, late), HitPolicy.UNIQUE)
    said = [one.found for one in found(small_policy(routes=routes), "RV405")]
    assert "Dynamic workflow, since for every kind of task Ro9 cannot decide alone" in said


def test_a_route_whose_rows_are_known_never_to_decide_is_not_told_again() -> None:
    late = row("Routes", 9, RouteEffect(Route.DYNAMIC_WORKFLOW), changes="no", surface="Large")
    policy = small_policy(routes=table("Routes", (AGENT, OTHERS, late), HitPolicy.FIRST))
    assert found(policy, "RV405")
    assert {"RV101", "RV405"} & {one.rule.code for one in review_policy(policy)} == {"RV101"}


def test_a_route_that_no_row_names_is_told_whatever_else_is_open() -> None:
    late = row("Routes", 9, RouteEffect(Route.SINGLE_AGENT), changes="no", surface="Large")
    policy = small_policy(routes=table("Routes", (AGENT, OTHERS, late), HitPolicy.FIRST))
    assert {"RV101", "RV405"} <= {one.rule.code for one in review_policy(policy)}


def test_tasks_that_no_risk_rule_rates_are_told_with_the_kinds_of_task_and_one_of_them() -> None:
    rules = table("Risk rules", (row("Risk rules", 5, RiskEffect(3, 2), work_type="Edit, Auth"),))

    (problem,) = found(small_policy(risk_rules=rules), "RV406")

    assert problem.place == Place("rules.xlsx", "Risk rules")
    assert problem.found.startswith("Work type is Read (such as: Work type Read")


def test_an_impact_without_a_likelihood_rates_nothing() -> None:
    rules = (
        row("Risk rules", 5, RiskEffect(3, None)),
        row("Risk rules", 6, RiskEffect(None, 2), changes="yes"),
    )

    (problem,) = found(small_policy(risk_rules=table("Risk rules", rules)), "RV406")

    assert problem.found.startswith("“Changes anything?” is no (such as:")


def test_a_rule_for_every_task_leaves_none_unrated() -> None:
    assert found(small_policy(), "RV406") == []
