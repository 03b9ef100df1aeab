"""A log file as its text: as it stands, out of gzip, out of UTF-16, or as the JSON lines that its reader unpacks.

1. Gzip is known by its first bytes, never by its name. A damaged or truncated one is read as far as it goes.
2. UTF-16 and UTF-32 (`claude … > log.jsonl` in Windows PowerShell) become UTF-8.
3. Everything is read piece by piece.
"""

import codecs
import gzip
import zlib
from collections.abc import Callable, Iterator
from io import BufferedReader
from pathlib import Path

from agent_router.errors import CannotRead
from agent_router.masking.secrets import wide_encoding
from agent_router.model.place import Place

GZIP = b"\x1f\x8b"
LOOK = 4096
"""Bytes that decide on the encoding."""

Unpack = Callable[[], Iterator[bytes]]


class LogText:
    """The text of one log file; afterwards `remarks` says what was odd about the file."""

    def __init__(self, path: Path, unpack: Unpack | None = None) -> None:
        """Nothing is opened yet; with `unpack`, that is the text."""
        self._path = path
        self._unpack = unpack
        self._said: dict[str, None] = {}

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was noticed while reading."""
        return tuple(self._said)

    def sample(self, size: int) -> bytes:
        """The first bytes of the text, or of a file that is no text; OSError where it cannot be opened."""
        pieces, held = [], 0
        for piece in self._from_file(size):
            pieces.append(piece)
            held += len(piece)
            if held >= size:
                break
        return b"".join(pieces)[:size]

    def blocks(self, size: int) -> Iterator[bytes]:
        """The text in pieces of about that many bytes; CannotRead where the file went away."""
        if self._unpack is not None:
            yield from self._unpack()
            return
        try:
            yield from self._from_file(size)
        except OSError as fault:
            place = Place(self._path.as_posix())
            remedy = "Record again; the file went away meanwhile."
            raise CannotRead(place, "it cannot be read any more.", remedy) from fault

    def _from_file(self, size: int) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            packed = file.read(len(GZIP)) == GZIP
            file.seek(0)
            if packed:
                self._said["It was compressed (gzip)."] = None
            source = gzip.GzipFile(fileobj=file) if packed else file
            yield from self._decoded(self._pieces(source, size))

    def _pieces(self, source: gzip.GzipFile | BufferedReader, size: int) -> Iterator[bytes]:
        try:
            # `read` would lose what stands before the damage.
            while block := source.read1(size):
                yield block
        except (EOFError, zlib.error, gzip.BadGzipFile):
            self._said["The compressed file is damaged or cut off; it was read as far as it goes."] = None

    def _decoded(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        first = next(pieces, b"")
        encoding = wide_encoding(first[:LOOK])
        if not encoding:
            yield first
            yield from pieces
            return
        self._said[f"It was written in {encoding.upper()}; it is kept as UTF-8."] = None
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        yield decoder.decode(first).removeprefix("\ufeff").encode("utf-8", "replace")
        for piece in pieces:
            yield decoder.decode(piece).encode("utf-8", "replace")
        yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def is_text(sample: bytes) -> bool:
    """Whether these first bytes of a file's text are text at all."""
    return b"\0" not in sample[: 2 * LOOK]
