"""One test of a comma list, read by the kind of its field: `>= 5`, `[1..5)`, `Migration`, `*login*`, `src/**`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from datetime import date
from decimal import Decimal
from typing import assert_never

from agent_router.model.condition import (
    Between,
    Compare,
    Comparison,
    FieldName,
    Like,
    Literal,
    Test,
    Touches,
)
from agent_router.model.field import Field, FieldKind, Riskier
from agent_router.tables.faults import Fault, FaultKind, Normalization, NoteKind, Unreadable
from agent_router.tables.literals import (
    find_field,
    find_word,
    nearest,
    read_date,
    read_number,
    read_word,
    read_yes_no,
    unknown_word,
    unquoted,
)
from agent_router.tables.texts import is_like

_SIGN = re.compile(r"(<=|>=|<>|<|>|=)\s*(.*)", re.DOTALL)
_BRACKETED = re.compile(r"([\[\](])\s*(.*?)\s*(\.\.|\bto\b)\s*(.*?)\s*([\])\[])", re.DOTALL | re.IGNORECASE)
_BARE = re.compile(r"(between|from|)\s*(.+?)\s*(\.\.|\bto\b|\band\b)\s*(.+)", re.DOTALL | re.IGNORECASE)
_QUOTED_RANGE = re.compile(r"""[\[\](]+\s*"[^"]*"\s*\.\.\s*"[^"]*"\s*[\])\[]+""")
_DASHED = re.compile(r"([+-]?[\d.]+)\s*-\s*([+-]?[\d.]+)")
_BOTH = re.compile(r"(>=?)\s*([\d.]+)\s*(?:and|&+)\s*(<=?)\s*([\d.]+)", re.IGNORECASE)
_NUMBERS = {FieldKind.WHOLE, FieldKind.NUMBER}
_WORDS = {FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.TEXT, FieldKind.LIST}
_UNORDERED = {Compare.EQUAL, Compare.NOT_EQUAL}


def _signed(sign: str, suggestion: str) -> str:
    """What to type in the whole cell: the sign stays before what was probably meant."""
    keyword = suggestion in {"", "given", "missing", "any"}
    return suggestion if keyword or suggestion[0] in "<>=[(" or " to " in suggestion else f"{sign} {suggestion}"


@dataclass(frozen=True)
class ItemReader:
    """Reads the tests of one cell; what it normalizes goes to `notes`."""

    field: Field
    fields: Mapping[str, Field]
    notes: list[Normalization] = dataclass_field(default_factory=list)

    def read(self, text: str) -> Test:
        """One test; raises Unreadable."""
        kind = self.field.kind
        if kind is FieldKind.FOLDERS:
            return self._folder(text)
        signed = _SIGN.fullmatch(text)
        if signed:
            return self._comparison(Compare(signed[1]), signed[2], text)
        if kind in _NUMBERS or kind is FieldKind.DATE:
            found = self._range(text)
            if found is not None:
                return found
        return self._plain(text)

    def note(self, kind: NoteKind, typed: str, read_as: str) -> None:
        """Remember that something was typed differently."""
        self.notes.append(Normalization(kind, typed, read_as))

    def _plain(self, text: str) -> Test:
        if self.field.kind in _WORDS and "*" in text and unquoted(text) is None:
            return self._like(text)
        if self.field.kind not in _WORDS and unquoted(text) is None:
            named = find_field(text, self.fields)
            if named is not None:
                raise Unreadable(Fault(FaultKind.FIELD_WITHOUT_SIGN, text, f"= {named.header}"))
        return Comparison(Compare.EQUAL, self._literal(text))

    def _literal(self, text: str) -> Literal:
        match self.field.kind:
            case FieldKind.WHOLE | FieldKind.NUMBER:
                return read_number(text, self.field)
            case FieldKind.DATE:
                return read_date(text)
            case FieldKind.YES_NO:
                return read_yes_no(text, self.notes)
            case FieldKind.CHOICE | FieldKind.CHOICES:
                self._refuse_word_range(text)
                return read_word(text, self.field, self.notes)
            case FieldKind.TEXT | FieldKind.LIST | FieldKind.FOLDERS:
                self._refuse_word_range(text)
                inside = unquoted(text)
                return text if inside is None else inside
            case _ as never:
                assert_never(never)

    def _like(self, text: str) -> Like:
        if self.field.words is not None and not any(is_like(text, word) for word in self.field.words.texts):
            raise Unreadable(unknown_word(text, self.field))
        return Like(text)

    def _folder(self, text: str) -> Touches:
        signed = _SIGN.fullmatch(text)
        if signed and signed[1] != "=":
            raise Unreadable(Fault(FaultKind.SIGN_ON_KIND, text, f"not {signed[2]}", "a folder pattern such as src/**"))
        pattern = signed[2] if signed else text
        inside = unquoted(pattern)
        return Touches(pattern if inside is None else inside)

    def _comparison(self, sign: Compare, right: str, text: str) -> Comparison:
        if not right:
            raise Unreadable(Fault(FaultKind.NOTHING_AFTER, text))
        if sign not in _UNORDERED and not self._has_order():
            kind = FaultKind.SIGN_ON_KIND if self.field.kind is FieldKind.YES_NO else FaultKind.ORDER_ON_WORDS
            raise Unreadable(Fault(kind, text, self._literal_near(right)))
        if sign is Compare.NOT_EQUAL and self.field.many:
            self.note(NoteKind.NOT_EQUAL_MANY, text, f"not {right}")
        return Comparison(sign, self._right(right, sign, text))

    def _has_order(self) -> bool:
        """Numbers and dates have one; a list does where the policy says which end is riskier, or derives it."""
        if self.field.kind in {FieldKind.CHOICE, FieldKind.CHOICES}:
            return self.field.derived or self.field.riskier is Riskier.LATER
        return self.field.kind in _NUMBERS or self.field.kind is FieldKind.DATE

    def _literal_near(self, right: str) -> str:
        found = find_word(right, self.field) if self.field.kind in {FieldKind.CHOICE, FieldKind.CHOICES} else None
        return found[0] if found else ""

    def _right(self, right: str, sign: Compare, text: str) -> Literal | FieldName:
        named = find_field(right, self.fields) if unquoted(right) is None else None
        if named is not None and self.field.kind in {FieldKind.TEXT, FieldKind.LIST}:
            return self._other(named, sign, text)
        try:
            return self._literal(right)
        except Unreadable as unreadable:
            if named is not None:
                return self._other(named, sign, text)
            raise Unreadable(self._no_literal_no_field(right, text, unreadable.fault)) from None

    def _no_literal_no_field(self, right: str, text: str, fault: Fault) -> Fault:
        both = _BOTH.fullmatch(text)
        if both:
            opening, closing = "[" if both[1] == ">=" else "(", "]" if both[3] == "<=" else ")"
            return Fault(FaultKind.AND_IN_CELL, text, f"{opening}{both[2]}..{both[4]}{closing}")
        if re.search(r"\b(?:and)\b|&", right, re.IGNORECASE):
            return Fault(FaultKind.AND_IN_CELL, text)
        sign = text.removesuffix(right).strip()
        if fault.suggestion or not any(char.isalpha() for char in right):
            return replace(fault, found=text, suggestion=_signed(sign, fault.suggestion))
        near = nearest(right, [field.header for field in self.fields.values()])
        if near or self.field.kind not in {FieldKind.CHOICE, FieldKind.CHOICES}:
            return Fault(FaultKind.UNKNOWN_FIELD, text, _signed(sign, near), fault.expected)
        return fault

    def _other(self, other: Field, sign: Compare, text: str) -> FieldName:
        if other.code == self.field.code:
            raise Unreadable(Fault(FaultKind.FIELD_ITSELF, text))
        if not self._comparable(other, sign):
            raise Unreadable(Fault(FaultKind.FIELD_KIND, text, "", f"a field of kind {self.field.kind.value}"))
        return FieldName(other.code)

    def _comparable(self, other: Field, sign: Compare) -> bool:
        if self.field.kind in _WORDS and other.kind in _WORDS:
            same_list = self.field.words is not None and self.field.words == other.words
            return sign in _UNORDERED or (same_list and not other.many)
        if self.field.kind in _NUMBERS:
            return other.kind in _NUMBERS
        return self.field.kind is other.kind

    def _range(self, text: str) -> Between | None:
        bracketed = _BRACKETED.fullmatch(text)
        if bracketed:
            opening, low, joint, high, closing = bracketed.groups()
            if joint != "..":
                self.note(NoteKind.RANGE_SPELLING, text, f"{opening}{low}..{high}{closing}")
            return self._between(text, (low, high), low_in=opening == "[", high_in=closing == "]")
        dashed = _DASHED.fullmatch(text) if self.field.kind in _NUMBERS else None
        if dashed:
            return self._between(text, (dashed[1], dashed[2]))
        if text[0] in "[]()" or text[-1] in "[]":
            kind = FaultKind.RANGE_UNREADABLE if ".." in text else FaultKind.BRACKETS_UNBALANCED
            raise Unreadable(Fault(kind, text, "", "[1..5], 1 to 5 or 1-5"))
        bare = _BARE.fullmatch(text)
        if bare is None or (bare[3].lower() == "and") != (bare[1].lower() == "between"):
            return None
        if not any(char.isdigit() for char in bare[2]):
            return None
        if bare[1] or bare[3] == "..":
            self.note(NoteKind.RANGE_SPELLING, text, f"[{bare[2]}..{bare[4]}]")
        return self._between(text, (bare[2], bare[4]))

    def _between(self, text: str, ends: tuple[str, str], *, low_in: bool = True, high_in: bool = True) -> Between:
        if not all(ends):
            raise Unreadable(Fault(FaultKind.RANGE_UNREADABLE, text, "", "[1..5], 1 to 5 or 1-5"))
        low, high = (self._end(end) for end in ends)
        if high < low:  # type: ignore[operator]  # both were read by the one kind of this field
            opening, closing = "[" if low_in else "(", "]" if high_in else ")"
            raise Unreadable(Fault(FaultKind.RANGE_UPSIDE_DOWN, text, f"{opening}{ends[1]}..{ends[0]}{closing}"))
        if low == high and not (low_in and high_in):
            raise Unreadable(Fault(FaultKind.RANGE_EMPTY, text, ends[0]))
        return Between(low, high, low_in, high_in)

    def _end(self, text: str) -> Decimal | date:
        return read_date(text) if self.field.kind is FieldKind.DATE else read_number(text, self.field)

    def _refuse_word_range(self, text: str) -> None:
        """`[Low..High]`: words are listed one by one, and texts have no order at all."""
        if _QUOTED_RANGE.fullmatch(text):
            raise Unreadable(Fault(FaultKind.RANGE_ON_WORDS, text))
        bracketed = _BRACKETED.fullmatch(text) or _BARE.fullmatch(text)
        if bracketed is None or self.field.words is None or bracketed[3].lower() not in {"..", "to"}:
            return
        places = [find_word(part.strip('"'), self.field) for part in (bracketed[2], bracketed[4])]
        if ".." not in text and not all(places):
            return
        texts = self.field.words.texts
        first, last = (texts.index(place[0]) if place else 0 for place in places)
        meant = ", ".join(texts[first : last + 1]) if all(places) else ""
        raise Unreadable(Fault(FaultKind.RANGE_ON_WORDS, text, meant, ", ".join(texts)))
