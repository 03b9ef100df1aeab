"""The sheet `Risk rules`: impact and likelihood."""

from agent_router.model.policy import RiskEffect
from agent_router.model.table import Table
from agent_router.workbook import problems
from agent_router.workbook.columns import ON, CellKind, Column, Form, SheetSchema, Side, Tab, because, row_id
from agent_router.workbook.desk import Desk
from agent_router.workbook.rule_sheets import read_table
from agent_router.workbook.values import RowReader, refuse_formula

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
            ("How bad it can get, 1 to 5 (the levels are explained on Risk matrix). Blank: this row says nothing "
             "about it."),
            Side.THEN, words="Level", width=9, example="3",
        ),
        Column(
            "likelihood", "Likelihood", CellKind.WHOLE,
            "How easily it goes wrong unnoticed, 1 to 5 (explained on Risk matrix). Blank: says nothing about it.",
            Side.THEN, words="Level", width=11, example="2",
        ),
        because(48),
    ),
    derived=("area",),
    conditions=True,
)  # fmt: skip


def read_risk_rules(desk: Desk) -> Table[RiskEffect]:
    """The rows of `Risk rules` that are switched on."""
    return read_table(desk, SCHEMA, _to_effect)


def _to_effect(reader: RowReader) -> RiskEffect | None:
    formulas = [refuse_formula(reader.desk, reader.cell(key)) for key in ("impact", "likelihood")]
    if any(formulas):
        return None
    impact, likelihood = reader.whole("impact", 1, 5), reader.whole("likelihood", 1, 5)
    blank = all(cell is None or cell.blank for cell in (reader.cell("impact"), reader.cell("likelihood")))
    if blank:
        reader.desk.complaints.add(
            problems.SAYS_NOTHING, reader.place("impact"), "nothing under Impact and nothing under Likelihood"
        )
    return RiskEffect(impact, likelihood, reader.prose("because"))
