"""Findings about the files of a run folder: each is the one that the record names, and nothing else is there.

1. A link, a device or a pipe is never followed; what cannot be read is said.
2. A log or artifact of the record has the digest that the record states, and a name inside the folder.
3. An artifact is named by its own digest.
4. Reports and outputs of later verifications are named in their log.
5. The names of the logs and the contract's papers are known; any other file is unexpected.
"""

import re
from collections.abc import Iterator

from agent_router.audit.interface import FileKind, KeptFile, RunSeen
from agent_router.audit.problems import DRAFT, FILE_ALTERED, FILE_MISSING, FILE_UNEXPECTED, LINK, OUTSIDE, UNREADABLE
from agent_router.model.place import Place
from agent_router.model.problem import Problem

DRAFT_NAME = re.compile(r"\..{1,80}\.[0-9a-f]{12}\.draft\Z", re.DOTALL)
"""How `ledger.files` names what it has not put in place yet."""

_LOGS = ("run.jsonl", "decisions.jsonl", "verifications.jsonl")
_PAPERS = ("contract/contract.json", "contract/contract.md", "contract/approvals.jsonl")
_BY_DIGEST = re.compile(r"artifacts/([0-9a-f]{64})(\.[a-z0-9]{1,8})?\Z")
_WORKBOOK = re.compile(r"contract/[0-9a-f]{64}\.xlsx\Z")


def file_findings(run: RunSeen) -> Iterator[Problem]:
    """What is wrong with the files of one run folder."""
    files = {file.name: file for file in run.files}
    named = dict(_named(run))
    for file in run.files:
        place = Place(f"{run.name}/{file.name}")
        if file.kind in {FileKind.LINK, FileKind.OTHER}:
            yield Problem(LINK, place, file.kind.value)
        elif file.kind is FileKind.UNREADABLE:
            yield Problem(UNREADABLE, place, "it may not be read")
        else:
            yield from _one(run, file, named)
    for name, (digest, by) in named.items():
        if not _inside(name):
            yield Problem(OUTSIDE, by, repr(name[:120]))
        elif name not in files:
            yield Problem(FILE_MISSING, Place(f"{run.name}/{name}"), f"named at {by}, digest {digest[:12]}")


def _one(run: RunSeen, file: KeptFile, named: dict[str, tuple[str, Place]]) -> Iterator[Problem]:
    place = Place(f"{run.name}/{file.name}")
    stated, by = named.get(file.name, ("", place))
    own = _BY_DIGEST.match(file.name)
    if stated and file.sha256 != stated:
        yield Problem(FILE_ALTERED, place, f"digest {file.sha256[:12]}; {by} says {stated[:12]}")
    elif own and file.sha256 != own[1]:
        yield Problem(FILE_ALTERED, place, f"digest {file.sha256[:12]}, which is not its name")
    elif DRAFT_NAME.match(file.name.rsplit("/", 1)[-1]):
        yield Problem(DRAFT, place, f"{file.size:,} bytes")
    elif not stated and not _expected(run, file.name):
        yield Problem(FILE_UNEXPECTED, place, f"{file.size:,} bytes, digest {file.sha256[:12]}")


def _expected(run: RunSeen, name: str) -> bool:
    # A log by another tool states no digests of what lies beside it, so that nothing there is unexpected.
    foreign = run.started is None or not run.started.router_version
    return name in _LOGS or name in _PAPERS or bool(_WORKBOOK.match(name)) or foreign


def _named(run: RunSeen) -> Iterator[tuple[str, tuple[str, Place]]]:
    """Every file that a log of the folder names, with its digest as kept and where it is named."""
    if run.started is not None:
        by = Place(f"{run.name}/run.jsonl", line=1)
        for file in (*run.started.logs, *run.started.artifacts):
            if file.stored_sha256:
                yield file.name, (file.stored_sha256, by)
    for line, name, digest in run.later_artifacts:
        yield name, (digest, Place(f"{run.name}/verifications.jsonl", line=line))


def _inside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return bool(name) and not name.startswith(("/", "\\")) and ".." not in parts and ":" not in parts[0]
