"""A policy made ready to decide: its tables compiled once, with all that is tested of each field."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from agent_router.model.condition import Test
from agent_router.model.field import Field
from agent_router.model.policy import (
    BudgetEffect,
    ChecklistEffect,
    Policy,
    ProofEffect,
    RiskEffect,
    RouteEffect,
    StopEffect,
)
from agent_router.model.table import Table
from agent_router.tables.engine import CompiledTable, compile_table

_KEPT = 8


@dataclass(frozen=True)
class Rulebook:
    """The policy plus its compiled tables."""

    policy: Policy
    fields: Mapping[str, Field]
    """By code, in sheet order, derived ones last."""
    risk: CompiledTable[RiskEffect]
    routes: CompiledTable[RouteEffect]
    budgets: CompiledTable[BudgetEffect]
    proof: CompiledTable[ProofEffect]
    checklist: CompiledTable[ChecklistEffect]
    stops: CompiledTable[StopEffect]
    tests: Mapping[str, tuple[Test, ...]]
    """Every distinct test of a field in any table, by the field's code; empty where there is none."""


_rulebooks: OrderedDict[tuple[str, int], Rulebook] = OrderedDict()


def compile_policy(policy: Policy) -> Rulebook:
    """The policy's rulebook; the last few are kept, so that asking again for the same policy costs nothing."""
    # The rulebook holds on to its policy, so while an entry lives no other object can have the same identity.
    known_as = (policy.sha256, id(policy))
    rulebook = _rulebooks.get(known_as)
    if rulebook is None:
        rulebook = _rulebooks[known_as] = _compile(policy)
        while len(_rulebooks) > _KEPT:
            _rulebooks.popitem(last=False)
    return rulebook


def _compile(policy: Policy) -> Rulebook:
    fields = MappingProxyType({field.code: field for field in policy.fields})
    tables = (policy.risk_rules, policy.routes, policy.budgets, policy.proof, policy.checklist, policy.stops)
    return Rulebook(
        policy=policy,
        fields=fields,
        risk=compile_table(policy.risk_rules, fields),
        routes=compile_table(policy.routes, fields),
        budgets=compile_table(policy.budgets, fields),
        proof=compile_table(policy.proof, fields),
        checklist=compile_table(policy.checklist, fields),
        stops=compile_table(policy.stops, fields),
        tests=MappingProxyType(_tests_by_field(fields, tables)),
    )


def _tests_by_field(fields: Mapping[str, Field], tables: Iterable[Table[Any]]) -> dict[str, tuple[Test, ...]]:
    found: dict[str, dict[Test, None]] = {code: {} for code in fields}
    for table in tables:
        for row in table.rows:
            for condition in row.conditions:
                found[condition.field][condition.test] = None
    return {code: tuple(tests) for code, tests in found.items()}
