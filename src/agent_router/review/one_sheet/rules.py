"""Findings about the rules of each sheet: rows that never decide, contradict or repeat each other, gaps, idle columns.

1. Nothing is claimed that was not proven over every possible task (`tables/coverage.py`, `tables/redundancy.py`).
2. A row is complained about once: one that no task can meet, or that says again what another says, is not also
   called unreachable or superfluous.
3. Gaps are reported where the sheet alone shows them: in `Routes`, and in `Budgets` where no column depends on what
   other sheets decide.
4. Where a sheet is too large to be proven through, that is said.
5. One cause is one finding: a row that keeps many others from deciding, a reading order that most rows break.
6. While rows that cannot decide are to be put right, nothing is advised that may only follow from them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent_router.model.field import Field
from agent_router.model.place import Place
from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.model.review import Answers
from agent_router.model.table import Row
from agent_router.review import problems as rules
from agent_router.review.one_sheet.new_rows import conditions_for, row_cells, row_in_words
from agent_router.review.one_sheet.sheet_answers import RuleSheet, rule_sheets
from agent_router.review.sheet_lines import READING
from agent_router.tables.coverage import (
    Found,
    Unreachable,
    find,
    gaps,
    impossible_axes,
    impossible_rows,
    overlaps,
    same_conditions,
    unreachable_rows,
)
from agent_router.tables.cut_table import CutTable, GivenUp, cut_table
from agent_router.tables.kinds_in_words import box_words
from agent_router.tables.printing import print_test
from agent_router.tables.redundancy import Answer, Merge, answer_of, idle_columns, may_go, merges, standing_in, written
from agent_router.tables.rulebook import Rulebook
from agent_router.tables.words import listed

_MOST_GAPS = 4
_HANDFUL = 5
"""Up to so many pairs, or rows that one row keeps from deciding, each is told by itself."""
_STATES = 40_000
"""What the proofs about one sheet may cost; more than any workbook of a few hundred rows has needed."""


@dataclass(frozen=True)
class _Sheet:
    """One sheet under review."""

    policy: Policy
    sheet: RuleSheet
    cut: CutTable[Any]
    answer: Answer
    in_full: Answer
    """As `answer`, with reasons and words."""
    settled: set[int]
    """Rows that something was said about already; grows."""

    @property
    def fields(self) -> Mapping[str, Field]:
        """All fields by code."""
        return self.cut.fields

    @property
    def place(self) -> Place:
        """The sheet as a whole."""
        return self.cut.table.place or Place(self.policy.file, self.cut.table.name)

    def row(self, place: int) -> Row[Any]:
        """The row at this place in the table."""
        return self.cut.rows[place]

    def named(self, rows: Sequence[int]) -> str:
        """`RT4 (A8) and RT5 (A9)`."""
        return listed([self._name(self.row(row)) for row in rows], "and")

    def _name(self, row: Row[Any]) -> str:
        return row.id if row.place is None or row.id == row.place.cell else f"{row.id} ({row.place.cell})"

    def at(self, row: int) -> Place:
        """The row's first cell."""
        return self.row(row).place or self.place

    def also(self, rows: Sequence[int]) -> tuple[Place, ...]:
        """The first cells of these rows."""
        return tuple(dict.fromkeys(place for row in rows if (place := self.row(row).place) is not None))


def check_rules(rulebook: Rulebook) -> tuple[Problem, ...]:
    """All findings about single sheets, sheet by sheet in tab order."""
    found: list[Problem] = []
    for sheet in rule_sheets(rulebook):
        if sheet.table.rows:
            found += _check(sheet, rulebook)
    return tuple(found)


