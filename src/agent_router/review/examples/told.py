"""All that an expectation can tell of a row, for the sheets on which every matching row counts.

Two tasks of which the rows together say the same, by these words, are decided alike in everything that an example can
expect, but for what is missing: that is asked of other answers as well.
"""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from agent_router.model.policy import BlastRadius, Policy
from agent_router.model.table import Row
from agent_router.review.examples.expectations import Expected
from agent_router.tables.pieces import other_fields

Says = Callable[[Row[Any]], frozenset[Hashable]]
Views = Sequence[frozenset[Hashable]]
"""What all rows say of one example, in each of its views."""

_EVERYTHING = frozenset(Expected)
_PROOF_HELD = "a row of proof holds"
_LEVELS = frozenset({"impact", "likelihood", "score"})


def told_of(part: str) -> Says | None:
    """By the name of the table among the policy's parts; None where one row decides."""
    return {"risk_rules": _rated, "proof": _proven, "checklist": _asked}.get(part)


def _rated(row: Row[Any]) -> frozenset[Hashable]:
    """The highest of each counts."""
    return frozenset({("impact", row.then.impact or 0), ("likelihood", row.then.likelihood or 0)})


def _proven(row: Row[Any]) -> frozenset[Hashable]:
    """Kinds of proof; that some row holds at all, since without one a person leads the task."""
    return frozenset({_PROOF_HELD, *((kind,) for kind in row.then.kinds)})


def _asked(row: Row[Any]) -> frozenset[Hashable]:
    """Expected are IDs."""
    return frozenset({row.id})


@dataclass(frozen=True)
class Telling:
    """What differences in what the rows of a sheet say can show in."""

    part: str
    policy: Policy

    def changes(self, before: Views, after: Views) -> frozenset[Expected]:
        """The expectations that may be met or not by it; `MISSING` stands for nothing here."""
        if before == after:
            return frozenset()
        if self.part == "proof" and all(
            (_PROOF_HELD in one) is (_PROOF_HELD in two) for one, two in zip(before, after, strict=True)
        ):
            return frozenset({Expected.PROOF})
        if self.part == "risk_rules" and self._radius_alone and self._rating(before) == self._rating(after):
            return frozenset()
        return _EVERYTHING

    def of_missing(self, row: int) -> bool:
        """Whether leaving the row out may change what is missing; not where another row holds for every task anyway."""
        if self.part != "proof":
            return True
        return not any(at != row and not other.conditions for at, other in enumerate(self.policy.proof.rows))

    @cached_property
    def _radius_alone(self) -> bool:
        """Whether the other sheets look at the blast radius of a rating, and at nothing else of it."""
        policy = self.policy
        conditions = [
            condition
            for table in (policy.routes, policy.budgets, policy.proof, policy.checklist)
            for row in table.rows
            for condition in row.conditions
        ]
        return not any(_LEVELS & {condition.field, *other_fields(condition.test)} for condition in conditions)

    def _rating(self, views: Views) -> tuple[BlastRadius, bool]:
        """The highest blast radius, and whether each view was rated by some row."""
        levels = [(_highest(view, "impact"), _highest(view, "likelihood")) for view in views]
        radius = max(self._radius(impact or 5, likelihood or 5) for impact, likelihood in levels)
        return radius, all(impact and likelihood for impact, likelihood in levels)

    def _radius(self, impact: int, likelihood: int) -> BlastRadius:
        """Cells that are not there count as the highest."""
        cells = self.policy.matrix.cells
        found = (cell.blast_radius for cell in cells if (cell.impact, cell.likelihood) == (impact, likelihood))
        return next(found, max(BlastRadius))


def _highest(said: Collection[Any], axis: str) -> int:
    return max((level for name, level in said if name == axis), default=0)
