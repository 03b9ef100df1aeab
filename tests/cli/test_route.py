"""`route` and `explain`: every task gets a route, its reasons, and what would help."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from tests.cli.calling import answer, call
from tests.places import FIELD_DATA, needs_field_data


@pytest.fixture
def matrix(workspace: Path) -> Path:
    return workspace / "matrices" / "agent-router.xlsx"


def queue(folder: Path, *tasks: Mapping[str, object]) -> Path:
    path = folder / "tasks.jsonl"
    path.write_text("".join(json.dumps(task) + "\n" for task in tasks), encoding="utf-8")
    return path


MAP = {
    "ID": "T-1",
    "Goal": "Find dead code",
    "Work type": "Dead-code map",
    "Changes anything?": "no",
    "Surface": "Large",
    "Data class": "No data",
    "Expected output": "Report",
}


def test_route_gives_the_published_keys_and_places(workspace: Path, matrix: Path) -> None:
    (found,) = answer("route", queue(workspace, MAP), "--matrix", matrix, "--json")
    assert found["route"] == "Dynamic workflow"
    assert found["blast_radius"] == "Low"
    assert found["as_far_as_stated"] == "Low"
    assert (found["impact"], found["likelihood"], found["score"]) == (1, 1, 1)
    assert found["phases"] == ["discovery"]
    assert found["ask"] == []
    assert found["missing"] == []
    assert all(reason["place"] for reason in found["because"])
    assert any("agent-router.xlsx › Routes!" in reason["place"] for reason in found["because"])


def test_what_route_prints_fits_its_schema(workspace: Path, matrix: Path) -> None:
    validator = Draft202012Validator(answer("schema", "task"))
    told = answer("route", workspace / "queue.xlsx", "--matrix", matrix, "--json")
    assert len(told) > 20
    assert [error.message for found in told for error in validator.iter_errors(found)] == []


def test_a_title_alone_goes_human_led_and_asks_three_questions(workspace: Path, matrix: Path) -> None:
    (found,) = answer("route", queue(workspace, {"ID": "1", "Goal": "Make it fast"}), "--matrix", matrix, "--json")
    assert found["route"] == "Human-led"
    assert found["blast_radius"] == "High"
    assert found["as_far_as_stated"] == "Low"
    assert found["ask"] == ["work_type", "changes", "data_class"]


def test_a_bad_row_is_not_evaluated_and_the_others_go_on(workspace: Path, matrix: Path) -> None:
    path = queue(workspace, MAP, {**MAP, "ID": "T-2", "Surface": "Huge"}, {**MAP, "ID": "T-3"})
    told = call("route", path, "--matrix", matrix, "--json")
    assert told.exit_code == 1
    first, second, third = json.loads(told.stdout)
    assert (first["route"], third["route"]) == ("Dynamic workflow", "Dynamic workflow")
    assert (second["route"], second["standing"]) == ("Human-led", "not evaluated")
    assert "tasks.jsonl line 2" in second["because"][0]["place"]


def test_route_in_a_pipe_is_a_table_of_tabs(workspace: Path, matrix: Path) -> None:
    told = call("route", queue(workspace, MAP), "--matrix", matrix)
    assert told.exit_code == 0
    assert told.stdout.splitlines()[0].split("\t")[:3] == ["ID", "Blast radius", "Route"]
    assert "1 tasks: 1 routed, 0 held" in told.stderr


def test_route_writes_the_result_as_a_workbook_csv_and_lines(workspace: Path, matrix: Path) -> None:
    path = queue(workspace, MAP, {**MAP, "ID": "=1+1"})
    for kind in ("xlsx", "csv", "jsonl"):
        assert call("route", path, "--matrix", matrix, "--out", workspace / f"routed.{kind}").exit_code == 0
    sheet = load_workbook(workspace / "routed.xlsx").worksheets[0]
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "Dynamic workflow" in values
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    with (workspace / "routed.csv").open(encoding="utf-8-sig", newline="") as file:
        assert not any(row[0].startswith("=") for row in csv.reader(file) if row)
    lines = (workspace / "routed.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["T-1", "=1+1"]


def test_an_unknown_kind_of_output_is_misuse_and_writes_nothing(workspace: Path, matrix: Path) -> None:
    told = call("route", queue(workspace, MAP), "--matrix", matrix, "--out", workspace / "routed.docx")
    assert told.exit_code == 2
    assert not (workspace / "routed.docx").exists()


def test_results_never_land_on_the_queue_or_beside_the_rules(workspace: Path, matrix: Path) -> None:
    path = queue(workspace, MAP)
    before = (path.read_bytes(), matrix.read_bytes())
    for out in (path, matrix, matrix.parent / "routed.xlsx"):
        assert call("route", path, "--matrix", matrix, "--out", out).exit_code == 2
    assert (path.read_bytes(), matrix.read_bytes()) == before
    assert not (matrix.parent / "routed.xlsx").exists()


def test_a_quotation_that_never_closes_swallows_no_task(workspace: Path, matrix: Path) -> None:
    path = workspace / "tasks.csv"
    path.write_text('ID,Goal\nT-1,"unclosed\nT-2,b\nT-3,c\n', encoding="utf-8")
    told = call("route", path, "--matrix", matrix)
    assert told.exit_code == 3
    assert "tasks.csv line 2" in told.stderr
    assert "quotation mark" in told.stderr


def test_a_folder_that_cannot_be_written_is_said_in_words(workspace: Path, matrix: Path) -> None:
    (workspace / "file").write_text("x", encoding="utf-8")
    told = call("skill", "--matrix", matrix, "--out", workspace / "file")
    assert told.exit_code == 3
    assert "file" in told.stderr


def test_a_workbook_with_errors_refuses_to_route(workspace: Path, matrix: Path) -> None:
    book = load_workbook(matrix)
    del book["Routes"]
    book.save(matrix)
    told = call("route", workspace / "queue.xlsx", "--matrix", matrix)
    assert told.exit_code == 3
    assert "Routes" in told.stderr
    assert told.stdout == ""


def test_hostile_text_cannot_drive_the_terminal(workspace: Path, matrix: Path) -> None:
    told = call("route", queue(workspace, {**MAP, "Goal": "Find \x1b[31mcode\u202e"}), "--matrix", matrix)
    assert "\x1b[31m" not in told.stdout
    assert "\u202e" not in told.stdout


def test_the_same_advice_is_printed_a_few_times_and_counted(workspace: Path, matrix: Path) -> None:
    tasks = [{**MAP, "ID": f"T-{at}", "Work type": "Gardening"} for at in range(9)]
    told = call("route", queue(workspace, *tasks), "--matrix", matrix)
    assert told.stdout.count("ADVICE") == 5
    assert "and 4 more like" in told.stdout


@needs_field_data
def test_a_real_backlog_of_titles_routes_human_led_with_questions(matrix: Path) -> None:
    found = answer("route", FIELD_DATA / "queues" / "beads_agent_queue.dev.jsonl", "--matrix", matrix, "--json")
    assert len(found) == 1296
    evaluated = [task for task in found if task["standing"] != "not evaluated"]
    assert len(evaluated) > 1200
    assert all(task["ask"] or task["missing"] for task in evaluated if task["route"] == "Human-led")
