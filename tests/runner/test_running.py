"""A command line runs within its limits, with nothing of its caller's secrets, and leaves nothing behind."""

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent_router.model.contract import Verifier
from agent_router.model.known import CommandOutcome, ExitSource, Source
from agent_router.model.policy import Grade
from agent_router.model.run import TestCounts
from agent_router.runner.interface import Limits, Order, Ran
from agent_router.runner.records import to_command
from agent_router.runner.reports import report_options, written_report
from agent_router.runner.running import NoShell, environment, run_command

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
QUICK = Limits(minutes=1, memory_mb=0)


def ran(tmp_path: Path, command: str, limits: Limits = QUICK) -> Ran:
    return run_command(Order(command, tmp_path, tmp_path), limits, lambda: NOW)


@pytest.mark.parametrize(
    ("command", "code"), [("true", 0), ("exit 3", 3), ("no-such-program", 127), ("kill -9 $$", 137), ("cat", 0)]
)
def test_the_exit_code_is_the_shells_and_input_is_closed(tmp_path: Path, command: str, code: int) -> None:
    assert ran(tmp_path, command).exit_code == code


def test_output_and_errors_come_in_one_stream(tmp_path: Path) -> None:
    done = ran(tmp_path, "echo one; echo two >&2; pwd")
    assert done.output.decode().split() == ["one", "two", str(tmp_path.resolve())]
    assert (done.started, done.ended, done.timed_out, done.left_out) == (NOW, NOW, False, 0)


def test_of_too_much_output_the_middle_is_left_out(tmp_path: Path) -> None:
    done = ran(tmp_path, f"{sys.executable} -c \"print('a' * 100_000, 'end')\"", Limits(1, 0, output=1_000))
    assert len(done.output) < 1_100
    assert done.left_out == 100_005 - 1_000
    assert done.output.startswith(b"aaa")
    assert done.output.endswith(b"aaa end\n")
    assert b"99,005 bytes of output left out" in done.output


def test_no_token_of_the_caller_reaches_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_secret")
    monkeypatch.setenv("PYTEST_ADDOPTS", "-k nothing")
    found = environment(Order("true", tmp_path, tmp_path / "home", (("PYTEST_ADDOPTS", "--junitxml=x"),)))
    assert set(found) == {
        *("PATH", "HOME", "TMPDIR", "LANG", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_TERMINAL_PROMPT"),
        "PYTEST_ADDOPTS",
    }
    assert found["HOME"] == str(tmp_path / "home")
    assert found["PYTEST_ADDOPTS"] == "--junitxml=x"
    assert found["PATH"].split(os.pathsep)[-1] == str(Path(sys.executable).parent)
    assert "ghp_secret" not in ran(tmp_path, "env").output.decode()


def test_at_the_time_limit_the_command_ends_with_its_children(tmp_path: Path) -> None:
    limits = Limits(minutes=0.005, memory_mb=0)  # type: ignore[arg-type]  # no test waits a minute
    begun = time.monotonic()
    done = ran(tmp_path, f"(sleep 30; touch {tmp_path}/late) & sleep 30", limits)
    assert (done.timed_out, done.exit_code) == (True, None)
    assert time.monotonic() - begun < 10
    assert not (tmp_path / "late").exists()


def test_children_that_outlive_the_command_are_ended_with_it(tmp_path: Path) -> None:
    begun = time.monotonic()
    assert ran(tmp_path, "sleep 30 & echo started").output == b"started\n"
    assert time.monotonic() - begun < 10


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux enforces the limit")
def test_a_process_gets_no_more_memory_than_its_limit(tmp_path: Path) -> None:
    hungry = f"{sys.executable} -c 'bytearray(600_000_000)'"
    assert ran(tmp_path, hungry, Limits(1, memory_mb=200)).exit_code == 1
    assert ran(tmp_path, hungry, Limits(1, memory_mb=2_000)).exit_code == 0


def test_a_system_without_a_shell_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoShell, match="no program sh"):
        ran(tmp_path, "true")


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        ("python -m pytest -q", True),
        ("cd sub && pytest", True),
        ("pytest -p no:junitxml", False),
        ("npm test", False),
        ("ruff check .", False),
    ],
)
def test_pytest_alone_is_asked_for_a_report(command: str, asked: bool) -> None:
    options = report_options(command, Path("/a b/r.xml"))
    assert options == ((("PYTEST_ADDOPTS", "--junitxml='/a b/r.xml'"),) if asked else ())


def test_a_report_is_the_one_asked_for_or_one_that_the_command_names_in_its_folder(tmp_path: Path) -> None:
    folder, asked = tmp_path / "checkout", tmp_path / "home.xml"
    folder.mkdir()
    (tmp_path / "outside.xml").write_text("x")
    assert written_report("pytest --junitxml=../outside.xml", folder, asked) is None
    (folder / "own.xml").write_text("<own/>")
    assert written_report("pytest --junitxml=own.xml", folder, asked) == ("own.xml", b"<own/>")
    asked.write_text("<asked/>")
    assert written_report("pytest", folder, asked) == ("home.xml", b"<asked/>")


def test_what_ran_is_an_independent_record_with_a_recorded_exit_code() -> None:
    done = Ran(1, b"", NOW, NOW)
    output = "x" * 3_000 + "\nFAILED test_a.py::test_b - no\n1 failed, 2 passed in 0.10s\n"
    command = to_command(Verifier("tests", "pytest", "sub"), done, output, "d" * 64)
    assert (command.source, command.grade, command.exit_source) == (
        Source.SYSTEM,
        Grade.INDEPENDENT,
        ExitSource.RECORDED,
    )
    assert command.counts == TestCounts(passed=2, failed=1)
    assert command.failed_tests == ("test_a.py::test_b",)
    assert len(command.output) == 2_000
    assert command.working_directory == "sub"
    stopped = to_command(Verifier("tests", "pytest"), Ran(None, b"", NOW, NOW, timed_out=True), "", "")
    assert (stopped.outcome, stopped.exit_source) == (CommandOutcome.INTERRUPTED, ExitSource.UNKNOWN)
