"""Tasks and a policy in, an assignment for every task out: scoring, then routing."""

from agent_router.model.assessment import Assessment
from agent_router.model.assignment import Assignment
from agent_router.model.policy import Policy
from agent_router.model.task import Task
from agent_router.routing.assigning import assign
from agent_router.routing.names import known_names
from agent_router.scoring.assessing import assess, rate_records, rated
from agent_router.tables.rulebook import Rulebook, compile_policy

_RATES_BY = ("fields", "lists", "risk_rules", "matrix", "systems", "people")
"""The parts of a policy on which a rating depends."""


def route_tasks(tasks: tuple[Task, ...], policy: Policy) -> tuple[Assignment, ...]:
    """Score and route tasks by a policy, in their own order."""
    rulebook = compile_policy(policy)
    known = tuple(known_names(task, policy) for task in tasks)
    able = [task for task in known if task.evaluable]
    assessments = {task.id: assessed for task, assessed in zip(able, assess(able, rulebook), strict=True)}
    return assign(known, assessments, rulebook, lambda records: rate_records(records, rulebook))


def decide_quickly(tasks: tuple[Task, ...], policy: Policy) -> tuple[Assignment, ...]:
    """As `route_tasks`, except that `missing` and `ask` stay empty: many times faster, for trying many policies."""
    rulebook = compile_policy(policy)
    known = tuple(known_names(task, policy) for task in tasks)
    return _decided(known, assess([task for task in known if task.evaluable], rulebook), rulebook)


class QuickTrials:
    """Decides as `decide_quickly`, for variants of one policy: those that rate alike need not rate a task again."""

    def __init__(self, policy: Policy) -> None:
        """`policy` is the one whose variants are tried."""
        self._policy = policy
        self._kept: dict[int, tuple[Task, Task, Assessment | None]] = {}

    def __call__(self, tasks: tuple[Task, ...], policy: Policy) -> tuple[Assignment, ...]:
        """Assignments in the order of the tasks."""
        if any(getattr(policy, part) is not getattr(self._policy, part) for part in _RATES_BY):
            return decide_quickly(tasks, policy)
        new = tuple(task for task in tasks if id(task) not in self._kept)
        for task, decided in zip(new, decide_quickly(new, self._policy), strict=True):
            # The task is kept with it, so that no other object can have the same identity.
            self._kept[id(task)] = (task, known_names(task, policy), decided.assessment)
        kept = [self._kept[id(task)] for task in tasks]
        assessed = tuple(assessment for _, _, assessment in kept if assessment is not None)
        return _decided(tuple(known for _, known, _ in kept), assessed, compile_policy(policy))


def _decided(known: tuple[Task, ...], assessed: tuple[Assessment, ...], rulebook: Rulebook) -> tuple[Assignment, ...]:
    """`assessed` belongs to those that can be evaluated, in their order."""
    assessments = {assessment.task_id: assessment for assessment in assessed}
    return assign(known, assessments, rulebook, lambda _: rated(assessed), asking=False)
