"""Every sheet of the workbook, in tab order. Generator, reader and the reference in `docs/` are driven by this."""

from agent_router.workbook import (
    branding,
    budgets,
    changes,
    checklist,
    examples,
    fields,
    identity,
    lists,
    people,
    prices,
    proof,
    risk_matrix,
    risk_rules,
    routes,
    stop_conditions,
    systems,
)
from agent_router.workbook.columns import SheetSchema

SHEETS: tuple[SheetSchema, ...] = (
    identity.SCHEMA,
    routes.SCHEMA,
    budgets.SCHEMA,
    systems.SCHEMA,
    people.SCHEMA,
    risk_rules.SCHEMA,
    risk_matrix.SCHEMA,
    proof.SCHEMA,
    checklist.SCHEMA,
    stop_conditions.SCHEMA,
    fields.SCHEMA,
    lists.SCHEMA,
    prices.SCHEMA,
    branding.SCHEMA,
    examples.SCHEMA,
    changes.SCHEMA,
)
