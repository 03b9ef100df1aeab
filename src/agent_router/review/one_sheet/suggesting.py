"""Rows to add, drop or merge, each proven to do nothing but what it says; nothing is written anywhere.

1. A row to add covers a gap and answers as carefully as can be: a person leads, or the smallest budget there is.
2. Rows to drop or merge change no answer: the sheet is compared over every kind of task that it can tell apart, and
   tasks of the rows concerned are decided by the real rules before and after.
3. Suggestions are meant one after the other: each is proven with those before it carried out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count, islice, product
from math import prod
from typing import Any

from agent_router.model.assignment import Assignment
from agent_router.model.condition import Condition
from agent_router.model.field import FieldKind, Value
from agent_router.model.place import Place
from agent_router.model.policy import BudgetEffect, Policy, Route, RouteEffect
from agent_router.model.review import Answers, Aspect, Suggestion, SuggestionKind
from agent_router.model.table import HitPolicy, Row, Table
from agent_router.model.task import Task
from agent_router.review.aspects import differences
from agent_router.review.every_kind.example_tasks import example_task
from agent_router.review.interface import Decide
from agent_router.review.one_sheet.new_rows import conditions_for, row_cells
from agent_router.review.one_sheet.sheet_answers import RuleSheet, rule_sheets
from agent_router.tables.coverage import find, gaps
from agent_router.tables.cut_table import Cell, CutTable, GivenUp, cut_table
from agent_router.tables.kinds_in_words import box_words
from agent_router.tables.paths import witness
from agent_router.tables.redundancy import Merge, answer_of, may_go, merges, standing_in, written
from agent_router.tables.rulebook import Rulebook, compile_policy
from agent_router.tables.words import listed

_MOST_TRIED = 48
"""Tasks decided before and after, for each suggestion."""
_MOST_BENT = 1000
_ELSEWHERE = "something-else/**"
_MOST_ADDED = 12
_MOST_MERGED = 30
_STATES = 60_000


@dataclass(frozen=True)
class _Desk:
    """One sheet as it is after the suggestions so far."""

    policy: Policy
    part: str
    decide: Decide

    @property
    def sheet(self) -> RuleSheet:
        """The sheet."""
        return next(sheet for sheet in rule_sheets(compile_policy(self.policy)) if sheet.part == self.part)

    @property
    def cut(self) -> CutTable[Any]:
        """Its table over its axes."""
        book = compile_policy(self.policy)
        cut = cut_table(self.sheet.table, book.fields, self.policy.matrix)
        cut.meter.allow(_STATES)
        return cut

    def after(self, rows: tuple[Row[Any], ...]) -> "_Desk":
        """The sheet with these rows."""
        table = replace(getattr(self.policy, self.part), rows=rows)
        return replace(self, policy=_with(self.policy, self.part, table))


def _with(policy: Policy, part: str, table: Table[Any]) -> Policy:
    changed: Policy = replace(policy, **{part: table})  # type: ignore[arg-type]  # the part is one of its tables
    return changed


def suggest(rulebook: Rulebook, decide: Decide) -> tuple[Suggestion, ...]:
    """Everything that could be added, dropped or merged, sheet by sheet in tab order.

    Where a sheet is too large to be proven through, less is suggested; `check` says so.
    """
    found: list[Suggestion] = []
    policy = rulebook.policy
    for part in (sheet.part for sheet in rule_sheets(rulebook) if sheet.table.rows):
        desk = _Desk(policy, part, decide)
        for looks in (_added, _dropped, _merged):
            desk, suggestions = looks(desk)
            found += suggestions
        policy = desk.policy
    return tuple(found)


def _added(desk: _Desk) -> tuple[_Desk, list[Suggestion]]:
    """A row for each gap of a sheet on which one row decides, one after the other until none is left."""
    found: list[Suggestion] = []
    while desk.sheet.one_decides and len(found) < _MOST_ADDED:
        try:
            step = _add(desk)
        except GivenUp:
            break
        if step is None:
            break
        desk, suggestion = step
        found.append(suggestion)
    return desk, found


def _add(desk: _Desk) -> tuple[_Desk, Suggestion] | None:
    """A row for the largest gap that one row can cover."""
    cut = desk.cut
    for gap in gaps(cut, cut.all_rows).found:
        cell = gap.cell if desk.part == "routes" else _led_by_agents(cut, gap.cell)
        if cell is None:
            continue
        conditions, held = conditions_for(cut, cell)
        # What no cell can say is left open in the row; read as Unique it would meet other rows.
        if not all(held) and desk.sheet.unique:
            continue
        inside = tuple(on or pieces for on, pieces in zip(held, cell, strict=True))
        after = desk.after((*desk.sheet.table.rows, _careful_row(desk, conditions)))
        tried = _filled(desk, after, cut, inside)
        # A gap of Routes is one whatever the ratings make of it; one of Budgets is none where no agent gets there.
        if tried or desk.part == "routes":
            return after, _addition(desk, after, cut, inside, tried)
    return None


def _led_by_agents(cut: CutTable[Any], cell: Cell) -> Cell | None:
    """A person needs no budget, so the part of a gap of `Budgets` in which an agent works; None where there is none."""
    at = cut.axis_at("route")
    if at < 0:
        return cell
    agents = sum(
        1 << place for place, piece in enumerate(cut.axes[at].pieces) if piece.values != (Route.HUMAN_LED.value,)
    )
    left = cell[at] & agents
    return (*cell[:at], left, *cell[at + 1 :]) if left else None


def _careful_row(desk: _Desk, conditions: tuple[Condition, ...]) -> Row[Any]:
    rows = desk.sheet.table.rows
    known = {row.id.casefold() for row in rows}
    stem = re.sub(r"\d+[a-z]?$", "", rows[-1].id)
    name = next(made for number in count(len(rows) + 1) if (made := f"{stem}{number}").casefold() not in known)
    then = RouteEffect(Route.HUMAN_LED) if desk.part == "routes" else _smallest([row.then for row in rows])
    return Row(name, conditions, then, rows[-1].place)


def _smallest(budgets: list[BudgetEffect]) -> BudgetEffect:
    def least(values: list[Any]) -> Any:  # noqa: ANN401 - numbers of whichever column
        return min((value for value in values if value is not None), default=None)

    return BudgetEffect(
        minutes=least([one.minutes for one in budgets]),
        tokens=least([one.tokens for one in budgets]),
        cost_usd=least([one.cost_usd for one in budgets]),
        retries=least([one.retries for one in budgets]),
        agents=least([one.agents for one in budgets]),
        when_full=next((one.when_full for one in budgets if one.when_full), ""),
    )


def _filled(desk: _Desk, after: _Desk, cut: CutTable[Any], held: Cell) -> int:
    """How many real tasks of the kind were tried, where the row does what it says; 0 where no task is of the kind."""
    tasks = _tasks(desk, cut, held, _led_and_rated(desk))
    if desk.part == "routes":
        new = after.sheet.table.rows[-1].id
        decided = after.decide(tasks, after.policy)
        return sum(any(reason.row == new for reason in own.because) for own in decided)
    before, now = desk.decide(tasks, desk.policy), after.decide(tasks, after.policy)
    return sum(old.route is not new.route for old, new in zip(before, now, strict=True))


def _addition(desk: _Desk, after: _Desk, cut: CutTable[Any], held: Cell, tried: int) -> Suggestion:
    row = after.sheet.table.rows[-1]
    kind = find(cut, held)
    words = " or ".join(box_words(box, cut.fields) for box in kind.boxes)
    careful = "a person leads them, as now" if desk.part == "routes" else "the smallest budget of the sheet"
    last = desk.sheet.table.hit_policy is HitPolicy.FIRST
    stands = "as the last row it answers only tasks that no other row answers" if last else "no other row holds there"
    shown = (
        f"{tried} such task{'s' * (tried != 1)} decided by the real rules" if tried else "no such task was found to try"
    )
    return Suggestion(
        SuggestionKind.ADD,
        desk.sheet.table.name,
        (row.id,),
        (desk.sheet.table.place or Place(desk.policy.file, desk.sheet.table.name),),
        (("ID", row.id), ("On", "yes"), *row_cells(row.conditions, cut.fields), *_conclusion(row)),
        f"No row covers tasks where {words}. The answer filled in is the most careful one: {careful}.",
        f"{stands}; {shown}",
        kind.boxes[0] if kind.boxes else (),
    )


def _conclusion(row: Row[Any]) -> tuple[tuple[str, str], ...]:
    then = row.then
    if isinstance(then, RouteEffect):
        return ((Aspect.ROUTE.value, then.route.value),)
    limits = (
        (Aspect.MINUTES, then.minutes), (Aspect.TOKENS, then.tokens), (Aspect.COST, then.cost_usd),
        (Aspect.RETRIES, then.retries), (Aspect.AGENTS, then.agents),
    )  # fmt: skip
    filled = tuple((aspect.value, str(limit)) for aspect, limit in limits if limit is not None)
    return (*filled, *((("When the box is full", then.when_full),) if then.when_full else ()))


def _dropped(desk: _Desk) -> tuple[_Desk, list[Suggestion]]:
    """Rows without which nothing changes; of two that say the same, the later one."""
    found: list[Suggestion] = []
    cut = desk.cut
    row = len(cut.rows) - 1
    while row >= 0 and len(cut.rows) > 1:
        try:
            suggestion = _drop(desk, cut, row)
        except GivenUp:
            break
        if suggestion is not None:
            found.append(suggestion)
            desk = desk.after((*cut.rows[:row], *cut.rows[row + 1 :]))
            cut = desk.cut
        row -= 1
    return desk, found


def _drop(desk: _Desk, cut: CutTable[Any], row: int) -> Suggestion | None:
    sheet = desk.sheet
    keys = sheet.in_full if sheet.one_decides else sheet.says
    answer = answer_of(cut, keys, sheet.claims)
    if not may_go(cut, row, answer):
        return None
    after = desk.after((*cut.rows[:row], *cut.rows[row + 1 :]))
    tried = _same(desk, after, cut, cut.possible_boxes[row])
    if tried is None:
        return None
    own = cut.rows[row]
    why = f"No task meets all conditions of {own.id}."
    if all(cut.possible_boxes[row]):
        others = standing_in(cut, row, keys, answer)
        named = listed([cut.rows[other].id for other in others], "and")
        same = not sheet.one_decides or any(keys[other] == keys[row] for other in others)
        why = (
            f"What {own.id} says is already said by {named}."
            if same
            else f"{own.id} never decides; {named} always does."
        )
    return Suggestion(
        SuggestionKind.DROP, sheet.table.name, (own.id,), _places([own]), (), why, _proof(cut, tried)
    )  # fmt: skip


def _merged(desk: _Desk) -> tuple[_Desk, list[Suggestion]]:
    """Rows that could be one, one pair after the other."""
    found: list[Suggestion] = []
    while len(found) < _MOST_MERGED:
        step = _merge(desk)
        if step is None:
            break
        desk, suggestion = step
        found.append(suggestion)
    return desk, found


def _merge(desk: _Desk) -> tuple[_Desk, Suggestion] | None:
    cut, sheet = desk.cut, desk.sheet
    try:
        for merge in merges(cut, sheet.in_full, answer_of(cut, sheet.in_full, sheet.claims)):
            conditions = written(cut.axes[merge.axis], merge.certain, merge.possible, cut)
            if conditions is None:
                continue
            after = desk.after(tuple(_merged_rows(cut, merge, conditions)))
            box = tuple(
                mine | yours for mine, yours in zip(*(cut.possible_boxes[row] for row in merge.rows), strict=True)
            )
            tried = _same(desk, after, cut, box)
            if tried is not None:
                return after, _merging(cut, merge, conditions, tried)
    except GivenUp:
        pass
    return None


def _merged_rows(cut: CutTable[Any], merge: Merge, conditions: tuple[Condition, ...]) -> Iterator[Row[Any]]:
    for place, row in enumerate(cut.rows):
        if place == merge.keeps:
            yield replace(row, conditions=_conditions(cut, merge, conditions))
        elif place not in merge.rows:
            yield row


def _conditions(cut: CutTable[Any], merge: Merge, conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The kept row's cells with the merged ones in place of its own."""
    codes = cut.axes[merge.axis].codes
    kept = [one for one in cut.rows[merge.keeps].conditions if one.field not in codes]
    return (*kept, *conditions)


