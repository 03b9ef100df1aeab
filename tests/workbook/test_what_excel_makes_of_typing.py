"""What a spreadsheet program does to what is typed: percentages, numbers, row heights, drop-downs."""

import re
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from tests.policies import STARTER
from tests.workbook.edited import cell_of, column, errors_after, policy_of, starter_book


def test_a_percentage_in_a_setting_is_read_as_shown_with_advice() -> None:
    def change(book: Workbook) -> None:
        cell = cell_of(book, "Acceptance checklist", "Setting", "A26")
        cell.value, cell.number_format = 0.1, "0%"

    policy = policy_of(change)

    assert next(row.then.setting for row in policy.checklist.rows if row.id == "A26") == "10 %"
    assert [(remark.rule.code, remark.suggestion) for remark in policy.remarks] == [("WB150", "")]


def test_settings_versions_and_other_names_keep_what_is_typed() -> None:
    book = starter_book()
    label = next(cell for row in book["Start here"].iter_rows() for cell in row if cell.value == "Version")

    assert book["Start here"].cell(label.row or 0, (label.column or 0) + 1).number_format == "@"
    assert cell_of(book, "Changes", "Version", "2026-11-02 00:00:00").number_format == "@"
    for name in ("Acceptance checklist", "Stop conditions"):
        sheet = book[name]
        at = column(sheet, "Setting")
        assert {sheet.cell(row, at).number_format for row in range(5, sheet.max_row + 1)} == {"@"}
        letters = get_column_letter(at)
        assert sheet.column_dimensions[letters].number_format == "@", "blank cells below the data"


def test_rows_of_data_grow_with_their_text() -> None:
    book = starter_book()
    with zipfile.ZipFile(STARTER) as archive:
        for number, name in enumerate(book.sheetnames, 1):
            text = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
            fixed = [int(row) for row in re.findall(r'<row r="(\d+)"[^>]*customHeight', text)]
            assert name in {"Start here", "Risk matrix"} or max(fixed) == 4, name


def test_a_word_written_below_the_last_one_is_offered_and_others_still_refused() -> None:
    book = starter_book()
    lists = book["Lists"]
    at = column(lists, "Work type")
    last = max(cell.row or 0 for (cell,) in lists.iter_rows(min_row=5, min_col=at, max_col=at) if cell.value)
    reach = str(book.defined_names["list_work_type"].attr_text).rsplit("$", 1)[-1]

    assert int(reach) == last + 30
    for sheet in book.worksheets:
        strict = [rule for rule in sheet.data_validations.dataValidation if rule.showErrorMessage]
        assert not any(rule.allowBlank for rule in strict), sheet.title


def test_the_answers_below_the_matrix_have_room_for_a_sentence() -> None:
    sheet = starter_book()["Risk matrix"]
    label = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Accepted because")
    answer = sheet.cell(label.row or 0, (label.column or 0) + 1)

    assert sheet.column_dimensions[get_column_letter(answer.column or 0)].width > 40
    assert answer.alignment.wrap_text
    height = sheet.row_dimensions[answer.row or 0].height
    assert height is None or height >= 30  # two lines


@pytest.mark.parametrize("typed", ["x", "Y", "n", 1, 0, 1.0])
def test_on_takes_yes_and_no_and_nothing_like_it(typed: object) -> None:
    def change(book: Workbook) -> None:
        cell_of(book, "Routes", "On", "RT4").value = typed  # type: ignore[assignment]

    assert [problem.rule.code for problem in errors_after(change)] == ["WB131"]


@pytest.mark.parametrize("typed", ["Yes", "NO", "true", True, False])
def test_on_takes_yes_no_true_and_false_silently(typed: object) -> None:
    def change(book: Workbook) -> None:
        cell_of(book, "Risk rules", "On", "R1").value = typed  # type: ignore[assignment]

    assert not [remark for remark in policy_of(change).remarks if remark.place.sheet == "Risk rules"]
