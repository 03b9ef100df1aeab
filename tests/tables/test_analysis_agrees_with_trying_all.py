"""What is said about a table, against trying every task."""

from collections.abc import Hashable

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.model.field import Value
from agent_router.model.table import HitPolicy, Row, Table
from agent_router.tables.coverage import (
    covering_rows,
    gaps,
    impossible_rows,
    overlaps,
    same_conditions,
    unreachable_rows,
)
from agent_router.tables.cut_table import cut_table
from agent_router.tables.partition import box_holds
from agent_router.tables.redundancy import (
    answer_of,
    idle_columns,
    may_go,
    merges,
    standing_in,
    without_column,
    written,
)
from tests.tables.small_tables import FIELDS, first, tables, truth


def _answers(task: dict[str, Value | None]) -> tuple[tuple[str, Value], ...]:
    return tuple((code, value) for code, value in task.items() if value is not None)


def _changed(table: Table[str], *gone: int) -> Table[str]:
    kept = tuple(row for place, row in enumerate(table.rows) if place not in gone)
    return Table(table.name, kept, table.hit_policy)


def _decisions(table: Table[str], like: Table[str]) -> list[object]:
    """What every task gets, tasks over the fields that the other table looks at."""
    found: list[object] = []
    for _, certain, possible in truth(table, like):
        if table.hit_policy is HitPolicy.UNIQUE:
            found.append((min(certain.bit_count(), 2), _said(table, possible)))
        elif table.hit_policy is HitPolicy.FIRST:
            found.append((bool(certain), _said(table, possible & ((certain & -certain) * 2 - 1 if certain else -1))))
        else:
            found.append(frozenset(_said(table, possible)))
    return found


def _said(table: Table[str], rows: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.then for place, row in enumerate(table.rows) if rows >> place & 1))


@settings(max_examples=60)
@given(tables())
def test_gaps_are_exactly_the_tasks_without_a_row(table: Table[str]) -> None:
    cut = cut_table(table, FIELDS)
    found = gaps(cut, cut.all_rows, most=400)
    assert found.all_named
    for task, certain, _ in truth(table):
        named = any(box_holds(box, _answers(task), FIELDS) for gap in found.found for box in gap.boxes)
        assert named is not bool(certain)
    for gap in found.found:
        assert any(box_holds(box, gap.example, FIELDS) for box in gap.boxes)


@settings(max_examples=60)
@given(tables())
def test_rows_that_never_decide_are_exactly_those_that_no_task_reaches_first(table: Table[str]) -> None:
    cut = cut_table(table, FIELDS)
    everything = truth(table)
    reached = {first(certain) for _, certain, _ in everything}
    held = {row for row in range(len(table.rows)) if any(certain >> row & 1 for _, certain, _ in everything)}
    found = list(unreachable_rows(cut))
    assert {one.row for one in found} == held - reached
    for one in found:
        covering = sum(1 << row for row in one.by)
        assert all(row < one.row for row in one.by)
        assert all(certain & covering for _, certain, _ in everything if certain >> one.row & 1)
        earlier = (1 << one.row) - 1
        counted = any(possible >> one.row & 1 and not certain & earlier for _, certain, possible in everything)
        assert (one.blank is not None) is counted


@settings(max_examples=60)
@given(tables())
def test_where_one_row_catches_another_alone_only_that_one_is_named(table: Table[str]) -> None:
    cut = cut_table(table, FIELDS)
    everything = truth(table)
    for one in unreachable_rows(cut):
        alone = [
            row for row in range(one.row)
            if all(certain >> row & 1 for _, certain, _ in everything if certain >> one.row & 1)
        ]  # fmt: skip
        assert not alone or len(covering_rows(cut, one.row)) == 1


@settings(max_examples=60)
@given(tables())
def test_rows_that_no_task_meets_are_those_that_hold_for_none(table: Table[str]) -> None:
    everything = truth(table)
    expected = tuple(
        row for row in range(len(table.rows)) if not any(possible >> row & 1 for _, _, possible in everything)
    )
    assert impossible_rows(cut_table(table, FIELDS)) == expected


