"""The font files of the packages that we depend on: the same fonts on every machine, none copied into the project."""

from importlib.util import find_spec
from pathlib import Path

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
