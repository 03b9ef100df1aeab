"""Tasks × rulebook → assessments: the room's door."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agent_router.model.assessment import Assessment, MeasuredWork, Rating, View
from agent_router.model.field import Value
from agent_router.model.reason import Reason, ReasonKind
from agent_router.model.task import Task
from agent_router.scope.areas import AreaFound, areas_of
from agent_router.scope.covering import Record
from agent_router.scoring.rating import RADII, Ratings, rate
from agent_router.scoring.reasons import area_reasons, risk_reasons
from agent_router.scoring.views import SCOPE_FIELDS, area_words, scope_areas
from agent_router.tables.columns import Columns
from agent_router.tables.engine import Mode
from agent_router.tables.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class RatedRecords:
    """The highest rating of n hypothetical or real tasks, with their areas."""

    areas: tuple[tuple[str, ...], ...]
    impact: npt.NDArray[np.int64]
    likelihood: npt.NDArray[np.int64]
    rank: npt.NDArray[np.int64]
    """Rank of the blast radius."""
    covered: npt.NDArray[np.bool_]


def record_of(task: Task) -> dict[str, Value | None]:
    """The stated values of a task by field code."""
    return {answer.field: answer.value for answer in task.answers}


def rate_records(records: Sequence[Record], rulebook: Rulebook) -> RatedRecords:
    """Rate n records in the request and the scope view; the higher wins. No reasons are made: this is the fast path."""
    areas = _areas(records, rulebook)
    columns = _columns(records, rulebook)
    request = rate(columns.with_column("area", [()] * len(records)), rulebook)
    scope = rate(columns.with_column("area", list(areas)), rulebook)
    higher = (scope.rank * 100 + scope.impact * scope.likelihood) > (
        request.rank * 100 + request.impact * request.likelihood
    )
    return RatedRecords(
        areas,
        np.where(higher, scope.impact, request.impact),
        np.where(higher, scope.likelihood, request.likelihood),
        np.where(higher, scope.rank, request.rank),
        request.covered & scope.covered,
    )


def rated(assessments: Sequence[Assessment]) -> RatedRecords:
    """What `rate_records` gives for the same tasks, taken from their assessments."""
    ratings = [assessment.deciding for assessment in assessments]
    return RatedRecords(
        tuple(assessment.scope.areas for assessment in assessments),
        np.array([rating.impact for rating in ratings], dtype=np.int64),
        np.array([rating.likelihood for rating in ratings], dtype=np.int64),
        np.array([rating.blast_radius.rank for rating in ratings], dtype=np.int64),
        np.array([one.request.covered and one.scope.covered for one in assessments], dtype=np.bool_),
    )


def _areas(records: Sequence[Record], rulebook: Rulebook) -> tuple[tuple[str, ...], ...]:
    """The areas of each record's scope; worked out once for all records that say the same of it."""
    known: dict[tuple[Value | None, ...], tuple[str, ...]] = {}
    found = []
    for record in records:
        says = tuple(record.get(code) for code in SCOPE_FIELDS)
        if says not in known:
            known[says] = area_words(scope_areas(record, rulebook.policy))
        found.append(known[says])
    return tuple(found)


def assess(tasks: Sequence[Task], rulebook: Rulebook) -> tuple[Assessment, ...]:
    """Assess every task of a queue: request, scope, and as far as stated.

    Tasks in error must be left out by the caller; they are not evaluated.
    """
    records = [record_of(task) for task in tasks]
    found = [scope_areas(record, rulebook.policy) for record in records]
    stated = [area_words(scope_areas(record, rulebook.policy, as_stated=True)) for record in records]
    columns = _columns(records, rulebook)
    request = rate(columns.with_column("area", [()] * len(tasks)), rulebook)
    scope = rate(columns.with_column("area", [area_words(areas) for areas in found]), rulebook)
    as_stated = [
        rate(columns.with_column("area", areas), rulebook, Mode.AS_STATED) for areas in ([()] * len(tasks), stated)
    ]
    return tuple(
        Assessment(
            task.id,
            _rating(task, View.REQUEST, (request, at), (), rulebook),
            _rating(task, View.SCOPE, (scope, at), found[at], rulebook),
            RADII[max(int(as_stated[0].rank[at]), int(as_stated[1].rank[at]))],
        )
        for at, task in enumerate(tasks)
    )


def assess_measured(task: Task, work: MeasuredWork, rulebook: Rulebook) -> Rating:
    """Rate one task by what its run did: area, folders, systems, files and changes replaced, nothing else."""
    record = record_of(task)
    record["folders"] = work.paths or None
    record["systems"] = work.systems or None
    record["files_expected"] = len(work.paths)
    if work.changes is not None:
        record["changes"] = work.changes
    found = areas_of(work.paths, work.systems, rulebook.policy.systems)
    ratings = rate(_columns([record], rulebook).with_column("area", [area_words(found)]), rulebook)
    rating = _rating(task, View.MEASURED, (ratings, 0), found, rulebook)
    facts = Reason(ReasonKind.INPUT, f"The run changed {_files(len(work.paths))}.", None, facts=work.places)
    return Rating(
        View.MEASURED,
        rating.impact,
        rating.likelihood,
        rating.blast_radius,
        (facts, *rating.reasons),
        rating.areas,
        rating.covered,
    )


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _rating(
    task: Task, view: View, rated: tuple[Ratings, int], found: Sequence[AreaFound], rulebook: Rulebook
) -> Rating:
    ratings, at = rated
    impact, likelihood = int(ratings.impact[at]), int(ratings.likelihood[at])
    rows = [rulebook.policy.risk_rules.rows[row] for row in ratings.matches.possible_rows(at)]
    reasons = (*area_reasons(found), *risk_reasons(task, rows, (impact, likelihood), rulebook))
    return Rating(
        view, impact, likelihood, RADII[int(ratings.rank[at])], reasons, area_words(found), bool(ratings.covered[at])
    )


def _columns(records: Sequence[Mapping[str, Value | None]], rulebook: Rulebook) -> Columns:
    codes = [code for code in rulebook.risk.fields_used if not rulebook.fields[code].derived]
    return Columns.from_records(codes, records)
