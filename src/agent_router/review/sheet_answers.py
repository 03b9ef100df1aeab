"""What the rows of each sheet say, in a form in which the same answers are equal."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from agent_router.model.policy import IfNotMet, Policy
from agent_router.model.table import HitPolicy, Row, Table
from agent_router.tables.redundancy import places
from agent_router.tables.rulebook import Rulebook

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
    together: Callable[[int], Hashable] | None
    """What rows (bits) say together where every matching row counts; None where one row decides."""
    own_columns: frozenset[str] = frozenset()
    """Codes of fields whose headers are conclusions on this sheet, not conditions."""

    @property
    def one_decides(self) -> bool:
        """Whether one row decides: `Routes` and `Budgets`."""
        return self.together is None

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
    rows = policy.risk_rules.rows

    def highest(chosen: int) -> Hashable:
        thens = [rows[row].then for row in places(chosen)]
        impact = max((then.impact for then in thens if then.impact is not None), default=None)
        return impact, max((then.likelihood for then in thens if then.likelihood is not None), default=None)

    return _sheet("risk_rules", policy, _levels, highest, ("impact", "likelihood"))


def _levels(row: Row[Any]) -> Hashable:
    return row.then.impact, row.then.likelihood


def _proof(policy: Policy) -> RuleSheet:
    rows = policy.proof.rows

    def says(row: Row[Any]) -> Hashable:
        then = row.then
        return frozenset(then.kinds), then.minimum, frozenset(then.does_not_count), then.least_grade

    def asked(chosen: int) -> Hashable:
        """The highest minimum and grade of each kind, and all that does not count."""
        strictest: dict[str, tuple[int, int]] = {}
        refused: set[str] = set()
        for then in (rows[row].then for row in places(chosen)):
            refused.update(then.does_not_count)
            for kind in then.kinds:
                minimum, grade = strictest.get(kind, (0, 0))
                strictest[kind] = (max(minimum, then.minimum), max(grade, then.least_grade.rank))
        return frozenset(strictest.items()), frozenset(refused), bool(chosen)

    return _sheet("proof", policy, says, asked)


def _checklist(policy: Policy) -> RuleSheet:
    rows = policy.checklist.rows

    def asks(row: Row[Any]) -> tuple[str, str, str]:
        then = row.then
        # A person answers the question itself; a named check answers what its Setting asks.
        question = then.question.casefold() if then.checked_by == "person" else ""
        return then.checked_by, then.setting, question

    def gravest(chosen: int) -> Hashable:
        """What is asked, each with the gravest consequence."""
        found: dict[tuple[str, str, str], int] = {}
        for row in (rows[place] for place in places(chosen)):
            weight = _GRAVITY.index(row.then.if_not_met)
            found[asks(row)] = max(weight, found.get(asks(row), 0))
        return frozenset(found.items())

    return _sheet("checklist", policy, lambda row: (asks(row), row.then.if_not_met), gravest)


def _stops(policy: Policy) -> RuleSheet:
    said = [(row.then.stop_when, row.then.setting) for row in policy.stops.rows]
    return _sheet(
        "stops",
        policy,
        lambda row: (row.then.stop_when, row.then.setting),
        lambda chosen: frozenset(said[row] for row in places(chosen)),
    )


def _sheet(
    part: str,
    policy: Policy,
    says: Callable[[Row[Any]], Hashable],
    together: Callable[[int], Hashable] | None,
    own_columns: tuple[str, ...] = (),
) -> RuleSheet:
    table: Table[Any] = getattr(policy, part)
    in_full = tuple(row.then for row in table.rows)
    return RuleSheet(part, table, tuple(says(row) for row in table.rows), in_full, together, frozenset(own_columns))
