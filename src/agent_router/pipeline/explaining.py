"""Why one task got its route, cell by cell; why not the others; what would unlock them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from agent_router.errors import Misuse
from agent_router.model.assignment import Assignment, Standing
from agent_router.model.condition import Test
from agent_router.model.field import FieldKind, Value
from agent_router.model.place import Place
from agent_router.model.policy import Route, RouteEffect
from agent_router.model.reason import Reason
from agent_router.model.table import Row, Table
from agent_router.model.task import Answer, Task
from agent_router.pipeline.routing_queue import RoutedQueue
from agent_router.pipeline.routing_tasks import route_tasks
from agent_router.tables.explain import Change, HeldBy, RowExplained, RowStanding, explain, nearest
from agent_router.tables.rulebook import Rulebook, compile_policy

SHOWN = 6
"""Of many answers that would do, so many are named."""


@dataclass(frozen=True, slots=True)
class TableExplained:
    """Every row of one sheet for one task."""

    sheet: str
    rows: tuple[RowExplained[Any], ...]


@dataclass(frozen=True, slots=True)
class Unlock:
    """Changes of answers after which the task really gets this route."""

    route: Route
    row: str
    place: Place | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything there is to say about one task's route."""

    assignment: Assignment
    tables: tuple[TableExplained, ...]
    unlocks: tuple[Unlock, ...]
    headers: tuple[tuple[str, str], ...]
    """Field code and header, for words."""

    def header(self, code: str) -> str:
        """The header of a field."""
        return dict(self.headers).get(code, code)


def explain_task(routed: RoutedQueue, task_id: str) -> Explanation:
    """Explain one task of a routed queue; Misuse where there is no such task."""
    assignment = routed.find(task_id)
    if assignment is None:
        raise Misuse(f"{routed.tasks.source} has no task {task_id!r}.")
    headers = tuple((field.code, field.header) for field in routed.policy.fields)
    if assignment.standing is Standing.NOT_EVALUATED:
        return Explanation(assignment, (), (), headers)
    rulebook = compile_policy(routed.policy)
    answers = _answers(assignment)
    tables = tuple(
        TableExplained(sheet, explain(table, rulebook.fields, answers)) for sheet, table in _sheets(rulebook)
    )
    return Explanation(assignment, tables, tuple(_unlocks(assignment, rulebook, answers)), headers)


def _sheets(rulebook: Rulebook) -> tuple[tuple[str, Table[Any]], ...]:
    policy = rulebook.policy
    return (
        ("Risk rules", policy.risk_rules),
        ("Routes", policy.routes),
        ("Budgets", policy.budgets),
        ("Proof", policy.proof),
        ("Acceptance checklist", policy.checklist),
        ("Stop conditions", policy.stops),
    )


def _answers(assignment: Assignment) -> Callable[[str], Value | None]:
    """The task's answers and what the sheets made of them."""
    derived: dict[str, Value] = {"route": assignment.route.value}
    if assignment.assessment is not None:
        deciding = assignment.assessment.deciding
        derived |= {
            "area": assignment.assessment.scope.areas,
            "impact": deciding.impact,
            "likelihood": deciding.likelihood,
            "score": deciding.score,
            "blast_radius": deciding.blast_radius.value,
        }
    return lambda code: derived[code] if code in derived else assignment.task.get(code)


def _unlocks(assignment: Assignment, rulebook: Rulebook, answers: Callable[[str], Value | None]) -> Iterator[Unlock]:
    """For each freer route, the row with the fewest answers that really lead there.

    Only what is not stated yet may be answered: nobody is told to state something else than what is true.
    """
    best: dict[Route, Unlock] = {}
    for row in rulebook.policy.routes.rows:
        if row.then.route.freedom <= assignment.route.freedom:
            continue
        changes = nearest(row, rulebook.fields, answers)
        if not changes or any(change.now is not None for change in changes):
            continue
        if not _leads_there(assignment.task, row, changes, rulebook):
            continue
        known = best.get(row.then.route)
        if known is None or len(changes) < len(known.changes):
            best[row.then.route] = Unlock(row.then.route, row.id, row.place, changes)
    yield from (best[route] for route in sorted(best, key=lambda route: route.freedom))


def _leads_there(task: Task, row: Row[RouteEffect], changes: tuple[Change, ...], rulebook: Rulebook) -> bool:
    answers = {answer.field: answer for answer in task.answers}
    for change in changes:
        if change.blank:
            answers.pop(change.field, None)
        else:
            answers[change.field] = Answer(change.field, _some(change, rulebook))
    changed = replace(task, answers=tuple(answers.values()))
    return route_tasks((changed,), rulebook.policy)[0].route is row.then.route


