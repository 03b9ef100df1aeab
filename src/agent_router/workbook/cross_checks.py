"""What single sheets cannot see: areas without a rule or system, radiuses that nobody approves, unknown names."""

from collections.abc import Iterator, Sequence

from agent_router.model.condition import AnyOf, Compare, Comparison, Condition, NoneOf, Test
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, Policy, RiskEffect, Route, RouteEffect, System
from agent_router.model.table import Row, Table
from agent_router.sheets.characters import quoted
from agent_router.sheets.names import fold, nearest
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


def check_approvers(desk: Desk, routes: Table[RouteEffect]) -> None:
    """A row that waits for an approval needs somebody on `People` who may give it; said once a blast radius."""
    waiting = [
        row for row in routes.rows if row.then.approval_before is not None and row.then.route is not Route.HUMAN_LED
    ]
    for radius in BlastRadius:
        rows = [row for row in waiting if _could_match(row, radius)]
        place = next((row.place for row in rows), None)
        if place is not None and not any(radius in person.may_approve for person in desk.people):
            said = (
                f"nobody on People may approve {radius.value}, which {', '.join(row.id for row in rows)} may wait for"
            )
            desk.complaints.add(problems.NOBODY_APPROVES, place, said)


def _could_match(row: Row[RouteEffect], radius: BlastRadius) -> bool:
    tests = [condition.test for condition in row.conditions if condition.field == "blast_radius"]
    return all(admits(test, radius.value) for test in tests)


def check_words_in_use(desk: Desk, policy: Policy, conditions: Sequence[Condition]) -> None:
    """Work types that no row names, and areas that a row asks for but no system has."""
    named = {
        fold(name) for condition in conditions if condition.field == "work_type" for name in _words(condition.test)
    }
    for word in desk.word_list("Work type").words:
        if word.place is not None and fold(word.text) not in named:
            desk.complaints.add(problems.WORK_TYPE_UNNAMED, word.place, quoted(word.text))
    carried = {fold(area) for system in policy.systems for area in system.area}
    asked = {fold(name) for condition in conditions if condition.field == "area" for name in _words(condition.test)}
    for word in desk.word_list("Area").words:
        if word.place is not None and fold(word.text) in asked - carried:
            desk.complaints.add(problems.AREA_WITHOUT_SYSTEM, word.place, quoted(word.text))


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


_PEOPLE = frozenset({"requester", "owner", "reviewer"})
"""Fields that hold names of People."""


def check_names(desk: Desk, conditions: Sequence[Condition], systems: Sequence[System]) -> None:
    """Conditions on systems and people should name some that the sheets know; a slip there never matches."""
    people = [name for person in desk.people for name in (person.name, person.email) if name]
    places = [name for system in systems for name in (system.name, *system.also_called)]
    for condition in conditions:
        known = people if condition.field in _PEOPLE else places if condition.field == "systems" else []
        sheet = "People" if condition.field in _PEOPLE else "Systems"
        for name in _words(condition.test):
            if known and condition.place is not None and fold(name) not in {fold(other) for other in known}:
                said = f"{quoted(name)} under {desk.header(condition.field)}, not on {sheet}"
                desk.complaints.add(problems.NAME_NOWHERE, condition.place, said, nearest(name, known))
            elif condition.field == "systems" and condition.place is not None:
                _check_own_name(desk, name, condition.place, systems)


def _check_own_name(desk: Desk, name: str, place: Place, systems: Sequence[System]) -> None:
    """Tasks go by a system's own name, so a condition on another of its names would never hold."""
    meant = [system.name for system in systems if fold(name) in {fold(other) for other in system.also_called}]
    if meant and fold(name) not in {fold(system.name) for system in systems}:
        desk.complaints.add(problems.NAME_OTHERWISE, place, f"{quoted(name)}, which is {meant[0]} on Systems", meant[0])


def _words(test: Test) -> Iterator[str]:
    """The names that a test compares with."""
    if isinstance(test, AnyOf | NoneOf):
        for part in test.tests:
            yield from _words(part)
    elif isinstance(test, Comparison) and isinstance(test.value, str):
        yield test.value
