"""Damaged, mislabeled and malicious OpenCode logs and databases: said, never a traceback."""

import json
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_router.evidence.logs.cursor_store import store_lines
from agent_router.evidence.logs.opencode import OpenCode
from agent_router.evidence.logs.opencode_database import opencode_lines
from agent_router.evidence.logs.sqlite_file import database_lines
from agent_router.model.run import Command
from tests.evidence.opencode_logs import (
    Json,
    assistant,
    bash,
    database,
    events,
    export,
    finish,
    part,
    read,
    said,
    unpacked,
    user,
)
from tests.evidence.readings import REAL_CLI

FIX = (REAL_CLI / "opencode" / "opencode_fix.export.json").read_bytes()
STREAM = (REAL_CLI / "opencode" / "opencode_fix.run.jsonl").read_bytes()
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(st.integers(0, len(FIX)), st.integers(0, len(STREAM)))
def test_an_export_and_a_stream_cut_anywhere_are_read(at: int, also: int) -> None:
    for sample, kept in ((FIX, at), (STREAM, also)):
        reading = read(sample[:kept])
        assert len(reading.records) <= len(read(sample).records) + 1
        assert OpenCode().recognizes(sample[:kept]) or kept < 400


def _put(value: object, path: list[int], new: object) -> object:
    """The value with something else at a place chosen by numbers."""
    if not path or not isinstance(value, dict | list) or not value:
        return new
    first, rest = path[0], path[1:]
    if isinstance(value, list):
        return [_put(one, rest, new) if number == first % len(value) else one for number, one in enumerate(value)]
    chosen = list(value)[first % len(value)]
    return {key: _put(one, rest, new) if key == chosen else one for key, one in value.items()}


@QUICK
@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), ANYTHING)
def test_any_value_anywhere_is_read(path: list[int], new: object) -> None:
    task: Json = {
        "type": "tool",
        "tool": "task",
        "callID": "t",
        "id": "pt",
        "state": {"status": "completed", "input": {}},
    }
    steps = [bash("ls", 1), finish(), part("text", text="Done."), part("patch", files=["a"]), task]
    messages = [user(diffs=[{"file": "a", "additions": 1, "deletions": 0}]), assistant(*steps)]
    document = _put(json.loads(export(*messages)), path, new)
    rows = [{"table": "message", "row": {"id": "m", "session_id": "s", "data": document}}]
    lines = _put([json.loads(line) for line in events(*messages).splitlines()] + rows, path, new)
    text_of_lines = "\n".join(json.dumps(line) for line in (lines if isinstance(lines, list) else [lines]))
    for text in (json.dumps(document), text_of_lines):
        assert len(read(text).records) < 40


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    path = tmp_path / "opencode.db"
    path.write_bytes(b"SQLite format 3\0" + b"CREATE TABLE session_message" * 40)
    lines = list(database_lines(path, opencode_lines))
    assert b"cannot be read to its end" in lines[-1]
    reading = read(b"".join(lines), events(assistant(bash("ls"))))
    assert [one.text for one in reading.records if isinstance(one, Command)] == ["ls"]


@pytest.mark.parametrize("cut", [600, 5_000, 60_000])
def test_a_truncated_database_gives_what_it_has_and_says_where_it_ends(tmp_path: Path, cut: int) -> None:
    whole = (REAL_CLI / "opencode" / "opencode.db").read_bytes()
    path = tmp_path / "opencode.db"
    path.write_bytes(whole[: len(whole) - cut * 4])
    lines = list(database_lines(path, opencode_lines))
    assert all(json.loads(line) for line in lines)
    assert b"remark" in lines[-1] or len(lines) > 2


def test_views_and_virtual_tables_in_the_place_of_tables_are_not_asked(tmp_path: Path) -> None:
    path = tmp_path / "opencode.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "CREATE VIEW session AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
            " SELECT x AS id FROM n;"
            "CREATE TABLE message (id TEXT, data TEXT); CREATE TABLE session_message (id TEXT, type TEXT, data TEXT);"
            "INSERT INTO session_message VALUES ('m', 'assistant', '{\"content\": 7}'), (x'00', 5, NULL),"
            " ('n', NULL, 'x');"
            "CREATE TRIGGER t AFTER INSERT ON message BEGIN SELECT 1; END;"
        )
    connection.close()
    lines = unpacked(path)
    assert b'"table": "session"' not in lines
    assert b"lack the columns" in lines
    reading = read(lines)
    assert "1 record(s) of unknown kind" in said(reading) or "whose data is no JSON object" in said(reading)


def test_what_is_only_in_the_write_ahead_log_is_read_and_nothing_is_written_beside_it(tmp_path: Path) -> None:
    path = database(tmp_path / "opencode.db", user())
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode = WAL")
    late = assistant(bash("pytest", 1))
    info = late["info"]
    writer.execute("INSERT INTO message VALUES ('msg_1', 'ses_main', 5, ?)", (json.dumps(info),))
    writer.commit()
    before = {one.name: one.stat().st_mtime_ns for one in tmp_path.iterdir()}
    assert "opencode.db-wal" in before
    assert unpacked(path).count(b'"table": "message"') == 2
    assert {one.name: one.stat().st_mtime_ns for one in tmp_path.iterdir()} == before
    writer.close()


def test_odd_values_in_rows_stay_readable(tmp_path: Path) -> None:
    path = database(tmp_path / "opencode.db", user())
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE session SET cost = 9e999, title = x'FF00', tokens_input = 'many'")
        connection.execute("INSERT INTO part VALUES ('p', 'lost', 'ses_main', ?)", ('{"type": "text", "n": 1e999}',))
        connection.execute("INSERT INTO part VALUES ('q', 'msg_0', 'ses_main', ?)", ("[" * 100_000,))
    connection.close()
    lines = [json.loads(line) for line in unpacked(path).splitlines()]
    assert lines[0]["row"]["cost"] == "inf"
    assert [line["row"]["id"] for line in lines if line.get("table") == "part"][-1] == "p"
    assert read(unpacked(path)).first is not None


def test_a_store_of_blobs_that_are_no_json_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    child, loose = "ab" * 32, "cd" * 32
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "CREATE TABLE blobs (id TEXT PRIMARY KEY, data BLOB); CREATE TABLE meta (key TEXT, value TEXT);"
        )
        about = json.dumps({"agentId": "a", "latestRootBlobId": "root"}).encode().hex()
        connection.executemany("INSERT INTO meta VALUES (?, ?)", [("0", about), ("1", "zz"), ("2", 5)])
        root = b"\x0a\x20" + bytes.fromhex(child) + b"\x0a\x20" + bytes(32)
        message = json.dumps({"role": "user", "content": "Hi"})
        rows = [("root", root), (child, message.encode()), (loose, message), ("x", "{"), ("y", b"\xff")]
        connection.executemany("INSERT INTO blobs VALUES (?, ?)", rows)
    connection.close()
    lines = [json.loads(line) for line in database_lines(path, store_lines)]
    assert [line["row"]["id"] for line in lines if line.get("table") == "blobs"] == [child, loose]
    remarks = " ".join(line["remark"] for line in lines if "remark" in line)
    assert "1 message(s) that the chat's root does not reach" in remarks
    assert "3 binary node(s)" in remarks
