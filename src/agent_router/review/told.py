"""All that an expectation can tell of a row, for the sheets on which every matching row counts.

Two tasks of which the rows together say the same, by these words, are decided alike in everything that an example can
expect, but for what is missing: that is asked of other answers as well.
"""

from collections.abc import Callable, Hashable
from typing import Any

from agent_router.model.table import Row

Says = Callable[[Row[Any]], frozenset[Hashable]]


def told_of(part: str) -> Says | None:
    """By the name of the table among the policy's parts; None where one row decides."""
    return {"risk_rules": _rated, "proof": _proven, "checklist": _asked}.get(part)


def _rated(row: Row[Any]) -> frozenset[Hashable]:
    """The highest of each counts, so a level says those below it as well."""
    impact, likelihood = row.then.impact or 0, row.then.likelihood or 0
    return frozenset({("impact", level) for level in range(1, impact + 1)}) | {
        ("likelihood", level) for level in range(1, likelihood + 1)
    }


def _proven(row: Row[Any]) -> frozenset[Hashable]:
    """Kinds of proof; that some row holds at all, since without one a person leads the task."""
    return frozenset({*row.then.kinds, None})


def _asked(row: Row[Any]) -> frozenset[Hashable]:
    """Expected are IDs."""
    return frozenset({row.id})
