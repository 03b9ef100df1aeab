"""OpenTelemetry spans of GenAI agents, from a file exporter, as OTLP/JSON, or from a console exporter.

The program is named as the spans say (`service.name`), with `opentelemetry` behind it.
"""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent_router.evidence.interface import LogFile, LogReading
from agent_router.evidence.json_fields import items
from agent_router.evidence.lines import LineReader
from agent_router.evidence.logs.json_document import TOP_LIST, first_document, read_documents
from agent_router.evidence.logs.otel_run import SpanRun
from agent_router.evidence.logs.otel_spans import Span, is_span, kind_beside_spans, spans_of
from agent_router.evidence.logs.otel_tree import SpanTree
from agent_router.evidence.logs.timeline import Spot
from agent_router.evidence.texts import plain_name

SPANS = "opentelemetry spans"
DOCUMENT = "opentelemetry document"
BESIDE = "opentelemetry metrics or logs"

_LISTS = frozenset({"resourceSpans"})


class OpenTelemetry:
    """Reader of GenAI spans, by whatever program."""

    name = "opentelemetry"
    generic = True
    """Not an agent's own log: beside one of the same session it adds nothing."""

    def recognizes(self, sample: bytes) -> str:
        """Kind of this file by its first values; empty where they are nothing of OpenTelemetry."""
        values = [one for _, value in LineReader(io.BytesIO(sample)) for one in _each(value)]
        if any(_holds_spans(value) for value in values):
            return SPANS
        document = first_document(sample, _LISTS)
        listed = [one for _, one in (*document.lists.get("resourceSpans", ()), *document.lists.get(TOP_LIST, ()))]
        if is_span(document.fields) or any(items(one, "scopeSpans") or _holds_spans(one) for one in listed):
            return DOCUMENT
        if "resourceSpans" in document.lists and b"spanId" in sample:
            return DOCUMENT
        return BESIDE if any(kind_beside_spans(value) for value in (*values, document.fields)) else ""

    def read(self, files: Sequence[LogFile]) -> LogReading:
        """All files as one run: first the skeleton of the traces, then what the spans say."""
        tree, firsts, repeated = SpanTree(), set[tuple[str, int, int]](), 0
        for file in files:
            for at, (line, span) in enumerate(_Source(file).spans()):
                if tree.add(span):
                    firsts.add((file.name, line, at))
                else:
                    repeated += 1
        run, remarks = SpanRun(tree), list[tuple[str, str]]()
        for rank, file in enumerate(files):
            source = _Source(file)
            spot = Spot(file.name, rank)
            for at, (line, span) in enumerate(source.spans()):
                if (file.name, line, at) in firsts:
                    run.take(span, replace(spot, line=line))
            remarks += [(file.name, remark) for remark in source.remarks()]
        if repeated:
            remarks.append(("", f"{repeated} span(s) are there more than once; each counts once."))
        return _reading(self.name, run, tree, remarks)


def _each(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _holds_spans(value: object) -> bool:
    return is_span(value) or bool(items(value, "resourceSpans"))


def _reading(name: str, run: SpanRun, tree: SpanTree, remarks: list[tuple[str, str]]) -> LogReading:
    records = run.records()
    remarks += [("", remark) for remark in run.remarks()]
    service = plain_name(", ".join(run.services))
    return LogReading(
        records=records,
        program=f"{service} ({name})" if service else name,
        program_version=", ".join(run.versions),
        models=tuple(run.models),
        sessions=tuple(run.sessions),
        working_directory=run.directory,
        finished=not tree.torn,
        first=run.activity.first,
        last=run.activity.last,
        active_seconds=run.active_seconds,
        remarks=tuple(remarks),
    )


class _Source:
    """The spans of one file; afterwards `remarks` says what else it held."""

    def __init__(self, file: LogFile) -> None:
        self._file = file
        self._beside: Counter[str] = Counter()
        self._said: tuple[str, ...] = ()

    def spans(self) -> Iterator[tuple[int, Span]]:
        """Each span with its line."""
        for line, value in self._values():
            found = False
            for span in spans_of(value):
                found = True
                yield line, span
            if not found:
                self._beside[kind_beside_spans(value) or "unknown"] += 1

    def _values(self) -> Iterator[tuple[int, object]]:
        with self._file.open() as stream:
            if self._file.kind == DOCUMENT:
                documents = read_documents(stream, _LISTS)
                for document in documents:
                    if document.fields or not document.lists:
                        yield document.line, document.fields
                    yield from document.lists.get(TOP_LIST, ())
                    for line, group in document.lists.get("resourceSpans", ()):
                        yield line, {"resourceSpans": [group]}
                self._said = documents.remarks
                return
            reader = LineReader(stream)
            for line, value in reader:
                for one in _each(value):
                    yield line, one
            self._said = reader.remarks

    def remarks(self) -> Iterator[str]:
        """What was odd about the file."""
        yield from self._said
        unknown = self._beside.pop("unknown", 0)
        for kind, number in sorted(self._beside.items()):
            yield f"{number} {kind} record(s) beside the spans; usage is taken from the spans."
        if unknown:
            yield f"{unknown} record(s) of unknown kind."
