"""Which tasks a changed workbook moves, because of which cells: found by taking changes back."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from agent_router.model.assignment import Assignment
from agent_router.model.field import Value
from agent_router.model.policy import BlastRadius, Policy, ProofEffect, RiskEffect, Route
from agent_router.model.review import Aspect, CellChange, TaskMove
from agent_router.model.table import HitPolicy
from agent_router.model.task import Answer, Task
from agent_router.pipeline.routing_tasks import decide_quickly
from agent_router.review.aspects import differences
from agent_router.review.two_policies.cell_changes import cell_changes
from agent_router.review.two_policies.moves import load_of, task_moves
from agent_router.review.two_policies.reverting import Reverting
from tests.small_policy import BUDGETS, CHECKLIST, PROOF, RISK, ROUTE_ROWS, row, small_policy, table

OLD = small_policy()


def task(name: str, **answers: Value) -> Task:
    stated: dict[str, Value] = {"id": name, "goal": "Do it", **answers}
    return Task(name, "Do it", tuple(Answer(code, value) for code, value in stated.items()))


EDIT = task("edit", work_type="Edit", changes=True, folders=("docs/**",), reviewer="Ada", files_expected=3)
READ = task("read", work_type="Read", changes=False, surface="Small", files_expected=3)


def moves(new: Policy, *tasks: Task, old: Policy = OLD) -> dict[Aspect, TaskMove]:
    reverting = Reverting(old, new)

    def trial(taken: Collection[CellChange], places: Sequence[int]) -> tuple[Assignment, ...]:
        return decide_quickly(tuple(tasks[at] for at in places), reverting.without(taken))

    found = task_moves(decide_quickly(tasks, old), decide_quickly(tasks, new), cell_changes(old, new), trial)
    return {move.aspect: move for move in found}


def causes(move: TaskMove) -> list[tuple[str, str]]:
    return [(cause.row, cause.header) for cause in move.causes]


def risk(*rows: object) -> Policy:
    return small_policy(risk_rules=table("Risk rules", rows))  # type: ignore[arg-type] # rows of this sheet


def test_nothing_moves_where_nothing_differs() -> None:
    assert moves(OLD, EDIT, READ) == {}


def test_the_one_cell_that_moves_a_task_is_named_and_others_are_not() -> None:
    riskier = replace(RISK[1], then=RiskEffect(5, 3, "Edits break more."))
    reworded = row("Risk rules", 8, RISK[3].then, changes="yes", files_expected=">= 40")
    found = moves(risk(RISK[0], riskier, RISK[2], reworded, RISK[4]), EDIT, READ)

    radius = found[Aspect.BLAST_RADIUS]
    assert (radius.before, radius.after, radius.tasks) == ("Medium", "High", ("edit",))
    assert causes(radius) == [("Ri6", "Impact"), ("Ri6", "Likelihood")]
    assert radius.any_undoes


def test_changes_that_move_a_task_each_by_itself_are_told_together() -> None:
    one = replace(RISK[1], then=RiskEffect(5, 3, ""))
    other = row("Risk rules", 10, RiskEffect(5, 3, ""), changes="yes")
    radius = moves(risk(RISK[0], one, *RISK[2:], other), EDIT)[Aspect.BLAST_RADIUS]

    assert not radius.any_undoes
    assert ("Ri10", "") in causes(radius)
    assert {name for name, _ in causes(radius)} == {"Ri6", "Ri10"}


def test_a_row_that_was_moved_or_removed_is_a_cause() -> None:
    moved = small_policy(routes=table("Routes", (ROUTE_ROWS[4], *ROUTE_ROWS[:4]), HitPolicy.FIRST))
    removed = small_policy(routes=table("Routes", (*ROUTE_ROWS[:3], ROUTE_ROWS[4]), HitPolicy.FIRST))

    assert causes(moves(moved, EDIT)[Aspect.ROUTE]) == [("Ro9", "")]
    route = moves(removed, EDIT)[Aspect.ROUTE]
    assert (route.before, route.after) == ("Single agent", "Human-led")
    assert causes(route) == [("Ro8", "")]


def test_what_follows_from_a_person_leading_is_not_said_again() -> None:
    removed = small_policy(routes=table("Routes", (*ROUTE_ROWS[:3], ROUTE_ROWS[4]), HitPolicy.FIRST))

    assert not moves(removed, EDIT).keys() & {Aspect.MINUTES, Aspect.TOKENS, Aspect.RETRIES, Aspect.PHASES}


def test_each_kind_of_proof_is_told_by_itself() -> None:
    proof = (replace(PROOF[0], then=ProofEffect(("findings", "log"))), replace(PROOF[1], then=ProofEffect(("tests",))))
    new = small_policy(proof=table("Proof", proof))
    reverting = Reverting(OLD, new)
    changes = cell_changes(OLD, new)
    tasks = (EDIT, READ)
    found = task_moves(
        decide_quickly(tasks, OLD),
        decide_quickly(tasks, new),
        changes,
        lambda taken, places: decide_quickly(tuple(tasks[at] for at in places), reverting.without(taken)),
    )

    assert [(move.before, move.after, move.tasks, causes(move)) for move in found] == [
        ("nothing", "log", ("edit", "read"), [("Pr5", "Proof required")]),
        ("build does not count", "nothing", ("edit",), [("Pr6", "Does not count")]),
    ]


def test_a_checklist_row_that_is_only_called_otherwise_moves_nothing() -> None:
    renamed = tuple(replace(own, id=f"New {own.id}") for own in CHECKLIST)

    assert moves(small_policy(checklist=table("Acceptance checklist", renamed)), EDIT, READ) == {}


def test_a_budget_moves_in_its_own_unit() -> None:
    smaller = replace(BUDGETS[2], then=replace(BUDGETS[2].then, minutes=None, tokens=400_000))
    found = moves(small_policy(budgets=table("Budgets", (*BUDGETS[:2], smaller), HitPolicy.FIRST)), READ)

    assert (found[Aspect.MINUTES].before, found[Aspect.MINUTES].after) == ("30", "no limit")
    assert (found[Aspect.TOKENS].before, found[Aspect.TOKENS].after) == ("5,000", "400,000")


def test_a_task_that_is_no_longer_evaluated_has_no_blast_radius() -> None:
    (own,) = decide_quickly((EDIT,), OLD)

    assert ("Medium", "not evaluated") in [
        (one.before, one.after) for one in differences(own, replace(own, assessment=None))
    ]


def test_the_load_sums_the_boxes_of_agents_and_counts_people() -> None:
    open_box = replace(BUDGETS[2], then=replace(BUDGETS[2].then, tokens=None, cost_usd=Decimal("1.50")))
    policy = small_policy(budgets=table("Budgets", (*BUDGETS[:2], open_box), HitPolicy.FIRST))
    load = load_of(decide_quickly((EDIT, READ, task("vague")), policy))

    assert (load.tasks, load.approvals, load.not_evaluated) == (3, 0, 0)
    assert dict(load.routes) == {Route.HUMAN_LED.value: 1, Route.SINGLE_AGENT.value: 2, Route.DYNAMIC_WORKFLOW.value: 0}
    assert sum(count for _, count in load.radii) == 3
    assert dict(load.radii).keys() == {radius.value for radius in BlastRadius}
    assert (load.minutes.total, load.minutes.open) == (Decimal(60), 0)
    assert (load.tokens.total, load.tokens.open) == (Decimal(9000), 1)
    assert (load.cost_usd.total, load.cost_usd.open) == (Decimal("3.00"), 0)
    assert dict(load.reviewers)["Ada"] == 2
