"""Workbooks that say the same in another way are found to decide every task alike."""

from dataclasses import replace
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_router.model.condition import AnyOf, Condition, NoneOf
from agent_router.model.policy import Policy
from agent_router.model.review import ChangeKind
from agent_router.model.table import Row, Table
from agent_router.pipeline.comparing import compare_policies
from tests.policies import starter_policy
from tests.review.random_policies import random_policy

RULES = ("routes", "budgets", "risk_rules", "proof", "checklist", "stops")
UNORDERED = ("risk_rules", "proof", "checklist", "stops")
chances = st.integers(0, 10**6).map(Random)
few = settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def respelled(condition: Condition, chance: Random) -> Condition:
    """The words of a list in another order, or one of them twice."""
    test = condition.test
    if isinstance(test, AnyOf | NoneOf):
        again = (*chance.sample(test.tests, len(test.tests)), test.tests[0])
        return replace(condition, test=replace(test, tests=again), typed="spelled otherwise")
    return replace(condition, test=AnyOf((test, test)), typed="said twice")


def respelled_rows(policy: Policy, chance: Random, *, shuffle: bool) -> Policy:
    tables: dict[str, Table[object]] = {}
    for name in RULES:
        table = getattr(policy, name)
        rows: list[Row[object]] = [
            replace(
                row,
                conditions=tuple(
                    respelled(condition, chance) for condition in chance.sample(row.conditions, len(row.conditions))
                ),
            )
            for row in table.rows
        ]
        if shuffle and name in UNORDERED:
            chance.shuffle(rows)
        tables[name] = replace(table, rows=tuple(rows))
    return replace(policy, **tables)  # type: ignore[arg-type] # tables of all kinds, by name


@few
@given(chances, st.booleans())
def test_cells_respelled_and_rows_shuffled_mean_the_same(chance: Random, shuffle: bool) -> None:
    old = random_policy(chance)
    difference = compare_policies(old, respelled_rows(old, chance, shuffle=shuffle))

    assert difference.same_meaning
    assert {change.kind for change in difference.cells} <= {ChangeKind.MOVED}


def test_the_shipped_workbook_respelled_and_shuffled_means_the_same() -> None:
    old = starter_policy()

    assert compare_policies(old, respelled_rows(old, Random(7), shuffle=True)).same_meaning  # noqa: S311 - a test


def test_a_row_that_changes_nothing_is_told_as_a_change_that_moves_no_task() -> None:
    old = starter_policy()
    twice = replace(old.proof.rows[0], id="Again")
    difference = compare_policies(old, replace(old, proof=replace(old.proof, rows=(*old.proof.rows, twice))))

    assert difference.same_meaning
    assert [(change.kind, change.row, change.decides) for change in difference.cells] == [
        (ChangeKind.ADDED, "Again", True)
    ]
