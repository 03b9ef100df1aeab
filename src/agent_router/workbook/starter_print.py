"""How a generated sheet is spread over pages of A4 on their side, so that its text can be read on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

_PAGE = 784.0
"""Points across a page within its margins."""
_SURE = _PAGE * 0.73
"""What surely fits: where the workbook's font is missing, programs show columns up to a third wider."""
_ONE_PAGE = 0.70
"""Smallest size of print at which a whole sheet is still fitted to one page across."""
_SEVERAL = 0.70
"""Size of print from which the columns of one page are chosen."""


@dataclass(frozen=True, slots=True)
class Print:
    """Size in percent and the columns that begin a further page; (0, ()) = fitted to one page across."""

    scale: int = 0
    breaks: tuple[int, ...] = ()


def points(widths: Sequence[float]) -> float:
    """How wide columns are on paper at full size: 7 pixels a character and 5 around it, 96 an inch."""
    return sum((7 * width + 5) * 0.75 for width in widths)


def spread(widths: Sequence[float], repeat: int, sections: Sequence[int]) -> Print:
    """Pages across for columns of these widths; `repeat` leading columns stand on each, `sections` begin there anew.

    Args:
        widths: of columns 1, 2, … in characters.
        repeat: how many leading columns are printed on every page.
        sections: first columns of groups that should not share a page, ascending, 1-based.
    """
    if points(widths) * _ONE_PAGE <= _PAGE:
        return Print()
    repeated = points(widths[:repeat])
    starts = [repeat + 1, *(first for first in sections if first > repeat + 1), len(widths) + 1]
    pages: list[tuple[int, int]] = []
    for first, end in pairwise(starts):
        pages += _cut(widths, first, end, _SURE / _SEVERAL - repeated)
    widest = max(repeated + points(widths[first - 1 : end - 1]) for first, end in pages)
    return Print(min(100, int(100 * _SURE / widest)), tuple(first for first, _ in pages[1:]))


def _cut(widths: Sequence[float], first: int, end: int, room: float) -> list[tuple[int, int]]:
    """Columns `first` to before `end` as pages of about the same width, none wider than `room` where that can be."""
    count = max(ceil(points(widths[first - 1 : end - 1]) / room), 1)
    share = points(widths[first - 1 : end - 1]) / count
    pages: list[tuple[int, int]] = []
    at = first
    for column in range(first + 1, end):
        so_far = points(widths[at - 1 : column - 1])
        if so_far + points(widths[column - 1 : column]) / 2 > share and len(pages) < count - 1:
            pages.append((at, column))
            at = column
    return [*pages, (at, end)]


def spread_blocks(widths: Sequence[float], firsts: Sequence[int]) -> Print:
    """Pages across for blocks of columns, of which none is torn apart; `firsts` are their first columns, ascending."""
    breaks, widest, begin = [], 0.0, 1
    for first, end in zip(firsts, [*firsts[1:], len(widths) + 1], strict=True):
        if points(widths[begin - 1 : end - 1]) > _SURE / _SEVERAL:
            breaks.append(first)
            begin = first
        widest = max(widest, points(widths[begin - 1 : end - 1]))
    return Print(min(100, int(100 * _SURE / widest)), tuple(breaks))
