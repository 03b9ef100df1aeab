"""The router's section of an AGENTS.md that belongs to people: between markers, the rest stays byte for byte."""

import codecs
import re

from agent_router.agents.problems import DAMAGED_MARKERS, NOT_UTF8
from agent_router.errors import InputRejected
from agent_router.model.place import Place
from agent_router.model.problem import Problem

BEGIN = "<!-- agent-router:begin"
END = "<!-- agent-router:end -->"

_BEGIN_LINE = re.compile(r"^[ \t]*<!--[ \t]*agent-router:begin\b[^\n]*$", re.MULTILINE | re.IGNORECASE)
_END_LINE = re.compile(r"^[ \t]*<!--[ \t]*agent-router:end\b[^\n]*$", re.MULTILINE | re.IGNORECASE)
_ANY_MARKER = re.compile(r"<!--[ \t]*agent-router:(?:begin|end)\b", re.IGNORECASE)


def read_text(data: bytes, name: str = "AGENTS.md") -> str:
    """The file's text; a byte order mark of UTF-8 stays its first character.

    Raises:
        InputRejected: the bytes are not UTF-8, so a section in UTF-8 would make two encodings of one file.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _not_utf8(name, "it begins with the byte order mark of UTF-16")
    if b"\0" in data:
        raise _not_utf8(name, f"byte {data.index(0) + 1:,} is zero, as in UTF-16 or UTF-32")
    try:
        return data.decode()
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise _not_utf8(name, f"byte 0x{data[fault.start]:02X} is no UTF-8", line) from fault


def _not_utf8(name: str, found: str, line: int = 0) -> InputRejected:
    return InputRejected([Problem(NOT_UTF8, Place(name, line=line), found)])


def merge_section(existing: str, section: str, name: str = "AGENTS.md") -> str:
    """The file with its section replaced, or with the section added at the end; `section` has its own markers.

    Doing it again changes nothing. Line ends of the section follow those of the file.

    Raises:
        InputRejected: the markers are damaged: one is missing, doubled, in the wrong order, or not on its own line.
    """
    _check_markers(existing, name)
    crlf = existing.count("\r\n") > existing.count("\n") // 2
    body = section.replace("\r\n", "\n").rstrip("\n")
    if crlf:
        body = body.replace("\n", "\r\n")
    begin, end = _BEGIN_LINE.search(existing), _END_LINE.search(existing)
    if begin and end:
        tail = existing[end.end() :]
        # `$` stands before the line feed alone; the carriage return belongs to the line end, not to the marker.
        if existing[: end.end()].endswith("\r"):
            tail = f"\r{tail}"
        return existing[: begin.start()] + body + tail
    line_end = "\r\n" if crlf else "\n"
    return existing + _gap(existing, line_end) + body + line_end


def _gap(existing: str, line_end: str) -> str:
    """What keeps a new section one blank line apart from the text above it."""
    if not existing.strip("\ufeff"):
        return ""
    if existing.endswith(("\n\n", "\n\r\n")):
        return ""
    return line_end if existing.endswith("\n") else line_end * 2


def _check_markers(existing: str, name: str) -> None:
    begins, ends = list(_BEGIN_LINE.finditer(existing)), list(_END_LINE.finditer(existing))
    mentions = list(_ANY_MARKER.finditer(existing))
    if not mentions:
        return
    # Only whole marker lines count as markers, and every mention must be one.
    sound = len(begins) == len(ends) == 1 and len(mentions) == 2 and begins[0].end() <= ends[0].start()
    if not sound:
        line = existing.count("\n", 0, mentions[0].start()) + 1
        found = f"{len(begins)} begin and {len(ends)} end markers"
        raise InputRejected([Problem(DAMAGED_MARKERS, Place(name, line=line), found)])
