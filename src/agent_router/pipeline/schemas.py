"""The published JSON Schemas."""

from agent_router.acceptance.wire import verdict_schema
from agent_router.contracts.schema import contract_schema
from agent_router.errors import Misuse
from agent_router.evidence.schema import run_schema
from agent_router.pipeline.explanation_document import explanation_schema
from agent_router.queue.wire import task_schema
from agent_router.report.schema import report_schema

SCHEMAS = {
    "task": task_schema,
    "explanation": explanation_schema,
    "contract": contract_schema,
    "run": run_schema,
    "verdict": verdict_schema,
    "report": report_schema,
}


def schema_of(name: str) -> object:
    """The schema of that name; Misuse where there is none."""
    if name not in SCHEMAS:
        raise Misuse(f"There is no schema {name!r}. There are: {', '.join(SCHEMAS)}.")
    return SCHEMAS[name]()
