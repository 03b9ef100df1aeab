"""What a task may touch: its folders, its systems, and the areas that these reach in one policy or in two.

Folders and systems are each cut by the conditions on them; areas by the conditions on `Area`. Which of them go together
is found out by naming real folders and systems, one by one and several at once, and asking `scope` what they reach.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent_router.model.condition import AnyOf, Compare, Comparison, Given, Test, Touches
from agent_router.model.field import Field
from agent_router.model.policy import Policy, System
from agent_router.scope.areas import areas_of
from agent_router.tables.cubes import Unit
from agent_router.tables.meaning import holds
from agent_router.tables.partition import Axis, Piece, axis_of, may_be_blank
from agent_router.tables.samples import folders_at, units_of

MOST = 256
"""More combinations of folders, or of systems, than these are not told apart."""
_PLAIN_FOLDERS = ("docs/**", "notes/**", "tools/helloworld/**", "zz/**")

Names = tuple[str, ...] | None
"""Folders or systems as a task states them; None: not stated."""


@dataclass(frozen=True, slots=True)
class Touching:
    """One combination that real folders and systems make."""

    folders: int
    """Piece of the axis of folders."""
    systems: int
    areas: int
    names: tuple[Names, Names]
    """Folders and systems of a task that is so."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The axes of folders, systems and areas, with the combinations that exist."""

    folders: Axis
    systems: Axis
    areas: Axis
    words: tuple[tuple[tuple[str, ...], ...], ...]
    """For each policy the areas of each piece of `areas`."""
    everywhere: int
    """The piece of `areas` of a task that covers everything; the first piece reaches nothing."""
    combinations: tuple[Touching, ...]
    exact: bool


AreaWords = tuple[tuple[str, ...], ...]
"""The areas reached, one entry a policy."""
AreaBits = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Element:
    """Names of one kind, the truths of the conditions on them, and the areas reached."""

    names: Names
    own: int
    areas: AreaWords
    moved: int = 0
    """Which of the folders and systems that only one of the policies knows so are among the names (bits)."""


class Reaching:
    """Works out the reach of tasks under one policy or two."""

    def __init__(
        self, policies: Sequence[Policy], fields: Mapping[str, Field], tests: Mapping[str, Sequence[Test]]
    ) -> None:
        """`fields` by code and all tests on them; `folders`, `systems` and `area` are looked at."""
        self._policies = policies
        self._fields = fields
        self._tests = tests
        self._units = (
            Unit(fields["area"], Given()),
            *(Unit(fields["area"], test) for test in units_of(tests.get("area", ()))),
        )
        self._nothing: AreaWords = ((),) * len(policies)
        self._moved = tuple(_moved(policies, fields))

    def reach(self) -> Reach:
        """All of it."""
        axes = (self._folders_axis(), self._systems_axis())
        folders, all_folders = self._united(self._elements(axes[0], self._folder_names(axes[0])))
        systems, all_systems = self._united(self._elements(axes[1], self._system_names(axes[1])))
        everything = tuple(tuple(_areas(policy.systems)) for policy in self._policies)
        areas: dict[AreaBits, AreaWords] = {
            (*self._bits(self._nothing), 0): self._nothing,
            (*self._bits(everything), 0): everything,
        }
        found: dict[tuple[int, int, int], Touching] = {}
        own = [{vector: at for at, vector in enumerate(axis.vectors)} for axis in axes]
        for folder in folders:
            for system in systems:
                reached = _both(folder.areas, system.areas)
                bits = (*self._bits(reached), folder.moved | system.moved)
                areas.setdefault(bits, reached)
                key = (own[0][folder.own], own[1][system.own], list(areas).index(bits))
                found.setdefault(key, Touching(*key, (folder.names, system.names)))
        return Reach(
            *axes,
            self._area_axis(areas),
            tuple(tuple(words[at] for words in areas.values()) for at in range(len(self._policies))),
            list(areas).index((*self._bits(everything), 0)),
            tuple(found.values()),
            all(axis.exact for axis in axes) and all_folders and all_systems,
        )

    def _folders_axis(self) -> Axis:
        return axis_of(self._fields["folders"], self._tests.get("folders", ()))

    def _systems_axis(self) -> Axis:
        """Besides the conditions on systems it tells apart whether one is named that agents may not work in."""
        closed = (closed_test(policy) for policy in self._policies)
        known = tuple(dict.fromkeys(test for test in closed if test is not None))
        return axis_of(self._fields["systems"], (*self._tests.get("systems", ()), *known))

    def _folder_names(self, axis: Axis) -> Iterable[str]:
        """Folders that reach each pattern of the systems, and those that the conditions tell apart."""
        patterns = dict.fromkeys(
            pattern for policy in self._policies for system in policy.systems for pattern in system.folders
        )
        found = dict.fromkeys(_PLAIN_FOLDERS)
        for pattern in patterns:
            # A pattern such as **/billing/** touches every system; only narrower folders touch one alone.
            found |= dict.fromkeys(folders_at(pattern))
        return {**found, **dict.fromkeys(_stated_words(axis))}

    def _system_names(self, axis: Axis) -> Iterable[str]:
        words = self._fields["systems"].words
        named = (system.name for policy in self._policies for system in policy.systems)
        known = dict.fromkeys((*named, *_stated_words(axis)))
        return known if words is None else [name for name in known if name in words.texts]

    def _elements(self, axis: Axis, names: Iterable[str]) -> list[_Element]:
        """One element a name, those alike only once; the first has none, where it may be left blank."""
        field = axis.fields[0]
        blank = [_Element(None, 0, self._nothing)] if may_be_blank(field) else []
        found = {(one.own, self._bits(one.areas), 0): one for one in blank}
        for name in names:
            own = _truths(axis, (name,))
            areas = tuple(_areas_of(policy, field.code, name) for policy in self._policies)
            moved = sum(
                1 << at
                for at, unit in enumerate(self._moved)
                if unit.field.code == field.code and holds(unit.test, (name,), unit.field)
            )
            found.setdefault((own, self._bits(areas), moved), _Element((name,), own, areas, moved))
        return list(found.values())

    def _united(self, elements: Sequence[_Element]) -> tuple[list[_Element], bool]:
        """These elements and what several of them say together, as far as anything tells them apart."""
        single = [element for element in elements if element.names is not None]
        found = {(one.own, self._bits(one.areas), one.moved): one for one in elements}
        waiting = list(single)
        while waiting:
            element = waiting.pop(0)
            for other in single:
                areas = _both(element.areas, other.areas)
                key = (element.own | other.own, self._bits(areas), element.moved | other.moved)
                if key in found:
                    continue
                if len(found) >= MOST:
                    return list(found.values()), False
                found[key] = _Element((*(element.names or ()), *(other.names or ())), key[0], areas, key[2])
                waiting.append(found[key])
        return list(found.values()), True

    def _bits(self, areas: AreaWords) -> AreaBits:
        """Which conditions on areas hold, a policy at a time."""
        field = self._units[0].field
        return tuple(
            sum(1 << at for at, unit in enumerate(self._units) if holds(unit.test, words, field)) for words in areas
        )

    def _area_axis(self, areas: Mapping[AreaBits, AreaWords]) -> Axis:
        """Said by the last policy's areas, and by the folders and systems that only one of the policies knows so."""
        pieces = tuple(Piece((words[-1],)) for words in areas.values())
        vectors = tuple(bits[-2] | bits[-1] << len(self._units) for bits in areas)
        return Axis((self._units[0].field,), pieces, units=(*self._units, *self._moved), vectors=vectors)


