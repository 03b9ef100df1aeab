"""Two folder patterns: a path that lies in both, and whether one holds all of the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.scope.overlap import common_path, holds_all_of, share_a_folder
from agent_router.scope.paths import within
from agent_router.scope.touching import may_touch

NAMES = st.sampled_from(["src", "auth", "a.py", "*", "**", "*.py", "a*", "[ab]*", "?uth", "*u*"])
PATTERNS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


@pytest.mark.parametrize(
    ("one", "other", "path"),
    [
        ("src/**", "src/auth/**", "src/auth/example"),
        ("src/*/api/**", "src/auth/**", "src/auth/api/example"),
        ("*.py", "src/auth/*", "src/auth/example.py"),
        ("docs", "docs/*.md", "docs/example.md"),
        ("deploy/**", "**/auth/**", "deploy/auth/example"),
        ("**/auth/**", "**/billing/**", "auth/billing/example"),
        ("a[bc]d", "ac?", "acd"),
        ("a[x-z]", "a[!y]", "ax"),
    ],
)
def test_a_path_in_both_is_given_as_an_example(one: str, other: str, path: str) -> None:
    found = common_path(one, other)
    assert found == path
    assert within(path, [one])
    assert within(path, [other])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("src/auth/**", "src/billing/**"),
        ("src/x", "docs"),
        ("src/a[bc]", "src/a[de]"),
        ("src", ""),
        ("../x", "x"),
        ("x", "X"),
    ],
)
def test_where_no_path_is_certain_to_be_in_both_none_is_given(one: str, other: str) -> None:
    assert common_path(one, other) is None
    assert not holds_all_of(one, other)


@given(PATTERNS, PATTERNS)
def test_a_common_path_lies_within_both_and_is_missed_nowhere(one: str, other: str) -> None:
    found = common_path(one, other)
    if found is None:
        assert not may_touch(one, other) or not may_touch(other, one)
    else:
        assert within(found, [one])
        assert within(found, [other])


@given(PATTERNS, PATTERNS, st.lists(st.sampled_from(["src", "auth", "a.py", "b", "ab"]), min_size=1, max_size=5))
def test_what_holds_all_of_another_covers_each_of_its_paths(outer: str, inner: str, names: list[str]) -> None:
    path = "/".join(names)
    if holds_all_of(outer, inner) and within(path, [inner]):
        assert within(path, [outer])


@pytest.mark.parametrize(
    ("outer", "inner"),
    [("src/**", "src/auth/**"),
     ("**/auth/**", "src/auth/**"), ("**", "a/b"), ("/", "**"), ("*", "**"), ("src", "src/x"),
     ("*.py", "src/a.py"), ("**/auth/**", "**/auth/sso/**"), ("src/*", "src/auth")],
)  # fmt: skip
def test_a_wider_pattern_holds_all_of_a_narrower_one(outer: str, inner: str) -> None:
    assert holds_all_of(outer, inner)


@pytest.mark.parametrize(
    ("outer", "inner"),
    [("src/auth/**", "src/**"), ("src/auth/**", "**/auth/**"), ("**/auth/**", "**/billing/**"), ("*.py", "*"),
     ("src/*/x", "src/y")],
)  # fmt: skip
def test_a_narrower_pattern_does_not_hold_a_wider_one(outer: str, inner: str) -> None:
    assert not holds_all_of(outer, inner)


def test_patterns_share_a_folder_where_both_begin_at_it() -> None:
    assert share_a_folder("src/*/api", "src/auth/**")
    assert share_a_folder("**/auth/*.py", "**/auth/a*")
    assert not share_a_folder("**/auth/**", "auth/**")
    assert not share_a_folder("src/a", "docs/b")
    assert not share_a_folder("*/a", "*/b")
    assert not share_a_folder("", "../x")


def test_patterns_no_person_would_write_are_not_compared() -> None:
    deep, long = "/".join(["**", "a"] * 4000), "*a" * 5000
    assert common_path(deep, "**/a/**") is None
    assert not holds_all_of("**", deep)
    assert common_path(long, "*") is None
