import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.scope.written_paths import absolute, is_outside, relative


@pytest.mark.parametrize(
    ("path", "directory", "expected"),
    [
        ("a.py", "/r", "/r/a.py"),
        ("./x/../a.py", "/r", "/r/a.py"),
        ("/etc/hosts", "/r", "/etc/hosts"),
        ("//etc/hosts", "/r", "/etc/hosts"),
        ("~/x", "/r", "~/x"),
        ("", "/r", "/r"),
        ("a.py", "", "a.py"),
        ("src\\a.py", "C:\\r", "C:/r/src/a.py"),
        ("c:\\r\\a.py", "D:\\x", "C:/r/a.py"),
        ("/c/r/a.py", "C:\\r", "C:/r/a.py"),
        ("file:///home/r/a%20b.py", "/r", "/home/r/a b.py"),
        ("file:///C:/r/a.py", "/r", "C:/r/a.py"),
    ],
)
def test_paths_become_absolute_with_forward_slashes(path: str, directory: str, expected: str) -> None:
    assert absolute(path, directory) == expected


@pytest.mark.parametrize(
    ("path", "root", "expected"),
    [
        ("/r/a.py", "/r", "a.py"),
        ("/r", "/r/", "."),
        ("/rest/a.py", "/r", "/rest/a.py"),
        ("/r/.worktrees/3/a.py", "/r", "a.py"),
        ("/r/.claude/worktrees/x/src/a.py", "/r", "src/a.py"),
        ("/r/.worktrees/3", "/r", "."),
        ("C:/R/src/a.py", "c:\\r", "src/a.py"),
        ("/x", "", "/x"),
    ],
)
def test_paths_are_seen_from_the_root(path: str, root: str, expected: str) -> None:
    assert relative(path, root) == expected


@pytest.mark.parametrize("path", ["/etc/hosts", "~/x", "../x", "C:/x", "$HOME/x"])
def test_what_lies_outside_is_known(path: str) -> None:
    assert is_outside(path)
    assert not is_outside("src/a.py")


@given(st.text(max_size=60), st.sampled_from(["/r", "C:\\r", ""]))
def test_no_path_stops_the_reading(path: str, root: str) -> None:
    assert isinstance(relative(absolute(path, root), root), str)
