"""A policy small enough to reason about, built from the words a lead would type."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from agent_router.model.condition import Condition
from agent_router.model.field import Field, FieldKind, IfBlank, Riskier, Value, Word, WordList
from agent_router.model.place import Place
from agent_router.model.policy import (
    BlastRadius,
    Branding,
    BudgetEffect,
    ChecklistEffect,
    Identity,
    Level,
    MatrixCell,
    Person,
    Policy,
    ProofEffect,
    RiskEffect,
    RiskMatrix,
    Route,
    RouteEffect,
    System,
)
from agent_router.model.table import HitPolicy, Row, Table
from agent_router.model.task import Answer, Task
from agent_router.tables.cell_language import parse_condition

ThenT = TypeVar("ThenT")


def words(name: str, *texts: str) -> WordList:
    return WordList(name, tuple(Word(text) for text in texts))


AREAS = words("Area", "auth", "billing")
RADII = words("Blast radius", "Low", "Medium", "High")
ROUTES = words("Route", "Human-led", "Single agent", "Dynamic workflow")
FIELDS = (
    Field("id", "ID", FieldKind.TEXT, IfBlank.REQUIRED),
    Field("goal", "Goal", FieldKind.TEXT, IfBlank.REQUIRED),
    Field("work_type", "Work type", FieldKind.CHOICE, IfBlank.WORST, words=words("Work type", "Read", "Edit", "Auth")),
    Field("changes", "Changes anything?", FieldKind.YES_NO, IfBlank.ASSUME, assumed=True, riskier=Riskier.YES),
    Field("output", "Expected output", FieldKind.CHOICE, words=words("Output", "Report", "Patch")),
    Field("folders", "Folders", FieldKind.FOLDERS),
    Field("systems", "Systems", FieldKind.LIST),
    Field("surface", "Surface", FieldKind.CHOICE, IfBlank.WORST, words=words("Surface", "Small", "Large")),
    Field("files_expected", "Files expected", FieldKind.WHOLE, IfBlank.WORST, riskier=Riskier.HIGHER),
    Field("acceptance_plan", "Acceptance plan", FieldKind.TEXT),
    Field("max_minutes", "Max minutes", FieldKind.WHOLE, IfBlank.BUDGET),
    Field("max_cost_usd", "Max cost (USD)", FieldKind.NUMBER, IfBlank.BUDGET),
    Field("owner", "Owner", FieldKind.TEXT),
    Field("reviewer", "Reviewer", FieldKind.TEXT),
    Field("area", "Area", FieldKind.CHOICES, words=AREAS, derived=True),
    Field("impact", "Impact", FieldKind.WHOLE, derived=True),
    Field("likelihood", "Likelihood", FieldKind.WHOLE, derived=True),
    Field("score", "Score", FieldKind.WHOLE, derived=True),
    Field("blast_radius", "Blast radius", FieldKind.CHOICE, words=RADII, derived=True),
    Field("route", "Route", FieldKind.CHOICE, words=ROUTES, derived=True),
)
BY_CODE = {field.code: field for field in FIELDS}
FILE = "rules.xlsx"


def row(sheet: str, number: int, then: ThenT, **typed: str) -> Row[ThenT]:
    """One rule whose conditions are typed as in Excel: `work_type="Edit, Auth"`."""
    conditions: list[Condition] = []
    for at, (code, text) in enumerate(typed.items()):
        place = Place(FILE, sheet, f"{chr(ord('C') + at)}{number}")
        parsed = parse_condition(text, BY_CODE[code], BY_CODE, place)
        assert parsed.fault is None, parsed.fault
        if parsed.condition is not None:
            conditions.append(parsed.condition)
    return Row(f"{sheet[:2]}{number}", tuple(conditions), then, Place(FILE, sheet, f"A{number}"))


def table(sheet: str, rows: Sequence[Row[ThenT]], policy: HitPolicy = HitPolicy.RULE_ORDER) -> Table[ThenT]:
    return Table(sheet, tuple(rows), policy, Place(FILE, sheet))


def matrix() -> RiskMatrix:
    """Impact × likelihood below 5 Low, from 5 Medium, from 12 High."""
    cells = []
    for impact in range(1, 6):
        for likelihood in range(1, 6):
            score = impact * likelihood
            radius = BlastRadius.LOW if score < 5 else BlastRadius.MEDIUM if score < 12 else BlastRadius.HIGH
            cells.append(MatrixCell(impact, likelihood, radius, Place(FILE, "Risk matrix", f"{impact}{likelihood}")))
    levels = tuple(Level(number, f"level {number}", "") for number in range(1, 6))
    return RiskMatrix(levels, levels, tuple(cells))


RISK = (
    row("Risk rules", 5, RiskEffect(1, 1, "Where every job starts.")),
    row("Risk rules", 6, RiskEffect(3, 2, "Edits break things."), work_type="Edit"),
    row("Risk rules", 7, RiskEffect(5, 3, "Locks people out."), work_type="Auth"),
    row("Risk rules", 8, RiskEffect(None, 3, "Nobody reads so many."), changes="yes", files_expected=">= 50"),
    row("Risk rules", 9, RiskEffect(5, 3, "A sensitive area."), changes="yes", area="auth, billing"),
)
ROUTE_ROWS = (
    row("Routes", 5, RouteEffect(Route.HUMAN_LED, say="A plan first."), blast_radius="High", acceptance_plan="missing"),
    row("Routes", 6, RouteEffect(Route.DYNAMIC_WORKFLOW, say="Look broadly."), changes="no", surface="Large"),
    row("Routes", 7, RouteEffect(Route.SINGLE_AGENT, reviewed_by="Ada", say="Little to read."), changes="no"),
    row("Routes", 8, RouteEffect(Route.SINGLE_AGENT, say="Named."), folders="given", reviewer="given"),
    row("Routes", 9, RouteEffect(Route.HUMAN_LED, say="Something is missing.")),
)
BUDGETS = (
    row("Budgets", 5, BudgetEffect(10, 1000, None, 1, 0, "Stop."), blast_radius="High"),
    row("Budgets", 6, BudgetEffect(60, 9000, None, 2, 8, "Stop."), surface="Large"),
    row("Budgets", 7, BudgetEffect(30, 5000, None, 2, 0, "Stop.")),
)
PROOF = (
    row("Proof", 5, ProofEffect(("findings",))),
    row("Proof", 6, ProofEffect(("tests",), 1, ("build",)), work_type="Edit, Auth"),
)
CHECKLIST = (
    row("Acceptance checklist", 5, ChecklistEffect("Was it tested?", "tests passed"), work_type="Edit"),
    row("Acceptance checklist", 6, ChecklistEffect("Who signs?", "person")),
)


def small_policy(**parts: object) -> Policy:
    """The small policy, with whole parts replaced: `routes=table(...)`, `systems=(...)`."""
    policy = Policy(
        identity=Identity("Small", "1"),
        fields=FIELDS,
        lists=(AREAS, RADII, ROUTES),
        risk_rules=table("Risk rules", RISK),
        matrix=matrix(),
        routes=table("Routes", ROUTE_ROWS, HitPolicy.FIRST),
        budgets=table("Budgets", BUDGETS, HitPolicy.FIRST),
        proof=table("Proof", PROOF),
        checklist=table("Acceptance checklist", CHECKLIST),
        stops=table("Stop conditions", ()),
        systems=(
            System("Login", ("SSO",), ("src/auth/**",), ("auth",), place=Place(FILE, "Systems", "A5")),
            System(
                "Ledger",
                (),
                ("src/billing/**",),
                ("billing",),
                agents_allowed=False,
                place=Place(FILE, "Systems", "A6"),
            ),
        ),
        people=(Person("Ada", roles=("Reviewer",)),),
        prices=(),
        branding=Branding(),
        examples=(),
        changes=(),
        file=FILE,
        sha256="0" * 64,
    )
    return replace(policy, **parts)  # type: ignore[arg-type]  # any part may be replaced


def task(values: Mapping[str, Value] | None = None, **more: Value) -> Task:
    """A task that states these values; each at a cell of a queue."""
    stated: dict[str, Value] = {"id": "T-1", "goal": "Do it", **(values or {}), **more}
    answers = tuple(
        Answer(code, value, Place("queue.xlsx", "Queue", f"{chr(ord('A') + at)}5"))
        for at, (code, value) in enumerate(stated.items())
    )
    return Task(str(stated["id"]), str(stated["goal"]), answers, Place("queue.xlsx", "Queue", "A5"))
