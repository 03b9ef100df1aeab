"""Whether two conditions mean the same, however they are spelled: `> 4` and `>=5` of whole numbers do."""

from collections.abc import Hashable
from typing import assert_never

from agent_router.model.condition import (
    AnyOf,
    Anything,
    Between,
    Compare,
    Comparison,
    Contains,
    Given,
    Like,
    Missing,
    NoneOf,
    Test,
    Touches,
)
from agent_router.model.field import Field, FieldKind, Value
from agent_router.tables.meaning import holds
from agent_router.tables.pieces import other_fields, representative_values
from agent_router.tables.texts import key

_EXACT = {FieldKind.WHOLE, FieldKind.NUMBER, FieldKind.DATE, FieldKind.YES_NO}


def standard_form(test: Test, field: Field) -> Hashable:
    """Equal for two tests that say the same in the same terms: order, doubles, case and spaces forgiven."""
    form: Hashable
    match test:
        case AnyOf(tests):
            forms = frozenset(standard_form(one, field) for one in tests)
            form = ("any of", forms) if len(forms) > 1 else next(iter(forms))
        case NoneOf(tests):
            form = ("none of", frozenset(standard_form(one, field) for one in tests))
        case Comparison(Compare.NOT_EQUAL, value) if not field.many:
            form = ("none of", frozenset({standard_form(Comparison(Compare.EQUAL, value), field)}))
        case Comparison(sign, value):
            right = key(value) if isinstance(value, str) else value
            form = (sign, type(right) is bool, right)
        case Like(pattern):
            form = ("like", key(pattern))
        case Contains(phrases):
            form = ("contains", frozenset(key(phrase) for phrase in phrases))
        case Between() | Touches() | Anything() | Given() | Missing():
            form = test
        case _ as never:
            assert_never(never)
    return form


def same_test(one: Test, other: Test, field: Field) -> bool:
    """Whether two tests of a field surely hold for the same answers; where that cannot be told, False."""
    if standard_form(one, field) == standard_form(other, field):
        return True
    if other_fields(one) or other_fields(other):
        return False
    words_known = field.kind is FieldKind.CHOICE and field.words is not None
    if field.kind not in _EXACT and not words_known:
        return False
    values: tuple[Value | None, ...] = (None, *representative_values(field, (one, other)))
    return all(holds(one, value, field) == holds(other, value, field) for value in values)
