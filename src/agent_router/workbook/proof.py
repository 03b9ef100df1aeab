"""The sheet `Proof`: which verification counts."""

from agent_router.model.policy import Grade, ProofEffect
from agent_router.model.table import Table
from agent_router.workbook.columns import ON, CellKind, Column, Form, SheetSchema, Side, Tab, because, row_id
from agent_router.workbook.desk import Desk
from agent_router.workbook.rule_sheets import read_table
from agent_router.workbook.values import RowReader

SCHEMA = SheetSchema(
    "proof", "Proof", Tab.CARE, Form.ROWS,
    "Which proof counts? Decided before the work starts.",
    "Every row that matches counts, and everything those rows name is required. A job that no row covers is led by a "
    "person.",
    (
        row_id("rule"),
        ON,
        Column(
            "kinds", "Proof required", CellKind.WORDS, "All of these kinds must be shown.", Side.THEN,
            words="Proof kind", required=True, width=22, example="tests; before/after numbers",
        ),
        Column(
            "minimum", "Minimum", CellKind.WHOLE, "How many artifacts of each kind. Blank = 1.", Side.THEN, width=10,
            example="1",
        ),
        Column(
            "does_not_count", "Does not count", CellKind.WORDS,
            "Kinds that are no proof for this work, however good they look.", Side.THEN, words="Proof kind", width=14,
            example="build",
        ),
        Column(
            "least_grade", "Least grade", CellKind.WORD,
            "harness: the agent's program recorded the result. independent: the router, CI or git made it. "
            "Blank = harness.",
            Side.THEN, words="Grade", width=13, example="harness",
        ),
        because(54),
    ),
    derived=("area", "impact", "likelihood", "score", "blast_radius", "route"),
    conditions=True,
)  # fmt: skip


def read_proof(desk: Desk) -> Table[ProofEffect]:
    """The rows of `Proof` that are switched on."""
    return read_table(desk, SCHEMA, _to_effect)


def _to_effect(reader: RowReader) -> ProofEffect | None:
    kinds = reader.words("kinds")
    minimum = reader.whole("minimum", 1)
    without = reader.words("does_not_count")
    grade = reader.choice("least_grade", Grade)
    because_text = reader.prose("because")
    if not kinds:
        return None
    return ProofEffect(kinds, minimum or 1, without, grade or Grade.HARNESS, because_text)
