"""A workspace as `init` makes it."""

from pathlib import Path

import pytest

from tests.cli.calling import call


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    made = call("init", tmp_path / "space")
    assert made.exit_code == 0, made.stderr
    return tmp_path / "space"
