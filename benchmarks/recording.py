"""How fast a long log becomes a run folder, and in how much memory: `python benchmarks/recording.py [MEGABYTES …]`.

Writes logs of these sizes as Claude Code would (20, 60 and 200 MB where none is named; 2000 is the goal), records each
in a process of its own, and prints megabytes a second and the greatest memory of that process. The goal is memory that
stays flat: a log of 2 GB takes at most 100 MB more than one of 20 MB.

Measured 2026-11-22, two shared cores: 20 MB 72 MB of memory, 400 MB 84, 2000 MB (515,328 records) 124; 14 to 16 MB/s
where the machine had nothing else to do, 5 where it was busy.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

MEGABYTE = 1_000_000
SIZES = (20, 60, 200)
BEGIN = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
CODE = "def add(a: int, b: int) -> int:\n    return a + b\n\n\n"
SESSION = "11111111-2222-3333-4444-555555555555"


def lines() -> Iterator[dict[str, object]]:
    """Lines of an endless session: a prompt, then responses of two lines each, with their answers."""
    yield _line(0, "user", message={"role": "user", "content": "Make the tests pass."})
    number = 1
    while True:
        yield from _turn(number)
        number += 4


def _turn(number: int) -> Iterator[dict[str, object]]:
    call = f"toolu_{number:012d}"
    name, asked, answered = _TOOLS[number // 4 % len(_TOOLS)](number)
    said = {"type": "text", "text": f"Step {number}: I look at the next part of it. " * 5}
    used = {"type": "tool_use", "id": call, "name": name, "input": asked}
    for place, block in enumerate((said, used)):
        usage = {"input_tokens": 5, "cache_read_input_tokens": 9000 + number, "output_tokens": 200 * (place + 1)}
        message = {"id": f"msg_{number}", "model": "claude-test-1", "role": "assistant", "content": [block]}
        message |= {"usage": usage, "stop_reason": "tool_use"}
        yield _line(number + place, "assistant", requestId=f"req_{number}", message=message)
    result = {"type": "tool_result", "tool_use_id": call, "content": json.dumps(answered)[:4000]}
    yield _line(number + 2, "user", message={"role": "user", "content": [result]}, toolUseResult=answered)


def _bash(number: int) -> tuple[str, dict[str, object], dict[str, object]]:
    output = "".join(f"tests/test_{number}_{at}.py::test_{at} PASSED\n" for at in range(60)) + "== 60 passed in 1.2s =="
    return "Bash", {"command": f"python -m pytest -q tests/part_{number}"}, {"stdout": output, "stderr": ""}


def _read(number: int) -> tuple[str, dict[str, object], dict[str, object]]:
    path = f"/home/dev/shop/src/part_{number}.py"
    return "Read", {"file_path": path}, {"type": "text", "file": {"filePath": path, "content": CODE * 120}}


def _edit(number: int) -> tuple[str, dict[str, object], dict[str, object]]:
    path = f"/home/dev/shop/src/part_{number}.py"
    patch = [{"oldStart": 1, "newStart": 1, "lines": ["-a = 1", "+a = 2"] * 20}]
    return (
        "Edit",
        {"file_path": path, "old_string": CODE, "new_string": CODE},
        {"filePath": path, "structuredPatch": patch},
    )


_TOOLS = (_bash, _read, _edit, _read)


def _line(number: int, kind: str, **more: object) -> dict[str, object]:
    return {
        "type": kind,
        "uuid": f"9c1f8a30-4d0e-4a7e-8a77-{number:012d}",
        "sessionId": SESSION,
        "timestamp": (BEGIN + timedelta(seconds=number)).isoformat().replace("+00:00", "Z"),
        "cwd": "/home/dev/shop",
        "version": "2.1.210",
        "isSidechain": False,
        **more,
    }


def write_log(path: Path, size: int) -> None:
    """A log of that many bytes, or a little more."""
    written = 0
    with path.open("w", encoding="utf-8") as file:
        for line in lines():
            written += file.write(json.dumps(line) + "\n")
            if written >= size:
                return


def record(log: Path, out: Path) -> None:
    """Record one log, and print seconds, records, and the greatest memory in kilobytes."""
    from agent_router.evidence.recording import RecordRequest, record_run

    start = time.perf_counter()
    done = record_run(RecordRequest((log,), BEGIN, "benchmark"), out)
    print(time.perf_counter() - start, done.records, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def main() -> None:
    """Measure each size."""
    if sys.argv[1:2] == ["--record"]:
        record(Path(sys.argv[2]), Path(sys.argv[3]))
        return
    for megabytes in [int(word) for word in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            log = Path(folder) / "session.jsonl"
            write_log(log, megabytes * MEGABYTE)
            command = [sys.executable, __file__, "--record", str(log), str(Path(folder) / "run")]
            seconds, records, memory = subprocess.run(  # noqa: S603 - our own program
                command, check=True, capture_output=True, text=True
            ).stdout.split()
            speed = megabytes / float(seconds)
            print(
                f"{megabytes:6} MB {int(records):9,} records {speed:6.1f} MB/s, {int(memory) / 1000:6.0f} MB of memory"
            )


if __name__ == "__main__":
    main()
