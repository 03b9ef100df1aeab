from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.errors import Misuse
from agent_router.model.condition import Between, Compare, Comparison, Condition, FieldName, Given, Missing
from agent_router.model.field import Field, FieldKind, IfBlank, Value
from agent_router.model.table import Row, Table
from agent_router.tables.columns import Coded, Columns
from agent_router.tables.engine import CompiledTable, Mode, compile_table
from agent_router.tables.explain import RowStanding, explain
from tests.tables import reference, strategies
from tests.tables.strategies import FIELDS, answers, tables

Answers = dict[str, Value | None]


def _columns(tasks: list[Answers]) -> Columns:
    return Columns.from_records(sorted(FIELDS), tasks)


@pytest.mark.uncounted
@settings(max_examples=150, deadline=None)
@given(tables(), st.lists(answers(), min_size=1, max_size=4))
def test_every_row_of_every_task_is_what_looking_at_each_cell_says(table: Table[int], tasks: list[Answers]) -> None:
    compiled = compile_table(table, FIELDS)
    normal = compiled.match(_columns(tasks))
    stated = compiled.match(_columns(tasks), Mode.AS_STATED)
    for task, said in enumerate(tasks):
        rows = list(enumerate(table.rows))
        certain = tuple(place for place, row in rows if reference.matches(row, said))
        assert normal.certain_rows(task) == certain
        assert normal.possible_rows(task) == tuple(place for place, row in rows if reference.may_match(row, said))
        assert set(certain) <= set(normal.possible_rows(task))
        assert normal.first_certain()[task] == (certain[0] if certain else -1)
        as_stated = tuple(place for place, row in rows if reference.matches(row, said, as_stated=True))
        assert stated.certain_rows(task) == stated.possible_rows(task) == as_stated


@settings(max_examples=100, deadline=None)
@given(tables(), answers(), st.sampled_from(Mode))
def test_the_explanation_agrees_with_the_index(table: Table[int], said: Answers, mode: Mode) -> None:
    matched = compile_table(table, FIELDS).match(_columns([said]), mode)
    certain, possible = set(matched.certain_rows(0)), set(matched.possible_rows(0))
    for place, explained in enumerate(explain(table, FIELDS, said.get, mode)):
        assert (explained.standing is RowStanding.FIRED) == (place in certain)
        assert (explained.standing is not RowStanding.HELD_BACK) == (place in possible)
        assert bool(explained.held_by) == (explained.standing is RowStanding.HELD_BACK)
        if explained.standing is RowStanding.COUNTED:
            assert explained.unstated
            assert all(said[code] is None for code in explained.unstated)


N = Field("n", "N", FieldKind.WHOLE)
X = Field("x", "X", FieldKind.NUMBER)
Y = Field("y", "Y", FieldKind.YES_NO)
D = Field("d", "D", FieldKind.DATE)
T = Field("t", "T", FieldKind.TEXT)
SMALL = {field.code: field for field in (N, X, Y, D, T)}


def _compiled(*conditions: Condition) -> CompiledTable[int]:
    return compile_table(Table("T", tuple(Row("R", (condition,), 0) for condition in conditions)), SMALL)


def _matched(compiled: CompiledTable[int], columns: Columns) -> list[tuple[int, ...]]:
    found = compiled.match(columns)
    return [found.certain_rows(task) for task in range(columns.size)]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(-20, 20) | st.sampled_from([2**40, -(2**40)]), min_size=1, max_size=20),
    st.lists(
        st.integers(-20, 20).map(lambda half: Decimal(half) / 2) | st.just(Decimal(2**41)), min_size=1, max_size=4
    ),
    st.sampled_from(Compare),
)
def test_arrays_and_plain_values_give_the_same_rows(values: list[int], ends: list[Decimal], sign: Compare) -> None:
    compiled = _compiled(*(Condition("n", Comparison(sign, end)) for end in ends), Condition("n", Given()))
    plain = _matched(compiled, Columns(len(values), {"n": values}))
    assert _matched(compiled, Columns(len(values), {"n": np.array(values)})) == plain
    assert _matched(compiled, Columns(len(values), {"n": np.array(values, dtype=np.float64)})) == plain
    assert _matched(compiled, Columns(len(values), {"n": np.array(values, dtype=object)})) == plain


def test_not_a_number_means_not_stated() -> None:
    compiled = _compiled(Condition("x", Missing()), Condition("x", Comparison(Compare.LESS, Decimal("0.1"))))
    columns = Columns(3, {"x": np.array([0.1, np.nan, 0.05])})
    assert _matched(compiled, columns) == [(), (0,), (1,)]
    assert [columns.value("x", task) for task in range(3)] == [Decimal("0.1"), None, Decimal("0.05")]


def test_a_decimal_end_meets_the_floating_number_that_prints_the_same() -> None:
    compiled = _compiled(Condition("x", Comparison(Compare.EQUAL, Decimal("0.1"))))
    assert _matched(compiled, Columns(1, {"x": np.array([0.1])})) == [(0,)]


def test_truth_date_and_text_arrays_are_read() -> None:
    compiled = _compiled(
        Condition("y", Comparison(Compare.EQUAL, True)),
        Condition("d", Between(date(2026, 1, 1), date(2026, 1, 31), True, False)),
        Condition("t", Comparison(Compare.EQUAL, "Login")),
    )
    columns = Columns(
        2,
        {
            "y": np.array([True, False]),
            "d": np.array(["2026-01-31", "2026-01-30"], dtype="datetime64[s]"),
            "t": np.array(["login", "other"]),
        },
    )
    assert _matched(compiled, columns) == [(0, 2), (1,)]
    assert columns.value("y", 0) is True


