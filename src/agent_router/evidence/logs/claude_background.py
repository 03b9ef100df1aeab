"""Shell calls of Claude Code that went to the background: they end later, sometimes after the last message.

1. A call is held until a notification names its task.
2. The notification's own words tell the exit code; one that was killed was interrupted.
3. Where no notification comes, or it tells neither, the call stays one in the background: a possible change.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from agent_router.evidence.json_fields import EMPTY, mapping, text
from agent_router.evidence.logs.calls import Fate, Origin, ToolCall, ToolResult
from agent_router.evidence.logs.timeline import CallKey, Order

_CODE = re.compile(r"(?:exit code|exited with code|exit status)[: ]+(-?\d{1,10})", re.IGNORECASE)
_SUMMARY = re.compile(r"<summary>(.*?)</summary>", re.DOTALL)
_KILLED = frozenset({"killed", "stopped", "cancelled", "canceled"})


@dataclass(frozen=True, slots=True)
class Held:
    """One call in the background, with its answer so far."""

    call: ToolCall
    result: ToolResult
    order: Order
    key: CallKey


class Background:
    """Holds calls back until they end."""

    def __init__(self) -> None:
        """Nothing in the background."""
        self._held: dict[str, Held] = {}

    def hold(self, held: Held) -> bool:
        """Keep a call whose answer says that it runs on; False where it does not."""
        task = text(held.result.detail, "backgroundTaskId")
        if not task or held.result.fate is not Fate.DONE:
            return False
        self._held[task] = held
        return True

    def ended(self, task: str, status: str, words: str, origin: Origin) -> Held | None:
        """The call of that task as it ended; None where that is not known."""
        held = self._held.get(task)
        summary = _SUMMARY.search(words)
        code = _CODE.search(summary[1] if summary else words)
        if held is None or not (code or status in _KILLED):
            return None
        del self._held[task]
        given = {name: value for name, value in mapping(held.call.input).items() if name != "run_in_background"}
        fate = Fate.INTERRUPTED if code is None else Fate.EXITED if int(code[1]) else Fate.DONE
        # What it printed lies in a file of its own; the words of its answer are those of its start.
        result = ToolResult(fate, "", EMPTY, int(code[1]) if code else None, origin)
        return replace(held, call=replace(held.call, input=given), result=result)

    def left(self) -> Iterator[Held]:
        """The calls that nothing says the end of."""
        yield from self._held.values()
