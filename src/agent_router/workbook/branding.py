"""The sheet `Branding`: how reports look and which clock a week keeps."""

from agent_router.workbook.columns import NOTE, CellKind, Column, Form, SheetSchema, Side, Tab

SCHEMA = SheetSchema(
    "branding", "Branding", Tab.ONCE, Form.ROWS,
    "How do reports look?",
    "One row a setting. Change the middle column; a blank keeps the product's own look.",
    (
        Column("setting", "Setting", CellKind.TEXT, "The name of the setting; please leave it.", Side.FACT, required=True,
               width=24),
        Column("value", "Value", CellKind.TEXT, "What you want it to be.", Side.FACT, width=46),
        NOTE,
    ),
)  # fmt: skip
