"""`prices`: rows to copy, from LiteLLM's table."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.calling import answer, call
from tests.workbook.test_price_table import TABLE


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "prices.json"
    path.write_text(json.dumps(TABLE), "utf-8")
    return path


def test_the_rows_are_printed_ready_to_paste_and_written_to_a_new_workbook(table: Path, tmp_path: Path) -> None:
    out = tmp_path / "new.xlsx"

    done = call("prices", table, "--model", "long", "--from", "2026-11-01", "--out", out)

    assert done.exit_code == 0
    assert done.stdout.splitlines()[1].split("\t")[:7] == ["long", "2026-11-01", "1.25", "10", "0.125", "", "200000"]
    sheet = load_workbook(out)["Prices"]
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_col=5)]
    assert [(row[0], row[2]) for row in values if row[0] == "long"] == [("long", 1.25), ("long", 2.5)]


def test_a_model_that_the_table_does_not_know_is_said_and_stays_unknown(table: Path) -> None:
    done = call("prices", table, "--model", "unheard-of", "--from", "2026-11-01")

    assert done.exit_code == 1
    assert "unheard-of: the table has no such model. Its price stays unknown." in done.stderr
    document = answer("prices", table, "--model", "unheard-of", "--from", "2026-11-01", "--json")
    assert document == {"rows": [], "missing": [{"model": "unheard-of", "why": "the table has no such model"}]}


def test_without_a_name_the_models_that_runs_used_and_nobody_priced_are_taken(
    table: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("init", tmp_path / "ws").exit_code == 0
    monkeypatch.chdir(tmp_path / "ws")
    folder = tmp_path / "ws" / "evidence" / "r1"
    folder.mkdir(parents=True)
    usage = [{"kind": "usage", "source": "system", "model": model} for model in ("small", "claude-opus-5")]
    lines = [{"kind": "run", "source": "system", "run_id": "r1"}, *usage, {"kind": "end", "source": "system"}]
    (folder / "run.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    (tmp_path / "ws" / "evidence" / "broken").mkdir()
    (tmp_path / "ws" / "evidence" / "broken" / "run.jsonl").write_text("no", "utf-8")

    rows = answer("prices", table, "--from", "2026-11-01", "--json")["rows"]

    assert [row["Model"] for row in rows] == ["small"]
    (folder / "run.jsonl").unlink()
    done = call("prices", table, "--from", "2026-11-01")
    assert "Every model that the recorded runs used has a price." in done.stderr


def test_nothing_is_ever_written_over(table: Path) -> None:
    refused = call("prices", table, "--model", "long", "--from", "2026-11-01", "--out", table)

    assert refused.exit_code == 2
    assert "nothing is ever written over" in refused.stderr
    assert json.loads(table.read_text("utf-8")) == TABLE
