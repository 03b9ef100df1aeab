"""Masks secrets in text: `ghp_…` becomes `‹masked:github-token:3f2a9c›`.

In this order:

1. The prefilter names the spots where a secret of the catalogue could begin; nothing else is looked at.
2. At each spot the shapes with that beginning are tried. A span that begins inside an escape is let go.
3. Spans that overlap become one, named after the more telling shape.
4. Each span becomes its mask. The suffix is the same for the same value under the same key.

Line breaks inside a span (private keys) are kept after the mask, so that line numbers stay true. A mask is never masked
again. Keys of JSON objects, IDs, UUIDs and digests are no shape of the catalogue, so they stay.

The suffix is the beginning of an HMAC-SHA256 of the value. Its key is a digest of the original bytes that is kept
nowhere (not their SHA-256, which the record states): whoever holds only the masked copy cannot compute it, hence cannot
try out passwords against the suffix; whoever holds the original gets the same masks again. One key for several files
(`masking_key`) keeps the masks the same across them. See `docs/decisions/0002-masks-of-secrets.md`.
"""

import hashlib
import hmac
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from agent_router.masking.assignments import ASSIGNMENTS
from agent_router.masking.catalogue import VENDOR_SHAPES
from agent_router.masking.hidden import SIGNS, plain_stretches
from agent_router.masking.prefilter import GRAM, Prefilter, grams
from agent_router.masking.shape import Shape

SHAPES: tuple[Shape, ...] = VENDOR_SHAPES + ASSIGNMENTS
"""The whole catalogue, the most telling shapes first."""

_RANK = {rule: rank for rank, rule in reversed(list(enumerate(shape.rule for shape in SHAPES)))}
_MASK = re.compile("‹masked:[a-z-]+:[0-9a-f]{6}›".encode())
_MASK_BEGINS = "‹masked:".encode()
_SUFFIX_DIGITS = 6
_BORDER_BYTES = 8
"""Bytes at the beginning of a stretch cut out of a line, where no shape can see what stands before it."""
_SHORTEST_VALUE = 6
"""Bytes behind a mask from which on they may be a value of their own."""
_KEY_LABEL = b"agent-router masking key 1\n"
_ESCAPABLE = frozenset(b'nrtbfu"\\/')
_WIDE = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
"""Byte order marks, the longer ones first."""
_FEWEST_PAIRS = 4
_MOSTLY = 0.6
_SELDOM = 0.1


