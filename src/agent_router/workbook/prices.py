"""The sheet `Prices`: money a model costs."""

from datetime import date
from decimal import Decimal

from agent_router.model.policy import Price
from agent_router.workbook import problems
from agent_router.workbook.columns import NOTE, CellKind, Column, Form, SheetSchema, Side, Tab
from agent_router.workbook.desk import Desk
from agent_router.workbook.rule_sheets import fact_rows
from agent_router.workbook.values import RowReader

_PER_MILLION = "US dollars for one million tokens."
_BLANK = "Blank: not known, so a run that used it has no known price."

SCHEMA = SheetSchema(
    "prices", "Prices", Tab.ONCE, Form.ROWS,
    "What do a model's tokens cost?",
    "One row a model and start date; the latest row that had started counts. A model without a row has no known price, "
    "which is never the same as free; so has a cache column left blank.",
    (
        Column("model", "Model", CellKind.TEXT, "The name as the agent's log gives it.", Side.FACT, required=True,
        width=34),
        Column("since", "From", CellKind.DATE, "First day on which the price holds.", Side.FACT, required=True,
        width=13,
               example="2026-01-01"),
        Column("input", "USD per million input", CellKind.NUMBER, _PER_MILLION, Side.FACT, required=True, width=13),
        Column("output", "USD per million output", CellKind.NUMBER, _PER_MILLION, Side.FACT, required=True, width=13),
        Column("cache_read", "USD per million cache read", CellKind.NUMBER, f"{_PER_MILLION} {_BLANK}", Side.FACT,
               width=13),
        Column("cache_write", "USD per million cache write", CellKind.NUMBER, f"{_PER_MILLION} {_BLANK}", Side.FACT,
               width=13),
        Column("up_to", "Up to input tokens", CellKind.NUMBER,
               "Largest prompt of one request that this row prices, where longer ones cost more: give those a row of "
               "their own. Blank: any prompt.", Side.FACT, optional=True, added=True, width=13, example="200000"),
        NOTE,
    ),
)  # fmt: skip


def read_prices(desk: Desk) -> tuple[Price, ...]:
    """The rows of `Prices`."""
    found: list[Price] = []
    taken: dict[tuple[str, date, Decimal | None], str] = {}
    for row in fact_rows(desk, SCHEMA):
        reader = RowReader(desk, SCHEMA, row)
        model, since = reader.text("model"), reader.day("since")
        read_in, output = reader.number("input"), reader.number("output")
        cache_read, cache_write = reader.number("cache_read"), reader.number("cache_write")
        up_to = reader.number("up_to")
        if not model or since is None or read_in is None or output is None:
            continue
        first = taken.setdefault((model.casefold(), since, up_to), row.place.cell)
        if first != row.place.cell:
            desk.complaints.add(problems.NAME_TWICE, reader.place("model"), f"“{model}” from {since}, also in {first}")
        found.append(Price(model, since, read_in, output, cache_read, cache_write, row.place, up_to))
    return tuple(found)
