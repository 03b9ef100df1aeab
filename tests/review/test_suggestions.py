"""Rows to add, drop or merge: ready to type, and proven."""

from dataclasses import replace

from agent_router.model.policy import BudgetEffect, ChecklistEffect, Policy, RiskEffect, Route, RouteEffect
from agent_router.model.review import Suggestion, SuggestionKind
from agent_router.model.table import HitPolicy, Row
from agent_router.pipeline.routing_tasks import decide_quickly
from agent_router.review.one_sheet.suggesting import suggest
from agent_router.tables.cell_language import parse_condition
from agent_router.tables.coverage import gaps, overlaps
from agent_router.tables.cut_table import cut_table
from agent_router.tables.rulebook import compile_policy
from tests.policies import starter_policy
from tests.small_policy import BY_CODE, row, small_policy, table

HUMAN, SINGLE, DYNAMIC = (RouteEffect(route) for route in Route)


def suggestions(policy: Policy, sheet: str = "Routes") -> list[Suggestion]:
    return [one for one in suggest(compile_policy(policy), decide_quickly) if one.sheet == sheet]


def with_routes(*rows: Row[RouteEffect]) -> Policy:
    return small_policy(routes=table("Routes", rows, HitPolicy.FIRST))


def test_the_shipped_workbook_needs_nothing() -> None:
    assert suggest(compile_policy(starter_policy()), decide_quickly) == ()


def test_a_row_for_a_gap_is_ready_to_type_and_leads_by_a_person() -> None:
    policy = with_routes(
        row("Routes", 5, SINGLE, blast_radius="Low"),
        row("Routes", 6, HUMAN, blast_radius="High"),
        row("Routes", 7, SINGLE, blast_radius="Medium", surface="Small"),
    )
    first = suggestions(policy)[0]
    assert first.kind is SuggestionKind.ADD
    assert first.cells == (
        ("ID", "Ro4"), ("On", "yes"), ("Blast radius", "Medium"), ("Surface", "Large"), ("Route", "Human-led"),
    )  # fmt: skip
    assert "decided by the real rules" in first.proof
    assert "a person leads them, as now" in first.why
    assert [region.field for region in first.box] == ["blast_radius", "surface"]


def test_with_all_rows_added_no_gap_is_left() -> None:
    policy = with_routes(
        row("Routes", 5, SINGLE, files_expected="< 5", changes="no"),
        row("Routes", 6, DYNAMIC, files_expected="> 5", folders="given"),
    )
    rows = list(policy.routes.rows)
    for one in suggestions(policy):
        if one.kind is not SuggestionKind.ADD:
            continue
        conditions = []
        for header, text in one.cells:
            field = next((field for field in BY_CODE.values() if field.header == header), None)
            if field is not None and field.code not in {"id", "route"}:
                parsed = parse_condition(text, field, BY_CODE, None)
                assert parsed.fault is None
                conditions += [parsed.condition] if parsed.condition is not None else []
        rows.append(Row(one.rows[0], tuple(conditions), HUMAN))
    cut = cut_table(replace(policy.routes, rows=tuple(rows)), BY_CODE, policy.matrix)
    left = gaps(cut, cut.all_rows)
    # What remains are tasks that leave open what is assumed at its worst: a person leads them anyway.
    assert all(any(region.or_blank for region in box) for gap in left.found for box in gap.boxes)


def test_a_budget_is_added_only_for_routes_that_an_agent_takes() -> None:
    rows = (
        row("Budgets", 5, BudgetEffect(10, 1000, None, 1, 0, "Stop."), route="Single agent", blast_radius="Low"),
        row("Budgets", 6, BudgetEffect(60, 900, None, 2, 8, "Stop."), route="Dynamic workflow"),
    )
    policy = small_policy(budgets=table("Budgets", rows, HitPolicy.FIRST))
    added = suggestions(policy, "Budgets")
    assert [one.cells[2:4] for one in added] == [(("Route", "Single agent"), ("Blast radius", "Medium, High"))]
    assert added[0].cells[4:] == (
        ("Budget minutes", "10"), ("Budget tokens", "900"), ("Budget retries", "1"), ("Budget agents", "0"),
        ("When the box is full", "Stop."),
    )  # fmt: skip


def test_rows_that_nobody_misses_are_dropped_the_later_of_two_first() -> None:
    policy = with_routes(
        row("Routes", 5, SINGLE, folders="given"),
        row("Routes", 6, SINGLE, folders="given", output="Patch"),
        row("Routes", 7, DYNAMIC, folders="given", output="Report"),
        row("Routes", 8, HUMAN),
    )
    found = suggestions(policy)
    assert [(one.kind, one.rows) for one in found] == [
        (SuggestionKind.DROP, ("Ro7",)),
        (SuggestionKind.DROP, ("Ro6",)),
    ]
    assert found[0].why == "Ro7 never decides; Ro5 always does."
    assert found[1].why == "What Ro6 says is already said by Ro5."
    assert "same answers for every kind of task" in found[0].proof


