import io
from datetime import date, time

from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter import Workbook as WrittenBook

from agent_router.sheets.book import Sheet, Visibility, address, column_letters
from agent_router.sheets.reading import read_workbook
from tests.sheets.archives import moment, workbook


def _sheet(data: bytes, at: int = 0) -> Sheet:
    return read_workbook(data, "policy.xlsx").sheets[at]


def test_every_cell_says_where_it_stands() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.title = "Risk rules"
        sheet["D7"] = "High"

    cell = _sheet(workbook(fill)).cell(7, 4)

    assert str(cell.place) == "policy.xlsx › Risk rules!D7"
    assert cell.value == "High"


def test_values_keep_their_types() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["text", 3, 2.5, True, moment("2026-11-02"), time(9, 30), None])

    values = [cell.value for cell in _sheet(workbook(fill)).row(1)]

    assert values == ["text", 3, 2.5, True, moment("2026-11-02"), "09:30:00"]


def test_spaces_alone_are_blank() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "  \u00a0 "

    sheet = _sheet(workbook(fill))

    assert sheet.cells == {}
    assert sheet.cell(1, 1).blank
    assert (sheet.last_row, sheet.last_column) == (0, 0)


def test_a_formula_without_a_stored_value_is_told_from_one_with() -> None:
    buffer = io.BytesIO()
    book = WrittenBook(buffer, {"in_memory": True})
    book.add_worksheet().write_formula("A1", "=1+1", None, 2)
    book.close()

    stored = _sheet(buffer.getvalue()).cell(1, 1)
    unstored = _sheet(workbook(lambda sheet: sheet.append(["=1+1"]))).cell(1, 1)

    assert (stored.formula, stored.value) == ("=1+1", 2)
    assert (unstored.formula, unstored.value) == ("=1+1", None)
    assert not unstored.blank


def test_array_formulas_keep_their_text() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = ArrayFormula("A1:A2", "=SUM(B1:B2)")

    assert _sheet(workbook(fill)).cell(1, 1).formula == "=SUM(B1:B2)"


def test_error_values_are_errors_not_text() -> None:
    cell = _sheet(workbook(lambda sheet: sheet.append(["#REF!"]))).cell(1, 1)

    assert (cell.error, cell.value) == ("#REF!", None)
    assert not cell.blank


def test_merged_and_hidden_cells_are_marked() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "wide"
        sheet.merge_cells("A1:B1")
        sheet["A2"] = "unseen"
        sheet.row_dimensions[2].hidden = True

    sheet = _sheet(workbook(fill))

    assert sheet.cell(1, 1).merged
    assert sheet.cell(2, 1).hidden
    assert sheet.cell(2, 9).hidden
    assert [area.text for area in sheet.merged] == ["A1:B1"]


def test_percent_formats_are_seen_and_quoted_percent_signs_are_not() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["B1"], sheet["C1"] = 0.05, 5, "5 %"
        sheet["A1"].number_format = "0%"
        sheet["B1"].number_format = '0"%"'

    sheet = _sheet(workbook(fill))

    assert [sheet.cell(1, column).percent for column in (1, 2, 3)] == [True, False, False]


def test_one_stray_cell_far_away_costs_nothing() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = "near"
        sheet["XFD1048576"] = "far"

    sheet = _sheet(workbook(fill))

    assert len(sheet.cells) == 2
    assert (sheet.last_row, sheet.last_column) == (1_048_576, 16_384)


def test_tables_and_hidden_sheets_are_known() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["ID", "Goal"])
        sheet.append(["1", "fix"])
        sheet.add_table(Table(displayName="tasks", ref="A1:B2"))

    book = read_workbook(workbook(fill, unseen="hidden", deep="veryHidden"), "policy.xlsx")

    assert [(area.name, area.text) for area in book.sheets[0].tables] == [("tasks", "A1:B2")]
    assert [sheet.visibility for sheet in book.sheets] == [
        Visibility.VISIBLE, Visibility.HIDDEN, Visibility.VERY_HIDDEN,
    ]  # fmt: skip


def test_dates_without_time_stay_dates() -> None:
    cell = _sheet(workbook(lambda sheet: sheet.append([date(2026, 11, 2)]))).cell(1, 1)

    assert isinstance(cell.value, date)


def test_columns_have_letters() -> None:
    assert [column_letters(column) for column in (1, 26, 27, 702, 703, 16_384)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert address(7, 28) == "AB7"
