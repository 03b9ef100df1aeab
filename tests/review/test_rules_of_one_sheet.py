"""What is said about the rules of one sheet, in the words of the lead."""

from dataclasses import replace

import pytest

from agent_router.model.place import Place
from agent_router.model.policy import (
    BlastRadius,
    BudgetEffect,
    ChecklistEffect,
    Heading,
    IfNotMet,
    Policy,
    ProofEffect,
    RiskEffect,
    Route,
    RouteEffect,
    StopEffect,
    StopWhen,
)
from agent_router.model.problem import Problem
from agent_router.model.table import HitPolicy, Row
from agent_router.review.one_sheet import rules as room
from agent_router.review.one_sheet.rules import check_rules
from agent_router.tables.rulebook import compile_policy
from tests.policies import starter_policy
from tests.small_policy import FILE, row, small_policy, table

HUMAN, SINGLE, DYNAMIC = (RouteEffect(route) for route in Route)


def found(policy: Policy, sheet: str = "Routes") -> list[tuple[str, str, str]]:
    """Code, cell and words of what is said about one sheet."""
    return [(one.rule.code, one.place.cell, one.found) for one in problems(policy) if one.place.sheet == sheet]


def problems(policy: Policy) -> tuple[Problem, ...]:
    return check_rules(compile_policy(policy))


def with_routes(*rows: Row[RouteEffect], unique: bool = False) -> Policy:
    return small_policy(routes=table("Routes", rows, HitPolicy.UNIQUE if unique else HitPolicy.FIRST))


def test_the_shipped_workbook_gets_advice_at_most() -> None:
    assert not [one for one in problems(starter_policy()) if one.open]


def test_a_row_that_one_row_above_catches_is_named_with_that_row_alone() -> None:
    policy = with_routes(
        row("Routes", 5, SINGLE, surface="Large"),
        row("Routes", 6, DYNAMIC, files_expected="< 5"),
        row("Routes", 7, HUMAN, surface="Large", files_expected="< 3"),
        row("Routes", 8, HUMAN),
    )
    said = [one for one in found(policy) if one[0] == "RV101"]
    words = "row Ro7 (A7) can never be reached because row Ro5 (A5) catches everything first; it still counts for tasks"
    assert said == [("RV101", "A7", f"{words} that do not state Surface and Files expected")]
    assert problems(policy)[0].also == (Place(FILE, "Routes", "A5"),)


def test_a_row_that_several_rows_catch_together_names_them_touching_points_included() -> None:
    policy = with_routes(
        row("Routes", 5, SINGLE, files_expected="< 5"),
        row("Routes", 6, DYNAMIC, files_expected=">= 5"),
        row("Routes", 7, HUMAN, files_expected="given"),
        row("Routes", 8, HUMAN),
    )
    words = "row Ro7 (A7) can never be reached because rows Ro5 (A5) and Ro6 (A6) together catch everything first"
    assert ("RV101", "A7", words) in found(policy)


def test_three_rows_are_named_where_no_two_do() -> None:
    policy = with_routes(
        row("Routes", 5, SINGLE, files_expected="< 5"),
        row("Routes", 6, DYNAMIC, files_expected="> 5"),
        row("Routes", 7, SINGLE, files_expected="5"),
        row("Routes", 8, HUMAN, files_expected="given"),
        row("Routes", 9, HUMAN),
    )
    assert any("rows Ro5 (A5), Ro6 (A6) and Ro7 (A7) together" in words for _, _, words in found(policy))


def test_a_point_between_two_ranges_is_a_gap_unless_no_whole_number_lies_there() -> None:
    open_at_five = with_routes(
        row("Routes", 5, SINGLE, files_expected="< 5"),
        row("Routes", 6, DYNAMIC, files_expected="> 5"),
        row("Routes", 7, HUMAN, files_expected="missing"),
    )
    assert found(open_at_five) == [("RV108", "", "Files expected is 5; add a row: Files expected 5")]
    closed = with_routes(
        row("Routes", 5, SINGLE, files_expected="[0..21]"),
        row("Routes", 6, DYNAMIC, files_expected=">= 22"),
        row("Routes", 7, HUMAN, files_expected="missing"),
    )
    assert found(closed) == []


def test_a_gap_of_two_columns_comes_with_the_row_to_add() -> None:
    policy = with_routes(
        row("Routes", 5, SINGLE, blast_radius="Low"),
        row("Routes", 6, HUMAN, blast_radius="High"),
        row("Routes", 7, SINGLE, blast_radius="Medium", surface="Small"),
    )
    said = [words for code, _, words in found(policy) if code == "RV108"]
    assert len(said) == 1
    assert said[0].endswith("add a row: Blast radius Medium · Surface Large")


