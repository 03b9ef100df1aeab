"""The same function on three views of a task; the highest blast radius wins, and every input has its place."""

from agent_router.model.assessment import MeasuredWork, View
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, RiskEffect
from agent_router.model.reason import ReasonKind
from agent_router.scoring.assessing import assess, assess_measured
from agent_router.tables.rulebook import compile_policy
from tests.small_policy import row, small_policy, table, task

RULEBOOK = compile_policy(small_policy())


def test_the_highest_impact_and_the_highest_likelihood_win_each_on_its_own() -> None:
    (found,) = assess([task(work_type="Edit", changes=True, files_expected=80, folders=("docs/**",))], RULEBOOK)
    assert (found.request.impact, found.request.likelihood) == (3, 3)
    assert found.request.score == 9
    assert found.blast_radius is BlastRadius.MEDIUM


def test_a_row_that_only_a_blank_holds_back_counts_and_says_why() -> None:
    (found,) = assess([task(changes=False)], RULEBOOK)
    assert found.blast_radius is BlastRadius.HIGH
    assert found.as_far_as_stated is BlastRadius.LOW
    texts = [reason.text for reason in found.deciding.reasons]
    assert any("counted because Work type is not stated" in text for text in texts), texts
    assert any("work_type" in reason.assumed for reason in found.deciding.reasons)


def test_areas_come_from_folders_and_only_in_the_scope_view() -> None:
    (found,) = assess(
        [task(work_type="Read", changes=True, files_expected=1, folders=("src/auth/login.py",))], RULEBOOK
    )
    assert found.request.blast_radius is BlastRadius.LOW
    assert found.scope.blast_radius is BlastRadius.HIGH
    assert found.scope.areas == ("auth",)
    assert found.deciding.view is View.SCOPE
    area = next(reason for reason in found.scope.reasons if reason.kind is ReasonKind.AREA)
    assert area.place == Place("rules.xlsx", "Systems", "A5")


def test_a_system_is_known_by_its_other_names() -> None:
    (found,) = assess([task(work_type="Read", changes=True, files_expected=1, systems=("sso",))], RULEBOOK)
    assert found.scope.areas == ("auth",)


def test_a_change_that_names_neither_folders_nor_systems_covers_everything() -> None:
    (found,) = assess([task(work_type="Read", changes=True, files_expected=1)], RULEBOOK)
    assert found.scope.areas == ("auth", "billing")
    assert found.blast_radius is BlastRadius.HIGH


def test_an_assumed_change_covers_everything_too_but_not_as_far_as_stated() -> None:
    (found,) = assess([task(work_type="Read", files_expected=1)], RULEBOOK)
    assert found.scope.areas == ("auth", "billing")
    assert found.as_far_as_stated is BlastRadius.LOW


def test_a_patch_without_folders_covers_everything_whatever_systems_it_names() -> None:
    (found,) = assess(
        [task(work_type="Read", changes=True, files_expected=1, output="Patch", systems=("Wiki",))], RULEBOOK
    )
    assert found.scope.areas == ("auth", "billing")


def test_what_changes_nothing_covers_nothing() -> None:
    (found,) = assess([task(work_type="Read", changes=False)], RULEBOOK)
    assert found.scope.areas == ()
    assert found.blast_radius is BlastRadius.LOW


def test_every_reason_has_the_workbook_cell_and_the_cells_of_the_queue() -> None:
    (found,) = assess([task(work_type="Edit", changes=False)], RULEBOOK)
    reason = next(reason for reason in found.request.reasons if reason.row == "Ri6")
    assert reason.place == Place("rules.xlsx", "Risk rules", "A6")
    assert reason.facts == (Place("queue.xlsx", "Queue", "C5"),)
    assert found.request.reasons[-1].place == Place("rules.xlsx", "Risk matrix", "32")


def test_where_no_risk_rule_matches_nothing_is_known_and_it_says_so() -> None:
    rules = table("Risk rules", (row("Risk rules", 5, RiskEffect(1, 1), work_type="Auth"),))
    (found,) = assess([task(work_type="Read", changes=False)], compile_policy(small_policy(risk_rules=rules)))
    assert not found.request.covered
    assert found.blast_radius is BlastRadius.HIGH
    assert "No risk rule covers this task" in found.request.reasons[0].text


def test_measured_replaces_folders_files_and_changes_by_what_the_run_did() -> None:
    stated = task(work_type="Edit", changes=True, files_expected=1, folders=("docs/**",))
    lines = (Place("run.jsonl", line=7),)
    measured = assess_measured(
        stated, MeasuredWork(("src/auth/a.py", "docs/b.md"), changes=True, places=lines), RULEBOOK
    )
    assert measured.view is View.MEASURED
    assert measured.blast_radius is BlastRadius.HIGH
    assert measured.areas == ("auth",)
    assert measured.reasons[0].facts == lines


def test_a_run_that_changed_nothing_is_measured_so() -> None:
    stated = task(work_type="Read", changes=True, files_expected=80)
    assert assess_measured(stated, MeasuredWork((), changes=False), RULEBOOK).blast_radius is BlastRadius.LOW


def test_where_the_record_does_not_show_changes_the_stated_answer_stays() -> None:
    stated = task(work_type="Read", changes=True)
    measured = assess_measured(stated, MeasuredWork(("src/auth/a.py",)), RULEBOOK)
    assert measured.blast_radius is BlastRadius.HIGH
