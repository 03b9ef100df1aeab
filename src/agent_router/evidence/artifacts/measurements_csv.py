"""Plain tables of measurements: columns `before` and `after`, or one value a row with the phase it belongs to.

1. Wide: one column for each side (`before`, `base`, `old` … `after`, `head`, `new` …), at least one of them beside a
   column of its own name. Long: a column of phases and one of values. A table of one side only names what it measured
   and has one column whose header is a quantity or a unit (`mean (ms)`, `seconds`).
2. Rows of the same name and unit are samples of one measurement, in their order.
3. The unit stands in the header (`before_ms`, `after [MB]`) or in a column `unit`; times become seconds. Two units on
   the two sides that are no times are refused.
4. Rates and scores are better when higher, everything else when lower; a column `better` (lower, higher) decides.
   Where neither unit nor name says it, lower is taken as better, and that is said.
5. A cell that is no number is refused with its line: text, a formula, a number that may be read in two ways (`1,234`).
   A blank cell is no sample. A row that is no whole row is refused.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from agent_router.evidence.artifacts.delimited import Table, header_of, is_formula, table_of
from agent_router.evidence.artifacts.plain import LARGEST_NUMBER, sample_of, shown, table_text_of
from agent_router.evidence.interface import ArtifactReading, Measurement
from agent_router.model.known import Health

KIND, NUMBERS = "measurements table", "before/after numbers"
MOST_ROWS = 100_000
"""Rows of measurements read."""

_BEFORE = frozenset({"before", "base", "baseline", "old", "pre", "previous", "original"})
_AFTER = frozenset({"after", "head", "new", "post", "current", "optimized", "optimised", "patched", "candidate"})
_PHASES = frozenset({"phase", "when", "side", "state", "variant", "version", "stage", "revision", "run", "branch"})
_NAMES = frozenset(
    {"name", "metric", "benchmark", "test", "measurement", "measure", "command", "query", "case", "scenario", "what"}
)
_VALUES = frozenset({"value", "result", "figure", "sample"})
_QUANTITIES = frozenset(
    {"time", "duration", "latency", "elapsed", "mean", "median", "throughput", "wall", "runtime", "memory", "rss",
     "p50", "p90", "p95", "p99"}
)  # fmt: skip
_SECONDS = {
    "s": Decimal(1), "sec": Decimal(1), "secs": Decimal(1), "second": Decimal(1), "seconds": Decimal(1),
    "ms": Decimal("1e-3"), "msec": Decimal("1e-3"), "millisecond": Decimal("1e-3"), "milliseconds": Decimal("1e-3"),
    "us": Decimal("1e-6"), "µs": Decimal("1e-6"), "μs": Decimal("1e-6"), "microseconds": Decimal("1e-6"),
    "ns": Decimal("1e-9"), "nanoseconds": Decimal("1e-9"), "min": Decimal(60), "minutes": Decimal(60),
    "h": Decimal(3600), "hours": Decimal(3600),
}  # fmt: skip
_SIZES = frozenset({"b", "bytes", "kb", "mb", "gb", "tb", "kib", "mib", "gib", "tib"})
_RATES = frozenset(
    {"rps", "qps", "tps", "ops", "fps", "hz", "khz", "mhz", "mbps", "gbps", "iops", "rpm"}
)  # fmt: skip
_MORE_IS_BETTER = re.compile(
    r"throughput|per[ _]sec|score|accuracy|coverage|hit[ _-]?rat|speed\b|bandwidth|availability"
    r"|\w+/(?:s|sec|second|min)\b",
    re.IGNORECASE,
)
_LESS_IS_BETTER = re.compile(
    r"time|latency|duration|elapsed|memory|rss|size|bytes|count|errors?|misses|allocations?|queries|seconds|wall|cost",
    re.IGNORECASE,
)
_HEADER_UNIT = re.compile(r"(?P<name>.*?)\s*(?:[\[(]\s*(?P<boxed>[^\])]{1,20}?)\s*[\])])?\s*\Z", re.DOTALL)
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?\Z")
_COMMA = re.compile(r"[+-]?\d+,\d+\Z")
_TWO_WAYS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}\Z")
_GROUPED = re.compile(
    r"[+-]?\d{1,3}(?:(?P<group>[ '\u00a0\u202f.,])\d{3})(?:(?P=group)\d{3})*(?:(?P<point>[.,])\d+)?\Z"
)
_LONGEST_CELL = 60


@dataclass(frozen=True, slots=True)
class _Column:
    """What a header says of its column."""

    at: int
    role: str
    """`before`, `after`, `phase`, `name`, `value`, `unit`, `better`, or empty."""
    unit: str
    title: str
    quantity: bool = False


@dataclass(frozen=True, slots=True)
class _Sample:
    """One number of the table."""

    name: str
    side: str
    unit: str
    value: Decimal
    better: str
    title: str


class _Refused(ValueError):
    """A table of measurements with something in it that is no measurement; says line and why."""


class MeasurementsCsvReader:
    """Reader of plain before/after tables."""

    name = KIND

    def recognizes(self, sample: bytes) -> bool:
        """Whether the header has both sides, or phases with values, or one quantity with its unit."""
        start = sample_of(sample)
        if not start or start[0] in "{[<":
            return False
        if _has_both(_columns(header_of(start))):
            return True
        lines = start.splitlines()
        # The last line of a sample may be cut.
        table = table_of("\n".join(lines if len(lines) < 3 else lines[: min(len(lines) - 1, 200)]))
        return not isinstance(table, str) and bool(_shape(table))

    def read(self, data: bytes) -> ArtifactReading:
        """The samples of each measurement."""
        table = table_of(table_text_of(data), MOST_ROWS)
        if isinstance(table, str):
            return ArtifactReading(KIND, problem=table, proof=NUMBERS, health=Health.ERROR)
        if not _shape(table):
            problem = "It has two columns for one side, so which one was measured is not clear."
            return ArtifactReading(KIND, problem=problem, proof=NUMBERS, health=Health.ERROR)
        try:
            samples = list(_samples(table))
            measured, remarks = _measurements(samples)
        except _Refused as fault:
            return ArtifactReading(KIND, problem=str(fault), proof=NUMBERS, health=Health.ERROR)
        if table.cut:
            remarks.append(f"Only the first {MOST_ROWS:,} rows are read.")
        return ArtifactReading(
            KIND,
            remarks=tuple(remarks),
            proof=NUMBERS,
            health=Health.UNKNOWN,
            measurements=tuple(measured),
            facts=(("measurements", str(len(measured))), ("rows", f"{len(table.rows):,}")),
        )


def _columns(header: tuple[str, ...]) -> tuple[_Column, ...]:
    return tuple(_column(at, title) for at, title in enumerate(header))


def _column(at: int, title: str) -> _Column:
    title = shown(title, 200)
    match = _HEADER_UNIT.match(title)
    name, unit = (match["name"], match["boxed"] or "") if match else (title, "")
    words = [word for word in re.split(r"[\s_\-.:]+", name.strip().casefold()) if word]
    if not unit and len(words) > 1 and _is_unit(words[-1]):
        unit = words.pop()
    plain = " ".join(words)
    sides = {side for side, known in (("before", _BEFORE), ("after", _AFTER)) if known & set(words)}
    role = sides.pop() if len(sides) == 1 else ""
    for each, known in (("phase", _PHASES), ("name", _NAMES), ("value", _VALUES), ("unit", {"unit", "units"})):
        role = role or (each if plain in known else "")
    role = role or ("better" if plain in {"better", "direction"} else "")
    quantity = not role and (_is_unit(plain) or bool(_QUANTITIES & set(words)))
    if not role and not unit and _is_unit(plain):
        unit = plain
    return _Column(at, role, unit.strip().casefold() if unit else "", title, quantity)


def _is_unit(word: str) -> bool:
    return word in _SECONDS or word in _SIZES or word in _RATES or bool(re.fullmatch(r"\w+/(?:s|sec|min)", word))


def _has_both(columns: tuple[_Column, ...]) -> bool:
    return {"before", "after"} <= {column.role for column in columns}


def _shape(table: Table) -> str:
    """`wide`, `long` or `single`; empty for a table that measures nothing."""
    columns = _columns(table.header)
    roles = [column.role for column in columns]
    if _has_both(columns):
        return "wide" if roles.count("before") == roles.count("after") == 1 else ""
    values = _values(columns)
    phases = [column for column in columns if column.role == "phase"]
    if len(phases) == 1 and len(values) == 1:
        cells = {cells[phases[0].at].strip().casefold() for _, cells in table.rows}
        return "long" if cells and cells <= _BEFORE | _AFTER else ""
    named = any(column.role == "name" for column in columns)
    return "single" if named and not phases and len(values) == 1 and values[0].quantity else ""


def _values(columns: tuple[_Column, ...]) -> list[_Column]:
    return [column for column in columns if column.role == "value"] or [c for c in columns if c.quantity]


def _samples(table: Table) -> Iterator[_Sample]:
    columns, shape = _columns(table.header), _shape(table)
    by_role = {column.role: column for column in reversed(columns) if column.role}
    sided = [by_role[side] for side in ("before", "after")] if shape == "wide" else _values(columns)
    names = [column for column in columns if column.role == "name"]
    if not names and shape == "wide" and columns[0].role == "" and not columns[0].quantity:
        names = [columns[0]]
    for line, cells in table.rows:
        name = " ".join(cells[column.at].strip() for column in names)
        stated = _cell(by_role, cells, "unit").casefold()
        better = _cell(by_role, cells, "better").casefold()
        for column in sided:
            value = _number(cells[column.at], line, column.title)
            if value is None:
                continue
            side = column.role if shape == "wide" else _side(_cell(by_role, cells, "phase"))
            yield _Sample(shown(name, 500), side, column.unit or stated, value, better, column.title)


def _cell(by_role: dict[str, _Column], cells: tuple[str, ...], role: str) -> str:
    return cells[by_role[role].at].strip() if role in by_role else ""


def _side(phase: str) -> str:
    return "before" if phase.casefold() in _BEFORE else "after"


def _number(cell: str, line: int, title: str) -> Decimal | None:
    """The number of one cell; None where it is blank."""
    written = cell.strip()
    if not written:
        return None
    where = f"Line {line}, column {shown(title, 40)}"
    if _TWO_WAYS.match(written):
        raise _Refused(
            f"{where}: {shown(written, 40)} may be read in two ways; write it with a point or without commas."
        )
    if len(written) <= _LONGEST_CELL and _PLAIN.match(written):
        plain = written
    elif len(written) <= _LONGEST_CELL and _COMMA.match(written):
        plain = written.replace(",", ".")
    elif len(written) <= _LONGEST_CELL and (match := _GROUPED.match(written)) and match["group"] != match["point"]:
        plain = written.replace(match["group"], "").replace(",", ".")
    else:
        what = "a formula" if is_formula(written) else "no number"
        raise _Refused(f"{where}: {shown(written, 40)} is {what}.")
    value = Decimal(plain)
    if abs(value) >= LARGEST_NUMBER:
        raise _Refused(f"{where}: {shown(written, 40)} is too large for a measurement.")
    return value


def _measurements(samples: list[_Sample]) -> tuple[list[Measurement], list[str]]:
    groups: dict[tuple[str, str], list[_Sample]] = defaultdict(list)
    for sample in samples:
        groups[(sample.name, _common(sample.unit))].append(sample)
    names = [name for name, _ in groups]
    for name in names:
        units = [unit or "no unit" for other, unit in groups if other == name]
        sides = {sample.side for key, group in groups.items() if key[0] == name for sample in group}
        if len(units) > 1 and any(len({s.side for s in groups[key]}) < len(sides) for key in groups if key[0] == name):
            raise _Refused(
                f"{shown(name) or 'The table'}: the sides have different units ({', '.join(sorted(units))})."
            )
    remarks: list[str] = []
    found = [_measurement(name, unit, group, remarks) for (name, unit), group in groups.items()]
    if not found:
        remarks.append("The table holds no number.")
    return found, list(dict.fromkeys(remarks))


def _common(unit: str) -> str:
    return "s" if unit in _SECONDS else unit


def _measurement(name: str, unit: str, group: list[_Sample], remarks: list[str]) -> Measurement:
    sides: dict[str, tuple[Decimal, ...]] = {
        side: tuple(each.value * _SECONDS.get(each.unit, Decimal(1)) for each in group if each.side == side)
        for side in ("before", "after")
    }
    return Measurement(
        name=name,
        unit=_written(unit),
        before=sides["before"],
        after=sides["after"],
        lower_is_better=_lower(name, unit, group, remarks),
    )


def _written(unit: str) -> str:
    return unit.upper().replace("IB", "iB") if unit in _SIZES and unit != "bytes" else unit


def _lower(name: str, unit: str, group: list[_Sample], remarks: list[str]) -> bool:
    said = {sample.better for sample in group if sample.better}
    known = {word for word in said if word in {"lower", "less", "higher", "more"}}
    if said != known or len({word in {"lower", "less"} for word in known}) > 1:
        raise _Refused(f"{shown(name) or 'The table'}: the column better says {shown(', '.join(sorted(said)), 60)}.")
    if known:
        return known.pop() in {"lower", "less"}
    words = " ".join([name, unit, *{sample.title for sample in group}])
    if unit in _RATES or "/s" in unit or "/min" in unit:
        return False
    if unit in _SECONDS or unit in _SIZES:
        return True
    if _MORE_IS_BETTER.search(words):
        return False
    if not _LESS_IS_BETTER.search(words):
        remarks.append(f"{shown(name) or 'The table'}: neither unit nor name says which way is better; lower is taken.")
    return True
