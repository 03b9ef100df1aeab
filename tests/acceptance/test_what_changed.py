"""What a run changed: the most trusted record speaks, and what only one side knows is said to be so."""

import pytest

from agent_router.acceptance.changes import (
    NOT_IN_DIFF_NOTE,
    SCRATCH_NOTE,
    UNRECORDED_NOTE,
    VERIFIER_NOTE,
    counted,
    measured_work,
    what_changed,
)
from agent_router.model.contract import Scope
from agent_router.model.known import IGNORED_BY_GIT, ChangeKind, KnownBy
from agent_router.model.verdict import Outcome
from tests.acceptance.runs import AFTER, Story, contract, item_of, policy, story, verdict_of

GIT, TOOL, SHELL, SNAPSHOT = KnownBy.GIT, KnownBy.TOOL, KnownBy.SHELL, KnownBy.SNAPSHOT
RENAMED = ChangeKind.RENAMED


def told_by(told: Story) -> dict[str, tuple[str, str]]:
    return {path.path: (path.known_by, path.note) for path in what_changed(told.run(), contract(), policy())}


CASES = [
    (story(diff_known=True).changes("a.py", known_by=GIT), {"a.py": ("git", UNRECORDED_NOTE)}),
    (
        story(diff_known=True).changes("a.py", known_by=GIT, note="binary; untracked"),
        {"a.py": ("git", f"binary; untracked; {UNRECORDED_NOTE}")},
    ),
    (story(diff_known=True).changes("a.py", known_by=GIT).changes("a.py", known_by=SHELL), {"a.py": ("git", "")}),
    (story(diff_known=True).changes("a.py", known_by=GIT).changes("a.py", known_by=SNAPSHOT), {"a.py": ("git", "")}),
    (story(diff_known=True).changes("a.py"), {"a.py": ("tool record", NOT_IN_DIFF_NOTE)}),
    (story().changes("a.py").changes("a.py", known_by=SNAPSHOT), {"a.py": ("snapshot", "")}),
    (story(diff_known=True).changes(".git/hooks/pre-commit"), {".git/hooks/pre-commit": ("tool record", "")}),
    (
        story(diff_known=True).changes("b.py", RENAMED, old_path="a.py", known_by=GIT).changes("a.py"),
        {"a.py": ("git", "renamed to b.py"), "b.py": ("git", "renamed from a.py")},
    ),
    (story(diff_known=True).changes("a.py", known_by=GIT).changes("a.py", done=False),
     {"a.py": ("git", UNRECORDED_NOTE)}),
]  # fmt: skip


@pytest.mark.parametrize(("told", "expected"), CASES)
def test_each_path_says_how_it_is_known(told: Story, expected: dict[str, tuple[str, str]]) -> None:
    assert told_by(told) == expected


def test_what_is_listed_and_not_counted_says_why() -> None:
    told = (
        story(diff_known=True)
        .changes("scratch/x.txt", known_by=GIT)
        .changes(".pytest_cache/v", known_by=GIT)
        .changes("undone.py")
        .changes("kept.py", known_by=GIT)
    )
    agreed = contract(scope=Scope(scratch=("scratch/**",)))
    found = what_changed(told.run(), agreed, policy())
    assert {path.path: path.note for path in found if not path.counts} == {
        "scratch/x.txt": SCRATCH_NOTE,
        ".pytest_cache/v": VERIFIER_NOTE,
        "undone.py": NOT_IN_DIFF_NOTE,
    }
    assert [path.path for path in counted(found)] == ["kept.py"]


def test_a_note_in_the_record_never_takes_a_change_out_of_the_count() -> None:
    for note in (SCRATCH_NOTE, VERIFIER_NOTE, NOT_IN_DIFF_NOTE):
        told = story(diff_known=True).changes("a.py", known_by=GIT, note=note)
        assert [path.path for path in counted(what_changed(told.run(), contract(), policy()))] == ["a.py"]


def test_both_paths_of_a_rename_are_measured_and_bounded() -> None:
    told = story(diff_known=True).changes("docs/a.md", RENAMED, old_path="src/billing/a.md", known_by=GIT)
    assert measured_work(told.run(), contract()).paths == ("docs/a.md", "src/billing/a.md")
    scope = Scope(folders=("docs/**",))
    assert item_of(told, "within folders", scope=scope).found is Outcome.NOT_MET
    (outside, *_) = verdict_of(told, scope=scope).stops
    assert outside.fired


def test_moving_code_into_an_exempt_folder_makes_a_proof_stale() -> None:
    exempt = "docs/**"
    moved = story().tests(2).changes("docs/a.md", RENAMED, old_path="src/a.py")
    inside = story().tests(2).changes("docs/b.md", RENAMED, old_path="docs/a.md")
    check = "proof after the last change"
    assert item_of(moved, check, exempt).found is Outcome.NOT_MET
    assert item_of(inside, check, exempt).found is Outcome.MET


def ignored(path: str = "built/out.js") -> Story:
    return story(diff_known=True).changes(path, known_by=GIT, note=IGNORED_BY_GIT, at=AFTER)


def test_ignored_files_are_bounded_and_leave_open_whether_anything_changed() -> None:
    assert item_of(ignored(), "no changes").found is Outcome.NOT_SHOWN
    assert item_of(ignored().changes("built/out.js"), "no changes").found is Outcome.NOT_MET
    assert item_of(ignored(), "within folders", scope=Scope(folders=("src/**",))).found is Outcome.NOT_MET
    assert item_of(ignored(), "within folders", scope=Scope(folders=("built/**",))).found is Outcome.MET


def test_a_file_of_the_tests_that_was_renamed_away_needs_a_person() -> None:
    told = story().changes("old.py", RENAMED, old_path="tests/test_a.py").tests(2)
    assert item_of(told, "tests passed").found is Outcome.NEEDS_PERSON
