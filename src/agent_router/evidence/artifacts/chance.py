"""Whether two sets of measurements differ by more than chance, stated with its numbers; scipy computes it.

1. The figure of each side is the median of its samples; the gain is their difference in percent of the one before.
2. Fewer than four samples on a side allow no statement: nothing about chance is said, and nothing is called certain.
3. The 95 % interval of the gain is bootstrapped from the ratio of the medians (percentiles of 2,000 resamples).
4. *More than chance* takes both: a two-sided Mann-Whitney test below 5 % and an interval that leaves out zero.
5. Same samples, same statement: the seed is fixed, and of more than 2,000 samples every so-manieth is taken.

The 5 % and 95 % are the convention of the method, not a policy: what gain is enough stands in the workbook.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

FEWEST = 4
"""Samples a side: the least with which two sides that do not overlap at all get below 5 %."""

MOST = 2_000
"""Samples a side that are looked at."""

_RESAMPLES, _BATCH, _SEED = 2_000, 100, 20261122
_CONFIDENCE, _ALPHA = 0.95, 0.05


@dataclass(frozen=True, slots=True)
class Chance:
    """What two sets of samples show."""

    before: Decimal
    """Median."""
    after: Decimal
    statement: str
    certain: bool
    gain_from: Decimal | None = None
    """Worse end of the 95 % interval of the gain in percent; None where no interval exists."""
    gain_to: Decimal | None = None


def compared(
    before: Sequence[Decimal], after: Sequence[Decimal], unit: str = "", *, lower_is_better: bool = True
) -> Chance:
    """The statement about these samples; both sides hold at least one, all of them finite."""
    middle = Chance(statistics.median(before), statistics.median(after), "", certain=False)
    size = f"n = {len(before):,} before, {len(after):,} after"
    told = f"medians {_figure(middle.before)} → {_figure(middle.after)} {unit}".rstrip()
    gain = _gain(middle, lower_is_better=lower_is_better)
    changed = f"{told}: {_signed(gain)}" if gain is not None else told
    if min(len(before), len(after)) < FEWEST:
        single = len(before) == len(after) == 1
        words = "one measurement each, no statement about chance" if single else "no statement about chance"
        return _stated(middle, f"too few samples ({size}): {words}; {changed}")
    few_before, few_after = _thinned(before), _thinned(after)
    p = _mann_whitney(few_before, few_after)
    if min(few_before) <= 0 or min(few_after) <= 0:
        words = f"{size}; {changed}; no interval, since values at or below 0 have no ratio; Mann-Whitney {_p(p)}"
        return _stated(middle, words)
    low, high = _interval(few_before, few_after, lower_is_better=lower_is_better)
    certain = p < _ALPHA and not low <= 0 <= high
    verdict = "more than chance" if certain else "could be chance"
    words = f"{size}; {changed} (95 % interval: {_signed(low)} to {_signed(high)}; Mann-Whitney {_p(p)}): {verdict}"
    return Chance(middle.before, middle.after, words, certain, low, high)


def _stated(middle: Chance, words: str) -> Chance:
    return Chance(middle.before, middle.after, words, certain=False)


def _thinned(samples: Sequence[Decimal]) -> list[float]:
    step = -(-len(samples) // MOST)
    return [float(sample) for sample in samples[::step]]


def _mann_whitney(before: list[float], after: list[float]) -> float:
    from scipy.stats import mannwhitneyu  # noqa: PLC0415 - loaded when the first pair of samples is met

    if len({*before, *after}) == 1:
        return 1.0
    return float(mannwhitneyu(before, after, alternative="two-sided").pvalue)


def _interval(before: list[float], after: list[float], *, lower_is_better: bool) -> tuple[Decimal, Decimal]:
    from scipy.stats import bootstrap  # noqa: PLC0415 - loaded when the first pair of samples is met

    if len(set(before)) == len(set(after)) == 1:
        low = high = after[0] / before[0]
    else:
        found = bootstrap(
            (before, after), _ratio, n_resamples=_RESAMPLES, batch=_BATCH, confidence_level=_CONFIDENCE,
            method="percentile", vectorized=True, rng=_SEED,
        ).confidence_interval  # fmt: skip
        low, high = float(found.low), float(found.high)
    ends = [_percent(ratio, lower_is_better=lower_is_better) for ratio in (low, high)]
    return min(ends), max(ends)


def _ratio(before: Any, after: Any, axis: int = -1) -> Any:  # noqa: ANN401 - arrays that scipy hands in
    return _median(after, axis) / _median(before, axis)


def _median(samples: Any, axis: int) -> Any:  # noqa: ANN401 - as above; axis is always the last
    ordered = samples.copy()
    ordered.sort(axis=axis)
    size = ordered.shape[axis]
    return (ordered[..., (size - 1) // 2] + ordered[..., size // 2]) / 2


def _percent(ratio: float, *, lower_is_better: bool) -> Decimal:
    gain = (1 - ratio) * 100 if lower_is_better else (ratio - 1) * 100
    return round(Decimal(gain), 3)


def _gain(middle: Chance, *, lower_is_better: bool) -> Decimal | None:
    if not middle.before:
        return None
    gain = (middle.after - middle.before) * 100 / abs(middle.before)
    return -gain if lower_is_better else gain


def _signed(gain: Decimal) -> str:
    return f"{abs(gain):,.1f} % {'worse' if gain < 0 else 'better'}"


def _figure(value: Decimal) -> str:
    return f"{value.normalize():.6g}" if value else "0"


def _p(value: float) -> str:
    return "p < 0.0001" if value < 0.0001 else f"p = {value:.4f}"
