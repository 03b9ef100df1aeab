"""Codex: rollouts of every age, with their forks and sub-agents, and `codex exec --json`, as one run.

1. Rollouts first, a parent before what was forked from it; then the streams, which know less, in the order in which
   their thread's tokens grow.
2. Of a file that may begin with a copy of its parent's history, only its own lines are read (`codex_replay`).
3. Of several files of one thread, each line is read once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agent_router.evidence.interface import LogFile, LogReading
from agent_router.evidence.json_fields import mapping, text
from agent_router.evidence.lines import LineReader, first_values
from agent_router.evidence.logs.codex_exec import ExecStream
from agent_router.evidence.logs.codex_lines import ENVELOPES, CodexLine, codex_lines, is_bare_start
from agent_router.evidence.logs.codex_replay import Head, Replay, identifiers, read_head
from agent_router.evidence.logs.codex_session import CodexSession
from agent_router.evidence.logs.codex_usage import stated_total
from agent_router.evidence.logs.timeline import Spot
from agent_router.evidence.logs.unplaced import missing_agents_remark, unplaced_remarks
from agent_router.evidence.spool import short_digest

ROLLOUT = "codex rollout"
STREAM = "codex exec stream"
_HEAD_LINES = 50
"""Lines at the start of a rollout in which its `session_meta` stands."""

_STREAM_KINDS = frozenset({"item.started", "item.updated", "item.completed"})
_EVENTS = frozenset({"task_started", "session_configured", "agent_message", "exec_command_begin", "token_count"})


@dataclass(frozen=True, slots=True)
class _Rollout:
    file: LogFile
    head: Head


class Codex:
    """Reader of Codex's own logs, from the first rollouts to version 0.169."""

    name = "codex"

    def recognizes(self, sample: bytes) -> str:
        """Kind of this file by its first records; empty where they are not Codex's."""
        for value in first_values(sample):
            kind = text(value, "type")
            if kind in ENVELOPES and isinstance(mapping(value).get("payload"), dict):
                return ROLLOUT
            if is_bare_start(value) or (text(value, "msg", "type") in _EVENTS and text(value, "id")):
                return ROLLOUT
            known_item = kind in _STREAM_KINDS and (text(value, "item", "id") or text(value, "item", "type"))
            if (kind == "thread.started" and text(value, "thread_id")) or known_item:
                return STREAM
        return ""

    def read(self, files: Sequence[LogFile]) -> LogReading:
        """All files as one run; what is odd about a file becomes a remark."""
        session, remarks = CodexSession(), []
        rollouts = _ordered([_Rollout(file, _head_of(file)) for file in files if file.kind == ROLLOUT])
        parents = _Known(rollouts)
        for rank, rollout in enumerate(rollouts):
            remarks += [(rollout.file.name, one) for one in _take_rollout(session, rollout, rank, parents)]
        session.rollouts_end()
        streams = sorted(
            (file for file in files if file.kind == STREAM), key=lambda file: (_tokens_of(file), file.name)
        )
        for rank, file in enumerate(streams, start=len(rollouts)):
            remarks += [(file.name, one) for one in _take_stream(session, file, rank)]
        remarks += _counted(session)
        session.close()
        first, last = session.ends
        return LogReading(
            records=session.timeline.sorted(),
            program=self.name,
            program_version=", ".join(session.versions),
            models=tuple(session.models),
            sessions=tuple(session.sessions),
            working_directory=session.directory,
            finished=session.finished,
            first=first,
            last=last,
            active_seconds=session.activity.active_seconds,
            remarks=tuple(remarks),
        )


class _Known:
    """What earlier files hold: the IDs of parents, and the lines of threads that several files tell of."""

    def __init__(self, rollouts: Sequence[_Rollout]) -> None:
        threads = [rollout.head.thread for rollout in rollouts]
        self._parents = {rollout.head.parent for rollout in rollouts if rollout.head.parent}
        self._repeated = {thread for thread in threads if thread and threads.count(thread) > 1}
        self.ids: set[int] = set()
        self._lines: set[int] = set()

    def remember(self, line: CodexLine, head: Head) -> None:
        """Keep this line's IDs where another file may repeat them."""
        if head.thread in self._parents or (head.parent and self._parents):
            self.ids.update(short_digest(one) for one in identifiers(line))

    def is_new(self, line: CodexLine, head: Head, own: set[int]) -> bool:
        """Whether no earlier file of the thread holds the line; `own` collects this file's."""
        if head.thread not in self._repeated or line.kind == "session_meta":
            return True
        key = short_digest(line.kind, repr(line.payload))
        own.add(key)
        return key not in self._lines

    def close(self, own: set[int]) -> None:
        """A file was read whole."""
        self._lines |= own


