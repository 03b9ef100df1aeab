"""An `.xlsx` as the package it is: its parts, how they relate, and what each holds, counted.

Read with its own eyes rather than with openpyxl's, since it is used to find out what openpyxl does not carry over.
The bytes must have passed `check_archive`.
"""

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import ParseError, fromstring, iterparse

_NOTE_SHAPE = re.compile(rb"""ObjectType\s*=\s*["'](\w+)["']""")
_UNREADABLE = (ParseError, UnicodeError, ValueError, KeyError)


@dataclass(frozen=True, slots=True)
class Mark:
    """One kind of thing that a package can hold, as its XML calls it."""

    source: str
    """Where it was seen: `part`, `sheet`, `cell`, `drawing`, `vml`, `chart`, `book`, `styles`, `strings`, `table`."""
    name: str
    """Type of the relationship, tag, or what it is."""


@dataclass(frozen=True)
class Package:
    """What a package holds."""

    sheets: tuple[str, ...]
    """Names in tab order."""
    counts: Mapping[tuple[Mark, str], int]
    """How many of each, by sheet; what belongs to no sheet is counted under an empty name."""


@dataclass
class _Opened:
    """One package while it is being counted."""

    archive: zipfile.ZipFile
    names: frozenset[str]
    counts: Counter[tuple[Mark, str]] = field(default_factory=Counter)

    def add(self, source: str, name: str, sheet: str, many: int = 1) -> None:
        """Count something."""
        if many:
            self.counts[Mark(source, name), sheet] += many

    def tree(self, part: str) -> Element | None:
        """A part's XML, or None where there is none to read."""
        if part not in self.names:
            return None
        try:
            return fromstring(self.archive.read(part))
        except _UNREADABLE:
            return None

    def relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """What a part refers to inside the package: ID, type (last word of its address), target."""
        folder, base = posixpath.split(part)
        tree = self.tree(posixpath.join(folder, "_rels", f"{base}.rels"))
        for relation in tree if tree is not None else ():
            if relation.get("TargetMode") == "External":
                continue
            kind = (relation.get("Type") or "").rstrip("/").rsplit("/", 1)[-1]
            target = unquote(relation.get("Target") or "")
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            yield relation.get("Id") or "", kind, whole


