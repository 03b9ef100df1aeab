"""Fields that the program itself asks for by code, whatever a lead calls them on the sheets."""

from collections.abc import Callable
from dataclasses import dataclass

from agent_router.model.field import Field, FieldKind, WordList
from agent_router.sheets.names import fold

_TEXT = frozenset({FieldKind.TEXT})
_FREE_LIST = frozenset({FieldKind.LIST, FieldKind.CHOICES})
_NUMBER = frozenset({FieldKind.WHOLE, FieldKind.NUMBER})


@dataclass(frozen=True, slots=True)
class KnownField:
    """One field that the rooms know by code."""

    code: str
    header: str
    kinds: frozenset[FieldKind]
    """Kinds it may have."""
    needed: bool = False
    """Whether the workbook is refused without it."""


KNOWN_FIELDS: tuple[KnownField, ...] = (
    KnownField("id", "ID", _TEXT, needed=True),
    KnownField("goal", "Goal", _TEXT, needed=True),
    KnownField("details", "Details", _TEXT),
    KnownField("labels", "Labels", _FREE_LIST),
    KnownField("function", "Function", frozenset({FieldKind.CHOICE, FieldKind.TEXT})),
    KnownField("work_type", "Work type", frozenset({FieldKind.CHOICE}), needed=True),
    KnownField("changes", "Changes anything?", frozenset({FieldKind.YES_NO}), needed=True),
    KnownField("output", "Expected output", frozenset({FieldKind.CHOICE})),
    KnownField("repositories", "Repositories", _FREE_LIST),
    KnownField("folders", "Folders", frozenset({FieldKind.FOLDERS}), needed=True),
    KnownField("systems", "Systems", _FREE_LIST, needed=True),
    KnownField("data_sources", "Data sources", _FREE_LIST),
    KnownField("off_limits", "Off limits", _FREE_LIST),
    KnownField("data_class", "Data class", frozenset({FieldKind.CHOICES, FieldKind.CHOICE}), needed=True),
    KnownField("surface", "Surface", frozenset({FieldKind.CHOICE}), needed=True),
    KnownField("files_expected", "Files expected", _NUMBER, needed=True),
    KnownField("reversible", "Reversible?", frozenset({FieldKind.YES_NO}), needed=True),
    KnownField("test_command", "Test command", _TEXT),
    KnownField("rollback", "Rollback", _TEXT),
    KnownField("acceptance_plan", "Acceptance plan", _TEXT),
    KnownField("verification", "Verification", _TEXT),
    KnownField("max_minutes", "Max minutes", _NUMBER),
    KnownField("max_tokens", "Max tokens", _NUMBER),
    KnownField("max_cost_usd", "Max cost (USD)", _NUMBER),
    KnownField("max_retries", "Max retries", _NUMBER),
    KnownField("requester", "Requester", _TEXT),
    KnownField("owner", "Owner", _TEXT),
    KnownField("reviewer", "Reviewer", _TEXT),
)

DERIVED_HEADERS = ("Area", "Impact", "Likelihood", "Score", "Blast radius", "Route")


def derived_fields(word_list: Callable[[str], WordList]) -> tuple[Field, ...]:
    """What the tables themselves decide, as fields that later sheets may ask for."""
    return (
        Field("area", "Area", FieldKind.CHOICES, list_name="Area", words=word_list("Area"), derived=True),
        Field("impact", "Impact", FieldKind.WHOLE, derived=True),
        Field("likelihood", "Likelihood", FieldKind.WHOLE, derived=True),
        Field("score", "Score", FieldKind.WHOLE, derived=True),
        Field(
            "blast_radius", "Blast radius", FieldKind.CHOICE, list_name="Blast radius", words=word_list("Blast radius"),
            derived=True,
        ),
        Field("route", "Route", FieldKind.CHOICE, list_name="Route", words=word_list("Route"), derived=True),
    )  # fmt: skip


def to_code(header: str, also_called: tuple[str, ...]) -> str:
    """The code of a field: the known one for a known header, code or other name; otherwise made from the header."""
    for name in (header, *also_called):
        for known in KNOWN_FIELDS:
            if fold(name) in {fold(known.header), fold(known.code)}:
                return known.code
    words = "".join(char if char.isalnum() else " " for char in header.casefold()).split()
    return "_".join(words)
