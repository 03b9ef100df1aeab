"""Run folders of any origin: chained or not, whole or damaged."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.errors import CannotRead, RouterError
from agent_router.evidence.reading import read_run, run_from_bytes
from agent_router.evidence.schema import run_schema
from agent_router.evidence.wire import KINDS, from_line, to_line
from agent_router.ledger.jsontext import parse_json
from agent_router.model.known import ChangeKind, CommandOutcome, ExitSource, Health, KnownBy, Source
from agent_router.model.place import Place
from agent_router.model.policy import Grade
from agent_router.model.run import Change, Command, Record, TestCounts, Usage, Verification
from tests.evidence.readings import CLAUDE
from tests.evidence.recordings import FIX, record

PLAIN: list[dict[str, object]] = [
    {"kind": "run", "run_id": "r1", "program": "my-own-agent"},
    {
        "kind": "command",
        "text": "make test",
        "outcome": "ran",
        "exit_code": 0,
        "exit_source": "recorded",
        "grade": "harness",
    },
    {"kind": "teleport", "to": "mars"},
    {"kind": "change", "path": "a.py", "change": "modified", "known_by": "tool record", "color": "red"},
    {"kind": "end", "finished": True},
]


def as_bytes(lines: list[dict[str, object]]) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def test_a_log_by_another_tool_is_read_and_not_tamper_evident() -> None:
    run = run_from_bytes(as_bytes(PLAIN), "evidence/r1")
    assert (run.folder, run.started.run_id, run.chain.chained, run.chain.broken_at) == (
        "evidence/r1",
        "r1",
        False,
        None,
    )
    assert [type(one) for one in run.records] == [Command, Change]
    assert [one.seq for one in run.records] == [2, 4]
    assert run.remarks == ("1 record(s) of unknown kind: teleport.",)
    assert run.ended is not None
    assert run.size == len(as_bytes(PLAIN))


def test_a_log_without_end_is_read_as_unfinished() -> None:
    assert run_from_bytes(as_bytes(PLAIN[:-1]), "x").ended is None


def test_records_after_the_end_and_a_second_beginning_are_told() -> None:
    remarks = run_from_bytes(as_bytes([*PLAIN, PLAIN[0], PLAIN[1]]), "x").remarks
    assert "Records follow the record `end`." in remarks
    assert "The log holds several `run` records; the first one counts." in remarks


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the log is empty."),
        (b"\n\n", "the log is empty."),
        (b"nonsense\n", "no readable line"),
        (as_bytes(PLAIN[1:]), "the first record is not `run`."),
        (as_bytes([PLAIN[0]]) + b'{"kind": "com', "the last line is cut short."),
        (as_bytes([PLAIN[0], {"kind": "command", "text": 7}]), "does not fit its kind at $.text"),
        (as_bytes([PLAIN[0], {"kind": "command"}]), "does not fit its kind"),
        (as_bytes([{"kind": "run"}]), "run_id"),
        (as_bytes([PLAIN[0], {"kind": "change", "path": "a", "change": "eaten", "known_by": "git"}]), "does not fit"),
    ],
)
def test_an_unreadable_log_says_where_and_why(data: bytes, words: str) -> None:
    with pytest.raises(CannotRead) as fault:
        run_from_bytes(data, "x")
    assert words in str(fault.value)
    assert "x/run.jsonl" in str(fault.value)


def test_a_folder_without_a_log_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match=r"no run\.jsonl"):
        read_run(tmp_path)
    (tmp_path / "run.jsonl").mkdir()
    with pytest.raises(CannotRead):
        read_run(tmp_path)


def test_a_changed_line_breaks_the_chain_behind_it(tmp_path: Path) -> None:
    record(tmp_path / "run", *FIX)
    log = tmp_path / "run/run.jsonl"
    lines = log.read_bytes().splitlines(keepends=True)
    index = next(at for at, line in enumerate(lines) if b'"exit_code":1' in line)
    lines[index] = lines[index].replace(b'"exit_code":1', b'"exit_code":0')
    log.write_bytes(b"".join(lines))
    run = read_run(tmp_path / "run")
    assert run.chain.broken_at == Place("run.jsonl", line=index + 2)


def test_a_damaged_line_of_a_chained_log_breaks_the_chain_and_the_rest_is_read(tmp_path: Path) -> None:
    whole = record(tmp_path / "run", *FIX)
    log = tmp_path / "run/run.jsonl"
    lines = log.read_bytes().splitlines(keepends=True)
    lines[4] = b"garbage\n"
    log.write_bytes(b"".join(lines))
    run = read_run(tmp_path / "run")
    assert run.chain.broken_at == Place("run.jsonl", line=5)
    assert len(run.records) == len(whole.records) - 1
    assert any("line 5" in remark for remark in run.remarks)


def test_altered_and_missing_files_are_named(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text('<testsuite><testcase name="a"/></testsuite>')
    run = record(tmp_path / "run", *FIX, artifacts=(report,))
    (artifact,) = run.started.artifacts
    (tmp_path / "run" / artifact.name).write_text("better")
    (tmp_path / "run" / run.started.logs[0].name).unlink()
    assert read_run(tmp_path / "run").altered == (run.started.logs[0].name, artifact.name)


def test_a_name_that_climbs_out_of_the_folder_is_never_opened(tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("x")
    file = {"name": "../outside", "sha256": "0" * 64, "size": 1, "kind": "x", "stored_sha256": "0" * 64}
    (tmp_path / "run").mkdir()
    (tmp_path / "run/run.jsonl").write_bytes(as_bytes([{**PLAIN[0], "artifacts": [file]}]))
    assert read_run(tmp_path / "run").altered == ("../outside",)


SAMPLES: list[Record] = [
    Usage(model="m", reported_cost_usd=Decimal("0.0000001"), meter=True),
    Usage(model="m", input=2**60),
    Verification(
        kind="tests", health=Health.PASSED, counts=TestCounts(passed=1), before=Decimal("1.5"), matches=(0, 2)
    ),
    Change(path="ä\u202e.py", kind=ChangeKind.RENAMED, known_by=KnownBy.GIT, old_path="b", added=None, done=False),
    Command(
        text="x",
        outcome=CommandOutcome.RAN,
        exit_source=ExitSource.IMPLIED,
        exit_code=0,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        grade=Grade.INDEPENDENT,
        source=Source.PERSON,
        read_from=Place("raw/x", line=3),
        agent="a",
        seq=7,
    ),
]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: type(one).__name__)
def test_a_record_comes_back_as_it_went(sample: Record) -> None:
    assert from_line(to_line(sample)) == sample


def test_every_line_that_is_written_fits_the_published_schema(tmp_path: Path) -> None:
    check = jsonschema.Draft202012Validator(run_schema())
    check.check_schema(run_schema())
    runs = [
        record(tmp_path / "fix", *FIX),
        record(tmp_path / "denied", CLAUDE / "claude_denied.stream.jsonl"),
        record(tmp_path / "workflow", CLAUDE / "workflow_session"),
    ]
    for run in runs:
        for line in Path(run.folder, "run.jsonl").read_bytes().splitlines():
            check.validate(parse_json(line))
    for sample in SAMPLES:
        check.validate(to_line(sample))
    for plain in PLAIN:
        check.validate(plain)


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"kind": "command"},
        {"kind": "command", "text": "x", "outcome": "exploded"},
        {"kind": "change", "path": "x", "kind_of": "modified"},
        {"kind": "usage", "model": "m", "input": "many"},
        {"kind": "run", "run_id": "x", "prev": "short"},
        {"kind": "end", "first": "yesterday"},
    ],
)
def test_a_line_that_does_not_fit_is_refused_by_the_schema(line: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(run_schema()).validate(line)


def test_the_schema_knows_every_kind_and_field() -> None:
    known = run_schema()["$defs"]
    assert isinstance(known, dict)
    for kind, noun in KINDS.items():
        definition = known[kind]
        assert isinstance(definition, dict)
        properties = definition["properties"]
        assert isinstance(properties, dict)
        # `kind` says which record it is; a field of that name goes by another one.
        assert len(properties) == len(fields(noun)) + (0 if "kind" in {field.name for field in fields(noun)} else 1) + (
            1 if "kind" in {field.name for field in fields(noun)} else 0
        )


@given(
    st.lists(
        st.one_of(st.binary(max_size=40), st.sampled_from([json.dumps(line).encode() for line in PLAIN])), max_size=8
    )
)
def test_no_bytes_raise_anything_but_cannot_read(lines: list[bytes]) -> None:
    try:
        run = run_from_bytes(b"\n".join(lines), "x", lambda _: "")
    except RouterError:
        return
    assert run.started.run_id == "r1"
    assert replace(run, folder="y").folder == "y"
