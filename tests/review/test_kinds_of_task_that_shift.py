"""Two policies: every task in a box of a shift is decided otherwise, no other is, and the cells named are to blame."""

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from agent_router.model.assignment import Assignment
from agent_router.model.field import Field
from agent_router.model.policy import BudgetEffect, Policy, Route
from agent_router.model.review import Answers, Aspect, Box, Shift
from agent_router.model.table import HitPolicy, Row
from agent_router.pipeline.routing_tasks import decide_quickly
from agent_router.review.aspects import differences
from agent_router.review.every_kind.kinds import Kinds
from agent_router.review.two_policies.cell_changes import cell_changes
from agent_router.review.two_policies.shifts import SHEETS, find_shifts
from agent_router.tables.cell_language import parse_condition
from agent_router.tables.kinds_in_words import box_words
from agent_router.tables.partition import box_holds
from agent_router.tables.rulebook import compile_policy
from tests.policies import starter_policy
from tests.review.random_policies import as_task, random_path, random_policy
from tests.small_policy import BY_CODE, row, small_policy, table

LISTS = {Aspect.PROOF, Aspect.CHECKLIST, Aspect.STOPS}


def shifts_between(old: Policy, new: Policy) -> tuple[tuple[Shift, ...], str]:
    return find_shifts(compile_policy(old), compile_policy(new), cell_changes(old, new), decide_quickly)


def in_box(box: Box, answers: Answers, found: Assignment, fields: Mapping[str, Field] = BY_CODE) -> bool:
    assert found.assessment is not None
    derived = (
        ("area", found.assessment.scope.areas),
        ("blast_radius", found.assessment.blast_radius.value),
        ("route", found.route.value),
    )
    return box_holds(box, (*answers, *derived), fields)


