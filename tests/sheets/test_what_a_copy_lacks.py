"""What a copy does not carry over is found by comparing, never guessed."""

import io

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from agent_router.sheets.annotating import annotated
from agent_router.sheets.losses import Loss, losses
from agent_router.sheets.package import read_package
from tests.foreign.excel_features import FOREIGN as FEATURES
from tests.foreign.packaging import FOREIGN as PACKAGED
from tests.policies import STARTER
from tests.sheets.archives import member, opened, with_member, workbook
from tests.sheets.foreign_features import SHEET, full_of_features

ON_THE_SHEET = (
    "threaded comments (conversations; what was said stays as a plain note)",
    "form controls (buttons, check boxes, lists)",
    "shapes and text boxes",
    "slicers",
    "drop-downs and input rules that only newer Excel knows (x14)",
    "conditional formats that only newer Excel knows (x14)",
    "sparklines (small charts in cells)",
    "green corners that were switched off",
    "background pictures",
    "pictures in headers and footers of the printed page",
    "printer settings",
    "pictures and data types inside cells",
    "formulas that spill over several cells",
    "a part of the kind “quiteNew”",
    "an extension of another program or of a newer Excel {DEADBEEF-0000-0000-0000-000000000000}",
)
OF_THE_WORKBOOK = (
    "data connections",
    "check boxes and other features inside cells",
    "data of other programs (custom XML)",
    "the company's name in the file's properties",
    "the manager's name in the file's properties",
)
CARRIED = {"pictures", "charts", "fonts and colors inside the text of a cell", "properties of your own", "formulas"}


def lost_from(data: bytes) -> tuple[Loss, ...]:
    return annotated(data, "features.xlsx", [], lambda _: (), "").lost


@pytest.fixture(scope="module")
def lost() -> tuple[Loss, ...]:
    return lost_from(full_of_features())


@pytest.mark.parametrize("what", ON_THE_SHEET)
def test_what_is_missing_on_a_sheet_is_listed_with_its_sheet(lost: tuple[Loss, ...], what: str) -> None:
    assert Loss(what, SHEET, 1) in lost


@pytest.mark.parametrize("what", OF_THE_WORKBOOK)
def test_what_the_workbook_as_a_whole_lacks_is_listed(lost: tuple[Loss, ...], what: str) -> None:
    assert Loss(what, "", 1) in lost


def test_stored_results_are_counted_and_charts_that_say_less_are_named(lost: tuple[Loss, ...]) -> None:
    stored = next(loss for loss in lost if loss.what.startswith("stored results"))
    assert (stored.sheet, stored.count) == (SHEET, 2)
    assert Loss("details of charts (fonts, colors, labels)", "Other", 1) in lost


def test_what_was_carried_over_is_not_listed(lost: tuple[Loss, ...]) -> None:
    assert not CARRIED & {loss.what for loss in lost}
    expected = {*ON_THE_SHEET, *OF_THE_WORKBOOK, "details of charts (fonts, colors, labels)"}
    assert {loss.what for loss in lost if not loss.what.startswith("stored results")} == expected


def test_of_the_shipped_workbook_only_the_stored_results_are_missing() -> None:
    assert {(loss.what.split(" (")[0], loss.sheet) for loss in lost_from(STARTER.read_bytes())} == {
        ("stored results of formulas", "Risk matrix")
    }


def test_a_workbook_compared_with_itself_lacks_nothing() -> None:
    assert losses(full_of_features(), full_of_features()) == ()


def test_a_note_inside_merged_cells_is_missed() -> None:
    book = Workbook()
    sheet = book["Sheet"]
    for cell in ("A1", "B1"):
        sheet[cell].comment = Comment("own", "Ada")
    buffer = io.BytesIO()
    book.save(buffer)
    merged = with_merge(buffer.getvalue())
    assert Loss("notes on cells inside merged cells", "Sheet", 1) in lost_from(merged)


def with_merge(data: bytes) -> bytes:
    """Merged by hand, since programs drop such notes."""
    name = "xl/worksheets/sheet1.xml"
    part = member(data, name).replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>')
    return with_member(data, name, part)


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"]
)
def test_a_part_that_is_no_xml_counts_as_empty(part: str) -> None:
    whole, broken = full_of_features(), with_member(full_of_features(), part, b"<broken")
    assert sum(read_package(broken).counts.values()) < sum(read_package(whole).counts.values())


def test_formatted_notes_are_told_from_plain_ones() -> None:
    def bold(data: bytes, runs: bytes) -> bytes:
        name = "xl/comments/comment1.xml"
        part = member(data, name)
        start, end = part.index(b"<text>"), part.index(b"</text>")
        return with_member(data, name, part[:start] + b"<text>" + runs + part[end:])

    plain = workbook(lambda sheet: setattr(sheet["A1"], "comment", Comment("own", "Ada")))
    run = b'<r><rPr>%s<sz val="9"/></rPr><t>own</t></r>'
    assert lost_from(bold(plain, run % b"")) == ()
    assert [loss.what for loss in lost_from(bold(plain, run % b"<b/>" + run % b""))] == [
        "bold, fonts and colors inside notes (their text stays)"
    ]
    assert opened(plain)["Sheet"]["A1"].comment is not None


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("threaded comments", {"threaded comments"}),
        ("drop-downs and colors of Excel 2010", {
            "conditional formats that only newer Excel knows", "drop-downs and input rules that only newer Excel knows",
        }),
        ("picture in a cell", {"pictures and data types inside cells"}),
        ("pivot table and slicer", {"slicers", "stored data of pivot tables"}),
        ("chart, picture, chart sheet", set()),
        ("strict Open XML", set()),
    ],
)  # fmt: skip
def test_of_the_shipped_workbook_with_something_of_excel_exactly_that_is_missing(name: str, missing: set[str]) -> None:
    data = next(foreign.make() for foreign in (*FEATURES, *PACKAGED) if foreign.name == name)
    said = {loss.what.split(" (")[0] for loss in lost_from(data)}
    assert said - {"stored results of formulas"} == missing
