"""The first certain row decides, blanks are never taken as harmless, and what is missing is said."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.model.assignment import Assignment, Standing
from agent_router.model.place import Place
from agent_router.model.policy import Policy, Route, RouteEffect
from agent_router.model.problem import Problem, Rule, Severity
from agent_router.model.reason import ReasonKind
from agent_router.model.table import HitPolicy
from agent_router.model.task import Task
from agent_router.pipeline.routing_tasks import decide_quickly, route_tasks
from tests.small_policy import BUDGETS, ROUTE_ROWS, row, small_policy, table, task

POLICY = small_policy()


def routed(*tasks: Task, policy: Policy = POLICY) -> Sequence[Assignment]:
    return route_tasks(tasks, policy)


def test_the_first_certain_row_decides() -> None:
    (found,) = routed(task(work_type="Read", changes=False, surface="Large"))
    assert found.route is Route.DYNAMIC_WORKFLOW
    assert found.standing is Standing.DECIDED
    assert found.because[-1].kind is ReasonKind.PROOF
    assert any(reason.place == Place("rules.xlsx", "Routes", "A6") for reason in found.because)


def test_of_the_rows_that_a_blank_leaves_open_the_most_supervised_wins() -> None:
    (found,) = routed(task(work_type="Read", changes=False))
    assert found.route is Route.SINGLE_AGENT
    assert found.ask == ("surface",)
    assert not found.held


def test_the_budget_is_the_smallest_of_each_column_among_the_candidates() -> None:
    (found,) = routed(task(work_type="Read", changes=False))
    assert (found.budget.minutes, found.budget.tokens, found.budget.agents) == (30, 5000, 0)
    (sure,) = routed(task(work_type="Read", changes=False, surface="Large"))
    assert sure.budget.minutes == 60


def test_a_task_may_ask_for_less_and_asking_for_more_is_a_problem() -> None:
    (less,) = routed(task(work_type="Read", changes=False, surface="Large", max_minutes=5, max_cost_usd=Decimal("1.5")))
    assert less.budget.minutes == 5
    assert less.budget.cost_usd == Decimal("1.5")
    assert not less.problems
    (more,) = routed(task(work_type="Read", changes=False, surface="Large", max_minutes=500))
    assert more.budget.minutes == 60
    assert [problem.rule.code for problem in more.problems] == ["RT102"]


def test_a_title_alone_goes_human_led_with_the_fewest_questions_that_would_help() -> None:
    (found,) = routed(task())
    assert found.route is Route.HUMAN_LED
    assert found.ask == ("work_type", "changes")
    assert found.held


def test_prerequisites_that_would_help_are_missing_not_asked() -> None:
    (found,) = routed(
        task(work_type="Edit", changes=True, surface="Small", files_expected=1, systems=("Wiki",), reviewer="Ada")
    )
    assert found.route is Route.HUMAN_LED
    assert found.missing == ("folders",)
    assert found.ask == ()


def test_high_without_a_plan_is_human_led_and_says_so() -> None:
    (found,) = routed(
        task(work_type="Auth", changes=True, surface="Small", files_expected=1, folders=("docs/**",), reviewer="Ada")
    )
    assert found.route is Route.HUMAN_LED
    assert found.missing == ("acceptance_plan",)


def test_a_reviewer_who_is_not_in_people_counts_as_missing_and_that_is_said() -> None:
    (found,) = routed(task(work_type="Edit", changes=True, files_expected=1, folders=("docs/**",), reviewer="Mallory"))
    assert found.route is Route.HUMAN_LED
    assert found.missing == ("reviewer",)
    assert [problem.rule.code for problem in found.problems] == ["RT101"]


def test_a_named_system_that_agents_may_not_touch_is_human_led() -> None:
    (found,) = routed(task(work_type="Read", changes=False, systems=("ledger",)))
    assert found.route is Route.HUMAN_LED
    assert found.because[0].place == Place("rules.xlsx", "Systems", "A6")
    assert not found.held


def test_a_closed_system_still_owes_its_proof_and_checklist() -> None:
    (found,) = routed(task(work_type="Edit", changes=False, systems=("ledger",)))
    assert [proof.kind for proof in found.proof] == ["findings", "tests"]
    assert [item.id for item in found.checklist] == ["Ac5", "Ac6"]


def test_a_system_that_is_not_on_the_sheet_is_said_with_the_nearest_name() -> None:
    (found,) = routed(task(work_type="Read", changes=False, systems=("Legder",)))
    assert [(problem.rule.code, problem.suggestion) for problem in found.problems] == [("RT103", "Ledger")]


def test_two_rows_that_hold_where_the_sheet_is_read_as_unique_contradict_each_other() -> None:
    routes = table("Routes", ROUTE_ROWS, HitPolicy.UNIQUE)
    (found,) = routed(task(work_type="Read", changes=False, surface="Large"), policy=small_policy(routes=routes))
    assert (found.standing, found.route) == (Standing.CONFLICT, Route.HUMAN_LED)
    assert "Rows Ro6 and Ro7 and Ro9 of Routes hold together" in found.say
    assert {reason.row for reason in found.because if reason.kind is ReasonKind.ROUTE} == {"Ro6", "Ro7", "Ro9"}


def test_budgets_read_as_unique_contradict_each_other_too() -> None:
    budgets = table("Budgets", BUDGETS, HitPolicy.UNIQUE)
    (found,) = routed(task(work_type="Read", changes=False, surface="Large"), policy=small_policy(budgets=budgets))
    assert found.standing is Standing.CONFLICT
    assert any(reason.kind is ReasonKind.BUDGET for reason in found.because)


def test_read_as_unique_the_order_says_nothing_and_the_most_supervised_open_row_wins() -> None:
    routes = table(
        "Routes",
        (
            row("Routes", 5, RouteEffect(Route.SINGLE_AGENT), changes="no"),
            row("Routes", 6, RouteEffect(Route.HUMAN_LED), changes="yes", surface="Large"),
            row("Routes", 7, RouteEffect(Route.DYNAMIC_WORKFLOW), changes="yes", surface="Small"),
        ),
        HitPolicy.UNIQUE,
    )
    policy = small_policy(routes=routes)
    (sure,) = routed(task(work_type="Read", changes=False), policy=policy)
    assert (sure.standing, sure.route) == (Standing.DECIDED, Route.SINGLE_AGENT)
    (small,) = routed(
        task(work_type="Read", changes=True, files_expected=1, folders=("docs/**",), surface="Small"), policy=policy
    )
    assert small.route is Route.DYNAMIC_WORKFLOW


def test_a_limit_that_is_asked_for_too_high_is_named() -> None:
    (more,) = routed(task(work_type="Read", changes=False, surface="Large", max_minutes=500))
    assert more.problems[0].found == "Max minutes 500 where the budget allows 60"


def test_no_rule_is_an_answer_of_its_own() -> None:
    routes = table("Routes", ROUTE_ROWS[:2], HitPolicy.FIRST)
    (found,) = routed(
        task(work_type="Edit", changes=True, files_expected=1, folders=("docs/**",)), policy=small_policy(routes=routes)
    )
    assert (found.standing, found.route) == (Standing.NO_RULE, Route.HUMAN_LED)
    assert found.because[-1].text == (
        "No rule covers this task, so a person leads it: no row of Routes gives it a route."
    )
    assert found.because[-1].place == Place("rules.xlsx", "Routes")


def test_bad_input_is_a_third_thing_and_the_others_go_on() -> None:
    rule = Rule("QU999", Severity.ERROR, "Not a word of the list.", "Correct it.")
    bad = replace(task(id="T-2"), problems=(Problem(rule, Place("queue.xlsx", "Queue", "C6"), "'Edti'"),))
    good, wrong = routed(task(work_type="Read", changes=False, surface="Large"), bad)
    assert good.standing is Standing.DECIDED
    assert (wrong.standing, wrong.route, wrong.assessment) == (Standing.NOT_EVALUATED, Route.HUMAN_LED, None)
    assert wrong.held
    assert wrong.because[0].place == Place("queue.xlsx", "Queue", "C6")


def test_a_route_that_no_budget_covers_is_human_led() -> None:
    (found,) = routed(
        task(work_type="Read", changes=False, surface="Small"),
        policy=small_policy(budgets=table("Budgets", (), HitPolicy.FIRST)),
    )
    assert (found.standing, found.route) == (Standing.NO_RULE, Route.HUMAN_LED)
    assert found.because[-1].place == Place("rules.xlsx", "Budgets")
    assert found.because[-1].text.endswith(
        "row Ro7 of Routes leads to Single agent, and no row of Budgets gives that a box."
    )


def test_a_task_that_no_proof_row_covers_is_human_led() -> None:
    (found,) = routed(task(work_type="Read", changes=False), policy=small_policy(proof=table("Proof", ())))
    assert (found.standing, found.route) == (Standing.NO_RULE, Route.HUMAN_LED)
    assert found.because[-1].place == Place("rules.xlsx", "Proof")
    assert found.because[-1].text.endswith("no row of Proof says what it has to show.")


def test_a_task_that_no_risk_rule_covers_says_so_beside_the_other_sheets_that_lack_a_row() -> None:
    policy = small_policy(risk_rules=table("Risk rules", ()), proof=table("Proof", ()))
    (found,) = routed(task(work_type="Read", changes=False, acceptance_plan="plan.md"), policy=policy)
    assert (found.standing, found.route) == (Standing.NO_RULE, Route.HUMAN_LED)
    why = [reason for reason in found.because if reason.kind is ReasonKind.ROUTE]
    assert [reason.place for reason in why] == [Place("rules.xlsx", "Risk rules"), Place("rules.xlsx", "Proof")]
    assert found.say == (
        "No rule covers this task, so a person leads it: "
        "no row of Risk rules gives it both an impact and a likelihood; no row of Proof says what it has to show."
    )


def test_proof_joins_all_matching_rows_and_unstated_work_counts() -> None:
    (found,) = routed(task(changes=False, surface="Large"))
    assert [proof.kind for proof in found.proof] == ["findings", "tests"]
    assert found.does_not_count == ("build",)
    assert [item.id for item in found.checklist] == ["Ac5", "Ac6"]


def test_the_deciding_row_names_the_reviewer_when_the_task_does_not() -> None:
    (found,) = routed(task(work_type="Read", changes=False, surface="Small"))
    assert found.reviewer == "Ada"


def test_an_answer_that_another_blank_would_take_back_is_not_enough() -> None:
    """With `changes` assumed yes, naming the surface alone must not promise a route that a yes would take away."""
    routes = table(
        "Routes",
        (
            row("Routes", 5, RouteEffect(Route.HUMAN_LED), changes="no"),
            row("Routes", 6, RouteEffect(Route.SINGLE_AGENT), surface="Small"),
            row("Routes", 7, RouteEffect(Route.HUMAN_LED)),
        ),
        HitPolicy.FIRST,
    )
    (found,) = routed(task(work_type="Read", files_expected=1), policy=small_policy(routes=routes))
    assert found.ask == ("changes", "surface")


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "work_type": st.sampled_from(["Read", "Edit", "Auth"]),
        "changes": st.booleans(),
        "surface": st.sampled_from(["Small", "Large"]),
        "files_expected": st.integers(0, 100),
        "folders": st.sampled_from([("docs/**",), ("src/auth/**",)]),
        "systems": st.sampled_from([("SSO",), ("Wiki",)]),
        "reviewer": st.just("Ada"),
        "acceptance_plan": st.just("written"),
    },
)


@given(st.lists(ANSWERS, min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_a_queue_routes_each_task_as_if_it_were_alone(stated: list[dict[str, object]]) -> None:
    tasks = [task(answers, id=f"T-{at}") for at, answers in enumerate(stated)]  # type: ignore[arg-type]
    together = routed(*tasks)
    for own, alone in zip(together, (routed(one)[0] for one in tasks), strict=True):
        assert own == alone


@given(ANSWERS)
@settings(max_examples=60, deadline=None)
def test_what_is_asked_is_unstated_and_stating_what_is_missing_gives_more_freedom(stated: dict[str, object]) -> None:
    (found,) = routed(task(stated))  # type: ignore[arg-type]
    assert not set(found.ask) & set(stated)
    assert not set(found.missing) & set(stated)
    if found.missing:
        given_now = {"folders": ("docs/**",), "reviewer": "Ada", "acceptance_plan": "written"}
        fuller = {**stated, **{code: given_now[code] for code in found.missing}}
        (better,) = routed(task(fuller))  # type: ignore[arg-type]
        assert better.route.freedom > found.route.freedom


@given(st.lists(ANSWERS, min_size=1, max_size=4))
@settings(max_examples=30, deadline=None)
def test_a_quick_decision_differs_only_in_what_is_missing_and_asked(stated: list[dict[str, object]]) -> None:
    tasks = tuple(task(answers, id=f"T-{at}") for at, answers in enumerate(stated))  # type: ignore[arg-type]
    quick = decide_quickly(tasks, POLICY)
    assert quick == tuple(replace(own, missing=(), ask=()) for own in route_tasks(tasks, POLICY))


def test_a_condition_may_compare_with_a_field_that_no_condition_is_on() -> None:
    budgets = table("Budgets", (row("Budgets", 5, BUDGETS[0].then, files_expected="> Max minutes"), BUDGETS[2]))
    policy = small_policy(budgets=table("Budgets", budgets.rows, HitPolicy.FIRST))
    (found,) = routed(
        task(work_type="Read", changes=False, surface="Large", files_expected=40, max_minutes=30), policy=policy
    )
    assert found.budget.tokens == 1000


def test_a_system_by_another_name_is_the_same_system_to_every_condition() -> None:
    by_name = row("Routes", 5, RouteEffect(Route.SINGLE_AGENT, say="Only there."), systems="Login")
    rest = row("Routes", 6, RouteEffect(Route.HUMAN_LED, say="Everything else."))
    policy = small_policy(routes=table("Routes", (by_name, rest), HitPolicy.FIRST))

    said = [route_tasks((task(systems=(name,), changes=False),), policy)[0] for name in ("Login", "sso", "Wiki")]

    assert [one.route for one in said] == [Route.SINGLE_AGENT, Route.SINGLE_AGENT, Route.HUMAN_LED]
    assert said[1].task.words("systems") == ("Login",)
