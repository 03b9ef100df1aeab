"""What an example expects, and whether a decision meets it; compared as words, case and order forgiven."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from agent_router.model.assignment import Assignment
from agent_router.model.place import Place
from agent_router.model.policy import Example
from agent_router.model.reason import ReasonKind
from agent_router.model.task import Answer, Task


class Expected(Enum):
    """The `Should be …` columns, by the names they have on an `Example`."""

    BLAST_RADIUS = "blast_radius"
    ROUTE = "route"
    PHASES = "phases"
    MINUTES = "minutes"
    PROOF = "proof"
    MISSING = "missing"
    CHECKLIST = "checklist"

    @property
    def several(self) -> bool:
        """Whether it is a set of words, compared whatever their order."""
        return self in {Expected.PHASES, Expected.PROOF, Expected.MISSING, Expected.CHECKLIST}


@dataclass(frozen=True, slots=True)
class Expectation:
    """One filled `Should be …` cell."""

    what: Expected
    words: tuple[str, ...]
    place: Place | None


def expectations(example: Example) -> Iterator[Expectation]:
    """The filled expectations of an example, in the order of their columns."""
    places = dict(example.cells)
    for what in Expected:
        words = _expected(example, what)
        if words is not None:
            yield Expectation(what, words, places.get(what.value) or example.place)


def task_of(example: Example, at: int) -> Task:
    """The example as a task; IDs are made, since examples may repeat them."""
    answers = tuple(Answer(code, value, example.place) for code, value in example.answers)
    goal = next((str(value) for code, value in example.answers if code == "goal"), example.id)
    return Task(f"example {at + 1}", goal, answers, example.place)


def is_met(expectation: Expectation, assignment: Assignment) -> bool:
    """Whether the decision says what is expected."""
    found = found_words(assignment, expectation.what)
    return {word.casefold() for word in expectation.words} == {word.casefold() for word in found}


def found_words(assignment: Assignment, what: Expected) -> tuple[str, ...]:
    """What was decided, in the words of the sheets; `missing` by field code."""
    assessment, minutes = assignment.assessment, assignment.budget.minutes
    return {
        Expected.BLAST_RADIUS: () if assessment is None else (assessment.blast_radius.value,),
        Expected.ROUTE: (assignment.route.value,),
        Expected.PHASES: tuple(phase.value for phase in assignment.phases),
        Expected.MINUTES: () if minutes is None else (str(minutes),),
        Expected.PROOF: tuple(proof.kind for proof in assignment.proof),
        Expected.MISSING: assignment.missing,
        Expected.CHECKLIST: tuple(item.id for item in assignment.checklist),
    }[what]


def deciders(what: Expected) -> tuple[ReasonKind, ...]:
    """Which reasons of a decision speak of this expectation, the nearest to the answer first."""
    return {
        Expected.BLAST_RADIUS: (ReasonKind.RISK, ReasonKind.MATRIX, ReasonKind.AREA),
        Expected.ROUTE: (ReasonKind.ROUTE, ReasonKind.SYSTEM),
        Expected.PHASES: (ReasonKind.ROUTE,),
        Expected.MISSING: (ReasonKind.ROUTE,),
        Expected.MINUTES: (ReasonKind.BUDGET,),
        Expected.PROOF: (ReasonKind.PROOF,),
        Expected.CHECKLIST: (),
    }[what]


def _expected(example: Example, what: Expected) -> tuple[str, ...] | None:
    return {
        Expected.BLAST_RADIUS: None if example.blast_radius is None else (example.blast_radius.value,),
        Expected.ROUTE: None if example.route is None else (example.route.value,),
        Expected.PHASES: None if example.phases is None else tuple(phase.value for phase in example.phases),
        Expected.MINUTES: None if example.minutes is None else (str(example.minutes),),
        Expected.PROOF: example.proof,
        Expected.MISSING: example.missing,
        Expected.CHECKLIST: example.checklist,
    }[what]
