"""What a queue report states: where the risk lies, what held tasks need, who must read how much."""

import re

from agent_router.model.policy import Route
from agent_router.model.task import Tasks
from agent_router.report.facts.queue_facts import queue_facts
from tests.report.looks import html_of
from tests.report.sample_queue import queue_input
from tests.report.test_run_report import words


def test_every_evaluated_task_is_in_one_cell_of_the_heat_map() -> None:
    facts = queue_facts(queue_input())
    assert len(facts.heat) == 25
    in_cells = [task for cell in facts.heat for task in cell.tasks]
    assert sorted(in_cells) == sorted(row.id for row in facts.rows if row.impact is not None)
    assert facts.outside_matrix == ("T-26",)


def test_routes_count_every_task_once() -> None:
    facts = queue_facts(queue_input())
    assert sum(one.total for one in facts.routes) == len(facts.rows)
    assert next(one for one in facts.routes if one.route is Route.HUMAN_LED).not_evaluated == 1
    assert all(one.holds for one in facts.sums)


def test_high_because_not_stated_is_told_apart_from_high() -> None:
    facts = queue_facts(queue_input())
    assert facts.high_not_stated == ("T-4", "T-16", "T-24")
    assert "because not stated; as far as stated Medium" in words(html_of(queue_input()))


def test_held_tasks_say_what_they_need() -> None:
    text = words(html_of(queue_input()))
    assert "T-1 Move invoices to the new schema Joan Clarke Acceptance plan, Reviewer" in text
    assert "The value is not in its list. Found: “sometimes”" in text


def test_reviewers_are_listed_by_load_and_nobody_last() -> None:
    loads = queue_facts(queue_input()).reviewers
    assert [load.reviewer for load in loads] == ["Ada Lovelace", "Grace Hopper", ""]
    assert len(loads[0].tasks) == 9


def test_a_rule_counted_only_because_something_is_not_stated_says_so() -> None:
    assert "counted because Data class is not stated" in words(html_of(queue_input()))


def test_every_link_leads_somewhere() -> None:
    html = html_of(queue_input())
    anchors = re.findall(r'\bid="([^"]+)"', html)
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(anchors)
    assert len(anchors) == len(set(anchors))


def test_an_empty_queue_is_a_report_too() -> None:
    given = queue_input(assignments=(), tasks=Tasks((), "queue.xlsx", "0" * 64))
    assert "0 tasks of queue.xlsx" in words(html_of(given))
