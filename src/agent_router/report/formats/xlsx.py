"""The register: the same facts as a workbook, one row a run or task, with columns to sign in."""

from datetime import datetime
from enum import Enum

from agent_router.model.known import Exactness
from agent_router.model.verdict import Cost
from agent_router.report import view
from agent_router.report.facts.header import PolicyUsed
from agent_router.report.facts.queue_facts import Because, QueueFacts, TaskRow
from agent_router.report.facts.reconciliation import Equation
from agent_router.report.facts.run_facts import RunFacts
from agent_router.report.facts.run_line import RunLine
from agent_router.report.facts.week_facts import WeekFacts
from agent_router.report.interface import Document, FormatUnavailable
from agent_router.report.interface import Look as ReportLook
from agent_router.sheets.page import OutValue
from agent_router.sheets.writing import ColumnOut, Look, SheetOut, to_table_workbook

_GREEN, _AMBER, _RED, _GRAY = "#DDEFE3", "#FCEFD2", "#F8DEDC", "#E8ECF1"
_COLORS = (
    ("accepted", _GREEN),
    ("waiting", _AMBER),
    ("not accepted", _RED),
    ("unreadable", _GRAY),
    ("Low", _GREEN),
    ("Medium", _AMBER),
    ("High", _RED),
    ("holds", _GREEN),
    ("does not hold", _RED),
)


def render(document: Document, look: ReportLook) -> bytes:
    """The workbook; FormatUnavailable for one run alone, whose register is the week's."""
    facts = document.facts
    match facts:
        case WeekFacts():
            clock = view.Clock(look.branding.time_zone)
            sheets = (_runs(facts, clock), _decisions(facts, clock), _sums(facts.reconciliation.equations))
            about = _about(document, look, facts.policy, facts.header.cut_off)
        case QueueFacts():
            sheets = (_tasks(facts), _needed(facts), _sums(facts.sums))
            about = _about(document, look, facts.policy, facts.header.cut_off)
        case RunFacts():
            raise FormatUnavailable("A run report is not written as xlsx; the register of its week holds its row.")
    return to_table_workbook((*sheets, about), facts.header.title)


def _runs(facts: WeekFacts, clock: view.Clock) -> SheetOut:
    columns = (
        ColumnOut("Run", 20),
        ColumnOut("Task", 10),
        ColumnOut("Goal", 40),
        ColumnOut("Verdict", 14, Look.WORD),
        ColumnOut("Why", 48),
        ColumnOut("Route", 17),
        ColumnOut("Blast radius approved", 13, Look.WORD),
        ColumnOut("Blast radius measured", 13, Look.WORD),
        ColumnOut("Owner", 16),
        ColumnOut("Operator", 16),
        ColumnOut("Ended", 24, note="With the offset of the workbook's time zone."),
        ColumnOut("Minutes", 10, Look.NUMBER),
        ColumnOut("Tokens", 12, Look.WHOLE),
        ColumnOut("Cost (USD)", 12, Look.MONEY, note="Blank: price unknown, which is not zero."),
        ColumnOut("Cost known by", 16, note="“at least”: more may have been spent than the record shows."),
        ColumnOut("Stops fired", 24),
        ColumnOut("Open checks", 16),
        ColumnOut("Waived", 12),
        ColumnOut("Waits for", 18),
        ColumnOut("Run report", 26),
        ColumnOut("Run digest", 20),
        ColumnOut("Fact digest", 20),
        *_SIGN_OFF,
    )
    sentence = f"One row a run of {facts.week}. The last four columns are for people; nothing reads them back."
    rows = [_run(one, clock) for one in facts.runs]
    return SheetOut(
        "Runs", columns, rows, f"Runs of week {facts.week}", sentence, "#1F4E79", "Runs", colors=_COLORS
    )  # fmt: skip


_SIGN_OFF = (
    ColumnOut("Seen by", 16),
    ColumnOut("Role", 14),
    ColumnOut("Meaning", 16, note="Reviewed, approved, …"),
    ColumnOut("Date and time with zone", 22),
)


def _cost_known_by(cost: Cost) -> str:
    at_least = cost.amount is not None and cost.exactness is Exactness.LOWER_BOUND
    return f"{cost.method.value}, at least" if at_least else cost.method.value


def _run(one: RunLine, clock: view.Clock) -> tuple[OutValue, ...]:
    return (
        one.run_id,
        one.task_id,
        one.goal,
        view.word(one.state),
        one.headline,
        _name(one.route),
        _name(one.blast_radius),
        _name(one.measured),
        one.owner,
        one.operator,
        clock.moment(one.ended),
        one.minutes,
        one.tokens,
        one.cost.amount,
        _cost_known_by(one.cost),
        ", ".join(one.stops),
        ", ".join(one.open_items),
        ", ".join(one.waived),
        ", ".join(one.waits_for),
        one.report,
        one.run_digest,
        one.fact_digest,
    )


