"""What Excel 365 itself writes beside plain cells: the rules stay the same, whatever stands around them."""

import io
import re
from collections.abc import Callable

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.image import Image
from openpyxl.worksheet.worksheet import Worksheet

from tests.faults.draft import Draft, Formula, cell_at
from tests.foreign.foreign import Foreign, Said
from tests.foreign.package import before_end, declare, extension, relate, substitute, worksheets

_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_XM = "http://schemas.microsoft.com/office/excel/2006/main"
_OFFICE_17 = "http://schemas.microsoft.com/office/2017/10/relationships"
_THREADED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def _of(name: str, change: Callable[[Draft], object], *said: Said, rejected: bool = False) -> Foreign:
    def make() -> bytes:
        draft = Draft()
        change(draft)
        return draft.data

    return Foreign(name, make, said, rejected=rejected)


def _threaded_comments(draft: Draft) -> None:
    routes = draft.part_of("Routes")
    person = '<person displayName="Ada Lovelace" id="{A0}" userId="S::ada@example.com::1" providerId="AD"/>'
    declare(
        draft, "xl/persons/person.xml", f'<personList xmlns="{_THREADED}">{person}</personList>',
        "application/vnd.ms-excel.person+xml",
    )  # fmt: skip
    relate(draft, "xl/workbook.xml", f"{_OFFICE_17}/person", "persons/person.xml")
    said = '<threadedComment ref="C6" dT="2026-11-20T09:00:00.00" personId="{A0}" id="{B0}"><text>Why?</text>'
    declare(
        draft, "xl/threadedComments/threadedComment1.xml",
        f'<ThreadedComments xmlns="{_THREADED}">{said}</threadedComment></ThreadedComments>',
        "application/vnd.ms-excel.threadedcomments+xml",
    )  # fmt: skip
    relate(draft, routes, f"{_OFFICE_17}/threadedComment", "../threadedComments/threadedComment1.xml")


def _newer_lists_and_formats(draft: Draft) -> None:
    rule = (
        f'<x14:dataValidation type="list" allowBlank="1" showInputMessage="1"><x14:formula1><xm:f>Lists!$D$5:$D$30'
        f'</xm:f></x14:formula1><xm:sqref xmlns:xm="{_XM}">E5:E500</xm:sqref></x14:dataValidation>'
    ).replace("<xm:f>", f'<xm:f xmlns:xm="{_XM}">', 1)
    bar = (
        '<x14:cfRule type="dataBar" id="{C0}"><x14:dataBar minLength="0" maxLength="100">'
        '<x14:cfvo type="autoMin"/><x14:cfvo type="autoMax"/></x14:dataBar></x14:cfRule>'
    )
    before_end(
        draft, draft.part_of("Budgets"),
        f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{_X14}"><x14:dataValidations '
        f'count="1">{rule}</x14:dataValidations></ext><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" '
        f'xmlns:x14="{_X14}"><x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="{_XM}">{bar}'
        "<xm:sqref>F5:F11</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>",
    )  # fmt: skip


def _chart_and_picture(book: Workbook) -> None:
    budgets, chart = book["Budgets"], BarChart()
    assert isinstance(budgets, Worksheet)
    chart.add_data(Reference(budgets, min_col=6, min_row=4, max_row=11), titles_from_data=True)
    chart.anchor = "N5"
    budgets.add_chart(chart)
    book["Start here"].add_image(Image(io.BytesIO(_PIXEL)), "G3")
    book.create_chartsheet("Spend").add_chart(BarChart())


def _picture_in_a_cell(draft: Draft) -> None:
    # An in-cell picture is stored as the error #VALUE! with metadata that newer programs look up.
    declare(draft, "xl/media/image1.png", _PIXEL)
    extension(draft, "png", "image/png")
    declare(
        draft, "xl/metadata.xml",
        '<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><metadataTypes count="1">'
        '<metadataType name="XLRICHVALUE" minSupportedVersion="120000"/></metadataTypes>'
        '<valueMetadata count="1"><bk><rc t="1" v="0"/></bk></valueMetadata></metadata>',
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml",
    )  # fmt: skip
    relate(draft, "xl/workbook.xml", "sheetMetadata", "metadata.xml")
    draft.put("Start here", "G3", "picture")
    substitute(
        draft, draft.part_of("Start here"), r'<c r="G3"[^>]*>.*?</c>', '<c r="G3" t="e" vm="1"><v>#VALUE!</v></c>'
    )


def _filtered_and_grouped(draft: Draft) -> None:
    routes, budgets = draft.part_of("Routes"), draft.part_of("Budgets")
    substitute(draft, routes, r'<row r="(6|7|9)"', r'<row r="\1" hidden="1"')
    substitute(draft, routes, r'<col min="6" max="6"', '<col min="6" max="6" hidden="1"')
    substitute(draft, budgets, r'<row r="(6|7)"', r'<row r="\1" outlineLevel="1" hidden="1"')
    substitute(draft, budgets, r'<row r="8"', '<row r="8" collapsed="1"')
    draft.replace(
        "xl/tables/table1.xml", '<autoFilter ref="A4:T15"/>',
        '<autoFilter ref="A4:T15"><filterColumn colId="15"><filters><filter val="Human-led"/></filters></filterColumn>'
        "</autoFilter>",
    )  # fmt: skip


