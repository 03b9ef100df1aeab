"""The questions that one policy, or two policies together, ask of a task, each with its kinds of answer.

1. Answers that no row of any sheet tells apart are one kind of answer.
2. Expected output, changes, folders, systems and areas come first, since together they say what a task may touch;
   then answers that have an order of risk, then those that the risk rules look at, prerequisites last.
3. `Area` is asked as if it were free; `possible` says which folders, systems and areas go together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from agent_router.model.condition import Given, Missing, Test
from agent_router.model.field import Field, Riskier, Value, Word, WordList
from agent_router.model.policy import Policy
from agent_router.model.review import Answers
from agent_router.review.every_kind.forest import Forest, Node
from agent_router.review.every_kind.reach import Reach, Reaching, Touching, closed_test
from agent_router.review.every_kind.sheet_rows import Masks, SheetRows, sheet_rows
from agent_router.scope.covering import changes_something, hands_over_files
from agent_router.tables.engine import CompiledTable
from agent_router.tables.index import Reading
from agent_router.tables.meaning import holds
from agent_router.tables.partition import Axis, Piece, RowConditions, axis_of, compared_axis, may_be_blank, row_masks
from agent_router.tables.pieces import other_fields
from agent_router.tables.rulebook import Rulebook

NAMED = ("owner", "reviewer")
"""Fields whose names count only where `People` has them."""
_FIRST = ("output", "changes", "folders", "systems", "area")
_DERIVED = ("impact", "likelihood", "score", "blast_radius", "route")


class NotComparable(Exception):
    """A condition ties answers together in a way that cannot be taken apart; its text says which, in plain words."""


@dataclass(frozen=True, slots=True)
class Question:
    """One axis: its kinds of answer, each the bits of the pieces that nothing tells apart."""

    axis: Axis
    kinds: tuple[int, ...]

    def value(self, kind: int) -> tuple[Value | None, ...]:
        """One answer of that kind, a value a field of the axis."""
        pieces = self.kinds[kind]
        return self.axis.pieces[(pieces & -pieces).bit_length() - 1].values

    def pieces(self, kinds: int) -> int:
        """The pieces of these kinds of answer (bits)."""
        return sum(pieces for at, pieces in enumerate(self.kinds) if kinds >> at & 1)


class Kinds:
    """All kinds of task under one policy or two, and the forest in which to look at them."""

    def __init__(self, books: Sequence[Rulebook], sheets: Sequence[str], limit: int, also: Sequence[str] = ()) -> None:
        """`sheets` are names of the rulebook's tables that are asked about, `also` fields that no row need look at.

        NotComparable where answers cannot be taken apart.
        """
        self.books = tuple(books)
        self.sheets = tuple(sheets)
        self.fields = _merged_fields([book.policy for book in books])
        self._tests = {**{code: () for code in also if code in self.fields}, **self._all_tests()}
        self.reach: Reach = Reaching([book.policy for book in books], self.fields, self._tests).reach()
        axes = self._axes()
        self._masks = {
            (at, sheet): [self._masks_of(at, sheet, axis) for axis in axes]
            for at in range(len(self.books))
            for sheet in self.sheets
        }
        self.questions = tuple(self._question(place, axis) for place, axis in enumerate(axes))
        self.places = {code: at for at, axis in enumerate(axes) for code in axis.codes}
        self._derived: dict[tuple[int, str, Piece], int] = {}
        self.forest = Forest([len(question.kinds) for question in self.questions], limit)

    @property
    def exact(self) -> bool:
        """Whether there are surely no other kinds of task."""
        return self.reach.exact and all(question.axis.exact for question in self.questions)

    @property
    def areas_said_exactly(self) -> bool:
        """Whether conditions on areas, folders and systems tell apart all that reaches other areas."""
        question = self.questions[self.places["area"]]
        vectors = [
            {question.axis.vectors[at] for at in range(len(question.axis.pieces)) if pieces >> at & 1}
            for pieces in question.kinds
        ]
        return sum(map(len, vectors)) == len(set().union(*vectors))

    def rows(self, book: int, sheet: str) -> SheetRows:
        """One sheet of one policy over all questions."""
        masks = self._masks[book, sheet]
        table: CompiledTable[Any] = getattr(self.books[book], sheet)
        return sheet_rows(
            len(table.rows),
            [
                tuple(own[(pieces & -pieces).bit_length() - 1] for pieces in question.kinds)
                for question, own in zip(self.questions, masks, strict=True)
            ],
        )

    def derived_rows(self, book: int, sheet: str, values: Mapping[str, Value]) -> int:
        """The rows of a sheet that these derived values allow."""
        own = self.books[book]
        fields = tuple(own.fields[code] for code in _DERIVED if code in own.fields)
        piece = Piece(tuple(values.get(field.code) for field in fields))
        key = (book, sheet, piece)
        known = self._derived.get(key)
        if known is None:
            axis = Axis(fields, (piece,))
            known = self._derived[key] = row_masks(axis, _conditions(own, sheet), own.fields, Reading.CERTAIN)[0]
        return known

    def asks_about(self, book: int, sheet: str, codes: Sequence[str]) -> bool:
        """Whether some row of the sheet looks at one of these fields."""
        return any(
            condition.field in codes or set(codes).intersection(other_fields(condition.test))
            for row in _conditions(self.books[book], sheet)
            for condition in row
        )

    def _all_tests(self) -> dict[str, tuple[Test, ...]]:
        found: dict[str, dict[Test, None]] = {}
        for book in self.books:
            for sheet in self.sheets:
                for condition in (one for row in _conditions(book, sheet) for one in row):
                    found.setdefault(condition.field, {})[condition.test] = None
                    for other in other_fields(condition.test):
                        found.setdefault(other, {})
        return {code: tuple(tests) for code, tests in found.items()}

    def _axes(self) -> tuple[Axis, ...]:
        first = {"folders": self.reach.folders, "systems": self.reach.systems, "area": self.reach.areas}
        axes = [first[code] if code in first else self._axis([self.fields[code]]) for code in self._first()]
        known = {code for axis in axes for code in axis.codes}
        groups = self._groups([code for code in self._tests if code not in known and not self.fields[code].derived])
        axes += [self._axis(group) for group in sorted(groups, key=self._turn)]
        return tuple(axes)

    def _first(self) -> list[str]:
        return [code for code in _FIRST if code in self.fields]

    def _groups(self, codes: Sequence[str]) -> list[list[Field]]:
        """Fields that some condition compares with each other go together."""
        groups = [{code} for code in codes]
        for code, tests in self._tests.items():
            tied = {code, *(other for test in tests for other in other_fields(test))}
            if len(tied) > 1:
                self._refuse_tied(tied)
                joined = set().union(*(group for group in groups if group & tied))
                groups = [*(group for group in groups if not group & tied), *([joined] if joined else [])]
        return [[self.fields[code] for code in codes if code in group] for group in groups]

    def _refuse_tied(self, tied: set[str]) -> None:
        if all(self.fields[code].derived for code in tied) and "area" not in tied:
            return
        odd = [code for code in tied if self.fields[code].derived or code in _FIRST or code in NAMED]
        if odd:
            names = " and ".join(sorted(self.fields[code].header for code in tied))
            raise NotComparable(f"a condition compares {names} with each other")

    def _turn(self, group: Sequence[Field]) -> tuple[int, int]:
        """Riskier answers first, then what risk rules look at, then other answers, then mere prerequisites."""
        codes = {field.code for field in group}
        risky = any(
            condition.field in codes for book in self.books for row in _conditions(book, "risk") for condition in row
        )
        bare = all(isinstance(test, Given | Missing) for code in codes for test in self._tests.get(code, ()))
        ordered = any(field.riskier is not Riskier.NONE for field in group)
        return (0 if ordered else 1 if risky else 3 if bare else 2, -len(group))

    def _axis(self, group: Sequence[Field]) -> Axis:
        if len(group) > 1:
            return compared_axis(group, {field.code: self._tests.get(field.code, ()) for field in group})
        field = group[0]
        if field.code in NAMED:
            names = dict.fromkeys(person.name for book in self.books for person in book.policy.people)
            blank = (Piece((None,)),) if may_be_blank(field) or not names else ()
            return Axis((field,), (*(Piece((name,)) for name in names), *blank))
        return axis_of(field, self._tests.get(field.code, ()))

    def _masks_of(self, at: int, sheet: str, axis: Axis) -> Masks:
        """For each piece of the axis the rows that it certainly and possibly allows."""
        rows = _conditions(self.books[at], sheet)
        own, fields = self._as_read(at, axis), self.books[at].fields
        certain, possible = (row_masks(own, rows, fields, how) for how in (Reading.CERTAIN, Reading.POSSIBLE))
        return tuple(zip(certain, possible, strict=True))

    def _as_read(self, at: int, axis: Axis) -> Axis:
        """The axis with this policy's own fields, areas and people."""
        book = self.books[at]
        fields = tuple(book.fields.get(field.code, field) for field in axis.fields)
        pieces = axis.pieces
        if axis.codes == ("area",):
            pieces = tuple(Piece((words,)) for words in self.reach.words[at])
        elif axis.codes[0] in (*NAMED, "work_type") and len(axis.codes) == 1:
            pieces = tuple(Piece((known_answer(book.policy, axis.codes[0], piece.values[0]),)) for piece in pieces)
        return replace(axis, fields=fields, pieces=pieces)

    def _question(self, place: int, axis: Axis) -> Question:
        """Pieces that no sheet of any policy tells apart, together."""
        found: dict[object, int] = {}
        for at, piece in enumerate(axis.pieces):
            alike = (
                tuple(masks[place][at] for masks in self._masks.values()),
                self._meaning(axis, piece),
            )
            found[alike] = found.get(alike, 0) | 1 << at
        return Question(axis, tuple(found.values()))

    def _meaning(self, axis: Axis, piece: Piece) -> object:
        """What an answer means besides the conditions on it."""
        value = piece.values[0]
        match axis.codes[0]:
            case "output":
                return hands_over_files(value)
            case "changes":
                return tuple(changes_something({"changes": value}, book.policy) for book in self.books)
            case "systems":
                return tuple(self._is_closed(book.policy, value) for book in self.books), value is None
            case "folders" | "reviewer":
                return value is None
            case "area":
                return axis.pieces.index(piece) == 0 or None
            case _:
                return None

    def _is_closed(self, policy: Policy, value: Value | None) -> bool:
        test = closed_test(policy)
        return test is not None and holds(test, value, self.fields["systems"])

    def _kind(self, code: str, piece: int) -> int:
        """The kind of answer that a piece belongs to."""
        kinds = self.questions[self.places[code]].kinds
        return next(at for at, pieces in enumerate(kinds) if pieces >> piece & 1)

    def flags(self, code: str, holds_of: Mapping[int, bool] | Sequence[bool]) -> Node:
        """The diagram of a truth for each kind of answer to one question."""
        place = self.places[code]
        width = self.forest.widths[place]
        return self.forest.node(place, tuple(self.forest.leaf(bool(holds_of[at])) for at in range(width)))

    def answered(self, code: str) -> list[Value | None]:
        """One answer a kind, for a question about a single field."""
        question = self.questions[self.places[code]]
        return [question.value(kind)[0] for kind in range(len(question.kinds))]

    def covers_everything(self, book: int) -> Node:
        """Whether nothing that a task names bounds it."""
        policy = self.books[book].policy
        no_folders = self.flags("folders", [value is None for value in self.answered("folders")])
        no_systems = self.flags("systems", [value is None for value in self.answered("systems")])
        changing = self.flags(
            "changes", [changes_something({"changes": value}, policy) for value in self.answered("changes")]
        )
        files = self.flags("changes", [False] * len(self.answered("changes")))
        if "output" in self.places:
            files = self.flags("output", [hands_over_files(value) for value in self.answered("output")])
        return self.forest.apply(
            (no_folders, no_systems, changing, files),
            lambda folders, systems, changes, file: bool(folders and (file or (systems and changes))),
        )

    def closed(self, book: int) -> Node:
        """Whether a system is named that agents may not work in."""
        policy = self.books[book].policy
        return self.flags("systems", [self._is_closed(policy, value) for value in self.answered("systems")])

    @property
    def nowhere(self) -> int:
        """The kind of answer to `Area` that reaches none."""
        return self._kind("area", 0)

    @property
    def everywhere(self) -> int:
        """The kind of answer to `Area` that reaches them all."""
        return self._kind("area", self.reach.everywhere)

    @cached_property
    def touchings(self) -> Mapping[tuple[int, int, int], Touching]:
        """The combinations of kinds of folders, systems and areas that exist, with names for each."""
        found: dict[tuple[int, int, int], Touching] = {}
        for one in self.reach.combinations:
            key = (
                self._kind("folders", one.folders),
                self._kind("systems", one.systems),
                self._kind("area", one.areas),
            )
            found.setdefault(key, one)
        return found

    @cached_property
    def possible(self) -> Node:
        """Whether folders, systems and areas go together."""
        forest = self.forest
        folders, systems, areas = (self.places[code] for code in ("folders", "systems", "area"))
        return forest.node(
            folders,
            tuple(
                forest.node(
                    systems,
                    tuple(
                        forest.node(
                            areas,
                            tuple(
                                forest.leaf((one, two, three) in self.touchings)
                                for three in range(forest.widths[areas])
                            ),
                        )
                        for two in range(forest.widths[systems])
                    ),
                )
                for one in range(forest.widths[folders])
            ),
        )

    def answers(self, path: Mapping[int, int]) -> Answers:
        """One task that answers so; what may say anything is left out where it may."""
        chosen = dict(path)
        names = self._names(chosen)
        found: list[tuple[str, Value]] = []
        for place, question in enumerate(self.questions):
            code = question.axis.codes[0]
            if code in names:
                values: tuple[Value | None, ...] = (names[code],)
            elif code == "area":
                continue
            elif place in chosen:
                values = question.value(chosen[place])
            else:
                values = _least_said(question)
            found += [
                (field.code, value)
                for field, value in zip(question.axis.fields, values, strict=True)
                if value is not None
            ]
        order = {code: at for at, code in enumerate(self.fields)}
        return tuple(sorted(found, key=lambda answer: order[answer[0]]))

    def _names(self, path: Mapping[int, int]) -> dict[str, Value | None]:
        """Folders and systems of a task that goes this way."""
        wanted = [path.get(self.places[code]) for code in ("folders", "systems", "area")]
        fitting = [
            touching
            for key, touching in self.touchings.items()
            if all(own is None or own == at for own, at in zip(wanted, key, strict=True))
        ]
        folders, systems = min(fitting, key=lambda one: len(one.names[0] or ()) + len(one.names[1] or ())).names
        return {"folders": folders, "systems": systems}


