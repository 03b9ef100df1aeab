"""One finding an example that differs: the leading difference, its cells, and briefly what else differs."""

from dataclasses import replace

import pytest

from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, Example, Heading, Phase, Policy, Route, RouteEffect
from agent_router.model.problem import Problem
from agent_router.model.table import HitPolicy
from agent_router.pipeline.checking import try_examples
from agent_router.review.examples.common_cells import MANY
from agent_router.review.examples.examples import check_expectations
from tests.policies import starter_policy
from tests.small_policy import FILE, row, small_policy, table

LOOKED = {"work_type": "Read", "changes": False, "surface": "Large"}
EDITED = {"work_type": "Edit", "changes": True, "folders": ("docs/**",), "reviewer": "Ada", "surface": "Small"}
OPENED = {"work_type": "Auth", "changes": True, "folders": ("src/auth/**",), "surface": "Small"}


def example(name: str, answers: dict[str, object], **expected: object) -> Example:
    """An example whose expectations stand in cells named after their columns."""
    given = tuple((code, value) for code, value in {"goal": name, **answers}.items())
    cells = tuple((what, Place(FILE, "Examples", f"{what[0].upper()}{name[1:]}")) for what in expected)
    return Example(name, given, place=Place(FILE, "Examples", f"A{name[1:]}"), cells=cells, **expected)  # type: ignore[arg-type]


def tried(*examples: Example, **parts: object) -> tuple[Problem, ...]:
    return try_examples(small_policy(examples=examples, **parts))


def shorts(problem: Problem) -> list[str]:
    return [place.short for place in problem.also]


def test_an_example_that_differs_names_the_row_that_decided() -> None:
    (problem,) = tried(example("E7", OPENED, route=Route.SINGLE_AGENT))
    assert problem.rule.code == "CK101"
    assert problem.found == "expected Single agent, the rules give Human-led (Routes!A5)"
    assert problem.place == Place(FILE, "Examples", "R7")
    assert shorts(problem) == ["Routes!A5"]


def test_all_that_differs_in_one_example_is_one_finding_led_by_the_blast_radius() -> None:
    (problem,) = tried(
        example("E6", EDITED, minutes=1, phases=(Phase.DISCOVERY,), route=Route.HUMAN_LED, blast_radius=BlastRadius.LOW)
    )
    assert problem.place.cell == "B6"
    assert problem.found.startswith("expected Low, the rules give Medium (Risk rules!")
    assert "; also route: expected Human-led, given Single agent; phases: lacks discovery" in problem.found
    assert problem.found.endswith("; minutes: expected 1, given 30")
    assert shorts(problem)[:3] == ["Examples!R6", "Examples!P6", "Examples!M6"]
    assert "Risk rules!A6" in shorts(problem)
    assert shorts(problem)[-1].startswith("Budgets!")


def test_sets_are_told_as_what_they_lack_and_what_they_have_too_much() -> None:
    (problem,) = tried(example("E7", OPENED, missing=("folders", "reviewer")))
    assert problem.found == "missing: lacks Folders, has Acceptance plan too (Routes!A5)"


def test_a_set_that_is_expected_or_given_empty_is_told_as_nothing() -> None:
    (nothing,) = tried(example("E5", LOOKED, missing=(), phases=(), proof=()))
    assert nothing.found == "proof: expected nothing, the rules give findings (Proof!A5)"
    (given,) = tried(example("E5", LOOKED, missing=("folders",)))
    assert given.found.startswith("missing: expected Folders, the rules give nothing")


def test_the_rows_of_the_checklist_that_differ_are_looked_up() -> None:
    (problem,) = tried(example("E5", LOOKED, checklist=("Ac5",)))
    assert problem.found == "checklist: lacks Ac5, has Ac6 too (Acceptance checklist!A5, Acceptance checklist!A6)"
    assert shorts(problem) == ["Acceptance checklist!A5", "Acceptance checklist!A6"]


def test_words_are_compared_whatever_their_case_order_and_number() -> None:
    assert tried(example("E7", OPENED, missing=("REVIEWER", "acceptance_plan", "reviewer"))) == ()


def test_long_sets_are_cut() -> None:
    policy = starter_policy()
    ids = tuple(item.id for item in policy.checklist.rows)
    first = next(one for one in policy.examples if one.checklist is None)
    (problem,) = try_examples(replace(policy, examples=(replace(first, checklist=(*ids, "A99")),)))
    assert " more" in problem.found
    assert len(problem.found) < 300


def test_an_example_without_a_place_of_its_own_is_reported_at_the_sheet() -> None:
    (problem,) = tried(replace(example("E7", OPENED, route=Route.SINGLE_AGENT, minutes=1), place=None, cells=()))
    assert problem.place == Place(FILE, "Examples")


def test_an_example_that_expects_nothing_is_said() -> None:
    policy = small_policy(examples=(example("E5", LOOKED), example("E6", EDITED, minutes=1), Example("E8", ())))
    assert [(one.rule.code, one.place) for one in check_expectations(policy)] == [
        ("RV502", Place(FILE, "Examples", "A5")), ("RV502", Place(FILE, "Examples")),
    ]  # fmt: skip


def test_expecting_nothing_on_purpose_is_an_expectation() -> None:
    policy = small_policy(examples=(example("E5", LOOKED, missing=()),))
    assert try_examples(policy) == ()
    assert check_expectations(policy) == ()


