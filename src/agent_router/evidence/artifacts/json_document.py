"""JSON of tools: recognized by the keys it begins with, read whole with limits, damage is a value.

1. Recognition looks at the first bytes only, so that a huge file is not decoded just to be told apart.
2. A document beyond the size limit, nested too deeply or damaged is refused with the reason.
3. Numbers keep their digits; what is no number in JSON (`NaN`) is nothing.
"""

import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from agent_router.evidence.artifacts.refused import Refused
from agent_router.evidence.lines import LineReader

LARGEST = 64 * 1024 * 1024
"""Bytes of one JSON report that are read; decoded, it fills many times that."""

_DEEPEST_KEY = 4
"""Levels of keys that recognition looks at."""
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?|[{}\[\]]', re.DOTALL)
_MOST_TOKENS = 20_000


@dataclass(frozen=True, slots=True)
class Shape:
    """How a JSON document begins."""

    root: str
    """`{`, `[` or empty where this is no JSON."""
    keys: frozenset[str]
    """Paths of the keys met, such as `runs[].tool` or `[].filePath`."""

    def has(self, *paths: str) -> bool:
        """Whether all of these were met."""
        return self.keys.issuperset(paths)


_NO_JSON = Shape("", frozenset())


@lru_cache(maxsize=4)
def shape_of(sample: bytes) -> Shape:
    """The keys that the first bytes of a document show, values never looked at."""
    text = text_of(sample, errors="ignore").lstrip()
    if text[:1] not in {"{", "["}:
        return _NO_JSON
    keys: set[str] = set()
    path: list[str] = []
    open_key = ""
    for number, token in enumerate(_TOKEN.finditer(text)):
        if number > _MOST_TOKENS:
            break
        mark = token[0]
        if mark in "{[":
            path.append(f"{open_key}[]" if mark == "[" else open_key)
            open_key = ""
        elif mark in "}]":
            path = path[:-1]
            open_key = ""
        elif token[2] is not None:
            open_key = token[1]
            if len(path) <= _DEEPEST_KEY:
                keys.add(".".join(part for part in (*path, open_key) if part))
    return Shape(text[0], frozenset(keys))


def json_document(data: bytes) -> object | Refused:
    """The document decoded; the reason where it cannot be."""
    if len(data) > LARGEST:
        return Refused(f"The JSON has {len(data):,} bytes; reports beyond 64 MiB are kept, not read.")
    try:
        value: object = json.loads(
            text_of(data, errors="strict"), parse_float=Decimal, parse_constant=_no_number, strict=False
        )
    except RecursionError:
        return Refused("The JSON is nested too deeply to be read.")
    except (ValueError, ArithmeticError) as fault:
        return Refused(f"The JSON is damaged: {str(fault)[:120]}.")
    return value


def json_lines(data: bytes) -> tuple[Sequence[object], tuple[str, ...]]:
    """The values of a JSON Lines document in order, and what was odd about it."""
    if len(data) > LARGEST:
        return (), (f"The JSON has {len(data):,} bytes; reports beyond 64 MiB are kept, not read.",)
    reader = LineReader(io.BytesIO(data))
    values = [value for _, value in reader]
    return values, tuple(reader.remarks)


def _no_number(_: str) -> None:
    """`NaN` and `Infinity`, which some writers put where JSON knows nothing."""


def text_of(data: bytes, *, errors: str) -> str:
    """Text in the Unicode encoding that its first bytes show."""
    encoding = json.detect_encoding(data)
    return data.decode(encoding, errors=errors)
