"""A small policy, written by hand: enough rows to cite."""

from datetime import date
from decimal import Decimal

from agent_router.model.field import Field, FieldKind
from agent_router.model.place import Place
from agent_router.model.policy import (
    BlastRadius,
    Branding,
    BudgetEffect,
    ChecklistEffect,
    Grade,
    Identity,
    IfNotMet,
    Level,
    MatrixCell,
    Person,
    Phase,
    Policy,
    PolicyChange,
    Price,
    ProofEffect,
    RiskEffect,
    RiskMatrix,
    Route,
    RouteEffect,
    StopEffect,
    StopWhen,
    System,
)
from agent_router.model.table import HitPolicy, Row, Table

WORKBOOK = "matrices/risk-matrix.xlsx"


def cell(sheet: str, address: str) -> Place:
    return Place(WORKBOOK, sheet, address)


def _matrix() -> RiskMatrix:
    names = (
        ("Negligible", "Rare"),
        ("Minor", "Unlikely"),
        ("Moderate", "Possible"),
        ("Major", "Likely"),
        ("Severe", "Expected"),
    )
    impact = tuple(Level(number, name, "") for number, (name, _) in enumerate(names, 1))
    likelihood = tuple(Level(number, name, "") for number, (_, name) in enumerate(names, 1))
    cells = tuple(
        MatrixCell(i, j, _radius(i * j), cell("Risk matrix", f"{'CDEFG'[j - 1]}{10 - i}"))
        for i in range(1, 6)
        for j in range(1, 6)
    )
    return RiskMatrix(impact, likelihood, cells)


def _radius(score: int) -> BlastRadius:
    return BlastRadius.HIGH if score >= 12 else BlastRadius.MEDIUM if score >= 5 else BlastRadius.LOW


QUESTIONS = (
    ("C1", "Was the contract fixed before the start?", "contract fixed before start", "", IfNotMet.BLOCKS),
    ("C2", "Is the changed behavior, or each finding, stated?", "behavior or findings stated", "", IfNotMet.BLOCKS),
    ("C3", "Are the files and systems inspected listed?", "files and systems listed", "", IfNotMet.BLOCKS),
    ("C4", "Are the changed files listed?", "files changed listed", "", IfNotMet.BLOCKS),
    ("C5", "Are the commands recorded?", "commands recorded", "", IfNotMet.NOTE),
    ("C6", "Did the required proof pass?", "proof as required", "", IfNotMet.BLOCKS),
    ("C7", "Was the proof recorded by a system?", "proof from the system", "harness", IfNotMet.BLOCKS),
    (
        "C8",
        "Is the proof newer than the last change?",
        "proof after the last change",
        "docs/**; **/*.md",
        IfNotMet.BLOCKS,
    ),
    ("C9", "Did the run stay inside its folders?", "within folders", "", IfNotMet.BLOCKS),
    ("C10", "Did it stay within its systems?", "within systems", "", IfNotMet.BLOCKS),
    ("C11", "Did it stay within its tokens?", "within tokens", "", IfNotMet.NEEDS_DECISION),
    ("C12", "Is the cost known?", "cost stated", "", IfNotMet.NOTE),
    ("C13", "Does the record support what the agent claims?", "claims supported", "", IfNotMet.BLOCKS),
    ("C14", "Are remaining risks handed over?", "risks handed over", "", IfNotMet.NEEDS_DECISION),
    ("C15", "Has a reviewer signed?", "signed off by", "Reviewer", IfNotMet.BLOCKS),
)


_ROUTES = Table(
    "Routes",
    (
        Row(
            "RT3",
            (),
            RouteEffect(Route.SINGLE_AGENT, (Phase.MUTATION,), None, "Grace Hopper", "Small edit in named folders."),
            cell("Routes", "A7"),
        ),
    ),
    HitPolicy.FIRST,
)
_BUDGETS = Table(
    "Budgets",
    (
        Row(
            "B2",
            (),
            BudgetEffect(20, 60000, Decimal("2.00"), 2, 0, "Stop, report, ask."),
            cell("Budgets", "A6"),
        ),
    ),
    HitPolicy.FIRST,
)
_PROOF = Table(
    "Proof",
    (
        Row(
            "P2",
            (),
            ProofEffect(("tests",), 1, ("build",), Grade.HARNESS, "A build pass proves nothing."),
            cell("Proof", "A6"),
        ),
    ),
)
_PEOPLE = (
    Person(
        "Grace Hopper",
        "grace@example.org",
        ("Reviewer",),
        (BlastRadius.LOW, BlastRadius.MEDIUM, BlastRadius.HIGH),
        may_sign=True,
        place=cell("People", "A5"),
    ),
    Person(
        "Ada Lovelace",
        "ada@example.org",
        ("Lead",),
        (BlastRadius.LOW, BlastRadius.MEDIUM),
        may_sign=True,
        place=cell("People", "A6"),
    ),
)
_PRICES = (
    Price(
        "claude-sonnet-4-5",
        date(2026, 1, 1),
        Decimal(3),
        Decimal(15),
        Decimal("0.3"),
        Decimal("3.75"),
        cell("Prices", "A6"),
    ),
)
_CHANGES = (
    PolicyChange(
        date(2026, 11, 18),
        "1.5",
        "Grace Hopper",
        "Refactors over 50 files are Medium",
        "Two late surprises",
        cell("Changes", "A9"),
    ),
)


def sample_policy(branding: Branding | None = None) -> Policy:
    checklist = tuple(
        Row(id_, (), ChecklistEffect(question, check, setting, effect), cell("Acceptance checklist", f"A{number}"))
        for number, (id_, question, check, setting, effect) in enumerate(QUESTIONS, 5)
    )
    stops = tuple(
        Row(f"S{number}", (), StopEffect(kind, "", then), cell("Stop conditions", f"A{4 + number}"))
        for number, (kind, then) in enumerate(
            (
                (StopWhen.OUTSIDE_SCOPE, "Stop and ask for a new approval."),
                (StopWhen.BUDGET_CROSSED, "Stop and hand over a report."),
                (StopWhen.VERIFICATION_FAILED, "Stop after the second failure and ask."),
                (StopWhen.FINDING_ABOUT, "Stop and call the owner."),
            ),
            1,
        )
    )
    return Policy(
        Identity(
            "Agent risk matrix", "1.5", date(2026, 10, 1), None, "Grace Hopper", "Ada Lovelace", date(2026, 9, 28), 24
        ),
        tuple(
            Field(code, code.replace("_", " ").capitalize(), FieldKind.TEXT)
            for code in ("id", "goal", "rollback", "reviewer", "acceptance_plan", "data_class", "surface")
        ),
        (),
        Table(
            "Risk rules",
            (Row("R3", (), RiskEffect(3, 2, "Refactors touch what others rely on."), cell("Risk rules", "A7")),),
        ),
        _matrix(),
        _ROUTES,
        _BUDGETS,
        _PROOF,
        Table("Acceptance checklist", checklist),
        Table("Stop conditions", stops),
        (System("Payments", (), ("src/billing/**",), ("billing",), "Joan Clarke", place=cell("Systems", "A6")),),
        _PEOPLE,
        _PRICES,
        branding
        or Branding("Northwind Traders", accent="#1F4E79", footer="Agent governance", time_zone="Europe/Berlin"),
        (),
        _CHANGES,
        WORKBOOK,
        "9f2c4be1" * 8,
    )
