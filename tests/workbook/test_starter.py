"""The shipped workbook: generated, committed, readable without help."""

import re
import shutil
import subprocess
from dataclasses import fields, is_dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from agent_router.model.policy import Policy
from agent_router.workbook.columns import CellKind, Form, SheetSchema, Side
from agent_router.workbook.interface import read_policy
from agent_router.workbook.schema import SHEETS
from agent_router.workbook.starter import starter_bytes, write_starter
from agent_router.workbook.starter_look import TAB_COLORS
from agent_router.workbook.vocabulary import FIXED
from tests.policies import STARTER, starter_policy

_ROWS = [schema for schema in SHEETS if schema.form is Form.ROWS]
_OFFICE = shutil.which("soffice")


@lru_cache(maxsize=1)
def _book() -> Workbook:
    return load_workbook(STARTER)


def _headers(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[4] if cell.value is not None]


def test_the_committed_workbook_is_what_the_generator_writes(tmp_path: Path) -> None:
    write_starter(tmp_path / "agent-router.xlsx")

    assert STARTER.read_bytes() == starter_bytes() == (tmp_path / "agent-router.xlsx").read_bytes()


def test_it_reads_without_a_single_remark() -> None:
    assert starter_policy().remarks == ()


def test_all_sheets_stand_in_tab_order_and_color() -> None:
    assert _book().sheetnames == [
        "Start here", "Routes", "Budgets", "Systems", "People", "Risk rules", "Risk matrix", "Proof",
        "Acceptance checklist", "Stop conditions", "Fields", "Lists", "Prices", "Branding", "Examples", "Changes",
    ]  # fmt: skip
    for schema in SHEETS:
        color = _book()[schema.name].sheet_properties.tabColor
        assert color is not None
        assert color.rgb == "FF" + TAB_COLORS[schema.tab][1:]


@pytest.mark.parametrize("schema", _ROWS, ids=lambda schema: schema.name)
def test_a_data_sheet_has_title_sentence_table_notes_and_frozen_headers(schema: SheetSchema) -> None:
    sheet = _book()[schema.name]
    headers = _headers(sheet)

    assert [cell.value for cell in sheet[1] if cell.value] == [schema.title]
    assert [cell.value for cell in sheet[2] if cell.value] == [schema.sentence]
    assert len(headers) == len(set(headers))
    assert list(sheet.tables) == [schema.table]
    assert re.match(r"[A-Z]+5$", str(sheet.freeze_panes))
    assert all(cell.comment is not None for cell in sheet[4] if cell.value)
    assert not sheet.merged_cells.ranges
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9, "A4"
    assert sheet.print_title_rows == "$4:$4"
    assert "&P" in str(sheet.HeaderFooter.oddFooter)


def test_printed_text_is_large_enough_to_read_and_wide_sheets_repeat_their_first_columns() -> None:
    for sheet in _book().worksheets:
        groups = sheet.column_dimensions.values()
        widths = {at: group.width for group in groups for at in range(group.min or 0, (group.max or 0) + 1)}
        breaks = [found.id for found in sheet.col_breaks.brk]
        last = max(cell.column for row in sheet.iter_rows(max_row=12) for cell in row if cell.value is not None)
        title = sheet.print_title_cols or ""
        repeated = range(1, column_index_from_string(title[-1]) + 1) if title else ()
        for first, end in pairwise([0, *breaks, last]):
            shown = {*repeated, *range(first + 1, end + 1)}
            points = sum((7 * widths[at] + 5) * 0.75 for at in shown)
            room = 784 if sheet.page_setup.orientation == "landscape" else 538
            fits = room / points if sheet.page_setup.fitToHeight == 0 else (sheet.page_setup.scale or 0) / 100
            assert fits >= 0.65, (sheet.title, first)
            assert points * fits <= room + 1, (sheet.title, first)
    assert _book()["Examples"].print_title_cols == "$A:$A"
    assert _book()["Routes"].print_title_cols == "$A:$B"


