"""A long log takes no more memory than a short one."""

import tracemalloc
from pathlib import Path
from types import ModuleType

import pytest

from agent_router.evidence import recording, spool, storing
from agent_router.evidence.logs.claude_calls import needed
from agent_router.evidence.recording import RecordRequest, record_run
from tests.house.test_benchmarks import benchmark

MEGABYTE = 1_000_000


def peak(generator: ModuleType, folder: Path, size: int) -> int:
    """Greatest memory of recording one log, in bytes."""
    folder.mkdir()
    log = folder / "session.jsonl"
    generator.write_log(log, size)
    tracemalloc.start()
    done = record_run(RecordRequest((log,), generator.BEGIN, "test"), folder / "run")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert done.records > size / 5_000
    return most


def test_memory_stays_flat_while_a_log_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "_BLOCK", 128 * 1024)
    monkeypatch.setattr(spool, "IN_MEMORY", 64 * 1024)
    monkeypatch.setattr(recording, "_AT_ONCE", 32)
    generator = benchmark("recording")
    peak(generator, tmp_path / "warm", MEGABYTE // 5)
    short = peak(generator, tmp_path / "short", 3 * MEGABYTE // 2)
    long = peak(generator, tmp_path / "long", 4 * MEGABYTE)
    # Numbers and short digests grow, texts and records do not.
    assert long - short < MEGABYTE // 2


def test_a_file_written_by_a_tool_is_not_held_until_its_answer() -> None:
    asked = {"file_path": "/a.py", "content": "x" * MEGABYTE, "edits": [1]}
    kept = needed(asked)
    assert (kept["file_path"], kept["edits"], len(str(kept["content"]))) == ("/a.py", [1], 100_000)
