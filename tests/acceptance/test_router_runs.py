"""What the router verified later: after every change, base apart, never a retry, never a failure of the agent's."""

from dataclasses import replace

import pytest

from agent_router.acceptance.executions import executions, of_base
from agent_router.model.contract import Verifier
from agent_router.model.known import CommandOutcome, ExitSource, Health, KnownBy
from agent_router.model.policy import Grade
from agent_router.model.run import Command, Record, Run, TestCounts, Verification
from agent_router.model.verdict import ClaimStanding, Outcome
from tests.acceptance.runs import AFTER, PYTEST, Story, contract, fixed, item_of, story, verdict_of

MET, NOT_MET, NOT_SHOWN = Outcome.MET, Outcome.NOT_MET, Outcome.NOT_SHOWN
PERSON = Outcome.NEEDS_PERSON
LOG = "verifications.jsonl"
TESTS = ("test_calc::test_add", "test_calc::test_zero")


def ran(*failed: str, of_base: bool = False, health: Health | None = None, text: str = PYTEST) -> tuple[Record, ...]:
    """The two records that one execution by the router leaves; all tests but the failed ones pass."""
    passed = tuple(test for test in TESTS if test not in failed)
    code = int(bool(failed))
    command = Command(
        text=text, outcome=CommandOutcome.RAN, exit_code=code, exit_source=ExitSource.RECORDED, grade=Grade.INDEPENDENT
    )
    verification = Verification(
        kind="tests",
        health=health or (Health.FAILED if failed else Health.PASSED),
        command=text,
        exit_code=code,
        exit_source=ExitSource.RECORDED,
        counts=TestCounts(passed=len(passed), failed=len(failed)),
        failed_tests=failed,
        passed_tests=passed,
        outcome=CommandOutcome.RAN,
        grade=Grade.INDEPENDENT,
        artifact="d" * 64,
        artifact_name="head-1.xml",
        of_base=of_base,
    )
    return command, verification


def verified(told: Story, *later: Record) -> Run:
    """The run with these records in the log of later verifications."""
    run = told.run()
    placed = []
    for line, record in enumerate(later, start=3):
        here = replace(record, log=LOG, seq=line, at=AFTER)
        placed.append(replace(here, command_seq=line - 1) if isinstance(here, Verification) else here)
    return replace(run, records=(*run.records, *placed))


BASE = ran(TESTS[0], of_base=True)
HEAD = ran()


def test_base_and_recorded_state_are_told_apart() -> None:
    run = verified(fixed(), *BASE, *HEAD)
    assert [one.position for one in executions(run, contract())][-1] == (LOG, 6)
    assert [one.position for one in of_base(run)] == [(LOG, 4)]
    assert run.place(of_base(run)[0].record).file == LOG


CASES = [
    ("tests passed", fixed(), (*BASE, *HEAD), MET),
    ("tests passed", story().changes("calc.py"), (*BASE, *HEAD), MET),
    ("tests passed", story().changes("calc.py"), BASE, NOT_SHOWN),
    ("tests passed", fixed(), ran(TESTS[0]), NOT_MET),
    ("tests passed", fixed().changes("calc.py"), HEAD, MET),
    ("tests passed", story().changes("new.py", known_by=KnownBy.GIT), HEAD, MET),
    ("tests passed", story().changes("calc.py").runs("make", None, outcome=CommandOutcome.BACKGROUND), HEAD, MET),
    ("tests passed", story().changes("calc.py"), (*ran(TESTS[0]), *HEAD), PERSON),
    ("proof after the last change", fixed().changes("calc.py"), HEAD, MET),
    ("proof after the last change", fixed().changes("calc.py"), (), NOT_MET),
    ("proof after the last change", fixed().changes("calc.py"), BASE, NOT_MET),
    ("proof as required", story().changes("calc.py"), (*BASE, *HEAD), MET),
    ("fails before, passes after", story().changes("calc.py"), (*BASE, *HEAD), MET),
    ("fails before, passes after", story().changes("calc.py"), BASE, NOT_SHOWN),
    ("fails before, passes after", story().changes("calc.py"), (*BASE, *ran(TESTS[1])), NOT_MET),
    ("fails before, passes after", fixed(), (*ran(of_base=True), *HEAD), NOT_MET),
    ("fails before, passes after", story(), (*ran(TESTS[0], of_base=True, health=Health.ERROR), *HEAD), NOT_SHOWN),
    ("fails before, passes after", story().fails(TESTS[0]).changes("calc.py"), HEAD, MET),
    ("within retries", story().fails().changes("calc.py"), (*BASE, *ran(TESTS[0]), *ran(TESTS[0]), *HEAD), MET),
    ("no stop condition", story().fails().changes("calc.py"), (*BASE, *ran(TESTS[0]), *ran(TESTS[0])), MET),
    ("commands recorded", story().reads("calc.py"), HEAD, Outcome.NOT_APPLICABLE),
]


