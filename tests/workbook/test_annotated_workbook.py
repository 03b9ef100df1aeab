"""The annotated copy as a lead reads it: what stands in the cells, on Problems, and on Rules and examples."""

import io
from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from agent_router.model.place import Place
from agent_router.model.problem import Problem, Rule, Severity
from agent_router.model.review import RuleUse
from agent_router.sheets.reading import read_workbook
from agent_router.workbook.annotated_looks import GRADES, HOLDS, Grade, Hold, hold_of
from agent_router.workbook.annotating import Findings, annotated_copy
from agent_router.workbook.problems_page import Origin, problems_page
from agent_router.workbook.rules_page import use_words
from tests.sheets.archives import opened
from tests.sheets.foreign_features import SHEET, full_of_features

FILE = "matrices/policy.xlsx"
WRONG = Rule("T1", Severity.ERROR, "The word is wrong.", "Correct it.")
ODD = Rule("T2", Severity.WARNING, "The cell is odd.", "Look at it.")
HINT = Rule("T3", Severity.ADVICE, "It could be shorter.", "Nothing to do.")


def at(cell: str, sheet: str = "Routes", file: str = FILE) -> Place:
    return Place(file, sheet, cell)


def book(change: Callable[[Workbook], object] = lambda _: None) -> bytes:
    made = Workbook()
    made["Sheet"].title = "Routes"
    made["Routes"]["A1"] = "Who does it?"
    change(made)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def origin(*, usable: bool = False) -> Origin:
    return Origin(FILE, "f" * 64, "1.2.3", usable)


def copied(findings: Findings, data: bytes | None = None, *, usable: bool = False) -> Workbook:
    return opened(annotated_copy(data or book(), findings, origin(usable=usable)).data)


def with_problems(*problems: Problem) -> Workbook:
    return copied(Findings(problems))


def note(sheet: Worksheet, cell: str) -> str:
    found = sheet[cell].comment
    return found.text if found is not None else ""


def fill(sheet: Worksheet, cell: str) -> str:
    return f"#{sheet[cell].fill.fgColor.rgb[2:]}"


def lines(sheet: Worksheet, first: int = 7) -> list[list[object]]:
    """The findings on Problems, up to the first blank row."""
    rows: list[list[object]] = []
    for row in sheet.iter_rows(min_row=first, max_col=8, values_only=True):
        if not any(row):
            break
        rows.append(list(row))
    return rows


def test_a_note_says_everything_in_words() -> None:
    made = with_problems(Problem(WRONG, at("D7"), "“Rute”", "Route"))
    assert note(made["Routes"], "D7") == (
        "ERROR: The word is wrong.\nFound: “Rute”\nDid you mean “Route”?\nWhat to do: Correct it. [T1]"
    )


def test_further_cells_say_where_the_problem_is() -> None:
    made = with_problems(Problem(ODD, at("A9"), "row 9 after row 4", also=(at("A4"), at("A9"))))
    assert note(made["Routes"], "A4").startswith("WARNING at Routes!A9, which this cell is part of: The cell is odd.")
    assert note(made["Routes"], "A9").startswith("WARNING: The cell is odd.")
    assert fill(made["Routes"], "A4") == fill(made["Routes"], "A9") == GRADES[Grade.WARNING].fill


def test_the_gravest_finding_colors_the_cell_and_stands_first() -> None:
    made = with_problems(Problem(HINT, at("B2"), "x"), Problem(WRONG, at("B2"), "y"))
    assert fill(made["Routes"], "B2") == GRADES[Grade.ERROR].fill
    assert note(made["Routes"], "B2").index("ERROR") < note(made["Routes"], "B2").index("ADVICE")


def test_an_answered_warning_looks_calmer_and_repeats_the_answer() -> None:
    made = with_problems(Problem(ODD, at("B2"), "x", answer="rare catastrophes"), Problem(ODD, at("B3"), "y"))
    assert fill(made["Routes"], "B2") == GRADES[Grade.ANSWERED].fill != fill(made["Routes"], "B3")
    assert "Your answer: rare catastrophes" in note(made["Routes"], "B2")
    rows = lines(made["Problems"])
    assert [row[0] for row in rows] == ["Warning", "Warning, answered"]
    assert rows[1][5] == "Nothing; answered: rare catastrophes"


