"""Claude Code's hooks `SessionEnd` and `Stop`: the session that just ended, or that goes on for long, is recorded.

Rules, in order:

1. What stands on standard input is not trusted: JSON of a few MiB at most, of an event that is known here.
2. `SubagentStop` is no end of a session; nothing is done.
3. The transcript must be a regular file below the `projects` folder of Claude Code's own configuration, and no link.
4. `SessionEnd` records the session, with its folder, unless it is recorded as it is.
5. `Stop` comes after every turn: it records only what nobody recorded for `STOP_EVERY`, counted from the session's last
   recording by this hook, or else from its first record. So a session that is killed loses little, and one that ends in
   time leaves one run.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from agent_router.errors import CannotRead, Misuse
from agent_router.evidence.earlier import is_recorded, recordings_in
from agent_router.evidence.json_fields import moment, text
from agent_router.evidence.lines import first_values
from agent_router.evidence.recording import Recorded, run_id_begins
from agent_router.evidence.sessions import Session, look_into, session_logs, sessions_among
from agent_router.model.place import Place
from agent_router.pipeline.archiving import record_session
from agent_router.pipeline.recording import Recording

STOP_EVERY = timedelta(minutes=30)
"""How long a session goes on without being recorded while its turns end."""

LARGEST_INPUT = 16 * 1024 * 1024
"""Bytes of standard input; a hook's event holds at most the agent's last message."""

_HEAD = 64 * 1024
_IGNORED = "SubagentStop"
_TAKEN = frozenset({"SessionEnd", "Stop"})
_MOST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class HookOrder:
    """What a hook was set up for."""

    projects: Path
    """Claude Code's own folder of transcripts."""
    recording: Recording
    """Evidence folder, contract, repository and operator."""


def record_at_hook(data: bytes, order: HookOrder, now: datetime) -> Recorded | None:
    """What the hook's event asks for; None where nothing is due. Misuse, CannotRead, InputRejected, CannotWrite."""
    event = _event(data)
    name = text(event, "hook_event_name")
    if name == _IGNORED:
        return None
    if name not in _TAKEN:
        words = f"the event {name[:_MOST_SHOWN]!r}" if name else "no event"
        raise Misuse(f"This hook records at SessionEnd and Stop; it was handed {words}.")
    transcript = _transcript(text(event, "transcript_path"), order.projects)
    out = order.recording.out
    if name == "Stop" and now - _known_until(transcript, out) < STOP_EVERY:
        return None
    session = _session(transcript)
    found, earlier = session_logs(session), tuple(recordings_in(out))
    if is_recorded(found.files, earlier) is not None:
        return None
    return record_session(session, found, replace(order.recording, beside=earlier), now)[0]


def _event(data: bytes) -> object:
    """Rule 1."""
    if len(data) > LARGEST_INPUT:
        raise Misuse(f"Standard input holds more than {LARGEST_INPUT // 1024**2} MiB: that is no event of a hook.")
    try:
        value: object = json.loads(data)
    except (ValueError, RecursionError):
        raise Misuse("Standard input is no JSON: this is for Claude Code to call, as a hook.") from None
    if not isinstance(value, dict):
        raise Misuse("Standard input is no JSON object: this is for Claude Code to call, as a hook.")
    return value


def _transcript(named: str, projects: Path) -> Path:
    """Rule 3."""
    path = Path(named)
    place = Place(named[: 4 * _MOST_SHOWN])
    if not named or "\0" in named or not path.is_absolute():
        raise Misuse("The event names no transcript by its whole path.")
    home = projects.resolve()
    remedy = "Record it by hand with --log, or set CLAUDE_CONFIG_DIR as Claude Code has it."
    if path.is_symlink() or not path.resolve().is_relative_to(home):
        raise CannotRead(place, f"it is not a file of its own below {home}, so it is not read.", remedy)
    if not path.is_file():
        words = "Claude Code kept no transcript of this session." if not path.exists() else "it is no file."
        raise CannotRead(place, words, "")
    return path.resolve()


def _known_until(transcript: Path, out: Path) -> datetime:
    """Rule 5: when this session was last recorded, else when it began."""
    session = transcript.stem
    recorded = [
        one.recorded for one in recordings_in(out, f"{run_id_begins(session)}-*") if session in one.started.sessions
    ]
    if recorded:
        return max(recorded)
    with transcript.open("rb") as file:
        times = [at for value in first_values(file.read(_HEAD)) if (at := moment(value, "timestamp"))]
    return times[0] if times else datetime.fromtimestamp(transcript.stat().st_mtime).astimezone()


def _session(transcript: Path) -> Session:
    """The transcript with everything in its own folder."""
    folder = transcript.with_suffix("")
    inside = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    looked = {path: look_into(path) for path in (transcript, *inside)}
    files = [file for found in looked.values() for file in found]
    unknown = [path for path, found in looked.items() if not found]
    for session in sessions_among(files, unknown):
        if any(file.path == transcript for file in session.files):
            return session
    raise CannotRead(Place(str(transcript)), "no reader recognizes this transcript.", "Record it by hand with --log.")
