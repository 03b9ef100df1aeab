"""Impact, likelihood and blast radius of a whole queue at once, for one view.

Rules, in order (`docs/workbook.md`, Risk rules and the matrix):

1. Every matching row counts; a row that only unstated fields hold back counts as matching (assume the worst).
2. The highest impact and the highest likelihood win, each on its own.
3. The grid decides the blast radius; the score is shown only.
4. Where no row says an impact or a likelihood, nothing is known: the highest level, and `covered` is false.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agent_router.model.policy import BlastRadius
from agent_router.tables.columns import Columns
from agent_router.tables.engine import Mode
from agent_router.tables.matches import Matches
from agent_router.tables.rulebook import Rulebook

RADII = tuple(sorted(BlastRadius))
"""Blast radius by rank."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """One view of n tasks."""

    matches: Matches
    impact: npt.NDArray[np.int64]
    """(n,), 1 to 5."""
    likelihood: npt.NDArray[np.int64]
    """(n,), 1 to 5."""
    rank: npt.NDArray[np.int64]
    """(n,), rank of the blast radius."""
    covered: npt.NDArray[np.bool_]
    """(n,), false where rule 4 applied."""


def rate(columns: Columns, rulebook: Rulebook, mode: Mode = Mode.NORMAL) -> Ratings:
    """Rate n tasks given as columns (`Area` among them)."""
    matches = rulebook.risk.match(columns, mode)
    rows = rulebook.policy.risk_rules.rows
    impact, impact_known = _highest(matches, tuple(row.then.impact for row in rows))
    likelihood, likelihood_known = _highest(matches, tuple(row.then.likelihood for row in rows))
    return Ratings(matches, impact, likelihood, _grid(rulebook)[impact, likelihood], impact_known & likelihood_known)


def _highest(matches: Matches, levels: tuple[int | None, ...]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Rules 1, 2 and 4 for one of the two axes."""
    count = len(matches.possible)
    best = np.zeros(count, dtype=np.int64)
    for level in sorted({level for level in levels if level is not None}):
        best[matches.any_possible(at for at, own in enumerate(levels) if own == level)] = level
    known = best > 0
    return np.where(known, best, 5), known


def _grid(rulebook: Rulebook) -> npt.NDArray[np.int64]:
    """Rank of the blast radius by [impact, likelihood], 1-based; cells that are not there count as the highest."""
    grid = np.full((6, 6), RADII[-1].rank, dtype=np.int64)
    for cell in rulebook.policy.matrix.cells:
        grid[cell.impact, cell.likelihood] = cell.blast_radius.rank
    return grid
