"""Screenshots and other pictures (PNG, JPEG, GIF, WebP): dimensions, soundness, and no metadata.

1. Pillow reads the header and decodes the whole picture, so that a cut or damaged one is said.
2. More pixels than the limit are not decoded: such a picture is refused, whatever it claims to be.
3. What is kept is the picture without EXIF, GPS, XMP, comments and thumbnails (`picture_metadata.py`), of a damaged one
   as well; the digest of the original stays beside it.
4. What a picture shows is for a person to see: it proves nothing by itself.
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from agent_router.evidence.artifacts.picture_metadata import GIF, JPEG, PNG, RIFF, without_metadata
from agent_router.evidence.interface import ArtifactReading
from agent_router.model.known import Health

SCREENSHOT = "screenshot"
MOST_PIXELS = 100_000_000
"""Pixels of a picture that is decoded; a full page at high density has some ten million."""

_MOST_FRAMES = 1_000
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, struct.error,
           zlib.error, MemoryError, AttributeError, AssertionError)  # fmt: skip
"""What Pillow's readers raise on damaged files."""


class PictureReader:
    """Reader of pictures."""

    name = "picture"

    def recognizes(self, sample: bytes) -> bool:
        """Whether the file begins like one of the four formats."""
        return sample.startswith((PNG, JPEG, GIF)) or (sample.startswith(RIFF) and sample[8:12] == b"WEBP")

    def read(self, data: bytes) -> ArtifactReading:
        """Dimensions, and the bytes to keep."""
        cleaned = without_metadata(data)
        kept = bytes(cleaned.kept)
        facts, problem, remarks = _looked_at(data)
        if cleaned.dropped:
            gone = ", ".join(f"{name} ({size:,} bytes)" for name, size in sorted(cleaned.dropped.items()))
            remarks = (*remarks, f"Removed before it was stored: {gone}.")
        return ArtifactReading(
            _kind(data),
            problem=problem,
            remarks=remarks,
            proof=SCREENSHOT,
            health=Health.ERROR if problem else Health.UNKNOWN,
            facts=facts,
            kept=kept if kept != data else None,
        )


def _kind(data: bytes) -> str:
    for start, kind in ((PNG, "png"), (JPEG, "jpeg"), (GIF, "gif")):
        if data.startswith(start):
            return kind
    return "webp"


def _looked_at(data: bytes) -> tuple[tuple[tuple[str, str], ...], str, tuple[str, ...]]:
    """Facts, a problem or none, and remarks."""
    import io  # noqa: PLC0415 - goes with Pillow
    import warnings  # noqa: PLC0415 - goes with Pillow

    from PIL import Image  # noqa: PLC0415 - loaded when the first picture is met

    facts: tuple[tuple[str, str], ...] = ()
    try:
        with warnings.catch_warnings(), _whole_pictures_only():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP")) as image:
                width, height = image.size
                facts = (("width", f"{width:,} px"), ("height", f"{height:,} px"))
                frames = int(getattr(image, "n_frames", 1))
                if width * height * min(frames, _MOST_FRAMES) > MOST_PIXELS:
                    return facts, f"It has {width:,} × {height:,} pixels; it is not decoded, so nothing checks it.", ()
                turned = _turned(image)
                image.load()
                blank = _one_color(image)
    except Image.DecompressionBombError:
        return (), "It claims more pixels than any screenshot has; it is not decoded.", ()
    except _DAMAGE as fault:
        return facts, f"The picture is damaged or cut: {str(fault)[:100] or type(fault).__name__}.", ()
    facts += (("frames", f"{frames:,}"),) if frames > 1 else ()
    remarks = ["Its EXIF turns it for display; the kept picture is not turned."] if turned else []
    remarks += ["Every pixel has the same color: it shows nothing."] if blank else []
    return facts, "", tuple(remarks)


@contextmanager
def _whole_pictures_only() -> Iterator[None]:
    """WeasyPrint tells Pillow, for the whole process, to take cut pictures for whole ones; not here."""
    from PIL import ImageFile  # noqa: PLC0415 - as above

    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _turned(image: object) -> bool:
    orientation = 0x0112
    exif = image.getexif() if hasattr(image, "getexif") else {}
    return exif.get(orientation, 1) not in {0, 1}


def _one_color(image: object) -> bool:
    """Whether lowest and highest value of every band are the same."""
    extremes = image.getextrema() if hasattr(image, "getextrema") else None
    if not isinstance(extremes, tuple) or not extremes:
        return False
    bands = extremes if isinstance(extremes[0], tuple) else (extremes,)
    return all(isinstance(band, tuple) and len(set(band)) == 1 for band in bands)
