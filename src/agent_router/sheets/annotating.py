"""Makes a copy of a workbook with notes and fills on cells, and with pages of ours in front.

1. The original is loaded and saved again untouched, with as much as openpyxl can carry; 2. both are compared: what is
missing is known exactly; 3. the original is loaded again, annotated, given the pages (which may list what is missing)
and saved. The bytes of the copy depend on nothing but what is handed in.
"""

import contextlib
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from defusedxml.ElementTree import ParseError, fromstring

from agent_router.errors import CannotRead, CannotWrite
from agent_router.sheets.archive import Limits, check_archive
from agent_router.sheets.losses import Loss, losses
from agent_router.sheets.page import PageOut
from agent_router.sheets.reading import DAMAGE
from agent_router.sheets.repacking import repacked

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

COPY_OF = "AgentRouterAnnotatedCopyOf"
"""Property of the file that marks a copy of ours; its value is the digest of the original."""
_CUSTOM, _CORE = "docProps/custom.xml", "docProps/core.xml"
_MODIFIED = re.compile(rb"(<[\w:]*modified\b[^>]*>)[^<]*(</[\w:]*modified>)")
_WRITTEN = (1980, 1, 1, 0, 0, 0)
"""The time of every part, so that the same content gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """What to show at one cell of the copy."""

    sheet: str
    cell: str
    """A1 address or range; empty for the sheet as a whole: its first filled cell, and its tab."""
    text: str
    """Goes into the cell's note, below what stands there already."""
    fill: str
    """Background as `#RRGGBB`; empty = the cell keeps its own."""
    edge: str = ""
    """Color of a thick line around the cell, seen even where a conditional format colors it; empty = none."""


@dataclass(frozen=True, slots=True)
class AnnotatedCopy:
    """The copy, and what it lacks."""

    data: bytes
    lost: tuple[Loss, ...]
    cells: int
    """How many cells carry a note of ours."""


class _CannotCarryError(Exception):
    """openpyxl cannot load or save the workbook so; less may work."""


@dataclass(frozen=True, slots=True)
class _Carry:
    """How much openpyxl is asked to carry over; less where it fails on more."""

    formatted_text: bool = True
    links: bool = True
    drawings: bool = True


_TRIES = (
    _Carry(),
    _Carry(links=False),
    _Carry(formatted_text=False, links=False),
    _Carry(formatted_text=False, links=False, drawings=False),
)


def annotated(
    data: bytes,
    name: str,
    annotations: Sequence[Annotation],
    pages: Callable[[tuple[Loss, ...]], Sequence[PageOut]],
    digest: str,
) -> AnnotatedCopy:
    """Copy the bytes of an `.xlsx` with its cells annotated and `pages` as its first sheets.

    Where several annotations meet in one cell, the first one's colors win and all texts stand in its note.
    Annotations of sheets that the workbook does not have are left out. `digest` marks the copy.

    Raises:
        CannotRead: the bytes are no `.xlsx` workbook.
        CannotWrite: openpyxl cannot write what it read.
    """
    check_archive(data, name)
    data = repacked(data)
    failed: _CannotCarryError | None = None
    for carry in _TRIES:
        try:
            lost = losses(data, _saved(_loaded(data, carry)))
            return _annotated(data, carry, annotations, pages(lost), digest)
        except _CannotCarryError as fault:
            failed = fault
    raise CannotWrite(
        f"No annotated copy of {name} can be made: it cannot be written again. Save the file afresh."
    ) from failed


def copy_of(data: bytes) -> str:
    """The digest of the original, where these bytes are an annotated copy of ours (saved again or not); else empty."""
    try:
        check_archive(data, "copy", Limits())
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            tree = fromstring(archive.read(_CUSTOM)) if _CUSTOM in archive.namelist() else ()
    except (CannotRead, ParseError, zipfile.BadZipFile):
        return ""
    return next((" ".join(found.itertext()).strip() for found in tree if found.get("name") == COPY_OF), "")


def _annotated(
    data: bytes, carry: _Carry, annotations: Sequence[Annotation], pages: Sequence[PageOut], digest: str
) -> AnnotatedCopy:
    from agent_router.sheets.adding_pages import add_pages  # noqa: PLC0415  # openpyxl, loaded only when needed
    from agent_router.sheets.marking import mark_cells  # noqa: PLC0415  # as above

    book = _loaded(data, carry)
    cells = mark_cells(book, annotations)
    add_pages(book, pages)
    _sign(book, digest)
    copy = _saved(book)
    return AnnotatedCopy(copy, losses(data, copy), cells)


def _loaded(data: bytes, carry: _Carry) -> "Workbook":
    from openpyxl import load_workbook  # noqa: PLC0415  # 0.2 s

    with _carrying():
        book = load_workbook(io.BytesIO(data), rich_text=carry.formatted_text, keep_links=carry.links)
    _forget_the_clock(book, data)
    if not carry.drawings:
        for sheet in book.worksheets:
            sheet._charts, sheet._images, sheet._pivots = [], [], []  # type: ignore[attr-defined]  # noqa: SLF001  # no other door
    return book


def _forget_the_clock(book: "Workbook", data: bytes) -> None:
    """Where the original says no time, openpyxl fills in the present one, and it cannot write none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        core = archive.read(_CORE) if _CORE in archive.namelist() else b""
    if b"created>" not in core:
        book.properties.created = datetime(*_WRITTEN)  # noqa: DTZ001  # spreadsheets have no zones
    if b"modified>" not in core:
        book.properties.modified = book.properties.created


def _saved(book: "Workbook") -> bytes:
    buffer = io.BytesIO()
    changed = book.properties.modified or datetime(*_WRITTEN)  # noqa: DTZ001  # as above
    book.calculation.fullCalcOnLoad = True
    with _carrying():
        book.save(buffer)
    return _timeless(buffer.getvalue(), f"{changed:%Y-%m-%dT%H:%M:%SZ}")


@contextlib.contextmanager
def _carrying() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns about what it drops: we find that out ourselves
        try:
            yield
        except DAMAGE as fault:
            raise _CannotCarryError from fault


def _timeless(data: bytes, modified: str) -> bytes:
    """The same parts without the time of saving."""
    buffer = io.BytesIO()
    stamp = rb"\g<1>" + modified.encode() + rb"\g<2>"
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == _CORE:
                content = _MODIFIED.sub(stamp, content)
            part = zipfile.ZipInfo(entry.filename, _WRITTEN)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, content)
    return buffer.getvalue()


def _sign(book: "Workbook", digest: str) -> None:
    from openpyxl.packaging.custom import StringProperty  # noqa: PLC0415  # loaded by now

    own = book.custom_doc_props  # type: ignore[attr-defined]  # younger than the types
    own.props = [*(kept for kept in own.props if kept.name != COPY_OF), StringProperty(name=COPY_OF, value=digest)]
