"""What the rows of each sheet say, in a form in which the same answers are equal."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from agent_router.model.policy import IfNotMet, Policy
from agent_router.model.table import HitPolicy, Row, Table
from agent_router.tables.rulebook import Rulebook

_LEVELS = range(1, 6)
"""Levels of impact and of likelihood."""
_GRAVITY = (IfNotMet.NOTE, IfNotMet.NEEDS_DECISION, IfNotMet.BLOCKS)


@dataclass(frozen=True)
class RuleSheet:
    """One sheet of rules, ready to be looked at."""

    part: str
    """Name of the table among the policy's parts."""
    table: Table[Any]
    says: tuple[Hashable, ...]
    """For each row what it decides."""
    in_full: tuple[Hashable, ...]
    """For each row everything it says, reasons and words among it."""
    claims: tuple[frozenset[Hashable], ...] | None
    """What each row claims where every matching row counts: a task gets all claims; None where one row decides."""
    own_columns: frozenset[str] = frozenset()
    """Codes of fields whose headers are conclusions on this sheet, not conditions."""

    @property
    def one_decides(self) -> bool:
        """Whether one row decides: `Routes` and `Budgets`."""
        return self.claims is None

    @property
    def unique(self) -> bool:
        """Whether no two rows may hold for one task."""
        return self.one_decides and self.table.hit_policy is HitPolicy.UNIQUE


def rule_sheets(rulebook: Rulebook) -> tuple[RuleSheet, ...]:
    """All sheets of rules, in tab order."""
    policy = rulebook.policy
    return (_routes(policy), _budgets(policy), _risk(policy), _proof(policy), _checklist(policy), _stops(policy))


def _routes(policy: Policy) -> RuleSheet:
    def says(row: Row[Any]) -> Hashable:
        then = row.then
        return then.route, then.phases, then.approval_before, then.reviewed_by

    return _sheet("routes", policy, says, None, ("route",))


def _budgets(policy: Policy) -> RuleSheet:
    def says(row: Row[Any]) -> Hashable:
        then = row.then
        return then.minutes, then.tokens, then.cost_usd, then.retries, then.agents, then.when_full

    return _sheet("budgets", policy, says, None)


def _risk(policy: Policy) -> RuleSheet:
    def claimed(row: Row[Any]) -> Iterator[Hashable]:
        """The highest of each counts, so a level claims those below it as well."""
        yield from (("impact", level) for level in _LEVELS if level <= (row.then.impact or 0))
        yield from (("likelihood", level) for level in _LEVELS if level <= (row.then.likelihood or 0))

    return _sheet("risk_rules", policy, _levels, claimed, ("impact", "likelihood"))


def _levels(row: Row[Any]) -> Hashable:
    return row.then.impact, row.then.likelihood


def _proof(policy: Policy) -> RuleSheet:
    minimums = sorted({row.then.minimum for row in policy.proof.rows})
    grades = sorted({row.then.least_grade.rank for row in policy.proof.rows})

    def says(row: Row[Any]) -> Hashable:
        then = row.then
        return frozenset(then.kinds), then.minimum, frozenset(then.does_not_count), then.least_grade

    def claimed(row: Row[Any]) -> Iterator[Hashable]:
        """The highest minimum and grade of each kind count, and all that does not."""
        yield "asks"
        yield from (("does not count", kind) for kind in row.then.does_not_count)
        for kind in row.then.kinds:
            yield from ((kind, "minimum", minimum) for minimum in minimums if minimum <= row.then.minimum)
            yield from ((kind, "grade", grade) for grade in grades if grade <= row.then.least_grade.rank)

    return _sheet("proof", policy, says, claimed)


def _checklist(policy: Policy) -> RuleSheet:
    def asks(row: Row[Any]) -> tuple[str, str, str]:
        then = row.then
        # A person answers the question itself; a named check answers what its Setting asks.
        question = then.question.casefold() if then.checked_by == "person" else ""
        return then.checked_by, then.setting, question

    def claimed(row: Row[Any]) -> Iterator[Hashable]:
        """What is asked, with the gravest consequence."""
        yield from ((asks(row), weight) for weight in range(_GRAVITY.index(row.then.if_not_met) + 1))

    return _sheet("checklist", policy, lambda row: (asks(row), row.then.if_not_met), claimed)


def _stops(policy: Policy) -> RuleSheet:
    def says(row: Row[Any]) -> Hashable:
        return row.then.stop_when, row.then.setting

    return _sheet("stops", policy, says, lambda row: [says(row)])


def _sheet(
    part: str,
    policy: Policy,
    says: Callable[[Row[Any]], Hashable],
    claimed: Callable[[Row[Any]], Iterable[Hashable]] | None,
    own_columns: tuple[str, ...] = (),
) -> RuleSheet:
    table: Table[Any] = getattr(policy, part)
    in_full = tuple(row.then for row in table.rows)
    claims = None if claimed is None else tuple(frozenset(claimed(row)) for row in table.rows)
    return RuleSheet(part, table, tuple(says(row) for row in table.rows), in_full, claims, frozenset(own_columns))
