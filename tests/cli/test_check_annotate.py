"""`check --annotate`: a copy with the findings in it, beside a workbook that stays as it is."""

import os
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from openpyxl import load_workbook

from agent_router.pipeline.workspace import Workspace
from tests.cli.calling import answer, call, retype
from tests.policies import STARTER
from tests.sheets.foreign_features import full_of_features

BOOK = Path("matrices/agent-router.xlsx")
OFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def misspelled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The shipped workbook, with one word misspelled."""
    path = tmp_path_factory.mktemp("misspelled") / "policy.xlsx"
    shutil.copy(STARTER, path)
    retype(path, "Risk rules", "Work type", 6, "Migraton")
    return path.read_bytes()


@pytest.fixture
def wrong(workspace: Path, misspelled: bytes) -> Path:
    """That workbook in a workspace."""
    (workspace / BOOK).write_bytes(misspelled)
    return workspace / BOOK


def test_the_copy_shows_the_finding_and_the_original_stays_byte_for_byte(wrong: Path, tmp_path: Path) -> None:
    out, before = tmp_path / "copy.xlsx", (wrong.read_bytes(), wrong.stat().st_mtime_ns)
    said = call("check", wrong, "--annotate", out)
    assert said.exit_code == 1
    assert (wrong.read_bytes(), wrong.stat().st_mtime_ns) == before
    copy = load_workbook(out)
    note = copy["Risk rules"]["C6"].comment
    assert note is not None
    assert note.text.startswith("ERROR: The condition names a word")
    assert copy["Risk rules"]["C6"].fill.fill_type == "solid"
    assert copy["Problems"]["C7"].hyperlink.location == "'Risk rules'!C6"
    assert sha256(before[0]).hexdigest() in str(copy["Problems"]["A4"].value)
    assert "Annotated copy: " in said.stdout
    assert "Your own file is as it was." in said.stdout


def test_a_sound_workbook_shows_which_rules_its_examples_hold(workspace: Path, tmp_path: Path) -> None:
    said = call("check", workspace / BOOK, "--annotate", tmp_path / "copy.xlsx")
    assert said.exit_code == 0, said.stdout
    copy = load_workbook(tmp_path / "copy.xlsx")
    assert copy.sheetnames[:3] == ["Problems", "Rules and examples", "Start here"]
    notes = [cell.comment.text for (cell,) in copy["Routes"].iter_rows(min_row=5, max_col=1) if cell.comment]
    assert notes
    assert all("EXAMPLES: " in note for note in notes)
    assert "The copy does not show: 25 × stored results of formulas" in said.stdout


def test_json_names_the_copy_and_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "features.xlsx").write_bytes(full_of_features())
    said = answer("check", tmp_path / "features.xlsx", "--annotate", tmp_path / "copy.xlsx", "--json")
    assert said["annotated"] == str(tmp_path / "copy.xlsx")
    assert said["annotated_cells"] == 2
    assert {"what": "shapes and text boxes", "sheet": "Rules of 'us' & them", "count": 1} in said["lost"]
    assert said["problems"]


def test_without_the_option_json_says_nothing_of_a_copy(workspace: Path) -> None:
    assert "annotated" not in answer("check", workspace / BOOK, "--json")


def test_an_earlier_copy_is_replaced_and_anything_else_only_by_force(wrong: Path, tmp_path: Path) -> None:
    out = tmp_path / "copy.xlsx"
    out.write_bytes(b"somebody's notes")
    refused = call("check", wrong, "--annotate", out)
    assert (refused.exit_code, out.read_bytes()) == (2, b"somebody's notes")
    assert "is no annotated copy" in refused.stderr
    assert call("check", wrong, "--annotate", out, "--force").exit_code == 1
    first = out.read_bytes()
    assert call("check", wrong, "--annotate", out).exit_code == 1
    assert out.read_bytes() == first


def test_somebody_elses_workbook_is_not_replaced(wrong: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.xlsx"
    shutil.copy(wrong, other)
    assert call("check", wrong, "--annotate", other).exit_code == 2
    assert other.read_bytes() == wrong.read_bytes()


@pytest.mark.parametrize("by", ["same", "dotted", "symbolic link", "hard link"])
def test_the_workbook_itself_is_never_the_copy_whatever_it_is_called(wrong: Path, tmp_path: Path, by: str) -> None:
    out = tmp_path / "link.xlsx"
    match by:
        case "symbolic link":
            out.symlink_to(wrong)
        case "hard link":
            os.link(wrong, out)
        case "dotted":
            out = wrong.parent / ".." / "matrices" / wrong.name
        case _:
            out = wrong
    before = wrong.read_bytes()
    refused = call("check", wrong, "--annotate", out, "--force")
    assert refused.exit_code == 2
    assert "never written to" in refused.stderr
    assert wrong.read_bytes() == before


@pytest.mark.parametrize(("name", "said"), [("copy.pdf", "ends in .xlsx"), ("folder.xlsx", "is a folder")])
def test_a_name_that_cannot_be_a_workbook_is_refused(wrong: Path, tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    refused = call("check", wrong, "--annotate", tmp_path / name)
    assert refused.exit_code == 2
    assert said in refused.stderr


def test_what_is_no_workbook_leaves_no_copy(tmp_path: Path) -> None:
    (tmp_path / "no.xlsx").write_text("ID,Goal\n")
    assert call("check", tmp_path / "no.xlsx", "--annotate", tmp_path / "copy.xlsx").exit_code == 3
    assert not (tmp_path / "copy.xlsx").exists()


def test_a_missing_workbook_and_a_copy_of_its_name_is_a_missing_workbook(tmp_path: Path) -> None:
    said = call("check", tmp_path / "no.xlsx", "--annotate", tmp_path / "no.xlsx")
    assert said.exit_code in {2, 3}
    assert not (tmp_path / "no.xlsx").exists()


def test_a_copy_beside_the_rules_is_not_taken_for_the_rules(wrong: Path) -> None:
    call("check", wrong, "--annotate", wrong.with_name("copy.xlsx"))
    workspace = Workspace(wrong.parents[1])
    assert len(workspace.workbooks()) == 2
    assert workspace.only_workbook() == wrong


@pytest.mark.office
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_opens_the_copy_and_keeps_notes_links_and_colors(wrong: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.xlsx"
    call("check", wrong, "--annotate", copy)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    words = [
        OFFICE or "",
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "again"),
        str(copy),
    ]
    subprocess.run(words, check=True, capture_output=True, timeout=180)
    before, after = load_workbook(copy), load_workbook(tmp_path / "again" / "copy.xlsx")
    assert after.sheetnames == before.sheetnames
    for sheet in before.worksheets:
        notes = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
        again = after[sheet.title]
        assert {cell for cell in notes if again[cell].comment is None} == set(), sheet.title
    assert after["Risk rules"]["C6"].fill.fgColor.rgb == before["Risk rules"]["C6"].fill.fgColor.rgb
    assert "Risk rules" in after["Problems"]["C7"].hyperlink.location
    replaced = call("check", wrong, "--annotate", tmp_path / "again" / "copy.xlsx")
    assert replaced.exit_code == 1, replaced.stderr  # it is still known as a copy
