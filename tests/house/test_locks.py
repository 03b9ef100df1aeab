"""The locks hold names, versions, markers and hashes, and nothing else."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.house.places import nodes_of, sources
from tests.places import REPOSITORY

pytestmark = pytest.mark.uncounted

LOCKS = tuple(sorted((REPOSITORY / "requirements").glob("*.lock")))
PIN = re.compile(r"^[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^\s;]+( ; .+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def _pins(lock: Path) -> set[str]:
    return {line.rstrip(" \\") for line in lock.read_text().splitlines() if not line.startswith(" ")}


def test_the_three_locks_are_there() -> None:
    assert [lock.name for lock in LOCKS] == ["deep.lock", "run.lock", "test.lock"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_index_path_or_host(lock: Path) -> None:
    bad = re.compile(r"://|--index|--extra-index|--find-links|--trusted-host|(^|[\s=@])(/|~|\.{1,2}/)|file:|@ ")
    assert [line for line in lock.read_text().splitlines() if bad.search(line)] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_line_of_a_lock_is_a_pin_or_a_hash(lock: Path) -> None:
    assert [line for line in lock.read_text().splitlines() if not PIN.match(line) and not HASH.match(line)] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_pin_has_a_hash(lock: Path) -> None:
    lines = lock.read_text().splitlines()
    assert [
        line for line, after in zip(lines, [*lines[1:], ""], strict=True) if PIN.match(line) and not HASH.match(after)
    ] == []


def test_a_larger_lock_only_adds_to_the_smaller_one() -> None:
    run, test, deep = (_pins(REPOSITORY / "requirements" / f"{name}.lock") for name in ("run", "test", "deep"))
    names = {pin.split("==")[0] for pin in run}
    assert {pin.split("==")[0] for pin in test} >= names
    versions = {pin.split(" ;")[0] for pin in run}
    assert {pin.split(" ;")[0] for pin in test if pin.split("==")[0] in names} == versions
    assert {pin.split(" ;")[0] for pin in test} <= {pin.split(" ;")[0] for pin in deep}


def test_the_locks_can_install_the_project_without_build_isolation() -> None:
    names = {pin.split("==")[0] for pin in _pins(REPOSITORY / "requirements" / "run.lock")}
    assert {"hatchling", "editables"} <= names


def _plain(name: str) -> str:
    """A requirement's name alone, as the locks spell it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[><=!~;]", name, maxsplit=1)[0]).lower()


def _project() -> dict[str, list[str]]:
    """Names in pyproject.toml by lock."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = {"run": project["dependencies"], "test": extras["test"], "deep": extras["deep"]}
    return {lock: [_plain(name) for name in names] for lock, names in wanted.items()}


@pytest.mark.parametrize("lock", ["run", "test", "deep"])
def test_everything_the_project_asks_for_is_locked(lock: str) -> None:
    locked = {_plain(pin) for pin in _pins(REPOSITORY / "requirements" / f"{lock}.lock")}
    assert set(_project()[lock]) - locked == set(), "run: make lock"


def test_everything_the_program_imports_is_asked_for() -> None:
    imported = {name.split(".")[0] for path in sources("src") for node in nodes_of(path) for name in _names(node)}
    providers = packages_distributions()
    foreign = imported - set(sys.stdlib_module_names) - {"agent_router"}
    asked = set(_project()["run"])
    assert {name for name in foreign if not {_plain(own) for own in providers.get(name, [name])} & asked} == set()


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
