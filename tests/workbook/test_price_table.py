"""Rows of Prices out of LiteLLM's table: what it states, nothing that it does not."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.errors import CannotRead
from agent_router.model.policy import Price
from agent_router.workbook.price_table import TablePrices, prices_from_table

SINCE = date(2026, 11, 1)
TABLE = {
    "sample_spec": {"input_cost_per_token": 0.0},
    "small": {"input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05, "cache_read_input_token_cost": 3e-07},
    "long": {
        "input_cost_per_token": 1.25e-06,
        "output_cost_per_token": 1e-05,
        "cache_read_input_token_cost": 1.25e-07,
        "input_cost_per_token_above_200k_tokens": 2.5e-06,
        "output_cost_per_token_above_200k_tokens": 1.5e-05,
        "input_cost_per_token_above_200k_tokens_priority": 9,
    },
    "east/shared": {"input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06},
    "west/shared": {"input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06},
    "east/split": {"input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06},
    "west/split": {"input_cost_per_token": 3e-06, "output_cost_per_token": 2e-06},
    "pictures": {"output_cost_per_image": 0.04},
    "free": {"input_cost_per_token": 0, "output_cost_per_token": 0.0},
    "cacheless": {"input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06, "cache_read_input_token_cost": 0.0},
}


def rows(*models: str, table: object = None) -> TablePrices:
    return prices_from_table(json.dumps(TABLE if table is None else table).encode(), "t.json", models, SINCE)


def price(model: str, *usd: str | None, up_to: int | None = None) -> Price:
    amounts = [None if one is None else Decimal(one) for one in usd]
    read_in, output, cache_read, cache_write = amounts
    assert read_in is not None
    assert output is not None
    most = None if up_to is None else Decimal(up_to)
    return Price(model, SINCE, read_in, output, cache_read, cache_write, up_to=most)


def test_a_price_for_a_token_becomes_one_for_a_million_and_what_is_not_stated_stays_blank() -> None:
    assert rows("small").rows == (price("small", "3", "15", "0.3", None),)


def test_prices_of_longer_prompts_become_a_row_of_their_own() -> None:
    assert rows("long").rows == (
        price("long", "1.25", "10", "0.125", None, up_to=200_000),
        price("long", "2.5", "15", "0.125", None),
    )


def test_providers_that_agree_speak_for_a_model_and_those_that_differ_are_named() -> None:
    found = rows("shared", "split", "east/split")

    assert [row.model for row in found.rows] == ["shared", "east/split"]
    assert found.missing == (
        ("split", "several entries with different prices: east/split, west/split; name one of them"),
    )


@pytest.mark.parametrize(
    ("model", "why"),
    [
        ("unheard-of", "the table has no such model"),
        ("sample_spec", "the table has no such model"),
        ("pictures", "the table states no price for its input and output"),
        ("free", "the table states no price for its input and output"),
    ],
)
def test_a_model_without_a_price_has_no_row(model: str, why: str) -> None:
    assert rows(model) == TablePrices((), ((model, why),))


def test_a_cache_price_of_zero_is_not_known() -> None:
    assert rows("cacheless").rows[0].cache_read is None


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b'{"a": 1}', b"[" * 100_000, b"\xff"])
def test_another_file_is_refused_with_what_to_hand_in(data: bytes) -> None:
    with pytest.raises(CannotRead, match="model_prices_and_context_window"):
        prices_from_table(data, "t.json", ("a",), SINCE)


_ANY = st.one_of(st.none(), st.booleans(), st.text(max_size=3), st.integers(), st.floats(allow_nan=False))


@given(st.dictionaries(st.sampled_from(["input_cost_per_token", "output_cost_per_token", "x_above_2k_tokens"]), _ANY))
def test_whatever_an_entry_holds_no_price_is_made_up(entry: dict[str, object]) -> None:
    found = rows("m", table={"m": entry, "small": TABLE["small"]})

    assert bool(found.rows) is not bool(found.missing)
    assert all(row.input > 0 and row.output > 0 for row in found.rows)
