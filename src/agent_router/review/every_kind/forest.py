"""Decision diagrams that share their parts: what a policy decides about every kind of task, without trying them all.

An axis is one question with a few kinds of answer; a diagram asks the questions in their order and ends in a value.
Two diagrams of one forest that mean the same are the same node, so that comparing them costs nothing.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

Node = int
"""Number of a node; nodes of one forest may be compared by it."""
State = Hashable


class TooManyKinds(Exception):
    """There are more kinds of task than may be looked at; caught within the room and said to the lead."""


class Forest:
    """All nodes over the same axes; `widths` has the number of kinds of answer of each axis."""

    def __init__(self, widths: Sequence[int], limit: int) -> None:
        """Allow so many steps in all; TooManyKinds is raised beyond."""
        self.widths = tuple(widths)
        self._end = len(self.widths)
        self._left = limit
        self._axis: list[int] = []
        self._children: list[tuple[Node, ...]] = []
        self._values: dict[Node, Hashable] = {}
        self._leaves: dict[tuple[type, Hashable], Node] = {}
        self._nodes: dict[tuple[int, tuple[Node, ...]], Node] = {}
        self._reached: dict[Node, frozenset[Node]] = {}

    def leaf(self, value: Hashable) -> Node:
        """The node that is this value whatever is answered."""
        # Yes and one are equal in Python, yet not the same answer.
        known = self._leaves.get((type(value), value))
        if known is None:
            known = self._leaves[type(value), value] = self._add(self._end, ())
            self._values[known] = value
        return known

    def node(self, axis: int, children: tuple[Node, ...]) -> Node:
        """The node that asks this question; one child a kind of answer."""
        first = children[0]
        if all(child == first for child in children):
            return first
        known = self._nodes.get((axis, children))
        if known is None:
            known = self._nodes[axis, children] = self._add(axis, children)
        return known

    def _add(self, axis: int, children: tuple[Node, ...]) -> Node:
        self._axis.append(axis)
        self._children.append(children)
        return len(self._axis) - 1

    def spend(self) -> None:
        """One step of work."""
        self._left -= 1
        if self._left < 0:
            raise TooManyKinds

    def axis(self, node: Node) -> int:
        """The question that the node asks; the number of axes where it asks none."""
        return self._axis[node]

    def value(self, node: Node) -> Any:  # noqa: ANN401 - whatever the diagram's maker put there
        """The value of a leaf."""
        return self._values[node]

    def children(self, node: Node, axis: int) -> tuple[Node, ...]:
        """The node after each kind of answer to this question, which is its own or one before it."""
        return self._children[node] if self._axis[node] == axis else (node,) * self.widths[axis]

    def values(self, node: Node) -> tuple[Hashable, ...]:
        """Every value that the diagram ends in, in the order in which they were first seen."""
        return tuple(self._values[leaf] for leaf in sorted(self.reached(node)))

    def reached(self, node: Node) -> frozenset[Node]:
        """The leaves below a node."""
        known = self._reached.get(node)
        if known is None:
            below = self._children[node]
            known = frozenset({node}) if not below else frozenset().union(*map(self.reached, set(below)))
            self._reached[node] = known
        return known

    def apply(self, nodes: tuple[Node, ...], fold: Callable[..., Hashable]) -> Node:
        """The diagram of `fold` over the values of several diagrams."""
        memo: dict[tuple[Node, ...], Node] = {}

        def visit(these: tuple[Node, ...]) -> Node:
            known = memo.get(these)
            if known is None:
                self.spend()
                axis = min([self._axis[node] for node in these])
                if axis == self._end:
                    known = self.leaf(fold(*(self._values[node] for node in these)))
                else:
                    branches = zip(*(self.children(node, axis) for node in these), strict=True)
                    known = self.node(axis, tuple(map(visit, branches)))
                memo[these] = known
            return known

        return visit(nodes)

    def compare(self, one: Node, other: Node, tell: Callable[[Hashable, Hashable], Hashable]) -> Node:
        """The diagram of `tell` over the values of two diagrams; None wherever they are the same."""
        memo: dict[tuple[Node, Node], Node] = {}
        same = self.leaf(None)

        def visit(pair: tuple[Node, Node]) -> Node:
            left, right = pair
            if left == right:
                return same
            known = memo.get(pair)
            if known is None:
                self.spend()
                axis = min(self._axis[left], self._axis[right])
                if axis == self._end:
                    known = self.leaf(tell(self._values[left], self._values[right]))
                else:
                    branches = zip(self.children(left, axis), self.children(right, axis), strict=True)
                    known = self.node(axis, tuple(map(visit, branches)))
                memo[pair] = known
            return known

        return visit((one, other))

    def select(self, selector: Node, option: Callable[[Hashable], Node]) -> Node:
        """The diagram that goes on as the option chosen by the selector's value."""
        leaves = sorted(self.reached(selector))
        place = {leaf: at for at, leaf in enumerate(leaves)}
        memo: dict[tuple[Node, tuple[Node, ...]], Node] = {}

        def visit(chooser: Node, options: tuple[Node, ...]) -> Node:
            if self._axis[chooser] == self._end:
                return options[place[chooser]]
            open_leaves = self.reached(chooser)
            options = tuple(node if leaf in open_leaves else -1 for leaf, node in zip(leaves, options, strict=True))
            left = {node for node in options if node >= 0}
            if len(left) == 1:
                return left.pop()
            known = memo.get((chooser, options))
            if known is None:
                self.spend()
                axis = min(self._axis[node] for node in (chooser, *left))
                width = self.widths[axis]
                columns = [(-1,) * width if node < 0 else self.children(node, axis) for node in options]
                choosers = self.children(chooser, axis)
                known = memo[chooser, options] = self.node(
                    axis, tuple(visit(choosers[at], tuple(column[at] for column in columns)) for at in range(width))
                )
            return known

        return visit(selector, tuple(option(self._values[leaf]) for leaf in leaves))

    def restrict(self, node: Node, axis: int, answer: int) -> Node:
        """The diagram where this question is answered so."""
        memo: dict[Node, Node] = {}

        def visit(at: Node) -> Node:
            own = self._axis[at]
            if own >= axis:
                return self._children[at][answer] if own == axis else at
            known = memo.get(at)
            if known is None:
                self.spend()
                known = memo[at] = self.node(own, tuple(map(visit, self._children[at])))
            return known

        return visit(node)

    def end(self, node: Node, path: Mapping[int, int]) -> Any:  # noqa: ANN401 - as `value`
        """The value of a task whose answer to every question is known."""
        while self._axis[node] < self._end:
            node = self._children[node][path[self._axis[node]]]
        return self._values[node]

    def witness(self, node: Node, value: Hashable) -> dict[int, int]:
        """One way to the value: the answer to each question that had to be asked, by axis."""
        leaf = self.leaf(value)
        path: dict[int, int] = {}
        while node != leaf:
            children = self._children[node]
            answer = next(at for at, child in enumerate(children) if leaf in self.reached(child))
            path[self._axis[node]] = answer
            node = children[answer]
        return path
