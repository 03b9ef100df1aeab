"""The sheet `Routes`: who does the work."""

from agent_router.model.policy import Phase, Route, RouteEffect
from agent_router.model.table import Table
from agent_router.workbook import problems
from agent_router.workbook.columns import ON, CellKind, Column, Form, SheetSchema, Side, Tab, row_id
from agent_router.workbook.desk import Desk
from agent_router.workbook.rule_sheets import read_table
from agent_router.workbook.values import RowReader
from agent_router.workbook.vocabulary import NO_APPROVAL

SCHEMA = SheetSchema(
    "routes", "Routes", Tab.WEEKLY, Form.ROWS,
    "Who does the work: a person or agents?",
    "The first certain match decides. A missing answer never leads to less supervision.",
    (
        row_id("route"),
        ON,
        Column(
            "route", "Route", CellKind.WORD, "Human-led, Single agent or Dynamic workflow.", Side.THEN,
            words="Route", required=True, width=18, example="Single agent",
        ),
        Column(
            "phases", "Phases", CellKind.WORDS,
            "discovery only looks and proposes; mutation changes things. Name one or both; blank for human-led work.",
            Side.THEN, words="Phase", width=14, example="discovery, mutation",
        ),
        Column(
            "approval_before", "Approval before", CellKind.WORD,
            "The phase that may start only after somebody from People has approved it; discovery, mutation "
            "needs it. Blank or none: no approval beyond the contract itself.",
            Side.THEN, words="Approval before", width=12, example="mutation",
        ),
        Column(
            "reviewed_by", "Reviewed by", CellKind.TEXT,
            "Who reviews when the task names nobody: a name or a role from People.",
            Side.THEN, width=14, example="Reviewer", optional=True,
        ),
        Column(
            "say", "Say", CellKind.PROSE, "The sentence people read in the contract and in the report.", Side.THEN,
            width=52, optional=True,
        ),
    ),
    derived=("area", "impact", "likelihood", "score", "blast_radius"),
    conditions=True,
    reading_order=True,
)  # fmt: skip


def read_routes(desk: Desk) -> Table[RouteEffect]:
    """The rows of `Routes` that are switched on, in the lead's order."""
    return read_table(desk, SCHEMA, _to_effect)


def _to_effect(reader: RowReader) -> RouteEffect | None:
    route = reader.choice("route", Route)
    approval = reader.word("approval_before")
    phases = reader.choices("phases", Phase)
    before = None if approval in {None, NO_APPROVAL} else Phase(approval)
    reviewer, say = reader.text("reviewed_by"), reader.prose("say")
    reader.desk.check_person(reviewer, reader.place("reviewed_by"), "under Reviewed by", or_role=True)
    if route is None:
        return None
    if phases or not reader.texts("phases"):
        _check_phases(reader, route, phases, before)
    return RouteEffect(route, phases, before, reviewer, say)


def _check_phases(reader: RowReader, route: Route, phases: tuple[Phase, ...], before: Phase | None) -> None:
    add, place = reader.desk.complaints.add, reader.place("phases")
    if route is Route.HUMAN_LED and phases:
        add(problems.PHASES_UNFIT, place, "phases in a human-led row")
    if route is not Route.HUMAN_LED and not phases:
        add(problems.PHASES_UNFIT, place, f"no phases in a row for {route.value}")
    if before is not None and before not in phases:
        add(problems.PHASES_UNFIT, reader.place("approval_before"), f"approval before {before.value}")
    if route is not Route.HUMAN_LED and set(phases) == set(Phase) and _says_no_approval(reader):
        found = f"phases {', '.join(phase.value for phase in phases)}, and no phase under Approval before"
        add(problems.PHASES_UNAPPROVED, reader.place("approval_before"), found, Phase.MUTATION.value)


def _says_no_approval(reader: RowReader) -> bool:
    """Blank or none; a word that is not in the list, or a column that is missing, was complained about already."""
    return reader.cell("approval_before") is not None and reader.text("approval_before").casefold() in {"", NO_APPROVAL}
