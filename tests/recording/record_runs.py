"""Record the demo's runs afresh with the genuine Claude Code; see `docs/demo-recordings.md`.

    python -m tests.recording.record_runs --program CLAUDE --model-server SERVER.py --python VENV [RUN…]

Needs Linux and root: every run works in its own mount and host-name space, so that all of them see `/home/dev`.
"""

import argparse
import importlib.util
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

DEMO = Path(__file__).parents[2] / "src" / "agent_router" / "_demo"
HOME = Path("/home/dev")
MODEL = "claude-sonnet-4-5-20250929"
REMOVED = "[vendor prompt text removed]"
TOOLS = ("Bash", "Edit", "Write", "Read", "ReportFindings", "Workflow")
GIT_DATE = "2026-11-20T09:00:00+00:00"


@dataclass(frozen=True)
class Recorder:
    """What is needed on the machine that records."""

    program: Path
    model_server: Path
    python: Path
    """A virtual environment with pytest, bound to `/home/dev/.venv`."""
    work: Path


def serve(server: Path, port: int, scenario: Path) -> None:
    """The scripted model, answering as slowly as a model does."""
    sys.argv = [str(server), str(port), str(scenario)]
    spec = importlib.util.spec_from_file_location("scripted_model", server)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{server} is no Python file")
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    answer: Callable[[object, dict[str, object], int], None] = module.Model.anthropic
    pace = random.Random(scenario.parent.name)  # noqa: S311 - the pace of a demo is no secret

    def slowly(self: object, body: dict[str, object], number: int) -> None:
        time.sleep(pace.uniform(4, 11))
        answer(self, body, number)

    module.Model.anthropic = slowly
    module.ThreadingHTTPServer(("127.0.0.1", port), module.Model).serve_forever()


def git(folder: Path, *words: str, stdin: bytes | None = None) -> bytes:
    """Run git as the demo's author at the demo's date."""
    person = {"NAME": "Demo Recorder", "EMAIL": "demo@example.com", "DATE": GIT_DATE}
    names = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()}
    done = subprocess.run(
        ["git", "-C", str(folder), *words], input=stdin, env=os.environ | names, capture_output=True, check=True
    )
    return done.stdout


def checkout(project: str, revision: str, target: Path) -> None:
    """The project as the run finds it."""
    target.mkdir(parents=True)
    git(target, "init", "-q", "-b", "main")
    git(target, "fast-import", "--quiet", stdin=(DEMO / "projects" / f"{project}.fast-export").read_bytes())
    git(target, "checkout", "-q", revision)


def keep_head(name: str, project: str, folder: Path) -> None:
    """Commit what the run left and add it to the project's stream as branch `run/<name>`."""
    git(folder, "checkout", "-q", "-B", f"run/{name}")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", f"What the run {name} left")
    stream = DEMO / "projects" / f"{project}.fast-export"
    with tempfile.TemporaryDirectory() as scratch:
        union = Path(scratch)
        git(union, "init", "-q", "-b", "unborn")
        git(union, "fast-import", "--quiet", stdin=stream.read_bytes())
        git(union, "fetch", "-q", str(folder), f"+run/{name}:run/{name}")
        stream.write_bytes(git(union, "fast-export", "--all", "--reencode=yes"))


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(port: int, node: str) -> dict[str, str]:
    """All that the program sees: nothing of this machine, and no address but the loopback."""
    return {
        "HOME": str(HOME),
        "TZ": "UTC",
        "LANG": "C.UTF-8",
        "PATH": f"{HOME}/.venv/bin:/usr/bin:/bin:{node}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{port}",
        "ANTHROPIC_API_KEY": "dummy",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_TELEMETRY": "1",
        "DISABLE_AUTOUPDATER": "1",
    }