def _check(sheet: RuleSheet, rulebook: Rulebook) -> Iterator[Problem]:
    cut = cut_table(sheet.table, rulebook.fields, rulebook.policy.matrix)
    under = _Sheet(
        rulebook.policy, sheet, cut, answer_of(cut, sheet.says, sheet.claims),
        answer_of(cut, sheet.in_full, sheet.claims), set(),
    )  # fmt: skip
    found: list[Problem] = []
    for looks in (_impossible, _repeated, _overlapping, _unreachable, _uncovered, _superfluous):
        found += _as_far_as_possible(under, looks)
    if not any(one.open and one.rule in CANNOT_DECIDE for one in found):
        found += _as_far_as_possible(under, _mergeable)
        found += _as_far_as_possible(under, _idle)
    yield from found
    yield from _without_conditions(under)


def _as_far_as_possible(under: _Sheet, looks: Callable[[_Sheet], Iterator[Problem]]) -> Iterator[Problem]:
    """Rule 4."""
    under.cut.meter.allow(_STATES)
    try:
        yield from looks(under)
    except GivenUp:
        yield Problem(rules.NOT_ALL_COMPARED, under.place, f"{len(under.cut.rows)} rows: {_SUBJECTS[looks.__name__]}")


CANNOT_DECIDE = frozenset({rules.ROW_UNREACHABLE, rules.ROW_IMPOSSIBLE, rules.ROWS_OVERLAP})
"""Of rows that decide nothing, so that other findings of their sheet may only follow from them."""
_SUBJECTS = {
    "_unreachable": "whether each of them can decide something was not examined for all",
    "_uncovered": "whether tasks are left that no row covers was not examined",
    "_superfluous": "whether one of them could be left out was not examined for all",
    "_mergeable": "whether some of them could be one was not examined for all",
    "_idle": "whether each column changes some answer was not examined for all",
}


def _impossible(under: _Sheet) -> Iterator[Problem]:
    for row in impossible_rows(under.cut):
        under.settled.add(row)
        codes = {code for axis in impossible_axes(under.cut, row) for code in under.cut.axes[axis].codes}
        cells = [condition for condition in under.row(row).conditions if condition.field in codes]
        said = listed(
            [f"{under.fields[c.field].header} {c.typed or print_test(c.test, under.fields)}" for c in cells], "and"
        )
        places = [condition.place for condition in cells if condition.place is not None]
        place, *also = places or [under.at(row)]
        what = "cannot hold together" if len(cells) > 1 else "holds for no answer"
        yield Problem(rules.ROW_IMPOSSIBLE, place, f"row {under.named([row])}: {said} {what}", also=tuple(also))


def _repeated(under: _Sheet) -> Iterator[Problem]:
    """Rows with the same conditions; where every row counts, other answers beside them are no conflict."""
    if under.sheet.unique:
        return
    for first, *others in same_conditions(under.cut):
        for row in others:
            same = under.sheet.says[row] == under.sheet.says[first]
            if not same and not under.sheet.one_decides:
                continue
            under.settled.add(row)
            rule = rules.ROW_TWICE if same else rules.ROWS_CONFLICT
            yield Problem(rule, under.at(row), _repeats(under, row, first, same=same), also=under.also([first]))


def _repeats(under: _Sheet, row: int, first: int, *, same: bool) -> str:
    if same:
        return f"row {under.named([row])} says what row {under.named([first])} says"
    return f"rows {under.named([first, row])}; only {under.named([first])} is ever used, since it comes first"


def _overlapping(under: _Sheet) -> Iterator[Problem]:
    """Rule 5."""
    if not under.sheet.unique:
        return
    pairs = tuple(overlaps(under.cut))
    if len(pairs) > _HANDFUL:
        named = under.named(pairs[0][:2])
        found = f"{len(pairs):,} pairs of rows overlap, such as {named}"
        place = under.policy.setting(under.cut.table.name, READING) or under.place
        also = under.also(sorted({row for pair in pairs for row in pair[:2]}))
        yield Problem(rules.ROWS_OVERLAP, place, found, "First", also=also)
        return
    for first, second, cell in pairs:
        words = _kind(find(under.cut, cell), under)
        found = f"rows {under.named([first, second])} both hold when {words}"
        yield Problem(rules.ROWS_OVERLAP, under.at(second), found, also=under.also([first]))


