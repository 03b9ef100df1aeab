"""Random tables over so few answers that every task can be tried, and the slow and obvious truth about them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from hypothesis import strategies as st

from agent_router.model.condition import Between, Condition, Test
from agent_router.model.field import Field, FieldKind, Value
from agent_router.model.table import HitPolicy, Row, Table
from agent_router.tables.columns import Columns
from agent_router.tables.engine import compile_table
from agent_router.tables.pieces import cuts
from tests.tables import strategies

CODES = ("letter", "level", "area", "files", "changes", "cost")
FIELDS = {code: strategies.FIELDS[code] for code in CODES}

DOMAIN: dict[str, list[Value | None]] = {
    "letter": [None, "Alpha", "Beta", "Gamma"],
    "level": [None, "Low", "Medium", "High"],
    "area": [(), ("auth",), ("billing",), ("auth", "billing")],
    "files": [None, *range(6)],
    "changes": [None, True, False],
    "cost": [None, *(Decimal(half) / 2 for half in range(8))],
}
"""Every answer that ends from one to three (cost) or four (files) can tell apart."""


def _fits(test: Test, field: Field) -> bool:
    ends = cuts(field, [test])
    most = Decimal(4) if field.kind is FieldKind.WHOLE else Decimal(3)
    whole = all(isinstance(end, Decimal) and end == end.to_integral_value() and 1 <= end <= most for end in ends)
    return field.kind not in {FieldKind.WHOLE, FieldKind.NUMBER} or (whole and not _hollow(test))


def _fitting(field: Field) -> Callable[[Test], bool]:
    return lambda test: _fits(test, field)


def _hollow(test: Test) -> bool:
    """A range of whole numbers may hold none; the cell language refuses it."""
    return isinstance(test, Between) and test.low == test.high


@st.composite
def rows(draw: st.DrawFn, number: int, among: Sequence[str]) -> Row[str]:
    codes = draw(st.lists(st.sampled_from(among), max_size=3, unique=True))
    conditions = [
        Condition(code, draw(strategies.tests_of(FIELDS[code]).filter(_fitting(FIELDS[code])))) for code in codes
    ]
    return Row(f"R{number}", tuple(conditions), draw(st.sampled_from("ABC")))


@st.composite
def tables(draw: st.DrawFn, policy: HitPolicy = HitPolicy.FIRST, most: int = 7) -> Table[str]:
    count = draw(st.integers(1, most))
    among = draw(st.lists(st.sampled_from(CODES), min_size=3, max_size=3, unique=True))
    return Table("T", tuple(draw(rows(number, among)) for number in range(count)), policy)


@dataclass(frozen=True)
class Truth:
    """Every task, with the rows that hold for it."""

    tasks: tuple[dict[str, Value | None], ...]
    certain: tuple[int, ...]
    possible: tuple[int, ...]

    def __iter__(self) -> Iterator[tuple[dict[str, Value | None], int, int]]:
        return zip(self.tasks, self.certain, self.possible, strict=True)


def truth(table: Table[str], like: Table[str] | None = None) -> Truth:
    """All tasks over the fields that the table (or the one it is like) looks at, by the compiled table itself."""
    codes = list(dict.fromkeys(condition.field for row in (like or table).rows for condition in row.conditions))
    tasks = tuple(dict(zip(codes, values, strict=True)) for values in product(*(DOMAIN[code] for code in codes)))
    columns = Columns(len(tasks), {code: [task[code] for task in tasks] for code in codes})
    matches = compile_table(table, FIELDS).match(columns)
    return Truth(
        tasks,
        tuple(_bits(matches.certain_rows(at)) for at in range(len(tasks))),
        tuple(_bits(matches.possible_rows(at)) for at in range(len(tasks))),
    )


def _bits(rows_: Sequence[int]) -> int:
    return sum(1 << row for row in rows_)


def first(rows_: int) -> int:
    """The lowest of these rows; -1 where there is none."""
    return (rows_ & -rows_).bit_length() - 1
