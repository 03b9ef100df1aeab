"""A policy made ready to decide: its tables compiled once."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar, cast

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

ThenT = TypeVar("ThenT")
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
    return Rulebook(
        policy=policy,
        fields=fields,
        risk=_compiled(policy.risk_rules, fields, policy),
        routes=_compiled(policy.routes, fields, policy),
        budgets=_compiled(policy.budgets, fields, policy),
        proof=_compiled(policy.proof, fields, policy),
        checklist=_compiled(policy.checklist, fields, policy),
        stops=_compiled(policy.stops, fields, policy),
    )


def _compiled(table: Table[ThenT], fields: Mapping[str, Field], policy: Policy) -> CompiledTable[ThenT]:
    """The table's index; taken from a kept rulebook as far as a changed copy of its policy shares this table."""
    like = None
    for known in reversed(_rulebooks.values()):
        if known.policy.fields is policy.fields:
            for compiled in (known.risk, known.routes, known.budgets, known.proof, known.checklist, known.stops):
                if compiled.table is table:
                    return cast("CompiledTable[ThenT]", compiled)
                if like is None and compiled.table.name == table.name:
                    like = cast("CompiledTable[ThenT]", compiled)
    return compile_table(table, fields, like)
