"""The sheet `Stop conditions`: when a run must stop and ask."""

from typing import assert_never

from agent_router.model.policy import StopEffect, StopWhen
from agent_router.model.table import Table
from agent_router.workbook import problems
from agent_router.workbook.columns import ON, CellKind, Column, Form, SheetSchema, Side, Tab, because, row_id
from agent_router.workbook.desk import Desk
from agent_router.workbook.rule_sheets import read_table
from agent_router.workbook.values import RowReader, complain_word

SCHEMA = SheetSchema(
    "stops", "Stop conditions", Tab.CARE, Form.ROWS,
    "When must a run stop and ask?",
    "Every row that matches the job is given to the agent before the start, and looked for in the record afterwards.",
    (
        row_id("condition"),
        ON,
        Column(
            "stop_when", "Stop when", CellKind.WORD, "What the record would show.", Side.THEN, words="Stop when",
            required=True, width=20, example="verification failed",
        ),
        Column(
            "setting", "Setting", CellKind.TEXT,
            "For verification failed: how many times. For finding about: which areas. Otherwise blank.",
            Side.THEN, width=24, example="2",
        ),
        Column("then", "Then", CellKind.PROSE, "What the agent has to do.", Side.THEN, required=True, width=48),
        because(48),
    ),
    derived=("area", "impact", "likelihood", "score", "blast_radius", "route"),
    conditions=True,
)  # fmt: skip


def read_stops(desk: Desk) -> Table[StopEffect]:
    """The rows of `Stop conditions` that are switched on."""
    return read_table(desk, SCHEMA, _to_effect)


def _to_effect(reader: RowReader) -> StopEffect | None:
    stop_when = reader.choice("stop_when", StopWhen)
    setting = reader.setting("setting")
    then, because_text = reader.prose("then"), reader.prose("because")
    if stop_when is None:
        return None
    return StopEffect(stop_when, _checked_setting(reader, stop_when, setting), then, because_text)


def _checked_setting(reader: RowReader, stop_when: StopWhen, setting: str) -> str:
    """The Setting in the words of the lists; complained about where it does not fit."""
    add, place = reader.desk.complaints.add, reader.place("setting")
    match stop_when:
        case StopWhen.OUTSIDE_SCOPE | StopWhen.BUDGET_CROSSED:
            if setting:
                add(problems.SETTING_UNUSED, place, f"“{setting}” for {stop_when.value}")
            return setting
        case StopWhen.VERIFICATION_FAILED:
            if not setting.isdecimal() or int(setting) < 1:
                add(problems.CHECK_SETTING, place, f"“{setting}”, where a number of times is needed, such as 2")
            return setting
        case StopWhen.FINDING_ABOUT:
            return _areas(reader)
        case _:
            assert_never(stop_when)


def _areas(reader: RowReader) -> str:
    areas = reader.desk.word_list("Area")
    place, found, texts = reader.place("setting"), [], reader.texts("setting")
    for typed in texts:
        word = areas.find(typed)
        if word is None:
            complain_word(reader.desk, areas, place, typed)
        else:
            found.append(word)
    if not texts:
        reader.desk.complaints.add(problems.CHECK_SETTING, place, "nothing, where the areas are needed")
    return "; ".join(found)
