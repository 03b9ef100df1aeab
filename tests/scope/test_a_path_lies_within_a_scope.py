import pathspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.scope.paths import normalize, within

NAMES = ["a", "b", "ab", "auth", "x.md", "y.py"]
GLOBS = [*NAMES, "*", "**", "*.md", "a*", "?", "[ab]", "[!a]", "*b*", "[a-c]?"]


@pytest.mark.parametrize(
    ("path", "patterns", "inside"),
    [
        ("src/auth/token.py", ["src/**"], True),
        ("src/auth/token.py", ["src/auth"], True),
        ("src/auth", ["src/auth"], True),
        ("src/authority/x.py", ["src/auth"], False),
        ("src/auth/token.py", ["src/auth/"], True),
        ("docs/a.md", ["docs/*.md"], True),
        ("docs/deep/a.md", ["docs/*.md"], False),
        ("docs/deep/a.md", ["docs/**/*.md"], True),
        ("docs/a.md", ["docs/**/*.md"], True),
        ("lib/auth/x", ["**/auth/**"], True),
        ("auth/x", ["**/auth/**"], True),
        ("auth", ["**/auth/**"], False),
        ("deep/inside/README.md", ["*.md"], True),
        ("deep/docs/x", ["docs"], False),
        ("src/a.py", ["docs", "src"], True),
        ("src/a.py", [], False),
        ("src/a.py", [""], False),
        ("src/a.py", ["  "], False),
        ("anything/at/all", ["."], True),
        ("anything/at/all", ["/"], True),
        ("anything/at/all", ["**"], True),
        ("src/a.py", ["/src"], True),
        ("src/a.py", ["./src"], True),
        ("src\\auth\\token.py", ["src/auth/**"], True),
        ("src/auth/token.py", ["src\\auth\\**"], True),
        ("./src//a.py", ["src/**"], True),
        ("SRC/a.py", ["src/**"], False),
        ("a1b/x", ["a**b"], True),
        ("a1b", ["a[!0-0]b"], True),
        ("a0b", ["a[!0-0]b"], False),
        ("a\U0010ffffb", ["a[!\U0010ffff]b"], False),
        ("zb", ["[!a-cb-d]b"], True),
        ("db", ["[!a-cb-d]b"], False),
        ("db", ["[!\0-c]b"], True),
        ("odd[name/x", ["odd[name"], True),
        ("a^b/x", ["a[^]b"], False),
        ("x/y", ["x[b-a]/**", "x?"], False),
    ],
)
def test_a_path_is_inside_when_a_pattern_covers_it(path: str, patterns: list[str], inside: bool) -> None:
    assert within(path, patterns) is inside


@pytest.mark.parametrize(
    "path",
    ["../src/a", "src/../../a", "src/../src/a", "/src/a", "C:/src/a", "C:\\src\\a", "~/src/a", "~", "", ".", "a\0b"],
)
def test_absolute_climbing_and_nameless_paths_are_never_inside(path: str) -> None:
    assert not within(path, ["**", "src/**", "."])


def test_a_pattern_that_climbs_covers_nothing() -> None:
    assert not within("src/a", ["src/../src", ".."])


@pytest.mark.parametrize(
    ("path", "root", "form"),
    [
        ("./src//a.py", None, "src/a.py"),
        (".", None, "."),
        ("src\\a.py", None, "src/a.py"),
        ("../a", None, None),
        ("/a", None, None),
        ("", None, None),
        ("/repo/src/../lib/a", "/repo", "lib/a"),
        ("src/../lib", "/repo", "lib"),
        ("/repo", "/repo/", "."),
        ("../other", "/repo", None),
        ("/repository/a", "/repo", None),
        ("/../../a", "/repo", None),
        ("C:\\work\\repo\\src\\a", "C:\\work\\repo", "src/a"),
        ("a", "..", None),
    ],
)
def test_a_path_has_one_form_inside_its_root(path: str, root: str | None, form: str | None) -> None:
    assert normalize(path, root) == form


@settings(max_examples=600, deadline=None)
@given(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map("/".join),
    st.lists(st.sampled_from(GLOBS), min_size=1, max_size=4).map("/".join),
)
def test_within_covers_what_gitignore_patterns_cover(path: str, pattern: str) -> None:
    floating = "/" not in pattern and any(sign in pattern for sign in "*?[")
    oracle = pathspec.GitIgnoreSpec.from_lines([pattern if floating else f"/{pattern}"])
    assert within(path, [pattern]) == oracle.match_file(path)


def test_a_pattern_made_to_be_slow_is_not() -> None:
    assert not within("a" * 2000 + "/x", ["*a" * 30 + "b", "/".join(["**", "a*"] * 20) + "/z"])
