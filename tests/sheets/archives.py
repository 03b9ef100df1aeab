"""Small archives that are no workbooks, and workbooks made by hand."""

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet


def zipped(members: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def workbook(fill: Callable[[Worksheet], object], **more: str) -> bytes:
    """A workbook whose first sheet was filled in; `more` names further sheets and their visibility."""
    book = Workbook()
    for title, state in more.items():
        book.create_sheet(title).sheet_state = state
    fill(first_of(book))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def first_of(book: Workbook) -> Worksheet:
    return book[book.sheetnames[0]]


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def first_sheet(data: bytes) -> Worksheet:
    return first_of(opened(data))


def member(data: bytes, name: str) -> bytes:
    """One member of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    """The same archive with one member replaced or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return buffer.getvalue()


def moment(text: str) -> datetime:
    """A day and time as spreadsheets keep them: without a zone."""
    return datetime.fromisoformat(text)