def known_answer(policy: Policy, code: str, value: Value | None) -> Value | None:
    """The answer as this policy's queue reads it: strangers and work types that are not on its list are blank."""
    if value is None:
        return None
    if code in NAMED:
        return value if policy.person(str(value)) is not None else None
    words = policy.field(code).words
    return value if words is None or words.find(str(value)) is not None else None


def _least_said(question: Question) -> tuple[Value | None, ...]:
    """The last piece is the blank one, where there is any."""
    return question.axis.pieces[-1].values


def _conditions(book: Rulebook, sheet: str) -> tuple[RowConditions, ...]:
    table: CompiledTable[Any] = getattr(book, sheet)
    return tuple(row.conditions for row in table.rows)


def _merged_fields(policies: Sequence[Policy]) -> dict[str, Field]:
    """The fields of all policies by code, the last one's own first; lists with the words of all."""
    found: dict[str, Field] = {}
    for policy in reversed(policies):
        for field in policy.fields:
            known = found.get(field.code)
            if known is None:
                found[field.code] = field
            elif known.words is not None and field.words is not None:
                words = {word.text: word for word in (*known.words.words, *field.words.words)}
                found[field.code] = replace(known, words=WordList(known.words.name, _in_order(words)))
    return found


def _in_order(words: Mapping[str, Word]) -> tuple[Word, ...]:
    return tuple(words.values())
