"""The sheet `Stop conditions`: when a run must stop and ask."""

from agent_router.workbook.columns import ON, CellKind, Column, Form, SheetSchema, Side, Tab, because, row_id

SCHEMA = SheetSchema(
    "stops", "Stop conditions", Tab.CARE, Form.ROWS,
    "When must a run stop and ask?",
    "Every row that matches the job is given to the agent before the start, and looked for in the record afterwards.",
    (
        row_id("condition"),
        ON,
        Column(
            "stop_when", "Stop when", CellKind.WORD, "What the record would show.", Side.THEN, words="Stop when",
            required=True, width=20, example="verification failed",
        ),
        Column(
            "setting", "Setting", CellKind.TEXT,
            "For verification failed: how many times. For finding about: which areas. Otherwise blank.",
            Side.THEN, width=24, example="2",
        ),
        Column("then", "Then", CellKind.PROSE, "What the agent has to do.", Side.THEN, required=True, width=48),
        because(48),
    ),
    derived=("area", "impact", "likelihood", "score", "blast_radius", "route"),
    conditions=True,
)  # fmt: skip
