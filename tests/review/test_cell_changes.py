"""What differs between two workbooks is found by meaning, not by spelling or place."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

from hypothesis import given
from hypothesis import strategies as st

from agent_router.model.field import Word, WordList
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, Heading, Identity, Person, Policy, Price, Route, RouteEffect, System
from agent_router.model.review import CellChange, ChangeKind
from agent_router.model.table import HitPolicy, Row, Table
from agent_router.review.two_policies.cell_changes import cell_changes
from agent_router.review.two_policies.reverting import Reverting
from tests.policies import starter_policy
from tests.review.random_policies import random_policy
from tests.small_policy import BUDGETS, RISK, ROUTE_ROWS, row, small_policy, table


def told(changes: Sequence[CellChange]) -> list[tuple[str, str, str, str, str]]:
    return [(one.kind.value, one.row, one.header, one.before, one.after) for one in changes]


def routes(*rows: Row[RouteEffect], read: HitPolicy = HitPolicy.FIRST) -> Policy:
    return small_policy(routes=table("Routes", rows, read))


OLD = small_policy()


def test_a_workbook_does_not_differ_from_itself() -> None:
    assert cell_changes(starter_policy(), starter_policy()) == ()


def test_a_condition_that_is_only_spelled_otherwise_is_no_change() -> None:
    respelled = row("Risk rules", 8, RISK[3].then, changes="true", files_expected=">=50")

    assert cell_changes(OLD, small_policy(risk_rules=table("Risk rules", (*RISK[:3], respelled, RISK[4])))) == ()


def test_a_condition_in_other_words_is_a_change_that_decides_nothing() -> None:
    reworded = row("Risk rules", 8, RISK[3].then, changes="yes", files_expected="> 49")
    (change,) = cell_changes(OLD, small_policy(risk_rules=table("Risk rules", (*RISK[:3], reworded, RISK[4]))))

    assert (change.before, change.after, change.decides) == (">= 50", "> 49", False)


def test_a_changed_cell_has_both_values_and_both_places() -> None:
    changed = row("Risk rules", 8, RISK[3].then, changes="yes", files_expected=">= 20")
    (change,) = cell_changes(OLD, small_policy(risk_rules=table("Risk rules", (*RISK[:3], changed, RISK[4]))))

    assert told([change]) == [("changed", "Ri8", "Files expected", ">= 50", ">= 20")]
    assert change.old_place is not None
    assert change.new_place is not None
    assert (change.old_place.short, change.new_place.short) == ("Risk rules!D8", "Risk rules!D8")
    assert change.decides


def test_a_condition_that_is_new_or_gone_says_any_on_the_other_side() -> None:
    wider = row("Routes", 5, ROUTE_ROWS[0].then, blast_radius="High")
    narrower = row("Routes", 8, ROUTE_ROWS[3].then, folders="given", reviewer="given", surface="Small")

    found = cell_changes(OLD, routes(wider, *ROUTE_ROWS[1:3], narrower, ROUTE_ROWS[4]))

    assert told(found) == [
        ("changed", "Ro5", "Acceptance plan", "missing", "any"),
        ("changed", "Ro8", "Surface", "any", "Small"),
    ]


def test_reasons_and_sayings_change_without_deciding() -> None:
    said = replace(RISK[1], then=replace(RISK[1].then, because="Another reason."))
    (change,) = cell_changes(OLD, small_policy(risk_rules=table("Risk rules", (RISK[0], said, *RISK[2:]))))

    assert (change.header, change.decides) == ("Because", False)


def test_order_decides_where_the_first_row_counts_and_nowhere_else() -> None:
    moved = cell_changes(OLD, routes(*ROUTE_ROWS[1:4], ROUTE_ROWS[0], ROUTE_ROWS[4]))
    unordered = cell_changes(OLD, small_policy(risk_rules=table("Risk rules", (*RISK[1:], RISK[0]))))

    assert told(moved) == [("moved", "Ro5", "", "first", "below Ro8")]
    assert moved[0].decides
    assert told(unordered) == [("moved", "Ri5", "", "first", "below Ri9")]
    assert not unordered[0].decides


def test_a_row_with_another_name_was_renamed() -> None:
    named = replace(ROUTE_ROWS[1], id="Broad look")
    found = cell_changes(OLD, routes(ROUTE_ROWS[0], named, *ROUTE_ROWS[2:]))

    assert told(found) == [("renamed", "Broad look", "", "Ro6", "Broad look")]
    assert not found[0].decides


def test_a_row_without_a_name_is_found_again_below_an_added_one() -> None:
    def addressed(rows: Sequence[Row[Any]], first: int) -> list[Row[Any]]:
        placed = []
        for at, own in enumerate(rows):
            assert own.place is not None
            place = replace(own.place, cell=f"A{first + at}")
            placed.append(replace(own, id=place.cell, place=place))
        return placed

    new = row("Routes", 5, RouteEffect(Route.HUMAN_LED), work_type="Auth")
    widened = row("Routes", 7, ROUTE_ROWS[3].then, folders="given")
    before = routes(*addressed(ROUTE_ROWS, 5))
    after = routes(*addressed((new, *ROUTE_ROWS[:3], widened, ROUTE_ROWS[4]), 5))

    assert told(cell_changes(before, after)) == [
        ("added", "A5", "", "", "Work type: Auth; Route: Human-led"),
        ("changed", "A9", "Reviewer", "given", "any"),
    ]


def test_rows_come_and_go() -> None:
    new = row("Budgets", 9, BUDGETS[2].then, work_type="Read")
    found = cell_changes(OLD, small_policy(budgets=table("Budgets", (new, *BUDGETS[1:]), HitPolicy.FIRST)))

    assert [(one.kind, one.row, one.new_place is None) for one in found] == [
        (ChangeKind.ADDED, "Bu9", False),
        (ChangeKind.REMOVED, "Bu5", True),
    ]


def test_a_row_that_was_switched_off_or_on_is_told_by_its_switch() -> None:
    switch = Heading("Budgets", "bu5", Place("new.xlsx", "Budgets", "B5"))
    on = small_policy()
    off = small_policy(budgets=table("Budgets", BUDGETS[1:], HitPolicy.FIRST), switched_off=(switch,))

    (gone,) = cell_changes(on, off)
    (back,) = cell_changes(off, on)
    assert told([gone, back]) == [("changed", "Bu5", "On", "yes", "no"), ("changed", "Bu5", "On", "no", "yes")]
    assert gone.new_place == back.old_place == switch.place
    assert cell_changes(on, Reverting(on, off).without([gone])) == ()
    assert cell_changes(off, Reverting(off, on).without([back])) == ()


def test_how_rows_are_read_is_a_cell_of_its_own() -> None:
    (change,) = cell_changes(OLD, routes(*ROUTE_ROWS, read=HitPolicy.UNIQUE))

    assert told([change]) == [("changed", "", "Rows are read", "First", "Unique")]
    assert change.decides


def test_systems_people_prices_and_identity_are_compared() -> None:
    price = Price("m", date(2026, 1, 1), Decimal(1), Decimal(2), Decimal(3), Decimal(4))
    old = small_policy(systems=(System("Login", folders=("src/auth/**",)),), people=(Person("Ada"),), prices=(price,))
    new = small_policy(
        systems=(System("Login", folders=("src/login/**",)), System("Wiki")),
        people=(Person("ada", may_approve=(BlastRadius.LOW,)),),
        prices=(replace(price, output=Decimal(5)),),
        identity=Identity("Small", "2"),
    )

    assert told(cell_changes(old, new)) == [
        ("changed", "", "Version", "1", "2"),
        ("changed", "Login", "Folders", "src/auth/**", "src/login/**"),
        ("added", "Wiki", "", "", "Agents allowed?: yes; Scratch?: no"),
        ("changed", "ada", "May approve", "", "Low"),
        ("changed", "m, from 2026-01-01", "USD per million output", "2", "5"),
    ]


def test_words_of_a_list_and_the_grid_are_compared() -> None:
    words = WordList("Area", (Word("auth", ("login",)), Word("privacy")))
    grid = tuple(
        replace(cell, blast_radius=BlastRadius.HIGH) if (cell.impact, cell.likelihood) == (1, 1) else cell
        for cell in OLD.matrix.cells
    )
    new = small_policy(lists=(words, *OLD.lists[1:]), matrix=replace(OLD.matrix, cells=grid))

    assert told(cell_changes(OLD, new)) == [
        ("changed", "impact 1, likelihood 1", "Blast radius", "Low", "High"),
        ("changed", "auth", "Also called (Area)", "", "login"),
        ("added", "privacy", "Area", "", "privacy"),
        ("removed", "billing", "Area", "billing", ""),
    ]


def test_fields_are_the_same_while_their_code_is() -> None:
    fields = tuple(
        replace(field, header="Files touched", question="How many?") if field.code == "files_expected" else field
        for field in OLD.fields
    )

    assert told(cell_changes(OLD, replace(OLD, fields=fields))) == [
        ("changed", "Files touched", "Field", "Files expected", "Files touched"),
        ("changed", "Files touched", "Question", "", "How many?"),
    ]


def test_the_place_of_a_cell_that_no_condition_holds_is_found_by_its_header() -> None:
    old = starter_policy()
    rows = [replace(own, then=replace(own.then, reviewed_by="Lead")) for own in old.routes.rows[4:5]]
    new = replace(old, routes=replace(old.routes, rows=(*old.routes.rows[:4], *rows, *old.routes.rows[5:])))
    (change,) = cell_changes(old, new)

    assert change.new_place is not None
    assert change.new_place.short == f"Routes!S{old.routes.rows[4].place.cell[1:]}"  # type: ignore[union-attr] # has one


ThenT = TypeVar("ThenT")


def shuffled(sheet: Table[ThenT], chance: Random) -> Table[ThenT]:
    return replace(sheet, rows=tuple(chance.sample(sheet.rows, len(sheet.rows))))


chances = st.integers(0, 10**6).map(Random)


@given(chances, chances)
def test_taking_back_every_change_restores_what_was_decided(one: Random, other: Random) -> None:
    old, new = random_policy(one), random_policy(other)
    changes = cell_changes(old, new)
    restored = Reverting(old, new).without(changes)

    assert [change for change in cell_changes(old, restored) if change.decides] == []


@given(chances)
def test_rows_shuffled_where_order_means_nothing_decide_nothing(chance: Random) -> None:
    old = random_policy(chance)
    new = replace(
        old,
        risk_rules=shuffled(old.risk_rules, chance),
        proof=shuffled(old.proof, chance),
        checklist=shuffled(old.checklist, chance),
    )
    changes = cell_changes(old, new)

    assert {change.kind for change in changes} <= {ChangeKind.MOVED}
    assert not any(change.decides for change in changes)


def test_changes_of_every_sheet_can_be_taken_back() -> None:
    words = WordList("Area", (Word("auth", ("login",)), Word("privacy")))
    fields = tuple(
        replace(field, kind=field.kind, question="How many?") if field.code == "files_expected" else field
        for field in OLD.fields
        if field.code != "max_cost_usd"
    )
    grid = tuple(replace(cell, blast_radius=BlastRadius.HIGH) for cell in OLD.matrix.cells)
    new = replace(
        small_policy(
            lists=(words, *OLD.lists[1:]),
            systems=(System("Wiki"),),
            people=(Person("Ada", may_sign=True),),
            matrix=replace(OLD.matrix, cells=grid, accepted_because="So."),
            branding=replace(OLD.branding, time_zone="Europe/Berlin"),
        ),
        fields=fields,
    )
    restored = Reverting(OLD, new).without(cell_changes(OLD, new))

    assert [change for change in cell_changes(OLD, restored) if change.decides] == []
