"""Is this workbook sound: the reading, and every example against the real answer."""

from collections.abc import Iterator
from dataclasses import dataclass

from agent_router.errors import InputRejected
from agent_router.model.assignment import Assignment
from agent_router.model.place import Place
from agent_router.model.policy import Example, Policy
from agent_router.model.problem import Problem
from agent_router.model.reason import ReasonKind
from agent_router.model.task import Answer, Task
from agent_router.pipeline.problems import EXAMPLE_DIFFERS
from agent_router.pipeline.reviewing import review_policy
from agent_router.pipeline.routing_tasks import route_tasks
from agent_router.pipeline.workspace import NamedBytes
from agent_router.workbook.interface import read_policy

_DECIDERS: dict[str, frozenset[ReasonKind]] = {
    "blast_radius": frozenset({ReasonKind.RISK, ReasonKind.AREA, ReasonKind.MATRIX}),
    "route": frozenset({ReasonKind.ROUTE, ReasonKind.SYSTEM}),
    "phases": frozenset({ReasonKind.ROUTE}),
    "minutes": frozenset({ReasonKind.BUDGET}),
    "proof": frozenset({ReasonKind.PROOF}),
    "missing": frozenset({ReasonKind.ROUTE}),
    "checklist": frozenset(),
}
"""Which reasons speak of which expectation."""


@dataclass(frozen=True, slots=True)
class CheckedWorkbook:
    """What a check found."""

    policy: Policy | None
    """None where the workbook cannot be used at all."""
    problems: tuple[Problem, ...]
    examples: int
    """Examples that were held against the rules."""

    @property
    def sound(self) -> bool:
        """Nothing left to do: no error, no warning that nobody answered. Advice does not count."""
        return not any(problem.open for problem in self.problems)

    @property
    def usable(self) -> bool:
        """Whether tasks can be routed by it."""
        return self.policy is not None


def check_workbook(workbook: NamedBytes) -> CheckedWorkbook:
    """Read a workbook and try its examples; CannotRead where it is no workbook."""
    try:
        policy = read_policy(workbook.data, workbook.name)
    except InputRejected as rejected:
        return CheckedWorkbook(None, rejected.problems, 0)
    problems = (*policy.remarks, *review_policy(policy), *try_examples(policy))
    return CheckedWorkbook(policy, problems, len(policy.examples))


def try_examples(policy: Policy) -> tuple[Problem, ...]:
    """Each expected value against the real one, with the row that decided."""
    tasks = tuple(_task(example, at) for at, example in enumerate(policy.examples))
    assigned = route_tasks(tasks, policy)
    return tuple(
        problem
        for example, assignment in zip(policy.examples, assigned, strict=True)
        for problem in _differences(example, assignment, policy)
    )


def _task(example: Example, at: int) -> Task:
    """The example as a task; IDs are made, since examples may repeat them."""
    answers = tuple(Answer(code, value, example.place) for code, value in example.answers)
    goal = next((str(value) for code, value in example.answers if code == "goal"), example.id)
    return Task(f"example {at + 1}", goal, answers, example.place)


def _differences(example: Example, assignment: Assignment, policy: Policy) -> Iterator[Problem]:
    found = _found(assignment)
    places = dict(example.cells)
    for name, expected in (
        ("blast_radius", example.blast_radius and (example.blast_radius.value,)),
        ("route", example.route and (example.route.value,)),
        ("phases", None if example.phases is None else tuple(phase.value for phase in example.phases)),
        ("minutes", None if example.minutes is None else (str(example.minutes),)),
        ("proof", example.proof),
        ("missing", example.missing),
        ("checklist", example.checklist),
    ):
        if expected is None or _same(expected, found[name]):
            continue
        place = places.get(name) or example.place or Place(policy.file, "Examples")
        wanted, got = (_words(words, name, policy) for words in (expected, found[name]))
        yield Problem(EXAMPLE_DIFFERS, place, f"expected {wanted}, the rules give {got}{_decided_by(assignment, name)}")


def _words(words: tuple[str, ...], name: str, policy: Policy) -> str:
    headers = {field.code: field.header for field in policy.fields} if name == "missing" else {}
    return ", ".join(headers.get(word, word) for word in words) or "nothing"


def _decided_by(assignment: Assignment, name: str) -> str:
    """The rows that decided this value, in brackets; empty where no row did."""
    kinds = _DECIDERS[name]
    places = dict.fromkeys(
        reason.place.short for reason in assignment.because if reason.kind in kinds and reason.place is not None
    )
    return f" ({', '.join(places)})" if places else ""


def _same(expected: tuple[str, ...], found: tuple[str, ...]) -> bool:
    return sorted(word.casefold() for word in expected) == sorted(word.casefold() for word in found)


def _found(assignment: Assignment) -> dict[str, tuple[str, ...]]:
    assessment = assignment.assessment
    minutes = assignment.budget.minutes
    return {
        "blast_radius": () if assessment is None else (assessment.blast_radius.value,),
        "route": (assignment.route.value,),
        "phases": tuple(phase.value for phase in assignment.phases),
        "minutes": () if minutes is None else (str(minutes),),
        "proof": tuple(proof.kind for proof in assignment.proof),
        "missing": assignment.missing,
        "checklist": tuple(item.id for item in assignment.checklist),
    }
