"""Text as it reads once its quoting is taken off: where names and values are hidden behind entities or backslashes.

1. `&quot;`, as the attributes of an XML report hold the JSON that was printed.
2. JSON quoted into JSON more than three times: long rows of backslashes before a quote or a slash.

Only where such quoting stands behind a name that promises a secret, a stretch of the line is looked at a second time.
Every place in the plain stretch knows its place in the real text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_ENTITY = re.compile(rb"&(?:quot|apos|#34|#39|#x22|#x27);")
_DEEP = re.compile(rb"\\\\\\\\\\*(?=[\"'])")
_ADDRESS = re.compile(rb":\\\\\\*/\\\\\\*/")
"""Each begins with a literal, which the engine looks for many times faster than for a class."""
_QUOTES = {b"&quot;": b'"', b"&#34;": b'"', b"&#x22;": b'"', b"&apos;": b"'", b"&#39;": b"'", b"&#x27;": b"'"}
_PROMISING = re.compile(
    rb"(?:pass|pwd|secret|credential|key|token|string|auth|cookie|value|header)[\w.-]{0,30}[\]\s:=\\]{0,6}\Z",
    re.IGNORECASE,
)
SIGNS = frozenset((b"&quo", b"&#34", b"&#x2", b"&apo", b"&#39", b"\\\\\\\\", b":\\\\\\", b":\\\\/"))
"""Four bytes, lower case, with which each way of hiding begins: where none stands in a text, nothing is hidden."""
_NAME = 48
"""Bytes before a quote in which its name is looked for."""
_BEFORE = 160
_BEHIND = 6_000
"""Bytes of a stretch before and behind the first quote that promises something."""


@dataclass(frozen=True, slots=True)
class PlainStretch:
    """A stretch of one line without a kind of quoting."""

    data: bytes
    start: int
    """Where the real stretch begins."""
    ends: tuple[int, ...]
    """Places in `data` right behind each piece that was shortened, the beginning first."""
    shorter: tuple[int, ...]
    """By how much the stretch is shorter up to there."""

    def original(self, at: int) -> int:
        """The place in the whole text of a place in `data`."""
        return self.start + at + self.shorter[bisect_right(self.ends, at) - 1]


def plain_stretches(text: bytes) -> Iterator[PlainStretch]:
    """Every stretch that hides quotes behind a promising name, for each way of hiding them."""
    for hiding in (_ENTITY, _DEEP, _ADDRESS):
        yield from _stretches(text, hiding)


def _stretches(text: bytes, hiding: re.Pattern[bytes]) -> Iterator[PlainStretch]:
    done = 0
    for found in hiding.finditer(text):
        at = found.start()
        if at < done or not (hiding is _ADDRESS or _PROMISING.search(text, max(at - _NAME, 0), at)):
            continue
        start = max(text.rfind(b"\n", max(at - _BEFORE, 0), at) + 1, at - _BEFORE, 0)
        end = text.find(b"\n", at, at + _BEHIND)
        if end > 0 and text[end - 2 : end].rstrip(b"\r").endswith(b","):
            # The value of a pair may stand on the line below its name.
            end = text.find(b"\n", end + 1, at + _BEHIND)
        done = min(at + _BEHIND, len(text)) if end < 0 else end
        yield _plain(text[start:done], start, hiding)
        # What begins at the end of the stretch is looked at with the next one.
        done -= _BEFORE if end < 0 else 0


def _plain(stretch: bytes, start: int, hiding: re.Pattern[bytes]) -> PlainStretch:
    parts: list[bytes] = []
    ends, shorter = [0], [0]
    done = length = 0
    for found in hiding.finditer(stretch):
        quote = b"://" if hiding is _ADDRESS else _QUOTES.get(found[0], b"")
        parts += [stretch[done : found.start()], quote]
        length += found.start() - done + len(quote)
        done = found.end()
        ends.append(length)
        shorter.append(shorter[-1] + len(found[0]) - len(quote))
    parts.append(stretch[done:])
    return PlainStretch(b"".join(parts), start, tuple(ends), tuple(shorter))
