"""Names inside a run folder, and logs that go away while they are read."""

from pathlib import Path

import pytest

from agent_router.errors import CannotRead
from agent_router.evidence.found import FoundLog
from agent_router.evidence.storing import run_key, safe_name, store_logs


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a/b.jsonl", "a/b.jsonl"),
        ("../../etc/passwd", "etc/passwd"),
        ("/abs/x", "abs/x"),
        ("a\\b", "a/b"),
        ("con.txt", "_con.txt"),
        ("a\x00b\u202ec", "a_b_c"),
        ("...", "_"),
        ("x" * 300, "x" * 120),
    ],
)
def test_names_never_climb_nor_surprise(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_names_that_meet_are_kept_apart(tmp_path: Path) -> None:
    source = tmp_path / "x"
    source.write_bytes(b"1\n")
    files = [FoundLog(source, name, "kind", "0" * 64, 2) for name in ("A.jsonl", "a.jsonl", "a?jsonl", "a_jsonl")]
    stored = [one.log.name for one in store_logs(files, tmp_path / "run", b"key")]
    assert len({name.casefold() for name in stored}) == 4
    assert all((tmp_path / "run" / name).is_file() for name in stored)


def test_a_log_that_went_away_is_told(tmp_path: Path) -> None:
    gone = FoundLog(tmp_path / "gone", "gone", "kind", "0" * 64, 2)
    with pytest.raises(CannotRead, match="any more"):
        run_key([gone])
