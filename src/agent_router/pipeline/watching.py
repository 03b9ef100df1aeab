"""A workbook while somebody edits it: every save is checked once, when it is whole.

Rules, in order:

1. The file is looked at again and again; nothing is believed of times alone (a network drive keeps coarse ones): what
   counts is the digest of the bytes.
2. New bytes are checked once two looks in a row saw the same, and they open as a ZIP; until then the file is being
   saved. Bytes that stay and are no ZIP are checked after some patience, so that the reason can be said.
3. The same bytes saved again are not checked again; that they were saved is said.
4. A file that is briefly absent is being saved (programs write a new file and rename it); one that stays away is gone,
   and checked again when it is back, if it changed.
5. A file that exists and cannot be read for a while is unreadable; the watch goes on.
"""

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from agent_router.errors import CannotRead
from agent_router.model.place import Place
from agent_router.pipeline.checking import CheckedWorkbook
from agent_router.pipeline.workspace import read_file

PATIENCE = 6
"""Looks at an unfinished or absent file before that is taken as the last word."""


@dataclass(frozen=True, slots=True)
class FileSeen:
    """What one look at the file showed."""

    data: bytes | None
    """None where it is not there, or could not be read."""
    stamp: tuple[int, ...] = ()
    """Time of change, size and number on the disk; another stamp with the same bytes means: saved again."""
    fault: CannotRead | None = None
    """Why it could not be read although it is there."""


class WatchedKind(Enum):
    """What happened to the file."""

    CHECKED = "checked"
    """New bytes were checked; `outcome` is theirs."""
    SAME = "saved without a change"
    """The same bytes were saved again, or are back."""
    SAVING = "being saved"
    GONE = "not there"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The check of one version of the file."""

    data: bytes
    sha256: str
    checked: CheckedWorkbook | None
    fault: CannotRead | None = None
    """Why it is no workbook; None where it was checked."""


@dataclass(frozen=True, slots=True)
class WatchedEvent:
    """One thing that happened."""

    kind: WatchedKind
    outcome: Outcome | None
    """The last check; None before the first."""


@dataclass(frozen=True, slots=True)
class _Watch:
    """What is known between two looks."""

    outcome: Outcome | None = None
    seen: FileSeen | None = None
    waited: int = 0
    """Looks at something unfinished, one after the other."""
    settled: WatchedKind = WatchedKind.SAME
    """What was last said: while it is SAVING or GONE, the return of the same bytes is worth saying."""


def watch(
    look: Callable[[], FileSeen], check: Callable[[bytes], CheckedWorkbook], patience: int = PATIENCE
) -> Iterator[WatchedEvent | None]:
    """One value a look, None where nothing happened; the caller waits between them, and ends it by going on no more.

    `check` may raise CannotRead.
    """
    known = _Watch()
    while True:
        known, event = _step(known, look(), check, patience)
        yield event


def _step(
    known: _Watch, seen: FileSeen, check: Callable[[bytes], CheckedWorkbook], patience: int
) -> tuple[_Watch, WatchedEvent | None]:
    before, known = known.seen, replace(known, seen=seen)
    if before is None or before.data != seen.data:
        known = replace(known, waited=0)
    if seen.data is None:
        return _absent(known, seen, patience)
    digest = sha256(seen.data).hexdigest()
    if known.outcome is not None and digest == known.outcome.sha256:
        return _unchanged(known, before, seen)
    steady = before is not None and before.data == seen.data
    whole = _opens(seen.data)
    if (steady and (whole or not _begun(seen.data))) or (known.outcome is None and whole):
        return _checked(known, seen.data, digest, check)
    if steady and known.waited >= patience:
        return _checked(known, seen.data, digest, check)
    return _waiting(known, WatchedKind.SAVING)


def _absent(known: _Watch, seen: FileSeen, patience: int) -> tuple[_Watch, WatchedEvent | None]:
    """Rules 4 and 5."""
    if seen.fault is not None and known.outcome is not None and not known.outcome.sha256:
        return known, None
    if known.waited < patience:
        return _waiting(known, WatchedKind.SAVING)
    if seen.fault is None:
        return _waiting(known, WatchedKind.GONE)
    return _told(known, Outcome(b"", "", None, seen.fault))


def _unchanged(known: _Watch, before: FileSeen | None, seen: FileSeen) -> tuple[_Watch, WatchedEvent | None]:
    """Rule 3."""
    away = known.settled is not WatchedKind.SAME
    known = replace(known, waited=0, settled=WatchedKind.SAME)
    saved_again = before is not None and before.data == seen.data and before.stamp != seen.stamp
    return known, WatchedEvent(WatchedKind.SAME, known.outcome) if away or saved_again else None


def _waiting(known: _Watch, kind: WatchedKind) -> tuple[_Watch, WatchedEvent | None]:
    """Said once, however long it takes."""
    event = None if known.settled is kind else WatchedEvent(kind, known.outcome)
    return replace(known, waited=known.waited + 1, settled=kind), event


def _checked(
    known: _Watch, data: bytes, digest: str, check: Callable[[bytes], CheckedWorkbook]
) -> tuple[_Watch, WatchedEvent | None]:
    try:
        outcome = Outcome(data, digest, check(data))
    except CannotRead as fault:
        outcome = Outcome(data, digest, None, fault)
    return _told(known, outcome)


def _told(known: _Watch, outcome: Outcome) -> tuple[_Watch, WatchedEvent]:
    known = replace(known, outcome=outcome, waited=0, settled=WatchedKind.SAME)
    return known, WatchedEvent(WatchedKind.CHECKED, outcome)


def _begun(data: bytes) -> bool:
    """Whether these may be the first bytes of a workbook that is still being written."""
    return not data or data.startswith(b"PK")


def _opens(data: bytes) -> bool:
    """Whether the ZIP is whole: its list of parts stands at the very end of the file."""
    return zipfile.is_zipfile(BytesIO(data))


def look_at(path: Path) -> FileSeen:
    """One look at the file on disk; a folder of that name, or a disk that fails, is a fault like any other."""
    try:
        status = path.stat()
        return FileSeen(read_file(path, "workbook"), (status.st_mtime_ns, status.st_size, status.st_ino))
    except FileNotFoundError:
        return FileSeen(None)
    except CannotRead as fault:
        # Between the two calls a program that saves may have taken the file away.
        return FileSeen(None, fault=fault if path.exists() else None)
    except OSError as fault:
        words = f"This workbook cannot be looked at: {fault.strerror}."
        return FileSeen(None, fault=CannotRead(Place(str(path)), words, "Look whether the disk is still connected."))
