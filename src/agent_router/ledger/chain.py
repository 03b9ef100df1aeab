"""Hash-chained JSON Lines: each line's `prev` is the SHA-256 of the exact bytes of the line before.

A changed, dropped, added or moved line shows at the line after it; the last lines are held by the head digest alone,
which somebody must have kept elsewhere (a sign-off does).
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from agent_router.errors import CannotRead
from agent_router.ledger.canonical import NotCanonical
from agent_router.ledger.digest import sha256_hex
from agent_router.ledger.files import append_after_reading
from agent_router.ledger.jsontext import JsonObject, NotJson, parse_json
from agent_router.model.place import Place
from agent_router.model.run import Chain

NO_LINE_BEFORE = "0" * 64
"""`prev` of the first line."""

_BOM = b"\xef\xbb\xbf"
_SPACES = b" \t\r"


class LineFault(Enum):
    """What can be wrong with one line as text."""

    TORN = "the last line is cut short"
    GLUED = "two records are glued together on one line"
    NOT_JSON = "the line is not JSON"
    NOT_OBJECT = "the line is no JSON object"
    BLANK = "the line is blank inside a chained log"


@dataclass(frozen=True, slots=True)
class ChainFault:
    """One line that could not be read."""

    kind: LineFault
    place: Place
    found: str
    """What was found there, in words."""

    def __str__(self) -> str:
        return f"{self.place}: {self.kind.value} ({self.found})" if self.found else f"{self.place}: {self.kind.value}"


@dataclass(frozen=True, slots=True)
class ChainLine:
    """One line that was read."""

    number: int
    """1-based."""
    sha256: str
    """Digest of `raw`."""
    plain: JsonObject
    """The object, `prev` left in."""
    raw: bytes
    """The exact bytes, without newline."""


@dataclass(frozen=True, slots=True)
class ChainRead:
    """A whole log: its readable lines, the state of its chain, and what could not be read."""

    lines: tuple[ChainLine, ...]
    chain: Chain
    faults: tuple[ChainFault, ...] = ()
    ended: bool = True
    """False where the last line, though whole, has no line end; nothing may be appended to such a file."""


class ChainBroken(CannotRead):
    """A log whose chain does not hold is not continued."""


def chain_lines(values: Iterable[JsonObject]) -> bytes:
    """A whole new log of these objects, each with its `prev` (one that it brings is replaced); empty for no values."""
    return b"".join(_chained(values, NO_LINE_BEFORE))


def write_chained(path: Path, values: Iterable[JsonObject]) -> str:
    """Write a whole new log line by line, so that its length costs no memory; the digest of its last line.

    FileExistsError where something stands there; for use inside a folder that is put in place as a whole.
    """
    raw = b""
    with path.open("xb") as file:
        for raw in _chained(values, NO_LINE_BEFORE):
            file.write(raw)
    return sha256_hex(raw.rstrip(b"\n")) if raw else ""


def append_chained(path: Path, values: Iterable[JsonObject]) -> str:
    """Continue the log at `path` (or start it) with these objects; the digest of its last line.

    The existing chain is verified first, under the same lock: ChainBroken, with the place, where it does not hold.
    """
    head = ""

    def more(before: bytes) -> bytes:
        nonlocal head
        read = read_chain(before, path.name)
        _refuse_broken(read, path)
        data = b"".join(_chained(values, read.chain.head or NO_LINE_BEFORE))
        head = sha256_hex(data.rstrip(b"\n").rsplit(b"\n", 1)[-1]) if data else read.chain.head
        return data

    append_after_reading(path, more)
    return head


def read_chain(data: bytes, name: str) -> ChainRead:
    """Read a log, chained or not; faults are values with their line in the file called `name`.

    1. A line is what stands between newlines; blank lines count as lines and hold nothing.
    2. A log in which no line has `prev` is not chained: nothing is broken, and blank lines are no fault.
    3. Otherwise the chain breaks at the first line that is faulty or whose `prev` is not the digest of the line before.
    4. The head is the digest of the last line's bytes, readable or not; empty for an empty log.
    """
    raws = data.split(b"\n")
    ended = not raws[-1]
    if ended:
        raws.pop()
    items = [
        _line(raw, Place(name, line=number), last=number == len(raws) and not ended)
        for number, raw in enumerate(raws, start=1)
    ]
    chained = any(isinstance(item, ChainLine) and "prev" in item.plain for item in items)
    faults = tuple(
        item for item in items if isinstance(item, ChainFault) and (chained or item.kind is not LineFault.BLANK)
    )
    broken_at = _first_break(items, raws, name) if chained else None
    head = sha256_hex(raws[-1]) if raws else ""
    lines = tuple(item for item in items if isinstance(item, ChainLine))
    return ChainRead(lines, Chain(chained, broken_at, head), faults, ended)


def _chained(values: Iterable[JsonObject], prev: str) -> Iterator[bytes]:
    for value in values:
        try:
            text = json.dumps({**value, "prev": prev}, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
            raw = text.encode("utf-8")
        except (ValueError, RecursionError) as fault:
            raise NotCanonical(f"This record has no JSON text: {str(fault)[:120]}") from fault
        prev = sha256_hex(raw)
        yield raw + b"\n"


def _line(raw: bytes, place: Place, *, last: bool) -> ChainLine | ChainFault:
    if not raw.strip(_SPACES):
        return ChainFault(LineFault.BLANK, place, "")
    try:
        # Some Windows tools open a file with a byte order mark; it belongs to the bytes, not to the JSON.
        plain = parse_json(raw.removeprefix(_BOM) if place.line == 1 else raw)
    except NotJson as fault:
        kind = LineFault.GLUED if fault.glued else LineFault.TORN if last else LineFault.NOT_JSON
        return ChainFault(kind, place, fault.found)
    if not isinstance(plain, dict):
        return ChainFault(LineFault.NOT_OBJECT, place, f"it holds {_kind_of(plain)}")
    return ChainLine(place.line, sha256_hex(raw), plain, raw)


def _kind_of(plain: object) -> str:
    if isinstance(plain, list):
        return "a list"
    return "a text" if isinstance(plain, str) else "a single value"


def _first_break(items: list[ChainLine | ChainFault], raws: list[bytes], name: str) -> Place | None:
    prev = NO_LINE_BEFORE
    for number, (item, raw) in enumerate(zip(items, raws, strict=True), start=1):
        if isinstance(item, ChainFault) or item.plain.get("prev") != prev:
            return Place(name, line=number)
        prev = sha256_hex(raw)
    return None


def _refuse_broken(read: ChainRead, path: Path) -> None:
    keep = "Nothing was added. Keep the file as it is for whoever looks into it, and restore it from a copy."
    place = Place(path.as_posix())
    if read.chain.broken_at is not None:
        place = Place(path.as_posix(), line=read.chain.broken_at.line)
        raise ChainBroken(place, "the hash chain does not hold here: a line was changed, added or taken away.", keep)
    if read.lines and not read.chain.chained:
        raise ChainBroken(place, "this log has no hash chain, so it cannot be continued as one.", keep)
    if read.faults or not read.ended:
        raise ChainBroken(place, "its last line is cut short, so an earlier write did not finish.", keep)
