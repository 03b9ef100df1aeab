"""The sheet `Risk rules`: impact and likelihood."""

from agent_router.workbook.columns import ON, CellKind, Column, Form, SheetSchema, Side, Tab, because, row_id

SCHEMA = SheetSchema(
    "risk_rules", "Risk rules", Tab.CARE, Form.ROWS,
    "How risky is the job?",
    "Gives each job an impact and a likelihood from 1 to 5. Every row that matches counts; "
    "the highest impact and the highest likelihood win.",
    (
        row_id("rule"),
        ON,
        Column(
            "impact", "Impact", CellKind.WHOLE,
            "How bad it can get, 1 to 5 (the levels are explained on Risk matrix). Blank: this row says nothing about it.",
            Side.THEN, words="Level", width=9, example="3",
        ),
        Column(
            "likelihood", "Likelihood", CellKind.WHOLE,
            "How easily it goes wrong unnoticed, 1 to 5 (explained on Risk matrix). Blank: says nothing about it.",
            Side.THEN, words="Level", width=11, example="2",
        ),
        because(60),
    ),
    derived=("area",),
    conditions=True,
)  # fmt: skip
