import json
import re
from decimal import Decimal

import pytest

from agent_router.model.field import Field, FieldKind, Value
from agent_router.tables.cell_language import parse_condition
from agent_router.tables.literals import read_date
from agent_router.tables.meaning import holds
from tests.places import FIELD_DATA, needs_field_data
from tests.tables.dmn import Case, Model, Result, read_cases

SUITE = FIELD_DATA / "dmn_tck"
MODELS = {path.stem: path for path in sorted(SUITE.glob("level*/*/*.dmn"))}
CASES = [(name, case) for name, path in MODELS.items() for case in read_cases(path.with_name(f"{name}-test-01.xml"))]

# The cell language has no such values or tests; a lead cannot mean them, so the cells are refused with a reason.
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
