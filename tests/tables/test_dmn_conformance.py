import json
import re
from decimal import Decimal

import pytest

from agent_router.model.field import Field, FieldKind, Value
from agent_router.model.table import HitPolicy
from agent_router.tables.cell_language import parse_condition
from agent_router.tables.coverage import gaps, impossible_rows, overlaps, unreachable_rows
from agent_router.tables.cut_table import cut_table
from agent_router.tables.kinds_in_words import box_words
from agent_router.tables.literals import read_date
from agent_router.tables.meaning import holds
from tests.places import FIELD_DATA, needs_field_data
from tests.tables.dmn import Case, Model, Result, read_cases

SUITE = FIELD_DATA / "dmn_tck"
MODELS = {path.stem: path for path in sorted(SUITE.glob("level*/*/*.dmn"))}
CASES = [(name, case) for name, path in MODELS.items() for case in read_cases(path.with_name(f"{name}-test-01.xml"))]

# The cell language has no such values or tests; a lead cannot mean them, so the cells are refused with a reason
# (docs/decisions/0006-what-a-condition-cell-covers-of-feel.md).
NOT_COVERED = {
    r"string_00[29]|string_010|string_00[78]": "texts have no ranges",
    r"string_00[3-6]|string_014": "texts have no order",
    r"time_.*": "a time of day is no kind of field",
    r"date_?[tT]ime_.*": "a date with a time of day is no kind of field",
    r"(ym|dt)_duration_.*": "a duration is no kind of field",
    r"list_.*": "a list is no single value of a field",
    r"context_.*": "a structure is no value of a field",
    r"null_.*": "there is no null: a field is stated or not, and a condition holds or does not",
}


def _same(one: Result, other: Result) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return abs(one - other) < Decimal("1e-8")
    return one == other and type(one) is type(other)


@needs_field_data
def test_the_suite_is_found() -> None:
    assert len(MODELS) >= 13
    assert len(CASES) >= 60


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{case.id} {case.node}" for _, case in CASES])
def test_a_decision_table_of_the_suite_decides_as_expected(name: str, case: Case) -> None:
    assert _same(Model(MODELS[name]).decide(case.node, case.inputs), case.expected)


@needs_field_data
def test_the_known_gap_of_the_lending_example_is_a_gap() -> None:
    model = Model(MODELS["0004-lending"])
    bound: dict[str, Value | None] = {"ExistingCustomer": False, "ApplicationRiskScore": Decimal(130)}
    assert model.decide("Pre-bureauRiskCategoryTable", bound) is None
    assert model.decide("Pre-bureauRiskCategoryTable", {**bound, "ApplicationRiskScore": Decimal(131)}) == "VERY LOW"


def _said_of_gaps(model: str, node: str) -> list[str]:
    """Every kind of input that no rule of the table covers."""
    table, fields = Model(MODELS[model]).table(node)
    cut = cut_table(table, fields)
    found = gaps(cut, cut.all_rows)
    assert found.all_named
    return [box_words(box, fields) for gap in found.found for box in gap.boxes]


@needs_field_data
def test_the_analysis_finds_the_gap_of_the_lending_example_and_no_other() -> None:
    said = _said_of_gaps("0004-lending", "Pre-bureauRiskCategoryTable")
    assert said == ["“ExistingCustomer” is no, and ApplicationRiskScore is 130"]


def _plain_tables() -> list[tuple[str, str]]:
    """Tables of the suite whose cells compare with values alone."""
    plain = [name for name, path in MODELS.items() if "level2" in path.parts or name == "0004-lending"]
    return [(name, node) for name in plain for node in Model(MODELS[name]).tables]


@needs_field_data
def test_the_tables_of_the_suite_are_found() -> None:
    assert len(_plain_tables()) >= 15


@pytest.mark.parametrize(("name", "node"), _plain_tables())
def test_no_table_of_the_suite_has_rows_that_never_decide_or_may_not_meet(name: str, node: str) -> None:
    table, fields = Model(MODELS[name]).table(node)
    cut = cut_table(table, fields)
    assert impossible_rows(cut) == ()
    if table.hit_policy is HitPolicy.FIRST:
        assert list(unreachable_rows(cut)) == []
    if table.hit_policy is HitPolicy.UNIQUE:
        assert list(overlaps(cut)) == []


def _feel_cases() -> list[tuple[str, str, str | None]]:
    path = SUITE / "feel_in.dev.jsonl"
    if not path.is_file():
        return []
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    return [(line["id"], line["expression"], line["expected"]) for line in lines]


def _reason(name: str) -> str | None:
    return next(
        (reason for pattern, reason in NOT_COVERED.items() if re.match(f"(?:{pattern})$", f"{name}"[:99])), None
    )


def _covered(name: str) -> bool:
    stem = re.match(r"(?:ym_|dt_)?[a-zA-Z]+_\d+", name)
    assert stem
    return _reason(stem[0]) is None


def _value(text: str) -> tuple[Value, FieldKind]:
    if text in {"true", "false"}:
        return text == "true", FieldKind.YES_NO
    if text.startswith(("date(", "@")):
        return read_date(text), FieldKind.DATE
    if text.startswith('"'):
        return text.strip('"'), FieldKind.TEXT
    return Decimal(text), FieldKind.NUMBER


@pytest.mark.parametrize(
    ("name", "expression", "expected"),
    [case for case in _feel_cases() if _covered(case[0])],
    ids=lambda part: str(part)[:40],
)
def test_a_value_meets_a_unary_test_as_the_suite_says(name: str, expression: str, expected: str) -> None:
    left, _, right = expression.partition(" in ")
    value, kind = _value(left.strip())
    field = Field("x", "X", kind)
    parsed = parse_condition(right.strip(), field, {"x": field}, None)
    assert parsed.fault is None, name
    assert parsed.condition is not None
    assert holds(parsed.condition.test, value, field) is (expected == "true")


@needs_field_data
def test_most_plain_values_of_the_suite_are_covered() -> None:
    covered = [name for name, _, _ in _feel_cases() if _covered(name)]
    assert len(covered) >= 50
    assert any(name.startswith("string") for name in covered)


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ('["f".."h"]', FieldKind.CHOICE),
        ('< "b"', FieldKind.TEXT),
        ('time("10:30:08")', FieldKind.DATE),
        ('@"2018-12-08T10:30:05"', FieldKind.DATE),
        ('duration("P8Y")', FieldKind.NUMBER),
        ("[1..null)", FieldKind.NUMBER),
        ("{a: 1}", FieldKind.NUMBER),
    ],
)
def test_what_the_cell_language_does_not_know_is_refused_not_misread(expression: str, kind: FieldKind) -> None:
    field = Field("x", "X", kind)
    assert parse_condition(expression, field, {"x": field}, None).fault is not None


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        (name, expression)
        for name, expression, _ in _feel_cases()
        if not _covered(name) and not expression.startswith("null")
    ],
    ids=lambda part: str(part)[:40],
)
def test_every_case_that_is_not_covered_is_refused_not_misread(name: str, expression: str) -> None:
    """Where the value alone is null there is no cell to refuse."""
    right = expression.partition(" in ")[2].strip()
    kind = next((kind for start, kind in _NEAREST_KIND.items() if name.casefold().startswith(start)), FieldKind.NUMBER)
    field = Field("x", "X", kind)
    assert parse_condition(right, field, {"x": field}, None).fault is not None


_NEAREST_KIND = {"string": FieldKind.TEXT, "time": FieldKind.DATE, "date": FieldKind.DATE}
"""What a lead would take for it; anything else would be numbers."""
