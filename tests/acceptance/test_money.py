"""What the tokens of a run cost: by the newest row, by the size of a prompt, and unknown where nobody knows."""

from dataclasses import replace
from decimal import Decimal

import pytest

from agent_router.acceptance.money import cost_of
from agent_router.model.policy import Policy, Price
from agent_router.model.verdict import CostMethod
from tests.acceptance.runs import MODEL, policy, story

LONG = 200_000


def priced(*prices: Price) -> Policy:
    return replace(policy(), prices=prices)


def row(**more: object) -> Price:
    return replace(policy().prices[0], **more)  # type: ignore[arg-type]


def two_sizes() -> Policy:
    return priced(row(up_to=Decimal(LONG)), row(input=Decimal(6), output=Decimal(30)))


@pytest.mark.parametrize(
    ("prompt", "usd"), [(LONG, Decimal("0.6")), (LONG + 1, Decimal("1.200006")), (10, Decimal("0.00003"))]
)
def test_a_longer_prompt_is_billed_by_its_own_row(prompt: int, usd: Decimal) -> None:
    run = story().uses(input=prompt, response="r1").run()

    assert cost_of(run, two_sizes()).priced == usd


def test_a_sum_of_requests_has_no_price_where_the_price_depends_on_each_prompt() -> None:
    short, long = story().uses(input=LONG).run(), story().uses(input=LONG + 1).run()

    assert cost_of(short, two_sizes()).priced == Decimal("0.6")
    cost = cost_of(long, two_sizes())
    assert (cost.amount, cost.method) == (None, CostMethod.UNKNOWN)
    assert "depends on the length of each prompt" in cost.because


def test_no_row_for_long_prompts_is_an_unknown_price() -> None:
    run = story().uses(input=LONG + 1, response="r1").run()

    assert cost_of(run, priced(row(up_to=Decimal(LONG)))).amount is None


@pytest.mark.parametrize("tokens", [{"cache_read": 1}, {"cache_write": 1}])
def test_a_blank_cache_price_is_unknown_only_where_the_cache_was_used(tokens: dict[str, int]) -> None:
    prices = priced(row(cache_read=None, cache_write=None))

    assert cost_of(story().uses(input=1_000_000).run(), prices).priced == policy().prices[0].input
    cost = cost_of(story().uses(input=1, **tokens).run(), prices)
    assert cost.amount is None
    assert f"price in Prices for {MODEL}" in cost.because
