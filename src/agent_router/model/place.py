"""Where a value came from: a cell of a workbook, a line of a log, or a whole file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """One spot in one file; prints as `risk-matrix.xlsx › Risk rules!D7` or `run.jsonl line 41`.

    One class rather than three, so that a place survives JSON without a tag.
    """

    file: str
    """Workspace-relative name, as a person would say it."""
    sheet: str = ""
    """Sheet of a workbook; empty elsewhere."""
    cell: str = ""
    """A1 address on that sheet; empty when the whole sheet is meant."""
    line: int = 0
    """1-based line of a text file; 0 when the whole file is meant."""

    def __str__(self) -> str:
        if self.sheet:
            return f"{self.file} › {self.sheet}!{self.cell}" if self.cell else f"{self.file} › {self.sheet}"
        return f"{self.file} line {self.line}" if self.line else self.file

    @property
    def short(self) -> str:
        """The place without its file: `Risk rules!D7`, `line 41`; the file name where that is all there is."""
        if self.sheet:
            return f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        return f"line {self.line}" if self.line else self.file
