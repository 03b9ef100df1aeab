"""What a week leaves open: decisions to make first, risks handed over, waivers that end."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agent_router.model.assignment import Standing
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius
from agent_router.model.report import JudgedRun, WeekReportInput
from agent_router.model.verdict import VerdictState
from agent_router.report.facts.work import period

WAIVER_NOTICE = timedelta(days=14)
"""A waiver that ends within this time after the week is listed as ending."""


@dataclass(frozen=True, slots=True)
class WeekDecision:
    """Something that waits for a person."""

    about: str
    """Run or task ID."""
    what: str
    who: tuple[str, ...]
    """Empty: nobody is named."""
    since: datetime | None
    """When the run ended; None for a task of the queue."""
    at_stake: str
    clears: str
    report: str
    """File of the run report; empty for a task of the queue or where none was made."""
    place: Place | None
    urgency: int
    """Smaller is more urgent; the list is sorted by it."""
    items: tuple[str, ...] = ()
    """Everything that waits at this run, each with its person."""


@dataclass(frozen=True, slots=True)
class OpenRisk:
    """A risk that an agent handed over to human judgment."""

    run_id: str
    text: str
    owner: str
    place: Place
    report: str


@dataclass(frozen=True, slots=True)
class WaiverEnd:
    """A waiver with its end."""

    run_id: str
    item: str
    by: str
    reason: str
    until: date
    ends_soon: bool
    ended: bool


def decisions(given: WeekReportInput) -> tuple[WeekDecision, ...]:
    """Most urgent first: not accepted before waiting, higher blast radius before lower; then waivers and held tasks."""
    reports = dict(given.run_reports)
    found = [one for judged in given.judged for one in _of_run(judged, reports.get(judged.verdict.run_id, ""))]
    found += [_of_waiver(one, reports) for one in waivers_ending(given) if one.ends_soon and not one.ended]
    found += _held_tasks(given)
    return tuple(sorted(found, key=lambda one: (one.urgency, one.about)))


def open_risks(given: WeekReportInput) -> tuple[OpenRisk, ...]:
    """Every risk of the week's runs, with the owner of the task."""
    reports = dict(given.run_reports)
    return tuple(
        OpenRisk(
            one.verdict.run_id, text, one.contract.contract.owner if one.contract else "", place,
            reports.get(one.verdict.run_id, ""),
        )
        for one in given.judged
        for text, place in one.verdict.risks
    )  # fmt: skip


def waivers_ending(given: WeekReportInput) -> tuple[WaiverEnd, ...]:
    """Every waiver of this and earlier weeks that still counts or ended in this week, soonest end first."""
    today = given.cut_off.date()
    found = [
        WaiverEnd(
            one.verdict.run_id, waiver.item, waiver.by, waiver.reason, waiver.until,
            ends_soon=waiver.until <= given.end.date() + WAIVER_NOTICE, ended=waiver.until < today,
        )
        for one in (*given.judged, *given.earlier)
        for waiver in one.verdict.waivers
        if waiver.until >= given.start.date()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.until, one.run_id, one.item)))


def _of_run(judged: JudgedRun, report: str) -> list[WeekDecision]:
    verdict = judged.verdict
    contract = judged.contract.contract if judged.contract else None
    radius = contract.blast_radius if contract else BlastRadius.HIGH
    # Not accepted work first, then by how much it can break; without a contract nothing bounds it.
    urgency = (0 if verdict.state is not VerdictState.WAITING else 10) + (2 - radius.rank)
    stake = f"{contract.task_id} {contract.goal}" if contract else "work without a contract"
    if not verdict.waiting:
        return []
    return [
        WeekDecision(
            about=verdict.run_id,
            what=verdict.headline if verdict.state is not VerdictState.WAITING else verdict.waiting[0].what,
            who=tuple(dict.fromkeys(one.who for one in verdict.waiting if one.who)),
            since=period(judged.run).end,
            at_stake=stake,
            clears="; ".join(dict.fromkeys(one.clears for one in verdict.waiting if one.clears)),
            report=report,
            place=next((one.place for one in verdict.waiting if one.place), None),
            urgency=urgency,
            items=tuple(f"{one.who or '(nobody)'}: {one.what}" for one in verdict.waiting),
        )
    ]


def _of_waiver(one: WaiverEnd, reports: dict[str, str]) -> WeekDecision:
    what = f"Waiver of {one.item} ends {one.until.isoformat()}"
    return WeekDecision(
        one.run_id, what, (one.by,), None, f"acceptance of {one.run_id}", "a new waiver, or the item met",
        reports.get(one.run_id, ""), None, 20,
    )  # fmt: skip


def _held_tasks(given: WeekReportInput) -> list[WeekDecision]:
    headers = {field.code: field.header for field in given.policy.fields}
    found = []
    for one in given.assignments:
        if one.held:
            needed = ", ".join(headers.get(code, code) for code in dict.fromkeys((*one.missing, *one.ask)))
            unread = one.standing is Standing.NOT_EVALUATED
            what = "cannot be read" if unread else f"needs {needed}"
            clears = "a corrected row in the queue" if unread else f"{needed} stated in the queue"
            who = one.task.text("owner") or one.task.text("requester")
            place = one.because[0].place if one.because else one.task.place
            found.append(
                WeekDecision(one.task.id, what, (who,) if who else (), None, one.task.goal, clears, "", place, 30)
            )
    return found
