"""Generates the starter workbook, `matrices/agent-router.xlsx`: the same bytes every time."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from agent_router.ledger.files import write_atomic
from agent_router.sheets.page import BookOut, PageOut
from agent_router.sheets.rendering import to_workbook_bytes
from agent_router.workbook import starter_front, starter_lists, starter_matrix, starter_rows
from agent_router.workbook.columns import Form, SheetSchema
from agent_router.workbook.schema import SHEETS
from agent_router.workbook.starter_content import checklist, examples, rules, setup
from agent_router.workbook.starter_content.rows import Rows
from agent_router.workbook.starter_names import defined_names

_CONTENT: Mapping[str, Rows] = MappingProxyType({
    "routes": rules.ROUTES,
    "budgets": rules.BUDGETS,
    "systems": setup.SYSTEMS,
    "people": setup.PEOPLE,
    "risk_rules": rules.RISK_RULES,
    "proof": rules.PROOF,
    "checklist": checklist.CHECKLIST,
    "stops": rules.STOPS,
    "fields": setup.FIELDS,
    "prices": setup.PRICES,
    "branding": setup.BRANDING,
    "examples": examples.EXAMPLES,
    "changes": setup.CHANGES,
})  # fmt: skip


def starter_bytes() -> bytes:
    """The starter workbook as bytes."""
    pages = tuple(_page(schema) for schema in SHEETS)
    title, subject = "Agent Workflow Router", "Policy workbook: routes, budgets, proof and acceptance of agent work"
    return to_workbook_bytes(BookOut(pages, defined_names(), title, subject, "Agent Workflow Router"))


def write_starter(path: Path) -> None:
    """Write the starter workbook to `path`.

    Raises:
        CannotWrite: the folder cannot be written.
    """
    write_atomic(path, starter_bytes())


def _page(schema: SheetSchema) -> PageOut:
    if schema.form is Form.ROWS:
        return starter_rows.to_page(schema, _CONTENT[schema.key])
    if schema.form is Form.LISTS:
        return starter_lists.to_page(schema)
    if schema.form is Form.GRID:
        return starter_matrix.to_page(schema)
    return starter_front.to_page(schema)
