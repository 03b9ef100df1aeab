"""The files in their folder: all of them, or none."""

from pathlib import Path

import pytest

from agent_router.agents.section import BEGIN, END
from agent_router.errors import InputRejected
from agent_router.pipeline.instructing import write_instructions
from agent_router.pipeline.workspace import NamedBytes
from tests.policies import STARTER

STALE = "the skill of an older workbook"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    skill = tmp_path / "agent-workflow-router" / "SKILL.md"
    skill.parent.mkdir()
    skill.write_text(STALE, encoding="utf-8")
    return tmp_path


def write(folder: Path) -> dict[str, str]:
    told = write_instructions(NamedBytes("w.xlsx", STARTER.read_bytes()), folder, "0.1.0")
    return {path.name: state for path, state in told}


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_damaged_markers_leave_every_file_as_it_was(folder: Path) -> None:
    (folder / "AGENTS.md").write_text(f"{BEGIN} x -->\nno end\n", encoding="utf-8")
    before = everything(folder)
    with pytest.raises(InputRejected, match=r"AGENTS\.md line 1: .* Nothing was changed\. \[AG101\]"):
        write(folder)
    assert everything(folder) == before


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("# Ours\n".encode("utf-16"), "byte order mark of UTF-16"),
        ("# Ours\n".encode("utf-16-le"), "byte 2 is zero"),
        ("# Ours\n".encode("utf-32-be"), "byte 1 is zero"),
        ("# Ours\nGrüße\n".encode("cp1252"), r"line 2: .*byte 0xFC is no UTF-8"),
    ],
)
def test_an_agents_md_that_is_not_utf8_is_refused_in_words_and_nothing_is_written(
    folder: Path, data: bytes, found: str
) -> None:
    (folder / "AGENTS.md").write_bytes(data)
    before = everything(folder)
    with pytest.raises(InputRejected, match=rf"AGENTS\.md.*{found}.* Save the file as UTF-8.*\[AG102\]"):
        write(folder)
    assert everything(folder) == before


def test_a_byte_order_mark_of_utf8_stays_first(folder: Path) -> None:
    (folder / "AGENTS.md").write_text("# Grüße\n", encoding="utf-8-sig")
    assert write(folder) == {"SKILL.md": "wrote", "AGENTS.md": "wrote", "prompt.md": "wrote"}
    text = (folder / "AGENTS.md").read_bytes().decode()
    assert text.startswith("\ufeff# Grüße\n\n")
    assert text.endswith(f"{END}\n")
    assert set(write(folder).values()) == {"unchanged"}
