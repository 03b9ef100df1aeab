"""What OpenCode's snapshots of the working tree say was changed, put where it happened.

1. A `patch` names the files that differ between the start and the end of one step, whoever changed them.
2. A file that a tool of the step wrote was changed there; another one by the step's last shell command; where there is
   neither, at the patch itself.
3. `summary.diffs` of a prompt is the difference over its whole turn: it says created or deleted, and how many lines;
   these stand with the turn's last change of the file. A file it names that no patch names is put at the turn's end.
4. What a sub-agent's own snapshots show is not told once more by the step that started it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from agent_router.evidence.json_fields import items, mapping, text, whole
from agent_router.evidence.logs.calls import Origin
from agent_router.evidence.logs.opencode_tools import AGENT_TOOLS, REDACTED, SHELL_TOOLS
from agent_router.evidence.logs.timeline import Order
from agent_router.model.known import ChangeKind, CommandOutcome, KnownBy
from agent_router.model.run import Change, Command, Record
from agent_router.scope.written_paths import absolute

Spotted = tuple[Origin, Order]

_STATUS = {"added": ChangeKind.CREATED, "deleted": ChangeKind.DELETED, "modified": ChangeKind.MODIFIED}


@dataclass(frozen=True, slots=True)
class _Difference:
    kind: ChangeKind
    added: int | None
    removed: int | None


class Turn:
    """The snapshots of one turn of one session."""

    def __init__(self) -> None:
        """Nothing changed yet."""
        self._diffs: dict[str, _Difference] = {}
        self._patched: list[tuple[str, Spotted, bool]] = []
        """Path, where, and whether a sub-agent may have done it."""
        self._kinds: dict[str, ChangeKind] = {}
        self._wrote: dict[str, Spotted] = {}
        self._shell: Spotted | None = None
        self._delegated = False
        self._end: Spotted | None = None

    def differences(self, diffs: tuple[object, ...], root: str, spotted: Spotted) -> None:
        """Take in `summary.diffs`."""
        self._end = self._end or spotted
        for diff in diffs:
            file = text(diff, "file")
            # A sanitized export gives the same file other names in diffs than in patches.
            if file and not file.startswith(REDACTED):
                self._diffs[absolute(file, root)] = _difference(diff)

    def step(self) -> None:
        """A step begins: what changed before it, it did not change."""
        self._wrote.clear()
        self._shell = None
        self._delegated = False

    def delegated(self, tool: str) -> None:
        """A tool was called; one that starts a sub-agent leaves its changes to it."""
        self._delegated = self._delegated or tool in AGENT_TOOLS

    def called(self, tool: str, record: Record, spotted: Spotted) -> None:
        """A tool of the step left this record."""
        self._end = spotted
        if tool in SHELL_TOOLS and isinstance(record, Command) and record.outcome is not CommandOutcome.DENIED:
            self._shell = spotted
        if isinstance(record, Change) and record.done and record.known_by is KnownBy.TOOL:
            self._wrote[record.path] = spotted
            self._kinds.setdefault(record.path, record.kind)

    def patch(self, part: object, root: str, spotted: Spotted) -> tuple[str, ...]:
        """A step ended, and these files differ from its start; their paths."""
        self._end = spotted
        before = len(self._patched)
        for file in items(part, "files"):
            if isinstance(file, str) and file:
                path = file if file.startswith(REDACTED) else absolute(file, root)
                own = self._wrote.get(path) or self._shell
                self._patched.append((path, own or spotted, self._delegated and own is None))
        return tuple(path for path, _, _ in self._patched[before:])

    def changes(self, by_agents: Collection[str]) -> Iterator[tuple[Change, Order]]:
        """Everything that the turn's snapshots show; `by_agents` are paths that sub-agents' own snapshots show."""
        last = {path: number for number, (path, _, _) in enumerate(self._patched)}
        first: set[str] = set()
        for number, (path, spotted, delegated) in enumerate(self._patched):
            if delegated and path in by_agents:
                continue
            found = self._diffs.get(path)
            kind = self._kind(path, found, is_first=path not in first, is_last=last[path] == number)
            first.add(path)
            yield _change(path, kind, spotted, found if last[path] == number else None)
        for path, found in self._diffs.items():
            if path not in last and path not in by_agents and self._end is not None:
                yield _change(path, found.kind, self._end, found)

    def _kind(self, path: str, found: _Difference | None, *, is_first: bool, is_last: bool) -> ChangeKind:
        if found is None:
            return self._kinds.get(path, ChangeKind.MODIFIED) if is_first or is_last else ChangeKind.MODIFIED
        if found.kind is ChangeKind.CREATED:
            return ChangeKind.CREATED
        return found.kind if is_last else ChangeKind.MODIFIED


def _difference(diff: object) -> _Difference:
    given = mapping(diff)
    kind = _STATUS.get(text(diff, "status"), ChangeKind.MODIFIED)
    if not text(diff, "status") and isinstance(given.get("before"), str) and isinstance(given.get("after"), str):
        # Versions before 1.2 kept both texts and no status.
        kind = ChangeKind.CREATED if not given["before"] else ChangeKind.DELETED if not given["after"] else kind
    return _Difference(kind, whole(diff, "additions"), whole(diff, "deletions"))


def _change(path: str, kind: ChangeKind, spotted: Spotted, found: _Difference | None) -> tuple[Change, Order]:
    origin, order = spotted
    change = Change(
        **origin.system(),
        path=path,
        kind=kind,
        known_by=KnownBy.SNAPSHOT,
        added=found.added if found else None,
        removed=found.removed if found else None,
    )
    return change, order