def _moved(policies: Sequence[Policy], fields: Mapping[str, Field]) -> Iterator[Unit]:
    """What tells apart tasks that reach other areas under one policy than under the other."""
    folders, names = (
        [{(text, system.area) for system in policy.systems for text in texts(system)} for policy in policies]
        for texts in (_patterns, _names)
    )
    for code, sides, test in (("folders", folders, _touches), ("systems", names, _named)):
        only_one = dict.fromkeys(text for text, _ in sorted(sides[0] ^ sides[-1]))
        if only_one:
            tests = tuple(test(text) for text in only_one)
            yield Unit(fields[code], tests[0] if len(tests) == 1 else AnyOf(tests))


def _patterns(system: System) -> Sequence[str]:
    return system.folders


def _names(system: System) -> Sequence[str]:
    return (system.name, *system.also_called)


def _touches(pattern: str) -> Test:
    return Touches(pattern)


def _named(name: str) -> Test:
    return Comparison(Compare.EQUAL, name)


def closed_test(policy: Policy) -> Test | None:
    """Holds of systems of which agents may not work in at least one; None where there is no such system."""
    names = [
        name for system in policy.systems if not system.agents_allowed for name in (system.name, *system.also_called)
    ]
    tests = tuple(Comparison(Compare.EQUAL, name) for name in dict.fromkeys(names))
    return AnyOf(tests) if tests else None


def _areas_of(policy: Policy, code: str, name: str) -> tuple[str, ...]:
    folders, systems = ((name,), ()) if code == "folders" else ((), (name,))
    return tuple(dict.fromkeys(found.area for found in areas_of(folders, systems, policy.systems)))


def _areas(systems: Sequence[System]) -> Iterable[str]:
    return dict.fromkeys(area for system in systems for area in system.area)


def _both(one: AreaWords, other: AreaWords) -> AreaWords:
    return tuple(tuple(dict.fromkeys((*left, *right))) for left, right in zip(one, other, strict=True))


def _truths(axis: Axis, value: tuple[str, ...]) -> int:
    return sum(1 << at for at, unit in enumerate(axis.units) if holds(unit.test, value, unit.field))


def _stated_words(axis: Axis) -> Iterable[str]:
    return [word for piece in axis.pieces if isinstance(piece.values[0], tuple) for word in piece.values[0]]
