"""Two sets of measurements: which is before, which after, and whether the difference is more than chance."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.evidence.artifacts.chance import FEWEST, MOST, compared
from agent_router.evidence.interface import ArtifactReading, Measurement
from agent_router.evidence.measuring import MACHINE, NUMBERS, Compared, Measured, compare
from agent_router.model.known import Health
from agent_router.model.run import MEASURED_BEFORE, Verification

SLOW = tuple(Decimal(n) for n in ("10.1", "10.2", "10.0", "10.3", "10.15", "10.05"))
FAST = tuple(Decimal(n) for n in ("8.1", "8.2", "8.0", "8.3", "8.15", "8.05"))


def samples(middle: float, spread: float, size: int, seed: int) -> tuple[Decimal, ...]:
    chance = random.Random(seed)  # noqa: S311 - noise for a test
    return tuple(Decimal(f"{chance.gauss(middle, spread):.6f}") for _ in range(size))


def one(name: str, *items: Measurement, at: int = -1, **more: object) -> Measured:
    return Measured(name, ArtifactReading("hyperfine", measurements=items, **more), at)  # type: ignore[arg-type]


def alone(name: str, values: tuple[Decimal, ...] = SLOW, unit: str = "s") -> Measurement:
    return Measurement(name, unit, after=values)


def medians(found: Compared) -> list[tuple[str, Decimal, Decimal]]:
    return [(pair.name, pair.before, pair.after) for pair in found.pairs]


def test_a_clear_difference_is_more_than_chance_with_its_interval() -> None:
    found = compared(SLOW, FAST, "s")
    assert found.certain
    assert found.gain_from is not None
    assert found.gain_to is not None
    assert 15 < found.gain_from <= Decimal("19.8") <= found.gain_to < 25
    assert found.statement.startswith("n = 6 before, 6 after; medians 10.125 → 8.125 s: 19.8 % better (95 % interval: ")
    assert found.statement.endswith("): more than chance")
    worse = compared(FAST, SLOW, "s")
    assert worse.certain
    assert worse.gain_to is not None
    assert worse.gain_to < 0
    assert "% worse" in worse.statement


def test_noise_could_be_chance() -> None:
    found = compared(samples(1.0, 0.1, 30, 1), samples(1.0, 0.1, 30, 4), "s")
    assert not found.certain
    assert found.gain_from is not None
    assert found.gain_to is not None
    assert found.gain_from < 0 < found.gain_to
    assert found.statement.endswith("could be chance")
    same = compared((Decimal(5),) * 5, (Decimal(5),) * 5, "KB")
    assert (same.certain, same.gain_from, same.gain_to) == (False, Decimal(0), Decimal(0))


def test_higher_may_be_better() -> None:
    found = compared(FAST, SLOW, "req/s", lower_is_better=False)
    assert found.certain
    assert found.gain_from is not None
    assert found.gain_from > 20
    assert "24.6 % better" in found.statement


def test_few_samples_are_no_statement_about_chance() -> None:
    single = compared(SLOW[:1], FAST[:1], "s")
    assert not single.certain
    assert single.gain_from is None
    assert "one measurement each, no statement about chance" in single.statement
    for size in range(2, FEWEST):
        few = compared(SLOW[:size], FAST, "s")
        assert not few.certain
        assert few.statement.startswith(f"too few samples (n = {size} before, 6 after)")
    assert compared(SLOW[:FEWEST], FAST[:FEWEST]).certain


def test_zero_has_no_ratio_and_so_no_interval() -> None:
    found = compared((Decimal(0),) * 5, FAST, "errors")
    assert not found.certain
    assert found.gain_from is None
    assert "no interval" in found.statement


def test_many_samples_are_thinned_and_the_statement_stays_the_same() -> None:
    many = samples(1.0, 0.1, MOST * 2, 3)
    assert compared(many, many) == compared(many, many)
    assert "n = 4,000 before" in compared(many, many).statement
    assert compared((Decimal(2),) * 9, (Decimal(1),) * 9).gain_from == 50


@given(
    st.lists(st.decimals(Decimal("0.001"), 1000, places=3), min_size=1, max_size=9),
    st.lists(st.decimals(Decimal("0.001"), 1000, places=3), min_size=1, max_size=9),
    st.booleans(),
)
def test_certain_always_has_an_interval_that_leaves_out_zero(
    before: list[Decimal], after: list[Decimal], lower: bool
) -> None:
    found = compared(before, after, "s", lower_is_better=lower)
    assert found.statement
    if found.certain:
        assert found.gain_from is not None
        assert found.gain_to is not None
        assert found.gain_from > 0 or found.gain_to < 0
        assert min(len(before), len(after)) >= FEWEST


def test_a_file_with_both_sides_is_a_pair_by_itself() -> None:
    both = Measurement("parse", "s", before=SLOW, after=FAST)
    found = compare([one("numbers.csv", both)])
    assert medians(found) == [("parse", Decimal("10.125"), Decimal("8.125"))]
    assert found.pairs[0].files == (0,)
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("before.json", "after.json"),
        ("base.json", "head.json"),
        ("bench_old.json", "bench_new.json"),
        ("0001_baseline.json", "0002_optimized.json"),
        ("benchBefore.json", "benchAfter.json"),
    ],
)
def test_file_names_say_the_side(first: str, second: str) -> None:
    files = [one(first, alone("./calc")), one(second, alone("./calc", FAST))]
    expected = [("./calc", Decimal("10.125"), Decimal("8.125"))]
    assert medians(compare(files)) == expected
    assert medians(compare(files[::-1])) == expected
    assert compare(files).pairs[0].files == (0, 1)


def test_names_of_commands_say_the_side_within_one_file() -> None:
    found = compare([one("x.json", alone("calc (after)", FAST), alone("calc (before)"), alone("other"))])
    assert medians(found) == [("calc", Decimal("10.125"), Decimal("8.125"))]
    assert found.pairs[0].files == (0,)
    assert found.remarks == ((0, "other: measured once, so there is nothing to compare it with."),)


def test_two_commands_without_a_word_for_their_side_are_no_pair() -> None:
    found = compare([one("x.json", alone("sleep 0.1"), alone("sleep 0.05", FAST))])
    assert found.pairs == ()
    assert len(found.remarks) == 2
    twice = compare([one("x.json", alone("calc"), alone("calc", FAST))])
    assert twice.pairs == ()
    assert "nothing says which" in twice.remarks[0][1]


def test_times_and_the_order_of_commands_say_the_side() -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    by_time = compare([one("b.json", alone("t", FAST), when=late), one("a.json", alone("t"), when=early)])
    assert medians(by_time) == [("t", Decimal("10.125"), Decimal("8.125"))]
    assert by_time.pairs[0].files == (1, 0)
    by_order = compare([one("b.json", alone("t", FAST), at=9), one("a.json", alone("t"), at=2)])
    assert medians(by_order) == medians(by_time)
    half = compare([one("b.json", alone("t", FAST), at=9), one("before.json", alone("t"), at=2)])
    assert medians(half) == medians(by_time)


def test_what_disagrees_is_no_pair() -> None:
    turned = compare([one("before.json", alone("t"), at=9), one("after.json", alone("t", FAST), at=2)])
    assert turned.pairs == ()
    assert "disagree" in turned.remarks[0][1]
    same = compare([one("before1.json", alone("t"), at=1), one("before2.json", alone("t", FAST), at=2)])
    assert same.pairs == ()
    three = compare([one(f"{n}.json", alone("t"), at=n) for n in range(3)])
    assert three.pairs == ()
    assert "measured 3 times" in three.remarks[0][1]
    units = compare([one("before.json", alone("t")), one("after.json", alone("t", FAST, "KB"))])
    assert units.pairs == ()


def test_two_machines_are_no_pair() -> None:
    files = [
        one("before.json", alone("t"), facts=((MACHINE, "laptop"),)),
        one("after.json", alone("t", FAST), facts=((MACHINE, "server"),)),
    ]
    found = compare(files)
    assert found.pairs == ()
    assert "two machines" in found.remarks[0][1]
    assert compare([files[0], replace(files[1], reading=replace(files[1].reading, facts=()))]).pairs


def test_two_files_of_one_other_command_each_are_a_pair() -> None:
    found = compare([one("before.json", alone("./old.sh 1")), one("after.json", alone("./calc.sh 2", FAST))])
    assert [pair.name for pair in found.pairs] == ["./old.sh 1 → ./calc.sh 2"]
    assert compare([one("before-a.json", alone("x")), one("after-b.json", alone("y", FAST))]).pairs == ()


def test_small_times_get_a_unit_that_reads() -> None:
    tiny = tuple(sample / 10_000_000 for sample in SLOW)
    found = compare([one("n.csv", Measurement("t", "s", before=tiny, after=tiny))])
    assert (found.pairs[0].before, found.pairs[0].unit) == (Decimal("1.0125"), "µs")
    assert "E" not in str(found.pairs[0].before)
    zero = compare([one("n.csv", Measurement("t", "s", before=(Decimal(0),), after=(Decimal(0),)))])
    assert (zero.pairs[0].before, zero.pairs[0].unit) == (Decimal(0), "s")


@pytest.mark.parametrize("health", [Health.FAILED, Health.ERROR])
def test_a_failing_file_never_makes_a_healthy_pair(health: Health) -> None:
    files = [one("before.json", alone("t")), one("after.json", alone("t", FAST), health=health)]
    (pair,) = compare(files).pairs
    assert pair.health is health
    base = Verification(kind="x", health=Health.UNKNOWN, artifact="a", artifact_name="after.json")
    assert pair.onto(base).health is health
    good = replace(pair, health=Health.PASSED)
    assert good.onto(replace(base, health=Health.FAILED)).health is Health.FAILED
    told = good.onto(base)
    assert (told.kind, told.health, told.artifact_name) == (NUMBERS, Health.PASSED, "after.json: t")
    assert (told.before, told.after, told.certain) == (Decimal("10.125"), Decimal("8.125"), True)
    assert told.statement == pair.statement
    assert told.facts == ((MEASURED_BEFORE, "before.json"),)


def test_artifacts_without_measurements_take_no_part() -> None:
    assert compare([one("report.xml"), one("empty.csv", Measurement("t", "s"))]) == Compared()
