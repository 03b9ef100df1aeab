"""What artifacts show only beside each other: a result and its query, an attestation and the files it speaks of.

1. `name.sql` beside `name.csv` (or any table of that name) is a database check: the table is the result of that query.
   A name is only a hint for which query belongs to which table; a query that writes makes no check.
2. The subjects of an attestation are held against the digests of everything handed in, as it was and as it is kept.
   A digest that is there matches, whatever the file is called. A file of the subject's name with another digest does
   not match: the attestation failed. Without either there is nothing to compare.
3. A match does not verify an attestation: its signature is still not checked, and its grade stays what it is.
"""

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from agent_router.evidence.artifacts.database import CHECK, QUERY, TABLE, WRITES
from agent_router.evidence.interface import ArtifactReading, Subject
from agent_router.model.known import Health

_MOST_SAID = 20
_TABLES = frozenset({TABLE, "measurements table"})


@dataclass(frozen=True, slots=True)
class Beside:
    """One artifact among the others."""

    name: str
    """File name as handed in."""
    digests: frozenset[str]
    """SHA-256 of the original bytes and of the kept ones."""
    reading: ArtifactReading


def seen_together(files: Sequence[Beside], others: Mapping[str, str] | None = None) -> tuple[ArtifactReading, ...]:
    """The readings, in the same order, with what the others add; `others` are further files: name and SHA-256."""
    queries = {_stem(file.name): file for file in files if file.reading.kind == QUERY}
    known = [(file.name, digest) for file in files for digest in sorted(file.digests)]
    known += sorted((others or {}).items())
    return tuple(_seen(file, queries, known) for file in files)


def _stem(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).stem.casefold()


def _seen(file: Beside, queries: Mapping[str, Beside], known: Sequence[tuple[str, str]]) -> ArtifactReading:
    reading = file.reading
    if reading.kind in _TABLES and not reading.problem and _stem(file.name) in queries:
        return _checked(reading, queries[_stem(file.name)])
    if reading.subjects:
        return _compared(file, known)
    return reading


def _checked(reading: ArtifactReading, query: Beside) -> ArtifactReading:
    facts = (*query.reading.facts, *reading.facts)
    if WRITES in query.reading.remarks:
        remark = f"Its query {query.name} writes, so this is no check."
        return replace(reading, remarks=(*reading.remarks, remark), facts=facts)
    remark = f"The result of {query.name}, by its name; nothing else ties the two."
    return replace(
        reading, kind=CHECK, proof=CHECK, health=Health.UNKNOWN, measurements=(), facts=facts,
        remarks=(*reading.remarks, remark),
    )  # fmt: skip


def _compared(file: Beside, known: Sequence[tuple[str, str]]) -> ArtifactReading:
    reading = file.reading
    digests: dict[str, str] = {}
    for name, digest in known:
        if digest not in file.digests:
            digests.setdefault(digest, name)
    names = {posixpath.basename(name.replace("\\", "/")): name for name in digests.values()}
    matched = [subject for subject in reading.subjects if subject.sha256 in digests]
    missed = [subject for subject in reading.subjects if _is_missed(subject, digests, names)]
    absent = len(reading.subjects) - len(matched) - len(missed)
    remarks = [f"Its subject {s.name or 'without a name'} is {digests[s.sha256]}: the digest matches." for s in matched]
    remarks += [
        f"Its subject {s.name} has another digest than the file of that name that was handed in." for s in missed
    ]
    remarks = remarks[:_MOST_SAID]
    if not matched and not missed:
        remarks.append("None of its subjects was handed in, so there is nothing to compare.")
    facts = (("subjects matched", str(len(matched))), ("not matched", str(len(missed))), ("not at hand", str(absent)))
    health = Health.FAILED if missed and reading.health is not Health.ERROR else reading.health
    return replace(reading, health=health, remarks=(*reading.remarks, *remarks), facts=(*reading.facts, *facts))


def _is_missed(subject: Subject, digests: Mapping[str, str], names: Mapping[str, str]) -> bool:
    base = posixpath.basename(subject.name.replace("\\", "/"))
    return subject.sha256 not in digests and bool(base) and base in names
