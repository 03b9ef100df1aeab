"""What git alone can say of a change: modes, links, copies, submodules, what is hidden, ignored, or no file name."""

import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_router.errors import InputRejected
from agent_router.evidence import git_ignored, git_inside
from agent_router.evidence.git_change import git_change
from agent_router.evidence.git_checkout import recorded_states
from agent_router.evidence.git_ignored import RunTime, ignored_changes
from agent_router.model.run import Change
from tests.evidence.recordings import FIX, record
from tests.evidence.repositories import git, repository, write

LINES = "".join(f"line {number}\n" for number in range(30))
FILES = {"a.py": LINES, "b.py": "b\n", "run.sh": "x\n", "sub/c.py": "c\n", ".gitignore": "*.log\nbuilt/\n"}


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return repository(tmp_path / "calc", FILES)


def notes(repo: Path, base: str = "main", head: str = "") -> dict[str, str]:
    return {change.path: change.note for change in git_change(repo, base, head).changes}


def objects(repo: Path) -> list[str]:
    return sorted(path.name for path in (repo / ".git").rglob("*"))


def test_modes_links_copies_and_binaries_are_named(repo: Path) -> None:
    (repo / "run.sh").chmod(0o755)
    (repo / "b.py").unlink()
    (repo / "b.py").symlink_to("/etc/passwd")
    write(repo, {"copy.py": LINES + "more\n", "a.py": LINES + "other\n", "new.sh": "y\n"})
    (repo / "new.sh").chmod(0o755)
    (repo / "picture").write_bytes(b"\0\1")
    assert notes(repo) == {
        "a.py": "",
        "b.py": "file → symbolic link; symbolic link to /etc/passwd",
        "copy.py": "copied from a.py; untracked",
        "new.sh": "executable; untracked",
        "picture": "binary; untracked",
        "run.sh": "mode 100644 → 100755",
    }


def test_a_rename_is_seen_without_being_staged(repo: Path) -> None:
    (repo / "a.py").rename(repo / "z.py")
    (one,) = git_change(repo, "main").changes
    assert (one.kind.value, one.path, one.old_path, one.note) == ("renamed", "z.py", "a.py", "untracked")


def test_what_the_index_hides_is_compared_all_the_same(repo: Path) -> None:
    git(repo, "update-index", "--assume-unchanged", "b.py")
    git(repo, "update-index", "--skip-worktree", "a.py")
    write(repo, {"b.py": "hidden\n", "a.py": "hidden\n"})
    found = git_change(repo, "main")
    assert {change.path for change in found.changes} == {"a.py", "b.py"}
    assert [note for note in found.notes if "assume-unchanged" in note]
    assert [note for note in found.notes if "skip-worktree" in note]
    assert git(repo, "ls-files", "-v", "b.py").startswith("h")


def test_a_sparse_checkout_says_how_many_files_it_leaves_out(repo: Path) -> None:
    git(repo, "sparse-checkout", "set", "--no-cone", "/*", "!/sub/")
    found = git_change(repo, "main")
    assert found.changes == ()
    assert "The repository is a sparse checkout." in found.notes
    assert any("1 files are not in the working tree" in note for note in found.notes)


def test_nothing_is_written_into_the_repository(repo: Path) -> None:
    write(repo, {"a.py": "changed\n", "n.py": "new\n"})
    before, index = objects(repo), (repo / ".git/index").read_bytes()
    found = git_change(repo, "main")
    assert (objects(repo), (repo / ".git/index").read_bytes()) == (before, index)
    git(repo, "add", "-A")
    assert git(repo, "write-tree") == found.tree


@pytest.mark.parametrize("attribute", ["evil", "a=b", "x.y z"])
def test_a_filter_of_any_name_is_never_run(repo: Path, tmp_path: Path, attribute: str) -> None:
    trap = tmp_path / "trap"
    with (repo / ".git/config").open("a") as config:
        config.write(f'[filter "{attribute}"]\n\tclean = touch {trap}; cat\n\tsmudge = touch {trap}\n\trequired\n')
    write(repo, {".gitattributes": f"*.py filter={attribute}\n", "a.py": "changed\n"})
    assert "a.py" in notes(repo)
    assert not trap.exists()


def test_odd_names_stay_apart(repo: Path) -> None:
    names = [b"new\nline", b'quo"te', b"caf\xe9", "caf\ufffd".encode(), "\u202egnp.exe".encode(), b" lead", b"-rf"]
    for name in names:
        Path(os.fsdecode(os.fsencode(repo) + b"/" + name)).write_text("x")
    assert set(notes(repo)) == {"new\nline", 'quo"te', r"caf\xe9", "caf\ufffd", "\u202egnp.exe", " lead", "-rf"}


def test_a_base_that_is_no_ancestor_of_the_head_is_said(repo: Path) -> None:
    git(repo, "checkout", "-q", "--orphan", "other")
    git(repo, "commit", "-q", "-m", "unrelated")
    assert any("is not so" in note for note in git_change(repo, "main").notes)


