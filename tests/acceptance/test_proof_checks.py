"""Checks of proof: passed, from the system, after the last change, often enough."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from agent_router.model.assignment import ProofRequired
from agent_router.model.contract import Scope, Verifier
from agent_router.model.known import ChangeKind, CommandOutcome, ExitSource, Health, KnownBy
from agent_router.model.place import Place
from agent_router.model.policy import Grade, Phase
from agent_router.model.run import TestCounts, Verification
from agent_router.model.verdict import Outcome
from tests.acceptance.runs import START, Story, fixed, item_of, row, story, verdict_of

MET, NOT_MET, NOT_SHOWN = Outcome.MET, Outcome.NOT_MET, Outcome.NOT_SHOWN
PERSON, NOT_APPLICABLE = Outcome.NEEDS_PERSON, Outcome.NOT_APPLICABLE
JUNIT = f"{'python -m pytest -q'} --junitxml=report.xml"
DOCS = "docs/**; **/*.md"


def _found(told: Story, check: str, setting: str = "", **more: Any) -> Outcome:  # noqa: ANN401 - fields of the contract
    return item_of(told, check, setting, **more).found


TESTS_PASSED = [
    (fixed(), MET),
    (fixed().fails(), NOT_MET),
    (fixed().tests(health=Health.ERROR, counts=None), NOT_MET),
    (story(), NOT_SHOWN),
    (story().denied(), NOT_SHOWN),
    (story().changes("calc.py").tests(text=JUNIT), MET),
    (story().tests(2).changes("calc.py"), NOT_SHOWN),
    (story().tests(2, text="pytest -k add"), NOT_SHOWN),
    (story().tests(2, text="python -m pytest -q || true"), NOT_SHOWN),
    (story().tests(2, text="cd tests && python -m pytest -q"), NOT_SHOWN),
    (story().tests(2, text="bash -lc 'cd /home/dev/calc && .venv/bin/python -m pytest'"), MET),
    (story().tests(2, grade=Grade.STATED), NOT_SHOWN),
    (story().tests(0, counts=TestCounts(skipped=2)), NOT_MET),
    (story().tests(counts=None), NOT_SHOWN),
    (story().tests(health=Health.UNKNOWN, counts=None), NOT_SHOWN),
    (fixed().tests(health=Health.UNKNOWN, counts=None), NOT_SHOWN),
    (story().fails().tests(2), PERSON),
    (story().changes("test_calc.py").tests(2), PERSON),
    (story().changes("tests/test_new.py", ChangeKind.CREATED).tests(2), MET),
    (story().tests(5).changes("calc.py").tests(3), PERSON),
    (story().tests(5).changes("calc.py").tests(5, skipped=2), PERSON),
    (fixed().runs("sleep 9", None, outcome=CommandOutcome.NO_RESULT), NOT_SHOWN),
]


@pytest.mark.parametrize(("told", "outcome"), TESTS_PASSED)
def test_tests_passed(told: Story, outcome: Outcome) -> None:
    assert _found(told, "tests passed") is outcome


def test_tests_passed_without_a_test_command_in_the_contract() -> None:
    assert _found(fixed(), "tests passed", verifiers=()) is NOT_SHOWN
    assert _found(story().fails(), "tests passed", verifiers=()) is NOT_MET
    assert _found(story(), "tests passed", verifiers=()) is NOT_SHOWN


def test_a_verifier_that_the_recorder_does_not_know_is_found_among_the_commands() -> None:
    check = (Verifier("tests", "make check"),)
    counts = TestCounts(passed=3)
    assert _found(story().runs("make check", counts=counts), "tests passed", verifiers=check) is MET
    assert _found(story().runs("make check"), "tests passed", verifiers=check) is NOT_SHOWN
    assert _found(story().runs("make check", 2), "tests passed", verifiers=check) is NOT_MET
    assert _found(story().runs("make check", 127), "tests passed", verifiers=check) is NOT_MET
    assert _found(story().runs("make lint && make check", 2), "tests passed", verifiers=check) is NOT_SHOWN
    printed = TestCounts(passed=1, failed=1)
    assert _found(story().runs("make check", None, counts=printed), "tests passed", verifiers=check) is NOT_MET
    crashed = story().runs("make check", None, outcome=CommandOutcome.INTERRUPTED)
    assert _found(crashed, "tests passed", verifiers=check) is NOT_MET
    silent = story().runs("make check", None, exit_source=ExitSource.UNKNOWN)
    assert _found(silent, "tests passed", verifiers=check) is NOT_SHOWN


def test_the_exit_code_outweighs_what_a_record_calls_passed() -> None:
    lying = story().add(
        Verification(kind="tests", health=Health.PASSED, command="python -m pytest -q", grade=Grade.HARNESS)
    )
    assert _found(lying, "tests passed") is NOT_SHOWN
    failing = story().add(
        Verification(
            kind="tests", health=Health.PASSED, command="python -m pytest -q", exit_code=1, grade=Grade.HARNESS
        )
    )
    assert _found(failing, "tests passed") is NOT_MET


@pytest.mark.parametrize(
    ("told", "setting", "outcome"),
    [
        (story().runs("make lint"), "make lint", MET),
        (story().runs("make lint", 1), "make lint", NOT_MET),
        (story().runs("make lint").changes("calc.py"), "make lint", NOT_SHOWN),
        (story().runs("make lint | tail", None), "make lint", NOT_SHOWN),
        (story(), "make lint", NOT_SHOWN),
        (story().denied(target="make lint"), "make lint", NOT_SHOWN),
        (story().tests(2), "python -m pytest", MET),
        (story().runs("make lint"), " ", PERSON),
        (story().runs("make lint"), "make 'lint", NOT_SHOWN),
        (Story({"phase": Phase.DISCOVERY}), "make lint", NOT_SHOWN),
    ],
)
def test_command_passed(told: Story, setting: str, outcome: Outcome) -> None:
    assert _found(told, "command passed", setting) is outcome


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        (fixed(), MET),
        (fixed().changes("NOTES.md", ChangeKind.CREATED), MET),
        (fixed().changes("docs/guide.txt"), MET),
        (fixed().changes("AGENTS.md"), NOT_MET),
        (fixed().changes("docs/CLAUDE.md"), NOT_MET),
        (fixed().changes(".claude/commands/fix.md"), NOT_MET),
        (fixed().changes("skills/x/SKILL.md"), NOT_MET),
        (fixed().changes("calc.py"), NOT_MET),
        (fixed().changes("scratch/x.py"), MET),
        (fixed().changes("report.xml", known_by=KnownBy.SNAPSHOT), NOT_MET),
        (story().changes("calc.py").tests(text=JUNIT).changes("report.xml", known_by=KnownBy.SNAPSHOT), MET),
        (story().changes("calc.py").tests(text=JUNIT).changes("report.xml", known_by=KnownBy.TOOL), NOT_MET),
        (fixed().changes(".pytest_cache/v/x", known_by=KnownBy.SHELL), MET),
        (fixed().runs("deploy", None, outcome=CommandOutcome.BACKGROUND), NOT_SHOWN),
        (story().fails(), NOT_SHOWN),
        (story(), NOT_SHOWN),
    ],
)
def test_proof_after_the_last_change(told: Story, outcome: Outcome) -> None:
    assert _found(told, "proof after the last change", DOCS, scope=Scope(scratch=("scratch/**",))) is outcome


def test_the_order_across_two_logs_is_their_time() -> None:
    one, other = Place("a.jsonl", line=9), Place("b.jsonl", line=1)
    known = story().changes("calc.py", read_from=one).tests(2, read_from=other)
    assert _found(known, "proof after the last change") is MET
    same = story().changes("calc.py", read_from=one, at=START).tests(2, read_from=other, at=START)
    assert _found(same, "proof after the last change") is NOT_SHOWN


def test_what_git_alone_saw_has_no_moment() -> None:
    git = Place("calc.py")
    run = story().tests(2).changes("calc.py", known_by=KnownBy.GIT, read_from=git).run()
    timeless = replace(run, records=(*run.records[:-1], replace(run.records[-1], at=None)))
    assert item_of(timeless, "proof after the last change").found is NOT_SHOWN
    seen = story().changes("calc.py").tests(2).changes("calc.py", known_by=KnownBy.GIT, read_from=git)
    assert _found(seen, "proof after the last change") is MET


def test_findings_are_tied_to_no_state_where_nothing_changes() -> None:
    findings = (ProofRequired("findings", 1, Grade.HARNESS),)
    told = story().reads("calc.py").says("add() in calc.py subtracts.")
    agreed: dict[str, Any] = {"verifiers": (), "proof": findings, "changes": False}
    assert _found(told, "proof after the last change", **agreed) is NOT_APPLICABLE
    assert _found(fixed(), "proof after the last change", verifiers=()) is NOT_SHOWN


@pytest.mark.parametrize(
    ("told", "kind", "outcome"),
    [
        (fixed(), "tests", MET),
        (story(), "tests", NOT_SHOWN),
        (story().reads("calc.py").says("add() in calc.py subtracts."), "findings", MET),
        (story().fails().says("The run confirmed that test_add fails."), "findings", MET),
        (story().says("Something is wrong somewhere."), "findings", NOT_SHOWN),
        (story(), "findings", NOT_SHOWN),
        (story().runs("grep -rn eval .").finds("eval is used", reproduction="grep -rn eval ."), "findings", MET),
        (story().asks("ledger.example").says("The ledger.example entry is wrong."), "findings", MET),
        (story().changes("calc.py"), "diff", MET),
        (story().changes("calc.py", known_by=KnownBy.SHELL), "diff", NOT_SHOWN),
        (story(), "diff", NOT_SHOWN),
        (story().asks("crm"), "API response", MET),
        (story().asks("crm", 404), "API response", NOT_MET),
        (story().asks("crm", None), "API response", NOT_SHOWN),
        (story().tests(kind="screenshot", counts=None), "screenshot", MET),
        (story(), "database check", NOT_SHOWN),
        (story().tests(kind="build", counts=None), "build", NOT_SHOWN),
        (story(), "before/after numbers", NOT_SHOWN),
        (story().tests(before=Decimal(2), after=Decimal(1)), "before/after numbers", MET),
    ],
)
def test_proof_as_required_by_kind(told: Story, kind: str, outcome: Outcome) -> None:
    assert _found(told, "proof as required", proof=(ProofRequired(kind, 1, Grade.HARNESS),)) is outcome


def test_proof_as_required_counts_and_grades() -> None:
    twice = (ProofRequired("tests", 2, Grade.HARNESS),)
    assert _found(fixed(), "proof as required", proof=twice) is NOT_SHOWN
    assert _found(fixed().tests(2), "proof as required", proof=twice) is MET
    independent = (ProofRequired("tests", 1, Grade.INDEPENDENT),)
    assert _found(fixed(), "proof as required", proof=independent) is NOT_SHOWN
    assert _found(fixed().tests(2, grade=Grade.INDEPENDENT), "proof as required", proof=independent) is MET
    assert _found(fixed(), "proof as required", proof=()) is NOT_SHOWN
    assert _found(fixed(), "proof as required", verifiers=()) is NOT_SHOWN
    assert _found(story().tests(2, artifact="b" * 64), "proof as required", verifiers=()) is MET


@pytest.mark.parametrize(
    ("told", "setting", "outcome"),
    [
        (fixed(), "harness", MET),
        (fixed(), "", MET),
        (fixed(), "independent", NOT_SHOWN),
        (story().tests(2, grade=Grade.STATED), "harness", NOT_SHOWN),
        (story().fails(), "harness", NOT_MET),
        (story(), "harness", NOT_SHOWN),
    ],
)
def test_proof_from_the_system(told: Story, setting: str, outcome: Outcome) -> None:
    assert _found(told, "proof from the system", setting) is outcome
    assert _found(told, "proof from the system", setting, proof=()) is NOT_SHOWN


@pytest.mark.parametrize("failed", [0, 1])
@pytest.mark.parametrize(
    "check",
    ["tests passed", "proof as required", "proof from the system", "proof after the last change",
     "fails before, passes after"],
)  # fmt: skip
def test_a_report_that_nothing_ties_to_the_run_decides_nothing(check: str, failed: int) -> None:
    assert _found(fixed().hands_in(2, failed), check) is MET
    assert _found(story().changes("calc.py").hands_in(2, failed), check) is NOT_SHOWN
    assert _found(story().denied().hands_in(2, failed), check) is NOT_SHOWN
    assert _found(story().hands_in(2, failed), check, verifiers=()) is NOT_SHOWN


def test_a_report_that_nothing_ties_to_the_run_is_mentioned_where_there_is_nothing_else() -> None:
    assert "nothing ties to the run" in item_of(story().hands_in(), "tests passed").because


def test_a_report_that_nothing_ties_to_the_run_suffices_where_the_lead_asks_for_a_word_only() -> None:
    word = (ProofRequired("tests", 1, Grade.STATED),)
    assert _found(story().hands_in(), "proof as required", proof=word) is MET
    assert _found(story().hands_in(), "proof after the last change", proof=word) is MET
    assert _found(story().hands_in(2, 1), "proof as required", proof=word) is NOT_SHOWN
    assert _found(story().denied().hands_in(), "proof as required", proof=word) is NOT_SHOWN
    assert _found(story().fails().hands_in(), "proof as required", proof=word) is NOT_MET


def test_a_failing_report_outweighs_a_passing_run_unless_it_is_older_than_the_change() -> None:
    report: dict[str, Any] = {"artifact": "b" * 64, "artifact_name": "report.xml"}
    assert _found(fixed().tests(1, 1, **report), "tests passed") is NOT_MET
    assert _found(story().tests(1, 1, **report).changes("calc.py").tests(2), "tests passed") is MET


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        (fixed(), MET),
        (fixed().fails(), NOT_MET),
        (story().changes("calc.py").tests(2), NOT_SHOWN),
        (story().fails().changes("calc.py"), NOT_SHOWN),
        (story().fails().changes("calc.py").tests(1), NOT_SHOWN),
        (fixed().changes("calc.py"), NOT_SHOWN),
        (story().fails().changes("calc.py").tests(passed_tests=("test_calc.py::test_add",)), MET),
        (story(), NOT_SHOWN),
    ],
)
def test_fails_before_passes_after(told: Story, outcome: Outcome) -> None:
    assert _found(told, "fails before, passes after") is outcome


@pytest.mark.parametrize(
    ("before", "after", "setting", "outcome"),
    [
        ("2.0", "1.0", "at least 10 % better", MET),
        ("2.0", "1.9", "at least 10 % better", NOT_MET),
        ("2.0", "2.03", "no more than 2 % worse", MET),
        ("2.0", "2.1", "no more than 2% worse", NOT_MET),
        ("0", "1", "at least 10 % better", PERSON),
        ("2.0", "1.0", "faster", PERSON),
        ("2.0", "1.0", "at least 10 % worse", PERSON),
    ],
)
def test_before_and_after_numbers(before: str, after: str, setting: str, outcome: Outcome) -> None:
    told = story().changes("calc.py").tests(before=Decimal(before), after=Decimal(after), unit="s")
    assert _found(told, "before and after numbers", setting) is outcome


def test_numbers_that_were_not_measured_are_not_shown() -> None:
    goal = "at least 10 % better"
    stale = story().tests(before=Decimal(2), after=Decimal(1)).changes("calc.py")
    higher = story().tests(before=Decimal(100), after=Decimal(120), lower_is_better=False)
    assert _found(story(), "before and after numbers", goal) is NOT_SHOWN
    assert _found(stale, "before and after numbers", goal) is NOT_SHOWN
    assert _found(higher, "before and after numbers", goal) is MET


def test_a_discovery_of_two_phases_owes_findings_and_no_proof_of_a_change() -> None:
    told = story(phase=Phase.DISCOVERY).fails().reads("calc.py").says("add() in calc.py subtracts.")
    phases = (Phase.DISCOVERY, Phase.MUTATION)
    later = ("tests passed", "command passed", "proof from the system", "proof after the last change",
             "fails before, passes after", "before and after numbers", "proof as required")  # fmt: skip
    verdict = verdict_of(told, *[row(check, "make") for check in later], phases=phases)
    assert {item.found for item in verdict.items if item.checked_by in later} == {NOT_APPLICABLE}
    both = (ProofRequired("tests", 1, Grade.HARNESS), ProofRequired("findings", 1, Grade.HARNESS))
    assert _found(told, "proof as required", proof=both, phases=phases) is MET


def test_a_snapshot_of_the_whole_run_does_not_say_when_something_was_changed() -> None:
    untimed = story().tests(2).run()
    snapshot = replace(story().changes("calc.py", known_by=KnownBy.SNAPSHOT).run().records[0], seq=1, at=None)
    run = replace(untimed, records=(snapshot, *untimed.records))

    item = item_of(run, "proof after the last change")

    assert item.found is NOT_SHOWN
    assert "whether this came before or after" in item.because


def test_an_order_that_is_not_known_is_never_told_as_one() -> None:
    told = story().tests(1, failed=1).changes("calc.py").tests(2).run()
    unseen = replace(story().changes("other.py", known_by=KnownBy.GIT).run().records[0], seq=1, at=None)
    run = replace(told, records=(unseen, *told.records))

    assert item_of(run, "tests passed").because == (
        "whether other.py came before or after python -m pytest -q passed is not known"
    )
    assert "after it" not in item_of(run, "fails before, passes after").because


def test_only_what_came_later_for_certain_is_told_as_later() -> None:
    told = story().tests(2).changes("calc.py").run()
    unseen = replace(story().changes("other.py", known_by=KnownBy.GIT).run().records[0], seq=1, at=None)
    item = item_of(replace(told, records=(unseen, *told.records)), "proof after the last change")

    assert (item.found, item.because) == (NOT_MET, "changed after python -m pytest -q passed: calc.py")
