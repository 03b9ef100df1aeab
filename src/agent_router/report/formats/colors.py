"""The lead's accent color, made dark enough to be read (WCAG 2.2, contrast 4.5 : 1 on white)."""

import re

FALLBACK = "#1F4E79"
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
_ENOUGH = 4.5


def readable_accent(color: str) -> str:
    """The color itself where it is readable on white, else the nearest darker shade; the fallback for no color."""
    if not _HEX.fullmatch(color):
        return FALLBACK
    parts = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
    while contrast_on_white(parts) < _ENOUGH:
        parts = [part * 9 // 10 for part in parts]
    return "#{:02X}{:02X}{:02X}".format(*parts)


def contrast_on_white(parts: list[int]) -> float:
    """Contrast ratio of a color (three parts of 0 to 255) on white."""
    red, green, blue = (_linear(part / 255) for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
