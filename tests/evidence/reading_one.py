"""Logs of any agent read in memory, without the search for files around them."""

import io
import json
from pathlib import Path

from agent_router.evidence.interface import AgentLog, LogFile, LogReading


def log_file(reader: AgentLog, name: str, data: bytes) -> LogFile:
    """One file as the reader gets it, of the kind that it recognizes."""
    return LogFile(name, lambda: io.BytesIO(data), reader.recognizes(data[: 256 * 1024]))


def read_with(reader: AgentLog, *files: Path | object) -> LogReading:
    """Read files (or bytes, or values that become JSON) with one reader as one run."""
    logs = []
    for number, file in enumerate(files):
        if isinstance(file, Path):
            logs.append(log_file(reader, file.name, file.read_bytes()))
        else:
            data = file if isinstance(file, bytes) else json.dumps(file).encode()
            logs.append(log_file(reader, f"{number}.json", data))
    return reader.read([log for log in logs if log.kind])


def lines(*values: object) -> bytes:
    """JSON Lines of these values; text is taken as it is."""
    return "".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in values).encode()
