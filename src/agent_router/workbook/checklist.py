"""The sheet `Acceptance checklist`: whether a run is accepted."""

from agent_router.model.named_check import NAMED_CHECKS, SettingKind
from agent_router.model.policy import ChecklistEffect, IfNotMet
from agent_router.model.table import Table
from agent_router.sheets.names import fold, nearest
from agent_router.workbook import problems
from agent_router.workbook.check_settings import check_setting
from agent_router.workbook.columns import ON, CellKind, Column, Form, SheetSchema, Side, Tab, because, row_id
from agent_router.workbook.desk import Desk
from agent_router.workbook.rule_sheets import read_table
from agent_router.workbook.values import RowReader

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


def read_checklist(desk: Desk) -> Table[ChecklistEffect]:
    """The rows of `Acceptance checklist` that are switched on."""
    return read_table(desk, SCHEMA, _to_effect)


def _to_effect(reader: RowReader) -> ChecklistEffect | None:
    question = reader.prose("question")
    check = _named_check(reader)
    setting = reader.setting("setting")
    if_not_met = reader.choice("if_not_met", IfNotMet)
    because_text = reader.prose("because")
    if check is None:
        return None
    name, kind = check
    check_setting(reader, name, kind, setting)
    if not question or if_not_met is None:
        return None
    return ChecklistEffect(question, name, setting, if_not_met, because_text)


def _named_check(reader: RowReader) -> tuple[str, SettingKind] | None:
    typed = reader.text("checked_by")
    if not typed:
        return None
    for name, kind in NAMED_CHECKS:
        if fold(name) == fold(typed):
            return name, kind
    near = nearest(typed, [name for name, _ in NAMED_CHECKS])
    reader.desk.complaints.add(problems.CHECK_UNKNOWN, reader.place("checked_by"), f"“{typed}”", near)
    return None