def _unreachable(under: _Sheet) -> Iterator[Problem]:
    """Rule 5; the rows below one that has no conditions are one finding, however few."""
    if not under.sheet.one_decides or under.sheet.unique:
        return
    caught: dict[tuple[int, ...], list[Unreachable]] = {}
    for one in unreachable_rows(under.cut):
        if one.row not in under.settled:
            under.settled.add(one.row)
            caught.setdefault(one.by, []).append(one)
    for by, found in caught.items():
        everything = len(by) == 1 and _takes_everything(under, by[0])
        if len(found) > (1 if everything else _HANDFUL):
            rows = [one.row for one in found]
            words = _caught_by(under, by, rows, everything=everything)
            yield Problem(rules.ROW_UNREACHABLE, under.at(by[0]), words, also=under.also([*by[1:], *rows]))
        else:
            yield from (_one_unreachable(under, one) for one in found)


def _takes_everything(under: _Sheet, row: int) -> bool:
    return all(under.cut.boxes[row][at] == axis.everything for at, axis in enumerate(under.cut.axes))


def _caught_by(under: _Sheet, by: Sequence[int], rows: Sequence[int], *, everything: bool) -> str:
    count = f"{len(rows)} rows"
    if everything:
        all_below = len(rows) == len(under.cut.rows) - by[0] - 1
        return f"row {under.named(by)} catches everything; {'the ' * all_below}{count} below it never decide"
    catching = f"row {under.named(by)} catches" if len(by) == 1 else f"rows {under.named(by)} together catch"
    return f"{catching} everything that {count} further down ask for, so these never decide: {under.named(rows)}"


def _one_unreachable(under: _Sheet, one: Unreachable) -> Problem:
    by = under.named(one.by)
    caught = f"row {by} catches" if len(one.by) == 1 else f"rows {by} together catch"
    found = f"row {under.named([one.row])} can never be reached because {caught} everything first"
    if one.blank is not None:
        found += f"; it still counts for tasks that do not state {_left_open(one.row, one.blank, under)}"
    return Problem(rules.ROW_UNREACHABLE, under.at(one.row), found, also=under.also(one.by))


def _left_open(row: int, task: Answers, under: _Sheet) -> str:
    """The fields that the row asks for and that the task does not state."""
    stated = {code for code, _ in task}
    asked = dict.fromkeys(condition.field for condition in under.row(row).conditions)
    return listed([under.fields[code].header for code in asked if code not in stated], "and")


def _kind(found: Found, under: _Sheet) -> str:
    return " or ".join(box_words(box, under.fields) for box in found.boxes[:2])


def _uncovered(under: _Sheet) -> Iterator[Problem]:
    """Rule 3: gaps, or what only the last row catches."""
    if not _stands_alone(under):
        return
    last = len(under.cut.rows) - 1
    if _takes_everything(under, last):
        # Read as Unique, such a row takes nothing from the others: it meets them, which is said already.
        yield from () if under.sheet.unique else _only_last(under, last)
        return
    found = gaps(under.cut, under.cut.all_rows)
    kinds: dict[str, list[str]] = {}
    for gap in found.found[:_MOST_GAPS]:
        conditions, held = conditions_for(under.cut, gap.cell)
        row = row_in_words(row_cells(conditions, under.fields)) or "without conditions"
        # What no cell can say is left open; read as Unique such a row would meet others.
        add = f"; add a row: {row}" if all(held) or not under.sheet.unique else ""
        kinds.setdefault(add, []).append(_kind(gap, under))
    said = [f"{'; or '.join(dict.fromkeys(own))}{add}" for add, own in kinds.items()]
    left = len(found.found) - _MOST_GAPS
    if left > 0:
        said[-1] += f"; and {left}{'' if found.all_named else ' or more'} other kinds of task"
    yield from (Problem(rules.GAP, under.place, words) for words in said)


def _stands_alone(under: _Sheet) -> bool:
    if not under.sheet.one_decides:
        return False
    codes = {code for axis in under.cut.axes for code in axis.codes}
    return "route" in under.sheet.own_columns or not any(under.fields[code].derived for code in codes)


