"""A workbook while somebody edits it: what each way of saving looks like, and what is said about it."""

import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.errors import CannotRead
from agent_router.model.place import Place
from agent_router.model.problem import Problem
from agent_router.pipeline.checking import CheckedWorkbook
from agent_router.pipeline.findings import known_after, since
from agent_router.pipeline.watching import FileSeen, WatchedEvent, WatchedKind, look_at, watch
from agent_router.review.problems import GAP, ROW_UNREACHABLE
from agent_router.workbook.problems import ID_TWICE
from tests.small_policy import small_policy

NO_WORKBOOK = CannotRead(Place("w.xlsx"), "This is no workbook.", "Save it as .xlsx.")
HELD = CannotRead(Place("w.xlsx"), "This workbook may not be read.", "Close it.")
PATIENCE = 3


def book(text: str) -> bytes:
    """A ZIP that is whole."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/workbook.xml", text * 40)
    return made.getvalue()


ONE, TWO = book("one"), book("two")
ABSENT = FileSeen(None)


def seen(data: bytes, saved: int = 1) -> FileSeen:
    return FileSeen(data, (saved, len(data), 1))


class Desk:
    """The looks of one watch, and the checks it asked for."""

    def __init__(self) -> None:
        self.checked: list[bytes] = []

    def check(self, data: bytes) -> CheckedWorkbook:
        self.checked.append(data)
        if b"no workbook" in data:
            raise NO_WORKBOOK
        return CheckedWorkbook(None, (), 0)

    def events(self, *looks: FileSeen) -> list[WatchedEvent | None]:
        left = iter(looks)

        def look() -> FileSeen:
            return next(left)

        watched: Iterator[WatchedEvent | None] = watch(look, self.check, PATIENCE)
        return [next(watched) for _ in looks]

    def kinds(self, *looks: FileSeen) -> list[str]:
        return ["" if event is None else event.kind.value for event in self.events(*looks)]


CHECKED, SAME = WatchedKind.CHECKED.value, WatchedKind.SAME.value
SAVING, GONE = WatchedKind.SAVING.value, WatchedKind.GONE.value


def test_the_first_look_checks_at_once_and_a_save_is_checked_when_it_is_steady() -> None:
    desk = Desk()
    assert desk.kinds(seen(ONE), seen(ONE), seen(TWO, 2), seen(TWO, 2), seen(TWO, 2)) == [
        CHECKED,
        "",
        SAVING,
        CHECKED,
        "",
    ]
    assert desk.checked == [ONE, TWO]


def test_a_file_that_is_still_growing_is_waited_for() -> None:
    desk = Desk()
    looks = [seen(TWO[:size], size) for size in (0, 30, 60, 61)]
    assert desk.kinds(seen(ONE), *looks, seen(TWO, 9), seen(TWO, 9)) == [CHECKED, SAVING, "", "", "", "", CHECKED]
    assert desk.checked == [ONE, TWO]


def test_a_file_cut_short_is_called_unreadable_only_after_patience() -> None:
    desk = Desk()
    cut = seen(TWO[:60] + b"no workbook", 2)
    assert desk.kinds(seen(ONE), *[cut] * 7) == [CHECKED, SAVING, "", "", CHECKED, "", "", ""]
    (event,) = [event for event in Desk().events(seen(ONE), *[cut] * 5)[2:] if event is not None]
    assert event.outcome is not None
    assert event.outcome.fault is NO_WORKBOOK


def test_what_was_never_a_workbook_is_said_as_soon_as_it_is_steady() -> None:
    other = seen(b"\xd0\xcf\x11\xe0 no workbook", 2)
    assert Desk().kinds(seen(ONE), other, other, other) == [CHECKED, SAVING, CHECKED, ""]


def test_a_rename_leaves_a_short_gap_that_is_no_deletion() -> None:
    desk = Desk()
    assert desk.kinds(seen(ONE), ABSENT, seen(TWO, 2), seen(TWO, 2)) == [CHECKED, SAVING, "", CHECKED]
    assert desk.checked == [ONE, TWO]


def test_a_deleted_file_is_gone_and_comes_back() -> None:
    desk = Desk()
    away = [ABSENT] * 6
    assert desk.kinds(seen(ONE), *away, seen(ONE, 2), seen(ONE, 2)) == [
        CHECKED, SAVING, "", "", GONE, "", "", SAME, "",
    ]  # fmt: skip
    assert desk.checked == [ONE]


def test_a_file_that_comes_back_changed_is_checked() -> None:
    desk = Desk()
    assert desk.kinds(seen(ONE), *[ABSENT] * 4, seen(TWO, 2), seen(TWO, 2))[-2:] == [SAVING, CHECKED]


def test_the_same_content_saved_again_is_said_and_not_checked_again() -> None:
    desk = Desk()
    assert desk.kinds(seen(ONE), seen(ONE, 2), seen(ONE, 2), seen(ONE, 3)) == [CHECKED, SAME, "", SAME]
    assert desk.checked == [ONE]


def test_a_change_within_one_tick_of_a_coarse_clock_is_seen() -> None:
    desk = Desk()
    assert len(ONE) == len(TWO)
    assert desk.kinds(seen(ONE), seen(TWO), seen(TWO)) == [CHECKED, SAVING, CHECKED]


def test_a_change_taken_back_while_it_is_saved_needs_no_check() -> None:
    desk = Desk()
    assert desk.kinds(seen(ONE), seen(TWO, 2), seen(ONE, 3)) == [CHECKED, SAVING, SAME]
    assert desk.checked == [ONE]


def test_a_file_that_may_not_be_read_is_said_once_and_the_watch_goes_on() -> None:
    held = FileSeen(None, (2, 9, 1), HELD)
    desk = Desk()
    assert desk.kinds(seen(ONE), *[held] * 6, seen(TWO, 3), seen(TWO, 3)) == [
        CHECKED, SAVING, "", "", CHECKED, "", "", SAVING, CHECKED,
    ]  # fmt: skip
    assert desk.checked == [ONE, TWO]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [ABSENT, seen(ONE), seen(ONE, 2), seen(TWO), seen(TWO[:50]), seen(b""), seen(b"x no workbook")]
        ),
        max_size=25,
    )
)
def test_whatever_happens_the_last_whole_version_is_checked(looks: list[FileSeen]) -> None:
    desk = Desk()
    kinds = desk.kinds(*looks, seen(TWO, 7), seen(TWO, 7), seen(TWO, 7))
    assert desk.checked
    assert TWO in desk.checked
    assert len(desk.checked) == kinds.count(CHECKED)
    assert all(one != two for one, two in zip(desk.checked, desk.checked[1:], strict=False))


def test_a_look_at_the_disk_sees_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "w.xlsx"
    assert look_at(path) == ABSENT
    path.write_bytes(ONE)
    first = look_at(path)
    assert first.data == ONE
    os.utime(path, (1, 1))
    again = look_at(path)
    assert again.data == ONE
    assert again.stamp != first.stamp
    path.unlink()
    path.mkdir()
    folder = look_at(path)
    assert folder.data is None
    assert folder.fault is not None
    assert look_at(path / "below" / "w.xlsx").data is None


def test_a_disk_that_fails_is_a_fault_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    found = look_at(tmp_path / "file" / "w.xlsx")
    assert found.data is None
    assert found.fault is None or "cannot be looked at" in found.fault.found


def test_findings_are_new_or_fixed_by_rule_cell_and_what_was_found() -> None:
    gap = Problem(GAP, Place("w.xlsx", "Routes", "A5"), "a gap")
    row = Problem(ROW_UNREACHABLE, Place("w.xlsx", "Routes", "A9"), "row 9")
    assert since(None, (gap,)).new == frozenset()
    moved = since((gap,), (row,))
    assert (moved.new, moved.fixed) == (frozenset({row}), (gap,))
    kept = since((gap, row), (row, gap))
    assert (kept.new, kept.fixed) == (frozenset(), ())


def test_findings_that_errors_keep_from_being_looked_at_are_neither_fixed_nor_new_again() -> None:
    gap = Problem(GAP, Place("w.xlsx", "Routes", "A5"), "a gap")
    word = Problem(ID_TWICE, Place("w.xlsx", "Routes", "G9"), "“Larg”")
    policy = small_policy()
    first = known_after(None, CheckedWorkbook(policy, (gap,), 0))
    second = known_after(first, CheckedWorkbook(None, (word,), 0))
    third = known_after(second, CheckedWorkbook(policy, (gap,), 0))
    broken, mended = since(first, second), since(second, third)
    assert (broken.new, broken.fixed) == (frozenset({word}), ())
    assert (mended.new, mended.fixed) == (frozenset(), (word,))
