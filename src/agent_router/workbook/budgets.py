"""The sheet `Budgets`: the box a run may spend."""

from agent_router.model.policy import BudgetEffect
from agent_router.model.table import Table
from agent_router.workbook import problems
from agent_router.workbook.columns import ON, CellKind, Column, Form, SheetSchema, Side, Tab, row_id
from agent_router.workbook.desk import Desk
from agent_router.workbook.rule_sheets import read_table
from agent_router.workbook.values import RowReader

SCHEMA = SheetSchema(
    "budgets", "Budgets", Tab.WEEKLY, Form.ROWS,
    "How much may a run spend before it must stop?",
    "Rows are read from top to bottom; the first row that matches gives the box. A task may ask for less, never for "
    "more. Human-led work needs no box.",
    (
        row_id("box"),
        ON,
        Column(
            "minutes", "Budget minutes", CellKind.WHOLE, "Longest duration, in minutes.", Side.THEN,
            required=True, width=11, example="30",
        ),
        Column(
            "tokens", "Budget tokens", CellKind.WHOLE,
            "Most tokens of all kinds (input, cache, output), all agents together. Blank: the cost limits it.",
            Side.THEN, width=12, example="150000",
        ),
        Column(
            "cost_usd", "Budget cost (USD)", CellKind.NUMBER,
            "Most money, in US dollars. Blank: the tokens limit it.", Side.THEN, width=12, example="3",
        ),
        Column(
            "retries", "Budget retries", CellKind.WHOLE,
            "How often a failed verification may be tried again; 0 = never.", Side.THEN, required=True,
            width=10, example="2",
        ),
        Column(
            "agents", "Budget agents", CellKind.WHOLE,
            "Most helpers that the main agent may start. 0 = none; blank: no limit.", Side.THEN, width=10, example="12",
        ),
        Column(
            "when_full", "When the box is full", CellKind.PROSE,
            "The stopping rule: what the agent does when it cannot show evidence inside the box.", Side.THEN,
            required=True, width=54,
        ),
    ),
    derived=("area", "impact", "likelihood", "score", "blast_radius", "route"),
    conditions=True,
    reading_order=True,
)  # fmt: skip


def read_budgets(desk: Desk) -> Table[BudgetEffect]:
    """The rows of `Budgets` that are switched on, in the lead's order."""
    return read_table(desk, SCHEMA, _to_effect)


def _to_effect(reader: RowReader) -> BudgetEffect:
    spend = [reader.cell(key) for key in ("tokens", "cost_usd")]
    if all(cell is None or cell.blank for cell in spend):
        found = "nothing under Budget tokens and nothing under Budget cost (USD)"
        reader.desk.complaints.add(problems.BOX_OPEN, reader.place("tokens"), found)
    return BudgetEffect(
        reader.whole("minutes", 1),
        reader.whole("tokens", 1),
        reader.number("cost_usd"),
        reader.whole("retries"),
        reader.whole("agents"),
        reader.prose("when_full"),
    )
