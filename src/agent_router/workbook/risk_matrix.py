"""The sheet `Risk matrix`: from impact and likelihood to the blast radius."""

import re
from collections.abc import Iterable
from itertools import islice

from agent_router.model.policy import BlastRadius, Heading, Level, MatrixCell, RiskMatrix
from agent_router.sheets.book import Cell, Sheet
from agent_router.sheets.cells import read_prose, read_word, shown
from agent_router.sheets.headers import header_text
from agent_router.sheets.names import fold
from agent_router.workbook import problems
from agent_router.workbook.columns import Form, SheetSchema, Tab
from agent_router.workbook.desk import Desk
from agent_router.workbook.values import complain_word, refuse_formula
from agent_router.workbook.vocabulary import AXIS_READINGS

SCHEMA = SheetSchema(
    "risk_matrix", "Risk matrix", Tab.CARE, Form.GRID,
    "How much can the job break?",
    "The colored grid decides the blast radius. The score (impact × likelihood) is shown below it and decides nothing.",
    (),
)  # fmt: skip


_LEVELS = (1, 2, 3, 4, 5)
_CORNERS = frozenset({"impactlikelihood", "impactxlikelihood"})
_HEADERS = {
    "level": "level", "impactiscalled": "impact_name", "impactmeans": "impact_means",
    "likelihoodiscalled": "likelihood_name", "likelihoodmeans": "likelihood_means",
}  # fmt: skip
_SETTINGS = {"axisreading": "Axis reading", "acceptedbecause": "Accepted because"}
_REACH = range(1, 40)
"""How far from its first cell the five lines of the grid, or the rows of the levels, may lie."""
_NUMBER_FIRST = re.compile(r"\s*([1-5])(?![\d.,])")


def read_matrix(desk: Desk) -> RiskMatrix:
    """The grid, the levels, the actions and the two answers of `Risk matrix`."""
    sheet = desk.sheets.get(SCHEMA.key)
    if sheet is None:
        return RiskMatrix((), (), ())
    impact, likelihood = _read_levels(desk, sheet)
    axis = _labeled(desk, sheet, "axisreading")
    accepted = _labeled(desk, sheet, "acceptedbecause")
    return RiskMatrix(
        impact, likelihood, _read_grid(desk, sheet), _read_actions(desk, sheet), _canonical(axis[1] if axis else ""),
        accepted[1] if accepted else "",
    )  # fmt: skip


def _canonical(axis: str) -> str:
    return next((word for word in AXIS_READINGS if fold(word) == fold(axis)), axis)


def _named(sheet: Sheet, name: str) -> Cell | None:
    found = (
        cell for _, cell in sorted(sheet.cells.items()) if isinstance(cell.value, str) and fold(cell.value) == name
    )
    return next(found, None)


def _labeled(desk: Desk, sheet: Sheet, label: str) -> tuple[Cell, str] | None:
    """The cell beside a label and its text; None where it is blank."""
    at = _named(sheet, label)
    if at is None:
        return None
    cell = sheet.cell(at.row, at.column + 1)
    desk.headings.append(Heading(SCHEMA.name, _SETTINGS[label], cell.place))
    read = read_prose(cell)
    desk.complaints.add_faults(read.faults, cell.place)
    return (cell, read.value) if read.value else None


def _level_number(cell: Cell) -> int | None:
    """The level that a row or column of the grid is for: the number its name begins with."""
    found = _NUMBER_FIRST.match(str(cell.value)) if cell.value is not None else None
    return int(found.group(1)) if found else None


def _read_grid(desk: Desk, sheet: Sheet) -> tuple[MatrixCell, ...]:
    corner = next((cell for _, cell in sorted(sheet.cells.items()) if _is_corner(cell)), None)
    if corner is None:
        desk.complaints.add(problems.GRID_MISSING, sheet.place, "no cell that says Impact \\ Likelihood")
        return ()
    columns = _axis(desk, _filled(sheet.cell(corner.row, corner.column + step) for step in _REACH))
    rows = _axis(desk, _filled(sheet.cell(corner.row + step, corner.column) for step in _REACH))
    _complain_merged(desk, sheet, corner)
    cells = []
    for impact in _LEVELS:
        for likelihood in _LEVELS:
            if impact in rows and likelihood in columns:
                at = sheet.cell(rows[impact].row, columns[likelihood].column)
                cells += _grid_cell(desk, at, impact, likelihood)
    for axis, name in ((rows, "impact"), (columns, "likelihood")):
        for level in _LEVELS:
            if level not in axis:
                desk.complaints.add(problems.GRID_INCOMPLETE, corner.place, f"no line for {name} {level}")
    return tuple(cells)


def _is_corner(cell: Cell) -> bool:
    return isinstance(cell.value, str) and fold(header_text(cell)) in _CORNERS


def _filled(cells: Iterable[Cell]) -> list[Cell]:
    """The first five that hold something: blank rows and columns inside the grid mean nothing."""
    return list(islice((cell for cell in cells if not cell.blank), len(_LEVELS)))


