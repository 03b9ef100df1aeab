"""Numbers that have to be more than chance, and proof that only a person can look at."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.model.assignment import ProofRequired
from agent_router.model.known import Health
from agent_router.model.policy import Grade
from agent_router.model.run import MEASURED_BEFORE
from agent_router.model.verdict import Outcome
from tests.acceptance.runs import Story, story
from tests.acceptance.test_proof_checks import _found

MET, NOT_MET, NOT_SHOWN = Outcome.MET, Outcome.NOT_MET, Outcome.NOT_SHOWN
PERSON, UNREADABLE = Outcome.NEEDS_PERSON, Outcome.UNREADABLE
CHECK, NUMBERS = "before and after numbers", "before/after numbers"


def measured(told: Story, after: str, low: str | None, certain: bool | None, **more: Any) -> Story:  # noqa: ANN401  # any field
    """A run that hands in a pair: 100 before, so that gains are plain percentages."""
    more = {"kind": NUMBERS, "counts": None, "artifact": "b" * 64, "artifact_name": "after.json", **more}
    return told.tests(
        before=Decimal(100), after=Decimal(after), unit="ms", certain=certain, statement="n = 10 before, 10 after",
        gain_from=None if low is None else Decimal(low), **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("after", "low", "certain", "goal", "outcome"),
    [
        ("80", "15", True, "at least 10 % better", MET),
        ("80", "9.9", True, "at least 10 % better", NOT_SHOWN),
        ("80", "-5", False, "at least 10 % better", NOT_SHOWN),
        ("80", None, False, "at least 10 % better", NOT_SHOWN),
        ("95", "4", True, "at least 10 % better", NOT_MET),
        ("80", None, None, "at least 10 % better", MET),
        ("100", "-1", False, "no more than 2 % worse", MET),
        ("100", "-3", False, "no more than 2 % worse", NOT_SHOWN),
        ("101", None, False, "no more than 2 % worse", NOT_SHOWN),
        ("103", "-4", True, "no more than 2 % worse", NOT_MET),
        ("100", "0", False, "at least 0 % better", NOT_SHOWN),
    ],
)
def test_a_goal_is_reached_by_the_worse_end_of_the_interval(
    after: str, low: str | None, certain: bool | None, goal: str, outcome: Outcome
) -> None:
    assert _found(measured(story().changes("calc.py"), after, low, certain), CHECK, goal) is outcome


def test_every_pair_has_to_reach_the_goal() -> None:
    both = measured(measured(story().changes("calc.py"), "80", "15", True), "95", "4", True)
    assert _found(both, CHECK, "at least 10 % better") is NOT_MET
    doubtful = measured(measured(story().changes("calc.py"), "80", "15", True), "80", None, False)
    assert _found(doubtful, CHECK, "at least 10 % better") is NOT_SHOWN


@pytest.mark.parametrize(("health", "outcome"), [(Health.FAILED, NOT_MET), (Health.ERROR, UNREADABLE)])
def test_a_measurement_that_failed_spoils_the_good_ones(health: Health, outcome: Outcome) -> None:
    good = measured(story().changes("calc.py"), "80", "15", True)
    more: dict[str, Any] = {
        "kind": NUMBERS,
        "counts": None,
        "artifact": "c" * 64,
        "artifact_name": "x.json",
        "health": health,
    }
    assert _found(good.tests(**more), CHECK, "at least 10 % better") is outcome
    required = (ProofRequired(NUMBERS, 1, Grade.HARNESS),)
    assert _found(good, "proof as required", proof=required) is NOT_MET


def test_a_failure_before_the_change_or_by_somebodys_word_spoils_nothing() -> None:
    more: dict[str, Any] = {
        "kind": NUMBERS,
        "counts": None,
        "artifact": "c" * 64,
        "artifact_name": "x.json",
        "health": Health.FAILED,
    }
    earlier = measured(story().tests(**more).changes("calc.py"), "80", "15", True)
    assert _found(earlier, CHECK, "at least 10 % better") is MET
    stated = measured(story().changes("calc.py"), "80", "15", True).tests(**more, grade=Grade.STATED)
    assert _found(stated, CHECK, "at least 10 % better") is MET


def test_two_measurements_of_the_changed_state_compare_it_with_itself() -> None:
    side: dict[str, Any] = {"kind": NUMBERS, "counts": None, "artifact": "d" * 64, "artifact_name": "before.json"}
    facts = ((MEASURED_BEFORE, "before.json"),)
    around = measured(story().tests(**side, health=Health.UNKNOWN).changes("calc.py"), "80", "15", True, facts=facts)
    assert _found(around, CHECK, "at least 10 % better") is MET
    late = measured(story().changes("calc.py").tests(**side, health=Health.UNKNOWN), "80", "15", True, facts=facts)
    assert _found(late, CHECK, "at least 10 % better") is NOT_SHOWN
    worse = measured(story().changes("calc.py").tests(**side, health=Health.UNKNOWN), "99", "0", True, facts=facts)
    assert _found(worse, CHECK, "at least 10 % better") is NOT_MET


def test_a_pair_that_nothing_ties_to_the_run_shows_nothing() -> None:
    told = measured(story().changes("calc.py"), "80", "15", True, grade=Grade.STATED)
    assert _found(told, CHECK, "at least 10 % better") is NOT_SHOWN


@given(
    st.integers(1, 200),
    st.one_of(st.none(), st.integers(-100, 90)),
    st.sampled_from([True, False]),
    st.sampled_from([Health.FAILED, Health.ERROR]),
)
def test_adding_a_failed_measurement_never_helps(after: int, low: int | None, certain: bool, health: Health) -> None:
    more: dict[str, Any] = {
        "kind": NUMBERS,
        "counts": None,
        "artifact": "c" * 64,
        "artifact_name": "x.json",
        "health": health,
    }
    told = measured(story().changes("calc.py"), str(after), None if low is None else str(low), certain)
    assert _found(told.tests(**more), CHECK, "at least 10 % better") is not MET


@pytest.mark.parametrize("kind", ["screenshot", "log", "database check", "attestation"])
def test_what_only_a_person_can_see_goes_to_a_person(kind: str) -> None:
    required = (ProofRequired(kind, 1, Grade.HARNESS),)
    more: dict[str, Any] = {
        "kind": kind,
        "counts": None,
        "artifact": "c" * 64,
        "artifact_name": "x",
        "health": Health.UNKNOWN,
    }
    assert _found(story().tests(**more), "proof as required", proof=required) is PERSON
    assert _found(story().tests(**more).changes("calc.py"), "proof as required", proof=required) is NOT_SHOWN
    assert _found(story().tests(**more, grade=Grade.STATED), "proof as required", proof=required) is NOT_SHOWN
    twice = (ProofRequired(kind, 2, Grade.HARNESS),)
    assert _found(story().tests(**more), "proof as required", proof=twice) is NOT_SHOWN
    bad = {**more, "health": Health.FAILED}
    assert _found(story().tests(**bad), "proof as required", proof=required) is NOT_MET


def test_a_file_of_failed_requests_spoils_recorded_answers() -> None:
    required = (ProofRequired("API response", 1, Grade.HARNESS),)
    more: dict[str, Any] = {"kind": "api response", "counts": None, "artifact": "c" * 64, "artifact_name": "x.har"}
    assert _found(story().tests(**more), "proof as required", proof=required) is MET
    asked = story().asks("crm").tests(**more, health=Health.FAILED)
    assert _found(asked, "proof as required", proof=required) is NOT_MET
    loose = story().asks("crm").tests(**more, health=Health.FAILED, grade=Grade.STATED)
    assert _found(loose, "proof as required", proof=required) is MET
