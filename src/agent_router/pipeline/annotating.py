"""The annotated copy of a workbook that was checked: where it may be written, and what goes into it."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from agent_router.errors import CannotRead, Misuse
from agent_router.ledger.files import write_atomic
from agent_router.pipeline.checking import CheckedWorkbook
from agent_router.pipeline.workspace import NamedBytes, read_file
from agent_router.review.problems import (
    EXAMPLES_SHARE_A_CELL,
    ROW_IMPOSSIBLE,
    ROW_UNREACHABLE,
    ROWS_OVERLAP,
    RULE_UNNOTICED,
)
from agent_router.sheets.annotating import AnnotatedCopy, copy_of
from agent_router.workbook.annotating import Findings, annotated_copy
from agent_router.workbook.problems_page import Origin

_KIND = ".xlsx"
_LOOK_FIRST = tuple(rule.code for rule in (EXAMPLES_SHARE_A_CELL, ROWS_OVERLAP, ROW_UNREACHABLE, ROW_IMPOSSIBLE))
"""These explain why examples differ."""


@dataclass(frozen=True, slots=True)
class CopyTarget:
    """Where an annotated copy goes; made by `copy_target` alone."""

    path: Path


def copy_target(path: Path, original: Path, *, force: bool) -> CopyTarget:
    """Whether a copy may be written there: never over the original, and over another file only if that is ours.

    Raises:
        Misuse: the path is the original's (by another name, link or case), no .xlsx, or holds somebody's file.
    """
    if path.suffix.lower() != _KIND:
        raise Misuse(f"{path}: the annotated copy is a workbook; give it a name that ends in {_KIND}.")
    if _same_file(path, original):
        raise Misuse(f"{path} is the workbook itself, which is never written to. Choose another name for the copy.")
    if path.is_dir():
        raise Misuse(f"{path} is a folder. Name the file inside it.")
    if path.exists() and not force and not _is_copy(path):
        raise Misuse(f"{path} exists and is no annotated copy made by check. Choose another name, or add --force.")
    return CopyTarget(path)


def write_annotated_copy(
    target: CopyTarget, workbook: NamedBytes, checked: CheckedWorkbook, version: str
) -> AnnotatedCopy:
    """Write the copy, all or nothing; `workbook` is what was checked, `version` this program's.

    Raises:
        CannotRead: the bytes are no workbook.
        CannotWrite: the place cannot be written, or the workbook holds something that cannot be written again.
    """
    findings = Findings(checked.problems, checked.uses, frozenset({RULE_UNNOTICED.code}), _LOOK_FIRST)
    origin = Origin(workbook.name, sha256(workbook.data).hexdigest(), version, checked.usable)
    copy = annotated_copy(workbook.data, findings, origin)
    write_atomic(target.path, copy.data)
    return copy


def is_annotated_copy(data: bytes) -> bool:
    """Whether these bytes are such a copy, saved again since or not."""
    return bool(copy_of(data))


def _same_file(path: Path, original: Path) -> bool:
    try:
        return path.samefile(original)
    except OSError:
        return path.resolve() == original.resolve()


def _is_copy(path: Path) -> bool:
    try:
        return is_annotated_copy(read_file(path, "file"))
    except CannotRead:
        return False
