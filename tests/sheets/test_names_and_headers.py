from agent_router.model.place import Place
from agent_router.sheets.book import Cell, Sheet
from agent_router.sheets.headers import duplicates, find_header_row, header_text
from agent_router.sheets.names import fold, latinized, nearest


def _sheet(*rows: tuple[object, ...]) -> Sheet:
    cells = {}
    for down, row in enumerate(rows, 1):
        for across, value in enumerate(row, 1):
            if value is not None:
                cells[down, across] = Cell(Place("f.xlsx", "s", "A1"), down, across, value)  # type: ignore[arg-type]
    return Sheet("f.xlsx", "s", cells)


def test_case_spaces_and_punctuation_of_names_are_forgiven() -> None:
    assert fold("Budget cost (USD)") == fold("budget_cost usd") == fold("  BUDGET-COST: USD")
    assert fold("Budget cost") != fold("Budget tokens")


def test_look_alike_letters_are_seen_through_in_mixed_words_only() -> None:
    assert fold("Rоutes") == "routes"
    assert latinized("Роутс") == "Роутс"


def test_near_misses_are_suggested_and_far_ones_are_not() -> None:
    assert nearest("Migratoin", ["Refactor", "Migration"]) == "Migration"
    assert nearest("Elephant", ["Refactor", "Migration"]) == ""
    assert nearest("x", []) == ""


def test_the_header_row_is_the_one_with_the_most_known_names() -> None:
    sheet = _sheet(("Routes",), ("ID", "Say"), ("ID", "Route", "Say"), ("1", "x", "y"))
    header = find_header_row(sheet, ["id", "route", "say"])

    assert header is not None
    assert header.row == 3
    assert [header_text(cell) for cell in header.cells] == ["ID", "Route", "Say"]
    assert header.rivals == (2,)


def test_the_first_of_equal_header_rows_wins() -> None:
    header = find_header_row(_sheet(("ID", "Say"), (1, "x"), ("id", "say")), ["ID", "Say"])

    assert header is not None
    assert (header.row, header.rivals) == (1, (3,))


def test_a_sheet_without_any_known_name_has_no_header_row() -> None:
    assert find_header_row(_sheet(("a", 1), (None, "b")), ["ID"]) is None


def test_columns_of_the_same_name_are_pairs() -> None:
    header = find_header_row(_sheet(("ID", "Area", "area ", "Say")), ["ID", "Area", "Say"])

    assert header is not None
    assert [(first.column, again.column) for first, again in duplicates(header)] == [(2, 3)]


def test_a_header_over_two_lines_is_one_name() -> None:
    assert header_text(Cell(Place("f"), 1, 1, "Budget\n minutes")) == "Budget minutes"
    assert header_text(Cell(Place("f"), 1, 1)) == ""