def test_more_gaps_than_anybody_reads_are_counted() -> None:
    rows = (
        row("Routes", 5, SINGLE, folders="given", owner="given"),
        row("Routes", 6, HUMAN, reviewer="given", acceptance_plan="given"),
        row("Routes", 7, DYNAMIC, systems="given", output="Patch"),
    )
    said = [words for code, _, words in found(with_routes(*rows)) if code == "RV108"]
    assert len(said) == 4
    assert "other kinds of task" in said[-1]


def test_levels_that_the_matrix_never_gives_are_no_gap_and_no_match() -> None:
    policy = with_routes(
        row("Routes", 5, HUMAN, blast_radius="High"),
        row("Routes", 6, SINGLE, score="< 12"),
    )
    assert "RV108" not in {code for code, _, _ in found(policy)}
    impossible = with_routes(row("Routes", 5, HUMAN, blast_radius="Low", score=">= 12"), row("Routes", 6, SINGLE))
    assert found(impossible)[:1] == [
        ("RV102", "C5", "row Ro5 (A5): Blast radius Low and Score >= 12 cannot hold together")
    ]


def test_a_condition_that_no_answer_meets_is_named_by_its_cell() -> None:
    policy = with_routes(row("Routes", 5, HUMAN, surface="Large", files_expected="< 0"), row("Routes", 6, SINGLE))
    assert found(policy)[0] == ("RV102", "D5", "row Ro5 (A5): Files expected < 0 holds for no answer")


@pytest.mark.parametrize(("then", "code"), [(SINGLE, "RV103"), (HUMAN, "RV104")])
def test_the_same_conditions_in_other_words_are_the_same(then: RouteEffect, code: str) -> None:
    policy = with_routes(
        row("Routes", 5, SINGLE, surface="Small, Large"),
        row("Routes", 6, then, surface="Large, Small"),
        row("Routes", 7, DYNAMIC),
    )
    assert [(one[0], one[1]) for one in found(policy) if one[0] != "RV109"] == [(code, "A6")]


def test_two_rows_that_may_not_meet_are_named_with_what_they_share() -> None:
    policy = with_routes(
        row("Routes", 5, SINGLE, files_expected="[1..5]"), row("Routes", 6, HUMAN, files_expected="[5..9]"), unique=True
    )
    said = [one for one in found(policy) if one[0] == "RV105"]
    assert said == [("RV105", "A6", "rows Ro5 (A5) and Ro6 (A6) both hold when Files expected is 5")]
    assert found(with_routes(row("Routes", 5, SINGLE), row("Routes", 6, HUMAN), unique=True))[0][0] == "RV105"


def climbing(count: int) -> list[Row[RouteEffect]]:
    return [row("Routes", 5 + at, SINGLE, files_expected=f">= {at}") for at in range(count)]


def test_many_overlaps_are_one_finding_at_the_cell_that_says_how_rows_are_read() -> None:
    order = Place(FILE, "Routes", "T3")
    policy = replace(with_routes(*climbing(9), unique=True), headings=(Heading("Routes", "Rows are read", order),))
    (problem,) = (one for one in problems(policy) if one.rule.code == "RV105")
    assert problem.place == order
    assert problem.found == "36 pairs of rows overlap, such as Ro5 (A5) and Ro6 (A6)"
    assert problem.suggestion == "First"
    assert [place.cell for place in problem.also] == [f"A{number}" for number in range(5, 14)]


def test_many_overlaps_without_such_a_cell_are_told_at_the_sheet_and_a_few_at_their_rows() -> None:
    assert [cell for code, cell, _ in found(with_routes(*climbing(4), unique=True)) if code == "RV105"] == [""]
    assert [cell for code, cell, _ in found(with_routes(*climbing(3), unique=True)) if code == "RV105"] == [
        "A6", "A7", "A7",
    ]  # fmt: skip


def test_read_as_unique_a_row_for_everything_is_no_last_resort() -> None:
    policy = with_routes(row("Routes", 5, SINGLE, changes="no"), row("Routes", 6, HUMAN), unique=True)
    assert [code for code, _, _ in found(policy)] == ["RV105"]


def test_rows_below_one_that_takes_everything_are_one_finding() -> None:
    policy = with_routes(
        row("Routes", 5, HUMAN), row("Routes", 6, SINGLE, surface="Large"), row("Routes", 7, DYNAMIC, changes="no")
    )
    (problem,) = (one for one in problems(policy) if one.place.sheet == "Routes")
    assert problem.rule.code == "RV101"
    assert problem.place.cell == "A5"
    assert problem.found == "row Ro5 (A5) catches everything; the 2 rows below it never decide"
    assert [place.cell for place in problem.also] == ["A6", "A7"]


