"""Geometry of the pictures: where each bar, cell and mark stands; the SVG templates only draw it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from agent_router.model.policy import BlastRadius
from agent_router.model.verdict import Spent, VerdictState
from agent_router.report.facts.queue_facts import HeatCell
from agent_router.report.facts.week_facts import Split
from agent_router.report.facts.week_money import WeekPoint
from agent_router.report.facts.work import Lane, Moment

_SMALLEST_LABELED = 11.0
MARKS_A_LANE = 400
"""Marks drawn a lane: more than that is a smear, and the table holds them all."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a bar, in units of the picture."""

    x: float
    width: float
    middle: float
    label: str
    """Empty where the piece is too small for it."""
    tone: str


@dataclass(frozen=True, slots=True)
class BudgetBar:
    """One limit of the box as a bar of width 100."""

    name: str
    filled: float
    """0 to 100."""
    over: bool
    known: bool
    """False: nothing can be drawn, and the words beside it say why."""
    says: str


@dataclass(frozen=True, slots=True)
class StackedBar:
    """The verdicts of one part of the runs as a bar."""

    label: str
    total: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class HeatBox:
    """One cell of the heat map."""

    x: float
    y: float
    blast_radius: BlastRadius
    count: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The risk matrix with counts."""

    boxes: tuple[HeatBox, ...]
    rows: tuple[tuple[float, str], ...]
    """Vertical middle and name of each level of impact."""
    columns: tuple[tuple[float, str], ...]
    """Horizontal middle and name of each level of likelihood."""
    cell_width: float
    cell_height: float
    foot: float
    """Where the names of the columns stand."""
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class TrendColumn:
    """One week as a stacked column."""

    x: float
    middle: float
    label: str
    bars: tuple[Bar, ...]
    """Here `x` is the top, `width` the height and `middle` the vertical middle."""
    count: int
    top: float
    money: str


@dataclass(frozen=True, slots=True)
class Trend:
    """Twelve weeks."""

    columns: tuple[TrendColumn, ...]
    column_width: float
    base: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Mark:
    """One event of the timeline."""

    x: float
    y: float
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class TimelineLane:
    """One agent's line."""

    y: float
    label: str
    start: float
    end: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The run in time, a lane an agent."""

    lanes: tuple[TimelineLane, ...]
    ticks: tuple[tuple[float, str], ...]
    width: float
    height: float


def budget_bar(line: Spent) -> BudgetBar:
    """A bar up to the limit; crossing it is said, not drawn longer."""
    if line.used is None or line.limit is None:
        return BudgetBar(line.name, 0.0, over=False, known=False, says="no bar: used or limit is not known")
    over = line.used > line.limit
    share = Decimal(100) if over else (line.used / line.limit * 100 if line.limit else Decimal(0))
    says = f"{line.name}: over the limit" if over else f"{line.name}: {share:.0f} % of the limit"
    return BudgetBar(line.name, round(float(share), 1), over=over, known=True, says=says)


_TONES = {
    VerdictState.ACCEPTED: "good",
    VerdictState.WAITING: "open",
    VerdictState.NOT_ACCEPTED: "bad",
    VerdictState.UNREADABLE: "dark",
}


def stacked_bars(splits: Sequence[Split], width: float) -> tuple[StackedBar, ...]:
    """Bars on one scale: the largest part is as long as the picture."""
    largest = max((split.total for split in splits), default=0) or 1
    return tuple(_stacked(split, width / largest) for split in splits)


def heat_map(cells: Sequence[HeatCell], impact: Sequence[str], likelihood: Sequence[str]) -> HeatMap:
    """The grid, highest impact on top, likelihood to the right."""
    left, wide, high, gap = 118.0, 88.0, 40.0, 3.0
    boxes = tuple(
        HeatBox(left + (cell.likelihood - 1) * wide, (5 - cell.impact) * high, cell.blast_radius, len(cell.tasks))
        for cell in cells
    )
    rows = tuple(((5 - level) * high + high / 2, name) for level, name in enumerate(impact, 1))
    columns = tuple((left + (level - 1) * wide + wide / 2, name) for level, name in enumerate(likelihood, 1))
    return HeatMap(boxes, rows, columns, wide - gap, high - gap, 5 * high + 14, left + 5 * wide, 5 * high + 32)


def trend(points: Sequence[WeekPoint], money: Callable[[WeekPoint], str]) -> Trend:
    """One column a week, on one scale."""
    width, base, tall = 680.0, 112.0, 92.0
    step = width / max(len(points), 1)
    largest = max((point.runs for point in points), default=0) or 1
    columns = tuple(
        _column(point, number * step, step, (base, tall / largest), money) for number, point in enumerate(points)
    )
    return Trend(columns, round(step * 0.56, 1), base, width, base + 36)


def timeline(lanes: Sequence[Lane], clock: Callable[[datetime], str]) -> Timeline | None:
    """The lanes on one time axis; None where no event has a time."""
    moments = [moment.at for lane in lanes for moment in lane.moments]
    if not moments:
        return None
    left, width, high, head = 128.0, 680.0, 26.0, 24.0
    start, end = min(moments), max(moments)
    scale = _Scale(start, end, left + 8, width - 14)
    placed = tuple(_lane(lane, head + number * high + high / 2, scale) for number, lane in enumerate(lanes))
    # With the same time on every record one tick says all.
    parts = 4 if end > start else 0
    ticks = tuple((scale.x(start + (end - start) * part / max(parts, 1)), part) for part in range(parts + 1))
    labels = tuple((x, clock(start + (end - start) * part / max(parts, 1))) for x, part in ticks)
    return Timeline(placed, labels, width, head + len(lanes) * high + 6)


@dataclass(frozen=True, slots=True)
class _Scale:
    start: datetime
    end: datetime
    left: float
    right: float

    def x(self, at: datetime) -> float:
        span = (self.end - self.start) or timedelta(seconds=1)
        return round(self.left + (self.right - self.left) * ((at - self.start) / span), 1)


def _stacked(split: Split, unit: float) -> StackedBar:
    bars, x = [], 0.0
    for one in split.counts:
        if one.count:
            wide = round(one.count * unit, 1)
            label = str(one.count) if wide > _SMALLEST_LABELED else ""
            bars.append(Bar(round(x, 1), wide, round(x + wide / 2, 1), label, _TONES[one.state]))
            x += wide
    return StackedBar(split.label, split.total, tuple(bars))


def _column(
    point: WeekPoint, x: float, step: float, scale: tuple[float, float], money: Callable[[WeekPoint], str]
) -> TrendColumn:
    base, unit = scale
    bars, top = [], base
    for count, tone in ((point.accepted, "good"), (point.waiting, "open"), (point.not_accepted, "bad")):
        if count:
            tall = round(count * unit, 1)
            top = round(top - tall, 1)
            label = str(count) if tall > _SMALLEST_LABELED else ""
            bars.append(Bar(top, tall, round(top + tall / 2, 1), label, tone))
    inset = step * 0.22
    return TrendColumn(
        round(x + inset, 1), round(x + step / 2, 1), point.week[5:], tuple(bars), point.runs, top, money(point)
    )


def _lane(lane: Lane, y: float, scale: _Scale) -> TimelineLane:
    drawn: Sequence[Moment] = lane.moments[:MARKS_A_LANE]
    marks = tuple(Mark(scale.x(one.at), y, one.kind, one.label) for one in drawn)
    label = lane.agent if len(lane.agent) <= 20 else f"{lane.agent[:19]}…"
    return TimelineLane(y, label, marks[0].x, marks[-1].x, marks)
