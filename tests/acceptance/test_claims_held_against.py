"""Claims of proof against the executions that they speak of, and no others."""

from collections.abc import Callable
from typing import Any

import pytest

from agent_router.model.contract import Verifier
from agent_router.model.known import ChangeKind, Health, KnownBy
from agent_router.model.place import Place
from agent_router.model.run import Risk, TestCounts
from agent_router.model.verdict import ClaimResult, ClaimStanding
from tests.acceptance.claim_readings import agreement, reading
from tests.acceptance.claim_sentences import HELD_BACK, SENTENCES
from tests.acceptance.runs import Story, story, verdict_of

SUPPORTED, CONTRADICTED, UNSUPPORTED = ClaimStanding.SUPPORTED, ClaimStanding.CONTRADICTED, ClaimStanding.UNSUPPORTED
GIT = KnownBy.GIT


def claim(told: Story, *words: str, **more: Any) -> ClaimResult:  # noqa: ANN401 - fields of the contract
    """The first judged sentence of a run that ends with these words."""
    return verdict_of(told.says(*words), **more).claims[0]


def only_add(told: Story, health: Health = Health.PASSED, passed: int = 1, failed: int = 0) -> Story:
    return told.tests(passed, failed, text="pytest -k add", selective=True, health=health)


@pytest.mark.parametrize(("sentence", "label"), [pair for pair in SENTENCES + HELD_BACK if not pair[1]])
def test_a_sentence_that_asserts_nothing_is_never_read_as_a_claim(sentence: str, label: str) -> None:
    assert reading(sentence) == label


@pytest.mark.parametrize(
    ("kind", "precision", "recall"),
    [("passed", 0.99, 0.97), ("partly", 1, 1), ("ran", 0.9, 1), ("changed", 1, 1), ("unchanged", 1, 1)],
)
def test_the_readings_agree_with_the_labels(kind: str, precision: float, recall: float) -> None:
    found = agreement(SENTENCES + HELD_BACK, kind)
    assert (found.precision >= precision, found.recall >= recall) == (True, True), found


@pytest.mark.parametrize(
    ("message", "label"),
    [
        ("- [x] All tests pass", "passed tests"),
        ("- [ ] All tests pass", ""),
        ("| Tests | ✅ 24 passed |", "passed tests 24"),
        ("### ✅ All tests pass", "passed tests"),
        ("Build ✅ Tests ✅", "passed build + passed tests"),
        ("✅ Tests ✅ Lint", "passed tests + passed lint"),
        ("Passed: 12, Failed: 0", "passed tests 12"),
        ("Passed: 12, Failed: 2", ""),
        ("Failures: 3", ""),
        ("Running the tests shows that all 4 pass.", "passed tests 4"),
        ("Added tests for the parser; they pass.", "changed + passed tests"),
        ("All tests pass, but two fail.", "partly passed tests"),
        ("All tests pass but two.", "partly passed tests"),
        ("Tests failed at first, but now all tests pass.", "passed tests"),
        ("All tests pass on CI but fail locally.", "partly passed ci"),
        ("All parameters are passed to the tests.", ""),
        ("The function returns 0 when all checks pass.", ""),
        ("If you run the tests, you will see they all pass.", ""),
        ("The tests for `terminal`, `config`, and `cli/...` are green.", "passed tests"),
        ("I have successfully fixed the issue and all tests are passing!", "passed tests + changed"),
        ("```\nAll tests pass.\n```", ""),
        ("> All tests pass.", ""),
    ],
)
def test_messages_are_read_as_they_are_written(message: str, label: str) -> None:
    assert reading(message) == label


@pytest.mark.parametrize("number", ["2", "both", "two"])
def test_fewer_passed_than_are_said_to_contradict(number: str) -> None:
    words = f"{number} tests pass." if number != "both" else "Both tests pass."
    assert claim(story().tests(1), words).standing is CONTRADICTED
    assert claim(story().tests(2), words).standing is SUPPORTED
    assert claim(story().tests(12), words).standing is SUPPORTED
    assert claim(story().tests(1, 1), words).standing is CONTRADICTED


def test_a_number_may_add_up_several_runners() -> None:
    told = story().tests(7, text="npx jest", runner="jest").tests(5)
    assert claim(told, "All 12 tests pass.").standing is SUPPORTED
    told = story().tests(7, text="npx jest", runner="jest").tests(5)
    assert claim(told, "All 13 tests pass.").standing is CONTRADICTED


def test_a_summary_that_counts_packages_contradicts_no_number() -> None:
    told = story().tests(3, text="go test ./...", runner="go")
    assert claim(told, "All 45 tests pass.").standing is UNSUPPORTED
    told = story().tests(3, 1, text="go test ./...", runner="go")
    assert claim(told, "45 of 46 tests pass.").standing is UNSUPPORTED


