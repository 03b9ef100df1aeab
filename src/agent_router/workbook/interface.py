"""The door of this room: a lead's workbook in, a `Policy` out.

1. refuse bytes that are no workbook; 2. find the sheets; 3. lists, fields and people, since other sheets use them;
4. every other sheet; 5. what only several sheets together show; 6. refuse everything at once, or hand over the policy.
"""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

from agent_router.errors import InputRejected
from agent_router.model.condition import Condition
from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.sheets.book import Book
from agent_router.sheets.names import fold
from agent_router.sheets.reading import read_workbook
from agent_router.workbook.branding import read_branding
from agent_router.workbook.budgets import read_budgets
from agent_router.workbook.changes import read_changes
from agent_router.workbook.checklist import read_checklist
from agent_router.workbook.columns import Column, Side
from agent_router.workbook.complaints import Complaints
from agent_router.workbook.cross_checks import check_approvers, check_areas, check_names, check_words_in_use
from agent_router.workbook.desk import Desk
from agent_router.workbook.examples import read_examples
from agent_router.workbook.fields import read_fields
from agent_router.workbook.finding_sheets import find_sheets
from agent_router.workbook.identity import read_identity
from agent_router.workbook.known_fields import DERIVED_HEADERS
from agent_router.workbook.lists import read_lists
from agent_router.workbook.people import read_people
from agent_router.workbook.prices import read_prices
from agent_router.workbook.proof import read_proof
from agent_router.workbook.risk_matrix import read_matrix
from agent_router.workbook.risk_rules import read_risk_rules
from agent_router.workbook.routes import read_routes
from agent_router.workbook.schema import SHEETS
from agent_router.workbook.stop_conditions import read_stops
from agent_router.workbook.systems import read_systems


def read_policy(data: bytes, name: str) -> Policy:
    """Read the bytes of a workbook; `name` is its workspace-relative name, as it is to appear in places.

    The policy's `remarks` hold warnings and advice in the order of the sheets.

    Raises:
        CannotRead: the bytes are no `.xlsx` workbook, or not safe to open; says how to save it right.
        InputRejected: the workbook has errors; holds all problems found, warnings and advice among them.
    """
    book = read_workbook(data, name)
    complaints = Complaints()
    policy = _read(book, complaints, sha256(data).hexdigest())
    problems = _in_sheet_order(book, complaints.problems)
    if complaints.errors:
        raise InputRejected(problems)
    return replace(policy, remarks=problems)


def _read(book: Book, complaints: Complaints, digest: str) -> Policy:
    desk = Desk(book.name, find_sheets(book, SHEETS, complaints), complaints)
    desk = replace(desk, lists=read_lists(desk))
    desk = replace(desk, fields=read_fields(desk, _taken_names()))
    desk = replace(desk, people=read_people(desk))
    risk_rules, proof, checklist = read_risk_rules(desk), read_proof(desk), read_checklist(desk)
    check_areas(desk, risk_rules)
    policy = Policy(
        identity=read_identity(desk),
        fields=desk.fields,
        lists=desk.lists,
        risk_rules=risk_rules,
        matrix=read_matrix(desk),
        routes=read_routes(desk),
        budgets=read_budgets(desk),
        proof=proof,
        checklist=checklist,
        stops=read_stops(desk),
        systems=read_systems(desk),
        people=desk.people,
        prices=read_prices(desk),
        branding=read_branding(desk),
        examples=read_examples(desk, checklist),
        changes=read_changes(desk),
        headings=tuple(desk.headings),
        switched_off=tuple(desk.switched_off),
        file=book.name,
        sha256=digest,
    )
    conditions = tuple(_conditions(policy))
    check_names(desk, conditions, policy.systems)
    if not complaints.errors:  # a word that could not be read may be the one that is looked for
        check_approvers(desk, policy.routes)
        check_words_in_use(desk, policy, conditions)
    return policy


def _conditions(policy: Policy) -> Iterator[Condition]:
    for table in (policy.risk_rules, policy.routes, policy.budgets, policy.proof, policy.checklist, policy.stops):
        for row in table.rows:
            yield from row.conditions


def _taken_names() -> frozenset[str]:
    """Headers that a field may not have, because a rule sheet would then have two columns of that name."""
    sides = {Side.THEN, Side.EXPECT}
    columns = [column for schema in SHEETS for column in schema.columns if _meets_fields(column, sides)]
    return frozenset({fold(column.header) for column in columns} | {fold(name) for name in DERIVED_HEADERS})


def _meets_fields(column: Column, sides: set[Side]) -> bool:
    return column.side in sides or column.key in {"on", "question", "note"}


def _in_sheet_order(book: Book, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Problems by tab, then row, then column; errors are not moved ahead, since a lead works through a sheet."""
    tabs = {sheet.name: position for position, sheet in enumerate(book.sheets)}

    def key(problem: Problem) -> tuple[int, int, int, str]:
        place = problem.place
        letters = place.cell.rstrip("0123456789")
        row = int(place.cell[len(letters) :] or 0)
        return tabs.get(place.sheet, -1), row, len(letters), letters

    return tuple(sorted(problems, key=key))
