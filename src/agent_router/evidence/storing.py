"""The agent's own logs as kept in a run folder: secrets masked, compressed, and read from there.

Nothing of a log is read before it is masked, so that `run.jsonl` can be made again from what is kept.
"""

import gzip
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from agent_router.errors import CannotRead
from agent_router.evidence.finding import FoundLog
from agent_router.evidence.interface import LogFile
from agent_router.masking.secrets import Found, mask_bytes, masking_key, total
from agent_router.model.place import Place

_BLOCK = 8 * 1024 * 1024
_UNSAFE = re.compile(r"[^\w .@+=,~-]")
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?\Z")
_LONGEST_PART = 120


@dataclass(frozen=True, slots=True)
class StoredLog:
    """One log file in its run folder."""

    found: FoundLog
    log: LogFile
    masked: tuple[Found, ...]
    """What was masked, by rule."""


def safe_name(name: str) -> str:
    """A name for use inside a run folder: no climbing, no control characters, no reserved words."""
    parts = [_UNSAFE.sub("_", part).strip(" ")[:_LONGEST_PART] for part in name.replace("\\", "/").split("/")]
    kept = [f"_{part}" if _RESERVED.match(part) else part for part in parts if part.strip(". ")]
    return "/".join(kept) or "_"


def run_key(files: Iterable[FoundLog]) -> bytes:
    """The masking key of a run: the same value gets the same mask in all of its files."""
    return masking_key(block for file in files for block in _blocks(file.path))


def store_logs(files: Iterable[FoundLog], folder: Path, key: bytes) -> Iterator[StoredLog]:
    """Write each file masked and compressed below `folder/raw`; same content, same bytes."""
    taken: set[str] = set()
    for file in files:
        name = _free(f"raw/{safe_name(file.name)}.gz", taken)
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        masked = _store(file.path, target, key)
        kind = "" if file.kind == "unrecognized" else file.kind
        yield StoredLog(file, LogFile(name, partial(open_log, target), kind), masked)


def open_log(path: Path) -> BinaryIO:
    """The uncompressed bytes of a kept log."""
    return cast("BinaryIO", gzip.open(path, "rb"))


def _free(name: str, taken: set[str]) -> str:
    # Two names that differ only in case or in unsafe characters would meet in one file.
    unique, number = name, 2
    while unique.casefold() in taken:
        unique = name.replace("raw/", f"raw/{number}_", 1)
        number += 1
    taken.add(unique.casefold())
    return unique


def _store(source: Path, target: Path, key: bytes) -> tuple[Found, ...]:
    found: list[Found] = []
    with target.open("xb") as file, gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
        for block in _blocks(source):
            masked = mask_bytes(block, key)
            found += masked.found
            packed.write(masked.data)
    return total(found)


def _blocks(path: Path) -> Iterator[bytes]:
    """The file in pieces of whole lines, so that no secret is cut in two."""
    try:
        with path.open("rb") as file:
            while lines := file.readlines(_BLOCK):
                yield b"".join(lines)
    except OSError as fault:
        place = Place(path.as_posix())
        raise CannotRead(place, "it cannot be read any more.", "Record again; the file went away meanwhile.") from fault
