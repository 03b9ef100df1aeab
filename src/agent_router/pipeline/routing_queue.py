"""A queue and a workbook in, an assignment for every task out; secrets in a task's words are masked on the way."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from agent_router.masking.nouns import mask_noun
from agent_router.model.assignment import Assignment
from agent_router.model.place import Place
from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.model.task import Tasks
from agent_router.pipeline.in_force import require_in_force
from agent_router.pipeline.routing_tasks import route_tasks
from agent_router.pipeline.workspace import NamedBytes
from agent_router.queue.problems import SECRET
from agent_router.queue.reading import read_queue
from agent_router.workbook.interface import read_policy


@dataclass(frozen=True, slots=True)
class RoutedQueue:
    """A queue with everything decided."""

    policy: Policy
    tasks: Tasks
    assignments: tuple[Assignment, ...]

    def find(self, task_id: str) -> Assignment | None:
        """The assignment of one task, or None."""
        return next((own for own in self.assignments if own.task.id == task_id), None)


def route_queue(queue: NamedBytes, workbook: NamedBytes, now: datetime | date | None = None) -> RoutedQueue:
    """Read both, score and route every task; InputRejected where the workbook or the file as a whole has errors.

    With `now`, a moment or a day, also where the workbook is not in force then.
    """
    policy = read_policy(workbook.data, workbook.name)
    if now is not None:
        require_in_force(policy, now)
    tasks = without_secrets(read_queue(queue.data, queue.name, policy))
    return RoutedQueue(policy, tasks, route_tasks(tasks.tasks, policy))


def without_secrets(tasks: Tasks) -> Tasks:
    """The queue with what looks like a secret masked, and a remark for each task that held one.

    Goals go into contracts and reports, so this is the place before anything of them is stored. Masks depend on the
    task alone, so that its contract keeps its digest when other tasks change.
    """
    if not mask_noun(tasks.tasks)[1]:
        return tasks
    kept, remarks = [], list(tasks.remarks)
    for task in tasks.tasks:
        masked, found = mask_noun(task)
        kept.append(masked)
        if found:
            place = masked.place or Place(tasks.source)
            remarks.append(Problem(SECRET, place, ", ".join(f"{one.count} {one.rule}" for one in found)))
    return replace(tasks, tasks=tuple(kept), remarks=tuple(remarks))