def test_what_explains_others_leads_the_sheet_while_nobody_answered_it() -> None:
    found = (Problem(HINT, at("B1"), "d"), Problem(WRONG, at("B2"), "c"), Problem(ODD, at("B3"), "b"))
    answered = Problem(ODD, at("B4"), "e", answer="meant so")
    made = copied(Findings((*found, answered), look_first=(ODD.code,)))
    assert [row[4] for row in lines(made["Problems"])] == ["b", "c", "d", "e"]


def test_problems_lists_every_finding_gravest_first_with_a_link() -> None:
    found = (
        Problem(HINT, at("B2"), "short"),
        Problem(WRONG, at("D7", "It's here"), "“Rute”", "Route", also=(at("D9", "It's here"), at("A4"))),
        Problem(ODD, Place(FILE, "Routes"), "the sheet"),
        Problem(WRONG, Place(FILE), "the file"),
        Problem(WRONG, Place(FILE, "Prices"), "no sheet “Prices”"),
        Problem(ODD, at("C3", file="old.xlsx"), "elsewhere"),
    )
    made = copied(Findings(found), book(lambda own: own.create_sheet("It's here")))
    sheet = made["Problems"]
    assert [row[:5] + row[6:] for row in lines(sheet)] == [
        ["Error", "It's here", "D7", "The word is wrong.", "“Rute”\nDid you mean “Route”?", "D9, Routes!A4", "T1"],
        ["Error", "whole file", None, "The word is wrong.", "the file", None, "T1"],
        ["Error", "Prices", None, "The word is wrong.", "no sheet “Prices”", None, "T1"],
        ["Warning", "Routes", "whole sheet", "The cell is odd.", "the sheet", None, "T2"],
        ["Warning", "old.xlsx Routes", "C3", "The cell is odd.", "elsewhere", None, "T2"],
        ["Advice", "Routes", "B2", "It could be shorter.", "short", None, "T3"],
    ]
    links = {cell: sheet[cell].hyperlink.location for cell in ("C7", "G7", "C10", "C12") if sheet[cell].hyperlink}
    assert links == {"C7": "'It''s here'!D7", "G7": "'It''s here'!D9", "C10": "'Routes'!A1", "C12": "'Routes'!B2"}
    assert not any(sheet[cell].hyperlink for cell in ("C8", "C9", "C11"))
    assert not note(made["Routes"], "C3")


def test_of_many_further_cells_some_are_named_and_all_annotated() -> None:
    also = tuple(at(f"A{row}") for row in range(2, 22))
    made = with_problems(Problem(ODD, at("B2"), "x", also=also))
    assert str(lines(made["Problems"])[0][6]).endswith("A9 and 12 more")
    assert all(note(made["Routes"], place.cell) for place in also)


@pytest.mark.parametrize(
    ("problems", "usable", "said"),
    [
        ((WRONG, WRONG), False, "2 errors, 0 warnings and 0 pieces of advice. No job can be routed"),
        ((WRONG,), True, "1 error, 0 warnings and 0 pieces of advice. The workbook can be used, but"),
        ((ODD, HINT), True, "0 errors, 1 warning and 1 piece of advice. The workbook can be used, but"),
        ((HINT,), True, "0 errors, 0 warnings and 1 piece of advice. The workbook is sound."),
        ((), True, "0 errors, 0 warnings and 0 pieces of advice. The workbook is sound."),
    ],
)
def test_one_sentence_counts_and_judges(problems: tuple[Rule, ...], usable: bool, said: str) -> None:
    found = tuple(Problem(rule, at(f"B{row}"), "x") for row, rule in enumerate(problems, 2))
    made = copied(Findings(found), usable=usable)
    assert str(made["Problems"]["A2"].value).startswith(said)


def test_answered_warnings_are_counted_apart() -> None:
    made = copied(Findings((Problem(ODD, at("B2"), "x", answer="on purpose"),)), usable=True)
    assert made["Problems"]["A2"].value == (
        "0 errors, 0 warnings, 0 pieces of advice and 1 answered warning. The workbook is sound."
    )


