"""Every kind of tool report this program reads."""

from collections.abc import Mapping

from agent_router.evidence.artifacts.junit import JUnitReader
from agent_router.evidence.artifacts.opaque import PictureReader, TrxReader
from agent_router.evidence.interface import ArtifactReader, ArtifactReading

ARTIFACT_READERS: Mapping[str, ArtifactReader] = {
    "junit": JUnitReader(),
    "trx": TrxReader(),
    "picture": PictureReader(),
}
"""By kind; asked in this order whether an artifact is theirs."""

OTHER = "other"


def read_artifact(data: bytes) -> ArtifactReading:
    """What an artifact is and shows, by its content; `other` where no reader knows it."""
    if not data:
        return ArtifactReading(OTHER, problem="The file is empty.")
    for reader in ARTIFACT_READERS.values():
        if reader.recognizes(data[:65536]):
            return reader.read(data)
    if data.lstrip()[:5].lower() in {b"<?xml", b"<test"}:
        return ArtifactReading(OTHER, remarks=("This XML is no JUnit report; it is kept, not read.",))
    return ArtifactReading(OTHER)