def _only_last(under: _Sheet, last: int) -> Iterator[Problem]:
    if last in under.settled or not last:
        return
    found = gaps(under.cut, under.cut.all_rows & ~(1 << last))
    if not found.found:
        return
    named = "; ".join(_kind(one, under) for one in found.found[:3])
    left = len(found.found) - 3
    more = f"; and {left}{'' if found.all_named else ' or more'} other kinds" if left > 0 else ""
    yield Problem(rules.ONLY_CATCH_ALL, under.at(last), f"row {under.named([last])} alone covers: {named}{more}")


def _superfluous(under: _Sheet) -> Iterator[Problem]:
    """Rows without which nothing changes, one after the other, so that all of them together may go."""
    answer = under.in_full if under.sheet.one_decides else under.answer
    keys = under.sheet.in_full if under.sheet.one_decides else under.sheet.says
    for row in range(len(under.cut.rows)):
        if row in under.settled or not may_go(under.cut, row, answer):
            continue
        others = standing_in(under.cut, row, keys, answer)
        if set(others) & under.settled:
            continue
        under.settled.add(row)
        found = f"row {under.named([row])}; row{'s' * (len(others) > 1)} {under.named(others)} already"
        yield Problem(
            rules.ROW_ADDS_NOTHING, under.at(row), f"{found} say{'s' * (len(others) == 1)} it", also=under.also(others)
        )


def _mergeable(under: _Sheet) -> Iterator[Problem]:
    for merge in merges(under.cut, under.sheet.in_full, under.in_full):
        if under.settled & set(merge.rows):
            continue
        cells = written(under.cut.axes[merge.axis], merge.certain, merge.possible, under.cut)
        if cells is not None:
            yield Problem(
                rules.ROWS_COULD_BE_ONE, under.at(merge.keeps), _merge(under, merge, row_cells(cells, under.fields)),
                also=under.also([row for row in merge.rows if row != merge.keeps]),
            )  # fmt: skip


def _merge(under: _Sheet, merge: Merge, cells: Sequence[tuple[str, str]]) -> str:
    if cells:
        write = " and ".join(f"{text} under {header}" for header, text in cells)
    else:
        headers = listed([under.fields[code].header for code in under.cut.axes[merge.axis].codes], "and")
        write = f"nothing under {headers}"
    (drops,) = (row for row in merge.rows if row != merge.keeps)
    keeps, gone = under.named([merge.keeps]), under.named([drops])
    return f"rows {under.named(merge.rows)}: write {write} in {keeps}, and delete {gone}"


def _headings(under: _Sheet) -> dict[str, Place]:
    """Where the columns of conditions have their headers, by code."""
    by_header = {field.header: field for field in under.policy.fields}
    headings = {}
    for heading in under.policy.headings:
        field = by_header.get(heading.text)
        if heading.sheet == under.cut.table.name and field is not None and field.code not in under.sheet.own_columns:
            headings[field.code] = heading.place
    return headings


def _without_conditions(under: _Sheet) -> Iterator[Problem]:
    """Columns that are blank throughout."""
    used = {condition.field for row in under.cut.rows for condition in row.conditions}
    for code, place in _headings(under).items():
        if code not in used and code != "id":
            yield Problem(
                rules.COLUMN_DECIDES_NOTHING, place, f"{under.fields[code].header}: no row has a condition there"
            )


def _idle(under: _Sheet) -> Iterator[Problem]:
    """Columns whose conditions change no answer."""
    headings = _headings(under)
    for code in idle_columns(under.cut, under.answer):
        rows = [row for row, one in enumerate(under.cut.rows) if any(c.field == code for c in one.conditions)]
        if not under.settled.issuperset(rows):
            found = f"{under.fields[code].header}: every answer stays the same without its conditions"
            yield Problem(rules.COLUMN_DECIDES_NOTHING, headings.get(code, under.place), found, also=under.also(rows))
