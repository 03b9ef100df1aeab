"""`explain`: why a task got its route, cell by cell, and the fewest answers that would give each other route."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.calling import answer, call, retype
from tests.places import FIELD_DATA, needs_field_data

MAP = {
    "ID": "T-1",
    "Goal": "Find dead code",
    "Work type": "Dead-code map",
    "Changes anything?": "no",
    "Surface": "Large",
    "Data class": "No data",
    "Expected output": "Report",
}
MIGRATION = {
    **MAP,
    "Work type": "Migration",
    "Changes anything?": "yes",
    "Files expected": 8,
    "Reversible?": "yes",
    "Folders": "docs/**",
    "Reviewer": "Grace Hopper",
}


@pytest.fixture
def matrix(workspace: Path) -> Path:
    return workspace / "matrices" / "agent-router.xlsx"


def queue(folder: Path, *tasks: Mapping[str, object]) -> Path:
    path = folder / "tasks.jsonl"
    path.write_text("".join(json.dumps(task) + "\n" for task in tasks), encoding="utf-8")
    return path


def told(workspace: Path, task: Mapping[str, object], *options: str) -> str:
    result = call("explain", queue(workspace, task), str(task["ID"]), *options)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def document(workspace: Path, task: Mapping[str, object]) -> Any:  # noqa: ANN401 - JSON
    return json.loads(told(workspace, task, "--json"))


@pytest.fixture(autouse=True)
def _here(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace)


def rows(found: Any, sheet: str) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {row["row"]: row for own in found["sheets"] if own["sheet"] == sheet for row in own["rows"]}


def test_three_lines_say_what_was_decided_with_their_cells(workspace: Path) -> None:
    first, second, third = told(workspace, MAP).splitlines()[:3]
    assert first == "T-1: Find dead code"
    assert second.startswith("Dynamic workflow: ")
    assert "[Routes!A6]" in second
    assert third.startswith("Blast radius Low: ")
    assert "[Risk matrix!B9]" in third


def test_a_number_says_by_how_much_and_in_which_cell(workspace: Path) -> None:
    text = told(workspace, MIGRATION)
    assert "held back by Files expected 8, needs >= 50 (42 too few) [Risk rules!F11]" in text
    found = rows(document(workspace, MIGRATION), "Risk rules")["R6"]
    (held,) = found["held_by"]
    assert (held["value"], held["condition"], held["by"], held["above"]) == (8, ">= 50", "42", False)
    assert held["place"].endswith("Risk rules!F11")


def test_the_deciding_row_names_the_cells_it_met(workspace: Path) -> None:
    decides = [row for row in rows(document(workspace, MAP), "Routes").values() if row["decides"]]
    assert [row["row"] for row in decides] == ["RT2a"]
    met = {cell["field"]: (cell["condition"], cell["value"], cell["stated"]) for cell in decides[0]["met"]}
    assert met["surface"] == ("Large", "Large", True)
    assert met["changes"] == ("no", False, True)


def test_what_the_sheets_work_out_is_never_called_assumed(workspace: Path) -> None:
    text = told(workspace, MAP, "--all")
    assert "Area none, needs" in text
    assert "Area none (assumed)" not in text


def test_a_row_that_rests_on_an_assumption_says_so(workspace: Path) -> None:
    task = {key: value for key, value in MIGRATION.items() if key != "Changes anything?"}
    text = told(workspace, task)
    assert "Changes anything?: taken as yes; so these rows count: " in text
    assert "R4: fired by Changes anything? yes (assumed) [Risk rules!D9]; Surface Large [Risk rules!E9]" in text
    found = document(workspace, task)
    assert {one["field"]: one["taken_as"] for one in found["assumed"]} == {"changes": "yes"}
    assert rows(found, "Risk rules")["R4"]["assumed"] == ["changes"]


def test_a_row_counted_because_of_a_blank_names_it(workspace: Path) -> None:
    task = {key: value for key, value in MIGRATION.items() if key != "Data class"}
    assert "counted because Data class is not stated" in told(workspace, task)
    assert rows(document(workspace, task), "Risk rules")["R3"]["not_stated"] == ["data_class"]


def test_the_fewest_open_answers_are_named_for_a_freer_route(workspace: Path) -> None:
    text = told(workspace, MIGRATION)
    assert "Missing: Test command, Rollback" in text
    assert "Dynamic workflow by row RT5a [Routes!A10], with answers that are still open:" in text
    found = {one["route"]: one for one in document(workspace, MIGRATION)["routes"]}
    steps = found["Dynamic workflow"]["by_open_answers"]["steps"]
    assert [(step["field"], step["answers"], step["now"]) for step in steps] == [
        ("test_command", ["given"], None),
        ("rollback", ["given"], None),
    ]


def test_stated_answers_that_would_differ_make_it_another_task(workspace: Path) -> None:
    text = told(workspace, MAP)
    assert (
        "Single agent: no open answer leads there; the task would have to be another one by row RT2b [Routes!A7]:"
        in text
    )
    assert "Surface is Small (or not stated) (now: Large)" in text
    found = {one["route"]: one for one in document(workspace, MAP)["routes"]}
    assert found["Single agent"]["by_open_answers"] is None
    (step,) = found["Single agent"]["by_another_task"]["steps"]
    assert (step["field"], step["now"], step["answers"], step["or_blank"]) == ("surface", "Large", ["Small"], True)


def test_more_supervised_routes_are_explained_too(workspace: Path) -> None:
    found = {one["route"]: one for one in document(workspace, MAP)["routes"]}
    assert not found["Human-led"]["freer"]
    assert found["Human-led"]["reachable"]


def test_a_route_that_no_row_gives_is_said_to_be_out_of_reach(workspace: Path, matrix: Path) -> None:
    for row in range(5, 16):
        retype(matrix, "Routes", "Route", row, "Human-led")
    text = told(workspace, MAP)
    assert "Dynamic workflow: cannot be reached, whatever the task says." in text
    assert "Single agent: cannot be reached, whatever the task says." in text


def test_where_the_two_views_differ_the_deciding_one_is_named(workspace: Path) -> None:
    task = {**MIGRATION, "Folders": "src/auth/**"}
    text = told(workspace, task)
    assert "Rated as stated: Medium" in text
    assert "Rated with the areas that its folders and systems reach: High" in text
    assert "(Area auth): this decided." in text
    found = document(workspace, task)
    assert [(view["view"], view["decided"]) for view in found["views"]] == [("request", False), ("scope", True)]
    seen = [(own["view"], len(own["rows"])) for own in found["sheets"] if own["sheet"] == "Risk rules"]
    assert [view for view, _ in seen] == ["scope", "request"]


def test_long_row_lists_are_shortened_unless_all_is_wanted(workspace: Path) -> None:
    short, long = told(workspace, MAP), told(workspace, MAP, "--all")
    assert "--all shows every row" in short
    assert "--all shows every row" not in long
    assert len(long.splitlines()) > len(short.splitlines())
    for row in ("R9", "RT7", "B7", "P14", "A38", "S4"):
        assert f"{row}: " in long


def test_what_explain_prints_fits_its_schema(workspace: Path) -> None:
    validator = Draft202012Validator(answer("schema", "explanation"))
    broken = {**MAP, "Surface": "Huge"}
    for task in (MAP, MIGRATION, broken, {"ID": "T-1", "Goal": "Make it fast"}):
        found = document(workspace, task)
        assert [error.message for error in validator.iter_errors(found)] == []


def test_an_unknown_task_is_misuse_and_a_near_one_is_named(workspace: Path) -> None:
    wrong = call("explain", queue(workspace, MAP), "t-1")
    assert wrong.exit_code == 2
    assert "no task 't-1'" in wrong.stderr
    assert "Did you mean 'T-1'?" in wrong.stderr


def test_a_task_in_error_says_what_to_correct(workspace: Path) -> None:
    task = {**MAP, "Surface": "Huge"}
    text = told(workspace, task)
    assert "was not evaluated" in text
    assert "“Huge”" in text
    assert "Correct the cells named above" in text
    found = document(workspace, task)
    assert (found["standing"], found["routes"], found["sheets"]) == ("not evaluated", [], [])
    assert found["problems"][0]["place"].endswith("line 1")


def test_a_closed_system_names_its_row_and_the_way_out(workspace: Path) -> None:
    task = {**MAP, "Systems": "Production database"}
    text = told(workspace, task)
    assert "Human-led: Agents may not work in the system Production database. [Systems!A11]" in text
    assert "Systems do not include Production database (or not stated) (now: Production database)" in text


def test_rows_that_contradict_each_other_are_shown_as_such(workspace: Path, matrix: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(matrix)
    for cells in book["Routes"].iter_rows():
        for cell in cells:
            if cell.value == "First":
                cell.value = "Unique"
    book.save(matrix)
    result = call("explain", queue(workspace, MAP), "T-1")
    if result.exit_code:
        pytest.skip("a sheet read as Unique with overlaps is refused before")
    assert "because rules contradict each other" in result.stdout
    assert "hold together" in result.stdout


def test_hostile_text_cannot_drive_the_terminal(workspace: Path) -> None:
    text = told(workspace, {**MAP, "Goal": "Find \x1b[31mcode\u202e", "Acceptance plan": "\x1b]0;x\x07"}, "--all")
    assert "\x1b" not in text
    assert "\u202e" not in text


@needs_field_data
def test_a_title_alone_of_a_real_backlog_is_explained() -> None:
    path = FIELD_DATA / "queues" / "beads_agent_queue.dev.jsonl"
    result = call("explain", path, json.loads(path.read_text("utf-8").splitlines()[0])["id"])
    assert result.exit_code == 0
    assert "To ask: Work type, Changes anything?, Data class" in result.stdout
    assert "Not stated, so assumed" in result.stdout


def test_a_row_that_only_one_view_sees_is_shown_although_both_rate_alike(workspace: Path) -> None:
    task = {**MIGRATION, "Work type": "Auth", "Folders": "src/auth/**"}
    text = told(workspace, task)
    assert "Risk rules, as stated: " in text
    _, _, scope = text.partition("Risk rules, with the areas that its folders and systems reach: ")
    rows_of_scope = scope.split("\n\n")[0].splitlines()[1:]
    assert [line.split(":")[0].strip() for line in rows_of_scope] == ["R9"]
    assert "R9: fired" in rows_of_scope[0]
