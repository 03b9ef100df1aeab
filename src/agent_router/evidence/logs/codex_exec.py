"""The stream of `codex exec --json`, which knows no model, no time and no folder.

1. `thread.started` names the thread. What its rollout shows already is not said again; what it lacks is added.
2. An item that was started and never completed is a call without an answer.
3. `turn.completed` states the tokens of the whole thread so far (`codex_usage`, rule 4); `turn.failed` and a stream
   that breaks off state none.
4. An item `error` is a notice of the program; an `error` of the stream itself may end the turn.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from agent_router.evidence.json_fields import mapping, text, whole
from agent_router.evidence.logs.calls import Origin
from agent_router.evidence.logs.codex_patch import TOOL, patch_denied, patch_records, recorded_edits
from agent_router.evidence.logs.codex_session import CodexSession
from agent_router.evidence.logs.codex_shell import ShellAnswer, ended, shell_text
from agent_router.evidence.logs.codex_tools import agent_records, mcp_record, web_record
from agent_router.evidence.logs.shell_call import ShellCall, shell_call_records
from agent_router.evidence.logs.timeline import Order, Spot
from agent_router.evidence.spool import short_digest
from agent_router.model.known import CommandOutcome
from agent_router.model.place import Place
from agent_router.model.run import Record

_SILENT = frozenset({"reasoning", "todo_list", "error", "plan", "context_compaction"})


class ExecStream:
    """One stream, taken in line by line."""

    def __init__(self, session: CodexSession, spot: Spot) -> None:
        """A stream that adds to this session."""
        self._session = session
        self._spot = spot
        self._thread = ""
        self._open: dict[str, tuple[object, Origin, Order]] = {}
        self._takers: dict[str, Callable[[object, Origin, Order], None]] = {
            "command_execution": self._command,
            "file_change": self._change,
            "mcp_tool_call": self._served,
            "web_search": self._searched,
            "agent_message": self._says,
            "collab_tool_call": self._collaborated,
        }

    def take(self, value: object, line: int) -> None:
        """Take in one line."""
        kind, spot = text(value, "type"), replace(self._spot, line=line)
        origin = self._origin(line)
        order = self._order(origin, spot)
        if kind == "thread.started":
            self._starts(text(value, "thread_id"))
        elif kind == "turn.started":
            self._begins(origin)
        elif kind in {"item.started", "item.updated", "item.completed"}:
            self._item(kind, mapping(value, "item"), origin, order)
        elif kind == "turn.completed":
            self._session.usage.stream(self._thread, mapping(value, "usage"), origin)
            self._close("", origin)
        elif kind == "turn.failed":
            self._close(text(value, "error", "message") or "turn failed", origin)
        elif kind == "error":
            self._session.ending.fails(text(value, "message"), origin)
        else:
            self._session.unknown[spot.file, kind or "no type"] += 1

    def end(self) -> None:
        """The stream ends: what was started stays without an answer."""
        for item, origin, order in self._open.values():
            taker = self._takers.get(text(item, "type"))
            if taker is not None:
                taker(item, origin, order)

    @property
    def _known(self) -> bool:
        return self._thread in self._session.rollouts

    def _origin(self, line: int) -> Origin:
        directory = self._session.directory if self._known else ""
        return Origin(Place(self._spot.file, line=line), directory=directory, session=self._thread, stream=True)

    def _order(self, origin: Origin, spot: Spot) -> Order:
        end = self._session.rollouts.get(self._thread)
        here = self._session.timeline.here(origin, spot)
        return Order(end.clock, spot.rank, spot.line) if end else here

    def _starts(self, thread: str) -> None:
        self._thread = thread or self._spot.file
        self._session.sessions[self._thread] = None

    def _begins(self, origin: Origin) -> None:
        if not self._known:
            self._session.ending.begins(origin)

    def _close(self, error: str, origin: Origin) -> None:
        if not (self._known and self._session.ending.is_whole(self._thread)):
            self._session.ending.completes(self._session.ending.words(self._thread), error, origin)

    def _item(self, kind: str, item: object, origin: Origin, order: Order) -> None:
        name, key = text(item, "type") or text(item, "item_type"), text(item, "id")
        taker = self._takers.get("agent_message" if name == "assistant_message" else name)
        if taker is None:
            if name not in _SILENT and kind != "item.updated":
                self._session.unknown[self._spot.file, f"{kind} {name or 'without type'}"] += 1
        elif kind == "item.completed":
            self._open.pop(key, None)
            taker(item, origin, order)
        elif kind == "item.started" or key in self._open:
            self._open[key] = (item, origin, order)

    def _add(self, records: Iterable[Record], order: Order) -> None:
        for record in records:
            self._session.timeline.add(record, order)

    def _told(self, what: str, name: str) -> bool:
        """Whether the thread's rollout shows this already, as often as the stream does so far."""
        key = short_digest(what, self._thread, name)
        if not self._known or not self._session.known[key]:
            return False
        self._session.known[key] -= 1
        return True

    def _command(self, item: object, origin: Origin, order: Order) -> None:
        line, status = shell_text(mapping(item).get("command")), text(item, "status")
        if self._told("command", line.text):
            return
        code, output = whole(item, "exit_code"), text(item, "aggregated_output")
        answer = ended(code, output, status)
        if status == "in_progress" and code is None:
            answer = ShellAnswer(CommandOutcome.NO_RESULT, output=output)
        call = ShellCall(
            origin=origin,
            tool="command_execution",
            text=line.text,
            outcome=answer.outcome,
            exit_code=answer.exit_code,
            exit_source=answer.exit_source,
            output=answer.output,
            call_id=text(item, "id"),
            answered=origin,
            posix=line.posix,
        )
        self._add(shell_call_records(call), order)

    def _change(self, item: object, origin: Origin, order: Order) -> None:
        edits, status = tuple(recorded_edits(mapping(item).get("changes"))), text(item, "status")
        done = status in {"completed", ""}
        records = list(patch_records(edits, origin, done=done))
        new = [one for one in records if not self._told("change", one.old_path or one.path)]
        if status == "declined" and new:
            self._add([patch_denied(edits, origin, origin, f"{TOOL} declined")], order)
        self._add(new, order)

    def _served(self, item: object, origin: Origin, order: Order) -> None:
        if not self._known:
            self._add([mcp_record(item, origin)], order)

    def _searched(self, item: object, origin: Origin, order: Order) -> None:
        record = web_record(item, origin)
        if record is not None and not self._known:
            self._add([record], order)

    def _says(self, item: object, origin: Origin, order: Order) -> None:
        ending = self._session.ending
        if not (self._known and ending.is_whole(self._thread)):
            ending.say(text(item, "text"), origin, order)

    def _collaborated(self, item: object, origin: Origin, _: Order) -> None:
        for seen in agent_records(item, origin):
            self._session.seen(seen, origin)
