"""Whether the Setting of a checklist row is one that its check can read."""

import re
from typing import assert_never

from agent_router.model.named_check import SettingKind
from agent_router.model.policy import Grade
from agent_router.sheets.names import nearest
from agent_router.workbook import problems
from agent_router.workbook.values import RowReader

_CHANGE = re.compile(r"(?:at least|no more than)\s+\d+(?:\.\d+)?\s*%\s+(?:better|worse)", re.IGNORECASE)
_PERCENT = re.compile(r"\d+(?:\.\d+)?\s*%")
_MAY_BE_BLANK = {SettingKind.PATHS, SettingKind.PERCENT, SettingKind.GRADE, SettingKind.CHANGE}


def check_setting(reader: RowReader, check: str, kind: SettingKind, setting: str) -> None:
    """Complain about a Setting that is missing, unreadable or unused."""
    place, add = reader.place("setting"), reader.desk.complaints.add
    if kind is SettingKind.NONE:
        if setting:
            add(problems.SETTING_UNUSED, place, f"“{setting}” for {check}")
        return
    if not setting:
        if kind not in _MAY_BE_BLANK:
            add(problems.CHECK_SETTING, place, f"nothing, where {check} needs {kind.value}")
        return
    if not _fits(reader, kind, setting):
        add(problems.CHECK_SETTING, place, f"“{setting}”; {check} needs {kind.value}", _near(reader, kind, setting))


def _fits(reader: RowReader, kind: SettingKind, setting: str) -> bool:
    match kind:
        case SettingKind.NONE | SettingKind.COMMAND | SettingKind.PATHS:
            return True
        case SettingKind.GRADE:
            return setting.casefold() in _grades()
        case SettingKind.CHANGE:
            return _CHANGE.fullmatch(setting) is not None
        case SettingKind.PERCENT:
            return _PERCENT.fullmatch(setting) is not None
        case SettingKind.ROLE:
            roles = reader.desk.word_list("Role")
            return not roles.words or roles.find(setting) is not None
        case _:
            assert_never(kind)


def _grades() -> tuple[str, ...]:
    return (Grade.HARNESS.value, Grade.INDEPENDENT.value)


def _near(reader: RowReader, kind: SettingKind, setting: str) -> str:
    if kind is SettingKind.ROLE:
        return nearest(setting, reader.desk.word_list("Role").texts)
    if kind is SettingKind.GRADE:
        return nearest(setting, _grades())
    digits = re.search(r"\d+(?:\.\d+)?", setting)
    return f"{digits.group()} %" if kind is SettingKind.PERCENT and digits else ""
