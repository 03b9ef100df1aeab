"""The agent's own logs as kept in a run folder: secrets masked, compressed, and read from there.

Nothing of a log is read before it is masked, so that `run.jsonl` can be made again from what is kept.

1. A log is read in pieces of whole lines and never held as a whole.
2. What its reader unpacks (a database) is kept as the JSON lines that it gives; the original's digest is stated.
3. A file that is no text and that no reader knows is named, not kept: secrets in it could not be found.
4. Same content, same bytes.
"""

import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

from agent_router.errors import CannotRead, InputRejected
from agent_router.evidence import problems
from agent_router.evidence.found import UNRECOGNIZED, FoundLog
from agent_router.evidence.interface import LogFile
from agent_router.evidence.opening import LogText, is_text
from agent_router.ledger.digest import sha256_file
from agent_router.masking.secrets import Found, MaskedBytes, mask, mask_bytes, masking_key
from agent_router.model.place import Place
from agent_router.model.problem import Problem

Progress = Callable[[int, int], None]
"""Told how many bytes of the logs were taken in, and how many there are."""

SPEEDY = 3
"""Level of compression: four times as fast as the usual one, for a tenth more bytes."""

_BLOCK = 4 * 1024 * 1024
LONGEST_LINE = 64 * 1024 * 1024
"""Bytes; a longer line is no record of any agent, and is left out of what is kept."""

MOST_UNPACKED = 16 * 1024**3
"""Bytes; a small file that unpacks to more is a bomb (`docs/problems.md`, EV119)."""

_SPELLED = re.compile(rb"(?<!\\)((?:\\\\)*)\\u00((?!22|5[cC]|7[fF])[2-7][0-9a-fA-F])")
"""A printable ASCII character other than the quote and the backslash, as JSON may spell it."""
_UNSAFE = re.compile(r"[^\w .@+=,~-]")
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?\Z")
_LONGEST_PART = 120


@dataclass(frozen=True, slots=True)
class StoredLog:
    """One log file in its run folder."""

    found: FoundLog
    log: LogFile
    """Its `kind` is empty where it is not to be read."""
    masked: tuple[Found, ...]
    """What was masked, by rule."""
    remarks: tuple[str, ...] = ()
    """What was noticed while it was stored."""
    sha256: str = ""
    """Digest of the file as kept; empty where it was not kept."""


def no_progress(_done: int, _of: int) -> None:
    """Nobody is told."""


def safe_name(name: str) -> str:
    """A name for use inside a run folder: no climbing, no control characters, no reserved words."""
    parts = [_UNSAFE.sub("_", part).strip(" ")[:_LONGEST_PART] for part in name.replace("\\", "/").split("/")]
    kept = [f"_{part}" if _RESERVED.match(part) else part for part in parts if part.strip(". ")]
    return "/".join(kept) or "_"


def run_key(files: Iterable[FoundLog]) -> bytes:
    """The masking key of a run: the same value gets the same mask in all of its files."""
    return masking_key(block for file in files for block in _raw_blocks(file.path))


def store_logs(
    files: Iterable[FoundLog], folder: Path, key: bytes, progress: Progress = no_progress
) -> Iterator[StoredLog]:
    """Write each file masked and compressed below `folder/raw`; same content, same bytes."""
    files = tuple(files)
    whole, before = sum(file.size for file in files), 0
    taken: set[str] = set()
    for file in files:
        ending = ".gz" if file.unpack is None or file.name.endswith(".jsonl") else ".jsonl.gz"
        name = _free(f"raw/{safe_name(mask(file.name, key).text)}{ending}", taken)
        target, text = folder / name, LogText(file.path, file.unpack)
        log = LogFile(name, partial(open_log, target), file.kind if file.reads else "")
        if file.kind == UNRECOGNIZED and not is_text(text.sample(_BLOCK)):
            words = "It is no text, so secrets in it could not be masked: it is named here, not kept."
            yield StoredLog(file, log, (), (words,))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            masked, remarks = _store(text, target, key, _told(progress, before, file.size, whole))
            yield StoredLog(file, log, masked, remarks, sha256_file(target))
        before += file.size
    progress(whole, whole)


def open_log(path: Path) -> BinaryIO:
    """The uncompressed bytes of a kept log."""
    return cast("BinaryIO", gzip.open(path, "rb"))


def _told(progress: Progress, before: int, size: int, whole: int) -> Callable[[int], None]:
    # What is compressed or unpacked is longer than its file.
    return lambda done: progress(before + min(done, size), whole)


def _free(name: str, taken: set[str]) -> str:
    # Two names that differ only in case or in unsafe characters would meet in one file.
    unique, number = name, 2
    while unique.casefold() in taken:
        unique = name.replace("raw/", f"raw/{number}_", 1)
        number += 1
    taken.add(unique.casefold())
    return unique


def _store(
    text: LogText, target: Path, key: bytes, told: Callable[[int], None]
) -> tuple[tuple[Found, ...], tuple[str, ...]]:
    counts: Counter[str] = Counter()
    left_out: list[int] = []
    done = 0
    with (
        target.open("xb") as file,
        gzip.GzipFile(filename="", mode="wb", compresslevel=SPEEDY, fileobj=file, mtime=0) as packed,
    ):
        for block in _whole_lines(_within_limit(text, target), left_out):
            masked = _masked(block, key)
            counts.update({one.rule: one.count for one in masked.found})
            packed.write(masked.data)
            done += len(block)
            told(done)
    words = (f"{len(left_out)} line(s) longer than 64 MiB were left out of what is kept.",) if left_out else ()
    return tuple(Found(rule, counts[rule]) for rule in sorted(counts)), (*text.remarks, *words)


def _masked(block: bytes, key: bytes) -> MaskedBytes:
    """The block without its secrets; letters that JSON spells as escapes are spelled out where that shows more."""
    masked = mask_bytes(block, key)
    if b"\\u00" not in block:
        return masked
    plain = mask_bytes(_SPELLED.sub(lambda found: found[1] + bytes([int(found[2], 16)]), block), key)
    return plain if sum(one.count for one in plain.found) > sum(one.count for one in masked.found) else masked


def _within_limit(text: LogText, target: Path) -> Iterator[bytes]:
    done = 0
    for block in text.blocks(_BLOCK):
        done += len(block)
        if done > MOST_UNPACKED:
            raise InputRejected([Problem(problems.LOG_TOO_LARGE, Place(target.name), "more than 16 GiB of text")])
        yield block


def _whole_lines(blocks: Iterator[bytes], left_out: list[int]) -> Iterator[bytes]:
    """Pieces that end with a line's end, so that no secret is cut in two; a line that never ends becomes blank."""
    pending: list[bytes] = []
    held, skipping = 0, False
    for block in chain(blocks, (b"",)):
        cut = block.rfind(b"\n") + 1
        if not block or cut:
            whole = block[:cut]
            if skipping and block:
                # Its own line break stays, so that the lines after it keep their numbers.
                whole = whole[whole.find(b"\n") :]
            if pending or whole:
                yield b"".join((*pending, whole))
            pending, held, skipping = [], 0, False
        if skipping or held + len(block) - cut > LONGEST_LINE:
            left_out += [] if skipping else [held]
            pending, held, skipping = [], 0, True
        else:
            pending.append(block[cut:])
            held += len(block) - cut


def _raw_blocks(path: Path) -> Iterator[bytes]:
    """The file's bytes as they are."""
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block
    except OSError as fault:
        place = Place(path.as_posix())
        raise CannotRead(place, "it cannot be read any more.", "Record again; the file went away meanwhile.") from fault
