"""Traceability both ways: every place that a statement cites, what stands there, and which statements cite it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agent_router.model.place import Place

CITED_AT_MOST = 6
"""Places printed for one statement; the JSON report holds them all."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One statement and the places that it rests on."""

    anchor: str
    """Where the statement stands in the report."""
    label: str
    """How the statement is called: `check C3`, `stop S1`."""
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """One place, what stands there, and the statements that rest on it."""

    place: Place
    says: str
    """Empty where the report does not hold the text of that place."""
    cited_by: tuple[tuple[str, str], ...]
    """Anchor and label of each statement."""


def shown_places(places: Iterable[Place]) -> tuple[Place, ...]:
    """The places that are printed for one statement, each once."""
    return tuple(dict.fromkeys(places))[:CITED_AT_MOST]


def collect(citations: Iterable[Citation], says: Mapping[Place, str]) -> tuple[Reference, ...]:
    """One reference a cited place: files by name, lines and cells in their order."""
    cited: dict[Place, dict[str, str]] = {}
    for citation in citations:
        for place in shown_places(citation.places):
            cited.setdefault(place, {})[citation.anchor] = citation.label
    return tuple(
        Reference(place, says.get(place, ""), tuple(cited[place].items())) for place in sorted(cited, key=_order)
    )


def _order(place: Place) -> tuple[str, str, int, int, str]:
    digits = "".join(letter for letter in place.cell if letter.isdigit())
    return place.file, place.sheet, place.line, int(digits or 0), place.cell
