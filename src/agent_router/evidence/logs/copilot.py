"""GitHub Copilot CLI: `events.jsonl` of a session (0.0.354 to 1.x) and `--output-format json`, as one run."""

import re
from collections.abc import Sequence
from dataclasses import replace

from agent_router.evidence.interface import LogFile, LogReading
from agent_router.evidence.json_fields import flag, text
from agent_router.evidence.lines import LineReader, first_values
from agent_router.evidence.logs.copilot_events import is_event, is_result
from agent_router.evidence.logs.copilot_session import CopilotSession
from agent_router.evidence.logs.timeline import Spot
from agent_router.evidence.logs.unplaced import unplaced_remarks

EVENTS = "copilot-cli events"
STREAM = "copilot-cli json stream"
WORKSPACE = "copilot-cli workspace"

_READ_ORDER = (WORKSPACE, EVENTS, STREAM)
"""The session's own log before the stream: it knows more of the same events."""

_LARGEST_WORKSPACE = 64 * 1024
_OPENING = frozenset({"session.start", "session.resume"})
_FIELD = re.compile(r"(?m)^([a-z_]{1,40}):[ \t]*(.*?)[ \t]*$")
_WORKSPACE_SIGNS = ({"client_name"}, {"summary_count"}, {"git_root", "created_at", "updated_at"})


class CopilotCli:
    """Reader of GitHub Copilot CLI's own logs."""

    name = "copilot-cli"

    def recognizes(self, sample: bytes) -> str:
        """Kind of this file by its first records; empty where they are not Copilot CLI's."""
        values = first_values(sample)
        events = [value for value in values if is_event(value)]
        if events:
            if any(text(event, "type") in _OPENING for event in events):
                return EVENTS
            streamed = any(flag(event, "ephemeral") for event in events) or any(map(is_result, values))
            return STREAM if streamed else EVENTS
        if any(map(is_result, values)):
            return STREAM
        return WORKSPACE if not values and _is_workspace(sample) else ""

    def read(self, files: Sequence[LogFile]) -> LogReading:
        """All files as one run; what is odd about a file becomes a remark."""
        session, remarks = CopilotSession(), []
        ordered = sorted(
            (file for file in files if file.kind in _READ_ORDER), key=lambda file: _READ_ORDER.index(file.kind)
        )
        for rank, file in enumerate(ordered):
            remarks += [(file.name, remark) for remark in _take_file(session, file, rank)]
        records = session.records()
        remarks += unplaced_remarks(session.unknown)
        remarks += [("", remark) for remark in session.usage.remarks]
        first, last = session.ends
        return LogReading(
            records=records,
            program=self.name,
            program_version=", ".join(session.versions),
            models=tuple(session.models),
            sessions=tuple(session.sessions),
            working_directory=session.directory,
            finished=session.finished,
            first=first,
            last=last,
            active_seconds=session.active_seconds,
            remarks=tuple(remarks),
        )


def _take_file(session: CopilotSession, file: LogFile, rank: int) -> tuple[str, ...]:
    if file.kind == WORKSPACE:
        with file.open() as stream:
            fields = _fields(stream.read(_LARGEST_WORKSPACE))
        session.workspace(fields.get("cwd", ""), fields.get("id", ""))
        return ()
    spot = Spot(file.name, rank, stream=file.kind == STREAM)
    if spot.stream:
        session.belongs(file.name, _session_of(file))
    with file.open() as stream:
        reader = LineReader(stream)
        for number, value in reader:
            session.take(value, replace(spot, line=number))
        return reader.remarks


def _session_of(file: LogFile) -> str:
    """A stream names its session in its last record only."""
    found = ""
    with file.open() as stream:
        reader = LineReader(stream)
        for _, value in reader:
            if is_result(value):
                found = text(value, "sessionId")
    return found


def _is_workspace(sample: bytes) -> bool:
    fields = set(_fields(sample[:_LARGEST_WORKSPACE]))
    return {"id", "cwd"} <= fields and any(signs <= fields for signs in _WORKSPACE_SIGNS)


def _fields(data: bytes) -> dict[str, str]:
    """Plain `key: value` lines; the file holds nothing deeper that is of use."""
    found = {}
    for name, value in _FIELD.findall(data.decode("utf-8", errors="replace")):
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
        found[name] = value[1:-1] if quoted else value
    return found
