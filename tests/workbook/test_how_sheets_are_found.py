"""Sheets and columns are found by their names; what is missing, doubled or in doubt is said."""

from collections import Counter

import pytest
from openpyxl import Workbook

from agent_router.errors import CannotRead, InputRejected
from agent_router.model.condition import Compare, Comparison
from agent_router.model.field import FieldKind, IfBlank
from agent_router.model.problem import Problem, Severity
from agent_router.model.table import HitPolicy
from agent_router.workbook.columns import Column, Side
from agent_router.workbook.interface import read_policy
from agent_router.workbook.schema import SHEETS
from tests.policies import starter_policy
from tests.workbook.edited import NAME, cell_of, column, edited, errors_after, policy_of, problems_after


def _said(problems: tuple[Problem, ...]) -> set[tuple[str, str, str]]:
    return {(problem.rule.code, problem.place.sheet, problem.place.cell) for problem in problems}


def test_what_is_no_workbook_is_refused_before_anything_else() -> None:
    with pytest.raises(CannotRead, match=r"policy\.csv: This is a text file"):
        read_policy(b"ID,Impact\n", "policy.csv")


def test_every_missing_sheet_is_named_at_once() -> None:
    def change(book: Workbook) -> None:
        for name in ("Routes", "Prices", "Lists"):
            del book[name]

    codes = [(problem.rule.code, problem.place.sheet) for problem in errors_after(change)]

    assert {sheet for code, sheet in codes if code == "WB101"} == {"Routes", "Prices", "Lists"}


def test_a_missing_sheet_is_recognized_by_a_near_name() -> None:
    def change(book: Workbook) -> None:
        book["Routes"].title = "Roots"

    problem = next(problem for problem in errors_after(change) if problem.rule.code == "WB101")

    assert problem.suggestion == "Routes"
    assert "“Roots”" in problem.found


def test_case_spaces_and_punctuation_of_sheets_and_columns_are_forgiven() -> None:
    def change(book: Workbook) -> None:
        book["Risk rules"].title = "risk_RULES"
        sheet = book["Budgets"]
        sheet.cell(4, column(sheet, "Budget cost (USD)")).value = "  budget_COST usd "

    assert policy_of(change).budgets.rows[0].then == starter_policy().budgets.rows[0].then


def test_two_sheets_for_one_name_are_an_error() -> None:
    def change(book: Workbook) -> None:
        book.create_sheet("risk-rules")

    def near(book: Workbook) -> None:
        book["Routes"].title = "Routess"
        book.create_sheet("Rutes")

    assert ("WB102", "risk-rules", "") in _said(errors_after(change))
    assert "WB102" in {problem.rule.code for problem in errors_after(near)}


