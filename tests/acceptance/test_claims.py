"""What the agent says at the end, held against the record."""

import pytest

from agent_router.acceptance.assertions import About, assertions
from agent_router.acceptance.proof_words import Topic
from agent_router.acceptance.sentences import sentences
from agent_router.model.known import ChangeKind, Health, KnownBy
from agent_router.model.run import TestCounts
from agent_router.model.verdict import ClaimResult, ClaimStanding, Outcome
from tests.acceptance.runs import PYTEST, Story, contract, item_of, story, verdict_of

PASSED, RAN, CHANGED, UNCHANGED = About.PASSED, About.RAN, About.CHANGED, About.UNCHANGED
TESTS = Topic.TESTS

SENTENCES: list[tuple[str, list[tuple[About, Topic | None]]]] = [
    ("2 tests pass.", [(PASSED, TESTS)]),
    ("All tests pass now and the work is complete.", [(PASSED, TESTS)]),
    ("the build is green", [(PASSED, Topic.BUILD)]),
    ("Build succeeded.", [(PASSED, Topic.BUILD)]),
    ("CI is green", [(PASSED, Topic.CI)]),
    ("mypy is clean.", [(PASSED, Topic.TYPES)]),
    ("Lint passes.", [(PASSED, Topic.LINT)]),
    ("`pytest` passes.", [(PASSED, TESTS)]),
    ("`python -m pytest -q` passes with 12 tests.", [(PASSED, TESTS)]),
    ("5/5 tests passing", [(PASSED, TESTS)]),
    ("test_add now passes", [(PASSED, TESTS)]),
    ("Everything works.", [(PASSED, Topic.EVERYTHING)]),
    ("All checks green.", [(PASSED, Topic.EVERYTHING)]),
    ("The fix makes all tests pass.", [(PASSED, TESTS)]),
    ("I made the failing test pass.", [(PASSED, TESTS)]),
    ("There are no failing tests.", [(PASSED, TESTS)]),
    ("None of the tests fail.", [(PASSED, TESTS)]),
    ("0 failures", [(PASSED, TESTS)]),
    ("Test results: 14 passed, 0 failed", [(PASSED, TESTS)]),
    ("All 3 tests passed.", [(PASSED, TESTS)]),
    ("The test suite is passing.", [(PASSED, TESTS)]),
    ("Every test passes.", [(PASSED, TESTS)]),
    ("All tests are now green ✅", [(PASSED, TESTS)]),
    ("Tests: passed", [(PASSED, TESTS)]),
    ("I ran the tests and they passed.", [(PASSED, TESTS)]),
    ("The tests ran without errors.", [(PASSED, TESTS)]),
    ("Everything was done as asked; all tests pass.", [(PASSED, TESTS)]),
    ("The tests pass, but I did not run mypy.", [(PASSED, TESTS)]),
    ("I’ve verified that the tests pass", [(PASSED, TESTS)]),
    ("Ran the test suite.", [(RAN, TESTS)]),
    ("I verified the fix by running the tests.", [(RAN, TESTS)]),
    ("Fixed add() in calc.py", [(CHANGED, None)]),
    ("Updated src/app.py and tests/test_app.py.", [(CHANGED, None)]),
    ("Deleted old.py", [(CHANGED, None)]),
    ("calc.py was updated.", [(CHANGED, None)]),
    ("I've added a retry to client.py, and all 14 tests pass.", [(PASSED, TESTS), (CHANGED, None)]),
    ("Fixed.", [(CHANGED, None)]),
    ("No files were changed.", [(UNCHANGED, None)]),
    ("I made no changes to the code.", [(UNCHANGED, None)]),
    ("Nothing was changed.", [(UNCHANGED, None)]),
    ("I did not touch config.py.", [(UNCHANGED, None)]),
    ("config.py was left untouched.", [(UNCHANGED, None)]),
    ("make the test pass", []),
    ("confirmed one failing test", []),
    ("The workflow confirmed one failing test: test_add.", []),
    ("I did not run the tests", []),
    ("I didn't run the tests.", []),
    ("The tests were not run.", []),
    ("Tests not run; the change is trivial.", []),
    ("I will run the tests next.", []),
    ("Let me run the tests.", []),
    ("Next steps: run the tests", []),
    ("If you apply the patch, all tests pass.", []),
    ("Once merged, CI will be green.", []),
    ("Tests should pass now.", []),
    ("All tests should be green.", []),
    ("I believe all tests pass.", []),
    ("You asked me to make the test pass.", []),
    ('The README says "all tests pass".', []),
    ("The ticket says all tests pass.", []),
    ("Do all tests pass?", []),
    ("2 passed, 1 failed", []),
    ("I ran the tests: 1 failed, 3 passed.", [(RAN, TESTS)]),
    ("Not all tests pass.", []),
    ("The tests do not pass.", []),
    ("The build did not succeed.", []),
    ("I could not get the tests to pass.", []),
    ("Tests failed twice.", []),
    ("Verification: the tests fail", []),
    ("two of 14 fail.", []),
    ("Two failing tests remain.", []),
    ("No tests passed", []),
    ("Pass the token to the tests.", []),
    ("The tests pass the token along.", []),
    ("Tests passed before my change.", []),
    ("We should update docs.md", []),
    ("The bug was introduced in calc.py.", []),
    ("I made no other changes.", []),
    ("I did not touch the database.", []),
    ("Password handling is unchanged.", []),
    ("I found no errors in the configuration.", []),
    ("Risk: no tests for negative numbers.", []),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_a_sentence_asserts_only_what_it_says(text: str, expected: list[tuple[About, Topic | None]]) -> None:
    found = [(each.about, each.topic) for sentence in sentences(text) for each in assertions(sentence)]
    assert found == expected


def test_a_message_is_cut_into_sentences_and_code_is_left_out() -> None:
    text = "## Done\n- Fixed add() in calc.py; 2 tests pass.\n```\nall tests pass\n```\nSee e.g. v1.2 there. Bye!"
    assert sentences(text) == ("Done", "Fixed add() in calc.py", "2 tests pass.", "See e.g. v1.2 there.", "Bye!")


def test_an_endless_sentence_is_read_in_time() -> None:
    assert len(sentences("tests " * 50_000 + "pass")[0]) <= 800
    assert assertions("a" * 100_000) == ()


def _claim(told: Story, **more: object) -> ClaimResult:
    (claim,) = verdict_of(told, **more).claims
    return claim


def test_a_pass_that_the_record_shows_is_supported() -> None:
    claim = _claim(story().tests(2).says("2 tests pass."))
    assert (claim.standing, claim.stale, claim.about_proof) == (ClaimStanding.SUPPORTED, False, True)
    assert {place.line for place in claim.evidence} == {3, 4}


def test_a_pass_before_a_later_change_is_supported_and_called_stale() -> None:
    claim = _claim(story().tests(2).changes("calc.py").says("2 tests pass."))
    assert (claim.standing, claim.stale) == (ClaimStanding.SUPPORTED, True)
    assert "calc.py was changed after it" in claim.because


@pytest.mark.parametrize(
    ("told", "because"),
    [
        (story().tests(2).fails(), "1 failed, 1 passed"),
        (story().tests(2).tests(health=Health.ERROR, counts=None), "error"),
        (story().denied(), "denied"),
        (story().tests(0, counts=TestCounts(skipped=3)), "no test ran"),
        (story().tests(1), "1 passed, not 2"),
        (story().tests(2, text="pytest tests/unit").fails(), "1 failed"),
    ],
)
def test_a_pass_that_the_record_denies_is_contradicted(told: Story, because: str) -> None:
    claim = _claim(told.says("2 tests pass."))
    assert claim.standing is ClaimStanding.CONTRADICTED
    assert because in claim.because


@pytest.mark.parametrize(
    "told",
    [
        story(),
        story().tests(2, text="pytest -k add", selective=True),
        story().tests(2, health=Health.UNKNOWN, counts=None),
        story().runs("ls"),
    ],
)
def test_a_pass_without_a_clear_match_is_unsupported(told: Story) -> None:
    assert _claim(told.says("All tests pass.")).standing is ClaimStanding.UNSUPPORTED


@pytest.mark.parametrize(
    ("sentence", "standing"),
    [
        ("The build is green", ClaimStanding.SUPPORTED),
        ("mypy is clean", ClaimStanding.UNSUPPORTED),
        ("Everything passes", ClaimStanding.SUPPORTED),
        ("Ran the test suite", ClaimStanding.SUPPORTED),
        ("I ran eslint", ClaimStanding.UNSUPPORTED),
    ],
)
def test_each_topic_is_held_against_its_own_executions(sentence: str, standing: ClaimStanding) -> None:
    told = story().tests(2).tests(text="npm run build", kind="build", counts=None).says(sentence)
    assert _claim(told).standing is standing


def test_words_about_a_denied_run_are_contradicted() -> None:
    assert _claim(story().denied().says("Ran the tests.")).standing is ClaimStanding.CONTRADICTED


@pytest.mark.parametrize("failed", [0, 1])
def test_a_report_that_nothing_ties_to_the_run_neither_supports_nor_contradicts(failed: int) -> None:
    ran = story().tests(2).hands_in(2, failed).says("2 tests pass.")
    assert _claim(ran).standing is ClaimStanding.SUPPORTED
    assert _claim(story().fails().hands_in(2, failed).says("2 tests pass.")).standing is ClaimStanding.CONTRADICTED
    alone = story().hands_in(2, failed)
    assert _claim(alone.says("2 tests pass.")).standing is ClaimStanding.UNSUPPORTED


@pytest.mark.parametrize("sentence", ["2 tests pass.", "Ran the tests.", "Everything works."])
def test_denied_attempts_win_over_a_report_that_nothing_ties_to_the_run(sentence: str) -> None:
    told = story().denied().hands_in(2).says(sentence)
    assert _claim(told).standing is ClaimStanding.CONTRADICTED


def test_a_report_that_shows_failures_contradicts_unless_it_is_stale() -> None:
    told = story().tests(1, 1, artifact="b" * 64, artifact_name="report.xml").tests(2).says("All tests pass.")
    assert _claim(told).standing is ClaimStanding.CONTRADICTED
    late = story().tests(1, 1, artifact="b" * 64).changes("calc.py").tests(2).says("All tests pass.")
    assert _claim(late).standing is ClaimStanding.SUPPORTED


@pytest.mark.parametrize(
    ("told", "sentence", "standing"),
    [
        (story().changes("calc.py"), "Fixed add() in calc.py", ClaimStanding.SUPPORTED),
        (story().changes("src/calc.py"), "Fixed add() in calc.py", ClaimStanding.SUPPORTED),
        (story().changes("calc.py", done=False), "Fixed add() in calc.py", ClaimStanding.CONTRADICTED),
        (story().denied("Edit", "x", path="calc.py"), "Fixed add() in calc.py", ClaimStanding.CONTRADICTED),
        (story().changes("other.py"), "Fixed add() in calc.py", ClaimStanding.UNSUPPORTED),
        (story(diff_known=True), "Fixed add() in calc.py", ClaimStanding.CONTRADICTED),
        (story(diff_known=True), "Fixed it.", ClaimStanding.CONTRADICTED),
        (story(diff_known=True).changes("b.py"), "Replaced os.path with pathlib", ClaimStanding.UNSUPPORTED),
        (story(diff_known=True).changes("b.py"), "Added x to b.py next to src/dist", ClaimStanding.SUPPORTED),
        (
            story().changes("b.py").denied("Edit", "x", path="c.py"),
            "Fixed it in b.py and c.py",
            ClaimStanding.CONTRADICTED,
        ),
        (
            story().changes("b.md", ChangeKind.CREATED).changes("b.md", ChangeKind.DELETED, known_by=KnownBy.SHELL),
            "Deleted b.md.",
            ClaimStanding.SUPPORTED,
        ),
        (story().changes("calc.py", done=False), "Fixed it.", ClaimStanding.CONTRADICTED),
        (story().changes("calc.py"), "Fixed it.", ClaimStanding.UNSUPPORTED),
        (story(), "Fixed it.", ClaimStanding.UNSUPPORTED),
        (story().changes("old.py", ChangeKind.DELETED), "Deleted old.py", ClaimStanding.SUPPORTED),
        (story().changes("old.py", added=3, removed=0), "Deleted old.py", ClaimStanding.UNSUPPORTED),
        (story().changes("calc.py"), "No files were changed.", ClaimStanding.CONTRADICTED),
        (story().changes("calc.py"), "I did not touch config.py.", ClaimStanding.UNSUPPORTED),
        (story(diff_known=True), "No files were changed.", ClaimStanding.SUPPORTED),
        (
            story(diff_known=True).changes("calc.py", known_by=KnownBy.GIT),
            "Nothing was changed.",
            ClaimStanding.CONTRADICTED,
        ),
        (story(), "No files were changed.", ClaimStanding.UNSUPPORTED),
    ],
)
def test_words_about_files_are_held_against_the_diff(told: Story, sentence: str, standing: ClaimStanding) -> None:
    claim = _claim(told.says(sentence))
    assert (claim.standing, claim.about_proof) == (standing, False)


def test_only_the_main_agents_last_message_is_judged() -> None:
    told = story().says("All tests pass.", agent="a1").says("All tests pass.", final=False)
    assert verdict_of(told).claims == ()


def test_a_sentence_stands_as_its_worst_assertion() -> None:
    claim = _claim(story().changes("client.py").says("Added a retry to client.py, and all 14 tests pass."))
    assert (claim.standing, claim.about_proof) == (ClaimStanding.UNSUPPORTED, True)


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        (story().tests(2).says("2 tests pass."), Outcome.MET),
        (story().fails().says("2 tests pass."), Outcome.NOT_MET),
        (story().says("2 tests pass."), Outcome.NOT_SHOWN),
        (story().says("The loader ignores the environment."), Outcome.NOT_APPLICABLE),
        (story(), Outcome.NOT_APPLICABLE),
        (story().changes("calc.py", done=False).says("Fixed calc.py."), Outcome.NOT_MET),
    ],
)
def test_the_check_claims_supported(told: Story, outcome: Outcome) -> None:
    assert item_of(told, "claims supported").found is outcome


