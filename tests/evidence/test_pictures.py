"""Pictures: dimensions and damage are said, metadata goes, and every pixel stays what it was."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile, PngImagePlugin

from agent_router.evidence.artifacts import picture
from agent_router.evidence.artifacts.picture_metadata import without_metadata
from agent_router.evidence.artifacts.registry import read_artifact
from agent_router.model.known import Health

WHO = "Jane at 48.2082 N 16.3738 E"


def image(mode: str = "RGB") -> Image.Image:
    drawn = Image.radial_gradient("L").resize((32, 24)).convert(mode)
    drawn.putpixel((3, 3), 0)
    return drawn


def exif() -> Image.Exif:
    made = Image.Exif()
    made[0x010E], made[0x0112] = WHO, 6
    made.get_ifd(0x8825)[1] = "N"
    return made


def saved(kind: str, mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    image(mode).save(out, kind, **more)
    return out.getvalue()


def png_with_everything() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", WHO)
    info.add_itxt("XML:com.adobe.xmp", WHO)
    info.add_text("Long", WHO * 9, zip=True)
    return saved("PNG", "P", pnginfo=info, exif=exif(), dpi=(96, 96), transparency=0) + WHO.encode()


def with_private_chunk(png: bytes) -> bytes:
    body = b"prVt" + WHO.encode()
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return png[:33] + chunk + png[33:]


MARKED = {
    "png": with_private_chunk(png_with_everything()),
    "jpeg": saved("JPEG", exif=exif(), comment=WHO, xmp=WHO.encode(), icc_profile=b"profile" * 9) + WHO.encode(),
    "progressive": saved("JPEG", exif=exif(), progressive=True, comment=WHO),
    "cmyk": saved("JPEG", "CMYK", exif=exif()),
    "gif": saved("GIF", "P", comment=WHO) + WHO.encode(),
    "webp": saved("WEBP", exif=exif(), xmp=WHO.encode(), lossless=True),
    "webp lossy": saved("WEBP", "RGBA", exif=exif(), icc_profile=b"profile" * 9) + WHO.encode(),
}


@pytest.mark.parametrize("name", sorted(MARKED))
def test_metadata_goes_and_every_pixel_stays(name: str) -> None:
    data = MARKED[name]
    found = read_artifact(data)
    assert (found.proof, found.health, found.problem) == ("screenshot", Health.UNKNOWN, "")
    assert found.kept is not None
    assert WHO.encode() not in found.kept
    assert b"Exif" not in found.kept
    assert dict(found.facts)["width"] == "32 px"
    assert found.remarks[-1].startswith("Removed before it was stored: ")
    before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(found.kept))
    assert (before.mode, before.size, before.tobytes()) == (after.mode, after.size, after.tobytes())
    assert before.info.get("transparency") == after.info.get("transparency")
    assert before.info.get("icc_profile") == after.info.get("icc_profile")
    assert dict(after.getexif()) == {}
    again = read_artifact(found.kept)
    assert (again.kept, again.problem) == (None, "")


def test_animations_keep_their_frames() -> None:
    out = io.BytesIO()
    frames = [image("P"), image("P").rotate(90), image("P").rotate(180)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], loop=0, duration=50, comment=WHO)
    found = read_artifact(out.getvalue())
    assert found.kept is not None
    kept = Image.open(io.BytesIO(found.kept))
    assert getattr(kept, "n_frames", 1) == 3
    assert kept.info.get("loop") == 0
    assert dict(found.facts)["frames"] == "3"
    moving = io.BytesIO()
    frames[0].convert("RGB").save(moving, "PNG", save_all=True, append_images=[frames[1].convert("RGB")])
    assert read_artifact(moving.getvalue()).kept is None


def test_a_turned_picture_and_an_empty_one_are_said() -> None:
    assert any("turns it" in remark for remark in read_artifact(MARKED["jpeg"]).remarks)
    out = io.BytesIO()
    Image.new("RGB", (9, 9), "white").save(out, "PNG")
    assert read_artifact(out.getvalue()).remarks == ("Every pixel has the same color: it shows nothing.",)


@pytest.mark.parametrize("name", sorted(MARKED))
def test_a_cut_picture_is_a_problem_and_keeps_no_metadata(name: str) -> None:
    whole = without_metadata(MARKED[name]).kept
    found = read_artifact(bytes(whole[: len(whole) - len(whole) // 3]))
    assert found.problem.startswith("The picture is damaged or cut")
    assert found.health is Health.ERROR
    for size in range(20, len(MARKED[name]), 37):
        assert WHO.encode() not in without_metadata(MARKED[name][:size]).kept


def test_more_pixels_than_the_limit_are_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "MOST_PIXELS", 100)
    assert "not decoded" in read_artifact(MARKED["png"]).problem
    monkeypatch.undo()
    header = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    body = b"IDAT" + zlib.compress(b"")
    bomb += struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    assert "more pixels than any screenshot" in read_artifact(bomb).problem


@given(st.sampled_from(sorted(MARKED)), st.integers(0, 2_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_picture_is_a_value(name: str, at: int, damage: bytes) -> None:
    data = bytearray(MARKED[name])
    at = min(at + 12, len(data) - 1)
    data[at : at + len(damage)] = damage
    found = read_artifact(bytes(data))
    assert found.proof == "screenshot"
    assert found.health in {Health.UNKNOWN, Health.ERROR}
    assert found.kept is None or len(found.kept) <= len(data)


@given(
    st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF\x10\0\0\0WEBP"]), st.binary(max_size=99)
)
def test_bytes_behind_a_magic_number_are_no_picture(start: bytes, data: bytes) -> None:
    assert read_artifact(start + data).proof == "screenshot"


def test_another_library_that_takes_cut_pictures_for_whole_ones_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    whole = saved("PNG")

    assert read_artifact(whole).problem == ""
    assert read_artifact(whole[: len(whole) // 2]).problem.startswith("The picture is damaged or cut")
    assert ImageFile.LOAD_TRUNCATED_IMAGES is True
