"""The font files of the packages that we depend on: the same fonts on every machine, none copied into the project."""

import base64
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped] # fontTools ships no types
from markupsafe import Markup

from agent_router.errors import RouterError

PACKAGES = ("font_source_sans_pro", "font_source_serif_pro", "font_roboto")
"""Packages whose `files/` hold the fonts."""


class FontMissing(RouterError):
    """A font that a style sheet names is in none of the font packages."""


def font_file(name: str) -> Path:
    """The file of that name, such as `SourceSansPro-Regular.otf`; FontMissing where no package holds it."""
    for package in PACKAGES:
        spec = find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            path = Path(folder) / "files" / Path(name).name
            if path.is_file():
                return path
    raise FontMissing(
        f"The font {name} is in none of the font packages ({', '.join(PACKAGES)}). Install the program's dependencies."
    )


@dataclass(frozen=True, slots=True)
class EmbeddedFont:
    """A font inside an HTML file, cut down to the letters of European languages and the report's signs."""

    family: str
    weight: int
    link: Markup
    """`data:` address of a WOFF (base64, nothing to escape)."""


_ON_SCREEN = (
    ("Report Sans", 400, "SourceSansPro-Regular.otf"),
    ("Report Sans", 600, "SourceSansPro-Semibold.otf"),
    ("Report Sans", 700, "SourceSansPro-Bold.otf"),
    ("Report Serif", 600, "SourceSerifPro-Semibold.otf"),
)
_LETTERS = (*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, "‐‑–—‘’‚“”„†•…‰‹›€™−≈≤≥→←↑↓✓×▲△▶◆"))


@cache
def embedded_fonts() -> tuple[EmbeddedFont, ...]:
    """The fonts of the screen; other scripts fall back to the reader's own fonts. Made once a process."""
    return tuple(EmbeddedFont(family, weight, _woff(name)) for family, weight, name in _ON_SCREEN)


def _woff(name: str) -> Markup:
    options = subset.Options(
        flavor="woff", layout_features=["kern", "liga", "tnum", "mark", "ccmp", "locl"], hinting=False
    )
    made = BytesIO()
    with closing(subset.load_font(str(font_file(name)), options)) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=_LETTERS)
        cutter.subset(font)
        subset.save_font(font, made, options)
    return Markup("data:font/woff;base64,{}").format(base64.b64encode(made.getvalue()).decode())
