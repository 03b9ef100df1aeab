"""What single sheets cannot see: areas that no rule asks for, blast radiuses that no proof covers."""

from agent_router.model.condition import AnyOf, Compare, Comparison, Condition, NoneOf, Test
from agent_router.model.policy import BlastRadius, ProofEffect, RiskEffect
from agent_router.model.table import Table
from agent_router.sheets.names import fold
from agent_router.workbook import problems
from agent_router.workbook.desk import Desk


def check_areas(desk: Desk, risk_rules: Table[RiskEffect]) -> None:
    """Every area needs a row of `Risk rules` that asks for it; a row without a condition on Area asks for none."""
    if risk_rules.place is None:  # said already: the sheet is missing
        return
    for word in desk.word_list("Area").words:
        if word.place is None:
            continue
        asked = any(
            condition.field == "area" and admits(condition.test, word.text)
            for row in risk_rules.rows
            for condition in row.conditions
        )
        if not asked:
            desk.complaints.add(problems.AREA_WITHOUT_RULE, word.place, f"“{word.text}”")


def check_proof(desk: Desk, proof: Table[ProofEffect]) -> None:
    """Every blast radius needs a row of `Proof` that could match it."""
    if proof.place is None or not proof.rows:
        return
    for radius in BlastRadius:
        if not any(_could_match(row.conditions, radius) for row in proof.rows):
            desk.complaints.add(problems.RADIUS_WITHOUT_PROOF, proof.place, radius.value)


def _could_match(conditions: tuple[Condition, ...], radius: BlastRadius) -> bool:
    tests = [condition.test for condition in conditions if condition.field == "blast_radius"]
    return all(admits(test, radius.value) for test in tests)


def admits(test: Test, word: str) -> bool:
    """Whether a test of a choice can hold for this word; tests that are no words are taken to hold."""
    if isinstance(test, AnyOf):
        return any(admits(part, word) for part in test.tests)
    if isinstance(test, NoneOf):
        return not any(admits(part, word) for part in test.tests)
    if isinstance(test, Comparison) and isinstance(test.value, str):
        same = fold(test.value) == fold(word)
        return not same if test.sign is Compare.NOT_EQUAL else same
    return True
