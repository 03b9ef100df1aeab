"""What is kept of an artifact that was handed in: masked wherever it is text, and said where it is not."""

import gzip
import zipfile
from pathlib import Path

from agent_router.evidence.storing_artifacts import store_artifacts
from agent_router.model.provenance import NOT_SEARCHED

KEY = b"k" * 32
SECRET = "ghp_" + "a8Kd0PqLmZx2Vb7NcT5rYw1sEu9HfGj3IoX4"
JUNIT = (
    '<testsuite name="s" tests="1" failures="1"><testcase classname="c" name="t">'
    f'<failure message="GITHUB_TOKEN={SECRET}"/></testcase></testsuite>'
)


def test_a_compressed_report_is_read_masked_and_kept_unpacked(tmp_path: Path) -> None:
    plain, packed = tmp_path / "junit.xml", tmp_path / "junit.xml.gz"
    plain.write_text(JUNIT)
    packed.write_bytes(gzip.compress(JUNIT.encode()))
    (tmp_path / "run").mkdir()
    (tmp_path / "again").mkdir()

    ((one,), rules) = store_artifacts((packed,), tmp_path / "run", KEY)
    ((other,), _) = store_artifacts((plain,), tmp_path / "again", KEY)

    assert one.reading == other.reading
    assert (one.stored.name, one.stored.searched) == (other.stored.name, True)
    assert "It was compressed (gzip); it is kept unpacked." in one.stored.remarks
    assert SECRET.encode() not in (tmp_path / "run" / one.stored.name).read_bytes()
    assert [found.rule for _, _, found in rules] == ["github-token"]


def test_what_is_no_text_is_kept_as_it_is_and_said(tmp_path: Path) -> None:
    archive, damaged = tmp_path / "trace.zip", tmp_path / "log.gz"
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("trace.bin", bytes(range(256)))
    (tmp_path / "run").mkdir()
    damaged.write_bytes(gzip.compress(bytes(range(256)) * 40)[:60] + b"\0")

    handed_in, rules = store_artifacts((archive, damaged), tmp_path / "run", KEY)

    assert [(tmp_path / "run" / one.stored.name).read_bytes() for one in handed_in] == [
        archive.read_bytes(),
        damaged.read_bytes(),
    ]
    assert [NOT_SEARCHED in one.stored.remarks for one in handed_in] == [True, True]
    assert rules == ()
