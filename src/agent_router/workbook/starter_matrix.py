"""Lays out the sheet `Risk matrix`: the colored grid, what its levels mean, what each blast radius requires."""

from dataclasses import replace

from agent_router.sheets.book import address
from agent_router.sheets.page import CellOut, DropDown, Note, OutValue, PageOut, Span, Style, TableOut, WordColor
from agent_router.workbook import starter_look as look
from agent_router.workbook.columns import SheetSchema, Side
from agent_router.workbook.starter_content import matrix
from agent_router.workbook.starter_names import FIRST_ROW, defined_name
from agent_router.workbook.starter_print import spread_blocks

HEADER_ROW = FIRST_ROW - 1
CORNER = "Impact \\ Likelihood"
_SCORE_CORNER = "Score, shown only"
_WIDTHS = (22.0, 16.0, 16.0, 16.0, 16.0, 17.0, 3.0, 15.0, 18.0, 48.0, 20.0, 48.0)
_SCORES_ROW = 12
_ACTIONS_ROW = 12
_LEVELS_COLUMN = 8
_LABELS_ROW = 20
_LABELS_COLUMN = _LEVELS_COLUMN + 1
"""The column right of it is wide enough for a sentence."""
_GRID = Span(FIRST_ROW, 2, FIRST_ROW + 4, 6)
_AXIS_CELL = Span(_LABELS_ROW, _LABELS_COLUMN + 1, _LABELS_ROW, _LABELS_COLUMN + 1)
_AXIS_HELP = (
    "How far the levels 1 to 5 reach: equal steps (1, 2, 3 …), times ten (1, 10, 100 …), doubling, or five rising "
    "numbers of your own; for each axis apart as in impact: 1, 2, 5, 20, 100; likelihood: equal steps."
)
_ACCEPTED_HELP = (
    "Where the grid breaks a rule of good matrices on purpose, say why; the check then takes it as answered."
)


def to_page(schema: SheetSchema) -> PageOut:
    """The sheet as a page."""
    cells = [CellOut(1, 1, schema.title, look.TITLE), CellOut(2, 1, schema.sentence, look.SENTENCE)]
    cells += [*_grid(), *_scores(), *_levels(), *_actions(), *_labels()]
    printed = spread_blocks(_WIDTHS, (1, _LEVELS_COLUMN))
    tall = [(row, 48.0) for row in range(FIRST_ROW, FIRST_ROW + 5)]
    return PageOut(
        schema.name, tuple(cells), widths=_WIDTHS, scale=printed.scale, breaks=printed.breaks,
        heights=((1, 30.0), (2, 20.0), (HEADER_ROW, 34.0), *tall, *((row, 34.0) for row in range(13, 18)),
                 (_SCORES_ROW, 20.0), (_LABELS_ROW, 50.0), (_LABELS_ROW + 1, 34.0)),
        merges=tuple(Span(row, _LABELS_COLUMN + 2, row, _LABELS_COLUMN + 3) for row in (_LABELS_ROW, _LABELS_ROW + 1)),
        tables=_tables(),
        drop_downs=(
            DropDown(_GRID, defined_name("Blast radius"), strict=True),
            DropDown(_AXIS_CELL, defined_name("Axis reading"), strict=False, title="Axis reading", prompt=_AXIS_HELP),
        ),
        notes=(
            Note(HEADER_ROW, 1, "The number in front counts; the level's meaning stands at the right."),
            Note(_SCORES_ROW, 1, "Impact × likelihood. For reading only: the colored grid above decides."),
            Note(_LABELS_ROW, _LABELS_COLUMN, _AXIS_HELP),
            Note(_LABELS_ROW + 1, _LABELS_COLUMN, _ACCEPTED_HELP),
        ),
        word_colors=tuple(
            WordColor(span, word, look.level(word))
            for span in (_GRID, Span(_ACTIONS_ROW + 1, _LEVELS_COLUMN, _ACTIONS_ROW + 3, _LEVELS_COLUMN))
            for word in look.LEVEL_FILLS
        ),
        tab_color=look.TAB_COLORS[schema.tab], freeze=(HEADER_ROW, 0), repeat_rows=(1, 2),
        footer=f"&L&8{schema.name}&R&8Page &P of &N",
    )  # fmt: skip


