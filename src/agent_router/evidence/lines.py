"""JSON Lines as they really are: glued, truncated, damaged; one value at a time, so that memory stays flat."""

import io
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes; a longer line is skipped and said (one image of a tool result has a few megabytes)."""

_DECODER = json.JSONDecoder(parse_float=Decimal, strict=False)
_BLANK = " \t\r\n\x1e"


class LineReader:
    """Values of one JSON Lines stream; afterwards `remarks` says what was odd about it."""

    def __init__(self, stream: BinaryIO) -> None:
        """Read from the stream's present position."""
        self._stream = stream
        self._glued: list[int] = []
        self._broken: list[int] = []
        self._odd: Counter[str] = Counter()
        self._unended = False
        self.lines = 0

    def __iter__(self) -> Iterator[tuple[int, object]]:
        """Yield (1-based line, value); several values of one line share its number."""
        while line := self._stream.readline(LONGEST_LINE):
            self.lines += 1
            self._unended = not line.endswith(b"\n")
            if self._unended and len(line) >= LONGEST_LINE:
                self._skip_rest()
                continue
            for value in self._values(self._decode(line)):
                yield self.lines, value

    def _skip_rest(self) -> None:
        self._odd["longer than 64 MiB, skipped"] += 1
        while (rest := self._stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass

    def _decode(self, line: bytes) -> str:
        if self.lines == 1 and line.startswith(b"\xef\xbb\xbf"):
            line = line[3:]
        if b"\0" in line:
            # A file system that lost its last block leaves zeros.
            self._odd["with NUL bytes"] += 1
            line = line.replace(b"\0", b"")
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            self._odd["not valid UTF-8"] += 1
            return line.decode("utf-8", errors="replace")

    def _values(self, line: str) -> Iterator[object]:
        at, end, found = 0, len(line), 0
        while True:
            while at < end and line[at] in _BLANK:
                at += 1
            if at >= end:
                break
            try:
                value, at = _DECODER.raw_decode(line, at)
                if "\\ud" in line or "\\uD" in line:
                    value = without_surrogates(value)
            except (ValueError, ArithmeticError, RecursionError):
                self._broken.append(self.lines)
                break
            found += 1
            yield value
        if found > 1:
            self._glued.append(self.lines)

    @property
    def cut_off(self) -> bool:
        """Whether the last line breaks off: something came after what was read; complete once everything was read."""
        return self._unended and self._broken[-1:] == [self.lines]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was odd, in words; complete once everything was read."""
        said = []
        broken = self._broken
        if self.cut_off:
            broken = broken[:-1]
            said.append(f"The last line ({self.lines}) is cut off; it was left out.")
        if broken:
            said.append(f"Not JSON, left out: {_named(broken)}.")
        if self._glued:
            said.append(f"Several records on one line: {_named(self._glued)}.")
        said += [f"{number} line(s) {what}." for what, number in sorted(self._odd.items())]
        return tuple(said)


def _named(lines: list[int]) -> str:
    shown = ", ".join(str(line) for line in lines[:5])
    more = f" and {len(lines) - 5} more" if len(lines) > 5 else ""
    return f"line {shown}{more}" if len(lines) == 1 else f"lines {shown}{more}"


def without_surrogates(value: object) -> object:
    """Half of a surrogate pair cannot be written as UTF-8; it becomes the replacement character."""
    if isinstance(value, str):
        return value.encode("utf-16", errors="surrogatepass").decode("utf-16", errors="replace")
    if isinstance(value, list):
        return [without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {str(without_surrogates(key)): without_surrogates(item) for key, item in value.items()}
    return value


def first_values(sample: bytes, most: int = 50) -> tuple[object, ...]:
    """The first JSON values of a file's beginning, whether one a line or one over many lines."""
    values: list[object] = []
    for _, value in LineReader(io.BytesIO(sample)):
        values.append(value)
        if len(values) >= most:
            break
    if any(isinstance(value, dict) for value in values):
        return tuple(values)
    try:
        return (_DECODER.raw_decode(sample.decode("utf-8", errors="replace").lstrip("\ufeff" + _BLANK))[0],)
    except (ValueError, ArithmeticError, RecursionError):
        return ()
