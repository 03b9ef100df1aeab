"""The answers of one field, or of fields that go together, cut into pieces on each of which every condition is decided.

1. Numbers and dates: each end point, and what lies between two of them; numbers begin at zero, as the queue's do.
2. Words, yes and no: each by itself. Several words at once, lists, folders, texts: each combination of truths of the
   conditions that some answer reaches (`samples.py`).
3. A field that may be left blank has one more piece, the last: not stated. Derived fields are never blank, yet one
   with several values may be stated as none: `()`.
4. Fields that a condition compares, and the levels of the risk matrix, are cut together: only what can be true of all
   of them at once is a piece.
5. `exact` says that nothing else is possible. Where it is False, every piece is still real, but there may be more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agent_router.model.condition import AnyOf, Condition, Given, Missing, NoneOf, Test
from agent_router.model.field import Field, FieldKind, IfBlank, Value
from agent_router.model.policy import BlastRadius, RiskMatrix
from agent_router.model.review import Answers, Box, Region
from agent_router.tables.cubes import Unit, boxes_of, cover
from agent_router.tables.index import Reading, assumed_value
from agent_router.tables.joint import Combinations, assumed_tests, boxes_of_combinations, compared_values
from agent_router.tables.meaning import holds, holds_of_cell, is_stated, nothing_else
from agent_router.tables.pairs import PairCondition
from agent_router.tables.pieces import cuts, has_pieces, other_fields, representative_values
from agent_router.tables.samples import sample
from agent_router.tables.spans import Span, spans_of, test_of_spans
from agent_router.tables.words_of_list import test_of_words

RowConditions = tuple[Condition, ...]

GRID_FIELDS = ("impact", "likelihood", "score", "blast_radius")
"""Codes of the fields that the risk matrix ties together."""
_LEVELS = range(1, 6)


@dataclass(frozen=True, slots=True)
class Piece:
    """Answers that no condition tells apart, by one of them."""

    values: tuple[Value | None, ...]
    """One a field of the axis; None: not stated."""


@dataclass(frozen=True, slots=True)
class Axis:
    """All pieces of one field, or of fields that go together."""

    fields: tuple[Field, ...]
    pieces: tuple[Piece, ...]
    exact: bool = True
    """Whether the pieces are surely all there are."""
    spans: tuple[Span, ...] = ()
    """For numbers and dates: the stretch of each piece but the blank one."""
    units: tuple[Unit, ...] = ()
    """For texts, lists, folders and compared fields: what tells the pieces apart."""
    vectors: tuple[int, ...] = ()
    """Beside `units`: which of them hold of each piece, as bits."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the fields."""
        return tuple(field.code for field in self.fields)

    @property
    def everything(self) -> int:
        """The bits of all pieces."""
        return (1 << len(self.pieces)) - 1

    @property
    def blanks(self) -> int:
        """The bits of the pieces on which some field is not stated."""
        return sum(1 << place for place, piece in enumerate(self.pieces) if None in piece.values)

    def regions(self, pieces: int) -> tuple[Box, ...]:
        """The pieces with these bits, said in conditions: exactly those; an empty box for all, no box for none."""
        if not pieces:
            return ()
        if pieces == self.everything:
            return ((),)
        if self.units:
            return self._by_truth(pieces)
        if len(self.fields) > 1:
            return boxes_of_combinations(self.fields, self._values(pieces), self._values(self.everything))
        return ((self._region(pieces),),)

    def _values(self, pieces: int) -> Combinations:
        return tuple(piece.values for place, piece in enumerate(self.pieces) if pieces >> place & 1)

    def _by_truth(self, pieces: int) -> tuple[Box, ...]:
        wanted = [vector for place, vector in enumerate(self.vectors) if pieces >> place & 1]
        others = [vector for place, vector in enumerate(self.vectors) if not pieces >> place & 1]
        return boxes_of(cover(wanted, others, self.units), self.units)

    def _region(self, pieces: int) -> Region:
        """Of numbers, dates, single words, yes and no."""
        field = self.fields[0]
        blanks = self.blanks
        stated = pieces & ~blanks
        if not stated:
            return Region(field.code, Missing(), or_blank=True)
        or_blank = bool(pieces & blanks)
        if self.spans:
            return Region(field.code, test_of_spans(field, self.spans, stated), or_blank)
        every = [piece.values[0] for place, piece in enumerate(self.pieces) if not blanks >> place & 1]
        chosen = [piece.values[0] for place, piece in enumerate(self.pieces) if stated >> place & 1]
        return Region(field.code, test_of_words(chosen, every), or_blank)


def axis_of(field: Field, tests: Iterable[Test]) -> Axis:
    """The pieces of one field under these tests; those that compare it with another field are left out."""
    known = tuple(dict.fromkeys(test for test in tests if not other_fields(test)))
    if has_pieces(field):
        spans = spans_of(field, cuts(field, known))
        return Axis((field,), _pieces(field, [span.value for span in spans]), spans=spans)
    if field.kind is FieldKind.YES_NO:
        return Axis((field,), _pieces(field, [True, False]))
    if field.kind is FieldKind.CHOICE and field.words is not None:
        return Axis((field,), _pieces(field, field.words.texts))
    return _sampled_axis(field, known)