def test_the_contracts_own_verifier_may_be_a_selection() -> None:
    agreed = contract().verifiers[0].command + " tests/unit"
    told = story().tests(2, text=f"{PYTEST} tests/unit", selective=True).says("All tests pass.")
    claim = _claim(told, verifiers=(type(contract().verifiers[0])("tests", agreed),))
    assert claim.standing is ClaimStanding.SUPPORTED


@pytest.mark.parametrize(
    ("told", "standing"),
    [
        (
            story(diff_known=True)
            .changes("calc.py", known_by=KnownBy.GIT)
            .changes("deploy/web.ini", known_by=KnownBy.GIT),
            ClaimStanding.CONTRADICTED,
        ),
        (story(diff_known=True).changes("calc.py", known_by=KnownBy.GIT), ClaimStanding.SUPPORTED),
        (story().changes("calc.py"), ClaimStanding.UNSUPPORTED),
    ],
)
def test_no_other_file_means_none_but_those_that_the_message_names(told: Story, standing: ClaimStanding) -> None:
    results = verdict_of(told.says("Look at calc.py.").says("No other file was changed.")).claims
    assert next(own for own in results if own.text.startswith("No other")).standing is standing


def test_no_other_file_without_any_named_one_is_unsupported() -> None:
    told = story(diff_known=True).changes("calc.py").says("No other file was changed.")
    assert _claim(told).standing is ClaimStanding.UNSUPPORTED