def _some(change: Change, rulebook: Rulebook) -> Value:
    """A value that would do: the nearest, or, where anything stated would, a name or word that exists."""
    if change.to:
        return change.to[0]
    field = rulebook.fields[change.field]
    if change.field in {"reviewer", "owner"} and rulebook.policy.people:
        return rulebook.policy.people[0].name
    match field.kind:
        case FieldKind.WHOLE:
            return 1
        case FieldKind.NUMBER:
            return Decimal(1)
        case FieldKind.YES_NO:
            return True
        case _:
            return ("(stated)",) if field.many else "(stated)"


def explanation_document(explanation: Explanation) -> dict[str, object]:
    """The explanation for `--json`."""
    assignment = explanation.assignment
    return {
        "id": assignment.task.id,
        "goal": assignment.task.goal,
        "route": assignment.route.value,
        "standing": assignment.standing.value,
        "because": [_reason_document(reason) for reason in assignment.because],
        "missing": list(assignment.missing),
        "ask": list(assignment.ask),
        "sheets": [
            {"sheet": table.sheet, "rows": [_row_document(row) for row in table.rows]} for table in explanation.tables
        ],
        "unlocks": [
            {
                "route": unlock.route.value,
                "row": unlock.row,
                "place": _place(unlock.place),
                "changes": [
                    {
                        "field": change.field,
                        "now": _plain(change.now),
                        "to": [_plain(value) for value in change.to],
                        "blank": change.blank,
                    }
                    for change in unlock.changes
                ],
            }
            for unlock in explanation.unlocks
        ],
    }


def _reason_document(reason: Reason) -> dict[str, object]:
    return {"text": reason.text, "place": _place(reason.place), "row": reason.row, "assumed": list(reason.assumed)}


def _row_document(row: RowExplained[Any]) -> dict[str, object]:
    return {
        "row": row.row.id,
        "place": _place(row.row.place),
        "standing": row.standing.value,
        "not_stated": list(row.unstated),
        "held_by": [
            {
                "field": held.condition.field,
                "condition": held.condition.typed,
                "place": _place(held.condition.place),
                "value": _plain(held.value),
                "stated": held.stated,
                "by": None if held.by is None else str(held.by),
            }
            for held in row.held_by
        ],
    }


def _place(place: Place | None) -> str | None:
    return None if place is None else str(place)


def _plain(value: Value | None) -> object:
    if value is None or isinstance(value, bool | int | str):
        return value
    return list(value) if isinstance(value, tuple) else str(value)


def explanation_lines(explanation: Explanation) -> Iterator[str]:
    """The explanation in words, line by line."""
    assignment = explanation.assignment
    yield f"{assignment.task.id}: {assignment.task.goal}"
    radius = "" if assignment.assessment is None else f", blast radius {assignment.assessment.blast_radius.value}"
    yield f"Route: {assignment.route.value}{radius} ({assignment.standing.value})"
    yield "Because"
    for reason in assignment.because:
        yield f"  {reason.text}{_at(reason.place)}"
    if assignment.ask:
        yield f"To ask: {', '.join(explanation.header(code) for code in assignment.ask)}"
    if assignment.missing:
        yield f"Missing: {', '.join(explanation.header(code) for code in assignment.missing)}"
    for unlock in explanation.unlocks:
        yield f"For {unlock.route.value} by row {unlock.row}{_at(unlock.place)}:"
        for change in unlock.changes:
            yield f"  {_change_words(change, explanation)}"
    for table in explanation.tables:
        yield f"{table.sheet}, row by row"
        for row in table.rows:
            yield f"  {row.row.id}: {_row_words(row, explanation)}"


def _row_words(row: RowExplained[Any], explanation: Explanation) -> str:
    if row.standing is RowStanding.FIRED:
        return f"holds{_at(row.row.place)}"
    if row.standing is RowStanding.COUNTED:
        names = ", ".join(explanation.header(code) for code in row.unstated)
        return f"counted because {names} {'is' if len(row.unstated) == 1 else 'are'} not stated{_at(row.row.place)}"
    return "held back by " + "; ".join(_held_words(held, explanation) for held in row.held_by)


def _held_words(held: HeldBy, explanation: Explanation) -> str:
    said = "is not stated" if held.value is None else f"is {_shown(held.value)}"
    assumed = "" if held.stated or held.value is None else " (assumed)"
    off = "" if held.by is None else f", off by {held.by}"
    wanted = held.condition.typed or _name(held.condition.test)
    return (
        f"{explanation.header(held.condition.field)} {said}{assumed}, wanted {wanted}{off}{_at(held.condition.place)}"
    )


def _name(test: Test) -> str:
    return type(test).__name__.lower()


def _change_words(change: Change, explanation: Explanation) -> str:
    header = explanation.header(change.field)
    if change.blank:
        return f"leave {header} blank"
    if not change.to:
        return f"state {header}"
    words = [_shown(value) for value in change.to]
    more = f" or {len(words) - SHOWN} more" if len(words) > SHOWN else ""
    return f"if {header} is {' or '.join(words[:SHOWN])}{more}"


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return (", ".join(value) or "none") if isinstance(value, tuple) else str(value)


def _at(place: Place | None) -> str:
    return "" if place is None else f"  [{place.short}]"
