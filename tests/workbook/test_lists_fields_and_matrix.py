import pytest
from openpyxl import Workbook

from agent_router.model.field import FieldKind
from agent_router.model.policy import BlastRadius
from tests.policies import starter_policy
from tests.workbook.edited import cell_of, column, errors_after, policy_of, problems_after


def _codes(change: object) -> set[tuple[str, str]]:
    problems = problems_after(change)  # type: ignore[arg-type]
    return {(problem.rule.code, problem.place.short) for problem in problems}


def test_words_are_known_by_their_other_names() -> None:
    words = starter_policy().word_list("Work type")

    assert words.find("dead-code") == "Dead-code map"
    assert words.find("  DEAD  code ") == "Dead-code map"
    assert words.find("rocket science") is None


def test_lists_that_the_sheets_need_cannot_go() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Lists"]
        sheet.cell(4, column(sheet, "Area")).value = "Aera"
        sheet.cell(4, column(sheet, "Proof kind")).value = "Evidence"

    problems = {problem.found: problem.suggestion for problem in errors_after(change) if problem.rule.code == "WB167"}

    assert problems == {"no list “Area”": "Aera", "no list “Proof kind”": ""}


def test_words_that_the_program_acts_on_stay_in_their_order() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Lists"]
        at = column(sheet, "Route")
        sheet.cell(5, at).value, sheet.cell(7, at).value = "Dynamic workflow", "Human-led"

    assert {problem.rule.code for problem in errors_after(change)} == {"WB172"}


def test_doubled_and_ambiguous_words_and_empty_lists_are_said() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Lists"]
        at = column(sheet, "Work type")
        sheet.cell(26, at).value = "migration"
        sheet.cell(6, at + 1).value = "discovery"
        sheet.cell(27, at + 1).value = "orphan"
        sheet.cell(4, 70).value = "Empty list"
        sheet.cell(4, 71).value = "Also called (Nothing)"

    codes = {code for code, _ in _codes(change)}

    assert {"WB145", "WB148", "WB140", "WB174", "WB110"} <= codes


def test_a_list_without_headers_is_refused() -> None:
    def change(book: Workbook) -> None:
        for cell in book["Lists"][4]:
            cell.value = None

    assert ("WB106", "Lists") in _codes(change)


def test_the_derived_fields_follow_those_of_the_task() -> None:
    fields = starter_policy().fields

    assert [field.code for field in fields if field.derived] == [
        "area", "impact", "likelihood", "score", "blast_radius", "route",
    ]  # fmt: skip
    assert starter_policy().field("area").kind is FieldKind.CHOICES


def test_a_field_the_router_cannot_do_without_is_missed_and_others_are_warned_about() -> None:
    def change(book: Workbook) -> None:
        for row in (32, 31, 30, 21):  # Reviewer, Owner, Requester, Reversible?
            book["Fields"].delete_rows(row)

    problems = problems_after(change)

    assert {problem.found for problem in problems if problem.rule.code == "WB168"} == {"no field “Reversible?”"}
    assert {problem.found for problem in problems if problem.rule.code == "WB169"} == {
        "no field “Owner”", "no field “Requester”", "no field “Reviewer”",
    }  # fmt: skip


def test_a_known_field_may_be_renamed_if_it_keeps_its_name_under_also_called() -> None:
    def change(book: Workbook) -> None:
        cell_of(book, "Fields", "Also called", "Details").value = "details"
        cell_of(book, "Fields", "Field", "Details").value = "Everything else"

    assert policy_of(change).field("details").header == "Everything else"


def test_fields_of_the_wrong_kind_or_with_a_taken_name_are_refused() -> None:
    def change(book: Workbook) -> None:
        cell_of(book, "Fields", "Kind", "Max minutes").value = "text"
        sheet = book["Fields"]
        rows = (("Because", "text"), ("Goal", "text"), ("Colour", "choice"))
        for row, (name, kind) in enumerate(rows, 33):
            sheet.cell(row, 1).value, sheet.cell(row, 3).value = name, kind

    codes = {problem.rule.code for problem in errors_after(change)}

    assert codes == {"WB175", "WB171", "WB145", "WB166"}


