"""What was handed in beside the agent's log: each artifact, what it shows, and what ties it to the run."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import PurePath

from agent_router.model.known import Health
from agent_router.model.place import Place
from agent_router.model.policy import Grade
from agent_router.model.provenance import SourceFile
from agent_router.model.run import Run, Verification
from agent_router.report.facts.evidence_lines import health_words, shown_words

_NAMED = "Handed in as "
_UNTIED = "Nothing ties it to the run"


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that an artifact shows; a file of two measurements shows two."""

    what: str
    """Beside the file's name, such as the command that was measured; empty where the file shows one thing alone."""
    kind: str
    """Kind of proof."""
    failed: bool | None
    """None: it neither passed nor failed."""
    words: str
    place: Place


@dataclass(frozen=True, slots=True)
class ArtifactLine:
    """One file that was handed in."""

    name: str
    """As it was handed in."""
    kept: str
    """Name inside the run folder."""
    kind: str
    """What it was recognized as."""
    shows: tuple[Shown, ...]
    """Empty where no record rests on it."""
    tied: str
    """The command that made it; empty where nothing ties it to the run."""
    grade: Grade | None
    remarks: tuple[str, ...]
    """What was noticed while reading it, beside what is told above."""
    sha256: str


def handed_in(run: Run) -> tuple[ArtifactLine, ...]:
    """Every artifact that was handed in with the logs, in that order."""
    resting: dict[str, list[Verification]] = defaultdict(list)
    for one in run.of(Verification):
        if one.artifact and not one.log:
            resting[one.artifact].append(one)
    return tuple(_line(run, file, resting) for file in run.started.artifacts)


def handed_in_name(file: SourceFile) -> str:
    """The name under which it was handed in; the run folder names artifacts by their digests."""
    said = next((remark for remark in file.remarks if remark.startswith(_NAMED)), "")
    return said.removeprefix(_NAMED).removesuffix(".") or PurePath(file.name).name


def plain_log_name(name: str) -> str:
    """A log's name without the folder it is kept in and without the suffix of compression."""
    return name.removeprefix("raw/").removesuffix(".gz")


def other_remarks(file: SourceFile) -> tuple[str, ...]:
    """What was noticed, without the name."""
    return tuple(remark for remark in file.remarks if not remark.startswith(_NAMED))


def _line(run: Run, file: SourceFile, resting: dict[str, list[Verification]]) -> ArtifactLine:
    name = handed_in_name(file)
    found = resting.get(file.stored_sha256) or resting.get(file.sha256) or []
    tied = next((one.command for one in found if one.command), "")
    problems = {one.problem for one in found}
    remarks = (one for one in other_remarks(file) if one not in problems)
    return ArtifactLine(
        name=name,
        kept=file.name,
        kind=file.kind,
        shows=tuple(_shown(run, one, name) for one in found),
        tied=tied,
        grade=found[0].grade if found else None,
        remarks=tuple(one for one in remarks if tied or not one.startswith(_UNTIED)),
        sha256=file.sha256,
    )


def _shown(run: Run, one: Verification, name: str) -> Shown:
    what = one.artifact_name.removeprefix(name).removeprefix(": ") if one.artifact_name != name else ""
    failed = None if one.health is Health.UNKNOWN else one.health is not Health.PASSED
    words = "; ".join(part for part in (health_words(one), *shown_words(one)) if part)
    return Shown(what, one.kind, failed, words or "nothing that a check could rest on", run.place(one))