def test_problems_tells_what_it_was_made_of_and_by_what() -> None:
    said = str(with_problems()["Problems"]["A4"].value)
    assert said == f"Made from {FILE} (SHA-256 {'f' * 64}) by agent-router 1.2.3."
    assert with_problems()["Problems"]["A1"].value == "Problems found in policy.xlsx"
    assert with_problems()["Problems"]["A7"].value == "Nothing was found."


def test_hidden_sheets_rows_and_columns_are_said() -> None:
    def change(own: Workbook) -> None:
        own["Routes"].row_dimensions[7].hidden = True
        own["Routes"]["D7"] = own["Routes"]["F8"] = "x"
        own["Routes"].column_dimensions["F"].hidden = True
        own.create_sheet("Away").sheet_state = "hidden"
        own.create_sheet("Deep").sheet_state = "veryHidden"

    places = (at("D7"), at("F8"), at("A1", "Away"), Place(FILE, "Deep"))
    made = copied(Findings(tuple(Problem(WRONG, place, "x") for place in places)), book(change))
    row, column, away, deep = (str(line[5]) for line in lines(made["Problems"]))
    assert row.endswith("Row 7 is hidden or filtered away: show it first.")
    assert column.endswith("Column F is hidden: show it first.")
    assert away.endswith("right-click a tab and choose Unhide.")
    assert "Excel's menu does not list it" in deep


def test_text_of_strangers_stays_text() -> None:
    made = with_problems(Problem(WRONG, at("B2"), "=HYPERLINK(1)\x07\u202e"))
    assert made["Problems"]["E7"].value == "=HYPERLINK(1)\ufffd\ufffd"
    assert made["Problems"]["E7"].data_type == "s"
    assert "\x07" not in note(made["Routes"], "B2")


def test_what_the_copy_lacks_is_counted_by_kind_with_its_sheets() -> None:
    sheet = copied(Findings(()), full_of_features())["Problems"]
    rows = {row[3]: (row[0], row[4]) for row in sheet.iter_rows(min_row=9, max_col=5, values_only=True)}
    assert rows["What"] == ("How many", "Where")
    assert rows["shapes and text boxes"] == ("1", f"{SHEET} (1)")
    assert rows["data connections"] == ("1", "the workbook as a whole")


def test_a_cell_that_is_part_of_many_findings_says_so_once() -> None:
    many = tuple(Problem(WRONG, at(f"B{row}"), "x", also=(at("F2"),)) for row in range(2, 9))
    told = note(copied(Findings(many))["Routes"], "F2")
    assert told == (
        "ERROR at Routes!B2, Routes!B3, Routes!B4, Routes!B5 and 3 more, which this cell is part of: "
        "The word is wrong. [T1]"
    )
    assert "Found: x" in note(copied(Findings(many[:2]))["Routes"], "F2")


def test_the_gravest_finding_colors_a_cell_that_is_only_part_of_it() -> None:
    found = (Problem(HINT, at("F2"), "y"), Problem(WRONG, at("B2"), "x", also=(at("F2"),)))
    assert fill(copied(Findings(found))["Routes"], "F2") == GRADES[Grade.ERROR].fill


def test_a_copy_that_lacks_nothing_says_so() -> None:
    page = problems_page((), read_workbook(book(), FILE), (), origin())
    assert any(str(cell.value).startswith("Nothing: all that your file holds") for cell in page.cells)


USES = (
    RuleUse("Routes", "RT1", at("A5"), (), (), ()),
    RuleUse("Routes", "RT2", at("A6"), ("E1", "E2"), (), ("row left out", "Impact 3 → 2")),
    RuleUse("Routes", "RT3", at("A7"), ("E1",), ("E1",), ("row left out",)),
    RuleUse("Routes", "RT4", at("A8"), ("E1", "E2"), ("E1", "E2"), ("x" * 200,)),
    RuleUse("Risk matrix", "impact 1 × likelihood 1", at("B2", "Risk matrix"), (), (), ()),
    RuleUse("Budgets", "B1", None, ("E3",), (), ()),
    RuleUse("Routes", "RT5", at("A9"), ("E1",), (), ("row left out",), untold=True),
)


