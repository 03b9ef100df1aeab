"""The task of a contract, as stated when the contract was written, so that it can be assessed again."""

from datetime import date
from decimal import Decimal
from typing import assert_never

from agent_router.model.contract import Contract, TaskAnswer
from agent_router.model.field import Field, FieldKind, Value
from agent_router.model.policy import Policy
from agent_router.model.task import Answer, Task

LIST_MARK = "; "
"""Between the values of a many-valued answer in a contract."""


def task_of_contract(contract: Contract, policy: Policy) -> Task:
    """The task by the contract's own workbook; an answer to a field that is no longer there is left out."""
    fields = {field.code: field for field in policy.fields}
    answers = tuple(
        Answer(answer.field, _value(answer, fields[answer.field]), answer.place)
        for answer in contract.answers
        if answer.field in fields
    )
    return Task(contract.task_id, contract.goal, answers)


def _value(answer: TaskAnswer, field: Field) -> Value:
    text = answer.value
    match field.kind:
        case FieldKind.TEXT | FieldKind.CHOICE:
            return text
        case FieldKind.LIST | FieldKind.FOLDERS | FieldKind.CHOICES:
            return tuple(text.split(LIST_MARK))
        case FieldKind.YES_NO:
            return text == "yes"
        case FieldKind.WHOLE:
            return int(text)
        case FieldKind.NUMBER:
            return Decimal(text)
        case FieldKind.DATE:
            return date.fromisoformat(text)
        case _ as never:
            assert_never(never)
