"""What the tests of chosen sessions share: databases and folders of several sessions, and what was kept of them."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from agent_router.errors import InputRejected
from agent_router.model.run import Run
from tests.evidence.opencode_logs import assistant, bash, database, finish, session, tool, user
from tests.evidence.readings import REAL_CLI, answer, call, prompt, said
from tests.evidence.recordings import record

DATABASE = REAL_CLI / "opencode" / "opencode.db"
FIX, FAIL = "ses_dfc4dd435ffe0muyj5Hgpy07BG", "ses_dfc4d38d1ffeVHnwVmqcZjmWA1"
Json = dict[str, object]


def refused(out: Path, *logs: Path, sessions: Sequence[str] = ()) -> str:
    with pytest.raises(InputRejected) as caught:
        record(out, *logs, sessions=tuple(sessions))
    assert not out.exists()
    return "\n".join(str(problem) for problem in caught.value.problems)


def kept(out: Path) -> str:
    return "\n".join(gzip.decompress(path.read_bytes()).decode() for path in sorted((out / "raw").rglob("*.gz")))


def names(out: Path) -> list[str]:
    return sorted(path.relative_to(out / "raw").as_posix() for path in (out / "raw").rglob("*.gz"))


def remarks(run: Run) -> str:
    return "\n".join(f"{file.name}: {remark}" for file in run.started.logs for remark in file.remarks)


def log(path: Path, name: str, *lines: Json) -> Path:
    """A transcript of Claude Code of that session."""
    path.parent.mkdir(parents=True, exist_ok=True)
    own = [line | {"sessionId": name, "uuid": f"{name}{line['uuid']}"} for line in lines]
    path.write_text("".join(json.dumps(line) + "\n" for line in own), encoding="utf-8")
    return path


def work(command: str) -> tuple[Json, ...]:
    return (prompt(1), said(2, call("Bash", command=command)), answer(3, "", {}))


def family(tmp_path: Path) -> Path:
    """A database of a session with a sub-agent that has one itself, and of another session."""
    infos = [
        session(),
        session("ses_kid", parentID="ses_main", title="Kid"),
        session("ses_grandkid", parentID="ses_kid", title="Grandkid"),
        session("ses_other", title="Private"),
    ]
    task = tool("task", {"description": "Look"}, metadata={"sessionId": "ses_kid"})
    messages = [
        user(),
        assistant(task, finish()),
        assistant(bash("ls kid"), identity="msg_k", ses="ses_kid", at=1_200),
        assistant(bash("ls grandkid"), identity="msg_g", ses="ses_grandkid", at=1_300),
        user("msg_p", ses="ses_other", at=5_000),
        assistant(bash("cat private"), identity="msg_o", ses="ses_other", at=5_500),
    ]
    return database(tmp_path / "opencode.db", *messages, sessions=infos)


def storage(folder: Path) -> Path:
    """The folder of older versions with two sessions."""
    for name in ("one", "two"):
        info = user(f"msg_{name}", ses=f"ses_{name}")["info"]
        answered = assistant(identity=f"msg_{name}2", ses=f"ses_{name}")["info"]
        ran: Json = {**bash(f"ls {name}"), "id": f"prt_{name}", "messageID": f"msg_{name}2"}
        files = {
            f"session/p1/ses_{name}.json": session(f"ses_{name}", title=name),
            f"message/ses_{name}/msg_{name}.json": info,
            f"message/ses_{name}/msg_{name}2.json": answered,
            f"part/msg_{name}2/prt_{name}.json": ran,
            f"session_diff/ses_{name}.json": [
                {"file": f"{name}.py", "additions": 1, "deletions": 0, "status": "added"}
            ],
        }
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(json.dumps(content))
    return folder
