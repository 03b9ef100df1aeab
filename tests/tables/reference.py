"""The slow and obvious way to match a row, to hold the index against."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from agent_router.model.condition import Condition
from agent_router.model.field import Field, FieldKind, IfBlank, Value
from agent_router.model.table import Row
from agent_router.tables.meaning import holds_of_cell, is_stated
from agent_router.tables.pieces import other_fields
from tests.tables.strategies import DAYS, FIELDS, FOLDERS, TEXTS

Answers = Mapping[str, Value | None]


def matches(row: Row[int], answers: Answers, *, as_stated: bool = False) -> bool:
    read = {code: value if as_stated else _read(FIELDS[code], value) for code, value in answers.items()}
    return all(_holds(condition, read, answers) for condition in row.conditions)


def may_match(row: Row[int], answers: Answers) -> bool:
    """Some value of each blank field that assumes the worst lets all conditions on that field hold."""
    read = {code: _read(FIELDS[code], value) for code, value in answers.items()}
    groups: dict[tuple[str, ...], list[Condition]] = {}
    for number, condition in enumerate(row.conditions):
        others = other_fields(condition.test)
        key = (condition.field, *others, str(number)) if others else (condition.field,)
        groups.setdefault(key, []).append(condition)
    return all(_can_hold(key, conditions, read, answers) for key, conditions in groups.items())


def _can_hold(
    key: tuple[str, ...], conditions: list[Condition], read: dict[str, Value | None], answers: Answers
) -> bool:
    codes = [code for code in key if code in FIELDS]
    worlds: list[dict[str, Value | None]] = [{}]
    for code in codes:
        options = (
            _domain(FIELDS[code]) if read[code] is None and FIELDS[code].if_blank is IfBlank.WORST else [read[code]]
        )
        worlds = [{**world, code: option} for world in worlds for option in options]
    return any(all(_holds(condition, {**read, **world}, answers) for condition in conditions) for world in worlds)


def _holds(condition: Condition, read: Mapping[str, Value | None], answers: Answers) -> bool:
    code = condition.field
    return holds_of_cell(condition.test, read[code], FIELDS[code], read.get, stated=is_stated(answers[code]))


def _read(field: Field, value: Value | None) -> Value | None:
    return field.assumed if value is None and field.if_blank is IfBlank.ASSUME else value


def _domain(field: Field) -> list[Value | None]:
    """Far more values than the pieces have, found without looking at any test."""
    by_kind: dict[FieldKind, list[Value | None]] = {
        FieldKind.WHOLE: [*range(-6, 27)],
        FieldKind.NUMBER: [Decimal(quarter) / 4 for quarter in range(-30, 60)],
        FieldKind.DATE: [date(2026, 9, 30), *DAYS, date(2026, 10, 10)],
        FieldKind.YES_NO: [True, False],
        FieldKind.TEXT: [*TEXTS, "none of these"],
        FieldKind.FOLDERS: [(folder,) for folder in FOLDERS],
    }
    words: list[Value | None] = [*(field.words.texts if field.words else ())]
    if field.kind is FieldKind.CHOICE:
        return words
    return [(word,) for word in words if isinstance(word, str)] if words else by_kind[field.kind]
