"""Measurements of one or several artifacts made into pairs: which number was before the change, which after it.

1. A file that states both sides of a measurement (columns `before` and `after`) is a pair by itself.
2. Single sides belong together where unit and name are the same, words such as *before*, *base*, *after*, *head* left
   out of the name. Those words in the measurement's own name say its side, else those in the file's name.
3. Two files are held against their own times and against the order of the commands that made them; whatever of words,
   times and order is known has to agree. Where nothing is known, or it disagrees, there is no pair, and that is said.
4. More than one measurement a side, or measurements on two machines, are no pair, and that is said.
5. A measurement alone is no pair.
6. What a pair shows is stated with its samples, never as two means (`artifacts/chance.py`). A failed command measures
   nothing: the readers leave it out, and the health of a pair is the worse of its files' healths.

What this does not show: that both sides did the same work under the same load.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from agent_router.evidence.artifacts.chance import compared
from agent_router.evidence.interface import ArtifactReading, Measurement
from agent_router.model.known import Health
from agent_router.model.run import MEASURED_BEFORE, Verification

NUMBERS = "before/after numbers"
"""The kind of proof that measurements are, in the words of `Lists`."""

MACHINE = "machine"
"""Name of the fact that says where something was measured."""

_WORDS = {
    "before": ("before", "base", "baseline", "old", "pre", "previous", "prior", "original", "unpatched"),
    "after": ("after", "head", "new", "post", "current", "patched", "optimized", "optimised", "improved", "candidate"),
}
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_BAD = (Health.FAILED, Health.ERROR)
_FINE = {"s": (("s", 1), ("ms", 1_000), ("µs", 1_000_000), ("ns", 1_000_000_000))}
_DIGITS = 6
"""Significant digits of a median that are kept."""


class _Side(Enum):
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Measured:
    """One artifact that may hold measurements."""

    name: str
    """File name as handed in."""
    reading: ArtifactReading
    position: int = -1
    """Index of the record that it stands after; -1 where nothing says when it was made."""


@dataclass(frozen=True, slots=True)
class NumberPair:
    """One thing measured before and after."""

    files: tuple[int, ...]
    """Indexes of the artifacts it was read from: the one before and the one after, or the one that holds both."""
    name: str
    unit: str
    before: Decimal
    """Median."""
    after: Decimal
    lower_is_better: bool
    statement: str
    certain: bool
    gain_from: Decimal | None = None
    gain_to: Decimal | None = None
    health: Health = Health.PASSED
    before_in: str = ""
    """Name of the file that holds the side before; empty where one file holds both."""

    def onto(self, verification: Verification) -> Verification:
        """The verification of the later artifact, with these numbers on it; a failure that it shows stays."""
        bad = verification.health in _BAD
        named = f"{verification.artifact_name}: {self.name}" if self.name else verification.artifact_name
        return replace(
            verification,
            kind=NUMBERS,
            health=verification.health if bad else self.health,
            artifact_name=named,
            before=self.before,
            after=self.after,
            unit=self.unit,
            lower_is_better=self.lower_is_better,
            statement=self.statement,
            certain=self.certain,
            gain_from=self.gain_from,
            gain_to=self.gain_to,
            facts=(*verification.facts, *(((MEASURED_BEFORE, self.before_in),) if self.before_in else ())),
        )


@dataclass(frozen=True, slots=True)
class Compared:
    """All pairs, and what was noticed about the files."""

    pairs: tuple[NumberPair, ...] = ()
    remarks: tuple[tuple[int, str], ...] = ()
    """Index of an artifact, and a sentence about it."""


@dataclass(frozen=True, slots=True)
class _Single:
    """One side of a measurement."""

    file: int
    item: Measurement
    rest: str
    """Its name without the words that say a side."""
    own: _Side | None
    """What its own name says."""
    side: _Side | None
    """What its name says, else its file's name."""


def compare(files: Sequence[Measured]) -> Compared:
    """The pairs that these artifacts hold together; artifacts without measurements take no part."""
    pairs: list[NumberPair] = []
    remarks: dict[tuple[int, str], None] = {}
    groups: dict[tuple[str, str, bool], list[_Single]] = defaultdict(list)
    for index, file in enumerate(files):
        for item in file.reading.measurements:
            if item.before and item.after:
                pairs.append(_pair(files, (index,), item.name, item, item.before, item.after))
            elif item.before or item.after:
                one = _single(index, file, item)
                groups[(one.rest, item.unit, item.lower_is_better)].append(one)
    for group in _groups(list(groups.values()), files):
        found = _ordered(group, files)
        if isinstance(found, str):
            remarks |= {(file, found): None for file in sorted({one.file for one in group})}
        else:
            pairs.append(_of_two(files, *found))
    ordered = sorted(pairs, key=lambda pair: (pair.files[-1], pair.files[0]))
    return Compared(tuple(ordered), tuple(remarks))


def _single(index: int, file: Measured, item: Measurement) -> _Single:
    rest, own = _side_of(item.name)
    stated = _Side.BEFORE if item.before else None
    own = stated or own
    return _Single(index, item, rest, own, own or _side_of(file.name)[1])


