"""Notes, fills and pages of ours in a copy of a workbook."""

import io
import time
import warnings
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from agent_router.errors import CannotRead, CannotWrite
from agent_router.sheets import annotating
from agent_router.sheets.annotating import Annotation, annotated, copy_of
from agent_router.sheets.marking import CUT, LONGEST, RULER
from agent_router.sheets.page import CellOut, Note, PageOut, Span, Style, link_to
from tests.sheets.archives import member, opened, with_member, zipped
from tests.sheets.foreign_features import SHEET, full_of_features

RED, DARK_RED, BLUE = "#F4A9A0", "#B42318", "#CFE4F7"


def made(fill: Callable[[Workbook], object]) -> bytes:
    book = Workbook()
    book["Sheet"].title = "Rules"
    fill(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def copied(data: bytes, *annotations: Annotation, pages: tuple[PageOut, ...] = ()) -> Workbook:
    return opened(annotated(data, "rules.xlsx", annotations, lambda _: pages, "0" * 64).data)


def rules(data: bytes, *annotations: Annotation) -> Worksheet:
    sheet = copied(data, *annotations)["Rules"]
    assert isinstance(sheet, Worksheet)
    return sheet


def note_at(sheet: Worksheet, cell: str) -> str:
    note = sheet[cell].comment
    return note.text if note is not None else ""


def fill_at(sheet: Worksheet, cell: str) -> str:
    return f"#{sheet[cell].fill.fgColor.rgb[2:]}"


def set_value(cell: str, value: str | int) -> Callable[[Workbook], object]:
    def fill(book: Workbook) -> None:
        book["Rules"][cell] = value

    return fill


def test_a_cell_gets_a_note_a_fill_and_a_line() -> None:
    sheet = rules(made(set_value("B3", "x")), Annotation("Rules", "B3", "ERROR: wrong", RED, DARK_RED))
    assert note_at(sheet, "B3") == "ERROR: wrong"
    assert fill_at(sheet, "B3") == RED
    assert sheet["B3"].border.left.color.rgb == f"FF{DARK_RED[1:]}"
    assert sheet["B3"].value == "x"
    assert not note_at(sheet, "A1")


def test_a_blank_cell_far_away_is_annotated_as_well() -> None:
    assert note_at(rules(made(set_value("A1", 1)), Annotation("Rules", "ZZ900", "missing", RED)), "ZZ900") == "missing"


def test_what_meets_in_one_cell_stands_in_one_note_under_the_first_color() -> None:
    worst, mild = Annotation("Rules", "A1", "ERROR: a", RED), Annotation("Rules", "A1", "ADVICE: b", BLUE)
    sheet = rules(made(set_value("A1", 1)), worst, mild, mild)
    assert note_at(sheet, "A1") == "ERROR: a\n\nADVICE: b"
    assert fill_at(sheet, "A1") == RED


def test_the_leads_own_note_stays_above_ours() -> None:
    def fill(book: Workbook) -> None:
        book["Rules"]["A1"].comment = Comment("Ask Ada first.\n", "Grace")

    sheet = rules(made(fill), Annotation("Rules", "A1", "ERROR: a", RED))
    assert note_at(sheet, "A1") == f"Ask Ada first.\n\n{RULER}\nERROR: a"
    note = sheet["A1"].comment
    assert note is not None
    assert note.author == "Grace"


def test_a_note_of_any_cell_of_merged_cells_goes_to_the_one_that_can_hold_it() -> None:
    def fill(book: Workbook) -> None:
        book["Rules"]["B2"] = "x"
        book["Rules"].merge_cells("B2:C4")

    sheet = rules(made(fill), Annotation("Rules", "C4", "ERROR: merged", RED, DARK_RED))
    assert note_at(sheet, "B2") == "ERROR: merged"
    assert fill_at(sheet, "B2") == RED
    assert [str(area) for area in sheet.merged_cells.ranges] == ["B2:C4"]


def test_every_cell_of_a_range_is_filled_and_its_first_one_has_the_note() -> None:
    sheet = rules(made(set_value("A1", 1)), Annotation("Rules", "A2:C3", "ERROR: row", RED))
    assert {fill_at(sheet, cell) for cell in ("A2", "B2", "C2", "A3", "B3", "C3")} == {RED}
    assert note_at(sheet, "A2") == "ERROR: row"
    assert not note_at(sheet, "B2")


def test_of_a_huge_range_only_the_first_cell_is_filled() -> None:
    sheet = rules(made(set_value("A1", 1)), Annotation("Rules", "A1:XFD1048576", "ERROR: all", RED))
    assert (fill_at(sheet, "A1"), fill_at(sheet, "B2")) == (RED, "#000000")


@pytest.mark.parametrize("cell", ["", "no cell", "A0", "XFE1", "A1048577"])
def test_what_names_no_cell_stands_at_the_title_and_colors_the_tab(cell: str) -> None:
    sheet = rules(made(set_value("B2", "Title")), Annotation("Rules", cell, "ERROR: sheet", RED, DARK_RED))
    assert note_at(sheet, "B2") == "ERROR: sheet"
    color = sheet.sheet_properties.tabColor
    assert (color.rgb if color is not None else "") == ("" if cell else f"FF{DARK_RED[1:]}")


def test_an_empty_sheet_is_annotated_in_its_first_cell() -> None:
    assert note_at(rules(made(lambda _: None), Annotation("Rules", "", "ADVICE: empty", BLUE)), "A1") == "ADVICE: empty"


def test_a_sheet_that_is_not_there_is_left_out() -> None:
    assert copied(made(lambda _: None), Annotation("Prices", "A1", "ERROR: gone", RED)).sheetnames == ["Rules"]


def test_white_letters_of_a_header_stay_readable_and_bold() -> None:
    def fill(book: Workbook) -> None:
        book["Rules"]["A1"] = "ID"
        book["Rules"]["A1"].font = Font(color="FFFFFFFF", bold=True)

    sheet = rules(made(fill), Annotation("Rules", "A1", "ERROR: a", RED))
    assert sheet["A1"].font.color is not None
    assert sheet["A1"].font.color.rgb == "FF1F2933"
    assert sheet["A1"].font.b


def test_without_a_fill_a_cell_keeps_its_own() -> None:
    def fill(book: Workbook) -> None:
        book["Rules"]["A1"].fill = PatternFill("solid", fgColor="FF00FF00")

    sheet = rules(made(fill), Annotation("Rules", "A1", "EXAMPLES: none", "", DARK_RED))
    assert fill_at(sheet, "A1") == "#00FF00"
    assert sheet["A1"].border.left.style == "medium"


def test_our_fill_outranks_a_conditional_format_and_leaves_it_to_other_cells() -> None:
    def fill(book: Workbook) -> None:
        book["Rules"]["A1"] = 5
        green = PatternFill("solid", bgColor="FF00FF00")
        rule = CellIsRule("greaterThan", ["1"], fill=green)  # type: ignore[no-untyped-call]  # the library's own
        book["Rules"].conditional_formatting.add("A1:A9", rule)

    formats = rules(made(fill), Annotation("Rules", "A1", "ERROR: a", RED)).conditional_formatting
    ranked = {str(one.sqref): (rule.priority, rule.dxf.fill.bgColor.rgb) for one in formats for rule in one.rules}
    assert ranked == {"A1": (1, f"FF{RED[1:]}"), "A1:A9": (2, "FF00FF00")}


def test_a_very_long_note_is_cut_and_says_so() -> None:
    text = note_at(rules(made(lambda _: None), Annotation("Rules", "A1", "long " * 5000, RED)), "A1")
    assert len(text) <= LONGEST
    assert text.endswith(CUT)


@pytest.mark.parametrize(("lines", "height"), [(1, 36), (10, 180), (90, 640)])
def test_the_box_of_a_note_fits_its_text_and_a_screen(lines: int, height: int) -> None:
    note = Annotation("Rules", "A1", "\n".join(["line"] * lines), RED)
    data = annotated(made(lambda _: None), "r.xlsx", [note], lambda _: (), "").data
    assert f"height:{height}px".encode() in member(data, "xl/drawings/commentsDrawing1.vml")


def test_formulas_stay_formulas_and_have_to_be_computed_again() -> None:
    book = copied(made(set_value("A1", "=1+1")))
    assert book["Rules"]["A1"].value == "=1+1"
    assert book.calculation.fullCalcOnLoad


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60))
def test_any_text_makes_a_workbook_that_opens_again(text: str) -> None:
    page = PageOut("Problems", (CellOut(1, 1, text), CellOut(2, 1, text, link=link_to("Rules", "A1"))))
    data = annotated(made(lambda _: None), "r.xlsx", [Annotation("Rules", "A1", text, RED)], lambda _: (page,), "").data
    assert opened(data)["Problems"]["A1"].data_type in {"s", "n"}


