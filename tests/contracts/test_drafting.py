from dataclasses import replace
from decimal import Decimal

import pytest

from agent_router.contracts.drafting import agents_overshoot, cost_overshoot, draft_contract
from agent_router.contracts.problems import CATALOGUE
from agent_router.errors import Refused
from agent_router.model.assignment import Assignment, Budget, Standing
from agent_router.model.contract import RatedView, Scope, TaskAnswer, Verifier
from agent_router.model.field import Field, FieldKind, IfBlank
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, Phase, Route
from agent_router.model.problem import Problem, Rule, Severity
from agent_router.model.provenance import WorkbookIdentity
from agent_router.model.task import Task
from tests.contracts.samples import ASSIGNMENT, FILE, POLICY, TASK, TASKS


def drafted(assignment: Assignment = ASSIGNMENT) -> object:
    return draft_contract(assignment, POLICY, TASKS, "0.1.0")


def without(*codes: str) -> Assignment:
    answers = tuple(answer for answer in TASK.answers if answer.field not in codes)
    return replace(ASSIGNMENT, task=Task(TASK.id, TASK.goal, answers, TASK.place))


def test_a_contract_holds_what_was_decided() -> None:
    contract = draft_contract(ASSIGNMENT, POLICY, TASKS, "0.1.0")
    assert (contract.task_id, contract.goal) == ("T-1", "Move the orders to the new table")
    assert (contract.route, contract.phases) == (Route.SINGLE_AGENT, (Phase.DISCOVERY, Phase.MUTATION))
    assert (contract.blast_radius, contract.as_far_as_stated) == (BlastRadius.MEDIUM, BlastRadius.LOW)
    assert contract.views[0] == RatedView(
        "request", BlastRadius.MEDIUM, 3, 2, (("A migration", Place(FILE, "Risk rules", "A7")),)
    )
    assert contract.views[1].view == "scope"
    assert contract.because == (("Row 5 decides", Place(FILE, "Routes", "A9")),)
    assert contract.budget == ASSIGNMENT.budget
    assert (contract.proof, contract.does_not_count) == (ASSIGNMENT.proof, ("build",))
    assert (contract.checklist, contract.stops) == (ASSIGNMENT.checklist, ASSIGNMENT.stops)
    assert (contract.owner, contract.requester, contract.reviewer) == ("Ada Lovelace", "Cleo", "Ada Lovelace")
    assert (contract.work_type, contract.expected_output, contract.rollback) == (
        "Migration",
        "Pull request",
        "git revert",
    )
    assert contract.workbook == WorkbookIdentity(FILE, "Starter", "1.0", POLICY.sha256)
    assert (contract.queue, contract.queue_sha256, contract.router_version) == ("queue.xlsx", "0" * 64, "0.1.0")


def test_the_scope_is_the_tasks_with_closed_systems_off_limits_and_scratch_folders_open() -> None:
    assert draft_contract(ASSIGNMENT, POLICY, TASKS, "").scope == Scope(
        repositories=("shop",),
        folders=("src/orders/**", "tests/**"),
        systems=("Orders",),
        data_sources=("orders.csv",),
        off_limits=("src/orders/legacy/**", "Payments", "src/payments/**"),
        scratch=("tmp/**",),
    )


def test_each_line_of_the_test_command_is_one_verifier() -> None:
    assert draft_contract(ASSIGNMENT, POLICY, TASKS, "").verifiers == (
        Verifier("tests", "python -m pytest -q"),
        Verifier("tests", "npm test"),
    )
    assert draft_contract(without("test_command"), POLICY, TASKS, "").verifiers == ()


def test_every_answer_is_kept_as_text_with_its_cell() -> None:
    answers = draft_contract(ASSIGNMENT, POLICY, TASKS, "").answers
    assert answers[1].place == Place("queue.xlsx", "Queue", "B2")
    assert TaskAnswer("folders", "src/orders/**; tests/**") in answers
    assert TaskAnswer("verification", "count the rows before and after") in answers


@pytest.mark.parametrize(
    ("phases", "row_says", "expected"),
    [
        ((Phase.DISCOVERY, Phase.MUTATION), None, Phase.MUTATION),
        ((Phase.DISCOVERY, Phase.MUTATION), Phase.DISCOVERY, Phase.DISCOVERY),
        ((Phase.MUTATION,), None, None),
        ((Phase.MUTATION,), Phase.MUTATION, Phase.MUTATION),
        ((Phase.DISCOVERY,), None, None),
    ],
)
def test_two_phases_always_want_an_approval(
    phases: tuple[Phase, ...], row_says: Phase | None, expected: Phase | None
) -> None:
    assignment = replace(ASSIGNMENT, phases=phases, approval_before=row_says)
    assert draft_contract(assignment, POLICY, TASKS, "").approval_before is expected


