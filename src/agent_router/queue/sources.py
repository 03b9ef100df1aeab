"""Which kind of queue file this is, by its content."""

from agent_router.errors import CannotRead
from agent_router.model.place import Place
from agent_router.queue.csv_file import CsvSource
from agent_router.queue.excel import ExcelSource
from agent_router.queue.interface import FILE_LIMIT, QueueSource
from agent_router.queue.json_file import JsonSource
from agent_router.queue.jsonl import JsonLinesSource
from agent_router.queue.parquet import ParquetSource

SOURCES: dict[str, QueueSource] = {
    "Excel": ExcelSource(),
    "Parquet": ParquetSource(),
    "JSON": JsonSource(),
    "JSON Lines": JsonLinesSource(),
    "CSV": CsvSource(),
}
"""Every kind, in the order in which they are asked; CSV takes what is left."""

_SAVE_AS = "Save or export the queue as .xlsx, CSV UTF-8, JSON or JSON Lines."
_OTHER_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%pdf", "This is a PDF, not a table."),
    (b"<!doctype html", "This is a web page, not a table; some tools name such exports .csv or .xls."),
    (b"<html", "This is a web page, not a table; some tools name such exports .csv or .xls."),
    (b"<table", "This is a web page, not a table; some tools name such exports .csv or .xls."),
    (b"<?xml", "This is an XML file, not a table."),
    (b"\x1f\x8b", "The file is compressed (gzip)."),
    (b"sqlite format 3", "This is a database file, not a table."),
    (b"\x89png", "This is a picture, not a table."),
    (b"{\\rtf", "This is a text document, not a table."),
)


def source_of(data: bytes, name: str) -> QueueSource:
    """The source that reads this content.

    Raises:
        CannotRead: empty, too large, or of a kind that is no table.
    """
    if not data.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise CannotRead(Place(name), "The queue is empty.", "Write one row a task, below a row of column names.")
    if len(data) > FILE_LIMIT:
        found = f"The queue has {len(data) // 1_000_000:,} MB; more than {FILE_LIMIT // 1_000_000:,} MB are not read."
        raise CannotRead(Place(name), found, "Split it into several files.")
    head = data[:512].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\r\n\t ").lower()
    for mark, words in _OTHER_KINDS:
        if head.startswith(mark):
            raise CannotRead(Place(name), words, _SAVE_AS)
    return next(source for source in SOURCES.values() if source.recognizes(data))
