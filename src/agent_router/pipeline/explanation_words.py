"""An explanation as lines that a lead reads: the decision, why, what would change it, then row by row.

Rules, in order:

1. Three lines say what was decided; every sentence names its cell.
2. What is assumed is told apart from what is stated.
3. Of another route, first the answers that are still open; stated answers that would have to differ are said to make
   it another task.
4. Row by row, what fired comes first, then the rows that the fewest cells hold back; the rest is counted, unless all
   are wanted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agent_router.model.assessment import Rating, View
from agent_router.model.assignment import Assignment, Standing
from agent_router.model.condition import AnyOf, Given, NoneOf
from agent_router.model.field import FieldKind, Value
from agent_router.model.place import Place
from agent_router.model.policy import Route
from agent_router.model.reason import Reason, ReasonKind
from agent_router.model.review import Region
from agent_router.pipeline.explaining import Assumed, Explanation, TableExplained
from agent_router.routing.names import NAMES
from agent_router.routing.reaching import Reach, Step, Way
from agent_router.tables.explain import HeldBy, Met, RowExplained, RowStanding
from agent_router.tables.kinds_in_words import region_words
from agent_router.tables.printing import print_value

SHOWN = 6
"""Words of a list, and rows held back on a sheet, that are named; the rest is counted."""
LONGEST = 100
"""Characters of a cell that are quoted."""
_VIEWS = {View.REQUEST: "as stated", View.SCOPE: "with the areas that its folders and systems reach"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the explanation."""

    text: str
    heading: bool = False


def explanation_lines(explanation: Explanation, *, every_row: bool = False) -> Iterator[Line]:
    """The explanation, line by line; `every_row` leaves nothing out."""
    yield from (Line(text, heading=at == 0) for at, text in enumerate(_decision(explanation)))
    yield from _section("Why", _why(explanation))
    yield from _section("Not stated, so assumed", (_assumed(one) for one in explanation.assumed))
    yield from _section("What would change it", _changes(explanation))
    for table in explanation.tables:
        shown = table if every_row else _without_repeats(table, explanation)
        yield from _section(_title(table), _rows(shown, explanation, every_row=every_row))


def _without_repeats(table: TableExplained, explanation: Explanation) -> TableExplained:
    """Of a sheet that another view looked at before, the rows that this view sees otherwise."""
    before = next(own for own in explanation.tables if own.sheet == table.sheet)
    if before is table:
        return table
    standings = {row.row.id: row.standing for row in before.rows}
    return replace(table, rows=tuple(row for row in table.rows if standings.get(row.row.id) is not row.standing))


def _section(title: str, lines: Iterator[str]) -> Iterator[Line]:
    found = [Line(f"  {line}") for line in lines]
    if found:
        yield Line("")
        yield Line(title, heading=True)
        yield from found


def _decision(explanation: Explanation) -> Iterator[str]:
    """Rule 1."""
    assignment = explanation.assignment
    yield f"{assignment.task.id}: {assignment.task.goal}"
    route = _first(assignment, ReasonKind.SYSTEM) or _first(assignment, ReasonKind.ROUTE)
    say = assignment.say.removeprefix(f"{assignment.route.value}:").strip()
    if assignment.standing is Standing.DECIDED:
        yield f"{assignment.route.value}: {say or 'no reason is written'}{_at(route.place if route else None)}"
    else:
        yield f"{assignment.route.value}, because {_STANDINGS[assignment.standing]}."
    assessment = assignment.assessment
    if assessment is None:
        return
    matrix = _first(assignment, ReasonKind.MATRIX)
    stated = (
        ""
        if assessment.as_far_as_stated is assessment.blast_radius
        else f" (as far as stated: {assessment.as_far_as_stated.value})"
    )
    because = f": {matrix.text}{_at(matrix.place)}" if matrix else ""
    yield f"Blast radius {assessment.blast_radius.value}{stated}{because}"


_STANDINGS = {
    Standing.NO_RULE: "no rule covers this task",
    Standing.CONFLICT: "rules contradict each other",
    Standing.NOT_EVALUATED: "the task was not evaluated: some of its cells are in error",
}


def _first(assignment: Assignment, kind: ReasonKind) -> Reason | None:
    return next((reason for reason in assignment.because if reason.kind is kind), None)


def _why(explanation: Explanation) -> Iterator[str]:
    assignment = explanation.assignment
    for table in explanation.tables:
        row = next((row for row in table.rows if row.row.id == table.decides and table.decides), None)
        if row is not None and table.sheet == "Routes":
            yield f"Row {row.row.id} of Routes decides{_cells(row, explanation)}"
    yield from _views(explanation)
    yield from _reasons(assignment)
    for problem in assignment.problems:
        near = f" Did you mean {problem.suggestion!r}?" if problem.suggestion else ""
        yield f"{problem.rule.title} Found: {problem.found}.{near} {problem.rule.remedy}{_at(problem.place)}"


