"""Whoever asked for the work, or ran the agent, cannot vouch for it, whomever the contract names."""

from pathlib import Path

import pytest

from tests.audit.breaking import CART, again, contract_again, first, lines, record_again
from tests.audit.breaks import found, look

ADA = "Ada Lovelace"
SIGNED = f"{CART}/decisions.jsonl line 2"


def _sign(work: Path, said: dict[str, object]) -> None:
    """Put what was signed before at the end of a log that began anew."""
    again(work / CART / "decisions.jsonl", lambda there: there.append(said))


@pytest.mark.parametrize(("role", "told"), [("Reviewer", True), ("Lead", False)])
def test_a_requester_who_signs_in_the_reviewers_place_is_told(work: Path, role: str, *, told: bool) -> None:
    said = {**lines(work / CART / "decisions.jsonl")[1], "by": ADA, "role": role}
    contract_again(work, "ENG-101", requester=ADA)
    _sign(work, said)
    audit = look(work)
    assert (("AU406", SIGNED) in found(audit)) is told
    words = [problem.found for problem in audit.problems if problem.rule.code == "AU406"]
    assert words == ([f"{ADA} asked for ENG-101 and signed {CART} as Reviewer"] if told else [])


def test_an_operator_who_signs_in_the_reviewers_place_is_told(work: Path) -> None:
    said = {**lines(work / CART / "decisions.jsonl")[1], "by": "ada@example.com"}
    record_again(work / CART, first(operator=ADA))
    _sign(work, said)
    assert ("AU407", SIGNED) in found(look(work))


def test_an_audit_says_that_the_words_of_reports_were_not_compared(work: Path) -> None:
    assert any(said.startswith("What the reports say") for said in look(work).not_examined)
    for report in (work / "reports").iterdir():
        report.unlink()
    assert not any(said.startswith("What the reports say") for said in look(work).not_examined)
