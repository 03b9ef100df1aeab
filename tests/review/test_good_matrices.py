"""The colored grid against the rules of good risk matrices: known answers, brute force over risks, and the words."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, Heading, Level, Policy
from agent_router.review.grid.axes import LINEAR, Axes, read_axes
from agent_router.review.grid.axioms import (
    Breach,
    Cell,
    Grid,
    inconsistently_colored,
    not_rising,
    nothing_between,
    weakly_inconsistent,
)
from agent_router.review.grid.matrix import check_matrix
from tests.policies import starter_policy
from tests.small_policy import FILE, small_policy

LEVELS = range(1, 6)
DECADES = Axes(*([tuple(Fraction(10) ** step for step in range(6))] * 2))
LOW, MEDIUM, HIGH = BlastRadius


def product_grid(*cuts: int) -> dict[Cell, int]:
    return {(i, j): sum(i * j >= cut for cut in cuts) for i in LEVELS for j in LEVELS}


def broken(grid: Grid, axes: Axes = Axes()) -> tuple[int, int]:  # noqa: B008  # frozen
    """How many pairs break weak consistency, and how many betweenness."""
    highest = max(grid.values())
    return len(list(weakly_inconsistent(grid, axes, highest))), len(list(nothing_between(grid, highest)))


@pytest.mark.parametrize("cuts", [(5, 10, 15), (5, 12), (5, 15), (10, 20)])
def test_these_products_are_good_matrices(cuts: tuple[int, ...]) -> None:
    assert broken(product_grid(*cuts)) == (0, 0)
    assert not list(not_rising(product_grid(*cuts)))
    assert not list(inconsistently_colored(product_grid(*cuts), Axes()))


def test_a_product_cut_at_10_and_15_has_two_weak_pairs_and_three_jumps() -> None:
    assert broken(product_grid(10, 15)) == (2, 3)


def test_a_product_cut_at_6_and_12_is_good_on_equal_steps_and_weak_on_decades() -> None:
    assert broken(product_grid(6, 12)) == (0, 0)
    assert broken(product_grid(6, 12), DECADES) == (4, 0)


def test_a_sum_cut_at_3_and_4_has_fourteen_weak_pairs_and_three_jumps() -> None:
    grid = {(i, j): sum((i - 1) + (j - 1) >= cut for cut in (3, 4)) for i in LEVELS for j in LEVELS}
    assert broken(grid) == (14, 3)


def test_on_equal_steps_weak_consistency_is_the_products_of_the_levels() -> None:
    grid = product_grid(10, 15)
    by_levels = [
        Breach((i, j), (k, own))
        for i, j in grid
        for k, own in grid
        if grid[i, j] == 2 and grid[k, own] == 0 and (i - 1) * (j - 1) < k * own
    ]
    assert sorted(weakly_inconsistent(grid, Axes(), 2), key=str) == sorted(by_levels, key=str)


def test_two_colors_leave_nothing_to_stand_between() -> None:
    assert list(nothing_between(product_grid(10), 1)) == []


ENDS = st.lists(st.integers(1, 60), min_size=5, max_size=5, unique=True).map(
    lambda steps: tuple(Fraction(step) for step in (0, *sorted(steps)))
)
AXES = st.builds(Axes, ENDS, ENDS)
GRIDS = st.lists(st.integers(0, 2), min_size=25, max_size=25).map(
    lambda ranks: {(i, j): ranks[(i - 1) * 5 + j - 1] for i in LEVELS for j in LEVELS}
)


@given(GRIDS, AXES)
def test_weak_consistency_agrees_with_sampled_risks(grid: dict[Cell, int], axes: Axes) -> None:
    """A pair is weak just when some risk of the High cell lies below some risk of the Low one."""

    def risks(cell: Cell) -> list[Fraction]:
        def along(ends: Sequence[Fraction], level: int) -> list[Fraction]:
            low, high = ends[level - 1], ends[level]
            return [low + (high - low) * Fraction(step, 4) for step in range(5)]

        return [a * b for a in along(axes.impact, cell[0]) for b in along(axes.likelihood, cell[1])]

    # Once a cell, not once a pair: else one example takes so long that a busy machine exceeds the time it is given.
    lowest, highest = ({cell: end(risks(cell)) for cell in grid} for end in (min, max))
    sampled = {
        (high, low)
        for high in grid
        for low in grid
        if grid[high] == 2 and grid[low] == 0 and lowest[high] < highest[low]
    }
    assert {(breach.higher, breach.lower) for breach in weakly_inconsistent(grid, axes, 2)} == sampled


@given(GRIDS)
def test_a_grid_rises_just_when_no_worse_cell_is_colored_lower(grid: dict[Cell, int]) -> None:
    falls = any(k >= i and m >= j and grid[k, m] < grid[i, j] for i, j in grid for k, m in grid)
    assert bool(list(not_rising(grid))) is falls


@given(st.integers(2, 26), st.integers(2, 26), AXES)
def test_coloring_by_the_highest_risk_is_always_consistent(first: int, second: int, axes: Axes) -> None:
    cells = sorted({axes.most((i, j)) for i in LEVELS for j in LEVELS})
    cuts = [cells[min(cut, len(cells) - 1)] for cut in (first, second)]
    grid = {(i, j): sum(axes.most((i, j)) >= cut for cut in cuts) for i in LEVELS for j in LEVELS}
    assert not list(inconsistently_colored(grid, axes))
    assert not list(not_rising(grid))


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "equal steps", "Linear", "even bands", "evenly spaced", "1, 2, 3, 4, 5", "0 1 2 3 4 5", "linear."],
)
def test_these_readings_mean_equal_steps(typed: str) -> None:
    assert read_axes(typed) == Axes(LINEAR, LINEAR)


@pytest.mark.parametrize(
    "typed",
    ["times ten", "Decades", "×10", "x 10", "10x", "ten times", "logarithmic", "log scale", "powers of 10", "TIMES TEN",
     "base 10", "factor of ten", "tenfold", "1 10 100 1000 10000 100000"],
)  # fmt: skip
def test_these_readings_mean_that_each_level_is_ten_times_the_one_before(typed: str) -> None:
    assert read_axes(typed) == DECADES


def test_other_factors_own_numbers_and_one_reading_an_axis_are_understood() -> None:
    doubling = tuple(Fraction(2) ** step for step in range(6))
    own = tuple(Fraction(end) for end in ("0", "0.5", "2", "5", "20", "100"))
    assert read_axes("times 2") == read_axes("doubling") == Axes(doubling, doubling)
    assert read_axes("0.5, 2, 5, 20, 100") == Axes(own, own)
    assert read_axes("Impact: 0.5; 2; 5; 20; 100; likelihood: equal steps") == Axes(own, LINEAR)
    assert read_axes("likelihood decades") == Axes(LINEAR, DECADES.likelihood)


@pytest.mark.parametrize(
    "typed",
    ["as Bob likes", "1 2 3", "5 4 3 2 1", "times 1", "impact: odd", "the impact linear", "impact: linear, impact: log",
     "linear " * 100, "=1+1", "\x07", "1,2,3,4,5,6,7"],
)  # fmt: skip
def test_other_readings_are_not_understood(typed: str) -> None:
    assert read_axes(typed) is None


def graded(rank_of: Callable[[int, int], BlastRadius], axis_reading: str = "", accepted_because: str = "") -> Policy:
    """The small policy with its grid colored anew."""
    policy = small_policy()
    cells = tuple(replace(cell, blast_radius=rank_of(cell.impact, cell.likelihood)) for cell in policy.matrix.cells)
    return replace(
        policy, matrix=replace(policy.matrix, cells=cells, axis_reading=axis_reading, accepted_because=accepted_because)
    )


def cut_at(first: int, second: int) -> Callable[[int, int], BlastRadius]:
    return lambda i, j: LOW if i * j < first else MEDIUM if i * j < second else HIGH


def but(i: int, j: int, radius: BlastRadius) -> Callable[[int, int], BlastRadius]:
    return lambda k, m: radius if (k, m) == (i, j) else cut_at(5, 12)(k, m)


def codes(policy: Policy) -> list[str]:
    return [problem.rule.code for problem in check_matrix(policy)]


def test_nothing_is_said_about_the_shipped_grid() -> None:
    assert check_matrix(starter_policy()) == ()


def test_one_cell_that_is_too_low_is_one_finding_at_that_cell() -> None:
    (found,) = check_matrix(graded(but(4, 4, LOW)))
    assert (found.rule.code, found.place.cell) == ("RV201", "44")
    assert {place.cell for place in found.also} == {"34", "43"}
    assert found.found == (
        "impact 4 (level 4) × likelihood 4 (level 4) is Low, but impact 3 (level 3) × likelihood 4 (level 4) is High"
    )
    assert found.open


def test_one_cell_that_is_too_high_is_one_finding_at_that_cell() -> None:
    (found,) = check_matrix(graded(but(1, 1, HIGH)))
    assert (found.rule.code, found.place.cell) == ("RV201", "11")
    assert {place.cell for place in found.also} == {"12", "21"}


def test_two_slips_are_two_findings() -> None:
    def rank_of(i: int, j: int) -> BlastRadius:
        return LOW if (i, j) in {(4, 4), (2, 5)} else cut_at(5, 12)(i, j)

    assert [problem.place.cell for problem in check_matrix(graded(rank_of)) if problem.rule.code == "RV201"] == [
        "44",
        "25",
    ]


def test_weak_and_jumping_cells_are_named_with_how_many_more_and_the_widest_color() -> None:
    weak, jump, wide = check_matrix(graded(cut_at(10, 15)))
    assert [problem.rule.code for problem in (weak, jump, wide)] == ["RV202", "RV203", "RV205"]
    assert weak.found.endswith(
        "is High and can mean a risk as low as 8; impact 3 (level 3) × likelihood 3 (level 3) is Low and can mean one "
        "as high as 9 (1 more such pair)"
    )
    assert jump.found.endswith("(2 more such pairs)")
    assert {weak.place.cell, *(place.cell for place in weak.also)} == {"35", "53", "33"}
    assert wide.found.endswith("9 times the risk")


def test_cells_of_the_same_risk_and_different_colors_are_named() -> None:
    (jump, same, _) = check_matrix(graded(but(5, 2, HIGH)))
    assert (jump.rule.code, same.rule.code) == ("RV203", "RV204")
    assert {same.place.cell, *(place.cell for place in same.also)} == {"52", "25"}
    assert "a risk from 4 to 10" in same.found


def test_a_written_reason_answers_the_warnings() -> None:
    found = check_matrix(graded(but(5, 2, HIGH), accepted_because="Rare catastrophes are raised on purpose."))
    assert [problem.open for problem in found] == [False, False, False]
    assert found[0].answer == "Rare catastrophes are raised on purpose."


def test_the_reading_of_the_axes_decides() -> None:
    assert "RV202" in codes(graded(cut_at(6, 12), axis_reading="decades"))
    assert codes(graded(cut_at(6, 12), axis_reading="linear")) == []


def test_an_odd_reading_is_said_at_its_cell_and_taken_as_equal_steps() -> None:
    policy = graded(cut_at(5, 12), axis_reading="as Bob likes")
    assert [problem.place for problem in check_matrix(policy)] == [Place(FILE, "Risk matrix")]
    cell = Place(FILE, "Risk matrix", "J20")
    (found,) = check_matrix(replace(policy, headings=(Heading("Risk matrix", "Axis reading", cell),)))
    assert (found.rule.code, found.place, found.found) == ("RV206", cell, "“as Bob likes”")


def test_levels_without_names_are_called_by_their_numbers() -> None:
    policy = graded(but(4, 4, LOW))
    nameless = tuple(Level(number, "", "") for number in LEVELS)
    matrix = replace(policy.matrix, impact=nameless, likelihood=nameless)
    assert check_matrix(replace(policy, matrix=matrix))[0].found.startswith("impact 4 × likelihood 4 is Low")


def test_a_grid_with_holes_or_one_color_is_no_reason_to_stop() -> None:
    policy = graded(lambda _i, _j: HIGH)
    assert codes(policy) == []
    assert codes(replace(policy, matrix=replace(policy.matrix, cells=policy.matrix.cells[:7]))) == []
    assert codes(replace(policy, matrix=replace(policy.matrix, cells=()))) == []
