"""The sheet Changes is held against what really changed."""

from dataclasses import replace
from datetime import date

import pytest

from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, Identity, Policy, PolicyChange
from agent_router.model.problem import Problem
from agent_router.review.two_policies.changes import check_changes, check_history
from agent_router.review.two_policies.in_force import in_force
from tests.policies import starter_policy

OLD = starter_policy()
DAY = date(2026, 11, 20)


def tells(policy: Policy, *what: str) -> Policy:
    rows = tuple(
        PolicyChange(DAY, "1.1", "Ada Lovelace", text, place=Place(policy.file, "Changes", f"A{6 + at}"))
        for at, text in enumerate(what)
    )
    identity = replace(policy.identity, version="1.1")
    return replace(policy, identity=identity, changes=(*policy.changes, *rows))


def fewer_minutes() -> Policy:
    rows = tuple(
        replace(row, then=replace(row.then, minutes=20)) if row.id == "B2" else row for row in OLD.budgets.rows
    )
    return replace(OLD, budgets=replace(OLD.budgets, rows=rows))


def other_grid() -> Policy:
    cells = tuple(
        replace(cell, blast_radius=BlastRadius.HIGH) if (cell.impact, cell.likelihood) == (1, 2) else cell
        for cell in OLD.matrix.cells
    )
    return replace(OLD, matrix=replace(OLD.matrix, cells=cells))


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.rule.code for problem in problems]


@pytest.mark.parametrize(
    "what",
    [
        "Budgets!F6: 20 minutes",
        "budgets!$F$6 is lower",
        "'Budgets'!F6",
        "Budgets!F5:G9 revised",
        "Budgets, F6 lowered",
        "On Budgets, rows 5 to 7 are tighter",
        "Budgets row 6",
        "B2 is tighter now.",
        "Budgets: all Budget minutes lowered",
        "Low single agents get 20 minutes (Budgets,\nBudget   Minutes)",
    ],
)
def test_a_row_of_changes_names_a_cell(what: str) -> None:
    assert check_changes(OLD, tells(fewer_minutes(), what)) == ()


@pytest.mark.parametrize(
    "what",
    [
        "Some numbers were changed.",
        "Budgets!F7: 20 minutes",
        "Routes!F6: 20 minutes",
        "F6: 20 minutes",
        "Budgets are tighter.",
        "Budgets rows 7 to 9",
        "AB2 and B22",
        "Proof!B2",
    ],
)
def test_a_row_of_changes_that_names_something_else_does_not_tell(what: str) -> None:
    found = check_changes(OLD, tells(fewer_minutes(), what))

    assert "RV601" in codes(found)
    (untold,) = (problem for problem in found if problem.rule.code == "RV601")
    assert untold.found == "Budgets!F6 changed, Changes does not say so (Budget minutes of B2 was “45” and is “20”)"
    assert untold.place.short == "Budgets!F6"


def test_rows_that_the_previous_version_had_tell_nothing_new() -> None:
    old = tells(OLD, "Budgets!F6: 45 minutes")
    new = replace(fewer_minutes(), changes=old.changes, identity=replace(OLD.identity, version="1.2"))

    assert codes(check_changes(old, new)) == ["RV601"]


def test_a_cell_of_the_grid_is_named_by_its_levels() -> None:
    assert check_changes(OLD, tells(other_grid(), "Risk matrix: impact 1 with likelihood 2 is High")) == ()
    assert codes(check_changes(OLD, tells(other_grid(), "Risk matrix: impact 3 with likelihood 4"))) == ["RV601"]


def test_rows_that_came_went_and_moved_are_changes_too() -> None:
    rows = OLD.routes.rows
    gone = replace(OLD, routes=replace(OLD.routes, rows=rows[1:]))
    moved = replace(OLD, routes=replace(OLD.routes, rows=(rows[1], rows[0], *rows[2:])))
    shuffled = replace(OLD, proof=replace(OLD.proof, rows=OLD.proof.rows[::-1]))

    assert [problem.found for problem in check_changes(OLD, tells(gone, "Nothing."))] == [
        f"Routes row {rows[0].id} changed, Changes does not say so (row {rows[0].id} was removed)"
    ]
    assert codes(check_changes(OLD, tells(moved, "Nothing."))) == ["RV601"]
    assert check_changes(OLD, tells(gone, f"{rows[0].id} deleted")) == ()
    assert check_changes(OLD, tells(shuffled, "Nothing.")) == ()


def test_a_word_of_a_list_and_a_setting_are_told() -> None:
    words = tuple(replace(one, words=one.words[:-1]) if one.name == "Function" else one for one in OLD.lists)
    last = OLD.word_list("Function").words[-1].text
    policy = replace(OLD, lists=words, branding=replace(OLD.branding, time_zone="UTC"))
    found = check_changes(OLD, tells(policy, "Nothing."))

    assert [problem.found for problem in found] == [
        f"Lists row {last} changed, Changes does not say so (“{last}” of Function was removed)",
        "Branding!B11 changed, Changes does not say so (Time zone was “Europe/Berlin” and is “UTC”)",
    ]
    assert check_changes(OLD, tells(policy, f"No longer {last}; Branding: Time zone")) == ()


def test_what_changes_tells_must_be_seen() -> None:
    found = check_changes(OLD, tells(fewer_minutes(), "Budgets!F6 lowered", "Routes!H8 raised", "We met and talked."))

    assert [(problem.rule.code, problem.place.cell, problem.found) for problem in found] == [
        ("RV602", "A7", "“Routes!H8 raised”, and nothing that it names differs")
    ]


def test_a_note_that_changed_counts_as_seen() -> None:
    rows = (replace(OLD.risk_rules.rows[0], then=replace(OLD.risk_rules.rows[0].then, because="Otherwise.")),)
    new = replace(OLD, risk_rules=replace(OLD.risk_rules, rows=(*rows, *OLD.risk_rules.rows[1:])))

    assert check_changes(OLD, tells(new, "Risk rules!L5: a better reason")) == ()
    assert check_changes(OLD, tells(new, "Risk rules R0: a better reason")) == ()


def test_a_changed_workbook_needs_a_new_version() -> None:
    new = replace(tells(fewer_minutes(), "Budgets!F6"), identity=OLD.identity)

    assert [(problem.rule.code, problem.place.short) for problem in check_changes(OLD, new)] == [
        ("RV603", "Start here!C6")
    ]


def test_every_version_has_a_row_in_changes() -> None:
    unknown = replace(OLD, identity=replace(OLD.identity, version="2"))

    assert check_history(OLD) == ()
    assert codes(check_history(unknown)) == ["RV604"]
    assert codes(check_history(replace(unknown, changes=(), headings=()))) == ["RV604"]


@pytest.mark.parametrize(
    ("day", "code"),
    [("2026-01-01", "RV605"), ("2026-01-02", ""), ("2026-01-31", ""), ("2026-02-01", "RV606")],
)
def test_first_and_last_day_belong_to_the_time_in_force(day: str, code: str) -> None:
    identity = Identity("Policy", "1", date(2026, 1, 2), date(2026, 1, 31))

    assert codes(in_force(replace(OLD, identity=identity), date.fromisoformat(day))) == ([code] if code else [])


def test_a_workbook_without_dates_is_always_in_force() -> None:
    assert in_force(replace(OLD, identity=Identity("Policy", "1")), date(1999, 1, 1)) == ()