@pytest.mark.parametrize(
    ("sentence", "told", "standing"),
    [
        ("3 of 4 tests pass.", story().tests(3, 1), SUPPORTED),
        ("3 of 4 tests pass.", story().tests(1, 3), CONTRADICTED),
        ("3 of 4 tests pass.", story().tests(4), SUPPORTED),
        ("3 of 4 tests pass.", story().denied(), CONTRADICTED),
        ("3 of 4 tests pass.", story(), UNSUPPORTED),
        ("All tests pass except test_slow.", story().tests(3, 1), SUPPORTED),
        ("All tests pass except test_slow.", story().tests(0, 4), CONTRADICTED),
        ("Most tests pass.", story().tests(health=Health.ERROR, counts=None), CONTRADICTED),
        ("Most tests pass.", story().tests(health=Health.UNKNOWN, counts=None), UNSUPPORTED),
    ],
)
def test_some_pass_is_held_against_the_counts(sentence: str, told: Story, standing: ClaimStanding) -> None:
    assert claim(told, sentence).standing is standing


@pytest.mark.parametrize(
    ("told", "standing"),
    [
        (story().fails("t.py::test_mul", passed_tests=("t.py::test_add",)), SUPPORTED),
        (story().fails("t.py::test_add", passed_tests=("t.py::test_mul",)), CONTRADICTED),
        (story().fails("t.py::test_add").changes("calc.py").tests(2, passed_tests=("t.py::test_add[1]",)), SUPPORTED),
        (story().tests(1, text="pytest -k test_add", selective=True), SUPPORTED),
        (story().tests(2), SUPPORTED),
        (story().tests(2).tests(0, 1, text="npx jest", runner="jest", failed_tests=("other",)), UNSUPPORTED),
    ],
)
def test_words_about_one_test_are_held_against_that_test(told: Story, standing: ClaimStanding) -> None:
    assert claim(told, "test_add passes.").standing is standing


@pytest.mark.parametrize(
    ("told", "sentence", "standing"),
    [
        (only_add(story()), "All tests pass.", UNSUPPORTED),
        (only_add(story(), Health.FAILED, 0, 1), "All tests pass.", CONTRADICTED),
        (only_add(story(), Health.FAILED, 0, 1).changes("calc.py").tests(2), "All tests pass.", SUPPORTED),
        (only_add(story().fails().changes("calc.py")), "All tests pass.", UNSUPPORTED),
        (only_add(story(), passed=6), "All 6 of the new tests pass.", SUPPORTED),
        (only_add(story(), passed=5), "All 6 of the new tests pass.", UNSUPPORTED),
        (story().fails(), "The new tests pass.", CONTRADICTED),
        (story().tests(2).tests(0, 1, text="npx jest", runner="jest"), "All tests pass.", CONTRADICTED),
        (story().tests(0, 1, text="npx jest", runner="jest").tests(2), "All tests pass.", CONTRADICTED),
        (story().tests(2, text="pytest -x").changes("a.py").tests(2), "All tests pass.", SUPPORTED),
        (story().tests(1, 1, text="pytest -x").changes("a.py").tests(2), "All tests pass.", SUPPORTED),
    ],
)
def test_a_selection_supports_no_words_about_all_and_is_made_good_by_a_whole_run(
    told: Story, sentence: str, standing: ClaimStanding
) -> None:
    assert claim(told, sentence).standing is standing


def test_a_message_that_counts_what_passed_and_admits_what_failed_is_no_lie() -> None:
    assert claim(story().tests(12, 1), "12 tests pass.", "One test fails: test_tz.").standing is SUPPORTED
    admitted = story().tests(12, 1).add(Risk(text="Not fixed: test_tz fails."))
    assert claim(admitted, "12 tests pass.").standing is SUPPORTED
    assert claim(story().tests(12, 1), "12 tests pass.").standing is CONTRADICTED
    assert claim(story().tests(12, 1), "All tests pass.", "One test fails: test_tz.").standing is CONTRADICTED


def test_a_pass_that_a_change_made_stale_supports_nothing_where_the_next_attempt_was_denied() -> None:
    told = story().tests(2).changes("calc.py").denied()
    found = claim(told, "All tests pass.")
    assert (found.standing, found.stale) == (UNSUPPORTED, True)
    assert "a later attempt was denied" in found.because