@pytest.mark.parametrize("schema", [schema for schema in _ROWS if schema.conditions], ids=lambda schema: schema.name)
def test_if_and_then_columns_differ_in_color_and_word(schema: SheetSchema) -> None:
    sheet = _book()[schema.name]
    then = {column.header for column in schema.columns if column.side is Side.THEN}
    row = {column.header for column in schema.columns if column.side is Side.ROW}
    colors: dict[str, set[str]] = {"IF": set(), "THEN": set()}
    for cell in sheet[4]:
        if cell.value and cell.value not in row:
            side = "THEN" if cell.value in then else "IF"
            assert cell.comment is not None
            assert cell.comment.text.startswith(f"{side} · ")
            colors[side].add(cell.fill.fgColor.rgb)

    assert len(colors["THEN"]) == 1
    assert colors["IF"] != colors["THEN"]


def test_condition_cells_help_and_never_refuse_and_single_choices_refuse() -> None:
    for schema in _ROWS:
        sheet = _book()[schema.name]
        kinds = {column.header: column.kind for column in schema.columns}
        for rule in sheet.data_validations.dataValidation:
            span = next(iter(rule.sqref.ranges))
            if span.min_row == 3:
                continue
            header = str(sheet.cell(4, span.min_col).value)
            kind = kinds.get(header, CellKind.CONDITION if schema.conditions else None)
            assert (span.min_row, span.max_row) == (5, 500)
            assert rule.type == "list"
            if kind in {CellKind.CONDITION, CellKind.WORDS}:
                assert not rule.showErrorMessage
                assert sheet.cell(5, span.min_col).number_format == "@", (schema.name, header)
            elif kind in {CellKind.WORD, CellKind.YES_NO}:
                assert rule.showErrorMessage


def test_every_single_choice_column_has_a_drop_down() -> None:
    for schema in _ROWS:
        sheet = _book()[schema.name]
        helped = {
            str(sheet.cell(4, span.min_col).value)
            for rule in sheet.data_validations.dataValidation
            for span in rule.sqref.ranges
        }
        wanted = {column.header for column in schema.columns if column.kind in {CellKind.WORD, CellKind.YES_NO}}
        assert wanted <= helped


def test_names_of_people_lists_systems_and_fields_are_offered_and_never_forced() -> None:
    book = _book()
    wanted = {
        ("Routes", "Reviewed by"): "list_people", ("Examples", "Reviewer"): "list_people",
        ("Examples", "Systems"): "list_system", ("Examples", "Should be: missing"): "list_field",
        ("Examples", "Should be: checklist IDs"): "list_checklist_id", ("Changes", "Who"): "list_people",
        ("Fields", "List"): "list_names_of_lists",
    }  # fmt: skip
    for (name, header), source in wanted.items():
        rules = {
            str(book[name].cell(4, span.min_col).value): rule
            for rule in book[name].data_validations.dataValidation
            for span in rule.sqref.ranges
            if span.min_row > 4
        }
        assert (rules[header].formula1, bool(rules[header].showErrorMessage)) == (source, False)
    front = {str(rule.sqref): rule.formula1 for rule in book["Start here"].data_validations.dataValidation}
    labels = {book["Start here"][address].offset(column=-1).value for address in front}
    assert (set(front.values()), labels) == ({"list_people"}, {"Owner", "Approved by"})


def test_a_sentence_above_each_list_says_whether_its_words_may_change() -> None:
    sheet = _book()["Lists"]
    above = {str(cell.value): sheet.cell(3, cell.column).value for cell in sheet[4] if cell.value}
    assert {name for name, said in above.items() if str(said).startswith("Fixed: do not change")} == {
        "Blast radius", "Route", "Phase",
    }  # fmt: skip
    assert above["Work type"] == "Yours to change: add a word below the last one."


def test_the_axis_reading_offers_its_words_with_a_hint_and_takes_others() -> None:
    rules = _book()["Risk matrix"].data_validations.dataValidation
    (found,) = (rule for rule in rules if str(rule.sqref) in {"J20", "J20:J20"})
    assert (found.formula1, bool(found.showErrorMessage)) == ("list_axis_reading", False)
    assert "five rising numbers" in str(found.prompt)


