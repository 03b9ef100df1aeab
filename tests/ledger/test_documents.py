import dataclasses
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_router.ledger.canonical import canonical_bytes
from agent_router.ledger.documents import DocumentFault, from_plain, to_object, to_plain
from agent_router.ledger.jsontext import JsonValue, parse_json
from agent_router.model.approval import Approval, Waiver
from agent_router.model.assignment import Budget
from agent_router.model.contract import Contract, Scope
from agent_router.model.place import Place
from agent_router.model.policy import Phase
from agent_router.model.run import Finding, Run, RunEnded
from agent_router.model.task import Answer, Task
from agent_router.model.verdict import Verdict
from tests.ledger.nouns import any_of, nouns

APPROVED = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
APPROVAL = Approval(Phase.MUTATION, "Ada", APPROVED, APPROVED, "c" * 64)


def test_the_nouns_that_travel_are_among_those_read_back() -> None:
    assert {Contract, Run, Verdict, Approval, Waiver} <= set(nouns())


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
@pytest.mark.parametrize("kind", nouns(), ids=lambda kind: kind.__name__)
def test_every_noun_comes_back_from_its_canonical_bytes(kind: type, data: st.DataObject) -> None:
    noun: object = data.draw(any_of(kind))
    if isinstance(noun, Run):
        # Records are read by their kind (the evidence room does that), not by their base.
        noun = dataclasses.replace(noun, records=())
    again: object = from_plain(kind, parse_json(canonical_bytes(to_plain(noun))), closed=True)
    assert again == noun
    assert canonical_bytes(to_plain(again)) == canonical_bytes(to_plain(noun))


def test_nothing_is_left_out_and_none_stays() -> None:
    assert to_plain(Place("run.jsonl", line=4)) == {"file": "run.jsonl", "sheet": "", "cell": "", "line": 4}
    assert to_plain(Budget(minutes=5))["cost_usd"] is None  # type: ignore[call-overload, index]


def test_money_dates_times_words_and_big_numbers_travel_as_strings() -> None:
    waiver = Waiver("C1", "Ada", "why", date(2026, 12, 1), APPROVED, APPROVED)
    assert to_plain(waiver)["until"] == "2026-12-01"  # type: ignore[call-overload, index]
    plain = to_plain(Budget(tokens=2**53, cost_usd=Decimal("1.50")))
    assert plain["tokens"] == "9007199254740992"  # type: ignore[call-overload, index]
    assert plain["cost_usd"] == "1.50"  # type: ignore[call-overload, index]
    plain = to_plain(APPROVAL)
    assert plain["phase"] == "mutation"  # type: ignore[call-overload, index]
    assert plain["at"] == "2026-11-16T09:30:00+00:00"  # type: ignore[call-overload, index]


def test_a_task_goes_to_json_without_its_inner_index() -> None:
    task = Task("T-1", "map", (Answer("labels", ("a", "b")), Answer("files_expected", 3)))
    assert to_plain(task) == {
        "id": "T-1",
        "goal": "map",
        "answers": [
            {"field": "labels", "value": ["a", "b"], "place": None, "derived_from": ""},
            {"field": "files_expected", "value": 3, "place": None, "derived_from": ""},
        ],
        "place": None,
        "problems": [],
        "extra": [],
    }


def test_mappings_and_lists_and_floats_go_to_json() -> None:
    assert to_plain({"a": [1.5, {"b": None}], "c": Scope}.get("a")) == [1.5, {"b": None}]


def test_only_a_noun_is_an_object() -> None:
    assert to_object(Place("a")) == to_plain(Place("a"))
    with pytest.raises(TypeError, match="no JSON object for tuple"):
        to_object((Place("a"),))


def test_half_a_character_becomes_the_replacement_character_and_two_halves_their_own() -> None:
    assert to_plain("a\ud800b") == "a\ufffdb"
    assert to_plain("\ud83d\ude00") == "\U0001f600"


@pytest.mark.parametrize("value", [datetime(2026, 1, 1), {1, 2}, Scope, b"x"])  # noqa: DTZ001 - the naive time is the case
def test_what_no_noun_holds_is_a_fault_of_the_program(value: object) -> None:
    with pytest.raises(TypeError):
        to_plain(value)


@pytest.mark.parametrize("text", ["NaN", "sNaN", "-Infinity", "1E+100", "1E-500", "9" * 101])
def test_an_amount_that_would_not_be_read_back_is_not_written(text: str) -> None:
    with pytest.raises(DocumentFault, match="not finite, or has more digits"):
        to_plain(Budget(cost_usd=Decimal(text)))


