"""A newer policy with some of its changes taken back, to see what each of them does."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from agent_router.model.condition import Condition
from agent_router.model.field import Field, WordList
from agent_router.model.policy import Policy, RiskMatrix
from agent_router.model.review import CellChange, ChangeKind
from agent_router.model.table import Row, Table
from agent_router.review.sheet_lines import FACT_SHEETS, MATRIX, READING, RULE_SHEETS, SETTINGS, Line, parts_of
from agent_router.review.two_policies.cell_changes import ON, changes_of
from agent_router.review.two_policies.pairing import Pair, Pairing, pair_parts


class Reverting:
    """Two policies, laid side by side once; then any of the changes between them can be taken back."""

    def __init__(self, old: Policy, new: Policy) -> None:
        """Pair the lines of both."""
        self._old, self._new = old, new
        self._pairings = pair_parts(parts_of(old), parts_of(new))
        fields = {field.code: field for field in new.fields}
        self._changes = tuple(tuple(changes_of(one, fields, old, new)) for one in self._pairings)

    def without(self, changes: Collection[CellChange]) -> Policy:
        """The newer policy as it would be without these changes; untouched parts are the very same objects.

        A condition that is put back brings the field it asks about along, should the newer policy have dropped it.
        """
        policy = self._new
        wanted = set(changes)
        for pairing, own in zip(self._pairings, self._changes, strict=True):
            taken = wanted & set(own)
            if taken:
                policy = self._part_without(policy, pairing, taken)
        return policy

    def _part_without(self, policy: Policy, pairing: Pairing, taken: Collection[CellChange]) -> Policy:
        sheet = pairing.new.sheet
        if sheet in RULE_SHEETS:
            policy = self._rules_without(policy, pairing, taken)
        elif sheet in SETTINGS:
            policy = _put(policy, SETTINGS[sheet][0], _item_without(pairing.pairs[0], taken))
        elif sheet == MATRIX:
            policy = replace(policy, matrix=_matrix_without(policy.matrix, pairing, taken))
        elif sheet == "Lists":
            policy = _list_without(policy, pairing, taken, self._old)
        elif sheet == "Fields":
            policy = _fields_without(policy, pairing, taken)
        elif sheet in FACT_SHEETS:
            policy = _put(policy, FACT_SHEETS[sheet][0], tuple(_items_without(pairing, taken)))
        return policy

    def _rules_without(self, policy: Policy, pairing: Pairing, taken: Collection[CellChange]) -> Policy:
        attribute, _ = RULE_SHEETS[pairing.new.sheet]
        table: Table[Any] = getattr(policy, attribute)
        if any(change.header == READING and not change.row for change in taken):
            table = replace(table, hit_policy=getattr(self._old, attribute).hit_policy)
        rows = tuple(item for item in _items_without(pairing, taken) if isinstance(item, Row))
        table = replace(table, rows=rows)
        known = {field.code for field in policy.fields}
        asked = {condition.field for row in rows for condition in row.conditions} - known
        lost = tuple(field for field in self._old.fields if field.code in asked)
        policy = _with_fields(policy, (*lost, *policy.fields)) if lost else policy
        return _put(policy, attribute, table)


def _items_without(pairing: Pairing, taken: Collection[CellChange]) -> list[Any]:
    """The items of the newer part, with added rows gone, cells as they were, and lost or moved rows back in place."""
    moved_back = _rows_of(ChangeKind.MOVED, taken)
    added = _rows_of(ChangeKind.ADDED, taken)
    removed = _rows_of(ChangeKind.REMOVED, taken)
    pairs = {id(pair.new): pair for pair in pairing.pairs}
    placed: list[tuple[Line | None, Any]] = []
    for line in pairing.new.lines:
        pair = pairs.get(id(line))
        if pair is None and line.id not in added:
            placed.append((None, line.item))
        elif pair is not None and line.id not in moved_back:
            placed.append((pair.old, _item_without(pair, taken)))
    back = {id(line): line.item for line in pairing.removed if line.id in removed}
    back |= {id(pair.old): _item_without(pair, taken) for pair in pairing.moved if pair.new.id in moved_back}
    for at, line in enumerate(pairing.old.lines):
        if id(line) in back:
            _put_back(placed, (line, back[id(line)]), pairing.old.lines[:at])
    return [item for _, item in placed]


def _rows_of(kind: ChangeKind, changes: Collection[CellChange]) -> set[str]:
    """Rows changed in this way; a row switched on or off comes or goes as if it were added or removed."""
    switch = {ChangeKind.ADDED: "yes", ChangeKind.REMOVED: "no"}.get(kind)
    return {
        change.row
        for change in changes
        if change.kind is kind or (change.header == ON and change.row and change.after == switch)
    }


def _put_back(placed: list[tuple[Line | None, Any]], own: tuple[Line, Any], above: Sequence[Line]) -> None:
    """Below the nearest row that stood above it before and is still there."""
    for line in reversed(above):
        for at, (old, _) in enumerate(placed):
            if old is line:
                placed.insert(at + 1, own)
                return
    placed.insert(0, own)


def _item_without(pair: Pair, taken: Collection[CellChange]) -> Any:  # noqa: ANN401 - whatever noun the sheet holds
    """The newer item with the older value of each changed cell."""
    headers = {change.header for change in taken if change.kind is ChangeKind.CHANGED and change.row == pair.new.id}
    old = {cell.attributes or (cell.header,): cell for cell in pair.old.cells if cell.header in headers}
    keys = old | {cell.attributes or (cell.header,): cell for cell in pair.new.cells if cell.header in headers}
    item, was = pair.new.item, pair.old.item
    if isinstance(item, Row):
        codes = {key[1] for key in keys if key[0] == "if"}
        attributes = [key[0] for key in keys if key[0] != "if"]
        conditions = _conditions(item, was, codes) if codes else item.conditions
        then = replace(item.then, **_values(was.then, attributes)) if attributes else item.then
        return replace(item, conditions=conditions, then=then) if keys else item
    attributes = [attribute for key in keys for attribute in key]
    return replace(item, **_values(was, attributes)) if attributes and item is not None else item


def _values(item: Any, attributes: Sequence[str]) -> dict[str, Any]:  # noqa: ANN401 - as `_item_without`
    return {attribute: getattr(item, attribute) for attribute in attributes}


def _conditions(new: Row[Any], old: Row[Any], codes: Collection[str]) -> tuple[Condition, ...]:
    kept = tuple(condition for condition in new.conditions if condition.field not in codes)
    return (*kept, *(condition for condition in old.conditions if condition.field in codes))


def _matrix_without(matrix: RiskMatrix, pairing: Pairing, taken: Collection[CellChange]) -> RiskMatrix:
    rows = {change.row for change in taken}
    back: Mapping[int, Any] = {id(pair.new.item): pair.old.item for pair in pairing.pairs if pair.new.id in rows}
    cells = tuple(
        replace(cell, blast_radius=back[id(cell)].blast_radius) if id(cell) in back else cell for cell in matrix.cells
    )
    return replace(matrix, cells=cells)


def _list_without(policy: Policy, pairing: Pairing, taken: Collection[CellChange], old: Policy) -> Policy:
    """The list as it was, in the fields that use it as well."""
    name = pairing.new.group
    words = WordList(name, tuple(_items_without(pairing, taken)))
    known = {one.name.casefold() for one in policy.lists}
    lists = tuple(words if one.name.casefold() == name.casefold() else one for one in policy.lists)
    if name.casefold() not in known:
        lists = (*policy.lists, *(one for one in old.lists if one.name.casefold() == name.casefold()))
    fields = tuple(
        replace(field, words=words) if field.words is not None and _uses(field, name) else field
        for field in policy.fields
    )
    return _with_fields(replace(policy, lists=lists), fields)


def _fields_without(policy: Policy, pairing: Pairing, taken: Collection[CellChange]) -> Policy:
    stated = tuple(_items_without(pairing, taken))
    return _with_fields(policy, (*stated, *(field for field in policy.fields if field.derived)))


def _uses(field: Field, name: str) -> bool:
    return field.list_name.casefold() == name.casefold()


def _with_fields(policy: Policy, fields: Sequence[Field]) -> Policy:
    """Other fields; conditions of fields that are no longer there are kept out by keeping those fields."""
    codes = {field.code for field in fields}
    asked = {
        condition.field
        for attribute, _ in RULE_SHEETS.values()
        for row in getattr(policy, attribute).rows
        for condition in row.conditions
    }
    kept = [field for field in policy.fields if field.code not in codes and field.code in asked]
    return replace(policy, fields=(*(field for field in fields if not field.derived), *kept,
                                   *(field for field in fields if field.derived)))  # fmt: skip


def _put(policy: Policy, attribute: str, value: object) -> Policy:
    changed: dict[str, Any] = {attribute: value}
    return replace(policy, **changed)
