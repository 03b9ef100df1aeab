"""`check --annotate`: what is said about the copy."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent_router import __version__
from agent_router.cli.printing import folder_name, say
from agent_router.pipeline.workspace import NamedBytes

if TYPE_CHECKING:
    from agent_router.pipeline.checking import CheckedWorkbook
    from agent_router.sheets.annotating import AnnotatedCopy

annotate_option = click.option(
    "--annotate", type=click.Path(path_type=Path), metavar="OUT.xlsx",
    help="Write a copy with a note and a color on every cell concerned, and a sheet Problems.",
)  # fmt: skip
force_option = click.option("--force", is_flag=True, help="Let --annotate replace a file that is no earlier copy.")


class Copying:
    """One copy: asked for, then written, then told about."""

    def __init__(self, path: Path, original: Path, *, force: bool) -> None:
        """Say no at once where the copy may not be written; Misuse."""
        from agent_router.pipeline.annotating import copy_target

        self._target = copy_target(path, original, force=force)
        self._copy: AnnotatedCopy | None = None

    def write(self, workbook: NamedBytes, checked: "CheckedWorkbook") -> dict[str, object]:
        """Write it; returns what `--json` says about it."""
        from agent_router.pipeline.annotating import write_annotated_copy

        copy = self._copy = write_annotated_copy(self._target, workbook, checked, __version__)
        lost = [{"what": loss.what, "sheet": loss.sheet, "count": loss.count} for loss in copy.lost]
        return {"annotated": str(self._target.path), "annotated_cells": copy.cells, "lost": lost}

    def say(self) -> None:
        """For a person: where it is, and what it does not show."""
        if self._copy is None:
            return
        cells = f"{self._copy.cells} cell{'' if self._copy.cells == 1 else 's'}"
        say(f"Annotated copy: {folder_name(self._target.path)}, with notes at {cells}. Your own file is as it was.")
        for what in dict.fromkeys(loss.what for loss in self._copy.lost):
            own = [loss for loss in self._copy.lost if loss.what == what]
            where = ", ".join(loss.sheet for loss in own if loss.sheet)
            many = sum(loss.count for loss in own)
            say(f"  The copy does not show: {many} × {what}{f', on {where}' if where else ''}")
