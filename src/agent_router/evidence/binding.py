"""Artifacts handed in become verifications in the record, each where what made it stands (EVIDENCE, rules 2 and 12).

1. Artifacts are first seen together: a result beside its query, an attestation beside the files it speaks of.
2. Whatever is proof of some kind, shows something as a whole, or holds figures, becomes a `verification` of that kind;
   the rest is kept and listed only.
3. It stands right after what made it (`ties`), so that a later change makes it stale; one that nothing ties to the run
   stands at the end, without a time, and is somebody's word.
4. Its health is the worse of what its tests show and of what the report says as a whole.
5. Measurements are made into pairs (`measuring`); a pair stands with its later file, at the lower grade of both.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from agent_router.evidence.interface import ArtifactReading, TestReport
from agent_router.evidence.measuring import Compared, Measured, NumberPair, compare
from agent_router.evidence.ties import HandedIn, Tie, find_ties
from agent_router.evidence.together import Beside, seen_together
from agent_router.model.known import Health, Source
from agent_router.model.place import Place
from agent_router.model.provenance import SourceFile
from agent_router.model.run import FLAKY, Command, Record, Verification

TESTS = "tests"
_WORST_FIRST = (Health.FAILED, Health.ERROR, Health.UNKNOWN, Health.PASSED)
_MOST_FLAKY = 20
"""Flaky tests that are named; how many there are in all is said beside."""


@dataclass(frozen=True, slots=True)
class _Bound:
    """One artifact with its tie and the pairs that stand with it."""

    artifact: HandedIn
    tie: Tie
    pairs: tuple[NumberPair, ...] = ()


def bind(artifacts: Sequence[HandedIn], records: Sequence[Record]) -> tuple[Iterator[Record], tuple[SourceFile, ...]]:
    """The records with the verifications that the artifacts are, and the artifacts with what was noticed.

    The records are gone through once to find the ties and once more as the result is asked for; none is held.
    """
    seen = _together(artifacts)
    ties = find_ties(seen, records)
    compared = compare([Measured(one.path.name, one.reading, tie.after) for one, tie in zip(seen, ties, strict=True)])
    bound = _with_pairs(seen, ties, compared)
    said: dict[int, list[str]] = {}
    for index, remark in compared.remarks:
        said.setdefault(index, []).append(remark)
    return _placed(bound, records), tuple(_noted(one, said.get(at, [])) for at, one in enumerate(bound))


def _together(artifacts: Sequence[HandedIn]) -> list[HandedIn]:
    beside = [
        Beside(one.path.name, frozenset({one.sha256, one.stored.sha256}) - {""}, one.reading) for one in artifacts
    ]
    readings = seen_together(beside)
    return [
        replace(one, reading=reading, stored=replace(one.stored, kind=reading.kind))
        for one, reading in zip(artifacts, readings, strict=True)
    ]


def _with_pairs(artifacts: Sequence[HandedIn], ties: Sequence[Tie], compared: Compared) -> list[_Bound]:
    standing: dict[int, list[NumberPair]] = {}
    lowered = list(ties)
    for pair in compared.pairs:
        standing.setdefault(pair.files[-1], []).append(pair)
        least = min((ties[file].grade for file in pair.files), key=lambda grade: grade.rank)
        lowered[pair.files[-1]] = replace(lowered[pair.files[-1]], grade=least)
    return [
        _Bound(artifact, tie, tuple(standing.get(index, ())))
        for index, (artifact, tie) in enumerate(zip(artifacts, lowered, strict=True))
    ]


def _placed(bound: Sequence[_Bound], records: Iterable[Record]) -> Iterator[Record]:
    at: dict[int, list[_Bound]] = {}
    for one in bound:
        if _is_shown(one.artifact.reading):
            at.setdefault(max(one.tie.after, -1), []).append(one)
    for index, record in enumerate(records):
        yield record
        for one in at.get(index, ()):
            yield from _verifications(one, record)
    for one in at.get(-1, ()):
        yield from _verifications(one, None)


def _is_shown(reading: ArtifactReading) -> bool:
    return bool(reading.proof or reading.tests or reading.health or reading.facts or reading.measurements)


def _verifications(one: _Bound, after: Record | None) -> Iterator[Verification]:
    plain = _verification(one.artifact, one.tie, after)
    if not one.pairs:
        yield plain
    for pair in one.pairs:
        yield pair.onto(plain)


def _verification(artifact: HandedIn, tie: Tie, after: Record | None) -> Verification:
    reading = artifact.reading
    tests = reading.tests
    run = after if isinstance(after, Verification) else None
    command = run.command if run else after.text if isinstance(after, Command) else ""
    kind = reading.proof or (TESTS if tests else reading.kind)
    return Verification(
        at=run.at if run else after.ended if isinstance(after, Command) else None,
        source=Source.SYSTEM,
        grade=tie.grade,
        read_from=Place(artifact.stored.name),
        agent=after.agent if after else "",
        kind=kind,
        health=_health(reading),
        command=command,
        working_directory=after.working_directory if isinstance(after, Verification | Command) else "",
        counts=tests.counts if tests else None,
        failed_tests=tests.failed if tests else (),
        passed_tests=tests.passed if tests else (),
        artifact=artifact.sha256,
        artifact_name=artifact.path.name,
        selective=run.selective if run else False,
        runner=run.runner if run and tests else "",
        # A coverage report of the verifier's run is no execution of the verifier.
        matches=run.matches if run and (tests or run.kind.casefold() == kind.casefold()) else (),
        problem=reading.problem,
        facts=(*reading.facts, *_flaky(tests)),
    )


def _health(reading: ArtifactReading) -> Health:
    shown = [health for health in (_of_tests(reading.tests), reading.health) if health is not None]
    return min(shown, key=_WORST_FIRST.index, default=Health.UNKNOWN)


def _of_tests(tests: TestReport | None) -> Health | None:
    if tests is None:
        return None
    if tests.counts.failed or (tests.counts.errors and tests.counts.passed):
        return Health.FAILED
    return Health.PASSED if tests.counts.passed and not tests.counts.errors else Health.ERROR


def _flaky(tests: TestReport | None) -> tuple[tuple[str, str], ...]:
    if tests is None or not tests.flaky:
        return ()
    more = f" and {len(tests.flaky) - _MOST_FLAKY:,} more" if len(tests.flaky) > _MOST_FLAKY else ""
    return ((FLAKY, ", ".join(tests.flaky[:_MOST_FLAKY]) + more),)


def _noted(one: _Bound, said: Sequence[str]) -> SourceFile:
    stored, reading = one.artifact.stored, one.artifact.reading
    notes = (*stored.remarks, reading.problem, *reading.remarks, *said, one.tie.remark)
    return replace(stored, remarks=tuple(dict.fromkeys(note for note in notes if note)))
