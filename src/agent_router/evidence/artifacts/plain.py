"""Artifacts as text and as JSON, whatever a shell's redirection made of their bytes."""

import codecs
import re
from decimal import Decimal, InvalidOperation

from agent_router.ledger.jsontext import JsonValue, NotJson, parse_json

LARGEST_NUMBER = Decimal(10) ** 15
"""A measurement beyond it is damage."""

LARGEST_JSON = 64 * 1024 * 1024
"""Bytes of one JSON report that are read; decoded, it fills many times that."""

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SEPARATOR = re.compile(r"\Asep=[;,|\t](?=\r?\n)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def text_of(data: bytes) -> str | None:
    """The text of these bytes (UTF-8, or UTF-16 as PowerShell writes it); None where they are no text.

    Single damaged bytes become the replacement character; a cut character at the end of a sample is one of them.
    """
    if data.startswith(_WIDE):
        text = data.decode("utf-16", errors="replace")
    elif b"\0" in data[:8192]:
        return None
    else:
        text = data.decode("utf-8-sig", errors="replace")
    odd = len(_CONTROLS.findall(text[:8192])) + text[:8192].count("\ufffd")
    return None if odd * 10 > len(text[:8192]) else text


def sample_of(data: bytes) -> str:
    """The text of a sample, from its first visible character on; empty where it is no text."""
    start = (text_of(data) or "").lstrip("\ufeff \t\r\n")
    return _SEPARATOR.sub("", start, count=1).lstrip("\r\n")


def table_text_of(data: bytes) -> str:
    """The text of a table from its header on; Excel's first line `sep=;` becomes a blank one."""
    return _SEPARATOR.sub("", (text_of(data) or "").lstrip("\ufeff \t\r\n"), count=1)


def json_of(data: bytes) -> JsonValue:
    """The one JSON value of an artifact; NotJson, in words, for anything else."""
    if len(data) > LARGEST_JSON:
        raise NotJson("it is larger than 64 MiB")
    if data.startswith(_WIDE):
        data = data.decode("utf-16", errors="replace").encode()
    return parse_json(data.removeprefix(codecs.BOM_UTF8))


def refused(fault: NotJson) -> str:
    """What stands in the artifact's place, as a sentence."""
    return f"The JSON cannot be read: {fault.found}."


def number(value: object) -> Decimal | None:
    """A finite JSON number of an ordinary size; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < LARGEST_NUMBER else None


def shown(text: str, limit: int = 120) -> str:
    """A piece of an artifact inside a sentence: one line, no control characters, at most so long."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text[: limit * 4]).split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
