"""Tasks and a policy in, an assignment for every task out: scoring, then routing."""

from agent_router.model.assignment import Assignment
from agent_router.model.policy import Policy
from agent_router.model.task import Task
from agent_router.routing.assigning import assign
from agent_router.routing.names import known_names
from agent_router.scoring.assessing import assess, rate_records
from agent_router.tables.rulebook import compile_policy


def route_tasks(tasks: tuple[Task, ...], policy: Policy) -> tuple[Assignment, ...]:
    """Score and route tasks by a policy, in their own order."""
    return _route(tasks, policy, asking=True)


def decide_quickly(tasks: tuple[Task, ...], policy: Policy) -> tuple[Assignment, ...]:
    """As `route_tasks`, except that `missing` and `ask` stay empty: many times faster, for trying many policies."""
    return _route(tasks, policy, asking=False)


def _route(tasks: tuple[Task, ...], policy: Policy, *, asking: bool) -> tuple[Assignment, ...]:
    rulebook = compile_policy(policy)
    known = tuple(known_names(task, policy) for task in tasks)
    able = [task for task in known if task.evaluable]
    assessments = {task.id: assessed for task, assessed in zip(able, assess(able, rulebook), strict=True)}
    return assign(known, assessments, rulebook, lambda records: rate_records(records, rulebook), asking=asking)