def _side_of(name: str) -> tuple[str, _Side | None]:
    """The name without words of a side, and the side; None where it names none or both."""
    found = {side for side in _Side for word in _words(name) if word in _WORDS[side.value]}
    spoken = {word for words in _WORDS.values() for word in words}
    rest = _TOKEN.sub(lambda match: "" if match[0].lower() in spoken else match[0], name)
    rest = re.sub(r"[\s_\-.()\[\]/:]+", " ", rest).strip()
    return rest, found.pop() if len(found) == 1 else None


def _words(name: str) -> list[str]:
    return [word.lower() for word in _TOKEN.findall(name)]


def _groups(groups: list[list[_Single]], files: Sequence[Measured]) -> Iterator[list[_Single]]:
    """The groups of one name each; two files that measured one other thing each, and whose names differ in side."""
    alone = [group[0] for group in groups if len(group) == 1]
    per_file: dict[int, list[_Single]] = defaultdict(list)
    for one in alone:
        per_file[one.file].append(one)
    single = [ones[0] for ones in per_file.values() if len(ones) == 1]
    if len(alone) == len(single) == 2:
        one, other = single
        same = _side_of(files[one.file].name)[0] == _side_of(files[other.file].name)[0]
        if same and one.item.unit == other.item.unit and {one.side, other.side} == {_Side.BEFORE, _Side.AFTER}:
            groups = [group for group in groups if len(group) > 1] + [single]
    yield from groups


def _ordered(group: Sequence[_Single], files: Sequence[Measured]) -> tuple[_Single, _Single] | str:
    """The one before and the one after; or why they are no pair."""
    name = group[0].item.name
    if len(group) == 1:
        return f"{name}: measured once, so there is nothing to compare it with."
    if len(group) > 2:
        return f"{name}: measured {len(group)} times; which two are before and after is not clear, so no pair."
    one, other = group
    if len({files[each.file].reading.facts_named(MACHINE) for each in group} - {""}) > 1:
        return f"{name}: measured on two machines, so the numbers are no pair."
    votes = _votes(one, other, files)
    if not votes:
        return f"{name}: nothing says which measurement is before and which after, so no pair."
    if len(set(votes)) > 1:
        return f"{name}: names, times and the order of the commands disagree on which is before, so no pair."
    return (one, other) if votes[0] else (other, one)


def _votes(one: _Single, other: _Single, files: Sequence[Measured]) -> list[bool]:
    """For everything that says which is before: whether it says the first one."""
    votes: list[bool] = []
    if {one.side, other.side} == {_Side.BEFORE, _Side.AFTER}:
        votes.append(one.side is _Side.BEFORE)
    elif one.side is not None and one.side is other.side:
        # Both say the same side: one voice for each order, so that nothing can agree.
        return [True, False]
    elif one.side or other.side:
        votes.append((one.side or other.side) is (_Side.BEFORE if one.side else _Side.AFTER))
    if one.file == other.file:
        return votes
    first, second = files[one.file], files[other.file]
    begun, ended = first.reading.when, second.reading.when
    if begun is not None and ended is not None and begun != ended:
        votes.append(begun < ended)
    if min(first.position, second.position) >= 0 and first.position != second.position:
        votes.append(first.position < second.position)
    return votes


def _of_two(files: Sequence[Measured], before: _Single, after: _Single) -> NumberPair:
    same = before.item.name == after.item.name
    shared = before.rest if before.rest == after.rest else f"{before.item.name} → {after.item.name}"
    name = before.item.name if same else shared
    indexes = (before.file, after.file) if before.file != after.file else (after.file,)
    return _pair(files, indexes, name, after.item, _samples(before.item), _samples(after.item))


def _samples(item: Measurement) -> tuple[Decimal, ...]:
    return item.before or item.after


def _pair(
    files: Sequence[Measured],
    indexes: tuple[int, ...],
    name: str,
    item: Measurement,
    *sides: tuple[Decimal, ...],
) -> NumberPair:
    unit, factor = _readable(item.unit, sides)
    before, after = (tuple(sample * factor for sample in side) for side in sides)
    shown = compared(before, after, unit, lower_is_better=item.lower_is_better)
    healths = [files[index].reading.health for index in indexes]
    return NumberPair(
        files=indexes,
        name=name,
        unit=unit,
        before=_plain(shown.before),
        after=_plain(shown.after),
        lower_is_better=item.lower_is_better,
        statement=shown.statement,
        certain=shown.certain,
        gain_from=shown.gain_from,
        gain_to=shown.gain_to,
        health=next((health for health in healths if health in _BAD), Health.PASSED),
        before_in=files[indexes[0]].name if len(indexes) > 1 else "",
    )


def _readable(unit: str, sides: Sequence[tuple[Decimal, ...]]) -> tuple[str, int]:
    """A unit in which the larger side is at least 1, where a finer one is at hand."""
    largest = max(abs(sample) for side in sides for sample in side)
    for finer, factor in _FINE.get(unit, ()):
        if largest * factor >= 1:
            return finer, factor
    return unit, 1


def _plain(value: Decimal) -> Decimal:
    """Six significant digits, without an exponent."""
    rounded = Decimal(f"{value:.{_DIGITS}g}")
    return Decimal(f"{rounded:f}")
