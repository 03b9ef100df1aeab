"""One page that says how two workbooks differ: self-contained, without scripts."""

from agent_router.report.facts.policy_difference import DifferenceFacts
from agent_router.report.formats.colors import readable_accent
from agent_router.report.formats.fonts import embedded_fonts
from agent_router.report.formats.templating import fill
from agent_router.report.interface import Look

SHOWN = 12
"""So many kinds of task, or cells, stand open; the rest is folded away or counted."""


def render_difference_page(facts: DifferenceFacts, look: Look) -> bytes:
    """The page for a browser: same facts and look, same bytes."""
    context = {
        "facts": facts,
        "accent": readable_accent(look.branding.accent),
        "fonts": embedded_fonts(),
        "limit": SHOWN,
    }
    return fill("policy_difference.html", context, look).encode("utf-8")
