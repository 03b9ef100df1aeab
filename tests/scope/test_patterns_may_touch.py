from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.scope.glob import parse
from agent_router.scope.paths import within
from agent_router.scope.touching import may_touch

NAMES = ["a", "b", "ab", "x.md"]
SEGMENTS = [*NAMES, "*", "**", "*.md", "a*", "?", "[ab]", "[!a]"]
LETTERS = [*NAMES, "c", "a.md"]


def _paths(*depths: int) -> Iterator[str]:
    return ("/".join(names) for depth in depths for names in product(LETTERS, repeat=depth))


def _common(one: str, other: str) -> bool:
    """Whether a path fits both; those of five folders are looked through only where a witness is still wanted."""
    fits = (within(path, [one]) and within(path, [other]) for path in _paths(1, 2, 3, 4))
    return any(fits) or (
        may_touch(one, other) and any(within(path, [one]) and within(path, [other]) for path in _paths(5))
    )


@pytest.mark.parametrize(
    ("task", "protected", "touches"),
    [
        ("src/**", "src/auth/**", True),
        ("src/auth/**", "src/**", True),
        ("src/billing", "src/auth/**", False),
        ("src/authority", "src/auth", False),
        ("src/auth/login.py", "src/auth", True),
        ("docs/*.md", "docs/*.py", False),
        ("docs/*.md", "docs/**", True),
        ("src/auth/**", "**/auth/**", True),
        ("lib/x/auth/login", "**/auth/**", True),
        ("auth", "**/auth/**", True),
        ("src/**", "**/auth/**", False),
        ("src/*", "**/auth/**", False),
        ("docs", "**/auth/**", False),
        ("src/authority/**", "**/auth/**", False),
        ("**", "**/auth/**", True),
        ("*", "**/auth/**", True),
        (".", "**/auth/**", True),
        ("/", "**/auth/**", True),
        ("**/*.py", "**/auth/**", True),
        ("**/docs/**", "**/auth/**", False),
        ("**/auth/**", "src/auth/**", True),
        ("**/auth/**", "**/auth/**", True),
        ("src/auth/tokens/**", "**/auth/keys/**", False),
        ("src/auth/**", "**/auth/keys/**", True),
        ("src/**", "*.pem", False),
        ("src/server.pem", "*.pem", True),
        ("src/*.pem", "**/*.pem", True),
        ("../elsewhere", "src/auth", True),
        ("src", "../..", True),
        ("", "src/**", False),
        ("src", " ", False),
        ("src\\auth", "src/auth/**", True),
        ("./src/auth", "/src/auth", True),
        ("Src/Auth", "src/auth", False),
    ],
)
def test_the_fixed_parts_decide_whether_a_task_reaches_a_protected_folder(
    task: str, protected: str, touches: bool
) -> None:
    assert may_touch(task, protected) is touches


patterns = st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=3).map("/".join)


def _floats(pattern: str) -> bool:
    return parse(pattern).segments[0] is None


@settings(max_examples=400, deadline=None)
@given(patterns, patterns)
def test_two_patterns_touch_exactly_when_some_path_fits_both(task: str, protected: str) -> None:
    common = _common(task, protected)
    if _floats(protected) and not parse(task).covers_everything:
        assert common or not may_touch(task, protected)
    else:
        assert may_touch(task, protected) == common


@settings(max_examples=200, deadline=None)
@given(patterns, patterns)
def test_patterns_with_a_fixed_start_touch_in_either_order(one: str, other: str) -> None:
    if not _floats(one) and not _floats(other):
        assert may_touch(one, other) == may_touch(other, one)
