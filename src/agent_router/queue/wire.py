"""What was decided for a task, as a JSON document: `route --json` and `route --out FILE.jsonl`."""

from dataclasses import dataclass
from decimal import Decimal

from agent_router.ledger.documents import to_plain
from agent_router.ledger.jsontext import JsonObject, JsonValue
from agent_router.ledger.schemas import schema_of
from agent_router.model.assignment import Assignment
from agent_router.model.place import Place
from agent_router.model.problem import Problem


@dataclass(frozen=True, slots=True)
class ReasonDocument:
    """One sentence and what it rests on."""

    text: str
    place: str
    """Cell of the workbook, such as `matrices/agent-router.xlsx › Routes!A5`; empty where there is none."""
    kind: str
    row: str
    facts: tuple[str, ...]
    """Cells or lines of the queue that the row looked at."""


@dataclass(frozen=True, slots=True)
class BudgetDocument:
    """The box of one run; null leaves a limit open."""

    minutes: int | None
    tokens: int | None
    cost_usd: Decimal | None
    retries: int | None
    agents: int | None
    when_full: str
    place: str


@dataclass(frozen=True, slots=True)
class ProofDocument:
    """One kind of proof that the run must show."""

    kind: str
    minimum: int
    least_grade: str
    because: str
    place: str


@dataclass(frozen=True, slots=True)
class RowDocument:
    """A row of the checklist or of the stop conditions that applies."""

    id: str
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class ProblemDocument:
    """What was wrong with a cell of the task, or worth knowing."""

    code: str
    severity: str
    title: str
    found: str
    place: str
    suggestion: str
    remedy: str


@dataclass(frozen=True, slots=True)
class DerivedDocument:
    """A value that is not the cell's own words."""

    field: str
    value: str
    derived_from: str
    place: str


@dataclass(frozen=True, slots=True)
class TaskDocument:
    """Everything decided for one task; assessment values are null where the task was not evaluated."""

    id: str
    goal: str
    place: str
    standing: str
    held: bool
    """Not evaluated, or human-led with something missing or to ask."""
    blast_radius: str | None
    as_far_as_stated: str | None
    impact: int | None
    likelihood: int | None
    score: int | None
    areas: tuple[str, ...]
    route: str
    phases: tuple[str, ...]
    approval_before: str | None
    reviewer: str
    say: str
    ask: tuple[str, ...]
    """Codes of the smallest set of fields whose answers could unlock a less supervised route."""
    missing: tuple[str, ...]
    """Codes of prerequisites."""
    because: tuple[ReasonDocument, ...]
    budget: BudgetDocument
    proof: tuple[ProofDocument, ...]
    does_not_count: tuple[str, ...]
    checklist: tuple[RowDocument, ...]
    stops: tuple[RowDocument, ...]
    derived: tuple[DerivedDocument, ...]
    problems: tuple[ProblemDocument, ...]


def task_document(own: Assignment) -> TaskDocument:
    """The noun behind `assignment_document`."""
    assessed = own.assessment
    rating = assessed.deciding if assessed else None
    return TaskDocument(
        id=own.task.id,
        goal=own.task.goal,
        place=_text(own.task.place),
        standing=own.standing.value,
        held=own.held,
        blast_radius=assessed.blast_radius.value if assessed else None,
        as_far_as_stated=assessed.as_far_as_stated.value if assessed else None,
        impact=rating.impact if rating else None,
        likelihood=rating.likelihood if rating else None,
        score=rating.score if rating else None,
        areas=rating.areas if rating else (),
        route=own.route.value,
        phases=tuple(phase.value for phase in own.phases),
        approval_before=own.approval_before.value if own.approval_before else None,
        reviewer=own.reviewer,
        say=own.say,
        ask=own.ask,
        missing=own.missing,
        because=tuple(
            ReasonDocument(
                reason.text,
                _text(reason.place),
                reason.kind.value,
                reason.row,
                tuple(str(fact) for fact in reason.facts),
            )
            for reason in own.because
        ),
        budget=_budget(own),
        proof=tuple(
            ProofDocument(proof.kind, proof.minimum, proof.least_grade.value, proof.because, _text(proof.place))
            for proof in own.proof
        ),
        does_not_count=own.does_not_count,
        checklist=tuple(RowDocument(item.id, item.effect.question, _text(item.place)) for item in own.checklist),
        stops=tuple(RowDocument(stop.id, stop.effect.stop_when.value, _text(stop.place)) for stop in own.stops),
        derived=_derived(own),
        problems=tuple(_problem(problem) for problem in own.problems),
    )


def assignment_document(assignment: Assignment) -> JsonValue:
    """The assignment as JSON; `schema task` describes it."""
    return to_plain(task_document(assignment))


def task_schema() -> JsonObject:
    """JSON Schema (2020-12) of one element of `route --json`."""
    return schema_of(TaskDocument, "Routed task")


def _text(place: Place | None) -> str:
    return "" if place is None else str(place)


def _budget(own: Assignment) -> BudgetDocument:
    box = own.budget
    return BudgetDocument(
        box.minutes, box.tokens, box.cost_usd, box.retries, box.agents, box.when_full, _text(box.place)
    )


def _derived(own: Assignment) -> tuple[DerivedDocument, ...]:
    return tuple(
        DerivedDocument(answer.field, own.task.text(answer.field), answer.derived_from, _text(answer.place))
        for answer in own.task.answers
        if answer.derived_from
    )


def _problem(problem: Problem) -> ProblemDocument:
    return ProblemDocument(
        problem.rule.code,
        problem.rule.severity.value,
        problem.rule.title,
        problem.found,
        str(problem.place),
        problem.suggestion,
        problem.rule.remedy,
    )