def test_a_shallow_clone_is_said(repo: Path, tmp_path: Path) -> None:
    git(repo, "commit", "-q", "--allow-empty", "-m", "two")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repo}", "shallow")
    found = git_change(tmp_path / "shallow", "HEAD")
    assert found.changes == ()
    assert any("shallow" in note for note in found.notes)


def test_before_the_first_commit_another_branch_is_the_base(repo: Path) -> None:
    git(repo, "checkout", "-q", "--orphan", "fresh")
    found = git_change(repo, "main")
    assert (found.head, found.changes) == ("", ())
    assert any("Nothing is committed" in note for note in found.notes)


def test_a_committed_range_leaves_the_working_tree_out(repo: Path) -> None:
    base = git(repo, "rev-parse", "HEAD")
    write(repo, {"b.py": "two\n"})
    git(repo, "commit", "-q", "-a", "-m", "two")
    write(repo, {"a.py": "dirty\n"})
    found = git_change(repo, base, "main")
    assert [change.path for change in found.changes] == ["b.py"]
    assert (found.tree, found.working_tree) == (git(repo, "rev-parse", "main^{tree}"), False)
    with pytest.raises(InputRejected) as problem:
        git_change(repo, base, "nowhere")
    assert [one.rule.code for one in problem.value.problems] == ["EV132"]


def test_a_bare_repository_has_commits_and_no_working_tree(repo: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(repo), "bare.git")
    assert git_change(tmp_path / "bare.git", "main", "main").changes == ()
    with pytest.raises(InputRejected) as problem:
        git_change(tmp_path / "bare.git", "main")
    assert [one.rule.code for one in problem.value.problems] == ["EV131"]


def test_a_worktree_is_a_repository_of_its_own(repo: Path, tmp_path: Path) -> None:
    git(repo, "worktree", "add", "-q", str(tmp_path / "tree"), "-b", "side")
    write(tmp_path / "tree", {"b.py": "side\n"})
    assert (list(notes(tmp_path / "tree")), list(notes(repo))) == (["b.py"], [])


def test_a_conflict_is_taken_as_it_stands_in_the_working_tree(repo: Path) -> None:
    git(repo, "checkout", "-q", "-b", "side")
    write(repo, {"b.py": "side\n"})
    git(repo, "commit", "-q", "-a", "-m", "side")
    git(repo, "checkout", "-q", "main")
    write(repo, {"b.py": "main\n"})
    git(repo, "commit", "-q", "-a", "-m", "main")
    with pytest.raises(subprocess.CalledProcessError):
        git(repo, "merge", "side")
    assert list(notes(repo)) == ["b.py"]


def test_submodules_are_looked_into(repo: Path, tmp_path: Path) -> None:
    library = repository(tmp_path / "library", {"l.py": "1\n"})
    git(repo, "submodule", "add", "-q", str(library), "lib")
    git(repo, "commit", "-q", "-a", "-m", "with library")
    write(repo, {"lib/l.py": "2\n", "lib/new.py": "n\n"})
    assert notes(repo) == {
        "lib": "submodule, uncommitted changes inside",
        "lib/l.py": "",
        "lib/new.py": "untracked",
    }
    git(repo / "lib", "commit", "-q", "-a", "-m", "moved")
    found = notes(repo)
    assert found["lib"].startswith("submodule, commit ")
    assert set(found) == {"lib", "lib/l.py", "lib/new.py"}


def test_a_submodule_cannot_make_git_run_anything(repo: Path, tmp_path: Path) -> None:
    library, trap = repository(tmp_path / "library", {"l.py": "1\n"}), tmp_path / "trap"
    git(repo, "submodule", "add", "-q", str(library), "lib")
    git(repo, "commit", "-q", "-a", "-m", "with library")
    git(repo / "lib", "config", "filter.evil.clean", f"touch {trap}; cat")
    git(repo / "lib", "config", "core.fsmonitor", f"touch {trap}")
    write(repo, {"lib/.gitattributes": "* filter=evil\n", "lib/l.py": "2\n"})
    assert "lib/l.py" in notes(repo)
    assert not trap.exists()


