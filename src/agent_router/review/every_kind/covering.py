"""A set of kinds of task said in few boxes: together exactly that set, boxes may overlap.

After the way of Minato and Morreale for two-valued diagrams: what does not depend on a question is covered first, then
what several answers have in common, then what is left of each answer. What no task can be may be covered or not.
"""

from collections.abc import Mapping

from agent_router.review.every_kind.forest import Forest, Node

Cover = tuple[Mapping[int, int], ...]
"""Boxes: bits of the kinds of answer by axis; an axis that is absent may say anything."""


class Covering:
    """Covers sets of one forest; a set is a diagram that ends in True and False."""

    def __init__(self, forest: Forest) -> None:
        """Ready for many sets."""
        self._forest = forest
        self.none = forest.leaf(value=False)
        self.all = forest.leaf(value=True)
        self._memo: dict[tuple[Node, Node], tuple[Cover, Node]] = {}
        self._joined: dict[tuple[str, Node, Node], Node] = {}

    def boxes(self, wanted: Node, allowed: Node) -> Cover:
        """Boxes that hold all that is wanted and nothing that is not allowed."""
        return self._cover(wanted, allowed)[0]

    def both(self, one: Node, other: Node) -> Node:
        """What is in both sets."""
        if other in (one, self.all):
            return one
        if self.none in (one, other):
            return self.none
        if one == self.all:
            return other
        return self._pairwise("both", min(one, other), max(one, other))

    def either(self, one: Node, other: Node) -> Node:
        """What is in one of the sets."""
        if other in (one, self.none):
            return one
        if self.all in (one, other):
            return self.all
        if one == self.none:
            return other
        return self._pairwise("either", min(one, other), max(one, other))

    def without(self, one: Node, other: Node) -> Node:
        """What is in the first set and not in the second."""
        if one in (other, self.none) or other == self.all:
            return self.none
        if other == self.none:
            return one
        return self._pairwise("without", one, other)

    def _pairwise(self, how: str, one: Node, other: Node) -> Node:
        key = (how, one, other)
        known = self._joined.get(key)
        if known is None:
            forest = self._forest
            forest.spend()
            join = {"both": self.both, "either": self.either, "without": self.without}[how]
            axis = min(forest.axis(one), forest.axis(other))
            if axis == len(forest.widths):
                # Only `without` gets here: everything less everything.
                return self.none
            branches = zip(forest.children(one, axis), forest.children(other, axis), strict=True)
            known = self._joined[key] = forest.node(axis, tuple(join(*branch) for branch in branches))
        return known

    def _cover(self, wanted: Node, allowed: Node) -> tuple[Cover, Node]:
        """Boxes and the set that they cover."""
        if wanted == self.none:
            return (), self.none
        if allowed == self.all:
            return ({},), self.all
        known = self._memo.get((wanted, allowed))
        if known is None:
            self._forest.spend()
            known = self._memo[wanted, allowed] = self._cover_by_answer(wanted, allowed)
        return known

    def _cover_by_answer(self, wanted: Node, allowed: Node) -> tuple[Cover, Node]:
        forest = self._forest
        axis = min(forest.axis(wanted), forest.axis(allowed))
        left = list(forest.children(wanted, axis))
        may = forest.children(allowed, axis)
        boxes: list[Mapping[int, int]] = []
        covered = [self.none] * len(may)
        chosen = list(range(len(may)))
        while chosen:
            own, reached = self._in_common(left, may, chosen)
            kinds = [at for at in range(len(may)) if self.without(reached, may[at]) == self.none]
            bits = sum(1 << at for at in kinds)
            boxes += [box if len(kinds) == len(may) else {axis: bits, **box} for box in own]
            for at in kinds:
                covered[at] = self.either(covered[at], reached)
                left[at] = self.without(left[at], reached)
            chosen = self._next(left, may, chosen, progress=bool(own))
        return tuple(boxes), forest.node(axis, tuple(covered))

    def _in_common(self, left: list[Node], may: tuple[Node, ...], chosen: list[int]) -> tuple[Cover, Node]:
        """A cover of what these answers want and all of them allow."""
        common, some = self.all, self.none
        for at in chosen:
            common, some = self.both(common, may[at]), self.either(some, left[at])
        return self._cover(self.both(some, common), common)

    def _next(self, left: list[Node], may: tuple[Node, ...], chosen: list[int], *, progress: bool) -> list[int]:
        """The answers to cover together next: all that still want something, then those that allow the same."""
        open_ones = [at for at, node in enumerate(left) if node != self.none]
        if not open_ones or (open_ones != chosen and (progress or len(chosen) == len(may))):
            return open_ones
        if len(open_ones) > 1 and len(chosen) > 1:
            first = open_ones[0]
            alike = [at for at in open_ones if may[at] == may[first]]
            return alike if alike != chosen else [first]
        return open_ones[:1]
