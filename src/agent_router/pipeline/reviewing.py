"""What a policy means, sheet by sheet and all sheets together: everything `check` says beyond reading."""

from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.review.matrix import check_matrix


def review_policy(policy: Policy) -> tuple[Problem, ...]:
    """All findings of the review, in the order of the catalogue."""
    return check_matrix(policy)
