"""What is left out as unable to show a slip, against deciding every example again after every slip."""

from dataclasses import replace

import pytest

from agent_router.model.condition import AnyOf, Condition
from agent_router.model.policy import Policy
from agent_router.pipeline.checking import rules_in_use
from agent_router.pipeline.routing_tasks import decide_quickly
from agent_router.review.examples.examples import hold_examples
from agent_router.review.examples.expectations import Expected, is_met
from agent_router.review.examples.mutations import slips
from tests.policies import starter_policy

FEW = 14
"""So few examples leave many rules unnoticed, so that all their slips are tried."""


def _policy() -> Policy:
    """The shipped rules with a few examples, whose expectations of what is missing are left out."""
    policy = starter_policy()
    return replace(policy, examples=tuple(replace(one, missing=None) for one in policy.examples[::4][:FEW]))


def _noticed(part: str, at: int, policy: Policy) -> tuple[str, ...]:
    """The examples that notice the first slip in the row that any of them notices; all are decided again each time."""
    table = getattr(policy, part)
    own = table.rows[at]
    held = hold_examples(policy, decide_quickly, decide_quickly)
    never = Condition(policy.fields[0].code, AnyOf(()))
    for slip in slips(own, policy):
        row = slip.row or replace(own, conditions=(*own.conditions, never))
        changed = replace(policy, **{part: replace(table, rows=(*table.rows[:at], row, *table.rows[at + 1 :]))})
        decided = decide_quickly(tuple(one.assignment.task for one in held), changed)
        found = tuple(
            one.example.id
            for one, assignment in zip(held, decided, strict=True)
            if not all(is_met(own, assignment) for own in one.met if own.what is not Expected.MISSING)
        )
        if found:
            return found
    return ()


@pytest.mark.parametrize("part", ["risk_rules", "proof", "checklist", "budgets"])
def test_a_rule_is_noticed_exactly_where_some_slip_changes_a_decision(part: str) -> None:
    policy = _policy()
    table = getattr(policy, part)
    uses = {use.row: use for use in rules_in_use(policy) if use.sheet == table.name}
    assert len(uses) == len(table.rows)
    for at, row in enumerate(table.rows):
        if uses[row.id].tried:
            assert uses[row.id].noticed_by == _noticed(part, at, policy), row.id
