"""Which rules the examples hold in place: each rule is changed in turn, and the examples are decided again.

Rules, in order:

1. A rule is a row of `Risk rules`, `Routes`, `Budgets`, `Proof` or `Acceptance checklist`, or a cell of the risk matrix
   that some task can reach. `Stop conditions` are left out: no expectation speaks of them.
2. A slip can only be noticed by an example that it touches: one that the row matches before or after, and that no
   earlier row of a sheet read as First decides already. Where every matching row counts, nor can one by which all that
   the rows say of the task stays the same, except of what is missing.
3. Slips of one rule are tried until one is noticed: an expectation that was met is met no more.
4. What is missing takes long to work out, so expectations of it are looked at last, with the row left out.
5. What differs already cannot notice anything. A rule that nobody notices is therefore not judged while an example that
   differs is about it, or differs because of it; and none is while one differs in blast radius or route, since nobody
   knows which rows that one will meet once it fits.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agent_router.model.assignment import Assignment, Standing
from agent_router.model.condition import AnyOf, Condition
from agent_router.model.place import Place
from agent_router.model.policy import Example, MatrixCell, Policy, Route
from agent_router.model.problem import Problem
from agent_router.model.reason import ReasonKind
from agent_router.model.review import RuleUse
from agent_router.model.table import Row, Table
from agent_router.model.task import Task
from agent_router.review.examples.differences import TriedExample
from agent_router.review.examples.examples import SHEET, hold_examples
from agent_router.review.examples.expectations import Expectation, Expected, is_met
from agent_router.review.examples.mutations import Slip, neighbors, slips
from agent_router.review.examples.told import Telling, told_of
from agent_router.review.examples.touched import Touch
from agent_router.review.examples.visible import shows
from agent_router.review.interface import Decide
from agent_router.review.problems import RULE_UNNOTICED
from agent_router.tables.columns import Columns

AnyTable = Table[Any]

MATRIX = "Risk matrix"
_NAMED = 8
"""So many rows are named in a sentence; all of them are among its places."""


@dataclass(frozen=True, slots=True)
class _Held:
    """One example with what holds of it under the policy as it is."""

    example: Example
    task: Task
    assignment: Assignment
    met: tuple[Expectation, ...]
    fits: bool
    """Whether every expectation is met."""


@dataclass(frozen=True, slots=True)
class _Trial:
    """A policy with one slip, and the examples that the slip touches."""

    words: str
    policy: Policy
    touched: tuple[_Held, ...]
    """Those of which it can change what is missing."""
    shown: tuple[_Held, ...]
    """Those of which it can change anything else, each with the expectations that it can change."""


@dataclass(frozen=True, slots=True)
class _Deciders:
    full: Decide
    quick: Decide
    adrift: bool
    """Whether an example differs in blast radius or route, so that it may meet other rows once it fits."""
    blamed: frozenset[Place]
    """Cells that decided where examples differ."""


def rule_uses(
    policy: Policy, decide: Decide, quickly: Decide, results: Sequence[TriedExample] | None = None
) -> tuple[RuleUse, ...]:
    """Every rule with the examples that match it and those that notice a slip in it, in the order of the sheets.

    `quickly` may leave `missing` empty; `decide` may not. `results` are those of `hold_examples`, where they are known.
    Nothing was tried on rows of `Proof` whose kinds other rows require of the same tasks: no expectation could show a
    slip there.
    """
    results = hold_examples(policy, decide, quickly) if results is None else results
    differences = [difference for result in results for difference in result.differences]
    adrift = any(one.expectation.what in {Expected.BLAST_RADIUS, Expected.ROUTE} for one in differences)
    blamed = frozenset(cell for one in differences for cell in one.cells)
    deciders = _Deciders(decide, quickly, adrift, blamed)
    held = _hold(results)
    views, whole = _request_and_scope(policy, held), _derived(policy, held)
    # Nothing but the expected IDs depends on the checklist, so the others need not be decided again.
    listed = [replace(one, met=tuple(own for own in one.met if own.what is Expected.CHECKLIST)) for one in held]
    return (
        *_sheet_uses((policy, "routes"), held, whole, deciders),
        *_sheet_uses((policy, "budgets"), held, whole, deciders),
        *_sheet_uses((policy, "risk_rules"), held, views, deciders),
        *_matrix_uses(policy, held, deciders),
        *_sheet_uses((policy, "proof"), held, whole, deciders),
        *_sheet_uses((policy, "checklist"), listed, whole, deciders),
    )


def unnoticed_rules(uses: Sequence[RuleUse], policy: Policy) -> tuple[Problem, ...]:
    """One finding for each sheet with rules that no example notices; a single one where there are no examples."""
    if not policy.examples:
        return (Problem(RULE_UNNOTICED, Place(policy.file, SHEET), "no examples at all"),)
    found = []
    for sheet in dict.fromkeys(use.sheet for use in uses):
        open_uses = [use for use in uses if use.sheet == sheet and use.tried and not (use.noticed_by or use.untold)]
        if open_uses:
            places = [use.place or Place(policy.file, sheet) for use in open_uses]
            found.append(Problem(RULE_UNNOTICED, places[0], _listed(open_uses), also=tuple(places[1:])))
    return tuple(found)


def _listed(uses: Sequence[RuleUse]) -> str:
    noun = "" if uses[0].sheet == MATRIX else "row " if len(uses) == 1 else "rows "
    more = f" and {len(uses) - _NAMED} more" if len(uses) > _NAMED else ""
    return noun + ", ".join(f"{use.row} ({use.place.cell})" if use.place else use.row for use in uses[:_NAMED]) + more


def _hold(results: Sequence[TriedExample]) -> tuple[_Held, ...]:
    return tuple(
        _Held(one.example, one.assignment.task, one.assignment, one.met, fits=not one.differences)
        for one in results
        if one.assignment.standing is not Standing.NOT_EVALUATED
    )


def _untold(place: Place | None, matching: Sequence[_Held], deciders: _Deciders) -> bool:
    """Rule 5, for a rule that no example notices."""
    return deciders.adrift or place in deciders.blamed or any(not one.fits for one in matching)


def _use(sheet: str, row: tuple[str, Place | None], matching: Iterable[_Held], trials: Iterable[_Trial],
         deciders: _Deciders) -> RuleUse:  # fmt: skip
    """Rules 3 and 4 for one rule."""
    tried, last, about = [], None, tuple(matching)
    noticed: tuple[str, ...] = ()
    for trial in trials:
        tried.append(trial.words)
        last = last or trial
        noticed = _noticed(trial, deciders.quick, missing=False)
        if noticed:
            break
    if not noticed and last is not None:
        noticed = _noticed(last, deciders.full, missing=True)
    untold = not noticed and _untold(row[1], about, deciders)
    return RuleUse(sheet, row[0], row[1], tuple(one.example.id for one in about), noticed, tuple(tried), untold)


def _noticed(trial: _Trial, decide: Decide, *, missing: bool) -> tuple[str, ...]:
    """IDs of the examples that met an expectation and meet it no more."""
    looked_at = [
        (held, expected)
        for held in (trial.touched if missing else trial.shown)
        if (expected := [one for one in held.met if (one.what is Expected.MISSING) is missing])
    ]
    if not looked_at:
        return ()
    decided = decide(tuple(held.task for held, _ in looked_at), trial.policy)
    return tuple(
        held.example.id
        for (held, expected), assignment in zip(looked_at, decided, strict=True)
        if not all(is_met(one, assignment) for one in expected)
    )


def _matrix_uses(policy: Policy, held: Sequence[_Held], deciders: _Deciders) -> Iterator[RuleUse]:
    for at, cell in enumerate(policy.matrix.cells):
        if _reachable(cell, policy):
            matching = tuple(one for one in held if _rated(one, cell))
            name = f"impact {cell.impact} × likelihood {cell.likelihood}"
            yield _use(MATRIX, (name, cell.place), matching, _matrix_trials(policy, at, matching), deciders)


def _reachable(cell: MatrixCell, policy: Policy) -> bool:
    """Whether rows of `Risk rules` together can give this impact and likelihood; the highest of each wins."""
    rows = [row.then for row in policy.risk_rules.rows]
    return any(then.impact == cell.impact and (then.likelihood or 0) <= cell.likelihood for then in rows) and any(
        then.likelihood == cell.likelihood and (then.impact or 0) <= cell.impact for then in rows
    )


def _rated(held: _Held, cell: MatrixCell) -> bool:
    assessment = held.assignment.assessment
    views = () if assessment is None else (assessment.request, assessment.scope)
    return any((view.impact, view.likelihood) == (cell.impact, cell.likelihood) for view in views)


def _matrix_trials(policy: Policy, at: int, touched: tuple[_Held, ...]) -> Iterator[_Trial]:
    cells = policy.matrix.cells
    for radius in neighbors(cells[at].blast_radius):
        changed = replace(cells[at], blast_radius=radius)
        matrix = replace(policy.matrix, cells=(*cells[:at], changed, *cells[at + 1 :]))
        yield _Trial(
            f"{cells[at].blast_radius.value} → {radius.value}", replace(policy, matrix=matrix), touched, touched
        )


def _sheet_uses(
    sheet: tuple[Policy, str], held: Sequence[_Held], seen: Sequence[Columns], deciders: _Deciders
) -> Iterator[RuleUse]:
    policy, name = sheet
    table: AnyTable = getattr(policy, name)
    fields = {field.code: field for field in policy.fields}
    tried = [tuple(slips(row, policy)) if shows(row, table, fields) else () for row in table.rows]
    says, telling = told_of(name), Telling(name, policy)
    touch = Touch(table, tried, seen, fields, says)

    def shown(example: int, row: int, slip: int) -> _Held:
        """With the expectations alone that the slip may change; all of them where one row decides."""
        one = held[example]
        if says is None:
            return one
        able = telling.changes(*touch.told(example, row, slip))
        return replace(one, met=tuple(own for own in one.met if own.what in able))

    for at, row in enumerate(table.rows):
        matching = [held[one] for one in touch.matching(at)]
        trials = (
            _Trial(
                slip.words,
                _slipped(policy, name, at, slip),
                tuple(held[one] for one in touched if telling.of_missing(at)),
                tuple(shown(one, at, number) for one in touched),
            )
            for number, slip in enumerate(tried[at])
            for touched in (touch.touched(at, number),)
        )
        yield _use(table.name, (row.id, row.place), matching, trials, deciders)


def _slipped(policy: Policy, name: str, at: int, slip: Slip[Any]) -> Policy:
    table: AnyTable = getattr(policy, name)
    row = _never(table.rows[at], policy) if slip.row is None else slip.row
    changed: dict[str, Any] = {name: replace(table, rows=(*table.rows[:at], row, *table.rows[at + 1 :]))}
    return replace(policy, **changed)


def _never(row: Row[Any], policy: Policy) -> Row[Any]:
    """The row so that no task meets it, which is as good as left out; the others keep their places in the index."""
    return replace(row, conditions=(*row.conditions, Condition(policy.fields[0].code, AnyOf(()))))


def _request_and_scope(policy: Policy, held: Sequence[_Held]) -> tuple[Columns, ...]:
    """What `Risk rules` looks at in each of the two views."""
    stated = _stated(policy, held)
    return (stated.with_column("area", [()] * len(held)), stated.with_column("area", _areas(held)))


def _derived(policy: Policy, held: Sequence[_Held]) -> tuple[Columns, ...]:
    """What the later sheets look at; where no row of `Routes` decided, each route that a row may have given."""
    rated = [one.assignment.assessment.deciding if one.assignment.assessment else None for one in held]
    columns = (
        _stated(policy, held)
        .with_column("area", _areas(held))
        .with_column("impact", [rating.impact if rating else None for rating in rated])
        .with_column("likelihood", [rating.likelihood if rating else None for rating in rated])
        .with_column("score", [rating.score if rating else None for rating in rated])
        .with_column("blast_radius", [rating.blast_radius.value if rating else None for rating in rated])
    )
    return tuple(columns.with_column("route", [_route(one, route).value for one in held]) for route in (None, *Route))


def _route(held: _Held, other: Route | None) -> Route:
    plain = held.assignment.standing is Standing.DECIDED and not any(
        reason.kind is ReasonKind.SYSTEM for reason in held.assignment.because
    )
    return held.assignment.route if other is None or plain else other


def _stated(policy: Policy, held: Sequence[_Held]) -> Columns:
    codes = [field.code for field in policy.fields if not field.derived]
    return Columns.from_records(codes, [one.task for one in held])


def _areas(held: Sequence[_Held]) -> list[tuple[str, ...]]:
    return [one.assignment.assessment.scope.areas if one.assignment.assessment else () for one in held]
