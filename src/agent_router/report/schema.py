"""The published JSON Schema of the JSON reports."""

from dataclasses import dataclass

from agent_router.ledger.jsontext import JsonObject
from agent_router.ledger.schemas import DIALECT, schema_of
from agent_router.model.report import ReportKind
from agent_router.report.facts.queue_facts import QueueFacts
from agent_router.report.facts.run_facts import RunFacts
from agent_router.report.facts.week_facts import WeekFacts


@dataclass(frozen=True, slots=True)
class JsonReport:
    """What stands around the facts in every JSON report."""

    schema: str
    kind: ReportKind
    fact_digest: str
    generator: str
    classification: str


@dataclass(frozen=True, slots=True)
class RunReport(JsonReport):
    """A run report as JSON."""

    facts: RunFacts


@dataclass(frozen=True, slots=True)
class WeekReport(JsonReport):
    """A weekly report as JSON."""

    facts: WeekFacts


@dataclass(frozen=True, slots=True)
class QueueReport(JsonReport):
    """A queue report as JSON."""

    facts: QueueFacts


JSON_REPORTS: dict[ReportKind, type[JsonReport]] = {
    ReportKind.RUN: RunReport,
    ReportKind.WEEK: WeekReport,
    ReportKind.QUEUE: QueueReport,
}


def report_schema(kind: ReportKind | None = None) -> JsonObject:
    """JSON Schema (2020-12) of the JSON report of one kind; without a kind, of whichever kind the report names."""
    if kind is not None:
        return schema_of(JSON_REPORTS[kind], f"{kind.value.capitalize()} report")
    parts: JsonObject = {}
    choices: list[JsonObject] = []
    for one in ReportKind:
        schema = report_schema(one)
        definitions = schema["$defs"]
        if isinstance(definitions, dict):
            parts.update(definitions)
        choices.append({"properties": {"kind": {"const": one.value}}, "$ref": str(schema["$ref"])})
    return {"$schema": DIALECT, "title": "Report", "oneOf": list(choices), "$defs": parts}
