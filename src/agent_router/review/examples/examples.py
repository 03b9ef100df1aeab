"""Examples against the real answers: one finding an example, the leading difference first, with what decided it."""

from collections.abc import Sequence

from agent_router.model.assignment import Assignment
from agent_router.model.place import Place
from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.model.task import Task
from agent_router.review.examples.common_cells import common_cells
from agent_router.review.examples.differences import Difference, TriedExample, tried
from agent_router.review.examples.example_reasons import check_example_names
from agent_router.review.examples.expectations import Expected, expectations, task_of
from agent_router.review.interface import Decide
from agent_router.review.problems import EXAMPLE_DIFFERS, EXAMPLE_UNCHECKED

SHEET = "Examples"
_NAMED = 6
"""So many words, or cells, of one kind are named in a sentence; all cells are among its places."""
_SELF_EVIDENT = frozenset({Expected.BLAST_RADIUS, Expected.ROUTE})
"""What is expected of these tells what it is about."""


def try_examples(policy: Policy, decide: Decide, quickly: Decide) -> tuple[Problem, ...]:
    """As `differing_examples`; `quickly` may leave `missing` empty, `decide` may not."""
    return differing_examples(hold_examples(policy, decide, quickly), policy)


def differing_examples(results: Sequence[TriedExample], policy: Policy) -> tuple[Problem, ...]:
    """Cells that many differing examples share, then each example that differs."""
    differing = tuple(_differing(result, policy) for result in results if result.differences)
    return (*common_cells(results, policy), *differing)


def hold_examples(policy: Policy, decide: Decide, quickly: Decide) -> tuple[TriedExample, ...]:
    """Every example against what is decided for it; only where `missing` is expected the slow way."""
    tasks = tuple(task_of(example, at) for at, example in enumerate(policy.examples))
    slow = [at for at, example in enumerate(policy.examples) if example.missing is not None]
    assigned = list(quickly(tasks, policy))
    for at, assignment in zip(slow, _chosen(slow, tasks, policy, decide), strict=True):
        assigned[at] = assignment
    return tuple(
        tried(example, assignment, policy) for example, assignment in zip(policy.examples, assigned, strict=True)
    )


def check_expectations(policy: Policy) -> tuple[Problem, ...]:
    """Examples that expect nothing, and so check nothing; names in them that no sheet knows."""
    unchecked = tuple(
        Problem(
            EXAMPLE_UNCHECKED, example.place or Place(policy.file, SHEET), f"nothing under Should be for {example.id}"
        )
        for example in policy.examples
        if not any(expectations(example))
    )
    return (*unchecked, *check_example_names(policy))


def _chosen(slow: Sequence[int], tasks: Sequence[Task], policy: Policy, decide: Decide) -> Sequence[Assignment]:
    return decide(tuple(tasks[at] for at in slow), policy) if slow else ()


def _differing(result: TriedExample, policy: Policy) -> Problem:
    """The place is the first differing cell; the other ones come before the cells that decided."""
    leading, *others = result.differences
    sheet = Place(policy.file, SHEET)
    place = leading.expectation.place or sheet
    cells = [one.expectation.place or sheet for one in others]
    cells += [cell for one in result.differences for cell in one.cells]
    words = _leading_words(leading, policy)
    if others:
        words += "; also " + "; ".join(_further_words(one, policy) for one in others)
    also = tuple(cell for cell in dict.fromkeys(cells) if cell != place)
    return Problem(EXAMPLE_DIFFERS, place, words, also=also)


def _leading_words(difference: Difference, policy: Policy) -> str:
    expectation = difference.expectation
    if expectation.what in _SELF_EVIDENT or not (expectation.words and difference.found):
        wanted, got = (_listed(words, expectation.what, policy) for words in (expectation.words, difference.found))
        words = f"expected {wanted}, the rules give {got}"
        words = words if expectation.what in _SELF_EVIDENT else f"{_name(expectation.what)}: {words}"
    else:
        words = _further_words(difference, policy)
    named = [cell.short for cell in difference.cells]
    words = f"{words} ({_cut(named)})" if named else words
    return f"{words}, because {' and '.join(difference.because)}" if difference.because else words


def _further_words(difference: Difference, policy: Policy) -> str:
    what = difference.expectation.what
    if what.several:
        lacks, too_much = (_listed(words, what, policy) for words in (difference.lacks, difference.too_much))
        told = [f"lacks {lacks}"] if difference.lacks else []
        told += [f"has {too_much} too"] if difference.too_much else []
        return f"{_name(what)}: {', '.join(told)}"
    wanted, got = (_listed(words, what, policy) for words in (difference.expectation.words, difference.found))
    return f"{_name(what)}: expected {wanted}, given {got}"


def _name(what: Expected) -> str:
    return what.value.replace("_", " ")


def _listed(words: Sequence[str], what: Expected, policy: Policy) -> str:
    headers = {field.code: field.header for field in policy.fields} if what is Expected.MISSING else {}
    return _cut([headers.get(word, word) for word in words]) or "nothing"


def _cut(words: Sequence[str]) -> str:
    more = f" and {len(words) - _NAMED} more" if len(words) > _NAMED else ""
    return ", ".join(words[:_NAMED]) + more