def _reasons(assignment: Assignment) -> Iterator[str]:
    """Every reason that is said nowhere else; of the proof a few rows, since all are below."""
    said_elsewhere = {ReasonKind.MATRIX, ReasonKind.INPUT}
    if assignment.standing is Standing.DECIDED:
        said_elsewhere.add(ReasonKind.ROUTE)
    proof = 0
    for reason in assignment.because:
        proof += reason.kind is ReasonKind.PROOF
        if reason.kind not in said_elsewhere and (reason.kind is not ReasonKind.PROOF or proof <= SHOWN):
            yield f"{reason.text}{_at(reason.place)}"
    if proof > SHOWN:
        yield f"… and {proof - SHOWN} more rows of Proof, listed below."


def _cells(row: RowExplained[Any], explanation: Explanation) -> str:
    if not row.met:
        return f"; it has no condition.{_at(row.row.place)}"
    return ": " + "; ".join(_met(met, explanation) for met in row.met)


def _views(explanation: Explanation) -> Iterator[str]:
    """Which of the two views decided, where they differ."""
    views = explanation.views
    assessment = explanation.assignment.assessment
    if len(views) < 2 or assessment is None:
        return
    for rating in views:
        decided = ": this decided." if rating is assessment.deciding else "."
        yield f"Rated {_VIEWS.get(rating.view, rating.view.value)}: {_rated(rating)}{decided}"


def _rated(rating: Rating) -> str:
    areas = f" (Area {', '.join(rating.areas)})" if rating.areas else ""
    return f"{rating.blast_radius.value}, impact {rating.impact} × likelihood {rating.likelihood}{areas}"


def _assumed(assumed: Assumed) -> str:
    """Rule 2."""
    taken = "the worst" if assumed.taken_as is None else print_value(assumed.taken_as)
    rows = assumed.rows
    said = f"{assumed.field.header}: taken as {taken}"
    if not rows:
        return f"{said}; no row counts because of it."
    names = ", ".join(f"{row} [{place.short}]" if place else row for _sheet, row, place in rows[:SHOWN])
    more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    return f"{said}; so {'this row counts' if len(rows) == 1 else 'these rows count'}: {names}{more}"


def _changes(explanation: Explanation) -> Iterator[str]:
    """Rule 3."""
    assignment = explanation.assignment
    if assignment.standing is Standing.NOT_EVALUATED:
        yield "Correct the cells named above; then the task is held against the rules."
        return
    if assignment.ask:
        yield f"To ask: {', '.join(_header(code, explanation) for code in assignment.ask)}"
    if assignment.missing:
        yield f"Missing: {', '.join(_header(code, explanation) for code in assignment.missing)}"
    for reach in explanation.others:
        yield from _reach(reach, explanation)


def _reach(reach: Reach, explanation: Explanation) -> Iterator[str]:
    name = reach.route.value
    if reach.by_open is not None:
        freer = reach.route.freedom > explanation.assignment.route.freedom
        how = "with answers that are still open" if freer else "if answers that are still open turned out so"
        yield f"{name}{_decider(reach.by_open, reach.route)}, {how}:"
        yield from _steps(reach.by_open, explanation)
    if reach.by_other is not None:
        opening = "Or" if reach.by_open else f"{name}: no open answer leads there;"
        yield f"{opening} the task would have to be another one{_decider(reach.by_other, reach.route)}:"
        yield from _steps(reach.by_other, explanation)
    if reach.by_open is None and reach.by_other is None:
        yield (
            f"{name}: cannot be reached, whatever the task says."
            if reach.all_tried
            else f"{name}: no way was found; there are too many answers to try them all."
        )
    elif not reach.all_tried:
        yield "  (There are too many answers to try them all: a shorter way may exist.)"


def _decider(way: Way, route: Route) -> str:
    if way.row:
        return f" by row {way.row}{_at(way.place)}"
    return " (agents may not do it then, or no rule covers it)" if route is Route.HUMAN_LED else ""


def _steps(way: Way, explanation: Explanation) -> Iterator[str]:
    for step in way.steps:
        yield f"  {_step(step, explanation)}"


def _step(step: Step, explanation: Explanation) -> str:
    now = "" if step.now is None else f" (now: {_short(print_value(step.now))})"
    field = explanation.fields[step.field]
    if step.field in NAMES and isinstance(step.region.test, Given):
        return f"{field.header} is somebody who is on the sheet People{now}"
    if step.alone and isinstance(step.answer, tuple) and len(step.answer) > 1:
        return f"{field.header}: exactly {_short(print_value(step.answer))}{now}"
    said = region_words(_few(step.region), explanation.fields)
    if not said:
        said = f"{field.header} is anything else, or not stated"
    alone = " (by itself, with no other beside it)" if step.alone else ""
    return f"{said}{_others(step.region)}{alone}{now}"


def _few(region: Region) -> Region:
    """The region with no more words than a line can hold."""
    test = region.test
    if isinstance(test, AnyOf | NoneOf) and len(test.tests) > SHOWN:
        return replace(region, test=replace(test, tests=test.tests[:SHOWN]))
    return region


def _others(region: Region) -> str:
    test = region.test
    left = len(test.tests) - SHOWN if isinstance(test, AnyOf | NoneOf) else 0
    return f", or {left} more that --json lists" if left > 0 else ""


