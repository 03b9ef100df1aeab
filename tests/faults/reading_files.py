"""Files that are no workbook, or none that is opened (group 1 of `check`)."""

import io
import zipfile

from tests.faults.draft import Draft
from tests.faults.fault import CANNOT_READ, Fault

_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024)
_XML = b"<?xml version='1.0'?>"


def _container(*names: str) -> bytes:
    """An Office file from before 2007, as far as its beginning and the names inside say."""
    return _CONTAINER + b"".join(name.encode("utf-16-le") + bytes(64) for name in names)


def _zip(*entries: str, content: bytes = b"x") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for entry in entries:
            archive.writestr(zipfile.ZipInfo(entry), content)
    return buffer.getvalue()


def _locked_zip() -> bytes:
    """Every entry says that it needs a password."""
    data = bytearray(_zip("[Content_Types].xml", "xl/workbook.xml"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def _with(part: str, content: bytes) -> bytes:
    draft = Draft()
    draft.parts[part] = content
    return draft.data


def _contradicting(draft: Draft) -> None:
    part = draft.part_of("Routes")
    draft.parts[part] = draft.parts[part].replace(b't="s"><v>', b't="s"><v>99', 1)


def _without_sheets(draft: Draft) -> None:
    text = draft.parts["xl/workbook.xml"]
    names = text.index(b"<definedNames>"), text.index(b"</definedNames>")
    text = text[: names[0]] + text[names[1] :].removeprefix(b"</definedNames>")
    before, after = text.split(b"<sheets>")
    draft.parts["xl/workbook.xml"] = before + b"<sheets/>" + after.split(b"</sheets>")[1]


FAULTS = (
    Fault(
        CANNOT_READ, "empty-file", "saved while the disk was full: a file of 0 bytes",
        lambda _: b"",
        "", "The file is empty.",
    ),
    Fault(
        CANNOT_READ, "too-big", "pasted photographs until the file had more than 64 MB",
        lambda _: b"PK" + bytes(65 * 1024 * 1024),
        "", "The file is 65 MB; more than 64 MB is not opened.",
    ),
    Fault(
        CANNOT_READ, "old-excel", "saved as Excel 97-2003 (.xls) and renamed",
        lambda _: _container("Workbook"),
        "", "This is an old Excel file (.xls).",
    ),
    Fault(
        CANNOT_READ, "password", "saved with a password to open",
        lambda _: _container("EncryptionInfo", "EncryptedPackage"),
        "", "The workbook is encrypted with a password.",
    ),
    Fault(
        CANNOT_READ, "sensitivity-label", "put a label on the file that encrypts it",
        lambda _: _container("EncryptedPackage", "DRMEncryptedTransform"),
        "", "The workbook is encrypted by your organization (a sensitivity label or rights management).",
    ),
    Fault(
        CANNOT_READ, "old-word", "named a Word file from before 2007",
        lambda _: _container("WordDocument"),
        "", "This is an old Word document, not a workbook.",
    ),
    Fault(
        CANNOT_READ, "old-powerpoint", "named a PowerPoint file from before 2007",
        lambda _: _container("PowerPoint Document"),
        "", "This is an old PowerPoint file, not a workbook.",
    ),
    Fault(
        CANNOT_READ, "outlook-message", "dragged the mail out of Outlook instead of the workbook attached to it",
        lambda _: _container("__substg1.0_0037001F"),
        "", "This is an Outlook message, not a workbook.",
    ),
    Fault(
        CANNOT_READ, "pdf", "named the printed PDF",
        lambda _: b"%PDF-1.7",
        "", "This is a PDF, not a workbook.",
    ),
    Fault(
        CANNOT_READ, "excel-2003-xml", "saved as XML Spreadsheet 2003",
        lambda _: _XML + b"<?mso-application progid='Excel.Sheet'?>",
        "", "This is an XML spreadsheet of Excel 2003, not an .xlsx.",
    ),
    Fault(
        CANNOT_READ, "excel-2003-xml-bare", "took an export that is an XML Spreadsheet 2003 without its first line",
        lambda _: b"<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>",
        "", "This is an XML spreadsheet of Excel 2003.",
    ),
    Fault(
        CANNOT_READ, "flat-opendocument", "saved as flat OpenDocument (.fods)",
        lambda _: _XML + b"<office:document xmlns:office='urn:oasis:names:tc:opendocument'>",
        "", "This is a flat OpenDocument file (.fods), not an .xlsx.",
    ),
    Fault(
        CANNOT_READ, "web-page", "downloaded the sign-in page instead of the workbook",
        lambda _: b"<!DOCTYPE html><html><title>Sign in</title>",
        "", "This is a web page, not a workbook.",
    ),
    Fault(
        CANNOT_READ, "saved-web-page", "saved as a single web page (.mht)",
        lambda _: b"MIME-Version: 1.0",
        "", "This is a saved web page (.mht), not a workbook.",
    ),
    Fault(
        CANNOT_READ, "other-xml", "named some XML file",
        lambda _: _XML + b"<note/>",
        "", "This is an XML file, not a workbook.",
    ),
    Fault(
        CANNOT_READ, "csv-renamed", "renamed a CSV file to .xlsx",
        lambda _: b"ID,On,Route\nR1,yes,Human-led\n",
        "", "This is a text file (such as CSV) with the name of a workbook.",
    ),
    Fault(
        CANNOT_READ, "lock-file", "named the ~$ file that Excel keeps beside an open workbook",
        lambda _: b"\x05Grace" + bytes(159),
        "", "This is the small file that Excel keeps beside an open workbook, not the workbook.",
    ),
    Fault(
        CANNOT_READ, "git-lfs", "checked out without Git LFS",
        lambda _: b"version https://git-lfs.github.com/spec/v1",
        "", "This is only the pointer that Git LFS leaves in place of the workbook.",
    ),
    Fault(
        CANNOT_READ, "google-link", "copied the .gsheet link out of Google Drive",
        lambda _: b'{"doc_id": "1x", "url": "https://docs.google.com/x"}',
        "", "This is only a link to Google Sheets (.gsheet), not the workbook.",
    ),
    Fault(
        CANNOT_READ, "packed", "packed the workbook with another program",
        lambda _: b"7z\xbc\xaf\x27\x1c",
        "", "This is a packed archive.",
    ),
    Fault(
        CANNOT_READ, "not-a-workbook", "named a file that is nothing known",
        lambda _: bytes(range(256)) * 8,
        "", "This is not a workbook.",
    ),
    Fault(
        CANNOT_READ, "ods", "saved as OpenDocument (.ods) and renamed",
        lambda _: _zip("mimetype", content=b"application/vnd.oasis.opendocument.spreadsheet"),
        "", "This is an OpenDocument file (.ods), not an .xlsx.",
    ),
    Fault(
        CANNOT_READ, "xlsb", "saved as a binary workbook (.xlsb)",
        lambda _: _zip("[Content_Types].xml", "xl/workbook.bin"),
        "", "This is a binary Excel workbook (.xlsb).",
    ),
    Fault(
        CANNOT_READ, "word", "named a Word document",
        lambda _: _zip("[Content_Types].xml", "word/document.xml"),
        "", "This is a Word document, not a workbook.",
    ),
    Fault(
        CANNOT_READ, "powerpoint", "named a PowerPoint file",
        lambda _: _zip("[Content_Types].xml", "ppt/presentation.xml"),
        "", "This is a PowerPoint file, not a workbook.",
    ),
    Fault(
        CANNOT_READ, "numbers", "named an Apple Numbers document",
        lambda _: _zip("Index/Document.iwa"),
        "", "This is an Apple Numbers document.",
    ),
    Fault(
        CANNOT_READ, "macros", "saved as a workbook with macros (.xlsm) and renamed",
        lambda _: _with("xl/vbaProject.bin", b"x"),
        "", "The workbook carries macros (.xlsm), and macros are not opened.",
    ),
    Fault(
        CANNOT_READ, "zip-with-workbook", "left the workbook inside the ZIP that came by mail",
        lambda _: _zip("rules/agent-router.xlsx"),
        "", "This is a ZIP archive that holds “rules/agent-router.xlsx”.",
    ),
    Fault(
        CANNOT_READ, "zip", "named a ZIP archive",
        lambda _: _zip("photos/1.jpg"),
        "", "This is a ZIP archive, not a workbook.",
    ),
    Fault(
        CANNOT_READ, "zip-password", "packed with a password",
        lambda _: _locked_zip(),
        "", "The file is a ZIP with a password.",
    ),
    Fault(
        CANNOT_READ, "bomb", "got a file that unpacks to more parts than any workbook has",
        lambda _: _zip("[Content_Types].xml", *(f"xl/{number}" for number in range(4001))),
        "", "The file looks like a decompression bomb: it would unpack to 0 MB in 4002 parts.",
    ),
    Fault(
        CANNOT_READ, "cut-off", "broke off the download: the end of the file is missing",
        lambda draft: draft.data[:20000],
        "", "The file is damaged: it cannot be unpacked (File is not a zip file).",
    ),
    Fault(
        CANNOT_READ, "entities", "got a file whose XML calls for other files",
        lambda _: _with("xl/workbook.xml", b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"),
        "", "The workbook's XML declares entities, which no spreadsheet program writes.",
    ),
    Fault(
        CANNOT_READ, "contradicting-parts", "got a file whose parts contradict each other",
        _contradicting,
        "", "The workbook is damaged and cannot be opened (IndexError).",
    ),
    Fault(
        CANNOT_READ, "no-sheets", "moved every sheet into another file",
        _without_sheets,
        "", "The workbook has no sheets.",
    ),
)  # fmt: skip
