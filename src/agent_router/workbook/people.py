"""The sheet `People`: who may approve and sign."""

from agent_router.workbook.columns import NOTE, CellKind, Column, Form, SheetSchema, Side, Tab

SCHEMA = SheetSchema(
    "people", "People", Tab.WEEKLY, Form.ROWS,
    "Who may approve, decide and sign?",
    "One row a person. An approval or a signature by anybody who is not on this sheet is refused.",
    (
        Column("name", "Name", CellKind.TEXT, "The full name, as tasks and commands give it.", Side.FACT, required=True,
               width=24),
        Column("email", "Email", CellKind.TEXT, "Another way to name the person.", Side.FACT, width=30),
        Column(
            "roles", "Roles", CellKind.WORDS, "What the person may be asked for.", Side.FACT, words="Role", width=34,
            example="Lead; Reviewer",
        ),
        Column(
            "may_approve", "May approve", CellKind.WORDS,
            "The blast radiuses for which this person may approve changes and grant waivers. Blank: none.",
            Side.FACT, words="Blast radius", width=20, example="Low, Medium",
        ),
        Column(
            "may_sign", "May sign", CellKind.YES_NO, "yes: may sign a run off. Blank means no.", Side.FACT,
            words="Yes or no", width=10, example="yes",
        ),
        NOTE,
    ),
)  # fmt: skip
