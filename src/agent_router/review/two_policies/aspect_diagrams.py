"""What a policy decides about every kind of task, aspect by aspect, in a form in which two policies compare.

An aspect with one answer is one diagram of words; lists (proof, checklist, stop conditions) are one diagram an item, so
that an item is compared whatever else is on the list. Rows that only have another ID decide alike.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from agent_router.model.assignment import Assignment, ChecklistItem, ProofRequired, Standing, StopCondition
from agent_router.model.policy import Grade, Policy, Route
from agent_router.model.review import Aspect
from agent_router.model.task import Task
from agent_router.review.aspects import NO_LIMIT, NOBODY, NONE, Said, decided
from agent_router.review.every_kind.forest import Node
from agent_router.review.every_kind.kinds import Kinds
from agent_router.review.every_kind.outcome import CLOSED, RADII, Decision, Meaning
from agent_router.review.leading import Lead, Why, why_of

THE_TASKS_OWN = "the reviewer whom the task names"
GRADES = tuple(sorted(Grade, key=lambda grade: grade.rank))
_LIMITS = (Aspect.MINUTES, Aspect.TOKENS, Aspect.COST, Aspect.RETRIES, Aspect.AGENTS)
_SHEETS = {Aspect.PROOF: "proof", Aspect.CHECKLIST: "checklist", Aspect.STOPS: "stops"}
_NOBODYS = Assignment(Task("", "", ()), Standing.DECIDED, Route.HUMAN_LED)


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: a kind of proof, a question, a stop condition."""

    aspect: Aspect
    meaning: Hashable
    counts: bool = True
    """False for kinds of proof that do not count."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whether and how an item is asked for."""

    levels: tuple[int, int]
    """Of proof: how many, and the grade from 1; (0, 0) where it is not asked for."""
    why: Why

    @classmethod
    def of(cls, decision: Decision, levels: tuple[int, int]) -> "Asked":
        """Nothing is asked where no rule covers a task."""
        why = _why(decision)
        return cls((0, 0) if why is Why.NO_RULE else levels, why)


@dataclass(frozen=True, slots=True)
class Led:
    """One answer of a decision that depends on who leads and why."""

    text: str
    human: bool = False
    """Whether a person leads."""
    why: Why = Why.ROW


