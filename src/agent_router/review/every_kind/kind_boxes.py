"""A set of kinds of task said in few boxes of conditions, exactly, each with one task in it.

1. `Area` in a box means the areas that a task really reaches; of policies that differ, by the newer one.
2. Boxes may be told by blast radius and route as well, where all policies agree about them for these tasks: whichever
   way needs fewer boxes is taken.
3. Answers that no task of the box can give are left out of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from agent_router.model.condition import AnyOf, Compare, Comparison
from agent_router.model.policy import Route
from agent_router.model.review import Answers, Box, Region
from agent_router.review.every_kind.covering import Cover, Covering
from agent_router.review.every_kind.forest import Node
from agent_router.review.every_kind.kinds import Kinds
from agent_router.review.every_kind.outcome import RADII, Meaning

ROUTES = tuple(sorted(Route, key=lambda route: route.freedom))
_MOST_TIDIED = 40
"""Of more boxes than these it is not tried whether one of them is superfluous."""


@dataclass(frozen=True, slots=True)
class KindBox:
    """One box, which several conditions on the same field may need to be said as several, and a task in it."""

    boxes: tuple[Box, ...]
    example: Answers


@dataclass(frozen=True, slots=True)
class _Derived:
    """Blast radiuses and routes, by rank and freedom; every one where nothing is said of it."""

    ranks: frozenset[int]
    freedoms: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Boxes over the questions, for tasks with these derived values."""

    derived: _Derived
    cover: Cover
    within: Node


_ANY = _Derived(frozenset(range(len(RADII))), frozenset(range(len(ROUTES))))


