"""Claude Code's hooks `SessionEnd` and `Stop`: the session that just ended, or that goes on for long, is recorded.

Rules, in order:

1. What stands on standard input is not trusted: JSON of a few MiB at most, of an event that is known here.
2. `SubagentStop` is no end of a session; nothing is done.
3. The transcript must be a regular file below the `projects` folder of Claude Code's own configuration, and no link.
4. `SessionEnd` asks for the session to be recorded, with its folder, unless it is recorded as it is.
5. `Stop` comes after every turn: it asks for that only where `STOP_EVERY` passed since the session's last recording (by
   this hook or a watch), or else since its first record. Looking that up costs little: no log is read for it. So a
   session that is killed loses little, and one that ends in time leaves one run.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from agent_router.errors import CannotRead, Misuse
from agent_router.evidence.json_fields import items, moment, text
from agent_router.evidence.lines import first_values
from agent_router.evidence.run_ids import run_id_begins
from agent_router.model.place import Place

STOP_EVERY = timedelta(minutes=30)
"""How long a session goes on without being recorded while its turns end."""

LARGEST_INPUT = 16 * 1024 * 1024
"""Bytes of standard input; a hook's event holds at most the agent's last message."""

_HEAD = 20
"""Lines in which a transcript's first time stands."""

_IGNORED = "SubagentStop"
_TAKEN = frozenset({"SessionEnd", "Stop"})
_MOST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class HookOrder:
    """What a hook was set up for."""

    projects: Path
    """Claude Code's own folder of transcripts."""
    out: Path
    """The folder of all runs."""


def due_at_hook(data: bytes, order: HookOrder, now: datetime) -> Path | None:
    """The transcript that the hook's event asks to record; None where nothing is due. Misuse, CannotRead, OSError."""
    event = _event(data)
    name = text(event, "hook_event_name")
    if name == _IGNORED:
        return None
    if name not in _TAKEN:
        words = f"the event {name[:_MOST_SHOWN]!r}" if name else "no event"
        raise Misuse(f"This hook records at SessionEnd and Stop; it was handed {words}.")
    transcript = _transcript(text(event, "transcript_path"), order.projects)
    if name == "Stop" and now - _known_until(transcript, order.out) < STOP_EVERY:
        return None
    return transcript


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
    recorded = [
        at
        for path in out.glob(f"{run_id_begins(transcript.stem)}-*/run.jsonl")
        for first in _first_values(path, lines=1)
        if transcript.stem in items(first, "sessions") and (at := moment(first, "recorded"))
    ]
    if recorded:
        return max(recorded)
    times = [at for value in _first_values(transcript, lines=_HEAD) if (at := moment(value, "timestamp"))]
    return times[0] if times else datetime.fromtimestamp(transcript.stat().st_mtime, UTC)


def _first_values(path: Path, lines: int) -> tuple[object, ...]:
    with path.open("rb") as file:
        return first_values(b"".join(islice(iter(partial(file.readline, LARGEST_INPUT), b""), lines)))
