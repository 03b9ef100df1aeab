import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.errors import CannotWrite
from agent_router.sheets.defusing import CELL_LIMIT, defused_text, number_or_text, sheet_name, starts_like_formula
from agent_router.sheets.page import BookOut, CellOut, DropDown, OutValue, PageOut, Span, Style, WordColor
from agent_router.sheets.reading import read_workbook
from agent_router.sheets.rendering import to_workbook_bytes
from agent_router.sheets.writing import ColumnOut, Look, SheetOut, to_table_workbook, write_table_workbook
from tests.sheets.archives import first_of, first_sheet, moment, opened

_HOSTILE = ('=HYPERLINK("http://evil")', "+1", "-1", "@SUM(A1)", "\t=1", "http://evil", "internal:Sheet1!A1", "{=1}")


def _one_column(*values: str) -> SheetOut:
    return SheetOut("Facts", (ColumnOut("Fact"),), [(value,) for value in values])


def _read_back(sheet: SheetOut) -> list[object]:
    found = read_workbook(to_table_workbook([sheet]), "out.xlsx").sheets[0]
    return [found.cell(row, 1).value for row in range(2, found.last_row + 1)]


@pytest.mark.parametrize("text", _HOSTILE)
def test_text_stays_text(text: str) -> None:
    data = to_table_workbook([_one_column(text)])
    cell = read_workbook(data, "out.xlsx").sheets[0].cell(2, 1)

    assert (cell.value, cell.formula) == (text, "")
    assert b"hyperlink" not in zipfile.ZipFile(BytesIO(data)).read("xl/worksheets/sheet1.xml").lower()


def test_text_that_looks_like_a_formula_is_marked_as_text_for_exports() -> None:
    cell = first_sheet(to_table_workbook([_one_column("=1+1")]))["A2"]

    assert cell.quotePrefix


def test_control_characters_and_direction_overrides_become_visible() -> None:
    assert defused_text("a\x00b\x1bc\u202ed\ud800e\uffff") == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffd"
    assert defused_text("line\r\nline\rline\tend") == "line\nline\nline\tend"


