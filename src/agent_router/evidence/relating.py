"""Records with their paths as seen from the run's root; what lies outside stays absolute."""

from dataclasses import replace

from agent_router.model.run import Change, Command, Denied, FileRead, Finding, Record, Verification
from agent_router.scope.written_paths import relative


def relate(record: Record, root: str) -> Record:
    """The record with root-relative paths; working folders are empty at the root."""
    match record:
        case FileRead():
            return replace(record, path=relative(record.path, root))
        case Change():
            old = relative(record.old_path, root) if record.old_path else ""
            return replace(record, path=relative(record.path, root), old_path=old)
        case Command() | Verification():
            return replace(record, working_directory=_folder(record.working_directory, root))
        case Denied():
            return replace(record, path=relative(record.path, root) if record.path else "")
        case Finding():
            return replace(record, file=relative(record.file, root) if record.file else "")
        case _:
            return record


def _folder(path: str, root: str) -> str:
    if not path:
        return ""
    folder = relative(path, root)
    return "" if folder == "." else folder
