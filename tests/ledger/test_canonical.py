import json
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.ledger.canonical import NotCanonical, canonical_bytes
from agent_router.ledger.digest import sha256_file, sha256_hex
from agent_router.ledger.jsontext import JsonValue, NotJson, parse_json

texts = st.text(st.characters(exclude_categories=["Cs"]))
plains: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e15, 1e15) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def test_the_example_of_rfc_8785_comes_out_byte_for_byte() -> None:
    source = (
        rb'{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],'
        rb'"string":"\u20ac$\u000F\u000aA\u0027\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}'
    )
    expected = (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
    assert canonical_bytes(parse_json(source)) == expected.encode()


@given(plains)
def test_canonical_bytes_read_back_to_the_same_value_and_the_same_bytes(plain: JsonValue) -> None:
    data = canonical_bytes(plain)
    assert parse_json(data) == plain
    assert canonical_bytes(parse_json(data)) == data


@given(st.dictionaries(texts, st.integers(0, 9), min_size=2))
def test_the_order_in_which_names_were_given_does_not_matter(plain: dict[str, JsonValue]) -> None:
    assert canonical_bytes(plain) == canonical_bytes(dict(reversed(plain.items())))


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        (2**53, "must travel as a string"),
        (-(2**53), "must travel as a string"),
        (float("nan"), "not finite"),
        (float("inf"), "not finite"),
        ("\ud800", "no canonical JSON"),
        ({"\ud800": 1}, "no canonical JSON"),
        ({1: 1}, "no canonical JSON"),
        ({"a": {1, 2}}, "no canonical JSON"),
    ],
)
def test_what_has_no_canonical_json_is_refused_in_words(plain: object, words: str) -> None:
    with pytest.raises(NotCanonical, match=words):
        canonical_bytes(cast("JsonValue", plain))


def test_endless_nesting_is_refused() -> None:
    deep: list[JsonValue] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(NotCanonical, match="nested too deeply"):
        canonical_bytes(deep)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Expecting value"),
        (b"{", "Expecting property name"),
        (b'{"a":1,"a":2}', "same key twice"),
        (b'{"a":{"b":1,"b":1}}', "same key twice"),
        (b"NaN", "NaN is no JSON number"),
        (b"[-Infinity]", "-Infinity is no JSON number"),
        (b"1e999", "beyond what JSON readers agree on"),
        (b"9" * 5000, "thousands of digits"),
        (b"\xff", "not UTF-8 text \\(byte 1\\)"),
        (b'"\\ud800"', "surrogate"),
        (b'"\\uDC00"', "surrogate"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_text_that_json_readers_disagree_on_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(NotJson, match=words) as caught:
        parse_json(data)
    assert not caught.value.glued


def test_a_second_value_after_the_first_is_told_apart_from_other_faults() -> None:
    with pytest.raises(NotJson, match="second JSON value") as caught:
        parse_json(b'{"a":1}{"b":2}')
    assert caught.value.glued


def test_an_escaped_pair_of_surrogates_is_the_character_it_spells() -> None:
    assert parse_json(b'"\\ud83d\\ude00"') == "\U0001f600"


def test_a_backslash_before_ud_is_only_text() -> None:
    assert parse_json(json.dumps("C:\\udev").encode()) == "C:\\udev"


def test_digests_are_lower_case_hex(tmp_path: Path) -> None:
    file = tmp_path / "big.bin"
    file.write_bytes(b"abc" * 1_000_000)
    assert sha256_hex(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256_file(file) == sha256_hex(file.read_bytes())