def test_a_missing_date_in_an_array_is_not_stated() -> None:
    compiled = _compiled(Condition("d", Missing()))
    assert _matched(compiled, Columns(1, {"d": np.array(["NaT"], dtype="datetime64[D]")})) == [(0,)]


def test_codes_with_their_words_are_read_and_minus_one_means_not_stated() -> None:
    compiled = _compiled(Condition("t", Comparison(Compare.EQUAL, "b")), Condition("t", Missing()))
    columns = Columns(3, {"t": Coded(np.array([0, 1, -1], dtype=np.int32), ("a", "b"))})
    assert _matched(compiled, columns) == [(), (0,), (1,)]
    assert [columns.value("t", task) for task in range(3)] == ["a", "b", None]


def test_a_field_without_a_column_is_not_stated() -> None:
    columns = Columns(2, {})
    assert _matched(_compiled(Condition("n", Missing())), columns) == [(0,), (0,)]
    assert columns.value("n", 0) is None


def test_a_replaced_column_leaves_the_first_view_as_it_was() -> None:
    compiled = _compiled(Condition("n", Given()), Condition("t", Given()))
    first = Columns(1, {"n": [1], "t": ["x"]})
    assert _matched(compiled, first) == [(0, 1)]
    second = first.with_column("n", [None]).with_column("d", [date(2026, 1, 1)])
    assert _matched(compiled, second) == [(1,)]
    assert _matched(compiled, first) == [(0, 1)]


def test_a_column_of_another_length_is_refused() -> None:
    with pytest.raises(Misuse, match="1 values for 2 tasks"):
        Columns(2, {"n": [1]})


def test_a_condition_on_an_unknown_field_does_not_compile() -> None:
    with pytest.raises(KeyError):
        _compiled(Condition("nowhere", Given()))


def test_rows_beyond_the_sixty_fourth_are_found() -> None:
    compiled = _compiled(*(Condition("n", Comparison(Compare.EQUAL, Decimal(number))) for number in range(200)))
    found = compiled.match(Columns(3, {"n": [0, 64, 199]}))
    assert [found.certain_rows(task) for task in range(3)] == [(0,), (64,), (199,)]
    assert found.first_certain().tolist() == [0, 64, 199]
    assert found.any_certain([64, 199]).tolist() == [False, True, True]
    assert found.any_possible([0]).tolist() == [True, False, False]


def test_a_table_without_rows_and_a_queue_without_tasks_match_nothing() -> None:
    no_rows: tuple[Row[int], ...] = ()
    empty = compile_table(Table("T", no_rows), SMALL)
    assert empty.match(Columns(2, {})).first_certain().tolist() == [-1, -1]
    assert _compiled(Condition("n", Given())).match(Columns(0, {"n": []})).first_certain().tolist() == []


def test_a_value_of_another_kind_than_its_field_only_differs() -> None:
    compiled = _compiled(
        Condition("n", Comparison(Compare.LESS, Decimal(5))), Condition("n", Comparison(Compare.NOT_EQUAL, Decimal(5)))
    )
    assert _matched(compiled, Columns(2, {"n": ["many", date(2026, 1, 1)]})) == [(1,), (1,)]


def test_many_distinct_tasks_are_matched_chunk_by_chunk() -> None:
    size = 100_000
    compiled = _compiled(Condition("n", Comparison(Compare.AT_LEAST, Decimal(size // 2))))
    found = compiled.match(Columns(size, {"n": np.arange(size)}))
    assert int(found.any_certain([0]).sum()) == size // 2


def test_the_fields_a_table_looks_at_include_those_compared_with() -> None:
    compiled = _compiled(Condition("n", Comparison(Compare.LESS, FieldName("x"))), Condition("t", Given()))
    assert compiled.fields_used == ("t", "n", "x")


def test_whole_numbers_that_cannot_lie_between_two_ends_make_no_row_possible() -> None:
    worst = Field("n", "N", FieldKind.WHOLE, IfBlank.WORST)
    table = Table("T", (Row("R", (Condition("n", Between(Decimal(21), Decimal(22), False, False)),), 0),))
    assert compile_table(table, {"n": worst}).match(Columns(1, {"n": [None]})).possible_rows(0) == ()


def test_arrays_of_numbers_can_be_compared_with_each_other() -> None:
    compiled = _compiled(Condition("n", Comparison(Compare.LESS, FieldName("x"))))
    columns = Columns(4, {"n": np.array([1, 2, 3, 4]), "x": np.array([1.5, 2.0, np.nan, 9.0])})
    assert _matched(compiled, columns) == [(0,), (), (), (0,)]


def test_a_column_of_many_different_texts_is_matched_to_the_last() -> None:
    size = 5000
    compiled = _compiled(Condition("t", Comparison(Compare.EQUAL, f"task {size - 1}")))
    found = compiled.match(Columns(size, {"t": [f"Task {number}" for number in range(size)]}))
    assert np.flatnonzero(found.any_certain([0])).tolist() == [size - 1]


def test_a_blank_compared_with_a_field_of_several_values_may_be_any_of_them() -> None:
    words = strategies.WORDS
    fields = {
        "one": Field("one", "One", FieldKind.TEXT, IfBlank.WORST),
        "many": Field("many", "Many", FieldKind.CHOICES, words=words),
    }
    table = Table("T", (Row("R", (Condition("one", Comparison(Compare.EQUAL, FieldName("many"))),), 0),))
    found = compile_table(table, fields).match(Columns(1, {"one": [None], "many": [("Beta", "Gamma")]}))
    assert (found.certain_rows(0), found.possible_rows(0)) == ((), (0,))
