"""A workspace as `init` makes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.calling import call
from tests.policies import workbooks_read_once


@pytest.fixture(scope="package", autouse=True)
def _read_once() -> Iterator[None]:
    with workbooks_read_once():
        yield


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    made = call("init", tmp_path / "space")
    assert made.exit_code == 0, made.stderr
    return tmp_path / "space"
