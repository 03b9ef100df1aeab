"""The sheet Rules and examples of an annotated copy: which rules may change without any example going wrong."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent_router.model.review import RuleUse
from agent_router.sheets.book import Book
from agent_router.sheets.page import CellOut, PageOut, Span, Style, link_to
from agent_router.workbook.annotated_looks import HOLDS, Hold, hold_of
from agent_router.workbook.problems_page import sheet_of, text_heights
from agent_router.workbook.starter_look import INK, LINE, LINK, NAVY, PAPER, PURPLE, QUIET, TITLE

PAGE = "Rules and examples"
_HEADERS = ("How far it is held", "Sheet", "Rule", "Examples about it", "Examples that notice", "What was tried")
_WIDTHS = (20, 22, 25, 32, 32, 44)
_LEGEND = 4
_HEAD = _LEGEND + len(HOLDS) + 1
_HEADER = Style(bold=True, color=PAPER, fill=NAVY, wrap=True, valign="vcenter", border=PAPER, align="left", indent=1)
_BODY = Style(color=INK, wrap=True, border=LINE, align="left", indent=1)
_GO = Style(color=LINK.color, underline=True, wrap=True, border=LINE, align="left", indent=1)
_SENTENCE = Style(size=11, color=QUIET)
_NAMED = 6
"""So many examples or changes are named in one cell."""
_LETTERS = 60
"""Of one of them."""


def rules_page(uses: Sequence[RuleUse], book: Book) -> PageOut:
    """One line a rule, least held first within the order of the sheets."""
    order = {hold: position for position, hold in enumerate(Hold)}
    tabs = {sheet: position for position, sheet in enumerate(dict.fromkeys(use.sheet for use in uses))}
    ranked = sorted(uses, key=lambda use: (order[hold_of(use)], tabs[use.sheet]))
    rows = [cell for at, use in enumerate(ranked, _HEAD + 1) for cell in _row(at, use, book)]
    return PageOut(
        PAGE,
        (*_heading(uses), *_legend(uses), *_header(), *rows),
        widths=_WIDTHS,
        heights=((1, 30.0), (_HEAD, 22.0), *text_heights(rows, _WIDTHS)),
        tab_color=PURPLE,
        freeze=(_HEAD, 0),
        repeat_rows=(_HEAD, _HEAD),
        filters=Span(_HEAD, 1, _HEAD + max(len(uses), 1), len(_HEADERS)),
    )


def use_words(use: RuleUse) -> str:
    """What the examples say about a rule, as a note."""
    hold = hold_of(use)
    head = f"EXAMPLES: {HOLDS[hold].word.lower()}."
    match hold:
        case Hold.NO_EXAMPLE:
            return f"{head} No example is about this rule, so nobody would see it go wrong. Add one to Examples."
        case Hold.UNNOTICED:
            tried = f" Tried: {_named(use.tried)}." if use.tried else ""
            about = f"{_named(use.examples)} {'is' if len(use.examples) == 1 else 'are'} about this rule"
            return f"{head} {about}, but stays right when it is changed.{tried} Add an example that would go wrong."
        case Hold.UNTOLD:
            return f"{head} {HOLDS[hold].meaning}"
        case Hold.ONE | Hold.SEVERAL:
            return f"{head} A change of this rule is noticed by {_named(use.noticed_by)}."


def _heading(uses: Sequence[RuleUse]) -> tuple[CellOut, ...]:
    held = sum(1 for use in uses if use.noticed_by)
    said = f"{held} of {len(uses)} rules are held by at least one example: each rule was changed in turn, and the "
    return (
        CellOut(1, 1, "Which rules do your examples hold?", TITLE),
        CellOut(2, 1, f"{said}examples were tried again. The first cell of each rule has the same color.", _SENTENCE),
    )


def _legend(uses: Sequence[RuleUse]) -> Iterator[CellOut]:
    counted = Counter(hold_of(use) for use in uses)
    for at, hold in enumerate(Hold, _LEGEND):
        look = HOLDS[hold]
        yield CellOut(at, 1, look.word, replace(_BODY, bold=True, fill=look.fill))
        yield CellOut(at, 2, f"{counted[hold]} rule{'' if counted[hold] == 1 else 's'}", _BODY)
        yield CellOut(at, 3, look.meaning, Style(color=INK, align="left", indent=1))


def _header() -> Iterator[CellOut]:
    for at, header in enumerate(_HEADERS, 1):
        yield CellOut(_HEAD, at, header, _HEADER)


def _row(at: int, use: RuleUse, book: Book) -> Iterator[CellOut]:
    look = HOLDS[hold_of(use)]
    known = use.place is not None and sheet_of(use.place, book) is not None
    link = link_to(use.place.sheet, use.place.cell or "A1") if use.place is not None and known else ""
    yield CellOut(at, 1, look.word, replace(_BODY, bold=True, fill=look.fill))
    yield CellOut(at, 2, use.sheet, _BODY)
    yield CellOut(at, 3, use.row, _GO if link else _BODY, link)
    yield CellOut(at, 4, _named(use.examples) or "none", _BODY)
    yield CellOut(at, 5, _named(use.noticed_by) or "none", _BODY)
    yield CellOut(at, 6, _named(use.tried) or "nothing that an example would be touched by", _BODY)


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(_short(name) for name in names[:_NAMED])}{more}"


def _short(name: str) -> str:
    return name if len(name) <= _LETTERS else f"{name[:_LETTERS].rstrip()} …"