@dataclass(frozen=True, slots=True)
class Found:
    """How many values of one shape were masked."""

    rule: str
    count: int


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without its secrets."""

    text: str
    found: tuple[Found, ...]
    """By rule name; empty when nothing was masked."""


@dataclass(frozen=True, slots=True)
class MaskedBytes:
    """A file without its secrets."""

    data: bytes
    found: tuple[Found, ...]
    """By rule name; empty when nothing was masked, and then `data` is what came in."""


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    rule: str


def masking_key(originals: Iterable[bytes]) -> bytes:
    """The key for masks that shall be the same across these files (or blocks of one file), given in this order."""
    digest = hashlib.sha256(_KEY_LABEL)
    for data in originals:
        digest.update(data)
    return digest.digest()


def mask(text: str, key: bytes | None = None) -> Masked:
    """Mask the secrets of a text; without a key, one is derived from the text itself."""
    data = text.encode("utf-8", "surrogatepass")
    masked = _mask(data, key)
    if not masked.found:
        return Masked(text, ())
    return Masked(masked.data.decode("utf-8", "surrogatepass"), masked.found)


def mask_bytes(data: bytes, key: bytes | None = None) -> MaskedBytes:
    """Mask the secrets of a whole file or of whole lines of it; UTF-16 and UTF-32 are understood.

    Bytes that are no text are passed through where they hold no shape of the catalogue.
    """
    encoding = wide_encoding(data)
    if not encoding:
        return _mask(data, key)
    unit = 4 if encoding.startswith("utf-32") else 2
    end = len(data) // unit * unit
    try:
        plain = data[:end].decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        return _mask(data, key)
    masked = mask(plain, masking_key([data]) if key is None else key)
    if not masked.found:
        return MaskedBytes(data, ())
    return MaskedBytes(masked.text.encode(encoding, "surrogatepass") + data[end:], masked.found)


def wide_encoding(sample: bytes) -> str:
    """The encoding of text with two or four bytes a letter, by these first bytes; empty for any other.

    Without a byte order mark it is known by its zeros: every other byte of English text, and hardly any between.
    """
    for mark, encoding in _WIDE:
        if sample.startswith(mark):
            return encoding
    pairs = min(len(sample), 4096) // 2
    if pairs < _FEWEST_PAIRS:
        return ""
    first, second = (sample[at : 2 * pairs : 2].count(0) / pairs for at in (0, 1))
    if second >= _MOSTLY and first <= _SELDOM:
        return "utf-16-le"
    return "utf-16-be" if first >= _MOSTLY and second <= _SELDOM else ""


def total(found: Iterable[Found]) -> tuple[Found, ...]:
    """Counts of several texts added up, by rule name."""
    counts: Counter[str] = Counter()
    for one in found:
        counts[one.rule] += one.count
    return tuple(Found(rule, counts[rule]) for rule in sorted(counts))


@cache
def _prefilter() -> tuple[Prefilter, dict[bytes, tuple[tuple[Shape, int], ...]]]:
    """The prefilter, and for each four bytes it looks for the shapes to try and how far before to begin."""
    wanted: dict[bytes, dict[tuple[int, int], Shape]] = {}
    for rank, shape in enumerate(SHAPES):
        for anchor in shape.anchors:
            for gram, back in grams(anchor):
                wanted.setdefault(gram, {})[rank, back] = shape
    tries = {gram: tuple((found[at], at[1]) for at in sorted(found)) for gram, found in wanted.items()}
    return Prefilter([*tries, *SIGNS]), tries


def _mask(data: bytes, key: bytes | None) -> MaskedBytes:
    spans, hides = _spans(data)
    spans = _merged([*spans, *(_hidden_spans(data) if hides else ())])
    if not spans:
        return MaskedBytes(data, ())
    if key is None:
        key = masking_key([data])
    parts: list[bytes] = []
    done = 0
    for span in spans:
        parts += [data[done : span.start], _replacement(data[span.start : span.end], span.rule, key)]
        done = span.end
    parts.append(data[done:])
    return MaskedBytes(b"".join(parts), total(Found(span.rule, 1) for span in spans))


def _hidden_spans(data: bytes) -> Iterator[_Span]:
    """Spans of stretches that hide their quotes from the shapes."""
    for stretch in plain_stretches(data):
        for span in _spans(stretch.data)[0]:
            # By its last byte: what was shortened behind it is not part of it.
            start, end = stretch.original(span.start), stretch.original(span.end - 1) + 1
            if not stretch.start or start > stretch.start + _BORDER_BYTES:
                yield _Span(start, end, span.rule)


def _spans(data: bytes) -> tuple[list[_Span], bool]:
    """The spans, and whether something may be hidden from the shapes."""
    prefilter, shapes = _prefilter()
    lowered = data.lower()
    masks = _masks(data)
    spans: list[_Span] = []
    reached: dict[str, int] = {}
    hides = False
    for spot in prefilter.spots(lowered):
        gram = lowered[spot : spot + GRAM]
        hides = hides or gram in SIGNS
        for shape, back in shapes.get(gram, ()):
            # A long value full of its own name would otherwise be walked again and again.
            if spot - back < reached.get(shape.rule, 0):
                continue
            match = shape.pattern.match(lowered if shape.fold else data, spot - back)
            if match is None:
                continue
            start, end = match.span(match.lastgroup or 0)
            if _takes_whole_escapes(data, start) and not _inside(masks, start, end):
                spans.append(_Span(start, end, shape.rule))
                reached[shape.rule] = end
    return spans, hides


def _masks(data: bytes) -> list[tuple[int, int]]:
    return [found.span() for found in _MASK.finditer(data)] if _MASK_BEGINS in data else []


def _inside(masks: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a span is a mask or begins inside one; a value behind a forged mask is still a value."""
    before = bisect_right(masks, start, key=lambda span: span[0]) - 1
    if before < 0 or start >= masks[before][1]:
        return False
    mask_start, mask_end = masks[before]
    return start > mask_start or end < mask_end + _SHORTEST_VALUE


def _takes_whole_escapes(data: bytes, start: int) -> bool:
    if data[start] not in _ESCAPABLE:
        return True
    slashes = 0
    while start > slashes and data[start - 1 - slashes] == ord("\\"):
        slashes += 1
    return slashes % 2 == 0


def _merged(spans: Sequence[_Span]) -> list[_Span]:
    merged: list[_Span] = []
    for span in sorted(spans, key=lambda found: (found.start, -found.end)):
        if merged and span.start < merged[-1].end:
            last = merged.pop()
            rule = min(last.rule, span.rule, key=lambda name: _RANK[name])
            merged.append(_Span(last.start, max(last.end, span.end), rule))
        else:
            merged.append(span)
    return merged


def _replacement(value: bytes, rule: str, key: bytes) -> bytes:
    suffix = hmac.digest(key, value, "sha256").hex()[:_SUFFIX_DIGITS]
    return f"‹masked:{rule}:{suffix}›".encode() + b"\n" * value.count(b"\n")
