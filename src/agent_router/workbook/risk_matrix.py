"""The sheet `Risk matrix`: from impact and likelihood to the blast radius."""

from agent_router.workbook.columns import Form, SheetSchema, Tab

SCHEMA = SheetSchema(
    "risk_matrix", "Risk matrix", Tab.CARE, Form.GRID,
    "How much can the job break?",
    "The colored grid decides the blast radius. The score (impact × likelihood) is shown beside it and decides nothing.",
    (),
)  # fmt: skip
