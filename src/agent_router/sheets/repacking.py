"""Workbooks packed in a way that openpyxl does not know, packed anew in memory so that it reads them.

1. “Strict Open XML Spreadsheet” (ISO/IEC 29500-1, strict) is the usual format under other namespaces;
2. some programs on Windows write the names of parts with backslashes. All other bytes stay as they are.
"""

import io
import zipfile

_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMESPACES = (
    (b"spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)
"""Strict namespaces that matter to a reader of cells, and what they are called elsewhere; ISO/IEC 29500-1, annex A."""


def repacked(data: bytes) -> bytes:
    """The same workbook as openpyxl knows it; the very same bytes where nothing has to change.

    The bytes must have passed `check_archive`.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    changed = {plain_name(name): _transitional(content) for name, content in parts.items()}
    if changed == parts:
        return data
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in changed.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def plain_name(part: str) -> str:
    """The name of a part with the slashes that the standard asks for."""
    return part.replace("\\", "/")


def _transitional(content: bytes) -> bytes:
    if _STRICT not in content:
        return content
    for strict, usual in _NAMESPACES:
        content = content.replace(_STRICT + strict, usual)
    return content
