"""Which tasks of a queue a newer policy decides otherwise, because of which cells, and what it does to people's load.

A cause is tried, never guessed: the change is taken back and the task is decided again.

1. A change is a cause where taking it back alone restores what was decided before.
2. Where no single change does, changes that matter only together are sought: all of them are taken back, and one
   after the other is let in again as long as the task stays restored; those still taken back are the causes.
3. Of those, one is no cause where the others alone turn the old decision into the new one, and nothing does without
   them: it only changes what would be decided if the others were taken back.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent_router.model.assignment import Assignment, Standing
from agent_router.model.policy import BlastRadius, Route
from agent_router.model.review import Aspect, CellChange, LimitSum, QueueLoad, TaskMove
from agent_router.review.aspects import NOTHING, Difference, differences

Places = Sequence[int]
Trial = Callable[[Collection[CellChange], Places], Sequence[Assignment]]
"""The decisions about the tasks at these places by the newer policy without some of its changes."""

Spot = tuple[int, Difference]
"""One task, by its place in the queue, and one aspect that is decided otherwise."""


@dataclass(frozen=True, slots=True)
class Why:
    """What caused one difference."""

    causes: tuple[CellChange, ...]
    """Empty where no change of a cell explains it."""
    any_undoes: bool
    """Whether taking back any one of the causes alone undoes the difference; another one may then take its place."""


_Reason = tuple[Aspect, tuple[int, ...], Why]
"""Differences of one aspect that the same tasks have for the same reason are told together."""


def task_moves(
    before: Sequence[Assignment], after: Sequence[Assignment], changes: Iterable[CellChange], trial: Trial
) -> tuple[TaskMove, ...]:
    """Every aspect of every task that differs, grouped by what it was, what it is and why.

    `before` and `after` hold one decision a task, by place. In the order of `Aspect`, then by the number of tasks.
    """
    groups: dict[tuple[Difference, Why], list[int]] = {}
    for (at, own), why in reasons(before, after, changes, trial).items():
        groups.setdefault((own, why), []).append(at)
    joined: dict[_Reason, list[Difference]] = {}
    for (own, why), places in groups.items():
        joined.setdefault((own.aspect, tuple(places), why), []).append(own)
    order = list(Aspect)
    found = sorted(joined.items(), key=lambda one: (order.index(one[0][0]), -len(one[0][1])))
    return tuple(
        TaskMove(
            aspect,
            _listed(one.before for one in own),
            _listed(one.after for one in own),
            tuple(after[at].task.id for at in places),
            why.causes,
            why.any_undoes,
        )
        for (aspect, places, why), own in found
    )


def reasons(
    before: Sequence[Assignment], after: Sequence[Assignment], changes: Iterable[CellChange], trial: Trial
) -> dict[Spot, Why]:
    """Why each aspect of each task differs; of lists each item, so that what two rows cause is kept apart."""
    spots = [
        (at, found) for at, (old, new) in enumerate(zip(before, after, strict=True)) for found in differences(old, new)
    ]
    search = _Search(before, [change for change in changes if change.decides], trial)
    alone = search.alone(spots)
    together = search.enough(search.together([spot for spot in spots if not alone[spot]]))
    return {spot: Why(alone[spot] or together[spot], bool(alone[spot]) or len(together[spot]) == 1) for spot in spots}


def _listed(texts: Iterable[str]) -> str:
    """All that an item of a list was, or is; nothing is said only where nothing else is."""
    said = list(texts)
    return "; ".join(text for text in said if text != NOTHING) or NOTHING


class _Search:
    """Tries changes on the tasks that moved."""

    def __init__(self, before: Sequence[Assignment], changes: Sequence[CellChange], trial: Trial) -> None:
        self._before, self._changes, self._trial = before, tuple(changes), trial

    def alone(self, spots: Sequence[Spot]) -> dict[Spot, tuple[CellChange, ...]]:
        """For each spot the changes of which each one alone, taken back, restores it."""
        found: dict[Spot, list[CellChange]] = {spot: [] for spot in spots}
        for change in self._changes if spots else ():
            for spot in self._restored((change,), spots):
                found[spot].append(change)
        return {spot: tuple(causes) for spot, causes in found.items()}

    def together(self, spots: Sequence[Spot]) -> dict[Spot, tuple[CellChange, ...]]:
        """For each spot a smallest set of changes that restores it when all are taken back; empty where none does."""
        kept = dict.fromkeys(self._restored(self._changes, spots) if spots else (), self._changes)
        for change in self._changes if kept else ():
            for causes, own in _by_causes(kept).items():
                less = tuple(one for one in causes if one is not change)
                kept |= dict.fromkeys(self._restored(less, own), less)
        return {spot: kept.get(spot, ()) for spot in spots}

    def enough(self, found: Mapping[Spot, tuple[CellChange, ...]]) -> dict[Spot, tuple[CellChange, ...]]:
        """Rule 3: the same causes without those that the difference does not need."""
        kept = dict(found)
        for change in self._changes:
            for causes, own in _by_causes(kept).items():
                less = tuple(one for one in causes if one is not change)
                if not less or len(less) == len(causes):
                    continue
                others = [one for one in self._changes if one not in less]
                same = self._alike(others, own)
                still = set(self._alike(less, same)) if same else set()
                kept |= dict.fromkeys((spot for spot in same if spot not in still), less)
        return kept

    def _restored(self, changes: Sequence[CellChange], spots: Sequence[Spot]) -> list[Spot]:
        moved = self._moved(changes, spots)
        return [(at, own) for at, own in spots if own.about not in {one.about for one in moved[at]}]

    def _alike(self, changes: Sequence[CellChange], spots: Sequence[Spot]) -> list[Spot]:
        """Those of which the very same difference is left without these changes."""
        moved = self._moved(changes, spots)
        return [(at, own) for at, own in spots if own in moved[at]]

    def _moved(self, changes: Sequence[CellChange], spots: Sequence[Spot]) -> dict[int, frozenset[Difference]]:
        places = sorted({at for at, _ in spots})
        tried = zip(places, self._trial(changes, places), strict=True)
        return {at: frozenset(differences(self._before[at], own)) for at, own in tried}


def _by_causes(found: Mapping[Spot, tuple[CellChange, ...]]) -> dict[tuple[CellChange, ...], list[Spot]]:
    """The spots of each set of causes."""
    spots: dict[tuple[CellChange, ...], list[Spot]] = {}
    for spot, causes in found.items():
        spots.setdefault(causes, []).append(spot)
    return spots


def load_of(assigned: Sequence[Assignment]) -> QueueLoad:
    """What these decisions ask of people and money."""
    agents = [own for own in assigned if own.route is not Route.HUMAN_LED]
    routes = Counter(own.route for own in assigned)
    radii = Counter(own.assessment.blast_radius for own in assigned if own.assessment is not None)
    reviewers = Counter(own.reviewer for own in assigned if own.standing is not Standing.NOT_EVALUATED)
    return QueueLoad(
        tasks=len(assigned),
        not_evaluated=sum(own.standing is Standing.NOT_EVALUATED for own in assigned),
        routes=tuple((route.value, routes[route]) for route in Route),
        radii=tuple((radius.value, radii[radius]) for radius in BlastRadius),
        minutes=_sum(own.budget.minutes for own in agents),
        tokens=_sum(own.budget.tokens for own in agents),
        cost_usd=_sum(own.budget.cost_usd for own in agents),
        approvals=sum(own.approval_before is not None for own in agents),
        reviewers=tuple(sorted(reviewers.items())),
    )


def _sum(limits: Iterable[int | Decimal | None]) -> LimitSum:
    known = list(limits)
    return LimitSum(
        sum((Decimal(limit) for limit in known if limit is not None), Decimal(0)),
        sum(limit is None for limit in known),
    )
