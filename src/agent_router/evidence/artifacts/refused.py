"""An artifact that cannot be read, as a value with its reason."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a document was not read."""

    reason: str
    """A sentence."""
