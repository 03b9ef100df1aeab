"""The sheet `Acceptance checklist`: whether a run is accepted."""

from agent_router.workbook.columns import ON, CellKind, Column, Form, SheetSchema, Side, Tab, because, row_id

SCHEMA = SheetSchema(
    "checklist", "Acceptance checklist", Tab.CARE, Form.ROWS,
    "May the finished work be accepted?",
    "Every row that matches the job is asked of the record of the run. Silence is never taken for a yes.",
    (
        row_id("item"),
        ON,
        Column(
            "question", "Question", CellKind.PROSE, "The question as people read it in the report.", Side.ROW,
            required=True, width=44,
        ),
        Column(
            "checked_by", "Checked by", CellKind.WORD,
            "The check that answers the question from the record, or person.", Side.THEN, words="Named check",
            required=True, width=25, example="proof as required",
        ),
        Column(
            "setting", "Setting", CellKind.TEXT,
            "What some checks need: a command, a grade, exempt paths, a percentage, a role. Blank for the others.",
            Side.THEN, width=22, example="10 %",
        ),
        Column(
            "if_not_met", "If not met", CellKind.WORD,
            "blocks: the run is not accepted. needs a decision: a person decides. note: it is only printed.",
            Side.THEN, words="If not met", required=True, width=17, example="blocks",
        ),
        because(46),
    ),
    derived=("area", "impact", "likelihood", "score", "blast_radius", "route"),
    conditions=True,
)  # fmt: skip