def _ordered(rollouts: list[_Rollout]) -> list[_Rollout]:
    """By their beginning, each after its parent."""
    waiting = sorted(rollouts, key=lambda one: (one.head.began is None, one.head.began or 0, one.file.name))
    ordered: list[_Rollout] = []
    while waiting:
        absent = {one.head.thread for one in waiting}
        ready = next((one for one in waiting if one.head.parent not in absent - {one.head.thread}), waiting[0])
        waiting.remove(ready)
        ordered.append(ready)
    return ordered


def _lines_of(reader: LineReader) -> Iterator[tuple[int, CodexLine]]:
    for number, value in reader:
        for line in codex_lines(value):
            yield number, line


def _head_of(file: LogFile) -> Head:
    """The file's first `session_meta`; without one, the thread that its lines name, or its own name."""
    thread = ""
    with file.open() as stream:
        for number, line in _lines_of(LineReader(stream)):
            if line.kind == "session_meta":
                return read_head(line, number)
            if line.kind in {"event_msg", "token_usage_record"}:
                thread = thread or text(line.payload, "thread_id")
            if number > _HEAD_LINES:
                break
    return Head(thread or file.name)


def _tokens_of(file: LogFile) -> int:
    """What the stream states as its thread's total; 0 where it states none."""
    with file.open() as stream:
        totals = (stated_total(mapping(value, "usage")) for _, value in LineReader(stream))
        return max(totals, default=0)


def _take_rollout(session: CodexSession, rollout: _Rollout, rank: int, known: _Known) -> tuple[str, ...]:
    file, head = rollout.file, rollout.head
    own_from, own = _own_from(rollout, known), set[int]()
    spot = Spot(file.name, rank, agent=head.agent)
    session.begin(head, file.name)
    dropped = repeated = 0
    with file.open() as stream:
        reader = LineReader(stream)
        for number, line in _lines_of(reader):
            known.remember(line, head)
            if head.line < number < own_from:
                session.copied(line)
                dropped += 1
            elif known.is_new(line, head, own):
                session.take(line, replace(spot, line=number))
            else:
                repeated += 1
    session.end()
    known.close(own)
    said = []
    if dropped:
        said.append(f"{dropped} record(s) copied from the session it was forked from; left out.")
    if repeated:
        said.append(f"{repeated} record(s) that another file of the same session holds; read once.")
    return (*reader.remarks, *said)


def _own_from(rollout: _Rollout, known: _Known) -> int:
    """Number of the first line after what a fork copied; 0 where nothing can have been copied."""
    replay = Replay(rollout.head, known.ids if rollout.head.parent else frozenset())
    embedded, worked = False, False
    with rollout.file.open() as stream:
        for number, line in _lines_of(LineReader(stream)):
            other = line.kind == "session_meta" and number > rollout.head.line
            worked = worked or line.kind in {"response_item", "event_msg", "turn_context"}
            # Before the fork said so itself, only the copied head right below its own betrayed it.
            embedded = embedded or (other and not worked and text(line.payload, "id") != rollout.head.thread)
            replay.take(line, number)
            if not rollout.head.parent and not embedded and number > _HEAD_LINES:
                break
    return replay.own_from if rollout.head.parent or embedded else 0


def _take_stream(session: CodexSession, file: LogFile, rank: int) -> tuple[str, ...]:
    stream_ = ExecStream(session, Spot(file.name, rank, stream=True))
    with file.open() as stream:
        reader = LineReader(stream)
        for number, value in reader:
            stream_.take(value, number)
    stream_.end()
    return reader.remarks


def _counted(session: CodexSession) -> list[tuple[str, str]]:
    """What the session could not place, by file; missing agents under the first file."""
    said = [*unplaced_remarks(session.unknown)]
    said += missing_agents_remark(session.missing_agents)
    return said
