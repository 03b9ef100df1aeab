"""`init`, `check`, `skill`, `schema`: what a lead and an engineer do with the workbook."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from agent_router import __version__
from tests.cli.calling import answer, call, retype


def test_the_version_and_the_commands_are_told() -> None:
    assert __version__ in call("--version").stdout
    told = call("--help").stdout
    for command in ("init", "check", "route", "explain", "contract", "approve", "record", "accept", "report"):
        assert command in told


def test_an_unknown_command_is_misuse() -> None:
    assert call("accpt").exit_code == 2


def test_init_makes_a_workspace_whose_workbook_is_sound(tmp_path: Path) -> None:
    made = call("init", tmp_path / "space")
    assert made.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "space").iterdir()) == [
        "contracts",
        "evidence",
        "matrices",
        "queue.xlsx",
        "report_templates",
        "reports",
    ]
    assert call("check", tmp_path / "space" / "matrices" / "agent-router.xlsx").exit_code == 0


def test_init_never_writes_over_a_workbook(tmp_path: Path) -> None:
    call("init", tmp_path)
    book = tmp_path / "matrices" / "agent-router.xlsx"
    book.write_bytes(b"a lead's own work")
    again = call("init", tmp_path)
    assert again.exit_code == 2
    assert "already has a workbook" in again.stderr
    assert book.read_bytes() == b"a lead's own work"


def test_init_on_a_file_is_misuse(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("x", encoding="utf-8")
    assert call("init", tmp_path / "note.txt").exit_code == 2


@pytest.fixture
def misspelled(workspace: Path) -> Path:
    """A workbook in which a lead misspelled a word of a list."""
    path = workspace / "matrices" / "agent-router.xlsx"
    retype(path, "Routes", "Route", 6, "Dynamik workflow")
    return path


def test_check_names_sheet_and_cell_and_the_nearest_word(misspelled: Path) -> None:
    told = call("check", misspelled)
    assert told.exit_code == 1
    assert "agent-router.xlsx › Routes!" in told.stdout
    assert "Dynamik workflow" in told.stdout
    assert "Dynamic workflow" in told.stdout
    assert "What to do" in told.stdout


def test_check_as_json_gives_the_same_problem(misspelled: Path) -> None:
    told = answer("check", misspelled, "--json")
    assert told["sound"] is False
    (problem,) = [problem for problem in told["problems"] if problem["severity"] == "error"]
    assert (problem["sheet"], problem["suggestion"]) == ("Routes", "Dynamic workflow")


def test_check_reports_an_example_that_the_rules_no_longer_meet(workspace: Path) -> None:
    path = workspace / "matrices" / "agent-router.xlsx"
    retype(path, "Examples", "Should be: blast radius", 5, "High")
    told = answer("check", path, "--json")
    (problem,) = [problem for problem in told["problems"] if problem["severity"] == "error"]
    assert problem["code"] == "CK101"
    assert "expected High" in problem["found"]
    assert "Risk rules!" in problem["found"]


def test_check_does_not_bury_a_slip_in_the_grid_under_the_examples_it_breaks(workspace: Path) -> None:
    path = workspace / "matrices" / "agent-router.xlsx"
    book = load_workbook(path)
    book["Risk matrix"]["D5"] = "Low"
    book.save(path)
    told = call("check", path)
    assert told.exit_code == 1
    assert "Risk matrix!D5 decided in " in told.stdout
    places = [line.split("› ")[1] for line in told.stdout.splitlines() if "agent-router.xlsx › " in line]
    assert places.count("Risk matrix!D5") == 2
    assert len([place for place in places if place.startswith("Examples!")]) < 10
    assert " more like CK101; --json lists them all." in told.stdout
    problems = answer("check", path, "--json")["problems"]
    codes = [problem["code"] for problem in problems]
    assert codes.index("RV503") < codes.index("CK101")
    (shared,) = [problem for problem in problems if problem["code"] == "RV503"]
    differing = [problem for problem in problems if problem["code"] == "CK101"]
    assert {also.split("› ")[1] for also in shared["also"]} <= {
        f"{problem['sheet']}!{problem['cell']}" for problem in differing
    }
    assert "RV501" not in codes


def test_check_as_json_tells_which_examples_notice_each_rule(workspace: Path) -> None:
    told = answer("check", workspace / "matrices" / "agent-router.xlsx", "--json")
    rules = {f"{rule['sheet']} {rule['row']}": rule for rule in told["rules"]}
    assert rules["Routes RT6a"] == {
        "sheet": "Routes", "row": "RT6a", "cell": "A12", "examples": ["E41"], "noticed_by": ["E41"],
        "tried": ["row left out"], "untold": False,
    }  # fmt: skip


def test_check_of_what_is_no_workbook_exits_3_and_says_how_to_save_it(tmp_path: Path) -> None:
    path = tmp_path / "rules.xlsx"
    path.write_text("ID;Route\n", encoding="utf-8")
    told = call("check", path)
    assert told.exit_code == 3
    assert "rules.xlsx" in told.stderr
    as_json = call("check", path, "--json")
    assert as_json.exit_code == 3
    document = json.loads(as_json.stdout)
    assert (document["sound"], document["usable"]) == (False, False)
    assert document["problems"][0]["found"].startswith("This is a text file")


def test_check_of_a_missing_file_exits_3(tmp_path: Path) -> None:
    told = call("check", tmp_path / "none.xlsx")
    assert told.exit_code == 3
    assert "There is no such workbook" in told.stderr


@pytest.mark.parametrize("absent", ["workbook", "previous"])
def test_check_as_json_of_a_missing_file_gives_the_same_document_as_of_an_unreadable_one(
    workspace: Path, tmp_path: Path, absent: str
) -> None:
    book, none = workspace / "matrices" / "agent-router.xlsx", tmp_path / "none.xlsx"
    told = call("check", *([none] if absent == "workbook" else [book, "--previous", none]), "--json")
    assert told.exit_code == 3
    document = json.loads(told.stdout)
    assert (document["sound"], document["usable"], document["examples"]) == (False, False, 0)
    (problem,) = document["problems"]
    assert (problem["code"], problem["found"]) == ("CK100", "There is no such workbook.")
    assert problem["file"].endswith("none.xlsx")
    assert "There is no such workbook" in told.stderr


def test_a_page_of_a_missing_workbook_is_not_written(tmp_path: Path) -> None:
    assert call("check", tmp_path / "none.xlsx", "--html", tmp_path / "page.html").exit_code == 3
    assert not (tmp_path / "page.html").exists()


@pytest.mark.parametrize(("option", "name"), [("--html", "page.html"), ("--annotate", "copy.xlsx")])
@pytest.mark.parametrize("watch", [[], ["--watch"]])
def test_check_writes_into_no_folder_that_is_not_there(
    workspace: Path, tmp_path: Path, option: str, name: str, watch: list[str]
) -> None:
    book, absent = workspace / "matrices" / "agent-router.xlsx", tmp_path / "reprots"
    told = call("check", book, option, absent / name, *watch)
    assert told.exit_code == 2
    assert "There is no folder" in told.stderr
    assert "reprots" in told.stderr
    assert not absent.exists()


def test_without_a_workspace_check_says_how_to_start_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = call("check")
    assert told.exit_code == 2
    assert "agent-router init" in told.stderr


def test_the_workspaces_only_workbook_is_found_from_a_folder_below(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace / "reports")
    assert call("check").exit_code == 0


def test_two_workbooks_must_be_told_apart(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = workspace / "matrices" / "agent-router.xlsx"
    (workspace / "matrices" / "other.xlsx").write_bytes(first.read_bytes())
    (workspace / "matrices" / "~$other.xlsx").write_bytes(b"")
    monkeypatch.chdir(workspace)
    told = call("check")
    assert told.exit_code == 2
    assert "There are 2 workbooks" in told.stderr


def test_skill_writes_three_files_and_changes_nothing_the_second_time(workspace: Path) -> None:
    matrix = workspace / "matrices" / "agent-router.xlsx"
    agents = workspace / "AGENTS.md"
    agents.write_text("# Ours\n\nBe kind.\n", encoding="utf-8")
    first = call("skill", "--matrix", matrix, "--out", workspace)
    assert first.exit_code == 0
    text = agents.read_text(encoding="utf-8")
    assert text.startswith("# Ours\n\nBe kind.\n")
    again = call("skill", "--matrix", matrix, "--out", workspace)
    assert "wrote" not in again.stdout
    assert agents.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", ["task", "contract", "run", "verdict", "report"])
def test_every_schema_is_valid_json_schema(name: str) -> None:
    Draft202012Validator.check_schema(answer("schema", name))


def test_an_unknown_schema_is_misuse_and_names_the_known_ones() -> None:
    told = call("schema", "tasks")
    assert told.exit_code == 2
    assert "contract" in told.stderr