class KindBoxes:
    """Says sets of tasks of one forest."""

    def __init__(self, kinds: Kinds, meanings: Sequence[Meaning], *, routes: bool = True, radius: bool = True) -> None:
        """`meanings` of all policies of the kinds, in their order.

        Without `routes` no box is told by its route, without `radius` none by its blast radius.
        """
        self._radius = radius
        self._routes = routes
        self._kinds = kinds
        self._forest = kinds.forest
        self._meanings = meanings
        self._sets = Covering(kinds.forest)
        self._area = kinds.places["area"]
        self._everything = kinds.covers_everything(len(kinds.books) - 1)
        self._able = self._really(kinds.possible, only=True)

    def of(self, tasks: Node) -> tuple[KindBox, ...]:
        """The boxes of a set of tasks."""
        wanted = self._sets.both(self._really(tasks), self._able)
        plans = min((self._plain(wanted), self._by_derived(tasks, wanted)), key=_size)
        return tuple(
            KindBox(tuple(self._said(plan.derived, box)), example)
            for plan in plans
            for box in plan.cover
            if (example := self._example(tasks, plan, box)) is not None
        )

    def _plain(self, wanted: Node) -> list[_Plan]:
        return [_Plan(_ANY, self._cover(wanted, wanted), self._sets.all)]

    def _by_derived(self, tasks: Node, wanted: Node) -> list[_Plan]:
        """By the values of what is derived, those with the same boxes together."""
        radii = [meaning.radius for meaning in self._meanings]
        routes = [meaning.route for meaning in self._meanings]
        radius = self._radius and not self._meets(tasks, self._differing(radii))
        route = self._routes and not self._meets(tasks, self._differing(routes))
        if not radius and not route:
            return self._plain(wanted)
        by_cover: dict[tuple[object, ...], list[tuple[_Derived, Node]]] = {}
        for derived, members in self._classes(radius=radius, route=route):
            own = self._sets.both(wanted, members)
            if own != self._sets.none:
                cover = self._cover(own, self._sets.either(own, self._sets.without(self._sets.all, members)))
                key = tuple(tuple(sorted(box.items())) for box in cover)
                by_cover.setdefault(key, []).append((derived, members))
        return [
            _Plan(derived, tuple(dict(box) for box in key), members)  # type: ignore[call-overload]  # made of items above
            for key, classes in by_cover.items()
            for derived, members in self._merged(classes)
        ]

    def _merged(self, classes: Sequence[tuple[_Derived, Node]]) -> Iterator[tuple[_Derived, Node]]:
        """Classes of one route together, then those routes that have the same blast radiuses."""
        by_freedom: dict[frozenset[int], tuple[frozenset[int], Node]] = {}
        for derived, members in classes:
            ranks, node = by_freedom.get(derived.freedoms, (frozenset(), self._sets.none))
            by_freedom[derived.freedoms] = (ranks | derived.ranks, self._sets.either(node, members))
        by_ranks: dict[frozenset[int], tuple[frozenset[int], Node]] = {}
        for freedoms, (ranks, members) in by_freedom.items():
            known, node = by_ranks.get(ranks, (frozenset(), self._sets.none))
            by_ranks[ranks] = (known | freedoms, self._sets.either(node, members))
        for ranks, (freedoms, members) in by_ranks.items():
            yield _Derived(ranks, freedoms), members

    def _classes(self, *, radius: bool, route: bool) -> Iterator[tuple[_Derived, Node]]:
        """Every combination of what may be told apart, with its tasks."""
        own = self._meanings[-1]
        for rank in range(len(RADII)) if radius else (None,):
            for freedom in range(len(ROUTES)) if route else (None,):
                ranks = _ANY.ranks if rank is None else frozenset({rank})
                freedoms = _ANY.freedoms if freedom is None else frozenset({freedom})
                members = self._forest.apply(
                    (own.radius, own.route),
                    lambda is_rank, is_route, ranks=ranks, freedoms=freedoms: (
                        is_rank in ranks and is_route.freedom in freedoms
                    ),
                )
                yield _Derived(ranks, freedoms), self._sets.both(self._really(members), self._able)

    def _differing(self, nodes: Sequence[Node]) -> Node:
        """Where these diagrams do not all end in the same."""
        return self._forest.apply(tuple(nodes), lambda first, *others: any(other != first for other in others))

    def _meets(self, one: Node, other: Node) -> bool:
        return self._sets.both(self._sets.both(one, other), self._kinds.possible) != self._sets.none

    def _cover(self, wanted: Node, allowed: Node) -> Cover:
        """Boxes that hold what is wanted, and besides only what is allowed or what no task can be."""
        sets = self._sets
        boxes = sets.boxes(wanted, sets.either(allowed, sets.without(sets.all, self._able)))
        return self._needed([self._tidied(box, wanted) for box in boxes], wanted)

    def _tidied(self, box: Mapping[int, int], wanted: Node) -> Mapping[int, int]:
        """Without answers that none of the wanted tasks in the box gives."""
        tidy = dict(box)
        inside = self._sets.both(self._inside(box), wanted)
        for axis, answers in box.items():
            given = sum(
                1 << at
                for at in range(self._forest.widths[axis])
                if answers >> at & 1 and self._sets.both(inside, self._answered(axis, 1 << at)) != self._sets.none
            )
            tidy[axis] = given
        return tidy

    def _needed(self, boxes: list[Mapping[int, int]], wanted: Node) -> Cover:
        """Without boxes that the others hold already."""
        if not 1 < len(boxes) <= _MOST_TIDIED:
            return tuple(boxes)
        insides = [self._sets.both(self._inside(box), wanted) for box in boxes]
        kept = list(range(len(boxes)))
        for at in sorted(kept, key=lambda place: -len(boxes[place])):
            others = self._sets.none
            for other in kept:
                others = others if other == at else self._sets.either(others, insides[other])
            if self._sets.without(insides[at], others) == self._sets.none:
                kept.remove(at)
        return tuple(boxes[at] for at in kept)

    def _inside(self, box: Mapping[int, int]) -> Node:
        node = self._sets.all
        for axis, answers in sorted(box.items(), reverse=True):
            node = self._sets.both(node, self._answered(axis, answers))
        return node

    def _answered(self, axis: int, answers: int) -> Node:
        """Tasks that answer a question so."""
        width = self._forest.widths[axis]
        return self._forest.node(axis, tuple(self._forest.leaf(bool(answers >> at & 1)) for at in range(width)))

    def _said(self, derived: _Derived, box: Mapping[int, int]) -> Iterator[Box]:
        questions = [self._kinds.questions[axis] for axis in sorted(box)]
        parts = [
            question.axis.regions(question.pieces(box[axis]))
            for axis, question in zip(sorted(box), questions, strict=True)
        ]
        for several in product(*parts):
            yield (*_regions(derived), *(region for part in several for region in part))

    def _example(self, tasks: Node, plan: _Plan, box: Mapping[int, int]) -> Answers | None:
        """A task that is among those wanted, and in the box."""
        really = self._sets.both(self._inside(box), plan.within)
        inside = self._sets.both(self._sets.both(tasks, self._kinds.possible), self._by_names(really))
        if inside == self._sets.none:
            return None
        return self._kinds.answers(self._forest.witness(inside, value=True))

    def _by_names(self, node: Node) -> Node:
        """The reverse of `_really`: the question about areas asks for those that folders and systems reach."""
        reaching_all = self._forest.restrict(node, self._area, self._kinds.everywhere)
        return self._where_bounded(reaching_all, node)

    def _really(self, node: Node, *, only: bool = False) -> Node:
        """The same tasks, where the question about areas asks for those that a task really reaches.

        Where it covers everything these are all areas; with `only` no others are possible.
        """
        width = self._forest.widths[self._area]
        if only:
            return self._where_bounded(self._answered(self._area, 1 << self._kinds.everywhere), node)
        any_area = self._sets.none
        for at in range(width):
            any_area = self._sets.either(any_area, self._forest.restrict(node, self._area, at))
        return self._where_bounded(any_area, node)

    def _where_bounded(self, unbounded: Node, bounded: Node) -> Node:
        return self._forest.select(self._everything, lambda everything: unbounded if everything is True else bounded)


def _size(plans: Sequence[_Plan]) -> tuple[int, int]:
    """Fewer boxes are better, then shorter ones."""
    boxes = [(plan.derived, box) for plan in plans for box in plan.cover]
    return len(boxes), sum(len(box) + len(_regions(derived)) for derived, box in boxes)


def _regions(derived: _Derived) -> tuple[Region, ...]:
    ranks = [RADII[rank].value for rank in sorted(derived.ranks)] if derived.ranks != _ANY.ranks else []
    routes = (
        [ROUTES[freedom].value for freedom in sorted(derived.freedoms)] if derived.freedoms != _ANY.freedoms else []
    )
    said = ((code, words) for code, words in (("blast_radius", ranks), ("route", routes)) if words)
    return tuple(Region(code, _one_of(words)) for code, words in said)


def _one_of(words: Sequence[str]) -> AnyOf | Comparison:
    tests = tuple(Comparison(Compare.EQUAL, word) for word in words)
    return tests[0] if len(tests) == 1 else AnyOf(tests)
