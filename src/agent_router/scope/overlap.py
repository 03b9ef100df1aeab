"""Where two folder patterns overlap: a concrete path that both cover, and whether one holds all of the other."""

from functools import lru_cache

from agent_router.scope.glob import CharRange, Pattern, Segment, parse, segment_matches

ANY_NAME = "example"
"""Stands for any name in a path given as an example."""

_Segments = tuple[Segment | None, ...]
_Parts = tuple[tuple[CharRange, ...] | None, ...]
_LETTER = ord("x")
_DEEPEST, _LONGEST = 60, 200
"""Folders of a pattern and characters of a name that are compared; nobody's folders go further."""


def common_path(one: str, other: str) -> str | None:
    """A path that both patterns cover, as an example; None where there is none, or where one names nothing certain."""
    first, second = parse(one), parse(other)
    if not _plain(first) or not _plain(second):
        return None
    names = _common_names(first.segments, second.segments)
    return None if names is None else "/".join(names)


def holds_all_of(outer: str, inner: str) -> bool:
    """Whether each path that the inner pattern covers is covered by the outer one.

    What both sides' wildcards inside one name have in common is not worked out: `a*` is not seen to hold `ab*`.
    """
    around, within = parse(outer), parse(inner)
    if not _plain(around) or not _plain(within):
        return False
    return _holds(around.segments, within.segments)


def share_a_folder(one: str, other: str) -> bool:
    """Whether both begin at the same fixed folder, or both at any depth with the same one."""
    first, second = parse(one), parse(other)
    if _floats(first) is not _floats(second):
        return False
    beginnings = [next((own for own in pattern.segments if own is not None), None) for pattern in (first, second)]
    names = {own.text for own in beginnings if own is not None and own.fixed}
    return len(names) == 1 and all(own is not None and own.fixed for own in beginnings)


def _plain(pattern: Pattern) -> bool:
    """Whether it names folders at all, and no more than a person would."""
    short = all(segment is None or len(segment.parts) <= _LONGEST for segment in pattern.segments)
    return not pattern.unbounded and 0 < len(pattern.segments) <= _DEEPEST and short


def _floats(pattern: Pattern) -> bool:
    return bool(pattern.segments) and pattern.segments[0] is None


@lru_cache(maxsize=16384)
def _holds(outer: _Segments, inner: _Segments) -> bool:
    if not outer:
        return True  # a pattern that is used up covers all that follows
    if inner and [segment.text for segment in outer if segment is not None] == ["*"]:
        return True  # one name, whatever it is, and all that follows
    if outer[0] is None:
        return _holds(outer[1:], inner) or (bool(inner) and _holds(outer, inner[1:]))
    if not inner or inner[0] is None or not _holds_name(outer[0], inner[0]):
        return False
    return _holds(outer[1:], inner[1:])


def _holds_name(outer: Segment, inner: Segment) -> bool:
    return outer.text in {inner.text, "*"} or (inner.fixed and segment_matches(outer, inner.text))


@lru_cache(maxsize=16384)
def _common_names(one: _Segments, other: _Segments) -> tuple[str, ...] | None:
    """The shortest way through both, so that `**` stands for no folder where it can."""
    if not one or not other:
        remaining = [segment for segment in (*one, *other) if segment is not None]
        return tuple(_common_name(segment.parts, segment.parts) or ANY_NAME for segment in remaining)
    left, right = one[0], other[0]
    if left is None or right is None:
        skipped = _common_names(one[1:], other) if left is None else _common_names(one, other[1:])
        absorbed = _absorbed(one, other) if left is None else _absorbed(other, one)
        return min((names for names in (skipped, absorbed) if names is not None), key=len, default=None)
    name = _common_name(left.parts, right.parts)
    following = None if name is None else _common_names(one[1:], other[1:])
    return None if name is None or following is None else (name or ANY_NAME, *following)


def _absorbed(floating: _Segments, other: _Segments) -> tuple[str, ...] | None:
    """The way on where the `**` at the start of one takes in the first folder of the other."""
    following = _common_names(floating, other[1:])
    if following is None or other[0] is None:
        return following
    return (_common_name(other[0].parts, other[0].parts) or ANY_NAME, *following)


@lru_cache(maxsize=16384)
def _common_name(one: _Parts, other: _Parts) -> str | None:
    """A name that fits both; empty where nothing but an empty one does."""
    if not one or not other:
        return "" if all(part is None for part in (*one, *other)) else None
    left, right = one[0], other[0]
    ways: list[tuple[str | None, _Parts, _Parts]]
    if left is None and right is None:
        ways = [(ANY_NAME, one[1:], other), (ANY_NAME, one, other[1:]), ("", one[1:], other[1:])]
    elif left is None:
        ways = [("", one[1:], other), (_letter(right, right), one, other[1:])]
    elif right is None:
        ways = [("", one, other[1:]), (_letter(left, left), one[1:], other)]
    else:
        ways = [(_letter(left, right), one[1:], other[1:])]
    for text, rest, other_rest in ways:
        following = None if text is None else _common_name(rest, other_rest)
        if text is not None and following is not None:
            return text + following
    return None


def _letter(one: tuple[CharRange, ...] | None, other: tuple[CharRange, ...] | None) -> str | None:
    """A character that lies in both sets, a plain letter where it may be one."""
    shared = [
        (max(low, first), min(high, last))
        for low, high in one or ()
        for first, last in other or ()
        if max(low, first) <= min(high, last)
    ]
    if not shared:
        return None
    low, high = shared[0]
    return chr(_LETTER if low <= _LETTER <= high else low)
