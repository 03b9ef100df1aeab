"""Queues as JSON Lines: one object a line; a broken line is one task that cannot be read, the others go on."""

from collections.abc import Collection, Iterator

from agent_router.ledger.jsontext import NotJson, parse_json
from agent_router.model.place import Place
from agent_router.model.problem import Problem
from agent_router.queue.decoding import decoded
from agent_router.queue.interface import CELL_LIMIT, Faulty, RawTable
from agent_router.queue.json_rows import Parsed, as_object, to_table
from agent_router.queue.problems import BROKEN_LINE, NOT_UTF8, TOO_LONG

_MEGABYTE = 1_000_000


class JsonLinesSource:
    """See the module."""

    def recognizes(self, data: bytes) -> bool:
        """The first character opens an object, and the object is not all there is (`json_file` was asked before)."""
        return data.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] == b"{"

    def read(self, data: bytes, name: str, known: Collection[str]) -> RawTable:
        """See `QueueSource.read`."""
        del known  # keys are names by themselves
        text = decoded(data, name)
        remarks = (Problem(NOT_UTF8, Place(name), "letters beyond ASCII in another encoding"),) if text.guessed else ()
        return to_table(_parsed(text.text), name, remarks)


def _parsed(text: str) -> Iterator[Parsed]:
    # Not `splitlines`: a line separator such as U+2028 may stand inside a JSON string.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        if len(line) > CELL_LIMIT:
            size = f"{len(line) / _MEGABYTE:.1f} million characters; at most {CELL_LIMIT // _MEGABYTE} million are read"
            yield number, Faulty(TOO_LONG, size)
            continue
        try:
            yield number, as_object(parse_json(line.encode("utf-8", "surrogatepass")))
        except NotJson as fault:
            yield number, Faulty(BROKEN_LINE, fault.found)
