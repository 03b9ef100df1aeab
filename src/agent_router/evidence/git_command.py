"""git, asked with nothing of the repository's own will.

No hooks, no external diff, no text conversion, no content filter, no file monitor, no system or user settings, no
prompts, no locks, no network; a repository that another user owns is read too, since nothing in it is executed.
"""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from agent_router.errors import InputRejected
from agent_router.evidence import problems
from agent_router.model.place import Place
from agent_router.model.problem import Problem, Rule

_SETTINGS = (
    ("core.hooksPath", os.devnull), ("core.fsmonitor", "false"), ("diff.external", ""), ("core.pager", "cat"),
    ("core.attributesFile", os.devnull), ("core.excludesFile", os.devnull), ("protocol.allow", "never"),
    ("core.quotePath", "false"), ("core.untrackedCache", "false"), ("core.splitIndex", "false"),
    ("index.recordEndOfIndexEntries", "false"), ("index.sparse", "false"), ("core.trustctime", "true"),
    ("core.checkStat", "default"), ("core.looseCompression", "1"), ("diff.orderFile", os.devnull), ("gc.auto", "0"),
    ("core.warnAmbiguousRefs", "false"), ("advice.addEmbeddedRepo", "false"),
)  # fmt: skip
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "LC_ALL": "C",
}
_PATIENCE = 300
"""Seconds for one call of git; a huge repository needs some."""


@dataclass(frozen=True, slots=True)
class Git:
    """One repository, as git is asked about it."""

    folder: Path
    """Where git is called: the root of the working tree, or the bare repository."""
    settings: tuple[tuple[str, str], ...] = ()
    """Beyond the fixed ones: every content filter of the repository, emptied."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Further environment, such as another index."""

    def run(self, *arguments: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        """One call; its exit code is the caller's to judge."""
        # In the environment, since a name with `=` cannot be set by `-c`.
        pairs = (("safe.directory", "*"), *_SETTINGS, *self.settings)
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("GIT_") and name not in {"HOME", "PAGER", "XDG_CONFIG_HOME"}
        }
        environment |= _ENVIRONMENT | {"GIT_CONFIG_COUNT": str(len(pairs))}
        for number, (name, value) in enumerate(pairs):
            environment |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
        return subprocess.run(  # noqa: S603 - fixed words and revisions behind --end-of-options; no shell
            ["git", "-C", str(self.folder), *arguments],  # noqa: S607 - the git that the person uses
            capture_output=True,
            check=False,
            env=environment | dict(self.extra),
            timeout=_PATIENCE,
            input=given,
        )

    def output(self, *arguments: str, given: bytes = b"") -> bytes:
        """What the call printed; InputRejected (EV114) where it failed."""
        done = self.run(*arguments, given=given)
        if done.returncode:
            found = as_text(done.stderr).strip()[:300] or "an error without words"
            raise InputRejected([Problem(problems.GIT_FAILED, Place(self.folder.as_posix()), found)])
        return done.stdout

    def word(self, *arguments: str) -> str:
        """The one word or line that the call printed; empty where it failed."""
        done = self.run(*arguments)
        return "" if done.returncode else as_text(done.stdout).removesuffix("\n")

    def path(self, name: str) -> Path:
        """Where the repository keeps this file of its own (`index`, `objects`), worktrees considered."""
        return self.folder / os.fsdecode(self.output("rev-parse", "--git-path", name).removesuffix(b"\n"))


def open_git(folder: Path) -> Git:
    """The repository around this folder at its root, its content filters emptied; InputRejected where there is none."""
    place = Place(folder.as_posix())
    if not folder.is_dir():
        raise InputRejected([Problem(problems.NO_REPOSITORY, place, "no such folder")])
    asked = Git(folder)
    if asked.word("rev-parse", "--is-bare-repository") == "true":
        top = asked.output("rev-parse", "--absolute-git-dir")
    else:
        done = asked.run("rev-parse", "--show-toplevel")
        if done.returncode:
            found = as_text(done.stderr).strip()[:200] or "no repository"
            raise InputRejected([Problem(problems.NO_REPOSITORY, place, found)])
        top = done.stdout
    root = Git(Path(os.fsdecode(top.removesuffix(b"\n"))))
    return Git(root.folder, _without_filters(root))


def commit_of(git: Git, revision: str, rule: Rule) -> str:
    """The full ID of a commit; InputRejected by that rule where the repository has none of this name."""
    # --end-of-options: a revision such as `--output=x` is a name, not an option.
    found = git.word("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if not found:
        raise InputRejected([Problem(rule, Place(git.folder.as_posix()), repr(revision[:120]))])
    return found


def as_text(data: bytes) -> str:
    """Bytes as text; a byte that is no UTF-8 is spelled out, so that two names never become one."""
    return data.decode("utf-8", errors="backslashreplace")


def _without_filters(git: Git) -> tuple[tuple[str, str], ...]:
    """Settings that empty every content filter: git would run their commands to compare files."""
    listed = git.run("config", "--null", "--name-only", "--get-regexp", r"^filter\.").stdout
    names = sorted({os.fsdecode(name).rpartition(".")[0] for name in listed.split(b"\0") if name})
    emptied = [(f"{name}.{verb}", "") for name in names for verb in ("clean", "smudge", "process")]
    return (*emptied, *((f"{name}.required", "false") for name in names))
