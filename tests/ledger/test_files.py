import errno
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

import pytest

from agent_router.errors import CannotRead, CannotWrite
from agent_router.ledger import files
from agent_router.ledger.chain import append_chained, read_chain
from agent_router.ledger.digest import sha256_file
from agent_router.ledger.files import append_durably, write_atomic, write_folder_atomic


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        yield


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a" / "b" / "x.json", b"1")
    assert (tmp_path / "a" / "b" / "x.json").read_bytes() == b"1"
    assert names(tmp_path / "a" / "b") == ["x.json"]


def test_a_new_file_can_be_read_by_others_as_usual(tmp_path: Path) -> None:
    write_atomic(tmp_path / "x", b"1")
    (tmp_path / "usual").write_bytes(b"1")
    assert (tmp_path / "x").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_replacing_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_atomic(path, b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o640)


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    with pytest.raises(CannotWrite, match="the disk is full"):
        write_atomic(path, b"new")
    assert (path.read_bytes(), names(tmp_path)) == (b"old", ["x"])


def test_an_interrupt_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(tmp_path / "x", b"new")
    assert names(tmp_path) == []


def test_a_folder_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(CannotWrite, match="a folder of this name stands there"):
        write_atomic(tmp_path / "x", b"")


def test_a_file_where_a_folder_is_needed_is_said(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"")
    with pytest.raises(CannotWrite, match=r"a part of the path is a file|a file of this name"):
        write_atomic(tmp_path / "x" / "y", b"")


def test_a_name_too_long_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="name is too long"):
        write_atomic(tmp_path / ("x" * 300), b"")


def test_a_fault_without_words_of_its_own_is_told_in_the_systems_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(CannotWrite, match=r"x was not written: input/output error\."):
        write_atomic(tmp_path / "x", b"")


def test_missing_permission_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    # Simulated, since the superuser of a container may write anywhere.
    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(CannotWrite, match="you may not write there"):
        write_atomic(tmp_path / "x", b"")


def test_a_disk_that_cannot_sync_folders_is_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sync = os.fsync

    def only_files(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", only_files)
    write_atomic(tmp_path / "x", b"1")
    assert (tmp_path / "x").read_bytes() == b"1"


def fill(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "a").write_bytes(b"1")
    (folder / "link").symlink_to("sub")


@pytest.mark.parametrize("empty_target", [True, False])
def test_a_folder_appears_whole(tmp_path: Path, empty_target: bool) -> None:
    if empty_target:
        (tmp_path / "run").mkdir()
    write_folder_atomic(tmp_path / "run", fill)
    assert names(tmp_path) == ["a", "link", "run", "sub"]


def test_a_folder_that_holds_something_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "old").write_bytes(b"")
    with pytest.raises(CannotWrite, match="already holds files"):
        write_folder_atomic(tmp_path / "run", fill)
    assert names(tmp_path) == ["old", "run"]


def test_a_file_in_the_way_of_a_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "run").write_bytes(b"")
    with pytest.raises(CannotWrite, match="a file of this name stands there"):
        write_folder_atomic(tmp_path / "run", fill)


def test_a_filling_that_fails_leaves_nothing_and_keeps_its_own_error(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        fill(folder)
        raise ValueError("own")

    with pytest.raises(ValueError, match="own"):
        write_folder_atomic(tmp_path / "run", fail)
    assert names(tmp_path) == []


def test_lines_are_appended_at_the_end(tmp_path: Path) -> None:
    append_durably(tmp_path / "new" / "log", b"a\n")
    append_durably(tmp_path / "new" / "log", b"b\n")
    assert (tmp_path / "new" / "log").read_bytes() == b"a\nb\n"


def test_a_torn_last_line_is_never_continued(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"a\nhal")
    with pytest.raises(CannotWrite, match="no line end"):
        append_durably(tmp_path / "log", b"b\n")
    assert (tmp_path / "log").read_bytes() == b"a\nhal"


@pytest.mark.parametrize("before", [b"a\n", None])
@pytest.mark.usefixtures("full_disk")
def test_an_append_on_a_full_disk_is_taken_back(tmp_path: Path, before: bytes | None) -> None:
    if before is not None:
        (tmp_path / "log").write_bytes(before)
    with pytest.raises(CannotWrite, match="the disk is full"):
        append_durably(tmp_path / "log", b"b\n")
    assert names(tmp_path) == ([] if before is None else ["log"])
    assert before is None or (tmp_path / "log").read_bytes() == before


def test_a_short_write_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, bytes(data[:3])))
    append_durably(tmp_path / "log", b"0123456789\n")
    assert (tmp_path / "log").read_bytes() == b"0123456789\n"


@pytest.mark.parametrize("gone", [True, False])
def test_a_file_replaced_while_waiting_for_the_lock_is_opened_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: bool
) -> None:
    path, locked, first = tmp_path / "log", files._locked, [True]
    path.write_bytes(b"old\n")

    def replaced_meanwhile(descriptor: int) -> object:
        if first.pop() if first else False:
            path.unlink()
            if not gone:
                path.write_bytes(b"new\n")
        return locked(descriptor)

    monkeypatch.setattr(files, "_locked", replaced_meanwhile)
    append_durably(path, b"x\n")
    assert path.read_bytes() == (b"x\n" if gone else b"new\nx\n")


def add_ten(path: Path, writer: int) -> None:
    for number in range(10):
        append_chained(path, [{"writer": writer, "number": number, "text": "x" * 5000}])


def test_writers_at_once_make_one_unbroken_chain(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    writers = [get_context("spawn").Process(target=add_ten, args=(path, writer)) for writer in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    read = read_chain(path.read_bytes(), path.name)
    assert len(read.lines) == 30
    assert read.chain.broken_at is None
    assert not read.faults


def test_a_file_that_cannot_be_read_has_no_digest(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match=r"missing\.bin: it cannot be read \(No such file"):
        sha256_file(tmp_path / "missing.bin")


def test_the_floor_under_the_guard_starts_without_msgspec() -> None:
    code = (
        "import sys; from agent_router.ledger import canonical, chain, digest, files, jsontext; "
        "sys.exit('msgspec' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
