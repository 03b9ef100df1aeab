"""Queues as one JSON document: a list of objects, an object with such a list, or a single task."""

import json
from collections.abc import Collection, Iterator

from agent_router.errors import CannotRead
from agent_router.ledger.jsontext import JsonValue, NotJson, parse_json
from agent_router.model.place import Place
from agent_router.model.problem import Problem
from agent_router.queue.decoding import decoded
from agent_router.queue.interface import CELL_LIMIT, Faulty, RawTable
from agent_router.queue.json_rows import Parsed, as_object, to_table
from agent_router.queue.problems import BROKEN_LINE, NOT_UTF8, TOO_LONG

_LISTS = ("tasks", "items", "issues", "queue", "data", "results", "values")
"""Where tools keep the list in an export."""
_BLANKS = " \t\r\n"
_DECODER = json.JSONDecoder()


class JsonSource:
    """See the module."""

    def recognizes(self, data: bytes) -> bool:
        """A list, or one object and nothing behind it."""
        head = data.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
        if head.startswith(b"["):
            return True
        if not head.startswith(b"{"):
            return False
        try:
            text = decoded(data, "").text
            _, end = _DECODER.raw_decode(text, _start(text, 0))
        except (ValueError, RecursionError, CannotRead):
            # Several lines that begin with a brace are JSON Lines with a broken first one.
            return head.count(b"\n{") == 0 and head.lstrip(b"{ \t\x00").startswith((b"\n", b"\r"))
        return not text[end:].strip()

    def read(self, data: bytes, name: str, known: Collection[str]) -> RawTable:
        """See `QueueSource.read`."""
        text = decoded(data, name)
        at = _list_start(text.text, name, known)
        remarks = (Problem(NOT_UTF8, Place(name), "letters beyond ASCII in another encoding"),) if text.guessed else ()
        if at < 0:
            return to_table([(1, as_object(_strict(text.text, name)))], name, remarks)
        return to_table(_elements(text.text, at, name), name, remarks)


def _start(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANKS:
        at += 1
    return at


def _list_start(text: str, name: str, known: Collection[str]) -> int:
    """Offset of the list's opening bracket; -1 where the document is a single task.

    Raises:
        CannotRead: there is no list of tasks.
    """
    at = _start(text, 0)
    if text[at] == "[":
        return at
    value = _strict(text, name)
    lists = [key for key in _LISTS if isinstance(value, dict) and isinstance(value.get(key), list)]
    if lists:
        return _key_value(text, at, lists[0])
    if isinstance(value, dict) and {"".join(filter(str.isalnum, key)).casefold() for key in value} & set(known):
        return -1
    raise CannotRead(
        Place(name),
        "The JSON document holds no list of tasks.",
        'Write a list of objects, or an object such as {"tasks": [ … ]}.',
    )


def _key_value(text: str, at: int, wanted: str) -> int:
    """Offset at which the value of a key of the outermost object begins."""
    at += 1
    while True:
        key, at = _DECODER.raw_decode(text, _start(text, at))
        at = _start(text, _start(text, at) + 1)
        if key == wanted and text[at] == "[":
            return at
        _, at = _DECODER.raw_decode(text, at)
        at = _start(text, at) + 1


def _strict(text: str, name: str) -> JsonValue:
    try:
        return parse_json(text.encode("utf-8", "surrogatepass"))
    except NotJson as fault:
        raise CannotRead(
            Place(name), f"The JSON document is broken: {fault.found}.", "Mend it, or export the queue again."
        ) from fault


def _elements(text: str, at: int, name: str) -> Iterator[Parsed]:
    line, counted = 1, 0
    at = _start(text, at + 1)
    while text[at : at + 1] != "]":
        line, counted = line + text.count("\n", counted, at), at
        try:
            _, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError) as fault:
            # Where one element ends is unknown, so the rest is unknown, too.
            raise CannotRead(
                Place(name, line=line),
                "The JSON document is broken at the task that begins here.",
                "Mend it, or export the queue again.",
            ) from fault
        yield line, _element(text[at:end])
        at = _start(text, end)
        if text[at : at + 1] == ",":
            at = _start(text, at + 1)


def _element(text: str) -> dict[str, JsonValue] | Faulty:
    if len(text) > CELL_LIMIT:
        return Faulty(TOO_LONG, f"{len(text):,} characters; at most {CELL_LIMIT:,} are read")
    try:
        return as_object(parse_json(text.encode("utf-8", "surrogatepass")))
    except NotJson as fault:
        return Faulty(BROKEN_LINE, fault.found)
