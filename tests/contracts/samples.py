"""One small policy, one task, one assignment, made by hand: the least that a contract needs."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from agent_router.contracts.drafting import draft_contract
from agent_router.ledger.digest import sha256_hex
from agent_router.model.assessment import Assessment, Rating, View
from agent_router.model.assignment import (
    Assignment,
    Budget,
    ChecklistItem,
    ProofRequired,
    Standing,
    StopCondition,
)
from agent_router.model.contract import Contract
from agent_router.model.field import Field, FieldKind, IfBlank
from agent_router.model.place import Place
from agent_router.model.policy import (
    BlastRadius,
    Branding,
    ChecklistEffect,
    Grade,
    Identity,
    Person,
    Phase,
    Policy,
    RiskMatrix,
    Route,
    StopEffect,
    StopWhen,
    System,
)
from agent_router.model.reason import Reason, ReasonKind
from agent_router.model.table import Table
from agent_router.model.task import Answer, Task, Tasks

FILE = "risk-matrix.xlsx"
WORKBOOK = b"the bytes of a workbook"
WRITTEN = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)

POLICY = Policy(
    identity=Identity("Starter", "1.0"),
    fields=(
        Field("goal", "Goal", FieldKind.TEXT),
        Field("work_type", "Work type", FieldKind.CHOICE),
        Field("changes", "Changes anything?", FieldKind.YES_NO, IfBlank.ASSUME, assumed=True),
        Field("labels", "Labels", FieldKind.LIST),
        Field("folders", "Folders", FieldKind.FOLDERS),
        Field("data_class", "Data class", FieldKind.CHOICES),
        Field("files_expected", "Files expected", FieldKind.WHOLE),
        Field("max_cost_usd", "Max cost (USD)", FieldKind.NUMBER),
        Field("due", "Due", FieldKind.DATE),
    ),
    lists=(),
    risk_rules=Table("Risk rules", ()),
    matrix=RiskMatrix((), (), ()),
    routes=Table("Routes", ()),
    budgets=Table("Budgets", ()),
    proof=Table("Proof", ()),
    checklist=Table("Acceptance checklist", ()),
    stops=Table("Stop conditions", ()),
    systems=(
        System("Payments", folders=("src/payments/**",), agents_allowed=False),
        System("Scratch", folders=("tmp/**",), scratch=True),
    ),
    people=(
        Person("Ada Lovelace", "ada@example.org", may_approve=tuple(BlastRadius), place=Place(FILE, "People", "A4")),
        Person("Ben", may_approve=(BlastRadius.LOW,), place=Place(FILE, "People", "A5")),
        Person("Cleo", "cleo@example.org", may_approve=tuple(BlastRadius), place=Place(FILE, "People", "A6")),
    ),
    prices=(),
    branding=Branding(),
    examples=(),
    changes=(),
    file=FILE,
    sha256=sha256_hex(WORKBOOK),
)

TASK = Task(
    "T-1",
    "Move the orders to the new table",
    (
        Answer("id", "T-1", Place("queue.xlsx", "Queue", "A2")),
        Answer("goal", "Move the orders to the new table", Place("queue.xlsx", "Queue", "B2")),
        Answer("work_type", "Migration"),
        Answer("changes", True),
        Answer("repositories", ("shop",)),
        Answer("folders", ("src/orders/**", "tests/**")),
        Answer("systems", ("Orders",)),
        Answer("data_sources", ("orders.csv",)),
        Answer("off_limits", ("src/orders/legacy/**",)),
        Answer("test_command", "python -m pytest -q\r\n\n  npm test \npython -m pytest -q"),
        Answer("rollback", "git revert"),
        Answer("requester", "Cleo"),
        Answer("owner", "Ada Lovelace"),
        Answer("output", "Pull request"),
        Answer("verification", "count the rows before and after"),
    ),
    Place("queue.xlsx", "Queue", "A2"),
)
TASKS = Tasks((TASK,), "queue.xlsx", "0" * 64)

RATING = Rating(
    View.REQUEST,
    3,
    2,
    BlastRadius.MEDIUM,
    (Reason(ReasonKind.RISK, "A migration", Place(FILE, "Risk rules", "A7"), "R3"),),
)
ASSIGNMENT = Assignment(
    TASK,
    Standing.DECIDED,
    Route.SINGLE_AGENT,
    Assessment("T-1", RATING, replace(RATING, view=View.SCOPE), BlastRadius.LOW),
    phases=(Phase.DISCOVERY, Phase.MUTATION),
    reviewer="Ada Lovelace",
    budget=Budget(60, 200_000, Decimal("4.50"), 2, 4, "Stop and report.", Place(FILE, "Budgets", "A5")),
    proof=(ProofRequired("tests", 1, Grade.HARNESS, Place(FILE, "Proof", "A5"), "a migration"),),
    does_not_count=("build",),
    checklist=(ChecklistItem("C1", ChecklistEffect("Did the tests pass?", "tests passed")),),
    stops=(StopCondition("S1", StopEffect(StopWhen.OUTSIDE_SCOPE)),),
    because=(Reason(ReasonKind.ROUTE, "Row 5 decides", Place(FILE, "Routes", "A9"), "5"),),
)


def contract(**changed: object) -> Contract:
    """The contract of the assignment, with fields of its own."""
    return replace(draft_contract(ASSIGNMENT, POLICY, TASKS, "0.1.0"), **changed)  # type: ignore[arg-type]