def misled(count: int, fitting: int = 0) -> Policy:
    """A sheet Routes that leads everybody to a single agent; so many examples want a person, so many do not."""
    routes = table("Routes", (row("Routes", 5, RouteEffect(Route.SINGLE_AGENT, (Phase.DISCOVERY,))),), HitPolicy.FIRST)
    wanting = [example(f"E{at + 5}", LOOKED, route=Route.HUMAN_LED) for at in range(count)]
    content = [example(f"E{at + 5 + count}", LOOKED, route=Route.SINGLE_AGENT) for at in range(fitting)]
    return small_policy(examples=(*wanting, *content), routes=routes)


def test_the_cell_that_many_differing_examples_share_is_named_first() -> None:
    first, *others = try_examples(misled(MANY + 1))
    assert first.rule.code == "RV503"
    assert first.place == Place(FILE, "Routes", "A5")
    assert first.found == (
        "Routes!A5 decided in all 9 examples that differ; they expect Human-led, the rules give Single agent"
    )
    assert list(first.also) == [problem.place for problem in others]


def test_where_rows_hold_together_under_unique_the_reading_order_is_named_and_no_row() -> None:
    rows = [row("Routes", at, RouteEffect(Route.SINGLE_AGENT)) for at in (5, 6)]
    examples = [example(f"E{at + 5}", LOOKED, route=Route.SINGLE_AGENT) for at in range(MANY + 1)]
    policy = small_policy(examples=examples, routes=table("Routes", rows, HitPolicy.UNIQUE))
    order = Place(FILE, "Routes", "T3")
    first, *_ = try_examples(replace(policy, headings=(Heading("Routes", "Rows are read", order),)))
    assert (first.rule.code, first.place) == ("RV503", order)
    assert "because several rows hold at once where Unique allows one" in first.found
    assert all(problem.place.sheet == "Examples" for problem in try_examples(policy)[1:])


def test_a_few_examples_need_no_common_cell() -> None:
    assert {problem.rule.code for problem in try_examples(misled(MANY))} == {"CK101"}


def test_a_row_that_decides_most_examples_rightly_is_not_blamed() -> None:
    assert {problem.rule.code for problem in try_examples(misled(MANY + 1, MANY + 1))} == {"CK101"}


def without_grace() -> Policy:
    """The shipped policy after Grace Hopper, the reviewer of many examples, was deleted from People."""
    policy = starter_policy()
    return replace(policy, people=tuple(person for person in policy.people if person.name != "Grace Hopper"))


def test_a_reviewer_who_was_deleted_from_people_is_named_as_the_reason() -> None:
    reason = "because “Grace Hopper” is not on People, so no Reviewer is stated"
    first, *others = try_examples(without_grace())
    assert first.rule.code == "RV503"
    assert first.found.endswith(f"examples that differ, {reason}")
    assert all(reason in problem.found for problem in others if problem.place in first.also)


def test_names_in_examples_that_no_sheet_knows_are_said_once_each() -> None:
    policy = without_grace()
    (problem,) = check_expectations(policy)
    assert problem.rule.code == "RV504"
    assert problem.found == "“Grace Hopper” is not on People, so no Reviewer is stated"
    assert 1 + len(problem.also) == sum(("reviewer", "Grace Hopper") in one.answers for one in policy.examples)
    assert check_expectations(starter_policy()) == ()


def test_an_answer_that_was_assumed_is_named_where_the_blast_radius_came_from_it() -> None:
    policy = starter_policy()
    first = next(one for one in policy.examples if one.id == "E5")
    answers = tuple(answer for answer in first.answers if answer[0] not in {"reversible", "data_class"})
    (problem,) = try_examples(replace(policy, examples=(replace(first, answers=answers),)))
    assert "Risk matrix!D5), because Data class is not stated; also route" in problem.found


def test_an_answer_that_was_assumed_without_need_is_not_named() -> None:
    policy = starter_policy()
    high = next(one for one in policy.examples if one.id == "E15")
    answers = tuple(answer for answer in high.answers if answer[0] != "reversible")
    (problem,) = try_examples(replace(policy, examples=(replace(high, answers=answers, route=Route.SINGLE_AGENT),)))
    assert "because" not in problem.found


def test_examples_that_differ_otherwise_are_counted_apart() -> None:
    policy = misled(MANY + 1)
    odd = example("E40", LOOKED, route=Route.DYNAMIC_WORKFLOW)
    away = example("E41", LOOKED, proof=("tests",))
    first, *_ = try_examples(replace(policy, examples=(*policy.examples, odd, away)))
    assert first.found == "Routes!A5 decided in 10 of the 11 examples that differ"


@pytest.mark.parametrize("cell", [(5, 3)])
def test_a_cell_of_the_shipped_grid_that_was_dragged_over_is_found(cell: tuple[int, int]) -> None:
    policy = starter_policy()
    cells = tuple(
        replace(own, blast_radius=BlastRadius.LOW) if (own.impact, own.likelihood) == cell else own
        for own in policy.matrix.cells
    )
    first, *others = try_examples(replace(policy, matrix=replace(policy.matrix, cells=cells)))
    assert (first.rule.code, first.place.short) == ("RV503", "Risk matrix!D5")
    assert all(problem.rule.code == "CK101" for problem in others)
    assert len({problem.place.cell[1:] for problem in others}) == len(others)
