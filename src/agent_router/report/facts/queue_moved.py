"""What a changed workbook does to the tasks of one queue, in the words of a lead."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent_router.model.policy import BlastRadius, Route
from agent_router.model.review import CellChange, LimitSum, QueueDifference, QueueLoad, TaskMove
from agent_router.report.facts.changed_cells import ChangedCell, changed_cell
from agent_router.report.facts.difference_words import MAIN, gained_or_lost, small, tasks_counted
from agent_router.tables.words import listed


@dataclass(frozen=True, slots=True)
class TasksMoved:
    """Tasks that are decided otherwise for the same reason."""

    sentence: str
    """`14 tasks move from Medium to High because of Risk rules!D7`."""
    aspect: str
    before: str
    after: str
    tasks: tuple[str, ...]
    causes: tuple[ChangedCell, ...]
    together: bool
    """Whether all causes have to be taken back to undo the move."""


@dataclass(frozen=True, slots=True)
class LoadLine:
    """One line of what a queue asks of people and money."""

    group: str
    what: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """Whether the two policies ask otherwise."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class QueueMoved:
    """What the newer workbook does to one queue or to past contracts."""

    source: str
    past: bool
    verdict: str
    tasks: int
    moved: int
    moves: tuple[TasksMoved, ...]
    load: tuple[LoadLine, ...]
    remarks: tuple[str, ...]


def queue_moved(queue: QueueDifference) -> QueueMoved:
    """The tasks of one queue that move, and what they ask of people and money."""
    tasks = queue.after.tasks
    what = "of past contracts" if queue.past else "of the queue"
    if queue.moved:
        verdict = (
            f"{queue.moved:,} of {tasks_counted(tasks)} {what} {'is' if queue.moved == 1 else 'are'} decided otherwise."
        )
    else:
        verdict = f"All {tasks_counted(tasks)} {what} are decided alike." if tasks else f"There is no task {what}."
    return QueueMoved(
        queue.source,
        queue.past,
        verdict,
        tasks,
        queue.moved,
        tuple(_move(move) for move in queue.moves),
        tuple(_load(queue.before, queue.after)),
        queue.remarks,
    )


def _move(move: TaskMove) -> TasksMoved:
    count = len(move.tasks)
    moves = f"{tasks_counted(count)} {'moves' if count == 1 else 'move'} from {move.before} to {move.after}"
    if {move.before, move.after} - {one.value for one in (*Route, *BlastRadius)}:
        moves = f"{tasks_counted(count)}: {move.before} → {move.after},"
    if move.aspect not in MAIN:
        moves = f"{tasks_counted(count)}: {small(move.aspect.value)}{_from_to(move)}"
    return TasksMoved(
        f"{moves} {_because(move)}",
        move.aspect.value,
        move.before,
        move.after,
        move.tasks,
        tuple(changed_cell(cause) for cause in move.causes),
        not move.any_undoes,
    )


def _from_to(move: TaskMove) -> str:
    return gained_or_lost(move.before, move.after) or f" from {move.before} to {move.after}"


def _because(move: TaskMove) -> str:
    places = [_spot(cause) for cause in move.causes]
    if not places:
        return "(no single cell explains it)"
    together = " together" if len(places) > 1 else ""
    more = "" if move.any_undoes else "; taking back one of them alone changes nothing"
    return f"because of {listed(places, 'and')}{together}{more}"


def _spot(cause: CellChange) -> str:
    place = cause.new_place or cause.old_place
    return f"{cause.sheet} {cause.row}" if place is None else place.short


def _load(before: QueueLoad, after: QueueLoad) -> Iterator[LoadLine]:
    yield from _counts("Route", before.routes, after.routes)
    yield from _counts("Blast radius", before.radii, after.radii)
    for what, one, other in (
        ("minutes", before.minutes, after.minutes),
        ("tokens", before.tokens, after.tokens),
        ("cost (USD)", before.cost_usd, after.cost_usd),
    ):
        yield LoadLine("Budget, all agents' tasks", what, _sum(one), _sum(other))
    yield LoadLine("Approval", "tasks that need one", str(before.approvals), str(after.approvals))
    yield from _counts("Reviewer", before.reviewers, after.reviewers)
    if before.not_evaluated or after.not_evaluated:
        yield LoadLine("Tasks", "not evaluated", str(before.not_evaluated), str(after.not_evaluated))


def _counts(group: str, before: Iterable[tuple[str, int]], after: Iterable[tuple[str, int]]) -> Iterator[LoadLine]:
    one, other = dict(before), dict(after)
    for name in dict.fromkeys((*one, *other)):
        yield LoadLine(group, name or "nobody", f"{one.get(name, 0):,}", f"{other.get(name, 0):,}")


def _sum(limit: LimitSum) -> str:
    said = f"{limit.total:,f}"
    return f"{said}, and {tasks_counted(limit.open)} without a limit" if limit.open else said