def _right_to_left(draft: Draft) -> None:
    for part in worksheets(draft):
        substitute(draft, part, "<sheetView ", '<sheetView rightToLeft="1" ')


def _protected(draft: Draft) -> None:
    lock = '<sheetProtection algorithmName="SHA-512" hashValue="AA==" saltValue="AA==" spinCount="100000" sheet="1"/>'
    substitute(draft, draft.part_of("Risk rules"), "</sheetData>", f"</sheetData>{lock}")
    substitute(draft, "xl/workbook.xml", r"(<workbookPr[^>]*/>)", r'\1<workbookProtection lockStructure="1"/>')


def _days_since_1904(draft: Draft) -> None:
    substitute(draft, "xl/workbook.xml", "<workbookPr ", '<workbookPr date1904="1" ')
    styles = _date_styles(draft)

    def earlier(cell: re.Match[str]) -> str:
        return f"{cell[1]}<v>{int(cell[3]) - 1462}</v>" if cell[2] in styles else cell[0]

    for part in worksheets(draft):
        text = draft.parts[part].decode()
        draft.parts[part] = re.sub(r'(<c r="[A-Z]+\d+" s="(\d+)">)<v>(\d+)</v>', earlier, text).encode()


def _date_styles(draft: Draft) -> set[str]:
    styles = draft.parts["xl/styles.xml"].decode()
    formats = re.findall(r'numFmtId="(\d+)" formatCode="yyyy', styles)
    cells = re.search(r"<cellXfs.*?</cellXfs>", styles, re.DOTALL)
    assert cells
    each = re.findall(r'<xf numFmtId="(\d+)"', cells[0])
    return {str(at) for at, number in enumerate(each) if number in formats}


def _formula(draft: Draft) -> None:
    draft.put_at("Budgets", "Budget minutes", "B1", Formula("=60*1.5", 90))


def _shared_and_array_formulas(draft: Draft) -> None:
    part = draft.part_of("Budgets")
    retries = [cell_at("Budgets", "Budget retries", row) for row in ("B1", "B2")]
    shared = f'<f t="shared" ref="{":".join(retries)}" si="0">1+1</f>'
    for cell, formula in zip(retries, (shared, '<f t="shared" si="0"/>'), strict=True):
        stored = re.search(rf'<c r="{cell}"([^>]*)><v>(\d+)</v>', draft.parts[part].decode())
        assert stored
        draft.replace(part, stored[0], f'<c r="{cell}"{stored[1]}>{formula}<v>{stored[2]}</v>')
    agents = cell_at("Budgets", "Budget agents", "B1")
    stored = re.search(rf'<c r="{agents}"([^>]*)><v>(\d+)</v>', draft.parts[part].decode())
    assert stored
    array = f'<c r="{agents}"{stored[1]} cm="1"><f t="array" ref="{agents}">SUM(1,0)</f><v>{stored[2]}</v>'
    draft.replace(part, stored[0], array)


def _result_never_stored(draft: Draft) -> None:
    draft.put_at("Budgets", "Budget minutes", "B1", Formula("=60*1.5"))


def _totals_row(draft: Draft) -> None:
    table = next(part for part, text in draft.parts.items() if b'name="tbl_budgets"' in text)
    draft.replace(table, 'ref="A4:K11" totalsRowShown="0"', 'ref="A4:K12" totalsRowCount="1"')
    draft.put("Budgets", "A12", "Total")
    draft.put("Budgets", "F12", Formula("=SUBTOTAL(109,tbl_budgets[Budget minutes])", 720))


def _stray_formats_far_away(draft: Draft) -> None:
    part = draft.part_of("Routes")
    substitute(draft, part, r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"')
    rows = "".join(f'<row r="{row}"><c r="XFD{row}" s="1"/></row>' for row in (60_000, 1_048_576))
    draft.replace(part, "</sheetData>", f"{rows}</sheetData>")


def _very_long_own_sheet(draft: Draft) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 60_001))
    _own_sheet(draft, "Log", f"<sheetData>{rows}</sheetData>")


def _own_sheet(draft: Draft, name: str, xml: str) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    declare(draft, "xl/worksheets/sheet99.xml", f'<worksheet xmlns="{main}">{xml}</worksheet>', "worksheet")
    own = relate(draft, "xl/workbook.xml", "worksheet", "worksheets/sheet99.xml")
    draft.replace("xl/workbook.xml", "</sheets>", f'<sheet name="{name}" sheetId="99" r:id="{own}"/></sheets>')


