"""Which figures of a record count: nothing twice, nothing lost, and a lower bound where something is missing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.acceptance.money import cost_of, usage_total
from agent_router.model.known import Exactness
from agent_router.model.place import Place
from agent_router.model.policy import Policy, Price
from agent_router.model.run import Usage
from agent_router.model.verdict import CostMethod
from tests.acceptance.runs import MODEL, START, Story, policy, story

LOWER = Exactness.LOWER_BOUND


def total(told: Story) -> tuple[int, Exactness]:
    usage = usage_total(told.run(), policy())
    assert sum(line.total for line in usage.lines) == usage.total
    return usage.total, usage.exactness


def priced(*rows: Price) -> Policy:
    return replace(policy(), prices=rows)


def row(model: str = MODEL, **more: object) -> Price:
    return replace(policy().prices[0], model=model, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "meter", ["claude-x[1m]", "claude-x-20260101", "CLAUDE-X-latest", "claude-x@20260101", "claude-x"]
)
def test_a_meter_that_spells_the_model_otherwise_is_not_a_second_model(meter: str) -> None:
    told = story().uses(model="claude-x", input=60).uses(model="claude-x", output=40)
    assert total(told.uses(model=meter, input=60, output=40, meter=True)) == (100, Exactness.EXACT)


def test_a_model_that_only_the_meter_names_was_used_beside_the_others() -> None:
    told = story().uses(model="big", input=100)
    told.uses(model="big", input=100, meter=True).uses(model="small", input=7, meter=True)
    assert total(told) == (107, Exactness.EXACT)


def test_an_alias_with_the_same_tokens_is_the_same_use_and_the_named_model_is_priced() -> None:
    told = story().uses(model="", input=100).uses(model=MODEL, input=100, meter=True)
    usage = usage_total(told.run(), policy())
    assert [(line.model, line.total) for line in usage.lines] == [(MODEL, 100)]
    assert usage.exactness is Exactness.EXACT


@pytest.mark.parametrize(("own", "metered"), [(100, 80), (80, 100)])
def test_names_that_do_not_meet_count_once_by_the_fuller_side_and_are_a_lower_bound(own: int, metered: int) -> None:
    told = story().uses(model="alias", input=own).uses(model="vendor/model-7", input=metered, meter=True)
    assert total(told) == (100, LOWER)


def test_a_meter_stands_for_a_session_whose_responses_are_missing() -> None:
    told = story().uses(input=100, session="one").uses(input=50, session="two", meter=True)
    assert total(told) == (150, Exactness.EXACT)
    unsaid = story().uses(input=100).uses(input=50, session="two", meter=True)
    assert total(unsaid) == (100, Exactness.EXACT)


def test_of_several_cumulative_meters_the_last_of_a_session_counts_and_sessions_add_up() -> None:
    told = story()
    for session, tokens, cost in (("one", 40, "0.4"), ("one", 60, "0.6"), ("two", 5, "0.05")):
        told.uses(input=tokens, session=session, meter=True, reported_cost_usd=Decimal(cost))
    assert total(told) == (65, Exactness.EXACT)
    assert cost_of(told.run(), policy()).reported == Decimal("0.65")


def test_figures_of_single_responses_add_up_where_they_stand_in_one_file() -> None:
    told, here = story(), Place("raw/spans.jsonl", line=1)
    for response in ("a", "b"):
        told.uses(input=10, response=response, read_from=here)
        told.uses(response=response, read_from=here, meter=True, reported_cost_usd=Decimal("0.5"))
    cost = cost_of(told.run(), policy())
    assert (cost.reported, cost.exactness) == (Decimal(1), Exactness.EXACT)
    assert total(told) == (20, Exactness.EXACT)


def test_a_meter_of_some_sessions_is_a_part_and_the_priced_whole_is_the_amount() -> None:
    told = story().uses(input=1_000_000, session="one").uses(input=1_000_000, session="two")
    told.uses(input=1_000_000, session="one", meter=True, reported_cost_usd=Decimal(3))
    cost = cost_of(told.run(), policy())
    assert (cost.amount, cost.method, cost.reported) == (Decimal(6), CostMethod.PRICED, Decimal(3))
    assert cost.because == "tokens × Prices; the agent's own figure of $3 is of a part of the run"

    unpriced = cost_of(told.run(), priced())
    assert (unpriced.amount, unpriced.method, unpriced.exactness) == (Decimal(3), CostMethod.REPORTED, LOWER)
    assert "of a part of the run" in unpriced.because


def test_a_lost_agent_makes_a_lower_bound_and_is_named_without_tokens() -> None:
    told = story().uses(input=100).uses(model="", agent="gone", exactness=LOWER)
    usage = usage_total(told.run(), policy())
    assert (usage.total, usage.exactness) == (100, LOWER)
    assert [(line.agent, line.total, line.priced) for line in usage.lines][1] == ("gone", 0, None)
    cost = cost_of(told.run(), policy())
    assert (cost.priced, cost.exactness, cost.unpriced) == (Decimal("0.0003"), LOWER, "")


def test_messages_without_any_token_are_unknown_usage_and_never_a_cost_of_zero() -> None:
    told = story().uses(response="a", exactness=LOWER).uses(response="b", exactness=LOWER)
    cost = cost_of(told.run(), policy())
    assert not usage_total(told.run()).known
    assert (cost.amount, cost.because) == (None, "price unknown (the record holds no usage)")


def test_a_log_that_stops_makes_both_meters_a_lower_bound() -> None:
    told = story().uses(input=1_000_000).uses(input=1_000_000, meter=True, reported_cost_usd=Decimal(3))
    told.ended = {"finished": False}
    cost = cost_of(told.run(), policy())
    assert (cost.amount, cost.method, cost.exactness) == (Decimal(3), CostMethod.REPORTED, LOWER)


def test_every_model_without_a_price_is_named_and_the_others_keep_theirs() -> None:
    told = story().uses(input=1_000_000).uses(model="new-1", input=1).uses(model="new-2", input=1, agent="helper")
    cost, usage = cost_of(told.run(), policy()), usage_total(told.run(), policy())
    assert (cost.amount, cost.priced, cost.prices) == (None, None, ())
    assert cost.because == "price unknown (no row in Prices for new-1; no row in Prices for new-2)"
    assert [(line.model, line.priced) for line in usage.lines] == [
        (MODEL, Decimal(3)), ("new-1", None), ("new-2", None),
    ]  # fmt: skip


def test_a_price_holds_from_its_day_on_and_a_run_before_the_first_says_so() -> None:
    rows = (row(since=date(2026, 11, 22)), row(since=date(2026, 11, 23), input=Decimal(30)))
    for at, usd in ((START, 3), (START.replace(day=23), 30)):
        cost = cost_of(story().uses(input=1_000_000, at=at).run(), priced(*rows))
        assert cost.amount == usd
    before = cost_of(story().uses(input=1, at=START.replace(day=21)).run(), priced(*rows))
    assert before.because == (
        f"price unknown (no row in Prices for {MODEL} on 2026-11-21 (the first is of 2026-11-22))"
    )


def test_a_run_over_midnight_is_priced_response_by_response_and_names_both_rows() -> None:
    cells = Place("p.xlsx", "Prices", "A5"), Place("p.xlsx", "Prices", "A6")
    rows = (
        row(since=date(2026, 11, 22), place=cells[0]),
        row(since=date(2026, 11, 23), input=Decimal(30), place=cells[1]),
    )
    told = story().uses(input=1_000_000, at=START).uses(input=1_000_000, at=START.replace(day=23))
    cost = cost_of(told.run(), priced(*rows))
    assert (cost.amount, cost.prices) == (Decimal(33), cells)


def test_the_difference_between_the_meters_is_in_money_and_percent() -> None:
    told = story().uses(input=1_000_000).uses(input=1_000_000, meter=True, reported_cost_usd=Decimal("2.4"))
    cost = cost_of(told.run(), policy())
    assert (cost.difference, cost.percent_apart) == (Decimal("-0.6"), Decimal(20))
    alone = cost_of(story().uses(input=1).run(), policy())
    assert (alone.difference, alone.percent_apart) == (None, None)


TOKENS = st.integers(0, 1000)
MODELS = st.sampled_from(["", "a", "a-20260101", "A", "b", "b[1m]"])


@given(
    st.lists(st.tuples(MODELS, TOKENS, st.sampled_from(list(Exactness))), max_size=5),
    st.lists(st.tuples(MODELS, TOKENS), max_size=4),
)
def test_tokens_are_never_fewer_than_either_side_says_nor_more_than_both(
    responses: list[tuple[str, int, Exactness]], meters: list[tuple[str, int]]
) -> None:
    told = story()
    for model, tokens, exactness in responses:
        told.uses(model=model, input=tokens, exactness=exactness)
    for number, (model, tokens) in enumerate(meters):
        told.uses(model=model, input=tokens, meter=True, session=f"s{number}")
    own, metered = sum(one[1] for one in responses), sum(one[1] for one in meters)

    counted = usage_total(told.run()).total

    assert max(own, metered) <= counted <= own + metered


@given(st.lists(st.tuples(MODELS, st.integers(1, 1000)), min_size=1, max_size=5))
def test_a_meter_that_repeats_the_responses_changes_nothing(responses: list[tuple[str, int]]) -> None:
    told, with_meter = story(), story()
    sums: dict[str, int] = {}
    for model, tokens in responses:
        told.uses(model=model, input=tokens)
        with_meter.uses(model=model, input=tokens)
        sums[model] = sums.get(model, 0) + tokens
    for model, tokens in sums.items():
        with_meter.add(Usage(model=model, input=tokens, meter=True))

    assert usage_total(with_meter.run()) == usage_total(told.run())