@settings(max_examples=60)
@given(tables(HitPolicy.UNIQUE))
def test_rows_overlap_where_some_task_meets_both(table: Table[str]) -> None:
    everything = truth(table)
    found = {(one, two) for one, two, _ in overlaps(cut_table(table, FIELDS))}
    expected = {
        (one, two)
        for one in range(len(table.rows))
        for two in range(one + 1, len(table.rows))
        if any(certain >> one & 1 and certain >> two & 1 for _, certain, _ in everything)
    }
    assert found == expected


@settings(max_examples=60)
@given(tables())
def test_rows_with_the_same_conditions_hold_for_the_same_tasks(table: Table[str]) -> None:
    everything = truth(table)
    held = {
        row: tuple((certain >> row & 1, possible >> row & 1) for _, certain, possible in everything)
        for row in range(len(table.rows))
    }
    found = {frozenset(rows) for rows in same_conditions(cut_table(table, FIELDS))}
    expected = {
        frozenset(row for row in held if held[row] == same)
        for same in held.values()
        if any(certain for certain, _ in same)
    }
    assert found == {rows for rows in expected if len(rows) > 1}


policies = st.sampled_from([HitPolicy.FIRST, HitPolicy.UNIQUE, HitPolicy.RULE_ORDER])


@settings(max_examples=60)
@given(policies.flatmap(lambda policy: tables(policy, 5)))
def test_a_row_may_go_exactly_where_no_answer_changes(table: Table[str]) -> None:
    cut = cut_table(table, FIELDS)
    keys = [row.then for row in table.rows]
    answer = answer_of(cut, keys, _claims(table))
    for row in range(len(table.rows)):
        expected = _decisions(table, table) == _decisions(_changed(table, row), table)
        assert may_go(cut, row, answer) is expected
        if expected and cut.axes and all(cut.possible_boxes[row]):
            others = standing_in(cut, row, keys, answer)
            assert row not in others
            rest = [other for other in range(len(table.rows)) if other not in {*others, row}]
            with_row, alone = _changed(table, *rest), _changed(table, *rest, row)
            assert _decisions(with_row, table) == _decisions(alone, table)


def _claims(table: Table[str]) -> tuple[frozenset[Hashable], ...] | None:
    if table.hit_policy is not HitPolicy.RULE_ORDER:
        return None
    return tuple(frozenset({row.then}) for row in table.rows)


@settings(max_examples=60)
@given(policies.flatmap(lambda policy: tables(policy, 5)))
def test_a_column_is_idle_exactly_where_leaving_it_out_changes_no_answer(table: Table[str]) -> None:
    cut = cut_table(table, FIELDS)
    answer = answer_of(cut, [row.then for row in table.rows], _claims(table))
    idle = set(idle_columns(cut, answer))
    for code in {condition.field for row in table.rows for condition in row.conditions}:
        rows = tuple(Row(row.id, tuple(c for c in row.conditions if c.field != code), row.then) for row in table.rows)
        smaller = Table(table.name, rows, table.hit_policy)
        assert (code in idle) is (_decisions(table, table) == _decisions(smaller, table))
        assert len(without_column(cut, code).certain) == len(cut.axes)


@settings(max_examples=60)
@given(policies.flatmap(lambda policy: tables(policy, 6)))
def test_rows_that_are_merged_change_no_answer(table: Table[str]) -> None:
    cut = cut_table(table, FIELDS)
    keys = [row.then for row in table.rows]
    for merge in merges(cut, keys, answer_of(cut, keys, _claims(table))):
        cells = written(cut.axes[merge.axis], merge.certain, merge.possible, cut)
        if cells is None:
            continue
        codes = cut.axes[merge.axis].codes
        drops = sum(merge.rows) - merge.keeps
        rows = []
        for place, row in enumerate(table.rows):
            if place == merge.keeps:
                rows.append(Row(row.id, (*(c for c in row.conditions if c.field not in codes), *cells), row.then))
            elif place != drops:
                rows.append(row)
        after = Table(table.name, tuple(rows), table.hit_policy)
        assert _decisions(table, table) == _decisions(after, table)
