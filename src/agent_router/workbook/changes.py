"""The sheet `Changes`: the history of the policy."""

from agent_router.model.policy import PolicyChange
from agent_router.workbook.columns import CellKind, Column, Form, SheetSchema, Side, Tab
from agent_router.workbook.desk import Desk
from agent_router.workbook.rule_sheets import fact_rows
from agent_router.workbook.values import RowReader

SCHEMA = SheetSchema(
    "changes", "Changes", Tab.CHECK, Form.ROWS,
    "What was changed, by whom, and why?",
    "One row a change, the newest at the bottom. The comparison with the last version looks here for every cell that "
    "differs, such as Routes!H8.",
    (
        Column("on", "Date", CellKind.DATE, "Day of the change.", Side.FACT, required=True, width=13,
        example="2026-11-02"),
        Column("version", "Version", CellKind.TEXT, "The version that holds it.", Side.FACT, required=True, width=10,
               example="1.1"),
        Column("who", "Who", CellKind.TEXT, "Who changed it.", Side.FACT, required=True, width=22),
        Column("what", "What changed", CellKind.PROSE,
               "The cell with its sheet, the ID of the row, or the sheet and the column; then the new rule. Start here "
               "says more.", Side.FACT, required=True,
               width=60, example="Routes!H8: < 8 files instead of < 5"),
        Column("why", "Why", CellKind.PROSE, "What led to the change.", Side.FACT, width=52, optional=True),
    ),
)  # fmt: skip


def read_changes(desk: Desk) -> tuple[PolicyChange, ...]:
    """The rows of `Changes`."""
    found = []
    for row in fact_rows(desk, SCHEMA):
        reader = RowReader(desk, SCHEMA, row)
        day, version, who = reader.day("on"), reader.text("version"), reader.text("who")
        what, why = reader.prose("what"), reader.prose("why")
        if day is not None:
            found.append(PolicyChange(day, version, who, what, why, row.place))
    return tuple(found)
