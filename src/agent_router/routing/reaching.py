"""What a task would have to say to get another route: the smallest sets of answers, tried on the real rules.

Rules, in order:

1. For every route but the present one, sets of fields are tried by size, smallest first, ties in `Fields` order; of
   each field one answer for every way in which the rules can tell answers apart (`tables.choices`).
2. First only fields that are still open: nobody is told to state something untrue. Then all fields, where that takes
   fewer answers or open answers do not suffice: this would be another task.
3. A route other than human-led needs a row of `Routes` that gives it, so only answers that let such a row fit are
   tried. They are routed like real tasks, all sheets together.
4. Of the smallest set as many answers as possible are named: any of one field goes with any of the others.
5. The work is bounded; where the bound is reached, that is said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, product
from math import comb

from agent_router.model.condition import Anything
from agent_router.model.field import Value
from agent_router.model.place import Place
from agent_router.model.policy import Route, RouteEffect
from agent_router.model.review import Region
from agent_router.model.table import HitPolicy, Row
from agent_router.routing.deciding import decide
from agent_router.routing.interface import RateRecords, Record
from agent_router.routing.names import closed_systems
from agent_router.routing.options import Option, Options
from agent_router.routing.widening import does_only_alone, widest
from agent_router.tables.choices import Choice, fits, region_of
from agent_router.tables.rulebook import Rulebook

TRIED_AT_MOST = 20_000
"""Hypothetical tasks routed in one search: about a fifth of a second."""
SETS_AT_MOST = 20_000
"""Sets of fields of one size that are looked at."""
BATCH = 2048

Taken = tuple[Choice | None, ...]
"""One choice a field of a set; None leaves the cell blank."""
Plan = Mapping[int, Sequence[Choice | None]]
"""How a row of `Routes` can be made to fit: by option, the choices it allows; what is not among them may say anything.

