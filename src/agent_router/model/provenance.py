"""Which program and which inputs made a result."""

from dataclasses import dataclass

NOT_SEARCHED = "It is no text, so secrets inside it could not be masked."
"""Remark on a file that is kept as it was handed in."""


@dataclass(frozen=True, slots=True)
class WorkbookIdentity:
    """The workbook a decision rests on."""

    file: str
    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file that evidence was read from, as found."""

    name: str
    """Name inside the run folder or workspace."""
    sha256: str
    """Digest of the original bytes, before masking."""
    size: int
    """Bytes of the original."""
    kind: str
    """What it was recognized as, such as `claude-code transcript`."""
    remarks: tuple[str, ...] = ()
    """What was noticed while reading: unknown record kinds with counts, glued lines, truncation."""
    stored_sha256: str = ""
    """Digest of the bytes as kept in the run folder (masked, perhaps compressed); empty where nothing was kept."""

    @property
    def searched(self) -> bool:
        """Whether it was searched for secrets, or is a picture, which holds no text."""
        return NOT_SEARCHED not in self.remarks
