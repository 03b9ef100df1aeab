"""The sheet `Routes`: who does the work."""

from agent_router.workbook.columns import ON, CellKind, Column, Form, SheetSchema, Side, Tab, row_id

SCHEMA = SheetSchema(
    "routes", "Routes", Tab.WEEKLY, Form.ROWS,
    "Who does the work: a person, one agent, or a dynamic workflow of many agents?",
    "Rows are read from top to bottom; the first row that certainly matches decides. "
    "An answer nobody gave never leads to less supervision.",
    (
        row_id("route"),
        ON,
        Column(
            "route", "Route", CellKind.WORD, "Human-led, Single agent or Dynamic workflow.", Side.THEN,
            words="Route", required=True, width=18, example="Single agent",
        ),
        Column(
            "phases", "Phases", CellKind.WORDS,
            "discovery only looks and proposes; mutation changes things. Name one or both; blank for human-led work.",
            Side.THEN, words="Phase", width=14, example="discovery, mutation",
        ),
        Column(
            "approval_before", "Approval before", CellKind.WORD,
            "The phase that may start only after somebody from People has approved it. Blank or none: no approval "
            "beyond the contract itself.",
            Side.THEN, words="Approval before", width=12, example="mutation",
        ),
        Column(
            "reviewed_by", "Reviewed by", CellKind.TEXT,
            "Who reviews when the task names nobody: a name or a role from People.",
            Side.THEN, width=14, example="Reviewer",
        ),
        Column(
            "say", "Say", CellKind.PROSE, "The sentence people read in the contract and in the report.", Side.THEN,
            width=52,
        ),
    ),
    derived=("area", "impact", "likelihood", "score", "blast_radius"),
    conditions=True,
    reading_order=True,
)  # fmt: skip
