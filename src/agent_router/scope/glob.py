"""Folder patterns taken apart: what `src/**`, `docs/*.md` and `**/auth/**` are made of.

A pattern is a path from the repository's root, in the manner of `.gitignore`:

1. `*` is any run of characters inside one segment, `?` one character, `[a-z]` and `[!a-z]` one of a set.
2. `**` is any number of segments, none included; at the end at least one.
3. Whatever a pattern matches, it covers with everything below: `src/auth` is the folder and all it holds.
4. A single segment with a wildcard (`*.md`) is found at any depth; a plain one (`docs`) stands at the root.
5. Back slashes are slashes; a leading `/` or `./` says nothing; `.` and `/` are the whole repository.
"""

from dataclasses import dataclass
from functools import lru_cache

_LAST_CODE_POINT = 0x10FFFF

CharRange = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment between slashes."""

    text: str
    parts: tuple[tuple[CharRange, ...] | None, ...]
    """One entry a character: the ranges it may lie in, or None for `*`."""

    @property
    def fixed(self) -> bool:
        """Whether it is a plain name, so that it can match nothing but itself."""
        return not _has_wildcard(self.text)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern's segments; None stands for `**`."""

    segments: tuple[Segment | None, ...]
    unbounded: bool = False
    """It climbs with `..`, so what it names cannot be said."""

    @property
    def covers_everything(self) -> bool:
        """Whether no folder is fixed: any folder of the repository may be meant."""
        return self.unbounded or not any(segment is not None and segment.fixed for segment in self.segments)


def _has_wildcard(text: str) -> bool:
    return any(sign in text for sign in "*?[")


def split(path: str) -> list[str]:
    """Segments of a path or pattern; empty ones and `.` are dropped."""
    return [segment for segment in path.replace("\\", "/").split("/") if segment not in {"", "."}]


@lru_cache(maxsize=4096)
def parse(pattern: str) -> Pattern:
    """Take a pattern apart; an empty text names nothing (no segments, not unbounded)."""
    text = pattern.strip()
    segments = split(text)
    if ".." in segments:
        return Pattern((), unbounded=True)
    if not segments:
        return Pattern((_segment("*"),) if text else ())
    if len(segments) == 1 and "/" not in text.replace("\\", "/").rstrip("/") and _has_wildcard(segments[0]):
        segments = ["**", *segments]
    parsed = [None if segment == "**" else _segment(segment) for segment in segments]
    if parsed[-1] is None:
        parsed[-1] = _segment("*")
    return Pattern(tuple(parsed))


@lru_cache(maxsize=4096)
def _segment(text: str) -> Segment:
    parts: list[tuple[CharRange, ...] | None] = []
    at = 0
    while at < len(text):
        sign = text[at]
        if sign == "*":
            if not parts or parts[-1] is not None:
                parts.append(None)
        elif sign == "?":
            parts.append(((0, _LAST_CODE_POINT),))
        elif sign == "[" and (end := _class_end(text, at)) > at:
            parts.append(_ranges(text[at + 1 : end]))
            at = end
        else:
            parts.append(((ord(sign), ord(sign)),))
        at += 1
    return Segment(text, tuple(parts))


def _class_end(text: str, start: int) -> int:
    """Position of the `]` that closes a set; -1 where none does and the bracket is an ordinary character."""
    first = start + 1
    if text[first : first + 1] in {"!", "^"}:
        first += 1
    return text.find("]", first + 1)


def _ranges(body: str) -> tuple[CharRange, ...]:
    negated = body[0] in "!^"
    body = body[1:] if negated else body
    ranges: list[CharRange] = []
    at = 0
    while at < len(body):
        if at + 2 < len(body) and body[at + 1] == "-":
            ranges.append((ord(body[at]), ord(body[at + 2])))
            at += 3
        else:
            ranges.append((ord(body[at]), ord(body[at])))
            at += 1
    ranges = sorted(pair for pair in ranges if pair[0] <= pair[1])
    return _outside(ranges) if negated else tuple(ranges)


def _outside(ranges: list[CharRange]) -> tuple[CharRange, ...]:
    outside: list[CharRange] = []
    low = 0
    for first, last in ranges:
        if low < first:
            outside.append((low, first - 1))
        low = max(low, last + 1)
    if low <= _LAST_CODE_POINT:
        outside.append((low, _LAST_CODE_POINT))
    return tuple(outside)


def segment_matches(segment: Segment, name: str) -> bool:
    """Whether one name fits; linear in both lengths multiplied, whatever the pattern (no regular expression)."""
    if segment.fixed:
        return segment.text == name
    places = {0}
    parts = segment.parts
    for char in name:
        code = ord(char)
        reached: set[int] = set()
        for place in _over_stars(parts, places):
            if place == len(parts):
                continue
            part = parts[place]
            if part is None:
                reached.add(place)
            elif any(low <= code <= high for low, high in part):
                reached.add(place + 1)
        if not reached:
            return False
        places = reached
    return len(parts) in _over_stars(parts, places)


def _over_stars(parts: tuple[tuple[CharRange, ...] | None, ...], places: set[int]) -> set[int]:
    return places | {place + 1 for place in places if place < len(parts) and parts[place] is None}


@lru_cache(maxsize=16384)
def segments_meet(one: Segment, other: Segment) -> bool:
    """Whether some name fits both."""
    if one.fixed and other.fixed:
        return one.text == other.text
    a, b = one.parts, other.parts
    reach = [[False] * (len(b) + 1) for _ in range(len(a) + 1)]
    reach[len(a)][len(b)] = True
    for i in range(len(a), -1, -1):
        for j in range(len(b), -1, -1):
            if not reach[i][j]:
                reach[i][j] = _step_meets(a, b, reach, (i, j))
    return reach[0][0]


def _step_meets(
    a: tuple[tuple[CharRange, ...] | None, ...],
    b: tuple[tuple[CharRange, ...] | None, ...],
    reach: list[list[bool]],
    at: tuple[int, int],
) -> bool:
    i, j = at
    left_star = i < len(a) and a[i] is None
    right_star = j < len(b) and b[j] is None
    if left_star and (reach[i + 1][j] or (j < len(b) and reach[i][j + 1])):
        return True
    if right_star and (reach[i][j + 1] or (i < len(a) and reach[i + 1][j])):
        return True
    if i == len(a) or j == len(b):
        return False
    left, right = a[i], b[j]
    if left is None or right is None:
        return False
    return reach[i + 1][j + 1] and any(low <= last and first <= high for low, high in left for first, last in right)
