"""Conditions of the cell language, parsed: S-FEEL simple unary tests and the spellings people type.

Source of the semantics: DMN 1.5 chapter 9 (S-FEEL unary tests); the extra spellings are listed in `docs/workbook.md`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from agent_router.model.place import Place

Literal = str | Decimal | bool | date
"""A value written in a condition cell."""


class Compare(Enum):
    """Comparison signs."""

    EQUAL = "="
    NOT_EQUAL = "<>"
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class FieldName:
    """Another field of the same task, on the right of a comparison."""

    code: str


@dataclass(frozen=True, slots=True)
class Anything:
    """A blank cell, `-` or `any`: holds for everything, stated or not."""


@dataclass(frozen=True, slots=True)
class Given:
    """The task states the field."""


@dataclass(frozen=True, slots=True)
class Missing:
    """The task does not state the field."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`>= 5`, `Migration`, `yes`, `< Max tokens`."""

    sign: Compare
    value: Literal | FieldName


@dataclass(frozen=True, slots=True)
class Between:
    """A range; `low_in` and `high_in` say whether the ends belong to it."""

    low: Decimal | date
    high: Decimal | date
    low_in: bool
    high_in: bool


@dataclass(frozen=True, slots=True)
class Like:
    """`*login*`: a text with wildcards, whole value, case forgiven."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Contains:
    """`contains: login, "sign in"`: any of these whole words or phrases."""

    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Touches:
    """`src/auth/**`: the task's folders touch this pattern."""

    pattern: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A comma list: one of these holds."""

    tests: tuple["Test", ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """`not …`: stated, and none of these holds."""

    tests: tuple["Test", ...]


Test = Anything | Given | Missing | Comparison | Between | Like | Contains | Touches | AnyOf | NoneOf


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition cell of one row: a test of one field."""

    field: str
    """Code of the field tested."""
    test: Test
    typed: str = ""
    """The cell as the lead typed it."""
    place: Place | None = None
