"""Condition cells read: S-FEEL simple unary tests (DMN 1.5 chapter 9) and the spellings people really type.

The order in which a cell is understood:

1. a real number, date or truth value of the spreadsheet stands for itself;
2. blank, `-`, `any` say nothing; a word of the field's list is that word;
3. `given`, `missing`; `not …`; `contains: …`;
4. otherwise a comma list, one of whose tests must hold; each is read by the kind of the field (`items.py`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from types import MappingProxyType

from agent_router.model.condition import (
    AnyOf,
    Compare,
    Comparison,
    Condition,
    Contains,
    Given,
    Missing,
    NoneOf,
    Test,
)
from agent_router.model.field import Field, FieldKind
from agent_router.model.place import Place
from agent_router.tables.faults import Fault, FaultKind, Normalization, NoteKind, Unreadable
from agent_router.tables.items import ItemReader
from agent_router.tables.keywords import keyword_meant
from agent_router.tables.literals import find_word, range_from_date, read_number, read_yes_no, unquoted
from agent_router.tables.spelling import QUOTED, plain, without_web_marks

_ANYTHING = {"", "-", "any", "anything"}
_GIVEN = {"given", "stated", "is given", "not missing", "not(missing)", "not blank", "not empty"}
_MISSING = {"missing", "is missing", "not given", "not(given)", "not stated", "blank", "empty"}
_NOT = re.compile(r"not\b\s*:?\s*(.*)", re.DOTALL | re.IGNORECASE)
_CONTAINS = re.compile(r"contains\b\s*(:?)\s*(.*)", re.DOTALL | re.IGNORECASE)
_KEYWORDS = {"any", "given", "missing", "-"}
_NUMBERS = {FieldKind.WHOLE, FieldKind.NUMBER}
_CHOICES = {FieldKind.CHOICE, FieldKind.CHOICES}
_FREE = {FieldKind.TEXT, FieldKind.LIST, FieldKind.FOLDERS}
_DIGIT_COMMA = re.compile(r"\d+(?:,\d+)+(?:\.\d+)?")
_PLAIN_LIST = re.compile(r"\s*-?\d+(?:\s*,\s*-?\d+){2,}\s*")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_BULLET = re.compile(r"^[ \t]*(?:[•·▪‣◦●○*-]|\d{1,2}[.)])[ \t]+", re.MULTILINE)
_CLOSING = {"(": ")", "[": "]"}
_FITTING: Mapping[FieldKind, str] = MappingProxyType({
    FieldKind.TEXT: "given, missing, or words", FieldKind.LIST: "given, missing, or words",
    FieldKind.FOLDERS: "given, missing, or a folder such as src/**", FieldKind.CHOICE: "a word of the list",
    FieldKind.CHOICES: "a word of the list", FieldKind.YES_NO: "yes or no", FieldKind.WHOLE: "a number, such as >= 5",
    FieldKind.NUMBER: "a number, such as >= 5", FieldKind.DATE: "a date, such as >= 2026-10-01",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parsed:
    """One condition cell, read."""

    condition: Condition | None
    """None for a cell that says nothing, and where there is a fault."""
    notes: tuple[Normalization, ...] = ()
    fault: Fault | None = None


def parse_condition(typed: object, field: Field, fields: Mapping[str, Field], place: Place | None) -> Parsed:
    """Read the cell of a condition column; `fields` (by code) are those that may stand right of a comparison.

    Never raises for what a person typed: what cannot be read comes back as a fault.
    """
    reader = ItemReader(field, fields)
    try:
        test = _read_text(typed, reader) if isinstance(typed, str) else _read_cell(typed, reader)
    except Unreadable as unreadable:
        return Parsed(None, tuple(reader.notes), unreadable.fault)
    if test is None:
        return Parsed(None, tuple(reader.notes) if isinstance(typed, str) and typed.strip() else ())
    return Parsed(Condition(field.code, test, _shown(typed), place), tuple(reader.notes))


def _shown(typed: object) -> str:
    if isinstance(typed, bool):
        return "yes" if typed else "no"
    if isinstance(typed, datetime):
        return typed.date().isoformat()
    if isinstance(typed, float) and isfinite(typed):
        return str(int(typed)) if typed.is_integer() else f"{Decimal(repr(typed)):f}"
    return str(typed)


def _read_cell(typed: object, reader: ItemReader) -> Test | None:
    """A cell that the spreadsheet itself holds as a number, date or truth value."""
    kind = reader.field.kind
    if typed is None:
        return None
    if isinstance(typed, bool):
        return _truth_cell(typed, reader)
    if isinstance(typed, date):
        return _date_cell(typed, reader)
    if isinstance(typed, int | float | Decimal):
        if kind in _NUMBERS or kind in _CHOICES or kind in _FREE:
            return reader.read(_shown(typed))
        if kind is FieldKind.YES_NO:
            return Comparison(Compare.EQUAL, read_yes_no(_shown(typed), reader.notes))
        raise Unreadable(Fault(FaultKind.DATE_EXPECTED, _shown(typed), "", "a date such as 2026-10-01"))
    raise Unreadable(Fault(FaultKind.CELL_KIND, str(typed), "", _FITTING[kind]))


def _truth_cell(typed: bool, reader: ItemReader) -> Test:  # noqa: FBT001 - it is the cell's value, not a switch
    kind = reader.field.kind
    if kind is FieldKind.YES_NO:
        return Comparison(Compare.EQUAL, typed)
    for word in (_shown(typed), str(typed)):
        if kind in _CHOICES and find_word(word, reader.field) is not None:
            return reader.read(word)
    meant = keyword_meant(_shown(typed)) if kind in _FREE else ""
    raise Unreadable(Fault(FaultKind.CELL_KIND, str(typed).upper(), meant, _FITTING[kind]))


def _date_cell(typed: date, reader: ItemReader) -> Test:
    shown = _shown(typed)
    if reader.field.kind is not FieldKind.DATE:
        meant = range_from_date(typed) if reader.field.kind in _NUMBERS else ""
        raise Unreadable(Fault(FaultKind.EXCEL_DATE, shown, meant))
    if isinstance(typed, datetime):
        if typed.time() != time():
            raise Unreadable(Fault(FaultKind.DATE_EXPECTED, str(typed), shown, "a date without a time of day"))
        typed = typed.date()
    return Comparison(Compare.EQUAL, typed)


def _read_text(typed: str, reader: ItemReader) -> Test | None:
    text, notes = plain(typed)
    reader.notes.extend(notes)
    if text.casefold() in _ANYTHING:
        return None
    if '"' in QUOTED.sub("", text):
        raise Unreadable(Fault(FaultKind.QUOTES_UNBALANCED, text))
    if reader.field.kind in _CHOICES and reader.field.words is not None and find_word(text, reader.field) is not None:
        return reader.read(text)
    keyword = _keyword(text, reader)
    if keyword is not None:
        return keyword
    _refuse_web_marks(text, reader)
    _refuse_odd_keyword(text, reader)
    _refuse_open_bracket(text, reader)
    text = _without_bullets(text, reader)
    negated = _NOT.fullmatch(text)
    if negated:
        return NoneOf(_negated(negated[1], text, reader))
    tests = _tests(text, reader)
    return tests[0] if len(tests) == 1 else AnyOf(tests)


def _keyword(text: str, reader: ItemReader) -> Given | Missing | None:
    said = re.sub(r"\s*([()])\s*", r"\1", " ".join(text.casefold().split()))
    for words, test, keyword in ((_GIVEN, Given(), "given"), (_MISSING, Missing(), "missing")):
        if said in words:
            if said != keyword:
                reader.note(NoteKind.KEYWORD, text, keyword)
            return test
    return None


def _refuse_odd_keyword(text: str, reader: ItemReader) -> None:
    """`yes` or `named` in a column of free text would ask for a task that says just this word."""
    if reader.field.kind in _FREE and (meant := keyword_meant(text)):
        raise Unreadable(Fault(FaultKind.KEYWORD_MEANT, text, meant, f"{_FITTING[reader.field.kind]} in quotes"))


def _refuse_web_marks(text: str, reader: ItemReader) -> None:
    """What was copied out of a page's own text; the semicolon at its end would pass for a separator."""
    meant = plain(without_web_marks(text))[0]
    if meant != text:
        raise Unreadable(Fault(FaultKind.WEB_MARKS, text, meant if _is_readable(meant, reader) else ""))


