"""Files that Codex's patch tool changes: from the program's record of it, or from the words of the patch."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agent_router.evidence.json_fields import items, mapping, text
from agent_router.evidence.logs.calls import Origin
from agent_router.evidence.texts import excerpt
from agent_router.model.known import ChangeKind, KnownBy
from agent_router.model.run import Change, Denied
from agent_router.scope.written_paths import absolute

TOOL = "apply_patch"
_HEAD = re.compile(r"^\*\*\* (Add|Update|Delete) File: (.+?)\s*$|^\*\*\* Move to: (.+?)\s*$", re.MULTILINE)
_SHELL_PATCH = re.compile(r"\A\s*(?:cd\s+\S+\s*&&\s*)?(?:applypatch|apply_patch)\b")
_KINDS = {
    "add": ChangeKind.CREATED,
    "create": ChangeKind.CREATED,
    "delete": ChangeKind.DELETED,
    "update": ChangeKind.MODIFIED,
    "modify": ChangeKind.MODIFIED,
}


@dataclass(frozen=True, slots=True)
class FileEdit:
    """One file of a patch."""

    path: str
    kind: ChangeKind
    added: int | None = None
    removed: int | None = None
    moved_to: str = ""


def recorded_edits(changes: object) -> Iterator[FileEdit]:
    """Files of `changes`: by path in a rollout, a list in the stream of `codex exec`."""
    for path, change in mapping({"": changes}, "").items():
        yield _edit(path, change)
    for change in items({"": changes}, ""):
        if text(change, "path"):
            yield _edit(text(change, "path"), change)


def _edit(path: str, change: object) -> FileEdit:
    kind = text(change, "type") or text(change, "kind") or text(change, "kind", "type")
    inner: Mapping[str, object] = mapping(change)
    if not kind and len(inner) == 1:
        # Before 0.60 the kind was the key: {"update": {"unified_diff": …}}.
        kind, inner = next(iter(inner)), mapping(change, next(iter(inner)))
    added, removed = _counted(kind, inner)
    moved = text(inner, "move_path") or text(inner, "kind", "move_path")
    return FileEdit(path, _KINDS.get(kind, ChangeKind.MODIFIED), added, removed, moved)


def _counted(kind: str, change: Mapping[str, object]) -> tuple[int | None, int | None]:
    diff, content = change.get("unified_diff"), change.get("content")
    if isinstance(diff, str):
        # What stands before the first hunk names the files.
        _, mark, hunks = diff.partition("@@")
        if not mark:
            return None, None
        lines = hunks.splitlines()[1:]
        return sum(one.startswith("+") for one in lines), sum(one.startswith("-") for one in lines)
    if isinstance(content, str):
        number = len(content.splitlines())
        return (0, number) if kind == "delete" else (number, 0)
    return None, None


def written_edits(patch: str) -> tuple[FileEdit, ...]:
    """Files that the words of a patch name (`*** Update File: …`)."""
    edits: list[FileEdit] = []
    heads = list(_HEAD.finditer(patch))
    for at, head in enumerate(heads):
        if head[3]:
            if edits:
                last = edits.pop()
                edits.append(FileEdit(last.path, last.kind, *_of_body(patch, heads, at), moved_to=head[3]))
            continue
        kind = _KINDS[head[1].lower()]
        added, removed = (None, None) if kind is ChangeKind.DELETED else _of_body(patch, heads, at)
        edits.append(FileEdit(head[2], kind, added, removed))
    return tuple(edits)


def _of_body(patch: str, heads: list[re.Match[str]], at: int) -> tuple[int, int]:
    end = heads[at + 1].start() if at + 1 < len(heads) else len(patch)
    lines = patch[heads[at].end() : end].splitlines()
    return sum(one.startswith("+") for one in lines), sum(one.startswith("-") for one in lines)


def shell_patch(text_: str) -> str:
    """The patch that a shell line hands to `apply_patch`, which the program takes for itself; empty without one."""
    return text_ if _SHELL_PATCH.match(text_) and "*** Begin Patch" in text_ else ""


def patch_records(edits: Iterator[FileEdit] | tuple[FileEdit, ...], origin: Origin, *, done: bool) -> Iterator[Change]:
    """The changes of one patch; an attempt where it was not applied."""
    for edit in edits:
        path = absolute(edit.path, origin.directory)
        moved = absolute(edit.moved_to, origin.directory) if edit.moved_to else ""
        renamed = bool(moved) and moved != path
        yield Change(
            **origin.system(),
            path=moved if renamed else path,
            old_path=path if renamed else "",
            kind=ChangeKind.RENAMED if renamed else edit.kind,
            known_by=KnownBy.TOOL,
            added=edit.added if done else None,
            removed=edit.removed if done else None,
            done=done,
        )


def patch_denied(edits: tuple[FileEdit, ...], origin: Origin, answered: Origin, reason: str) -> Denied:
    """The refusal of one patch."""
    paths = [absolute(edit.path, origin.directory) for edit in edits]
    return Denied(
        **answered.system(),
        tool=TOOL,
        target=excerpt("; ".join(paths)),
        reason=excerpt(reason),
        path=paths[0] if paths else "",
    )
