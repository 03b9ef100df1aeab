"""Files and functions stay small enough to be read whole; faults are never swallowed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.places import name_of, nodes_of, sources, text_of

pytestmark = pytest.mark.uncounted

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
FOLDERS = ("src", "tests", "benchmarks", "matrices")


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in nodes_of(path) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        name_of(path): lines for path in sources(*FOLDERS) if (lines := len(text_of(path).splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_function_is_longer_than_60_lines() -> None:
    long = {
        f"{name_of(path)}:{node.lineno} {node.name}": lines
        for path in sources(*FOLDERS)
        for node in _functions(path)
        if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}


def _swallows_everything(handler: ast.ExceptHandler) -> bool:
    broad = handler.type is None or (isinstance(handler.type, ast.Name) and handler.type.id == "Exception")
    cleanup = isinstance(handler.type, ast.Name) and handler.type.id == "BaseException"
    last = handler.body[-1]
    return broad or (cleanup and not (isinstance(last, ast.Raise) and last.exc is None))


def test_no_handler_swallows_every_exception() -> None:
    broad = [
        f"{name_of(path)}:{node.lineno}"
        for path in sources("src")
        for node in nodes_of(path)
        if isinstance(node, ast.ExceptHandler) and _swallows_everything(node)
    ]
    assert broad == []


def test_packages_import_nothing_on_their_own() -> None:
    busy = [
        name_of(path)
        for path in sources("src")
        if path.name == "__init__.py"
        for node in nodes_of(path)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert busy == []


def test_no_module_is_named_after_nothing_in_particular() -> None:
    vague = {"utils", "util", "helpers", "helper", "manager", "common", "base", "misc"}
    assert [name_of(path) for path in sources("src") if path.stem in vague] == []


def test_every_lint_ignore_names_its_rule_and_its_reason() -> None:
    with_reason = re.compile(r"# noqa: [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)*( - |  # ).*\w")
    bare = [
        f"{name_of(path)}:{number}"
        for path in sources(*FOLDERS)
        if path.parent.name != "house"
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if "# noqa" in line and not with_reason.search(line)
    ]
    assert bare == []
