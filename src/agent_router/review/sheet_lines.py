"""A policy seen sheet by sheet, line by line and cell by cell, so that two of them can be laid side by side."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from agent_router.model.condition import Condition
from agent_router.model.field import Field, IfBlank, Riskier, WordList
from agent_router.model.place import Place
from agent_router.model.policy import Policy
from agent_router.model.table import HitPolicy, Table
from agent_router.tables.printing import print_literal, print_test
from agent_router.tables.same_test import standard_form


@dataclass(frozen=True, slots=True)
class LineCell:
    """One cell as it counts."""

    attributes: tuple[str, ...]
    """The attributes of the line's item that the cell fills; a condition's field code after `if`."""
    header: str
    text: str
    """As the lead reads it; empty where it says nothing."""
    meaning: Hashable
    """Equal where two cells mean the same, however they are spelled."""
    place: Place | None = None
    decides: bool = True
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet, or one word of a list."""

    id: str
    cells: tuple[LineCell, ...]
    item: Any
    """What the policy holds for this row."""
    place: Place | None = None
    named: bool = True
    """Whether the lead gave the name; False where it is the cell's address."""
    code: str = ""
    """What stays the same when the name is spelled otherwise, where there is such a thing."""

    @property
    def key(self) -> str:
        """The code, or the name with case and spaces forgiven."""
        return self.code or " ".join(self.id.split()).casefold()

    @property
    def meaning(self) -> frozenset[tuple[tuple[str, ...], Hashable]]:
        """All that the row decides, whatever its order, its name and its remarks."""
        return frozenset((cell.attributes, cell.meaning) for cell in self.cells if cell.decides and cell.text)


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet, or one list of `Lists`."""

    sheet: str
    group: str
    """Name of the list; empty elsewhere."""
    lines: tuple[Line, ...]
    ordered: bool = False
    """Whether the order of its lines decides something."""


Attribute = tuple[str, str, bool]
"""Attribute of a noun, header of its column, whether it takes part in deciding."""

RULE_SHEETS: Mapping[str, tuple[str, tuple[Attribute, ...]]] = {
    "Routes": (
        "routes",
        (
            ("route", "Route", True),
            ("phases", "Phases", True),
            ("approval_before", "Approval before", True),
            ("reviewed_by", "Reviewed by", True),
            ("say", "Say", False),
        ),
    ),
    "Budgets": (
        "budgets",
        (
            ("minutes", "Budget minutes", True),
            ("tokens", "Budget tokens", True),
            ("cost_usd", "Budget cost (USD)", True),
            ("retries", "Budget retries", True),
            ("agents", "Budget agents", True),
            ("when_full", "When the box is full", True),
        ),
    ),
    "Risk rules": (
        "risk_rules",
        (("impact", "Impact", True), ("likelihood", "Likelihood", True), ("because", "Because", False)),
    ),
    "Proof": (
        "proof",
        (
            ("kinds", "Proof required", True),
            ("minimum", "Minimum", True),
            ("does_not_count", "Does not count", True),
            ("least_grade", "Least grade", True),
            ("because", "Because", False),
        ),
    ),
    "Acceptance checklist": (
        "checklist",
        (
            ("question", "Question", True),
            ("checked_by", "Checked by", True),
            ("setting", "Setting", True),
            ("if_not_met", "If not met", True),
            ("because", "Because", False),
        ),
    ),
    "Stop conditions": (
        "stops",
        (
            ("stop_when", "Stop when", True),
            ("setting", "Setting", True),
            ("then", "Then", True),
            ("because", "Because", False),
        ),
    ),
}
"""Sheet → attribute of the policy, and the columns of its conclusions."""

FACT_SHEETS: Mapping[str, tuple[str, tuple[str, ...], tuple[Attribute, ...]]] = {
    "Systems": (
        "systems",
        ("name",),
        (
            ("also_called", "Also called", True),
            ("folders", "Folders", True),
            ("area", "Area", True),
            ("owner", "Owner", True),
            ("agents_allowed", "Agents allowed?", True),
            ("scratch", "Scratch?", True),
        ),
    ),
    "People": (
        "people",
        ("name",),
        (
            ("email", "Email", True),
            ("roles", "Roles", True),
            ("may_approve", "May approve", True),
            ("may_sign", "May sign", True),
        ),
    ),
    "Prices": (
        "prices",
        ("model", "since", "up_to"),
        (
            ("input", "USD per million input", True),
            ("output", "USD per million output", True),
            ("cache_read", "USD per million cache read", True),
            ("cache_write", "USD per million cache write", True),
            ("up_to", "Up to input tokens", True),
        ),
    ),
}
"""Sheet → attribute of the policy, what names a row, and the other columns."""

SETTINGS: Mapping[str, tuple[str, tuple[Attribute, ...]]] = {
    "Start here": (
        "identity",
        (
            ("name", "Name", False),
            ("version", "Version", False),
            ("effective_from", "Effective from", False),
            ("effective_until", "Effective until", False),
            ("owner", "Owner", False),
            ("approved_by", "Approved by", False),
            ("approved_on", "Approved on", False),
            ("retention_months", "Retention (months)", True),
        ),
    ),
    "Branding": (
        "branding",
        (
            ("organization", "Organization", False),
            ("logo", "Logo file", False),
            ("accent", "Accent color", False),
            ("footer", "Footer", False),
            ("classification", "Classification", False),
            ("week_starts", "Week starts on", True),
            ("time_zone", "Time zone", True),
            ("language", "Language", False),
        ),
    ),
}
"""Sheet → attribute of the policy, and its settings. The identity only says which version is in force, and when."""

READING = "Rows are read"
MATRIX = "Risk matrix"
"""Its grid decides; the names of its levels, the actions and how its axes are meant only explain."""


def parts_of(policy: Policy) -> tuple[Part, ...]:
    """Every sheet of the policy but `Changes`, in tab order."""
    return tuple(_parts(policy))


def _parts(policy: Policy) -> Iterator[Part]:
    yield _settings(policy, "Start here")
    yield _rules(policy, "Routes")
    yield _rules(policy, "Budgets")
    yield _facts(policy, "Systems")
    yield _facts(policy, "People")
    yield _rules(policy, "Risk rules")
    yield Part(MATRIX, "", tuple(_matrix_lines(policy)))
    yield _rules(policy, "Proof")
    yield _rules(policy, "Acceptance checklist")
    yield _rules(policy, "Stop conditions")
    yield Part("Fields", "", tuple(_field_line(policy, field) for field in policy.fields if not field.derived))
    for words in policy.lists:
        yield _list(policy, words)
    yield _facts(policy, "Prices")
    yield _settings(policy, "Branding")
    yield Part("Examples", "", tuple(_example_lines(policy)))


def reading_line(table: Table[Any], policy: Policy, sheet: str) -> Line:
    """How the rows of a sheet are read, as a line of its own."""
    place = policy.setting(sheet, READING)
    cell = LineCell(("hit_policy",), READING, table.hit_policy.value, table.hit_policy, place)
    return Line("", (cell,), table, place)


def _rules(policy: Policy, sheet: str) -> Part:
    attribute, columns = RULE_SHEETS[sheet]
    table: Table[Any] = getattr(policy, attribute)
    fields = {field.code: field for field in policy.fields}
    lines = []
    for row in table.rows:
        conditions = [_condition_cell(condition, fields) for condition in row.conditions]
        then = [_cell(policy, row.then, row.place, column) for column in columns]
        named = row.place is None or row.id != row.place.cell
        lines.append(Line(row.id, (*conditions, *then), row, row.place, named=named))
    first_counts = table.hit_policy is HitPolicy.FIRST
    settings = [reading_line(table, policy, sheet)] if sheet in {"Routes", "Budgets"} else []
    return Part(sheet, "", (*settings, *lines), ordered=first_counts)


def _condition_cell(condition: Condition, fields: Mapping[str, Field]) -> LineCell:
    field = fields[condition.field]
    text = condition.typed or print_test(condition.test, fields)
    form = standard_form(condition.test, field)
    return LineCell(("if", condition.field), field.header, text, form, condition.place, condition=condition)


def _cell(policy: Policy, item: object, row: Place | None, column: Attribute) -> LineCell:
    attribute, header, decides = column
    value = getattr(item, attribute)
    return LineCell((attribute,), header, said(value), _folded(value), policy.cell(row, header), decides)


def _facts(policy: Policy, sheet: str) -> Part:
    attribute, names, columns = FACT_SHEETS[sheet]
    lines = []
    for item in getattr(policy, attribute):
        # Not every price has a largest prompt.
        name = ", from ".join(said(value) for own in names if (value := getattr(item, own)) is not None)
        cells = tuple(_cell(policy, item, item.place, column) for column in columns)
        lines.append(Line(name, cells, item, item.place))
    return Part(sheet, "", tuple(lines))


def _settings(policy: Policy, sheet: str) -> Part:
    attribute, columns = SETTINGS[sheet]
    item = getattr(policy, attribute)
    cells = tuple(
        LineCell((own,), header, said(getattr(item, own)), getattr(item, own), policy.setting(sheet, header), decides)
        for own, header, decides in columns
    )
    return Part(sheet, "", (Line("", cells, item),))


def _matrix_lines(policy: Policy) -> Iterator[Line]:
    matrix = policy.matrix
    for cell in matrix.cells:
        text = cell.blast_radius.value
        name = f"impact {cell.impact}, likelihood {cell.likelihood}"
        cells = (LineCell(("blast_radius",), "Blast radius", text, text, cell.place),)
        yield Line(name, cells, cell, cell.place)
    texts = [(label, getattr(matrix, own)) for own, label in (("axis_reading", "Axis reading"),
             ("accepted_because", "Accepted because"))]  # fmt: skip
    texts += [(f"Required action: {radius.value}", action) for radius, action in matrix.actions]
    for label, text in texts:
        place = policy.setting(MATRIX, label)
        yield Line(label, (LineCell((), "", text, text, place, decides=False),), None, place)
    for axis, levels in (("Impact", matrix.impact), ("Likelihood", matrix.likelihood)):
        for level in levels:
            row = policy.setting(MATRIX, f"level {level.number}")
            names = tuple(
                LineCell((), header, text, text, policy.cell(row, header), decides=False)
                for header, text in ((f"{axis} is called", level.name), (f"{axis} means", level.means))
            )
            yield Line(f"{axis.casefold()} level {level.number}", names, None, row)


def _field_line(policy: Policy, field: Field) -> Line:
    place = field.place
    blank = field.if_blank.value if field.if_blank is not IfBlank.ASSUME else f"assume {said(field.assumed)}"
    columns: tuple[tuple[tuple[str, ...], str, str, Hashable, bool], ...] = (
        (("header",), "Field", field.header, field.header.casefold(), True),
        (("question",), "Question", field.question, field.question, False),
        (("kind",), "Kind", field.kind.value, field.kind, True),
        (("list_name", "words"), "List", field.list_name, field.list_name.casefold(), True),
        (("if_blank", "assumed"), "If blank", blank, (field.if_blank, field.assumed), True),
        (("riskier",), "Riskier when", "" if field.riskier is Riskier.NONE else field.riskier.value,
         field.riskier, True),
        (("also_called",), "Also called", said(field.also_called), _folded(field.also_called), True),
    )  # fmt: skip
    cells = tuple(
        LineCell(attributes, header, text, meaning, policy.cell(place, header), decides)
        for attributes, header, text, meaning, decides in columns
    )
    return Line(field.header, cells, field, place, code=field.code)


def _list(policy: Policy, words: WordList) -> Part:
    header = f"Also called ({words.name})"
    lines = []
    for word in words.words:
        place = policy.cell(word.place, header)
        cell = LineCell(("also_called",), header, said(word.also_called), _folded(word.also_called), place)
        lines.append(Line(word.text, (cell,), word, word.place))
    riskier = any(field.list_name == words.name and field.riskier is Riskier.LATER for field in policy.fields)
    return Part("Lists", words.name, tuple(lines), ordered=riskier)


_EXPECTED: tuple[tuple[str, str], ...] = (
    ("blast_radius", "Should be: blast radius"),
    ("route", "Should be: route"),
    ("phases", "Should be: phases"),
    ("minutes", "Should be: budget minutes"),
    ("proof", "Should be: proof"),
    ("missing", "Should be: missing"),
    ("checklist", "Should be: checklist IDs"),
    ("note", "Note"),
)


def _example_lines(policy: Policy) -> Iterator[Line]:
    headers = {field.code: field.header for field in policy.fields}
    for example in policy.examples:
        stated = [(headers.get(code, code), value) for code, value in example.answers if code != "id"]
        expected = [(header, getattr(example, own)) for own, header in _EXPECTED]
        cells = tuple(
            LineCell((), header, _expected(value), _folded(value), policy.cell(example.place, header), decides=False)
            for header, value in (*stated, *expected)
        )
        yield Line(example.id, cells, example, example.place)


def _expected(value: object) -> str:
    return "none" if value == () else said(value)


def said(value: object) -> str:
    """A value of the policy as its cell shows it; empty where it says nothing."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "; ".join(said(one) for one in value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str):
        return value
    return print_literal(value) if isinstance(value, bool | Decimal | date) else str(value)


def _folded(value: object) -> Hashable:
    """What has to be equal: words of a list in any order, case and spaces forgiven."""
    if isinstance(value, tuple):
        return frozenset(_folded(one) for one in value)
    return " ".join(value.split()).casefold() if isinstance(value, str) else value