def _tables() -> tuple[TableOut, ...]:
    likelihoods = tuple(_level_label(number, likelihood) for number, _, _, likelihood, _ in matrix.LEVELS)
    grid = Span(HEADER_ROW, 1, HEADER_ROW + 5, 6)
    levels = Span(HEADER_ROW, _LEVELS_COLUMN, HEADER_ROW + 5, _LEVELS_COLUMN + 4)
    actions = Span(_ACTIONS_ROW, _LEVELS_COLUMN, _ACTIONS_ROW + 3, _LEVELS_COLUMN + 2)
    return (
        TableOut("tbl_grid", grid, (CORNER, *likelihoods)),
        TableOut("tbl_levels", levels, matrix.LEVEL_HEADERS),
        TableOut("tbl_actions", actions, matrix.ACTION_HEADERS),
    )


def _level_label(number: int, name: str) -> str:
    return f"{number} {name}"


def _grid() -> list[CellOut]:
    head, side = look.header(Side.IF), look.header(Side.ROW)
    cells = [CellOut(HEADER_ROW, 1, CORNER, head)]
    for number, _, _, likelihood, _ in matrix.LEVELS:
        cells.append(CellOut(HEADER_ROW, 1 + number, _level_label(number, likelihood), head))
    for down, (number, impact, _, _, _) in enumerate(reversed(matrix.LEVELS)):
        row = FIRST_ROW + down
        cells.append(CellOut(row, 1, _level_label(number, impact), side))
        for across, word in enumerate(matrix.GRID[number]):
            cells.append(CellOut(row, 2 + across, word, look.level(word)))
    return cells


def _scores() -> list[CellOut]:
    quiet = Style(bold=True, color=look.QUIET, align="center", valign="vcenter", border=look.LINE)
    faint = Style(color=look.QUIET, align="center", valign="vcenter", border=look.LINE)
    cells = [CellOut(_SCORES_ROW, 1, _SCORE_CORNER, replace(quiet, align="left", indent=1))]
    cells += [CellOut(_SCORES_ROW, 1 + number, number, quiet) for number in range(1, 6)]
    for down, impact in enumerate(range(5, 0, -1)):
        row = _SCORES_ROW + 1 + down
        cells.append(CellOut(row, 1, impact, quiet))
        for likelihood in range(1, 6):
            at = 1 + likelihood
            formula = f"=$A{row}*{address(_SCORES_ROW, at).replace(str(_SCORES_ROW), f'${_SCORES_ROW}')}"
            cells.append(CellOut(row, at, impact * likelihood, faint, formula=formula))
    return cells


def _levels() -> list[CellOut]:
    head, text = look.header(Side.FACT), replace(look.body(Side.FACT), valign="vcenter")
    number_style = Style(bold=True, color=look.INK, align="center", valign="vcenter", border=look.LINE)
    cells = [
        CellOut(HEADER_ROW, _LEVELS_COLUMN + across, title, head) for across, title in enumerate(matrix.LEVEL_HEADERS)
    ]
    for down, level in enumerate(reversed(matrix.LEVELS)):
        values: tuple[OutValue, ...] = level
        for across, value in enumerate(values):
            style = number_style if across == 0 else text
            cells.append(CellOut(FIRST_ROW + down, _LEVELS_COLUMN + across, value, style))
    return cells


def _actions() -> list[CellOut]:
    head, text = look.header(Side.THEN), replace(look.body(Side.FACT), valign="vcenter")
    cells = [
        CellOut(_ACTIONS_ROW, _LEVELS_COLUMN + across, title, head)
        for across, title in enumerate(matrix.ACTION_HEADERS)
    ]
    for down, (word, color, action) in enumerate(matrix.ACTIONS):
        row = _ACTIONS_ROW + 1 + down
        cells.append(CellOut(row, _LEVELS_COLUMN, word, look.level(word)))
        cells.append(CellOut(row, _LEVELS_COLUMN + 1, color, text))
        cells.append(CellOut(row, _LEVELS_COLUMN + 2, action, text))
    return cells


def _labels() -> list[CellOut]:
    return [
        CellOut(_LABELS_ROW, _LABELS_COLUMN, "Axis reading", look.LABEL),
        CellOut(_LABELS_ROW, _LABELS_COLUMN + 1, matrix.AXIS_READING, look.ENTRY),
        CellOut(_LABELS_ROW, _LABELS_COLUMN + 2, _AXIS_HELP, look.HELP),
        CellOut(_LABELS_ROW + 1, _LABELS_COLUMN, "Accepted because", look.LABEL),
        CellOut(_LABELS_ROW + 1, _LABELS_COLUMN + 1, None, look.ENTRY),
        CellOut(_LABELS_ROW + 1, _LABELS_COLUMN + 2, _ACCEPTED_HELP, look.HELP),
    ]
