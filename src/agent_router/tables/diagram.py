"""What a table, or several after each other, says about every possible task: a reduced decision diagram.

One level an axis. A path takes, on each level, a set of pieces that lead to the same; like parts are built and kept
once (hash-consed), so that two tasks with the same node ahead of them are decided alike by all that follows.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, TypeVar

from agent_router.model.review import Answers, Box
from agent_router.tables.partition import Axis

EffectT = TypeVar("EffectT")
StateT = TypeVar("StateT", bound=Hashable)
LeafT = TypeVar("LeafT", bound=Hashable)

Groups = Sequence[Sequence[tuple[int, EffectT]]]
"""For each axis: bits of pieces, and what they do; each piece in one group."""


@dataclass(frozen=True, slots=True, eq=False)
class Leaf(Generic[LeafT]):
    """An answer; equal answers are one object."""

    value: LeafT


@dataclass(frozen=True, slots=True, eq=False)
class Branch(Generic[LeafT]):
    """A level at which pieces lead to different answers; equal branches are one object."""

    axis: int
    edges: tuple[tuple[int, "Node[LeafT]"], ...]
    """Bits of pieces and where they lead; together all pieces of the axis, no two with the same end."""


Node = Leaf[LeafT] | Branch[LeafT]


@dataclass(frozen=True, slots=True)
class TooMany:
    """The tables are too many or too wide: more states than this were met, and nothing is said about any task."""

    states: int


@dataclass(frozen=True, slots=True)
class Reader(Generic[EffectT, StateT, LeafT]):
    """How a task is read along the axes."""

    start: StateT
    step: Callable[[int, EffectT, StateT], StateT]
    """Axis, effect of the piece taken, state before it: the state after it. States that mean the same must be equal."""
    leaf: Callable[[StateT], LeafT]
    """The answer, once all axes were read."""
    ended: Callable[[int, StateT], LeafT | None] | None = None
    """The answer where it is known before this axis is read; None where it is not."""


def build(
    groups: Groups[EffectT], reader: Reader[EffectT, StateT, LeafT], limit: int = 200_000
) -> Node[LeafT] | TooMany:
    """The diagram of everything the reader answers; `TooMany` beyond `limit` states."""
    builder: _Builder[EffectT, StateT, LeafT] = _Builder(groups, reader, limit)
    root = builder.node(0, reader.start)
    return TooMany(limit) if root is None else root


class _Builder(Generic[EffectT, StateT, LeafT]):
    """What was built so far."""

    def __init__(self, groups: Groups[EffectT], reader: Reader[EffectT, StateT, LeafT], limit: int) -> None:
        self._groups = groups
        self._reader = reader
        self._limit = limit
        self._known: list[dict[StateT, Node[LeafT]]] = [{} for _ in range(len(groups) + 1)]
        self._leaves: dict[LeafT, Leaf[LeafT]] = {}
        self._branches: dict[tuple[int, tuple[tuple[int, int], ...]], Branch[LeafT]] = {}
        self._visited = 0

    def node(self, axis: int, state: StateT) -> Node[LeafT] | None:
        """The node of a state before this axis; None beyond the limit."""
        known = self._known[axis].get(state)
        if known is not None:
            return known
        self._visited += 1
        if self._visited > self._limit:
            return None
        made = self._made(axis, state)
        if made is not None:
            self._known[axis][state] = made
        return made

    def _made(self, axis: int, state: StateT) -> Node[LeafT] | None:
        if axis == len(self._groups):
            return self._leaf(self._reader.leaf(state))
        if self._reader.ended is not None:
            early = self._reader.ended(axis, state)
            if early is not None:
                return self._leaf(early)
        ends: dict[int, tuple[int, Node[LeafT]]] = {}
        for pieces, effect in self._groups[axis]:
            child = self.node(axis + 1, self._reader.step(axis, effect, state))
            if child is None:
                return None
            before = ends.get(id(child))
            ends[id(child)] = (pieces if before is None else before[0] | pieces, child)
        return self._branch(axis, ends)

    def _leaf(self, value: LeafT) -> Leaf[LeafT]:
        return self._leaves.setdefault(value, Leaf(value))

    def _branch(self, axis: int, ends: dict[int, tuple[int, Node[LeafT]]]) -> Node[LeafT]:
        if len(ends) == 1:
            return next(iter(ends.values()))[1]
        # Nodes live as long as the builder, so their identities stand for them.
        known_as = (axis, tuple(sorted((pieces, end) for end, (pieces, _) in ends.items())))
        branch = self._branches.get(known_as)
        if branch is None:
            edges = sorted(ends.values(), key=lambda edge: edge[0] & -edge[0])
            branch = self._branches[known_as] = Branch(axis, tuple(edges))
        return branch


def groups_of(masks: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Pieces with the same mask together: bits of pieces, mask; `masks` as `partition.row_masks` gives them."""
    found: dict[int, int] = {}
    for place, mask in enumerate(masks):
        found[mask] = found.get(mask, 0) | 1 << place
    return tuple((pieces, mask) for mask, pieces in found.items())


Path = tuple[int | None, ...]
"""For each axis the bits of the pieces taken; None where all lead on alike."""


def paths(node: Node[LeafT], axes: int) -> Iterator[tuple[Path, LeafT]]:
    """Every way through the diagram and where it ends; each task goes exactly one."""
    yield from _paths(node, [None] * axes)


def _paths(node: Node[LeafT], taken: list[int | None]) -> Iterator[tuple[Path, LeafT]]:
    if isinstance(node, Leaf):
        yield tuple(taken), node.value
        return
    for pieces, child in node.edges:
        taken[node.axis] = pieces
        yield from _paths(child, taken)
    taken[node.axis] = None


def leaves(node: Node[LeafT]) -> frozenset[LeafT]:
    """Every answer that some task gets."""
    found: set[LeafT] = set()
    seen: set[int] = set()
    waiting: list[Node[LeafT]] = [node]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, Leaf):
            found.add(one.value)
        else:
            waiting += [child for _, child in one.edges]
    return frozenset(found)


def path_boxes(path: Path, axes: Sequence[Axis]) -> tuple[Box, ...]:
    """The tasks of one path, said in conditions."""
    parts = [axis.regions(pieces) for axis, pieces in zip(axes, path, strict=True) if pieces is not None]
    return tuple(tuple(region for box in boxes for region in box) for boxes in product(*parts))


def boxes(node: Node[LeafT], axes: Sequence[Axis]) -> tuple[tuple[Box, LeafT], ...]:
    """Every kind of task with its answer; together all tasks, no task in two with different answers."""
    return tuple((box, answer) for path, answer in paths(node, len(axes)) for box in path_boxes(path, axes))


def witness(path: Path, axes: Sequence[Axis]) -> Answers:
    """One task of a path: what may say anything says nothing where it may; derived fields are among the answers."""
    answers = []
    for axis, pieces in zip(axes, path, strict=True):
        place = _telling(axis, pieces)
        for field, value in zip(axis.fields, axis.pieces[place].values, strict=True):
            if value is not None:
                answers.append((field.code, value))
    return tuple(answers)


def _telling(axis: Axis, pieces: int | None) -> int:
    """The piece that says least: the last one is the blank one, where there is any."""
    if pieces is None:
        return len(axis.pieces) - 1
    return (pieces & -pieces).bit_length() - 1
