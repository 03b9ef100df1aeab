"""The work type that labels give away, where the task does not state one itself."""

from agent_router.model.place import Place
from agent_router.model.problem import Problem
from agent_router.model.task import Answer
from agent_router.queue.problems import LABELS_DISAGREE, UNKNOWN_WORK_TYPE
from agent_router.queue.values import WORK_TYPE, FieldReader

LABELS = "labels"


def derive_work_type(
    answers: list[Answer], problems: list[Problem], reader: FieldReader, labels_header: str
) -> tuple[list[Answer], list[Problem]]:
    """Answers and problems with the work type taken from the labels.

    1. A work type that is stated and known stays. 2. Otherwise labels that the list knows, by their own or another
    name, decide if they all mean the same. 3. Then an unknown work type is no longer worth a remark. 4. Labels that
    mean different work types decide nothing, and that is said.
    """
    labels = next((answer for answer in answers if answer.field == LABELS), None)
    if labels is None or any(answer.field == WORK_TYPE for answer in answers):
        return answers, problems
    words = labels.value if isinstance(labels.value, tuple) else (str(labels.value),)
    found = {word: label for label in reversed(words) if (word := reader.word(label))}
    if not found:
        return answers, problems
    place = labels.place or Place("")
    if len(found) > 1:
        listed = ", ".join(f"{label} → {word}" for word, label in reversed(found.items()))
        return answers, [*problems, Problem(LABELS_DISAGREE, place, f"{labels_header}: {listed}")]
    word, label = next(iter(found.items()))
    derived = Answer(WORK_TYPE, word, labels.place, f"{labels_header}: {label}")
    return [*answers, derived], [problem for problem in problems if problem.rule is not UNKNOWN_WORK_TYPE]
