"""ISO weeks in the workbook's time zone (ISO 8601; Monday to Sunday)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from agent_router.errors import Misuse
from agent_router.model.run import Run


def week_bounds(week: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """First moment of the week and first moment of the next one, in that zone; Misuse where it is no week."""
    try:
        year, number = week.upper().split("-W")
        monday = datetime.fromisocalendar(int(year), int(number), 1)
    except ValueError:
        raise Misuse(f"{week!r} is not an ISO week. Write it like 2026-W47.") from None
    return monday.replace(tzinfo=zone), (monday + timedelta(days=7)).replace(tzinfo=zone)


def weeks_before(start: datetime, count: int) -> datetime:
    """First moment of the week `count` weeks before; local midnight, whatever daylight saving does between."""
    return (start.replace(tzinfo=None) - timedelta(weeks=count)).replace(tzinfo=start.tzinfo)


def moment_of(run: Run) -> datetime | None:
    """When a run counts as finished: its last record, else when it was recorded."""
    last = run.ended.last if run.ended is not None else None
    found = last or run.started.recorded
    return found if found is None or found.tzinfo is not None else found.replace(tzinfo=UTC)
