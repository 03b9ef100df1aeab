"""The sheet `Examples`: what the lead expects."""

from agent_router.workbook.columns import NOTE, CellKind, Column, Form, SheetSchema, Side, Tab

SCHEMA = SheetSchema(
    "examples", "Examples", Tab.CHECK, Form.ROWS,
    "Does the policy do what you expect?",
    "One row a task, with the answers you expect. The check command compares them with what the rules really say; "
    "blank expectations are not checked.",
    (
        Column("blast_radius", "Should be: blast radius", CellKind.WORD, "The blast radius you expect.", Side.EXPECT,
               words="Blast radius", width=12, example="Low"),
        Column("route", "Should be: route", CellKind.WORD, "The route you expect.", Side.EXPECT, words="Route", width=18,
               example="Single agent"),
        Column("phases", "Should be: phases", CellKind.WORDS, "The phases you expect.", Side.EXPECT, words="Phase", width=14,
               example="discovery"),
        Column("minutes", "Should be: budget minutes", CellKind.WHOLE, "The minutes you expect in the box.", Side.EXPECT,
               width=12, example="30"),
        Column("proof", "Should be: proof", CellKind.WORDS, "All kinds of proof you expect to be required.", Side.EXPECT,
               words="Proof kind", width=22, example="findings; tests"),
        Column("missing", "Should be: missing", CellKind.LIST,
               "The fields you expect the router to ask for, by their names.", Side.EXPECT, width=20,
               example="Acceptance plan"),
        Column("checklist", "Should be: checklist IDs", CellKind.LIST,
               "All IDs of the Acceptance checklist that you expect to apply.", Side.EXPECT, width=22, example="A1; A2"),
        NOTE,
    ),
)  # fmt: skip
