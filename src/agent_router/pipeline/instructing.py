"""The router's own instructions for agents, written from the workbook into a folder."""

from collections.abc import Iterator
from pathlib import Path

from agent_router.agents.section import merge_section
from agent_router.agents.skill import skill_files
from agent_router.ledger.files import write_atomic
from agent_router.pipeline.workspace import NamedBytes
from agent_router.workbook.interface import read_policy

SECTION = "AGENTS.md"


def write_instructions(workbook: NamedBytes, out: Path, version: str) -> Iterator[tuple[Path, str]]:
    """Write SKILL.md, the section of AGENTS.md and prompt.md; yields each path with `wrote` or `unchanged`."""
    policy = read_policy(workbook.data, workbook.name)
    for file in skill_files(policy, version):
        path = out / file.name
        data = file.text.encode()
        before = path.read_bytes() if path.is_file() else None
        if path.name == SECTION and before is not None:
            data = merge_section(before.decode("utf-8", "surrogateescape"), file.text).encode(
                "utf-8", "surrogateescape"
            )
        if data == before:
            yield path, "unchanged"
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, data)
        yield path, "wrote"