def read_package(data: bytes) -> Package:
    """Count everything in the bytes of an `.xlsx` that passed `check_archive`."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        opened = _Opened(archive, frozenset(archive.namelist()))
        book = next((target for _, kind, target in opened.relations("") if kind == "officeDocument"), "xl/workbook.xml")
        sheets = _sheets(opened, book)
        rich = _count_strings(opened, book)
        seen = {book, *sheets.values()}
        for name, part in sheets.items():
            _count_sheet(opened, part, name, rich)
            _count_related(opened, part, name, seen)
        _count_related(opened, book, "", seen)
        _count_related(opened, "", "", seen)
        _count_children(opened, book, "book")
        return Package(tuple(sheets), dict(opened.counts))


def local_name(tag: object) -> str:
    """A tag without its namespace; an extension of 2009 and later keeps the mark `x14:`."""
    if not isinstance(tag, str):
        return ""  # a comment or a processing instruction
    space, _, name = tag.rpartition("}")
    return f"x14:{name}" if "/office/spreadsheetml/20" in space else name


def _sheets(opened: _Opened, book: str) -> dict[str, str]:
    targets = {key: target for key, _, target in opened.relations(book)}
    tree = opened.tree(book)
    found = {}
    for element in tree.iter() if tree is not None else ():
        if local_name(element.tag) == "sheet":
            key = next((value for name, value in element.attrib.items() if name.endswith("}id")), "")
            if targets.get(key) in opened.names:
                found[element.get("name") or ""] = targets[key]
    return found


def _count_related(opened: _Opened, part: str, sheet: str, seen: set[str]) -> None:
    """Count the parts that hang on this one, and what is in them; each part once."""
    for _, kind, target in opened.relations(part):
        if target in seen or target not in opened.names:
            continue
        seen.add(target)
        opened.add("part", kind, sheet)
        _count_part(opened, target, kind, sheet)
        _count_related(opened, target, sheet, seen)


def _count_part(opened: _Opened, part: str, kind: str, sheet: str) -> None:
    if kind == "vmlDrawing":  # often no well-formed XML
        for shape in _NOTE_SHAPE.findall(opened.archive.read(part)):
            opened.add("vml", shape.decode(), sheet)
    elif kind == "drawing":
        _count_drawing(opened, opened.tree(part), sheet)
    elif kind == "comments":
        _count_notes(opened, part, sheet)
    elif kind in {"chart", "styles", "table", "extended-properties", "custom-properties"}:
        tree = opened.tree(part)
        for element in tree.iter() if tree is not None else ():
            opened.add(kind, local_name(element.tag), sheet, _weight(kind, element))
        if kind == "styles":
            _count_children(opened, part, kind)


def _weight(kind: str, element: Element) -> int:
    # Programs write empty properties, which nobody would miss.
    return int(kind != "extended-properties" or bool((element.text or "").strip()))


def _count_notes(opened: _Opened, part: str, sheet: str) -> None:
    tree = opened.tree(part)
    for element in tree.iter() if tree is not None else ():
        if local_name(element.tag) == "comment":
            opened.add("note", "note", sheet)
            opened.add("note", "formatted", sheet, int(_has_formats(element)))


def _has_formats(note: Element) -> bool:
    """Whether a reader would notice: one plain font throughout is no formatting."""
    runs = [element for element in note.iter() if local_name(element.tag) == "rPr"]
    tags = {local_name(child.tag) for run in runs for child in run}
    looks = {tuple(sorted((local_name(child.tag), *sorted(child.attrib.items())) for child in run)) for run in runs}
    return len(looks) > 1 or not tags.isdisjoint({"b", "i", "u", "strike"})


def _count_drawing(opened: _Opened, tree: Element | None, sheet: str) -> None:
    """Shapes as they are; what has an alternative for older programs is named by what it requires."""
    for element in tree if tree is not None else ():
        name = local_name(element.tag)
        if name == "AlternateContent":
            needs = next((choice.get("Requires") or "" for choice in element), "")
            opened.add("drawing", f"needs {needs}", sheet)
        elif name in {"sp", "cxnSp", "grpSp", "pic", "graphicFrame", "contentPart"}:
            opened.add("drawing", name, sheet)
        else:
            _count_drawing(opened, element, sheet)


def _count_children(opened: _Opened, part: str, source: str) -> None:
    """The sections of a part, and the extensions it has, by their address."""
    tree = opened.tree(part)
    for section in tree if tree is not None else ():
        opened.add(source, f"<{local_name(section.tag)}>", "")
    for element in tree.iter() if tree is not None else ():
        name = local_name(element.tag)
        if name == "definedName" and not (element.get("name") or "").startswith("_xlnm._"):
            opened.add(source, name, "")
        elif name == "ext":
            opened.add(source, f"ext {(element.get('uri') or '').upper()}", "")


def _count_strings(opened: _Opened, book: str) -> frozenset[int]:
    """Positions of the shared texts that are formatted inside."""
    part = next((target for _, kind, target in opened.relations(book) if kind == "sharedStrings"), "")
    tree, rich = opened.tree(part), set()
    for position, item in enumerate(tree if tree is not None else ()):
        names = {local_name(child.tag) for child in item}
        if "r" in names:
            rich.add(position)
        opened.add("strings", "rPh", "", int("rPh" in names))
    return frozenset(rich)


def _count_sheet(opened: _Opened, part: str, sheet: str, rich: frozenset[int]) -> None:
    """Cells one by one and forgotten; everything else by its tag."""
    depth, in_cells = 0, False
    try:
        with opened.archive.open(part) as stream:
            for event, element in iterparse(stream, events=("start", "end")):
                name = local_name(element.tag)
                depth += 1 if event == "start" else -1
                if event == "start":
                    in_cells = in_cells or name == "sheetData"
                    if not in_cells:
                        _count_element(opened, element, sheet, section=depth == 2)
                elif name == "c":
                    _count_cell(opened, element, sheet, rich)
                elif name in {"row", "sheetData"}:
                    element.clear()
                    in_cells = in_cells and name == "row"
    except _UNREADABLE:
        return


def _count_element(opened: _Opened, element: Element, sheet: str, *, section: bool) -> None:
    name = local_name(element.tag)
    opened.add("sheet", name, sheet)
    if section:
        opened.add("sheet", f"<{name}>", sheet)
    if name == "ext":
        opened.add("sheet", f"ext {(element.get('uri') or '').upper()}", sheet)


def _count_cell(opened: _Opened, cell: Element, sheet: str, rich: frozenset[int]) -> None:
    inside = {local_name(child.tag): child for child in cell}
    stored, formula = inside.get("v"), inside.get("f")
    text = (stored.text or "") if stored is not None else ""
    if formula is not None:
        opened.add("cell", "formula", sheet)
        opened.add("cell", "stored result", sheet, int(bool(text) or "is" in inside))
    for name, attribute in (("rich value", "vm"), ("dynamic array", "cm"), ("phonetic", "ph")):
        opened.add("cell", name, sheet, int(attribute in cell.attrib))
    inline = inside.get("is")
    runs = inline is not None and any(local_name(child.tag) == "r" for child in inline)
    shared = cell.get("t") == "s" and text.isdigit() and int(text) in rich
    opened.add("cell", "formatted text", sheet, int(runs or shared))
