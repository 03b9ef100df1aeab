"""A new workspace: the starter workbook, a sample queue, and the folders."""

from collections.abc import Iterator
from pathlib import Path

from agent_router.errors import Misuse
from agent_router.ledger.files import write_atomic
from agent_router.pipeline.shipped import shipped_folder
from agent_router.pipeline.workspace import FOLDERS

WORKBOOK = "agent-router.xlsx"
QUEUE = "queue.xlsx"


def start_workspace(root: Path) -> Iterator[Path]:
    """Make the folders and copy the starter files; whatever is there already stays as it is.

    Raises Misuse where `root` is a file, or holds a workbook already.
    """
    if root.exists() and not root.is_dir():
        raise Misuse(f"{root} is a file. Name a folder.")
    if (root / "matrices" / WORKBOOK).exists():
        raise Misuse(f"{root} already has a workbook: matrices/{WORKBOOK}. Nothing was changed.")
    for name in FOLDERS:
        (root / name).mkdir(parents=True, exist_ok=True)
    for source, target in (
        (shipped_folder("matrices") / WORKBOOK, root / "matrices" / WORKBOOK),
        (shipped_folder("_demo") / QUEUE, root / QUEUE),
    ):
        if not target.exists():
            write_atomic(target, source.read_bytes())
            yield target
