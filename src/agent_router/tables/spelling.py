"""What people really type, turned into the plain signs of the cell language; each change is noted."""

import re
import unicodedata
from collections.abc import Callable
from html import unescape

from agent_router.tables.faults import Normalization, NoteKind

QUOTED = re.compile(r'"(?:\\"|[^"])*"')
"""One text in quotation marks; a backslash before a mark makes it part of the text."""

_CURLY = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | dict.fromkeys("‘’‚‛", "'"))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-"))
_NO_BREAK = str.maketrans(dict.fromkeys("\u00a0\u202f\u2007\u3000\u2009\u2003\u2002", " "))
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "<>", "⩾": ">=", "⩽": "<=", "＞": ">", "＜": "<", "＝": "=", "，": ", "}
_SPELLED_SIGNS = {"=>": ">=", "=<": "<=", "!=": "<>", "==": "=", "=!": "<>"}
_SIGN = re.compile("|".join(map(re.escape, (*_SIGNS, *_SPELLED_SIGNS))))

# Letters that nobody can tell from Latin ones in print: the Cyrillic and Greek part of Unicode's confusables.
_LOOK_ALIKE = str.maketrans(
    "АВЕЗКМНОРСТУХІЈЅаеорсухіјѕԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοι",
    "ABE3KMHOPCTYXIJSaeopcyxijsdqwABEZHIKMNOPTYXoi",
)

_WEB_MARK = re.compile(r"&(?:[a-z][a-z0-9]*|#[0-9]{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def plain(typed: str) -> tuple[str, tuple[Normalization, ...]]:
    """The text in plain signs, and what was changed; what stands in quotation marks keeps its dashes and signs."""
    notes: list[Normalization] = []
    text = _note(typed, typed.translate(_CURLY), NoteKind.QUOTES, notes)
    text = _note(text, _plain_spaces(text), NoteKind.NO_BREAK_SPACE, notes)
    text = _note(text, "".join(char for char in text if not is_invisible(char)), NoteKind.INVISIBLE, notes)
    text = _note(text, text.strip(), NoteKind.SPACES, notes)
    # Nothing depends on how many spaces stand between words, and patterns stay fast on single ones.
    text = _outside_quotes(text, lambda part: re.sub(r" +", " ", re.sub(r"[ \t]*\t[ \t]*", "\t", part)))
    text = _note(text, _outside_quotes(text, _plain_digits), NoteKind.DIGITS, notes)
    text = _note(text, _outside_quotes(text, plain_dashes), NoteKind.DASH, notes)
    text = _note(text, _outside_quotes(text, _ellipsis), NoteKind.RANGE_SPELLING, notes)
    return _note(text, _outside_quotes(text, _plain_signs), NoteKind.SIGN, notes), tuple(notes)


def _plain_spaces(text: str) -> str:
    """Odd spaces as plain ones; where there were any, those around the text go with them."""
    spaced = text.translate(_NO_BREAK)
    return spaced if spaced == text else spaced.strip()


def _plain_digits(text: str) -> str:
    """`５` and `٥` as 5."""
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() and not char.isascii() else char for char in text)


def without_web_marks(text: str) -> str:
    """`&gt;= 5`, as a web page's own text says it, as `>= 5`; what stands in quotation marks stays."""
    return _outside_quotes(text, lambda part: _WEB_MARK.sub(lambda mark: unescape(mark[0]), part))


def is_invisible(char: str) -> bool:
    """Whether a character has no shape of its own: control and format characters, line breaks and tabs apart."""
    return char not in "\n\r\t" and unicodedata.category(char) in {"Cc", "Cf"}


def plain_dashes(text: str) -> str:
    """Every kind of dash and minus as the one on the keyboard."""
    return text.translate(_DASHES)


def plain_letters(text: str) -> str:
    """Letters of other alphabets, and full-width ones, as the Latin ones they look like."""
    return text.translate(_LOOK_ALIKE).translate(_FULL_WIDTH)


def _ellipsis(text: str) -> str:
    return re.sub(r"…|\.{3}", "..", text)


def _plain_signs(text: str) -> str:
    return _SIGN.sub(lambda found: _SIGNS.get(found[0]) or _SPELLED_SIGNS[found[0]], text)


def _note(before: str, after: str, kind: NoteKind, notes: list[Normalization]) -> str:
    if before != after:
        notes.append(Normalization(kind, before, after))
    return after


def _outside_quotes(text: str, change: Callable[[str], str]) -> str:
    parts = []
    at = 0
    for quoted in QUOTED.finditer(text):
        parts += [change(text[at : quoted.start()]), quoted[0]]
        at = quoted.end()
    return "".join((*parts, change(text[at:])))
