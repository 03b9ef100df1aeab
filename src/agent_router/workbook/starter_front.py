"""Lays out the sheet `Start here`: identity, what each sheet is for, how to change a rule, the cell language."""

from agent_router.sheets.page import CellOut, DropDown, OutValue, PageOut, Span, Style
from agent_router.workbook import starter_look as look
from agent_router.workbook.columns import SheetSchema, Side
from agent_router.workbook.schema import SHEETS
from agent_router.workbook.starter_content import front
from agent_router.workbook.starter_content.setup import IDENTITY
from agent_router.workbook.starter_names import defined_name

_WIDTHS = (1.5, 27.0, 74.0, 40.0)


_NAMES_OF_PEOPLE = {"Owner", "Approved by"}


class _Flow:
    """Puts blocks below each other; cells in the order they are read."""

    def __init__(self) -> None:
        self.row = 1
        self.cells: list[CellOut] = []
        self.heights: list[tuple[int, float]] = []
        self.drop_downs: tuple[DropDown, ...] = ()

    def line(self, values: tuple[tuple[int, OutValue, Style], ...], height: float = 0.0) -> None:
        """One row of cells: column, value, style."""
        for column, value, style in values:
            self.cells.append(CellOut(self.row, column, value, style))
        if height:
            self.heights.append((self.row, height))
        self.row += 1

    def section(self, title: str) -> None:
        """A heading with air above it."""
        self.row += 1
        self.line(((2, title, look.SECTION),), 24.0)


def to_page(schema: SheetSchema) -> PageOut:
    """The sheet as a page."""
    flow = _Flow()
    flow.line(((2, schema.title, Style(bold=True, size=22, color=look.NAVY, valign="vcenter")),), 36.0)
    flow.line(((2, schema.sentence, look.SENTENCE),), 20.0)
    _identity(flow)
    _sheets(flow)
    _steps(flow)
    _checks(flow)
    _language(flow)
    _good_to_know(flow)
    _help(flow)
    return PageOut(
        schema.name, tuple(flow.cells), widths=_WIDTHS, heights=tuple(flow.heights),
        tab_color=look.TAB_COLORS[schema.tab], footer="&L&8Start here&R&8Page &P of &N", landscape=False, pages=(1, 0),
        drop_downs=flow.drop_downs,
    )  # fmt: skip


def _height(text: str, column: int = 3) -> float:
    return look.row_height(((text, _WIDTHS[column - 1]),))


def _identity(flow: _Flow) -> None:
    flow.section("This workbook")
    for label, value, help_text in IDENTITY:
        entry = look.ENTRY if not hasattr(value, "year") else Style(
            color=look.INK, fill=look.ENTRY.fill, border=look.LINE, align="left", number_format="yyyy-mm-dd", indent=1
        )  # fmt: skip
        if label in _NAMES_OF_PEOPLE:
            span = Span(flow.row, 3, flow.row, 3)
            flow.drop_downs += (DropDown(span, defined_name("People"), strict=False),)
        flow.line(((2, label, look.LABEL), (3, value, entry), (4, help_text, look.HELP)), _height(help_text, 4))


def _sheets(flow: _Flow) -> None:
    flow.section("What each sheet is for (click a name to go there)")
    head = look.header(Side.FACT)
    flow.line(((2, "Sheet", head), (3, "What it is for", head), (4, "How often you change it", head)), 20.0)
    tabs = {schema.name: schema.tab for schema in SHEETS}
    for name, purpose in front.SHEETS:
        cell = CellOut(flow.row, 2, name, look.LINK, link=f"'{name}'!A1")
        flow.cells.append(cell)
        flow.line(((3, purpose, look.body(Side.FACT)), (4, tabs[name].value, look.chip(tabs[name]))), _height(purpose))


def _steps(flow: _Flow) -> None:
    flow.section("How to change a rule")
    for number, step in enumerate(front.STEPS, 1):
        flow.line(((2, f"Step {number}", look.LABEL), (3, step, look.TEXT)), _height(step))


def _checks(flow: _Flow) -> None:
    flow.section("What you can ask whoever runs the router for")
    for label, text in front.CHECKS:
        flow.line(((2, label, look.LABEL), (3, text, look.TEXT)), _height(text))


def _language(flow: _Flow) -> None:
    flow.section("What you may type in an IF cell")
    head, typed = (
        look.header(Side.IF),
        Style(color=look.INK, border=look.LINE, wrap=True, bold=True, number_format="@", align="left", indent=1),
    )
    flow.line(((2, "You type", head), (3, "It means", head), (4, "For example under", head)), 20.0)
    for words, meaning, where in front.LANGUAGE:
        text = look.body(Side.FACT)
        flow.line(((2, words, typed), (3, meaning, text), (4, where, text)), _height(meaning))


def _good_to_know(flow: _Flow) -> None:
    flow.section("Good to know")
    for label, text in front.GOOD_TO_KNOW:
        flow.line(((2, label, look.LABEL), (3, text, look.TEXT)), _height(text))


def _help(flow: _Flow) -> None:
    flow.section("How to ask for help")
    for text in front.HELP:
        flow.line(((3, text, look.TEXT),), _height(text))