@pytest.mark.parametrize(
    ("assumed", "expected"),
    [
        (Field("changes", "Changes anything?", FieldKind.YES_NO, IfBlank.ASSUME, assumed=True), True),
        (Field("changes", "Changes anything?", FieldKind.YES_NO, IfBlank.ASSUME, assumed=False), False),
        (Field("changes", "Changes anything?", FieldKind.YES_NO, IfBlank.WORST), True),
        (Field("other", "Other", FieldKind.YES_NO), True),
    ],
)
def test_whether_anything_may_change_is_assumed_where_it_is_not_stated(assumed: Field, expected: bool) -> None:
    policy = replace(POLICY, fields=(assumed,))
    assert draft_contract(without("changes"), policy, TASKS, "").changes is expected


def test_what_is_stated_about_changes_counts() -> None:
    assert draft_contract(ASSIGNMENT, POLICY, TASKS, "").changes is True


@pytest.mark.parametrize(
    ("route", "agents", "expected"),
    [
        (Route.SINGLE_AGENT, 4, 0),
        (Route.DYNAMIC_WORKFLOW, 4, 4),
        (Route.DYNAMIC_WORKFLOW, 40, 16),
        (Route.DYNAMIC_WORKFLOW, None, 16),
    ],
)
def test_a_wave_overshoots_by_at_most_sixteen_agents(route: Route, agents: int | None, expected: int) -> None:
    assert agents_overshoot(route, Budget(agents=agents)) == expected


@pytest.mark.parametrize(
    ("cost", "limit", "agents", "expected"),
    [
        ("10.00", 3, 3, "10.00"),
        ("10.00", 30, 16, "5.34"),
        ("10.00", None, 16, "10.00"),
        ("10.00", 4, 0, "0.00"),
        ("10.00", 0, 0, "0.00"),
        ("1E+90", 30, 15, f"5{'0' * 89}.00"),
    ],
)
def test_the_cost_of_an_overshoot_is_rounded_up_to_cents(
    cost: str, limit: int | None, agents: int, expected: str
) -> None:
    assert cost_overshoot(Budget(cost_usd=Decimal(cost), agents=limit), agents) == Decimal(expected)


def test_without_a_cost_the_overshoot_has_none() -> None:
    assert cost_overshoot(Budget(agents=4), 4) is None


def test_a_human_led_task_gets_no_contract_and_hears_what_is_missing() -> None:
    assignment = replace(
        ASSIGNMENT,
        route=Route.HUMAN_LED,
        say="High work needs a plan.",
        missing=("acceptance_plan", "reviewer"),
        ask=("surface",),
    )
    with pytest.raises(Refused) as caught:
        drafted(assignment)
    assert str(caught.value) == (
        "queue.xlsx › Queue!A2: A human-led task gets no contract: a person does the work. "
        "Found: task T-1: High work needs a plan; missing: acceptance_plan, reviewer; to be answered: surface. "
        "State what is missing, answer what is asked, and route the queue again. [CT101]"
    )


def test_a_human_led_task_with_nothing_to_ask_says_no_more_than_that() -> None:
    with pytest.raises(Refused, match=r"Found: task T-1\. State"):
        drafted(replace(ASSIGNMENT, route=Route.HUMAN_LED))


def test_a_task_that_was_not_evaluated_gets_no_contract_and_hears_its_problems() -> None:
    wrong = Problem(
        Rule("QU101", Severity.ERROR, "No number.", "Type one."), Place("queue.xlsx", "Queue", "F2"), "'many'"
    )
    assignment = Assignment(replace(TASK, place=None), Standing.NOT_EVALUATED, Route.HUMAN_LED, problems=(wrong,))
    with pytest.raises(Refused) as caught:
        drafted(assignment)
    assert "queue.xlsx › Queue!F2: No number. Found: 'many'." in str(caught.value)
    assert "T-1: This task was not evaluated" in str(caught.value)


def test_without_proof_and_without_a_box_there_is_no_contract_and_both_are_said() -> None:
    with pytest.raises(Refused, match=r"(?s)CT103.*CT104"):
        drafted(replace(ASSIGNMENT, proof=(), budget=Budget()))


def test_the_codes_of_the_catalogue_are_unique() -> None:
    assert len({rule.code for rule in CATALOGUE}) == len(CATALOGUE)
