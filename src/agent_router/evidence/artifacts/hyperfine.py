"""hyperfine's JSON export: the samples of each command.

1. A run with an exit code other than 0 (or none: a signal) means that the command failed: it measures nothing.
2. The samples are `times`; where they were not exported, the mean is one sample, and that is said.
3. The name of a measurement is what hyperfine calls the command (`-n NAME`, else the command line).
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from agent_router.evidence.artifacts.plain import json_of, number, refused, sample_of, shown
from agent_router.evidence.interface import ArtifactReading, Measurement
from agent_router.evidence.json_fields import items, mapping, text
from agent_router.ledger.jsontext import NotJson
from agent_router.model.known import Health

KIND, NUMBERS = "hyperfine", "before/after numbers"
MOST_COMMANDS = 1_000
"""Commands read of one file."""

_BEGIN = re.compile(r'\{\s*"results"\s*:\s*\[\s*\{')
_KEYS = re.compile(r'"command"\s*:')
_FIGURES = re.compile(r'"(?:times|mean|median|exit_codes)"\s*:')


class HyperfineReader:
    """Reader of hyperfine's `--export-json`."""

    name = KIND

    def recognizes(self, sample: bytes) -> bool:
        """Whether it begins with results that have a command and its times."""
        start = sample_of(sample)
        return bool(_BEGIN.match(start) and _KEYS.search(start) and _FIGURES.search(start))

    def read(self, data: bytes) -> ArtifactReading:
        """The samples of each command that ran well."""
        try:
            value = json_of(data)
        except NotJson as fault:
            return ArtifactReading(KIND, problem=refused(fault), proof=NUMBERS, health=Health.ERROR)
        results = [mapping(result) for result in items(value, "results")]
        measured: list[Measurement] = []
        remarks: list[str] = []
        failed = 0
        for result in results[:MOST_COMMANDS]:
            found = _measurement(result)
            if isinstance(found, Measurement):
                measured.append(found)
                if not items(result, "times"):
                    remarks.append(f"{shown(found.name)}: its samples were not exported; the mean is one sample.")
            else:
                failed += 1
                remarks.append(found)
        if len(results) > MOST_COMMANDS:
            remarks.append(f"{len(results):,} commands; the first {MOST_COMMANDS:,} are read.")
        return ArtifactReading(
            KIND,
            remarks=tuple(remarks),
            proof=NUMBERS,
            health=Health.FAILED if failed else Health.UNKNOWN,
            measurements=tuple(measured),
            facts=(("commands measured", str(len(measured))), ("commands failed", str(failed))),
        )


def _measurement(result: Mapping[str, object]) -> Measurement | str:
    """The samples of one command, or why there are none."""
    name = text(result, "command") or "(no name)"
    codes = items(result, "exit_codes")
    bad = [code for code in codes if code != 0 or isinstance(code, bool)]
    if bad:
        said = "a signal" if bad[0] is None else f"exit code {shown(str(bad[0]), 20)}"
        return f"{shown(name)}: {len(bad)} of {len(codes)} runs failed ({said}), so nothing was measured."
    times = [number(sample) for sample in items(result, "times")]
    samples = tuple(sample for sample in times if sample is not None and sample >= 0)
    if len(samples) != len(times):
        return f"{shown(name)}: one of its times is no number, so nothing is taken from it."
    mean = number(result.get("mean"))
    if not samples and (mean is None or mean < 0):
        return f"{shown(name)}: it states no time."
    return Measurement(
        name=shown(name, 500), unit="s", after=samples or _one(mean), summary=number(result.get("median")) or mean,
        command=shown(name, 2_000),
    )  # fmt: skip


def _one(mean: Decimal | None) -> tuple[Decimal, ...]:
    return () if mean is None else (mean,)
