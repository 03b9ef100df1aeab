"""Coverage reports: Cobertura XML, JaCoCo XML, Clover XML, lcov, coverage.py's JSON, Istanbul's summary.

How much of the code ran is no proof of any kind by itself: `proof` stays empty, the figures are facts for people.

1. Lines and branches: covered, valid and percent, from the report's own totals, else counted from its lines.
2. A percentage is computed from the two counts, cut off rather than rounded up, so that 99.96 % never reads 100 %.
3. Counts that contradict themselves (more covered than there are) are said, and give no percentage.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from agent_router.evidence.artifacts.json_document import json_document, shape_of, text_of
from agent_router.evidence.artifacts.refused import Refused
from agent_router.evidence.artifacts.tally import epoch_moment, moment
from agent_router.evidence.artifacts.xml_document import root_of, xml_document
from agent_router.evidence.interface import ArtifactReading
from agent_router.evidence.json_fields import count, mapping, text, whole

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

KIND = "coverage"
LARGEST = 128 * 1024 * 1024
"""Bytes of one lcov file that are read."""
_LONGEST_COUNT = 15
"""Digits of a count."""


@dataclass(frozen=True, slots=True)
class Covered:
    """How many of one thing ran."""

    what: str
    """`lines` or `branches`."""
    covered: int
    valid: int


def coverage_reading(form: str, counted: list[Covered], when: datetime | None = None) -> ArtifactReading:
    """A coverage report as a reading."""
    facts: list[tuple[str, str]] = [("form", form)]
    remarks: list[str] = []
    for one in counted:
        if not one.valid and not one.covered:
            continue
        facts += [(f"{one.what} covered", f"{one.covered:,} of {one.valid:,}")]
        if one.covered > one.valid:
            remarks.append(f"It counts more {one.what} covered than there are.")
        else:
            percent = (Decimal(one.covered) * 100 / one.valid).quantize(Decimal("0.1"), rounding=ROUND_DOWN)
            facts.append((f"{one.what} covered, percent", f"{percent} %"))
    if len(facts) == 1:
        remarks.append("It counts no line, so it shows no coverage.")
    return ArtifactReading(KIND, remarks=tuple(remarks), facts=tuple(facts), when=when)


def _refused(reason: str) -> ArtifactReading:
    return ArtifactReading(KIND, problem=reason)


class CoverageXmlReader:
    """Reader of Cobertura, JaCoCo and Clover."""

    name = "coverage-xml"

    def recognizes(self, sample: bytes) -> bool:
        """Whether the first element is a coverage report of one of the three."""
        root, _ = root_of(sample)
        return root == "coverage" or (root == "report" and b"<counter" in sample and b"INSTRUCTION" in sample)

    def read(self, data: bytes) -> ArtifactReading:
        """Lines and branches; a damaged report gives the reason."""
        root = xml_document(data, document_type=True)
        if isinstance(root, Refused):
            return _refused(root.reason)
        if root.tag == "report":
            return coverage_reading("JaCoCo", _jacoco(root))
        if root.find("project/metrics") is not None:
            return coverage_reading("Clover", _clover(root), _stamp(root))
        return coverage_reading("Cobertura", _cobertura(root), _stamp(root))


def _cobertura(root: "Element") -> list[Covered]:
    lines = Covered("lines", _number(root, "lines-covered"), _number(root, "lines-valid"))
    if not lines.valid:
        # Right below its class: the lines of each method are listed there once more.
        every = [line for owner in root.iter("class") for group in owner.findall("lines") for line in group]
        lines = Covered("lines", sum(_number(line, "hits") > 0 for line in every), len(every))
    return [lines, Covered("branches", _number(root, "branches-covered"), _number(root, "branches-valid"))]


def _jacoco(root: "Element") -> list[Covered]:
    found = {str(counter.get("type") or ""): counter for counter in root.findall("counter")}
    counted = []
    for key, what in (("LINE", "lines"), ("BRANCH", "branches")):
        counter = found.get(key)
        if counter is not None:
            ran = _number(counter, "covered")
            counted.append(Covered(what, ran, ran + _number(counter, "missed")))
    return counted


def _clover(root: "Element") -> list[Covered]:
    metrics = root.find("project/metrics")
    if metrics is None:
        return []
    return [
        Covered("lines", _number(metrics, "coveredstatements"), _number(metrics, "statements")),
        Covered("branches", _number(metrics, "coveredconditionals"), _number(metrics, "conditionals")),
    ]


def _stamp(root: "Element") -> datetime | None:
    stamp = _number(root, "timestamp") or _number(root, "generated")
    # Cobertura's own form is milliseconds; some writers put seconds.
    return epoch_moment(stamp if stamp > 10**11 else stamp * 1000) if stamp else None


def _number(element: "Element", key: str) -> int:
    return _whole(str(element.get(key) or ""))


def _whole(written: str) -> int:
    plain = written.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= _LONGEST_COUNT else 0


class LcovReader:
    """Reader of lcov tracefiles."""

    name = "lcov"

    def recognizes(self, sample: bytes) -> bool:
        """Whether it begins with a test name or a source file, and lists lines or totals."""
        plain = b"\n" + sample.lstrip(b"\xef\xbb\xbf \r\n\t")
        return plain.startswith((b"\nTN:", b"\nSF:")) and b"\nSF:" in plain and (b"\nDA:" in plain or b"\nLF:" in plain)

    def read(self, data: bytes) -> ArtifactReading:
        """Lines and branches of all files."""
        if len(data) > LARGEST:
            return _refused(f"The file has {len(data):,} bytes; tracefiles beyond 128 MiB are kept, not read.")
        total = {"LF": 0, "LH": 0, "BRF": 0, "BRH": 0}
        cut_off = False
        for record, closed in _records(text_of(data, errors="replace")):
            for key, figure in _figures(record).items():
                total[key] += figure
            cut_off = cut_off or not closed
        reading = coverage_reading(
            "lcov", [Covered("lines", total["LH"], total["LF"]), Covered("branches", total["BRH"], total["BRF"])]
        )
        if not cut_off:
            return reading
        remark = "Its last record has no end: the file may have been cut off."
        return ArtifactReading(KIND, remarks=(*reading.remarks, remark), facts=reading.facts)


def _records(written: str) -> Iterator[tuple[list[str], bool]]:
    lines: list[str] = []
    for line in written.splitlines():
        if line.strip() == "end_of_record":
            yield lines, True
            lines = []
        elif line.strip():
            lines.append(line.strip())
    if lines:
        yield lines, False


def _figures(record: list[str]) -> dict[str, int]:
    stated = {key: _whole(value) for line in record for key, _, value in [line.partition(":")] if key in _TOTALS}
    if "LF" not in stated or "LH" not in stated:
        hits = [line[3:].split(",") for line in record if line.startswith("DA:")]
        stated |= {"LF": len(hits), "LH": sum(len(hit) > 1 and _whole(hit[1]) > 0 for hit in hits)}
    return stated


_TOTALS = frozenset({"LF", "LH", "BRF", "BRH"})


class CoverageJsonReader:
    """Reader of `coverage json` and of Istanbul's `coverage-summary.json`."""

    name = "coverage-json"

    def recognizes(self, sample: bytes) -> bool:
        """Whether it begins with coverage.py's files and their summaries, or with Istanbul's totals."""
        shape = shape_of(sample)
        if shape.has("total.lines.total", "total.lines.covered"):
            return True
        return shape.has("meta.branch_coverage") or shape.has("totals.covered_lines", "totals.num_statements")

    def read(self, data: bytes) -> ArtifactReading:
        """Lines and branches of the totals."""
        document = json_document(data)
        if isinstance(document, Refused):
            return _refused(document.reason)
        totals = mapping(document, "totals")
        if not totals:
            summary = mapping(document, "total")
            figures = [
                Covered(what, count(summary, what, "covered"), count(summary, what, "total"))
                for what in ("lines", "branches")
            ]
            return coverage_reading("Istanbul", figures)
        branches = Covered("branches", count(totals, "covered_branches"), whole(totals, "num_branches") or 0)
        lines = Covered("lines", count(totals, "covered_lines"), count(totals, "num_statements"))
        return coverage_reading("coverage.py", [lines, branches], moment(text(document, "meta", "timestamp"))[0])
