"""JSON text read strictly: what RFC 8259 leaves open (doubled names, NaN, lone surrogates) is refused here."""

import json
import math
from typing import NoReturn

from agent_router.errors import RouterError

JsonValue = None | bool | int | float | str | list["JsonValue"] | dict[str, "JsonValue"]
"""What JSON can say, in Python's own types."""

JsonObject = dict[str, JsonValue]
"""One JSON object."""


class NotJson(RouterError):
    """Bytes that are no JSON text; `found` says so in words, without the bytes themselves."""

    def __init__(self, found: str, *, glued: bool = False) -> None:
        """Keep the words; `glued` is true where a second value follows the first."""
        self.found, self.glued = found, glued
        super().__init__(found)


def parse_json(data: bytes) -> JsonValue:
    """The one JSON value that these UTF-8 bytes hold; NotJson for anything else, doubled names among it."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise NotJson(f"it is not UTF-8 text (byte {fault.start + 1})") from fault
    try:
        value: JsonValue = _DECODER.decode(text)
    except json.JSONDecodeError as fault:
        glued = fault.msg == "Extra data"
        words = "a second JSON value follows the first" if glued else f"{fault.msg} (character {fault.pos + 1})"
        raise NotJson(words, glued=glued) from fault
    except RecursionError as fault:
        raise NotJson("its brackets are nested too deeply") from fault
    except ValueError as fault:
        # Python refuses to read a whole number of more than 4,300 digits.
        raise NotJson("it holds a number with thousands of digits") from fault
    if "\\ud" in text.lower() and not _encodable(value):
        raise NotJson("it holds half of a surrogate pair, which is no character")
    return value


def _encodable(value: JsonValue) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _object(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    value = dict(pairs)
    if len(value) != len(pairs):
        # Readers disagree on which of the two counts, so neither does (RFC 8785 section 3.1, I-JSON).
        raise NotJson("one object names the same key twice")
    return value


def _constant(name: str) -> NoReturn:
    raise NotJson(f"{name} is no JSON number")


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise NotJson("it holds a number beyond what JSON readers agree on")
    return value


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_float=_number)
