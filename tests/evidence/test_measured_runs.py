"""Measurements, pictures and requests that a run handed in: in the run folder, bound to what made them."""

import io
import json
import random
from pathlib import Path

from PIL import Image

from agent_router.ledger.digest import sha256_hex
from agent_router.model.known import Health
from agent_router.model.policy import Grade
from agent_router.model.run import Run, Verification
from tests.evidence.readings import answer, call, prompt, said
from tests.evidence.recordings import record

RAN = {"stdout": "", "stderr": "", "interrupted": False}
EDIT = ("Edit", {"file_path": "/home/dev/shop/calc.py", "old_string": "a", "new_string": "b"})


def hyperfine(seconds: float, runs: int = 10, code: int = 0) -> bytes:
    chance = random.Random(int(seconds * 1000))  # noqa: S311 - noise for a test
    times = [round(chance.gauss(seconds, seconds / 50), 6) for _ in range(runs)]
    result = {"command": "./calc", "mean": seconds, "times": times, "exit_codes": [code] * runs}
    return json.dumps({"results": [result]}).encode()


def recorded(tmp_path: Path, calls: list[str], files: dict[str, bytes]) -> Run:
    """A session of these shell calls (`edit` for an edit), and these files handed in."""
    lines = [prompt(1)]
    for number, text in enumerate(calls):
        name, arguments = EDIT if text == "edit" else ("Bash", {"command": text})
        at, identity = 2 + 2 * number, f"toolu_{number}"
        lines.append(said(at, call(name, identity, **arguments)))
        lines.append(answer(at + 1, "ok", {"filePath": arguments["file_path"], "structuredPatch": []}
                            if name == "Edit" else RAN, id=identity))  # fmt: skip
    log = tmp_path / "session.jsonl"
    log.write_text("".join(json.dumps(line) + "\n" for line in lines))
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    return record(tmp_path / "run", log, artifacts=tuple(tmp_path / name for name in files))


BENCH = ["hyperfine --export-json before.json ./calc", "edit", "hyperfine --export-json after.json ./calc"]


def numbers(run: Run) -> list[Verification]:
    return [one for one in run.of(Verification) if one.before is not None]


def test_two_benchmarks_around_a_change_are_a_bound_pair(tmp_path: Path) -> None:
    run = recorded(tmp_path, BENCH, {"before.json": hyperfine(1.0), "after.json": hyperfine(0.7)})
    (pair,) = numbers(run)
    assert (pair.kind, pair.health, pair.grade) == ("before/after numbers", Health.PASSED, Grade.HARNESS)
    assert pair.certain
    assert pair.gain_from is not None
    assert pair.gain_from > 25
    assert pair.artifact_name == "after.json: ./calc"
    assert pair.statement.startswith("n = 10 before, 10 after; medians ")


def test_a_benchmark_that_failed_is_no_pair(tmp_path: Path) -> None:
    run = recorded(tmp_path, BENCH, {"before.json": hyperfine(1.0), "after.json": hyperfine(0.7, code=1)})
    assert numbers(run) == []
    assert [one.health for one in run.of(Verification)] == [Health.UNKNOWN, Health.FAILED]
    said_of = " ".join(remark for file in run.started.artifacts for remark in file.remarks)
    assert "10 of 10 runs failed (exit code 1)" in said_of


def test_a_pair_with_one_loose_file_is_somebodys_word(tmp_path: Path) -> None:
    run = recorded(tmp_path, BENCH[1:], {"before.json": hyperfine(1.0), "after.json": hyperfine(0.7)})
    assert [one.grade for one in numbers(run)] == [Grade.STATED]


def test_a_picture_is_kept_without_its_metadata(tmp_path: Path) -> None:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "Jane at home"
    Image.radial_gradient("L").save(out, "JPEG", exif=exif)
    run = recorded(tmp_path, ["./shoot -o shot.jpg"], {"shot.jpg": out.getvalue()})
    (file,) = run.started.artifacts
    kept = (tmp_path / "run" / file.name).read_bytes()
    assert b"Jane" not in kept
    assert (file.sha256, file.stored_sha256) == (sha256_hex(out.getvalue()), sha256_hex(kept))
    assert run.altered == ()
    assert any("EXIF" in remark for remark in file.remarks)
    (shown,) = run.of(Verification)
    assert (shown.kind, shown.health, shown.grade) == ("screenshot", Health.UNKNOWN, Grade.HARNESS)
    assert ("width", "256 px") in shown.facts


def test_a_query_and_an_attestation_are_seen_with_what_stands_beside_them(tmp_path: Path) -> None:
    rows, query = b"id,name\n1,Ann\n", b"SELECT id, name FROM users;\n"
    subject = {"name": "left.csv", "digest": {"sha256": sha256_hex(rows)}}
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [subject],
        "predicateType": "https://x.example/p",
    }
    files = {"left.sql": query, "left.csv": rows, "left.att": json.dumps(statement).encode()}
    run = recorded(tmp_path, ["psql -f left.sql --csv -o left.csv"], files)
    found = {one.kind: one for one in run.of(Verification)}
    assert found["database check"].health is Health.UNKNOWN
    assert found["database check"].grade is Grade.HARNESS
    assert ("subjects matched", "1") in found["attestation"].facts
    assert found["attestation"].grade is Grade.STATED
