"""A queue and a workbook in, an assignment for every task out."""

from dataclasses import dataclass
from datetime import date, datetime

from agent_router.model.assignment import Assignment
from agent_router.model.policy import Policy
from agent_router.model.task import Tasks
from agent_router.pipeline.in_force import require_in_force
from agent_router.pipeline.routing_tasks import route_tasks
from agent_router.pipeline.workspace import NamedBytes
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
    tasks = read_queue(queue.data, queue.name, policy)
    return RoutedQueue(policy, tasks, route_tasks(tasks.tasks, policy))
