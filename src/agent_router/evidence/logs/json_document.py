"""One JSON document over many lines, read so far as it goes: its long lists entry by entry, each with its line.

1. Fields of the top object are decoded one by one; a list that the caller names is decoded entry by entry.
2. Where the text is cut off or damaged, what stands before is kept, and a remark says where it ends.
3. Several documents may follow each other in one file; one may be a list.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import BinaryIO

from agent_router.evidence.lines import without_surrogates

LARGEST_DOCUMENT = 256 * 1024 * 1024
"""Bytes read of one document; what is beyond is left out, and said."""

TOP_LIST = ""
"""Name of the list that a document is, where it is no object."""

_DECODER = json.JSONDecoder(parse_float=Decimal, strict=False)
_BLANK = " \t\r\n\x1e"


@dataclass(slots=True)
class JsonDocument:
    """What could be read of one document."""

    fields: dict[str, object] = field(default_factory=dict)
    """Fields of the top object; the named lists are not among them."""
    lists: dict[str, list[tuple[int, object]]] = field(default_factory=dict)
    """Entries of the named lists, each with its 1-based line."""
    whole: bool = True
    line: int = 1
    """Line on which it begins."""


class DocumentReader:
    """The documents of one stream; afterwards `remarks` says what was odd."""

    def __init__(self, data: bytes, lists: frozenset[str], *, more: bool = False) -> None:
        """Read these bytes; `more` says that the file is longer than that."""
        self._text = data.decode("utf-8", errors="replace").lstrip("\ufeff")
        self._lists = lists
        self._halves = "\\ud" in self._text or "\\uD" in self._text
        self._at = 0
        self._counted = 0
        self._line = 1
        self._damage = 0
        self._more = more

    def __iter__(self) -> Iterator[JsonDocument]:
        """Each document, the last one perhaps not whole."""
        while (sign := self._skip()) in {"{", "["}:
            document = JsonDocument(line=self._here())
            try:
                if sign == "{":
                    self._object(document)
                else:
                    self._entries(document.lists.setdefault(TOP_LIST, []))
            except (ValueError, ArithmeticError, RecursionError):
                document.whole = False
                self._damage = self._here()
            yield document
            if not document.whole:
                return
        if self._at < len(self._text):
            self._damage = self._here()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was odd, in words; complete once every document was read."""
        if not self._damage:
            return ()
        if self._more:
            return (f"Longer than 256 MiB: what follows line {self._damage} was left out.",)
        return (f"No whole JSON: what follows line {self._damage} was left out.",)

    def _skip(self) -> str:
        while self._at < len(self._text) and self._text[self._at] in _BLANK:
            self._at += 1
        return self._text[self._at : self._at + 1]

    def _here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _expect(self, sign: str) -> None:
        if self._skip() != sign:
            raise ValueError(sign)
        self._at += 1

    def _value(self) -> object:
        self._skip()
        value, self._at = _DECODER.raw_decode(self._text, self._at)
        return without_surrogates(value) if self._halves else value

    def _object(self, document: JsonDocument) -> None:
        self._at += 1
        if self._skip() == "}":
            self._at += 1
            return
        while True:
            key = self._value()
            self._expect(":")
            if isinstance(key, str) and key in self._lists and self._skip() == "[":
                self._entries(document.lists.setdefault(key, []))
            else:
                document.fields[str(key)] = self._value()
            if self._skip() == "}":
                self._at += 1
                return
            self._expect(",")

    def _entries(self, kept: list[tuple[int, object]]) -> None:
        self._at += 1
        if self._skip() == "]":
            self._at += 1
            return
        while True:
            self._skip()
            line = self._here()
            kept.append((line, self._value()))
            if self._skip() == "]":
                self._at += 1
                return
            self._expect(",")


def decoded_text(words: str) -> object:
    """JSON text that a log holds inside a string, decoded; the text itself where it is no JSON."""
    try:
        return without_surrogates(json.loads(words, parse_float=Decimal, strict=False))
    except (ValueError, ArithmeticError, RecursionError):
        return words


def read_documents(stream: BinaryIO, lists: frozenset[str]) -> DocumentReader:
    """The documents of this stream."""
    data = stream.read(LARGEST_DOCUMENT + 1)
    return DocumentReader(data[:LARGEST_DOCUMENT], lists, more=len(data) > LARGEST_DOCUMENT)


def first_document(sample: bytes, lists: frozenset[str]) -> JsonDocument:
    """What the first bytes of a file show of its document; empty where it is none."""
    return next(iter(DocumentReader(sample, lists)), JsonDocument(whole=False))
