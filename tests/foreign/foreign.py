"""One workbook of another program: how it is made, and what has to come of it."""

from collections.abc import Callable
from dataclasses import dataclass

Said = tuple[str, str]
"""Code and place of a problem: `("WB115", "Routes!A5")`; the sheet alone where no cell is meant."""


@dataclass(frozen=True)
class Foreign:
    """A workbook as some program leaves it."""

    name: str
    make: Callable[[], bytes]
    said: tuple[Said, ...] = ()
    """What reading remarks on; nothing unless told."""
    refused: tuple[str, ...] = ()
    """For what cannot be read at all: words that the refusal contains."""
    rejected: bool = False
    """Whether `said` holds errors, so that there is no policy."""
    file: str = "policy.xlsx"

    def __str__(self) -> str:
        return self.name
