"""What single sheets cannot see: people, areas and proof that other sheets refer to."""

from agent_router.model.condition import AnyOf, Compare, Comparison, Condition, NoneOf, Test
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, Person, ProofEffect, RiskEffect, RouteEffect, System
from agent_router.model.table import Table
from agent_router.sheets.book import Sheet
from agent_router.sheets.names import fold, nearest
from agent_router.workbook import problems
from agent_router.workbook.desk import Desk


def check_people(
    desk: Desk, people: tuple[Person, ...], systems: tuple[System, ...], routes: Table[RouteEffect]
) -> None:
    """Owners, reviewers and approvers must be on `People`; a reviewer may also be a role that somebody has."""
    names = {fold(name) for person in people for name in (person.name, person.email) if name}
    roles = {fold(role) for person in people for role in person.roles}
    spelled = [person.name for person in people]
    for system in systems:
        if system.owner and fold(system.owner) not in names and system.place is not None:
            found = f"“{system.owner}” as owner of {system.name}"
            desk.complaints.add(problems.PERSON_UNKNOWN, system.place, found, nearest(system.owner, spelled))
    for row in routes.rows:
        reviewer = row.then.reviewed_by
        if reviewer and fold(reviewer) not in names | roles and row.place is not None:
            all_roles = [role for person in people for role in person.roles]
            near = nearest(reviewer, [*spelled, *all_roles])
            desk.complaints.add(problems.PERSON_UNKNOWN, row.place, f"“{reviewer}” under Reviewed by", near)


def check_identity_people(desk: Desk, people: tuple[Person, ...], owner: str, approved_by: str) -> None:
    """Owner and approver of the workbook itself must be on `People`."""
    names = {fold(name) for person in people for name in (person.name, person.email) if name}
    sheet = desk.sheets.get("start")
    for label, name in (("Owner", owner), ("Approved by", approved_by)):
        if name and fold(name) not in names and sheet is not None:
            near = nearest(name, [person.name for person in people])
            found = f"“{name}” beside {label}"
            desk.complaints.add(problems.PERSON_UNKNOWN, _beside(sheet, label), found, near)


def _beside(sheet: Sheet, label: str) -> Place:
    for (row, column), cell in sorted(sheet.cells.items()):
        if isinstance(cell.value, str) and fold(cell.value) == fold(label):
            return sheet.place_of(row, column + 1)
    return sheet.place


def check_areas(desk: Desk, risk_rules: Table[RiskEffect]) -> None:
    """Every area needs a row of `Risk rules` that asks for it; a row without a condition on Area asks for none."""
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
