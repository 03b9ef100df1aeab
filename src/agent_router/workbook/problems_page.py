"""The sheet Problems of an annotated copy: every finding with a link to its cell, and what the copy lacks."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from agent_router.model.place import Place
from agent_router.model.problem import Problem
from agent_router.sheets.book import Book, Sheet, Visibility, column_letters
from agent_router.sheets.losses import Loss
from agent_router.sheets.page import CellOut, PageOut, Span, Style, link_to
from agent_router.workbook.annotated_looks import GRADES, Grade, grade_of
from agent_router.workbook.starter_look import INK, LINE, LINK, NAVY, PAPER, QUIET, SECTION, TITLE, row_height

PAGE = "Problems"
_HEADERS = ("Severity", "Sheet", "Cell", "What is wrong", "Found", "What to do", "See also", "Code")
_WIDTHS = (13, 18, 12, 35, 42, 37, 18, 11)
_HEAD = 6
"""Row of the column names."""
_HEADER = Style(bold=True, color=PAPER, fill=NAVY, wrap=True, valign="vcenter", border=PAPER, align="left", indent=1)
_BODY = Style(color=INK, wrap=True, border=LINE, align="left", indent=1)
_GO = Style(color=LINK.color, underline=True, wrap=True, border=LINE, align="left", indent=1)
_SENTENCE = Style(size=11, color=QUIET)
_STRONG = Style(size=12, color=INK, bold=True)
_COUNTED = {
    Grade.ERROR: ("error", "errors"),
    Grade.WARNING: ("warning", "warnings"),
    Grade.ADVICE: ("piece of advice", "pieces of advice"),
    Grade.ANSWERED: ("answered warning", "answered warnings"),
}
_LOOK_HERE = "A1"
_NAMED = 8
"""So many further cells are named in one line; each of them has a note."""
_TALLEST = 409.0
"""Points; Excel allows no more."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What an annotated copy was made of, and by what."""

    file: str
    """Workspace-relative name of the original."""
    sha256: str
    version: str
    """Of this program."""
    usable: bool
    """Whether jobs can be routed by the original."""


def problems_page(problems: Sequence[Problem], book: Book, lost: Sequence[Loss], origin: Origin) -> PageOut:
    """The page; `problems` in the order in which they are to stand."""
    last = _HEAD + max(len(problems), 1)
    rows = [cell for at, problem in enumerate(problems, _HEAD + 1) for cell in _row(at, problem, book)]
    if not problems:
        rows = [CellOut(_HEAD + 1, 1, "Nothing was found.", _BODY)]
    section, merges = _losses(last + 2, lost)
    return PageOut(
        PAGE,
        (*_heading(problems, origin), *_header(_HEAD, _HEADERS), *rows, *section),
        widths=_WIDTHS,
        heights=((1, 30.0), (_HEAD, 22.0), *text_heights((*rows, *section), _WIDTHS)),
        merges=merges,
        tab_color=GRADES[Grade.ERROR].edge,
        freeze=(_HEAD, 0),
        repeat_rows=(_HEAD, _HEAD),
        filters=Span(_HEAD, 1, last, len(_HEADERS)),
    )


def text_heights(cells: Iterable[CellOut], widths: Sequence[float]) -> tuple[tuple[int, float], ...]:
    """Row and height in points, so that all wrapped text of these cells can be read without touching a row."""
    texts: dict[int, list[tuple[object, float]]] = {}
    for cell in cells:
        if cell.style.wrap:
            texts.setdefault(cell.row, []).append((cell.value, widths[cell.column - 1]))
    return tuple((row, min(row_height(found), _TALLEST)) for row, found in texts.items())


def _heading(problems: Sequence[Problem], origin: Origin) -> tuple[CellOut, ...]:
    file = origin.file.rsplit("/", 1)[-1]
    return (
        CellOut(1, 1, f"Problems found in {file}", TITLE),
        CellOut(2, 1, _counts(problems, usable=origin.usable), _STRONG),
        CellOut(
            3, 1, "This is a copy for reading: each cell named below is colored and has a note. Correct your own file, "
            "not this one, and check it again.", _SENTENCE,
        ),
        CellOut(
            4, 1, f"Made from {origin.file} (SHA-256 {origin.sha256}) by agent-router {origin.version}.", _SENTENCE
        ),
    )  # fmt: skip


def _counts(problems: Sequence[Problem], *, usable: bool) -> str:
    counted = Counter(grade_of(problem) for problem in problems)
    shown = [grade for grade in Grade if counted[grade] or grade is not Grade.ANSWERED]
    words = [f"{counted[grade]} {_COUNTED[grade][counted[grade] != 1]}" for grade in shown]
    text = f"{', '.join(words[:-1])} and {words[-1]}."
    if not usable:
        return f"{text} No job can be routed by this workbook until the errors are gone."
    if counted[Grade.ERROR] or counted[Grade.WARNING]:
        return f"{text} The workbook can be used, but somebody has to look at what is named here."
    return f"{text} The workbook is sound."