def _refuse_open_bracket(text: str, reader: ItemReader) -> None:
    """Brackets come in pairs, whichever way they open; a folder or a text may hold single ones."""
    bare = QUOTED.sub("", text)
    negated = _NOT.fullmatch(bare)
    free = reader.field.kind in _FREE and not (negated and negated[1].startswith("("))
    brackets = re.findall(r"[()\[\]]", bare)
    if free or len(brackets) % 2 == 0 or _is_word(text, reader):
        return
    ways = [f"{text}{_CLOSING[brackets[-1]]}"] if brackets[-1] in _CLOSING else []
    meant = next((way for way in (*ways, re.sub(r"[()\[\]]", "", text)) if _is_readable(way, reader)), "")
    raise Unreadable(Fault(FaultKind.BRACKETS_UNBALANCED, text, meant))


def _is_readable(text: str, reader: ItemReader) -> bool:
    try:
        return _read_text(text, ItemReader(reader.field, reader.fields)) is not None
    except Unreadable:
        return False


def _without_bullets(text: str, reader: ItemReader) -> str:
    """A list pasted from a page: what stands before each word is no part of it."""
    listed = _BULLET.sub("", text)
    if reader.field.kind not in _CHOICES or listed == text or _is_word(text, reader):
        return text
    if not all(_is_word(line.strip(), reader) for line in listed.splitlines()):
        return text
    reader.note(NoteKind.SEPARATOR, text, ", ".join(line.strip() for line in listed.splitlines()))
    return ", ".join(line.strip() for line in listed.splitlines())


