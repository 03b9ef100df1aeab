from datetime import UTC, datetime, timedelta
from decimal import Decimal

from agent_router.evidence import activity
from agent_router.evidence.activity import Activity

START = datetime(2026, 1, 1, tzinfo=UTC)


def test_nothing_happened() -> None:
    empty = Activity()
    empty.record(None)
    empty.prompt(None)
    assert (empty.first, empty.last, empty.active_seconds) == (None, None, Decimal(0))


def test_a_long_log_is_kept_small_and_comes_to_the_same() -> None:
    busy, plain = Activity(), []
    for number in range(activity.MOST_TIMES + 5_000):
        at = START + timedelta(seconds=number / 10)
        plain.append(at)
        if number == 50_000:
            busy.prompt(at)
        busy.record(at)
    busy.prompt(plain[-1] + timedelta(hours=8))
    assert busy.first == plain[0]
    assert busy.active_seconds == Decimal(str((plain[-1] - plain[0]).total_seconds()))
    assert len(busy._times) < 10_000
