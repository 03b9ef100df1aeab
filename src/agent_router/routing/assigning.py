"""Assessments × rulebook → assignments: the room's door.

Rules, in order:

1. A task in error is not evaluated: human-led, and says so.
2. A named system that agents may not touch: human-led.
3. `Routes` decides (see `deciding`); `Budgets`, `Proof`, `Acceptance checklist` and `Stop conditions` follow. Where two
   rows contradict each other, a person leads.
4. A human-led task says what is missing and what to ask (see `asking`).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from agent_router.model.assessment import Assessment
from agent_router.model.assignment import (
    Assignment,
    Budget,
    ChecklistItem,
    ProofRequired,
    Standing,
    StopCondition,
)
from agent_router.model.condition import Anything, Missing
from agent_router.model.field import Value
from agent_router.model.policy import BudgetEffect, ProofEffect, Route, System
from agent_router.model.reason import Reason, ReasonKind
from agent_router.model.table import HitPolicy, Row, Table
from agent_router.model.task import Task
from agent_router.routing.asking import Asking, Wanted
from agent_router.routing.box import as_asked, budget_of
from agent_router.routing.deciding import ROUTES, Decisions, decide
from agent_router.routing.interface import RateRecords
from agent_router.routing.names import closed_systems
from agent_router.routing.not_covered import in_one_sentence, not_covered
from agent_router.tables.matches import Matches
from agent_router.tables.rulebook import Rulebook

ThenT = TypeVar("ThenT")
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class _Queue:
    """Everything decided for the whole queue at once."""

    rulebook: Rulebook
    decisions: Decisions
    budgets: Matches
    proof: Matches
    checklist: Matches
    stops: Matches
    asking: Asking | None
    """None where nobody wants to know what is missing."""


def assign(
    tasks: Sequence[Task],
    assessments: Mapping[str, Assessment],
    rulebook: Rulebook,
    rate: RateRecords,
    *,
    asking: bool = True,
) -> tuple[Assignment, ...]:
    """Assign every task, in order; `assessments` holds one for each evaluable task, by ID.

    Without `asking`, `missing` and `ask` stay empty: working them out takes most of the time.
    """
    able = [task for task in tasks if task.evaluable]
    records: list[dict[str, Value | None]] = [{answer.field: answer.value for answer in task.answers} for task in able]
    decisions = decide(records, rate(records), rulebook)
    queue = _Queue(
        rulebook,
        decisions,
        rulebook.budgets.match(decisions.columns),
        rulebook.proof.match(decisions.columns),
        rulebook.checklist.match(decisions.columns),
        rulebook.stops.match(decisions.columns),
        Asking(rulebook, rate) if asking else None,
    )
    placed = {id(task): at for at, task in enumerate(able)}
    return tuple(
        _assigned(task, assessments[task.id], queue, placed[id(task)]) if task.evaluable else _not_evaluated(task)
        for task in tasks
    )


def _not_evaluated(task: Task) -> Assignment:
    errors = [problem for problem in task.problems if problem.rule.severity.value == "error"]
    reasons = tuple(
        Reason(ReasonKind.INPUT, f"Not evaluated: {problem.rule.title} Found: {problem.found}.", problem.place)
        for problem in errors
    )
    return Assignment(task, Standing.NOT_EVALUATED, Route.HUMAN_LED, because=reasons, problems=task.problems)


def _assigned(task: Task, assessment: Assessment, queue: _Queue, at: int) -> Assignment:
    closed = closed_systems(task.words("systems"), queue.rulebook.policy)
    if closed:
        return _with_lists(_closed(task, assessment, closed), queue, at)
    decisions = queue.decisions
    route = ROUTES[int(decisions.freedom[at])]
    wanted = Wanted((), ())
    if queue.asking is not None and route is not ROUTES[-1]:
        record = {answer.field: answer.value for answer in task.answers}
        wanted = queue.asking.wanted(record, route.freedom)
    why = _route_reasons(task, queue, at)
    because = (*assessment.deciding.reasons, *why)
    if decisions.conflict[at]:
        return _with_lists(_contradiction(task, assessment, queue, at), queue, at)
    if decisions.no_rule[at]:
        return Assignment(
            task,
            Standing.NO_RULE,
            Route.HUMAN_LED,
            assessment,
            because=because,
            missing=wanted.missing,
            ask=wanted.ask,
            problems=task.problems,
            say=in_one_sentence(why),
        )
    return _boxed(task, assessment, queue, at, (wanted, because))


def _boxed(
    task: Task, assessment: Assessment, queue: _Queue, at: int, why: tuple[Wanted, tuple[Reason, ...]]
) -> Assignment:
    wanted, because = why
    policy = queue.rulebook.policy
    row = policy.routes.rows[int(queue.decisions.row[at])]
    human = row.then.route is Route.HUMAN_LED
    boxes = _candidates(queue.budgets, policy.budgets, at)
    headers = {field.code: field.header for field in policy.fields}
    budget, problems = as_asked(budget_of(boxes), task, headers) if boxes and not human else (Budget(), ())
    proof = _possible(queue.proof, policy.proof, at)
    decided = Assignment(
        task,
        Standing.DECIDED,
        row.then.route,
        assessment,
        phases=row.then.phases,
        approval_before=row.then.approval_before,
        reviewer=task.text("reviewer") or row.then.reviewed_by,
        say=row.then.say,
        budget=budget,
        missing=wanted.missing,
        ask=wanted.ask,
        because=(*because, *_table_reasons(boxes, proof, human=human)),
        problems=(*task.problems, *problems),
    )
    return _with_lists(decided, queue, at)


def _with_lists(assignment: Assignment, queue: _Queue, at: int) -> Assignment:
    """The assignment with the proof, checklist and stop conditions of every row that applies."""
    policy = queue.rulebook.policy
    proof = _possible(queue.proof, policy.proof, at)
    return replace(
        assignment,
        proof=_proof(proof),
        does_not_count=_not_counting(proof),
        checklist=tuple(
            ChecklistItem(row.id, row.then, row.place) for row in _possible(queue.checklist, policy.checklist, at)
        ),
        stops=tuple(StopCondition(row.id, row.then, row.place) for row in _possible(queue.stops, policy.stops, at)),
    )


def _contradiction(task: Task, assessment: Assessment, queue: _Queue, at: int) -> Assignment:
    """Human-led, naming the rows that hold together where their sheet allows one."""
    policy = queue.rulebook.policy
    reasons = [
        *_together("Routes", ReasonKind.ROUTE, policy.routes, queue.decisions.routes.certain_rows(at)),
        *_together("Budgets", ReasonKind.BUDGET, policy.budgets, queue.budgets.certain_rows(at)),
    ]
    return Assignment(
        task,
        Standing.CONFLICT,
        Route.HUMAN_LED,
        assessment,
        say=reasons[0].text,
        because=(*assessment.deciding.reasons, *reasons),
        problems=task.problems,
    )


def _together(sheet: str, kind: ReasonKind, table: Table[ThenT], rows: Sequence[int]) -> list[Reason]:
    if table.hit_policy is not HitPolicy.UNIQUE or len(rows) < 2:
        return []
    names = " and ".join(table.rows[row].id for row in rows)
    text = (
        f"Rows {names} of {sheet} hold together, and the sheet is read as Unique: no two may. A person leads the task."
    )
    return [Reason(kind, text, table.rows[row].place, table.rows[row].id) for row in rows]


def _closed(task: Task, assessment: Assessment, closed: Iterable[System]) -> Assignment:
    answer = task.answer("systems")
    facts = (answer.place,) if answer is not None and answer.place is not None else ()
    reasons = tuple(
        Reason(ReasonKind.SYSTEM, f"Agents may not work in the system {system.name}.", system.place, facts=facts)
        for system in closed
    )
    return Assignment(
        task,
        Standing.DECIDED,
        Route.HUMAN_LED,
        assessment,
        because=(*reasons, *assessment.deciding.reasons),
        problems=task.problems,
        say=f"Human-led: {' '.join(reason.text for reason in reasons)}",
    )


def _possible(matches: Matches, table: Table[ThenT], at: int) -> tuple[Row[ThenT], ...]:
    return tuple(table.rows[row] for row in matches.possible_rows(at))


def _candidates(matches: Matches, table: Table[ThenT], at: int) -> tuple[Row[ThenT], ...]:
    """The candidate rows, the certain match last; none where no row is certain."""
    certain = matches.certain_rows(at)
    if not certain:
        return ()
    if table.hit_policy is HitPolicy.UNIQUE:
        open_rows = (row for row in matches.possible_rows(at) if row != certain[0])
        return (*(table.rows[row] for row in open_rows), table.rows[certain[0]])
    return tuple(table.rows[row] for row in matches.possible_rows(at) if row <= certain[0])


def _proof(rows: Sequence[Row[ProofEffect]]) -> tuple[ProofRequired, ...]:
    """All kinds of all matching rows; the highest minimum and grade of each."""
    found: dict[str, ProofRequired] = {}
    for row in rows:
        for kind in row.then.kinds:
            before = found.get(kind)
            if before is None:
                found[kind] = ProofRequired(kind, row.then.minimum, row.then.least_grade, row.place, row.then.because)
                continue
            stricter = row.then.least_grade.rank > before.least_grade.rank or row.then.minimum > before.minimum
            found[kind] = ProofRequired(
                kind,
                max(before.minimum, row.then.minimum),
                max(before.least_grade, row.then.least_grade, key=lambda grade: grade.rank),
                row.place if stricter else before.place,
                row.then.because if stricter else before.because,
            )
    return tuple(found.values())


def _not_counting(rows: Sequence[Row[ProofEffect]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind for row in rows for kind in row.then.does_not_count))


def _route_reasons(task: Task, queue: _Queue, at: int) -> tuple[Reason, ...]:
    """The deciding row of `Routes`; where nothing decides, that, with each sheet that has no row."""
    policy = queue.rulebook.policy
    index = int(queue.decisions.row[at])
    if index < 0 or queue.decisions.no_rule[at]:
        return not_covered(queue.decisions, policy, at)
    row = policy.routes.rows[index]
    assumed = tuple(
        condition.field
        for condition in row.conditions
        if not isinstance(condition.test, Anything | Missing)
        and policy.field(condition.field).assumes
        and task.get(condition.field) is None
    )
    text = f"{row.then.route.value}: {row.then.say or 'row ' + row.id + ' of Routes'}"
    if assumed:
        headers = " and ".join(policy.field(code).header for code in assumed)
        text = f"{text.rstrip('.')} (taken because {headers} {'is' if len(assumed) == 1 else 'are'} not stated)."
    facts = (task.answer(condition.field) for condition in row.conditions)
    places = tuple(answer.place for answer in facts if answer is not None and answer.place is not None)
    return (Reason(ReasonKind.ROUTE, text, row.place, row.id, assumed, places),)


def _table_reasons(
    boxes: Sequence[Row[BudgetEffect]], proof: Sequence[Row[ProofEffect]], *, human: bool
) -> tuple[Reason, ...]:
    reasons = [
        Reason(ReasonKind.PROOF, f"Proof: {', '.join(row.then.kinds)}. {row.then.because}".strip(), row.place, row.id)
        for row in proof
    ]
    if boxes and not human:
        text = "The box is this row's" if len(boxes) == 1 else f"The box is the smallest of {len(boxes)} rows' limits"
        reasons.insert(0, Reason(ReasonKind.BUDGET, f"{text}.", boxes[-1].place, boxes[-1].id))
    return tuple(reasons)
