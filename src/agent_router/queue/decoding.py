"""Bytes of a text file as text, whatever program saved it."""

import codecs
from dataclasses import dataclass

from agent_router.errors import CannotRead
from agent_router.model.place import Place

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WESTERN = "cp1252"


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, and whether its encoding was a guess."""

    text: str
    guessed: bool = False


def decoded(data: bytes, name: str) -> Decoded:
    """Decode by byte order mark, as UTF-8, as UTF-16 where zero bytes alternate, else as Windows-1252 (guessed).

    Raises:
        CannotRead: the bytes are no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(_strict(data[len(mark) :], encoding, name))
    wide = _wide(data)
    if wide:
        return Decoded(_strict(data, wide, name))
    try:
        return Decoded(data.decode())
    except UnicodeDecodeError:
        if b"\x00" in data[:4096]:
            raise _no_text(name) from None
        return Decoded(data.decode(_WESTERN, "replace"), guessed=True)


def _wide(data: bytes) -> str:
    head = data[:256]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 4 > even:
        return "utf-16-le"
    if even > len(head) // 4 > odd:
        return "utf-16-be"
    return ""


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise _no_text(name) from None


def _no_text(name: str) -> CannotRead:
    return CannotRead(
        Place(name),
        "The file is damaged or no text: its characters cannot be read.",
        "Export the queue again as CSV UTF-8, JSON or .xlsx.",
    )
