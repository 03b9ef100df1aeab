"""What a weekly report states: decisions first, money, trust, counts that add up."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from agent_router.model.policy import BlastRadius
from agent_router.model.report import Sample
from agent_router.model.verdict import ThreeRatings, VerdictState
from agent_router.report.facts.header import Held
from agent_router.report.facts.reconciliation import reconcile
from agent_router.report.facts.week_facts import week_facts
from tests.report import samples
from tests.report.looks import html_of
from tests.report.sample_queue import queue_input
from tests.report.sample_records import Plot
from tests.report.test_run_report import words


def test_page_one_says_what_the_week_was() -> None:
    text = words(html_of(samples.week_input())).replace("&#39;", "'")
    for said in (
        "Week 2026-W47",
        "16 Nov 2026 00:00 +01:00 to 23 Nov 2026 00:00 +01:00",
        "24 runs : 19 ✓ accepted (1 waived) 2 ▶ waiting 2 × not accepted 1 ! unreadable",
        "1 run-0151 No contract covers this run.",
        ", 3 runs unknown",
        "contradicted 2 no contract 1 rose after approval 0",
        "outside scope 1 budget crossed 0 verification failed 1 finding about 0",
        "20 of 24 judged again, 0 differ · bound 13.9 %",
        "Refactors over 50 files are Medium",
        "would move 3 tasks",
    ):
        assert said in text, said


def test_a_run_waits_once_with_all_its_items() -> None:
    (decision,) = [one for one in week_facts(samples.week_input()).decisions if one.about == "run-0147"]
    assert decision.who == ("Ada Lovelace", "Grace Hopper")
    assert len(decision.items) == 2


def test_not_accepted_work_comes_before_waiting_work_and_held_tasks() -> None:
    decisions = week_facts(samples.week_input()).decisions
    assert [one.urgency for one in decisions] == sorted(one.urgency for one in decisions)
    assert decisions[0].about == "run-0151"
    assert decisions[-1].since is None


def test_unknown_prices_are_counted_and_not_added() -> None:
    money = week_facts(samples.week_input((samples.accepted(), samples.not_accepted()))).money
    assert money.known == Decimal("0.03494475")
    assert money.unknown == ("run-0147",)
    assert money.box == Decimal("4.00")


def test_the_counts_add_up_and_gaps_are_named() -> None:
    found = reconcile(queue_input().assignments, samples.week_runs())
    assert all(one.holds for one in found.equations)
    gaps = {gap.what: gap.ids for gap in found.gaps}
    assert gaps["runs that no contract covers"] == ("run-0151",)
    assert "run-0147" in gaps["runs of tasks that are not in the queue"]


def test_several_runs_of_one_task_and_runs_of_held_tasks_add_up() -> None:
    queue = queue_input()
    routed = next(one.task.id for one in queue.assignments if not one.held)
    held = next(one.task.id for one in queue.assignments if one.held)
    runs = [samples.waiting(Plot(f"r{number}", task)) for number, task in enumerate((routed, routed, held))]
    found = reconcile(queue.assignments, runs)
    parts = {part.label: part for part in found.equations[2].parts}
    assert parts["further runs of the same tasks"].ids == (routed,)
    assert parts["of held tasks"].ids == ("r2",)
    assert all(one.holds for one in found.equations)


def test_without_a_queue_the_report_says_what_it_cannot_say() -> None:
    facts = week_facts(samples.week_input(tasks=None, assignments=()))
    assert facts.queue is None
    assert any("no queue was given" in gap.what for gap in facts.reconciliation.gaps)
    assert "no queue was given" in words(html_of(samples.week_input(tasks=None, assignments=())))


def test_a_week_without_runs_is_not_a_week_of_accepted_runs() -> None:
    text = words(html_of(samples.week_input((), earlier=(), sample=None, moved_tasks=None)))
    assert "No run falls into this week. That is not the same as all runs accepted." in text
    assert "no run was judged again, so no error rate is stated" in text


def test_the_trend_has_twelve_weeks_ending_with_this_one() -> None:
    points = week_facts(samples.week_input()).trend
    assert len(points) == 12
    assert (points[0].week, points[-1].week) == ("2026-W36", "2026-W47")
    assert all(point.runs == point.accepted + point.waiting + point.not_accepted for point in points)


def test_the_trend_crosses_the_new_year_by_iso_weeks() -> None:
    start = samples.week_input().start
    given = samples.week_input(week="2027-W02", start=start + timedelta(weeks=8), end=start + timedelta(weeks=9))
    weeks = [point.week for point in week_facts(given).trend]
    assert weeks[-3:] == ["2026-W53", "2027-W01", "2027-W02"]


def test_a_difference_in_the_sample_is_a_failed_verification() -> None:
    sample = Sample("random", "7", ("run-0120", "run-0147"), ("run-0147",))
    facts = week_facts(samples.week_input(sample=sample))
    assert {one.what: one.held for one in facts.verified}["Judged again from the records"] is Held.FAILS


def test_waivers_say_when_they_end() -> None:
    (waiver,) = week_facts(samples.week_input()).waivers
    assert (waiver.run_id, waiver.ends_soon, waiver.ended) == ("run-0120", True, False)
    text = words(html_of(samples.week_input()))
    assert "24 Nov 2026 ▶ ends soon" in text


def test_each_run_links_to_its_own_report() -> None:
    html = html_of(samples.week_input())
    assert 'href="run-run-0147.html"' in html
    assert 'href="run-run-0147.html#line-' in html


def test_links_inside_the_report_lead_somewhere() -> None:
    html = html_of(samples.week_input())
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(re.findall(r'\bid="([^"]+)"', html))


def test_a_rise_above_the_approved_blast_radius_is_trust_lost() -> None:
    judged = samples.waiting()
    high = ThreeRatings(measured=BlastRadius.HIGH)
    facts = week_facts(samples.week_input((replace(judged, verdict=replace(judged.verdict, ratings=high)),)))
    assert facts.trust.rose == ("run-0131",)


def test_the_fact_digest_changes_with_any_outcome() -> None:
    before = week_facts(samples.week_input()).fact_digest
    runs = list(samples.week_runs())
    runs[0] = replace(runs[0], verdict=replace(runs[0].verdict, state=VerdictState.WAITING))
    assert week_facts(samples.week_input(runs)).fact_digest != before
    assert week_facts(samples.week_input()).fact_digest == before