def test_text_beyond_a_cells_limit_is_cut_and_says_so() -> None:
    cut = defused_text("𝔸" * 40_000)

    assert len(cut.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert cut.endswith("(cut: the text has 40,000 characters)")
    assert defused_text("x" * CELL_LIMIT) == "x" * CELL_LIMIT


def test_numbers_that_a_spreadsheet_would_round_are_written_as_digits() -> None:
    assert number_or_text(12345678901234567890) == "12345678901234567890"
    assert number_or_text(Decimal("0.03494475")) == pytest.approx(0.03494475)
    assert number_or_text(float("nan")) == "nan"
    assert number_or_text(10**18) == pytest.approx(1e18)


def test_formula_starts_are_recognized() -> None:
    assert all(starts_like_formula(text) for text in ("=1", " +1", "\n-1", "@x", "\tx"))
    assert not starts_like_formula("1=1")


def test_sheet_names_are_made_fit_and_unique() -> None:
    assert sheet_name("a/b:c*[d]") == "a b c d"
    assert sheet_name("''") == "Sheet"
    assert len(sheet_name("x" * 40)) == 31
    assert sheet_name("Runs", frozenset({"runs"})) == "Runs (2)"
    assert sheet_name("x" * 40, frozenset({"x" * 31})) == "x" * 27 + " (2)"


def test_every_kind_of_value_is_written() -> None:
    columns = tuple(ColumnOut(look.value, look=look) for look in Look)
    day, time = date(2026, 11, 2), moment("2026-11-02 09:30")
    values: tuple[OutValue, ...] = ("text", 7, Decimal("2.5"), Decimal("0.03"), day, time, "High")
    zoned = datetime(2026, 11, 2, tzinfo=UTC)
    rows: list[tuple[OutValue, ...]] = [values, (None, True, 12345678901234567890, float("inf"), None, zoned, "")]
    data = to_table_workbook([SheetOut("Facts", columns, rows, colors=(("High", "#FF0000"),))])
    sheet = read_workbook(data, "out.xlsx").sheets[0]

    assert [sheet.cell(2, column).value for column in range(1, 8)] == [
        "text", 7, 2.5, 0.03, moment("2026-11-02"), moment("2026-11-02 09:30"), "High",
    ]  # fmt: skip
    assert [sheet.cell(3, column).value for column in range(2, 7)] == [
        True, "12345678901234567890", "inf", None, "2026-11-02 00:00:00+00:00",
    ]  # fmt: skip


def test_a_table_has_a_title_a_frozen_header_a_filter_and_notes() -> None:
    sheet = SheetOut(
        "Runs", (ColumnOut("Run", note="one row a run"), ColumnOut("Cost")), [("r1", 1)], title="Runs", sentence="All",
        table_name="tbl_runs", tab_color="#00FF00", links=((0, 0, "'Runs'!A1"),),
    )  # fmt: skip
    page = first_sheet(to_table_workbook([sheet]))

    assert page["A1"].value == "Runs"
    assert page.freeze_panes == "A5"
    assert page.tables["tbl_runs"].ref == "A4:B5"
    assert page["A4"].comment.text == "one row a run"
    assert page["A5"].hyperlink.location == "'Runs'!A1"
    assert page.print_title_rows == "$4:$4"


def test_without_a_table_name_the_filter_stands_alone() -> None:
    book = opened(to_table_workbook([_one_column("a"), _one_column("b")]))

    assert book.sheetnames == ["Facts", "Facts (2)"]
    assert first_of(book).auto_filter.ref == "A1:A2"


def test_the_same_values_give_the_same_bytes() -> None:
    assert to_table_workbook([_one_column("a")], "t") == to_table_workbook([_one_column("a")], "t")


def test_a_workbook_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    write_table_workbook(target, [_one_column("a")])

    assert target.read_bytes() == to_table_workbook([_one_column("a")])
    assert list(tmp_path.iterdir()) == [target]
    with pytest.raises(CannotWrite):
        write_table_workbook(target / "below a file.xlsx", [_one_column("a")])


def test_names_that_excel_refuses_are_a_failure_to_write() -> None:
    with pytest.raises(CannotWrite, match="cannot be written"):
        to_workbook_bytes(BookOut((PageOut("same", ()), PageOut("Same", ()))))


def test_merged_captions_and_formulas_with_their_value_are_written() -> None:
    page = PageOut("p", (CellOut(1, 1, "wide"), CellOut(2, 1, 6, formula="=2*3")), merges=(Span(1, 1, 1, 3),))
    sheet = read_workbook(to_workbook_bytes(BookOut((page,))), "out.xlsx").sheets[0]

    assert [area.text for area in sheet.merged] == ["A1:C1"]
    assert (sheet.cell(2, 1).formula, sheet.cell(2, 1).value) == ("=2*3", 6)


@settings(max_examples=50, deadline=None)
@given(text=st.text(alphabet=st.characters(), max_size=60))
def test_any_text_survives_as_its_defused_self(text: str) -> None:
    expected = defused_text(text)

    assert _read_back(_one_column("first", text))[1:] == ([expected] if expected.strip() else [])


def test_drop_downs_help_or_refuse_and_words_are_colored() -> None:
    page = PageOut(
        "p", (CellOut(1, 1, "x"),), drop_downs=(
            DropDown(Span(2, 1, 9, 1), "words", strict=True),
            DropDown(Span(2, 2, 9, 2), "words", strict=False, prompt="any"),
        ), word_colors=(WordColor(Span(2, 1, 9, 1), "High", Style(fill="#FF0000")),), repeat_rows=(1, 1), freeze=(1, 0),
    )  # fmt: skip
    book = opened(to_workbook_bytes(BookOut((page,), (("words", "p!$A$1:$A$1"),))))
    sheet = first_of(book)
    strict, helpful = sheet.data_validations.dataValidation

    assert (strict.formula1, strict.showErrorMessage) == ("words", True)
    assert (helpful.showErrorMessage, helpful.prompt) == (False, "any")
    assert [str(found.sqref) for found in sheet.conditional_formatting] == ["A2:A9"]
    assert book.defined_names["words"].attr_text == "p!$A$1:$A$1"