def _title(table: TableExplained) -> str:
    fired = sum(row.standing is not RowStanding.HELD_BACK for row in table.rows)
    view = f", {_VIEWS.get(table.view, table.view.value)}" if table.view else ""
    return f"{table.sheet}{view}: {fired} of {len(table.rows)} {'row' if len(table.rows) == 1 else 'rows'} fit"


def _rows(table: TableExplained, explanation: Explanation, *, every_row: bool) -> Iterator[str]:
    """Rule 4."""
    fitting = [row for row in table.rows if row.standing is not RowStanding.HELD_BACK]
    held = [row for row in table.rows if row.standing is RowStanding.HELD_BACK]
    plain = [row for row in fitting if row.standing is RowStanding.FIRED and not row.assumed]
    if not every_row and len(plain) > SHOWN and not table.decides:
        names = ", ".join(f"{row.row.id} [{row.row.place.cell}]" if row.row.place else row.row.id for row in plain)
        yield f"fired: {names}"
        fitting = [row for row in fitting if row not in plain]
    nearest = sorted(held, key=lambda row: len(row.held_by))
    shown = held if every_row else [row for row in held if row in nearest[:SHOWN]]
    for row in table.rows:
        if row in fitting or row in shown:
            yield f"{row.row.id}: {_row(row, table, explanation)}"
    if len(held) > len(shown):
        left = len(held) - len(shown)
        yield f"… and {left} more {'row that is' if left == 1 else 'rows that are'} held back; --all shows every row."


def _row(row: RowExplained[Any], table: TableExplained, explanation: Explanation) -> str:
    if row.standing is RowStanding.HELD_BACK:
        return "held back by " + "; ".join(_held(held, explanation) for held in row.held_by)
    above = _above(row, table)
    ending = f", but {above} above fits already" if above else ""
    if row.row.id == table.decides:
        ending = ", and decides"
    listed = row.standing is RowStanding.FIRED and row.met
    return f"{_fits(row, explanation)}{ending}{'' if listed else _at(row.row.place)}"


def _fits(row: RowExplained[Any], explanation: Explanation) -> str:
    """`fired by Surface Large [Risk rules!E9]`, or because of which blanks the row counts."""
    if row.standing is RowStanding.FIRED:
        cells = "; ".join(f"{_says(met, explanation)}{_at(met.condition.place)}" for met in row.met)
        return f"fired by {cells}" if cells else "fired"
    said = f"counted because {_are(row.unstated, explanation)} not stated"
    if row.assumed:
        names = ", ".join(f"{_header(code, explanation)} {print_value(_taken(row, code))}" for code in row.assumed)
        said += f", with {names} assumed because not stated"
    return said


def _above(row: RowExplained[Any], table: TableExplained) -> str:
    """On a sheet whose first fitting row ends the search, the ID of that row if it stands above this one."""
    if not table.first_only:
        return ""
    first = next((own for own in table.rows if own.standing is RowStanding.FIRED), row)
    return first.row.id if table.rows.index(first) < table.rows.index(row) else ""


def _taken(row: RowExplained[Any], code: str) -> Value | None:
    return next((met.value for met in row.met if met.condition.field == code), None)


def _are(codes: Sequence[str], explanation: Explanation) -> str:
    return f"{', '.join(_header(code, explanation) for code in codes)} {'is' if len(codes) == 1 else 'are'}"


def _held(held: HeldBy, explanation: Explanation) -> str:
    needs = _short(held.condition.typed)
    return f"{_says(held, explanation)}, needs {needs}{_by(held, explanation)}{_at(held.condition.place)}"


def _met(met: Met, explanation: Explanation) -> str:
    if met.value is None and not met.stated:
        said = f"{_header(met.condition.field, explanation)} not stated, the worst assumed"
    else:
        said = _says(met, explanation)
    return f"{said} ({_short(met.condition.typed)}){_at(met.condition.place)}"


def _says(cell: HeldBy | Met, explanation: Explanation) -> str:
    """`Files expected 12`, `Changes anything? yes (assumed)`, `Rollback not stated`."""
    value = "not stated" if cell.value is None else _short(print_value(cell.value))
    assumed = "" if cell.stated or cell.value is None else " (assumed)"
    return f"{_header(cell.condition.field, explanation)} {value}{assumed}"


def _by(held: HeldBy, explanation: Explanation) -> str:
    """By how much: `(7 too many)`, `(3 days too early)`."""
    if held.by is None:
        return ""
    if not held.by:
        return " (just on the limit)"
    much = f"{held.by:f}"
    match explanation.fields[held.condition.field].kind:
        case FieldKind.DATE:
            return f" ({much} {'day' if held.by == 1 else 'days'} too {'late' if held.above else 'early'})"
        case FieldKind.WHOLE:
            return f" ({much} too {'many' if held.above else 'few'})"
        case _:
            return f" ({much} too {'high' if held.above else 'low'})"


def _header(code: str, explanation: Explanation) -> str:
    return explanation.fields[code].header


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else f"{flat[:LONGEST].rstrip(' ,;')} …"


def _at(place: Place | None) -> str:
    return "" if place is None else f" [{place.short}]"
