"""ISO weeks keep local midnights, around New Year and when clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agent_router.errors import Misuse
from agent_router.pipeline.weeks import week_bounds, weeks_before

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_week_runs_from_monday_midnight_to_the_next_in_the_workbooks_zone() -> None:
    start, end = week_bounds("2026-W47", BERLIN)
    assert start.isoformat() == "2026-11-16T00:00:00+01:00"
    assert end.isoformat() == "2026-11-23T00:00:00+01:00"


def test_the_first_week_of_a_year_may_begin_in_the_year_before() -> None:
    start, _ = week_bounds("2026-W01", BERLIN)
    assert start.isoformat() == "2025-12-29T00:00:00+01:00"


def test_a_year_of_53_weeks_has_its_last_one() -> None:
    start, end = week_bounds("2026-W53", BERLIN)
    assert (start.date().isoformat(), end.date().isoformat()) == ("2026-12-28", "2027-01-04")


def test_the_week_in_which_clocks_go_back_is_an_hour_longer() -> None:
    start, end = week_bounds("2026-W43", BERLIN)
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(days=7, hours=1)


def test_weeks_before_keep_local_midnight_across_the_change() -> None:
    start, _ = week_bounds("2026-W47", BERLIN)
    assert weeks_before(start, 11) == datetime(2026, 8, 31, tzinfo=BERLIN)


@pytest.mark.parametrize("typed", ["2026-47", "2026-W60", "last", "2026-W0", "W47-2026", ""])
def test_what_is_no_week_is_misuse_with_an_example(typed: str) -> None:
    with pytest.raises(Misuse, match="2026-W47"):
        week_bounds(typed, BERLIN)
