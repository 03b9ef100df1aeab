"""What the review is handed by the pipeline."""

from collections.abc import Callable

from agent_router.model.assignment import Assignment
from agent_router.model.policy import Policy
from agent_router.model.task import Task

Decide = Callable[[tuple[Task, ...], Policy], tuple[Assignment, ...]]
"""The real thing: tasks and a policy in, an assignment for every task out, in their order."""
