"""One cell or row in which two workbooks differ, in words."""

from dataclasses import dataclass

from agent_router.model.review import CellChange, ChangeKind


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """One cell or row that differs."""

    kind: str
    sheet: str
    row: str
    column: str
    before: str
    after: str
    old_place: str
    new_place: str
    decides: bool
    sentence: str
    """`Routes!H8: Files expected of RT3: < 5 → < 10`."""


def changed_cell(change: CellChange) -> ChangedCell:
    """The change as it is shown."""
    place = change.new_place or change.old_place
    return ChangedCell(
        change.kind.value,
        change.sheet,
        change.row,
        change.header,
        change.before,
        change.after,
        "" if change.old_place is None else str(change.old_place),
        "" if change.new_place is None else str(change.new_place),
        change.decides,
        f"{change.sheet if place is None else place.short}: {_change_words(change)}",
    )


def _change_words(change: CellChange) -> str:
    row = change.row or change.header
    match change.kind:
        case ChangeKind.CHANGED:
            what = f"{change.header} of {change.row}" if change.row and change.header else row
            return f"{what}: {change.before or 'blank'} → {change.after or 'blank'}"
        case ChangeKind.MOVED:
            return f"row {row} moved: {change.before} → {change.after}"
        case ChangeKind.RENAMED:
            return f"row {change.before} is now called {change.after}"
        case ChangeKind.ADDED:
            return f"{_line(change)} was added ({change.after})"
        case ChangeKind.REMOVED:
            return f"{_line(change)} was removed ({change.before})"


def _line(change: CellChange) -> str:
    if change.sheet == "Lists":
        return f"the word “{change.row}” of the list {change.header}"
    return f"row {change.row}"
