"""Reports that a command writes anyway, or that its runner can be asked for without another command line.

pytest is asked through `PYTEST_ADDOPTS` for a JUnit file outside the checkout: the command stays the contract's own.
"""

import shlex
from pathlib import Path

from agent_router.shell.runners import runner_call
from agent_router.shell.same_command import executions, report_files

MOST_REPORT = 64 * 1024 * 1024
"""Bytes of a report that is read and kept."""
_NO_PLUGIN = "no:junitxml"


def report_options(command: str, report: Path) -> tuple[tuple[str, str], ...]:
    """Environment by which the command's runner writes its report to that file; empty where it cannot be asked."""
    calls = [runner_call(one.command) for one in executions(command)]
    if _NO_PLUGIN in command or not any(call is not None and call.runner == "pytest" for call in calls):
        return ()
    return (("PYTEST_ADDOPTS", f"--junitxml={shlex.quote(str(report))}"),)


def written_report(command: str, folder: Path, asked: Path) -> tuple[str, bytes] | None:
    """Name and bytes of the report that the command left: the one asked for, else one that its own words name."""
    own = [folder / name for name in report_files(command)]
    for path in (asked, *own):
        inside = path == asked or path.resolve().is_relative_to(folder.resolve())
        if inside and path.is_file() and path.stat().st_size <= MOST_REPORT:
            return path.name, path.read_bytes()
    return None
