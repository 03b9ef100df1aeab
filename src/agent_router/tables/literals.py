"""Single values as they stand in condition cells: numbers, dates, yes and no, words, and the names of fields."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from rapidfuzz import fuzz, process

from agent_router.model.field import Field, FieldKind
from agent_router.tables.amounts import amount_meant
from agent_router.tables.faults import Fault, FaultKind, Normalization, NoteKind, Unreadable
from agent_router.tables.keywords import keyword_meant
from agent_router.tables.spelling import QUOTED, plain_dashes, plain_letters
from agent_router.tables.texts import key

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_MAX_DIGITS = 40
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:(?:[ '’_]\d{3})+|(?:\.\d{3}){2,})")
_POINT_OF_THOUSANDS = re.compile(r"[+-]?\d{1,3}\.\d{3}")
_TWO_LIMITS = re.compile(r"(\d+)\s*(?:--+|->|~)\s*(\d+)")
_DATE = re.compile(r'(?:@|date\s*\(\s*)?"?(\d{4}-\d{2}-\d{2})"?\s*\)?', re.IGNORECASE)
_DATE_LIKE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?|(\d{1,2})-([A-Za-z]{3})|([A-Za-z]{3})-(\d{1,2})")
_OTHER_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PLAIN_ENGLISH = (
    (
        re.compile(
            r"(?:at least|min(?:imum)?|from)\s+([\d.]+)|([\d.]+)\s*(?:\+|or more|and (?:more|up))", re.IGNORECASE
        ),
        ">=",
    ),
    (re.compile(r"(?:at most|max(?:imum)?|up to)\s+([\d.]+)|([\d.]+)\s*(?:or less|or fewer)", re.IGNORECASE), "<="),
    (re.compile(r"(?:more than|over|above)\s+([\d.]+)", re.IGNORECASE), ">"),
    (re.compile(r"(?:less than|fewer than|under|below)\s+([\d.]+)", re.IGNORECASE), "<"),
)
_YES_NO = {"yes": True, "true": True, "y": True, "no": False, "false": False, "n": False}
_LIKE_YES_NO = {"1": "yes", "0": "no", "x": "yes", "✓": "yes", "✔": "yes", "√": "yes", "✗": "no", "✘": "no"}
_NEAR = 70
"""Below this likeness in percent two words have little to do with each other."""


def unquoted(text: str) -> str | None:
    """The inside of a text in quotation marks, or None where it is not one."""
    if QUOTED.fullmatch(text):
        return text[1:-1].replace('\\"', '"')
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1]
    return None


def read_number(text: str, field: Field) -> Decimal:
    """A number, a whole one where the field counts; raises Unreadable."""
    if not _NUMBER.fullmatch(text) or len(text) > _MAX_DIGITS:
        raise Unreadable(_no_number(text, field))
    number = Decimal(text)
    if field.kind is FieldKind.WHOLE and _POINT_OF_THOUSANDS.fullmatch(text):
        raise Unreadable(Fault(FaultKind.THOUSANDS, text, text.replace(".", ""), "a whole number"))
    if field.kind is FieldKind.WHOLE and not _is_whole(number):
        raise Unreadable(Fault(FaultKind.WHOLE_EXPECTED, text, f"{number:.0f}", "a whole number"))
    return number


def _is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def _no_number(text: str, field: Field) -> Fault:
    expected = "a whole number" if field.kind is FieldKind.WHOLE else "a number"
    inside = unquoted(text)
    if inside is not None and _NUMBER.fullmatch(inside):
        return Fault(FaultKind.NUMBER_EXPECTED, text, inside, expected)
    if text.endswith("%"):
        return Fault(FaultKind.PERCENT, text, _share(text[:-1].strip(), field), expected)
    if _THOUSANDS.fullmatch(text):
        return Fault(FaultKind.THOUSANDS, text, re.sub(r"[ '’_.]", "", text), expected)
    if _DATE_LIKE.fullmatch(text):
        return Fault(FaultKind.EXCEL_DATE, text, range_from_date_text(text), expected)
    for pattern, sign in _PLAIN_ENGLISH:
        found = pattern.fullmatch(text)
        if found:
            return Fault(FaultKind.NUMBER_EXPECTED, text, f"{sign} {found[1] or found[2]}", expected)
    return _no_bare_number(text, field, expected)


def _no_bare_number(text: str, field: Field, expected: str) -> Fault:
    """`5 files`, `$5`, `1.5M`: the only number in the text was probably meant."""
    two = _TWO_LIMITS.fullmatch(text)
    if two:
        return Fault(FaultKind.NUMBER_EXPECTED, text, f"{two[1]} to {two[2]}", expected)
    number = amount_meant(text, field.header) or keyword_meant(text)
    if field.kind is FieldKind.WHOLE and _NUMBER.fullmatch(number) and not _is_whole(Decimal(number)):
        return Fault(FaultKind.WHOLE_EXPECTED, text, f"{Decimal(number):.0f}", expected)
    return Fault(FaultKind.NUMBER_EXPECTED, text, number, expected)


def _share(percent: str, field: Field) -> str:
    if not _NUMBER.fullmatch(percent):
        return ""
    return percent if field.kind is FieldKind.WHOLE else f"{(Decimal(percent) / 100).normalize():f}"


def range_from_date(made: date) -> str:
    """The range that Excel may have turned into this date: 5 January was `1-5`."""
    low, high = sorted((made.month, made.day))
    return f"{low} to {high}"


def range_from_date_text(text: str) -> str:
    """As `range_from_date`, from `2026-01-05`, `5-Jan` or `Jan-5`; empty where it cannot be."""
    found = _DATE_LIKE.fullmatch(text)
    if found is None:
        return ""
    _, month, day, day_first, month_name, name_first, day_last = found.groups()
    name = (month_name or name_first or "").lower()
    if name and name not in _MONTHS:
        return ""
    low, high = sorted((_MONTHS.index(name) + 1 if name else int(month), int(day or day_first or day_last)))
    return f"{low} to {high}"


def read_date(text: str) -> date:
    """A date as `2026-10-01`, in quotation marks, after `@` or inside `date(…)`; raises Unreadable."""
    found = _DATE.fullmatch(text)
    if found:
        try:
            return date.fromisoformat(found[1])
        except ValueError:
            pass
    raise Unreadable(Fault(FaultKind.DATE_EXPECTED, text, _iso(text), "a date such as 2026-10-01"))


def _iso(text: str) -> str:
    """The one date that `24.12.2026` can mean; empty where day and month could be either."""
    found, year_first = _OTHER_DATE.fullmatch(text), _YEAR_FIRST.fullmatch(text)
    if year_first is not None:
        text = "-".join((year_first[1], year_first[2].zfill(2), year_first[3].zfill(2)))
        return text if _is_date(text) else ""
    if found is None:
        return ""
    first, second, year = (int(group) for group in found.groups())
    if first == second:
        return f"{year}-{first:02}-{second:02}" if first <= 12 else ""
    month, day = (second, first) if first > 12 else (first, second) if second > 12 else (0, 0)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def read_yes_no(text: str, notes: list[Normalization]) -> bool:
    """Yes or no; raises Unreadable."""
    answer = _YES_NO.get(text.casefold())
    if answer is None:
        near = _LIKE_YES_NO.get(text.casefold(), nearest(text, ("yes", "no")) or keyword_meant(text))
        raise Unreadable(Fault(FaultKind.YES_NO_EXPECTED, text, near, "yes or no"))
    if len(text) == 1:
        notes.append(Normalization(NoteKind.ALIAS, text, "yes" if answer else "no"))
    return answer


def find_word(text: str, field: Field) -> tuple[str, NoteKind | None] | None:
    """The list's own spelling of a typed word and how it differs, or None where the list does not know it."""
    if field.words is None:
        return text, None
    wanted = key(plain_dashes(text))
    latin = key(plain_letters(plain_dashes(text)))
    alike = None
    for word in field.words.words:
        for spelling in (word.text, *word.also_called):
            known = key(plain_dashes(spelling))
            if wanted == known:
                same = " ".join(text.split()) == spelling
                kind = NoteKind.ALIAS if spelling != word.text else None if same else NoteKind.CASE
                return word.text, kind
            if latin == known:
                alike = word.text
    return (alike, NoteKind.LOOK_ALIKE) if alike is not None else None


