"""Two writers, a kill at any moment, a cut at any byte, a full disk: nothing is lost, nothing is silently accepted."""

import errno
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.errors import CannotWrite
from agent_router.ledger.chain import ChainBroken, append_chained, chain_lines, read_chain
from agent_router.ledger.files import append_durably, write_atomic, write_folder_atomic

WRITER = """
import os, sys
whole = os.write
os.write = lambda descriptor, data: whole(descriptor, bytes(data[:97]))
from pathlib import Path
from agent_router.ledger.chain import append_chained
for number in range(100_000):
    append_chained(Path(sys.argv[1]), [{"number": number, "text": "x" * 3000}])
    sys.stdout.write("."); sys.stdout.flush()
"""
LOG = chain_lines([{"kind": "run", "n": 1}, {"n": 2, "text": "ä"}, {"kind": "end"}])
HEADS = [read_chain(b"".join(LOG.splitlines(keepends=True)[:number]), "log").chain.head for number in range(4)]


def writing(path: Path, lines: int) -> int:
    """Let another process append, and kill it once it has confirmed so many lines; how many it confirmed in all."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        confirmed = len(process.stdout.read(lines))
        process.kill()
        return confirmed + len(process.stdout.read())


def test_a_writer_killed_at_any_moment_loses_nothing_that_it_confirmed(tmp_path: Path) -> None:
    path, kept = tmp_path / "log", 0
    for lines in (1, 5, 12):
        kept += writing(path, lines)
        read = read_chain(path.read_bytes(), "log")
        if not read.ended:
            with pytest.raises(ChainBroken, match=r"cut short|does not hold"):
                append_chained(path, [{"n": 1}])
            # The repair that docs/auditors.md describes: what was never confirmed goes, nothing else.
            path.write_bytes(path.read_bytes()[: path.read_bytes().rfind(b"\n") + 1])
        read = read_chain(path.read_bytes(), "log")
        assert (read.faults, read.chain.broken_at) == ((), None)
        assert kept <= len(read.lines) <= kept + 1
        kept = len(read.lines)


def test_two_processes_and_a_third_appending_at_once_keep_every_line(tmp_path: Path) -> None:
    path = tmp_path / "log"
    words = [sys.executable, "-c", WRITER.replace("100_000", "15"), str(path)]
    with (
        subprocess.Popen(words, stdout=subprocess.DEVNULL) as one,
        subprocess.Popen(words, stdout=subprocess.DEVNULL) as two,
    ):
        for number in range(20):
            append_chained(path, [{"mine": number}])
        assert (one.wait(), two.wait()) == (0, 0)
    read = read_chain(path.read_bytes(), "log")
    assert [line.plain["mine"] for line in read.lines if "mine" in line.plain] == list(range(20))
    assert (len(read.lines), read.faults, read.chain.broken_at) == (50, (), None)


@pytest.mark.parametrize("cut", range(len(LOG)))
def test_a_log_cut_at_any_byte_is_torn_or_a_shorter_log_with_another_head(cut: int) -> None:
    read = read_chain(LOG[:cut], "log")
    if cut and not LOG[:cut].endswith(b"\n"):
        assert not read.ended
        with pytest.raises(CannotWrite, match="no line end"):
            _append_to(LOG[:cut])
    else:
        assert read.chain.head in HEADS[:-1]
        assert read.chain.head != HEADS[-1]


def _append_to(data: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "log").write_bytes(data)
        append_durably(Path(folder) / "log", b"{}\n")


@given(st.data())
def test_a_byte_changed_put_in_or_taken_out_is_told_or_changes_the_head(data: st.DataObject) -> None:
    """What is read is the bytes: no change of any byte leaves the same lines, the same chain and the same head."""
    at = data.draw(st.integers(0, len(LOG) - 1))
    byte = bytes([data.draw(st.integers(0, 255))])
    flipped, put_in, taken_out = LOG[:at] + byte + LOG[at + 1 :], LOG[:at] + byte + LOG[at:], LOG[:at] + LOG[at + 1 :]
    for changed in (flipped, put_in, taken_out):
        if changed == LOG:
            continue
        read = read_chain(changed, "log")
        told = bool(read.faults) or not read.ended or read.chain.broken_at is not None or not read.chain.chained
        assert told or read.chain.head != HEADS[-1]


@pytest.mark.parametrize("fails_at", range(4))
@pytest.mark.parametrize("there_before", [True, False])
def test_a_disk_that_fills_up_at_any_write_takes_the_append_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int, there_before: bool
) -> None:
    path, calls, write = tmp_path / "log", [0], os.write
    if there_before:
        path.write_bytes(LOG)

    def filling_up(descriptor: int, data: bytes) -> int:
        calls[0] += 1
        if calls[0] > fails_at:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, bytes(data[:20]))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", filling_up)
        with pytest.raises(CannotWrite, match="the disk is full"):
            append_chained(path, [{"text": "x" * 200}])
    assert (path.read_bytes() if path.exists() else None) == (LOG if there_before else None)
    append_chained(path, [{"n": 4}])
    assert read_chain(path.read_bytes(), "log").chain.broken_at is None


def test_a_file_that_may_grow_no_further_keeps_what_stood_there(tmp_path: Path) -> None:
    path, limits = tmp_path / "log", resource.getrlimit(resource.RLIMIT_FSIZE)
    path.write_bytes(LOG)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(LOG) + 50, limits[1]))
        with pytest.raises(CannotWrite, match="larger than this disk allows"):
            append_chained(path, [{"text": "x" * 500}])
        with pytest.raises(CannotWrite, match="larger than this disk allows"):
            write_atomic(tmp_path / "other", b"x" * 5000)
        with pytest.raises(CannotWrite, match="larger than this disk allows"):
            write_folder_atomic(tmp_path / "run", lambda folder: _write(folder / "run.jsonl", b"x" * 5000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert path.read_bytes() == LOG
    assert [one.name for one in tmp_path.iterdir()] == ["log"]


def _write(path: Path, data: bytes) -> None:
    with path.open("wb", buffering=0) as file:
        while data:
            data = data[file.write(data) :]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_device_that_is_always_full_is_told(tmp_path: Path) -> None:
    (tmp_path / "log").symlink_to("/dev/full")
    with pytest.raises(CannotWrite, match="a device or a pipe, not a file"):
        append_chained(tmp_path / "log", [{"n": 1}])
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(OSError, match="No space left"):
        full.write(LOG)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EPERM])
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(number, "refused")

    # Simulated, since the superuser of a container may write anywhere.
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        with pytest.raises(CannotWrite, match=r"may not write|read-only"):
            append_chained(tmp_path / "log", [{"n": 1}])
    assert list(tmp_path.iterdir()) == []


RECORDER = """
import os, sys
from pathlib import Path
from agent_router.ledger.files import write_folder_atomic
def fill(folder):
    (folder / "run.jsonl").write_text("half")
    os.kill(os.getpid(), 9)
write_folder_atomic(Path(sys.argv[1]), fill)
"""


def test_a_recording_killed_half_way_leaves_a_draft_and_no_run(tmp_path: Path) -> None:
    run = tmp_path / "evidence" / "r-1"
    assert subprocess.run([sys.executable, "-c", RECORDER, str(run)], check=False).returncode == -signal.SIGKILL
    (draft,) = run.parent.iterdir()
    assert draft.name.startswith(".r-1.")
    assert draft.name.endswith(".draft")
    assert not list(run.parent.glob("*/run.jsonl")) or all(
        path.parent == draft for path in run.parent.glob(".*/run.jsonl")
    )
    write_folder_atomic(run, lambda folder: _write(folder / "run.jsonl", LOG))
    assert (run / "run.jsonl").read_bytes() == LOG
