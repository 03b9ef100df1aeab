"""Records and digests of any number in little memory: records lie in a temporary file, seen IDs in eight bytes each."""

import hashlib
import heapq
import pickle
import tempfile
import weakref
from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar, cast, overload

from agent_router.model.run import Record

T = TypeVar("T")

IN_MEMORY = 8 * 1024 * 1024
"""Bytes of records kept in memory before the temporary file is used; most runs never need it."""

_SIZE = 8
_FIRST_SLOTS = 1 << 10
_RUN = 1 << 16
"""Numbers that are sorted in one go."""


class Shelf(Generic[T]):
    """Values laid down one after the other and fetched by their number; a value may be laid down anew."""

    def __init__(self) -> None:
        """Nothing laid down yet."""
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by the next line
        weakref.finalize(self, self._file.close)
        self._offsets = array("Q")
        self._end = 0

    def __len__(self) -> int:
        return len(self._offsets)

    def add(self, value: T) -> int:
        """Lay a value down; its number."""
        self._offsets.append(self._write(value))
        return len(self._offsets) - 1

    def replace(self, number: int, value: T) -> None:
        """Another value under the same number."""
        self._offsets[number] = self._write(value)

    def fetch(self, number: int) -> T:
        """The value of that number."""
        self._file.seek(self._offsets[number])
        size = int.from_bytes(self._file.read(_SIZE))
        return cast("T", pickle.loads(self._file.read(size)))  # noqa: S301 - our own, from a file without a name

    def _write(self, value: T) -> int:
        at, data = self._end, pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        self._file.seek(at)
        self._file.write(len(data).to_bytes(_SIZE) + data)
        self._end += _SIZE + len(data)
        return at


class Spool(Sequence[Record]):
    """Records in an order of their own, read from a shelf as they are asked for."""

    def __init__(self, shelf: Shelf[Record], order: Sequence[int] | None = None) -> None:
        """All records of the shelf, or those numbers of it."""
        self._shelf = shelf
        self._order = order

    @classmethod
    def of(cls, records: Iterable[Record]) -> "Spool":
        """These records, read once."""
        shelf: Shelf[Record] = Shelf()
        for record in records:
            shelf.add(record)
        return cls(shelf)

    def __len__(self) -> int:
        return len(self._shelf) if self._order is None else len(self._order)

    @overload
    def __getitem__(self, index: int) -> Record: ...

    @overload
    def __getitem__(self, index: slice) -> "Spool": ...

    def __getitem__(self, index: int | slice) -> "Record | Spool":
        """One record, or a part of them that still lies where it lies."""
        order = range(len(self._shelf)) if self._order is None else self._order
        if isinstance(index, slice):
            return Spool(self._shelf, order[index])
        return self._shelf.fetch(order[index])

    def __iter__(self) -> Iterator[Record]:
        order = range(len(self._shelf)) if self._order is None else self._order
        return (self._shelf.fetch(number) for number in order)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str | bytes):
            return NotImplemented
        return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # compared by content, as a list is


def sorted_numbers(count: int, key: Callable[[int], tuple[int, ...]]) -> "array[int]":
    """The numbers below `count` in the order of their keys, without holding the keys."""
    runs = [array("Q", sorted(range(at, min(at + _RUN, count)), key=key)) for at in range(0, count, _RUN)]
    return runs[0] if len(runs) == 1 else array("Q", heapq.merge(*runs, key=key))


def short_digest(*parts: str) -> int:
    """Eight bytes that stand for these words; never 0."""
    written = "\0".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(written, digest_size=8).digest()) or 1


class SeenWords:
    """Which words were seen, and under which number: some twenty bytes each, by their short digests.

    Two different words are taken for one by chance once in 10¹³ logs of a million lines.
    """

    def __init__(self) -> None:
        """None seen yet."""
        self._slots = array("Q", bytes(8 * _FIRST_SLOTS))
        self._numbers = array("i", [0] * _FIRST_SLOTS)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, words: tuple[str, ...]) -> bool:
        return self.number(*words) is not None

    def number(self, *words: str) -> int | None:
        """The number these words were added under, or None."""
        digest = short_digest(*words)
        slot = self._slot(digest)
        return self._numbers[slot] if self._slots[slot] == digest else None

    def add(self, *words: str, number: int = 0) -> bool:
        """Remember these words; False where they were there already, which changes nothing."""
        digest = short_digest(*words)
        slot = self._slot(digest)
        if self._slots[slot] == digest:
            return False
        self._slots[slot], self._numbers[slot] = digest, number
        self._count += 1
        if self._count * 3 > len(self._slots) * 2:
            self._grow()
        return True

    def _slot(self, digest: int) -> int:
        """Where that digest stands, or the free slot where it would."""
        slots, last = self._slots, len(self._slots) - 1
        at = digest & last
        while slots[at] not in {0, digest}:
            at = (at + 1) & last
        return at

    def _grow(self) -> None:
        slots, numbers = self._slots, self._numbers
        self._slots = array("Q", bytes(16 * len(slots)))
        self._numbers = array("i", [0]) * (2 * len(slots))
        for digest, number in zip(slots, numbers, strict=True):
            if digest:
                slot = self._slot(digest)
                self._slots[slot], self._numbers[slot] = digest, number


class Drawer(Generic[T]):
    """Values by name that may be put in anew: the latest ones at hand, the others on a shelf; in the order of names."""

    def __init__(self, at_hand: int = 200) -> None:
        """Nothing in it; so many values stay at hand."""
        self._shelf: Shelf[T | None] = Shelf()
        self._names = SeenWords()
        self._hot: OrderedDict[int, T] = OrderedDict()
        self._at_hand = at_hand

    def __len__(self) -> int:
        return len(self._shelf)

    def get(self, *name: str) -> T | None:
        """The value of that name, or None."""
        number = self._names.number(*name)
        return None if number is None else self._value(number)

    def put(self, value: T, *name: str) -> None:
        """The value of that name from now on."""
        number = self._names.number(*name)
        if number is None:
            number = self._shelf.add(None)
            self._names.add(*name, number=number)
        self._hot[number] = value
        self._hot.move_to_end(number)
        if len(self._hot) > self._at_hand:
            self._shelf.replace(*self._hot.popitem(last=False))

    def values(self) -> Iterator[T]:
        """Every value, in the order in which their names first came."""
        return (self._value(number) for number in range(len(self._shelf)))

    def _value(self, number: int) -> T:
        hot = self._hot.get(number)
        return cast("T", self._shelf.fetch(number)) if hot is None else hot
