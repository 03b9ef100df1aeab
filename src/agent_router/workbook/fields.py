"""The sheet `Fields`: what a task states."""

from agent_router.workbook.columns import NOTE, CellKind, Column, Form, SheetSchema, Side, Tab

SCHEMA = SheetSchema(
    "fields", "Fields", Tab.ONCE, Form.ROWS,
    "What does a task tell the router?",
    "One row a field. Every field here is a column of the queue, and may be a condition column on any rule sheet. "
    "Add rows for your own.",
    (
        Column("header", "Field", CellKind.TEXT, "The column's name in queues and on the rule sheets.", Side.FACT,
               required=True, width=20),
        Column("question", "Question", CellKind.PROSE, "What the person who fills it in is asked.", Side.FACT, width=50),
        Column("kind", "Kind", CellKind.WORD, "What its cells hold.", Side.FACT, words="Kind", required=True, width=14,
               example="choice"),
        Column("list_name", "List", CellKind.TEXT, "For choice and choices: the list on Lists that holds the words.",
               Side.FACT, width=17, example="Work type"),
        Column(
            "if_blank", "If blank", CellKind.TEXT,
            "required · not stated · budget · assume the worst · assume yes (or any other value). "
            "An assumption lets rules count that only this blank holds back.",
            Side.FACT, words="If blank", width=18, example="assume the worst",
        ),
        Column(
            "riskier", "Riskier when", CellKind.WORD,
            "In which direction an answer means more risk; used to find rules that reward the riskier answer.",
            Side.FACT, words="Riskier when", width=15, example="higher",
        ),
        Column("also_called", "Also called", CellKind.LIST, "Names of this column in the exports of other tools.",
               Side.FACT, width=38, example="Type; Issue type"),
        NOTE,
    ),
)  # fmt: skip
