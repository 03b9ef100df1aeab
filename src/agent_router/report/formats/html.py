"""One self-contained HTML file: readable without scripts, with the attached files inside."""

import base64
import hashlib
from dataclasses import dataclass

from markupsafe import Markup

from agent_router.ledger.digest import sha256_hex
from agent_router.model.report import Attachment, ReportKind
from agent_router.report import charts, view
from agent_router.report.facts.queue_facts import QueueFacts
from agent_router.report.facts.run_facts import RunFacts
from agent_router.report.facts.week_facts import WeekFacts
from agent_router.report.facts.week_money import WeekPoint
from agent_router.report.formats.colors import readable_accent
from agent_router.report.formats.fonts import embedded_fonts
from agent_router.report.formats.templating import fill, read_asset
from agent_router.report.interface import Document, Look

EMBEDDED_AT_MOST = 1_000_000
"""Bytes of a file that is still carried inside the HTML; a larger one is named by its digest."""

TEMPLATES = {ReportKind.RUN: "run.html", ReportKind.WEEK: "week.html", ReportKind.QUEUE: "queue.html"}


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """A file that can be saved from the report."""

    name: str
    sha256: str
    size: int
    description: str
    link: Markup
    """`data:` address (base64, nothing to escape); empty where it is too large, or travels in the PDF itself."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Geometry of every picture of the report; what a kind does not have is empty."""

    bars: tuple[charts.BudgetBar, ...] = ()
    timeline: charts.Timeline | None = None
    trend: charts.Trend | None = None
    by_radius: tuple[charts.StackedBar, ...] = ()
    by_route: tuple[charts.StackedBar, ...] = ()
    heat: charts.HeatMap | None = None


def render(document: Document, look: Look) -> bytes:
    """The file for a browser."""
    return markup(document, look, "screen").encode("utf-8")


def markup(document: Document, look: Look, medium: str) -> str:
    """The report as HTML text for `screen` or `page`; both say the same."""
    on_screen = medium == "screen"
    script = read_asset("script.js", look).strip() if on_screen else ""
    context = {
        "medium": medium,
        "kind": document.kind.value,
        "facts": document.facts,
        "pictures": pictures(document, look),
        "files": tuple(_embedded(one, inside=on_screen) for one in document.attachments),
        "accent": readable_accent(look.branding.accent),
        "fonts": embedded_fonts() if on_screen else (),
        "limit": 500 if on_screen else 60,
        "event_limit": 500 if on_screen else 16,
        # Own file, not a value from outside: the only markup that is not escaped.
        "script": Markup(script),  # noqa: S704 - our own template file
        "script_digest": script_digest(script),
    }
    return fill(TEMPLATES[document.kind], context, look)


def script_digest(script: str) -> str:
    """What the page's content security policy names the script by (SHA-256, base64)."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def pictures(document: Document, look: Look) -> Pictures:
    """The geometry of this report's pictures."""
    facts = document.facts
    match facts:
        case RunFacts():
            clock = view.Clock(look.branding.time_zone)
            bars = tuple(charts.budget_bar(line) for line in facts.verdict.spent)
            return Pictures(bars=bars, timeline=charts.timeline(facts.lanes, clock.time))
        case WeekFacts():
            return Pictures(
                trend=charts.trend(facts.trend, _money),
                by_radius=charts.stacked_bars(facts.by_radius, 300.0),
                by_route=charts.stacked_bars(facts.by_route, 300.0),
            )
        case QueueFacts():
            names = tuple(f"{level.number} {level.name}" for level in facts.impact_levels)
            across = tuple(f"{level.number} {level.name}" for level in facts.likelihood_levels)
            return Pictures(heat=charts.heat_map(facts.heat, names, across))


def _money(point: WeekPoint) -> str:
    if not point.runs:
        return "–"
    if point.unknown == point.runs:
        return "?"
    known = f"${point.known:,.0f}" if point.known >= 1 else f"${point.known:,.2f}"
    return f"{known}+?" if point.unknown or point.at_least else known


def _embedded(one: Attachment, *, inside: bool) -> EmbeddedFile:
    link = Markup()
    if inside and len(one.data) <= EMBEDDED_AT_MOST:
        # Never the attachment's own type: an attached HTML file must not run as a page.
        link = Markup("data:application/octet-stream;base64,{}").format(base64.b64encode(one.data).decode())
    return EmbeddedFile(one.name, sha256_hex(one.data), len(one.data), one.description, link)
