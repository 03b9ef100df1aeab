"""What a policy means, sheet by sheet and all sheets together: everything `check` says beyond reading."""

from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.pipeline.routing_tasks import decide_quickly
from agent_router.review.every_kind.all_sheets import check_all_sheets, without_consequences
from agent_router.review.grid.matrix import check_matrix
from agent_router.review.one_sheet.rules import check_rules
from agent_router.review.systems import check_systems
from agent_router.tables.rulebook import compile_policy


def review_policy(policy: Policy) -> tuple[Problem, ...]:
    """All findings of the review, in the order of the catalogue."""
    rulebook = compile_policy(policy)
    found = (
        *check_rules(rulebook),
        *check_matrix(policy),
        *check_all_sheets(rulebook, decide_quickly),
        *check_systems(policy),
    )
    return tuple(sorted(without_consequences(found), key=lambda problem: problem.rule.code))
