"""Claude Code: transcripts with their sub-agents and workflow folders, and `stream-json`, as one run."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from agent_router.evidence.interface import LogFile, LogReading
from agent_router.evidence.json_fields import flag, items, mapping, text
from agent_router.evidence.lines import LineReader, first_values
from agent_router.evidence.logs.claude_hooks import is_hook
from agent_router.evidence.logs.claude_session import ClaudeSession
from agent_router.evidence.logs.timeline import Spot
from agent_router.evidence.logs.unplaced import missing_agents_remark, unplaced_remarks

TRANSCRIPT = "claude-code transcript"
AGENT_TRANSCRIPT = "claude-code agent transcript"
STREAM = "claude-code stream-json"
SNAPSHOT = "claude-code workflow snapshot"
JOURNAL = "claude-code workflow journal"
SIDECAR = "claude-code agent sidecar"
SCRIPT = "claude-code workflow script"
HOOKS = "claude-code hook events"

_READ_ORDER = (TRANSCRIPT, AGENT_TRANSCRIPT, SNAPSHOT, JOURNAL, STREAM, HOOKS)
"""Transcripts first: they know more of the same lines than a stream does, and a stream more than hooks."""

_HOOKS_ALONE = "Hook events alone: they hold no times and no usage, and calls that a hook refused have no answer."
_WITHOUT_MAIN = (
    "The main agent's own log is not here (Claude Code deletes it after 30 days, and leaves its folder): only what its "
    "sub-agents did is recorded."
)
_MOST_SNAPSHOT = 64 * 1024 * 1024
_AGENT_FILE = re.compile(r"agent-([\w-]+)\.jsonl")
_WORKFLOW = re.compile(r"(wf_[\w-]+)")
_PLAIN_KINDS = frozenset({"summary", "file-history-snapshot", "queue-operation", "custom-title", "mode", "last-prompt"})
_TALK = frozenset({"user", "assistant", "system", "progress", "attachment"})
_STREAM_KINDS = frozenset({"system", "assistant", "user", "result", "stream_event"})


class ClaudeCode:
    """Reader of Claude Code's own logs, versions 1.0 to 2.1."""

    name = "claude-code"

    def recognizes(self, sample: bytes) -> str:
        """Kind of this file by its first records; empty where they are not Claude Code's."""
        # `--output-format json --verbose` prints the whole stream as one list.
        values = [item for value in first_values(sample) for item in (value if isinstance(value, list) else [value])]
        kinds = [kind for kind in map(_kind_of, values) if kind]
        if not kinds:
            return SCRIPT if b"export const meta" in sample[:4096] and b"agent(" in sample else ""
        for kind in (STREAM, AGENT_TRANSCRIPT, TRANSCRIPT):
            if kind in kinds:
                return kind
        return kinds[0]

    def read(self, files: Sequence[LogFile]) -> LogReading:
        """All files as one run; what is odd about a file becomes a remark."""
        session, remarks = ClaudeSession(), []
        ordered = sorted(
            (file for file in files if file.kind in _READ_ORDER), key=lambda file: _READ_ORDER.index(file.kind)
        )
        for rank, file in enumerate(ordered):
            remarks += [(file.name, remark) for remark in _take_file(session, file, rank)]
        remarks += _counted(session)
        if ordered and all(file.kind == HOOKS for file in ordered):
            remarks.append(("", _HOOKS_ALONE))
        finished, records = session.finished, session.records()
        first, last = session.ends
        return LogReading(
            records=records,
            program=self.name,
            program_version=", ".join(session.versions),
            models=tuple(session.models),
            sessions=tuple(session.sessions),
            working_directory=session.directory,
            finished=finished,
            first=first,
            last=last,
            active_seconds=session.active_seconds,
            remarks=tuple(remarks),
        )


def _counted(session: ClaudeSession) -> list[tuple[str, str]]:
    """What the session could not place, by file; missing agents under the first file."""
    said = [*unplaced_remarks(session.unknown)]
    said += [
        (name, f"{number} output(s) were kept in files of their own; the log holds their beginning.")
        for name, number in sorted(session.kept_apart.items())
        if number
    ]
    if session.without_main:
        said.append(("", _WITHOUT_MAIN))
    said += missing_agents_remark(session.missing_agents)
    return said


def _take_file(session: ClaudeSession, file: LogFile, rank: int) -> tuple[str, ...]:
    own = _AGENT_FILE.search(file.name)
    agent = own[1] if own and file.kind == AGENT_TRANSCRIPT else ""
    spot = Spot(file.name, rank, stream=file.kind == STREAM, agent=agent)
    with file.open() as stream:
        if file.kind == SNAPSHOT:
            return _take_snapshot(session, stream.read(_MOST_SNAPSHOT), spot)
        reader = LineReader(stream)
        workflow = _WORKFLOW.search(file.name)
        for number, value in reader:
            if file.kind == JOURNAL:
                session.take_journal(value, workflow[1] if workflow else "", replace(spot, line=number))
                continue
            if file.kind == HOOKS:
                session.take_hook(value, replace(spot, line=number))
                continue
            for line in value if isinstance(value, list) else [value]:
                session.take(line, replace(spot, line=number))
        if reader.cut_off and file.kind in {TRANSCRIPT, AGENT_TRANSCRIPT}:
            session.cut_off()
        return reader.remarks


def _take_snapshot(session: ClaudeSession, data: bytes, spot: Spot) -> tuple[str, ...]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return ("The workflow's snapshot is no whole JSON; it was left out.",)
    session.take_snapshot(value, spot)
    return ()


def _kind_of(value: object) -> str:
    kind = text(value, "type")
    if is_hook(value) or (text(value, "session_id") and kind in _STREAM_KINDS):
        return HOOKS if is_hook(value) else STREAM
    # Gemini CLI numbers what a person typed in the same words (`logs.json`).
    if kind in _TALK and text(value, "sessionId") and "messageId" not in mapping(value):
        return AGENT_TRANSCRIPT if flag(value, "isSidechain") and text(value, "agentId") else TRANSCRIPT
    if kind in _PLAIN_KINDS and (text(value, "sessionId") or text(value, "leafUuid") or text(value, "messageId")):
        return TRANSCRIPT
    if text(value, "runId") and (items(value, "workflowProgress") or text(value, "workflowName")):
        return SNAPSHOT
    if kind in {"started", "result"} and text(value, "key") and text(value, "agentId"):
        return JOURNAL
    return SIDECAR if text(value, "agentType") and not kind else ""
