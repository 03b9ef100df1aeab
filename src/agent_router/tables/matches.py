"""Which rows of a table match which tasks, as bits."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
"""Bits of rows, 64 a word, lowest row first."""

WORD_BITS = 64


def word_count(rows: int) -> int:
    """How many words the bits of so many rows need; at least one."""
    return max(1, -(-rows // WORD_BITS))


def bits_of(rows: Iterable[int], words: int) -> Words:
    """The bits of these rows, shape (words,)."""
    bits = [0] * words
    for row in rows:
        bits[row // WORD_BITS] |= 1 << (row % WORD_BITS)
    return np.array(bits, dtype=np.uint64)


def rows_of(bits: Words) -> tuple[int, ...]:
    """The rows of these bits in ascending order."""
    rows = []
    for word, value in enumerate(bits.tolist()):
        left = value
        while left:
            lowest = left & -left
            rows.append(word * WORD_BITS + lowest.bit_length() - 1)
            left ^= lowest
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class Matches:
    """Every matching row of every task of a queue."""

    certain: Words
    """Shape (tasks, words): rows all of whose conditions hold."""
    possible: Words
    """Same shape, a superset: with the rows that only blank fields hold back."""

    def certain_rows(self, task: int) -> tuple[int, ...]:
        """Places of the rows that match this task, ascending."""
        return rows_of(self.certain[task])

    def possible_rows(self, task: int) -> tuple[int, ...]:
        """Places of the rows that match this task or that only its blank fields hold back, ascending."""
        return rows_of(self.possible[task])

    def first_certain(self) -> npt.NDArray[np.int64]:
        """The first matching row of each task; -1 where no row matches."""
        return first_rows(self.certain)

    def any_certain(self, rows: Iterable[int]) -> npt.NDArray[np.bool_]:
        """For each task, whether one of these rows matches."""
        return self._any(self.certain, rows)

    def any_possible(self, rows: Iterable[int]) -> npt.NDArray[np.bool_]:
        """For each task, whether one of these rows matches or is held back by blank fields alone."""
        return self._any(self.possible, rows)

    @staticmethod
    def _any(bits: Words, rows: Iterable[int]) -> npt.NDArray[np.bool_]:
        return np.asarray((bits & bits_of(rows, bits.shape[1])).any(axis=1), dtype=np.bool_)


def first_rows(bits: Words) -> npt.NDArray[np.int64]:
    """The lowest row of each task's bits; -1 where there is none."""
    first = np.full(len(bits), -1, dtype=np.int64)
    for word in range(bits.shape[1] - 1, -1, -1):
        column = bits[:, word]
        lowest = column & (~column + np.uint64(1))
        # A power of two survives the way through floating point exactly; frexp gives its place plus one.
        places = np.frexp(lowest.astype(np.float64))[1] - 1 + word * WORD_BITS
        np.copyto(first, places, where=column != 0)
    return first
