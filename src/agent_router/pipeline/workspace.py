"""A workspace: the folder that holds `matrices/`, a queue, contracts, evidence and reports."""

from dataclasses import dataclass
from pathlib import Path

from agent_router.errors import CannotRead, Misuse
from agent_router.model.place import Place

FOLDERS = ("matrices", "contracts", "evidence", "reports", "report_templates")
LOCK_PREFIX = "~$"
"""Excel's own lock file beside an open workbook: never a workbook."""


@dataclass(frozen=True, slots=True)
class NamedBytes:
    """A file's bytes and its workspace-relative name, so that a file and an attachment go the same way."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Workspace:
    """One workspace on disk."""

    root: Path

    def name_of(self, path: Path) -> str:
        """Workspace-relative name of a path; its last part where it lies outside."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return path.name

    def workbooks(self) -> tuple[Path, ...]:
        """The workbooks of `matrices/`, in name order."""
        found = (self.root / "matrices").glob("*.xlsx")
        return tuple(sorted(path for path in found if not path.name.startswith(LOCK_PREFIX)))

    def only_workbook(self) -> Path:
        """The only workbook of the workspace; Misuse where there are none or several."""
        books = self.workbooks()
        if len(books) > 1:
            books = tuple(book for book in books if not _is_annotated_copy(book))
        if len(books) == 1:
            return books[0]
        if not books:
            raise Misuse(f"There is no workbook in {self.root / 'matrices'}. Name one with --matrix.")
        names = ", ".join(book.name for book in books)
        raise Misuse(f"There are {len(books)} workbooks in {self.root / 'matrices'} ({names}). Name one with --matrix.")

    def queue(self) -> Path | None:
        """The queue file at the top of the workspace, where there is exactly one."""
        found = [path for kind in ("xlsx", "csv", "jsonl", "json") if (path := self.root / f"queue.{kind}").is_file()]
        return found[0] if len(found) == 1 else None


def _is_annotated_copy(path: Path) -> bool:
    """Whether `check --annotate` made it: nobody keeps rules in such a copy, even where it lies beside them."""
    from agent_router.sheets.annotating import copy_of  # noqa: PLC0415  # only where there are several workbooks

    return bool(copy_of(read_file(path, "workbook")))


def find_workspace(start: Path) -> Workspace | None:
    """The nearest folder from `start` upward that has a workbook in `matrices/`, or None."""
    for folder in (start.resolve(), *start.resolve().parents):
        workspace = Workspace(folder)
        if workspace.workbooks():
            return workspace
    return None


def read_file(path: Path, what: str) -> bytes:
    """The bytes of a file; CannotRead with words where there are none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise CannotRead(Place(str(path)), f"There is no such {what}.", "Check the spelling and the folder.") from None
    except IsADirectoryError:
        raise CannotRead(Place(str(path)), f"This is a folder, not a {what}.", "Name the file inside it.") from None
    except PermissionError:
        raise CannotRead(Place(str(path)), f"This {what} may not be read.", "Ask for the right to read it.") from None
    except OSError as fault:
        raise CannotRead(Place(str(path)), f"This {what} cannot be read: {fault.strerror}.", "Try again.") from None


def named_file(path: Path, what: str) -> NamedBytes:
    """A file's bytes under the name a person would say."""
    return NamedBytes(workspace_name(path), read_file(path, what))


def named_apart(one: Path, other: Path, what: str) -> tuple[NamedBytes, NamedBytes]:
    """Two files of a kind, called as they were typed where a person would call both the same."""
    files = named_file(one, what), named_file(other, what)
    if files[0].name != files[1].name:
        return files
    return NamedBytes(one.as_posix(), files[0].data), NamedBytes(other.as_posix(), files[1].data)


def workspace_name(path: Path) -> str:
    """The name of a path inside its workspace; its last part where it is in none."""
    workspace = find_workspace(path if path.is_dir() else path.parent)
    return workspace.name_of(path) if workspace is not None else path.name
