from datetime import UTC, datetime

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from agent_router.errors import CannotRead
from agent_router.model.place import Place
from tests.queue.files import HEADERS, ROW, as_xlsx, codes, errors, read, replaced_part, saved


def test_each_value_keeps_the_address_of_its_cell() -> None:
    task = read(as_xlsx(ROW), "queue.xlsx").tasks[0]
    surface = task.answer("surface")
    assert surface is not None
    assert surface.place == Place("queue.xlsx", "Queue", "D2")
    assert task.place == Place("queue.xlsx", "Queue", "A2")


def test_the_table_may_stand_anywhere_below_titles() -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet["B1"] = "Queue of week 47"
    sheet["C4"], sheet["D4"] = "Goal", "ID"
    sheet["C6"], sheet["D6"] = "Do it", 1007
    task = read(saved(book), "queue.xlsx").tasks[0]
    assert (task.id, task.goal) == ("1007", "Do it")
    assert task.place == Place("queue.xlsx", "Sheet", "D6")


@pytest.mark.parametrize(("heading", "said"), [(["Read me"], []), (["ID", "Note"], ["QU309"])])
def test_the_sheet_with_the_fields_is_read_and_others_like_it_are_named(heading: list[str], said: list[str]) -> None:
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.append(heading)
    sheet = book.create_sheet("Tasks")
    sheet.append(["ID", "Goal"])
    sheet.append(["A-1", "x"])
    tasks = read(saved(book))
    assert tasks.tasks[0].place == Place("queue.txt", "Tasks", "A2")
    assert codes(tasks.remarks) == said


def test_numbers_dates_and_yes_no_typed_as_such_are_read() -> None:
    task = read(
        as_xlsx(
            ("A-1", "x", 7.0, True, datetime(2026, 3, 1, tzinfo=UTC).replace(tzinfo=None), 12.5),
            headers=("ID", "Goal", "Files expected", "Changes anything?", "Details", "Max cost (USD)"),
        )
    ).tasks[0]
    assert (task.get("files_expected"), task.get("changes")) == (7, True)
    assert task.text("details") == "2026-03-01"
    assert task.text("max_cost_usd") == "12.5"


def _formula(sheet: Worksheet) -> None:
    sheet["F2"] = "=1+1"


def test_a_formulas_stored_result_is_read_and_said() -> None:
    stored = replaced_part(
        as_xlsx(ROW, change=_formula),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
            b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"
        ),
    )
    task = read(stored).tasks[0]
    assert task.get("files_expected") == 2
    assert codes(task.problems) == ["QU306"]


def test_a_formula_without_stored_result_stops_its_task_alone() -> None:
    tasks = read(as_xlsx(ROW, ("A-2", *ROW[1:]), change=_formula))
    assert errors(tasks.tasks[0]) == ["QU213"]
    assert "Queue!F2" in str(tasks.tasks[0].problems[0])
    assert tasks.tasks[1].evaluable


def test_an_error_cell_and_a_percentage_stop_their_task() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["D2"].value, sheet["D2"].data_type = "#REF!", "e"
        sheet["F3"].value, sheet["F3"].number_format = 0.5, "0%"
        sheet["A2"] = '="A-"&1'

    tasks = read(as_xlsx(ROW, ("A-2", *ROW[1:]), change=change))
    assert errors(tasks.tasks[0]) == ["QU213", "QU212"]
    assert errors(tasks.tasks[1]) == ["QU211"]


def test_a_date_that_excel_made_stops_its_task() -> None:
    made = datetime(2026, 5, 1, tzinfo=UTC).replace(tzinfo=None)
    assert errors(read(as_xlsx((*ROW[:5], made, ROW[6]))).tasks[0]) == ["QU211"]


def test_merged_cells_and_hidden_rows_are_said() -> None:
    def change(sheet: Worksheet) -> None:
        sheet.merge_cells("D2:D3")
        sheet.row_dimensions[3].hidden = True

    tasks = read(as_xlsx(ROW, ("A-2", "x", "Refactor"), change=change))
    assert len(tasks.tasks) == 2
    assert codes(tasks.remarks) == ["QU310", "QU311"]


def test_a_damaged_workbook_is_refused() -> None:
    with pytest.raises(CannotRead, match="damaged"):
        read(replaced_part(as_xlsx(ROW), "xl/workbook.xml", lambda _: b"<nothing"))


def test_words_that_other_readers_take_for_blanks_stay_words() -> None:
    tasks = read(as_xlsx(("NA", "null", None, "Small", "None"), ("null", "None of it"), headers=HEADERS))
    assert [task.id for task in tasks.tasks] == ["NA", "null"]
    assert tasks.tasks[0].goal == "null"
    assert tasks.tasks[0].get("data_class") == ("No data",)
