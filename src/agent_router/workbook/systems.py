"""The sheet `Systems`: which systems and folders are sensitive."""

from agent_router.model.place import Place
from agent_router.model.policy import System
from agent_router.sheets.names import fold
from agent_router.workbook import problems
from agent_router.workbook.columns import NOTE, CellKind, Column, Form, SheetSchema, Side, Tab
from agent_router.workbook.desk import Desk
from agent_router.workbook.folders import check_folders, check_letters
from agent_router.workbook.rule_sheets import fact_rows
from agent_router.workbook.values import RowReader

SCHEMA = SheetSchema(
    "systems", "Systems", Tab.WEEKLY, Form.ROWS,
    "Which systems and folders are sensitive, and who looks after them?",
    "One row a system. Its area raises the risk of every job that names the system or touches its folders.",
    (
        Column("name", "System", CellKind.TEXT, "The name people use.", Side.FACT, required=True, width=24),
        Column(
            "also_called", "Also called", CellKind.LIST, "Other names for it, separated by ;", Side.FACT, width=24,
            example="SSO; login",
        ),
        Column(
            "folders", "Folders", CellKind.FOLDERS,
            "Where it lives in the repositories. ** stands for any folders in between.", Side.FACT, width=34,
            example="**/auth/**; src/login/**",
        ),
        Column(
            "area", "Area", CellKind.WORDS, "What makes it sensitive. Blank: nothing does.", Side.FACT, words="Area",
            width=20, example="auth",
        ),
        Column("owner", "Owner", CellKind.WORD, "Somebody from People.", Side.FACT, words="People", width=20),
        Column(
            "agents_allowed", "Agents allowed?", CellKind.YES_NO,
            "no: every job that names this system is led by a person. Blank means yes.", Side.FACT, words="Yes or no",
            width=11, example="yes",
        ),
        Column(
            "scratch", "Scratch?", CellKind.YES_NO,
            "yes: agents may always write here, whatever the job. Blank means no.", Side.FACT, words="Yes or no",
            width=10, example="no",
        ),
        NOTE,
    ),
)  # fmt: skip


def read_systems(desk: Desk) -> tuple[System, ...]:
    """The rows of `Systems`."""
    found: list[System] = []
    folders: list[tuple[tuple[str, ...], Place]] = []
    taken: dict[str, str] = {}
    for row in fact_rows(desk, SCHEMA):
        reader = RowReader(desk, SCHEMA, row)
        system = System(
            reader.text("name"), reader.texts("also_called"), reader.texts("folders"), reader.words("area"),
            reader.text("owner"), reader.yes_no("agents_allowed", blank=True), reader.yes_no("scratch", blank=False),
            row.place,
        )  # fmt: skip
        if not system.name:
            continue
        _check_names(reader, system, taken)
        folders.append((system.folders, reader.place("folders")))
        check_folders(*folders[-1], desk.complaints)
        desk.check_person(system.owner, reader.place("owner"), f"as owner of {system.name}")
        found.append(system)
    check_letters(folders, desk.complaints)
    return tuple(found)


def _check_names(reader: RowReader, system: System, taken: dict[str, str]) -> None:
    if fold(system.name) in taken and taken[fold(system.name)] == system.name:
        reader.desk.complaints.add(problems.NAME_TWICE, reader.place("name"), f"“{system.name}”")
    for key, name in (("name", system.name), *(("also_called", other) for other in system.also_called)):
        other_system = taken.setdefault(fold(name), system.name)
        if other_system != system.name:
            found = f"“{name}” for {other_system} and for {system.name}"
            reader.desk.complaints.add(problems.NAME_AMBIGUOUS, reader.place(key), found)
