"""The same workbook, packed and spelled as other programs do: all of it allowed by the standard, or common anyway."""

import io
import re
import zipfile
from collections.abc import Callable

from tests.faults.draft import Draft
from tests.foreign.foreign import Foreign, Said
from tests.foreign.package import MAIN, RELATIONS, substitute, worksheets
from tests.sheets.archives import zipped

_STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    RELATIONS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "http://purl.oclc.org/ooxml/drawingml/main",
}
_DAYS_AS_NUMBERS = tuple(
    ("WB130", place)
    for place in ("Start here!C7", "Start here!C11", *(f"Prices!B{row}" for row in range(5, 24)), "Changes!A5")
)
"""Only its style makes a number a date."""


def _of(name: str, change: Callable[[Draft], object], *said: Said, rejected: bool = False) -> Foreign:
    def make() -> bytes:
        draft = Draft()
        change(draft)
        return draft.data

    return Foreign(name, make, said, rejected=rejected)


def _strict(draft: Draft) -> None:
    for part, content in draft.parts.items():
        if part.endswith((".xml", ".rels")):
            text = content.decode()
            for transitional, strict in _STRICT.items():
                text = text.replace(transitional, strict)
            draft.parts[part] = text.encode()
    substitute(draft, "xl/workbook.xml", "<workbook ", '<workbook conformance="strict" ')


def _strict_dates(draft: Draft) -> None:
    _strict(draft)
    for cell in re.findall(r'<c r="(A\d+)" s="\d+"><v>\d+</v>', draft.parts[draft.part_of("Changes")].decode()):
        substitute(
            draft, draft.part_of("Changes"), rf'<c r="{cell}" s="(\d+)"><v>\d+</v>',
            rf'<c r="{cell}" s="\1" t="d"><v>2026-11-02T00:00:00</v>',
        )  # fmt: skip


def _prefixed(draft: Draft) -> None:
    for part in (*worksheets(draft), "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"):
        text = draft.parts[part].decode().replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
        draft.parts[part] = re.sub(r"<(/?)([A-Za-z])", r"<\1x:\2", text).encode()


def _without_addresses(draft: Draft) -> None:
    # Cells may leave their address out when they follow each other; so blank ones are written.
    for part in worksheets(draft):
        text = draft.parts[part].decode()
        draft.parts[part] = re.sub(r"<row [^>]*?(?:/>|>.*?</row>)", _unaddressed, text, flags=re.DOTALL).encode()


def _unaddressed(row: re.Match[str]) -> str:
    cells = [_column(found) for found in re.findall(r'<c r="([A-Z]+)\d+"', row[0])]
    gapless = cells == list(range(1, len(cells) + 1))
    return re.sub(r'<c r="[A-Z]+\d+"', "<c", row[0]) if gapless else row[0]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _without(*parts: str) -> Callable[[Draft], None]:
    def change(draft: Draft) -> None:
        for part in parts:
            draft.parts.pop(part)
            types = draft.parts["[Content_Types].xml"].decode()
            draft.parts["[Content_Types].xml"] = re.sub(rf'<Override PartName="/{part}"[^>]*/>', "", types).encode()
            for rels, content in tuple(draft.parts.items()):
                if rels.endswith(".rels"):
                    name = part.removeprefix("xl/")
                    text = re.sub(rf'<Relationship [^>]*Target="(/?xl/)?{name}"[^>]*/>', "", content.decode())
                    draft.parts[rels] = text.encode()

    return change


def _without_styles(draft: Draft) -> None:
    for part in worksheets(draft):
        text = re.sub(r' (s|style)="\d+"', "", draft.parts[part].decode())
        draft.parts[part] = re.sub(
            r"<conditionalFormatting .*?</conditionalFormatting>", "", text, flags=re.DOTALL
        ).encode()
    _without("xl/styles.xml", "xl/theme/theme1.xml")(draft)


def _inline(draft: Draft) -> None:
    strings = re.findall(r"<si>(.*?)</si>", draft.parts["xl/sharedStrings.xml"].decode(), re.DOTALL)
    for part in worksheets(draft):
        text = draft.parts[part].decode()
        draft.parts[part] = re.sub(
            r'<c ([^>]*?) t="s"><v>(\d+)</v></c>',
            lambda cell: f'<c {cell[1]} t="inlineStr"><is>{strings[int(cell[2])]}</is></c>', text,
        ).encode()  # fmt: skip
    _without("xl/sharedStrings.xml")(draft)


