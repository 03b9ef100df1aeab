"""The shipped policy, read once for all tests."""

from functools import lru_cache

from agent_router.model.policy import Policy
from agent_router.workbook.interface import read_policy
from tests.places import REPOSITORY

STARTER = REPOSITORY / "matrices" / "agent-router.xlsx"


@lru_cache(maxsize=1)
def starter_policy() -> Policy:
    """The policy of `matrices/agent-router.xlsx`."""
    return read_policy(STARTER.read_bytes(), "matrices/agent-router.xlsx")
