"""The recorded runs that ship with the program: their logs, and the projects they worked on, rebuilt with git."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from agent_router.errors import RouterError
from agent_router.pipeline.shipped import shipped_folder


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """One recording."""

    name: str
    folder: Path
    """Holds `transcript/`, `stream.jsonl`, `scenario.json` and, where tests were reported, `report.xml`."""
    project: str
    base: str
    """Branch on which the run began."""
    program: str
    started: datetime
    ended: datetime
    report_written: datetime | None

    @property
    def head(self) -> str:
        """Branch that holds what the run left."""
        return f"run/{self.name}"


def recorded_run(name: str) -> RecordedRun:
    """The recording of that name."""
    folder = shipped_folder("_demo") / "runs" / name
    facts = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    written = facts.get("report_written")
    return RecordedRun(
        name,
        folder,
        facts["project"],
        facts["base"],
        facts["program"],
        datetime.fromisoformat(facts["started"]),
        datetime.fromisoformat(facts["ended"]),
        None if written is None else datetime.fromisoformat(written),
    )


def copy_logs(run: RecordedRun, target: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Copy a recording's logs and test report into `target`; returns both, each with the time it really was written."""
    target.mkdir(parents=True)
    shutil.copytree(run.folder / "transcript", target / "transcript")
    shutil.copyfile(run.folder / "stream.jsonl", target / "stream.jsonl")
    for path in target.rglob("*.jsonl"):
        _set_time(path, run.ended)
    artifacts: tuple[Path, ...] = ()
    if run.report_written is not None:
        shutil.copyfile(run.folder / "report.xml", target / "report.xml")
        _set_time(target / "report.xml", run.report_written)
        artifacts = (target / "report.xml",)
    return (target / "transcript", target / "stream.jsonl"), artifacts


def rebuild_project(run: RecordedRun, target: Path) -> None:
    """The repository as the run left it, on the branch `run/<name>`; its base is `run.base`.

    Raises RouterError where git is not there or refuses.
    """
    target.mkdir(parents=True)
    stream = (shipped_folder("_demo") / "projects" / f"{run.project}.fast-export").read_bytes()
    _git(target, "init", "-q", "-b", "main")
    _git(target, "fast-import", "--quiet", stdin=stream)
    _git(target, "checkout", "-q", run.head)


def _set_time(path: Path, moment: datetime) -> None:
    os.utime(path, (moment.timestamp(), moment.timestamp()))


def _git(folder: Path, *words: str, stdin: bytes = b"") -> None:
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        subprocess.run(  # noqa: S603 - words of our own
            ["git", "-C", str(folder), *words],  # noqa: S607 - git is found on PATH, as everywhere
            input=stdin,
            env=inherited | quiet,
            capture_output=True,
            check=True,
        )
    except FileNotFoundError:
        raise RouterError("git is not installed, and the demonstration shows what changed through it.") from None
    except subprocess.CalledProcessError as fault:
        raise RouterError(f"git {words[0]} failed: {fault.stderr.decode(errors='replace').strip()}") from fault
