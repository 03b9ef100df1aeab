"""Cursor's transcripts: what the agent said and asked for. They hold no answers, IDs, times or usage.

1. Every call was attempted only: a command without a result, a change that is not done, and the grade `stated`.
2. The time of a prompt is the one its text begins with, to the minute; nothing else has a time.
3. `[REDACTED]` stands where Cursor took the agent's words out; nothing is claimed there.
4. `turn_ended` says how a turn ended. A transcript without one has no sign of its end.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from agent_router.evidence.activity import Activity
from agent_router.evidence.json_fields import items, mapping, text
from agent_router.evidence.logs.calls import Fate, Origin, ToolCall, ToolResult
from agent_router.evidence.logs.cursor_tools import cursor_records, family_of
from agent_router.evidence.logs.last_words import last_words_records
from agent_router.evidence.logs.timeline import Spot, Timeline
from agent_router.evidence.texts import excerpt
from agent_router.model.known import Source
from agent_router.model.place import Place
from agent_router.model.policy import Grade
from agent_router.model.run import Record, Stopped

REDACTED = "[REDACTED]"

_TIME = re.compile(
    r"<timestamp>\s*(?:[A-Za-z]+,\s*)?([^<]{6,60}?)\s*\(UTC([+-]\d{1,2})?(?::?(\d{2}))?\)\s*</timestamp>"
)
_CALLS = frozenset({"tool_use", "tool-call"})
_ANSWERS = frozenset({"tool_result", "tool-result"})
_SILENT = frozenset({"text", "thinking", "reasoning", "redacted-reasoning", "image", "file"})


class CursorTranscript:
    """Takes lines of transcripts in; afterwards its properties and `records` say what they amount to."""

    def __init__(self) -> None:
        """Nothing taken in yet."""
        self.unknown: Counter[tuple[str, str]] = Counter()
        self.activity = Activity()
        self.redacted = 0
        self.answers = 0
        """Answers that some versions write without saying which call they answer."""
        self._timeline = Timeline()
        self._words: dict[str, list[tuple[Origin, str]]] = {}
        self._status: dict[str, bool] = {}

    def take(self, line: object, spot: Spot) -> None:
        """Take in one line."""
        role = text(line, "role")
        origin = Origin(place=Place(spot.file, line=spot.line), agent=spot.agent)
        if text(line, "type") == "turn_ended":
            self._ended(line, origin, spot)
        elif role == "user":
            self._asked(line, origin, spot)
        elif role == "assistant":
            self._spoken(line, origin, spot)
        elif role == "tool":
            self.answers += 1
        elif role != "system":
            kind = text(line, "type") or role or "no type"
            self.unknown[spot.file, f"record(s) of unknown kind: {kind}"] += 1

    def _blocks(self, line: object) -> tuple[object, ...]:
        content = mapping(line, "message").get("content", mapping(line).get("content"))
        return ({"type": "text", "text": content},) if isinstance(content, str) else items({"all": content}, "all")

    def _asked(self, line: object, origin: Origin, spot: Spot) -> None:
        blocks = self._blocks(line)
        answers = sum(1 for block in blocks if text(block, "type") in _ANSWERS)
        self.answers += answers
        if answers:
            return
        at = prompt_time("\n".join(text(block, "text") for block in blocks))
        self._timeline.here(replace(origin, at=at), spot)
        self._status[spot.file] = False
        if not spot.agent:
            self._words.pop(spot.file, None)
            self.activity.prompt(at)

    def _spoken(self, line: object, origin: Origin, spot: Spot) -> None:
        order = self._timeline.here(origin, spot)
        blocks = self._blocks(line)
        said = [text(block, "text") for block in blocks if text(block, "type") == "text"]
        self.redacted += said.count(REDACTED)
        if not spot.agent:
            self._words[spot.file] = [(origin, words) for words in said if words.strip() != REDACTED]
        for number, block in enumerate(blocks):
            kind = text(block, "type")
            if kind in _CALLS:
                for record in self._attempted(block, origin, number):
                    self._timeline.add(record, order)
            elif kind in _ANSWERS:
                self.answers += 1
            elif kind not in _SILENT:
                self.unknown[spot.file, f"block(s) of unknown kind: {kind or 'no type'}"] += 1

    def _attempted(self, block: object, origin: Origin, number: int) -> Iterator[Record]:
        name = text(block, "name") or text(block, "toolName")
        given = mapping(block).get("input", mapping(block).get("args"))
        # ApplyPatch gets its patch as bare text.
        asked = {"patch": given} if isinstance(given, str) else mapping(given)
        call = ToolCall(text(block, "id") or text(block, "toolCallId") or str(number), name, asked, origin)
        if not family_of(name):
            self.unknown[origin.place.file, f"call(s) of an unknown tool: {name or 'no name'}"] += 1
        for record in cursor_records(call, ToolResult(Fate.UNANSWERED)):
            yield replace(record, grade=Grade.STATED) if record.source is Source.SYSTEM else record

    def _ended(self, line: object, origin: Origin, spot: Spot) -> None:
        status, error = text(line, "status"), text(line, "error")
        self._status[spot.file] = status == "success"
        if status == "success":
            return
        aborted = "abort" in (status + error).lower() or "cancel" in (status + error).lower()
        reason = "interrupted by user" if aborted else status or "error"
        order = self._timeline.here(origin, spot)
        self._timeline.add(Stopped(**origin.system(), reason=reason, reported=excerpt(error)), order)

    @property
    def finished(self) -> bool:
        """Whether the last turn of every file says that it succeeded."""
        return bool(self._status) and all(self._status.values())

    def records(self) -> Sequence[Record]:
        """Everything taken in, in order; asked once, after the last line."""
        words = [said for texts in self._words.values() for said in texts]
        self._timeline.put_last(record for origin, one in words for record in last_words_records(origin, one))
        return self._timeline.sorted()


def prompt_time(words: str) -> datetime | None:
    """The time that Cursor writes above a prompt, `Saturday, Aug 29, 2026, 1:26 PM (UTC+2)`; None without one."""
    found = _TIME.search(words[:2000])
    if not found:
        return None
    hours, minutes = int(found[2] or 0), int(found[3] or 0)
    behind = (found[2] or "").startswith("-")
    for pattern in ("%b %d, %Y, %I:%M %p", "%B %d, %Y, %I:%M %p", "%b %d, %Y, %H:%M"):
        with suppress(ValueError, OverflowError):
            zone = timezone(timedelta(hours=hours, minutes=-minutes if behind else minutes))
            return datetime.strptime(found[1], pattern).replace(tzinfo=zone)
    return None
