"""Where the files that ship with the program are: in the wheel, or beside the source in a checkout."""

from pathlib import Path

from agent_router.errors import RouterError

PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = PACKAGE.parents[1]


def shipped_folder(name: str) -> Path:
    """The folder `matrices`, `report_templates` or `_demo`."""
    for folder in (PACKAGE / name, PACKAGE / "_shipped" / name, CHECKOUT / name):
        if folder.is_dir():
            return folder
    raise RouterError(f"This installation is incomplete: its folder {name} is missing. Install agent-router again.")
