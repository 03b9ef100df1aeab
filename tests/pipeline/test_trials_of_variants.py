"""Variants of one policy are decided as if each stood alone, whether ratings are kept or not."""

from dataclasses import replace

from agent_router.model.policy import BlastRadius, Policy
from agent_router.model.task import Task
from agent_router.pipeline.routing_tasks import QuickTrials, decide_quickly, route_tasks
from agent_router.review.examples.expectations import task_of
from tests.policies import starter_policy

POLICY = starter_policy()
TASKS = tuple(task_of(example, at) for at, example in enumerate(POLICY.examples))
BARE = Task("bare", "no answers", ())


def variants() -> tuple[Policy, ...]:
    lowered = replace(POLICY.matrix.cells[-1], blast_radius=BlastRadius.LOW)
    return (
        POLICY,
        replace(POLICY, budgets=replace(POLICY.budgets, rows=POLICY.budgets.rows[1:])),
        replace(POLICY, routes=replace(POLICY.routes, rows=POLICY.routes.rows[2:])),
        replace(POLICY, risk_rules=replace(POLICY.risk_rules, rows=POLICY.risk_rules.rows[3:])),
        replace(POLICY, matrix=replace(POLICY.matrix, cells=(*POLICY.matrix.cells[:-1], lowered))),
    )


def test_kept_ratings_change_no_decision() -> None:
    trials = QuickTrials(POLICY)
    for policy in variants():
        for tasks in (TASKS[::3], (BARE, *TASKS), ()):
            assert trials(tasks, policy) == decide_quickly(tasks, policy)


def test_a_quick_decision_differs_only_in_what_is_missing() -> None:
    full = route_tasks((BARE, *TASKS), POLICY)
    assert [replace(one, missing=(), ask=()) for one in full] == list(decide_quickly((BARE, *TASKS), POLICY))
