"""Which row of `Routes` decides, for many tasks at once.

Rules, in order (`docs/workbook.md`, Blank is not false):

1. Read as First, the first certain match ends the search; the candidates are that row and the rows before it that only
   blank fields hold back. Read as Unique, the order says nothing: all rows that hold or that only blank fields hold
   back are candidates, and two that hold contradict each other.
2. Of the candidates the most supervised route wins; of those the first row.
3. A contradiction, in `Routes` or in `Budgets`, is human-led.
4. No certain match, no risk rule, no proof row, or no budget for a route that needs one: no rule covers the task,
   and it is human-led.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from agent_router.model.policy import BlastRadius, Route
from agent_router.model.table import HitPolicy, Table
from agent_router.routing.interface import Rated, Record
from agent_router.tables.columns import Columns
from agent_router.tables.matches import Matches
from agent_router.tables.rulebook import Rulebook

ThenT = TypeVar("ThenT")
ROUTES = tuple(sorted(Route, key=lambda route: route.freedom))
"""Routes by freedom, the most supervised first."""
RADII = tuple(sorted(BlastRadius))


@dataclass(frozen=True, slots=True)
class Lacking:
    """Rule 4, sheet by sheet: (n,) each, whether the sheet has no row for a record."""

    risk_rules: npt.NDArray[np.bool_]
    routes: npt.NDArray[np.bool_]
    budgets: npt.NDArray[np.bool_]
    proof: npt.NDArray[np.bool_]

    @property
    def any(self) -> npt.NDArray[np.bool_]:
        """(n,), whether any sheet lacks a row."""
        found: npt.NDArray[np.bool_] = np.logical_or.reduce((self.risk_rules, self.routes, self.budgets, self.proof))
        return found


@dataclass(frozen=True, slots=True)
class Decisions:
    """Routes of n records."""

    freedom: npt.NDArray[np.int64]
    """(n,), freedom of the route after rules 3 and 4."""
    row: npt.NDArray[np.int64]
    """(n,), deciding row of `Routes`; -1 where none is certain."""
    candidates: npt.NDArray[np.bool_]
    """(n, rows) after rule 1."""
    no_rule: npt.NDArray[np.bool_]
    """(n,), rule 4 applied."""
    lacking: Lacking
    """Which sheets rule 4 is about, also where a contradiction comes first."""
    conflict: npt.NDArray[np.bool_]
    """(n,), rule 3 applied."""
    columns: Columns
    """The task columns with everything derived, `Route` included."""
    routes: Matches


def decide(records: Sequence[Record], rated: Rated, rulebook: Rulebook) -> Decisions:
    """Decide the route of n records whose ratings are known."""
    columns = _columns(records, rated, rulebook)
    matches = rulebook.routes.match(columns)
    rows = rulebook.policy.routes.rows
    freedom_of_row = np.array([row.then.route.freedom for row in rows] or [0], dtype=np.int64)
    first = matches.first_certain()
    candidates = candidate_rows(matches, rulebook.policy.routes)
    worst = np.where(candidates, freedom_of_row[: len(rows)], 9).min(axis=1, initial=9)
    decisive = candidates & (freedom_of_row[: len(rows)] == worst[:, None])
    row = np.where(first >= 0, decisive.argmax(axis=1) if len(rows) else -1, -1)
    freedom = np.where(row >= 0, np.minimum(worst, ROUTES[-1].freedom), 0)
    columns = columns.with_column("route", [ROUTES[int(value)].value for value in freedom])
    lacking = Lacking(~rated.covered, first < 0, _unboxed(columns, rulebook, freedom), _unproven(columns, rulebook))
    uncovered = lacking.any
    conflict = contradicted(matches, rulebook.policy.routes) | contradicted(
        rulebook.budgets.match(columns), rulebook.policy.budgets
    )
    return Decisions(
        np.where(uncovered | conflict, 0, freedom), row, candidates, uncovered & ~conflict, lacking, conflict, columns,
        matches,
    )  # fmt: skip


def contradicted(matches: Matches, table: Table[ThenT]) -> npt.NDArray[np.bool_]:
    """Rule 3: (n,), whether two rows of a table read as Unique hold for certain."""
    if table.hit_policy is not HitPolicy.UNIQUE:
        return np.zeros(len(matches.certain), dtype=np.bool_)
    return np.asarray(bits(matches.certain, len(table.rows)).sum(axis=1) > 1, dtype=np.bool_)


def candidate_rows(matches: Matches, table: Table[ThenT]) -> npt.NDArray[np.bool_]:
    """Rule 1: (n, rows) of bool; without a certain match every possible row."""
    count = len(table.rows)
    possible = bits(matches.possible, count)
    if table.hit_policy is HitPolicy.UNIQUE:
        return possible
    first = matches.first_certain()
    last = np.where(first >= 0, first, count)
    reached: npt.NDArray[np.bool_] = possible & (np.arange(count) <= last[:, None])
    return reached


def bits(words: npt.NDArray[np.uint64], count: int) -> npt.NDArray[np.bool_]:
    """A bitmap (n, words) as (n, count) of bool."""
    shifts = np.arange(64, dtype=np.uint64)
    spread = (words[:, :, None] >> shifts) & np.uint64(1)
    return spread.reshape(len(words), words.shape[1] * 64)[:, :count].astype(bool)


def _columns(records: Sequence[Record], rated: Rated, rulebook: Rulebook) -> Columns:
    sheets = (rulebook.routes, rulebook.budgets, rulebook.proof, rulebook.checklist, rulebook.stops)
    # Fields on the right of a comparison count as well, though no condition is on them alone.
    used = dict.fromkeys(code for sheet in sheets for code in sheet.fields_used)
    codes = [code for code in used if not rulebook.fields[code].derived]
    columns = Columns.from_records(codes, records)
    return (
        columns.with_column("area", list(rated.areas))
        .with_column("impact", [int(level) for level in rated.impact])
        .with_column("likelihood", [int(level) for level in rated.likelihood])
        .with_column("score", [int(score) for score in rated.impact * rated.likelihood])
        .with_column("blast_radius", [RADII[int(rank)].value for rank in rated.rank])
    )


def _unproven(columns: Columns, rulebook: Rulebook) -> npt.NDArray[np.bool_]:
    possible = rulebook.proof.match(columns).possible
    return np.asarray(~possible.any(axis=1), dtype=np.bool_)


def _unboxed(columns: Columns, rulebook: Rulebook, freedom: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether a route that needs a budget has none for certain."""
    return np.asarray((freedom > 0) & (rulebook.budgets.match(columns).first_certain() < 0), dtype=np.bool_)
