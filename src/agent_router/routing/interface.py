"""What routing needs from elsewhere: a function that rates records, handed in by the pipeline."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from agent_router.model.field import Value

Record = Mapping[str, Value | None]
"""Field code → stated value; an absent or None value is not stated."""


class Rated(Protocol):
    """The ratings of n records."""

    @property
    def areas(self) -> tuple[tuple[str, ...], ...]:
        """Areas of each record's scope."""

    @property
    def impact(self) -> npt.NDArray[np.int64]:
        """(n,), 1 to 5."""

    @property
    def likelihood(self) -> npt.NDArray[np.int64]:
        """(n,), 1 to 5."""

    @property
    def rank(self) -> npt.NDArray[np.int64]:
        """(n,), rank of the blast radius: 0 Low to 2 High."""

    @property
    def covered(self) -> npt.NDArray[np.bool_]:
        """(n,), false where no risk rule matches."""


RateRecords = Callable[[Sequence[Record]], Rated]
