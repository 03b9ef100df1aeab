"""A run for people outside: digests stay checkable, texts go."""

import json
import shutil
import subprocess
import textwrap
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.errors import CannotRead, Misuse
from agent_router.evidence.exporting import check_export
from agent_router.evidence.redacting import STANDS_FOR, Redactor
from agent_router.ledger.chain import chain_lines
from agent_router.ledger.digest import sha256_hex
from agent_router.ledger.jsontext import JsonObject
from agent_router.pipeline.exporting import export_redacted
from tests.cli.calling import answer, call

SECRETS = (
    "Ada Lovelace",
    "storefront",
    "src/pay.py",
    "cat the price list",
    "The cart is fixed",
    "hunter2",
    "vault.corp",
)
LINES: list[JsonObject] = [
    {"seq": 1, "kind": "run", "source": "system", "run_id": "r-1", "operator": "Ada Lovelace",
     "repository": "storefront", "contract": "c" * 64},
    {"seq": 2, "kind": "read", "source": "system", "grade": "harness", "path": "src/pay.py", "how": "Read"},
    {"seq": 3, "kind": "command", "source": "system", "text": "cat the price list", "outcome": "ran", "exit_code": 1,
     "exit_source": "recorded", "output_sha256": "d" * 64, "output": "hunter2", "at": "2026-11-22T10:00:00+00:00"},
    {"seq": 4, "kind": "change", "source": "system", "path": "src/pay.py", "change": "modified", "known_by": "git"},
    {"seq": 5, "kind": "usage", "source": "system", "model": "gpt-5.5", "input": 12},
    {"seq": 6, "kind": "claim", "source": "agent", "text": "The cart is fixed"},
    {"seq": 7, "kind": "request", "source": "system", "system": "vault.corp", "status": 200, "unheard_of": "hunter2"},
    {"seq": 8, "kind": "end", "source": "system", "finished": True},
]  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "evidence" / "r-1"
    (folder / "contract").mkdir(parents=True)
    (folder / "artifacts").mkdir()
    (folder / "run.jsonl").write_bytes(chain_lines(LINES))
    said: list[JsonObject] = [
        {"kind": "run", "run": "e" * 64, "contract": "c" * 64},
        {"kind": "decision", "item": "A1", "by": "Ada Lovelace", "met": True, "note": "hunter2"},
    ]
    (folder / "decisions.jsonl").write_bytes(chain_lines(said))
    (folder / "contract" / "contract.json").write_text('{"goal":"The cart is fixed","task_id":"T-1"}', "utf-8")
    (folder / "artifacts" / "storefront.xml").write_text("hunter2", "utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def held(files: dict[str, bytes]) -> tuple[str, ...]:
    return check_export(files.get)


def test_no_text_of_the_run_is_in_it_and_every_number_time_and_digest_is(run: Path, tmp_path: Path) -> None:
    export_redacted(run, tmp_path / "out")
    files = contents(tmp_path / "out")

    everything = b"".join(files.values()).decode()
    assert [text for text in SECRETS if text in everything] == []
    lines = [json.loads(line) for line in files["run.jsonl"].splitlines()]
    assert lines[2]["exit_code"] == 1
    assert (lines[2]["at"], lines[2]["output_sha256"]) == ("2026-11-22T10:00:00+00:00", "d" * 64)
    assert lines[2]["text"] == "‹redacted: 18 characters›"
    assert lines[1]["path"] == lines[3]["path"] == "‹path 1›"
    assert lines[0]["operator"] == json.loads(files["decisions.jsonl"].splitlines()[1])["by"] == "‹person 1›"
    assert set(files) == {
        "run.jsonl", "decisions.jsonl", "contract/contract.json", "manifest.json", "how-to-check.md",
    }  # fmt: skip


def _as_the_guide_says(folder: Path) -> str:
    guide = (folder / "how-to-check.md").read_text("utf-8")
    script = textwrap.dedent(guide.split("```\n")[1])
    return subprocess.run(["sh", "-c", script], cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(shutil.which("sha256sum") is None or shutil.which("sh") is None, reason="needs sh and sha256sum")
def test_a_shell_and_sha256sum_follow_the_chain_as_the_guide_says(run: Path, tmp_path: Path) -> None:
    export_redacted(run, tmp_path / "out")
    record = tmp_path / "out" / "run.jsonl"
    head = sha256_hex((run / "run.jsonl").read_bytes().splitlines()[-1])
    assert _as_the_guide_says(tmp_path / "out") == f"8 lines, digest {head}\n"

    lines = record.read_bytes().splitlines(keepends=True)
    record.write_bytes(b"".join(lines[:3] + lines[4:]))
    assert _as_the_guide_says(tmp_path / "out").startswith("line 4 does not fit\n7 lines, ")
    record.write_bytes(b"".join([*lines[:4], lines[4].replace(b":12,", b":99,"), *lines[5:]]))
    assert _as_the_guide_says(tmp_path / "out") == f"line 6 does not fit\n8 lines, digest {head}\n"


def test_the_guide_names_the_words_that_stay(run: Path, tmp_path: Path) -> None:
    export_redacted(run, tmp_path / "out")
    files = contents(tmp_path / "out")
    stays = [
        word
        for word in (b'"r-1"', b'"gpt-5.5"', b'"Read"', b'"A1"')
        if word in files["run.jsonl"] + files["decisions.jsonl"]
    ]
    assert len(stays) == 4
    guide = " ".join(files["how-to-check.md"].decode().split())
    assert (
        "the IDs of the run, the task, its checklist items, sessions and calls; names of programs, models, tools"
        in guide
    )


def test_the_chain_can_be_followed_without_the_texts(run: Path, tmp_path: Path) -> None:
    export_redacted(run, tmp_path / "out")
    originals = (run / "run.jsonl").read_bytes().splitlines()
    lines = (tmp_path / "out" / "run.jsonl").read_bytes().splitlines()

    for original, raw in zip(originals, lines, strict=True):
        assert json.loads(raw).get(STANDS_FOR, sha256_hex(raw)) == sha256_hex(original)
    assert lines[4] == originals[4]
    assert held(contents(tmp_path / "out")) == ()


def test_files_that_stay_inside_are_named_by_their_digests(run: Path, tmp_path: Path) -> None:
    export_redacted(run, tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))

    inside = [entry for entry in manifest["files"] if entry["kept"] == "stays inside"]
    assert [entry["sha256"] for entry in inside] == [sha256_hex(b"hunter2")]
    assert manifest["run"] == sha256_hex((run / "run.jsonl").read_bytes().splitlines()[-1])


@given(st.data())
def test_whatever_byte_of_a_log_is_changed_it_is_told(data: st.DataObject) -> None:
    redactor = Redactor()
    raws = chain_lines(LINES).splitlines()
    log = b"".join(redactor.line(raw, json.loads(raw)) + b"\n" for raw in raws)
    entry = {"name": "run.jsonl", "exported_sha256": sha256_hex(log), "head": sha256_hex(raws[-1])}
    manifest = json.dumps({"files": [entry]}).encode()
    at = data.draw(st.integers(0, len(log) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != log[at]))
    changed = log[:at] + bytes([other]) + log[at + 1 :]

    assert held({"manifest.json": manifest, "run.jsonl": log}) == ()
    try:
        found = held({"manifest.json": manifest, "run.jsonl": changed})
    except CannotRead:
        return  # a line that is no JSON any more is refused with its place
    assert found[0] == "run.jsonl is not what the manifest names"


def test_a_dropped_line_and_a_missing_file_are_told(run: Path, tmp_path: Path) -> None:
    export_redacted(run, tmp_path / "out")
    files = contents(tmp_path / "out")
    lines = files["run.jsonl"].splitlines(keepends=True)

    dropped, cut = b"".join(lines[:2] + lines[3:]), b"".join(lines[:-1])
    assert "run.jsonl line 3 does not follow the line before it" in held({**files, "run.jsonl": dropped})
    assert "run.jsonl does not end with the line that the manifest names" in held({**files, "run.jsonl": cut})
    del files["decisions.jsonl"]
    assert held(files) == ("decisions.jsonl is named in the manifest and is not there",)


def test_a_zip_has_the_same_bytes_every_time_and_the_same_files(run: Path, tmp_path: Path) -> None:
    export_redacted(run, tmp_path / "out")
    export_redacted(run, tmp_path / "one.zip")
    export_redacted(run, tmp_path / "two.zip")

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == contents(tmp_path / "out")


def test_what_cannot_be_checked_is_not_exported(run: Path, tmp_path: Path) -> None:
    log = run / "run.jsonl"
    log.write_bytes(log.read_bytes().replace(b"gpt-5.5", b"gpt-5.4"))

    with pytest.raises(CannotRead, match="its chain does not hold"):
        export_redacted(run, tmp_path / "out")
    log.unlink()
    with pytest.raises(CannotRead, match="no such log"):
        export_redacted(run, tmp_path / "out")
    with pytest.raises(CannotRead, match="no such run folder"):
        export_redacted(run / "nowhere", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_contract_that_is_no_json_is_told(run: Path, tmp_path: Path) -> None:
    for damaged in ("{", "[]"):
        (run / "contract" / "contract.json").write_text(damaged, "utf-8")
        with pytest.raises(CannotRead, match=r"contract\.json"):
            export_redacted(run, tmp_path / "out")


def test_nothing_is_written_over(run: Path, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="nothing is ever written over"):
        export_redacted(run, tmp_path)


def test_the_command_says_what_went_and_what_stays(run: Path, tmp_path: Path) -> None:
    assert "add --redact" in call("export", run, "--out", tmp_path / "a").stderr
    done = call("export", run, "--redact", "--out", tmp_path / "a")
    assert (done.exit_code, "exported r-1" in done.stdout) == (0, True)
    assert "1 files stay inside" in done.stderr
    assert answer("export", run, "--redact", "--out", tmp_path / "b", "--json")["run_id"] == "r-1"