def test_sheets_of_the_leads_own_are_ignored_with_advice() -> None:
    def change(book: Workbook) -> None:
        book.create_sheet("Holiday plan")

    remarks = policy_of(change).remarks

    assert [(remark.rule.code, remark.place.sheet, remark.suggestion) for remark in remarks] == [
        ("WB103", "Holiday plan", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["Routes (2)", "Routes_2", "Copy of Routes", "Roots"])
def test_a_copy_beside_a_sheet_is_a_warning_that_says_which_is_read(name: str) -> None:
    remarks = policy_of(lambda book: book.create_sheet(name)).remarks

    assert [(remark.rule.code, remark.place.sheet) for remark in remarks] == [("WB120", name)]
    assert "“Routes” is read" in remarks[0].found


def test_two_copies_without_the_sheet_itself_are_an_error() -> None:
    def change(book: Workbook) -> None:
        book["Routes"].title = "Routes (2)"
        book.create_sheet("Copy of Routes")

    assert ("WB102", "Copy of Routes", "") in _said(errors_after(change))


def test_hidden_sheets_and_rows_count_and_are_said() -> None:
    def change(book: Workbook) -> None:
        book["Prices"].sheet_state = "hidden"
        book["People"].sheet_state = "veryHidden"
        book["Budgets"].row_dimensions[6].hidden = True

    policy = policy_of(change)

    assert {(remark.rule.code, remark.place.sheet) for remark in policy.remarks} == {
        ("WB104", "Prices"), ("WB105", "People"), ("WB115", "Budgets"),
    }  # fmt: skip
    assert len(policy.budgets.rows) == len(starter_policy().budgets.rows)


def test_columns_may_be_reordered_and_own_notes_added() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Budgets"]
        width = sheet.max_column
        for row in range(4, sheet.max_row + 1):
            values = [sheet.cell(row, at).value for at in range(1, width + 1)]
            for at, value in enumerate(reversed(values), 1):
                sheet.cell(row, at).value = value
            sheet.cell(row, width + 1).value = "Note to self" if row == 4 else "mine"

    budgets = policy_of(change).budgets

    assert [row.then for row in budgets.rows] == [row.then for row in starter_policy().budgets.rows]
    assert [row.id for row in budgets.rows] == [row.id for row in starter_policy().budgets.rows]


def test_headers_may_stand_in_another_row() -> None:
    def change(book: Workbook) -> None:
        book["Stop conditions"].insert_rows(2, 3)

    assert [row.then for row in policy_of(change).stops.rows] == [row.then for row in starter_policy().stops.rows]


def test_a_field_of_a_task_may_be_a_condition_column_under_any_of_its_names() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Stop conditions"]
        asked = (("Department", "Support"), ("files_expected", ">= 9"), ("Route", "Single agent"))
        for at, (name, typed) in enumerate(asked, 7):
            sheet.cell(4, at).value = name
            sheet.cell(5, at).value = typed

    conditions = policy_of(change).stops.rows[0].conditions

    assert [condition.field for condition in conditions] == ["function", "files_expected", "route"]
    assert isinstance(conditions[0].test, Comparison)


def test_what_is_only_decided_later_cannot_be_asked_for() -> None:
    def change(book: Workbook) -> None:
        book["Risk rules"].cell(4, 13).value = "Blast radius"
        book["Routes"].cell(4, column(book["Routes"], "Verification")).value = "Route "

    said = {(problem.rule.code, problem.place.sheet) for problem in errors_after(change)}

    assert ("WB117", "Risk rules") in said
    assert ("WB108", "Routes") in said


def test_unknown_and_doubled_and_missing_columns_are_refused_with_the_nearest_name() -> None:
    def change(book: Workbook) -> None:
        rules, proof, routes = book["Risk rules"], book["Proof"], book["Routes"]
        rules.cell(4, column(rules, "Files expected")).value = "Files expectd"
        proof.cell(4, column(proof, "Because")).value = "Minimum"
        routes.cell(4, column(routes, "Route")).value = "Rout"
        book["People"].cell(4, 2).value = "Mail adress"

    problems = problems_after(change)
    by_code = {(problem.rule.code, problem.place.sheet): problem for problem in problems}

    assert by_code["WB109", "Risk rules"].suggestion == "Files expected"
    assert by_code["WB108", "Proof"].found.startswith("“Minimum” in ")
    assert by_code["WB107", "Routes"].suggestion == "Route"
    assert by_code["WB110", "People"].rule.severity is Severity.ADVICE


def test_a_sheet_without_headers_or_rows_is_refused() -> None:
    def change(book: Workbook) -> None:
        for row in book["Proof"].iter_rows():
            for cell in row:
                cell.value = None
        book["Budgets"].delete_rows(5, 20)
        for number in range(5, 9):
            book["Stop conditions"].cell(number, 2).value = "no"

    said = {(problem.rule.code, problem.place.sheet) for problem in errors_after(change)}

    assert said == {("WB106", "Proof"), ("WB118", "Budgets"), ("WB118", "Stop conditions")}


def test_two_header_rows_are_refused() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Budgets"]
        for at in range(1, 12):
            sheet.cell(20, at).value = sheet.cell(4, at).value

    assert ("WB112", "Budgets", "A20") in _said(errors_after(change))


def test_merged_cells_inside_a_table_are_refused_and_elsewhere_not() -> None:
    def change(book: Workbook) -> None:
        book["Routes"].merge_cells("C6:C7")
        book["Routes"].merge_cells("A1:F1")
        book["Lists"].merge_cells("A6:A7")
        book["Risk matrix"].merge_cells("B5:C5")

    said = {found for found in _said(errors_after(change)) if found[0] == "WB113"}

    assert said == {("WB113", "Routes", "C6"), ("WB113", "Lists", "A6"), ("WB113", "Risk matrix", "B5")}


def test_data_beyond_the_tables_range_is_read_with_advice_and_blank_rows_mean_nothing() -> None:
    def change(book: Workbook) -> None:
        sheet = book["People"]
        sheet.cell(21, 1).value, sheet.cell(21, 3).value = "Rosalind Park", "Reviewer"

    policy = policy_of(change)

    assert policy.people[-1].name == "Rosalind Park"
    assert {remark.rule.code for remark in policy.remarks} == {"WB114"}


def test_notes_below_the_data_are_notes() -> None:
    def change(book: Workbook) -> None:
        book["Routes"].cell(18, 1).value = "Ask Ada before changing RT1."

    policy = policy_of(change)

    assert len(policy.routes.rows) == len(starter_policy().routes.rows)
    assert _said(policy.remarks) == {("WB116", "Routes", "A18")}


def test_cells_below_no_header_are_not_silently_lost() -> None:
    def change(book: Workbook) -> None:
        book["Budgets"].cell(6, 12).value = "and also this"
        book["Systems"].cell(6, 14).value = "ask Ada first"

    said = _said(problems_after(change))

    assert ("WB111", "Budgets", "L6") in said
    assert ("WB181", "Systems", "N6") in said, "apart from the table it is a note"


def test_rows_switched_off_do_not_count_and_blank_means_on() -> None:
    def change(book: Workbook) -> None:
        cell_of(book, "Risk rules", "On", "R9").value = "no"
        cell_of(book, "Risk rules", "On", "R0").value = None
        cell_of(book, "Risk rules", "Impact", "R9").value = "=1/0"

    policy = policy_of(change)

    assert "R9" not in {row.id for row in policy.risk_rules.rows}
    assert "R0" in {row.id for row in policy.risk_rules.rows}
    assert {remark.rule.code for remark in policy.remarks} == {"WB205"}, "areas without a rule are said"


def test_a_blank_id_is_the_cells_address() -> None:
    def change(book: Workbook) -> None:
        cell_of(book, "Proof", "ID", "P3").value = None

    assert policy_of(change).proof.rows[2].id == "A7"


def test_how_rows_are_read_is_the_leads_choice() -> None:
    def unique(book: Workbook) -> None:
        sheet = book["Routes"]
        sheet.cell(3, column(sheet, "Say")).value = "unique"

    def odd(book: Workbook) -> None:
        sheet = book["Routes"]
        sheet.cell(3, column(sheet, "Say")).value = "Frist"

    def unsaid(book: Workbook) -> None:
        sheet = book["Routes"]
        sheet.cell(3, column(sheet, "Reviewed by")).value = None

    assert policy_of(unique).routes.hit_policy is HitPolicy.UNIQUE
    assert policy_of(unsaid).routes.hit_policy is HitPolicy.FIRST
    assert [problem.suggestion for problem in errors_after(odd)] == ["First"]


def test_a_lead_may_add_a_list_a_field_and_a_condition_on_it() -> None:
    def change(book: Workbook) -> None:
        lists, fields, routes = book["Lists"], book["Fields"], book["Routes"]
        at = lists.max_column + 2
        for row, text in enumerate(("Region", "Europe", "Americas"), 4):
            lists.cell(row, at).value = text
        lists.cell(4, at + 1).value, lists.cell(5, at + 1).value = "Also called", "EU; EMEA"
        field = ("Region", "Where?", "choice", "Region", "assume Americas", "no order", "Geo")
        for across, text in enumerate(field, 1):
            fields.cell(33, across).value = text
        routes.cell(4, 21).value, routes.cell(5, 21).value = "Region", "emea"

    policy = policy_of(change)
    region = policy.field("region")

    assert (region.kind, region.if_blank, region.assumed) == (FieldKind.CHOICE, IfBlank.ASSUME, "Americas")
    assert policy.routes.rows[0].conditions[-1].test == Comparison(Compare.EQUAL, "Europe")
    assert {remark.rule.code for remark in policy.remarks} <= {"WB114", "WB358", "WB357"}


def test_nothing_is_half_read() -> None:
    def change(book: Workbook) -> None:
        cell_of(book, "Budgets", "Budget minutes", "B1").value = "soon"

    with pytest.raises(InputRejected) as refused:
        read_policy(edited(change), NAME)

    assert [problem.place.short for problem in refused.value.problems] == ["Budgets!F5"]


_FIXED_COLUMNS = [
    (schema.name, known)
    for schema in SHEETS
    for known in schema.columns
    if known.side is not Side.NOTE and not known.added
]


_MOST = max(Counter(sheet for sheet, _ in _FIXED_COLUMNS).values())


def _round(number: int) -> list[tuple[str, Column]]:
    """One column of each sheet that has as many; reading looks at every sheet, so each is told of its own."""
    by_sheet = {schema.name: [known for sheet, known in _FIXED_COLUMNS if sheet == schema.name] for schema in SHEETS}
    return [(sheet, columns[number]) for sheet, columns in by_sheet.items() if number < len(columns)]


@pytest.mark.parametrize("number", range(_MOST))
def test_a_deleted_column_is_named_with_its_sheet(number: int) -> None:
    def change(book: Workbook) -> None:
        for sheet, known in _round(number):
            book[sheet].delete_cols(column(book[sheet], known.header))

    told = [problem for problem in problems_after(change) if "no column “" in problem.found]
    said = Counter((one.place.sheet, one.found.split("“")[1].split("”")[0], one.rule.severity) for one in told)

    assert said == Counter(
        (sheet, known.header, Severity.ERROR if known.missing_is_error else Severity.WARNING)
        for sheet, known in _round(number)
    )


def test_only_what_decides_nothing_may_be_missing() -> None:
    free = {known.header for _, known in _FIXED_COLUMNS if not known.missing_is_error}

    assert {header for header in free if not header.startswith("Should be: ")} == {
        "On", "Reviewed by", "Say", "Because", "Question", "Why",
    }  # fmt: skip


def test_condition_columns_may_be_missing() -> None:
    def change(book: Workbook) -> None:
        book["Routes"].delete_cols(column(book["Routes"], "Verification"))

    assert not [problem for problem in problems_after(change) if problem.rule.code in {"WB107", "WB119"}]


def test_a_look_alike_letter_in_a_header_is_said() -> None:
    def change(book: Workbook) -> None:
        book["Routes"].cell(4, column(book["Routes"], "Route")).value = "R\N{CYRILLIC SMALL LETTER O}ute"

    remarks = policy_of(change).remarks

    assert [(remark.rule.code, remark.place.sheet) for remark in remarks] == [("WB138", "Routes")]


def test_a_column_that_came_later_may_be_absent_without_a_word() -> None:
    def change(book: Workbook) -> None:
        sheet = book["Prices"]
        sheet.delete_cols(column(sheet, "Up to input tokens"))

    assert [problem for problem in problems_after(change) if "Up to input" in problem.found] == []
