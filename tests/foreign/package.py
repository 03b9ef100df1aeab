"""The parts of an Excel file, so that a test can add what only Excel itself writes."""

import re
from collections.abc import Mapping
from functools import lru_cache

from tests.faults.draft import Draft
from tests.sheets.archives import zipped

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def declare(draft: Draft, part: str, content: str | bytes, kind: str = "") -> None:
    """Add a part, with its content type; `kind` may leave the usual beginning out."""
    draft.parts[part] = content.encode() if isinstance(content, str) else content
    if kind:
        full = kind if "/" in kind else f"{_KIND}{kind}+xml"
        draft.replace("[Content_Types].xml", "</Types>", f'<Override PartName="/{part}" ContentType="{full}"/></Types>')


def extension(draft: Draft, ending: str, kind: str) -> None:
    """Say what all parts of an ending are."""
    entry = f'<Default Extension="{ending}" ContentType="{kind}"/>'
    types = draft.parts["[Content_Types].xml"].decode()
    draft.parts["[Content_Types].xml"] = re.sub(r"(<Types[^>]*>)", rf"\g<1>{entry}", types, count=1).encode()


def relate(draft: Draft, owner: str, kind: str, target: str, mode: str = "") -> str:
    """Relate a part to another one; gives the relation's ID."""
    folder, _, name = owner.rpartition("/")
    part = f"{folder}/_rels/{name}.rels"
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    text = draft.parts.get(part, empty).decode()
    own = f"rId{text.count('<Relationship ') + 100}"
    full = kind if "/" in kind else f"{RELATIONS}/{kind}"
    outside = f' TargetMode="{mode}"' if mode else ""
    entry = f'<Relationship Id="{own}" Type="{full}" Target="{target}"{outside}/>'
    draft.parts[part] = text.replace("</Relationships>", f"{entry}</Relationships>").encode()
    return own


def substitute(draft: Draft, part: str, pattern: str, by: str) -> None:
    """Replace every match of a pattern; there has to be one."""
    text, count = re.subn(pattern, by, draft.parts[part].decode(), flags=re.DOTALL)
    assert count, (part, pattern)
    draft.parts[part] = text.encode()


def before_end(draft: Draft, part: str, xml: str, *, of: str = "worksheet") -> None:
    """Put XML at the end of a part."""
    draft.replace(part, f"</{of}>", f"{xml}</{of}>")


def worksheets(draft: Draft) -> tuple[str, ...]:
    """The parts that hold the sheets."""
    return tuple(part for part in draft.parts if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", part))


@lru_cache(maxsize=1)
def tiny() -> Mapping[str, bytes]:
    """The parts of a workbook with one empty sheet, as the standard's first example has them."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}worksheet+xml"/></Types>'
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    root = f'<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" '
    sheet = f'<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{RELATIONS}/worksheet" '
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets>'
    return {
        "[Content_Types].xml": types.encode(),
        "_rels/.rels": (root + 'Target="xl/workbook.xml"/></Relationships>').encode(),
        "xl/workbook.xml": (book + "</workbook>").encode(),
        "xl/_rels/workbook.xml.rels": (sheet + 'Target="worksheets/sheet1.xml"/></Relationships>').encode(),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode(),
    }


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a file."""
    return zipped(parts)
