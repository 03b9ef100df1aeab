"""Every problem of an audit: one thing is broken in a whole workspace, and that one thing is told, at its place."""

from pathlib import Path

import pytest

from tests.audit.breaks import CASES, CONSEQUENCE, Break, found, look
from tests.docs.problem_codes import problem_rules


def test_a_workspace_in_which_all_holds_has_no_finding(work: Path) -> None:
    audit = look(work)
    assert audit.problems == ()
    assert audit.clean
    assert dict(audit.checked)["runs"] == 3


@pytest.mark.parametrize(
    ("code", "place", "do"), CASES, ids=[f"{code}-{number}" for number, (code, *_) in enumerate(CASES)]
)
def test_one_thing_that_is_broken_is_told_at_its_place(work: Path, code: str, place: str, do: Break) -> None:
    do(work)
    told = found(look(work))
    places = [at for own, at in told if own == code]
    assert [each for each in told if each[0] != code and each[0] not in CONSEQUENCE.get(code, ())] == []
    assert [at for at in places if not (at.startswith(place) if place.endswith("/") else at == place)] == []
    assert places


def test_every_problem_of_the_catalogue_is_told_of_something() -> None:
    in_other_tests = {"AU205", "AU507", "AU601"}
    assert {rule.code for rule in problem_rules("audit")} == {code for code, *_ in CASES} | in_other_tests
