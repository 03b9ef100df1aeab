"""The sheet `Changes` held against what really changed since the previous version.

A row of `Changes` that the previous version does not have names a change where its words have

1. the cell or a range around it with its sheet: `Routes!H4`, `H4:H9 on Routes`, or the row's number: `Routes row 4`;
2. the row's ID, or the name of a system, person, field or word: `RT3`; an ID that is a mere number or a single letter,
   or that another sheet uses too, with its sheet beside it;
3. the sheet and the column: `Budgets: all Budget minutes`; for the grid of `Risk matrix` the sheet and both levels.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from agent_router.model.place import Place
from agent_router.model.policy import Policy, PolicyChange
from agent_router.model.problem import Problem
from agent_router.model.review import CellChange, ChangeKind
from agent_router.review.problems import CHANGE_UNDONE, CHANGE_UNTOLD, VERSION_SAME, VERSION_UNTOLD
from agent_router.review.sheet_lines import MATRIX, parts_of
from agent_router.review.two_policies.cell_changes import cell_changes
from agent_router.review.two_policies.in_force import START

SHEET = "Changes"
_CELL = r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})"
_RANGE = re.compile(rf"(?<![A-Za-z0-9]){_CELL}(?::{_CELL})?(?![A-Za-z0-9])")
_ROW = re.compile(r"\brows?\s+([1-9][0-9]{0,6})(?:\s*(?:-|–|to)\s*([1-9][0-9]{0,6}))?\b", re.IGNORECASE)
_SHORT = 2
"""An ID of fewer signs may stand in any sentence by chance."""


def check_changes(old: Policy, new: Policy) -> tuple[Problem, ...]:
    """What `Changes` does not tell or tells wrongly, and whether the version was raised; `old` is the previous one."""
    changes = cell_changes(old, new)
    told = _newer(old, new)
    names = _Names((old, new), (row.what + " " + row.why for row in told))
    untold = [change for change in changes if change.decides and not names.tell(change)]
    return (
        *(_untold(change, new) for change in untold),
        *(_undone(row) for row in told if _is_undone(row, changes, (old, new)) and row.place is not None),
        *_same_version(old, new, changes),
    )


def check_history(policy: Policy) -> tuple[Problem, ...]:
    """Whether `Changes` speaks of the version that `Start here` names."""
    version = policy.identity.version
    if any(_key(row.version) == _key(version) for row in policy.changes):
        return ()
    place = policy.setting(START, "Version") or Place(policy.file, START)
    last = f"; the last row is about {policy.changes[-1].version}" if policy.changes else ""
    return (Problem(VERSION_UNTOLD, place, f"version {version}, and no row of Changes is about it{last}"),)


def _newer(old: Policy, new: Policy) -> list[PolicyChange]:
    """The rows that the previous version did not have."""
    known = Counter((row.on, _key(row.version), _key(row.what)) for row in old.changes)
    newer = []
    for row in new.changes:
        key = (row.on, _key(row.version), _key(row.what))
        if known[key]:
            known[key] -= 1
        else:
            newer.append(row)
    return newer


def _same_version(old: Policy, new: Policy, changes: Iterable[CellChange]) -> Iterator[Problem]:
    count = sum(change.decides for change in changes)
    if count and _key(old.identity.version) == _key(new.identity.version):
        place = new.setting(START, "Version") or Place(new.file, START)
        what = "1 cell or row differs" if count == 1 else f"{count} cells or rows differ"
        yield Problem(VERSION_SAME, place, f"both are version {new.identity.version}, and {what}")


def _untold(change: CellChange, new: Policy) -> Problem:
    place = change.new_place or Place(new.file, change.sheet)
    where = _where(change)
    match change.kind:
        case ChangeKind.CHANGED:
            what = f"{where} was “{change.before or 'blank'}” and is “{change.after or 'blank'}”"
        case ChangeKind.MOVED:
            what = f"{where} was {change.before} and is {change.after}"
        case ChangeKind.ADDED | ChangeKind.REMOVED | ChangeKind.RENAMED:
            what = f"{where} was {change.kind.value}"
    spot = place.short if change.new_place else f"{change.sheet} row {change.row}"
    also = (change.old_place,) if change.old_place is not None else ()
    return Problem(CHANGE_UNTOLD, place, f"{spot} changed, Changes does not say so ({what})", also=also)


def _where(change: CellChange) -> str:
    if not change.row:
        return change.header
    if change.sheet == "Lists":
        return f"“{change.row}”" + (f" of {change.header}" if change.header else "")
    return f"{change.header} of {change.row}" if change.header else f"row {change.row}"


def _undone(row: PolicyChange) -> Problem:
    assert row.place is not None  # noqa: S101 - rows without a place are left out before
    return Problem(CHANGE_UNDONE, row.place, f"“{row.what}”, and nothing that it names differs")


def _is_undone(row: PolicyChange, changes: Sequence[CellChange], policies: tuple[Policy, Policy]) -> bool:
    """Whether the row names cells or rows exactly, and none of them differs in any way."""
    names = _Names(policies, [row.what])
    return names.exact and not any(names.tell(change) for change in changes)


@dataclass(frozen=True, slots=True)
class _Cells:
    """A cell or a range that somebody wrote down; columns and rows from 1, None where only rows were named."""

    sheet: str
    """Folded; empty where the words do not say."""
    columns: tuple[int, int] | None
    rows: tuple[int, int]

    def holds(self, sheets: Iterable[str], place: Place) -> bool:
        if self.sheet not in sheets:
            return False
        letters = place.cell.rstrip("0123456789")
        row = int(place.cell[len(letters) :] or 0)
        inside = self.rows[0] <= row <= self.rows[1]
        return inside and (self.columns is None or self.columns[0] <= _number(letters) <= self.columns[1])


class _Names:
    """What the words of some rows of `Changes` name."""

    def __init__(self, policies: tuple[Policy, Policy], texts: Iterable[str]) -> None:
        self._texts = [_key(text) for text in texts]
        self._called = _sheet_names(policies)
        self._ids = _row_ids(policies)
        self._cells = [tuple(self._written(text)) for text in self._texts]

    @property
    def exact(self) -> bool:
        """Whether a cell of a named sheet is written down, or a row's ID beside its sheet."""
        return any(self._cells) or any(
            _says(text, name) and self._mentions(text, sheet)
            for text in self._texts
            for name, sheets in self._ids.items()
            for sheet in sheets
        )

    def tell(self, change: CellChange) -> bool:
        """Whether one of the rows names this change."""
        places = [place for place in (change.old_place, change.new_place) if place is not None]
        own = self._called.get(change.sheet, {_key(change.sheet)})
        for text, cells in zip(self._texts, self._cells, strict=True):
            if any(one.holds(own, place) for one in cells for place in places):
                return True
            beside = self._mentions(text, change.sheet)
            if self._says_row(text, change, beside=beside):
                return True
            if beside and change.header and change.sheet != MATRIX and _says(text, _key(change.header)):
                return True
        return False

    def _says_row(self, text: str, change: CellChange, *, beside: bool) -> bool:
        if not change.row:
            return False
        if change.sheet == MATRIX:
            return beside and all(_says(text, level) for level in re.findall("[1-5]", change.row))
        names = [change.row, change.before] if change.kind is ChangeKind.RENAMED else [change.row]
        for name in map(_key, names):
            plain = len(name) >= _SHORT and not name.isdigit() and len(self._ids.get(name, ())) < _SHORT
            if _says(text, name) and (plain or beside):
                return True
        return False

    def _mentions(self, text: str, sheet: str) -> bool:
        return any(_says(text, name) for name in self._called.get(sheet, {_key(sheet)}))

    def _written(self, text: str) -> Iterator[_Cells]:
        """The cells written in a text: each of the sheet before its `!`, or else of every sheet that the text names."""
        every = {name for names in self._called.values() for name in names}
        named = [name for name in every if _says(text, name)]
        for found in _RANGE.finditer(text):
            before = text[: found.start()].rstrip("'\"")
            bound = [name for name in every if before.endswith((f"{name}!", f"{name}'!", f"{name}’!", f"{name}”!"))]
            first, top, last, bottom = found.groups()
            columns = sorted((_number(first), _number(last or first)))
            rows = sorted((int(top), int(bottom or top)))
            for name in bound or ([] if before.endswith("!") else named):
                yield _Cells(name, (columns[0], columns[1]), (rows[0], rows[1]))
        for found in _ROW.finditer(text):
            rows = sorted((int(found[1]), int(found[2] or found[1])))
            for name in named:
                yield _Cells(name, None, (rows[0], rows[1]))


def _sheet_names(policies: Iterable[Policy]) -> dict[str, set[str]]:
    """Each sheet's own name and what the leads call it, folded."""
    called: dict[str, set[str]] = {}
    for policy in policies:
        for part in parts_of(policy):
            called.setdefault(part.sheet, {_key(part.sheet)})
        for heading in policy.headings:
            called.setdefault(heading.sheet, {_key(heading.sheet)}).add(_key(heading.place.sheet))
    return called


def _row_ids(policies: Iterable[Policy]) -> dict[str, set[str]]:
    """Folded ID → the sheets that use it."""
    ids: dict[str, set[str]] = {}
    for policy in policies:
        for part in parts_of(policy):
            for line in part.lines:
                if line.id and line.named:
                    ids.setdefault(_key(line.id), set()).add(part.sheet)
    return ids


def _says(text: str, name: str) -> bool:
    """Whether the text has the name as whole words."""
    return bool(name) and re.search(rf"(?<![\w!]){re.escape(name)}(?!\w)", text) is not None


def _number(letters: str) -> int:
    """The number of a column, from 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()
