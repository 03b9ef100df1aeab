"""Which column states which field: by the field's name, its code, or what exports call it."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent_router.errors import InputRejected
from agent_router.model.field import Field, IfBlank
from agent_router.model.place import Place
from agent_router.model.problem import Problem
from agent_router.queue.interface import RawTable
from agent_router.queue.problems import NEAR_COLUMN, NO_COLUMN, SAME_HEADER, TWO_COLUMNS, UNKNOWN_COLUMN
from agent_router.sheets.names import fold

_NEAR_EDITS = 2
_NEAR_LENGTH = 5
"""A name counts as misspelled at up to two slips, and only where it has five letters or more."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a queue, understood."""

    fields: tuple[tuple[int, Field], ...]
    """Column index and field, in the order of the fields."""
    extra: tuple[tuple[int, str], ...]
    """Column index and name of those that no field knows."""
    remarks: tuple[Problem, ...]


def names_of(fields: Sequence[Field]) -> dict[str, tuple[int, Field]]:
    """Folded name → rank (0 the field's own name or code, then its other names in order) and field."""
    names: dict[str, tuple[int, Field]] = {}
    stated = [field for field in fields if not field.derived]
    for field in stated:
        for own in (field.header, field.code):
            names.setdefault(fold(own), (0, field))
    for field in stated:
        for rank, other in enumerate(field.also_called, start=1):
            names.setdefault(fold(other), (rank, field))
    names.pop("", None)
    return names


def match_columns(table: RawTable, fields: Sequence[Field]) -> Columns:
    """Find each field's column.

    Raises:
        InputRejected: a column that every task needs is absent, or two have the same name.
    """
    names = names_of(fields)
    candidates: dict[str, list[tuple[int, int]]] = {}
    extra: list[tuple[int, str]] = []
    for index, header in enumerate(table.columns):
        found = names.get(fold(header))
        if found is not None:
            candidates.setdefault(found[1].code, []).append((found[0], index))
        elif header:
            extra.append((index, header))
    problems = _same_names(table, names) + _absent(table, fields, candidates)
    if problems:
        raise InputRejected(problems)
    matched, remarks = [], []
    for field in fields:
        ranked = sorted(candidates.get(field.code, []))
        if ranked:
            matched.append((ranked[0][1], field))
        for _, index in ranked[1:]:
            extra.append((index, table.columns[index]))
            found_twice = f"“{table.columns[index]}”; read was “{table.columns[ranked[0][1]]}” as {field.header}"
            remarks.append(Problem(TWO_COLUMNS, table.place_of(table.header_line, index), found_twice))
    remarks += _unknown(table, fields, [(index, header) for index, header in extra if fold(header) not in names])
    return Columns(tuple(matched), tuple(sorted(extra)), tuple(remarks))


def _same_names(table: RawTable, names: dict[str, tuple[int, Field]]) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for index, header in enumerate(table.columns):
        name = fold(header)
        if name in names and name in first:
            place = table.place_of(table.header_line, index)
            problems.append(Problem(SAME_HEADER, place, f"“{header}” in columns {first[name] + 1} and {index + 1}"))
        first.setdefault(name, index)
    return problems


def _absent(table: RawTable, fields: Sequence[Field], found: dict[str, list[tuple[int, int]]]) -> list[Problem]:
    place = table.place_of(table.header_line, 0)
    whole = Place(place.file, place.sheet, line=place.line)
    present = ", ".join(header for header in table.columns[:12] if header) or "none"
    return [
        Problem(NO_COLUMN, whole, f"no column {field.header}; present are: {present}")
        for field in fields
        if field.if_blank is IfBlank.REQUIRED and not field.derived and field.code not in found
    ]


def _unknown(table: RawTable, fields: Sequence[Field], extra: list[tuple[int, str]]) -> list[Problem]:
    remarks, plain = [], []
    for index, header in extra:
        near = _near(header, fields)
        if near:
            place = table.place_of(table.header_line, index)
            remarks.append(Problem(NEAR_COLUMN, place, f"“{header}”", near))
        else:
            plain.append(header)
    if plain:
        place = table.place_of(table.header_line, 0)
        listed = ", ".join(header[:40] for header in plain[:20]) + (" …" if len(plain) > 20 else "")
        remarks.append(Problem(UNKNOWN_COLUMN, Place(place.file, place.sheet, line=place.line), listed))
    return remarks


def _near(header: str, fields: Sequence[Field]) -> str:
    """The field whose own name is meant by a slip of the finger, or an empty text."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415  # only for columns that no field knows

    name = fold(header)
    if len(name) < _NEAR_LENGTH:
        return ""
    for field in fields:
        if not field.derived and OSA.distance(name, fold(field.header), score_cutoff=_NEAR_EDITS) <= _NEAR_EDITS:
            return field.header
    return ""