def _negated(rest: str, text: str, reader: ItemReader) -> tuple[Test, ...]:
    rest = rest.strip()
    inside = _inside_brackets(rest, "(")
    if inside is not None and not _is_bare_range(inside):
        rest = inside
    if not rest:
        raise Unreadable(Fault(FaultKind.NOTHING_AFTER, text))
    if rest.casefold() in _ANYTHING:
        raise Unreadable(Fault(FaultKind.NOTHING_AFTER, text, "missing"))
    if _NOT.fullmatch(rest) and not _is_word(rest, reader):
        raise Unreadable(Fault(FaultKind.DOUBLE_NOT, text))
    if _CONTAINS.match(rest):
        return _tests(rest, reader)
    items = _items(rest, reader)
    repeated = [_NOT.fullmatch(item) for item in items[1:] if not _is_word(item, reader)]
    if repeated and all(repeated):
        reader.note(NoteKind.KEYWORD, text, f"not {items[0]}, …")
        items = [items[0], *(again[1] for again in repeated if again)]
    return tuple(_item(item, reader) for item in items)


def _tests(text: str, reader: ItemReader) -> tuple[Test, ...]:
    """The tests of a comma list, or the one `contains:` that takes the whole cell."""
    phrases = _CONTAINS.fullmatch(text)
    if phrases and (phrases[1] or reader.field.kind in _FREE):
        return (_contains(phrases[1], phrases[2], text, reader),)
    return tuple(_item(item, reader) for item in _items(text, reader))


def _contains(colon: str, rest: str, text: str, reader: ItemReader) -> Contains:
    if reader.field.kind not in {FieldKind.TEXT, FieldKind.LIST, *_CHOICES}:
        raise Unreadable(Fault(FaultKind.TEXT_TEST_ON_KIND, text))
    if not colon:
        reader.note(NoteKind.KEYWORD, text, f"contains: {rest}")
    if not rest:
        raise Unreadable(Fault(FaultKind.NOTHING_AFTER, text, "", "contains: login, oauth"))
    phrases = tuple(inside if (inside := unquoted(item)) is not None else item for item in _items(rest, reader))
    if not all(phrase.strip() for phrase in phrases):
        raise Unreadable(Fault(FaultKind.NOTHING_AFTER, text, "", "contains: login, oauth"))
    return Contains(phrases)


def _item(item: str, reader: ItemReader) -> Test:
    if _is_word(item, reader):
        return reader.read(item)
    if reader.field.kind not in _FREE and "*" in item and reader.field.kind not in _CHOICES:
        raise Unreadable(Fault(FaultKind.TEXT_TEST_ON_KIND, item))
    if _NOT.fullmatch(item):
        raise Unreadable(Fault(FaultKind.NOT_INSIDE_LIST, item))
    if item.casefold() in _KEYWORDS or (_CONTAINS.fullmatch(item) and ":" in item and unquoted(item) is None):
        raise Unreadable(Fault(FaultKind.KEYWORD_INSIDE_LIST, item))
    single = _inside_brackets(item, "(")
    if single is not None and not _is_bare_range(single) and reader.field.kind not in _FREE and single:
        item = single
    return reader.read(item)


def _is_word(item: str, reader: ItemReader) -> bool:
    inside = unquoted(item)
    listed = reader.field.kind in _CHOICES and reader.field.words is not None
    return listed and find_word(item if inside is None else inside, reader.field) is not None


def _items(text: str, reader: ItemReader) -> list[str]:
    """The parts of a comma list, outside quotation marks; a list in brackets loses them."""
    if reader.field.kind in _NUMBERS:
        _refuse_digit_commas(text, reader)
    inside = _inside_list(text, reader)
    if inside is not None:
        reader.note(NoteKind.LIST_BRACKETS, text, inside)
        text = inside
    items = [item.strip() for item in _split(text, ",")]
    if len(items) > 1 and not items[-1]:
        reader.note(NoteKind.SEPARATOR, text, text.rstrip(" ,"))
        items.pop()
    if not all(items):
        raise Unreadable(Fault(FaultKind.NOTHING_AFTER, text))
    return [part for item in items for part in _other_separators(item, reader)]


