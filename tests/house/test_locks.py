"""The locks hold names, versions, markers and hashes, and nothing else."""

import re
from pathlib import Path

import pytest

from tests.places import REPOSITORY

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
