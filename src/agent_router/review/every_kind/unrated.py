"""Kinds of task that no risk rule gives both an impact and a likelihood: they count as High, and a person leads them.

What is said is what really happens: an example of each kind is one that the real rules find uncovered.
"""

from collections.abc import Iterator

from agent_router.model.assignment import Standing
from agent_router.model.place import Place
from agent_router.model.problem import Problem
from agent_router.review.every_kind.example_tasks import answers_words, example_task
from agent_router.review.every_kind.kind_boxes import KindBoxes
from agent_router.review.every_kind.kinds import Kinds
from agent_router.review.every_kind.outcome import Meaning, Rated
from agent_router.review.interface import Decide
from agent_router.review.problems import NOT_RATED
from agent_router.tables.kinds_in_words import box_words

_MOST_SAID = 3
"""Kinds of task named; of more, their number."""


def unrated(kinds: Kinds, meaning: Meaning, decide: Decide) -> Iterator[Problem]:
    """One finding for the sheet `Risk rules`, where it forgets any kind of task that an agent could be given."""
    policy, forest = kinds.books[0].policy, kinds.forest
    tasks = forest.apply((meaning.levels, kinds.possible), _is_unrated)
    if not policy.risk_rules.rows or tasks == forest.leaf(value=False):
        return
    boxes = KindBoxes(kinds, (meaning,), routes=False, radius=False).of(tasks)
    examples = tuple(example_task(box.example, policy, f"example {at}") for at, box in enumerate(boxes))
    decided = decide(examples, policy)
    real = [box for box, own in zip(boxes, decided, strict=True) if own.standing is Standing.NO_RULE]
    if real:
        fields = {field.code: field for field in policy.fields}
        said = [box_words(box, fields) for own in real for box in own.boxes]
        more = f"; and {len(said) - _MOST_SAID} more kinds of task" if len(said) > _MOST_SAID else ""
        example = answers_words(real[0].example, fields)
        place = policy.risk_rules.place or Place(policy.file)
        yield Problem(NOT_RATED, place, f"{'; or '.join(said[:_MOST_SAID])}{more} (such as: {example})")


def _is_unrated(rated: Rated, able: bool) -> bool:  # noqa: FBT001 - the value of a diagram, not a switch
    return able and not rated.covered
