"""What a run report states, and where it says it from."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from agent_router.model.policy import BlastRadius
from agent_router.model.report import JudgedRun
from agent_router.model.verdict import Outcome, VerdictState
from agent_router.report.facts.header import Held
from agent_router.report.facts.people import Independence, independence
from agent_router.report.facts.references import CITED_AT_MOST, Citation, collect
from agent_router.report.facts.run_facts import run_facts
from agent_router.report.facts.standing_of_proof import ProofSource
from agent_router.report.interface import Format, FormatUnavailable
from agent_router.report.rendering import render_run
from tests.report import samples
from tests.report.looks import LOOK, html_of
from tests.report.sample_policy import cell
from tests.report.sample_records import Plot, line

EVERY_KIND = {
    "accepted": samples.accepted,
    "not accepted": samples.not_accepted,
    "waiting": samples.waiting,
    "uncontracted": samples.uncontracted,
    "unreadable": samples.unreadable,
    "workflow": samples.workflow,
}


def words(html: str) -> str:
    body = re.sub(r"<style>.*?</style>|<script>.*?</script>|<title>[^<]*</title>", "", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_page_one_decides_the_matter() -> None:
    text = words(html_of(samples.run_input()))
    for said in (
        "Agent run acceptance",
        "R-run-0147 rev 2 (supersedes 1)",
        "Internal",
        "× not accepted Tests failed on their last run; the agent says they pass.",
        "“All tests pass now” 1 failed, 1 passed in the last run line 6 line 10 × contradicted",
        "1 Ada Lovelace Rerun the work, or reject it",
        "2 Grace Hopper The run reached host 127.0.0.1",
        "tokens 28,400 / 60,000",
        "price unknown (no row in Prices)",
        "asked △ Low · approved ◆ Medium · measured ◆ Medium · 1 path changed",
        "9 ✓ met 4 × not met",
        "the run went on",
        "recorded by the agent's program, not independent",
        "data to 22 Nov 2026 15:38 +01:00",
    ):
        assert said in text.replace("&#39;", "'"), said


def test_an_unknown_price_is_never_zero() -> None:
    text = words(html_of(samples.run_input()))
    assert "price unknown" in text
    assert "$0" not in text.replace("$0.0", "")


def test_no_risk_stated_is_not_no_risk() -> None:
    assert "none stated (not: none exist)" in words(html_of(samples.run_input(samples.workflow())))


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_link_inside_the_report_leads_somewhere(kind: str) -> None:
    html = html_of(samples.run_input(EVERY_KIND[kind]()))
    anchors = set(re.findall(r'\bid="([^"]+)"', html))
    assert anchors
    assert set(re.findall(r'href="#([^"]+)"', html)) <= anchors
    assert len(re.findall(r'\bid="([^"]+)"', html)) == len(anchors), "no id twice"


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_traceability_goes_both_ways(kind: str) -> None:
    facts = run_facts(samples.run_input(EVERY_KIND[kind]()))
    by_place = {one.place: dict(one.cited_by) for one in facts.references}
    for number, item in enumerate(facts.verdict.items, 1):
        for place in item.evidence:
            assert f"check-{number}" in by_place[place]
    assert all(one.cited_by for one in facts.references)


def test_a_cited_line_says_what_stands_there() -> None:
    facts = run_facts(samples.run_input())
    says = {one.place: one.says for one in facts.references}
    assert says[line(6)].startswith("tests: python -m pytest -q → failed; 1 failed, 1 passed")
    assert says[cell("Acceptance checklist", "A10")] == "Did the required proof pass?"


def test_a_statement_prints_a_few_places_and_the_facts_hold_all() -> None:
    places = tuple(line(number) for number in range(1, 30))
    assert len(collect([Citation("a", "a", places)], {})) == CITED_AT_MOST


def test_the_fact_digest_is_the_verdicts_own() -> None:
    judged = samples.accepted()
    assert run_facts(samples.run_input(judged)).fact_digest == judged.verdict.fact_digest


def test_a_verdict_without_digest_still_gets_one() -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", run_facts(samples.run_input(samples.unreadable())).fact_digest)


def test_every_format_carries_the_same_fact_digest() -> None:
    files = {one.name: one.data for one in render_run(samples.run_input(), (Format.HTML, Format.JSON), LOOK)}
    digest = samples.not_accepted().verdict.fact_digest
    assert digest.encode() in files["run-run-0147.html"]
    assert json.loads(files["run-run-0147.json"])["fact_digest"] == digest


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Grace Hopper", Independence.INDEPENDENT),
        ("ada  lovelace", Independence.REQUESTER),
        ("Alan Turing", Independence.OPERATOR),
    ],
)
def test_independence_is_computed(name: str, expected: Independence) -> None:
    assert independence(samples.accepted(), name) is expected


def test_independence_without_a_contract_is_not_shown() -> None:
    assert independence(samples.uncontracted(), "Grace Hopper") is Independence.NOT_SHOWN


def test_what_people_did_is_told_with_time_and_reason() -> None:
    text = words(html_of(samples.run_input(samples.accepted())))
    assert "Grace Hopper waived C14: one release only until 24 Nov 2026" in text
    assert "entered 19 Nov 2026 16:02 +01:00" in text
    assert "reviewed and approved" in text


def test_a_required_signature_names_the_tasks_reviewer() -> None:
    (line,) = run_facts(samples.run_input()).sign_off
    assert (line.role, line.candidates, line.signed) == ("Reviewer", ("Grace Hopper",), None)


def test_a_signature_of_another_state_is_shown_and_does_not_count() -> None:
    judged = samples.accepted()
    (given,) = judged.verdict.sign_offs
    other = replace(given, facts="f" * 64, at=given.recorded - timedelta(days=20))
    open_items = tuple(
        replace(item, outcome=Outcome.NEEDS_PERSON) if item.id == "C15" else item for item in judged.verdict.items
    )
    verdict = replace(judged.verdict, sign_offs=(other,), items=open_items)
    given_in = samples.run_input(replace(judged, verdict=verdict))
    wanted, further = run_facts(given_in).sign_off
    assert (wanted.signed, further.signed, further.counts) == (None, other, False)
    text = words(html_of(given_in))
    assert "signed another state, does not count Grace Hopper" in text
    assert "19 Nov 2026 15:02 +01:00 (stated: 30 Oct 2026 15:02 +01:00)" in text


def test_tally_counts_every_outcome_even_those_with_none() -> None:
    tally = {one.outcome: one.count for one in run_facts(samples.run_input()).tally}
    assert set(tally) == set(Outcome)
    assert sum(tally.values()) == 15


def test_integrity_says_what_held_and_what_was_not_examined() -> None:
    held = {one.what: one.held for one in run_facts(samples.run_input(samples.uncontracted())).verified}
    assert held["Hash chain of run.jsonl"] is Held.NOT_EXAMINED
    assert held["Contract"] is Held.FAILS
    text = words(html_of(samples.run_input(samples.uncontracted())))
    assert "not tamper-evident" in text
    assert "typed on the command line, not authenticated" in text


def test_a_broken_chain_is_named_with_its_line() -> None:
    text = words(html_of(samples.run_input(samples.unreadable())))
    assert "broken at run.jsonl line 1" in text
    assert "the last line is cut short" in text


def test_a_workflow_has_a_lane_for_each_agent() -> None:
    facts = run_facts(samples.run_input(samples.workflow()))
    assert {lane.agent for lane in facts.lanes} == {"main agent", "map src/billing", "map src/auth", "map src/search"}
    assert len(facts.findings) == 3
    assert facts.proof.source is ProofSource.HARNESS


def test_the_demonstration_says_that_its_clock_is_replayed() -> None:
    assert "Demonstration, clock replayed" in html_of(samples.run_input(replayed_clock=True))
    assert "clock replayed" not in html_of(samples.run_input())


def test_a_run_has_no_register_of_its_own() -> None:
    with pytest.raises(FormatUnavailable, match="html, pdf, json"):
        render_run(samples.run_input(), (Format.XLSX,), LOOK)


def test_a_run_leaves_out_the_register_when_other_formats_are_asked_for() -> None:
    files = render_run(samples.run_input(), (Format.XLSX, Format.JSON), LOOK)
    assert [one.name for one in files] == ["run-run-0147.json"]


@pytest.mark.parametrize("state", VerdictState)
def test_every_verdict_has_its_sign_and_word(state: VerdictState) -> None:
    judged: JudgedRun = samples.not_accepted(Plot(state=state))
    text = words(html_of(samples.run_input(judged)))
    assert f"{dict(zip(VerdictState, '✓▶×!', strict=True))[state]} {state.value.replace('_', ' ')}" in text


def test_the_report_of_work_without_contract_says_so_first() -> None:
    text = words(html_of(samples.run_input(samples.uncontracted())))
    assert "no contract covers this run" in text
    assert "an empty checklist accepts nothing" in text
    assert BlastRadius.MEDIUM.value in text
