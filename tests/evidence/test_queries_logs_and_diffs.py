"""Database checks, plain tables, logs and diffs: what they show, and that none of them passes by being there."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.evidence.artifacts.database import WRITES, writes
from agent_router.evidence.artifacts.registry import read_artifact
from agent_router.evidence.interface import ArtifactReading
from agent_router.evidence.together import Beside, seen_together
from agent_router.model.known import Health

QUERY = "-- what is left\nSELECT id, name FROM users WHERE deleted = 1;\n"
ROWS = "id,name\n1,Ann\n2,Bob\n"
DIFF = """diff --git a/calc.py b/calc.py
index 1..2 100644
--- a/calc.py
+++ b/calc.py
@@ -1,3 +1,3 @@
 def add(a, b):
-    return a - b
+    return a + b
+
--- old comment
diff --git a/gone.py b/gone.py
deleted file mode 100644
--- a/gone.py
+++ /dev/null
@@ -1 +0,0 @@
-x
diff --git a/p.png b/p.png
Binary files a/p.png and b/p.png differ
"""


def text(written: str) -> ArtifactReading:
    return read_artifact(written.encode())


def check(**value: object) -> ArtifactReading:
    return read_artifact(json.dumps(value).encode())


def together(*named: tuple[str, str]) -> tuple[ArtifactReading, ...]:
    return seen_together([Beside(name, frozenset(), text(written)) for name, written in named])


def test_a_query_beside_its_result_is_a_check_for_a_person() -> None:
    query, result = together(("left.sql", QUERY), ("left.csv", ROWS))
    assert query.kind == "sql"
    assert (result.kind, result.proof, result.health) == ("database check", "database check", Health.UNKNOWN)
    facts = dict(result.facts)
    assert (facts["rows"], facts["columns"]) == ("2", "id, name")
    assert "SELECT id, name FROM users" in facts["query"]
    assert len(facts["digest of the result"]) == 64


def test_halves_alone_prove_nothing() -> None:
    query, result = together(("left.sql", QUERY), ("other.csv", ROWS))
    assert (query.proof, result.proof, result.kind) == ("", "", "table")
    semicolons, commas = text(ROWS.replace(",", ";")), text(ROWS)
    assert dict(semicolons.facts)["digest of the result"] == dict(commas.facts)["digest of the result"]


def test_a_query_that_writes_is_no_check() -> None:
    _, result = together(("left.sql", "DELETE FROM users WHERE id = 1;"), ("left.csv", ROWS))
    assert result.proof == ""
    assert "writes" in result.remarks[-1]
    assert check(query="delete from users", rows=[]).remarks == (WRITES,)
    for query in (
        "with d as (delete from t returning *) select * from d",
        "SELECT 1; DROP TABLE t",
        "create table t(a)",
    ):
        assert writes(query)
    for query in ("select 'delete from x'", 'select "update" from t -- drop', "select a /* insert */ from t"):
        assert not writes(query)


def test_a_check_in_json_passes_only_by_what_was_expected() -> None:
    assert check(query="select count(*) from t", count=0).health is Health.UNKNOWN
    assert check(query="select count(*) from t", count=0, expected=0).health is Health.PASSED
    assert check(query="select count(*) from t", count=1, expected=0).health is Health.FAILED
    assert check(query="select 1", count=True, expected=1).health is Health.FAILED
    assert check(query="select * from t", rows=[{"a": 1}], expected=1).health is Health.PASSED
    assert check(query="select * from t", rows=[], expected=0, error="no such table").health is Health.FAILED
    assert dict(check(sql="select * from t", rows=[{"a": 1, "b": 2}]).facts)["columns"] == "a, b"
    assert check(query="select 1", nothing={"rows": 1}).problem
    assert read_artifact(b'{"query": "select 1", "rows": [').health is Health.ERROR


@pytest.mark.parametrize("prose", ["Select the best option, and go.\n", "Use it.\n", "# Notes\n\nWith love, me.\n"])
def test_prose_is_no_query_and_no_log(prose: str) -> None:
    assert text(prose).proof == ""
    assert text(prose).kind in {"other", "table"}


@pytest.mark.parametrize(
    ("written", "lines", "bad"),
    [
        ("2026-01-01T10:00:00Z INFO up\n2026-01-01T10:00:01Z ERROR: boom\n", "2", "1"),
        ("[2026-01-01 10:00:00,123] WARNING slow\n  detail\n", "2", "0"),
        ("Jan  1 10:00:00 host sshd[1]: ok\n", "1", "0"),
        ('{"level": "error", "msg": "no", "time": "x"}\n{"level": "info", "msg": "yes"}\n', "2", "1"),
        ("INFO: a\nTraceback (most recent call last):\nValueError: x\n", "3", "2"),
        ("aws_x.y: Creating...\n\nApply complete! Resources: 1 added, 0 changed, 0 destroyed.\n", "2", "0"),
        ('1.2.3.4 - - [01/Jan/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 1\n', "1", "0"),
    ],
)
def test_logs_count_lines_and_never_pass(written: str, lines: str, bad: str) -> None:
    found = text(written)
    assert (found.kind, found.proof, found.health) == ("log", "log", Health.UNKNOWN)
    facts = dict(found.facts)
    assert (facts["lines"], facts["lines that look like errors"]) == (lines, bad)


def test_a_log_has_its_first_and_last_time() -> None:
    found = text("2026-01-01T10:00:00+01:00 INFO a\n2026-01-01 11:00:00 INFO b\n2026-99-01T10:00:00Z INFO c\n")
    facts = dict(found.facts)
    assert (facts["first time"], facts["last time"]) == ("2026-01-01T10:00:00+01:00", "2026-01-01 11:00:00")
    assert found.when is not None
    assert found.when.utcoffset() is not None


def test_a_diff_counts_its_lines() -> None:
    found = text(DIFF)
    facts = dict(found.facts)
    assert (found.kind, found.proof, found.health) == ("unified diff", "diff", Health.UNKNOWN)
    assert (facts["files"], facts["added"], facts["removed"]) == ("3", "2", "3")
    assert (facts["calc.py"], facts["gone.py"], facts["p.png"]) == ("+2 -2", "+0 -1", "+0 -0")
    assert found.remarks == ("1 binary files, whose lines are not counted.",)
    plain = text(
        "--- old.txt\t2026-01-01\n+++ new.txt\t2026-01-02\n@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file\n"
    )
    assert dict(plain.facts)["new.txt"] == "+1 -1"


def test_a_cut_or_damaged_diff_is_said() -> None:
    cut = text(DIFF[: DIFF.index("+    return")])
    assert (cut.health, cut.remarks) == (Health.ERROR, ("It ends inside a hunk: the diff is cut.",))
    odd = text(DIFF.replace(" def add", "def add"))
    assert odd.health is Health.ERROR
    assert "damaged" in odd.remarks[0]


@given(st.text(alphabet="@-+ ,10\nab/\\", max_size=120))
def test_any_diff_is_read(written: str) -> None:
    found = text("--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n" + written)
    assert found.proof == "diff"
    assert found.health in {Health.UNKNOWN, Health.ERROR}


@given(st.text(max_size=200))
def test_no_text_passes_by_itself(written: str) -> None:
    for start in ("", "SELECT 1 FROM ", "2026-01-01T10:00:00Z ", "a,b\n"):
        assert text(start + written).health is not Health.PASSED
