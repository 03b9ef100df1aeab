"""`agent-router suggest`: what a lead sees."""

from pathlib import Path

from tests.cli.calling import answer, call
from tests.faults.checking import made
from tests.faults.rules import FAULTS
from tests.policies import STARTER


def _workbook(folder: Path, code: str) -> Path:
    path = folder / "rules.xlsx"
    path.write_bytes(made(next(fault for fault in FAULTS if fault.code == code).change))
    return path


def test_the_shipped_workbook_needs_nothing() -> None:
    said = call("suggest", STARTER)
    assert said.exit_code == 0
    assert said.stdout == "Nothing to suggest: no gap, and no row that could go.\n"


def test_a_row_to_add_is_shown_ready_to_type_and_nothing_is_written(tmp_path: Path) -> None:
    path = _workbook(tmp_path, "RV108")
    before = path.read_bytes()
    said = call("suggest", path)
    assert said.exit_code == 0
    assert "1. Budgets: add a row\n" in said.stdout
    assert "      Work type             Account enrichment\n" in said.stdout
    assert "Proof: as the last row it answers only tasks that no other row answers" in said.stdout
    assert "      Work type             missing\n" in said.stdout
    assert said.stdout.endswith("2 suggestions; nothing was written.\n")
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def test_a_row_to_drop_names_its_cell(tmp_path: Path) -> None:
    said = call("suggest", _workbook(tmp_path, "RV103"))
    assert "1. Budgets: drop B8 (A12)\n   Why: What B8 says is already said by B7.\n" in said.stdout


def test_suggestions_are_there_for_programs(tmp_path: Path) -> None:
    [merge] = answer("suggest", _workbook(tmp_path, "RV106"), "--json")["suggestions"]
    assert (merge["kind"], merge["rows"]) == ("merge rows", ["R10", "R11"])
    assert merge["cells"][-1] == {"header": "Work type", "text": "Dead-code map, Documentation"}


def test_a_workbook_with_errors_is_refused_with_its_problems(tmp_path: Path) -> None:
    (tmp_path / "no.xlsx").write_text("no workbook")
    assert call("suggest", tmp_path / "no.xlsx").exit_code == 3
