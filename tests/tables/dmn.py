"""A small reader of DMN XML: decision tables become our tables, read by our cell language and decided by our engine.

What stands around the tables (invocations, contexts, literal expressions) is evaluated here, just far enough.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from defusedxml import ElementTree

from agent_router.model.condition import Condition
from agent_router.model.field import Field, FieldKind, IfBlank, Value, Word, WordList
from agent_router.model.table import Aggregation, HitPolicy, Row, Table
from agent_router.tables.cell_language import parse_condition
from agent_router.tables.columns import Columns
from agent_router.tables.engine import compile_table
from agent_router.tables.hit_policy import Decided, Output, Outputs, Violation, decide

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Plain = Value | None
Result = Plain | list["Result"] | dict[str, "Result"]
Scope = dict[str, Plain]

_POLICIES = {policy.value.upper(): policy for policy in HitPolicy}
_AGGREGATIONS = {"SUM": Aggregation.SUM, "MIN": Aggregation.MIN, "MAX": Aggregation.MAX, "COUNT": Aggregation.COUNT}
_KINDS = {"number": FieldKind.NUMBER, "boolean": FieldKind.YES_NO, "date": FieldKind.DATE, "string": FieldKind.TEXT}
_EPOCH = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
_RANGE = re.compile(r"\[(.+)\.\.(.+)\]")

# The six formulas of the suite's models, by their text without white space.
_FORMULAS: Mapping[str, Callable[[Mapping[str, Decimal]], Plain]] = {
    "MonthlyIncome-(MonthlyExpenses+MonthlyRepayments)": lambda of: (
        of["MonthlyIncome"] - of["MonthlyExpenses"] - of["MonthlyRepayments"]
    ),
    "ifDisposableIncome*CreditContingencyFactor>RequiredMonthlyInstallmentthentrueelsefalse": lambda of: (
        of["DisposableIncome"] * of["CreditContingencyFactor"] > of["RequiredMonthlyInstallment"]
    ),
    'ifProductType="STANDARDLOAN"then20.00elseifProductType="SPECIALLOAN"then25.00elsenull': lambda of: {
        "STANDARD LOAN": Decimal(20),
        "SPECIAL LOAN": Decimal(25),
    }.get(str(of["ProductType"])),
    "(Amount*Rate/12)/(1-(1+Rate/12)**-Term)": lambda of: (
        (of["Amount"] * of["Rate"] / 12) / (1 - (1 + of["Rate"] / 12) ** -of["Term"])
    ),
    "MonthlyRepayment+MonthlyFee": lambda of: of["MonthlyRepayment"] + of["MonthlyFee"],
    "BaseVacationDays+max(Extradayscase1,Extradayscase3)+Extradayscase2": lambda of: (
        of["Base Vacation Days"] + max(of["Extra days case 1"], of["Extra days case 3"]) + of["Extra days case 2"]
    ),
}


@dataclass(frozen=True)
class Case:
    """One expected result of one test case."""

    id: str
    inputs: Mapping[str, Plain]
    node: str
    expected: Result


def _tree(path: Path) -> "Element":
    root = ElementTree.parse(path).getroot()
    assert root is not None
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def read_cases(path: Path) -> list[Case]:
    """The test cases of a `-test-01.xml`, one entry a result."""
    cases = []
    for case in _tree(path).iter("testCase"):
        inputs: Scope = {}
        for node in case.findall("inputNode"):
            inputs |= _flat(node.attrib["name"], _result(node))
        for node in case.findall("resultNode"):
            expected = node.find("expected")
            assert expected is not None
            cases.append(Case(f"{path.stem} {case.attrib['id']}", inputs, node.attrib["name"], _result(expected)))
    return cases


def _flat(name: str, value: Result) -> Scope:
    if isinstance(value, dict):
        parts = [_flat(f"{name}.{key}", part) for key, part in value.items()]
        return {key: part for found in parts for key, part in found.items()}
    assert not isinstance(value, list)
    return {name: value}


def _result(element: "Element") -> Result:
    items = element.find("list")
    if items is not None:
        return [_result(item) for item in items.findall("item")]
    components = element.findall("component")
    if components:
        return {component.attrib["name"]: _result(component) for component in components}
    value = element.find("value")
    if value is None:
        return None
    kind = next((text for key, text in value.attrib.items() if key.endswith("type")), "string")
    return _value(kind.rpartition(":")[2], value.text or "")


def _value(kind: str, text: str) -> Plain:
    """A value by its XML Schema type; times and durations as numbers.

    The product has no such kinds, and comparing them is comparing numbers.
    """
    readers: Mapping[str, Callable[[str], Plain]] = {
        "decimal": Decimal,
        "double": Decimal,
        "boolean": lambda said: said == "true",
        "date": date.fromisoformat,
        "dateTime": lambda said: Decimal((datetime.fromisoformat(said) - _EPOCH).total_seconds()),
        "time": lambda said: Decimal(sum(int(part) * 60**power for power, part in enumerate(said.split(":")[::-1]))),
        "duration": _duration,
    }
    return readers.get(kind, str)(text)


def _duration(text: str) -> Decimal:
    months = re.fullmatch(r"P(\d+)M", text)
    if months:
        return Decimal(months[1])
    hours = re.fullmatch(r"PT(\d+)H", text)
    assert hours
    return Decimal(timedelta(hours=int(hours[1])).total_seconds())


class Model:
    """The decisions of one `.dmn` file."""

    def __init__(self, path: Path) -> None:
        self._nodes: dict[str, Element] = {}
        for element in _tree(path):
            if element.tag in {"decision", "businessKnowledgeModel"}:
                self._nodes[element.attrib["name"]] = element

    def decide(self, name: str, inputs: Mapping[str, Plain]) -> Result:
        """The result of a decision; the decisions it needs are made first."""
        return self._expression(self._nodes[name], dict(inputs))

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the decisions and functions that are decision tables."""
        return tuple(name for name, node in self._nodes.items() if self._found(node, "decisionTable") is not None)

    def table(self, name: str) -> tuple[Table[Outputs], dict[str, Field]]:
        """The decision table of that name, with its inputs as fields that are always stated."""
        element = self._found(self._nodes[name], "decisionTable")
        assert element is not None
        names = [(found.findtext("inputExpression/text") or "").strip() for found in element.findall("input")]
        fields = {
            code: replace(field, if_blank=IfBlank.REQUIRED)
            for code, field in _inputs(element, names, dict.fromkeys(names)).items()
        }
        rows = tuple(_row(number, rule, names, fields) for number, rule in enumerate(element.findall("rule"), 1))
        return Table(name, rows, _POLICIES[element.attrib.get("hitPolicy", "UNIQUE")]), fields

    @staticmethod
    def _found(owner: "Element", kind: str) -> "Element | None":
        found = owner.find(kind)
        return found if found is not None else owner.find(f"encapsulatedLogic/{kind}")

    def _expression(self, owner: "Element", scope: Scope) -> Result:
        for kind, evaluate in (
            ("decisionTable", self._table),
            ("literalExpression", self._literal),
            ("invocation", self._invocation),
            ("context", self._context),
        ):
            found = self._found(owner, kind)
            if found is not None:
                return evaluate(found, scope)
        raise AssertionError(owner.tag)

    def _named(self, name: str, scope: Scope) -> Plain:
        """A variable, or the result of the decision of that name; a plain value."""
        if name not in scope and name in self._nodes:
            result = self.decide(name, scope)
            assert not isinstance(result, list | dict)
            scope[name] = result
        return scope.get(name)

    def _literal(self, element: "Element", scope: Scope) -> Result:
        text = (element.findtext("text") or "").strip()
        formula = _FORMULAS.get("".join(text.split()))
        if formula is None:
            return self._named(text, scope) if text in scope or text in self._nodes else literal(text)
        for name in self._nodes:
            if name in text:
                self._named(name, scope)
        return formula(scope)  # type: ignore[arg-type]  # the formulas' variables are numbers

    def _invocation(self, element: "Element", scope: Scope) -> Result:
        bound: Scope = {}
        for binding in element.findall("binding"):
            parameter = binding.find("parameter")
            assert parameter is not None
            value = self._expression(binding, scope)
            assert not isinstance(value, list | dict)
            bound[parameter.attrib["name"]] = value
        return self._expression(self._nodes[(element.findtext("literalExpression/text") or "").strip()], bound)

    def _context(self, element: "Element", scope: Scope) -> Result:
        result: Result = None
        for entry in element.findall("contextEntry"):
            result = self._expression(entry, scope)
            variable = entry.find("variable")
            if variable is not None:
                assert not isinstance(result, list | dict)
                scope[variable.attrib["name"]] = result
        return result

    def _table(self, element: "Element", scope: Scope) -> Result:
        names = [(found.findtext("inputExpression/text") or "").strip() for found in element.findall("input")]
        for name in names:
            self._named(name, scope)
        fields = {**_variables(scope), **_inputs(element, names, scope)}
        rows = tuple(_row(number, rule, names, fields) for number, rule in enumerate(element.findall("rule"), 1))
        policy = _POLICIES[element.attrib.get("hitPolicy", "UNIQUE")]
        columns = Columns(1, {name: [value] for name, value in scope.items()})
        matched = compile_table(Table("T", rows, policy), fields).match(columns).certain_rows(0)
        outputs = [_output(found, element) for found in element.findall("output")]
        decided = decide(policy, rows, matched, outputs)
        assert not isinstance(decided, Violation)
        if isinstance(decided, Decided):
            results = [_named_outputs(outputs, result) for result in decided.results]
            many = policy in {HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT}
            return results if many and outputs[0].aggregation is Aggregation.LIST else results[0]
        defaults = [found.findtext("defaultOutputEntry/text") for found in element.findall("output")]
        return _named_outputs(outputs, tuple(None if text is None else literal(text) for text in defaults))