def _merging(cut: CutTable[Any], merge: Merge, conditions: tuple[Condition, ...], tried: int) -> Suggestion:
    rows = [cut.rows[row] for row in merge.rows]
    kept = cut.rows[merge.keeps]
    headers = listed([cut.fields[code].header for code in cut.axes[merge.axis].codes], "and")
    return Suggestion(
        SuggestionKind.MERGE,
        cut.table.name,
        tuple(row.id for row in rows),
        _places(rows),
        (("ID", kept.id), *row_cells(_conditions(cut, merge, conditions), cut.fields)),
        f"{listed([row.id for row in rows], 'and')} give the same answer and differ in {headers} alone; "
        f"{kept.id} can say both.",
        _proof(cut, tried),
    )


def _places(rows: list[Row[Any]]) -> tuple[Place, ...]:
    return tuple(row.place for row in rows if row.place is not None)


def _proof(cut: CutTable[Any], tried: int) -> str:
    kinds = prod(len(groups) for groups in cut.both_groups)
    tasks = "task" if tried == 1 else "tasks"
    return f"same answers for every kind of task ({kinds:,} compared); {tried} {tasks} decided alike by the real rules"


def _same(desk: _Desk, after: _Desk, cut: CutTable[Any], box: Cell) -> int | None:
    """How many tasks the real rules decided alike before and after; None where they did not."""
    tasks = _tasks(desk, cut, box)
    before: tuple[Assignment, ...] = desk.decide(tasks, desk.policy)
    now = after.decide(tasks, after.policy)
    alike = not any(differences(old, new) for old, new in zip(before, now, strict=True))
    return len(tasks) if alike else None


