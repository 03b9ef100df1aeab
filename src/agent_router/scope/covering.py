"""When a task covers everything, because nothing it names bounds it (`docs/workbook.md`, Assessed three times).

A patch or pull request without folders, and any other change (stated or assumed) that names neither folders nor
systems, covers everything.
"""

from collections.abc import Mapping

from agent_router.model.field import IfBlank, Value
from agent_router.model.policy import Policy

FILE_OUTPUTS = frozenset({"patch", "pull request"})
"""Expected outputs that are a change of files by what the words mean, not by a lead's choice."""

Record = Mapping[str, Value | None]
"""Field code → stated value; an absent or None value is not stated."""


def covers_everything(record: Record, policy: Policy, *, as_stated: bool = False) -> bool:
    """Whether nothing bounds what the task may touch; `as_stated` leaves assumptions out."""
    folders, systems = record.get("folders"), record.get("systems")
    if folders:
        return False
    if hands_over_files(record.get("output")):
        return True
    return not systems and changes_something(record, policy, as_stated=as_stated)


def hands_over_files(output: Value | None) -> bool:
    """Whether an expected output is a change of files."""
    return str(output or "").casefold() in FILE_OUTPUTS


def changes_something(record: Record, policy: Policy, *, as_stated: bool = False) -> bool:
    """Whether the task changes anything: stated, else as the `Fields` sheet assumes (the worst is yes)."""
    stated = record.get("changes")
    if stated is not None:
        return bool(stated)
    if as_stated:
        return False
    field = policy.field("changes")
    if field.if_blank is IfBlank.ASSUME:
        return bool(field.assumed)
    return field.if_blank is IfBlank.WORST
