"""The smallest answers that give each other route: held against the real routing, and against trying everything."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_router.model.condition import Missing
from agent_router.model.field import IfBlank, Value
from agent_router.model.policy import Policy, RiskEffect, Route, RouteEffect
from agent_router.model.table import HitPolicy
from agent_router.model.task import Task
from agent_router.pipeline.routing_queue import RoutedQueue, route_queue
from agent_router.pipeline.routing_tasks import decide_quickly, route_tasks
from agent_router.pipeline.workspace import NamedBytes
from agent_router.routing import reaching
from agent_router.routing.reaching import Reach, Reaching, Way
from agent_router.scoring.assessing import rate_records, record_of
from agent_router.tables.choices import fits
from agent_router.tables.rulebook import compile_policy
from tests import small_policy as small
from tests.places import REPOSITORY
from tests.small_policy import row, small_policy, table, task

EVERYTHING: dict[str, tuple[Value, ...]] = {
    "work_type": ("Read", "Edit", "Auth"),
    "changes": (True, False),
    "output": ("Report", "Patch"),
    "folders": (("docs/**",), ("src/auth/**",), ("src/billing/**",)),
    "systems": (("Login",), ("Ledger",), ("Wiki",)),
    "surface": ("Small", "Large"),
    "files_expected": (4, 60),
    "acceptance_plan": ("plan.md",),
    "reviewer": ("Ada",),
}
"""At least one answer of each sort that the rules of the small policy can tell apart."""


def others(policy: Policy, one: Task) -> dict[Route, Reach]:
    rulebook = compile_policy(policy)
    found = Reaching(rulebook, lambda records: rate_records(records, rulebook)).others(
        record_of(one), routed(policy, one)
    )
    return {reach.route: reach for reach in found}


def routed(policy: Policy, one: Task) -> Route:
    return decide_quickly((one,), policy)[0].route


def after(one: Task, said: Iterable[tuple[str, Value | None]]) -> Task:
    stated: dict[str, Value | None] = {**record_of(one), **dict(said)}
    return task({code: value for code, value in stated.items() if value is not None})


def by_trying_everything(policy: Policy, one: Task, *, open_only: bool) -> dict[Route, int]:
    """The size of the smallest set of answers for each route."""
    stated = record_of(one)
    codes = [code for code in EVERYTHING if code not in stated or not open_only]
    found: dict[Route, int] = {}
    for size in range(1, 4):
        for chosen in combinations(codes, size):
            values = [(*EVERYTHING[code], *((None,) if code in stated else ())) for code in chosen]
            tasks = [after(one, zip(chosen, answer, strict=True)) for answer in product(*values)]
            named = tuple(replace(own, id=str(at)) for at, own in enumerate(tasks))
            for assignment in decide_quickly(named, policy):
                found.setdefault(assignment.route, size)
    return found


answers = st.fixed_dictionaries({}, optional={code: st.sampled_from(values) for code, values in EVERYTHING.items()})


@pytest.mark.uncounted
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answers)
def test_no_smaller_set_leads_there_than_the_one_named(stated: dict[str, Value]) -> None:
    policy, one = small_policy(), task(stated)
    for open_only in (True, False):
        smallest = by_trying_everything(policy, one, open_only=open_only)
        for route, reach in others(policy, one).items():
            assert reach.all_tried
            best = size_of(reach.by_open) if open_only else min(size_of(reach.by_open), size_of(reach.by_other))
            assert min(best, 4) == smallest.get(route, 4)


@settings(max_examples=60, deadline=None)
@given(answers)
def test_every_answer_named_really_gives_the_route(stated: dict[str, Value]) -> None:
    policy, one = small_policy(), task(stated)
    for route, reach in others(policy, one).items():
        for way in (reach.by_open, reach.by_other):
            if way is not None:
                assert routed(policy, after(one, ((step.field, step.answer) for step in way.steps))) is route


@settings(max_examples=60, deadline=None)
@given(answers)
def test_open_answers_touch_nothing_that_is_stated(stated: dict[str, Value]) -> None:
    for reach in others(small_policy(), task(stated)).values():
        if reach.by_open is not None:
            assert not {step.field for step in reach.by_open.steps} & set(stated)
            assert all(step.now is None for step in reach.by_open.steps)
        if reach.by_other is not None:
            assert any(step.now is not None for step in reach.by_other.steps)
            assert reach.by_open is None or len(reach.by_other.steps) < len(reach.by_open.steps)


@settings(max_examples=40, deadline=None)
@given(answers)
def test_what_is_asked_or_missing_is_a_way_as_well(stated: dict[str, Value]) -> None:
    """`ask` and `missing` lead to some freer route, so the smallest open set is never larger than they are."""
    policy = small_policy()
    (assignment,) = route_tasks((task(stated),), policy)
    freer = [
        size_of(reach.by_open)
        for route, reach in others(policy, task(stated)).items()
        if route.freedom > assignment.route.freedom
    ]
    for wanted in (assignment.ask, assignment.missing):
        if wanted:
            assert min(freer) <= len(wanted)


def size_of(way: Way | None) -> int:
    return 99 if way is None else len(way.steps)


@pytest.fixture(scope="module")
def demo() -> RoutedQueue:
    workbook = REPOSITORY / "matrices" / "agent-router.xlsx"
    queue = REPOSITORY / "src" / "agent_router" / "_demo" / "queue.xlsx"
    return route_queue(NamedBytes("queue.xlsx", queue.read_bytes()), NamedBytes("m.xlsx", workbook.read_bytes()))


def test_the_ways_of_every_task_of_the_sample_queue_are_true(demo: RoutedQueue) -> None:
    rulebook = compile_policy(demo.policy)
    search = Reaching(rulebook, lambda records: rate_records(records, rulebook))
    tried = 0
    for assignment in demo.assignments:
        if assignment.assessment is None:
            continue
        for reach in search.others(record_of(assignment.task), assignment.route):
            for way in (reach.by_open, reach.by_other):
                if way is not None:
                    said = after(assignment.task, ((step.field, step.answer) for step in way.steps))
                    if "reviewer" in {step.field for step in way.steps}:
                        assert demo.policy.person(said.text("reviewer"))
                    assert routed(demo.policy, said) is reach.route
                    tried += 1
    assert tried > 50


def test_ties_go_in_the_order_of_the_fields() -> None:
    policy = small_policy(
        routes=table(
            "Routes",
            (
                row("Routes", 5, RouteEffect(Route.SINGLE_AGENT), acceptance_plan="given"),
                row("Routes", 6, RouteEffect(Route.SINGLE_AGENT), folders="given"),
                row("Routes", 7, RouteEffect(Route.HUMAN_LED)),
            ),
            HitPolicy.FIRST,
        ),
        systems=(),
    )
    way = others(policy, task(work_type="Read", surface="Small", files_expected=1))[Route.SINGLE_AGENT].by_open
    assert way is not None
    assert [step.field for step in way.steps] == ["folders"]
    assert way.row == "Ro6"


def test_an_answer_that_lowers_the_blast_radius_is_found_through_the_risk_rules() -> None:
    stated: dict[str, Value] = {
        "work_type": "Read", "surface": "Large", "folders": ("src/auth/**",), "reviewer": "Ada", "files_expected": 60,
    }  # fmt: skip
    reach = others(small_policy(), task(stated))[Route.SINGLE_AGENT]
    assert reach.by_open is not None
    assert routed(small_policy(), task(stated)) is Route.HUMAN_LED
    (step,) = reach.by_open.steps
    assert step.field in {"changes", "acceptance_plan"}


def test_a_closed_system_is_a_way_to_human_led_by_no_row() -> None:
    policy = small_policy(
        routes=table("Routes", (row("Routes", 5, RouteEffect(Route.SINGLE_AGENT)),), HitPolicy.FIRST),
    )
    reach = others(policy, task(work_type="Read", changes=False))[Route.HUMAN_LED]
    assert reach.by_open is not None
    assert [(step.field, step.answer) for step in reach.by_open.steps] == [("systems", ("Ledger",))]
    assert reach.by_open.row == ""


def test_a_system_that_does_is_named_by_itself_where_another_beside_it_is_closed_to_agents() -> None:
    routes = (
        row("Routes", 5, RouteEffect(Route.SINGLE_AGENT), systems="Login"),
        row("Routes", 6, RouteEffect(Route.HUMAN_LED)),
    )
    policy = small_policy(routes=table("Routes", routes, HitPolicy.FIRST))
    one = task(work_type="Read", changes=False)
    reach = others(policy, one)[Route.SINGLE_AGENT]
    assert reach.by_open is not None
    (step,) = reach.by_open.steps
    assert (step.field, step.answer, step.alone) == ("systems", ("Login",), True)
    assert routed(policy, after(one, [("systems", ("Login", "Ledger"))])) is Route.HUMAN_LED

    policy = replace(policy, systems=tuple(replace(own, agents_allowed=True) for own in policy.systems))
    reach = others(policy, one)[Route.SINGLE_AGENT]
    assert reach.by_open is not None
    assert [step.alone for step in reach.by_open.steps] == [False]


def test_words_that_do_only_together_are_said_as_just_these() -> None:
    risk = (
        row("Risk rules", 5, RiskEffect(5, None, ""), systems="Login"),
        row("Risk rules", 6, RiskEffect(None, 5, ""), systems="Wiki"),
        row("Risk rules", 7, RiskEffect(1, 1, "")),
    )
    routes = (
        row("Routes", 5, RouteEffect(Route.SINGLE_AGENT), blast_radius="High"),
        row("Routes", 6, RouteEffect(Route.HUMAN_LED)),
    )
    policy = small_policy(risk_rules=table("Risk rules", risk), routes=table("Routes", routes, HitPolicy.FIRST))
    reach = others(policy, task(work_type="Read", changes=False))[Route.SINGLE_AGENT]
    assert reach.by_open is not None
    (step,) = reach.by_open.steps
    assert (set(step.answer or ()), step.alone) == ({"Login", "Wiki"}, True)  # type: ignore[arg-type] # words


@settings(max_examples=60, deadline=None)
@given(answers)
def test_an_answer_that_need_not_stand_alone_may_have_any_other_beside_it(stated: dict[str, Value]) -> None:
    policy, one = small_policy(), task(stated)
    words = {"systems": ("Login", "Ledger", "Wiki"), "folders": ("docs/**", "src/auth/**", "src/billing/**")}
    for route, reach in others(policy, one).items():
        for way in filter(None, (reach.by_open, reach.by_other)):
            for step in way.steps:
                if step.field not in words or step.alone or not isinstance(step.answer, tuple):
                    continue
                for word in words[step.field]:
                    wider = (*step.answer, word)
                    met = fits(policy.field(step.field), [step.region.test], wider)
                    said = {own.field: own.answer for own in way.steps} | {step.field: wider}
                    assert not met or routed(policy, after(one, said.items())) is route


def test_a_route_that_no_row_gives_is_out_of_reach_for_certain() -> None:
    policy = small_policy(routes=table("Routes", (row("Routes", 5, RouteEffect(Route.SINGLE_AGENT)),), HitPolicy.FIRST))
    reach = others(policy, task())[Route.DYNAMIC_WORKFLOW]
    assert (reach.by_open, reach.by_other, reach.all_tried) == (None, None, True)


def test_without_people_nobody_can_be_named_as_reviewer() -> None:
    rows = (
        row("Routes", 5, RouteEffect(Route.SINGLE_AGENT), reviewer="given"),
        row("Routes", 6, RouteEffect(Route.HUMAN_LED)),
    )
    policy = small_policy(routes=table("Routes", rows, HitPolicy.FIRST), people=())
    reach = others(policy, task())[Route.SINGLE_AGENT]
    assert (reach.by_open, reach.by_other, reach.all_tried) == (None, None, True)


def test_a_cell_may_have_to_be_blank() -> None:
    rows = (
        row("Routes", 5, RouteEffect(Route.SINGLE_AGENT), acceptance_plan="missing"),
        row("Routes", 6, RouteEffect(Route.HUMAN_LED)),
    )
    policy = small_policy(routes=table("Routes", rows, HitPolicy.FIRST))
    reach = others(policy, task(acceptance_plan="plan.md"))[Route.SINGLE_AGENT]
    assert reach.by_open is None
    assert reach.by_other is not None
    (step,) = reach.by_other.steps
    assert (step.field, step.region.test, step.answer) == ("acceptance_plan", Missing(), None)


def test_two_fields_that_are_compared_are_tried_against_each_other() -> None:
    rows = (
        row("Routes", 5, RouteEffect(Route.SINGLE_AGENT), max_minutes="< Files expected"),
        row("Routes", 6, RouteEffect(Route.HUMAN_LED)),
    )
    policy = small_policy(routes=table("Routes", rows, HitPolicy.FIRST))
    one = task(files_expected=8, work_type="Read", surface="Small", changes=False)
    reach = others(policy, one)[Route.SINGLE_AGENT]
    assert reach.by_open is not None
    (step,) = reach.by_open.steps
    assert step.field == "max_minutes"
    assert routed(policy, after(one, [("max_minutes", step.answer)])) is Route.SINGLE_AGENT


def test_where_there_are_too_many_answers_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "TRIED_AT_MOST", 3)
    reach = others(small_policy(), task())[Route.DYNAMIC_WORKFLOW]
    assert reach.by_open is None
    assert not reach.all_tried


def test_where_there_are_too_many_fields_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reaching, "SETS_AT_MOST", 5)
    reach = others(small_policy(), task())[Route.DYNAMIC_WORKFLOW]
    assert not reach.all_tried


def test_required_fields_are_never_left_blank() -> None:
    for reach in others(small_policy(), task(work_type="Read", surface="Large", changes=False)).values():
        for way in (reach.by_open, reach.by_other):
            for step in way.steps if way else ():
                assert small.BY_CODE[step.field].if_blank is not IfBlank.REQUIRED
