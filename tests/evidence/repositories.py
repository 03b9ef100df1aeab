"""Small git repositories for tests, made in place."""

import subprocess
from pathlib import Path


def git(repo: Path, *words: str) -> str:
    """Run git there as a person with a name."""
    identity = ("-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    local = ("-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *identity, *local, *words], cwd=repo, check=True, capture_output=True)
    return done.stdout.decode("utf-8", errors="replace").strip()


def repository(folder: Path, files: dict[str, str]) -> Path:
    """A repository with one commit of these files."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    write(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "base")
    return folder


def write(folder: Path, files: dict[str, str]) -> None:
    """Put these files there, their folders too."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
