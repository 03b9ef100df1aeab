"""How two workbooks differ, in the words of a lead: the same for the terminal, JSON and the page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent_router.model.field import Field
from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.model.review import (
    Aspect,
    Box,
    CellChange,
    ChangeKind,
    PolicyDifference,
    QueueDifference,
    Shift,
)
from agent_router.report.facts.changed_cells import ChangedCell, changed_cell
from agent_router.report.facts.difference_words import MAIN, gained_or_lost, small, tasks_counted
from agent_router.report.facts.queue_moved import QueueMoved, queue_moved
from agent_router.tables.kinds_in_words import box_words
from agent_router.tables.pieces import SOMETHING_ELSE
from agent_router.tables.printing import print_value
from agent_router.tables.words import listed

_ROW_KINDS: Mapping[ChangeKind, tuple[str, str]] = {
    ChangeKind.MOVED: ("row was reordered", "rows were reordered"),
    ChangeKind.RENAMED: ("row was renamed", "rows were renamed"),
    ChangeKind.ADDED: ("row was added", "rows were added"),
    ChangeKind.REMOVED: ("row was removed", "rows were removed"),
    ChangeKind.CHANGED: ("cell reads otherwise", "cells read otherwise"),
}
"""How many of each, in the verdict: one, several."""
_BESIDE = ("People", "Prices", "Branding")
"""Sheets that decide something, but not which way a task takes."""
_SUPERVISION = frozenset({*MAIN, Aspect.APPROVAL, Aspect.REVIEWER})
"""The rest follows from it where the same cells change both."""
_GIVEN = "(given)"
"""Said of an answer of which only matters that it is there."""


@dataclass(frozen=True, slots=True)
class WorkbookNamed:
    """One of the two workbooks."""

    file: str
    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class AspectChange:
    """One thing that is decided otherwise."""

    aspect: str
    before: str
    after: str

    @property
    def main(self) -> bool:
        """Whether it is about route or blast radius."""
        return self.aspect in {aspect.value for aspect in MAIN}

    @property
    def sentence(self) -> str:
        """`Route: Human-led → Single agent`, `Proof required gains log`."""
        return f"{self.aspect}{gained_or_lost(self.before, self.after) or f': {self.before} → {self.after}'}"


@dataclass(frozen=True, slots=True)
class KindsChanged:
    """Kinds of task that are decided otherwise, and how."""

    always: str
    """What all of these tasks have in common, in plain words; empty where that is nothing, or there is one kind."""
    kinds: tuple[str, ...]
    """What else each kind of task has; exact: every such task, and no other."""
    changes: tuple[AspectChange, ...]
    causes: tuple[ChangedCell, ...]
    example: tuple[tuple[str, str], ...]
    """One such task: header and answer."""
    follows: bool = False
    """Whether no supervision changes, only what cells do beside changing it for other tasks."""

    @property
    def main(self) -> tuple[AspectChange, ...]:
        """What to say first: the change of route and of blast radius; all changes where there is neither."""
        return tuple(change for change in self.changes if change.main) or self.changes

    @property
    def with_it(self) -> tuple[AspectChange, ...]:
        """What changes with it for the very same tasks."""
        return tuple(change for change in self.changes if change not in self.main)

    @property
    def example_told(self) -> tuple[tuple[str, str], ...]:
        """The example in words: what only has to be given is said to be given."""
        return tuple((header, _GIVEN if value == SOMETHING_ELSE else value) for header, value in self.example)


@dataclass(frozen=True, slots=True)
class DifferenceFacts:
    """Everything there is to say about two workbooks."""

    verdict: str
    alike: bool
    """Whether every task is decided alike, surely."""
    old: WorkbookNamed
    new: WorkbookNamed
    kinds: tuple[KindsChanged, ...]
    without_effect: tuple[ChangedCell, ...]
    """Cells and rows that differ, and yet no task is decided otherwise for it."""
    not_examined: str
    queues: tuple[QueueMoved, ...]
    remarks: tuple[str, ...]


def difference_facts(
    policies: tuple[Policy, Policy],
    difference: PolicyDifference,
    queues: Sequence[QueueDifference] = (),
    remarks: Sequence[Problem] = (),
) -> DifferenceFacts:
    """The difference between the older and the newer policy in words."""
    old, new = policies
    fields = {field.code: field for field in (*old.fields, *new.fields)}
    kinds = tuple(_kinds(difference.shifts, fields))
    causes = {cause for shift in difference.shifts for cause in shift.causes}
    causes |= {cause for queue in queues for move in queue.moves for cause in move.causes}
    moved = any(queue.moves for queue in queues)
    return DifferenceFacts(
        verdict=_verdict(difference, kinds, queues),
        alike=difference.same_meaning and not moved,
        old=_named(old),
        new=_named(new),
        kinds=kinds,
        without_effect=tuple(changed_cell(change) for change in difference.cells if change not in causes),
        not_examined=difference.not_examined,
        queues=tuple(queue_moved(queue) for queue in queues),
        remarks=tuple(f"{one.place}: {one.rule.title} Found: {one.found}." for one in remarks),
    )


def _named(policy: Policy) -> WorkbookNamed:
    return WorkbookNamed(policy.file, policy.identity.name, policy.identity.version, policy.sha256)


def _verdict(difference: PolicyDifference, kinds: Sequence[KindsChanged], queues: Sequence[QueueDifference]) -> str:
    moved = sum(queue.moved for queue in queues)
    if kinds:
        return _kinds_verdict(kinds)
    if moved:
        return f"{tasks_counted(moved)} of those looked at {'is' if moved == 1 else 'are'} decided otherwise."
    if difference.not_examined:
        return f"No task was found that is decided otherwise, but not all were compared: {difference.not_examined}."
    if not difference.cells:
        return "The two workbooks say the same, cell for cell."
    return f"The two workbooks decide every task alike; {_counted(difference.cells)}.{_beside(difference.cells)}"


def _kinds_verdict(kinds: Sequence[KindsChanged]) -> str:
    """As `2 kinds of task get another route, 1 another blast radius; with it change budget minutes and budget cost`."""
    aspects = {change.aspect for one in kinds for change in one.changes}
    others = listed([small(one.value) for one in Aspect if one.value in aspects and one not in MAIN], "and")
    said: list[str] = []
    for aspect in MAIN:
        count = sum(len(one.kinds) for one in kinds if any(change.aspect == aspect.value for change in one.changes))
        if count:
            of_task = "" if said else " kind of task" if count == 1 else " kinds of task"
            get = "" if said else " gets" if count == 1 else " get"
            said.append(f"{count}{of_task}{get} another {small(aspect.value)}")
    alone = sum(len(one.kinds) for one in kinds if not one.follows and not any(own.main for own in one.changes))
    if not said:
        return f"{'1 kind of task is' if alone == 1 else f'{alone} kinds of task are'} decided otherwise: {others}."
    if alone:
        more = f"{alone} more {'keeps' if alone == 1 else 'keep'} route and blast radius"
        return f"{', '.join(said)}; {more}. What else changes: {others}."
    return f"{', '.join(said)}{f'; with it change {others}' if others else ''}."


def _counted(cells: Iterable[CellChange]) -> str:
    """`3 rows were reordered, 1 was renamed`."""
    counts = Counter(change.kind for change in cells)
    return ", ".join(
        f"{counts[kind]} {one if counts[kind] == 1 else many}"
        for kind, (one, many) in _ROW_KINDS.items()
        if counts[kind]
    )


def _beside(cells: Iterable[CellChange]) -> str:
    sheets = dict.fromkeys(change.sheet for change in cells if change.decides and change.sheet in _BESIDE)
    return f" What {listed(list(sheets), 'and')} say differs." if sheets else ""


def _kinds(shifts: Sequence[Shift], fields: Mapping[str, Field]) -> Iterator[KindsChanged]:
    """Shifts of the same kinds of task for the same reason are told together, what only follows from others last."""
    groups: dict[tuple[tuple[Box, ...], tuple[CellChange, ...]], list[Shift]] = {}
    for shift in shifts:
        groups.setdefault((shift.boxes, shift.causes), []).append(shift)
    main = {cause for shift in shifts if shift.aspect in MAIN for cause in shift.causes}
    following = {
        key: bool(key[1]) and main.issuperset(key[1]) and not any(shift.aspect in _SUPERVISION for shift in own)
        for key, own in groups.items()
    }
    for (boxes, causes), own in sorted(groups.items(), key=lambda group: following[group[0]]):
        shared = tuple(region for region in boxes[0] if all(region in box for box in boxes)) if len(boxes) > 1 else ()
        rest = [tuple(region for region in box if region not in shared) for box in boxes]
        yield KindsChanged(
            box_words(shared, fields) if shared else "",
            tuple(box_words(box, fields) for box in rest),
            tuple(AspectChange(shift.aspect.value, shift.before, shift.after) for shift in own),
            tuple(changed_cell(cause) for cause in causes),
            tuple((_header(code, fields), print_value(value)) for code, value in own[0].example),
            following[boxes, causes],
        )


def _header(code: str, fields: Mapping[str, Field]) -> str:
    return fields[code].header if code in fields else code
