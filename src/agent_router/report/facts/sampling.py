"""What a sample of runs says about all of them: the exact upper bound of the error rate."""

import math
from dataclasses import dataclass

from agent_router.model.report import Sample

CONFIDENCE = 0.95
"""The confidence that auditors use (AU-C 530); printed beside every bound."""


@dataclass(frozen=True, slots=True)
class SampleFacts:
    """A sample that was judged again, and what it bounds."""

    method: str
    seed: str
    drawn: int
    population: int
    differing: tuple[str, ...]
    upper_bound: str
    """Highest error rate consistent with the sample at 95 % confidence, as a fraction in four decimals."""
    sentence: str
    """On sampling risk."""


def upper_bound(drawn: int, differing: int) -> float:
    """Exact one-sided upper 95 % bound (Clopper–Pearson) of the rate behind `differing` in `drawn`; 1.0 for none drawn.

    The bound is the rate at which so few differences or fewer happen with a probability of 5 %.
    """
    if not drawn or differing >= drawn:
        return 1.0
    low, high = 0.0, 1.0
    # Sixty halvings are finer than a double's own precision.
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(differing, drawn, middle) > 1 - CONFIDENCE:
            low = middle
        else:
            high = middle
    return high


def sample_facts(sample: Sample | None, population: int) -> SampleFacts | None:
    """What the sample says about `population` runs; None where nobody judged any run again."""
    if sample is None:
        return None
    drawn, differing = len(sample.chosen), len(sample.differing)
    bound = differing / drawn if drawn and drawn >= population else upper_bound(drawn, differing)
    return SampleFacts(
        sample.method, sample.seed, drawn, population, sample.differing, f"{bound:.4f}", _sentence(drawn, population)
    )


def _sentence(drawn: int, population: int) -> str:
    if drawn >= population:
        return "Every run was judged again, so there is no sampling risk."
    return (
        "Runs outside the sample may differ although none inside does; the bound says how often at most, "
        "at 95 % confidence, if the sample was drawn as stated."
    )


def _at_most(few: int, drawn: int, rate: float) -> float:
    return math.fsum(math.comb(drawn, hits) * rate**hits * (1 - rate) ** (drawn - hits) for hits in range(few + 1))
