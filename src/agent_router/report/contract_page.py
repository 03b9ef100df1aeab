"""`contract.md`: one page that says what an agent may do, inside which box, and who decides."""

import re

from markupsafe import Markup

from agent_router.model.contract import SealedContract
from agent_router.report import view
from agent_router.report.formats.templating import fill
from agent_router.report.interface import Look

_SPECIAL = re.compile(r"([\\`*{}\[\]#|<>~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))")
_LINES = re.compile(r"\s*[\r\n]+\s*")
_LIST_START = re.compile(r"^(\d*)([.)+=-])")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def render_contract_page(sealed: SealedContract, look: Look) -> str:
    """The contract in Markdown; every value from a queue or workbook is escaped, on one line, with nothing hidden."""
    text = fill("contract.md", {"contract": sealed.contract, "sealed": sealed}, look, printed=_printed)
    # Blank lines that conditions leave behind would split lists.
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def markdown(text: str) -> str:
    """A value as plain words in Markdown: no markup of its own, no HTML, no second line."""
    flat = _LINES.sub(" ", view.visible(text)).strip()
    escaped = _SPECIAL.sub(r"\\\1", flat.replace("&", "&amp;"))
    for sign in "<>":
        escaped = escaped.replace(f"\\{sign}", _HTML[sign])
    return _LIST_START.sub(r"\1\\\2", escaped)


def _printed(value: object) -> object:
    if isinstance(value, Markup):
        return value
    # Already spelled as Markdown; Jinja's own HTML escaping must leave it as it is.
    return Markup(markdown(value)) if isinstance(value, str) else value  # noqa: S704 - escaped in the line above
