"""Approvals, independence and signatures: who acted, and whether it was in time."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from agent_router.model.approval import Approval, ApprovalsLog, SignOff
from agent_router.model.assignment import ChecklistItem
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, IfNotMet, Phase
from agent_router.model.run import Chain, Run
from agent_router.model.verdict import ItemResult, Outcome, VerdictState
from tests.acceptance.runs import (
    AFTER,
    BEFORE,
    DIGEST,
    HEAD,
    START,
    Story,
    approvals,
    fixed,
    item_of,
    row,
    said,
    story,
    verdict_of,
)

MET, NOT_MET, NOT_SHOWN = Outcome.MET, Outcome.NOT_MET, Outcome.NOT_SHOWN
PERSON, NOT_APPLICABLE, UNREADABLE = Outcome.NEEDS_PERSON, Outcome.NOT_APPLICABLE, Outcome.UNREADABLE
GOOD = Approval(Phase.MUTATION, "Ada Lovelace", BEFORE, BEFORE, DIGEST, place=Place("approvals.jsonl", line=2))
BOTH = (Phase.DISCOVERY, Phase.MUTATION)


def _approved(*given: Approval, **more: Any) -> Outcome:  # noqa: ANN401 - fields of contract and case
    return item_of(fixed(), "approved before mutation", approvals=approvals(*given), **more).found


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        (GOOD, MET),
        (replace(GOOD, by="ada@example.com"), MET),
        (replace(GOOD, recorded=AFTER), NOT_SHOWN),
        (replace(GOOD, contract="d" * 64), NOT_MET),
        (replace(GOOD, by="Linus Berg"), NOT_MET),
        (replace(GOOD, by="Nobody"), NOT_MET),
        (replace(GOOD, by="Emmy Noether"), NOT_MET),
        (replace(GOOD, phase=Phase.DISCOVERY), NOT_MET),
    ],
)
def test_approved_before_mutation(given: Approval, outcome: Outcome) -> None:
    assert _approved(given) is outcome


def test_what_an_approval_needs_to_be_shown() -> None:
    assert _approved(requester="") is NOT_SHOWN
    assert _approved(blast_radius=BlastRadius.HIGH) is MET
    assert _approved(replace(GOOD, by="Grace Hopper"), blast_radius=BlastRadius.HIGH) is NOT_MET
    timeless = Story(ended={"first": None})
    run = timeless.changes("calc.py").run()
    run = replace(run, records=(replace(run.records[0], at=None),))
    assert item_of(run, "approved before mutation").found is NOT_SHOWN
    broken = ApprovalsLog(BEFORE, DIGEST, (GOOD,), Place("approvals.jsonl", line=3))
    assert item_of(fixed(), "approved before mutation", approvals=broken).found is UNREADABLE
    assert item_of(fixed(), "approved before mutation", approvals=None).found is NOT_MET
    late = replace(GOOD, recorded=AFTER)
    assert _approved(late, GOOD) is MET


def test_approval_is_not_asked_for_where_the_route_asks_for_none() -> None:
    assert _approved(approval_before=None) is NOT_APPLICABLE
    told = story(phase=Phase.DISCOVERY).reads("calc.py")
    assert item_of(told, "approved before mutation", phases=BOTH).found is NOT_APPLICABLE
    assert item_of(told, "approved before mutation", approvals=None).found is NOT_MET


def _discovery(**more: Any) -> Run:  # noqa: ANN401 - fields of the closing record
    told = Story({"phase": Phase.DISCOVERY, "recorded": BEFORE}, ended={"last": BEFORE - timedelta(minutes=5), **more})
    return replace(told.run(), chain=Chain(chained=True, head="d" * 64))


def test_two_phases_bind_the_approval_to_the_proposal() -> None:
    good = replace(GOOD, proposal="d" * 64)
    two: dict[str, Any] = {"phases": BOTH, "approval_before": None}
    assert _approved(good, other_runs=(_discovery(),), **two) is MET
    assert _approved(GOOD, other_runs=(_discovery(),), **two) is NOT_MET
    assert _approved(good, **two) is NOT_MET
    assert _approved(good, other_runs=(_discovery(last=BEFORE + timedelta(minutes=5)),), **two) is NOT_SHOWN
    assert _approved(good, other_runs=(_discovery(last=None),), **two) is MET
    undated = replace(_discovery(last=None), started=replace(_discovery().started, recorded=None))
    assert _approved(good, other_runs=(undated,), **two) is NOT_SHOWN


def test_contract_fixed_before_start() -> None:
    check = "contract fixed before start"
    assert item_of(fixed(), check).found is MET
    afterwards = Story(ended={"first": BEFORE - timedelta(hours=2)}).reads("calc.py")
    assert item_of(afterwards, check).found is NOT_SHOWN
    assert "recorded afterwards" in item_of(afterwards, check).because
    broken = ApprovalsLog(BEFORE, DIGEST, (), Place("approvals.jsonl", line=1))
    assert item_of(fixed(), check, approvals=broken).found is UNREADABLE
    run = Story(ended={"first": None}).run()
    assert item_of(run, check).found is NOT_SHOWN


@pytest.mark.parametrize(
    ("started", "agreed", "outcome"),
    [
        ({}, {}, MET),
        ({"operator": ""}, {}, NOT_SHOWN),
        ({}, {"requester": ""}, NOT_SHOWN),
        ({"operator": ""}, {"requester": ""}, NOT_SHOWN),
        ({}, {"reviewer": ""}, NOT_SHOWN),
        ({"operator": "Grace Hopper"}, {}, NOT_MET),
        ({}, {"requester": "grace  hopper"}, NOT_MET),
        ({"operator": "ada@example.com"}, {}, NOT_MET),
    ],
)
def test_reviewer_independent(started: dict[str, Any], agreed: dict[str, Any], outcome: Outcome) -> None:
    assert item_of(story(**started), "reviewer independent", **agreed).found is outcome


def _signed(**more: Any) -> SignOff:  # noqa: ANN401 - fields of the signature
    facts = verdict_of(fixed(), row("tests passed"), row("signed off by", "Reviewer")).fact_digest
    values: dict[str, Any] = {
        "by": "Grace Hopper", "role": "Reviewer", "meaning": "reviewed", "at": AFTER, "recorded": AFTER, "run": HEAD,
        "facts": facts,
    }  # fmt: skip
    return SignOff(**{**values, **more})


@pytest.mark.parametrize(
    ("more", "accepted"),
    [
        ({}, True),
        ({"role": "reviewer"}, True),
        ({"role": "Lead"}, False),
        ({"by": "Nobody"}, False),
        ({"by": "Linus Berg"}, False),
        ({"run": "f" * 64}, False),
        ({"facts": "f" * 64}, False),
        ({"facts": ""}, False),
        ({"recorded": AFTER + timedelta(days=1)}, False),
    ],
)
def test_signed_off_by(more: dict[str, Any], accepted: bool) -> None:
    decisions = said(sign_offs=(_signed(**more),))
    verdict = verdict_of(fixed(), row("tests passed"), row("signed off by", "Reviewer"), decisions=decisions)
    assert verdict.state is (VerdictState.ACCEPTED if accepted else VerdictState.WAITING)
    assert next(item for item in verdict.items if item.checked_by == "signed off by").found is (
        MET if accepted else PERSON
    )


def _signature(told: Story | Run, *rows: ChecklistItem, **more: Any) -> ItemResult:  # noqa: ANN401 - as verdict_of
    items = verdict_of(told, *rows, **more).items
    return next(item for item in items if item.checked_by == "signed off by")


@pytest.mark.parametrize(
    ("requester", "operator", "words"),
    [
        ("Ada Lovelace", "Linus Berg", "Ada Lovelace asked for the work"),
        ("ada@example.com", "Linus Berg", "Ada Lovelace asked for the work"),
        ("Emmy Noether", "Ada Lovelace", "Ada Lovelace ran the agent"),
        ("Ada Lovelace", "Ada Lovelace", "Ada Lovelace asked for the work and ran the agent"),
    ],
)
def test_nobody_reviews_their_own_wish_by_signing_in_the_place_of_an_independent_reviewer(
    requester: str, operator: str, words: str
) -> None:
    told = fixed().run()
    told = replace(told, started=replace(told.started, operator=operator))
    rows = (row("tests passed"), row("reviewer independent"), row("signed off by", "Reviewer"))
    facts = verdict_of(told, *rows, requester=requester).fact_digest
    own = said(sign_offs=(_signed(by="Ada Lovelace", facts=facts),))
    item = _signature(told, *rows, requester=requester, decisions=own)
    assert item.found is PERSON
    assert f"({words}, and the review must be independent)" in item.because

    other = said(sign_offs=(*own.sign_offs, _signed(facts=facts)))
    assert _signature(told, *rows, requester=requester, decisions=other).found is MET


def test_where_independence_is_only_noted_the_signature_counts_and_says_whose_work_it_is() -> None:
    rows = (row("tests passed"), row("reviewer independent", effect=IfNotMet.NOTE), row("signed off by", "Reviewer"))
    facts = verdict_of(fixed(), *rows, requester="Ada Lovelace").fact_digest
    own = said(sign_offs=(_signed(by="Ada Lovelace", facts=facts),))
    item = _signature(fixed(), *rows, requester="Ada Lovelace", decisions=own)
    assert item.found is MET
    assert item.because.startswith("Ada Lovelace (Reviewer), who asked for the work: ")


def test_a_requester_may_sign_in_a_role_that_is_not_the_reviewers() -> None:
    rows = (row("tests passed"), row("reviewer independent"), row("signed off by", "Requester"))
    facts = verdict_of(fixed(), *rows).fact_digest
    asked = said(sign_offs=(_signed(by="Emmy Noether", role="Requester", facts=facts),))
    assert _signature(fixed(), *rows, decisions=asked).found is MET


def test_a_signature_does_not_change_the_facts_that_it_signs() -> None:
    rows = (row("tests passed"), row("signed off by", "Reviewer"))
    plain = verdict_of(fixed(), *rows)
    signed = verdict_of(fixed(), *rows, decisions=said(sign_offs=(_signed(),)))
    later = verdict_of(fixed(), *rows, as_of=START + timedelta(days=9))
    assert plain.fact_digest == signed.fact_digest == later.fact_digest
    assert verdict_of(story().fails(), *rows).fact_digest != plain.fact_digest