The present answer of an option that must change is not allowed by the row.
"""


@dataclass(frozen=True, slots=True)
class Step:
    """What one field would have to say."""

    field: str
    """Code of the field."""
    now: Value | None
    """What the task states; None where it is still open."""
    region: Region
    """All answers that do, whichever of them the other steps take; where `alone`, only as that says."""
    answer: Value | None
    """One of them; None for a blank cell."""
    alone: bool = False
    """Whether only a single word of the region does, with no other beside it, or just all words of `answer` together.

    Such as a system that does, but not named together with one that is closed to agents.
    """


@dataclass(frozen=True, slots=True)
class Way:
    """A smallest set of answers after which a task really gets a route."""

    steps: tuple[Step, ...]
    """In `Fields` order."""
    row: str = ""
    """ID of the row of `Routes` that decides for the answers of the steps; empty where none does."""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """How a task could get one other route."""

    route: Route
    by_open: Way | None
    """By answers that are still open."""
    by_other: Way | None
    """By other answers than the stated ones too: another task. Only where that takes fewer, or nothing else does."""
    all_tried: bool
    """Whether everything was tried; if not, a way or a smaller one may exist that is not named."""


@dataclass(frozen=True, slots=True)
class _Found:
    way: Way | None
    size: int
    all_tried: bool


@dataclass(frozen=True, slots=True)
class _Tried:
    """One hypothetical task: which options say what."""

    chosen: tuple[int, ...]
    taken: Taken


class Reaching:
    """Ways to other routes under one rulebook."""

    def __init__(self, rulebook: Rulebook, rate: RateRecords) -> None:
        """Note which fields take part in deciding a route."""
        self._rulebook, self._rate = rulebook, rate
        self._options = Options(rulebook.policy)

    def others(self, record: Record, now: Route) -> tuple[Reach, ...]:
        """One answer for every route but the present one, the most supervised first."""
        search = _Search(self._rulebook, self._rate, record, self._options.of(record))
        routes = sorted(Route, key=lambda route: route.freedom)
        return tuple(search.reach(route) for route in routes if route is not now)


class _Search:
    """Tries answers for one task."""

    def __init__(self, rulebook: Rulebook, rate: RateRecords, record: Record, options: tuple[Option, ...]) -> None:
        self._rulebook, self._rate, self._record, self._options = rulebook, rate, record, options
        self._closed: dict[tuple[str, ...], bool] = {}
        self._complete = all(option.choices.complete for option in options)

    def reach(self, route: Route) -> Reach:
        """Rule 2."""
        still_open = [at for at, option in enumerate(self._options) if option.now is None]
        by_open = self._smallest(route, still_open, len(still_open))
        every = range(len(self._options)) if len(still_open) < len(self._options) else ()
        fewer = self._smallest(route, every, by_open.size - 1 if by_open.way else len(every))
        return Reach(route, by_open.way, fewer.way, by_open.all_tried and fewer.all_tried)

    def _smallest(self, route: Route, among: Sequence[int], up_to: int) -> _Found:
        """Rule 1 for the options of these places, at most `up_to` of them."""
        plans = list(self._plans(route, frozenset(among)))
        left = TRIED_AT_MOST
        for size in range(1, up_to + 1 if plans else 1):
            if comb(len(among), size) > SETS_AT_MOST:
                return _Found(None, size, all_tried=False)
            for batch in _batches(self._tries(among, size, plans), left + 1):
                left -= len(batch)
                won = self._won(batch, route)
                if won:
                    return _Found(self._way(won), size, all_tried=self._complete)
                if left < 0:
                    return _Found(None, size, all_tried=False)
        return _Found(None, up_to, all_tried=self._complete)

    def _plans(self, route: Route, among: frozenset[int]) -> Iterator[tuple[frozenset[int], Plan]]:
        """Rule 3: for each row of the route what must change and what may be said; human-led needs no row."""
        if route is Route.HUMAN_LED:
            yield frozenset(), {}
            return
        table = self._rulebook.policy.routes
        for row in table.rows:
            plan = self._plan(row, among) if row.then.route is route else None
            if plan is not None:
                yield plan
            if table.hit_policy is not HitPolicy.UNIQUE and all(
                isinstance(own.test, Anything) for own in row.conditions
            ):
                # This row holds for every task, so none below it is ever looked at.
                return

    def _plan(self, row: Row[RouteEffect], among: frozenset[int]) -> tuple[frozenset[int], Plan] | None:
        must: set[int] = set()
        allowed: dict[int, Sequence[Choice | None]] = {}
        for at, option in enumerate(self._options):
            tests = [condition.test for condition in row.conditions if condition.field == option.field.code]
            if not tests:
                continue
            allowed[at] = [
                choice for choice in option.others if fits(option.field, tests, choice.value if choice else None)
            ]
            if not fits(option.field, tests, option.now):
                if at not in among or not allowed[at]:
                    return None
                must.add(at)
        return frozenset(must), allowed

    def _tries(self, among: Sequence[int], size: int, plans: Sequence[tuple[frozenset[int], Plan]]) -> Iterator[_Tried]:
        """Every set of this size in `Fields` order, with every answer that lets some row fit, each once."""
        stated = {at for at in among if self._options[at].now is not None}
        for chosen in combinations(among, size):
            if stated and stated.isdisjoint(chosen):
                # Open answers alone were tried before.
                continue
            fitting = [plan for must, plan in plans if must.issubset(chosen)]
            tried: dict[Taken, None] = {}
            for plan in fitting:
                said = product(*(plan.get(at, self._options[at].others) for at in chosen))
                tried |= dict.fromkeys(islice(said, TRIED_AT_MOST + 1))
            yield from (_Tried(chosen, taken) for taken in tried)

    def _won(self, batch: Sequence[_Tried], route: Route) -> list[_Tried]:
        """Of the first set that leads to the route, all answers that do."""
        freedoms = self._freedoms([self._record_of(tried) for tried in batch])
        won = [tried for tried, freedom in zip(batch, freedoms, strict=True) if freedom == route.freedom]
        return [tried for tried in won if tried.chosen == won[0].chosen]

    def _freedoms(self, records: Sequence[Record]) -> list[int]:
        decided = decide(records, self._rate(records), self._rulebook).freedom
        return [
            0 if self._is_closed(record) else int(freedom) for record, freedom in zip(records, decided, strict=True)
        ]

    def _is_closed(self, record: Record) -> bool:
        named = record.get("systems")
        names = named if isinstance(named, tuple) else ()
        if names not in self._closed:
            self._closed[names] = bool(closed_systems(names, self._rulebook.policy))
        return self._closed[names]

    def _record_of(self, tried: _Tried) -> dict[str, Value | None]:
        said = {
            self._options[at].field.code: None if choice is None else choice.value
            for at, choice in zip(tried.chosen, tried.taken, strict=True)
        }
        return {**self._record, **said}

    def _way(self, won: Sequence[_Tried]) -> Way:
        """Rule 4, and the row that decides."""
        block = widest([tried.taken for tried in won])
        first = _Tried(won[0].chosen, tuple(choices[0] for choices in block))
        steps = tuple(_step(self._options[at], choices) for at, choices in zip(first.chosen, block, strict=True))
        row = self._deciding_row(self._record_of(first))
        return Way(steps, row.id, row.place) if row is not None else Way(steps)

    def _deciding_row(self, record: Record) -> Row[RouteEffect] | None:
        decided = decide([record], self._rate([record]), self._rulebook)
        if self._is_closed(record) or decided.no_rule[0] or decided.conflict[0]:
            return None
        return self._rulebook.policy.routes.rows[int(decided.row[0])]


def _step(option: Option, choices: Sequence[Choice | None]) -> Step:
    region = region_of(option.choices, choices)
    answer = None if choices[0] is None else choices[0].value
    alone = does_only_alone(option.choices, choices, region)
    return Step(option.field.code, option.now, region, answer, alone)


def _batches(tries: Iterator[_Tried], at_most: int) -> Iterator[list[_Tried]]:
    """Whole sets together, about BATCH tries each, `at_most` in all."""
    batch: list[_Tried] = []
    for tried in islice(tries, at_most):
        if len(batch) >= BATCH and tried.chosen != batch[-1].chosen:
            yield batch
            batch = []
        batch.append(tried)
    if batch:
        yield batch
