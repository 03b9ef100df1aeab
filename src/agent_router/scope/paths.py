"""Concrete paths against a scope: `within`, and the one way a path is written down."""

from collections.abc import Iterable
from functools import lru_cache

from agent_router.scope.glob import Pattern, parse, segment_matches


def normalize(path: str, root: str | None = None) -> str | None:
    """The path from the root, with `/` between segments, or None where it does not lie inside.

    Without a root only relative paths that never climb have a form. With one, absolute paths and `..` are resolved
    by their letters; links are not followed, so callers that can must resolve those first. The root itself is `.`.
    """
    slashed = path.replace("\\", "/")
    if "\0" in slashed or not slashed:
        return None
    if root is None:
        segments = _plain(slashed)
        return None if segments is None or _is_absolute(slashed) else "/".join(segments) or "."
    base = _resolved(root.replace("\\", "/"))
    whole = _resolved(slashed if _is_absolute(slashed) else f"{root}/{slashed}".replace("\\", "/"))
    if base is None or whole is None or whole[: len(base)] != base:
        return None
    return "/".join(whole[len(base) :]) or "."


def within(path: str, patterns: Iterable[str]) -> bool:
    """Whether a concrete path lies inside a scope: one of the patterns matches it or a folder above it.

    Letters count as written. Absolute paths and paths with `..` are never inside; `normalize` them against a root.
    """
    form = normalize(path)
    if form is None or form == ".":
        return False
    return _within(form, tuple(patterns))


@lru_cache(maxsize=65536)
def _within(form: str, patterns: tuple[str, ...]) -> bool:
    segments = form.split("/")
    return any(_covers(parse(pattern), segments) for pattern in patterns)


def _covers(pattern: Pattern, names: list[str]) -> bool:
    """Whether the pattern matches the path or one of its folders."""
    if pattern.unbounded or not pattern.segments:
        return False
    places = {0}
    for name in names:
        reached: set[int] = set()
        for place in _over_any_depth(pattern, places):
            if place == len(pattern.segments):
                return True
            segment = pattern.segments[place]
            if segment is None:
                reached.add(place)
            elif segment_matches(segment, name):
                reached.add(place + 1)
        places = reached
    return len(pattern.segments) in places


def _over_any_depth(pattern: Pattern, places: set[int]) -> set[int]:
    """The places with each `**` also skipped, since it may stand for no folder."""
    closed = set(places)
    for place in sorted(places):
        following = place
        while following < len(pattern.segments) and pattern.segments[following] is None:
            following += 1
            closed.add(following)
    return closed


def _is_absolute(slashed: str) -> bool:
    return slashed.startswith(("/", "~/")) or slashed == "~" or slashed[1:2] == ":"


def _plain(slashed: str) -> list[str] | None:
    segments = [segment for segment in slashed.split("/") if segment not in {"", "."}]
    return None if ".." in segments else segments


def _resolved(slashed: str) -> list[str] | None:
    """Segments with `..` resolved by letters; None where it climbs above its own start."""
    resolved: list[str] = []
    for segment in slashed.split("/"):
        if segment in {"", "."}:
            continue
        if segment != "..":
            resolved.append(segment)
        elif not resolved:
            return None
        else:
            resolved.pop()
    return resolved
