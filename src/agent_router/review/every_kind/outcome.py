"""What one policy decides about every kind of task: the same rules as routing follows, on all tasks at once.

Rules, in order (`docs/workbook.md`, Assessed three times, Blank is not false):

1. `Risk rules` are read twice, without areas and with those that folders and systems reach; the higher rating counts.
2. `Routes` decide next; then, knowing the route as well, `Budgets`, `Proof`, `Acceptance checklist`, `Stop conditions`.
3. A named system that agents may not work in is human-led; then a contradiction; then what no rule covers.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from agent_router.model.assignment import Standing
from agent_router.model.field import Value
from agent_router.model.policy import BlastRadius, Route, RouteEffect
from agent_router.model.table import HitPolicy
from agent_router.review.every_kind.forest import Node
from agent_router.review.every_kind.kinds import Kinds
from agent_router.review.every_kind.readings import Highest, Limits, MostSupervised, OneOnly, Reading, Smallest, bits
from agent_router.review.every_kind.sheet_rows import SheetRows

RADII = tuple(sorted(BlastRadius))
_LEVELS = ("impact", "likelihood", "score")
CLOSED = -2
"""Instead of a row of `Routes`: a system is named that agents may not work in."""
NO_ROW = -1


@dataclass(frozen=True, slots=True)
class Rated:
    """The rating of a task, as far as later sheets ask for it."""

    rank: int
    """Rank of the blast radius."""
    covered: bool
    impact: int = 0
    """0 where no sheet asks."""
    likelihood: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """How a task is led."""

    standing: Standing
    route: Route
    row: int
    """Place of the row of `Routes`; `CLOSED` or `NO_ROW` where none decides."""
    limits: Limits | None
    """None for people."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rating with the row of `Routes` that it leads to, before anything speaks against it."""

    rated: Rated
    row: int
    route: Route
    conflict: bool


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the sheet of budgets allows."""

    limits: Limits | None
    """None where no row is certain."""
    conflict: bool = False


class Meaning:
    """One of the policies of some kinds of task; every attribute is a diagram over all of them."""

    def __init__(self, kinds: Kinds, book: int = 0) -> None:
        """`book` is the policy's place among those of the kinds."""
        self._kinds = kinds
        self._forest = kinds.forest
        self._book = book
        self._rulebook = kinds.books[book]
        self._policy = kinds.books[book].policy
        self._rows: dict[str, SheetRows] = {}
        self._grid = {(cell.impact, cell.likelihood): cell.blast_radius.rank for cell in self._policy.matrix.cells}

    @cached_property
    def _everything(self) -> Node:
        return self._kinds.covers_everything(self._book)

    @cached_property
    def rated(self) -> Node:
        """`Rated` for every kind of task, with levels only where a later sheet asks for them."""
        if any(self._kinds.asks_about(self._book, sheet, _LEVELS) for sheet in self._kinds.sheets if sheet != "risk"):
            return self.levels
        return self._forest.apply((self.levels,), lambda rated: Rated(rated.rank, rated.covered))

    @cached_property
    def levels(self) -> Node:
        """`Rated` for every kind of task, with its levels."""
        levels = [(row.then.impact or 0, row.then.likelihood or 0) for row in self._policy.risk_rules.rows]
        found = self._diagram("risk", Highest(levels), {})
        request = self._forest.restrict(found, self._kinds.places["area"], self._kinds.nowhere)
        return self._forest.apply((request, self._in_scope(found)), self._rate)

    @cached_property
    def radius(self) -> Node:
        """Rank of the blast radius."""
        return self._forest.apply((self.rated,), lambda rated: rated.rank)

    def _rate(self, request: tuple[int, int], scope: tuple[int, int]) -> Rated:
        views = [(levels[0] or 5, levels[1] or 5) for levels in (request, scope)]
        best = max(views, key=lambda levels: (self._rank(levels), levels[0] * levels[1]))
        return Rated(self._rank(best), all((*request, *scope)), *best)

    def _rank(self, levels: tuple[int, int]) -> int:
        """Cells that are not there count as the highest."""
        return self._grid.get(levels, RADII[-1].rank)

    @cached_property
    def chosen(self) -> Node:
        """`Chosen` for every kind of task."""
        table = self._policy.routes
        freedoms = [row.then.route.freedom for row in table.rows]
        reading: Reading = OneOnly() if table.hit_policy is HitPolicy.UNIQUE else MostSupervised(freedoms)
        found = self._after(self.rated, "routes", reading, self._rated_values)

        def choose(rated: Rated, said: int | tuple[int, int, bool]) -> Chosen:
            row, conflict = said if isinstance(said, int) else _of_candidates(said, freedoms), _conflicts(said)
            route = table.rows[row].then.route if row >= 0 else Route.HUMAN_LED
            return Chosen(rated, row, route, conflict)

        return self._forest.apply((self.rated, found), choose)

    @cached_property
    def _leading(self) -> Node:
        """As `chosen`, without the row: what the later sheets may ask for."""
        return self._forest.apply(
            (self.chosen,), lambda chosen: Chosen(chosen.rated, NO_ROW, chosen.route, conflict=False)
        )

    @cached_property
    def budget(self) -> Node:
        """`Allowed` for every kind of task."""
        table = self._policy.budgets
        smallest = Smallest([row.then for row in table.rows])
        if table.hit_policy is not HitPolicy.UNIQUE:
            found = self._after(self._leading, "budgets", smallest, self._chosen_values)
            return self._forest.apply((found,), Allowed)
        found = self._after(self._leading, "budgets", OneOnly(), self._chosen_values)
        return self._forest.apply(
            (found,), lambda said: Allowed(smallest.smallest(said[0]) if said[1] >= 0 else None, conflict=said[2])
        )

    @cached_property
    def decision(self) -> Node:
        """`Decision` for every kind of task."""
        nodes = (self._kinds.closed(self._book), self.chosen, self.budget, self.proven)
        return self._forest.apply(nodes, self._decide)

    @cached_property
    def proven(self) -> Node:
        """Whether any row of the sheet of proof counts: (1, 0), or (0, 0) where none does."""
        return self.counted("proof", [(1, 0)] * len(self._policy.proof.rows))

    @cached_property
    def route(self) -> Node:
        """`Route` for every kind of task."""
        return self._forest.apply((self.decision,), lambda decision: decision.route)

    def _decide(self, *said: Any) -> Decision:  # noqa: ANN401 - the values of the four diagrams above
        closed, chosen, allowed, proven = said
        if closed:
            return Decision(Standing.DECIDED, Route.HUMAN_LED, CLOSED, None)
        if chosen.conflict or allowed.conflict:
            return Decision(Standing.CONFLICT, Route.HUMAN_LED, NO_ROW, None)
        human = chosen.route is Route.HUMAN_LED
        unboxed = allowed.limits is None and not human
        if chosen.row < 0 or not chosen.rated.covered or not any(proven) or unboxed:
            return Decision(Standing.NO_RULE, Route.HUMAN_LED, NO_ROW, None)
        return Decision(Standing.DECIDED, chosen.route, chosen.row, None if human else allowed.limits)

    def effect(self, row: int) -> RouteEffect:
        """What the deciding row of `Routes` says; nothing but human-led where none does."""
        return self._policy.routes.rows[row].then if row >= 0 else RouteEffect(Route.HUMAN_LED)

    def counted(self, sheet: str, levels: Sequence[tuple[int, int]], only: int = -1) -> Node:
        """The highest of two levels among the matching rows of a sheet where all of them count."""
        return self._after(self._leading, sheet, Highest(levels), self._chosen_values, only)

    def _after(
        self,
        selector: Node,
        sheet: str,
        reading: Reading,
        values: Callable[[Hashable], Mapping[str, Value]],
        only: int = -1,
    ) -> Node:
        """The diagram of a sheet that may ask for what earlier sheets decided."""
        known: dict[int, Node] = {}

        def option(value: Hashable) -> Node:
            rows = self._kinds.derived_rows(self._book, sheet, values(value)) & only
            if rows not in known:
                known[rows] = self._in_scope(self._sheet(sheet).diagram(self._forest, reading, rows))
            return known[rows]

        return self._forest.select(selector, option)

    def _rated_values(self, value: Hashable) -> Mapping[str, Value]:
        assert isinstance(value, Rated)  # noqa: S101 - what `rated` ends in
        return {
            "impact": value.impact,
            "likelihood": value.likelihood,
            "score": value.impact * value.likelihood,
            "blast_radius": RADII[value.rank].value,
        }

    def _chosen_values(self, value: Hashable) -> Mapping[str, Value]:
        assert isinstance(value, Chosen)  # noqa: S101 - what `chosen` ends in
        return {**self._rated_values(value.rated), "route": value.route.value}

    def _diagram(self, sheet: str, reading: Reading, values: Mapping[str, Value]) -> Node:
        rows = self._kinds.derived_rows(self._book, sheet, values)
        return self._sheet(sheet).diagram(self._forest, reading, rows)

    def _sheet(self, sheet: str) -> SheetRows:
        known = self._rows.get(sheet)
        if known is None:
            known = self._rows[sheet] = self._kinds.rows(self._book, sheet)
        return known

    def _in_scope(self, node: Node) -> Node:
        """The same where a task that covers everything reaches all areas, whatever it names."""
        area = self._kinds.places["area"]
        reaching_all = self._forest.restrict(node, area, self._kinds.everywhere)
        if reaching_all == node:
            return node
        return self._forest.select(self._everything, lambda everything: reaching_all if everything is True else node)


def _of_candidates(said: tuple[int, int, bool], freedoms: Sequence[int]) -> int:
    candidates, first, _ = said
    return min(bits(candidates), key=lambda row: (freedoms[row], row)) if first >= 0 else NO_ROW


def _conflicts(said: int | tuple[int, int, bool]) -> bool:
    return not isinstance(said, int) and said[2]
