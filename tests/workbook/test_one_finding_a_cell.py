"""A new word is sent to its list by name; a cell that fails is not also advised about its spelling."""

from agent_router.model.problem import Problem
from tests.faults.draft import Draft
from tests.workbook.edited import problems_in


def _told(sheet: str, header: str, row: str, typed: str) -> tuple[Problem, ...]:
    draft = Draft()
    draft.put_at(sheet, header, row, typed)
    return problems_in(draft.data)


def test_a_new_word_of_a_condition_is_sent_to_its_list() -> None:
    (problem,) = _told("Routes", "Work type", "RT4", "Quarterly pentest")

    assert (problem.rule.code, problem.suggestion) == ("WB301", "")
    assert problem.rule.remedy.endswith("; or, if it is new, add it to Lists › Work type.")


def test_a_new_word_of_a_fact_is_sent_to_its_list() -> None:
    (problem,) = _told("Systems", "Area", "Billing", "zoology")

    assert (problem.rule.code, problem.suggestion) == ("WB141", "")
    assert problem.rule.remedy == "Choose a word of the list; or, if it is new, add it to Lists › Area."


def test_a_misspelled_word_and_a_word_of_the_program_are_sent_to_no_list() -> None:
    told = (*_told("Routes", "Work type", "RT4", "Migraton"), *_told("Routes", "Blast radius", "RT4", "zoology"))

    assert [problem.rule.code for problem in told] == ["WB301", "WB301"]
    assert not any("Lists ›" in problem.rule.remedy for problem in told)


def test_a_cell_that_fails_is_not_advised_about_as_well() -> None:
    assert [one.rule.code for one in _told("Routes", "Work type", "RT4", "[Migration..Refactor]")] == ["WB313"]
    assert [one.rule.code for one in _told("Routes", "Work type", "RT4", "(Migraton)")] == ["WB301"]
