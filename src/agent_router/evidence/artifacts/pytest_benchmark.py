"""pytest-benchmark's JSON: the samples of each benchmark, the machine and the commit they were measured on.

1. The samples are `stats.data` (`--benchmark-save-data`); where they were not saved, the median is one sample, and
   that is said.
2. Its time is `datetime`; where that has no zone, the commit's time.
3. The machine is compared across files: numbers of two machines are no pair (`measuring.py`).
"""

import re
from collections.abc import Mapping

from agent_router.evidence.artifacts.plain import json_of, number, refused, sample_of, shown
from agent_router.evidence.interface import ArtifactReading, Measurement
from agent_router.evidence.json_fields import flag, items, mapping, moment, text
from agent_router.ledger.jsontext import JsonValue, NotJson
from agent_router.model.known import Health

KIND, NUMBERS = "pytest-benchmark", "before/after numbers"
MOST_BENCHMARKS = 2_000
"""Benchmarks read of one file."""

_BENCHMARKS = re.compile(r'"benchmarks"\s*:\s*\[')
_OTHERS = re.compile(r'"(?:machine_info|commit_info|fullname)"\s*:')


class PytestBenchmarkReader:
    """Reader of `pytest --benchmark-json` and of saved runs."""

    name = KIND

    def recognizes(self, sample: bytes) -> bool:
        """Whether it is an object with benchmarks beside the machine they ran on."""
        start = sample_of(sample)
        return start.startswith("{") and bool(_BENCHMARKS.search(start) and _OTHERS.search(start))

    def read(self, data: bytes) -> ArtifactReading:
        """The samples of each benchmark."""
        try:
            value = json_of(data)
        except NotJson as fault:
            return ArtifactReading(KIND, problem=refused(fault), proof=NUMBERS, health=Health.ERROR)
        benchmarks = [mapping(each) for each in items(value, "benchmarks")]
        found = [_measurement(each) for each in benchmarks[:MOST_BENCHMARKS]]
        measured = tuple(each for each in found if isinstance(each, Measurement))
        remarks = [each for each in found if isinstance(each, str)]
        failed = len(remarks)
        unsaved = sum(not items(each, "stats", "data") for each in benchmarks[:MOST_BENCHMARKS]) - failed
        if unsaved > 0:
            remarks.append(f"{unsaved} of {len(found)} benchmarks: samples were not saved; the median is one sample.")
        if len(benchmarks) > MOST_BENCHMARKS:
            remarks.append(f"{len(benchmarks):,} benchmarks; the first {MOST_BENCHMARKS:,} are read.")
        return ArtifactReading(
            KIND,
            remarks=tuple(remarks),
            proof=NUMBERS,
            health=Health.FAILED if failed else Health.UNKNOWN,
            measurements=measured,
            facts=(("benchmarks", str(len(measured))), *_facts(value)),
            when=moment(value, "datetime") or moment(value, "commit_info", "time"),
        )


def _measurement(benchmark: Mapping[str, object]) -> Measurement | str:
    name = shown(text(benchmark, "fullname") or text(benchmark, "name") or "(no name)", 500)
    stats = mapping(benchmark, "stats")
    if flag(benchmark, "has_error"):
        return f"{shown(name)}: the benchmark ended with an error, so nothing was measured."
    data = [number(sample) for sample in items(stats, "data")]
    samples = tuple(sample for sample in data if sample is not None and sample >= 0)
    if len(samples) != len(data):
        return f"{shown(name)}: one of its samples is no number, so nothing is taken from it."
    median = number(stats.get("median"))
    middle = median if median is not None else number(stats.get("mean"))
    if not samples and (middle is None or middle < 0):
        return f"{shown(name)}: it states no time."
    return Measurement(name=name, unit="s", after=samples or ((middle,) if middle is not None else ()), summary=middle)


def _facts(value: JsonValue) -> list[tuple[str, str]]:
    node, processor = text(value, "machine_info", "node"), text(value, "machine_info", "cpu", "brand_raw")
    commit = text(value, "commit_info", "id")
    dirty = " with changes not committed" if flag(value, "commit_info", "dirty") else ""
    stated = (
        ("machine", ", ".join(part for part in (node, processor) if part)),
        ("Python", text(value, "machine_info", "python_version")),
        ("commit", f"{commit}{dirty}" if commit and commit != "unversioned" else ""),
    )
    return [(name, shown(each)) for name, each in stated if each]