def test_a_row_that_no_task_meets_is_dropped() -> None:
    policy = with_routes(row("Routes", 5, HUMAN, blast_radius="Low", score=">= 12"), row("Routes", 6, SINGLE))
    assert [one.why for one in suggestions(policy)] == ["No task meets all conditions of Ro5."]


def test_rows_are_merged_pair_by_pair_until_none_is_left() -> None:
    policy = with_routes(
        row("Routes", 5, SINGLE, files_expected="[1..3]", folders="given"),
        row("Routes", 6, SINGLE, files_expected="[4..9]", folders="given"),
        row("Routes", 7, SINGLE, files_expected="10", folders="given"),
        row("Routes", 8, HUMAN),
    )
    found = suggestions(policy)
    assert [(one.kind, one.rows) for one in found] == [
        (SuggestionKind.MERGE, ("Ro5", "Ro6")),
        (SuggestionKind.MERGE, ("Ro5", "Ro7")),
    ]
    assert dict(found[-1].cells)["Files expected"] == "[1..10]"


def test_where_every_row_counts_a_question_of_its_own_is_not_dropped() -> None:
    items = (
        row("Acceptance checklist", 5, ChecklistEffect("Was it tested?", "tests passed")),
        row("Acceptance checklist", 6, ChecklistEffect("Really tested?", "tests passed"), work_type="Edit"),
    )
    assert suggestions(small_policy(checklist=table("Acceptance checklist", items)), "Acceptance checklist") == []
    rules = (
        row("Risk rules", 5, RiskEffect(2, 2)),
        row("Risk rules", 6, RiskEffect(1, 1), work_type="Edit"),
    )
    assert [one.rows for one in suggestions(small_policy(risk_rules=table("Risk rules", rules)), "Risk rules")] == [
        ("Ri6",)
    ]


def with_added_rows(policy: Policy) -> Policy:
    rows = list(policy.routes.rows)
    headers = {field.header: field for field in BY_CODE.values() if field.code not in {"id", "route"}}
    for one in suggestions(policy):
        if one.kind is SuggestionKind.ADD:
            parsed = [
                parse_condition(text, headers[header], BY_CODE, None) for header, text in one.cells if header in headers
            ]
            assert not any(cell.fault for cell in parsed), one.cells
            conditions = tuple(cell.condition for cell in parsed if cell.condition is not None)
            rows.append(Row(one.rows[0], conditions, HUMAN))
    return replace(policy, routes=replace(policy.routes, rows=tuple(rows)))


def test_where_no_two_rows_may_hold_those_added_do_not_meet() -> None:
    rows = (
        row("Routes", 5, SINGLE, work_type="Edit", surface="Small"),
        row("Routes", 6, HUMAN, area="missing", work_type="Auth", surface="Large"),
    )
    policy = small_policy(routes=table("Routes", rows, HitPolicy.UNIQUE))
    added = with_added_rows(policy)
    assert len(added.routes.rows) > len(rows)
    cut = cut_table(added.routes, BY_CODE, policy.matrix)
    assert list(overlaps(cut)) == []


def test_no_row_is_suggested_twice_and_each_says_which_tasks_it_is_for() -> None:
    policy = with_routes(
        row("Routes", 5, SINGLE, work_type="Edit, Auth"),
        row("Routes", 6, SINGLE, work_type="missing", files_expected="missing"),
        row("Routes", 7, SINGLE, work_type="Read", files_expected=">= 5"),
    )
    found = suggestions(policy)
    cells = [one.cells[1:] for one in found if one.kind is SuggestionKind.ADD]
    assert len(set(cells)) == len(cells) > 1
    assert not any("where ." in one.why for one in found)
    assert {one.kind for one in found} == {SuggestionKind.ADD}
    added = with_added_rows(policy)
    assert gaps(cut_table(added.routes, BY_CODE, policy.matrix), (1 << len(added.routes.rows)) - 1).found == ()


def test_cells_that_could_not_be_typed_are_not_suggested() -> None:
    policy = with_routes(
        row("Routes", 5, SINGLE, acceptance_plan="log*"),
        row("Routes", 6, HUMAN, acceptance_plan="contains: login, oauth"),
        row("Routes", 7, SINGLE, acceptance_plan="missing"),
        row("Routes", 8, DYNAMIC, acceptance_plan="*login*", surface="Small"),
    )
    assert with_added_rows(policy).routes.rows[: len(policy.routes.rows)] == policy.routes.rows
