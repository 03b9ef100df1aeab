"""Artifacts that are kept as they are: pictures, and everything that no reader understands yet."""

from agent_router.evidence.interface import ArtifactReading

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"


class PictureReader:
    """PNG and JPEG, kept with their digest."""

    name = "picture"

    def recognizes(self, sample: bytes) -> bool:
        """Whether the file begins like a PNG or a JPEG."""
        return sample.startswith((_PNG, _JPEG))

    def read(self, data: bytes) -> ArtifactReading:
        """Which of the two it is."""
        return ArtifactReading("png" if data.startswith(_PNG) else "jpeg")
