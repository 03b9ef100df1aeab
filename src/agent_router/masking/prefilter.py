"""Finds, in one pass and whatever their number, the spots where a secret could begin.

Every anchor is reduced to its first four bytes, lower case. A table of 65,536 bits a pair of bytes says whether a pair
begins an anchor, a second one whether the next pair may follow; what is left is compared exactly. Measured by
`benchmarks/masking.py`.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

GRAM = 4
_BLOCK = 1 << 18
"""Bytes looked at in one go: small enough for the second-level cache."""


class Prefilter:
    """The anchors of a catalogue, compiled."""

    def __init__(self, grams: Iterable[bytes]) -> None:
        """Compile four-byte, lower-case beginnings."""
        self._grams = np.array(sorted(int.from_bytes(gram, "little") for gram in set(grams)), dtype=np.uint32)
        self._first = np.zeros(1 << 16, dtype=np.bool_)
        self._second = np.zeros(1 << 16, dtype=np.bool_)
        self._first[self._grams & 0xFFFF] = True
        self._second[self._grams >> 16] = True

    def spots(self, lowered: bytes) -> list[int]:
        """Offsets at which one of the beginnings stands, ascending; `lowered` is lower case."""
        found: list[int] = []
        for start in range(0, len(lowered) - GRAM + 1, _BLOCK):
            block = np.frombuffer(lowered, np.uint8, min(_BLOCK + GRAM - 1, len(lowered) - start), start)
            hits = np.concatenate([self._parity(block, odd) for odd in (0, 1)])
            hits.sort()
            found.extend((hits + start).tolist())
        return found

    def _parity(self, block: npt.NDArray[np.uint8], odd: int) -> npt.NDArray[np.int64]:
        usable = (len(block) - odd) // 2 * 2
        pairs = block[odd : odd + usable].view("<u2")
        hits = np.flatnonzero(self._first.take(pairs[:-1]))
        hits = hits[self._second.take(pairs[hits + 1])]
        grams = pairs[hits].astype(np.uint32) | (pairs[hits + 1].astype(np.uint32) << 16)
        at = np.searchsorted(self._grams, grams)
        at[at == len(self._grams)] = 0
        return np.asarray(hits[self._grams[at] == grams] * 2 + odd, dtype=np.int64)


def beginnings(anchor: bytes) -> Iterator[bytes]:
    """The four-byte beginnings of an anchor, lower case; a three-byte anchor has one for each byte that may follow."""
    low = anchor.lower()
    if len(low) >= GRAM:
        yield low[:GRAM]
        return
    for last in range(256):
        if not ord("A") <= last <= ord("Z"):
            yield low + bytes([last])
