"""Whether the rows of a sheet where order decides may have been sorted: their IDs then no longer run upwards."""

import re
from collections.abc import Sequence
from itertools import pairwise

from agent_router.model.place import Place
from agent_router.workbook import problems
from agent_router.workbook.complaints import Complaints

_NUMBERED = re.compile(r"(\D*)(\d+)(.*)", re.DOTALL)
_ENOUGH = 2
"""One row out of order was moved on purpose; sorting leaves more of them."""


def complain_order(rows: Sequence[tuple[str, Place]], complaints: Complaints) -> None:
    """Advise where numbered IDs run downwards in several places. IDs of another form say nothing about order."""
    keys = [_key(row_id) for row_id, _ in rows]
    if None in keys or len({key[0] for key in keys if key}) > 1:
        return
    breaks = [
        (before, after)
        for (before, after), (first, second) in zip(pairwise(rows), pairwise(keys), strict=True)
        if first and second and second < first
    ]
    if len(breaks) >= _ENOUGH:
        below = [f"{after[0]} stands below {before[0]}" for before, after in breaks]
        found = ", ".join(below[:5]) + (" …" if len(below) > 5 else "")
        complaints.add(problems.ROWS_SORTED, breaks[0][1][1], found)


def _key(row_id: str) -> tuple[str, int, str] | None:
    found = _NUMBERED.fullmatch(row_id)
    return (found[1].casefold(), int(found[2]), found[3].casefold()) if found else None
