"""What a shell command changed unseen by the agent's records is found by the diff, rated, and held against the run."""

from pathlib import Path

import pytest

from tests.cli.calling import answer, call
from tests.cli.test_verify_run import git, made_repo, recorded


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return made_repo(tmp_path / "calc")


def test_a_change_in_a_sensitive_folder_that_no_record_names_blocks(workspace: Path, repo: Path) -> None:
    (repo / "auth").mkdir()
    (repo / "auth/login.py").write_text("open = True\n")
    told = answer("accept", recorded(workspace, repo), "--json")
    assert (told["blast_radius"]["scope"], told["blast_radius"]["measured"]) == ("Low", "High")
    items = {item["checked_by"]: item for item in told["items"]}
    assert items["blast radius as approved"]["outcome"] == "not_met"
    assert "approved Low, measured High" in items["blast radius as approved"]["because"]
    assert items["within folders"]["outcome"] == "not_met"
    assert told["verdict"] == "not_accepted"
    changed = {path["path"]: path["note"] for path in told["changed"]}
    assert changed["auth/login.py"] == "untracked; not in the agent's records: made by a command or by somebody else"
    assert changed["calc.py"] == ""


def test_a_file_moved_out_of_a_sensitive_folder_is_rated_at_both_of_its_paths(workspace: Path, repo: Path) -> None:
    (repo / "billing").mkdir()
    (repo / "billing/invoice.py").write_text("".join(f"line {number}\n" for number in range(20)))
    git(repo, "add", "billing")
    git(repo, "commit", "-q", "-m", "invoices")
    (repo / "billing/invoice.py").rename(repo / "harmless.py")
    told = answer("accept", recorded(workspace, repo), "--json")
    changed = {path["path"]: (path["kind"], path["note"]) for path in told["changed"]}
    assert changed["billing/invoice.py"][0] == "deleted"
    assert changed["billing/invoice.py"][1].startswith("renamed to harmless.py")
    assert changed["harmless.py"][1].startswith("renamed from billing/invoice.py")
    assert told["blast_radius"]["measured"] == "High"


def test_a_base_or_head_that_is_not_there_is_told(repo: Path, tmp_path: Path) -> None:
    log = Path(__file__).parents[1] / "data" / "real_cli" / "claude_code" / "claude_fix.transcript.jsonl"
    made = call("record", "--log", log, "--repo", repo, "--base", "main", "--head", "nowhere", "--out", tmp_path / "x")
    assert (made.exit_code, "EV132" in made.stderr or "head revision" in made.stderr) == (3, True)
    alone = call("record", "--log", log, "--head", "main", "--out", tmp_path / "x")
    assert (alone.exit_code, "belong together" in alone.stderr) == (3, True)
