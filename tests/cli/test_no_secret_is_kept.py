"""One secret of every shape, planted wherever words come in: no file that is stored or rendered holds any of them."""

import gzip
import json
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from agent_router.cli.printing import byte_progress
from agent_router.pipeline.attachments import criteria_attachments
from agent_router.pipeline.routing_queue import route_queue
from agent_router.pipeline.workspace import NamedBytes, named_file
from tests.cli.calling import answer, call
from tests.cli.test_runs import FIX
from tests.evidence.readings import answer as tool_answer
from tests.evidence.readings import call as tool_call
from tests.evidence.readings import prompt, said, words
from tests.masking.planted import framed_secrets, private_key, vendor_secrets

VENDOR = dict(vendor_secrets())
GITHUB, ANTHROPIC, SLACK, STRIPE = (
    VENDOR[rule] for rule in ("github-token", "anthropic-key", "slack-token", "stripe-key")
)
EVERY_LINE = [f"{rule} {secret}" for rule, secret in vendor_secrets()] + [
    frame.format(secret) for _, frame, secret in framed_secrets()
]
ALL = sorted({secret for _, secret in vendor_secrets()} | {secret for _, _, secret in framed_secrets()})


def log(path: Path) -> Path:
    """A session that prints, types and says every secret."""
    lines = [prompt(1, f"Fix the test, my key is {GITHUB}")]
    for number, line in enumerate(EVERY_LINE, start=2):
        call_id = f"toolu_{number}"
        output = {"stdout": f"{line}\nsome output", "stderr": "", "interrupted": False}
        lines.append(said(number, tool_call("Bash", id=call_id, command=f"echo '{line}'"), id=f"m{number}"))
        lines.append(tool_answer(number, f"{line}\nsome output", output, id=call_id))
    lines.append(said(900, tool_call("Write", id="w", file_path=f"/home/dev/shop/{STRIPE}.py", content=private_key())))
    lines.append(tool_answer(901, "done", {"type": "create", "filePath": f"/home/dev/shop/{STRIPE}.py"}, id="w"))
    lines.append(said(902, words(f"All tests pass with {ANTHROPIC}. Risk: {SLACK} must be changed.")))
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def artifacts(folder: Path) -> Iterator[Path]:
    """Reports of every kind that hold every secret."""
    text = "\n".join(EVERY_LINE)
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    headers = [{"name": "Authorization", "value": f"Bearer {GITHUB}"}, {"name": "Cookie", "value": f"sid={STRIPE}"}]
    har = {
        "log": {
            "version": "1.2",
            "entries": [{"request": {"method": "GET", "url": "https://a.test/", "headers": headers}}],
        }
    }
    contents = {
        "report.xml": f'<testsuites><testsuite name="t"><testcase classname="t" name="{GITHUB}"><failure message="x">'
        f"{escaped}</failure></testcase></testsuite></testsuites>",
        "traffic.har": json.dumps(har),
        "run.env.log": text,
        "rows.csv": "name,value\n" + "".join(f'{number},"{one}"\n' for number, one in enumerate(VENDOR.values())),
        f"{SLACK}.txt": "named after a secret",
    }
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")
        yield folder / name
    for encoding in ("utf-16", "utf-16-le"):
        (folder / f"{encoding}.txt").write_bytes(text.encode(encoding))
        yield folder / f"{encoding}.txt"


def repository(folder: Path) -> str:
    """A repository whose change is a file named after a secret; the base."""
    git = ["git", "-c", "user.name=D", "-c", "user.email=d@example.com", "-C", str(folder)]
    folder.mkdir()
    for words_ in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "base"]):
        subprocess.run([*git, *words_], check=True)
    (folder / f"{GITHUB}.py").write_text("x = 1\n")
    return subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()


