"""Lays out the sheet `Lists`: the lead's lists with their other spellings, then the program's own words."""

from collections.abc import Mapping

from agent_router.sheets.page import CellOut, Note, OutValue, PageOut, Span, Style, TableOut
from agent_router.workbook import starter_look as look
from agent_router.workbook.columns import SheetSchema, Side
from agent_router.workbook.lists import NAMES_OF_LISTS
from agent_router.workbook.starter_content.setup import LISTS
from agent_router.workbook.starter_names import FIRST_ROW, GAP, list_columns, single_lists
from agent_router.workbook.starter_print import spread_blocks
from agent_router.workbook.vocabulary import FIXED, WORDS_THE_PROGRAM_NEEDS

HEADER_ROW = FIRST_ROW - 1
_ADD = "To add a word, write it directly below the last one, or insert a cell above the last one."
_KEEP = "These words are fixed because the program acts on them; give them other names in the column beside."
_FIXED_ABOVE = "Fixed: do not change these words. Other names go beside."
_YOURS_ABOVE = "Yours to change: add a word below the last one."
_NAMES = "Offered under Fields › List. After adding a list to this sheet, write its name here as well."
_OWN_ABOVE = "The program's own: changing them changes nothing."
_OWN = "The program's own words, here for the drop-downs only. Changing them changes nothing."


def also_called_header(list_name: str) -> str:
    """The header beside a list: no header may appear twice on a sheet."""
    return f"Also called ({list_name})"


def to_page(schema: SheetSchema) -> PageOut:
    """The sheet as a page."""
    columns, singles = list_columns(), single_lists()
    cells = [
        CellOut(1, 1, schema.title, look.TITLE),
        CellOut(2, 1, schema.sentence, look.SENTENCE),
        *_sentences(columns),
    ]
    tables, notes = [], []
    for name, words in LISTS:
        at = columns[name]
        headers = (name, also_called_header(name))
        cells.extend(_block(at, headers, words, Side.ROW if name in WORDS_THE_PROGRAM_NEEDS else Side.FACT))
        tables.append(
            TableOut(_table_name("list", name), Span(HEADER_ROW, at, HEADER_ROW + len(words), at + 1), headers)
        )
        notes.append(Note(HEADER_ROW, at, _KEEP if name in WORDS_THE_PROGRAM_NEEDS else _ADD))
        notes.append(Note(HEADER_ROW, at + 1, "Other spellings that mean this word, separated by ;"))
    for name, fixed in singles.items():
        at = columns[name]
        cells.extend(_block(at, (name,), tuple((word,) for word in fixed), Side.NOTE))
        tables.append(TableOut(_table_name("own", name), Span(HEADER_ROW, at, HEADER_ROW + len(fixed), at), (name,)))
        notes.append(Note(HEADER_ROW, at, _NAMES if name == NAMES_OF_LISTS else _OWN))
    printed = spread_blocks(_widths(), tuple(columns.values()))
    return PageOut(
        schema.name, tuple(cells), widths=_widths(), heights=((1, 30.0), (2, 20.0), (3, 18.0), (HEADER_ROW, 24.0),
        *_heights()), grows_from=FIRST_ROW,
        tables=tuple(tables), notes=tuple(notes), tab_color=look.TAB_COLORS[schema.tab], freeze=(HEADER_ROW, 0),
        repeat_rows=(HEADER_ROW, HEADER_ROW), footer=f"&L&8{schema.name}&R&8Page &P of &N", scale=printed.scale,
        breaks=printed.breaks,
    )  # fmt: skip


def _sentences(columns: Mapping[str, int]) -> list[CellOut]:
    """What may be changed, above each list; said once where several neighbors are alike."""
    said = {name: _FIXED_ABOVE if name in WORDS_THE_PROGRAM_NEEDS else _YOURS_ABOVE for name, _ in LISTS}
    said[next(iter(FIXED))] = _OWN_ABOVE
    said[NAMES_OF_LISTS] = "Yours: add names here"
    colors = {_FIXED_ABOVE: look.LEVEL_INK["High"], _OWN_ABOVE: look.QUIET}
    return [
        CellOut(3, columns[name], text, Style(bold=True, color=colors.get(text, look.NAVY), valign="bottom"))
        for name, text in said.items()
    ]


def _table_name(prefix: str, name: str) -> str:
    return f"tbl_{prefix}_" + "".join(char if char.isalnum() else "_" for char in name.lower())


def _block(at: int, headers: tuple[str, ...], rows: tuple[tuple[OutValue, ...], ...], side: Side) -> list[CellOut]:
    cells = [CellOut(HEADER_ROW, at + across, text, look.header(side)) for across, text in enumerate(headers)]
    for down, row in enumerate(rows):
        for across, value in enumerate(row):
            style = look.body(side if across == 0 else Side.NOTE)
            cells.append(CellOut(FIRST_ROW + down, at + across, value or None, style))
    return cells


_WORD_WIDTH, _ALSO_WIDTH, _SINGLE_WIDTH, _GAP_WIDTH = 23.0, 36.0, 26.0, 2.5


def _heights() -> list[tuple[int, float]]:
    longest = max(len(words) for words in (*(words for _, words in LISTS), *single_lists().values()))
    heights = []
    for down in range(longest):
        pairs = [words[down] for _, words in LISTS if down < len(words)]
        texts = [(also, _ALSO_WIDTH) for _, also in pairs]
        heights.append((FIRST_ROW + down, look.row_height(texts)))
    return heights


def _widths() -> tuple[float, ...]:
    widths: list[float] = []
    for _ in LISTS:
        widths += [_WORD_WIDTH, _ALSO_WIDTH, *[_GAP_WIDTH] * GAP]
    for _ in single_lists():
        widths += [_SINGLE_WIDTH, *[_GAP_WIDTH] * GAP]
    return tuple(widths)