def record(recorder: Recorder, name: str) -> None:
    """One run, from a fresh project to its logs in `_demo/runs/<name>`."""
    folder = DEMO / "runs" / name
    plan = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    home = recorder.work / name
    shutil.rmtree(home, ignore_errors=True)
    project = home / plan["project"]
    checkout(plan["project"], plan["base"], project)
    (home / ".venv").mkdir()
    port = free_port()
    serving = [sys.executable, "-m", "tests.recording.record_runs", "--serve", str(port), str(folder / "scenario.json")]
    model = subprocess.Popen([*serving, "--model-server", str(recorder.model_server)])
    time.sleep(1)
    bind = (
        'mount --bind "$1" "$2/.venv" && mount --rbind "$2" "$3" && hostname dev && cd "$3/$4" && shift 4 && exec "$@"'
    )
    asked = [str(recorder.program), "-p", plan["prompt"], "--output-format", "stream-json", "--verbose"]
    asked += ["--model", MODEL, "--permission-mode", "acceptEdits", "--allowedTools", ",".join(TOOLS)]
    asked += plan["arguments"]
    spaces = ["unshare", "--mount", "--uts", "sh", "-c", bind, "sh"]
    try:
        done = subprocess.run(
            [*spaces, str(recorder.python), str(home), str(HOME), plan["project"], *asked],
            env=environment(port, str(Path(shutil.which("node") or "/usr/bin/node").resolve().parent)),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    finally:
        model.terminate()
    if not done.stdout:
        raise SystemExit(f"{name}: {done.stderr.decode()}")
    collect(done.stdout, home, folder, plan["project"])


def collect(stream: bytes, home: Path, folder: Path, project: str) -> None:
    """Copy stream, transcript folder and test report, without the vendor's prompt texts."""
    transcript = folder / "transcript"
    shutil.rmtree(transcript, ignore_errors=True)
    shutil.copytree(next((home / ".claude" / "projects").iterdir()), transcript)
    (folder / "stream.jsonl").write_bytes(stream)
    for path in [folder / "stream.jsonl", *transcript.rglob("*.jsonl")]:
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("".join(without_vendor_text(line) + "\n" for line in lines), encoding="utf-8")
    report = home / project / "report.xml"
    if report.exists():
        shutil.copy2(report, folder / "report.xml")
    note_times(folder)


def note_times(folder: Path) -> None:
    """Add to `run.json` when the run began and ended and when its test report was written (UTC)."""
    plan = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    lines = [
        json.loads(line) for path in (folder / "transcript").rglob("*.jsonl") for line in path.open(encoding="utf-8")
    ]
    times = sorted(line["timestamp"] for line in lines if "timestamp" in line)
    plan |= {"program": "claude-code " + next(line["version"] for line in lines if "version" in line)}
    plan |= {"started": times[0], "ended": times[-1]}
    report = folder / "report.xml"
    if report.exists():
        plan["report_written"] = datetime.fromtimestamp(report.stat().st_mtime, UTC).isoformat(timespec="seconds")
    text = json.dumps(plan, indent=1, ensure_ascii=False) + "\n"
    (folder / "run.json").write_text(text, encoding="utf-8")


def without_vendor_text(line: str) -> str:
    """The record with the vendor's own prompts replaced, everything else as it was written."""
    record_ = json.loads(line)
    attachment = record_.get("attachment") or {}
    if "addedLines" in attachment:
        attachment["addedLines"] = [REMOVED]
    if attachment.get("type") == "skill_listing":
        attachment["content"] = REMOVED
    return json.dumps(record_, ensure_ascii=False, separators=(",", ":")) if attachment else line


def main() -> None:
    """Record the named runs, or all: first those that follow no other, then the rest."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--program", type=Path)
    words.add_argument("--model-server", type=Path, required=True)
    words.add_argument("--python", type=Path)
    words.add_argument("--serve", nargs=2, metavar=("PORT", "SCENARIO"))
    words.add_argument("runs", nargs="*")
    given = words.parse_args()
    if given.serve:
        serve(given.model_server, int(given.serve[0]), Path(given.serve[1]))
    HOME.mkdir(parents=True, exist_ok=True)
    recorder = Recorder(given.program, given.model_server, given.python, Path(tempfile.gettempdir()) / "recording")
    plans = {path.parent.name: json.loads(path.read_text()) for path in sorted((DEMO / "runs").glob("*/run.json"))}
    names = given.runs or list(plans)
    waves = [[n for n in names if not plans[n]["after"]], [n for n in names if plans[n]["after"]]]
    for wave in filter(None, waves):
        time.sleep(0 if wave is waves[0] else 120)  # somebody approves the proposal in between
        with ThreadPoolExecutor(max_workers=len(wave)) as pool:
            list(pool.map(lambda name: record(recorder, name), wave))
        for name in wave:
            keep_head(name, plans[name]["project"], recorder.work / name / plans[name]["project"])
    print(f"Recorded {len(names)} runs at {datetime.now(UTC):%Y-%m-%d %H:%M}.")  # noqa: T201 - a program for the terminal


if __name__ == "__main__":
    main()
