"""A task's answers as text in the contract, and the task made again from them, value for value."""

from datetime import date
from decimal import Decimal
from typing import assert_never

from agent_router.contracts.problems import CONTRACT_FILE, UNREADABLE_REMEDY
from agent_router.errors import CannotRead
from agent_router.model.contract import Contract, TaskAnswer
from agent_router.model.field import FieldKind, Value
from agent_router.model.place import Place
from agent_router.model.policy import Policy
from agent_router.model.task import Answer, Task

_SIMPLE = "; "


def answer_text(value: Value) -> str:
    """A stated value as text: `yes`, `12.50`, `2026-11-16`, `src/**; docs/**`.

    Words that hold a semicolon stand on lines of their own, each ended, so that they come back as they were.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        words = [" ".join(word.splitlines()) for word in value]
        return "".join(f"{word}\n" for word in words) if any(";" in word for word in words) else _SIMPLE.join(words)
    return str(value)


def restated_task(contract: Contract, policy: Policy) -> Task:
    """The task as the contract states it, to be assessed again; fields that the policy does not know stay text."""
    kinds = {field.code: field.kind for field in policy.fields}
    answers = tuple(
        Answer(answer.field, _value(answer, kinds.get(answer.field, FieldKind.TEXT)), answer.place)
        for answer in contract.answers
    )
    return Task(contract.task_id, contract.goal, answers)


def _value(answer: TaskAnswer, kind: FieldKind) -> Value:
    try:
        return _as(kind, answer.value)
    except (ValueError, ArithmeticError) as fault:
        found = f"the answer {answer.field} says {answer.value[:60]!r}, which is no {kind.value}."
        raise CannotRead(Place(CONTRACT_FILE), found, UNREADABLE_REMEDY) from fault


def _as(kind: FieldKind, text: str) -> Value:
    match kind:
        case FieldKind.TEXT | FieldKind.CHOICE:
            return text
        case FieldKind.LIST | FieldKind.FOLDERS | FieldKind.CHOICES:
            return _words(text)
        case FieldKind.YES_NO:
            return text == "yes"
        case FieldKind.WHOLE:
            return int(text)
        case FieldKind.NUMBER:
            return Decimal(text)
        case FieldKind.DATE:
            return date.fromisoformat(text)
        case _:
            assert_never(kind)


def _words(text: str) -> tuple[str, ...]:
    if not text:
        return ()
    return tuple(text.splitlines()) if text.endswith("\n") else tuple(text.split(_SIMPLE))
