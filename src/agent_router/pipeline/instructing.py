"""The router's own instructions for agents, written from the workbook into a folder."""

from collections.abc import Iterator
from pathlib import Path

from agent_router.agents.section import merge_section, read_text
from agent_router.agents.skill import GeneratedFile, skill_files
from agent_router.ledger.files import write_atomic
from agent_router.pipeline.workspace import NamedBytes
from agent_router.workbook.interface import read_policy

SECTION = "AGENTS.md"


def write_instructions(workbook: NamedBytes, out: Path, version: str) -> Iterator[tuple[Path, str]]:
    """Write SKILL.md, the section of AGENTS.md and prompt.md; yields each path with `wrote` or `unchanged`.

    Every file's bytes are settled before the first is written, so a refusal leaves the folder as it was.

    Raises:
        InputRejected: the workbook has errors, or the AGENTS.md there cannot take the section.
    """
    policy = read_policy(workbook.data, workbook.name)
    settled = [(out / file.name, *_before_and_after(out / file.name, file)) for file in skill_files(policy, version)]
    for path, before, after in settled:
        if after == before:
            yield path, "unchanged"
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, after)
        yield path, "wrote"


def _before_and_after(path: Path, file: GeneratedFile) -> tuple[bytes | None, bytes]:
    """What stands there (None: nothing), and what shall stand there."""
    before = path.read_bytes() if path.is_file() else None
    if before is None or path.name != SECTION:
        return before, file.text.encode()
    return before, merge_section(read_text(before), file.text).encode()
