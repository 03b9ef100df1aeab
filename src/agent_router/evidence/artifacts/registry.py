"""Every kind of tool report this program reads."""

from collections.abc import Mapping

from agent_router.evidence.artifacts.api_transcript import ApiTranscriptReader
from agent_router.evidence.artifacts.attestation import AttestationReader
from agent_router.evidence.artifacts.coverage import CoverageJsonReader, CoverageXmlReader, LcovReader
from agent_router.evidence.artifacts.database import DatabaseJsonReader, SqlReader, TableReader
from agent_router.evidence.artifacts.diff_file import DiffReader
from agent_router.evidence.artifacts.event_streams import DART, GO, RUST
from agent_router.evidence.artifacts.har import HarReader
from agent_router.evidence.artifacts.hyperfine import HyperfineReader
from agent_router.evidence.artifacts.jest import JestReader
from agent_router.evidence.artifacts.json_document import shape_of
from agent_router.evidence.artifacts.junit import JUnitReader
from agent_router.evidence.artifacts.lint_json import LINT_READERS
from agent_router.evidence.artifacts.measurements_csv import MeasurementsCsvReader
from agent_router.evidence.artifacts.mocha import MochaReader
from agent_router.evidence.artifacts.picture import PictureReader
from agent_router.evidence.artifacts.playwright import PlaywrightReader
from agent_router.evidence.artifacts.pytest_benchmark import PytestBenchmarkReader
from agent_router.evidence.artifacts.pytest_json import PytestJsonReader, ReportLogReader
from agent_router.evidence.artifacts.sarif import SarifReader
from agent_router.evidence.artifacts.tap import TapReader
from agent_router.evidence.artifacts.textlog import TextLogReader
from agent_router.evidence.artifacts.trx import TrxReader
from agent_router.evidence.artifacts.xml_document import root_of
from agent_router.evidence.interface import ArtifactReader, ArtifactReading

ARTIFACT_READERS: Mapping[str, ArtifactReader] = {
    "junit": JUnitReader(),
    "trx": TrxReader(),
    "coverage-xml": CoverageXmlReader(),
    "sarif": SarifReader(),
    "pytest-json": PytestJsonReader(),
    "pytest-reportlog": ReportLogReader(),
    "jest": JestReader(),
    "mocha": MochaReader(),
    "playwright": PlaywrightReader(),
    "dart": DART,
    "go-test": GO,
    "libtest": RUST,
    "coverage-json": CoverageJsonReader(),
    "lcov": LcovReader(),
    **{f"{reader.name}-{number}": reader for number, reader in enumerate(LINT_READERS)},
    "picture": PictureReader(),
    "tap": TapReader(),
    "hyperfine": HyperfineReader(),
    "pytest-benchmark": PytestBenchmarkReader(),
    "har": HarReader(),
    "attestation": AttestationReader(),
    "database check": DatabaseJsonReader(),
    # Many a text has a line that looks like a request, a table or a log, so these are asked last.
    "diff": DiffReader(),
    "api transcript": ApiTranscriptReader(),
    "sql": SqlReader(),
    "measurements": MeasurementsCsvReader(),
    "log": TextLogReader(),
    "table": TableReader(),
}
"""By kind; asked in this order whether an artifact is theirs."""

OTHER = "other"
_SAMPLE = 65536
"""Bytes that recognition looks at."""


def read_artifact(data: bytes) -> ArtifactReading:
    """What an artifact is and shows, by its content; `other` where no reader knows it."""
    if not data:
        return ArtifactReading(OTHER, problem="The file is empty.")
    for reader in ARTIFACT_READERS.values():
        if reader.recognizes(data[:_SAMPLE]):
            return reader.read(data)
    return ArtifactReading(OTHER, remarks=_unknown(data[:_SAMPLE]))


def _unknown(sample: bytes) -> tuple[str, ...]:
    root = root_of(sample)[0]
    if root:
        return (f"XML whose first element is {root[:60]}: no reader knows it; it is kept, not read.",)
    if sample.strip() in {b"[]", b"{}"}:
        return ("An empty list: nothing in it says which tool wrote it, or that one ran.",)
    if shape_of(sample).root:
        return ("JSON of a kind that no reader knows; it is kept, not read.",)
    return ()
