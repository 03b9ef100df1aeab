"""`contract.md`: one page that says what an agent may do, inside which box, and who decides."""

import re
from dataclasses import dataclass

from markupsafe import Markup

from agent_router.model.contract import Contract, RatedView, SealedContract
from agent_router.model.place import Place
from agent_router.report import view
from agent_router.report.formats.templating import fill
from agent_router.report.interface import Look

_SIGNS = re.compile(
    r"""
    (?P<pattern> [\w./?*@+!\\-]* \* [\w./?*@+!\\-]* (?<![.!?]) )
    | (?P<escaped>
        \\(?=[!-/:-@\[-`{-~]|$) | [`*\[\]|] | !(?=\[)
        | (?<![A-Za-z0-9])_ | _(?![A-Za-z0-9]) | (?<=[\w~])~ | ~(?=[\w~])
    )
    | (?P<entity> &(?=\#?\w+;) )
    | (?P<tag> <(?=[A-Za-z/!?]) )
    """,
    re.VERBOSE,
)
"""A folder pattern (a word with an asterisk), and signs that Markdown or HTML would take for its own there."""
_LINES = re.compile(r"\s*[\r\n]+\s*")
_BLOCK_START = re.compile(r"^(\d{0,9})(?=[.)](?:\s|$)|[>=]|#+(?:\s|$)|[+-](?:\s|$|--))")
_CODE_BREAKERS = frozenset("`|")


@dataclass(frozen=True, slots=True)
class Ground:
    """One sentence under Why."""

    sentence: str
    place: Place | None
    view: RatedView | None = None
    """The view that it rates; None for the route itself."""


def render_contract_page(sealed: SealedContract, look: Look) -> str:
    """The contract in Markdown; every value from a queue or workbook is escaped, on one line, with nothing hidden."""
    contract = sealed.contract
    context = {"contract": contract, "sealed": sealed, "why": _grounds(contract), "code": code}
    text = fill("contract.md", context, look, printed=_printed)
    # Blank lines that conditions leave behind would split lists.
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def markdown(text: str) -> str:
    """A value as plain words in Markdown: no markup of its own, no HTML, no second line.

    Only what would be markup is escaped, since many read the file as it is; folder patterns become code.
    """
    flat = _LINES.sub(" ", view.visible(text)).strip()
    return _BLOCK_START.sub(r"\1\\", _SIGNS.sub(_shown, flat))


def code(text: str) -> Markup:
    """A folder or command between backticks, letter for letter; escaped where it could break out of them."""
    flat = _LINES.sub(" ", view.visible(text)).strip()
    breaks_out = not flat or _CODE_BREAKERS & set(flat)
    return Markup(markdown(flat) if breaks_out else f"`{flat}`")  # noqa: S704 - escaped, or code without backticks


def _shown(found: re.Match[str]) -> str:
    if found["pattern"]:
        return f"`{found['pattern']}`"
    if found["escaped"]:
        return f"\\{found['escaped']}"
    return "&amp;" if found["entity"] else "&lt;"


def _grounds(contract: Contract) -> tuple[Ground, ...]:
    """Why this route, then what each view adds; box and proof stand above with their rows already."""
    above = {contract.budget.place, *(proof.place for proof in contract.proof)} - {None}
    grounds = {reason: Ground(*reason) for reason in contract.because if reason[1] not in above}
    for rated in contract.views:
        for reason in rated.because:
            grounds.setdefault(reason, Ground(*reason, rated))
    return tuple(grounds.values())


def _printed(value: object) -> object:
    if isinstance(value, Markup):
        return value
    # Already spelled as Markdown; Jinja's own HTML escaping must leave it as it is.
    return Markup(markdown(value)) if isinstance(value, str) else value  # noqa: S704 - escaped in the line above
