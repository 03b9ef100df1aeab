"""A workbook full of things that only Excel knows, made by XlsxWriter and by hand."""

import io
import re
import zipfile
from collections.abc import Mapping

from PIL import Image
from xlsxwriter import Workbook

SHEET = "Rules of 'us' & them"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_ADDED = (
    (
        "sheet",
        "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
        "../threadedComments/t1.xml",
    ),
    ("sheet", f"{_OFFICE}/printerSettings", "../printerSettings/printerSettings1.bin"),
    ("sheet", "http://schemas.microsoft.com/office/2007/relationships/slicer", "../slicers/slicer1.xml"),
    ("sheet", f"{_OFFICE}/quiteNew", "../new/new1.xml"),
    ("book", "http://schemas.microsoft.com/office/2017/10/relationships/person", "persons/person.xml"),
    ("book", f"{_OFFICE}/customXml", "../customXml/item1.xml"),
    ("book", f"{_OFFICE}/connections", "connections.xml"),
)
_RELATIONS = {"sheet": "xl/worksheets/_rels/sheet1.xml.rels", "book": "xl/_rels/workbook.xml.rels"}
_X14_DROP_DOWN = (
    '<ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations count="1" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list">'
    "<x14:formula1><xm:f>Other!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>B2</xm:sqref></x14:dataValidation>"
    '</x14:dataValidations></ext><ext uri="{DEADBEEF-0000-0000-0000-000000000000}"/>'
)


def picture() -> io.BytesIO:
    """A small PNG."""
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(buffer, "PNG")
    buffer.seek(0)
    return buffer


def full_of_features() -> bytes:
    """The workbook; its first sheet has a name that links have to quote."""
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    book.set_properties({"company": "Acme", "manager": "Ada"})
    book.set_custom_property("Ticket", "T-1")
    sheet, other = book.add_worksheet(SHEET), book.add_worksheet("Other")
    bold = book.add_format({"bold": True})
    sheet.write_row(0, 0, ["ID", "Word", "Number"])
    sheet.write_rich_string("A2", "half ", bold, "bold")
    sheet.write_comment("A2", "The lead's own note.")
    sheet.write_formula("C2", "=1+1", None, 2)
    sheet.write_dynamic_array_formula("E2:E3", "=UNIQUE(A1:A2)", None, "x")
    sheet.add_sparkline("D2", {"range": "C2:C5"})
    sheet.conditional_format("C2:C9", {"type": "data_bar", "data_bar_2010": True})
    sheet.insert_textbox("G2", "a text box")
    sheet.insert_button("G9", {"caption": "Press"})
    sheet.insert_image("G15", "dot.png", {"image_data": picture()})
    sheet.embed_image("F2", "dot.png", {"image_data": picture()})
    sheet.insert_checkbox("H2", True)
    sheet.ignore_errors({"number_stored_as_text": "A1:A9"})
    sheet.set_background(picture())
    sheet.set_header("&L&G", {"image_left": "dot.png", "image_data_left": picture()})
    other.write_column(0, 0, [1, 2, 3])
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Other!$A$1:$A$3", "data_labels": {"value": True}})
    other.insert_chart("C2", chart)
    book.close()
    return _with_parts(buffer.getvalue())


def _with_parts(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for number, (owner, kind, target) in enumerate(_ADDED, start=900):
        relation = f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/></Relationships>'
        name = _RELATIONS[owner]
        parts[name] = parts[name].replace(b"</Relationships>", relation.encode())
        folder = "xl/worksheets" if owner == "sheet" else "xl"
        parts[re.sub(r"[^/]+/\.\./", "", f"{folder}/{target}")] = b"<whatever/>"
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"<extLst>", b"<extLst>" + _X14_DROP_DOWN.encode(), 1)
    return _packed(parts)


def _packed(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()
