"""Texts as a spreadsheet file stores them: escapes of characters that XML cannot hold, and errors written as text."""

import re

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ERRORS = frozenset({
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!",
    "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#EXTERNAL!",
})  # fmt: skip
_OFFICE_ERROR = re.compile(r"Err:5\d\d|#ERROR!")
"""How LibreOffice and Google Sheets write theirs."""


def plain_text(stored: str) -> str:
    """`a_x000D_b` as the two lines it stands for (ECMA-376, 22.9.2.19); `_x005F_` is an underscore."""
    return _ESCAPE.sub(lambda found: _character(int(found[1], 16)), stored) if "_x" in stored else stored


def _character(code: int) -> str:
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)  # half a character cannot be written anywhere


def is_error(text: str) -> bool:
    """Whether a text is the error value of a spreadsheet program, as exports and pasted values leave it."""
    bare = text.strip()
    return bare in _ERRORS or _OFFICE_ERROR.fullmatch(bare) is not None
