"""Each rule is changed in turn: examples that a slip touches notice it, and rules that none notices are named."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from agent_router.model.assignment import Assignment
from agent_router.model.condition import (
    AnyOf,
    Between,
    Compare,
    Comparison,
    Condition,
    Contains,
    Given,
    NoneOf,
    Test,
)
from agent_router.model.place import Place
from agent_router.model.policy import (
    BlastRadius,
    BudgetEffect,
    ChecklistEffect,
    Example,
    Phase,
    Policy,
    ProofEffect,
    RiskEffect,
    Route,
    RouteEffect,
)
from agent_router.model.review import RuleUse
from agent_router.model.table import HitPolicy, Row
from agent_router.model.task import Task
from agent_router.pipeline.checking import check_workbook, rules_in_use
from agent_router.pipeline.routing_tasks import decide_quickly, route_tasks
from agent_router.pipeline.workspace import NamedBytes
from agent_router.review.examples.examples import check_expectations
from agent_router.review.examples.mutations import neighbors, slips
from agent_router.review.examples.noticing import rule_uses, unnoticed_rules
from agent_router.review.examples.visible import shows
from tests.policies import STARTER, starter_policy
from tests.small_policy import BUDGETS, BY_CODE, FILE, PROOF, ROUTE_ROWS, row, small_policy, table

SMALL = small_policy()


def example(name: str, answers: dict[str, object], **expected: object) -> Example:
    given = tuple((code, value) for code, value in {"goal": name, **answers}.items())
    return Example(name, given, place=Place(FILE, "Examples", f"A{name[1:]}"), **expected)  # type: ignore[arg-type]


LOOKED = {"work_type": "Read", "changes": False, "surface": "Large"}
EXAMPLES = (
    example("E5", LOOKED, route=Route.DYNAMIC_WORKFLOW, minutes=60),
    example("E6", {"work_type": "Edit", "changes": True, "folders": ("docs/**",), "reviewer": "Ada", "surface": "Small",
                   "files_expected": 50}, route=Route.SINGLE_AGENT, blast_radius=BlastRadius.MEDIUM,
            proof=("findings", "tests"), checklist=("Ac5", "Ac6")),
    example("E7", {"work_type": "Auth", "changes": True, "folders": ("src/auth/**",), "surface": "Small"},
            missing=("acceptance_plan", "reviewer"), route=Route.HUMAN_LED),
)  # fmt: skip


def uses(*examples: Example, **parts: object) -> dict[str, RuleUse]:
    found = rules_in_use(small_policy(examples=examples, **parts))
    return {f"{use.sheet} {use.row}": use for use in found}


def test_every_rule_but_stop_conditions_is_there_in_the_order_of_the_sheets() -> None:
    sheets = list(dict.fromkeys(use.sheet for use in rules_in_use(SMALL)))
    assert sheets == ["Routes", "Budgets", "Risk rules", "Risk matrix", "Proof", "Acceptance checklist"]


def test_a_row_is_noticed_by_the_examples_it_decides() -> None:
    found = uses(*EXAMPLES)
    use = found["Routes Ro6"]
    assert use.examples == ("E5",)
    assert use.noticed_by == ("E5",)
    assert use.tried == ("row left out",)
    assert use.place == Place(FILE, "Routes", "A6")


def test_a_row_that_no_example_reaches_is_noticed_by_none_and_all_its_slips_were_tried() -> None:
    use = uses(*EXAMPLES)["Budgets Bu5"]
    assert use.noticed_by == ()
    assert use.tried == ("row left out", "Budget minutes 10 → 11")


def test_a_row_below_the_deciding_one_is_matched_and_not_noticed() -> None:
    use = uses(EXAMPLES[0])["Routes Ro9"]
    assert use.examples == ("E5",)
    assert use.noticed_by == ()


def test_an_end_point_is_noticed_only_by_an_example_that_stands_at_it() -> None:
    few = row("Routes", 5, RouteEffect(Route.HUMAN_LED), files_expected="< 50")
    rows = table("Routes", (few, row("Routes", 7, RouteEffect(Route.SINGLE_AGENT))), HitPolicy.FIRST)
    at_the_end = replace(EXAMPLES[1], blast_radius=None, proof=None, checklist=None)
    use = uses(at_the_end, routes=rows)["Routes Ro5"]
    assert use.examples == ()
    assert use.noticed_by == ("E6",)
    assert use.tried[-1] == "Files expected < 50 → < 51"


def test_a_slip_that_only_changes_what_is_missing_is_noticed_by_the_full_decision() -> None:
    plan_only = replace(EXAMPLES[2], route=None)
    use = uses(plan_only)["Routes Ro5"]
    assert use.noticed_by == ("E7",)


def test_checklist_rows_are_noticed_by_the_ids_expected() -> None:
    found = uses(*EXAMPLES)
    assert found["Acceptance checklist Ac5"].noticed_by == ("E6",)
    assert "E5" in found["Acceptance checklist Ac6"].examples


def test_cells_of_the_grid_that_rules_can_reach_are_among_the_rules() -> None:
    found = uses(*EXAMPLES)
    cells = {name: use for name, use in found.items() if use.sheet == "Risk matrix"}
    assert "Risk matrix impact 3 × likelihood 3" in cells
    assert cells["Risk matrix impact 3 × likelihood 3"].noticed_by == ("E6",)
    assert "Risk matrix impact 2 × likelihood 2" not in cells
    assert "Risk matrix impact 5 × likelihood 2" not in cells


def test_an_expectation_that_fails_already_notices_nothing() -> None:
    wrong = replace(EXAMPLES[0], route=Route.SINGLE_AGENT, minutes=None)
    assert uses(wrong)["Routes Ro6"].noticed_by == ()


def test_an_example_that_no_rule_covers_notices_a_budget_that_slips() -> None:
    only_large = table("Budgets", BUDGETS[:2], HitPolicy.FIRST)
    small = example("E9", {"work_type": "Read", "changes": False, "surface": "Small"}, route=Route.HUMAN_LED)
    assert uses(small, budgets=only_large)["Budgets Bu6"].noticed_by == ()
    large = example("E9", {"work_type": "Edit", "changes": True, "folders": ("docs/**",), "reviewer": "Ada",
                           "surface": "Small", "files_expected": 50}, route=Route.HUMAN_LED)  # fmt: skip
    rows = (row("Budgets", 5, BudgetEffect(10), files_expected=">= 51"),)
    use = uses(large, budgets=table("Budgets", rows, HitPolicy.FIRST))["Budgets Bu5"]
    assert use.examples == ()
    assert use.noticed_by == ("E9",)


def test_an_example_in_error_is_left_out() -> None:
    odd = replace(EXAMPLES[0], answers=())
    assert uses(odd)["Routes Ro9"].noticed_by == ()


def test_rows_of_a_sheet_read_as_unique_are_all_touched() -> None:
    rows = (*ROUTE_ROWS[1:2], row("Routes", 7, RouteEffect(Route.SINGLE_AGENT), changes="no", surface="Small"))
    found = uses(EXAMPLES[0], routes=table("Routes", rows, HitPolicy.UNIQUE))
    assert found["Routes Ro6"].noticed_by == ("E5",)


def test_one_finding_a_sheet_lists_the_rows_that_no_example_notices() -> None:
    policy = small_policy(examples=EXAMPLES)
    found = {problem.place.sheet: problem for problem in unnoticed_rules(rules_in_use(policy), policy)}
    assert found["Routes"].found.startswith("rows Ro")
    assert found["Budgets"].found == "row Bu5 (A5)"
    assert found["Budgets"].place.cell == "A5"
    assert [place.cell for place in found["Routes"].also] == ["A9"]
    assert found["Risk matrix"].found.startswith("impact ")


def test_many_rows_are_counted_and_all_their_places_kept() -> None:
    rows = tuple(row("Budgets", at, BudgetEffect(at), files_expected=f"> {at}") for at in range(5, 25))
    fits = example("E5", LOOKED, route=Route.HUMAN_LED)
    policy = small_policy(examples=(fits,), budgets=table("Budgets", rows, HitPolicy.FIRST))
    (found,) = (one for one in unnoticed_rules(rules_in_use(policy), policy) if one.place.sheet == "Budgets")
    assert found.found.endswith(" more")
    assert len(found.also) > 8


def test_no_examples_at_all_is_one_finding() -> None:
    (found,) = unnoticed_rules(rules_in_use(SMALL), SMALL)
    assert found.found == "no examples at all"
    assert found.place == Place(FILE, "Examples")


def test_the_shipped_examples_notice_every_rule() -> None:
    policy = starter_policy()
    found = rules_in_use(policy)
    assert unnoticed_rules(found, policy) == ()
    assert [use.row for use in found if not use.tried] == ["P5", "P8", "P14"]
    checked = check_workbook(NamedBytes("rules.xlsx", STARTER.read_bytes()))
    assert [(use.sheet, use.row) for use in checked.uses] == [(use.sheet, use.row) for use in found]


UNTOLD = replace(EXAMPLES[0], minutes=61)
"""Fits in its route, and differs in its minutes."""


def test_a_rule_that_examples_in_need_of_correction_are_about_is_not_called_unnoticed() -> None:
    policy = small_policy(examples=(replace(UNTOLD, route=None), *EXAMPLES[1:]))
    found = {f"{use.sheet} {use.row}": use for use in rules_in_use(policy)}
    below = found["Routes Ro9"]
    assert "E5" in below.examples
    assert below.untold
    assert not below.noticed_by
    assert not found["Routes Ro5"].untold
    assert not found["Budgets Bu5"].untold
    told = {problem.place.sheet: problem.found for problem in unnoticed_rules(tuple(found.values()), policy)}
    assert told["Budgets"] == "row Bu5 (A5)"
    assert "Routes" not in told


def test_the_row_of_the_checklist_that_an_example_lacks_is_not_called_unnoticed() -> None:
    lacking = replace(EXAMPLES[0], checklist=("Ac5", "Ac6"))
    use = uses(lacking)["Acceptance checklist Ac5"]
    assert (use.examples, use.noticed_by, use.untold) == ((), (), True)


def test_nothing_is_called_unnoticed_while_nobody_knows_which_rows_an_example_will_meet() -> None:
    policy = small_policy(examples=(replace(EXAMPLES[0], route=Route.SINGLE_AGENT), *EXAMPLES[1:]))
    found = rules_in_use(policy)
    assert unnoticed_rules(found, policy) == ()
    assert all(use.untold or use.noticed_by for use in found)
    assert any(use.noticed_by for use in found)


def test_few_policies_are_decided_and_hardly_any_slowly() -> None:
    quick: list[int] = []
    slow: list[int] = []

    def quickly(tasks: tuple[Task, ...], policy: Policy) -> tuple[Assignment, ...]:
        quick.append(len(tasks))
        return decide_quickly(tasks, policy)

    def fully(tasks: tuple[Task, ...], policy: Policy) -> tuple[Assignment, ...]:
        slow.append(len(tasks))
        return route_tasks(tasks, policy)

    rules = rule_uses(starter_policy(), fully, quickly)
    assert len(quick) < 2 * len(rules)
    assert len(slow) < 5


def test_rules_that_only_other_rows_show_are_not_asked_for() -> None:
    always, edits = PROOF
    same = replace(edits, id="P7", then=ProofEffect(("findings",), 2))
    proof = table("Proof", (always, edits, same))
    assert not shows(same, proof, BY_CODE)
    assert shows(edits, proof, BY_CODE)
    assert shows(always, proof, BY_CODE)
    assert shows(ROUTE_ROWS[0], proof, BY_CODE)


@pytest.mark.parametrize(
    "typed", [{"area": "auth"}, {"acceptance_plan": "given"}, {"files_expected": ", ".join(map(str, range(5000)))}]
)
def test_rows_that_cannot_be_gone_through_are_taken_to_show(typed: dict[str, str]) -> None:
    own = row("Proof", 7, ProofEffect(("tests",)), **typed)
    assert shows(own, table("Proof", (*PROOF, own)), BY_CODE)


def changed(then: object, *conditions: Condition) -> list[str]:
    return [slip.words for slip in slips(Row("R1", conditions, then), SMALL)][1:]


def on(code: str, test: Test) -> Condition:
    return Condition(code, test)


def test_answers_are_changed_to_their_neighbors() -> None:
    assert changed(RiskEffect(1, 5)) == ["Impact 1 → 2", "Likelihood 5 → 4"]
    assert changed(RiskEffect(3, None)) == ["Impact 3 → 2", "Impact 3 → 4"]
    assert changed(RouteEffect(Route.SINGLE_AGENT, (Phase.DISCOVERY,))) == [
        "Route Single agent → Human-led", "Route Single agent → Dynamic workflow", "Phases without discovery",
    ]  # fmt: skip
    assert changed(BudgetEffect(None, 10)) == []
    assert changed(ProofEffect(("tests", "diff"))) == ["Proof required without tests", "Proof required without diff"]
    assert changed(ChecklistEffect("Done?", "person")) == []
    assert neighbors(BlastRadius.MEDIUM) == (BlastRadius.LOW, BlastRadius.HIGH)


def test_end_points_move_by_one_step_of_what_was_typed_and_words_are_dropped() -> None:
    then = ChecklistEffect("Done?", "person")
    more = Comparison(Compare.AT_LEAST, Decimal("0.5"))
    assert changed(then, on("max_cost_usd", more)) == [
        "Max cost (USD) >= 0.5 → >= 0.4", "Max cost (USD) >= 0.5 → >= 0.6",
    ]  # fmt: skip
    between = Between(Decimal(1), Decimal(5), low_in=True, high_in=False)
    assert changed(then, on("files_expected", between)) == [
        "Files expected [1..5) → [0..5)", "Files expected [1..5) → [2..5)",
        "Files expected [1..5) → [1..4)", "Files expected [1..5) → [1..6)",
    ]  # fmt: skip
    read, edit = (Comparison(Compare.EQUAL, word) for word in ("Read", "Edit"))
    assert changed(then, on("work_type", AnyOf((read, edit)))) == [
        "Work type Read, Edit → Edit", "Work type Read, Edit → Read",
    ]  # fmt: skip
    assert changed(then, on("work_type", NoneOf((read,)))) == []
    assert changed(then, on("goal", Given()), on("goal", Contains(("login",)))) == []


def test_days_move_by_a_day_and_never_out_of_the_calendar() -> None:
    then = ChecklistEffect("Done?", "person")
    day = Comparison(Compare.AT_LEAST, date(2026, 11, 2))
    assert changed(then, on("max_minutes", day)) == [
        "Max minutes >= 2026-11-02 → >= 2026-11-01", "Max minutes >= 2026-11-02 → >= 2026-11-03",
    ]  # fmt: skip
    assert len(changed(then, on("max_minutes", Comparison(Compare.LESS, date.max)))) == 1
    assert len(changed(then, on("max_minutes", Comparison(Compare.LESS, date.min)))) == 1


def test_an_example_that_expects_nothing_is_said() -> None:
    policy = small_policy(examples=(example("E5", LOOKED), EXAMPLES[1], Example("E8", ())))
    assert [(one.rule.code, one.place) for one in check_expectations(policy)] == [
        ("RV502", Place(FILE, "Examples", "A5")), ("RV502", Place(FILE, "Examples")),
    ]  # fmt: skip
