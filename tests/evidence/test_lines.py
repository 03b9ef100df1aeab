import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.evidence import lines
from agent_router.evidence.lines import LineReader, first_values


def read(data: bytes) -> tuple[list[tuple[int, object]], tuple[str, ...]]:
    reader = LineReader(io.BytesIO(data))
    return list(reader), reader.remarks


def test_each_value_comes_with_its_line() -> None:
    assert read(b'{"a":1}\n\n[2]\n') == ([(1, {"a": 1}), (3, [2])], ())


def test_glued_values_share_their_line() -> None:
    assert read(b'{"a":1}{"b":2} 3\n') == (
        [(1, {"a": 1}), (1, {"b": 2}), (1, 3)],
        ("Several records on one line: line 1.",),
    )


def test_a_byte_order_mark_is_taken_off() -> None:
    assert read(b'\xef\xbb\xbf{"a":1}\r\n') == ([(1, {"a": 1})], ())


def test_what_is_no_json_is_left_out_and_named() -> None:
    found, remarks = read(b'{"a":1}\nnope\n' + b"x\n" * 7)
    assert found == [(1, {"a": 1})]
    assert remarks == ("Not JSON, left out: lines 2, 3, 4, 5, 6 and 3 more.",)


def test_a_cut_off_last_line_is_named_apart() -> None:
    assert read(b'bad\n{"a":')[1] == ("The last line (2) is cut off; it was left out.", "Not JSON, left out: line 1.")


def test_damaged_bytes_become_replacement_characters() -> None:
    assert read(b'["\xff"]\n') == ([(1, ["\ufffd"])], ("1 line(s) not valid UTF-8.",))


def test_zeros_of_a_lost_block_are_dropped() -> None:
    assert read(b"\0\0[1]\n") == ([(1, [1])], ("1 line(s) with NUL bytes.",))


def test_control_characters_inside_a_text_are_kept() -> None:
    assert read(b'["a\x01b"]\n')[0] == [(1, ["a\x01b"])]


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"a":' * 5_000 + b'"\\ud800"', b"1" * 5_000])
def test_bombs_are_left_out(data: bytes) -> None:
    assert read(data + b"\n[1]\n")[0] == [(2, [1])]


def test_a_line_beyond_the_limit_is_skipped_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_LINE", 10)
    found, remarks = read(b'["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]\n[1]\n')
    assert found == [(2, [1])]
    assert remarks == ("1 line(s) longer than 64 MiB, skipped.",)


def test_halves_of_characters_are_replaced_wherever_they_stand() -> None:
    assert read(b'{"\\ud800":["\\ude00", "\\ud83d\\ude00"]}\n')[0] == [(1, {"\ufffd": ["\ufffd", "\U0001f600"]})]


@given(st.binary(max_size=300))
def test_no_bytes_stop_the_reading(data: bytes) -> None:
    for number, _ in read(data)[0]:
        assert number >= 1


def test_a_value_over_many_lines_is_found_at_the_beginning() -> None:
    assert first_values(b'{\n "a": 1\n}\n') == ({"a": 1},)
    assert first_values(b"{\nnothing") == ()
    assert len(first_values(b"{}\n" * 99)) == 50


def test_a_number_too_large_for_arithmetic_is_left_out_and_named() -> None:
    found, remarks = read(b'{"a": 1e99999999999999999999}\n{"b": 1}\n')
    assert found == [(2, {"b": 1})]
    assert remarks == ("Not JSON, left out: line 1.",)
