"""The identity block of the sheet `Start here`."""

from agent_router.workbook.columns import Form, SheetSchema, Tab

SCHEMA = SheetSchema(
    "start", "Start here", Tab.FRONT, Form.FRONT,
    "Agent Workflow Router",
    "This workbook decides, before an AI-agent job starts, which route it may take, inside which box, and on which proof "
    "its result is accepted.",
    (),
)  # fmt: skip
