"""An explanation as a JSON document: `explain --json`, published as `schema explanation`."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from agent_router.ledger.documents import to_plain
from agent_router.ledger.jsontext import JsonObject, JsonValue
from agent_router.ledger.schemas import schema_of
from agent_router.model.assessment import Rating
from agent_router.model.condition import AnyOf, Given, Missing, Test
from agent_router.model.field import Value
from agent_router.model.place import Place
from agent_router.model.problem import Problem
from agent_router.model.reason import Reason
from agent_router.pipeline.explaining import Assumed, Explanation, TableExplained
from agent_router.routing.reaching import Reach, Step, Way
from agent_router.tables.explain import HeldBy, Met, RowExplained
from agent_router.tables.kinds_in_words import region_words
from agent_router.tables.printing import print_test, print_value

PlainValue = str | int | bool | tuple[str, ...] | None
"""A value of a task; other numbers and dates as text. Null: not stated."""


@dataclass(frozen=True, slots=True)
class BecauseDocument:
    """One sentence and what it rests on."""

    text: str
    place: str | None
    row: str
    assumed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ViewDocument:
    """One look at the task."""

    view: str
    areas: tuple[str, ...]
    impact: int
    likelihood: int
    score: int
    blast_radius: str
    decided: bool


@dataclass(frozen=True, slots=True)
class AssumedDocument:
    """A field that is not stated and stands for something."""

    field: str
    header: str
    taken_as: str
    """The value in words, or `the worst`."""
    rows: tuple[str, ...]
    """Places of the rows that count because of it."""


@dataclass(frozen=True, slots=True)
class MetDocument:
    """One condition that holds, or that a blank does not hold back."""

    field: str
    condition: str
    place: str | None
    value: PlainValue
    stated: bool


@dataclass(frozen=True, slots=True)
class HeldByDocument:
    """One condition that does not hold."""

    field: str
    condition: str
    place: str | None
    value: PlainValue
    stated: bool
    by: str | None
    """How far a number is from the nearest limit, a date in days; null where distance says nothing."""
    above: bool
    """Whether the value lies above that limit."""


@dataclass(frozen=True, slots=True)
class RowExplainedDocument:
    """One row of one sheet."""

    row: str
    place: str | None
    standing: str
    """`fired`, `counted` (only blanks that assume the worst hold it back) or `held back`."""
    decides: bool
    not_stated: tuple[str, ...]
    assumed: tuple[str, ...]
    met: tuple[MetDocument, ...]
    held_by: tuple[HeldByDocument, ...]


@dataclass(frozen=True, slots=True)
class SheetDocument:
    """Every row of one sheet."""

    sheet: str
    view: str | None
    """For `Risk rules` where the views differ, the view that the rows were held against; the deciding one first."""
    rows: tuple[RowExplainedDocument, ...]


@dataclass(frozen=True, slots=True)
class StepDocument:
    """What one field would have to say."""

    field: str
    header: str
    now: PlainValue
    blank: bool
    """Whether only a blank cell would do."""
    answer: PlainValue
    """One answer that does."""
    answers: tuple[str, ...]
    """All that do, as a lead would type them into a cell; `given` for any."""
    alone: bool
    """Whether each of these does only by itself: with another word beside it the task may get another route."""
    or_blank: bool
    words: str


@dataclass(frozen=True, slots=True)
class WayDocument:
    """A smallest set of answers after which the task gets the route; any answer of one step goes with any other."""

    row: str
    place: str | None
    steps: tuple[StepDocument, ...]


@dataclass(frozen=True, slots=True)
class RouteDocument:
    """How the task could get one other route."""

    route: str
    freer: bool
    reachable: bool
    by_open_answers: WayDocument | None
    by_another_task: WayDocument | None
    """With answers that differ from the stated ones; only where that takes fewer, or open answers do not suffice."""
    all_tried: bool
    """False where there were too many answers to try them all."""


@dataclass(frozen=True, slots=True)
class RemarkDocument:
    """What was wrong with a cell of the task, or worth knowing."""

    code: str
    severity: str
    title: str
    found: str
    place: str
    suggestion: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ExplanationDocument:
    """Everything there is to say about one task's route."""

    id: str
    goal: str
    route: str
    standing: str
    blast_radius: str | None
    as_far_as_stated: str | None
    say: str
    because: tuple[BecauseDocument, ...]
    problems: tuple[RemarkDocument, ...]
    missing: tuple[str, ...]
    ask: tuple[str, ...]
    views: tuple[ViewDocument, ...]
    assumed: tuple[AssumedDocument, ...]
    routes: tuple[RouteDocument, ...]
    sheets: tuple[SheetDocument, ...]


