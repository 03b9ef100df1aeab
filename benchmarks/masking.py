"""How many megabytes a second masking reads: `python benchmarks/masking.py [FOLDER OF LOGS]`.

Without a folder, lines like those of an agent's log are made up. The goal is 100 MB/s.
"""

import json
import sys
import time
from pathlib import Path

from agent_router.masking.secrets import mask_bytes

MEGABYTE = 1_000_000
WANTED = 64 * MEGABYTE
GOAL = 100
EVERY = 20


def made_up_log() -> bytes:
    """Lines with usage counters, code and IDs: what a prefilter meets."""
    usage = {"input_tokens": 31443, "output_tokens": 210, "cache_creation_input_tokens": 5000, "service_tier": "x"}
    code = "def login(password: str, token: str) -> bool:\n    return check(password, api_key=settings.api_key)\n"
    prose = "The reader walks the tree and sorts what it finds; see the notes beside each step for the reasons. " * 20
    lines = [
        {"type": "assistant", "uuid": f"9c1f8a30-4d0e-4a7e-8a77-{number:012d}", "usage": usage, "text": code + prose}
        for number in range(400)
    ]
    return "\n".join(json.dumps(line) for line in lines).encode()


def logs(folder: Path) -> bytes:
    """Every log below the folder, one after the other."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*.jsonl")))


def measured(data: bytes) -> float:
    """Best of three, in megabytes a second."""
    best = 0.0
    for _ in range(3):
        start = time.perf_counter()
        mask_bytes(data)
        best = max(best, len(data) / MEGABYTE / (time.perf_counter() - start))
    return best


def main() -> None:
    """Measure one large file, with and without secrets in it."""
    once = logs(Path(sys.argv[1])) if len(sys.argv) > 1 else made_up_log()
    clean = once * (WANTED // len(once) + 1)
    lines = clean.split(b"\n")
    lines[::EVERY] = [line + b' {"env":"DB_PASSWORD=hunter2hunter2"}' for line in lines[::EVERY]]
    planted = b"\n".join(lines)
    for name, data in (("no secrets", clean), (f"every {EVERY}th line one", planted)):
        speed = measured(data)
        print(f"{name:20} {len(data) / MEGABYTE:7.0f} MB {speed:7.0f} MB/s {'ok' if speed >= GOAL else 'BELOW GOAL'}")


if __name__ == "__main__":
    main()
