"""Rows of `Prices` out of LiteLLM's table of model prices (`model_prices_and_context_window.json`).

1. A model is found by its own key, else by the keys `provider/model` that end with it; where those differ in price,
   none is chosen, and they are named.
2. Prices there are for one token, here for a million.
3. A price that the table does not state is left blank: not known, never free. It states 0 for many that it does not
   know, so 0 is no price either.
4. Prices for longer prompts (`…_above_200k_tokens`) become rows of their own; what such a tier leaves out stays as it
   was below it.
5. The table has no dates: the day from which the rows hold is handed in.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from agent_router.errors import CannotRead
from agent_router.model.place import Place
from agent_router.model.policy import Price
from agent_router.workbook.prices import SCHEMA

LARGEST_TABLE = 64 * 1024 * 1024
"""Bytes."""

_MILLION = Decimal(1_000_000)
_MOST = Decimal(1_000)
"""USD for one token; whatever is above it is no price."""
_FIELDS = {
    "input": "input_cost_per_token",
    "output": "output_cost_per_token",
    "cache_read": "cache_read_input_token_cost",
    "cache_write": "cache_creation_input_token_cost",
}
_TIER = re.compile(r"(?:input|output)_cost_per_token_above_(\d{1,6})k_tokens\Z")
_REMEDY = "Hand in LiteLLM's model_prices_and_context_window.json."


@dataclass(frozen=True, slots=True)
class TablePrices:
    """What the table says of the models asked for."""

    rows: tuple[Price, ...]
    """By model in the order asked, the shortest prompts first."""
    missing: tuple[tuple[str, str], ...]
    """Model, and why it has no row."""


def prices_from_table(data: bytes, file: str, models: Iterable[str], since: date) -> TablePrices:
    """Rows for these models, valid from `since`; CannotRead where the file is no such table."""
    table = _table(data, file)
    rows: list[Price] = []
    missing: list[tuple[str, str]] = []
    for model in dict.fromkeys(models):
        keys = [model] if model in table else sorted(key for key in table if key.rpartition("/")[2] == model)
        found = [_rows(model, table[key], since) for key in keys]
        if not found:
            missing.append((model, "the table has no such model"))
        elif any(other != found[0] for other in found[1:]):
            missing.append((model, f"several entries with different prices: {', '.join(keys[:5])}; name one of them"))
        elif not found[0]:
            missing.append((model, "the table states no price for its input and output"))
        else:
            rows += found[0]
    return TablePrices(tuple(rows), tuple(missing))


def price_cells(price: Price, note: str) -> tuple[str | date | Decimal | None, ...]:
    """One row in the order of the sheet's columns."""
    named = {"model": price.model, "since": price.since, "up_to": price.up_to, "note": note}
    figures = {key: getattr(price, key) for key in _FIELDS}
    return tuple({**named, **figures}[column.key] for column in SCHEMA.columns)


def _table(data: bytes, file: str) -> Mapping[str, object]:
    if len(data) > LARGEST_TABLE:
        raise CannotRead(Place(file), f"it has {len(data):,} bytes, more than such a table.", _REMEDY)
    try:
        found = json.loads(data, parse_float=Decimal)
    except (ValueError, RecursionError, ArithmeticError) as fault:
        raise CannotRead(Place(file), "it is no whole JSON.", _REMEDY) from fault
    known = isinstance(found, dict) and any(
        isinstance(entry, dict) and _FIELDS["input"] in entry for entry in found.values()
    )
    if not known:
        raise CannotRead(Place(file), "no entry in it states what a token costs.", _REMEDY)
    return {key: entry for key, entry in found.items() if key != "sample_spec"}


def _rows(model: str, entry: object, since: date) -> tuple[Price, ...]:
    plain = entry if isinstance(entry, dict) else {}
    base = {key: _usd(plain.get(field)) for key, field in _FIELDS.items()}
    if base["input"] is None or base["output"] is None:
        return ()
    first = Price(model, since, base["input"], base["output"], base["cache_read"], base["cache_write"])
    rows = [first]
    for thousands in sorted({int(found[1]) for key in plain if (found := _TIER.match(key))}):
        rows[-1] = replace(rows[-1], up_to=Decimal(thousands * 1_000))
        longer = {key: _usd(plain.get(f"{field}_above_{thousands}k_tokens")) for key, field in _FIELDS.items()}
        known = {key: usd for key, usd in longer.items() if usd is not None}
        rows.append(replace(rows[-1], **known, up_to=None))  # type: ignore[arg-type]  # names of its own figures
    return tuple(rows)


def _usd(written: object) -> Decimal | None:
    if isinstance(written, bool) or not isinstance(written, int | Decimal):
        return None
    number = Decimal(written)
    if not number.is_finite() or not 0 < number < _MOST:
        return None
    plain = (number * _MILLION).normalize()
    return plain if plain != plain.to_integral_value() else plain.quantize(Decimal(1))
