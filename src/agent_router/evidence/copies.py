"""Copies among the files of a run: the same content twice, and older copies of a log that grew.

1. Of files with the same bytes the first by name stays.
2. A file whose bytes are the beginning of another one's adds nothing: the longer one stays.
3. The file that stays says which ones were left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from agent_router.evidence.found import FoundLog

_HEAD = 256
"""Bytes that two copies of one log have in common at least."""

_FIRST_LOOK = 4096
_CHUNK = 1 << 20
_MOST_COMPARED = 50
"""Longer files that one file is compared with."""

_MOST_NAMED = 4


def without_copies(files: Sequence[FoundLog]) -> tuple[FoundLog, ...]:
    """The files that add something, in the order given."""
    left_out = dict(_same(files))
    left_out |= _beginnings([file for file in files if file.name not in left_out])
    kept = [file for file in files if file.name not in left_out]
    return tuple(_said(file, [name for name in left_out if _stands_for(name, left_out) == file.name]) for file in kept)


def _said(file: FoundLog, copies: Sequence[str]) -> FoundLog:
    if not copies:
        return file
    more = f" and {len(copies) - _MOST_NAMED} more" if len(copies) > _MOST_NAMED else ""
    words = f"Copies of it that add nothing were left out: {', '.join(copies[:_MOST_NAMED])}{more}."
    return replace(file, remarks=(*file.remarks, words))


def _stands_for(name: str, left_out: dict[str, str]) -> str:
    """The file that stays, at the end of a row of copies."""
    while name in left_out:
        name = left_out[name]
    return name


def _same(files: Sequence[FoundLog]) -> Iterator[tuple[str, str]]:
    seen: dict[str, str] = {}
    for file in files:
        if file.size:
            first = seen.setdefault(file.sha256, file.name)
            if first != file.name:
                yield file.name, first


def _beginnings(files: Sequence[FoundLog]) -> dict[str, str]:
    """Name of each shorter copy, and of the next longer one."""
    by_head: dict[bytes, list[FoundLog]] = {}
    for file in sorted(files, key=lambda one: one.size):
        if file.reads and file.unpack is None and file.size >= _HEAD:
            by_head.setdefault(_head(file.path), []).append(file)
    found = {}
    for group in by_head.values():
        for at, file in enumerate(group):
            longer = group[at + 1 : at + 1 + _MOST_COMPARED]
            match = next((one for one in longer if one.size > file.size and _begins(one.path, file.path)), None)
            if match is not None:
                found[file.name] = match.name
    return found


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _begins(longer: Path, shorter: Path) -> bool:
    """Whether the longer file begins with all of the shorter one."""
    with longer.open("rb") as whole, shorter.open("rb") as part:
        return all(whole.read(len(chunk)) == chunk for chunk in _chunks(part))


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    # Most files differ in their first lines.
    yield file.read(_FIRST_LOOK)
    while chunk := file.read(_CHUNK):
        yield chunk
