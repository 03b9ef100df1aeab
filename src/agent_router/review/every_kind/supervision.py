"""Does a riskier answer ever lead to more freedom? Held for every kind of task, over all sheets together.

1. For every field with an order of risk, each answer is compared with the next riskier one, all other answers alike.
   Blank is not compared; `given` and `missing` do not tell two stated answers apart, so prerequisites never count.
2. The riskier task may not be rated lower, led more freely, get a bigger limit on the same route, or owe less proof.
3. Where no rule covers the safer task, or rules contradict each other, that is a finding of its own and not compared.
4. A lower rating is said once, at the risk rules; what follows from it on later sheets is not said again, and neither
   is a grid that falls (`RV201` says so).
5. Both tasks are decided by the real rules; what they do not confirm is not reported.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from typing import Any

from agent_router.model.assignment import Standing
from agent_router.model.field import Field, FieldKind, Riskier, Value
from agent_router.model.problem import Problem
from agent_router.model.review import Answers
from agent_router.review.every_kind.example_tasks import example_task
from agent_router.review.every_kind.forest import Node, TooManyKinds
from agent_router.review.every_kind.freer_pairs import Breach, BreachKind, told
from agent_router.review.every_kind.kinds import Kinds, Question
from agent_router.review.every_kind.outcome import Decision, Meaning
from agent_router.review.interface import Decide
from agent_router.tables.meaning import holds
from agent_router.tables.partition import Axis

_FALLING = {Riskier.LOWER, Riskier.NO}


@dataclass(frozen=True, slots=True)
class _Step:
    """A field, and two kinds of answer to one question of which the second is riskier."""

    field: Field
    place: int
    safer: int
    riskier: int
    said: tuple[Value | None, Value | None]
    """The two answers themselves."""

    def answers(self, kinds: Kinds, path: Mapping[int, int]) -> tuple[Answers, Answers]:
        """Both tasks that go this way."""
        found = []
        for kind, value in ((self.safer, self.said[0]), (self.riskier, self.said[1])):
            own = kinds.answers({**path, self.place: kind})
            alone = len(kinds.questions[self.place].axis.fields) == 1
            found.append(
                tuple(
                    (code, value if alone and value is not None and code == self.field.code else old)
                    for code, old in own
                )
            )
        return found[0], found[1]


@dataclass(frozen=True, slots=True)
class _Sight:
    """Two tasks that differ in one answer, as the diagrams see them."""

    kind: BreachKind
    step: _Step
    safer: Answers
    riskier: Answers


class Supervision:
    """All comparisons of one policy."""

    def __init__(self, kinds: Kinds, meaning: Meaning) -> None:
        """The kinds of task of the policy alone, and what it decides about them."""
        self._kinds = kinds
        self._forest = kinds.forest
        self._meaning = meaning
        self._policy = kinds.books[0].policy
        self.complete = True
        """False once something was too much to look at."""

    def problems(self, decide: Decide) -> tuple[Problem, ...]:
        """Every breach, in the order of the catalogue, each pair of deciding rows once."""
        sights = tuple(self._sights())
        tasks = [
            example_task(answers, self._policy, f"{side} {at + 1}")
            for at, sight in enumerate(sights)
            for side, answers in (("safer", sight.safer), ("riskier", sight.riskier))
        ]
        assigned = decide(tuple(tasks), self._policy)
        found: dict[object, Problem] = {}
        for at, sight in enumerate(sights):
            breach = Breach(sight.kind, sight.step.field, (sight.safer, sight.riskier), assigned[2 * at : 2 * at + 2])
            problem = told(breach, self._policy)
            if problem is not None:
                # A row that lowers the rating does so together with many others; it is told once.
                others = () if sight.kind is BreachKind.LOWER else problem.also
                found.setdefault((problem.rule.code, problem.place, others), problem)
        return tuple(sorted(found.values(), key=lambda problem: problem.rule.code))

    def _sights(self) -> Iterator[_Sight]:
        """What only the rating shows comes first, so that it is known even where the rest is too much to look at."""
        steps = tuple(self._steps())
        try:
            for step in steps:
                yield from self._seen(step, self._meaning.levels, _lower)
            for step in steps:
                yield from self._seen(step, self._decided, _freer_or_richer)
                for node in self._proof:
                    yield from self._seen(step, node, _less)
        except TooManyKinds:
            self.complete = False

    def _seen(self, step: _Step, node: Node, tell: Callable[..., Hashable]) -> Iterator[_Sight]:
        safer, riskier = (self._forest.restrict(node, step.place, kind) for kind in (step.safer, step.riskier))
        compared = self._forest.compare(safer, riskier, tell)
        able = self._forest.apply((compared, self._kinds.possible), lambda told, able: told if able else None)
        for value in self._forest.values(able):
            if isinstance(value, _Seen):
                yield _Sight(value.kind, step, *step.answers(self._kinds, self._forest.witness(able, value)))

    @cached_property
    def _decided(self) -> Node:
        return self._forest.apply((self._meaning.decision, self._meaning.radius), _Ranked)

    @cached_property
    def _proof(self) -> tuple[Node, ...]:
        """For each kind of proof how it is asked for; None where no rule covers a task."""
        rows = self._policy.proof.rows
        levels = [(row.then.minimum, row.then.least_grade.rank + 1) for row in rows]
        kinds: dict[str, int] = {}
        for at, row in enumerate(rows):
            for kind in row.then.kinds:
                kinds[kind] = kinds.get(kind, 0) | 1 << at
        counted = (self._meaning.counted("proof", levels, only) for only in kinds.values())
        return tuple(self._forest.apply((self._decided, node), _owed) for node in counted)

    def _steps(self) -> Iterator[_Step]:
        for place, question in enumerate(self._kinds.questions):
            for at, field in enumerate(question.axis.fields):
                if field.riskier is not Riskier.NONE and not field.derived:
                    seen: dict[tuple[int, int], _Step] = {}
                    for pair in _pairs(question.axis, at):
                        (one, safer), (other, riskier) = pair[::-1] if field.riskier in _FALLING else pair
                        kinds = (_kind(question, one), _kind(question, other))
                        if kinds[0] != kinds[1]:
                            seen.setdefault(kinds, _Step(field, place, *kinds, (safer, riskier)))
                    yield from seen.values()


_Said = tuple[int, Value | None]
"""A piece, and the answer of the field in it."""


def _kind(question: Question, piece: int) -> int:
    return next(at for at, pieces in enumerate(question.kinds) if pieces >> piece & 1)


def _pairs(axis: Axis, at: int) -> Iterator[tuple[_Said, _Said]]:
    """Answers of which the second is the next higher (later) one of the field at this place, all else alike."""
    field = axis.fields[at]
    if field.kind is FieldKind.CHOICES:
        yield from _pairs_of_several(axis, field)
        return
    groups: dict[tuple[object, ...], list[tuple[Any, _Said]]] = {}
    for place, piece in enumerate(axis.pieces):
        value = piece.values[at]
        rank = _rank(field, value)
        if rank is not None:
            groups.setdefault((*piece.values[:at], *piece.values[at + 1 :]), []).append((rank, (place, value)))
    for group in groups.values():
        for (_, safer), (_, riskier) in pairwise(sorted(group, key=itemgetter(0))):
            yield safer, riskier


def _pairs_of_several(axis: Axis, field: Field) -> Iterator[tuple[_Said, _Said]]:
    """One word beside the next riskier one, and beside both together: the riskiest word counts."""
    words = field.words.texts if field.words is not None else ()
    for safer, riskier in pairwise(words):
        for several in ((riskier,), (safer, riskier)):
            yield (_piece_of(axis, (safer,)), (safer,)), (_piece_of(axis, several), several)


def _piece_of(axis: Axis, value: tuple[str, ...]) -> int:
    truths = sum(1 << at for at, unit in enumerate(axis.units) if holds(unit.test, value, unit.field))
    return axis.vectors.index(truths)


def _rank(field: Field, value: Value | None) -> Any:  # noqa: ANN401 - numbers and dates each have their own order
    """The value, or its place in the list; None where it has no order."""
    if field.words is not None and isinstance(value, str):
        return field.words.texts.index(value) if value in field.words.texts else None
    return None if isinstance(value, str | tuple) else value


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A decision with the rank of the blast radius."""

    decision: Decision
    rank: int