def _spaces_and_remarks(draft: Draft) -> None:
    for part in worksheets(draft):
        substitute(draft, part, "<sheetData>", "<!-- made by hand -->\n<sheetData>\n<?tool keep?>")
        substitute(draft, part, "</row>", "</row>\n  ")


def _absolute(draft: Draft) -> None:
    substitute(draft, "xl/_rels/workbook.xml.rels", r'Target="(?!/)', 'Target="/xl/')
    substitute(draft, "_rels/.rels", r'Target="(?!/)', 'Target="/')


def _elsewhere(draft: Draft) -> None:
    draft.parts["xl/book.xml"] = draft.parts.pop("xl/workbook.xml")
    draft.parts["xl/_rels/book.xml.rels"] = draft.parts.pop("xl/_rels/workbook.xml.rels")
    for part in ("_rels/.rels", "[Content_Types].xml"):
        draft.replace(part, "xl/workbook.xml", "xl/book.xml")


def _in_utf_16(draft: Draft) -> None:
    for part in worksheets(draft)[:3]:
        text = draft.parts[part].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
        draft.parts[part] = text.encode("utf-16")


def _with_mark(draft: Draft) -> None:
    for part in draft.parts:
        if part.endswith((".xml", ".rels")):
            draft.parts[part] = b"\xef\xbb\xbf" + draft.parts[part]


def _tabs_moved(draft: Draft) -> None:
    text = draft.parts["xl/workbook.xml"].decode()
    sheets = re.findall(r"<sheet [^>]*/>", text)
    moved = "".join(reversed(sheets))
    draft.parts["xl/workbook.xml"] = text.replace("".join(sheets), moved).encode()


def _template(draft: Draft) -> None:
    draft.replace("[Content_Types].xml", "sheet.main+xml", "template.main+xml")


def _numbers_as_written_by_google(draft: Draft) -> None:
    for part in worksheets(draft):
        draft.parts[part] = re.sub(r"<v>(\d+)</v></c>", _with_decimals, draft.parts[part].decode()).encode()
    _without("docProps/app.xml", "docProps/core.xml")(draft)


def _with_decimals(value: re.Match[str]) -> str:
    before = value.string[max(0, value.start() - 12) : value.start()]
    return value[0] if 't="' in before else f"<v>{value[1]}.0</v></c>"


def _streamed() -> bytes:
    """Written to a pipe: sizes stand behind each part, and every part says it could be larger than 4 GB."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.content = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.content += bytes(data)  # type: ignore[call-overload]
            return len(bytes(data))  # type: ignore[call-overload]

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in Draft().parts.items():
            with archive.open(part, "w", force_zip64=True) as entry:
                entry.write(content)
    return bytes(pipe.content)


def _with_folders() -> bytes:
    parts = Draft().parts
    folders = {f"{part.rpartition('/')[0]}/": b"" for part in parts if "/" in part}
    return zipped({**folders, **parts, "xl/.DS_Store": b"Bud1", "__MACOSX/._x": b"x"})


def _backslashes() -> bytes:
    return zipped(Draft().parts).replace(b"xl/", b"xl\\")


def _signed_at_the_front() -> bytes:
    return zipped({**Draft().parts, "_xmlsignatures/origin.sigs": b""})


FOREIGN = (
    _of("strict Open XML", _strict),
    _of("strict Open XML with ISO dates", _strict_dates),
    _of("prefixed names", _prefixed),
    _of("cells without addresses", _without_addresses),
    _of("no styles", _without_styles, *_DAYS_AS_NUMBERS, rejected=True),
    _of("no shared strings", _inline),
    _of("no document properties", _without("docProps/app.xml", "docProps/core.xml")),
    _of("spaces, remarks, instructions", _spaces_and_remarks),
    _of("absolute targets", _absolute),
    _of("workbook part of another name", _elsewhere),
    _of("parts in UTF-16", _in_utf_16),
    _of("byte order marks", _with_mark),
    _of("tabs in another order", _tabs_moved),
    _of("a template (.xltx)", _template),
    _of("whole numbers with decimals", _numbers_as_written_by_google),
    Foreign("streamed ZIP", _streamed),
    Foreign("folders and leftovers in the ZIP", _with_folders),
    Foreign("backslashes in the ZIP", _backslashes),
    Foreign("signed", _signed_at_the_front),
)
