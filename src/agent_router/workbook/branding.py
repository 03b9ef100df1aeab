"""The sheet `Branding`: how reports look and which clock a week keeps."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agent_router.model.policy import Branding, Heading
from agent_router.sheets.names import fold, nearest
from agent_router.workbook import problems
from agent_router.workbook.columns import NOTE, CellKind, Column, Form, SheetSchema, Side, Tab
from agent_router.workbook.desk import Desk
from agent_router.workbook.rule_sheets import fact_rows
from agent_router.workbook.values import RowReader

SCHEMA = SheetSchema(
    "branding", "Branding", Tab.ONCE, Form.ROWS,
    "How do reports look?",
    "One row a setting. Change the middle column; a blank keeps the product's own look.",
    (
        Column("setting", "Setting", CellKind.TEXT, "The name of the setting; please leave it.", Side.FACT,
        required=True,
               width=24),
        Column("value", "Value", CellKind.TEXT, "What you want it to be.", Side.FACT, width=46),
        NOTE,
    ),
)  # fmt: skip


_KEYS = {
    "organization": "organization", "logofile": "logo", "accentcolor": "accent", "footer": "footer",
    "classification": "classification", "weekstartson": "week_starts", "timezone": "time_zone", "language": "language",
}  # fmt: skip
_NAMES = (
    "Organization",
    "Logo file",
    "Accent color",
    "Footer",
    "Classification",
    "Week starts on",
    "Time zone",
    "Language",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def read_branding(desk: Desk) -> Branding:
    """The settings of `Branding`; what is blank or absent keeps the product's own look."""
    values: dict[str, str] = {}
    for row in fact_rows(desk, SCHEMA):
        reader = RowReader(desk, SCHEMA, row)
        name, value = reader.text("setting"), reader.prose("value")
        key = _KEYS.get(fold(name))
        if key is None:
            if name:
                desk.complaints.add(
                    problems.SETTING_UNKNOWN, reader.place("setting"), f"“{name}”", nearest(name, _NAMES)
                )
            continue
        name = next(known for known in _NAMES if fold(known) == fold(name))
        desk.headings.append(Heading(SCHEMA.name, name, reader.place("value")))
        if key in values:
            desk.complaints.add(problems.NAME_TWICE, reader.place("setting"), f"“{name}”")
        wrong = _unfit(key, value)
        if wrong:
            desk.complaints.add(problems.SETTING_UNFIT, reader.place("value"), f"“{value}”; {wrong}", _near(key, value))
        elif value:
            values[key] = value
    return Branding(**values)


def _is_zone(value: str) -> bool:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


_WHAT_FITS: Mapping[str, tuple[Callable[[str], bool], str]] = MappingProxyType({
    "accent": (lambda value: re.fullmatch(r"#[0-9A-Fa-f]{6}", value) is not None,
               "a color is written as #RRGGBB, such as #1F4E79"),
    "week_starts": (lambda value: value.capitalize() in _DAYS, "a day of the week is needed"),
    "time_zone": (_is_zone, "a time zone is written as Europe/Berlin"),
    "language": (lambda value: re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", value) is not None,
                 "a language is written as en or en-US"),
    "logo": (lambda value: "://" not in value and ".." not in value and not value.startswith(("/", "\\", "~")),
             "a picture in the folder report_templates is needed"),
})  # fmt: skip
"""For settings that are no free text: whether a value fits, and what would."""


def _unfit(key: str, value: str) -> str:
    """What would fit instead, or an empty string where the value does."""
    fits, what = _WHAT_FITS.get(key, (bool, ""))
    return "" if not value or fits(value) else what


def _near(key: str, value: str) -> str:
    return nearest(value, _DAYS) if key == "week_starts" else ""
