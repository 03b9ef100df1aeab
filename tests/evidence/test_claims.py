"""Assertions and risks of a last message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.evidence.claims import read_last_words


@pytest.mark.parametrize(
    ("message", "claims"),
    [
        ("Fixed it. All tests pass.", ("Fixed it.", "All tests pass.")),
        ("Fixed add() in calc.py; 2 tests pass.", ("Fixed add() in calc.py", "2 tests pass.")),
        ("- Added a.py\n- [x] Tests pass\n1. Updated docs", ("Added a.py", "Tests pass", "Updated docs")),
        ("✅ Tests pass ✅ Lint clean", ("✅ Tests pass", "✅ Lint clean")),
        ("Changed e.g. the parser. Done now.", ("Changed e.g. the parser.", "Done now.")),
        ("| Check | Result |\n|---|---|\n| tests | 5 passed |", ("Check: Result", "tests: 5 passed")),
        ("**All tests pass.**", ("All tests pass.",)),
        ("## ✅ All tests pass", ("✅ All tests pass",)),
        ("Linting passes. Formatting is clean.", ("Linting passes.", "Formatting is clean.")),
    ],
)
def test_assertions_are_claims(message: str, claims: tuple[str, ...]) -> None:
    assert read_last_words(message).claims == claims


@pytest.mark.parametrize(
    "message",
    [
        "I'll run the tests next.",
        "We should add a test.",
        "If the tests pass, merge it.",
        "Run the tests before merging.",
        "Would you like me to go on?",
        "Fixing it.",
        "Running the tests now…",
        "> All tests pass.",
        "```\n3 passed\n```",
        "~~~\n3 passed",
        '"All tests pass."',
        "## Changes made",
        "Summary:",
        "---",
        "",
        "?!",
    ],
)
def test_plans_conditions_questions_quotations_and_headings_claim_nothing(message: str) -> None:
    assert read_last_words(message).claims == ()


@pytest.mark.parametrize(
    ("message", "risks"),
    [
        ("Done. Risk: no tests for negative numbers.", ("Risk: no tests for negative numbers.",)),
        ("Not verified: the migration on MySQL.", ("Not verified: the migration on MySQL.",)),
        (
            "**Risks**\n- slow query\n- no rollback tried\n\n## Done\nAll good here.",
            ("slow query", "no rollback tried"),
        ),
        ("## Needs human review\nThe pricing rule.", ("The pricing rule.",)),
        ("Open questions:\n* who owns it", ("who owns it",)),
        ("Known limitation — only UTF-8.", ("Known limitation — only UTF-8.",)),
    ],
)
def test_what_is_handed_over_is_a_risk_and_no_claim(message: str, risks: tuple[str, ...]) -> None:
    said = read_last_words(message)
    assert said.risks == risks
    assert not set(said.claims) & set(risks)


@given(st.text(max_size=400))
def test_no_message_stops_the_reading(message: str) -> None:
    said = read_last_words(message)
    assert all(claim.strip() for claim in said.claims + said.risks)


@pytest.mark.parametrize(
    "words", ["Risks: None.", "Risk: no known risks", "## Risks\nNone", "Risks: n/a", "## Risks\n- None identified."]
)
def test_saying_that_there_is_no_risk_hands_none_over(words: str) -> None:
    assert read_last_words(words).risks == ()


@pytest.mark.parametrize(
    "words", ["Risks: none of the tests cover negative numbers.", "## Risks\n- No risk assessment was made."]
)
def test_a_risk_that_begins_with_none_is_one(words: str) -> None:
    assert len(read_last_words(words).risks) == 1
