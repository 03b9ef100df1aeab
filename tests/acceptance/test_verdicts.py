"""From items to a verdict: what blocks, what waits, what people may settle, and what nobody may."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.acceptance.checks.catalogue import CHECKS
from agent_router.acceptance.judging import judge
from agent_router.acceptance.unreadable import unreadable_verdict
from agent_router.acceptance.wire import verdict_document, verdict_schema
from agent_router.model.approval import Decision, DecisionsLog, Waiver
from agent_router.model.assignment import ChecklistItem
from agent_router.model.named_check import NAMED_CHECKS
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, IfNotMet, Phase
from agent_router.model.run import Chain
from agent_router.model.verdict import Outcome, Verdict, VerdictState
from tests.acceptance.runs import (
    AFTER,
    HEAD,
    Story,
    case,
    contract,
    fixed,
    row,
    said,
    story,
    verdict_of,
)

ACCEPTED, WAITING, NOT_ACCEPTED = VerdictState.ACCEPTED, VerdictState.WAITING, VerdictState.NOT_ACCEPTED
BLOCKS, DECISION, NOTE = IfNotMet.BLOCKS, IfNotMet.NEEDS_DECISION, IfNotMet.NOTE
GOOD = row("tests passed")


def test_every_named_check_has_its_code() -> None:
    assert set(CHECKS) == {name for name, _ in NAMED_CHECKS}


@pytest.mark.parametrize(
    ("check", "effect", "state"),
    [
        ("rollback named", BLOCKS, NOT_ACCEPTED),
        ("rollback named", DECISION, WAITING),
        ("rollback named", NOTE, ACCEPTED),
        ("no changes", DECISION, WAITING),
        ("cost stated", BLOCKS, NOT_ACCEPTED),
        ("person", BLOCKS, WAITING),
        ("person", DECISION, WAITING),
        ("person", NOTE, ACCEPTED),
        ("within systems", BLOCKS, ACCEPTED),
    ],
)
def test_the_table_of_items_and_verdicts(check: str, effect: IfNotMet, state: VerdictState) -> None:
    told = story().changes("calc.py").tests(2)
    assert verdict_of(told, GOOD, row(check, effect=effect)).state is state


def test_an_empty_checklist_accepts_nothing() -> None:
    verdict = verdict_of(fixed())
    assert (verdict.state, verdict.items[-1].id) == (NOT_ACCEPTED, "checklist")
    assert verdict_of(fixed(), row("within systems")).state is NOT_ACCEPTED


def test_another_workbook_never_accepts() -> None:
    verdict = verdict_of(fixed(), GOOD, what_if="f" * 64)
    assert verdict.state is WAITING
    assert "never an acceptance" in verdict.headline


def test_no_contract_covers_the_run() -> None:
    verdict = judge(case(fixed()))
    assert (verdict.state, verdict.headline) == (NOT_ACCEPTED, "No contract covers this run")
    assert (verdict.items[0].id, verdict.items[0].waivable) == ("contract", False)
    assert verdict.usage.known
    assert [path.path for path in verdict.changed] == ["calc.py"]
    assert [claim.text for claim in verdict.claims] == ["Fixed add() in calc.py.", "2 tests pass."]
    other = judge(case(story(contract="d" * 64), contract(GOOD)))
    assert (other.state, other.items[0].id) == (NOT_ACCEPTED, "contract")


def _gates(verdict: Verdict) -> set[str]:
    return {item.id for item in verdict.items if not item.checked_by}


def test_a_record_that_was_touched_is_never_accepted() -> None:
    run = fixed().run()
    broken = replace(run, chain=Chain(chained=True, broken_at=Place("run.jsonl", line=4), head=HEAD))
    waiver = Waiver("record", "Ada Lovelace", "fine", AFTER.date(), AFTER, AFTER)
    verdict = verdict_of(broken, GOOD, decisions=said(waivers=(waiver,)))
    assert (verdict.state, _gates(verdict)) == (NOT_ACCEPTED, {"record", "checklist"})
    assert verdict.items[0].outcome is Outcome.UNREADABLE
    assert "chain of the record is broken" in verdict.headline
    assert _gates(verdict_of(replace(run, altered=("artifacts/x",)), GOOD)) == {"artifacts"}
    assert _gates(verdict_of(Story(ended=None).tests(2), GOOD)) == {"end"}
    torn = DecisionsLog(HEAD, chain_broken_at=Place("decisions.jsonl", line=2))
    assert _gates(verdict_of(fixed(), GOOD, decisions=torn)) == {"decisions"}
    foreign = DecisionsLog("f" * 64, decisions=(_decided("p"),))
    verdict = verdict_of(fixed(), GOOD, row("person", name="p"), decisions=foreign)
    assert (_gates(verdict), verdict.items[1].outcome) == ({"decisions"}, Outcome.NEEDS_PERSON)


def test_what_no_row_asks_for_still_stands_in_the_way() -> None:
    assert _gates(verdict_of(story().fails().says("All tests pass."), row("person"))) >= {"claims"}
    assert _gates(verdict_of(fixed(), GOOD, approvals=None)) == {"approval"}
    told = story(phase=Phase.DISCOVERY).changes("calc.py")
    phases = (Phase.DISCOVERY, Phase.MUTATION)
    assert "discovery" in _gates(verdict_of(told, row("files changed listed"), phases=phases))
    assert _gates(verdict_of(fixed(), GOOD)) == set()


def _decided(item: str, **more: Any) -> Decision:  # noqa: ANN401 - fields of the decision
    values: dict[str, Any] = {"by": "Grace Hopper", "met": True, "note": "seen", "at": AFTER, "recorded": AFTER}
    return Decision(item, **{**values, **more})


def _waived(item: str, **more: Any) -> Waiver:  # noqa: ANN401 - fields of the waiver
    values: dict[str, Any] = {
        "by": "Ada Lovelace", "reason": "known", "until": AFTER.date(), "at": AFTER, "recorded": AFTER,
    }  # fmt: skip
    return Waiver(item, **{**values, **more})


@pytest.mark.parametrize(
    ("decided", "effect", "state"),
    [
        ({}, BLOCKS, ACCEPTED),
        ({"met": False}, BLOCKS, NOT_ACCEPTED),
        ({"met": False}, DECISION, NOT_ACCEPTED),
        ({"by": "Nobody"}, BLOCKS, WAITING),
        ({"recorded": AFTER + timedelta(days=1)}, BLOCKS, WAITING),
    ],
)
def test_a_person_settles_what_waits_for_a_person(
    decided: dict[str, Any], effect: IfNotMet, state: VerdictState
) -> None:
    decisions = said(decisions=(_decided("p", **decided),))
    assert verdict_of(fixed(), GOOD, row("person", effect=effect, name="p"), decisions=decisions).state is state


def test_a_blocking_fact_is_no_matter_of_opinion() -> None:
    rollback = row("rollback named", name="r")
    assert verdict_of(fixed(), GOOD, rollback, decisions=said(decisions=(_decided("r"),))).state is NOT_ACCEPTED
    open_row = row("rollback named", effect=DECISION, name="r")
    assert verdict_of(fixed(), GOOD, open_row, decisions=said(decisions=(_decided("r"),))).state is ACCEPTED
    rejected = said(decisions=(_decided("tests passed", met=False),))
    assert verdict_of(fixed(), GOOD, decisions=rejected).state is NOT_ACCEPTED


@pytest.mark.parametrize(
    ("waived", "state"),
    [
        ({}, ACCEPTED),
        ({"until": AFTER.date() - timedelta(days=1)}, NOT_ACCEPTED),
        ({"by": "Linus Berg"}, NOT_ACCEPTED),
        ({"by": "Emmy Noether"}, NOT_ACCEPTED),
        ({"by": "Nobody"}, NOT_ACCEPTED),
        ({"reason": " "}, NOT_ACCEPTED),
        ({"recorded": AFTER + timedelta(days=1)}, NOT_ACCEPTED),
    ],
)
def test_a_waiver_counts_only_with_everything_it_needs(waived: dict[str, Any], state: VerdictState) -> None:
    decisions = said(waivers=(_waived("r", **waived),))
    verdict = verdict_of(fixed(), GOOD, row("rollback named", name="r"), decisions=decisions)
    assert verdict.state is state
    assert bool(verdict.waivers) is (state is ACCEPTED)


def test_a_waiver_needs_somebody_who_may_approve_that_blast_radius() -> None:
    decisions = said(waivers=(_waived("r", by="Grace Hopper"),))
    rows = (GOOD, row("rollback named", name="r"))
    assert verdict_of(fixed(), *rows, decisions=decisions).state is ACCEPTED
    assert verdict_of(fixed(), *rows, decisions=decisions, blast_radius=BlastRadius.HIGH).state is NOT_ACCEPTED


@pytest.mark.parametrize("check", ["claims supported", "approved before mutation"])
def test_what_can_never_be_waived(check: str) -> None:
    told = story().fails().says("All tests pass.")
    verdict = verdict_of(told, row(check, name="x"), approvals=None, decisions=said(waivers=(_waived("x"),)))
    assert verdict.items[0].outcome is Outcome.NOT_MET
    assert verdict.state is NOT_ACCEPTED


def test_the_later_of_decision_and_waiver_counts() -> None:
    rows = (GOOD, row("person", name="p"))
    both = {"decisions": (_decided("p", met=False),), "waivers": (_waived("p", recorded=AFTER - timedelta(minutes=1)),)}
    assert verdict_of(fixed(), *rows, decisions=said(**both)).state is NOT_ACCEPTED  # type: ignore[arg-type]
    later = {**both, "waivers": (_waived("p"),)}
    assert verdict_of(fixed(), *rows, decisions=said(**later)).state is ACCEPTED  # type: ignore[arg-type]


def test_an_unknown_check_waits_for_a_person() -> None:
    verdict = verdict_of(fixed(), GOOD, row("does it smell nice"))
    assert (verdict.state, verdict.items[1].outcome) == (WAITING, Outcome.NEEDS_PERSON)


def test_a_person_stands_beside_everything_that_waits() -> None:
    verdict = verdict_of(
        fixed(), GOOD, row("rollback named"), row("person", effect=DECISION), row("signed off by", "Lead"),
        row("signed off by", "Auditor", name="audit"),
    )  # fmt: skip
    assert [(each.who, each.item) for each in verdict.waiting] == [
        ("Ada Lovelace", "rollback named"),
        ("Grace Hopper", "person"),
        ("Ada Lovelace", "signed off by"),
        ("Auditor", "audit"),
    ]
    assert all(each.clears and each.place for each in verdict.waiting)


@pytest.mark.parametrize(
    ("told", "rows", "words"),
    [
        (fixed(), (GOOD,), "Everything that was asked is shown: 1 item met"),
        (fixed(), (GOOD, row("signed off by", "Reviewer")), "waiting for the signature of Grace Hopper"),
        (fixed(), (GOOD, row("person")), "Waiting for Grace Hopper: a person answers this"),
        (story().fails().says("All tests pass."), (row("claims supported"),), "the agent says “All tests pass.”"),
        (story().denied().says("2 tests pass."), (row("claims supported"),), "it was denied and never ran"),
        (story().tests(1).says("9 tests pass."), (row("claims supported"),), "the record shows: 1 passed, not 9"),
        (
            story().asks("vault.internal").runs("ls"),
            (row("stopped when required"),),
            "The run left its scope, and went on",
        ),
        (story().fails().changes("a.py").fails(), (GOOD,), "2 failing runs of python -m pytest -q in a row"),
        (story(), (GOOD, row("person")), "The record holds no run of python -m pytest -q"),
        (story().tests(0), (GOOD,), "python -m pytest -q ended well, but no test ran"),
    ],
)
def test_the_headline_says_what_decides(told: Story, rows: tuple[ChecklistItem, ...], words: str) -> None:
    assert words in verdict_of(told, *rows).headline


def test_the_document_fits_its_schema() -> None:
    schema = verdict_schema()
    rows = [row(name, name=f"A{number}") for number, (name, _) in enumerate(NAMED_CHECKS)]
    decisions = said(decisions=(_decided("A34"),), waivers=(_waived("A0"),))
    for verdict in (
        verdict_of(fixed(), *rows, decisions=decisions),
        judge(case(story().changes("x"))),
        unreadable_verdict("R-1", ("damaged",), AFTER)[1],
    ):
        document = verdict_document(verdict)
        jsonschema.validate(document, schema)
    assert document["verdict"] == "unreadable"


def test_an_unreadable_run_says_why_and_judges_nothing() -> None:
    run, verdict = unreadable_verdict("R-1", ("line 3 is torn",), AFTER)
    assert (verdict.state, verdict.problems, verdict.items) == (VerdictState.UNREADABLE, ("line 3 is torn",), ())
    assert run.records == ()


NAMES = tuple(name for name, _ in NAMED_CHECKS)
SHOWN_BY_THE_CONTRACT = {
    "contract fixed before start", "approved before mutation", "reviewer independent", "blast radius as approved",
    "within retries", "within agents", "no stop condition", "no secret exposed", "within minutes",
}  # fmt: skip


@pytest.mark.parametrize("check", NAMES)
def test_silence_is_never_met(check: str) -> None:
    verdict = verdict_of(story(), row(check))
    item = next(item for item in verdict.items if item.checked_by == check)
    assert item.outcome is not Outcome.MET or check in SHOWN_BY_THE_CONTRACT


STEPS = ("fails", "tests", "changes", "reads", "denied", "says", "uses", "asks")


def _play(steps: list[str]) -> Story:
    told = story()
    for step in steps:
        match step:
            case "fails":
                told.fails()
            case "tests":
                told.tests(2)
            case "changes":
                told.changes("calc.py")
            case "reads":
                told.reads("calc.py")
            case "denied":
                told.denied("Edit", "calc.py", path="calc.py")
            case "says":
                told.says("2 tests pass.")
            case "uses":
                told.uses(output=100)
            case _:
                told.asks("crm")
    return told


ORDER = {NOT_ACCEPTED: 0, WAITING: 1, ACCEPTED: 2}


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(STEPS), max_size=10))
def test_a_further_failure_never_improves_a_verdict(steps: list[str]) -> None:
    rows = [
        row(name) for name in ("tests passed", "claims supported", "proof as required", "proof after the last change")
    ]
    before, after = verdict_of(_play(steps), *rows), verdict_of(_play([*steps, "fails"]), *rows)
    assert ORDER[after.state] <= ORDER[before.state]
    assert after.state is NOT_ACCEPTED


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(STEPS), max_size=10), st.sampled_from(NAMES))
def test_a_verdict_is_the_same_each_time_and_rests_on_lines_that_exist(steps: list[str], check: str) -> None:
    told = _play(steps)
    one, other = verdict_of(told, row(check)), verdict_of(told, row(check))
    assert one == other
    lines = {place.line for item in one.items for place in item.evidence if place.file == "run.jsonl"}
    assert lines <= set(range(1, len(told.records) + 3))
