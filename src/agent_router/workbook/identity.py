"""The identity block of the sheet `Start here`."""

from collections.abc import Mapping
from datetime import date

from agent_router.model.policy import Heading, Identity
from agent_router.sheets.book import Cell, Sheet
from agent_router.sheets.cells import CellRead, read_date, read_whole, read_word, shown
from agent_router.sheets.characters import quoted
from agent_router.sheets.names import fold, nearest
from agent_router.workbook import problems
from agent_router.workbook.columns import Form, SheetSchema, Tab
from agent_router.workbook.desk import Desk
from agent_router.workbook.values import remark_year

SCHEMA = SheetSchema(
    "start", "Start here", Tab.FRONT, Form.FRONT,
    "Agent Workflow Router",
    ("This workbook decides, before an AI-agent job starts, which route it may take, inside which box, and on which "
     "proof "
     "its result is accepted."),
    (),
)  # fmt: skip


_LABELS = {
    "name": "Name", "version": "Version", "effective_from": "Effective from", "effective_until": "Effective until",
    "owner": "Owner", "approved_by": "Approved by", "approved_on": "Approved on", "retention": "Retention (months)",
}  # fmt: skip
_REQUIRED = ("name", "version")


def read_identity(desk: Desk) -> Identity:
    """What `Start here` says about the workbook: labels anywhere on the sheet, values in the next cell.

    A blank column between all labels and all values is read through.
    """
    sheet = desk.sheets.get(SCHEMA.key)
    if sheet is None:
        return Identity("", "")
    cells = _labeled_cells(sheet)
    desk.headings.extend(Heading(SCHEMA.name, _LABELS[key], cell.place) for key, cell in cells.items())
    for key in _REQUIRED:
        if key not in cells or cells[key].blank:
            place = cells[key].place if key in cells else sheet.place
            desk.complaints.add(problems.IDENTITY_MISSING, place, f"nothing beside “{_LABELS[key]}”")
    _remark_labels(desk, sheet, cells)
    text = {key: _text(desk, cells.get(key)) for key in ("name", "version", "owner", "approved_by")}
    for key in ("owner", "approved_by"):
        if key in cells:
            desk.check_person(text[key], cells[key].place, f"beside {_LABELS[key]}")
    start, end = _day(desk, cells.get("effective_from")), _day(desk, cells.get("effective_until"))
    if start and end and end < start:
        desk.complaints.add(
            problems.DATES_REVERSED, cells["effective_until"].place, f"{end}, and Effective from says {start}"
        )
    return Identity(
        text["name"], text["version"], start, end, text["owner"], text["approved_by"],
        _day(desk, cells.get("approved_on")), _months(desk, cells.get("retention")),
    )  # fmt: skip


def _labeled_cells(sheet: Sheet) -> dict[str, Cell]:
    by_name = {fold(label): key for key, label in _LABELS.items()} | {
        "retentionmonths": "retention",
        "retention": "retention",
    }
    found: dict[str, Cell] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        key = by_name.get(fold(cell.value)) if isinstance(cell.value, str) else None
        if key is not None and key not in found:
            found[key] = sheet.cell(row, column + 1)
    if found and all(cell.blank for cell in found.values()):
        # A blank column stands in between. Never for one label alone, since hints stand behind the values.
        return {key: sheet.cell(cell.row, cell.column + 1) for key, cell in found.items()}
    return found


def _remark_labels(desk: Desk, sheet: Sheet, found: Mapping[str, Cell]) -> None:
    """Say where a label that is not on the sheet has one nearly like it, with something beside it."""
    texts = {cell.value: cell for cell in sheet.cells.values() if isinstance(cell.value, str)}
    spare = {text: cell for text, cell in texts.items() if fold(text) not in {fold(name) for name in _LABELS.values()}}
    for key, label in _LABELS.items():
        like = "" if key in found else nearest(label, spare)
        if like and not sheet.cell(spare[like].row, spare[like].column + 1).blank:
            desk.complaints.add(problems.LABEL_UNKNOWN, spare[like].place, quoted(like), label)


def _taken(desk: Desk, cell: Cell, read: CellRead[object]) -> None:
    desk.complaints.add_faults(read.faults, cell.place)


def _text(desk: Desk, cell: Cell | None) -> str:
    if cell is None:
        return ""
    read = read_word(cell)
    _taken(desk, cell, read)
    return " ".join((read.value or "").split())


def _day(desk: Desk, cell: Cell | None) -> date | None:
    if cell is None:
        return None
    read = read_date(cell)
    _taken(desk, cell, read)
    remark_year(desk, read.value, cell.place)
    return read.value


def _months(desk: Desk, cell: Cell | None) -> int | None:
    if cell is None:
        return None
    read = read_whole(cell)
    _taken(desk, cell, read)
    if read.value is not None and read.value < 0:
        desk.complaints.add(problems.NUMBER_OUTSIDE, cell.place, f"{shown(cell)}, where it must be at least 0")
        return None
    return read.value
