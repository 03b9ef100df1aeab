"""Which line of the newer workbook is which line of the older one.

1. Lines of the same name belong together. 2. Of the others, lines that say the same do: the row was renamed, or its
name is only its address. 3. Of rows without a name of their own, the most alike do, where at least half is alike.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from agent_router.review.sheet_lines import Line, Part

_RENAMED = frozenset({"Routes", "Budgets", "Risk rules", "Proof", "Acceptance checklist", "Stop conditions"})
"""Sheets on which a row may get another name and stay the same; elsewhere the name itself decides."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The same line in both workbooks."""

    old: Line
    new: Line


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two versions of one part laid side by side."""

    old: Part
    new: Part
    pairs: tuple[Pair, ...]
    """In the newer order."""
    added: tuple[Line, ...]
    removed: tuple[Line, ...]
    moved: tuple[Pair, ...]
    """The fewest pairs that would have to be put elsewhere to restore the older order."""


def pair_parts(old: Sequence[Part], new: Sequence[Part]) -> tuple[Pairing, ...]:
    """Every part of either workbook beside its counterpart, in the newer order; what one of them lacks is empty."""
    before = {_name(part): part for part in old}
    after = {_name(part): part for part in new}
    return tuple(
        pair_lines(before.get(name, _empty(part)), after.get(name, _empty(part)))
        for name, part in (after | {name: part for name, part in before.items() if name not in after}).items()
    )


def pair_lines(old: Part, new: Part) -> Pairing:
    """The lines of one part, paired."""
    found: dict[int, int] = {}
    _pair_names(old.lines, new.lines, found)
    if old.sheet in _RENAMED:
        _pair_equals(old.lines, new.lines, found)
        _pair_likes(old.lines, new.lines, found)
    taken = set(found.values())
    pairs = tuple(Pair(old.lines[found[at]], line) for at, line in enumerate(new.lines) if at in found)
    return Pairing(
        old,
        new,
        pairs,
        added=tuple(line for at, line in enumerate(new.lines) if at not in found),
        removed=tuple(line for at, line in enumerate(old.lines) if at not in taken),
        moved=_moved(pairs, [found[at] for at in sorted(found)]),
    )


def _name(part: Part) -> tuple[str, str]:
    return part.sheet, part.group.casefold()


def _empty(like: Part) -> Part:
    return Part(like.sheet, like.group, (), like.ordered)


def _pair_names(old: Sequence[Line], new: Sequence[Line], found: dict[int, int]) -> None:
    places: dict[str, list[int]] = {}
    for at, line in enumerate(old):
        if line.named:
            places.setdefault(line.key, []).append(at)
    for at, line in enumerate(new):
        if line.named and places.get(line.key):
            found[at] = places[line.key].pop(0)


def _pair_equals(old: Sequence[Line], new: Sequence[Line], found: dict[int, int]) -> None:
    taken = set(found.values())
    places: dict[object, list[int]] = {}
    for at, line in enumerate(old):
        if at not in taken:
            places.setdefault(line.meaning, []).append(at)
    for at, line in enumerate(new):
        if at not in found and places.get(line.meaning):
            found[at] = places[line.meaning].pop(0)


def _pair_likes(old: Sequence[Line], new: Sequence[Line], found: dict[int, int]) -> None:
    """Rows that nobody named keep no name when a row is put in above them, so what they say has to tell."""
    taken = set(found.values())
    free_old = [at for at in range(len(old)) if at not in taken]
    free_new = [at for at in range(len(new)) if at not in found]
    alike = [
        (-_alike(old[here], new[there]), abs(here - there), there, here)
        for here in free_old
        for there in free_new
        if not (old[here].named and new[there].named)
    ]
    for likeness, _, there, here in sorted(alike):
        if 2 * -likeness >= 1 and there not in found and here not in taken:
            found[there] = here
            taken.add(here)


def _alike(old: Line, new: Line) -> float:
    """The part of both rows' cells that is the same."""
    together = old.meaning | new.meaning
    return len(old.meaning & new.meaning) / len(together) if together else 0.0


def _moved(pairs: Sequence[Pair], places: Sequence[int]) -> tuple[Pair, ...]:
    """All pairs but the longest run that kept its order."""
    kept = _longest_rising(places)
    return tuple(pair for at, pair in enumerate(pairs) if at not in kept)


def _longest_rising(places: Sequence[int]) -> set[int]:
    """Positions of a longest rising subsequence (patience sorting)."""
    tails: list[int] = []
    heads: list[int] = []
    before: list[int | None] = []
    for at, place in enumerate(places):
        pile = bisect_left(tails, place)
        before.append(heads[pile - 1] if pile else None)
        tails[pile : pile + 1] = [place]
        heads[pile : pile + 1] = [at]
    kept: set[int] = set()
    at_last = heads[-1] if heads else None
    while at_last is not None:
        kept.add(at_last)
        at_last = before[at_last]
    return kept