@pytest.mark.parametrize(
    ("plain", "path", "words"),
    [
        ({"minutes": "5"}, "$.minutes", "Expected `int | null`, got `str`"),
        ({"minutes": True}, "$.minutes", "got `bool`"),
        ({"minutes": 5.0}, "$.minutes", "got `float`"),
        ({"minutes": 2**53}, "$.minutes", "must stand in quotes"),
        ({"minutes": "9007199254740991"}, "$.minutes", "got `str`"),
        ({"minutes": "9" * 101}, "$.minutes", "got `str`"),
        ({"cost_usd": 1.5}, "$.cost_usd", "decimal number in quotes"),
        ({"cost_usd": 2}, "$.cost_usd", "decimal number in quotes"),
        ({"cost_usd": "NaN"}, "$.cost_usd", "decimal number in quotes"),
        ({"cost_usd": "1e999999999"}, "$.cost_usd", "decimal number in quotes"),
        ({"cost_usd": "1,5"}, "$.cost_usd", "decimal number in quotes"),
        ({"cost_usd": " 1"}, "$.cost_usd", "decimal number in quotes"),
        ({"cost_usd": "١"}, "$.cost_usd", "decimal number in quotes"),
        ({"place": {"file": "a", "line": []}}, "$.place.line", "Expected `int`, got `array`"),
        ({"when_full": None}, "$.when_full", "Expected `str`, got `null`"),
        ([], "$", "Expected `object`, got `array`"),
        (None, "$", "Expected `object`, got `null`"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_its_path(plain: JsonValue, path: str, words: str) -> None:
    with pytest.raises(DocumentFault) as caught:
        from_plain(Budget, plain)
    assert caught.value.path == path
    assert words in caught.value.found
    assert str(caught.value) == f"at {path}: {caught.value.found}"


@pytest.mark.parametrize(
    ("changed", "path", "words"),
    [
        ({"at": "2026-11-16T09:30:00"}, "$.at", "time with its offset"),
        ({"at": "2026-13-16T09:30:00Z"}, "$.at", "no such time"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "$.at", "no such time"),
        ({"at": 5}, "$.at", "Expected `datetime`, got `int`"),
        ({"phase": "\x1b[31m" + "x" * 500}, "$.phase", "Invalid enum value '\\x1b[31mxxx"),
        ({"phase": "x - at `$.by`"}, "$.phase", "Invalid enum value 'x - at `$.by`'"),
        ({"place": {}}, "$.place", "missing required field `file`"),
    ],
)
def test_hostile_times_and_words_are_refused_readably(changed: dict[str, JsonValue], path: str, words: str) -> None:
    with pytest.raises(DocumentFault) as caught:
        from_plain(Approval, {**to_plain(APPROVAL), **changed})  # type: ignore[dict-item]
    assert caught.value.path == path
    assert words in caught.value.found
    assert len(caught.value.found) < 200
    assert caught.value.found.isprintable()


def test_a_time_may_be_written_with_z() -> None:
    plain = {**to_plain(APPROVAL), "at": "2026-11-16T09:30:00Z"}  # type: ignore[dict-item]
    assert from_plain(Approval, plain) == APPROVAL


def test_names_with_a_default_may_be_absent() -> None:
    assert from_plain(Finding, {"text": "x"}, closed=True) == Finding(text="x")


def test_unknown_names_are_passed_over_unless_the_document_is_closed() -> None:
    plain: JsonValue = {"folders": ["a"], "extra": 1}
    assert from_plain(Scope, plain) == Scope(folders=("a",))
    with pytest.raises(DocumentFault, match=r"at \$: unknown name 'extra'"):
        from_plain(Scope, plain, closed=True)


def test_a_closed_document_allows_one_spelling_only() -> None:
    plain = {**to_plain(APPROVAL), "at": "2026-11-16T09:30:00Z"}  # type: ignore[dict-item]
    with pytest.raises(DocumentFault, match=r"at \$.at: '2026-11-16T09:30:00Z' must be written as '2026"):
        from_plain(Approval, plain, closed=True)


def test_pairs_of_another_length_are_refused() -> None:
    with pytest.raises(DocumentFault, match=r"\$.counts\[0\]"):
        from_plain(RunEnded, {"counts": [["run", 1, 2]]})


def test_big_numbers_inside_pairs_come_back() -> None:
    ended = RunEnded(counts=(("read", 2**60),))
    assert to_plain(ended)["counts"] == [["read", str(2**60)]]  # type: ignore[call-overload, index]
    assert from_plain(RunEnded, to_plain(ended)) == ended


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from([field.name for field in dataclasses.fields(Contract)]), inner, max_size=5
            )
        ),
    )
)
def test_no_json_whatever_gets_past_as_something_else_than_a_fault(plain: JsonValue) -> None:
    with pytest.raises(DocumentFault):
        from_plain(Contract, plain)
