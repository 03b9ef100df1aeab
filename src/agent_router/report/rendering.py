"""Makes the files of a report: facts once, then each format asked for."""

import re
from collections.abc import Sequence
from typing import assert_never

from agent_router.ledger.digest import sha256_hex
from agent_router.model.report import QueueReportInput, ReportKind, RunReportInput, WeekReportInput
from agent_router.report.facts.queue_facts import queue_facts
from agent_router.report.facts.run_facts import run_facts
from agent_router.report.facts.week_facts import week_facts
from agent_router.report.interface import (
    FORMATS_OF,
    Document,
    Format,
    FormatUnavailable,
    Look,
    RenderedFile,
    ReportFormat,
)

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_NAME = 80


def render_run(given: RunReportInput, formats: Sequence[Format], look: Look) -> tuple[RenderedFile, ...]:
    """The report of one run, a file a format.

    Raises:
        FormatUnavailable: a run has no such format.
        TemplateFault: a template is at fault.
    """
    name = report_name(ReportKind.RUN, given.judged.verdict.run_id)
    return _render(Document(ReportKind.RUN, name, run_facts(given), given.attachments), formats, look)


def render_week(given: WeekReportInput, formats: Sequence[Format], look: Look) -> tuple[RenderedFile, ...]:
    """The report of one week; errors as `render_run`."""
    name = report_name(ReportKind.WEEK, given.week)
    return _render(Document(ReportKind.WEEK, name, week_facts(given), given.attachments), formats, look)


def render_queue(given: QueueReportInput, formats: Sequence[Format], look: Look) -> tuple[RenderedFile, ...]:
    """The report of one routed queue; errors as `render_run`."""
    stem = given.tasks.source.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    name = report_name(ReportKind.QUEUE, stem)
    return _render(Document(ReportKind.QUEUE, name, queue_facts(given), given.attachments), formats, look)


def report_name(kind: ReportKind, subject: str) -> str:
    """File name without extension: `run-<run ID>`, `week-2026-W47`, `queue` or `queue-<file>`.

    Letters that a file name cannot hold everywhere are replaced; a short digest then keeps two names apart.
    """
    if kind is ReportKind.QUEUE and subject == "queue":
        return "queue"
    safe = _UNSAFE.sub("-", subject).strip("-.")[:_LONGEST_NAME]
    if safe != subject:
        safe = f"{safe}-{sha256_hex(subject.encode('utf-8', 'replace'))[:8]}".strip("-")
    return f"{kind.value}-{safe}"


def _render(document: Document, formats: Sequence[Format], look: Look) -> tuple[RenderedFile, ...]:
    missing = [one.value for one in formats if one not in FORMATS_OF[document.kind]]
    # A run is one row: its register is the week's workbook.
    if missing and len(missing) == len(formats):
        known = ", ".join(one.value for one in FORMATS_OF[document.kind])
        raise FormatUnavailable(f"A {document.kind.value} report is not written as {missing[0]}, but as {known}.")
    return tuple(
        RenderedFile(f"{document.name}.{one.value}", _writer(one)(document, look))
        for one in dict.fromkeys(formats)
        if one.value not in missing
    )


NO_PANGO = (
    "PDF needs the text library Pango, which this machine lacks. Install it (Debian, Ubuntu: libpango-1.0-0 "
    "libpangoft2-1.0-0 libharfbuzz-subset0; macOS: brew install pango), or ask for --format html,json."
)


def _writer(wanted: Format) -> ReportFormat:
    # Imported where asked for: WeasyPrint alone takes most of a second, and JSON needs none of them.
    match wanted:
        case Format.HTML:
            from agent_router.report.formats import html  # noqa: PLC0415 - loads Jinja

            return html.render
        case Format.PDF:
            try:
                from agent_router.report.formats import pdf  # noqa: PLC0415 - loads WeasyPrint
            except OSError as fault:
                raise FormatUnavailable(NO_PANGO) from fault
            return pdf.render
        case Format.JSON:
            from agent_router.report.formats import json  # noqa: PLC0415 - as light as the others are heavy

            return json.render
        case Format.XLSX:
            from agent_router.report.formats import xlsx  # noqa: PLC0415 - loads XlsxWriter

            return xlsx.render
        case _:
            assert_never(wanted)
