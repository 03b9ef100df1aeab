"""Fuzz the doors that hostile bytes come through: `python -m tests.deep.fuzz TARGET [-max_total_time=60]`.

Whatever arrives, a reader answers with a value or with words for people; any other exception is a bug, and atheris
prints the bytes that caused it. Part of `make test-deep`.
"""

import importlib
import io
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from agent_router.errors import RouterError
from agent_router.evidence.artifacts.registry import read_artifact
from agent_router.evidence.interface import LogFile
from agent_router.evidence.logs.claude_code import ClaudeCode
from agent_router.ledger.jsontext import parse_json
from agent_router.queue.reading import read_tasks
from agent_router.tables.cell_language import parse_condition
from tests.small_policy import FIELDS

_BY_CODE = {field.code: field for field in FIELDS}


def cells(data: bytes) -> None:
    """A condition cell, under every field."""
    text = data.decode("utf-8", "replace")
    for field in FIELDS:
        parse_condition(text, field, _BY_CODE, None)


def queue_csv(data: bytes) -> None:
    """A queue as CSV."""
    with suppress(RouterError):
        read_tasks(data, "queue.csv", FIELDS)


def queue_jsonl(data: bytes) -> None:
    """A queue as JSON Lines."""
    with suppress(RouterError):
        read_tasks(data, "queue.jsonl", FIELDS)


def claude_log(data: bytes) -> None:
    """A log of Claude Code; damage becomes a remark, so nothing is raised at all."""
    reader = ClaudeCode()
    kind = reader.recognizes(data) or "claude-code transcript"
    reader.read([LogFile("log.jsonl", lambda: io.BytesIO(data), kind)])


def artifact(data: bytes) -> None:
    """A test report, or anything else that was handed in as one."""
    read_artifact(data)


def ledger_line(data: bytes) -> None:
    """A line of an evidence log."""
    with suppress(RouterError, ValueError):
        parse_json(data)


TARGETS: dict[str, Callable[[bytes], None]] = {
    own.__name__: own for own in (cells, queue_csv, queue_jsonl, claude_log, artifact, ledger_line)
}


def main() -> None:
    """Fuzz one target until libFuzzer's own options end it."""
    atheris: Any = importlib.import_module("atheris")
    name = sys.argv.pop(1)
    atheris.instrument_all()
    atheris.Setup(sys.argv, TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
