"""Which recording of a session continues which, said or found out from the kept logs."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_router.evidence.earlier import (
    Earlier,
    continued_by,
    continues,
    is_recorded,
    recording_at,
    recordings_in,
    replaces,
    run_digest,
)
from agent_router.evidence.finding import find_logs
from agent_router.evidence.reading import read_run
from agent_router.evidence.recording import RecordRequest, record_run
from agent_router.model.policy import Phase

REAL = Path(__file__).parents[1] / "data" / "real_cli"
FIX = REAL / "claude_code" / "claude_fix.transcript.jsonl"
NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
SECRETS = ("ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8", "AKIA" + "IOSFODNN7EXAMPL3")


def recorded(tmp_path: Path, name: str, data: bytes, *, after: int = 0, log: str = "s.jsonl") -> Earlier:
    path = tmp_path / "logs" / log
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    out = tmp_path / "evidence" / name
    record_run(RecordRequest((path,), NOW + timedelta(minutes=after), "1"), out)
    found = recording_at(out)
    assert found is not None
    return found


def beginning(lines: int) -> bytes:
    return b"".join(FIX.read_bytes().splitlines(keepends=True)[:lines])


def test_a_longer_log_replaces_its_beginning_and_never_the_other_way(tmp_path: Path) -> None:
    short, whole = recorded(tmp_path, "a", beginning(12), after=9), recorded(tmp_path, "b", FIX.read_bytes())
    assert replaces(whole, short)
    assert not replaces(short, whole)


def test_secrets_whose_masks_differ_between_the_runs_do_not_hide_it(tmp_path: Path) -> None:
    lines = [json.loads(line) for line in beginning(4).splitlines()]
    lines[-1]["message"] = {"role": "user", "content": f"use {SECRETS[0]}"}
    first = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    more = json.dumps(lines[-1] | {"uuid": "u2", "message": {"role": "user", "content": SECRETS[1]}}).encode() + b"\n"
    short, whole = recorded(tmp_path, "a", first), recorded(tmp_path, "b", first + more)
    kept = [(one.folder / "raw" / "s.jsonl.gz").read_bytes() for one in (short, whole)]
    assert not any(secret.encode() in data for secret in SECRETS for data in kept)
    assert replaces(whole, short)


def test_a_last_line_that_was_half_written_does_not_hide_it(tmp_path: Path) -> None:
    torn = beginning(12) + FIX.read_bytes().splitlines(keepends=True)[12][:40]
    assert replaces(recorded(tmp_path, "b", FIX.read_bytes()), recorded(tmp_path, "a", torn))


def test_a_log_that_was_altered_continues_nothing(tmp_path: Path) -> None:
    altered = FIX.read_bytes().replace(b"python -m pytest", b"python -m pylint", 1)
    short, other = recorded(tmp_path, "a", beginning(12)), recorded(tmp_path, "b", altered)
    assert not continues(other, short)


def test_a_session_of_another_id_continues_nothing(tmp_path: Path) -> None:
    short = recorded(tmp_path, "a", beginning(12))
    other = recorded(tmp_path, "b", (REAL / "claude_code" / "claude_denied.transcript.jsonl").read_bytes())
    assert not continues(other, short)
    assert not continues(short, other)


def test_of_two_with_the_same_logs_the_newer_one_stays(tmp_path: Path) -> None:
    one, two = recorded(tmp_path, "a", FIX.read_bytes()), recorded(tmp_path, "b", FIX.read_bytes(), after=5)
    assert replaces(two, one)
    assert not replaces(one, two)


def test_of_two_with_the_same_logs_the_one_under_a_contract_stays(tmp_path: Path) -> None:
    one, two = recorded(tmp_path, "a", FIX.read_bytes()), recorded(tmp_path, "b", FIX.read_bytes(), after=5)
    under = replace(one, started=replace(one.started, contract="c" * 64))
    assert replaces(under, two)
    assert not replaces(two, under)


@pytest.mark.parametrize(
    ("early", "late", "fits"),
    [
        (("", None), ("c", None), True),
        (("c", None), ("c", Phase.MUTATION), True),
        (("c", None), ("", None), False),
        (("c", None), ("d", None), False),
        (("c", Phase.DISCOVERY), ("c", Phase.MUTATION), False),
    ],
)
def test_contract_and_phase_must_fit(
    tmp_path: Path, early: tuple[str, Phase | None], late: tuple[str, Phase | None], *, fits: bool
) -> None:
    short, whole = recorded(tmp_path, "a", beginning(12)), recorded(tmp_path, "b", FIX.read_bytes())
    short = replace(short, started=replace(short.started, contract=early[0], phase=early[1]))
    whole = replace(whole, started=replace(whole.started, contract=late[0], phase=late[1]))
    assert replaces(whole, short) is fits


def test_a_document_written_anew_continues_where_it_holds_every_id(tmp_path: Path) -> None:
    export = json.loads((REAL / "opencode" / "opencode_fix.export.json").read_bytes())
    fewer = {**export, "messages": export["messages"][:-1]}
    short = recorded(tmp_path, "a", json.dumps(fewer).encode(), log="s.json")
    whole = recorded(tmp_path, "b", json.dumps(export, indent=1).encode(), log="s.json")
    assert continues(whole, short)
    assert not continues(short, whole)


def test_logs_on_disk_are_recognized_as_a_continuation_by_digests_alone(tmp_path: Path) -> None:
    short = recorded(tmp_path, "a", beginning(12))
    found = find_logs([FIX])
    assert continued_by(found.files, short.started.sessions, [short]) == short
    assert is_recorded(found.files, [short]) is None
    whole = recorded(tmp_path, "b", FIX.read_bytes())
    assert is_recorded(found.files, [short, whole]) == whole
    assert continued_by(found.files, short.started.sessions, [whole]) is None


def test_a_database_on_disk_continues_the_recording_whose_ids_it_holds(tmp_path: Path) -> None:
    database = REAL / "opencode" / "opencode.db"
    export = REAL / "opencode" / "opencode_fix.export.json"
    record_run(RecordRequest((export, database), NOW, "1"), tmp_path / "a")
    early = recording_at(tmp_path / "a")
    assert early is not None
    other = replace(early, started=replace(early.started, logs=tuple(replace(o, sha256="0") for o in early.logs)))
    assert continued_by(find_logs([export, database]).files, early.started.sessions, [other]) == other


def test_kept_logs_that_are_gone_or_damaged_prove_nothing(tmp_path: Path) -> None:
    short, whole = recorded(tmp_path, "a", beginning(12)), recorded(tmp_path, "b", FIX.read_bytes())
    kept = short.folder / "raw" / "s.jsonl.gz"
    kept.write_bytes(b"no gzip")
    assert not continues(whole, short)
    kept.unlink()
    assert not continues(whole, short)


def test_a_name_that_climbs_out_of_the_run_folder_is_not_read(tmp_path: Path) -> None:
    short, whole = recorded(tmp_path, "a", beginning(12)), recorded(tmp_path, "b", FIX.read_bytes())
    (tmp_path / "evidence" / "out.gz").write_bytes((short.folder / "raw" / "s.jsonl.gz").read_bytes())
    logs = tuple(replace(log, name="../out.gz") for log in short.logs)
    assert not continues(whole, replace(short, started=replace(short.started, logs=logs)))


def test_the_run_digest_is_that_of_the_whole_reading(tmp_path: Path) -> None:
    one = recorded(tmp_path, "a", FIX.read_bytes())
    assert run_digest(one.folder) == read_run(one.folder).chain.head
    assert run_digest(tmp_path / "nothing") == ""


def test_folders_that_are_no_recording_are_passed_over(tmp_path: Path) -> None:
    recorded(tmp_path, "good", FIX.read_bytes())
    for name, data in (("empty", b""), ("torn", b'{"kind":"run"'), ("other", b'{"kind":"usage","model":"m"}\n')):
        (tmp_path / "evidence" / name).mkdir()
        (tmp_path / "evidence" / name / "run.jsonl").write_bytes(data)
    draft = tmp_path / "evidence" / ".good.draft"
    draft.mkdir()
    (draft / "run.jsonl").write_bytes((tmp_path / "evidence" / "good" / "run.jsonl").read_bytes())
    assert [one.folder.name for one in recordings_in(tmp_path / "evidence")] == ["good"]