@pytest.mark.parametrize(("check", "told", "later", "outcome"), CASES)
def test_what_the_router_ran_decides(check: str, told: Story, later: tuple[Record, ...], outcome: Outcome) -> None:
    assert item_of(verified(told, *later), check).found is outcome


def test_its_grade_is_independent() -> None:
    told = story().changes("calc.py")
    assert item_of(verified(told, *HEAD), "proof from the system", "independent").found is MET
    assert item_of(fixed(), "proof from the system", "independent").found is NOT_SHOWN


def test_tests_that_are_fewer_than_on_the_base_need_a_person() -> None:
    (command, whole) = ran(of_base=True)
    assert isinstance(whole, Verification)
    more = replace(whole, counts=TestCounts(passed=5))
    found = item_of(verified(story().changes("calc.py"), command, more, *HEAD), "tests passed")
    assert (found.found, "3 fewer tests" in found.because) == (PERSON, True)


def test_a_test_that_is_new_was_not_there_to_fail_on_the_base() -> None:
    (command, whole) = ran(of_base=True)
    assert isinstance(whole, Verification)
    without = replace(whole, passed_tests=TESTS[1:], counts=TestCounts(passed=1))
    found = item_of(verified(story().changes("calc.py"), command, without, *HEAD), "fails before, passes after")
    assert (found.found, "new since" in found.because) == (NOT_SHOWN, True)


def test_of_several_verifiers_one_that_turned_is_enough_unless_one_fails() -> None:
    lint = "sh lint.sh"
    verifiers = (Verifier("tests", PYTEST), Verifier("tests", lint))
    both = (*BASE, *ran(of_base=True, text=lint), *HEAD)
    check = "fails before, passes after"
    told = story().changes("calc.py")
    assert item_of(verified(told, *both, *ran(text=lint)), check, verifiers=verifiers).found is MET
    failing = (*BASE, *ran(TESTS[1], of_base=True, text=lint), *HEAD, *ran(TESTS[1], text=lint))
    assert item_of(verified(told, *failing), check, verifiers=verifiers).found is NOT_MET


def test_the_agents_claims_are_held_against_the_recorded_state_and_never_the_base() -> None:
    def standing(told: Story, *later: Record) -> ClaimStanding:
        (claim,) = verdict_of(verified(told, *later)).claims
        return claim.standing

    passing = story().changes("calc.py").says("All tests pass.")
    assert standing(passing, *BASE, *HEAD) is ClaimStanding.SUPPORTED
    assert standing(passing, *BASE) is ClaimStanding.UNSUPPORTED
    assert standing(passing, *ran(TESTS[0])) is ClaimStanding.CONTRADICTED
    assert standing(story().changes("calc.py").says("I ran the tests."), *HEAD) is ClaimStanding.UNSUPPORTED


def test_a_run_is_not_said_to_have_gone_on_because_the_router_verified_it() -> None:
    told = story().asks("vault.internal")
    for check in ("stopped when required",):
        assert item_of(verified(told, *HEAD), check).found is item_of(told, check).found


def test_a_later_verification_makes_another_fact_digest() -> None:
    once, twice = verified(fixed(), *BASE, *HEAD), verified(fixed(), *BASE, *HEAD, *BASE, *HEAD)
    plain = verdict_of(fixed())
    assert len({plain.fact_digest, verdict_of(once).fact_digest, verdict_of(twice).fact_digest}) == 3
