"""`.ci/setup` says in one sentence what is missing, and its scripts are plain POSIX shell."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.places import REPOSITORY

SCRIPTS = ("setup", "check", "deep", "lock")


def _old_python(folder: Path) -> Path:
    script = folder / "python3"
    script.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.18" && exit 0\nexit 1\n')
    script.chmod(0o755)
    return script


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_sound_posix_shell(name: str) -> None:
    subprocess.run(["sh", "-n", str(REPOSITORY / ".ci" / name)], check=True)
    assert (REPOSITORY / ".ci" / name).read_text().startswith("#!/bin/sh\n")


def test_an_old_python_is_refused_in_one_sentence(tmp_path: Path) -> None:
    old = _old_python(tmp_path)
    environment = os.environ | {"PYTHON": str(old), "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["sh", str(REPOSITORY / ".ci" / "setup"), "run"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "needs Python 3.11 or newer; here is Python 3.9.18" in done.stderr
    assert done.stdout == ""


def test_make_knows_the_two_commands_of_a_newcomer() -> None:
    done = subprocess.run(["make", "-C", str(REPOSITORY), "help"], capture_output=True, text=True, check=True)
    assert "make demo" in done.stdout
    assert "make test" in done.stdout


def test_the_continuous_integration_runs_the_same_tests_as_people() -> None:
    assert "exec make test" in (REPOSITORY / ".ci" / "run").read_text()
