"""What git says changed since a base, with nothing of the repository's own will."""

import subprocess
from pathlib import Path

import pytest

from agent_router.errors import InputRejected
from agent_router.evidence.git_change import git_change
from agent_router.model.known import ChangeKind, KnownBy
from agent_router.model.policy import Grade
from agent_router.model.run import Change
from tests.evidence.recordings import FIX, record


def git(repo: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *identity, *arguments], cwd=repo, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    repo = tmp_path / "calc"
    repo.mkdir()
    git(repo, "init", "-q", "-b", "main")
    (repo / "calc.py").write_text("def add(a, b):\n    return a - b\n")
    (repo / "old name.py").write_text("".join(f"line {number}\n" for number in range(30)))
    (repo / "gone.py").write_text("x\n")
    (repo / "run.sh").write_text("echo\n")
    (repo / "pixel.bin").write_bytes(b"\0\1\2")
    (repo / ".gitignore").write_text("*.log\n")
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "-m", "base")
    return repo


def seen(repo: Path, base: str = "main") -> dict[str, tuple[str, int | None, int | None, str]]:
    found = git_change(repo, base)
    return {one.path: (one.kind.value, one.added, one.removed, one.old_path) for one in found.changes}


def test_an_untouched_tree_has_no_changes_and_says_what_it_was_compared_with(repo: Path) -> None:
    found = git_change(repo, "main")
    assert (found.changes, found.base, found.head) == ((), found.head, git(repo, "rev-parse", "HEAD"))
    assert found.repository == str(repo.resolve())


def test_edits_renames_deletes_binaries_and_new_files_are_all_seen(repo: Path) -> None:
    (repo / "calc.py").write_text("def add(a, b):\n    return a + b\n")
    (repo / "old name.py").rename(repo / "new\tnäme.py")
    (repo / "gone.py").unlink()
    (repo / "pixel.bin").write_bytes(b"\0\3")
    (repo / "sub").mkdir()
    (repo / "sub/new.py").write_text("a\nb")
    (repo / "sub/blob").write_bytes(b"\0")
    (repo / "noise.log").write_text("x")
    (repo / "run.sh").chmod(0o755)
    git(repo, "add", "new\tnäme.py", "old name.py")
    assert seen(repo) == {
        "calc.py": ("modified", 1, 1, ""),
        "gone.py": ("deleted", 0, 1, ""),
        "new\tnäme.py": ("renamed", 0, 0, "old name.py"),
        "pixel.bin": ("modified", None, None, ""),
        "run.sh": ("modified", 0, 0, ""),
        "sub/blob": ("created", None, None, ""),
        "sub/new.py": ("created", 2, 0, ""),
    }


def test_committed_and_uncommitted_work_are_one_change(repo: Path) -> None:
    base = git(repo, "rev-parse", "HEAD")
    (repo / "calc.py").write_text("1\n")
    git(repo, "commit", "-q", "-a", "-m", "one")
    (repo / "calc.py").write_text("1\n2\n")
    (repo / "staged.py").write_text("s\n")
    git(repo, "add", "staged.py")
    assert seen(repo, base) == {"calc.py": ("modified", 2, 2, ""), "staged.py": ("created", 1, 0, "")}
    found = git_change(repo, base[:8])
    assert found.base == base
    assert found.head != base


def test_changes_are_independent_evidence_from_a_subfolder_too(repo: Path) -> None:
    (repo / "sub").mkdir()
    (repo / "sub/x.py").write_text("x\n")
    found = git_change(repo / "sub", "main")
    assert [(one.path, one.grade, one.known_by) for one in found.changes] == [
        ("sub/x.py", Grade.INDEPENDENT, KnownBy.GIT)
    ]


def test_nothing_that_the_repository_configures_is_run(repo: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    script = tmp_path / "trap.sh"
    script.write_text(f"#!/bin/sh\ntouch {trap}\ncat\n")
    script.chmod(0o755)
    (repo / ".gitattributes").write_text("*.py diff=evil filter=evil\n")
    for name, value in (
        ("diff.external", str(script)),
        ("diff.evil.command", str(script)),
        ("diff.evil.textconv", str(script)),
        ("core.fsmonitor", str(script)),
        ("core.pager", str(script)),
        ("filter.evil.clean", str(script)),
        ("filter.evil.process", str(script)),
        ("filter.evil.required", "true"),
    ):
        git(repo, "config", name, value)
    hook = repo / ".git/hooks/post-index-change"
    hook.write_text(script.read_text())
    hook.chmod(0o755)
    (repo / "calc.py").write_text("x\n")
    assert "calc.py" in seen(repo)
    assert not trap.exists()


@pytest.mark.parametrize("base", ["nowhere", "--output=x", "main..main", "", "main:calc.py"])
def test_an_unknown_base_is_told(repo: Path, base: str) -> None:
    with pytest.raises(InputRejected) as problem:
        git_change(repo, base)
    assert [one.rule.code for one in problem.value.problems] == ["EV113"]
    assert not (repo / "x").exists()


def test_a_folder_without_a_repository_is_told(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(InputRejected) as problem:
            git_change(folder, "main")
        assert [one.rule.code for one in problem.value.problems] == ["EV112"]


def test_an_empty_diff_is_on_record(repo: Path, tmp_path: Path) -> None:
    run = record(tmp_path / "run", *FIX, repo=repo, base="main")
    assert (run.started.diff_known, run.started.repository) == (True, "calc")
    assert run.started.base == run.started.head == git(repo, "rev-parse", "HEAD")
    assert [one for one in run.of(Change) if one.known_by is KnownBy.GIT] == []
    assert [one.path for one in run.of(Change) if one.known_by is KnownBy.TOOL] == ["calc.py", "NOTES.md"]


def test_without_a_repository_the_diff_is_not_known(tmp_path: Path) -> None:
    run = record(tmp_path / "run", *FIX)
    assert (run.started.diff_known, run.started.base) == (False, "")


def test_gits_changes_and_tool_records_are_both_kept(repo: Path, tmp_path: Path) -> None:
    (repo / "calc.py").write_text("x\n")
    (repo / "report.xml").write_text("<x/>\n")
    run = record(tmp_path / "run", *FIX, repo=repo, base="main")
    by_git = [(one.path, one.kind) for one in run.of(Change) if one.known_by is KnownBy.GIT]
    assert by_git == [("calc.py", ChangeKind.MODIFIED), ("report.xml", ChangeKind.CREATED)]
    assert len(run.of(Change)) == 4
