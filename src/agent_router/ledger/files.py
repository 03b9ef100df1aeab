"""Writing that is whole or not at all: a new file or folder by rename, a line at the end under a lock.

After a crash a reader finds what stood there before or what was meant, never a half. A last line that a crash tore is
seen by `chain.read_chain`, and nothing here continues it.
"""

import contextlib
import errno
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from agent_router.errors import CannotWrite

_WORDS = {
    errno.ENOSPC: "the disk is full. Free some space and try again.",
    errno.EDQUOT: "your disk quota is used up. Free some space and try again.",
    errno.EFBIG: "the file would be larger than this disk allows.",
    errno.EACCES: "you may not write there. Close the file in other programs, or choose another folder.",
    errno.EPERM: "you may not write there. Close the file in other programs, or choose another folder.",
    errno.EROFS: "the disk is read-only. Choose another folder.",
    errno.EISDIR: "a folder of this name stands there. Choose another name.",
    errno.ENOTDIR: "a part of the path is a file, not a folder. Choose another folder.",
    errno.EEXIST: "a file of this name stands there. Choose another name.",
    errno.ENOTEMPTY: "the folder already holds files. Choose another folder, or remove it first.",
    errno.ENAMETOOLONG: "the name is too long for this disk. Choose a shorter one.",
    errno.ENOENT: "the folder does not exist.",
}


def write_atomic(path: Path, data: bytes) -> None:
    """Put a whole file in place, replacing what stood there; CannotWrite leaves all as it was."""
    with _in_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        draft = _draft_beside(path)
        try:
            _write_new(draft, data)
            if path.exists():
                shutil.copymode(path, draft)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


def write_folder_atomic(target: Path, fill: Callable[[Path], None]) -> None:
    """Let `fill` build a folder beside the target, then rename it into place.

    An existing target must be empty, else CannotWrite. What `fill` raises goes on, with nothing left behind.
    """
    with _in_words(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise OSError(errno.ENOTEMPTY if target.is_dir() else errno.EEXIST, "is taken")
        draft = _draft_beside(target)
        draft.mkdir()
        try:
            fill(draft)
            _sync_tree(draft)
            if target.exists():
                target.rmdir()
            draft.rename(target)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        _sync_folder(target.parent)


def append_durably(path: Path, data: bytes) -> None:
    """Add whole lines at the end of a file, one writer at a time, on disk before it returns.

    CannotWrite where the file's last line has no line end: a write was cut short there, and going on would glue.
    """

    def more(before: bytes) -> bytes:
        if before and not before.endswith(b"\n"):
            raise CannotWrite(
                f"{path.as_posix()}: its last line has no line end, so an earlier write was cut short. "
                "Nothing was added. Keep the file as it is and restore it from a copy."
            )
        return data

    append_after_reading(path, more)


def append_after_reading(path: Path, more: Callable[[bytes], bytes]) -> None:
    """Append what `more` makes of the present bytes (empty for a new file), all under one lock.

    A write that fails half-way is taken back, and so is a file that was made for it; then CannotWrite.
    """
    with _in_words(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        existed = path.exists()
        with _opened_locked(path) as descriptor:
            before = _read_all(descriptor)
            try:
                _write_all(descriptor, more(before))
                os.fsync(descriptor)
            except BaseException:
                os.ftruncate(descriptor, len(before))
                if not existed and not before:
                    _unlink_open(path)
                raise
        _sync_folder(path.parent)


@contextlib.contextmanager
def _opened_locked(path: Path) -> Iterator[int]:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                # A device never ends when it is read, and keeps nothing.
                raise OSError(errno.EINVAL, "This is a device or a pipe, not a file")
            with _locked(descriptor):
                # While we waited for the lock, another writer may have replaced or taken back the file.
                if not _stands_at(descriptor, path):
                    continue
                yield descriptor
                return
        finally:
            os.close(descriptor)


def _stands_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _unlink_open(path: Path) -> None:
    # Windows keeps an open file; an empty log is then left, which reads as no log.
    with contextlib.suppress(PermissionError):
        path.unlink()


@contextlib.contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        words = _WORDS.get(fault.errno or 0, f"{(fault.strerror or str(fault)).lower()}.")
        raise CannotWrite(f"{path.as_posix()} was not written: {words}") from fault


def _draft_beside(path: Path) -> Path:
    # In the same folder, so that the rename stays on one disk; hidden, so that nobody opens it meanwhile.
    return path.with_name(f".{path.name[:80]}.{secrets.token_hex(6)}.draft")


def _write_new(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _read_all(descriptor: int) -> bytes:
    os.lseek(descriptor, 0, os.SEEK_SET)
    pieces = []
    while piece := os.read(descriptor, 1 << 20):
        pieces.append(piece)
    return b"".join(pieces)


def _sync_tree(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb+" if sys.platform == "win32" else "rb") as file:
                os.fsync(file.fileno())
        elif path.is_dir():
            _sync_folder(path)
    _sync_folder(folder)


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    # Windows locks bytes, not files: one byte that no log ever reaches.
    _LOCK_AT = 1 << 62

    @contextlib.contextmanager
    def _locked(descriptor: int) -> Iterator[None]:
        os.lseek(descriptor, _LOCK_AT, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
        try:
            yield
        finally:
            os.lseek(descriptor, _LOCK_AT, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

    def _sync_folder(folder: Path) -> None:
        """Windows has no handle for a folder's own entries."""

else:
    import fcntl

    @contextlib.contextmanager
    def _locked(descriptor: int) -> Iterator[None]:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(descriptor, fcntl.LOCK_UN)

    def _sync_folder(folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as fault:
            # Some network disks cannot sync a folder; the rename itself has happened.
            if fault.errno not in {errno.EINVAL, errno.ENOTSUP, errno.EBADF}:
                raise
        finally:
            os.close(descriptor)