def explanation_document(explanation: Explanation) -> JsonValue:
    """The explanation for `--json`."""
    assignment = explanation.assignment
    assessment = assignment.assessment
    return to_plain(
        ExplanationDocument(
            assignment.task.id,
            assignment.task.goal,
            assignment.route.value,
            assignment.standing.value,
            None if assessment is None else assessment.blast_radius.value,
            None if assessment is None else assessment.as_far_as_stated.value,
            assignment.say,
            tuple(_because(reason) for reason in assignment.because),
            tuple(_remark(problem) for problem in assignment.problems),
            assignment.missing,
            assignment.ask,
            tuple(
                _view(rating, decided=assessment is not None and rating is assessment.deciding)
                for rating in explanation.views
            ),
            tuple(_assumed(one) for one in explanation.assumed),
            tuple(_route(reach, explanation) for reach in explanation.others),
            tuple(
                SheetDocument(own.sheet, own.view.value if own.view else None, tuple(_rows(own)))
                for own in explanation.tables
            ),
        )
    )


def explanation_schema() -> JsonObject:
    """JSON Schema of what `explain --json` prints."""
    return schema_of(ExplanationDocument, "Why a task got its route")


def _because(reason: Reason) -> BecauseDocument:
    return BecauseDocument(reason.text, _place(reason.place), reason.row, reason.assumed)


def _remark(problem: Problem) -> RemarkDocument:
    rule = problem.rule
    return RemarkDocument(
        rule.code, rule.severity.value, rule.title, problem.found, str(problem.place), problem.suggestion, rule.remedy
    )


def _view(rating: Rating, *, decided: bool) -> ViewDocument:
    return ViewDocument(
        rating.view.value,
        rating.areas,
        rating.impact,
        rating.likelihood,
        rating.score,
        rating.blast_radius.value,
        decided,
    )


def _assumed(assumed: Assumed) -> AssumedDocument:
    taken = "the worst" if assumed.taken_as is None else print_value(assumed.taken_as)
    rows = tuple(str(place) for _sheet, _row, place in assumed.rows if place is not None)
    return AssumedDocument(assumed.field.code, assumed.field.header, taken, rows)


def _rows(table: TableExplained) -> Iterator[RowExplainedDocument]:
    for row in table.rows:
        yield _row(row, decides=bool(table.decides) and row.row.id == table.decides)


def _row(row: RowExplained[Any], *, decides: bool) -> RowExplainedDocument:
    return RowExplainedDocument(
        row.row.id,
        _place(row.row.place),
        row.standing.value,
        decides,
        row.unstated,
        row.assumed,
        tuple(_met(met) for met in row.met),
        tuple(_held(held) for held in row.held_by),
    )


def _met(met: Met) -> MetDocument:
    condition = met.condition
    return MetDocument(condition.field, condition.typed, _place(condition.place), _plain(met.value), met.stated)


def _held(held: HeldBy) -> HeldByDocument:
    condition = held.condition
    by = None if held.by is None else f"{held.by:f}"
    place = _place(condition.place)
    return HeldByDocument(condition.field, condition.typed, place, _plain(held.value), held.stated, by, held.above)


def _route(reach: Reach, explanation: Explanation) -> RouteDocument:
    return RouteDocument(
        reach.route.value,
        reach.route.freedom > explanation.assignment.route.freedom,
        reach.by_open is not None or reach.by_other is not None,
        None if reach.by_open is None else _way(reach.by_open, explanation),
        None if reach.by_other is None else _way(reach.by_other, explanation),
        reach.all_tried,
    )


def _way(way: Way, explanation: Explanation) -> WayDocument:
    return WayDocument(way.row, _place(way.place), tuple(_step(step, explanation) for step in way.steps))


def _step(step: Step, explanation: Explanation) -> StepDocument:
    test = step.region.test
    tests: tuple[Test, ...] = test.tests if isinstance(test, AnyOf) else (test,)
    blank = isinstance(test, Missing)
    return StepDocument(
        step.field,
        explanation.fields[step.field].header,
        _plain(step.now),
        blank,
        None if isinstance(test, Given) else _plain(step.answer),
        () if blank else _answers(step, tests, explanation),
        step.alone,
        step.region.or_blank,
        region_words(step.region, explanation.fields),
    )


def _answers(step: Step, tests: tuple[Test, ...], explanation: Explanation) -> tuple[str, ...]:
    if step.alone and isinstance(step.answer, tuple) and len(step.answer) > 1:
        return (print_value(step.answer),)
    return tuple(print_test(one, explanation.fields) for one in tests)


def _place(place: Place | None) -> str | None:
    return None if place is None else str(place)


def _plain(value: Value | None) -> PlainValue:
    if value is None or isinstance(value, bool | int | str | tuple):
        return value
    return print_value(value)
