"""What the levels 1 to 5 of the risk matrix stand for: how far each reaches on its axis.

Readings, as typed under `Axis reading` (case, spaces and punctuation forgiven):

1. `equal steps`, `linear`, `even`, `1 2 3 4 5`: level i reaches from i − 1 to i.
2. `times ten`, `decades`, `logarithmic`, `×10`, `times 2`: each level reaches that many times as far as the one before.
3. Five numbers: the upper ends of the five levels of both axes, from 0 on; six: with the lower end of the first.
4. `impact: …; likelihood: …`: each axis by one of these.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

LEVELS = 5

Ends = tuple[Fraction, ...]
"""Six ascending ends: level i reaches from `ends[i - 1]` to `ends[i]`."""

LINEAR: Ends = tuple(Fraction(step) for step in range(LEVELS + 1))

_LINEAR_WORDS = frozenset({"equal", "even", "evenly", "linear", "uniform", "arithmetic"})
_TEN_WORDS = frozenset({"decade", "decades", "logarithmic", "log", "log10", "logarithm", "exponential", "tenfold"})
_FACTOR = r"(\d{1,6}(?:\.\d{1,6})?|ten|two|three|five)"
_BEFORE = r"(?:times|(?<![a-z])x|×|\*|factor(?: of)?|powers? of|base)"
_AFTER = r"(?:times|×|x(?![a-z]))"
_TIMES = re.compile(rf"{_BEFORE}\s*{_FACTOR}|(?<![\w.]){_FACTOR}\s*{_AFTER}")
_FACTORS = {"two": 2, "three": 3, "five": 5, "ten": 10}
_NUMBER = re.compile(r"(?<![\w.])\d{1,12}(?:\.\d{1,12})?(?![\w.])")
_AXIS = re.compile(r"(impact|likelihood)s?\s*[:=]?\s*")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Axes:
    """Both axes; risk is impact times likelihood."""

    impact: Ends = LINEAR
    likelihood: Ends = LINEAR

    def least(self, cell: tuple[int, int]) -> Fraction:
        """The lowest risk that a cell (impact, likelihood) can mean."""
        return self.impact[cell[0] - 1] * self.likelihood[cell[1] - 1]

    def most(self, cell: tuple[int, int]) -> Fraction:
        """The highest risk that a cell can mean."""
        return self.impact[cell[0]] * self.likelihood[cell[1]]


def read_axes(typed: str) -> Axes | None:
    """The axes as typed, linear where nothing is; None where it is not understood."""
    text = " ".join(typed.casefold().replace("…", " ").split())
    if not text:
        return Axes()
    if len(text) > _LONGEST:
        return None
    parts = _AXIS.split(text)
    if len(parts) == 1:
        ends = _ends(text)
        return None if ends is None else Axes(ends, ends)
    named = {axis: _ends(said) for axis, said in zip(parts[1::2], parts[2::2], strict=True)}
    impact, likelihood = named.get("impact", LINEAR), named.get("likelihood", LINEAR)
    if parts[0].strip() or len(named) * 2 != len(parts) - 1 or impact is None or likelihood is None:
        return None
    return Axes(impact, likelihood)


def _ends(text: str) -> Ends | None:
    words = set(re.findall(r"[a-z0-9]+", text))
    times = _TIMES.search(text)
    if times is not None:
        factor = times[1] or times[2]
        return _geometric(Fraction(_FACTORS.get(factor, factor)))
    if words & {"doubling", "doubles", "double"}:
        return _geometric(Fraction(2))
    if words & _TEN_WORDS:
        return _geometric(Fraction(10))
    if words & _LINEAR_WORDS:
        return LINEAR
    return _listed([Fraction(number) for number in _NUMBER.findall(text)])


def _geometric(factor: Fraction) -> Ends | None:
    return tuple(factor**step for step in range(LEVELS + 1)) if factor > 1 else None


def _listed(numbers: list[Fraction]) -> Ends | None:
    ends = tuple(numbers) if len(numbers) == LEVELS + 1 else (Fraction(0), *numbers)
    rising = all(low < high for low, high in pairwise(ends))
    return ends if len(ends) == LEVELS + 1 and rising else None
