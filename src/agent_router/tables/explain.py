"""Why each row of a table matches one task or does not, cell by cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Generic, TypeVar

from agent_router.model.condition import Between, Comparison, Condition, FieldName, Given, Missing, Test
from agent_router.model.field import Field, IfBlank, Value
from agent_router.model.table import Row, Table
from agent_router.tables.engine import Mode
from agent_router.tables.index import Reading, assumed_value
from agent_router.tables.meaning import holds_of_cell, is_number, is_stated, nothing_else
from agent_router.tables.pairs import PairCondition
from agent_router.tables.pieces import other_fields, representative_values, simple_tests

ThenT = TypeVar("ThenT")
Answers = Callable[[str], Value | None]
"""The stated values of one task, by field code."""


class RowStanding(Enum):
    """Whether a row matches one task."""

    FIRED = "fired"
    """All its conditions hold."""
    COUNTED = "counted"
    """Only blank fields that assume the worst hold it back."""
    HELD_BACK = "held back"
    """Some condition does not hold."""


@dataclass(frozen=True, slots=True)
class HeldBy:
    """One condition that does not hold, and what the task says instead."""

    condition: Condition
    value: Value | None
    """The task's value, the assumed one where it states none; None where there is neither."""
    stated: bool
    """Whether the task itself says so."""
    by: Decimal | None = None
    """How far a number (or a date, in days) is from the nearest end that would do; None where distance says nothing."""
    above: bool = False
    """Whether the value lies above that end: too many, too late."""


@dataclass(frozen=True, slots=True)
class Met:
    """One condition that holds, or that a blank field does not hold back, and what the task says."""

    condition: Condition
    value: Value | None
    """The task's value, or the assumed one; None where the field is blank and anything is possible."""
    stated: bool
    """Whether the task itself says so, or the sheets worked it out."""


@dataclass(frozen=True, slots=True)
class RowExplained(Generic[ThenT]):
    """One row and one task."""

    row: Row[ThenT]
    standing: RowStanding
    unstated: tuple[str, ...] = ()
    """Codes of the blank fields because of which the row counts, or would if nothing else held it back."""
    held_by: tuple[HeldBy, ...] = ()
    met: tuple[Met, ...] = ()
    """The other conditions of the row, in its order; `unstated` ones among them."""

    @property
    def assumed(self) -> tuple[str, ...]:
        """Codes of the fields of which an assumed value was looked at, because the task does not state them."""
        cells: tuple[Met | HeldBy, ...] = (*self.met, *self.held_by)
        return tuple(
            dict.fromkeys(cell.condition.field for cell in cells if not cell.stated and cell.value is not None)
        )


def explain(
    table: Table[ThenT], fields: Mapping[str, Field], answers: Answers, mode: Mode = Mode.NORMAL
) -> tuple[RowExplained[ThenT], ...]:
    """Every row of the table for one task, in table order."""
    return tuple(explain_row(row, fields, answers, mode) for row in table.rows)


def explain_row(
    row: Row[ThenT], fields: Mapping[str, Field], answers: Answers, mode: Mode = Mode.NORMAL
) -> RowExplained[ThenT]:
    """One row for one task: the index's own answer, with the cells behind it."""
    certain, possible = _readings(mode)
    unstated: dict[str, None] = {}
    held: list[HeldBy] = []
    met: list[Met] = []
    for code, conditions in _by_field(row).items():
        failing = [condition for condition in conditions if not _holds(condition, fields, answers, certain)]
        blanks = bool(failing) and mode is Mode.NORMAL and _some_value_does(conditions, fields, answers, possible)
        if blanks:
            unstated |= dict.fromkeys(_worst_blanks(code, conditions, fields, answers))
        else:
            held += [_held_by(condition, fields[code], answers, mode) for condition in failing]
        met += [
            _met(condition, fields[code], answers, mode)
            for condition in conditions
            if blanks or condition not in failing
        ]
    if held:
        return RowExplained(row, RowStanding.HELD_BACK, tuple(unstated), tuple(held), tuple(met))
    return RowExplained(row, RowStanding.COUNTED if unstated else RowStanding.FIRED, tuple(unstated), met=tuple(met))


