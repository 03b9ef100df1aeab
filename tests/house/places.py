"""The files of this repository as git knows them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.places import REPOSITORY


@cache
def committed() -> tuple[Path, ...]:
    """Every file that git tracks or would track; the tests skip outside a git checkout."""
    words = ["git", "-C", str(REPOSITORY), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        found = subprocess.run(words, capture_output=True, check=True).stdout
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout, so nothing says which files belong to the project")
    return tuple(path for name in found.decode().split("\0") if name and (path := REPOSITORY / name).is_file())


def sources(*folders: str) -> tuple[Path, ...]:
    """Python files below these top-level folders."""
    return tuple(
        path for path in committed() if path.suffix == ".py" and path.relative_to(REPOSITORY).parts[0] in folders
    )


@cache
def text_of(path: Path) -> str:
    """What a file holds, read once for all tests."""
    return path.read_text("utf-8")


def nodes_of(path: Path) -> Iterator[ast.AST]:
    """Every node of a Python file; not kept, since a million nodes slow down every test that follows."""
    return ast.walk(ast.parse(text_of(path)))


def name_of(path: Path) -> str:
    """The path as a person says it."""
    return path.relative_to(REPOSITORY).as_posix()
