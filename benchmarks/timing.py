"""How the benchmarks take time, and what a peer that enumerates everything would need."""

import time
from collections.abc import Callable
from dataclasses import dataclass


def timed(work: Callable[[], object]) -> float:
    """Best of three, in seconds."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


@dataclass(frozen=True, slots=True)
class Enumerated:
    """What plain enumeration took for some tasks of a product of answers."""

    tasks: int
    """In the whole product."""
    done: int
    """Of them these were really made and answered."""
    making: float
    """Seconds for making those, in Python."""
    answering: float
    """Seconds for answering them."""

    @property
    def whole(self) -> float:
        """Seconds for answering the whole product, scaled up from those that were done."""
        return self.answering * self.tasks / self.done
