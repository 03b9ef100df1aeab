"""The recorded runs and the projects they worked on are rebuilt just as they were."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from agent_router.errors import RouterError
from agent_router.pipeline.demo_recordings import copy_logs, rebuild_project, recorded_run


def _head(folder: Path, revision: str) -> str:
    words = ["git", "-C", str(folder), "rev-parse", revision]
    return subprocess.run(words, capture_output=True, check=True, text=True).stdout.strip()


def test_a_project_is_rebuilt_with_the_same_commits_every_time(tmp_path: Path) -> None:
    run = recorded_run("cart-rounding")
    for name in ("one", "two"):
        rebuild_project(run, tmp_path / name)
    assert _head(tmp_path / "one", "HEAD") == _head(tmp_path / "two", "HEAD")
    assert "* 50" not in (tmp_path / "one" / "src" / "storefront" / "money.py").read_text()


def test_a_project_stands_as_the_run_left_it_on_top_of_its_base(tmp_path: Path) -> None:
    run = recorded_run("cart-rounding")
    rebuild_project(run, tmp_path / "project")
    assert _head(tmp_path / "project", "HEAD^") == _head(tmp_path / "project", run.base)


def test_a_users_own_git_settings_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".gitconfig").write_text("[core]\n\tautocrlf = true\n\thooksPath = /nowhere\n[user]\n\tname =\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    rebuild_project(recorded_run("euro-prices"), tmp_path / "project")
    assert b"\r" not in (tmp_path / "project" / "README.md").read_bytes()


def test_copied_logs_keep_the_time_they_were_written(tmp_path: Path) -> None:
    run = recorded_run("cart-rounding")
    logs, artifacts = copy_logs(run, tmp_path / "logs")
    assert [path.name for path in logs] == ["transcript", "stream.jsonl"]
    assert run.report_written is not None
    assert [path.stat().st_mtime for path in artifacts] == [run.report_written.timestamp()]
    assert (tmp_path / "logs" / "stream.jsonl").stat().st_mtime == pytest.approx(run.ended.timestamp())


def test_a_run_without_tests_has_no_test_report(tmp_path: Path) -> None:
    _, artifacts = copy_logs(recorded_run("support-triage"), tmp_path / "logs")
    assert artifacts == ()


def test_a_machine_without_git_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RouterError, match="git is not installed"):
        rebuild_project(recorded_run("cart-rounding"), tmp_path / "project")


def test_a_refusal_of_git_is_passed_on_in_its_own_words(tmp_path: Path) -> None:
    run = replace(recorded_run("cart-rounding"), name="never-recorded")
    with pytest.raises(RouterError, match=r"git checkout failed.*never-recorded"):
        rebuild_project(run, tmp_path / "project")
    assert list((tmp_path / "project").iterdir())
