"""Pictures without what is not picture: EXIF, GPS, XMP, comments and thumbnails go, the pixel data stays byte for byte.

1. Nothing is decoded or compressed again: the container is walked, and whole segments or chunks are left out.
2. What decides how pixels look stays: palettes, transparency, color profiles, gamma, animation, Adobe's transform.
3. Whatever is not on the list of what stays goes, and so does everything after the picture's end.
4. A damaged container is walked as far as it goes; what follows the damage inside the picture data stays as it is,
   since it is no metadata, and elsewhere it goes.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

PNG, JPEG, GIF, RIFF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF"
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD hIST pHYs sPLT acTL fcTL fdAT cICP mDCV cLLI".split()
)
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP"})
_WEBP_HAS_METADATA = 0x08 | 0x04
"""Flags of VP8X: EXIF and XMP."""
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_SOI, _EOI, _SOS, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})


@dataclass
class Cleaned:
    """A picture on its way through."""

    kept: bytearray = field(default_factory=bytearray)
    dropped: dict[str, int] = field(default_factory=dict)
    """What went, and how many bytes of it."""

    def drop(self, name: str, size: int) -> None:
        """Leave so many bytes out."""
        if size:
            self.dropped[name] = self.dropped.get(name, 0) + size


def without_metadata(data: bytes) -> Cleaned:
    """The picture without metadata; unchanged, with nothing dropped, where the format is none of the four."""
    cleaned = Cleaned()
    walks: tuple[tuple[bytes, Callable[[bytes, Cleaned], None]], ...] = (
        (PNG, _png), (JPEG, _jpeg), (GIF, _gif), (RIFF, _webp)
    )  # fmt: skip
    for start, walk in walks:
        if data.startswith(start):
            walk(data, cleaned)
            return cleaned
    cleaned.kept += data
    return cleaned


def _png(data: bytes, cleaned: Cleaned) -> None:
    cleaned.kept += PNG
    at = len(PNG)
    while at + 8 <= len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + size
        if name in _PNG_KEPT:
            cleaned.kept += data[at:end]
        else:
            cleaned.drop(_told(name), min(end, len(data)) - at)
        at = end
        if name == b"IEND":
            break
    cleaned.drop("bytes after the end", max(0, len(data) - at))


def _told(name: bytes) -> str:
    return "".join(chr(byte) if 32 < byte < 127 else "?" for byte in name)


def _jpeg(data: bytes, cleaned: Cleaned) -> None:
    cleaned.kept += data[:2]
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            break
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _EOI:
            cleaned.kept += data[at : at + 2]
            at += 2
            break
        if marker in _STANDALONE:
            cleaned.kept += data[at : at + 2]
            at += 2
            continue
        at = _segment(data, at, cleaned)
    else:
        if data[at : at + 2] == b"\xff\xd9":
            cleaned.kept += data[at : at + 2]
            at += 2
    cleaned.drop("bytes after the end", len(data) - at)


def _segment(data: bytes, at: int, cleaned: Cleaned) -> int:
    """Keep or drop one segment of a JPEG; where the next one begins."""
    marker = data[at + 1]
    end = min(len(data), at + 2 + int.from_bytes(data[at + 2 : at + 4], "big"))
    body = data[at + 4 : end]
    if marker == _SOS:
        end = _scan_end(data, end)
    if _jpeg_keeps(marker, body):
        cleaned.kept += data[at:end]
    else:
        cleaned.drop("comment" if marker == _COMMENT else _application(marker, body), end - at)
    return max(end, at + 2)


def _jpeg_keeps(marker: int, body: bytes) -> bool:
    if marker == _COMMENT:
        return False
    if not 0xE0 <= marker <= 0xEF:
        return True
    kept = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
    return marker in kept and body.startswith(kept[marker])


def _application(marker: int, body: bytes) -> str:
    for start, name in ((b"Exif", "EXIF"), (b"http://ns.adobe.com/x", "XMP"), (b"Photoshop", "IPTC")):
        if body.startswith(start):
            return name
    return f"APP{marker - 0xE0}"


def _scan_end(data: bytes, at: int) -> int:
    """Where the coded data of a scan ends: at the next marker that is neither a restart nor a stuffed byte."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        if data[at + 1] == 0x00 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
        elif data[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _gif(data: bytes, cleaned: Cleaned) -> None:
    colors = data[10] if len(data) > 10 else 0
    at = 13 + (3 << ((colors & 7) + 1) if colors & 0x80 else 0)
    cleaned.kept += data[:at]
    while at < len(data):
        start, kind = at, data[at]
        if kind == 0x3B:
            cleaned.kept += data[at : at + 1]
            at += 1
            break
        if kind == 0x2C:
            local = data[at + 9] if at + 9 < len(data) else 0
            at += 10 + (3 << ((local & 7) + 1) if local & 0x80 else 0) + 1
        elif kind == 0x21:
            at += 2
        else:
            break
        at = _blocks_end(data, at)
        extension = data[start + 1] if kind == 0x21 and start + 1 < len(data) else 0
        loops = extension == 0xFF and data[start + 3 : start + 14] in _GIF_LOOPS
        if kind == 0x2C or extension in {0xF9, 0x01} or loops:
            cleaned.kept += data[start:at]
        else:
            cleaned.drop("comment" if extension == _COMMENT else "application data", at - start)
    cleaned.drop("bytes after the end", max(0, len(data) - at))


def _blocks_end(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += data[at] + 1
    return min(at + 1, len(data))


def _webp(data: bytes, cleaned: Cleaned) -> None:
    cleaned.kept += data[:12]
    stated = int.from_bytes(data[4:8], "little") + 8
    at = 12
    while at + 8 <= min(len(data), stated):
        name, size = struct.unpack_from("<4sI", data, at)
        end = at + 8 + size + (size & 1)
        chunk = bytearray(data[at:end])
        if name == b"VP8X" and len(chunk) > 8:
            chunk[8] &= ~_WEBP_HAS_METADATA & 0xFF
        if name in _WEBP_KEPT:
            cleaned.kept += chunk
        else:
            cleaned.drop("EXIF" if name == b"EXIF" else _told(name), min(end, len(data)) - at)
        at = end
    cleaned.drop("bytes after the end", max(0, len(data) - at))
    if cleaned.dropped:
        # A cut file stays cut: the chunk that was cut still states its size.
        missing = max(0, at - len(data))
        cleaned.kept[4:8] = (len(cleaned.kept) - 8 + missing).to_bytes(4, "little")