def test_text_that_looks_like_a_formula_stays_text() -> None:
    page = PageOut("Problems", (CellOut(1, 1, "=1+1"), CellOut(2, 1, 3), CellOut(3, 1, True), CellOut(4, 1, None)))
    sheet = copied(made(lambda _: None), pages=(page,))["Problems"]
    assert (sheet["A1"].value, sheet["A1"].data_type, sheet["A1"].quotePrefix) == ("=1+1", "s", True)
    assert (sheet["A2"].value, sheet["A3"].value, sheet["A4"].value) == (3, True, None)


def test_pages_come_first_and_the_workbook_opens_there_alone() -> None:
    book = copied(made(lambda _: None), pages=(PageOut("Problems", ()), PageOut("Rules and examples", ())))
    assert book.sheetnames == ["Problems", "Rules and examples", "Rules"]
    assert book.active is book["Problems"]
    selected = [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected]
    assert selected == ["Problems"]


def test_a_leads_own_sheet_of_that_name_keeps_it() -> None:
    book = copied(made(lambda book: book.create_sheet("problems")), pages=(PageOut("Problems", ()),))
    assert book.sheetnames == ["Problems (2)", "Rules", "problems"]


def test_a_page_looks_as_it_was_laid_out() -> None:
    head = Style(
        bold=True, fill=RED, border=DARK_RED, wrap=True, color=DARK_RED, number_format="0.00", valign="vcenter"
    )
    page = PageOut(
        "Problems", (CellOut(2, 1, 1.5, head), CellOut(3, 2, "there", link=link_to("It's", "B2"))), widths=(12, 30),
        heights=((2, 40.0),), notes=(Note(2, 1, "note"),), merges=(Span(5, 1, 5, 3),), tab_color=RED, freeze=(2, 0),
        repeat_rows=(2, 2), filters=Span(2, 1, 3, 2), landscape=False,
    )  # fmt: skip
    sheet = copied(made(lambda book: book.create_sheet("It's")), pages=(page,))["Problems"]
    assert sheet["B3"].hyperlink.location == "'It''s'!B2"
    assert (sheet["A2"].font.b, sheet["A2"].alignment.vertical, sheet["A2"].number_format) == (True, "center", "0.00")
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A3", "A2:B3", "$2:$2")
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("portrait", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert (sheet.row_dimensions[2].height, sheet.column_dimensions["B"].width) == (40, 30)
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A5:C5"]


def test_a_page_in_column_groups_keeps_its_size_breaks_and_repeated_columns() -> None:
    page = PageOut("Problems", (CellOut(1, 1, "ID"),), widths=(12,) * 9, scale=80, breaks=(4, 7), repeat_columns=2)
    sheet = copied(made(lambda _: None), pages=(page,))["Problems"]
    assert (sheet.page_setup.scale, [found.id for found in sheet.col_breaks.brk]) == (80, [3, 6])
    assert (sheet.print_title_cols, sheet.page_setup.pageOrder) == ("$A:$B", "overThenDown")
    assert not (sheet.sheet_properties.pageSetUpPr and sheet.sheet_properties.pageSetUpPr.fitToPage)


def test_chart_sheets_are_carried_over() -> None:
    def fill(book: Workbook) -> None:
        chart = BarChart()
        chart.add_data(Reference(book["Rules"], min_col=1, min_row=1, max_row=2))
        book.create_chartsheet("Chart").add_chart(chart)

    book = copied(made(fill), pages=(PageOut("Problems", ()),))
    assert book.sheetnames == ["Problems", "Rules", "Chart"]
    assert len(vars(book["Chart"])["_charts"]) == 1


def test_the_same_findings_make_the_same_bytes() -> None:
    data = with_member(made(set_value("A1", 1)), "docProps/core.xml", b"<coreProperties/>")
    first = annotated(data, "r.xlsx", [Annotation("Rules", "A1", "x", RED)], lambda _: (), "").data
    time.sleep(1.1)
    assert annotated(data, "r.xlsx", [Annotation("Rules", "A1", "x", RED)], lambda _: (), "").data == first


def test_a_copy_knows_what_it_is_a_copy_of_and_a_copy_of_a_copy_too() -> None:
    original = made(set_value("A1", 1))
    copy = annotated(original, "r.xlsx", [], lambda _: (), "a" * 64).data
    again = annotated(copy, "r.xlsx", [], lambda _: (), "b" * 64).data
    assert [copy_of(data) for data in (original, copy, again)] == ["", "a" * 64, "b" * 64]


@pytest.mark.parametrize("data", [b"", b"no workbook", zipped({"a": b"b"})], ids=["empty", "text", "zip"])
def test_what_is_no_workbook_is_no_copy_and_cannot_be_annotated(data: bytes) -> None:
    assert copy_of(data) == ""
    with pytest.raises(CannotRead):
        annotated(data, "r.xlsx", [], lambda _: (), "")


def test_a_property_part_that_is_no_xml_makes_no_copy() -> None:
    assert copy_of(with_member(made(set_value("A1", 1)), "docProps/custom.xml", b"<broken")) == ""


def test_warnings_of_the_library_reach_nobody() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book = copied(full_of_features(), Annotation(SHEET, "A2", "ERROR: a", RED))
    assert note_at(book[SHEET], "A2").startswith("The lead's own note.")


def test_where_the_library_fails_on_more_less_is_carried_over(monkeypatch: pytest.MonkeyPatch) -> None:
    real = annotating._saved

    def failing(book: Workbook) -> bytes:
        if any(vars(sheet)["_charts"] for sheet in book.worksheets):
            raise annotating._CannotCarryError
        return real(book)

    monkeypatch.setattr(annotating, "_saved", failing)
    copy = annotated(full_of_features(), "r.xlsx", [], lambda _: (), "")
    assert "charts" in {loss.what for loss in copy.lost}


def test_a_workbook_that_cannot_be_written_at_all_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(book: Workbook, name: object) -> None:
        raise TypeError(book, name)

    monkeypatch.setattr(Workbook, "save", failing)
    with pytest.raises(CannotWrite, match="cannot be written again"):
        annotated(full_of_features(), "r.xlsx", [], lambda _: (), "")