def test_drop_downs_take_their_words_from_names_that_reach_below_the_last_word() -> None:
    book = _book()
    for rule in (rule for sheet in book.worksheets for rule in sheet.data_validations.dataValidation):
        reference = book.defined_names[rule.formula1].attr_text.replace("$", "")
        name, cells = reference.rsplit("!", 1)
        values = [cell.value for (cell,) in book[name.strip("'")][cells]]
        filled = [value for value in values if value is not None]
        assert filled
        assert filled == values[: len(filled)]
        assert len(values) - len(filled) in {0, 30}
        below = book[name.strip("'")][cells.split(":")[1]].offset(row=1).value
        assert below is None


def test_the_programs_own_words_on_lists_are_those_it_knows() -> None:
    sheet = _book()["Lists"]
    columns = {str(cell.value): cell.column for cell in sheet[4] if cell.value}
    for name, words in FIXED.items():
        found = [sheet.cell(row, columns[name]).value for row in range(5, 5 + len(words))]
        assert found == list(words)


def test_the_grid_shows_color_and_word_and_recolors_itself() -> None:
    sheet = _book()["Risk matrix"]
    fills = {cell.value: cell.fill.fgColor.rgb for row in sheet["B5:F9"] for cell in row}

    assert set(fills) == {"Low", "Medium", "High"}
    assert len(set(fills.values())) == 3
    assert "B5:F9" in {str(found.sqref) for found in sheet.conditional_formatting}


def test_shown_scores_are_formulas_with_their_value_stored() -> None:
    shown = load_workbook(STARTER, data_only=True)["Risk matrix"]
    typed = _book()["Risk matrix"]

    assert (typed["F13"].value, shown["F13"].value) == ("=$A13*F$12", 25)
    assert (typed["B17"].value, shown["B17"].value) == ("=$A17*B$12", 1)


def test_start_here_leads_to_every_sheet() -> None:
    sheet = _book()["Start here"]
    targets = {cell.value: cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink}

    assert targets == {name: f"'{name}'!A1" for name in _book().sheetnames if name != "Start here"}


def test_no_text_is_cut_off_by_its_row() -> None:
    for schema in _ROWS:
        sheet = _book()[schema.name]
        groups = sheet.column_dimensions.values()
        widths = {at: group.width for group in groups for at in range(group.min or 0, (group.max or 0) + 1)}
        for row in (row for row in sheet.iter_rows(min_row=5) if row[0].value is not None):
            height = sheet.row_dimensions[row[0].row or 0].height
            for cell in row:
                width = widths[cell.column or 0]
                text = cell.value if isinstance(cell.value, str) else ""
                lines = -(-len(text) // max(int(width * 1.15), 1))
                assert (height or 0) >= 13 * lines, (schema.name, cell.coordinate)


def _places_apart(value: object) -> object:
    """The value without places and file digests: a converted file has other ones, and says the same."""
    if is_dataclass(value) and not isinstance(value, type):
        left_out = {"place", "cells", "sha256", "file"} if type(value).__name__ != "RiskMatrix" else set()
        names = (field.name for field in fields(value))
        return {name: _places_apart(getattr(value, name)) for name in names if name not in left_out}
    if isinstance(value, tuple):
        return [_places_apart(part) for part in value]
    return value


@pytest.mark.skipif(_OFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_it_survives_libreoffice_there_and_back(tmp_path: Path) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    source = tmp_path / "agent-router.xlsx"
    source.write_bytes(STARTER.read_bytes())
    for kind, file in (("ods", source), ("xlsx", tmp_path / "ods" / "agent-router.ods")):
        target = ["--convert-to", kind, "--outdir", str(tmp_path / kind), str(file)]
        command = [_OFFICE or "", profile, "--headless", *target]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    data = (tmp_path / "xlsx" / "agent-router.xlsx").read_bytes()
    back: Policy = read_policy(data, "back.xlsx")
    refusing = [
        rule.showErrorMessage
        for rule in load_workbook(tmp_path / "xlsx" / "agent-router.xlsx")["Routes"].data_validations.dataValidation
    ]

    assert _places_apart(back) == _places_apart(starter_policy())
    assert set(refusing) == {True, False}