def _owed(ranked: _Ranked, levels: tuple[int, int]) -> Hashable:
    uncovered = ranked.decision.standing is Standing.NO_RULE
    return None if uncovered else (*levels, ranked.rank)


@dataclass(frozen=True, slots=True)
class _Seen:
    """That something is wrong, and what tells it from other breaches of its kind."""

    kind: BreachKind
    what: Hashable


def _lower(safer: Any, riskier: Any) -> Hashable:  # noqa: ANN401 - `Rated` with its levels
    falls = riskier.impact < safer.impact or riskier.likelihood < safer.likelihood
    return _Seen(BreachKind.LOWER, (safer, riskier)) if riskier.rank < safer.rank and falls else None


def _freer_or_richer(safer: Any, riskier: Any) -> Hashable:  # noqa: ANN401 - `_Ranked`
    one, other = safer.decision, riskier.decision
    if riskier.rank < safer.rank or one.standing is not Standing.DECIDED:
        return None
    if other.route.freedom > one.route.freedom:
        return _Seen(BreachKind.FREER, (one.row, other.row))
    if one.route is not other.route or one.limits is None or other.limits is None:
        return None
    bigger = any(
        limit is not None and (more is None or more > limit)
        for limit, more in zip(one.limits, other.limits, strict=True)
    )
    return _Seen(BreachKind.RICHER, (one.limits, other.limits)) if bigger else None


def _less(safer: Hashable, riskier: Hashable) -> Hashable:
    """Proof that is owed less of."""
    if not isinstance(safer, tuple) or not isinstance(riskier, tuple) or riskier[2] < safer[2]:
        return None
    less = riskier[0] < safer[0] or riskier[1] < safer[1]
    return _Seen(BreachKind.UNPROVEN, (safer, riskier)) if less else None
