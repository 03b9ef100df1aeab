"""`record --session` and `record --sessions` as a person types them."""

import json
from pathlib import Path

from click.testing import Result

from tests.cli.calling import call
from tests.places import REPOSITORY

DATABASE = REPOSITORY / "tests" / "data" / "real_cli" / "opencode" / "opencode.db"
FIX, FAIL = "ses_dfc4dd435ffe0muyj5Hgpy07BG", "ses_dfc4d38d1ffeVHnwVmqcZjmWA1"


def record(*words: str) -> Result:
    return call("record", "--log", DATABASE, *words)


def test_the_sessions_of_a_log_are_listed_and_nothing_is_written(tmp_path: Path) -> None:
    done = record("--sessions", "--out", str(tmp_path / "run"))
    assert done.exit_code == 0
    head, *rows = done.stdout.splitlines()
    assert head.split("\t") == ["session", "program", "first", "last", "title", "with it", "files"]
    assert [row.split("\t")[0] for row in rows] == [FAIL, FIX]
    assert rows[1].split("\t")[1:5] == [
        "opencode",
        "2026-11-22 14:38:57+00:00",
        "2026-11-22 14:39:09+00:00",
        "Fix failing calc test",
    ]
    assert not (tmp_path / "run").exists()


def test_the_list_is_a_document_with_json() -> None:
    found = json.loads(record("--sessions", "--json").stdout)
    assert [one["id"] for one in found] == [FAIL, FIX]
    assert found[1] == {
        "id": FIX,
        "program": "opencode",
        "title": "Fix failing calc test",
        "first": "2026-11-22T14:38:57.995000+00:00",
        "last": "2026-11-22T14:39:09.578000+00:00",
        "with_it": [],
        "files": ["opencode.db"],
    }


def test_one_session_is_recorded_and_the_document_says_as_what(tmp_path: Path) -> None:
    done = record("--session", FIX, "--out", str(tmp_path / "run"), "--json")
    assert done.exit_code == 0
    document = json.loads(done.stdout)
    assert document["run_id"].startswith("sesdfc4d-")
    assert Path(document["folder"]) == tmp_path / "run"
    assert any(f"Chosen out of these logs: {FIX}; 1 other session(s)" in one for one in document["remarks"])
    started = json.loads((tmp_path / "run" / "run.jsonl").read_text().splitlines()[0])
    assert started["sessions"] == [FIX]


def test_without_a_session_a_database_of_several_is_one_run_and_says_how_to_choose(tmp_path: Path) -> None:
    done = record("--out", str(tmp_path / "run"))
    assert done.exit_code == 0
    assert "choose one with --session ID" in done.stderr
    assert FIX in done.stderr


def test_an_unknown_session_lists_those_found_and_an_absent_folder_is_said(tmp_path: Path) -> None:
    done = record("--session", "ses_x\x1b[31m", "--out", str(tmp_path / "run"))
    assert done.exit_code == 3
    assert "[EV120]" in done.stderr
    assert "\x1b" not in done.stderr
    missing = record()
    assert missing.exit_code == 2
    assert "--out" in missing.stderr
