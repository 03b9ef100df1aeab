"""An explanation as a lead reads it: distances, assumptions, people, and what could not be tried."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agent_router.model.field import Field, FieldKind, Value
from agent_router.model.policy import Policy, RiskEffect, Route, RouteEffect
from agent_router.model.table import HitPolicy
from agent_router.model.task import Tasks
from agent_router.pipeline.explaining import explain_task
from agent_router.pipeline.explanation_document import explanation_document
from agent_router.pipeline.explanation_words import explanation_lines
from agent_router.pipeline.routing_queue import RoutedQueue
from agent_router.pipeline.routing_tasks import route_tasks
from agent_router.routing import reaching
from tests import small_policy as small
from tests.small_policy import row, small_policy, table, task

MORE = (Field("due", "Due", FieldKind.DATE), Field("share", "Share", FieldKind.NUMBER))


def policy(**conditions: str) -> Policy:
    rows = (
        row("Routes", 5, RouteEffect(Route.SINGLE_AGENT), **conditions),
        row("Routes", 6, RouteEffect(Route.HUMAN_LED)),
    )
    return small_policy(routes=table("Routes", rows, HitPolicy.FIRST), fields=(*small.FIELDS, *MORE))


def explained(own: Policy, stated: Mapping[str, Value] | None = None, *, every_row: bool = False) -> str:
    tasks = (task(stated),)
    routed = RoutedQueue(own, Tasks(tasks, "queue.xlsx", ""), route_tasks(tasks, own))
    return "\n".join(line.text for line in explanation_lines(explain_task(routed, "T-1"), every_row=every_row))


@pytest.fixture(autouse=True)
def _more_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in MORE:
        monkeypatch.setitem(small.BY_CODE, field.code, field)


@pytest.mark.parametrize(
    ("condition", "stated", "words"),
    [
        (
            {"due": ">= 2026-10-10"},
            {"due": date(2026, 10, 7)},
            "Due 2026-10-07, needs >= 2026-10-10 (3 days too early)",
        ),
        ({"due": "<= 2026-10-10"}, {"due": date(2026, 10, 11)}, "needs <= 2026-10-10 (1 day too late)"),
        ({"share": "< 0.5"}, {"share": Decimal("0.75")}, "Share 0.75, needs < 0.5 (0.25 too high)"),
        ({"share": ">= 2"}, {"share": Decimal("0.5")}, "(1.5 too low)"),
        ({"files_expected": "< 5"}, {"files_expected": 12}, "Files expected 12, needs < 5 (7 too many) [Routes!C5]"),
        ({"files_expected": "[5..9]"}, {"files_expected": 2}, "(3 too few)"),
        ({"files_expected": "< 5"}, {"files_expected": 5}, "(just on the limit)"),
        ({"surface": "Small"}, {"surface": "Large"}, "Surface Large, needs Small [Routes!C5]"),
        ({"reviewer": "given"}, {}, "Reviewer not stated, needs given"),
        ({"folders": "src/auth/**"}, {"folders": ("docs/**",)}, "Folders docs/**, needs src/auth/**"),
    ],
)
def test_a_cell_says_by_how_much_it_misses(condition: dict[str, str], stated: dict[str, Value], words: str) -> None:
    assert words in explained(policy(**condition), stated)


def test_an_assumed_value_that_holds_a_row_back_is_called_assumed() -> None:
    assert "Changes anything? yes (assumed), needs no" in explained(policy(changes="no"))


def test_a_cell_that_a_blank_does_not_hold_back_is_said_among_what_the_row_met() -> None:
    own = policy(surface="Small")
    rows = (replace(own.routes.rows[0], then=RouteEffect(Route.HUMAN_LED)), own.routes.rows[1])
    text = explained(replace(own, routes=table("Routes", rows, HitPolicy.FIRST)))
    assert "Surface not stated, the worst assumed (Small)" in text


def test_a_reviewer_is_somebody_of_the_sheet_people() -> None:
    assert "Reviewer is somebody who is on the sheet People" in explained(policy(reviewer="given"))


def test_the_answer_now_stands_beside_the_one_it_would_take() -> None:
    text = explained(policy(files_expected="< 5"), {"files_expected": 12})
    assert "no open answer leads there; the task would have to be another one by row Ro5 [Routes!A5]:" in text
    assert "Files expected is less than 5 (now: 12)" in text


def test_rules_that_cover_nothing_are_said_before_everything_else() -> None:
    own = small_policy(routes=table("Routes", (small.ROUTE_ROWS[0],), HitPolicy.FIRST))
    text = explained(own, {"changes": False, "work_type": "Read", "surface": "Small"})
    assert "Human-led, because no rule covers this task." in text
    assert "cannot be reached, whatever the task says" in text


def test_what_could_not_be_tried_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    own = policy(reviewer="given", surface="Small", files_expected="< 5")
    monkeypatch.setattr(reaching, "SETS_AT_MOST", 9)
    assert "no way was found; there are too many answers to try them all" in explained(own)
    monkeypatch.setattr(reaching, "SETS_AT_MOST", 9)
    monkeypatch.setattr(reaching, "TRIED_AT_MOST", 1)
    assert "too many answers" in explained(own)


def test_a_way_that_may_not_be_the_shortest_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    own = policy(reviewer="given", folders="src/a/**")
    monkeypatch.setattr("agent_router.tables.choices.SETS_AT_MOST", 0)
    assert "a shorter way may exist" in explained(own)


def test_every_fired_row_of_a_long_sheet_is_named_with_its_cell() -> None:
    checks = tuple(replace(small.CHECKLIST[1], id=f"A{at}") for at in range(9))
    own = small_policy(checklist=table("Acceptance checklist", checks))
    assert "fired: A0 [A6], A1 [A6]" in explained(own, {"work_type": "Read"})
    assert "A8: fired [Acceptance checklist!A6]" in explained(own, {"work_type": "Read"}, every_row=True)


def test_numbers_and_dates_travel_as_text() -> None:
    own = policy(due=">= 2026-10-10", share="< 0.5")
    tasks = (task(due=date(2026, 10, 7), share=Decimal("0.75")),)
    routed = RoutedQueue(own, Tasks(tasks, "queue.xlsx", ""), route_tasks(tasks, own))
    document = explanation_document(explain_task(routed, "T-1"))
    assert isinstance(document, dict)
    assert '"2026-10-07"' in str(document).replace("'", '"')
    assert '"0.75"' in str(document).replace("'", '"')


def test_a_system_that_does_only_by_itself_is_said_so_in_words_and_document() -> None:
    own = policy(systems="Login")
    stated: dict[str, Value] = {"work_type": "Read", "changes": False}
    assert "Systems include Login (by itself, with no other beside it)" in explained(own, stated)
    (step,) = steps_to(own, stated, "Single agent")
    assert (step["answers"], step["alone"]) == (["Login"], True)


def test_systems_that_do_only_together_are_said_as_just_these() -> None:
    risk = (
        row("Risk rules", 5, RiskEffect(5, None, ""), systems="Login"),
        row("Risk rules", 6, RiskEffect(None, 5, ""), systems="Wiki"),
        row("Risk rules", 7, RiskEffect(1, 1, "")),
    )
    own = replace(policy(blast_radius="High"), risk_rules=table("Risk rules", risk))
    stated: dict[str, Value] = {"work_type": "Read", "changes": False}
    assert "Systems: exactly Login, Wiki" in explained(own, stated)
    (step,) = steps_to(own, stated, "Single agent")
    assert (step["answers"], step["alone"]) == (["Login, Wiki"], True)


def steps_to(own: Policy, stated: Mapping[str, Value], route: str) -> list[Any]:
    tasks = (task(stated),)
    routed = RoutedQueue(own, Tasks(tasks, "queue.xlsx", ""), route_tasks(tasks, own))
    document: Any = explanation_document(explain_task(routed, "T-1"))
    (way,) = [one["by_open_answers"] for one in document["routes"] if one["route"] == route]
    return list(way["steps"])
