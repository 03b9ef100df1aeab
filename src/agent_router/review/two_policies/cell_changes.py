"""Every cell and row that a newer workbook says otherwise, by meaning and not by spelling."""

from collections.abc import Iterator, Mapping

from agent_router.model.condition import Anything
from agent_router.model.field import Field
from agent_router.model.place import Place
from agent_router.model.policy import Policy
from agent_router.model.review import CellChange, ChangeKind
from agent_router.review.sheet_lines import Line, LineCell, Part, parts_of
from agent_router.review.two_policies.pairing import Pair, Pairing, pair_parts
from agent_router.tables.same_test import same_test

ON = "On"
"""The column that switches a row off; such a row is nowhere but there."""
NO_CONDITION = "any"
"""What a cell without a condition says."""


def cell_changes(old: Policy, new: Policy) -> tuple[CellChange, ...]:
    """How the cells of two policies differ, in the order of the newer workbook's sheets and rows.

    A cell that says the same in other words is no change where the words are the same but for order, case and spaces;
    otherwise it is a change that decides nothing. `Changes`, the history itself, is not compared.
    """
    fields = {field.code: field for field in new.fields}
    return tuple(
        change
        for pairing in pair_parts(parts_of(old), parts_of(new))
        for change in changes_of(pairing, fields, old, new)
    )


def changes_of(pairing: Pairing, fields: Mapping[str, Field], old: Policy, new: Policy) -> Iterator[CellChange]:
    """The changes of one sheet or list; rows in the newer order, removed ones last."""
    pairs = {id(pair.new): pair for pair in pairing.pairs}
    moved = {id(pair.new) for pair in pairing.moved}
    for line in pairing.new.lines:
        pair = pairs.get(id(line))
        if pair is None:
            yield _switched_on(pairing.new, line, old, new) or _whole(ChangeKind.ADDED, pairing.new, None, line)
            continue
        if line.named and pair.old.named and line.key != pair.old.key:
            yield _renamed(pairing.new, pair)
        if id(line) in moved:
            yield _moved(pairing, pair)
        yield from _cells(pairing.new, pair, fields, (old, new))
    for line in pairing.removed:
        yield _switched_off(pairing.old, line, old, new) or _whole(ChangeKind.REMOVED, pairing.old, line, None)


def _switch(policy: Policy, part: Part, line: Line) -> Place | None:
    """The cell that switches a row of this name off in this policy; None where there is no such row."""
    if not line.named:
        return None
    return next(
        (own.place for own in policy.switched_off if own.sheet == part.sheet and own.text.casefold() == line.key), None
    )


def _switched_on(part: Part, line: Line, old: Policy, new: Policy) -> CellChange | None:
    switch = _switch(old, part, line)
    place = new.cell(line.place, ON) or line.place
    return CellChange(ChangeKind.CHANGED, part.sheet, line.id, ON, "no", "yes", switch, place) if switch else None


def _switched_off(part: Part, line: Line, old: Policy, new: Policy) -> CellChange | None:
    switch = _switch(new, part, line)
    place = old.cell(line.place, ON) or line.place
    return CellChange(ChangeKind.CHANGED, part.sheet, line.id, ON, "yes", "no", place, switch) if switch else None


def column_of(part: Part) -> str:
    """The column that a whole row is about: the name of a list; none on the other sheets."""
    return part.group


def _whole(kind: ChangeKind, part: Part, old: Line | None, new: Line | None) -> CellChange:
    line = new or old
    assert line is not None  # noqa: S101 - one of the two is always there
    decides = bool(line.cells) and (part.sheet == "Lists" or any(cell.decides for cell in line.cells))
    return CellChange(
        kind,
        part.sheet,
        line.id,
        column_of(part),
        before=_summary(old),
        after=_summary(new),
        old_place=old.place if old is not None else None,
        new_place=new.place if new is not None else None,
        decides=decides,
    )


def _summary(line: Line | None) -> str:
    """What a whole row says, header by header."""
    if line is None:
        return ""
    said = "; ".join(f"{cell.header}: {cell.text}" for cell in line.cells if cell.text and cell.decides)
    return said or line.id


def _renamed(part: Part, pair: Pair) -> CellChange:
    return CellChange(
        ChangeKind.RENAMED, part.sheet, pair.new.id, column_of(part), pair.old.id, pair.new.id, pair.old.place,
        pair.new.place, decides=False,
    )  # fmt: skip


def _moved(pairing: Pairing, pair: Pair) -> CellChange:
    """Before and after say which row stands above."""
    return CellChange(
        ChangeKind.MOVED,
        pairing.new.sheet,
        pair.new.id,
        column_of(pairing.new),
        _above(pairing.old, pair.old),
        _above(pairing.new, pair.new),
        pair.old.place,
        pair.new.place,
        decides=pairing.old.ordered or pairing.new.ordered,
    )


def _above(part: Part, line: Line) -> str:
    rows = [other for other in part.lines if other.id]
    at = next((at for at, other in enumerate(rows) if other is line), 0)
    return f"below {rows[at - 1].id}" if at else "first"


def _cells(
    part: Part, pair: Pair, fields: Mapping[str, Field], policies: tuple[Policy, Policy]
) -> Iterator[CellChange]:
    before = {_key(cell): cell for cell in pair.old.cells}
    after = {_key(cell): cell for cell in pair.new.cells}
    for key in sorted(dict.fromkeys((*before, *after)), key=lambda key: _column(before.get(key), after.get(key))):
        one, other = before.get(key), after.get(key)
        if (one and one.meaning) == (other and other.meaning) and (one is None) == (other is None):
            continue
        cell = other or one
        if cell is None or (one is None and not cell.text) or (other is None and not cell.text):
            continue
        rule = bool(cell.attributes) and cell.attributes[0] == "if"
        yield CellChange(
            ChangeKind.CHANGED,
            part.sheet,
            pair.new.id,
            cell.header,
            before=_text(one, rule=rule),
            after=_text(other, rule=rule),
            old_place=_place(one, pair.old, cell.header, policies[0]),
            new_place=_place(other, pair.new, cell.header, policies[1]),
            decides=cell.decides and not _same(one, other, fields),
        )


def _key(cell: LineCell) -> tuple[str, ...]:
    return cell.attributes or (cell.header,)


def _column(one: LineCell | None, other: LineCell | None) -> tuple[int, str]:
    """Cells from left to right, those without a place last."""
    cell = other if other is not None and other.place is not None else one
    letters = "" if cell is None or cell.place is None else cell.place.cell.rstrip("0123456789")
    return (len(letters) or 9, letters)


def _text(cell: LineCell | None, *, rule: bool) -> str:
    return (cell.text if cell is not None else "") or (NO_CONDITION if rule else "")


def _place(cell: LineCell | None, line: Line, header: str, policy: Policy) -> Place | None:
    if cell is not None and cell.place is not None:
        return cell.place
    return policy.cell(line.place, header) or line.place


def _same(one: LineCell | None, other: LineCell | None, fields: Mapping[str, Field]) -> bool:
    """Whether two conditions hold for the same answers though they are written otherwise."""
    conditions = [cell.condition for cell in (one, other) if cell is not None and cell.condition is not None]
    if not conditions or conditions[-1].field not in fields:
        return False
    tests = [condition.test for condition in conditions]
    return same_test(tests[0], tests[1] if len(tests) > 1 else Anything(), fields[conditions[-1].field])
