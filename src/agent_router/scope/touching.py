"""Whether what a task names may reach what a policy protects, by the patterns alone."""

from functools import lru_cache

from agent_router.scope.glob import Pattern, Segment, parse, segments_meet


@lru_cache(maxsize=65536)
def may_touch(task: str, protected: str) -> bool:
    """Whether the task's folder pattern may reach the protected one.

    1. A pattern that climbs with `..` may reach anything; an empty one reaches nothing.
    2. They touch when some path fits both: `src/**` touches `src/auth/**`, in either order.
    3. A protected pattern without a fixed start, such as `**/auth/**`, is touched only where the task names it: when
       one of the task's segments fits `auth`; a task that fixes no folder covers everything, so it touches it too.
    """
    one, other = parse(task), parse(protected)
    if not task.strip() or not protected.strip():
        return False
    if one.unbounded or other.unbounded:
        return True
    if other.segments[0] is None and not one.covers_everything:
        return _names(one, other)
    return _meet(one.segments, other.segments)


def _names(task: Pattern, protected: Pattern) -> bool:
    """Whether the protected pattern's part after its `**` begins at a segment that the task names."""
    named = protected.segments
    while named and named[0] is None:
        named = named[1:]
    return any(
        segment is not None and segment.text.strip("*?") and _meet(task.segments[at:], named)
        for at, segment in enumerate(task.segments)
    )


def _meet(one: tuple[Segment | None, ...], other: tuple[Segment | None, ...]) -> bool:
    """Whether some path fits both; a pattern that is used up covers all that follows."""
    meets: dict[tuple[int, int], bool] = {}
    for i in range(len(one), -1, -1):
        for j in range(len(other), -1, -1):
            meets[i, j] = _meets_from(one, other, meets, (i, j))
    return meets[0, 0]


def _meets_from(
    one: tuple[Segment | None, ...],
    other: tuple[Segment | None, ...],
    meets: dict[tuple[int, int], bool],
    at: tuple[int, int],
) -> bool:
    i, j = at
    if i == len(one) or j == len(other):
        return True
    left, right = one[i], other[j]
    if left is None or right is None:
        return meets[i + 1, j] or meets[i, j + 1]
    return segments_meet(left, right) and meets[i + 1, j + 1]
