"""Whether the counts add up: queue, routed tasks, runs; every gap by ID."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from agent_router.model.assignment import Assignment
from agent_router.model.report import JudgedRun, WeekReportInput
from agent_router.model.verdict import VerdictState


@dataclass(frozen=True, slots=True)
class Part:
    """One summand, with the IDs behind it."""

    label: str
    count: int
    ids: tuple[str, ...] = ()
    """Empty where listing them says nothing (the whole of a large set)."""


@dataclass(frozen=True, slots=True)
class Equation:
    """A total and the parts that must make it."""

    label: str
    total: int
    parts: tuple[Part, ...]

    @property
    def holds(self) -> bool:
        """Whether the parts make the total."""
        return self.total == sum(part.count for part in self.parts)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that the counts cannot explain away, by ID."""

    what: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """All equations and all gaps."""

    equations: tuple[Equation, ...]
    gaps: tuple[Gap, ...]


def reconcile(assignments: Sequence[Assignment] | None, judged: Sequence[JudgedRun]) -> Reconciliation:
    """Set the queue against the runs; `assignments` None: no queue was given, and that is a gap.

    1. queued = routed + held (held: not evaluated, or human-led with something missing or to ask).
    2. routed = with a run + without a run, counted in tasks.
    3. runs = first runs of routed tasks + further runs of the same + of held tasks + of tasks outside the queue
       + without a contract.
    4. runs = accepted + waiting + not accepted + unreadable.
    """
    equations = [_verdicts(judged)]
    gaps = [Gap("runs that no contract covers", tuple(one.verdict.run_id for one in judged if one.contract is None))]
    if assignments is None:
        gaps.append(Gap("no queue was given: whether every task has its run is not shown", ()))
    else:
        of_queue, queue_gaps = _queue(assignments, judged)
        equations, gaps = [*of_queue, *equations], [*gaps, *queue_gaps]
    return Reconciliation(tuple(equations), tuple(gap for gap in gaps if gap.ids or "no queue" in gap.what))


def reconcile_week(given: WeekReportInput) -> Reconciliation:
    """The week's counts, and the recordings of sessions that were recorded more than once.

    5. recordings = runs + those that a later recording of the same session stands for; said where there are any.
    """
    found = reconcile(given.assignments if given.tasks else None, given.judged)
    equations, gaps = found.equations, found.gaps
    if given.superseded:
        ids = tuple(f"{one.run_id} (by {one.by})" for one in given.superseded)
        parts = (
            Part("counted as runs", len(given.judged)),
            Part("superseded by a later one of the same session", len(ids), ids),
        )
        equations = (*equations, Equation("recordings", len(given.judged) + len(ids), parts))
    if given.counted_twice:
        pairs = tuple(f"{one} and {other}" for one, other in given.counted_twice)
        words = "recordings of one session under different contracts or phases, each counted with its cost"
        gaps = (*gaps, Gap(words, pairs))
    return Reconciliation(equations, gaps)


def _verdicts(judged: Sequence[JudgedRun]) -> Equation:
    words = {
        VerdictState.ACCEPTED: "accepted",
        VerdictState.WAITING: "waiting",
        VerdictState.NOT_ACCEPTED: "not accepted",
        VerdictState.UNREADABLE: "unreadable",
    }
    parts = tuple(
        Part(word, sum(one.verdict.state is state for one in judged), _ids(judged, state))
        for state, word in words.items()
    )
    return Equation("runs", len(judged), parts)


def _ids(judged: Sequence[JudgedRun], state: VerdictState) -> tuple[str, ...]:
    return tuple(one.verdict.run_id for one in judged if one.verdict.state is state)


def _queue(assignments: Sequence[Assignment], judged: Sequence[JudgedRun]) -> tuple[list[Equation], list[Gap]]:
    held = {one.task.id for one in assignments if one.held}
    routed = [one.task.id for one in assignments if not one.held]
    known = {one.task.id for one in assignments}
    under_contract = [one for one in judged if one.contract is not None]
    runs_of = Counter(one.verdict.task_id for one in under_contract)
    with_run = tuple(task for task in routed if runs_of[task])
    without = tuple(task for task in routed if not runs_of[task])
    further = sum(runs_of[task] - 1 for task in with_run)
    on_held = tuple(one.verdict.run_id for one in under_contract if one.verdict.task_id in held)
    outside = tuple(one.verdict.run_id for one in under_contract if one.verdict.task_id not in known)
    loose = tuple(one.verdict.run_id for one in judged if one.contract is None)
    equations = [
        Equation(
            "queue", len(assignments), (Part("routed", len(routed)), Part("held", len(held), tuple(sorted(held))))
        ),
        Equation("routed", len(routed), (Part("with a run", len(with_run)), Part("not run", len(without), without))),
        Equation(
            "runs",
            len(judged),
            (
                Part("first runs of routed tasks", len(with_run)),
                Part("further runs of the same tasks", further, tuple(task for task in with_run if runs_of[task] > 1)),
                Part("of held tasks", len(on_held), on_held),
                Part("of tasks outside the queue", len(outside), outside),
                Part("uncontracted", len(loose), loose),
            ),
        ),
    ]
    return equations, [
        Gap("routed tasks without a run", without),
        Gap("runs of held tasks", on_held),
        Gap("runs of tasks that are not in the queue", outside),
    ]