def _tasks(desk: _Desk, cut: CutTable[Any], box: Cell, more: tuple[Answers, ...] = ()) -> tuple[Task, ...]:
    """Tasks inside the box, and others bent to it, since what the tables derive follows from the rest."""
    bases = (*([()] * _MOST_TRIED), *(example.answers for example in desk.policy.examples), *more)
    found: dict[Answers, Task] = {}
    for number, base in enumerate(bases):
        stated = {code: value for code, value in base if cut.axis_at(code) < 0 and code not in {"id", "goal"}}
        stated |= _stated(cut, _cell_answers(cut, box, number))
        answers = tuple(stated.items())
        if answers not in found:
            found[answers] = example_task(answers, desk.policy, f"kind {number + 1}")
    return tuple(found.values())


def _stated(cut: CutTable[Any], answers: Answers) -> dict[str, Value]:
    return {code: value for code, value in answers if not cut.fields[code].derived}


def _led_and_rated(desk: _Desk) -> tuple[Answers, ...]:
    """Answers that bring a task to each row of Routes, with each rating that a row of Risk rules gives.

    Folders are named, since a change that names none covers everything and is rated accordingly.
    """
    book = compile_policy(desk.policy)
    ways = []
    for part in ("risk_rules", "routes"):
        cut = cut_table(getattr(desk.policy, part), book.fields, desk.policy.matrix)
        ways.append([_stated(cut, _cell_answers(cut, box, 0)) for box in cut.boxes if all(box)])
    pairs: Iterator[tuple[Mapping[str, Value], ...]] = product(*ways)
    named: dict[str, Value] = {
        field.code: (_ELSEWHERE,) for field in desk.policy.fields if field.kind is FieldKind.FOLDERS
    }
    return tuple(tuple({**named, **rated, **led}.items()) for rated, led in islice(pairs, _MOST_BENT))


def _cell_answers(cut: CutTable[Any], box: Cell, number: int) -> Answers:
    """One task of the box, another one for each number as long as there are."""
    cell = []
    for at, (inside, groups) in enumerate(zip(box, cut.both_groups, strict=True)):
        parts = [pieces & inside for pieces, _ in groups if pieces & inside] or [pieces for pieces, _ in groups]
        cell.append(parts[(number * (at + 1) + number // len(parts)) % len(parts)])
    return witness(tuple(cell), cut.axes)