def literal(text: str) -> Plain:
    """A constant of an output entry."""
    if text in {"true", "false"}:
        return text == "true"
    return text[1:-1] if text.startswith('"') else Decimal(text)


def _named_outputs(outputs: list[Output], result: Outputs) -> Result:
    if len(outputs) == 1:
        return result[0]
    return {output.name: value for output, value in zip(outputs, result, strict=True)}


def _output(element: "Element", table: "Element") -> Output:
    order = element.findtext("outputValues/text") or ""
    values = tuple(value for text in order.split(",") if text and (value := literal(text.strip())) is not None)
    aggregation = _AGGREGATIONS.get(table.attrib.get("aggregation", ""), Aggregation.LIST)
    return Output(element.attrib.get("name", ""), values, aggregation)


def _variables(scope: Scope) -> dict[str, Field]:
    fields = {}
    for name, value in scope.items():
        kind = FieldKind.TEXT
        if isinstance(value, bool):
            kind = FieldKind.YES_NO
        elif isinstance(value, Decimal):
            kind = FieldKind.NUMBER
        elif isinstance(value, date):
            kind = FieldKind.DATE
        fields[name] = Field(name, name, kind)
    return fields


def _inputs(element: "Element", names: list[str], scope: Scope) -> dict[str, Field]:
    fields = {}
    for name, found in zip(names, element.findall("input"), strict=True):
        expression = found.find("inputExpression")
        assert expression is not None
        kind = _KINDS.get(expression.attrib["typeRef"], FieldKind.NUMBER)
        listed = found.findtext("inputValues/text")
        if kind is FieldKind.TEXT and listed:
            words = WordList(name, tuple(Word(text.strip().strip('"')) for text in listed.split(",")))
            fields[name] = Field(name, name, FieldKind.CHOICE, words=words)
        else:
            fields[name] = Field(name, name, kind)
    assert set(names) <= set(scope) | set(fields)
    return fields


def _row(number: int, rule: "Element", names: list[str], fields: Mapping[str, Field]) -> Row[Outputs]:
    conditions: list[Condition] = []
    for name, entry in zip(names, rule.findall("inputEntry"), strict=True):
        for typed in _cells((entry.findtext("text") or "").strip(), fields):
            parsed = parse_condition(typed, fields[name], fields, None)
            assert parsed.fault is None, (typed, parsed.fault)
            if parsed.condition is not None:
                conditions.append(parsed.condition)
    outputs = tuple(literal((entry.findtext("text") or "").strip()) for entry in rule.findall("outputEntry"))
    return Row(str(number), tuple(conditions), outputs)


def _cells(typed: str, fields: Mapping[str, Field]) -> list[str]:
    """The cell as a lead types it: a variable needs a sign there, and a range of variables is two comparisons."""
    between = _RANGE.fullmatch(typed)
    if between and between[1] in fields:
        return [f">= {between[1]}", f"<= {between[2]}"]
    if typed in fields:
        return [f"= {typed}"]
    negated = re.fullmatch(r"not\((.+)\)", typed)
    return [f"not = {negated[1]}"] if negated and negated[1] in fields else [typed]