@pytest.mark.uncounted
@given(st.integers(0, 10**6))
@settings(max_examples=14, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_boxes_hold_exactly_the_tasks_that_are_decided_otherwise(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - the same policy for the same number
    old = random_policy(chance)
    other = random_policy(chance)
    sheet = chance.choice(["risk_rules", "routes", "budgets", "proof", "checklist", "stops", "matrix"])
    new = replace(old, **{sheet: getattr(other, sheet)}, sha256=other.sha256)
    shifts, not_examined = shifts_between(old, new)
    assert "confirmed" not in not_examined
    kinds = Kinds([compile_policy(old), compile_policy(new)], SHEETS, 10**6, also=("reviewer",))
    answers = [kinds.answers(random_path(chance, kinds)) for _ in range(60)]
    tasks = tuple(as_task(own, at) for at, own in enumerate(answers))
    decided = zip(answers, decide_quickly(tasks, old), decide_quickly(tasks, new), strict=True)
    for own, before, after in decided:
        real = {one.aspect: one for one in differences(before, after)}
        human = [one.route is Route.HUMAN_LED for one in (before, after)]
        for aspect in Aspect:
            if human[0] != human[1] and aspect is Aspect.REVIEWER:
                continue
            if aspect is Aspect.MINUTES and "max_minutes" in dict(own):
                continue
            said = [
                shift for shift in shifts if shift.aspect is aspect and any(in_box(b, own, after) for b in shift.boxes)
            ]
            assert bool(said) == (aspect in real), (aspect, own, real.get(aspect), said)
            if said and aspect not in {*LISTS, Aspect.REVIEWER}:
                assert {(one.before, one.after) for one in said} == {(real[aspect].before, real[aspect].after)}


def edited(policy: Policy, sheet: str, row: str, **then: object) -> Policy:
    table = getattr(policy, sheet)
    rows = tuple(replace(own, then=replace(own.then, **then)) if own.id == row else own for own in table.rows)
    return replace(policy, **{sheet: replace(table, rows=rows)}, sha256="e" * 64)


def words(shift: Shift, policy: Policy) -> list[str]:
    fields = {field.code: field for field in policy.fields}
    return [box_words(box, fields) for box in shift.boxes]


def test_a_changed_budget_is_one_shift_told_by_blast_radius_and_route() -> None:
    old = starter_policy()
    shifts, not_examined = shifts_between(old, edited(old, "budgets", "B2", minutes=30))
    assert not_examined == ""
    assert [(one.aspect, one.before, one.after) for one in shifts] == [(Aspect.MINUTES, "45", "30")]
    assert words(shifts[0], old) == ["Blast radius is Low, and Route is Single agent"]
    assert [(cause.row, cause.header) for cause in shifts[0].causes] == [("B2", "Budget minutes")]


def test_a_changed_risk_rule_names_itself_at_every_sheet_that_it_moves() -> None:
    old = starter_policy()
    shifts, _ = shifts_between(old, edited(old, "risk_rules", "R5", likelihood=3))
    assert {cause.row for shift in shifts for cause in shift.causes} == {"R5"}
    (radius,) = [shift for shift in shifts if shift.aspect is Aspect.BLAST_RADIUS]
    assert (radius.before, radius.after) == ("Medium", "High")
    assert any("Files expected is from 5 to 49" in box for box in words(radius, old))
    routes = {(shift.before, shift.after) for shift in shifts if shift.aspect is Aspect.ROUTE}
    assert ("Dynamic workflow", "Single agent") in routes
    assert ("Single agent", "Human-led") in routes


def test_tasks_that_lose_their_only_row_of_routes_are_said_to_have_none() -> None:
    old = starter_policy()
    new = replace(old, routes=replace(old.routes, rows=old.routes.rows[:-1]), sha256="e" * 64)
    (lost,), not_examined = shifts_between(old, new)
    assert not_examined == ""
    assert (lost.aspect, lost.before) == (Aspect.ROUTE, f"Human-led by row {old.routes.rows[-1].id}")
    assert lost.after == "no rule covers this task, so a person leads"
    (found,), _ = shifts_between(new, old)
    assert (found.before, found.after) == (lost.after, lost.before)


def test_closing_a_system_is_one_change_of_route() -> None:
    old = starter_policy()
    closed = tuple(replace(own, agents_allowed=own.name != "CRM" and own.agents_allowed) for own in old.systems)
    shifts, not_examined = shifts_between(old, replace(old, systems=closed, sha256="d" * 64))
    assert not_examined == ""
    assert {shift.aspect for shift in shifts} == {Aspect.ROUTE}
    assert {shift.after for shift in shifts} == {"agents may not work in a system that it names, so a person leads"}


def test_rows_that_contradict_each_other_are_one_change_of_route() -> None:
    old = starter_policy()
    unique = replace(old, routes=replace(old.routes, hit_policy=HitPolicy.UNIQUE), sha256="d" * 64)
    shifts, _ = shifts_between(old, unique)
    torn = [shift for shift in shifts if shift.after == "rules contradict each other, so a person leads"]
    assert torn
    assert {shift.aspect for shift in shifts if set(shift.boxes) & {box for one in torn for box in one.boxes}} == {
        Aspect.ROUTE
    }


def test_an_example_states_only_what_matters() -> None:
    old = starter_policy()
    new = edited(old, "risk_rules", "R5", likelihood=3)
    shifts, _ = shifts_between(old, new)
    (radius,) = [shift for shift in shifts if shift.aspect is Aspect.BLAST_RADIUS]
    assert {code for code, _ in radius.example} == {"work_type", "folders", "data_class", "files_expected"}
    fields = {field.code: field for field in new.fields}
    for shift in shifts:
        (own,) = decide_quickly((as_task(shift.example, 0),), new)
        assert any(in_box(box, shift.example, own, fields) for box in shift.boxes)


@pytest.mark.parametrize(
    ("typed", "stated", "shows"),
    [
        ("", None, ("45", "60")),
        (">= 30", 61, ("45", "60")),
        ("[30..100]", 101, ("45", "60")),
        ("< 50", 49, ("45", "49")),
    ],
)
def test_an_example_asks_for_no_smaller_box_than_its_kind_of_task_needs(
    typed: str, stated: int | None, shows: tuple[str, str]
) -> None:
    asked = {"max_minutes": typed} if typed else {}
    rows = (
        row("Budgets", 5, BudgetEffect(minutes=45), **asked),
        row("Budgets", 6, BudgetEffect(minutes=10), max_minutes="[1..29]"),
        row("Budgets", 30, BudgetEffect(minutes=5)),
    )
    old = small_policy(budgets=table("Budgets", rows, HitPolicy.FIRST))
    new = edited(old, "budgets", "Bu5", minutes=60)
    shifts, not_examined = shifts_between(old, new)
    (minutes,) = shifts
    assert (not_examined, minutes.before, minutes.after) == ("", "45", "60")
    assert [(cause.row, cause.header) for cause in minutes.causes] == [("Bu5", "Budget minutes")]
    assert dict(minutes.example).get("max_minutes") == (min(stated, 100) if stated else None)
    before, after = (decide_quickly((as_task(minutes.example, 0),), policy)[0] for policy in (old, new))
    (seen,) = [one for one in differences(before, after) if one.aspect is Aspect.MINUTES]
    assert (seen.before, seen.after) == shows


@pytest.mark.parametrize("folder", ["**/invoices/**", "infra/**"])
def test_a_folder_taken_from_a_system_is_seen_however_it_is_written(folder: str) -> None:
    old = starter_policy()
    fewer = tuple(replace(own, folders=tuple(one for one in own.folders if one != folder)) for own in old.systems)
    shifts, _ = shifts_between(old, replace(old, systems=fewer, sha256="d" * 64))
    radius = [(shift.before, shift.after) for shift in shifts if shift.aspect is Aspect.BLAST_RADIUS]
    assert radius == [("High", "Low"), ("High", "Medium")]


def test_one_more_kind_of_proof_is_said_alone() -> None:
    old = starter_policy()
    shifts, _ = shifts_between(old, edited(old, "proof", "P1", kinds=("findings", "log")))
    assert {(one.aspect, one.before, one.after) for one in shifts} == {(Aspect.PROOF, "nothing", "log")}


def test_two_causes_are_told_apart() -> None:
    old = starter_policy()
    new = edited(edited(old, "budgets", "B2", minutes=30), "budgets", "B5", minutes=25)
    shifts, _ = shifts_between(old, new)
    assert {(one.before, one.after, one.causes[0].row) for one in shifts} == {("45", "30", "B2"), ("30", "25", "B5")}


def test_a_cell_that_only_changes_what_another_took_away_is_no_cause() -> None:
    old = starter_policy()
    longer = edited(old, "budgets", "B2", minutes=60)
    (row_of_files,) = [own for own in old.risk_rules.rows if own.id == "R5"]
    new = with_condition(longer, row_of_files, "files_expected", ">= 2")
    shifts, _ = shifts_between(old, new)
    minutes = {
        (one.before, one.after): {(cause.row, cause.header) for cause in one.causes}
        for one in shifts
        if one.aspect is Aspect.MINUTES
    }
    assert minutes["45", "60"] == {("B2", "Budget minutes")}
    assert minutes["45", "30"] == {("R5", "Files expected")}


def with_condition(policy: Policy, own: Row[Any], code: str, typed: str) -> Policy:
    fields = {field.code: field for field in policy.fields}
    asked = parse_condition(typed, fields[code], fields, None).condition
    assert asked is not None
    conditions = tuple(asked if one.field == code else one for one in own.conditions)
    rows = tuple(replace(one, conditions=conditions) if one is own else one for one in policy.risk_rules.rows)
    return replace(policy, risk_rules=replace(policy.risk_rules, rows=rows))


def test_rows_in_another_order_or_with_other_names_shift_nothing() -> None:
    old = starter_policy()
    rows = tuple(Row(f"X{at}", row.conditions, row.then, row.place) for at, row in enumerate(old.proof.rows))
    new = replace(old, proof=replace(old.proof, rows=rows[::-1]), sha256="f" * 64)
    assert shifts_between(old, new) == ((), "")


def test_another_system_moves_the_tasks_that_reach_it() -> None:
    old = small_policy()
    systems = (replace(old.systems[0], folders=("src/auth/**", "sso/**")), *old.systems[1:])
    shifts, _ = shifts_between(old, replace(old, systems=systems, sha256="d" * 64))
    assert any(shift.aspect is Aspect.BLAST_RADIUS and shift.after == "High" for shift in shifts)
    folders = [dict(shift.example).get("folders") for shift in shifts if shift.aspect is Aspect.BLAST_RADIUS]
    assert any("sso" in str(named) for named in folders)


def test_a_word_that_only_one_list_has_is_compared_too() -> None:
    old = starter_policy()
    field = old.field("work_type")
    assert field.words is not None
    fewer = replace(field, words=replace(field.words, words=field.words.words[1:]))
    new = replace(old, fields=tuple(fewer if one is field else one for one in old.fields), sha256="c" * 64)
    shifts, _ = shifts_between(old, new)
    first = field.words.words[0].text
    assert shifts
    assert any(dict(shift.example).get("work_type") == first for shift in shifts)


def test_policies_that_cannot_be_compared_say_why() -> None:
    old = random_policy(Random(3))  # noqa: S311 - the same policy for the same number
    rows = (replace(old.routes.rows[0], conditions=()),)
    new = replace(old, routes=replace(old.routes, rows=rows), sha256="b" * 64)
    tied = replace(
        new, routes=table("Routes", (row("Routes", 5, rows[0].then, files_expected="> Score"),)), sha256="a" * 64
    )
    shifts, not_examined = shifts_between(old, tied)
    assert shifts == ()
    assert not_examined == "a condition compares Files expected and Score with each other"