def with_uses(*problems: Problem, shown: frozenset[str] = frozenset()) -> Workbook:
    return copied(Findings(problems, USES, shown), book(lambda own: own.create_sheet("Risk matrix")), usable=True)


def test_the_first_cell_of_each_rule_shows_how_far_examples_hold_it() -> None:
    sheet = with_uses()["Routes"]
    assert [hold_of(use) for use in (*USES[:2], USES[6], *USES[2:4])] == list(Hold)
    assert [fill(sheet, f"A{row}") for row in (5, 6, 9, 7, 8)] == [HOLDS[hold].fill for hold in Hold]
    assert len({fill(sheet, f"A{row}") for row in range(5, 10)}) == 5
    assert note(sheet, "A5").startswith("EXAMPLES: no example.")
    assert "Tried: row left out, Impact 3 → 2." in note(sheet, "A6")
    assert note(sheet, "A9").startswith("EXAMPLES: cannot be told yet. Examples differ from what the rules say.")
    assert note(sheet, "A8") == "EXAMPLES: noticed by several. A change of this rule is noticed by E1, E2."


def test_the_grid_keeps_its_own_colors() -> None:
    cell = with_uses()["Risk matrix"]["B2"]
    assert cell.fill.fill_type is None
    assert cell.border.left.color.rgb == f"FF{HOLDS[Hold.NO_EXAMPLE].edge[1:]}"


def test_a_finding_wins_over_the_heat_map_and_both_stand_in_the_note() -> None:
    sheet = with_uses(Problem(WRONG, at("A5"), "x"))["Routes"]
    assert fill(sheet, "A5") == GRADES[Grade.ERROR].fill
    assert note(sheet, "A5").startswith("ERROR: The word is wrong.")
    assert note(sheet, "A5").endswith("Add one to Examples.")


def test_findings_that_only_repeat_the_heat_map_leave_the_cells_to_it() -> None:
    made = with_uses(Problem(HINT, at("A5"), "RT1"), shown=frozenset({"T3"}))
    assert fill(made["Routes"], "A5") == HOLDS[Hold.NO_EXAMPLE].fill
    assert lines(made["Problems"])[0][0] == "Advice"
    assert fill(copied(Findings((Problem(HINT, at("A5"), "x"),), (), frozenset({"T3"})))["Routes"], "A5") == (
        GRADES[Grade.ADVICE].fill
    )


def test_rules_and_examples_lists_the_least_held_first_with_links() -> None:
    sheet = with_uses()["Rules and examples"]
    assert str(sheet["A2"].value).startswith("2 of 7 rules are held by at least one example")
    assert [(sheet[f"A{row}"].value, sheet[f"B{row}"].value) for row in range(4, 9)] == [
        ("No example", "2 rules"), ("Not noticed", "2 rules"), ("Cannot be told yet", "1 rule"),
        ("Noticed by one", "1 rule"), ("Noticed by several", "1 rule"),
    ]  # fmt: skip
    assert [sheet[f"C{row}"].value for row in range(11, 18)] == [
        "RT1", "impact 1 × likelihood 1", "RT2", "B1", "RT5", "RT3", "RT4",
    ]  # fmt: skip
    assert sheet["C11"].hyperlink.location == "'Routes'!A5"
    assert sheet["C14"].hyperlink is None
    assert [sheet[f"{column}11"].value for column in "DEF"] == [
        "none",
        "none",
        "nothing that an example would be touched by",
    ]


def test_without_uses_there_is_no_sheet_of_them() -> None:
    assert with_problems().sheetnames == ["Problems", "Routes"]


def test_one_example_about_a_rule_is_one() -> None:
    assert "E3 is about this rule" in use_words(USES[5])
    many = RuleUse("Routes", "R", None, tuple(f"E{at}" for at in range(20)), (), ())
    assert "E5 and 14 more are about this rule" in use_words(many)


def test_the_same_findings_give_the_same_bytes() -> None:
    findings = Findings((Problem(WRONG, at("B2"), "x"),), USES)
    original = book()  # made once: it notes the second in which it was made
    assert annotated_copy(original, findings, origin()) == annotated_copy(original, findings, origin())