def test_repositories_inside_are_listed_with_their_files(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(repo / "inner", {"x.py": "1\n", "y.py": "2\n"})
    (repo / "empty").mkdir()
    git(repo / "empty", "init", "-q")
    assert notes(repo) == {
        "empty": "a repository of its own inside this one",
        "inner": "a repository of its own inside this one",
        "inner/x.py": "",
        "inner/y.py": "",
    }
    monkeypatch.setattr(git_inside, "MOST_INSIDE", 1)
    assert "1 more changed files inside are not listed" in notes(repo)["inner"]


def during(*named: str) -> RunTime:
    now = datetime.now(UTC)
    return RunTime(now - timedelta(minutes=1), now, frozenset(named))


def test_ignored_files_of_the_runs_time_are_listed_with_their_time(repo: Path) -> None:
    write(repo, {"new.log": "x", "old.log": "x", "built/out.js": "x"})
    os.utime(repo / "old.log", (1, 1))
    time = RunTime(datetime(1970, 1, 1, tzinfo=UTC), datetime(1970, 1, 2, tzinfo=UTC))
    assert [one.path for one in ignored_changes(repo, time).changes] == ["old.log"]
    found = {one.path: one for one in ignored_changes(repo, during()).changes if not one.path.startswith(".git/")}
    # The time of its entry says that even the old one was touched just now.
    assert set(found) == {"new.log", "old.log", "built/out.js"}
    assert found["new.log"].note == "ignored by git"
    assert found["new.log"].at is not None


def test_ignored_files_that_the_agents_records_name_are_listed_at_any_time(repo: Path) -> None:
    write(repo, {"secret.log": "x", "other.log": "x"})
    long_ago = RunTime(None, None, frozenset({"secret.log"}))
    assert [(one.path, one.at) for one in ignored_changes(repo, long_ago).changes] == [("secret.log", None)]


def test_of_a_folder_full_of_ignored_files_some_are_listed_and_the_rest_counted(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repo, {f"built/{number}.js": "x" for number in range(9)})
    monkeypatch.setattr(git_ignored, "MOST_LISTED", 3)
    found = [one for one in ignored_changes(repo, during("built/8.js")).changes if one.path.startswith("built")]
    assert [one.path for one in found] == ["built", "built/0.js", "built/1.js", "built/2.js", "built/8.js"]
    assert "5 more files" in found[0].note
    monkeypatch.setattr(git_ignored, "MOST_WALKED", 4)
    assert "More than 4 ignored files" in ignored_changes(repo, during()).notes[0]


def test_hooks_made_during_the_run_are_listed(repo: Path) -> None:
    write(repo, {".git/hooks/pre-commit": "#!/bin/sh\n"})
    found = {one.path: one.note for one in ignored_changes(repo, during()).changes}
    assert found[".git/hooks/pre-commit"] == "ignored by git; in git's own folder"


def test_a_record_holds_the_tree_the_limits_and_the_ignored_files_it_names(repo: Path, tmp_path: Path) -> None:
    write(repo, {".gitignore": "*.log\nNOTES.md\n", "NOTES.md": "named in the log\n"})
    run = record(tmp_path / "run", *FIX, repo=repo, base="main")
    assert run.started.tree == git_change(repo, "main").tree
    assert {one.path: one.note for one in run.of(Change) if one.note.startswith("ignored")} == {
        "NOTES.md": "ignored by git"
    }
    git(repo, "commit", "-q", "-a", "-m", "done")
    committed = record(tmp_path / "other", *FIX, repo=repo, base="main", head="main")
    assert committed.started.tree == git(repo, "rev-parse", "main^{tree}")


def test_both_states_can_be_checked_out_apart_from_the_repository(repo: Path, tmp_path: Path) -> None:
    write(repo, {"a.py": "after\n", "new.py": "n\n"})
    (repo / "b.py").unlink()
    tree, base, head = git_change(repo, "main").tree, tmp_path / "base", tmp_path / "head"
    base.mkdir()
    head.mkdir()
    with recorded_states(repo, "main", tree) as states:
        states.checkout(base, of_base=True)
        states.checkout(head, of_base=False)
        assert git(head, "status", "--short").split() == ["M", "a.py", "D", "b.py", "A", "new.py"]
        assert git(base, "status", "--short") == ""
        assert git(base, "log", "--format=%s") == "base"
    assert (base / "a.py").read_text() == LINES
    assert ((head / "a.py").read_text(), (head / "b.py").exists()) == ("after\n", False)
    with pytest.raises(InputRejected) as problem, recorded_states(repo, "main", "0" * 40):
        pass
    assert [one.rule.code for one in problem.value.problems] == ["EV134"]


def test_what_a_checkout_lacks_is_said(repo: Path, tmp_path: Path) -> None:
    library = repository(tmp_path / "library", {"l.py": "1\n"})
    git(repo, "submodule", "add", "-q", str(library), "lib")
    git(repo, "config", "filter.lfs.smudge", "git-lfs smudge")
    tree = git_change(repo, "main").tree
    with recorded_states(repo, "main", tree) as states:
        assert len(states.notes) == 2
        (tmp_path / "head").mkdir()
        states.checkout(tmp_path / "head", of_base=False)
    assert list((tmp_path / "head" / "lib").iterdir()) == []


def test_an_inner_repository_that_cannot_be_read_is_said(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = repository(repo / "inner", {"x.py": "1\n"})
    git(inner, "config", "core.worktree", str(repo))
    assert "its root lies elsewhere" in notes(repo)["inner"]
    git(inner, "config", "--unset", "core.worktree")
    monkeypatch.setattr(git_inside, "_DEEPEST", 0)
    assert notes(repo) == {"inner": "a repository of its own inside this one"}
    monkeypatch.undo()
    (inner / ".git/index").write_bytes(b"damaged")
    assert "not compared" in notes(repo)["inner"]