def _other_separators(item: str, reader: ItemReader) -> list[str]:
    """`Migration; Refactor`, `Migration or Refactor`, one a line: understood where each part stands by itself."""
    if _is_word(item, reader):
        return [item]
    signs = r";|[\r\n]+" if reader.field.kind in _FREE else r";|[\r\n\t]+|\bor\b|/|\|"
    if reader.field.kind in _CHOICES and reader.field.words is not None:
        _refuse_and(item, reader)
    parts = [part.strip() for part in _split_at(item, signs) if part.strip()]
    if len(parts) < 2 or (reader.field.kind in _CHOICES and not all(_is_word(part, reader) for part in parts[:-1])):
        return [item]
    if reader.field.kind not in _FREE and any(re.search(r"\bmore|less|fewer\b", part) for part in parts):
        return [item]
    if reader.field.kind is FieldKind.DATE and "/" in item:
        return [item]
    reader.note(NoteKind.SEPARATOR, item, ", ".join(parts))
    return parts


def _refuse_and(item: str, reader: ItemReader) -> None:
    parts = [part.strip() for part in _split_at(item, r"\band\b|&|\+")]
    if len(parts) > 1 and all(_is_word(part, reader) for part in parts):
        kind = FaultKind.AND_IN_CELL if reader.field.many else FaultKind.LIST_ON_SINGLE
        raise Unreadable(Fault(kind, item, ", ".join(parts)))


def _refuse_digit_commas(text: str, reader: ItemReader) -> None:
    """A comma between digits may be a decimal comma, a thousands mark or a list: only a clear list is let through."""
    found = _DIGIT_COMMA.search(QUOTED.sub("", text))
    if found is None:
        return
    number = found[0]
    whole = text.strip() == number
    if _THOUSANDS.fullmatch(number):
        raise Unreadable(Fault(FaultKind.THOUSANDS, text, text.replace(number, number.replace(",", ""))))
    if _PLAIN_LIST.fullmatch(text) and number.count(",") > 1:
        return
    if number.count(",") > 1 and _inside_list(text, reader) is not None:
        return
    meant = number.replace(",", ", ") if whole and reader.field.kind is FieldKind.WHOLE else number.replace(",", ".")
    raise Unreadable(Fault(FaultKind.DECIMAL_COMMA, text, text.replace(number, meant)))


def _inside_list(text: str, reader: ItemReader) -> str | None:
    """The inside of `[2, 3, 1]` or `("a", "b")`; two bare numbers in brackets may mean a range: refused."""
    inside = _inside_brackets(text, "[") or _inside_brackets(text, "(")
    if inside is None or (reader.field.kind in _FREE and inside.lstrip()[:1] not in {'"', "=", "<", ">"}):
        return None
    parts = [part.strip() for part in _split(inside, ",")]
    if len(parts) < 2 or (_is_bare_range(inside) and len(parts) < 2):
        return None
    if reader.field.kind in {*_NUMBERS, FieldKind.DATE} and len(parts) == 2:
        _refuse_two_ends(text, parts, reader)
    return inside


def _refuse_two_ends(text: str, parts: list[str], reader: ItemReader) -> None:
    try:
        low, high = (read_number(part, reader.field) for part in parts)
    except Unreadable:
        return
    meant = f"{text[0]}{low}..{high}{text[-1]}"
    raise Unreadable(Fault(FaultKind.RANGE_UNREADABLE, text, meant, "[1..5] for a range, 1, 5 for either"))


def _inside_brackets(text: str, opening: str) -> str | None:
    """What stands between an opening bracket and its partner at the very end, or None."""
    if not text.startswith(opening):
        return None
    depth = 0
    bare = QUOTED.sub(lambda quoted: "q" * len(quoted[0]), text)
    for place, sign in enumerate(bare):
        depth += (sign in "([") - (sign in ")]")
        if depth == 0:
            return text[1:-1].strip() if place == len(text) - 1 and sign == {"(": ")", "[": "]"}[opening] else None
    return None


def _is_bare_range(text: str) -> bool:
    return ".." in QUOTED.sub("", text) and not text.startswith(("[", "(", "]"))


def _split(text: str, sign: str) -> list[str]:
    return _split_at(text, re.escape(sign))


def _split_at(text: str, pattern: str) -> list[str]:
    """Split where the pattern stands outside quotation marks."""
    bare = QUOTED.sub(lambda quoted: "q" * len(quoted[0]), text)
    parts, at = [], 0
    for found in re.finditer(pattern, bare, re.IGNORECASE):
        parts.append(text[at : found.start()])
        at = found.end()
    return [*parts, text[at:]]
