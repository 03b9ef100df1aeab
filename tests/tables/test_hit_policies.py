from decimal import Decimal

import pytest

from agent_router.model.field import Value
from agent_router.model.table import Aggregation, HitPolicy, Row
from agent_router.tables.hit_policy import Decided, NoMatch, Output, Outputs, Violation, decide

ROUTES = ("Human-led", "Single agent", "Dynamic workflow")


def _rows(*outputs: Outputs) -> tuple[Row[Outputs], ...]:
    return tuple(Row(f"R{number}", (), output) for number, output in enumerate(outputs))


ROWS = _rows(("Single agent", 2), ("Human-led", 3), ("Dynamic workflow", 1), ("Single agent", 2))
OUTPUTS = (Output("Route", ROUTES), Output("Points"))


@pytest.mark.parametrize("policy", HitPolicy)
def test_no_matching_row_is_an_answer_of_its_own(policy: HitPolicy) -> None:
    assert decide(policy, ROWS, (), OUTPUTS) == NoMatch()


@pytest.mark.parametrize("policy", HitPolicy)
def test_a_single_matching_row_decides_under_every_policy(policy: HitPolicy) -> None:
    assert decide(policy, ROWS, (1,), OUTPUTS) == Decided((("Human-led", 3),), (1,))


@pytest.mark.parametrize(
    ("policy", "rows"),
    [
        (HitPolicy.FIRST, (0,)),
        (HitPolicy.PRIORITY, (1,)),
        (HitPolicy.OUTPUT_ORDER, (1, 0, 3, 2)),
        (HitPolicy.RULE_ORDER, (0, 1, 2, 3)),
        (HitPolicy.COLLECT, (0, 1, 2, 3)),
    ],
)
def test_each_policy_picks_and_orders_the_matching_rows(policy: HitPolicy, rows: tuple[int, ...]) -> None:
    assert decide(policy, ROWS, (0, 1, 2, 3), OUTPUTS) == Decided(tuple(ROWS[row].then for row in rows), rows)


def test_unique_names_both_rows_that_match_together() -> None:
    assert decide(HitPolicy.UNIQUE, ROWS, (0, 3), OUTPUTS) == Violation(HitPolicy.UNIQUE, ROWS[0], ROWS[3])


def test_any_wants_the_same_answer_from_all_rows() -> None:
    assert decide(HitPolicy.ANY, ROWS, (0, 3), OUTPUTS) == Decided((("Single agent", 2),), (0,))
    assert decide(HitPolicy.ANY, ROWS, (0, 2, 3), OUTPUTS) == Violation(HitPolicy.ANY, ROWS[0], ROWS[2])


def test_any_tells_yes_from_one_and_forgives_case() -> None:
    assert isinstance(decide(HitPolicy.ANY, _rows((True,), (1,)), (0, 1), (Output("A"),)), Violation)
    assert isinstance(decide(HitPolicy.ANY, _rows(("yes",), ("YES",)), (0, 1), (Output("A"),)), Decided)


def test_priority_goes_by_the_columns_from_left_to_right() -> None:
    rows = _rows(("b", "y"), ("a", "y"), ("a", "x"), ("unlisted", "x"))
    outputs = (Output("One", ("a", "b")), Output("Two", ("x", "y")))
    assert decide(HitPolicy.PRIORITY, rows, (0, 1, 2, 3), outputs) == Decided((("a", "x"),), (2,))
    ordered = decide(HitPolicy.OUTPUT_ORDER, rows, (0, 1, 2, 3), outputs)
    assert isinstance(ordered, Decided)
    assert ordered.rows == (2, 1, 0, 3)


@pytest.mark.parametrize(
    ("aggregation", "folded"),
    [
        (Aggregation.SUM, Decimal(8)),
        (Aggregation.MIN, Decimal(1)),
        (Aggregation.MAX, Decimal(3)),
        (Aggregation.COUNT, 4),
        (Aggregation.LIST, ("2", "3", "1", "2")),
    ],
)
def test_collect_folds_each_column_by_its_own_sign(aggregation: Aggregation, folded: Value) -> None:
    outputs = (Output("Route", aggregation=Aggregation.COUNT), Output("Points", aggregation=aggregation))
    assert decide(HitPolicy.COLLECT, ROWS, (0, 1, 2, 3), outputs) == Decided(((4, folded),), (0, 1, 2, 3))


def test_a_sum_counts_equal_matches_each() -> None:
    outputs = (Output("Points", aggregation=Aggregation.SUM),)
    assert decide(HitPolicy.COLLECT, _rows((5,), (5,)), (0, 1), outputs) == Decided(((Decimal(10),),), (0, 1))


def test_rows_that_say_nothing_are_left_out_of_sums() -> None:
    outputs = (Output("Points", aggregation=Aggregation.MAX),)
    assert decide(HitPolicy.COLLECT, _rows((None,), (2,)), (0, 1), outputs) == Decided(((Decimal(2),),), (0, 1))
    assert decide(HitPolicy.COLLECT, _rows((None,)), (0,), outputs) == Decided(((None,),), (0,))