def _broken_names_and_links(draft: Draft) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    names = (
        '<definedName name="gone">#REF!</definedName><definedName name="outside">[1]Sheet1!$A$1</definedName>'
        '<definedName name="_xlnm.Print_Area" localSheetId="1">#REF!</definedName>'
        '<definedName name="_xlnm._FilterDatabase" localSheetId="2" hidden="1">Budgets!$A$4:$K$11</definedName>'
    )
    draft.replace("xl/workbook.xml", "<definedNames>", f"<definedNames>{names}")
    link = f'<externalLink xmlns="{main}"><externalBook xmlns:r="{_relations()}" r:id="rId100"/></externalLink>'
    declare(draft, "xl/externalLinks/externalLink1.xml", link, "externalLink")
    relate(draft, "xl/externalLinks/externalLink1.xml", "externalLinkPath", "other.xlsx", "External")
    own = relate(draft, "xl/workbook.xml", "externalLink", "externalLinks/externalLink1.xml")
    references = f'<externalReferences><externalReference r:id="{own}"/></externalReferences>'
    draft.replace("xl/workbook.xml", "<definedNames>", f"{references}<definedNames>")


def _relations() -> str:
    return "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _rich_text(draft: Draft) -> None:
    strings = draft.parts["xl/sharedStrings.xml"].decode()
    reading = '<rPh sb="0" eb="4"><t>ラウト</t></rPh><phoneticPr fontId="1"/>'
    runs = '<si><r><rPr><b/><sz val="11"/></rPr><t xml:space="preserve">Dynamic </t></r><r><t>workflow</t></r>'
    assert "<si><t>Dynamic workflow</t></si>" in strings
    changed = strings.replace("<si><t>Dynamic workflow</t></si>", f"{runs}{reading}</si>")
    draft.parts["xl/sharedStrings.xml"] = changed.encode()


def _decimal_commas_as_text(draft: Draft) -> None:
    draft.put_at("Budgets", "Budget cost (USD)", "B1", "0,5")


def _pivot_and_slicer(draft: Draft) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    source = '<cacheSource type="worksheet"><worksheetSource ref="A4:K11" sheet="Budgets"/></cacheSource>'
    cache = f'<pivotCacheDefinition xmlns="{main}" refreshOnLoad="1" recordCount="0">{source}<cacheFields count="0"/>'
    declare(draft, "xl/pivotCache/pivotCacheDefinition1.xml", cache + "</pivotCacheDefinition>", "pivotCacheDefinition")
    own = relate(draft, "xl/workbook.xml", "pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml")
    before_end(
        draft, "xl/workbook.xml", f'<pivotCaches><pivotCache cacheId="1" r:id="{own}"/></pivotCaches>', of="workbook"
    )
    kind = "http://schemas.microsoft.com/office/2007/relationships/slicerCache"
    declare(draft, "xl/slicerCaches/slicerCache1.xml", f'<slicerCacheDefinition xmlns="{_X14}" name="S"/>')
    relate(draft, "xl/workbook.xml", kind, "slicerCaches/slicerCache1.xml")


def _hidden_sheets(draft: Draft) -> None:
    substitute(draft, "xl/workbook.xml", '<sheet name="Prices"', '<sheet state="hidden" name="Prices"')
    substitute(draft, "xl/workbook.xml", '<sheet name="Lists"', '<sheet state="veryHidden" name="Lists"')


def _edited(change: Callable[[Workbook], object]) -> Callable[[Draft], None]:
    return lambda draft: draft.edit(change)


FOREIGN = (
    _of("threaded comments", _threaded_comments),
    _of("drop-downs and colors of Excel 2010", _newer_lists_and_formats),
    _of("chart, picture, chart sheet", _edited(_chart_and_picture)),
    _of("picture in a cell", _picture_in_a_cell),
    _of(
        "filter, hidden rows and columns, groups",
        _filtered_and_grouped,
        ("WB152", "Routes!F4"),
        ("WB115", "Routes!A6"),
        ("WB115", "Budgets!A6"),
    ),
    _of("right to left", _right_to_left),
    _of("protected sheets", _protected),
    _of("days since 1904", _days_since_1904),
    _of("a formula with its result", _formula, ("WB123", "Budgets!F5")),
    _of(
        "shared and array formulas",
        _shared_and_array_formulas,
        ("WB123", "Budgets!I5"),
        ("WB123", "Budgets!I6"),
        ("WB123", "Budgets!J5"),
    ),
    _of("a formula without result", _result_never_stored, ("WB121", "Budgets!F5"), rejected=True),
    _of("a totals row", _totals_row, ("WB180", "Budgets!A12")),
    _of("formats in the last row and column", _stray_formats_far_away),
    _of("60,000 rows on a sheet of the lead's own", _very_long_own_sheet, ("WB103", "Log")),
    _of("broken names and links to other files", _broken_names_and_links),
    _of("rich text and readings", _rich_text),
    _of("decimal commas as text", _decimal_commas_as_text, ("WB127", "Budgets!H5"), rejected=True),
    _of("pivot table and slicer", _pivot_and_slicer),
    _of("hidden sheets", _hidden_sheets, ("WB104", "Prices"), ("WB105", "Lists")),
)
