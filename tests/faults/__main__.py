"""`python -m tests.faults DIR` writes every fixture workbook, with the words expected for it in a `.txt` beside it."""

import sys
from pathlib import Path

from tests.faults.catalogue import all_faults
from tests.faults.checking import made


def write_all(folder: Path) -> int:
    """Write them; gives how many."""
    folder.mkdir(parents=True, exist_ok=True)
    for fault in all_faults():
        stem = f"{fault.code.replace(' ', '-')}-{fault.name}"
        (folder / f"{stem}.xlsx").write_bytes(made(fault.change))
        if fault.previous is not None:
            (folder / f"{stem}.previous.xlsx").write_bytes(made(fault.previous))
        (folder / f"{stem}.txt").write_text(f"{fault.code}\n{fault.place}\n{fault.words}\n", "utf-8")
    return len(all_faults())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(write_all(Path(sys.argv[1])), "workbooks written")  # noqa: T201  # a program for people
