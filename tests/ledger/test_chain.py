import json
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent_router.ledger.canonical import NotCanonical
from agent_router.ledger.chain import ChainBroken, ChainRead, LineFault, append_chained, chain_lines, read_chain
from agent_router.ledger.digest import sha256_hex
from agent_router.ledger.jsontext import JsonObject
from agent_router.model.place import Place

LOG = chain_lines([{"kind": "run", "n": 1}, {"kind": "read", "path": "ä\u2028ö"}, {"kind": "end"}])
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
values: st.SearchStrategy[list[JsonObject]] = st.lists(
    st.fixed_dictionaries({"n": st.integers(0, 9), "text": texts}), min_size=1, max_size=6
)
logs = values.map(chain_lines)


def noticed(read: ChainRead, head: str) -> bool:
    return bool(read.faults) or not read.ended or read.chain.broken_at is not None or read.chain.head != head


def test_each_line_holds_the_digest_of_the_exact_bytes_of_the_line_before() -> None:
    first, second, third = LOG.splitlines()[0], *LOG.split(b"\n")[1:3]
    assert json.loads(first)["prev"] == "0" * 64
    assert json.loads(second)["prev"] == sha256_hex(first)
    assert json.loads(third)["prev"] == sha256_hex(second)


def test_an_untouched_log_is_chained_and_its_head_is_the_last_line() -> None:
    read = read_chain(LOG, "run.jsonl")
    assert read.chain.chained
    assert read.chain.broken_at is None
    assert read.chain.head == sha256_hex(LOG.rstrip(b"\n").split(b"\n")[-1]) == read.lines[-1].sha256
    assert [line.number for line in read.lines] == [1, 2, 3]
    assert read.lines[1].plain["path"] == "ä\u2028ö"
    assert not read.faults
    assert read.ended


@given(logs, st.data())
def test_any_changed_byte_is_noticed(log: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(log) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda other: other != log[at]))
    changed = log[:at] + bytes([byte]) + log[at + 1 :]
    assert noticed(read_chain(changed, "run.jsonl"), read_chain(log, "run.jsonl").chain.head)


@given(logs, st.data())
def test_any_dropped_line_is_noticed(log: bytes, data: st.DataObject) -> None:
    lines = log.splitlines(keepends=True)
    gone = data.draw(st.integers(0, len(lines) - 1))
    read = read_chain(b"".join(lines[:gone] + lines[gone + 1 :]), "run.jsonl")
    assert noticed(read, read_chain(log, "run.jsonl").chain.head)
    if gone < len(lines) - 1:
        assert read.chain.broken_at == Place("run.jsonl", line=gone + 1)


@given(logs, st.data())
def test_any_two_lines_changing_places_are_noticed_at_the_first_of_them(log: bytes, data: st.DataObject) -> None:
    lines = log.splitlines(keepends=True)
    assume(len(lines) > 1)
    one = data.draw(st.integers(0, len(lines) - 2))
    two = data.draw(st.integers(one + 1, len(lines) - 1))
    lines[one], lines[two] = lines[two], lines[one]
    assert read_chain(b"".join(lines), "run.jsonl").chain.broken_at == Place("run.jsonl", line=one + 1)


@given(logs, st.data())
def test_any_inserted_line_is_noticed(log: bytes, data: st.DataObject) -> None:
    lines = log.splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines)))
    lines.insert(at, data.draw(st.sampled_from([b"\n", b'{"n":1}\n', lines[0], lines[-1]])))
    assert noticed(read_chain(b"".join(lines), "run.jsonl"), read_chain(log, "run.jsonl").chain.head)


def test_removing_the_newest_lines_leaves_a_sound_chain_with_another_head() -> None:
    shorter = LOG[: LOG.rindex(b"\n", 0, -1) + 1]
    read = read_chain(shorter, "run.jsonl")
    assert read.chain.broken_at is None
    assert read.chain.head != read_chain(LOG, "run.jsonl").chain.head


