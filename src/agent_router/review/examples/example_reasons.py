"""Why an example got another answer though no rule was changed: what it leaves open, and names that no sheet knows.

An owner or reviewer who is not on `People` counts as not stated, and of a system that is not on `Systems` nothing is
known: whoever deletes a person there would otherwise look for the fault among the rules.
"""

from collections.abc import Iterator

from agent_router.model.assignment import Assignment
from agent_router.model.place import Place
from agent_router.model.policy import Example, Policy
from agent_router.model.problem import Problem
from agent_router.model.reason import ReasonKind
from agent_router.review.examples.expectations import Expected, deciders
from agent_router.review.problems import EXAMPLE_NAMES_NOBODY
from agent_router.scope.areas import is_named
from agent_router.sheets.characters import quoted
from agent_router.sheets.names import nearest

_PEOPLE = ("owner", "reviewer")


def reasons_of(example: Example, what: Expected, assignment: Assignment, policy: Policy) -> tuple[str, ...]:
    """Each a sentence without its full stop: answers that were assumed, then names that count as none."""
    kinds = {*deciders(what), ReasonKind.RISK}
    rated = assignment.assessment
    if rated is None or rated.blast_radius in {rated.as_far_as_stated, example.blast_radius}:
        kinds.discard(ReasonKind.RISK)  # as risky as stated or as expected, so that is not where they part
    assumed = (code for reason in assignment.because if reason.kind in kinds for code in reason.assumed)
    headers = {field.code: field.header for field in policy.fields}
    said = [f"{headers.get(code, code)} is not stated" for code in dict.fromkeys(assumed)]
    said += [sentence for _, _, sentence in _strangers(example, policy)]
    return tuple(dict.fromkeys(said))


def check_example_names(policy: Policy) -> tuple[Problem, ...]:
    """Names in examples that neither `People` nor `Systems` knows: one finding a name, at the first example."""
    sheet = Place(policy.file, "Examples")
    places: dict[tuple[str, str], list[Place]] = {}
    for example in policy.examples:
        for _, name, sentence in _strangers(example, policy):
            places.setdefault((name, sentence), []).append(example.place or sheet)
    return tuple(
        Problem(EXAMPLE_NAMES_NOBODY, at, sentence, nearest(name, _known(policy)), also=tuple(others))
        for (name, sentence), (at, *others) in places.items()
    )


def _strangers(example: Example, policy: Policy) -> Iterator[tuple[str, str, str]]:
    """Field, name and what it means, of each name that no sheet knows."""
    headers = {field.code: field.header for field in policy.fields}
    for code, value in example.answers:
        if code in _PEOPLE and policy.person(str(value)) is None:
            name = str(value)
            yield code, name, f"{quoted(name)} is not on People, so no {headers[code]} is stated"
        if code == "systems":
            for name in value if isinstance(value, tuple) else (str(value),):
                if not any(is_named(system, name) for system in policy.systems):
                    yield code, name, f"{quoted(name)} is not on Systems, so nothing is known of it"


def _known(policy: Policy) -> Iterator[str]:
    yield from (person.name for person in policy.people)
    yield from (name for system in policy.systems for name in (system.name, *system.also_called))
