from dataclasses import replace
from decimal import Decimal

from agent_router.model.condition import Compare, Comparison, Condition, Given
from agent_router.model.field import Field, FieldKind
from agent_router.model.policy import Branding, Identity, Policy, RiskEffect, RiskMatrix, Route, RouteEffect
from agent_router.model.table import Row, Table
from agent_router.tables import rulebook
from agent_router.tables.columns import Columns
from agent_router.tables.rulebook import compile_policy

FIVE = Comparison(Compare.AT_LEAST, Decimal(5))


def _policy(sha256: str = "0" * 64) -> Policy:
    risk = Table(
        "Risk rules", (Row("R0", (), RiskEffect(1, 1)), Row("R1", (Condition("files", FIVE),), RiskEffect(5, 2)))
    )
    routes = Table(
        "Routes",
        (Row("1", (Condition("files", FIVE), Condition("plan", Given())), RouteEffect(Route.SINGLE_AGENT)),),
    )
    return Policy(
        identity=Identity("Test", "1"),
        fields=(Field("files", "Files", FieldKind.WHOLE), Field("plan", "Plan", FieldKind.TEXT)),
        lists=(),
        risk_rules=risk,
        matrix=RiskMatrix((), (), ()),
        routes=routes,
        budgets=Table("Budgets", ()),
        proof=Table("Proof", ()),
        checklist=Table("Acceptance checklist", ()),
        stops=Table("Stop conditions", ()),
        systems=(),
        people=(),
        prices=(),
        branding=Branding(),
        examples=(),
        changes=(),
        file="risk-matrix.xlsx",
        sha256=sha256,
    )


def test_every_table_of_the_policy_is_compiled() -> None:
    book = compile_policy(_policy())
    tables = (book.risk, book.routes, book.budgets, book.proof, book.checklist, book.stops)
    assert [table.table.name for table in tables] == [
        "Risk rules",
        "Routes",
        "Budgets",
        "Proof",
        "Acceptance checklist",
        "Stop conditions",
    ]
    assert list(book.fields) == ["files", "plan"]


def test_the_same_policy_is_compiled_once() -> None:
    policy = _policy()
    assert compile_policy(policy) is compile_policy(policy)
    assert compile_policy(_policy()) is not compile_policy(policy)


def test_only_the_last_few_rulebooks_are_kept() -> None:
    for number in range(20):
        compile_policy(_policy(str(number)))
    assert len(rulebook._rulebooks) == rulebook._KEPT


def test_a_changed_copy_of_a_policy_shares_the_tables_that_did_not_change() -> None:
    policy = _policy("shared")
    changed = replace(policy, routes=replace(policy.routes))
    book, other = compile_policy(policy), compile_policy(changed)
    assert other.risk is book.risk
    assert other.routes is not book.routes


def test_a_copy_with_other_fields_shares_nothing() -> None:
    policy = _policy("other fields")
    book = compile_policy(policy)
    changed = replace(policy, fields=tuple(replace(field) for field in policy.fields))
    assert compile_policy(changed).risk is not book.risk


def test_a_changed_row_is_indexed_anew_only_where_it_changed() -> None:
    policy = _policy("one row changed")
    first, *others = policy.routes.rows
    less = replace(
        first, conditions=(Condition("files", Comparison(Compare.AT_LEAST, Decimal(4))), first.conditions[1])
    )
    changed = replace(policy, routes=replace(policy.routes, rows=(less, *others)))
    columns = Columns(3, {"files": [3, 4, 5], "plan": ["a", "b", "c"]})
    assert [compile_policy(policy).routes.match(columns).certain_rows(at) for at in range(3)] == [(), (), (0,)]
    assert [compile_policy(changed).routes.match(columns).certain_rows(at) for at in range(3)] == [(), (0,), (0,)]
    tests = [(Given(),)]
    assert compile_policy(changed).routes.index_of("plan", tests) is compile_policy(policy).routes.index_of(
        "plan", tests
    )
    assert compile_policy(changed).routes.index_of("files", [(FIVE,)]) is None
