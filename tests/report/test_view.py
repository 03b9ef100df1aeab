"""How values read."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.model.place import Place
from agent_router.model.policy import Grade
from agent_router.model.report import Sample
from agent_router.model.verdict import Cost, CostMethod, Outcome, Spent, VerdictState
from agent_router.report import charts, view
from agent_router.report.facts.sampling import sample_facts, upper_bound
from agent_router.report.facts.work import Lane, Moment


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "unknown"),
        (0, "0"),
        (28400, "28,400"),
        (Decimal("1.50"), "1.5"),
        (Decimal("0.004"), "0"),
        (Decimal("-0.001"), "0"),
    ],
)
def test_numbers(value: Decimal | int | None, text: str) -> None:
    assert view.number(value) == text


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (None, "USD", "price unknown"),
        (Decimal(0), "USD", "$0.00"),
        (Decimal("0.03494475"), "USD", "$0.0349"),
        (Decimal("0.00001"), "USD", "less than $0.0001"),
        (Decimal("1234.5"), "USD", "$1,234.50"),
        (Decimal("12.4"), "EUR", "12.40 EUR"),
    ],
)
def test_money(value: Decimal | None, currency: str, text: str) -> None:
    assert view.amount(value, currency) == text


def test_cost_says_how_it_is_known() -> None:
    assert view.cost_words(Cost(Decimal(2), "USD", CostMethod.PRICED)) == "$2.00 (tokens × Prices)"
    assert view.cost_words(Cost(Decimal(2), "USD", CostMethod.REPORTED)) == "$2.00 (as the agent's program reports)"
    assert view.cost_words(Cost(None, "USD", CostMethod.UNKNOWN)) == "price unknown"
    assert view.cost_words(Cost(None, "USD", CostMethod.UNKNOWN, "no row")) == "price unknown (no row)"
    assert view.cost_words(Cost(None, "USD", CostMethod.UNKNOWN, "price unknown (no row)")) == "price unknown (no row)"


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (Spent("tokens", Decimal(400), Decimal(60000), "tokens", lower_bound=True), "at least 400 / 60,000"),
        (Spent("cost", None, Decimal(2), "USD"), "price unknown / $2.00"),
        (Spent("agents", Decimal(3), None, "agents"), "3 / no limit"),
        (Spent("agents", None, Decimal(3), "agents", lower_bound=True), "unknown / 3"),
    ],
)
def test_the_box(line: Spent, text: str) -> None:
    assert view.spent_words(line) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, "unknown"), (18, "18 s"), (200, "3 min 20 s"), (3840, "1 h 04 min")]
)
def test_durations(seconds: int | None, text: str) -> None:
    assert view.duration(None if seconds is None else Decimal(seconds)) == text


@pytest.mark.parametrize(("count", "text"), [(812, "812 bytes"), (14_200, "14.2 kB"), (3_100_000, "3.1 MB")])
def test_sizes(count: int, text: str) -> None:
    assert view.size(count) == text


def test_moments_are_in_the_workbooks_zone_with_their_offset() -> None:
    clock = view.Clock("Europe/Berlin")
    winter, summer = datetime(2026, 11, 22, 14, 38, tzinfo=UTC), datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert clock.moment(winter) == "22 Nov 2026 15:38 +01:00"
    assert clock.moment(summer) == "2 Jul 2026 01:30 +02:00"
    assert clock.second(winter) == "22 Nov 15:38:00 +01:00"
    assert clock.date(summer) == "2 Jul"
    assert (clock.moment(None), clock.second(None), clock.date(None)) == ("time unknown", "time unknown", "unknown")


@pytest.mark.parametrize("zone", ["Nowhere/Atlantis", "", "../../etc/passwd"])
def test_an_unknown_zone_is_utc_and_says_so(zone: str) -> None:
    at = datetime(2026, 11, 22, 14, 38, tzinfo=timezone(timedelta(hours=5)))
    assert view.Clock(zone).moment(at) == "22 Nov 2026 09:38 UTC"


def test_small_words() -> None:
    assert view.day(date(2026, 3, 1)) == "1 Mar 2026"
    assert view.short_digest("a" * 64) == "aaaaaaaa…aaaa"
    assert (view.short_digest(""), view.short_digest("abc")) == ("none", "abc")
    assert view.percent("0.1129") == "11.3 %"
    assert (view.word(None), view.word(VerdictState.NOT_ACCEPTED)) == ("none", "not accepted")
    assert (view.grade_words(None), view.grade_words(Grade.HARNESS)) == ("–", "agent's program")
    assert view.sign(Grade.HARNESS) == ""
    assert view.tone(Grade.HARNESS) == "neutral"
    assert (view.first((1, 2, 3), 2), view.left((1, 2, 3), 2), view.left((), 2)) == ((1, 2), 1, 0)


def test_every_outcome_has_its_own_sign() -> None:
    signs = [view.sign(outcome) for outcome in Outcome]
    assert all(signs)
    assert len(set(signs)) == len(signs)


def test_places_have_stable_anchors() -> None:
    assert view.anchor(Place("run.jsonl", line=41)) == "line-41"
    cell = view.anchor(Place("a.xlsx", "Risk rules", "D7"))
    assert cell == view.anchor(Place("a.xlsx", "Risk rules", "D7"))
    assert cell != view.anchor(Place("a.xlsx", "Risk rules", "D8"))


@pytest.mark.parametrize(("drawn", "bound"), [(59, 0.0495), (25, 0.1129), (1, 0.95), (300, 0.00994)])
def test_the_bound_for_no_difference_is_exact(drawn: int, bound: float) -> None:
    assert upper_bound(drawn, 0) == pytest.approx(1 - 0.05 ** (1 / drawn), rel=1e-9)
    assert upper_bound(drawn, 0) == pytest.approx(bound, abs=5e-4)


def test_the_bound_with_differences_is_the_tabled_one() -> None:
    # Clopper-Pearson, one-sided 95 %: tables of AICPA attribute sampling give 7.7 % and 16.8 % for 1 and 5 in 60.
    assert upper_bound(60, 1) == pytest.approx(0.077, abs=1e-3)
    assert upper_bound(60, 5) == pytest.approx(0.168, abs=1e-3)
    assert upper_bound(0, 0) == upper_bound(5, 5) == 1.0


@given(st.integers(1, 200), st.data())
def test_more_differences_never_lower_the_bound(drawn: int, data: st.DataObject) -> None:
    few = data.draw(st.integers(0, drawn - 1))
    assert few / drawn < upper_bound(drawn, few) <= upper_bound(drawn, few + 1)


def test_a_full_sample_has_no_sampling_risk() -> None:
    facts = sample_facts(Sample("all", "", ("a", "b")), 2)
    assert facts is not None
    assert facts.upper_bound == "0.0000"
    assert "no sampling risk" in facts.sentence


def test_a_bar_never_leaves_its_track() -> None:
    over = charts.budget_bar(Spent("tokens", Decimal(9), Decimal(3), "tokens"))
    assert (over.filled, over.over) == (100.0, True)
    assert charts.budget_bar(Spent("tokens", Decimal(0), Decimal(0), "tokens")).filled == 0
    assert charts.budget_bar(Spent("tokens", Decimal(2), Decimal(0), "tokens")).over
    assert not charts.budget_bar(Spent("cost", None, Decimal(3), "USD")).known


def test_a_timeline_needs_times_and_keeps_marks_inside() -> None:
    assert charts.timeline((), str) is None
    at = datetime(2026, 11, 22, tzinfo=UTC)
    one = charts.timeline((Lane("main agent", (Moment(at, "claim", "x", Place("run.jsonl", line=2)),)),), str)
    assert one is not None
    assert len(one.ticks) == 1
    moments = tuple(Moment(at + timedelta(minutes=n), "change", "x", Place("run.jsonl", line=n)) for n in range(1, 900))
    many = charts.timeline((Lane("an agent with a very long label indeed", moments),), str)
    assert many is not None
    (lane,) = many.lanes
    assert len(lane.marks) == charts.MARKS_A_LANE
    assert lane.label.endswith("…")
    assert all(0 < mark.x < many.width for mark in lane.marks)