def may_be_blank(field: Field) -> bool:
    """Whether a task may leave it out and still be decided."""
    return not field.derived and field.if_blank is not IfBlank.REQUIRED


def _pieces(field: Field, values: Sequence[Value]) -> tuple[Piece, ...]:
    blank = (Piece((None,)),) if may_be_blank(field) else ()
    return (*(Piece((value,)) for value in values), *blank)


def _sampled_axis(field: Field, tests: Sequence[Test]) -> Axis:
    found = sample(field, tests)
    empty: tuple[Value, ...] = ((),) if field.derived and field.many else ()
    pieces = _pieces(field, (*found.values, *empty))
    units = (Unit(field, Given()), *(Unit(field, test) for test in found.units))
    vectors = tuple(_truths(units, (field,), piece) for piece in pieces)
    return Axis((field,), pieces, found.exact, units=units, vectors=vectors)


def _truths(units: Sequence[Unit], fields: Sequence[Field], piece: Piece) -> int:
    values = {field.code: value for field, value in zip(fields, piece.values, strict=True)}
    return sum(
        1 << place
        for place, unit in enumerate(units)
        if holds(unit.test, values[unit.field.code], unit.field, values.get)
    )


def joint_axis(fields: Sequence[Field], combinations: Iterable[tuple[Value | None, ...]]) -> Axis:
    """Fields whose answers go together only so; the combinations in their order, each once."""
    return Axis(tuple(fields), tuple(Piece(values) for values in dict.fromkeys(combinations)))


def grid_axis(matrix: RiskMatrix, fields: Sequence[Field]) -> Axis:
    """Impact, likelihood, score and blast radius (those of them in `fields`) as the risk matrix ties them together."""
    colors = {(cell.impact, cell.likelihood): cell.blast_radius for cell in matrix.cells}
    combinations = []
    for impact in _LEVELS:
        for likelihood in _LEVELS:
            # A cell that is not there counts as the highest, as it does when tasks are rated.
            color = colors.get((impact, likelihood), BlastRadius.HIGH)
            values = dict(zip(GRID_FIELDS, (impact, likelihood, impact * likelihood, color.value), strict=True))
            combinations.append(tuple(values[field.code] for field in fields))
    if len(fields) == 1 and fields[0].words is not None:
        order = {word: place for place, word in enumerate(fields[0].words.texts)}
        combinations.sort(key=lambda values: order.get(str(values[0]), len(order)))
    return joint_axis(fields, sorted(combinations) if len(fields) == 1 and fields[0].words is None else combinations)


def compared_axis(fields: Sequence[Field], tests: Mapping[str, Sequence[Test]]) -> Axis:
    """Fields of which some condition compares one with another; all tests on each, by its code.

    Exact where two fields of one kind of number or date are compared and nothing else.
    """
    values, exact = compared_values(fields, tests)
    pieces = tuple(Piece(combination) for combination in values)
    units = [Unit(field, Given()) for field in fields if may_be_blank(field)]
    for field in fields:
        told = (*_telling_tests(tests.get(field.code, ())), *assumed_tests(field, fields))
        units += [Unit(field, test) for test in dict.fromkeys(told)]
    vectors = [_truths(units, fields, piece) for piece in pieces]
    first = {vector: place for place, vector in reversed(tuple(enumerate(vectors)))}
    kept = sorted(first.values())
    return Axis(
        tuple(fields), tuple(pieces[place] for place in kept), exact,
        units=tuple(units), vectors=tuple(vectors[place] for place in kept),
    )  # fmt: skip


def _telling_tests(tests: Iterable[Test]) -> tuple[Test, ...]:
    """Each test without `not`; one that compares with another field also with it, since a blank there is neither."""
    found: dict[Test, None] = {}
    for test in tests:
        inside = test.tests if isinstance(test, NoneOf) else (test,)
        positive = inside[0] if len(inside) == 1 else AnyOf(inside)
        if not isinstance(positive, Given | Missing):
            found[positive] = None
            if other_fields(positive):
                found[NoneOf(inside)] = None
    return tuple(found)


def axes_of(
    rows: Sequence[RowConditions], fields: Mapping[str, Field], matrix: RiskMatrix | None = None
) -> tuple[Axis, ...]:
    """The axes of everything these rows look at, in the order in which they first do; with a matrix, its levels as one.

    Rows of several tables may be handed in together.
    """
    tests: dict[str, dict[Test, None]] = {}
    joined: list[set[str]] = [set(GRID_FIELDS)] if matrix is not None else []
    for condition in (condition for row in rows for condition in row):
        tests.setdefault(condition.field, {})[condition.test] = None
        others = other_fields(condition.test)
        for other in others:
            tests.setdefault(other, {})
        if others:
            joined = _join(joined, {condition.field, *others})
    axes: dict[frozenset[str], Axis] = {}
    for code in tests:
        group = frozenset(next((group for group in joined if code in group), {code}) & tests.keys())
        if group not in axes:
            axes[group] = _axis([fields[one] for one in tests if one in group], tests, matrix)
    return tuple(axes.values())