def _header(row: int, headers: Iterable[str]) -> tuple[CellOut, ...]:
    return tuple(CellOut(row, at, header, _HEADER) for at, header in enumerate(headers, 1))


def _row(at: int, problem: Problem, book: Book) -> Iterator[CellOut]:
    look = GRADES[grade_of(problem)]
    hint = f"\nDid you mean “{problem.suggestion}”?" if problem.suggestion else ""
    place, sheet = problem.place, sheet_of(problem.place, book)
    link = link_to(place.sheet, place.cell or _LOOK_HERE) if sheet is not None else ""
    yield CellOut(at, 1, look.word, replace(_BODY, bold=True, fill=look.fill))
    yield CellOut(at, 2, _sheet_words(place, book), _BODY)
    yield CellOut(at, 3, place.cell or ("whole sheet" if link else ""), _GO if link else _BODY, link)
    yield CellOut(at, 4, problem.rule.title, _BODY)
    yield CellOut(at, 5, f"{problem.found}{hint}", _BODY)
    yield CellOut(at, 6, "\n".join((_what_to_do(problem), *hidden_words(place, sheet))), _BODY)
    yield _also(at, problem, book)
    yield CellOut(at, 8, problem.rule.code, replace(_BODY, color=QUIET))


def sheet_of(place: Place, book: Book) -> Sheet | None:
    """The sheet of this workbook that a place is on, where there is one."""
    if place.file != book.name:
        return None
    return next((sheet for sheet in book.sheets if sheet.name == place.sheet), None)


def _sheet_words(place: Place, book: Book) -> str:
    own = place.file == book.name
    return (place.sheet or "whole file") if own else f"{place.file} {place.sheet}".strip()


def _what_to_do(problem: Problem) -> str:
    return f"Nothing; answered: {problem.answer}" if problem.answer else problem.rule.remedy


def hidden_words(place: Place, sheet: Sheet | None) -> Iterator[str]:
    """How to bring back what cannot be seen there; nothing where it can."""
    if sheet is None:
        return
    if sheet.visibility is Visibility.HIDDEN:
        yield "The sheet is hidden, so the link does not lead there: right-click a tab and choose Unhide."
    elif sheet.visibility is Visibility.VERY_HIDDEN:
        yield "The sheet is hidden so deeply that Excel's menu does not list it; the link does not lead there."
    row = place.cell.partition(":")[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if row.isdigit() and int(row) in sheet.hidden_rows:
        yield f"Row {row} is hidden or filtered away: show it first."
    letters = place.cell.partition(":")[0].rstrip("0123456789")
    if letters in {column_letters(column) for column in sheet.hidden_columns}:
        yield f"Column {letters} is hidden: show it first."


def _also(at: int, problem: Problem, book: Book) -> CellOut:
    """The further cells; a cell has one link, so it leads to the first of them."""
    own = [place for place in problem.also if sheet_of(place, book) is not None]
    link = link_to(own[0].sheet, own[0].cell or _LOOK_HERE) if own else ""
    names = list(dict.fromkeys(_nearby(problem, book)))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return CellOut(at, 7, f"{', '.join(names[:_NAMED])}{more}", _GO if link else _BODY, link)


def _nearby(problem: Problem, book: Book) -> Iterator[str]:
    for place in problem.also:
        same = place.sheet == problem.place.sheet and place.cell
        yield str(place) if place.file != book.name else place.cell if same else place.short


def _losses(row: int, lost: Sequence[Loss]) -> tuple[tuple[CellOut, ...], tuple[Span, ...]]:
    """What the copy lacks, below the findings: cells, and where three columns hold one number."""
    title = CellOut(row, 1, "What this copy does not show", SECTION)
    if not lost:
        return (
            title,
            CellOut(row + 1, 1, "Nothing: all that your file holds was found again.", _SENTENCE),
        ), ()
    sentence = "Your own file still has all of it; found by comparing the copy with it, part by part."
    cells = [title, CellOut(row + 1, 1, sentence, _SENTENCE)]
    kinds = list(dict.fromkeys(loss.what for loss in lost))
    table = [("How many", "What", "Where"), *((_many(lost, what), what, _where(lost, what)) for what in kinds)]
    merges = []
    for at, (many, what, where) in enumerate(table, row + 2):
        style = _HEADER if at == row + 2 else _BODY
        cells += [CellOut(at, column, None, style) for column in (2, 3)]
        cells += [CellOut(at, 1, many, style), CellOut(at, 4, what, style), CellOut(at, 5, where, style)]
        merges.append(Span(at, 1, at, 3))
    return tuple(cells), tuple(merges)


def _many(lost: Sequence[Loss], what: str) -> str:
    return f"{sum(loss.count for loss in lost if loss.what == what):,}"


def _where(lost: Sequence[Loss], what: str) -> str:
    sheets = [(loss.sheet, loss.count) for loss in lost if loss.what == what]
    return ", ".join(f"{sheet} ({count:,})" if sheet else "the workbook as a whole" for sheet, count in sheets)