def test_a_row_that_no_task_meets_is_not_counted_among_them() -> None:
    policy = with_routes(
        row("Routes", 5, HUMAN),
        row("Routes", 6, SINGLE, surface="Large"),
        row("Routes", 7, DYNAMIC, changes="no"),
        row("Routes", 8, SINGLE, files_expected="< 0"),
    )
    assert ("RV101", "A5", "row Ro5 (A5) catches everything; 2 rows below it never decide") in found(policy)


@pytest.mark.parametrize("split", [False, True])
def test_many_rows_that_the_same_rows_catch_are_one_finding(split: bool) -> None:
    first = [row("Routes", 5, SINGLE, files_expected="given")]
    if split:
        first = [
            row("Routes", 4, SINGLE, files_expected="< 50"),
            row("Routes", 5, SINGLE, files_expected=">= 50"),
        ]
    caught = [row("Routes", 6 + at, HUMAN, files_expected=f"[{at + 1}..{at + 60}]") for at in range(6)]
    said = [words for code, _, words in found(with_routes(*first, *caught, row("Routes", 20, HUMAN)))
            if code == "RV101"]  # fmt: skip
    assert len(said) == 1
    by = "rows Ro4 (A4) and Ro5 (A5) together catch" if split else "row Ro5 (A5) catches"
    assert said[0].startswith(f"{by} everything that 6 rows further down ask for, so these never decide: Ro6 (A6), Ro7")


def test_while_rows_cannot_decide_no_merge_and_no_idle_column_is_advised() -> None:
    merge = (row("Routes", 5, SINGLE, work_type="Read"), row("Routes", 6, SINGLE, work_type="Edit"))
    last = row("Routes", 8, HUMAN)
    assert "RV106" in {code for code, _, _ in found(with_routes(*merge, last))}
    never = row("Routes", 7, HUMAN, files_expected="< 0")
    assert {code for code, _, _ in found(with_routes(*merge, never, last))} & {"RV102", "RV106"} == {"RV102"}


def test_gaps_that_one_row_would_close_are_told_together() -> None:
    policy = with_routes(
        row("Routes", 5, HUMAN, output="Report"),
        row("Routes", 6, HUMAN, files_expected="< 5"),
        row("Routes", 7, HUMAN, output="missing", files_expected="missing"),
    )
    (words,) = (words for code, _, words in found(policy) if code == "RV108")
    assert words == (
        "Expected output is Patch (or not stated), and Files expected is 5 or more; "
        "or Expected output is Patch, and Files expected is 5 or more (or not stated); "
        "add a row: Expected output Patch · Files expected >= 5"
    )


def test_rows_that_could_be_one_say_what_to_write() -> None:
    policy = with_routes(
        row("Routes", 5, SINGLE, work_type="Read"),
        row("Routes", 6, SINGLE, work_type="Edit"),
        row("Routes", 7, HUMAN),
    )
    words = "rows Ro5 (A5) and Ro6 (A6): write Read, Edit under Work type in Ro5 (A5), and delete Ro6 (A6)"
    assert ("RV106", "A5", words) in found(policy)


def test_rows_are_not_merged_over_a_row_between_that_would_lose_tasks() -> None:
    policy = with_routes(
        row("Routes", 5, SINGLE, output="Report"),
        row("Routes", 6, HUMAN, output="Patch", folders="given"),
        row("Routes", 7, SINGLE, output="Patch"),
        row("Routes", 8, HUMAN),
    )
    # Row 7 cannot move up, but row 5 can move down.
    assert [(code, cell) for code, cell, _ in found(policy) if code == "RV106"] == [("RV106", "A7")]


def test_rows_that_together_cover_every_answer_leave_the_cell_blank() -> None:
    policy = with_routes(
        row("Routes", 5, SINGLE, folders="given", changes="no"),
        row("Routes", 6, SINGLE, folders="missing", changes="no"),
        row("Routes", 7, HUMAN),
    )
    assert any("write nothing under Folders" in words for code, _, words in found(policy) if code == "RV106")


def test_a_column_that_changes_no_answer_is_named_by_its_header() -> None:
    head = Heading("Routes", "Surface", Place(FILE, "Routes", "F4"))
    empty = Heading("Routes", "Reviewer", Place(FILE, "Routes", "G4"))
    policy = with_routes(
        row("Routes", 5, SINGLE, changes="no", surface="Large"),
        row("Routes", 6, SINGLE, changes="no"),
        row("Routes", 7, HUMAN),
    )
    said = found(replace(policy, headings=(head, empty)))
    assert ("RV107", "G4", "Reviewer: no row has a condition there") in said
    assert ("RV107", "F4", "Surface: every answer stays the same without its conditions") not in said, "said of row 5"
    assert [code for code, cell, _ in said if cell == "A5"] == ["RV110"]


