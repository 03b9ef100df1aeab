"""The checks that `Checked by` may name, and what their Setting is."""

from enum import Enum


class SettingKind(Enum):
    """What the Setting of a named check is read as."""

    NONE = "nothing"
    COMMAND = "a command"
    GRADE = "a grade: harness or independent"
    PATHS = "path patterns, separated by ;"
    CHANGE = "such as: at least 10 % better, or: no more than 2 % worse"
    PERCENT = "a percentage such as 10 %"
    ROLE = "a role of the People sheet"


NAMED_CHECKS: tuple[tuple[str, SettingKind], ...] = (
    ("contract fixed before start", SettingKind.NONE),
    ("behavior or findings stated", SettingKind.NONE),
    ("files and systems listed", SettingKind.NONE),
    ("files changed listed", SettingKind.NONE),
    ("commands recorded", SettingKind.NONE),
    ("tests passed", SettingKind.NONE),
    ("command passed", SettingKind.COMMAND),
    ("proof as required", SettingKind.NONE),
    ("proof from the system", SettingKind.GRADE),
    ("proof after the last change", SettingKind.PATHS),
    ("fails before, passes after", SettingKind.NONE),
    ("before and after numbers", SettingKind.CHANGE),
    ("findings reproducible", SettingKind.NONE),
    ("no changes", SettingKind.NONE),
    ("within folders", SettingKind.NONE),
    ("within systems", SettingKind.NONE),
    ("within minutes", SettingKind.NONE),
    ("within tokens", SettingKind.NONE),
    ("within cost", SettingKind.NONE),
    ("within retries", SettingKind.NONE),
    ("within agents", SettingKind.NONE),
    ("all agents finished", SettingKind.NONE),
    ("cost stated", SettingKind.NONE),
    ("meters agree", SettingKind.PERCENT),
    ("no stop condition", SettingKind.NONE),
    ("stopped when required", SettingKind.NONE),
    ("approved before mutation", SettingKind.NONE),
    ("reviewer independent", SettingKind.NONE),
    ("blast radius as approved", SettingKind.NONE),
    ("rollback named", SettingKind.NONE),
    ("no secret exposed", SettingKind.NONE),
    ("claims supported", SettingKind.NONE),
    ("risks handed over", SettingKind.NONE),
    ("signed off by", SettingKind.ROLE),
    ("person", SettingKind.NONE),
)
"""Every check that `Checked by` may name, and what its Setting is."""
