"""Artifacts as text, JSON and tables at their limits."""

import pytest

from agent_router.evidence.artifacts import measurements_csv, plain
from agent_router.evidence.artifacts.delimited import Table, header_of, table_of
from agent_router.evidence.artifacts.plain import json_of, number, shown, text_of
from agent_router.evidence.artifacts.registry import read_artifact
from agent_router.ledger.jsontext import NotJson


def test_text_is_told_from_bytes() -> None:
    assert text_of(b"plain") == "plain"
    assert text_of(b"\xef\xbb\xbfwith a mark") == "with a mark"
    assert text_of("wide".encode("utf-16")) == "wide"
    assert text_of(b"a\0b") is None
    assert text_of(bytes(range(1, 32)) * 9) is None
    assert text_of(b"caf\xe9 and some more words around it") is not None
    assert read_artifact(b"\x01\x02\x03\x04" * 99).proof == ""


def test_json_has_a_limit_and_may_be_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    assert json_of('{"a": 1}'.encode("utf-16")) == {"a": 1}
    assert json_of(b"\xef\xbb\xbf[1]") == [1]
    monkeypatch.setattr(plain, "LARGEST_JSON", 3)
    with pytest.raises(NotJson, match="larger than"):
        json_of(b"[1, 2]")


@pytest.mark.parametrize("value", [True, None, "1", 10**16, float("inf"), [1]])
def test_what_is_no_number(value: object) -> None:
    assert number(value) is None


def test_what_is_shown_is_one_short_line() -> None:
    assert shown("a\x1b[31m\nb\u202ec") == "a [31m b c"
    assert shown("x" * 500) == "x" * 119 + "…"


def test_tables_at_their_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert table_of("one column\nonly\n") == "It has no columns."
    assert table_of("") == "It has no columns."
    assert table_of("a,b\n1,2\n3,4\n", 1) == Table(("a", "b"), ((2, ("1", "2")),), ",", cut=True)
    assert header_of('a,"b\n') == ()
    damaged = table_of('a,b\n1,"2\n')
    assert isinstance(damaged, str)
    assert damaged.startswith("The table is damaged")
    wide = table_of(",".join(f"c{n}" for n in range(1_100)) + "\n")
    assert wide == "Line 1: it has 1,100 columns."
    monkeypatch.setattr(measurements_csv, "MOST_ROWS", 1)
    assert read_artifact(b"name,before,after\na,1,2\nb,1,2\n").remarks[-1] == "Only the first 1 rows are read."
