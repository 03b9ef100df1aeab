"""What is told although the workbook can be used: hidden columns, unknown names, changed lists, mistyped labels."""

import pytest
from openpyxl import Workbook

from agent_router.model.condition import AnyOf, Compare, Comparison
from tests.faults.draft import Draft, header_cell
from tests.workbook.edited import cell_of, policy_of, problems_after, problems_in


def _told(draft: Draft) -> set[tuple[str, str, str]]:
    return {(problem.rule.code, problem.place.short, problem.suggestion) for problem in problems_in(draft.data)}


def test_names_in_every_part_of_a_condition_are_looked_up() -> None:
    draft = Draft()
    draft.put_at("Routes", "Reviewer", "RT4", "not(Grace Hoper, Grace Hopper)")
    draft.put_at("Routes", "Systems", "RT5a", "Billing, Biling")

    assert _told(draft) == {("WB221", "Routes!O9", "Grace Hopper"), ("WB221", "Routes!J10", "Billing")}


def test_a_name_that_the_sheets_know_by_another_name_is_no_matter() -> None:
    draft = Draft()
    draft.put_at("Routes", "Reviewer", "RT4", "grace hopper")
    draft.put_at("Routes", "Systems", "RT5a", "given")

    assert _told(draft) == set()


def test_quoted_words_of_free_text_stay_what_they_are() -> None:
    draft = Draft()
    draft.put_at("Routes", "Test command", "RT4", '"yes", "none"')

    assert _told(draft) == set()


@pytest.mark.parametrize("shape", ['hidden="1"', 'hidden="1" outlineLevel="1"', 'collapsed="1" hidden="true"'])
def test_a_column_is_hidden_in_several_ways(shape: str) -> None:
    draft = Draft()
    draft.replace(draft.part_of("Routes"), '<col min="19" max="19"', f'<col min="19" max="19" {shape}')

    assert [(problem.rule.code, problem.found) for problem in problems_in(draft.data)] == [
        ("WB152", "“Reviewed by” is hidden")
    ]


def test_a_column_without_width_and_a_row_without_height_count_as_hidden() -> None:
    draft = Draft()
    draft.replace(draft.part_of("Routes"), 'min="19" max="19" width="14.7109375"', 'min="19" max="19" width="0"')
    draft.replace(draft.part_of("Routes"), '<row r="9" spans="1:20" ht="33.75"', '<row r="9" spans="1:20" ht="0"')

    assert _told(draft) == {("WB152", "Routes!S4", ""), ("WB115", "Routes!A9", "")}


def test_a_word_taken_out_of_a_list_of_the_program_is_told() -> None:
    draft = Draft()
    column = header_cell("Lists", "Grade").rstrip("0123456789")
    draft.put("Lists", f"{column}6", None)

    (problem,) = problems_in(draft.data)
    assert (problem.rule.code, problem.found) == ("WB156", "“independent” is gone in the list Grade")


def test_pasted_bullets_and_tabs_are_one_list() -> None:
    def change(book: Workbook) -> None:
        cell_of(book, "Routes", "Work type", "RT4").value = "• Migration\n• Refactor"

    (row,) = (row for row in policy_of(change).routes.rows if row.id == "RT4")
    (test,) = (condition.test for condition in row.conditions if condition.field == "work_type")
    assert test == AnyOf(tuple(Comparison(Compare.EQUAL, word) for word in ("Migration", "Refactor")))


def test_a_sheet_of_ones_own_is_no_copy() -> None:
    problems = problems_after(lambda book: book.create_sheet("Notes"))

    assert [problem.rule.code for problem in problems] == ["WB103"]
    assert problems[0].suggestion == ""


def test_errors_and_escapes_stored_as_text_are_seen() -> None:
    draft = Draft()
    draft.put_at("Routes", "Route", "RT4", "#REF!")
    draft.put_at("Routes", "Work type", "RT5a", "Migration_x000D_\nRefactor")

    assert {code for code, _, _ in _told(draft)} == {"WB122", "WB360"}