@given(logs, st.integers(1, 200))
def test_a_log_cut_anywhere_inside_its_last_line_is_torn(log: bytes, cut: int) -> None:
    assume(cut < len(log) - log.rfind(b"\n", 0, -1) - 1)
    read = read_chain(log[:-cut], "run.jsonl")
    assert not read.ended
    # With the line end alone missing, the record itself is whole.
    assert [fault.kind for fault in read.faults] == ([] if cut == 1 else [LineFault.TORN])


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        (b'{"a":1}{"b":2}', LineFault.GLUED, "run.jsonl line 1: two records are glued"),
        (b"hello", LineFault.NOT_JSON, "run.jsonl line 1: the line is not JSON"),
        (b"[1]", LineFault.NOT_OBJECT, "it holds a list"),
        (b'"x"', LineFault.NOT_OBJECT, "it holds a text"),
        (b"7", LineFault.NOT_OBJECT, "it holds a single value"),
        (b"\x00\x00", LineFault.NOT_JSON, "not JSON"),
    ],
)
def test_an_unreadable_line_is_a_fault_with_its_place_and_the_others_are_read(
    line: bytes, kind: LineFault, words: str
) -> None:
    read = read_chain(line + b'\n{"n":2}\n', "run.jsonl")
    assert [fault.kind for fault in read.faults] == [kind]
    assert words in str(read.faults[0])
    assert [line.plain for line in read.lines] == [{"n": 2}]


def test_a_log_without_prev_is_read_as_not_chained() -> None:
    read = read_chain(b'\xef\xbb\xbf{"n":1}\r\n\r\n{"n":2}', "run.jsonl")
    assert not read.chain.chained
    assert read.chain.broken_at is None
    assert [(line.number, line.plain) for line in read.lines] == [(1, {"n": 1}), (3, {"n": 2})]
    assert not read.faults


def test_a_blank_line_in_a_chained_log_is_a_fault() -> None:
    read = read_chain(LOG + b"\n", "run.jsonl")
    assert [str(fault) for fault in read.faults] == ["run.jsonl line 4: the line is blank inside a chained log"]
    assert read.chain.broken_at == Place("run.jsonl", line=4)


def test_a_log_in_which_one_line_lost_its_prev_is_broken_there() -> None:
    read = read_chain(LOG + b'{"n":3}\n', "run.jsonl")
    assert read.chain.chained
    assert read.chain.broken_at == Place("run.jsonl", line=4)


def test_an_empty_log_has_no_head() -> None:
    read = read_chain(b"", "run.jsonl")
    assert (read.lines, read.chain.chained, read.chain.head, read.ended) == ((), False, "", True)


@given(values, st.integers(0, 6))
def test_appending_gives_the_bytes_of_a_log_written_at_once(items: list[JsonObject], split: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "new" / "decisions.jsonl"
        append_chained(path, items[:split])
        head = append_chained(path, items[split:])
        assert path.read_bytes() == chain_lines(items)
        assert head == read_chain(path.read_bytes(), path.name).chain.head


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (LOG.replace(b'"n":1', b'"n":2'), "line 2: the hash chain does not hold here"),
        (b'{"n":1}\n', "no hash chain"),
        (LOG[:-1], "cut short"),
        (LOG[:-9], "line 3: the hash chain does not hold here"),
        (b"not json\n", "cut short"),
    ],
)
def test_a_broken_log_is_never_continued(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_bytes(data)
    with pytest.raises(ChainBroken, match=words):
        append_chained(path, [{"n": 9}])
    assert path.read_bytes() == data


@pytest.mark.parametrize("value", [float("nan"), "\ud800"])
def test_a_record_without_json_text_writes_nothing(tmp_path: Path, value: object) -> None:
    path = tmp_path / "decisions.jsonl"
    with pytest.raises(NotCanonical):
        append_chained(path, [{"fine": 1}, {"x": value}])  # type: ignore[dict-item]
    assert not path.exists()
