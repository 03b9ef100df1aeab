"""Every field's answers, cut so that trying one of each piece is trying all."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.model.condition import Comparison, Condition, Test
from agent_router.model.field import Field, FieldKind, IfBlank, Value
from agent_router.model.policy import BlastRadius, MatrixCell, RiskMatrix
from agent_router.model.review import Answers
from agent_router.model.table import Row, Table
from agent_router.tables.cell_language import parse_condition
from agent_router.tables.columns import Columns
from agent_router.tables.engine import Mode, compile_table
from agent_router.tables.index import Reading
from agent_router.tables.meaning import holds
from agent_router.tables.partition import Axis, axes_of, axis_of, box_holds, grid_axis, row_masks
from agent_router.tables.paths import path_boxes, witness
from agent_router.tables.printing import print_test
from tests.small_policy import BY_CODE as POLICY_FIELDS
from tests.tables import sample_fields, strategies
from tests.tables.strategies import FIELDS, rows, values


def typed(code: str, *cells: str) -> list[Test]:
    fields = sample_fields.FIELDS
    parsed = [parse_condition(cell, fields[code], fields, None).condition for cell in cells]
    return [condition.test for condition in parsed if condition is not None]


def axis(code: str, *cells: str) -> Axis:
    return axis_of(sample_fields.FIELDS[code], typed(code, *cells))


def said(found: Axis, pieces: int) -> list[str]:
    fields = sample_fields.FIELDS
    return [
        " · ".join(f"{print_test(region.test, fields)}{' or blank' * region.or_blank}" for region in box)
        for box in found.regions(pieces)
    ]


def stated(found: Axis) -> list[Value | None]:
    return [piece.values[0] for piece in found.pieces if piece.values[0] is not None]


def test_between_two_whole_numbers_that_follow_each_other_lies_no_piece() -> None:
    found = axis("files_expected", "[18..21]", "[22..25]")
    assert stated(found) == [17, 18, 19, 21, 22, 23, 25, 26]
    assert said(found, 0b01111110) == ["[18..25]"]


def test_numbers_begin_at_zero() -> None:
    assert stated(axis("files_expected", ">= 0", "< 0", "> -5")) == [0, 1]
    assert stated(axis("max_cost_usd", "> 0")) == [0, 1]
    assert stated(axis("max_cost_usd", ">= 0.5")) == [Decimal("0.25"), Decimal("0.5"), Decimal("1.5")]


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        (0b0001, ["< 5"]),
        (0b0110, [">= 5"]),
        (0b0100, ["> 5"]),
        (0b0011, ["<= 5"]),
        (0b0101, ["<> 5"]),
        (0b0111, ["given"]),
        (0b1000, ["missing or blank"]),
        (0b1001, ["< 5 or blank"]),
        (0b1111, [""]),
        (0b0000, []),
    ],
)
def test_pieces_of_numbers_are_said_with_the_numbers_of_the_lead(pieces: int, words: list[str]) -> None:
    assert said(axis("files_expected", ">= 5"), pieces) == words


def test_touching_ranges_of_numbers_keep_their_ends() -> None:
    found = axis("max_cost_usd", "[1..2)", "[2..3]")
    assert said(found, 0b0011110) == ["[1..3)"]
    assert said(found, 0b0010110) == ["[1..2), (2..3)"]


def test_a_short_list_of_words_is_named_and_a_long_one_by_the_words_left_out() -> None:
    found = axis("work_type", "Migration")
    assert said(found, 0b11) == ["Migration, Refactor"]
    assert said(found, 0b011111111) == ['not "Read/write"']


def test_several_words_at_once_are_told_apart_by_what_is_asked_of_them() -> None:
    found = axis("data_class", "Customer", "Internal, Customer")
    assert found.exact
    names = {value: 1 << place for place, value in enumerate(piece.values[0] for piece in found.pieces)}
    assert set(names) == {("No data",), ("Internal",), ("Customer",), None}
    assert said(found, names[("Internal",)]) == ["Internal, Customer · not Customer"]


def test_a_text_may_meet_several_conditions_at_once() -> None:
    found = axis("goal", "contains: login", "*oauth*")
    truths = {(holds(typed("goal", "contains: login")[0], value, found.fields[0]),
               holds(typed("goal", "*oauth*")[0], value, found.fields[0])) for value in stated(found)}  # fmt: skip
    assert truths == {(True, True), (True, False), (False, True), (False, False)}
    assert found.exact


def test_where_texts_may_hide_more_the_axis_says_so() -> None:
    assert not axis("goal", "log*", "*login").exact
    assert axis("goal", "contains: login", "contains: login, oauth").exact
    assert axis("goal", "given", "missing").exact
    assert axis("goal", "Fix it").exact


def test_only_levels_that_the_matrix_ties_together_are_pieces() -> None:
    cells = tuple(
        MatrixCell(i, j, BlastRadius.HIGH if i * j >= 12 else BlastRadius.LOW) for i in range(1, 6) for j in range(1, 6)
    )
    found = grid_axis(RiskMatrix((), (), cells), [POLICY_FIELDS["score"], POLICY_FIELDS["blast_radius"]])
    assert (12, "Low") not in {piece.values for piece in found.pieces}
    high = sum(1 << at for at, piece in enumerate(found.pieces) if piece.values[1] == "High")
    [box] = found.regions(high)
    assert len(box) == 1
    alone = grid_axis(RiskMatrix((), (), cells), [POLICY_FIELDS["blast_radius"]])
    assert [piece.values for piece in alone.pieces] == [("Low",), ("High",)]


def _answers(found: Sequence[Axis], places: Sequence[int]) -> dict[str, Value | None]:
    return {
        field.code: value
        for one, place in zip(found, places, strict=True)
        for field, value in zip(one.fields, one.pieces[place].values, strict=True)
    }


@settings(deadline=None, max_examples=60)
@given(st.lists(rows(), min_size=1, max_size=6), st.data())
def test_masks_of_pieces_agree_with_the_table_itself(drawn: list[Row[int]], data: st.DataObject) -> None:

    conditions: list[tuple[Condition, ...]] = [row.conditions for row in drawn]
    found = axes_of(conditions, FIELDS)
    places = [data.draw(st.integers(0, len(one.pieces) - 1)) for one in found]
    answers = _answers(found, places)
    columns = Columns(1, {code: [value] for code, value in answers.items()})
    table = compile_table(Table("T", tuple(drawn)), FIELDS)
    matches, as_stated = table.match(columns), table.match(columns, Mode.AS_STATED)
    for reading, expected in (
        (Reading.CERTAIN, matches.certain_rows(0)),
        (Reading.POSSIBLE, matches.possible_rows(0)),
        (Reading.AS_STATED, as_stated.certain_rows(0)),
    ):
        held = (1 << len(drawn)) - 1
        for one, place in zip(found, places, strict=True):
            held &= row_masks(one, conditions, FIELDS, reading)[place]
        assert tuple(at for at in range(len(drawn)) if held >> at & 1) == expected


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(FIELDS)).flatmap(
    lambda code: st.tuples(
        st.just(FIELDS[code]), st.lists(strategies.tests_of(FIELDS[code]), max_size=4), values(FIELDS[code])
    )
))  # fmt: skip
def test_every_answer_lies_in_a_piece_of_an_exact_axis(drawn: tuple[Field, list[Test], Value]) -> None:
    field, tests, value = drawn
    found = axis_of(field, tests)
    real = {tuple(holds(test, piece.values[0], field) for test in tests) for piece in found.pieces}
    negative = isinstance(value, int | Decimal) and not isinstance(value, bool) and value < 0
    assert negative or not found.exact or tuple(holds(test, value, field) for test in tests) in real


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(FIELDS)).flatmap(
    lambda code: st.tuples(st.just(FIELDS[code]), st.lists(strategies.tests_of(FIELDS[code]), max_size=4))
), st.integers(0))  # fmt: skip
def test_what_is_said_of_pieces_holds_of_exactly_these(drawn: tuple[Field, list[Test]], chosen: int) -> None:
    field, tests = drawn
    found = axis_of(field, tests)
    chosen &= found.everything
    boxes = found.regions(chosen)
    for place, piece in enumerate(found.pieces):
        answers: Answers = () if piece.values[0] is None else ((field.code, piece.values[0]),)
        assert any(box_holds(box, answers, FIELDS) for box in boxes) is bool(chosen >> place & 1)


@settings(deadline=None, max_examples=60)
@given(st.lists(rows(), min_size=1, max_size=5), st.integers(0))
def test_what_is_said_of_fields_that_are_compared_holds_of_exactly_these(drawn: list[Row[int]], chosen: int) -> None:
    for found in axes_of([row.conditions for row in drawn], FIELDS):
        if len(found.fields) < 2 or not found.exact:
            continue
        some = chosen & found.everything
        boxes = found.regions(some)
        for place, piece in enumerate(found.pieces):
            stated_values = zip(found.codes, piece.values, strict=True)
            answers = tuple((code, value) for code, value in stated_values if value is not None)
            assert any(box_holds(box, answers, FIELDS) for box in boxes) is bool(some >> place & 1)


def compared(code: str, cell: str, *more: tuple[str, str]) -> Axis:
    fields = sample_fields.FIELDS
    conditions = [parse_condition(text, fields[one], fields, None).condition for one, text in ((code, cell), *more)]
    [found] = axes_of([tuple(one for one in conditions if one is not None)], fields)
    return found


@pytest.mark.parametrize(
    ("code", "cell", "truths"),
    [
        ("requester", "= Reviewer", {True, False}),
        ("start", "< Due", {True, False}),
        ("changes", "= Reversible?", {True, False}),
        ("max_files", ">= Files expected", {True, False}),
    ],
)
def test_fields_that_are_compared_are_seen_alike_and_different(code: str, cell: str, truths: set[bool]) -> None:
    found = compared(code, cell)
    both = [dict(zip(found.codes, piece.values, strict=True)) for piece in found.pieces]
    [test] = [one.test for one in found.units if one.field.code == code and isinstance(one.test, Comparison)]
    stated_both = [values for values in both if None not in values.values()]
    field = sample_fields.FIELDS[code]
    assert {holds(test, values[code], field, values.get) for values in stated_both} == truths
    assert any(None in values.values() for values in both)


def test_too_many_compared_answers_are_thinned_and_it_is_said() -> None:
    ends = [("files_expected", f">= {number}") for number in range(0, 150, 5)]
    found = compared("max_files", ">= Files expected", *ends)
    assert not found.exact


def test_levels_are_said_as_ranges() -> None:
    cells = tuple(MatrixCell(i, j, BlastRadius.LOW) for i in range(1, 6) for j in range(1, 6))
    found = grid_axis(RiskMatrix((), (), cells), [POLICY_FIELDS["impact"]])

    def words(*levels: int) -> list[str]:
        bits = sum(1 << level - 1 for level in levels)
        return [print_test(region.test, POLICY_FIELDS) for box in found.regions(bits) for region in box]

    assert words(1, 2) == ["<= 2"]
    assert words(4, 5) == [">= 4"]
    assert words(2, 3) == ["[2..3]"]
    assert words(1, 3, 4) == ["1, [3..4]"]


def test_a_way_through_the_axes_is_said_in_conditions_and_shown_by_one_task() -> None:
    axes = [axis("changes", "yes"), axis("files_expected", ">= 5")]

    assert [len(box) for box in path_boxes((0b010, 0b0001), axes)] == [2]
    assert path_boxes((None, None), axes) == ((),)
    assert witness((0b010, 0b0001), axes) == (("changes", False), ("files_expected", 4))


def test_a_blank_that_stands_for_a_value_tells_the_answers_beside_it_apart() -> None:
    fields = {
        "due": Field("due", "Due", FieldKind.DATE),
        "start": Field("start", "Start", FieldKind.DATE, IfBlank.ASSUME, assumed=date(2026, 10, 1)),
    }
    later = parse_condition("> Start", fields["due"], fields, None).condition
    assert later is not None
    [found] = axes_of([(later,)], fields)
    masks = row_masks(found, [(later,)], fields, Reading.CERTAIN)
    left = found.regions(sum(1 << place for place, rows_there in enumerate(masks) if not rows_there))
    assert found.exact
    for due, caught in ((date(2026, 9, 30), False), (date(2026, 10, 1), False), (date(2026, 10, 2), True)):
        assert any(box_holds(box, (("due", due),), fields) for box in left) is not caught
