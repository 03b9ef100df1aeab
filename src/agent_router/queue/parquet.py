"""Queues as Parquet, where pyarrow is installed."""

import io
from collections.abc import Collection
from importlib import import_module

from agent_router.errors import CannotRead
from agent_router.ledger.jsontext import JsonValue
from agent_router.model.place import Place
from agent_router.queue.interface import RawTable
from agent_router.queue.json_rows import as_object, to_table

NOT_INSTALLED = "Parquet needs one more package: pip install 'agent-router[parquet]'."


class ParquetSource:
    """See the module."""

    def recognizes(self, data: bytes) -> bool:
        """The format's own mark at both ends."""
        return data.startswith(b"PAR1")

    def read(self, data: bytes, name: str, known: Collection[str]) -> RawTable:
        """See `QueueSource.read`; the line of a place is the row, counted from 1."""
        del known  # columns are names by themselves
        try:
            arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
        except ImportError as fault:
            raise CannotRead(Place(name), "The queue is a Parquet file.", NOT_INSTALLED) from fault
        try:
            rows = parquet.read_table(io.BytesIO(data)).to_pylist()
        except (arrow.ArrowException, OSError) as fault:
            raise CannotRead(Place(name), "The Parquet file is damaged.", "Export the queue again.") from fault
        objects = (as_object({key: _plain(value) for key, value in row.items()}) for row in rows)
        return to_table(enumerate(objects, start=1), name)


def _plain(value: object) -> JsonValue:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return [str(item) for item in value] if isinstance(value, list) else str(value)
