"""Why one task got its route, cell by cell; what was assumed; and the fewest answers that would give each other one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agent_router.errors import Misuse
from agent_router.model.assessment import Assessment, Rating, View
from agent_router.model.assignment import Assignment
from agent_router.model.field import Field, IfBlank, Value
from agent_router.model.place import Place
from agent_router.model.reason import ReasonKind
from agent_router.model.table import HitPolicy, Table
from agent_router.pipeline.routing_queue import RoutedQueue
from agent_router.routing.reaching import Reach, Reaching
from agent_router.scoring.assessing import rate_records, record_of
from agent_router.tables.explain import RowExplained, RowStanding, explain
from agent_router.tables.rulebook import Rulebook, compile_policy

_DECIDERS = {"Routes": ReasonKind.ROUTE, "Budgets": ReasonKind.BUDGET}
"""Sheets of which one row decides, and the reason that names it."""


@dataclass(frozen=True, slots=True)
class TableExplained:
    """Every row of one sheet for one task."""

    sheet: str
    rows: tuple[RowExplained[Any], ...]
    view: View | None = None
    """For `Risk rules`, the view that the rows were held against; None where all views see the same."""
    decides: str = ""
    """ID of the row that decides, on a sheet where one does."""
    first_only: bool = False
    """Whether the rows below the first that fits are not looked at any more."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """One field that the task does not state although rows look at it."""

    field: Field
    taken_as: Value | None
    """The assumed value; None where the worst is assumed: whatever lets a row count."""
    rows: tuple[tuple[str, str, Place | None], ...]
    """Sheet, row ID and place of every row that counts because of it."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything there is to say about one task's route."""

    assignment: Assignment
    fields: Mapping[str, Field]
    """By code."""
    tables: tuple[TableExplained, ...] = ()
    """In the order in which they are read; `Risk rules` twice where the two views see other rows."""
    assumed: tuple[Assumed, ...] = ()
    others: tuple[Reach, ...] = ()
    """One for every other route, the most supervised first."""

    @property
    def views(self) -> tuple[Rating, ...]:
        """The request and the scope, where they saw different things; the deciding view alone where not."""
        assessment = self.assignment.assessment
        if assessment is None:
            return ()
        return (assessment.request, assessment.scope) if _differ(assessment) else (assessment.deciding,)


def explain_task(routed: RoutedQueue, task_id: str) -> Explanation:
    """Explain one task of a routed queue; Misuse where there is no such task."""
    assignment = routed.find(task_id)
    if assignment is None:
        raise Misuse(f"{routed.tasks.source} has no task {task_id!r}.{_like(routed, task_id)}")
    rulebook = compile_policy(routed.policy)
    if assignment.assessment is None:
        return Explanation(assignment, rulebook.fields)
    tables = tuple(_tables(assignment, assignment.assessment, rulebook))
    reaching = Reaching(rulebook, lambda records: rate_records(records, rulebook))
    others = reaching.others(record_of(assignment.task), assignment.route)
    return Explanation(assignment, rulebook.fields, tables, tuple(_assumed(tables, rulebook)), others)


def _like(routed: RoutedQueue, task_id: str) -> str:
    """The ID that was probably meant."""
    key = task_id.strip().casefold()
    near = [own.task.id for own in routed.assignments if own.task.id.casefold() == key]
    return f" Did you mean {near[0]!r}?" if near else ""


def _differ(assessment: Assessment) -> bool:
    """Whether the two views looked at different things, or came to different ratings."""
    request, scope = assessment.request, assessment.scope
    return request.areas != scope.areas or (request.impact, request.likelihood) != (scope.impact, scope.likelihood)


def _tables(assignment: Assignment, assessment: Assessment, rulebook: Rulebook) -> Iterator[TableExplained]:
    yield from _risk_tables(assignment, assessment, rulebook)
    policy = rulebook.policy
    answers = _answers(assignment, assessment)
    later: tuple[Table[Any], ...] = (policy.routes, policy.budgets, policy.proof, policy.checklist, policy.stops)
    names = ("Routes", "Budgets", "Proof", "Acceptance checklist", "Stop conditions")
    for name, table in zip(names, later, strict=True):
        kind = _DECIDERS.get(name)
        decides = next((reason.row for reason in assignment.because if reason.kind is kind), "")
        first_only = name in _DECIDERS and table.hit_policy is not HitPolicy.UNIQUE
        yield TableExplained(name, explain(table, rulebook.fields, answers.get), None, decides, first_only)


def _risk_tables(assignment: Assignment, assessment: Assessment, rulebook: Rulebook) -> Iterator[TableExplained]:
    """The rows as the deciding view sees them, then as the other one does, where that differs."""
    deciding = assessment.deciding
    table = rulebook.policy.risk_rules
    answers = _answers(assignment, assessment)
    seen = []
    for rating in (deciding, assessment.request, assessment.scope):
        rows = explain(table, rulebook.fields, {**answers, "area": rating.areas}.get)
        if rows not in seen:
            seen.append(rows)
            yield TableExplained("Risk rules", rows, rating.view if _differ(assessment) else None)
        if not _differ(assessment):
            return


def _answers(assignment: Assignment, assessment: Assessment) -> dict[str, Value | None]:
    """The task's answers and what the sheets made of them."""
    deciding = assessment.deciding
    derived: dict[str, Value | None] = {
        "area": assessment.scope.areas,
        "impact": deciding.impact,
        "likelihood": deciding.likelihood,
        "score": deciding.score,
        "blast_radius": deciding.blast_radius.value,
        "route": assignment.route.value,
    }
    return {**record_of(assignment.task), **derived}


def _assumed(tables: Iterable[TableExplained], rulebook: Rulebook) -> Iterator[Assumed]:
    """In `Fields` order, every blank that stands for something and that some row looked at."""
    counted: dict[str, list[tuple[str, str, Place | None]]] = {}
    for table in tables:
        for row in table.rows:
            for code in dict.fromkeys((*row.unstated, *row.assumed)):
                rows = counted.setdefault(code, [])
                if row.standing is not RowStanding.HELD_BACK:
                    rows.append((table.sheet, row.row.id, row.row.place))
    for code, field in rulebook.fields.items():
        if code in counted and field.assumes:
            taken_as = field.assumed if field.if_blank is IfBlank.ASSUME else None
            yield Assumed(field, taken_as, tuple(dict.fromkeys(counted[code])))
