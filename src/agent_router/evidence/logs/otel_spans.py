"""OpenTelemetry spans in the shapes that exporters write, as one kind of value.

1. A file exporter's line (`{"type": "span", "traceId", …, "attributes": {…}}`), times as `[seconds, nanoseconds]`.
2. OTLP/JSON: `resourceSpans[].scopeSpans[].spans[]`, attributes as lists of `{key, value: {stringValue | …}}`,
   64-bit numbers as text.
3. A console exporter's object (`{"context": {"trace_id", "span_id"}, "parent_id", "start_time"}`), ISO times.

Metrics and logs beside them are known, and no spans.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from agent_router.evidence.json_fields import EMPTY, count, items, mapping, moment, text
from agent_router.evidence.logs.json_document import decoded_text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 10**11
"""Seconds; later times are damage."""
_UNITS = ((10**17, 10**9), (10**14, 10**6), (10**11, 10**3), (0, 1))
"""From that number on it counts so many parts of a second."""
_VALUES = ("stringValue", "boolValue", "intValue", "doubleValue", "arrayValue", "kvlistValue", "bytesValue")
_DEEPEST = 20
_ERROR = frozenset({"2", "STATUS_CODE_ERROR", "ERROR"})


@dataclass(frozen=True, slots=True)
class Span:
    """One span."""

    trace: str
    id: str
    parent: str
    name: str
    attributes: Mapping[str, object]
    resource: Mapping[str, object]
    start: datetime | None
    end: datetime | None
    failed: bool
    """Whether its status is an error; a command's exit code is not its status."""
    message: str = ""
    events: tuple[tuple[str, Mapping[str, object]], ...] = field(default=())

    @property
    def key(self) -> tuple[str, str]:
        """What names the span."""
        return self.trace, self.id


def spans_of(value: object) -> Iterator[Span]:
    """The spans of one decoded value, whichever shape it has."""
    for group in items(value, "resourceSpans"):
        resource = attributes_of(mapping(group, "resource").get("attributes"))
        scopes = items(group, "scopeSpans") or items(group, "instrumentationLibrarySpans")
        for scope in scopes:
            for one in items(scope, "spans"):
                yield _span(one, resource)
    if is_span(value):
        yield _span(value, attributes_of(mapping(value, "resource").get("attributes")))


def is_span(value: object) -> bool:
    """Whether this object is a span by itself."""
    known = (text(value, "spanId") and text(value, "traceId")) or text(value, "context", "span_id")
    return bool(known) and "name" in mapping(value) and text(value, "type") in {"", "span"}


def kind_beside_spans(value: object) -> str:
    """`metric`, `log` or what else stands beside spans; empty where it is nothing of OpenTelemetry."""
    given = mapping(value)
    if "resourceMetrics" in given or "dataPoints" in given:
        return "metric"
    own = "instrumentationScope" in given and text(value, "type") in {"log", "log_record", "event"}
    return "log" if own or "resourceLogs" in given else ""


def attributes_of(given: object) -> Mapping[str, object]:
    """Attributes as a plain object, from an object or from a list of key and value."""
    if isinstance(given, list):
        return {text(one, "key"): _plain(mapping(one).get("value"), 0) for one in given if text(one, "key")}
    return mapping(given)


def number(attributes: Mapping[str, object], *names: str) -> int | None:
    """The first of these attributes that is a whole number, also as text; None without one."""
    for name in names:
        value = attributes.get(name)
        if isinstance(value, str) and value.lstrip("-").isdecimal() and len(value) <= 18:
            return int(value)
        if isinstance(value, Decimal) and value == value.to_integral_value():
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def first_text(attributes: Mapping[str, object], *names: str) -> str:
    """The first of these attributes that is text and not empty."""
    return next((value for name in names if isinstance(value := attributes.get(name), str) and value), "")


def decoded(value: object) -> object:
    """Structured content that was captured as JSON text, decoded; other values as they are."""
    return decoded_text(value) if isinstance(value, str) and value.lstrip()[:1] in {"[", "{"} else value


def _plain(value: object, depth: int) -> object:
    """One `AnyValue` of OTLP."""
    given = mapping(value)
    name = next((name for name in _VALUES if name in given), "")
    held = given.get(name)
    if depth > _DEEPEST:
        return None
    if name == "intValue" and isinstance(held, str):
        return int(held) if held.lstrip("-").isdecimal() and len(held) <= 20 else None
    if name == "arrayValue":
        return [_plain(one, depth + 1) for one in items(held, "values")]
    if name == "kvlistValue":
        return {text(one, "key"): _plain(mapping(one).get("value"), depth + 1) for one in items(held, "values")}
    return held


def _span(value: object, resource: Mapping[str, object]) -> Span:
    given, status = mapping(value), mapping(value, "status")
    code = status.get("code", status.get("status_code"))
    return Span(
        trace=text(value, "traceId") or text(value, "context", "trace_id"),
        id=text(value, "spanId") or text(value, "context", "span_id"),
        parent=text(value, "parentSpanId") or text(value, "parent_id"),
        name=text(value, "name"),
        attributes=attributes_of(given.get("attributes")),
        resource=resource,
        start=_time(given, "startTimeUnixNano", "startTime", "start_time"),
        end=_time(given, "endTimeUnixNano", "endTime", "end_time"),
        failed=str(code) in _ERROR,
        message=text(status, "message") or text(status, "description"),
        events=tuple(
            (text(event, "name"), attributes_of(mapping(event).get("attributes") or EMPTY))
            for event in items(value, "events")
        ),
    )


def _time(given: Mapping[str, object], *names: str) -> datetime | None:
    for name in names:
        value = given.get(name)
        if isinstance(value, list) and len(value) == 2:
            return _at(count({"s": value[0]}, "s") * 10**9 + count({"n": value[1]}, "n"))
        if isinstance(value, str) and value.isdecimal() and len(value) <= 20:
            return _scaled(int(value))
        if isinstance(value, int) and not isinstance(value, bool):
            return _scaled(value)
        if isinstance(value, str):
            return moment(given, name)
    return None


def _scaled(value: int) -> datetime | None:
    parts = next((parts for least, parts in _UNITS if value >= least), 1)
    return _at(value * 10**9 // parts)


def _at(nanoseconds: int) -> datetime | None:
    if not 0 < nanoseconds < _LATEST * 10**9:
        return None
    return _EPOCH + timedelta(microseconds=nanoseconds // 1000)