def _decisions(facts: WeekFacts, clock: view.Clock) -> SheetOut:
    columns = (
        ColumnOut("No.", 6, Look.WHOLE),
        ColumnOut("Run or task", 20),
        ColumnOut("What waits", 48),
        ColumnOut("Who", 18),
        ColumnOut("Since", 24),
        ColumnOut("At stake", 40),
        ColumnOut("What clears it", 44),
        ColumnOut("Place", 30),
        ColumnOut("Done by", 16),
        ColumnOut("Done on", 14),
    )
    rows = [
        (
            number,
            one.about,
            one.what,
            ", ".join(one.who) or "(nobody)",
            clock.moment(one.since) if one.since else "",
            one.at_stake,
            one.clears,
            str(one.place) if one.place else "",
        )
        for number, one in enumerate(facts.decisions, 1)
    ]
    sentence = "What waits for a person, most urgent first."
    return SheetOut("Decisions", columns, rows, "Decisions to make", sentence, "#B45309", "Decisions")


def _tasks(facts: QueueFacts) -> SheetOut:
    columns = (
        ColumnOut("Task", 10),
        ColumnOut("Goal", 44),
        ColumnOut("Function", 14),
        ColumnOut("Work type", 18),
        ColumnOut("Route", 18),
        ColumnOut("Blast radius", 12, Look.WORD),
        ColumnOut("As far as stated", 12, Look.WORD),
        ColumnOut("Impact", 9, Look.WHOLE),
        ColumnOut("Likelihood", 10, Look.WHOLE),
        ColumnOut("Score", 8, Look.WHOLE),
        ColumnOut("Standing", 16),
        ColumnOut("Held", 8, Look.WORD),
        ColumnOut("Missing", 26),
        ColumnOut("Ask", 26),
        ColumnOut("Phases", 18),
        ColumnOut("Approval before", 14),
        ColumnOut("Reviewer", 18),
        ColumnOut("Proof", 24),
        ColumnOut("Budget minutes", 10, Look.WHOLE),
        ColumnOut("Budget tokens", 12, Look.WHOLE),
        ColumnOut("Budget cost (USD)", 12, Look.MONEY),
        ColumnOut("Because", 70),
        *_SIGN_OFF,
    )
    sentence = "One row a task, with the workbook cells that decided. The last four columns are for people."
    rows = [_task(row) for row in facts.rows]
    return SheetOut("Tasks", columns, rows, "The routed queue", sentence, "#1F4E79", "Tasks", colors=_COLORS)


def _task(row: TaskRow) -> tuple[OutValue, ...]:
    return (
        row.id,
        row.goal,
        row.function,
        row.work_type,
        row.route.value,
        _name(row.blast_radius),
        _name(row.as_far_as_stated),
        row.impact,
        row.likelihood,
        row.score,
        row.standing.value,
        "yes" if row.held else "no",
        ", ".join(row.missing),
        ", ".join(row.ask),
        ", ".join(row.phases),
        row.approval_before,
        row.reviewer,
        ", ".join(row.proof),
        row.minutes,
        row.tokens,
        row.cost_usd,
        "\n".join(_sentence(one) for one in (*row.problems, *row.because)),
    )


def _needed(facts: QueueFacts) -> SheetOut:
    columns = (
        ColumnOut("Task", 10),
        ColumnOut("Goal", 44),
        ColumnOut("Owner", 18),
        ColumnOut("State this", 36),
        ColumnOut("Answer this", 36),
        ColumnOut("In the workbook's words", 60),
    )
    rows = [
        (
            row.id,
            row.goal,
            row.owner or row.requester or "(nobody)",
            ", ".join(row.missing),
            ", ".join(row.ask),
            row.say,
        )
        for row in facts.rows
        if row.held
    ]
    sentence = "What each held-back task still needs before an agent may start."
    return SheetOut("Held", columns, rows, "Held tasks", sentence, "#B45309", "Held")


def _sums(equations: tuple[Equation, ...]) -> SheetOut:
    columns = (
        ColumnOut("Total of", 22),
        ColumnOut("Count", 10, Look.WHOLE),
        ColumnOut("Part", 36),
        ColumnOut("Part count", 12, Look.WHOLE),
        ColumnOut("Adds up", 14, Look.WORD),
        ColumnOut("IDs", 70),
    )
    rows = [
        (one.label, one.total, part.label, part.count, "holds" if one.holds else "does not hold", ", ".join(part.ids))
        for one in equations
        for part in one.parts
    ]
    sentence = "Whether the counts add up; every gap by ID."
    return SheetOut("Reconciliation", columns, rows, "Reconciliation", sentence, "#52606D", "Sums", colors=_COLORS)


def _about(document: Document, look: ReportLook, policy: PolicyUsed, cut_off: datetime) -> SheetOut:
    header = document.facts.header
    rows = (
        ("Report", header.report_id),
        ("Revision", str(header.revision)),
        ("Classification", look.branding.classification),
        ("Organization", look.branding.organization),
        ("Data cut-off", view.Clock(look.branding.time_zone).moment(cut_off)),
        ("Fact digest (SHA-256)", document.facts.fact_digest),
        ("Workbook", f"{policy.name} {policy.version} ({policy.file})"),
        ("Workbook SHA-256", policy.sha256),
        ("Made by", look.generator),
        ("Same facts as", f"{document.name}.json, .html and .pdf"),
    )
    columns = (ColumnOut("What", 26), ColumnOut("Value", 90))
    return SheetOut("About", columns, rows, header.title, "What this register is and what it rests on.", "#52606D")


def _sentence(one: Because) -> str:
    places = ", ".join(view.spot(place) for place in one.places)
    return f"{one.text} [{places}]" if places else one.text


def _name(value: Enum | None) -> str:
    return "" if value is None else str(value.value)
