"""What reports, coverage and scanners that were handed in prove, and what they only show."""

from typing import Any

import pytest

from agent_router.model.assignment import ProofRequired
from agent_router.model.known import Health
from agent_router.model.policy import Grade
from agent_router.model.run import TestCounts, Verification
from agent_router.model.verdict import ClaimStanding, Outcome
from tests.acceptance.runs import PYTEST, Story, item_of, story, verdict_of

MET, NOT_MET = Outcome.MET, Outcome.NOT_MET
NOT_SHOWN, NEEDS_PERSON = Outcome.NOT_SHOWN, Outcome.NEEDS_PERSON


def report(told: Story, *, passed: int = 2, failed: int = 0, **more: Any) -> Story:  # noqa: ANN401 - any field of the noun
    """A report that the last command made."""
    command = max(at for at, one in enumerate(told.records, start=2) if type(one).__name__ == "Command")
    fields: dict[str, Any] = {
        "kind": "tests", "health": Health.FAILED if failed else Health.PASSED, "command": PYTEST,
        "command_seq": command, "grade": Grade.HARNESS, "matches": (0,), "artifact": "b" * 64, "artifact_name": "r.xml",
        "counts": TestCounts(passed=passed, failed=failed),
    }  # fmt: skip
    return told.add(Verification(**{**fields, **more}))


def fixed() -> Story:
    return story().fails().changes("calc.py").tests(2)


def shown(told: Story, kind: str, *, health: Health = Health.UNKNOWN, **more: Any) -> Story:  # noqa: ANN401 - any field of the noun
    return report(told, kind=kind, health=health, counts=None, **more)


def test_a_test_that_passed_at_a_second_try_needs_a_person() -> None:
    flaky = (("flaky tests", "t.py::a"),)
    item = item_of(report(fixed(), facts=flaky), "tests passed")
    assert item.found is NEEDS_PERSON
    assert "t.py::a" in item.because
    assert item_of(report(report(fixed(), facts=flaky)), "tests passed").found is NEEDS_PERSON
    again = report(story().fails().changes("calc.py").tests(2), facts=flaky).changes("calc.py").tests(2)
    assert item_of(again, "tests passed").found is MET


def test_a_failing_report_is_not_made_good_by_the_one_beside_it() -> None:
    assert item_of(report(report(fixed())), "tests passed").found is MET
    assert item_of(report(report(fixed(), failed=1)), "tests passed").found is NOT_MET
    assert item_of(report(report(fixed()), failed=1), "tests passed").found is NOT_MET


@pytest.mark.parametrize("kind", ["coverage", "screenshot", "log"])
def test_what_the_verifiers_command_wrote_beside_its_report_changes_nothing(kind: str) -> None:
    assert item_of(shown(fixed(), kind), "tests passed").found is MET
    assert item_of(shown(fixed(), kind), "proof after the last change").found is MET
    (claim,) = verdict_of(shown(fixed(), kind).says("All tests pass.")).claims
    assert claim.standing is ClaimStanding.SUPPORTED
    (claim,) = verdict_of(shown(fixed(), kind).says("Everything passes.")).claims or [claim]
    assert claim.standing is ClaimStanding.SUPPORTED


FINDINGS = (ProofRequired("findings", 1, Grade.HARNESS),)


def scanned(told: Story, number: str, **more: Any) -> Outcome:  # noqa: ANN401 - any field of the noun
    facts = (("findings", number), ("rules", "B324"), ("files", "/r/src/calc.py"))
    given = shown(told.runs("bandit -f sarif -o r.sarif src"), "findings", facts=facts, matches=(), **more)
    return item_of(given, "proof as required", proof=FINDINGS, verifiers=()).found


def test_a_scanners_report_is_a_finding_where_it_lists_some_and_belongs_to_the_run() -> None:
    assert scanned(story(), "3", health=Health.FAILED) is MET
    assert scanned(story(), "1,000", health=Health.UNKNOWN) is MET
    assert scanned(story(), "0", health=Health.PASSED) is NOT_SHOWN
    assert scanned(story(), "3", grade=Grade.STATED) is NOT_SHOWN


def test_a_stated_finding_is_backed_by_the_scanner_that_names_its_rule_or_file() -> None:
    proof = (ProofRequired("findings", 2, Grade.HARNESS),)

    def found(sentence: str) -> Outcome:
        facts = (("findings", "1"), ("rules", "B324"), ("files", "/r/src/calc.py"))
        told = shown(story().runs("bandit -o r.sarif"), "findings", facts=facts, matches=()).says(sentence)
        return item_of(told, "proof as required", proof=proof, verifiers=()).found

    assert found("B324: a weak hash is used.") is MET
    assert found("A weak hash is used in calc.py.") is MET
    assert found("A weak hash is used somewhere.") is NOT_SHOWN
