"""Spans of OpenTelemetry, as tests write and read them."""

import json

from agent_router.evidence.interface import LogReading
from agent_router.evidence.logs.otel import OpenTelemetry
from agent_router.model.run import Usage
from tests.evidence.reading_one import lines, read_with
from tests.evidence.readings import REAL_CLI

READER = OpenTelemetry()
OTEL = REAL_CLI / "otel_genai"
Json = dict[str, object]


def span(name: str, id: str, parent: str = "", second: int = 0, **attributes: object) -> Json:  # noqa: A002 - the log's word
    """A span as a file exporter writes it; `__` in an attribute's name is a dot."""
    plain = {key.replace("__", "."): value for key, value in attributes.items() if key not in {"status", "message"}}
    return {
        "type": "span",
        "traceId": "t1",
        "spanId": id,
        **({"parentSpanId": parent} if parent else {}),
        "name": name,
        "startTime": [1795358499 + second, 0],
        "endTime": [1795358500 + second, 500],
        "attributes": plain,
        "status": {"code": attributes.get("status", 0), "message": attributes.get("message", "")},
    }


def tool(name: str, arguments: object = None, result: str = "", **more: object) -> Json:
    """A tool's span beneath the agent `root`."""
    captured = {} if arguments is None else {"gen_ai__tool__call__arguments": json.dumps(arguments)}
    return span(
        f"execute_tool {name}",
        f"tool-{name}-{more.get('second', 0)}",
        "root",
        **{"gen_ai__tool__name": name, "gen_ai__tool__call__result": result, **captured, **more},  # type: ignore[arg-type]
    )


def chat(id: str, parent: str = "root", **usage: object) -> Json:  # noqa: A002 - the log's word
    """A model call's span."""
    figures = {f"gen_ai__usage__{name}": number for name, number in usage.items()}
    return span("chat m1", id, parent, gen_ai__operation__name="chat", gen_ai__request__model="m1", **figures)  # type: ignore[arg-type]


ROOT = span("invoke_agent", "root", gen_ai__conversation__id="c1")


def read(*values: object) -> LogReading:
    return read_with(READER, lines(*values))


def billed(reading: LogReading) -> list[Usage]:
    return [one for one in reading.records if isinstance(one, Usage) and not one.meter]


def the_only(reading: LogReading, kind: type) -> object:
    (found,) = [one for one in reading.records if isinstance(one, kind)]
    return found
