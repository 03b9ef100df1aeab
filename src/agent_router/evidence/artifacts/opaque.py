"""Artifacts that are kept as they are: pictures, and everything that no reader understands yet."""

import re

from agent_router.evidence.interface import ArtifactReading

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_TRX = re.compile(rb"<TestRun\b[^>]*TeamTest", re.DOTALL)


class PictureReader:
    """PNG and JPEG, kept with their digest."""

    name = "picture"

    def recognizes(self, sample: bytes) -> bool:
        """Whether the file begins like a PNG or a JPEG."""
        return sample.startswith((_PNG, _JPEG))

    def read(self, data: bytes) -> ArtifactReading:
        """Which of the two it is."""
        return ArtifactReading("png" if data.startswith(_PNG) else "jpeg")


class TrxReader:
    """Visual Studio's test results; recognized, not read."""

    name = "trx"

    def recognizes(self, sample: bytes) -> bool:
        """Whether the first element is a TRX test run."""
        return bool(_TRX.search(sample[:4096]))

    def read(self, data: bytes) -> ArtifactReading:
        """What it is; its results are not read by this version."""
        return ArtifactReading(
            "trx", problem=f"TRX ({len(data)} bytes) is kept; this version does not read its results."
        )
