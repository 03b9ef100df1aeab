from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.contracts.drafting import draft_contract
from agent_router.contracts.restating import answer_text, restated_task
from agent_router.errors import CannotRead
from agent_router.model.contract import TaskAnswer
from agent_router.model.field import Value
from agent_router.model.task import Answer
from tests.contracts.samples import ASSIGNMENT, POLICY, TASK, TASKS, contract

words = st.lists(
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=6), max_size=4
).map(tuple)
values: st.SearchStrategy[tuple[str, Value]] = st.one_of(
    st.tuples(st.just("goal"), st.text()),
    st.tuples(st.just("changes"), st.booleans()),
    st.tuples(st.sampled_from(["labels", "folders", "data_class"]), words),
    st.tuples(st.just("files_expected"), st.integers()),
    st.tuples(st.just("max_cost_usd"), st.decimals(allow_nan=False, allow_infinity=False)),
    st.tuples(st.just("due"), st.dates()),
)


@given(values)
def test_an_answer_comes_back_as_it_was(stated: tuple[str, Value]) -> None:
    code, value = stated
    task = restated_task(contract(answers=(TaskAnswer(code, answer_text(value)),)), POLICY)
    assert task.get(code) == value
    assert type(task.get(code)) is type(value)


def test_the_whole_task_comes_back_with_its_places() -> None:
    again = restated_task(draft_contract(ASSIGNMENT, POLICY, TASKS, ""), POLICY)
    known = {field.code for field in POLICY.fields}
    assert [answer for answer in again.answers if answer.field in known] == [
        answer for answer in TASK.answers if answer.field in known
    ]
    assert (again.id, again.goal) == (TASK.id, TASK.goal)


def test_a_field_that_the_policy_does_not_know_stays_text() -> None:
    task = restated_task(contract(answers=(TaskAnswer("unknown", "a; b"),)), POLICY)
    assert task.answers == (Answer("unknown", "a; b"),)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "yes"),
        (False, "no"),
        (Decimal("12.50"), "12.50"),
        (date(2026, 11, 16), "2026-11-16"),
        (("src/**", "docs/**"), "src/**; docs/**"),
        (("a;b", "c"), "a;b\nc\n"),
        (("a\nb",), "a b"),
    ],
)
def test_answers_read_as_a_person_would_write_them(value: Value, text: str) -> None:
    assert answer_text(value) == text


@pytest.mark.parametrize("code", ["files_expected", "max_cost_usd", "due"])
def test_an_answer_that_is_no_such_value_is_refused(code: str) -> None:
    with pytest.raises(CannotRead, match=f"the answer {code} says 'many', which is no"):
        restated_task(contract(answers=(TaskAnswer(code, "many"),)), POLICY)
