"""A kind of task as one concrete task, for the real rules to decide and for people to read."""

from collections.abc import Mapping

from agent_router.model.field import Field, FieldKind
from agent_router.model.policy import Policy
from agent_router.model.review import Answers
from agent_router.model.task import Answer, Task
from agent_router.review.every_kind.kinds import known_answer

GOAL = "An example"
STATED = "given"
"""Said of an answer of which only matters that it is there."""
_ANY_TEXT = "something else"
"""What `tables/samples.py` takes for a text that no condition knows."""
_READ_LIKE_A_QUEUE = "work_type"


def example_task(answers: Answers, policy: Policy, name: str = "example") -> Task:
    """The answers as a task that this policy would read; a work type that is not on its list counts as blank."""
    known = [
        (code, value)
        for code, value in answers
        if code != _READ_LIKE_A_QUEUE or known_answer(policy, code, value) is not None
    ]
    stated = {"id": name, "goal": GOAL, **dict(known)}
    return Task(
        name, str(stated["goal"]), tuple(Answer(code, value, policy.routes.place) for code, value in stated.items())
    )


def answers_words(answers: Answers, fields: Mapping[str, Field]) -> str:
    """The answers as a lead reads them: `Work type Refactor, Files expected 5`; nothing stated says so."""
    said = [f"{_name(fields[code])} {value_words(value)}" for code, value in answers if code in fields]
    return ", ".join(said) or "nothing stated"


def _name(field: Field) -> str:
    return f"“{field.header}”" if field.kind is FieldKind.YES_NO else field.header


def value_words(value: object) -> str:
    """One answer as a lead would type it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    words = "; ".join(value) if isinstance(value, tuple) else str(value)
    return STATED if words == _ANY_TEXT else words