def test_values_may_be_assumed_for_every_kind_of_field() -> None:
    rows = (
        ("When", "date", None, "assume 2026-12-01"), ("How many", "whole number", None, "assume 3"),
        ("How much", "number", None, "assume 2.5"), ("Kinds of data", "choices", "Data class", "assume Internal"),
        ("Remark", "text", None, "assume nothing special"), ("Keywords", "list", None, "assume later"),
        ("Twice", "yes/no", None, "assume yes"),
    )  # fmt: skip

    def change(book: Workbook) -> None:
        for row, values in enumerate(rows, 33):
            for at, value in zip((1, 3, 4, 5), values, strict=True):
                book["Fields"].cell(row, at).value = value

    policy = policy_of(change)

    assert [str(policy.field(code).assumed) for code in ("when", "how_many", "how_much", "twice", "remark")] == [
        "2026-12-01", "3", "2.5", "True", "nothing special",
    ]  # fmt: skip
    assert policy.field("kinds_of_data").assumed == ("Internal",)
    assert policy.field("keywords").assumed == ("later",)


def test_the_grid_is_read_by_the_numbers_on_its_axes() -> None:
    matrix = starter_policy().matrix

    assert len(matrix.cells) == 25
    assert matrix.cell(5, 1).blast_radius is BlastRadius.MEDIUM
    assert str(matrix.cell(3, 4).place) == "matrices/agent-router.xlsx › Risk matrix!E7"
    assert [level.name for level in matrix.impact] == ["Negligible", "Minor", "Noticeable", "Serious", "Severe"]
    assert dict(matrix.actions).keys() == set(BlastRadius)
    assert matrix.axis_reading == "equal steps"


def test_the_grid_is_low_below_5_medium_from_5_and_high_from_12() -> None:
    for cell in starter_policy().matrix.cells:
        score = cell.impact * cell.likelihood
        expected = BlastRadius.LOW if score < 5 else BlastRadius.MEDIUM if score < 12 else BlastRadius.HIGH
        assert cell.blast_radius is expected


def test_slips_in_the_grid_are_reported_cell_by_cell() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Risk matrix"]
        sheet["B5"].value, sheet["C6"].value, sheet["D7"].value = "Medum", None, '="High"'
        sheet["E4"].value, sheet["A9"].value = "3 again", "none"
        sheet["H6"].value, sheet["J7"].value = "five", None
        sheet["H13"].value = "Loww"

    said = {(problem.rule.code, problem.place.cell) for problem in errors_after(change)}

    assert said == {
        ("WB141", "B5"), ("WB163", "C6"), ("WB124", "D7"), ("WB108", "E4"), ("WB163", "A4"), ("WB165", "H4"),
        ("WB141", "H13"),
    }  # fmt: skip


def test_missing_parts_of_the_matrix_sheet_are_named() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Risk matrix"]
        for address in ("A4", "I4", "H12", "I20", "I21"):
            sheet[address].value = "something else"

    said = {problem.rule.code for problem in errors_after(change)}

    assert said == {"WB164", "WB107"}


def test_doubled_levels_and_unexplained_ones_are_said() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Risk matrix"]
        sheet["H6"].value, sheet["J5"].value = 5, None
        sheet["B21"].value = "Rare catastrophes are raised on purpose."

    said = {(problem.rule.code, problem.place.cell) for problem in errors_after(change)}

    assert said == {("WB145", "H6"), ("WB165", "H4"), ("WB140", "J5")}