class AspectDiagrams:
    """One policy of some kinds of task."""

    def __init__(self, kinds: Kinds, book: int) -> None:
        """`book` is the policy's place among those of the kinds."""
        self._kinds = kinds
        self._forest = kinds.forest
        self._policy: Policy = kinds.books[book].policy
        self.meaning = Meaning(kinds, book)

    def answer(self, aspect: Aspect) -> Node:
        """Words for every kind of task; `Lead` for the route, `Led` or None for what depends on it."""
        if aspect is Aspect.BLAST_RADIUS:
            return self._forest.apply((self.meaning.radius,), lambda rank: RADII[rank].value)
        if aspect is Aspect.REVIEWER:
            stated = self._forest.leaf(value=False)
            if "reviewer" in self._kinds.places:
                stated = self._kinds.flags("reviewer", [one is not None for one in self._kinds.answered("reviewer")])
            return self._forest.apply((self.meaning.decision, stated), self._reviewer)
        return self._forest.apply((self.meaning.decision,), lambda decision: self._word(aspect, decision))

    def items(self) -> dict[Item, list[int]]:
        """Every item of every list with the rows that ask for it."""
        found: dict[Item, list[int]] = {}
        for at, row in enumerate(self._policy.proof.rows):
            for kind in row.then.kinds:
                found.setdefault(Item(Aspect.PROOF, kind.casefold()), []).append(at)
            for kind in row.then.does_not_count:
                found.setdefault(Item(Aspect.PROOF, kind.casefold(), counts=False), []).append(at)
        for at, said in enumerate(self._said[Aspect.CHECKLIST]):
            found.setdefault(Item(Aspect.CHECKLIST, said.meaning), []).append(at)
        for at, said in enumerate(self._said[Aspect.STOPS]):
            found.setdefault(Item(Aspect.STOPS, said.meaning), []).append(at)
        return found

    def item(self, item: Item, rows: Sequence[int]) -> Node:
        """`Asked` for every kind of task."""
        if item.aspect is not Aspect.PROOF:
            # Two rows may ask the same; then it is asked twice.
            nodes = [self._counted(item, [row], [(1, 0)]) for row in rows]
            return self._forest.apply((self.meaning.decision, *nodes), _times)
        levels = [(row.then.minimum, row.then.least_grade.rank + 1) for row in self._policy.proof.rows]
        counted = self._counted(item, rows, levels if item.counts else [(1, 0)] * len(levels))
        return self._forest.apply((self.meaning.decision, counted), Asked.of)

    def _counted(self, item: Item, rows: Sequence[int], levels: Sequence[tuple[int, int]]) -> Node:
        sheet = _SHEETS[item.aspect]
        every = [*levels] if len(levels) > 1 else [*levels] * len(getattr(self._policy, sheet).rows)
        return self.meaning.counted(sheet, every, sum(1 << row for row in rows))

    def item_words(self, item: Item, rows: Sequence[int], levels: tuple[int, int]) -> str:
        """The item as it is said where these levels of it are asked for."""
        if item.aspect is not Aspect.PROOF:
            return "; ".join(self._said[item.aspect][row].text for row in rows[: levels[0]])
        effects = (self._policy.proof.rows[row].then for row in rows)
        kind = next(kind for effect in effects for kind in (*effect.kinds, *effect.does_not_count)
                    if kind.casefold() == item.meaning)  # fmt: skip
        proof = (ProofRequired(kind, levels[0], GRADES[levels[1] - 1]),) if item.counts else ()
        said = decided(replace(_NOBODYS, proof=proof, does_not_count=() if item.counts else (kind,)))
        return said[Aspect.PROOF][0].text

    @cached_property
    def _said(self) -> Mapping[Aspect, Sequence[Said]]:
        """Each row of the checklist and of the stop conditions, as it is said."""
        policy = self._policy
        return decided(
            replace(
                _NOBODYS,
                checklist=tuple(ChecklistItem(row.id, row.then) for row in policy.checklist.rows),
                stops=tuple(StopCondition(row.id, row.then) for row in policy.stops.rows),
            )
        )

    def _word(self, aspect: Aspect, decision: Decision) -> Hashable:
        if aspect is Aspect.ROUTE:
            row = self._policy.routes.rows[decision.row].id if decision.row >= 0 else ""
            return Lead(decision.route, _why(decision), row)
        if decision.route is Route.HUMAN_LED:
            return None
        effect = self.meaning.effect(decision.row)
        if aspect is Aspect.PHASES:
            return Led(", ".join(phase.value for phase in effect.phases) or NONE)
        if aspect is Aspect.APPROVAL:
            return Led(NONE if effect.approval_before is None else effect.approval_before.value)
        limit = (decision.limits or ())[_LIMITS.index(aspect)]
        if limit is None:
            return Led(NO_LIMIT)
        return Led(f"{limit:,f}" if aspect is Aspect.COST else f"{limit:,}")

    def _reviewer(self, *said: Any) -> Hashable:  # noqa: ANN401 - the values of the two diagrams
        decision, stated = said
        decided_by_row = decision.row >= 0
        text = THE_TASKS_OWN if stated else self.meaning.effect(decision.row).reviewed_by or NOBODY
        return Led(text if decided_by_row else NOBODY, human=decision.route is Route.HUMAN_LED, why=_why(decision))


def _why(decision: Decision) -> Why:
    return why_of(decision.standing, closed=decision.row == CLOSED)


def _times(decision: Decision, *counted: tuple[int, int]) -> Asked:
    return Asked.of(decision, (sum(levels[0] for levels in counted), 0))
