import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.model.condition import Anything, Condition, Given
from agent_router.model.field import Field, FieldKind
from agent_router.model.place import Place
from agent_router.model.policy import Route, RouteEffect
from agent_router.model.table import Row
from agent_router.tables.cell_language import parse_condition
from agent_router.tables.words import condition_words, listed, row_words
from tests.small_policy import BY_CODE, row

FIELDS = {
    **BY_CODE,
    "details": Field("details", "Details", FieldKind.TEXT),
    "due": Field("due", "Due", FieldKind.DATE),
    "data_class": Field("data_class", "Data class", FieldKind.LIST),
}


def said(field: str, typed: str) -> str:
    parsed = parse_condition(typed, FIELDS[field], FIELDS, Place("w.xlsx"))
    assert parsed.fault is None, parsed.fault
    return "" if parsed.condition is None else condition_words(parsed.condition, FIELDS)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("blast_radius", "High", "Blast radius is High"),
        ("blast_radius", "Low, Medium", "Blast radius is Low or Medium"),
        ("work_type", "not Auth", "Work type is stated, but is not Auth"),
        ("work_type", 'not("Auth","Edit")', "Work type is stated, but is not Auth or Edit"),
        ("changes", "yes", "“Changes anything?” is yes"),
        ("files_expected", ">= 5", "Files expected is 5 or more"),
        ("files_expected", "<= 5", "Files expected is 5 or less"),
        ("files_expected", "> 1000", "Files expected is more than 1,000"),
        ("files_expected", "< 5", "Files expected is less than 5"),
        ("files_expected", "<> 5", "Files expected is not 5"),
        ("files_expected", "< 10, > 50", "Files expected is less than 10 or is more than 50"),
        ("files_expected", "[1..5]", "Files expected is from 1 to 5"),
        ("files_expected", "(1..5)", "Files expected is more than 1 and less than 5"),
        ("files_expected", "not > 5", "Files expected is stated, but not so that it is more than 5"),
        ("files_expected", "> Max minutes", "Files expected is more than the task's Max minutes"),
        ("acceptance_plan", "missing", "Acceptance plan is missing"),
        ("folders", "given", "Folders are given"),
        ("folders", "src/auth/**", "Folders touch src/auth/**"),
        ("area", "auth, billing", "Area includes auth or billing"),
        ("area", "not auth", "Area is stated, but does not include auth"),
        ("systems", "Ledger", "Systems include Ledger"),
        ("systems", "not Ledger", "Systems are stated, but do not include Ledger"),
        ("data_class", "<> Internal", "Data class does not include Internal"),
        ("details", "*login*", "Details reads like “*login*”"),
        ("details", 'contains: login, "sign in"', "Details mentions “login” or “sign in”"),
        ("due", ">= 2026-10-01", "Due is 2026-10-01 or more"),
        ("surface", "any", ""),
    ],
)
def test_a_condition_reads_as_a_sentence(field: str, typed: str, words: str) -> None:
    assert said(field, typed) == words


def test_a_row_joins_its_conditions() -> None:
    then = RouteEffect(Route.HUMAN_LED)
    found = row("Routes", 5, then, blast_radius="High", acceptance_plan="missing", surface="Large")
    assert row_words(found, BY_CODE) == "when Blast radius is High, Acceptance plan is missing and Surface is Large"


def test_a_row_without_conditions_counts_always() -> None:
    assert row_words(Row("R", (), None), BY_CODE) == "always"
    assert row_words(Row("R", (Condition("surface", Anything()),), None), BY_CODE) == "always"


def test_a_field_that_is_not_there_is_named_as_typed() -> None:
    assert condition_words(Condition("gone", Given(), "given"), {}) == "gone is given"


@given(st.lists(st.text(min_size=1, max_size=5, alphabet="abc"), max_size=5))
def test_nothing_is_lost_in_a_list_of_words(parts: list[str]) -> None:
    text = listed(parts, "and")
    assert sum(text.count(part) for part in set(parts)) >= len(set(parts))
