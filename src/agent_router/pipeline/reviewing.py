"""What a policy means, sheet by sheet and all sheets together: everything `check` says beyond reading."""

from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.review.matrix import check_matrix
from agent_router.review.rules import check_rules
from agent_router.review.systems import check_systems
from agent_router.tables.rulebook import compile_policy


def review_policy(policy: Policy) -> tuple[Problem, ...]:
    """All findings of the review, in the order of the catalogue."""
    return (*check_rules(compile_policy(policy)), *check_matrix(policy), *check_systems(policy))
