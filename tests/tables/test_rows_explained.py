from datetime import date
from decimal import Decimal

from agent_router.model.condition import (
    Between,
    Compare,
    Comparison,
    Condition,
    FieldName,
    Test,
)
from agent_router.model.field import Field, FieldKind, IfBlank, Word, WordList
from agent_router.model.place import Place
from agent_router.model.table import Row, Table
from agent_router.tables.engine import Mode
from agent_router.tables.explain import RowStanding, explain, explain_row

SURFACES = WordList("Surface", (Word("Small"), Word("Large")))
AREAS = WordList("Area", (Word("auth"),))
FIELDS = {
    field.code: field
    for field in (
        Field("files", "Files", FieldKind.WHOLE, IfBlank.WORST),
        Field("changes", "Changes", FieldKind.YES_NO, IfBlank.ASSUME, assumed=True),
        Field("surface", "Surface", FieldKind.CHOICE, IfBlank.WORST, words=SURFACES),
        Field("due", "Due", FieldKind.DATE),
        Field("plan", "Plan", FieldKind.TEXT),
        Field("limit", "Limit", FieldKind.WHOLE, IfBlank.BUDGET),
        Field("area", "Area", FieldKind.CHOICES, words=AREAS, derived=True),
    )
}
FEW_FILES = Condition("files", Comparison(Compare.LESS, Decimal(5)), "< 5", Place("m.xlsx", "Routes", "C6"))


def _row(*conditions: tuple[str, Test]) -> Row[int]:
    return Row("R", tuple(Condition(code, test) for code, test in conditions), 0)


def test_a_number_that_misses_says_by_how_much() -> None:
    explained = explain_row(Row("R", (FEW_FILES,), 0), FIELDS, {"files": 12}.get)
    (held,) = explained.held_by
    assert explained.standing is RowStanding.HELD_BACK
    assert (held.condition, held.value, held.stated, held.by) == (FEW_FILES, 12, True, Decimal(7))


def test_a_date_that_misses_says_by_how_many_days() -> None:
    row = _row(("due", Between(date(2026, 10, 10), date(2026, 10, 20), True, True)))
    assert explain_row(row, FIELDS, {"due": date(2026, 10, 7)}.get).held_by[0].by == Decimal(3)


def test_a_word_that_misses_has_no_distance() -> None:
    row = _row(("surface", Comparison(Compare.EQUAL, "Small")))
    (held,) = explain_row(row, FIELDS, {"surface": "Large"}.get).held_by
    assert (held.value, held.by) == ("Large", None)


def test_a_row_counted_because_of_blanks_names_them() -> None:
    row = Row("R", (FEW_FILES, Condition("surface", Comparison(Compare.EQUAL, "Large"))), 0)
    explained = explain_row(row, FIELDS, {"surface": None, "files": None}.get)
    assert (explained.standing, explained.unstated) == (RowStanding.COUNTED, ("files", "surface"))
    assert explained.held_by == ()


def test_a_row_held_back_by_a_stated_cell_still_names_the_blanks_beside_it() -> None:
    row = Row("R", (FEW_FILES, Condition("surface", Comparison(Compare.EQUAL, "Large"))), 0)
    explained = explain_row(row, FIELDS, {"surface": "Small"}.get)
    assert (explained.standing, explained.unstated) == (RowStanding.HELD_BACK, ("files",))
    assert [held.condition.field for held in explained.held_by] == ["surface"]


def test_an_assumed_value_that_misses_is_told_apart_from_a_stated_one() -> None:
    (held,) = explain_row(_row(("changes", Comparison(Compare.EQUAL, False))), FIELDS, {"changes": None}.get).held_by
    assert (held.value, held.stated) == (True, False)


def test_as_stated_nothing_is_assumed_and_nothing_counted() -> None:
    row = _row(("changes", Comparison(Compare.EQUAL, True)), ("files", Comparison(Compare.LESS, Decimal(5))))
    (explained,) = explain(Table("T", (row,)), FIELDS, {"changes": None}.get, Mode.AS_STATED)
    assert explained.standing is RowStanding.HELD_BACK
    assert [(held.condition.field, held.value) for held in explained.held_by] == [("changes", None), ("files", None)]


def test_a_comparison_with_another_blank_field_names_that_field() -> None:
    row = _row(("limit", Comparison(Compare.AT_LEAST, FieldName("files"))))
    explained = explain_row(row, FIELDS, {"limit": 5, "files": None}.get)
    assert (explained.standing, explained.unstated) == (RowStanding.COUNTED, ("files",))
    (held,) = explain_row(row, FIELDS, {"limit": 5, "files": 8}.get).held_by
    assert held.by == Decimal(3)
