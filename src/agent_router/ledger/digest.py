"""SHA-256 as lower-case hex, of bytes and of files of any size."""

import hashlib
from pathlib import Path

from agent_router.errors import CannotRead
from agent_router.model.place import Place


def sha256_hex(data: bytes) -> str:
    """SHA-256 of the bytes: 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: Path) -> str:
    """SHA-256 of a file, read piece by piece; CannotRead where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as fault:
        place = Place(path.as_posix())
        raise CannotRead(place, f"it cannot be read ({fault.strerror}).", "Check the path and permissions.") from fault