def stored(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below, and what is packed into it."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and ".git" not in path.parts:
            yield str(path), str(path.relative_to(folder)).encode() + path.read_bytes()
            if path.suffix == ".gz":
                yield str(path), gzip.decompress(path.read_bytes())
            if path.suffix == ".xlsx":
                with zipfile.ZipFile(path) as book:
                    yield from ((f"{path}/{name}", book.read(name)) for name in book.namelist())


def leaks(folder: Path) -> list[str]:
    wanted = [word for secret in ALL for word in (secret.encode(), secret.encode("utf-16-le"))]
    return [f"{name}: {word[:12]!r}" for name, data in stored(folder) for word in wanted if word in data]


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    """A folder beside the workspace, so that what was handed in is not searched."""
    folder = tmp_path / "handed-in"
    folder.mkdir()
    return folder


def test_no_stored_or_rendered_byte_holds_a_secret(workspace: Path, handed_in: Path) -> None:
    matrix = workspace / "matrices" / "agent-router.xlsx"
    queue = handed_in / "tasks.jsonl"
    task = FIX | {
        "Goal": f"Fix it; log in with {GITHUB}",
        "Rollback": f"curl -u admin:{STRIPE} https://a.test",
        "Note": SLACK,
    }
    task |= {"Test command": f"python -m pytest -q --token={ANTHROPIC}"}
    queue.write_text(json.dumps(task) + "\n", encoding="utf-8")
    routed = call("route", queue, "--matrix", matrix, "--out", workspace / "routed.xlsx")
    assert "looks like a secret" in routed.stdout + routed.stderr
    assert GITHUB not in routed.stdout + routed.stderr
    contract = workspace / "contracts" / "T-31"
    made = call("contract", queue, "T-31", "--matrix", matrix, "--out", contract)
    assert made.exit_code == 0, made.stderr
    assert "‹masked:github-token:" in (contract / "contract.json").read_text(encoding="utf-8")
    call("approve", contract, "--phase", "mutation", "--by", "Ada Lovelace", "--note", f"with {GITHUB}")

    base = repository(handed_in / "repo")
    given = [word for path in artifacts(handed_in) for word in ("--artifact", path)]
    run = workspace / "evidence" / "run"
    recorded = call(
        *("record", "--contract", contract, "--log", log(handed_in / "session.jsonl"), *given, "--out", run),
        *("--repo", handed_in / "repo", "--base", base, "--operator", f"Dana {GITHUB}"),
    )
    assert recorded.exit_code == 0, recorded.stderr
    assert not [secret for secret in ALL if secret in recorded.stdout + recorded.stderr]
    items = [item["id"] for item in answer("accept", run, "--json")["items"] if item["outcome"] != "met"]
    grace = ("--by", "Grace Hopper", "--answer", "met", "--note", f"saw {SLACK}")
    ada = ("--by", "Ada Lovelace", "--until", "2099-01-01", "--reason", f"known: {STRIPE}")
    for act in (("decide", run, *grace), ("waive", run, *ada)):
        # Not every item may be settled by either; the first that may is enough.
        told = (call(*act, "--item", item) for item in items)
        assert "masked before it was stored" in next(made.stderr for made in told if made.exit_code == 0)
    reports = workspace / "reports"
    assert call("report", run, "--format", "html,json", "--out", reports).exit_code == 0
    assert (
        call("report", "--queue", queue, "--matrix", matrix, "--format", "html,xlsx", "--out", reports).exit_code == 0
    )
    found = leaks(workspace)
    assert found == []
    lines = map(json.loads, (run / "run.jsonl").read_bytes().splitlines())
    rules = {line["rule"] for line in lines if line["kind"] == "redaction"}
    assert {"github-token", "private-key", "cookie"} <= rules


def spreadsheet(path: Path, goal: str) -> NamedBytes:
    """A queue of one task as Excel."""
    book = Workbook()
    (sheet,) = book.worksheets
    task = FIX | {"Goal": goal}
    sheet.append(list(task))
    sheet.append(list(task.values()))
    book.save(path)
    return named_file(path, "queue")


def test_a_queue_that_is_a_spreadsheet_with_a_secret_stays_out_of_reports(workspace: Path, handed_in: Path) -> None:
    matrix = named_file(workspace / "matrices" / "agent-router.xlsx", "workbook")
    queues = [spreadsheet(handed_in / "queue.xlsx", goal) for goal in ("fix it", f"log in with {GITHUB}")]
    names = [
        [one.name for one in criteria_attachments(matrix, queue, route_queue(queue, matrix).tasks)] for queue in queues
    ]
    assert names == [["agent-router.xlsx", "queue.xlsx"], ["agent-router.xlsx"]]


def test_progress_is_shown_on_a_terminal_for_much_and_never_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with byte_progress("reading the logs") as tell:
        tell(10**9, 2 * 10**9)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with byte_progress("reading the logs") as tell:
        tell(10, 100)
    assert capsys.readouterr().err == ""
    with byte_progress("reading the logs") as tell:
        tell(10**9, 2 * 10**9)
    assert "reading the logs: 1,000 of 2,000 MB" in capsys.readouterr().err
