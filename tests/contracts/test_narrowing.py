from dataclasses import replace
from decimal import Decimal

import pytest

from agent_router.contracts.narrowing import narrow, widened
from agent_router.errors import Refused
from agent_router.model.assignment import Budget
from agent_router.model.contract import Contract, Scope, SealedContract
from agent_router.model.policy import Phase, Route
from tests.contracts.samples import WRITTEN, contract

OLD = contract(
    scope=Scope(("shop",), ("src/**", "docs/*.md"), ("Orders",), ("orders.csv",), ("src/x/**",), ("tmp/**",)),
    changes=False,
    phases=(Phase.DISCOVERY,),
)
SEALED = SealedContract(OLD, "d" * 64, WRITTEN, "contracts/T-1")


def scoped(**changed: tuple[str, ...]) -> Contract:
    return replace(OLD, scope=replace(OLD.scope, **changed))


@pytest.mark.parametrize(
    "new",
    [
        OLD,
        scoped(folders=("src/orders/**",)),
        scoped(folders=("docs/*.md",), scratch=()),
        scoped(off_limits=("src/x/**", "src/y/**")),
        replace(OLD, budget=Budget(10, 1000, Decimal("0.10"), 0, 1)),
        replace(OLD, goal="less"),
    ],
)
def test_a_narrower_contract_names_the_one_it_replaces(new: Contract) -> None:
    assert narrow(new, SEALED) == replace(new, replaces="d" * 64)


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (replace(OLD, task_id="T-2"), "another task: T-2"),
        (replace(OLD, route=Route.DYNAMIC_WORKFLOW), "route: Dynamic workflow"),
        (replace(OLD, changes=True), "it may change something"),
        (replace(OLD, phases=(Phase.MUTATION,)), "phase: mutation"),
        (scoped(folders=()), "folders: all"),
        (scoped(folders=("lib/**",)), "folder: lib/**"),
        (scoped(folders=("**/src/**",)), "folder: **/src/**"),
        (scoped(folders=("docs/**",)), "folder: docs/**"),
        (scoped(repositories=()), "repositories: all"),
        (scoped(systems=("Orders", "Billing")), "systems: Billing"),
        (scoped(data_sources=("all.csv",)), "data sources: all.csv"),
        (scoped(scratch=("tmp/**", "var/**")), "scratch: var/**"),
        (scoped(off_limits=()), "no longer off limits: src/x/**"),
        (replace(OLD, budget=replace(OLD.budget, minutes=None)), "minutes: open"),
        (replace(OLD, budget=replace(OLD.budget, cost_usd=Decimal("4.51"))), "cost usd: 4.51"),
        (replace(OLD, proof=()), "proof no longer required: tests"),
        (replace(OLD, does_not_count=()), "counts again: build"),
        (replace(OLD, verifiers=()), "verifier gone: python -m pytest -q"),
        (replace(OLD, checklist=()), "checklist item gone: C1"),
        (replace(OLD, stops=()), "stop condition gone: S1"),
    ],
)
def test_a_wider_contract_may_not_name_the_one_it_replaces(new: Contract, words: str) -> None:
    assert words in widened(new, OLD)
    with pytest.raises(Refused, match="contracts/T-1: Only a narrower contract"):
        narrow(new, SEALED)


def test_a_contract_without_limits_of_scope_cannot_be_widened_in_scope() -> None:
    assert widened(OLD, replace(OLD, scope=Scope(scratch=("tmp/**",)))) == ()