def test_what_only_the_last_row_catches_is_named_once() -> None:
    policy = with_routes(row("Routes", 5, SINGLE, changes="no"), row("Routes", 6, HUMAN))
    [(code, cell, words)] = found(policy)
    assert (code, cell) == ("RV109", "A6")
    assert words.startswith("row Ro6 (A6) alone covers: “Changes anything?” is yes")


def test_a_row_that_says_what_the_next_would_say_adds_nothing() -> None:
    policy = with_routes(row("Routes", 5, HUMAN, changes="no"), row("Routes", 6, HUMAN))
    assert ("RV110", "A5", "row Ro5 (A5); row Ro6 (A6) already says it") in found(policy)


def test_where_every_row_counts_a_row_that_others_outdo_adds_nothing() -> None:
    policy = small_policy(
        risk_rules=table(
            "Risk rules",
            (
                row("Risk rules", 5, RiskEffect(1, 1)),
                row("Risk rules", 6, RiskEffect(3, 2), work_type="Edit"),
                row("Risk rules", 7, RiskEffect(2, 2), work_type="Edit", surface="Large"),
            ),
        ),
        proof=table(
            "Proof",
            (
                row("Proof", 5, ProofEffect(("tests",), 2, ("build",))),
                row("Proof", 6, ProofEffect(("tests",), 1), work_type="Edit"),
            ),
        ),
        checklist=table(
            "Acceptance checklist",
            (
                row("Acceptance checklist", 5, ChecklistEffect("Tested?", "tests passed")),
                row(
                    "Acceptance checklist", 6,
                    ChecklistEffect("Really?", "tests passed", "", IfNotMet.NOTE), work_type="Edit",
                ),
                row("Acceptance checklist", 7, ChecklistEffect("Who?", "person")),
                row("Acceptance checklist", 8, ChecklistEffect("When?", "person")),
            ),
        ),
        stops=table(
            "Stop conditions",
            (
                row("Stop conditions", 5, StopEffect(StopWhen.OUTSIDE_SCOPE)),
                row("Stop conditions", 6, StopEffect(StopWhen.OUTSIDE_SCOPE), work_type="Edit"),
            ),
        ),
    )  # fmt: skip
    said = [(one.rule.code, one.place.short) for one in problems(policy)]
    for place in ("Risk rules!A7", "Proof!A6", "Acceptance checklist!A6", "Stop conditions!A6"):
        assert ("RV110", place) in said
    assert not any("checklist!A7" in place or "checklist!A8" in place for _, place in said)


def test_budgets_that_depend_on_other_sheets_are_left_to_the_check_of_all_sheets() -> None:
    alone = small_policy(
        budgets=table("Budgets", (row("Budgets", 5, BudgetEffect(10), surface="Small"),), HitPolicy.FIRST)
    )
    assert [code for code, _, _ in found(alone, "Budgets")] == ["RV108"]
    chained = table(
        "Budgets", (row("Budgets", 5, BudgetEffect(10), blast_radius=BlastRadius.LOW.value),), HitPolicy.FIRST
    )
    assert found(small_policy(budgets=chained), "Budgets") == []


def test_nothing_is_claimed_of_texts_that_may_hide_more() -> None:
    policy = with_routes(
        row("Routes", 5, SINGLE, goal="log*"),
        row("Routes", 6, SINGLE, goal="*login"),
        row("Routes", 7, HUMAN, goal="*x*"),
        row("Routes", 8, HUMAN),
    )
    assert not {code for code, _, _ in found(policy)} & {"RV101", "RV102", "RV106", "RV107"}


def test_a_sheet_too_large_to_be_proven_through_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_STATES", 3)
    said = problems(starter_policy())
    assert any(one.rule.code == "RV305" and "was not examined" in one.found for one in said)
    assert not any(one.rule.code.startswith("RV10") for one in said)


def test_an_empty_sheet_gets_no_findings() -> None:
    assert not [
        one
        for one in problems(small_policy(routes=table("Routes", (), HitPolicy.FIRST)))
        if one.place.sheet == "Routes"
    ]


def test_where_no_two_rows_may_hold_a_row_that_would_meet_others_is_not_shown() -> None:
    rows = (
        row("Routes", 5, HUMAN, work_type="Auth", area="given"),
        row("Routes", 6, SINGLE, area="missing"),
        row("Routes", 7, HUMAN, work_type="Read, Edit", area="auth"),
        row("Routes", 8, HUMAN, work_type="missing"),
    )
    policy = small_policy(routes=table("Routes", rows, HitPolicy.UNIQUE))
    for words in (words for code, _, words in found(policy) if code == "RV108"):
        assert "add a row" not in words or "Area" in words.partition("add a row")[2]
    assert any(code == "RV108" for code, _, _ in found(policy))
