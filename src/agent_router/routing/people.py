"""Names that count: a reviewer or owner who is not in `People` is missing, and that is said."""

from dataclasses import replace

from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.model.task import Answer, Task
from agent_router.routing.problems import UNKNOWN_PERSON

NAMES = ("owner", "reviewer")


def known_people(task: Task, policy: Policy) -> Task:
    """The task with unknown owners and reviewers taken out, and a remark for each."""
    unknown = [answer for answer in task.answers if answer.field in NAMES and policy.person(str(answer.value)) is None]
    if not unknown:
        return task
    return replace(
        task,
        answers=tuple(answer for answer in task.answers if answer not in unknown),
        problems=(*task.problems, *(_remark(task, answer) for answer in unknown)),
    )


def _remark(task: Task, answer: Answer) -> Problem:
    place = answer.place or task.place
    if place is None:
        raise ValueError(f"task {task.id} has no place")
    return Problem(UNKNOWN_PERSON, place, f"{answer.field} {str(answer.value)!r}")
