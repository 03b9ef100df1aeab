"""Records on a shelf come back as they were put, in the order asked for; seen words are remembered in little memory."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.evidence import spool
from agent_router.evidence.logs.calls import Origin
from agent_router.evidence.logs.timeline import Order, Spot, Timeline
from agent_router.evidence.spool import Drawer, SeenWords, Shelf, Spool, sorted_numbers
from agent_router.model.known import ChangeKind, CommandOutcome, KnownBy
from agent_router.model.place import Place
from agent_router.model.run import Change, Command, FileRead, Record

MOMENT = datetime(2026, 3, 1, tzinfo=UTC)


def read(path: str) -> FileRead:
    return FileRead(path=path, at=MOMENT, read_from=Place("a.jsonl", line=1))


@pytest.mark.parametrize("in_memory", [1, 1 << 20])
def test_records_come_back_as_they_were(monkeypatch: pytest.MonkeyPatch, in_memory: int) -> None:
    monkeypatch.setattr(spool, "IN_MEMORY", in_memory)
    records = [read(f"{number}\ud800") for number in range(50)]
    kept = Spool.of(records)
    assert kept == records
    assert kept != records[1:]
    assert kept != "records"
    assert (kept[3], kept[-1], len(kept)) == (records[3], records[-1], 50)
    assert list(kept[10:20:3]) == records[10:20:3]
    assert list(kept) == list(kept)


def test_a_value_may_be_laid_down_anew() -> None:
    shelf: Shelf[str] = Shelf()
    numbers = [shelf.add("a"), shelf.add("b")]
    shelf.replace(0, "longer than before")
    assert [shelf.fetch(number) for number in numbers] == ["longer than before", "b"]


@given(st.lists(st.integers(0, 5), max_size=60))
def test_numbers_are_sorted_by_key_and_then_by_place(keys: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "_RUN", 7)
        found = list(sorted_numbers(len(keys), lambda number: (keys[number], number)))
    assert found == sorted(range(len(keys)), key=lambda number: (keys[number], number))


@settings(max_examples=40)
@given(st.lists(st.tuples(st.text(max_size=3), st.integers(0, 9)), max_size=80))
def test_seen_words_are_as_good_as_a_dictionary(pairs: list[tuple[str, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "_FIRST_SLOTS", 4)
        seen = SeenWords()
        truth: dict[str, int] = {}
        for word, number in pairs:
            assert seen.add("s", word, number=number) == (word not in truth)
            truth.setdefault(word, number)
    assert len(seen) == len(truth)
    assert all(seen.number("s", word) == number for word, number in truth.items())
    assert ("other", "x") not in seen
    assert seen.number("never") is None


def test_a_drawer_keeps_the_latest_value_of_each_name_in_the_order_of_names() -> None:
    drawer: Drawer[int] = Drawer(at_hand=2)
    for number in range(30):
        drawer.put(number, "name", str(number % 10))
    assert list(drawer.values()) == list(range(20, 30))
    assert (len(drawer), drawer.get("name", "3"), drawer.get("nobody")) == (10, 23, None)


def test_a_refused_call_did_not_happen_however_late_that_is_said() -> None:
    timeline = Timeline()
    order = timeline.here(Origin(Place("a", line=1), MOMENT), Spot("a", 0, line=1))
    key = ("session", "call")
    ran = Command(text="rm x", outcome=CommandOutcome.RAN, exit_code=0)
    changed = Change(path="x", kind=ChangeKind.DELETED, known_by=KnownBy.SHELL)
    for record in (ran, changed, read("y")):
        timeline.add(record, order, key)
    timeline.add(read("z"), order)
    timeline.refuse(key)
    expected: list[Record] = [
        Command(text="rm x", outcome=CommandOutcome.DENIED),
        Change(path="x", kind=ChangeKind.DELETED, known_by=KnownBy.SHELL, done=False),
        read("z"),
    ]
    assert timeline.sorted() == expected
    assert timeline.sorted() == expected


def test_records_stand_by_time_then_file_then_line_and_last_words_last() -> None:
    timeline = Timeline()
    late = datetime(2026, 3, 2, tzinfo=UTC)
    timeline.put_last([read("before anything")])
    for name, clock, rank, line in (("d", late, 0, 1), ("c", MOMENT, 1, 1), ("b", MOMENT, 0, 2), ("a", MOMENT, 0, 1)):
        timeline.add(read(name), Order(clock, rank, line))
    timeline.put_last([read("e"), read("f")])
    assert [one.path for one in timeline.sorted() if isinstance(one, FileRead)] == ["before anything", *"abcdef"]