def _join(groups: list[set[str]], more: set[str]) -> list[set[str]]:
    apart = [group for group in groups if not group & more]
    return [*apart, set().union(more, *(group for group in groups if group & more))]


def _axis(fields: list[Field], tests: Mapping[str, Mapping[Test, None]], matrix: RiskMatrix | None) -> Axis:
    if matrix is not None and all(field.code in GRID_FIELDS for field in fields):
        return grid_axis(matrix, fields)
    if len(fields) == 1:
        return axis_of(fields[0], tests[fields[0].code])
    return compared_axis(fields, {code: tuple(found) for code, found in tests.items()})


def row_masks(
    axis: Axis, rows: Sequence[RowConditions], fields: Mapping[str, Field], reading: Reading
) -> tuple[int, ...]:
    """For each piece the bits of the rows whose conditions on the axis' fields all hold; a row without any counts.

    A condition that compares with a field outside the axis is left out. Agrees with `CompiledTable.match`.
    """
    masks = [0] * len(axis.pieces)
    for conditions, same in _alike(axis, rows).items():
        bits = sum(1 << row for row in same)
        for place, piece in enumerate(axis.pieces):
            if _all_hold(conditions, axis, piece, _Sheet(rows, fields, reading)):
                masks[place] |= bits
    return tuple(masks)


def rows_by_piece(masks: Sequence[int], rows: int) -> tuple[int, ...]:
    """The other way round: for each row the bits of the pieces on which it holds."""
    return tuple(sum(1 << place for place, mask in enumerate(masks) if mask >> row & 1) for row in range(rows))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the reading of a blank depends on."""

    rows: Sequence[RowConditions]
    fields: Mapping[str, Field]
    reading: Reading


def _alike(axis: Axis, rows: Sequence[RowConditions]) -> dict[RowConditions, list[int]]:
    """Rows that ask the same of the axis' fields, together."""
    codes = set(axis.codes)
    found: dict[tuple[tuple[str, Test], ...], tuple[RowConditions, list[int]]] = {}
    for place, row in enumerate(rows):
        asked = tuple(c for c in row if c.field in codes and codes.issuperset(other_fields(c.test)))
        known = found.setdefault(tuple((c.field, c.test) for c in asked), (asked, []))
        known[1].append(place)
    return dict(found.values())


def _all_hold(conditions: RowConditions, axis: Axis, piece: Piece, sheet: _Sheet) -> bool:
    values = {field.code: value for field, value in zip(axis.fields, piece.values, strict=True)}
    for field in axis.fields:
        alone = [c.test for c in conditions if c.field == field.code and not other_fields(c.test)]
        if alone and not _hold_alone(alone, field, values[field.code], sheet):
            return False
    return all(_pair_holds(c, values, sheet) for c in conditions if other_fields(c.test))


def _pair_holds(condition: Condition, values: Mapping[str, Value | None], sheet: _Sheet) -> bool:
    others = tuple(sheet.fields[code] for code in other_fields(condition.test))
    pair = PairCondition(0, condition.test, sheet.fields[condition.field], others)
    cells = (values[condition.field], *(values[other.code] for other in others))
    return pair.holds_of(cells, sheet.reading)


def _hold_alone(tests: Sequence[Test], field: Field, value: Value | None, sheet: _Sheet) -> bool:
    """The tests of one row on one field, a blank read as `tables/index.py` reads it."""
    if is_stated(value) or field.derived or sheet.reading is Reading.AS_STATED:
        return _hold(tests, field, value, stated=is_stated(value))
    if _hold(tests, field, assumed_value(field), stated=False):
        return True
    if sheet.reading is Reading.CERTAIN or field.if_blank is not IfBlank.WORST:
        return False
    asked = [c.test for row in sheet.rows for c in row if c.field == field.code and not other_fields(c.test)]
    return any(_hold(tests, field, one, stated=False) for one in representative_values(field, dict.fromkeys(asked)))


def _hold(tests: Iterable[Test], field: Field, value: Value | None, *, stated: bool) -> bool:
    return all(holds_of_cell(test, value, field, nothing_else, stated=stated) for test in tests)


def region_holds(region: Region, answers: Answers, fields: Mapping[str, Field]) -> bool:
    """Whether a task belongs to a region."""
    values = dict(answers)
    value = values.get(region.field)
    if not is_stated(value):
        return region.or_blank
    return holds(region.test, value, fields[region.field], values.get)


def box_holds(box: Box, answers: Answers, fields: Mapping[str, Field]) -> bool:
    """Whether a task belongs to a kind of task; derived fields must be among the answers."""
    return all(region_holds(region, answers, fields) for region in box)
