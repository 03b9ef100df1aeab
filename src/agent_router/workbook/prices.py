"""The sheet `Prices`: money a model costs."""

from agent_router.workbook.columns import NOTE, CellKind, Column, Form, SheetSchema, Side, Tab

_PER_MILLION = "US dollars for one million tokens."

SCHEMA = SheetSchema(
    "prices", "Prices", Tab.ONCE, Form.ROWS,
    "What do a model's tokens cost?",
    "One row a model and start date; the latest row that had started counts. A model without a row has no known price, "
    "which is never the same as free.",
    (
        Column("model", "Model", CellKind.TEXT, "The name as the agent's log gives it.", Side.FACT, required=True, width=34),
        Column("since", "From", CellKind.DATE, "First day on which the price holds.", Side.FACT, required=True, width=13,
               example="2026-01-01"),
        Column("input", "USD per million input", CellKind.NUMBER, _PER_MILLION, Side.FACT, required=True, width=13),
        Column("output", "USD per million output", CellKind.NUMBER, _PER_MILLION, Side.FACT, required=True, width=13),
        Column("cache_read", "USD per million cache read", CellKind.NUMBER, _PER_MILLION, Side.FACT, required=True,
               width=13),
        Column("cache_write", "USD per million cache write", CellKind.NUMBER, _PER_MILLION, Side.FACT, required=True,
               width=13),
        NOTE,
    ),
)  # fmt: skip