def test_identity_is_read_by_its_labels() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Start here"]
        for row in range(1, 20):
            label = sheet.cell(row, 2).value
            if label in {"Name", "Version"}:
                sheet.cell(row, 3).value = None
            if label == "Effective until":
                sheet.cell(row, 3).value = "2026-01-01"
            if label == "Retention (months)":
                sheet.cell(row, 3).value = -1
            if label == "Approved by":
                sheet.cell(row, 3).value = "Somebody Else"

    codes = [problem.rule.code for problem in problems_after(change)]

    assert sorted(codes) == ["WB133", "WB142", "WB161", "WB161", "WB162", "WB201"]


def test_no_identity_at_all_is_missed() -> None:
    def change(book: Workbook) -> None:
        for row in book["Start here"].iter_rows(max_row=20):
            for cell in row:
                cell.value = None

    assert [problem.rule.code for problem in errors_after(change)] == ["WB161", "WB161"]


def test_a_row_that_says_nothing_is_a_warning() -> None:
    def change(book: Workbook) -> None:
        cell_of(book, "Risk rules", "Impact", "R8").value = None

    problems = problems_after(change)

    assert {(problem.rule.code, problem.found) for problem in problems} >= {
        ("WB146", "nothing under Impact and nothing under Likelihood"),
    }


def test_unknown_and_doubled_settings_of_branding_are_said() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Branding"]
        for row, name in enumerate(("Organisation", "Footer", "Slogan"), 13):
            sheet.cell(row, 1).value, sheet.cell(row, 2).value = name, "x"

    problems = problems_after(change)

    assert {(problem.rule.code, problem.suggestion) for problem in problems} == {
        ("WB176", "Organization"), ("WB145", ""), ("WB176", ""), ("WB114", ""),
    }  # fmt: skip


def test_two_prices_of_one_model_from_one_day_are_refused() -> None:
    def change(book: Workbook) -> None:
        cell_of(book, "Prices", "Model", "gpt-5.2-codex").value = "gpt-5.2"

    assert {problem.rule.code for problem in errors_after(change)} == {"WB145"}


def test_expectations_of_examples_may_be_nothing_and_answers_may_be_missing() -> None:
    def change(book: Workbook) -> None:
        cell_of(book, "Examples", "Should be: missing", "E1").value = "nothing"
        cell_of(book, "Examples", "Should be: checklist IDs", "E2").value = "-"
        cell_of(book, "Examples", "Should be: proof", "E2").value = "none"
        cell_of(book, "Examples", "Rollback", "E7").value = "tbd"
        cell_of(book, "Examples", "ID", "E3").value = None

    examples = policy_of(change).examples

    assert (examples[0].missing, examples[1].checklist, examples[1].proof) == ((), (), ())
    assert examples[2].id == "A7"
    assert "rollback" not in dict(examples[6].answers)
    assert examples[3].note.startswith("Documentation clean-up")
    assert dict(examples[0].cells)["route"].cell == "S5"


def test_one_name_for_two_fields_is_said_at_the_second() -> None:
    def change(book: Workbook) -> None:
        cell_of(book, "Fields", "Also called", "Reviewer").value = "Person"
        cell_of(book, "Fields", "Also called", "Owner").value = "person"

    said = [problem for problem in problems_after(change) if problem.rule.code == "WB148"]

    assert [problem.place.sheet for problem in said] == ["Fields"]


def test_without_risk_rules_no_area_is_said_to_lack_a_rule() -> None:
    def change(book: Workbook) -> None:
        del book["Risk rules"]

    assert {problem.rule.code for problem in problems_after(change)} == {"WB101"}


def test_a_lost_fixed_word_is_said_once_and_not_at_every_cell_that_uses_it() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Lists"]
        sheet.cell(7, column(sheet, "Blast radius")).value = "Severe"

    assert {problem.rule.code for problem in errors_after(change)} == {"WB172"}


@pytest.mark.parametrize("name", ["Lists", "People"])
def test_a_missing_sheet_of_words_is_said_once(name: str) -> None:
    def change(book: Workbook) -> None:
        del book[name]

    assert [problem.rule.code for problem in problems_after(change)] == ["WB101"]
