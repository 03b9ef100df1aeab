"""Kinds of task that one sheet provides for and the next forgets: a route without budget, a blast radius without proof.

Routes led by a person need neither. What is said is what really happens: each kind of task is shown with an example
that the real rules find uncovered.
"""

from collections.abc import Iterator
from typing import Any

from agent_router.model.assignment import Standing
from agent_router.model.place import Place
from agent_router.model.policy import Route
from agent_router.model.problem import Problem, Rule
from agent_router.model.table import HitPolicy
from agent_router.review.every_kind.example_tasks import answers_words, example_task
from agent_router.review.every_kind.forest import Node
from agent_router.review.every_kind.kind_boxes import KindBox, KindBoxes
from agent_router.review.every_kind.kinds import Kinds
from agent_router.review.every_kind.outcome import RADII, Chosen, Meaning
from agent_router.review.interface import Decide
from agent_router.review.problems import FIXED_ROUTE_UNUSED, RADIUS_WITHOUT_PROOF, ROUTE_WITHOUT_BUDGET
from agent_router.tables.kinds_in_words import box_words
from agent_router.tables.words import listed

_MOST_SAID = 3
"""Kinds of task named in one finding; of more, their number."""


class Coverage:
    """What one policy covers."""

    def __init__(self, kinds: Kinds, meaning: Meaning) -> None:
        """The kinds of task of the policy alone, and what it decides about them."""
        self._kinds = kinds
        self._forest = kinds.forest
        self._meaning = meaning
        self._policy = kinds.books[0].policy
        self._boxes = KindBoxes(kinds, (meaning,), routes=False)

    def problems(self, decide: Decide) -> tuple[Problem, ...]:
        """Every finding, in the order of the catalogue."""
        return (*self._without_budget(decide), *self._without_proof(decide), *self._unused())

    def _without_budget(self, decide: Decide) -> Iterator[Problem]:
        place = self._policy.budgets.place or Place(self._policy.file)
        for route in self._agents:
            tasks = self._open(lambda chosen, limits, _, route=route: chosen.route is route and limits is None)
            yield from self._told(ROUTE_WITHOUT_BUDGET, place, route.value, (tasks, decide))

    def _without_proof(self, decide: Decide) -> Iterator[Problem]:
        place = self._policy.proof.place or Place(self._policy.file)
        for radius in RADII:
            tasks = self._open(
                lambda chosen, _, proven, radius=radius: (
                    chosen.route is not Route.HUMAN_LED and RADII[chosen.rated.rank] is radius and not proven
                )
            )
            yield from self._told(RADIUS_WITHOUT_PROOF, place, radius.value, (tasks, decide))

    def _unused(self) -> Iterator[Problem]:
        """Routes that nobody is led by: no row names them, or other rows always come first."""
        place = self._policy.routes.place or Place(self._policy.file)
        able = self._forest.apply(
            (self._meaning.chosen, self._kinds.possible), lambda chosen, able: chosen.route if able else None
        )
        for route in self._agents:
            rows = [row for row in self._policy.routes.rows if row.then.route is route]
            if not rows:
                yield Problem(FIXED_ROUTE_UNUSED, place, route.value)
            elif route not in self._forest.values(able):
                named = listed([row.id for row in rows], "and")
                why = f"other rows decide before {named} can"
                if self._policy.routes.hit_policy is HitPolicy.UNIQUE:
                    why = f"{named} cannot decide alone"
                cells = tuple(row.place for row in rows if row.place is not None)
                yield Problem(
                    FIXED_ROUTE_UNUSED, cells[0] if cells else place,
                    f"{route.value}, since for every kind of task {why}", also=cells[1:],
                )  # fmt: skip

    @property
    def _agents(self) -> tuple[Route, ...]:
        return tuple(route for route in Route if route is not Route.HUMAN_LED)

    def _open(self, wanted: Any) -> Node:  # noqa: ANN401 - a truth of the values below
        """Tasks that no rule covers and that are as wanted: what was chosen, its limits, whether proof is owed."""

        def fold(chosen: Chosen, *others: Any) -> bool:  # noqa: ANN401 - the values of the other diagrams
            allowed, proven, decision, able = others
            uncovered = decision.standing is Standing.NO_RULE and chosen.row >= 0 and chosen.rated.covered
            return bool(able and uncovered and wanted(chosen, allowed.limits, any(proven)))

        meaning = self._meaning
        return self._forest.apply(
            (meaning.chosen, meaning.budget, meaning.proven, meaning.decision, self._kinds.possible), fold
        )

    def _told(self, rule: Rule, place: Place, found: str, tried: tuple[Node, Decide]) -> Iterator[Problem]:
        tasks, decide = tried
        if tasks == self._forest.leaf(value=False):
            return
        boxes = self._boxes.of(tasks)
        examples = tuple(example_task(box.example, self._policy, f"example {at}") for at, box in enumerate(boxes))
        decided = decide(examples, self._policy)
        real = [box for box, own in zip(boxes, decided, strict=True) if own.standing is Standing.NO_RULE]
        if real:
            yield Problem(rule, place, f"{found}: {self._said(real)}")

    def _said(self, boxes: list[KindBox]) -> str:
        fields = {field.code: field for field in self._policy.fields}
        kinds = [box_words(box, fields) for own in boxes for box in own.boxes]
        more = f"; and {len(kinds) - _MOST_SAID} more kinds of task" if len(kinds) > _MOST_SAID else ""
        example = answers_words(boxes[0].example, fields)
        return f"{'; or '.join(kinds[:_MOST_SAID])}{more} (such as: {example})"