def _axis(desk: Desk, cells: list[Cell]) -> dict[int, Cell]:
    axis: dict[int, Cell] = {}
    for cell in cells:
        level = _level_number(cell)
        if level is not None and level in axis:
            desk.complaints.add(problems.HEADER_TWICE, cell.place, f"level {level} twice")
        elif level is not None:
            axis[level] = cell
    return axis


def _complain_merged(desk: Desk, sheet: Sheet, corner: Cell) -> None:
    for area in sheet.merged:
        beside = area.first_column <= corner.column + 5 and area.last_column >= corner.column
        if beside and area.first_row <= corner.row + 5 and area.last_row >= corner.row:
            place = sheet.place_of(area.first_row, area.first_column)
            desk.complaints.add(problems.MERGED, place, f"{area.text} merged")


def _grid_cell(desk: Desk, cell: Cell, impact: int, likelihood: int) -> list[MatrixCell]:
    if refuse_formula(desk, cell):
        return []
    read = read_word(cell)
    desk.complaints.add_faults(read.faults, cell.place)
    words = desk.word_list("Blast radius")
    word = words.find(read.value) if read.value else None
    if word is None and read.value:
        complain_word(desk, words, cell.place, read.value)
    elif word is None and not read.broken:
        found = f"nothing for impact {impact}, likelihood {likelihood}"
        desk.complaints.add(problems.GRID_INCOMPLETE, cell.place, found)
    known = {member.value: member for member in BlastRadius}
    return [MatrixCell(impact, likelihood, known[word], cell.place)] if word in known else []


def _read_levels(desk: Desk, sheet: Sheet) -> tuple[tuple[Level, ...], tuple[Level, ...]]:
    columns = {key: cell for name, key in _HEADERS.items() if (cell := _named(sheet, name)) is not None}
    for name, key in _HEADERS.items():
        if key not in columns:
            desk.complaints.add(problems.COLUMN_MISSING, sheet.place, f"no column “{_title(name)}”")
    if len(columns) != len(_HEADERS):
        return (), ()
    desk.headings.extend(Heading(SCHEMA.name, _title(fold(str(cell.value))), cell.place) for cell in columns.values())
    rows = _level_rows(desk, sheet, columns["level"])
    for level in _LEVELS:
        if level not in rows:
            desk.complaints.add(problems.LEVEL_MISSING, columns["level"].place, f"no row for level {level}")

    def levels(axis: str) -> tuple[Level, ...]:
        return tuple(
            Level(
                level,
                _text(desk, sheet.cell(rows[level], columns[f"{axis}_name"].column)),
                _text(desk, sheet.cell(rows[level], columns[f"{axis}_means"].column)),
            )
            for level in _LEVELS
            if level in rows
        )

    return levels("impact"), levels("likelihood")


def _level_rows(desk: Desk, sheet: Sheet, header: Cell) -> dict[int, int]:
    """In which row each level is explained; blank rows between them mean nothing."""
    rows: dict[int, int] = {}
    for step in _REACH:
        cell = sheet.cell(header.row + step, header.column)
        level = _level_number(cell)
        if cell.blank and len(rows) < len(_LEVELS):
            continue
        if level is None:
            break
        if level in rows:
            desk.complaints.add(problems.NAME_TWICE, cell.place, f"level {level}")
        desk.headings.append(Heading(SCHEMA.name, f"level {level}", cell.place))
        rows.setdefault(level, cell.row)
    return rows


def _title(name: str) -> str:
    return {
        "level": "Level", "impactiscalled": "Impact is called", "impactmeans": "Impact means",
        "likelihoodiscalled": "Likelihood is called", "likelihoodmeans": "Likelihood means",
    }[name]  # fmt: skip


def _text(desk: Desk, cell: Cell) -> str:
    read = read_prose(cell)
    desk.complaints.add_faults(read.faults, cell.place)
    if not read.value and not read.broken:
        desk.complaints.add(problems.CELL_REQUIRED, cell.place, shown(cell))
    return read.value or ""


def _read_actions(desk: Desk, sheet: Sheet) -> tuple[tuple[BlastRadius, str], ...]:
    head, action_head = _named(sheet, "blastradius"), _named(sheet, "requiredaction")
    if head is None or action_head is None:
        return ()
    known = {member.value: member for member in BlastRadius}
    actions: list[tuple[BlastRadius, str]] = []
    for step in _REACH:
        cell = sheet.cell(head.row + step, head.column)
        read = read_word(cell)
        if not read.value:
            continue
        word = desk.word_list("Blast radius").find(read.value)
        if word is None and sheet.cell(cell.row - 1, cell.column).blank:
            break  # apart from the table: something else
        if word is None:
            complain_word(desk, desk.word_list("Blast radius"), cell.place, read.value)
        elif word in known:
            action = sheet.cell(cell.row, action_head.column)
            desk.headings.append(Heading(SCHEMA.name, f"Required action: {word}", action.place))
            actions.append((known[word], _text(desk, action)))
    return tuple(actions)
