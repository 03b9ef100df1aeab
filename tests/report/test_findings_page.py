"""The page of a check: verdict first, findings by tab, hostile text harmless, the same bytes for the same values."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser

import pytest

from agent_router.model.place import Place
from agent_router.model.problem import Problem, Rule, Severity
from agent_router.model.review import RuleUse
from agent_router.report.findings_page import CheckedFile, Since, Watched, WatchState, render_findings_page
from tests.report.looks import LOOK
from tests.report.test_hostile_text import HOSTILE

AT = datetime(2026, 11, 22, 14, 30, 7, tzinfo=UTC)
TABS = ("Start here", "Routes", "Risk rules", "Examples")
ERROR = Rule(
    "WB301", Severity.ERROR, "The condition names a word that is not in the list.", "Choose from the drop-down."
)
WARNING = Rule("RV101", Severity.WARNING, "The row can never decide anything.", "Move it above them.")
ADVICE = Rule("WB401", Severity.ADVICE, "A space was left out.", "Nothing to do.")


def at(sheet: str, cell: str) -> Place:
    return Place("rules.xlsx", sheet, cell)


WRONG = Problem(ERROR, at("Routes", "G9"), "“Larg” under Surface", "Large", (at("Lists", "C4"), at("Lists", "C5")))
SHADOWED = Problem(WARNING, at("Risk rules", "A12"), "row R9 is caught by row R4 first")
ANSWERED = replace(SHADOWED, place=at("Risk rules", "A13"), answer="Rare catastrophes are raised on purpose.")
SPACES = tuple(Problem(ADVICE, at("Routes", f"C{row}"), f"row {row}") for row in range(5, 14))
DIFFERS = Problem(ERROR, at("Examples", "K7"), "expected High, the rules give Low (Risk rules!A7)")


def checked(*problems: Problem, usable: bool = True) -> CheckedFile:
    differing = tuple(problem for problem in problems if problem.place.sheet == "Examples")
    return CheckedFile("rules.xlsx", "ab" * 32, AT, problems, usable, "Policy, version 3", 38, differing)


def page(
    file: CheckedFile, watched: Watched | None = None, since: Since | None = None, tabs: tuple[str, ...] = TABS
) -> str:
    return render_findings_page(file, LOOK, tabs, watched, since).decode("utf-8")


def text_of(html: str) -> str:
    """What a person reads."""
    body = html[html.index("<body") :]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def test_a_sound_workbook_says_so_in_one_word() -> None:
    text = text_of(page(checked()))
    assert "✓ sound" in text
    assert "0 errors 0 open warnings 0 pieces of advice" in text
    assert "Nothing was found." in text
    assert "38 tried, none differ" in text
    assert "Policy, version 3" in text


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (checked(WRONG, usable=False), "not usable yet"),
        (checked(SHADOWED), "please look"),
        (checked(ANSWERED), "sound"),
        (replace(checked(), unreadable="It is encrypted. Save it without a password."), "cannot be read"),
    ],
)
def test_the_verdict_is_in_words(file: CheckedFile, words: str) -> None:
    text = text_of(page(file))
    assert words in text
    assert file.unreadable in text


def test_a_finding_shows_its_cell_what_is_wrong_what_to_do_and_the_other_cells() -> None:
    html = page(checked(WRONG, usable=False))
    assert '<span class="cell">G9</span>' in html
    text = text_of(html)
    for words in (
        "rules.xlsx › Routes!G9", "× error", ERROR.title, "“Larg” under Surface", "Did you mean Large", ERROR.remedy,
        "Lists!C4", "Lists!C5",
    ):  # fmt: skip
        assert words in text
    assert '<a href="#code-WB301">WB301</a>' in html
    assert 'id="code-WB301"' in html


def test_sheets_come_in_the_order_of_the_tabs_and_the_gravest_first() -> None:
    other = Problem(WARNING, Place("rules.xlsx", "Mine", "A1"), "x")
    whole = Problem(WARNING, Place("rules.xlsx"), "macros")
    html = page(checked(other, SHADOWED, *SPACES, WRONG, whole, usable=False))
    headings = [unescape(found) for found in re.findall(r"<h2>([^<]+)</h2>", html)]
    assert headings[:4] == ["The file as a whole", "Routes", "Risk rules", "Mine"]
    assert html.index("Routes!G9") < html.index("Routes!C5")


def test_answered_warnings_and_much_of_the_same_advice_are_folded() -> None:
    html = page(checked(ANSWERED, *SPACES))
    assert "1 warning answered on the sheet" in html
    assert "4 more pieces of the same advice" in html
    assert text_of(html).count("A space was left out.") == 9 + 1
    assert "Rare catastrophes are raised on purpose." in html


def test_examples_that_differ_lead_to_their_finding() -> None:
    html = page(checked(DIFFERS))
    assert "38 tried, 1 differs from what is expected." in text_of(html)
    assert '<a href="#f1">Examples!K7</a>' in html


def test_rules_that_no_example_notices_are_listed() -> None:
    use = RuleUse("Routes", "RT4", at("Routes", "A9"), ("X1", "X2"), (), ("row left out",))
    text = text_of(page(replace(checked(), unnoticed=(use,))))
    assert "Rules that no example notices" in text
    assert "Routes!A9 RT4 row left out X1, X2" in text
    assert "Every rule is held in place" in text_of(page(replace(checked(), unnoticed=())))
    assert "no example notices" not in text_of(page(checked()))


def test_what_is_new_is_marked_and_what_is_fixed_is_named() -> None:
    html = page(checked(WRONG, SHADOWED, usable=False), since=Since(frozenset({WRONG}), (DIFFERS,)))
    assert "1 new, 1 fixed. Fixed: Examples!K7" in text_of(html)
    assert html.count('<span class="fresh">new</span>') == 1


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (WatchState.WATCHING, "The workbook is watched"),
        (WatchState.SAVING, "is being saved (since 22 Nov"),
        (WatchState.GONE, "is not there (since 22 Nov"),
        (WatchState.ENDED, "is no longer watched (since 22 Nov"),
    ],
)
def test_a_watched_page_says_how_fresh_it_is(state: WatchState, words: str) -> None:
    ended = state is WatchState.ENDED
    html = page(checked(), Watched(state, 0 if ended else 3, AT))
    assert words in text_of(html)
    assert ('<noscript><meta http-equiv="refresh" content="3"></noscript>' in html) is not ended
    assert ("<script>" in html) is not ended


def test_a_page_that_is_not_watched_runs_nothing_and_never_reloads() -> None:
    html = page(checked(WRONG, usable=False))
    assert "<script" not in html
    assert 'http-equiv="refresh"' not in html
    assert "default-src 'none'" in unescape(html)


def test_the_same_values_give_the_same_bytes() -> None:
    assert page(checked(WRONG, *SPACES)) == page(checked(WRONG, *SPACES))


def test_too_many_findings_are_counted() -> None:
    many = tuple(Problem(ERROR, at("Routes", f"C{row}"), f"row {row}") for row in range(1200))
    assert "200 more findings are not printed" in text_of(page(checked(*many, usable=False)))


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_stays_text(kind: str) -> None:
    evil = HOSTILE[kind]
    problem = Problem(ERROR, Place("rules.xlsx", evil[:200], "A1"), evil, evil, (at(evil[:50], "B2"),), "")
    use = RuleUse(evil, evil, at("Routes", "A9"), (evil,), (), (evil,))
    file = replace(checked(problem, replace(ANSWERED, answer=evil)), file=evil, title=evil, unnoticed=(use,))
    html = page(file, Watched(WatchState.WATCHING, 3), Since(frozenset({problem}), (problem,)))

    class Tags(HTMLParser):
        """Collects what a browser would run or fetch."""

        active: list[str]

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            names = [name for name, _ in attrs]
            if tag in {"img", "iframe", "object", "link"} or any(name.startswith("on") for name in names):
                self.active.append(tag)

    tags = Tags()
    tags.active = []
    tags.feed(html)
    assert not tags.active
    assert html.count("<script") == 1
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)
