"""What a copy of a workbook does not carry over: original and copy are counted part by part, and compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from agent_router.sheets.package import Mark, Package, read_package


@dataclass(frozen=True, slots=True)
class Loss:
    """One kind of thing that the copy lacks, on one sheet."""

    what: str
    """In words, for example `sparklines`."""
    sheet: str
    """Empty where it belongs to the whole workbook."""
    count: int
    """How many of them are missing."""


_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "threaded comments (conversations; what was said stays as a plain note)": ("part threadedComment",),
        "notes on cells inside merged cells": ("note note",),
        "bold, fonts and colors inside notes (their text stays)": ("note formatted",),
        "form controls (buttons, check boxes, lists)": (
            "part ctrlProp", "vml Button", "vml Checkbox", "vml Radio", "vml Drop", "vml List", "vml Spin",
            "vml Scroll", "vml GBox", "vml Label", "vml Edit", "vml Dialog", "sheet control", "drawing needs a14",
        ),
        "ActiveX controls": ("part control", "part activeXControlBinary"),
        "pictures": ("drawing pic",),
        "shapes and text boxes": ("drawing sp",),
        "connector lines": ("drawing cxnSp",),
        "groups of shapes": ("drawing grpSp",),
        "ink drawings": ("drawing contentPart", "drawing needs xdr14", "drawing needs aink"),
        "diagrams (SmartArt)": ("part diagramData",),
        "charts": ("part chart",),
        "charts of newer kinds (waterfall, map, funnel …)": ("part chartEx", "drawing needs cx1"),
        "the modern look of charts": ("part chartStyle", "part chartColorStyle"),
        "shapes drawn inside charts": ("part chartUserShapes",),
        "pivot tables": ("part pivotTable",),
        "stored data of pivot tables": ("part pivotCacheDefinition", "part pivotCacheRecords"),
        "slicers": ("part slicer", "part slicerCache", "drawing needs sle", "drawing needs sle15"),
        "timelines": ("part timeline", "part timelineCache", "drawing needs tsle"),
        "drop-downs and input rules that only newer Excel knows (x14)": ("sheet x14:dataValidation",),
        "conditional formats that only newer Excel knows (x14)": ("sheet x14:cfRule",),
        "sparklines (small charts in cells)": ("sheet x14:sparkline",),
        "drop-downs and input rules": ("sheet dataValidation",),
        "conditional formats": ("sheet cfRule",),
        "links": ("sheet hyperlink",),
        "merged cells": ("sheet mergeCell",),
        "filters": ("sheet filterColumn",),
        "sort settings": ("sheet sortState",),
        "page breaks": ("sheet brk",),
        "print scenarios (What-If)": ("sheet scenario",),
        "ranges that certain people may edit": ("sheet protectedRange", "sheet x14:protectedRange"),
        "protection of a sheet": ("sheet <sheetProtection>",),
        "saved views of a sheet": ("sheet customSheetView", "part namedSheetView"),
        "watched cells": ("sheet cellWatch",),
        "green corners that were switched off": ("sheet ignoredError", "sheet x14:ignoredError"),
        "smart tags": ("sheet cellSmartTag",),
        "consolidation settings": ("sheet <dataConsolidate>",),
        "background pictures": ("sheet <picture>",),
        "pictures in headers and footers of the printed page": ("sheet <legacyDrawingHF>", "sheet <drawingHF>"),
        "embedded documents (OLE)": ("sheet oleObject", "part oleObject", "part package"),
        "settings for publishing as a web page": ("sheet webPublishItem", "book <webPublishing>"),
        "hints for reading Japanese and Chinese (phonetic guides)": ("strings rPh", "sheet <phoneticPr>"),
        "properties that another program keeps with a sheet": ("sheet customPr", "part customProperty"),
        "printer settings": ("part printerSettings",),
        "tables": ("part table",),
        "descriptions of tables for screen readers": ("table x14:table",),
        "tables filled by a query": ("part queryTable",),
        "data connections": ("part connections",),
        "the data model (Power Pivot)": ("part model", "part powerPivotData"),
        "formulas": ("cell formula",),
        "stored results of formulas (Excel and LibreOffice compute them again when the copy is opened)": (
            "cell stored result",
        ),
        "pictures and data types inside cells": ("cell rich value",),
        "formulas that spill over several cells": ("cell dynamic array",),
        "fonts and colors inside the text of a cell": ("cell formatted text",),
        "check boxes and other features inside cells": ("part FeaturePropertyBag",),
        "links to other workbooks": ("part externalLink",),
        "macros": ("part vbaProject", "part xlMacrosheet", "part xlIntlMacrosheet"),
        "dialog sheets": ("part dialogsheet",),
        "buttons added to Excel's ribbon": ("part extensibility", "part ui"),
        "data of other programs (custom XML)": ("part customXml",),
        "XML maps": ("part xmlMaps", "part tableSingleCells"),
        "the history of changes of a shared workbook": ("part revisionHeaders", "part usernames"),
        "digital signatures": ("part origin", "part signature"),
        "the sensitivity label": ("part classificationlabels",),
        "add-ins and task panes": ("part webextensiontaskpanes", "part webextension"),
        "the preview picture of the file": ("part thumbnail",),
        "live data feeds (RTD)": ("part volatileDependencies",),
        "names (Name Manager)": ("book definedName",),
        "saved views of the workbook": ("book <customWorkbookViews>",),
        "the password or hint for editing": ("book <fileSharing>",),
        "protection of the workbook's structure": ("book <workbookProtection>",),
        "table styles of your own": ("styles tableStyle",),
        "styles of slicers and timelines of your own": ("styles x14:slicerStyle", "styles x14:timelineStyle"),
        "a color palette of your own": ("styles rgbColor",),
        "the company's name in the file's properties": ("extended-properties Company",),
        "the manager's name in the file's properties": ("extended-properties Manager",),
        "the base of links in the file's properties": ("extended-properties HyperlinkBase",),
        "properties of your own": ("custom-properties property",),
    }
)  # fmt: skip
"""Kind in words → the marks it is seen by; where several marks show one thing, the largest difference counts."""

_CHART_DETAILS = "details of charts (fonts, colors, labels)"
_CHART_NOISE = frozenset({"ext", "extLst", "AlternateContent", "Choice", "Fallback"})
_REGENERATED = frozenset(
    {
        # Written anew by whatever saves the file; nobody sees them.
        "part calcChain", "part sharedStrings", "part styles", "part theme", "part worksheet", "part chartsheet",
        "part core-properties", "part extended-properties", "part custom-properties", "part officeDocument",
        # Seen by what they hold, or together with what they belong to.
        "part comments", "part person", "part drawing", "part vmlDrawing", "part image", "part media", "part hdphoto",
        "part customXmlProps", "part sheetMetadata", "part richValueRel", "part rdRichValue",
        "part rdRichValueStructure", "part rdRichValueTypes",
        "part rdSupportingPropertyBag", "part rdSupportingPropertyBagStructure", "part richStyles", "part rdArray",
        "part rdRichValueWebImage", "part themeOverride", "part externalLinkPath", "part xlPathMissing",
        "part diagramLayout", "part diagramQuickStyle", "part diagramColors", "part diagramDrawing",
        "part revisionLog", "part attachedToolbars", "part wsSortMap",
        "drawing graphicFrame", "drawing needs a14", "drawing needs c14", "drawing needs sle", "drawing needs cx1",
        "sheet <extLst>", "sheet <AlternateContent>", "sheet <legacyDrawing>", "sheet <drawing>", "sheet <controls>",
        "sheet <oleObjects>", "sheet <dataValidations>", "sheet <conditionalFormatting>", "sheet <hyperlinks>",
        "sheet <mergeCells>", "sheet <protectedRanges>", "sheet <customSheetViews>", "sheet <cellWatches>",
        "sheet <ignoredErrors>", "sheet <smartTags>", "sheet <rowBreaks>", "sheet <colBreaks>", "sheet <scenarios>",
        "sheet <tableParts>", "sheet <customProperties>", "sheet <webPublishItems>", "sheet <sortState>",
        "sheet <autoFilter>", "sheet <sheetCalcPr>", "sheet <printOptions>", "sheet <pageSetup>",
        "sheet <pageMargins>", "sheet <cols>", "sheet <dimension>", "sheet <sheetPr>", "sheet <sheetViews>",
        "sheet <sheetFormatPr>", "sheet <headerFooter>",
        "book <fileVersion>", "book <workbookPr>", "book <AlternateContent>", "book <bookViews>", "book <calcPr>",
        "book <extLst>", "book <definedNames>", "book <externalReferences>", "book <pivotCaches>", "book <sheets>",
        "book <x14:revisionPtr>", "book <revisionPtr>", "book <fileRecoveryPr>", "book <oleSize>",
        "book <functionGroups>", "book <smartTagPr>", "book <smartTagTypes>",
        "styles <extLst>", "styles <tableStyles>", "styles <colors>", "styles <dxfs>", "styles <numFmts>",
        "styles <fonts>", "styles <fills>", "styles <borders>", "styles <cellStyleXfs>", "styles <cellXfs>",
        "styles <cellStyles>",
    }
)  # fmt: skip
_EXTENSIONS: Mapping[str, str] = MappingProxyType(
    {
        # Extensions whose content is counted above.
        "{78C0D931-6437-407D-A8EE-F0AAD7539E65}": "", "{CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF}": "",
        "{05C60535-1F16-4FD2-B633-F4F36F0B64E0}": "", "{A8765BA9-456A-4DAB-B4F3-ACF838C121DE}": "",
        "{3A4CF648-6AED-40F4-86FF-DC5316D8AED3}": "", "{7E03D99C-DC04-49D9-9315-930204A7B6E9}": "",
        "{FC87AEE6-9EDD-4A0A-B7FB-166176984837}": "", "{01252117-D84E-4E92-8308-4BE1C098FCBB}": "",
        "{BBE1A952-AA13-448E-AADC-164F8A28A991}": "", "{46BE6895-7355-4A93-B00E-2C351335B9C9}": "",
        "{79F54976-1DA5-4618-B147-4CDE4B953A38}": "", "{D0CA8CA8-9F24-4464-BF8E-62219DCF47F9}": "",
        "{EB79DEF2-80B8-43E5-95BD-54CBDDF9020C}": "", "{9260A510-F301-46A8-8635-F512D64BE5F5}": "",
        # Ties a conditional format to its newer half; settings of the program itself.
        "{B025F937-C7B1-47D3-B67F-A62EFF666E3E}": "", "{140A7094-0E35-4892-8432-C4D2E57EDEB5}": "",
        "{B58B0392-4F1F-4190-BB64-5DF3571DCE5F}": "", "{7523E5D3-25F3-A5E0-1632-64F254C22452}": "",
        "{64002731-A6B0-56B0-2670-7721B7C09600}": "", "{A6F0BBF4-D9EC-447C-8D5E-62D1CB1CA1D7}": "",
        "{FCE2AD5D-F65C-4FA6-A056-5C36A1767C68}": "the data model (Power Pivot)",
        "{F7C9EE02-42E1-4005-9D12-6889AFFD525C}": "add-ins and task panes",
        "{C7286773-470A-42A8-94C5-96B5CB345126}": "check boxes and other features inside cells",
        "{725AE2AE-9491-48BE-B2B4-4EB974FC3084}": "saved views of a sheet",
    }
)  # fmt: skip
_KIND_OF = MappingProxyType({mark: words for words, marks in _WORDS.items() for mark in marks})


def losses(original: bytes, copy: bytes) -> tuple[Loss, ...]:
    """What `original` holds and `copy` does not: by kind, then in tab order; both must have passed `check_archive`."""
    before, after = read_package(original), read_package(copy)
    missing: dict[tuple[str, str], int] = {}
    for (mark, sheet), count in before.counts.items():
        less = count - after.counts.get((mark, sheet), 0)
        words = _words(mark) if less > 0 else ""
        if words:
            missing[words, sheet] = max(less, missing.get((words, sheet), 0))
    missing.update(_chart_details(before, after))
    kinds = {words: position for position, words in enumerate((*_WORDS, _CHART_DETAILS))}
    tabs = {sheet: position for position, sheet in enumerate(before.sheets)}

    def in_order(item: tuple[tuple[str, str], int]) -> tuple[int, str, int]:
        (words, sheet), _ = item
        return kinds.get(words, len(kinds)), words, tabs.get(sheet, -1)

    return tuple(Loss(words, sheet, count) for (words, sheet), count in sorted(missing.items(), key=in_order))


def _words(mark: Mark) -> str:
    """The kind a mark belongs to; empty for what is written anew anyway. What nobody foresaw is named as it is."""
    name = f"{mark.source} {mark.name}"
    if name in _KIND_OF:
        return _KIND_OF[name]
    if name in _REGENERATED:
        return ""
    if mark.name.startswith("ext "):
        uri = mark.name.removeprefix("ext ")
        return _EXTENSIONS.get(uri, f"an extension of another program or of a newer Excel {uri}")
    if mark.source in {"part", "drawing"}:
        return f"a part of the kind “{mark.name}”"
    return f"settings of the kind “{mark.name.strip('<>')}”" if mark.name.startswith("<") else ""


def _chart_details(before: Package, after: Package) -> dict[tuple[str, str], int]:
    """Charts that are there and yet say less than they did: how many charts there are on such a sheet."""
    thinner = {
        sheet
        for (mark, sheet), count in before.counts.items()
        if mark.source == "chart" and mark.name not in _CHART_NOISE
        if count > after.counts.get((mark, sheet), 0)
    }
    kept = {sheet: after.counts.get((Mark("part", "chart"), sheet), 0) for sheet in thinner}
    return {(_CHART_DETAILS, sheet): count for sheet, count in kept.items() if count}
