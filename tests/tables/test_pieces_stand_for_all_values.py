from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.model.condition import Between, Compare, Comparison, Contains, FieldName, Given, Like, Test, Touches
from agent_router.model.field import Field, FieldKind, Value
from agent_router.tables.meaning import holds
from agent_router.tables.pieces import representative_values
from tests.tables import strategies

NUMBERS = [Field("n", "N", FieldKind.WHOLE), Field("x", "X", FieldKind.NUMBER), Field("d", "D", FieldKind.DATE)]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_every_value_is_like_one_of_the_representatives(data: st.DataObject) -> None:
    field = data.draw(st.sampled_from(NUMBERS))
    tests = data.draw(st.lists(strategies.simple_tests(field), min_size=1, max_size=4))
    value = data.draw(strategies.values(field))
    known = {tuple(holds(test, one, field) for test in tests) for one in representative_values(field, tests)}
    assert tuple(holds(test, value, field) for test in tests) in known


@pytest.mark.parametrize(
    ("kind", "tests", "values"),
    [
        (FieldKind.WHOLE, [Comparison(Compare.AT_LEAST, Decimal(5))], (4, 5, 6)),
        (FieldKind.WHOLE, [Between(Decimal(18), Decimal(21), True, True)], (17, 18, 19, 21, 22)),
        (FieldKind.WHOLE, [Between(Decimal(21), Decimal(22), True, True)], (20, 21, 22, 23)),
        (FieldKind.WHOLE, [Comparison(Compare.MORE, Decimal("2.5"))], (2, 3)),
        (FieldKind.WHOLE, [], (1,)),
        (FieldKind.WHOLE, [Comparison(Compare.MORE, FieldName("x"))], (1,)),
        (FieldKind.NUMBER, [Between(Decimal(1), Decimal(2), True, True)], (0, 1, Decimal("1.5"), 2, 3)),
        (FieldKind.NUMBER, [], (1,)),
        (FieldKind.YES_NO, [], (True, False)),
        (FieldKind.DATE, [], (date(2000, 1, 1),)),
        (
            FieldKind.DATE,
            [Between(date.min, date.max, True, True)],
            (date.min, date(1, 1, 2), date.max),
        ),
        (FieldKind.TEXT, [Like("*log?n*"), Contains(("oauth",)), Given()], ("logxn", "oauth", "something else")),
        (FieldKind.FOLDERS, [Touches("src/**")], (("src/**",), ("something else",))),
        (FieldKind.CHOICE, [Comparison(Compare.EQUAL, "free")], ("free", "something else")),
    ],
)
def test_one_value_stands_for_each_piece(kind: FieldKind, tests: list[Test], values: tuple[Value, ...]) -> None:
    assert representative_values(Field("f", "F", kind), tests) == values


def test_a_list_gives_its_words_and_a_derived_one_also_none() -> None:
    words = strategies.AREAS
    assert representative_values(Field("a", "A", FieldKind.CHOICE, words=words), []) == ("auth", "billing")
    assert representative_values(Field("a", "A", FieldKind.CHOICES, words=words), []) == (("auth",), ("billing",))
    derived = Field("a", "A", FieldKind.CHOICES, words=words, derived=True)
    assert representative_values(derived, []) == (("auth",), ("billing",), ())
