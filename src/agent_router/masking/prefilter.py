"""Finds, in one pass and whatever their number, the spots where a secret could begin.

Every anchor is reduced to four bytes, lower case. One table says whether a pair of bytes begins an anchor, a second one
whether the next pair may follow; what is left meets a hash of the whole four bytes. Measured by
`benchmarks/masking.py`.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

GRAM = 4
_HASH_BITS = 18
_MAY_FOLLOW = "abcdefghijklmnopqrstuvwxyz0123456789_-.:%+/$!*~&=#"
_BLOCK = 1 << 18
"""Bytes looked at in one go: small enough for the second-level cache."""


class Prefilter:
    """The anchors of a catalogue, compiled."""

    def __init__(self, grams: Iterable[bytes]) -> None:
        """Compile four-byte, lower-case anchors."""
        wanted = np.array(sorted(int.from_bytes(gram, "little") for gram in set(grams)), dtype=np.uint32)
        self._first = np.zeros(1 << 16, dtype=np.bool_)
        self._second = np.zeros(1 << 16, dtype=np.bool_)
        self._whole = np.zeros(1 << _HASH_BITS, dtype=np.bool_)
        self._first[wanted & 0xFFFF] = True
        self._second[wanted >> 16] = True
        self._whole[_hashed(wanted)] = True

    def spots(self, lowered: bytes) -> list[int]:
        """Offsets at which an anchor stands, or rarely seems to, ascending; `lowered` is lower case."""
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
        hits = np.flatnonzero(self._first[pairs[:-1]])
        hits = hits[self._second[pairs[hits + 1]]]
        grams = pairs[hits].astype(np.uint32) | (pairs[hits + 1].astype(np.uint32) << 16)
        return np.asarray(hits[self._whole[_hashed(grams)]] * 2 + odd, dtype=np.int64)


def _hashed(grams: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    return np.asarray((grams * np.uint32(2654435769)) >> np.uint32(32 - _HASH_BITS), dtype=np.uint32)


def grams(anchor: str) -> Iterator[tuple[bytes, int]]:
    """The four bytes to look for, lower case, and how many bytes before them the pattern begins (negative: after).

    In an anchor, a bar stands before the four bytes (else they are the first ones) and a caret where the pattern begins
    (else it begins with the anchor): `sess|iontoken`, `_^key`. Where only three bytes are left, a fourth follows: a
    letter, a digit or another sign that a key, a login or an address may begin with.
    """
    back = max(anchor.replace("^", "").find("|"), 0) - max(anchor.replace("|", "").find("^"), 0)
    low = anchor[anchor.find("|") + 1 :].replace("^", "").lower().encode()
    if len(low) >= GRAM:
        yield low[:GRAM], back
        return
    for last in range(256):
        if last > 127 or chr(last) in _MAY_FOLLOW:  # any other alphabet
            yield low + bytes([last]), back