def _readings(mode: Mode) -> tuple[Reading, Reading]:
    if mode is Mode.AS_STATED:
        return Reading.AS_STATED, Reading.AS_STATED
    return Reading.CERTAIN, Reading.POSSIBLE


def _by_field(row: Row[ThenT]) -> dict[str, tuple[Condition, ...]]:
    found: dict[str, tuple[Condition, ...]] = {}
    for condition in row.conditions:
        found[condition.field] = (*found.get(condition.field, ()), condition)
    return found


def _pair(condition: Condition, fields: Mapping[str, Field]) -> PairCondition:
    others = tuple(fields[code] for code in other_fields(condition.test))
    return PairCondition(0, condition.test, fields[condition.field], others)


def _holds(condition: Condition, fields: Mapping[str, Field], answers: Answers, reading: Reading) -> bool:
    pair = _pair(condition, fields)
    cells = (answers(pair.field.code), *(answers(other.code) for other in pair.others))
    return pair.holds_of(cells, reading)


def _some_value_does(
    conditions: tuple[Condition, ...], fields: Mapping[str, Field], answers: Answers, reading: Reading
) -> bool:
    """Whether blank fields alone hold these conditions of one field back."""
    pairs = [condition for condition in conditions if other_fields(condition.test)]
    alone = [condition for condition in conditions if not other_fields(condition.test)]
    if not all(_holds(condition, fields, answers, reading) for condition in pairs):
        return False
    if all(_holds(condition, fields, answers, Reading.CERTAIN) for condition in alone):
        return True
    field = fields[conditions[0].field]
    if is_stated(answers(field.code)) or field.if_blank is not IfBlank.WORST:
        return False
    tests = [condition.test for condition in alone]
    return any(_all_hold(tests, value, field, stated=False) for value in representative_values(field, tests))


def _all_hold(tests: list[Test], value: Value, field: Field, *, stated: bool) -> bool:
    return all(holds_of_cell(test, value, field, nothing_else, stated=stated) for test in tests)


def _worst_blanks(
    code: str, conditions: tuple[Condition, ...], fields: Mapping[str, Field], answers: Answers
) -> list[str]:
    codes = [code, *(other for condition in conditions for other in other_fields(condition.test))]
    return [one for one in codes if fields[one].if_blank is IfBlank.WORST and not is_stated(answers(one))]


def _held_by(condition: Condition, field: Field, answers: Answers, mode: Mode) -> HeldBy:
    value, stated = _read(field, answers, mode)
    distance = _distance(condition.test, value, answers)
    return HeldBy(condition, value, stated, None if distance is None else abs(distance), (distance or 0) > 0)


def _met(condition: Condition, field: Field, answers: Answers, mode: Mode) -> Met:
    value, stated = _read(field, answers, mode)
    if isinstance(condition.test, Given | Missing):
        # These two look at the cell, never at an assumption.
        return Met(condition, answers(field.code), stated=True)
    return Met(condition, value, stated)


def _read(field: Field, answers: Answers, mode: Mode) -> tuple[Value | None, bool]:
    """What is looked at, and whether the task states it; what the sheets work out is never an assumption."""
    stated_value = answers(field.code)
    if field.derived or stated_value is not None:
        return stated_value, field.derived or is_stated(stated_value)
    return (assumed_value(field) if mode is Mode.NORMAL else None), False


def _distance(test: Test, value: Value | None, answers: Answers) -> Decimal | None:
    """How far the value is from the nearest end named, negative below it; None for anything but numbers and dates."""
    ends: list[Value | None] = []
    for one in simple_tests(test):
        if isinstance(one, Comparison):
            ends.append(answers(one.value.code) if isinstance(one.value, FieldName) else one.value)
        elif isinstance(one, Between):
            ends += [one.low, one.high]
    apart = [_apart(value, end) for end in ends]
    known = [distance for distance in apart if distance is not None]
    return min(known, key=abs) if known else None


def _apart(value: Value | None, end: Value | None) -> Decimal | None:
    if isinstance(value, date) and isinstance(end, date):
        return Decimal((value - end).days)
    if is_number(value) and is_number(end):
        return Decimal(value) - Decimal(end)  # type: ignore[arg-type]  # both were found to be numbers
    return None