def read_word(text: str, field: Field, notes: list[Normalization]) -> str:
    """A word of the field's list in the list's own spelling; raises Unreadable with the nearest one."""
    inside = unquoted(text)
    word = text if inside is None else inside
    found = find_word(word, field)
    if found is None:
        raise Unreadable(unknown_word(word, field))
    if found[1] is not None:
        notes.append(Normalization(found[1], word, found[0]))
    return found[0]


def unknown_word(text: str, field: Field) -> Fault:
    """The fault of a word that the field's list does not have."""
    words = field.words.texts if field.words is not None else ()
    near = nearest(text, words) or keyword_meant(text, said_so=text.casefold() not in {"yes", "no", "y", "n", "x"})
    return Fault(FaultKind.UNKNOWN_WORD, text, near, ", ".join(words))


def nearest(typed: str, known: Iterable[str]) -> str:
    """The known word most like the typed one; empty where none is near."""
    found = process.extractOne(key(typed), list(known), scorer=fuzz.ratio, processor=key, score_cutoff=_NEAR)
    return found[0] if found else ""


def find_field(typed: str, fields: Mapping[str, Field]) -> Field | None:
    """The field of that header, code or other name (case, spaces and punctuation forgiven), or None."""
    wanted = _letters(typed)
    if not wanted:
        return None
    for field in fields.values():
        if wanted in {_letters(name) for name in (field.header, field.code, *field.also_called)}:
            return field
    return None


def _letters(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())