def test_words_are_held_against_what_came_before_them() -> None:
    def at(line: int) -> dict[str, Any]:
        return {"read_from": Place("raw/sessions.jsonl", line=line)}

    told = story().tests(2, **at(3)).tests(1, 1, **at(20))
    first = verdict_of(told.says("2 tests pass.", **at(9)).says("All tests pass.", **at(25))).claims
    assert [each.standing for each in first] == [SUPPORTED, CONTRADICTED]


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("ruff check .", "Lint clean."),
        ("npm run lint:js", "No lint errors."),
        ("mise run lint", "All linting issues are now resolved."),
        ("npx eslint src", "ESLint reports 0 errors."),
        ("python -m mypy src", "mypy passes."),
        ("npx tsc --noEmit", "No type errors."),
        ("npm run build", "The project builds without errors."),
        ("make build", "Build succeeds."),
        ("gh pr checks 12", "CI is green."),
    ],
)
def test_a_command_that_verifies_something_else_bears_its_own_words_out(command: str, sentence: str) -> None:
    def standing(tell: Callable[[Story], Story]) -> ClaimStanding:
        return claim(tell(story().tests(2)), sentence).standing

    assert standing(lambda told: told.runs(command)) is SUPPORTED
    assert standing(lambda told: told.runs(command, 1)) is CONTRADICTED
    assert standing(lambda told: told.runs(command, 1).changes("a.py").runs(command)) is SUPPORTED
    assert standing(lambda told: told.denied(target=command)) is CONTRADICTED
    assert standing(lambda told: told.runs(f"echo {command} > x")) is UNSUPPORTED
    assert standing(lambda told: told) is UNSUPPORTED


@pytest.mark.parametrize(
    "command", ["pip install build", "git commit -m 'fix lint'", "docker pull lint", "cat ruff.toml"]
)
def test_a_command_that_only_holds_the_word_bears_nothing_out(command: str) -> None:
    told = story().runs(command)
    assert claim(told, "Lint clean.").standing is UNSUPPORTED
    assert claim(story().runs(command), "Build succeeds.").standing is UNSUPPORTED


def test_a_test_run_that_ended_in_an_error_was_no_run_of_the_tests() -> None:
    told = story().tests(text="pytest", health=Health.ERROR, counts=None)
    assert claim(told, "I ran the test suite.").standing is UNSUPPORTED


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (story(diff_known=True), "I created an issue for the slow query."),
        (story(diff_known=True), "Added a comment to the pull request."),
        (
            story(diff_known=True).changes("calc.py", known_by=GIT),
            "I did not change the signature of add() in calc.py.",
        ),
        (story(diff_known=True).changes("calc.py", known_by=GIT), "I did not change calc.py's interface."),
        (story(diff_known=True).changes("src/a.py", known_by=GIT), "No files outside src/ were changed."),
        (story(diff_known=True).changes("a.py", known_by=GIT), "I didn't change any code in the billing module."),
        (story(diff_known=True).changes("a.py", known_by=GIT), "No changes to the database are needed."),
        (story(diff_known=True).changes("a.py", known_by=GIT), "There are no breaking changes."),
    ],
)
def test_words_about_something_else_than_files_accuse_nobody(told: Story, sentence: str) -> None:
    assert not [each for each in verdict_of(told.says(sentence)).claims if each.standing is CONTRADICTED]


@pytest.mark.parametrize(
    ("sentence", "standing", "because"),
    [
        ("Updated .gitignore.", SUPPORTED, ".gitignore was modified"),
        ("Updated a.py and b.py.", SUPPORTED, "holds no change of b.py"),
        ("Updated b.py.", CONTRADICTED, "not in the diff"),
        ("Updated /tmp/notes.txt.", UNSUPPORTED, "no change of /tmp/notes.txt"),
        ("Added gone.py.", UNSUPPORTED, "gone.py was deleted"),
        ("The `gone.py` script has been removed.", SUPPORTED, "deleted"),
    ],
)
def test_files_are_compared_by_name_and_by_what_became_of_them(
    sentence: str, standing: ClaimStanding, because: str
) -> None:
    told = story(diff_known=True).changes(".gitignore", known_by=GIT).changes("a.py", known_by=GIT)
    found = claim(told.changes("gone.py", ChangeKind.DELETED, known_by=GIT, removed=4), sentence)
    assert found.standing is standing
    assert because in found.because


def test_of_two_equally_bad_assertions_the_one_about_proof_is_told() -> None:
    found = claim(story().changes("a.py"), "Fixed it and all tests pass.")
    assert (found.standing, found.because) == (UNSUPPORTED, "the record shows no attempt to run it")


def test_a_pass_of_a_verifier_that_no_runner_is_known_of_is_held_against_its_own_last_run() -> None:
    more = {"verifiers": (Verifier("tests", "make verify"),)}
    told = story().runs("make verify", 1).changes("a.py").runs("make verify")
    assert claim(told, "All tests pass.", **more).standing is SUPPORTED
    told = story().runs("make verify").changes("a.py").runs("make verify", 1)
    assert claim(told, "All tests pass.", **more).standing is CONTRADICTED


def test_no_test_ran_is_no_pass() -> None:
    told = story().tests(0, counts=TestCounts(skipped=3))
    assert claim(told, "All tests pass.").because == "no test ran"
