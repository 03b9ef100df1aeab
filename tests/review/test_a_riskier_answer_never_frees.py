"""Each answer is held against the next riskier one, over all sheets together."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from agent_router.model.assignment import Assignment, Standing
from agent_router.model.field import Field, FieldKind, IfBlank, Riskier
from agent_router.model.place import Place
from agent_router.model.policy import (
    BudgetEffect,
    Grade,
    Policy,
    ProofEffect,
    RiskEffect,
    Route,
    RouteEffect,
)
from agent_router.model.problem import Problem
from agent_router.model.table import HitPolicy, Row, Table
from agent_router.pipeline.routing_tasks import decide_quickly
from agent_router.review.every_kind import all_sheets
from agent_router.review.every_kind.all_sheets import check_all_sheets
from agent_router.review.every_kind.kinds import Kinds
from agent_router.tables.cell_language import parse_condition
from agent_router.tables.rulebook import compile_policy
from tests.policies import starter_policy
from tests.review.random_policies import as_task, random_path, random_policy
from tests.small_policy import FIELDS, RISK, row, small_policy, table, words

PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
CATCH_ALL = row("Routes", 30, RouteEffect(Route.HUMAN_LED))


def found(policy: Policy) -> dict[str, list[Problem]]:
    codes: dict[str, list[Problem]] = {}
    for problem in check_all_sheets(compile_policy(policy), decide_quickly):
        codes.setdefault(problem.rule.code, []).append(problem)
    return codes


def routes(*rows: Row[RouteEffect]) -> Table[RouteEffect]:
    return table("Routes", (*rows, CATCH_ALL), HitPolicy.FIRST)


def with_field(policy: Policy, field: Field) -> Policy:
    return replace(policy, fields=(*(one for one in policy.fields if one.code != field.code), field))


def test_the_shipped_policy_and_the_small_one_are_sound() -> None:
    assert found(starter_policy()) == {}
    assert not {"RV301", "RV302", "RV304"} & set(found(small_policy()))


def test_more_files_and_a_freer_route_are_told_with_both_rows_and_two_tasks() -> None:
    policy = small_policy(routes=routes(row("Routes", 5, RouteEffect(Route.SINGLE_AGENT), files_expected=">= 7")))
    (problem,) = found(policy)["RV301"]
    assert problem.place == Place("rules.xlsx", "Routes", "A5")
    assert problem.also == (Place("rules.xlsx", "Routes", "A30"),)
    assert problem.found.startswith(
        "with Files expected 6 the task goes to Human-led by Routes!A30, "
        "with Files expected 7 to Single agent by Routes!A5; in both: "
    )


def test_a_bigger_budget_is_told_only_on_the_same_route() -> None:
    budgets = (
        row("Budgets", 5, BudgetEffect(minutes=90, tokens=10), changes="yes"),
        row("Budgets", 6, BudgetEffect(minutes=30, tokens=10)),
    )
    policy = small_policy(
        budgets=table("Budgets", budgets, HitPolicy.FIRST),
        routes=routes(row("Routes", 5, RouteEffect(Route.SINGLE_AGENT))),
    )
    (problem,) = found(policy)["RV302"]
    assert "Single agent may spend 30 minutes (Budgets!A6)" in problem.found
    assert "with “Changes anything?” yes 90 minutes (Budgets!A5)" in problem.found
    other = small_policy(
        budgets=table("Budgets", budgets, HitPolicy.FIRST),
        routes=routes(
            row("Routes", 5, RouteEffect(Route.SINGLE_AGENT), changes="yes"),
            row("Routes", 6, RouteEffect(Route.DYNAMIC_WORKFLOW), changes="no"),
        ),
    )
    assert "RV302" not in found(other)


@pytest.mark.parametrize(("safer", "riskier", "said"), [(1, 2, "1 retry"), (0, 1, "0 retries")])
def test_one_of_a_limit_is_told_as_one(safer: int, riskier: int, said: str) -> None:
    budgets = (
        row("Budgets", 5, BudgetEffect(retries=riskier), files_expected=">= 50"),
        row("Budgets", 6, BudgetEffect(retries=safer)),
    )
    policy = small_policy(
        budgets=table("Budgets", budgets, HitPolicy.FIRST),
        routes=routes(row("Routes", 5, RouteEffect(Route.SINGLE_AGENT))),
    )
    (problem,) = found(policy)["RV302"]
    assert f"may spend {said} (Budgets!A6)" in problem.found
    assert "1 retries" not in problem.found


def test_an_open_limit_is_the_biggest() -> None:
    budgets = (
        row("Budgets", 5, BudgetEffect(minutes=None), files_expected=">= 50"),
        row("Budgets", 6, BudgetEffect(minutes=30)),
    )
    policy = small_policy(
        budgets=table("Budgets", budgets, HitPolicy.FIRST),
        routes=routes(row("Routes", 5, RouteEffect(Route.SINGLE_AGENT))),
    )
    (problem,) = found(policy)["RV302"]
    assert "with Files expected 50 any number of minutes (Budgets!A5)" in problem.found


def test_a_weaker_grade_and_fewer_artifacts_are_less_proof() -> None:
    rows = (
        row("Proof", 5, ProofEffect(("tests",), 3, (), Grade.INDEPENDENT), changes="no"),
        row("Proof", 6, ProofEffect(("tests",), 1)),
    )
    policy = small_policy(proof=table("Proof", rows), routes=routes(row("Routes", 5, RouteEffect(Route.SINGLE_AGENT))))
    (problem,) = found(policy)["RV303"]
    assert "with “Changes anything?” no the task owes 3 × tests (independent) (Proof!A5)" in problem.found
    assert "with “Changes anything?” yes only tests (harness); in both:" in problem.found
    assert problem.also == (Place("rules.xlsx", "Proof", "A6"),)


def test_a_lower_rating_is_told_once_at_the_risk_rules_and_what_follows_is_not_said_again() -> None:
    risk = table("Risk rules", (row("Risk rules", 4, RiskEffect(5, 5), files_expected="< 5"), *RISK[:1]))
    problems = found(small_policy(risk_rules=risk))
    assert set(problems) == {"RV304", "RV405"} or set(problems) == {"RV304"}
    (problem,) = problems["RV304"]
    assert problem.place == Place("rules.xlsx", "Risk rules", "A4")
    assert "with Files expected 4 the task's blast radius is High by Risk rules!A4" in problem.found


def test_a_grid_that_falls_is_left_to_the_check_of_the_grid() -> None:
    policy = small_policy()
    cells = tuple(
        replace(cell, blast_radius=policy.matrix.cells[0].blast_radius) if cell.likelihood == 3 else cell
        for cell in policy.matrix.cells
    )
    assert "RV304" not in found(replace(policy, matrix=replace(policy.matrix, cells=cells)))


def test_prerequisites_do_not_count_and_blank_is_not_compared() -> None:
    policy = small_policy(routes=routes(row("Routes", 5, RouteEffect(Route.SINGLE_AGENT), files_expected="given")))
    assert "RV301" not in found(policy)


def test_the_riskiest_of_several_words_counts() -> None:
    data = words("Data class", "No data", "Internal", "Customer")
    field = Field("data", "Data class", FieldKind.CHOICES, IfBlank.WORST, riskier=Riskier.LATER, words=data)
    policy = with_field(small_policy(), field)
    parsed = parse_condition("Customer", field, {field.code: field}, Place("rules.xlsx", "Routes", "C5"))
    assert parsed.condition is not None
    first = replace(row("Routes", 5, RouteEffect(Route.SINGLE_AGENT)), conditions=(parsed.condition,))
    (problem,) = found(replace(policy, routes=routes(first)))["RV301"]
    assert "with Data class Internal the task goes to Human-led" in problem.found
    assert "with Data class Customer to Single agent" in problem.found


def test_lower_and_no_are_riskier_where_the_fields_sheet_says_so() -> None:
    fields = tuple(
        replace(one, riskier={"files_expected": Riskier.LOWER, "changes": Riskier.NO}.get(one.code, one.riskier))
        for one in FIELDS
    )
    rows = routes(
        row("Routes", 5, RouteEffect(Route.SINGLE_AGENT), files_expected="< 3", changes="yes"),
        row("Routes", 6, RouteEffect(Route.DYNAMIC_WORKFLOW), changes="no"),
    )
    texts = [problem.found for problem in found(small_policy(fields=fields, routes=rows))["RV301"]]
    assert any(text.startswith("with Files expected 3 the task goes to Human-led") for text in texts), texts
    assert any("with “Changes anything?” no to Dynamic workflow" in text for text in texts), texts


def test_fields_that_are_compared_with_each_other_are_held_too() -> None:
    rows = routes(row("Routes", 5, RouteEffect(Route.SINGLE_AGENT), files_expected="> Max minutes"))
    problems = found(small_policy(routes=rows))["RV301"]
    assert problems
    assert "Max minutes" in problems[0].found


def test_too_many_kinds_of_task_are_said_never_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(all_sheets, "LIMIT", 20)
    (problem,) = check_all_sheets(compile_policy(starter_policy()), decide_quickly)
    assert problem.rule.code == "RV305"
    assert problem.found.startswith("42 rows over ")


def breach(safer: Assignment, riskier: Assignment) -> str:
    """The code of what is wrong with this pair, worked out by hand."""
    assert safer.assessment is not None
    assert riskier.assessment is not None
    if riskier.assessment.blast_radius < safer.assessment.blast_radius or safer.standing is not Standing.DECIDED:
        return ""
    if riskier.route.freedom > safer.route.freedom:
        return "RV301"
    if riskier.standing is Standing.DECIDED and {one.kind for one in safer.proof} - {one.kind for one in riskier.proof}:
        return "RV303"
    return ""


@given(st.integers(0, 10**6))
@settings(max_examples=25, deadline=None, phases=PHASES)
def test_what_random_pairs_of_tasks_show_is_found(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - the same policy for the same number
    policy = random_policy(chance)
    rulebook = compile_policy(policy)
    codes = set(found(policy))
    kinds = Kinds([rulebook], all_sheets.SHEETS, 10**6)
    place = kinds.places["changes"]
    answers = kinds.answered("changes")
    if not {True, False} <= set(answers):
        return
    paths = [random_path(chance, kinds) for _ in range(40)]
    pairs = [[{**path, place: answers.index(value)} for value in (False, True)] for path in paths]
    tasks = tuple(as_task(kinds.answers(path), at) for at, path in enumerate(path for pair in pairs for path in pair))
    decided = decide_quickly(tasks, policy)
    shown = {breach(*decided[at : at + 2]) for at in range(0, len(decided), 2)} - {""}
    assert shown <= codes, shown


def test_what_is_reported_is_confirmed_by_the_real_rules() -> None:
    calls: list[int] = []

    def denying(tasks: tuple[object, ...], policy: Policy) -> tuple[Assignment, ...]:
        calls.append(len(tasks))
        assigned = decide_quickly(tasks, policy)  # type: ignore[arg-type]  # tasks, as `Decide` hands them in
        return tuple(replace(one, route=Route.HUMAN_LED) for one in assigned)

    policy = small_policy(routes=routes(row("Routes", 5, RouteEffect(Route.SINGLE_AGENT), files_expected=">= 7")))
    codes = {problem.rule.code for problem in check_all_sheets(compile_policy(policy), denying)}
    assert calls
    assert "RV301" not in codes
