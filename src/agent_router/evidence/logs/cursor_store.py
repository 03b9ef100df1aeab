"""Cursor's chat store (`store.db`: tables `meta` and `blobs`) as lines of JSON, as far as it is JSON at all.

1. `meta` holds, in hexadecimal, JSON about the chat: its ID, name, model, and which blob is the root.
2. A blob that is a JSON object with a `role` is a message. The others are Cursor's own binary nodes; a node names its
   children by their SHA-256, and so the root gives the order of the messages.
3. Messages that the root does not reach follow, in the order of their IDs, and a line says so; binary is counted.
"""

import binascii
import json
import re
from collections.abc import Iterator, Mapping

from agent_router.evidence.json_fields import mapping, text
from agent_router.evidence.logs.sqlite_file import Tables, remark_line, row_line

_CHILD = re.compile(rb"\x0a\x20(.{32})", re.DOTALL)
_MOST_NODES = 100_000
_DEEPEST = 64

_FIELDS = ("agentId", "name", "mode", "createdAt", "lastUsedModel", "latestRootBlobId")


def store_lines(tables: Tables) -> Iterator[bytes]:
    """What the chat store says of itself, then its messages."""
    roots = [text(chat, "latestRootBlobId") for chat in _chats(tables)]
    yield from chat_lines(tables)
    numbers = _numbers(tables)
    reached = list(_reached(tables, numbers, [root for root in roots if root]))
    ordered = frozenset(reached)
    binary = unordered = 0
    for blob in (*reached, *(one for one in numbers if one not in ordered)):
        message = _message(tables, numbers[blob])
        if message is None:
            binary += 1
            continue
        unordered += blob not in ordered
        yield row_line("blobs", {"id": blob, "message": message})
    if unordered:
        yield remark_line(f"{unordered} message(s) that the chat's root does not reach: their order is not known.")
    if binary:
        yield remark_line(f"{binary} binary node(s) of Cursor's own were not read.")


def chat_lines(tables: Tables) -> Iterator[bytes]:
    """What the chat store says of itself."""
    for chat in _chats(tables):
        yield row_line("meta", {name: chat[name] for name in _FIELDS if name in chat})


def _chats(tables: Tables) -> Iterator[Mapping[str, object]]:
    for row in tables.rows("meta", ("key",)):
        chat = _decoded(row.get("value"))
        if chat:
            yield chat


def _numbers(tables: Tables) -> dict[str, int]:
    """Position of each blob by its ID."""
    if not {"id", "data"} <= set(tables.columns("blobs")):
        return {}
    found: dict[str, int] = {}
    for number, _ in tables.pairs("SELECT rowid, NULL FROM blobs ORDER BY id"):
        row = tables.row("blobs", number) if number is not None else None
        if row is not None and number is not None:
            found[str(row.get("id"))] = number
    return found


def _data(tables: Tables, number: int) -> bytes:
    value = mapping(tables.row("blobs", number)).get("data")
    return value if isinstance(value, bytes) else str(value or "").encode()


def _message(tables: Tables, number: int) -> Mapping[str, object] | None:
    try:
        value = mapping(json.loads(_data(tables, number)))
        json.dumps(value, allow_nan=False)
    except (ValueError, RecursionError):
        return None
    return value if text(value, "role") else None


def _reached(tables: Tables, numbers: Mapping[str, int], roots: list[str]) -> Iterator[str]:
    """Blobs below the roots, each once, in the order in which the nodes name them."""
    seen: set[str] = set()
    waiting = [(root, 0) for root in reversed(roots)]
    while waiting and len(seen) < _MOST_NODES:
        blob, depth = waiting.pop()
        if blob in seen or blob not in numbers or depth > _DEEPEST:
            continue
        seen.add(blob)
        yield blob
        data = _data(tables, numbers[blob])
        if not data.startswith(b"{"):
            children = [child.hex() for child in _CHILD.findall(data)]
            waiting += [(child, depth + 1) for child in reversed(children)]


def _decoded(value: object) -> Mapping[str, object]:
    """JSON in hexadecimal, or plain."""
    if not isinstance(value, str):
        return {}
    try:
        plain = value if value.lstrip().startswith("{") else binascii.unhexlify(value).decode("utf-8", "replace")
        return mapping(json.loads(plain))
    except (ValueError, RecursionError):
        return {}
