"""The router's own instructions for agents, from the workbook: a skill, a section of AGENTS.md, a workflow prompt.

The skill follows the Agent Skills specification: the keys of its front matter are among `name description license
compatibility metadata allowed-tools`, the name is the folder's, the description has at most 1,024 characters, the body
fewer than 500 lines. A workbook too large for that keeps routes, evidence and stop conditions in the skill and moves
the long tables to `references/rules.md` beside it.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from agent_router.agents.briefing import Briefing, to_briefing
from agent_router.agents.markdown import Markdown, into_template, plain
from agent_router.agents.section import BEGIN, END
from agent_router.model.policy import Policy

if TYPE_CHECKING:
    from jinja2 import Environment

NAME = "agent-workflow-router"
SKILL = f"{NAME}/SKILL.md"
REFERENCE = f"{NAME}/references/rules.md"
SECTION = "AGENTS.md"
PROMPT = "prompt.md"

DESCRIPTION_LIMIT = 1024
BODY_LIMIT = 500
"""Lines, by the specification."""
_BLANK_LINES = re.compile(r"\n{3,}")

_DESCRIPTION = (
    "Decides before any agent job starts who may do it (a dynamic workflow of many agents, a single agent, or a "
    "person), inside which budget and scope, and on what proof the result is accepted. Use it whenever you are asked "
    "to start, plan, delegate or fan out work: code changes, migrations, audits, research, record updates, ticket "
    "backlogs; and again before you report such work as done."
)


@dataclass(frozen=True, slots=True)
class GeneratedFile:
    """One file to write; `name` is relative, with forward slashes."""

    name: str
    text: str


def skill_files(policy: Policy, version: str) -> tuple[GeneratedFile, ...]:
    """All files that tell an agent about this policy; `version` is the router's. Same policy, same text."""
    briefing = to_briefing(policy, version)
    skill = _skill(briefing, whole=True)
    files = []
    if _body_lines(skill) >= BODY_LIMIT:
        skill = _skill(briefing, whole=False)
        files = [GeneratedFile(REFERENCE, _rendered("rules.md.j2", briefing))]
    section = f"{_begin(briefing)}\n{_rendered('section.md.j2', briefing)}{END}\n"
    return (
        GeneratedFile(SKILL, skill),
        *files,
        GeneratedFile(SECTION, section),
        GeneratedFile(PROMPT, _rendered("prompt.md.j2", briefing)),
    )


def _skill(briefing: Briefing, *, whole: bool) -> str:
    return _front_matter(briefing) + _rendered("skill.md.j2", briefing, whole=whole)


def _front_matter(briefing: Briefing) -> str:
    # JSON strings are YAML strings, whatever stands in them.
    metadata = {
        "workbook": briefing.file,
        "policy": briefing.name,
        "policy-version": briefing.version,
        "workbook-sha256": briefing.sha256,
        "router-version": briefing.router,
    }
    lines = [f"  {key}: {_yaml(value)}" for key, value in metadata.items()]
    return "\n".join(
        ["---", f"name: {NAME}", f"description: {_yaml(_DESCRIPTION)}", "metadata:", *lines, "---", "", ""]
    )


def _yaml(text: str) -> str:
    # Some products refuse a skill whose front matter holds angle brackets.
    return json.dumps(plain(text).replace("<", "‹").replace(">", "›")[:DESCRIPTION_LIMIT], ensure_ascii=False)


def _body_lines(skill: str) -> int:
    return skill.split("\n---\n", 1)[1].count("\n") + 1


def _begin(briefing: Briefing) -> str:
    # No text of the workbook here: only digits and letters stand in the marker.
    return f"{BEGIN} workbook sha256 {briefing.sha256[:12]}, do not edit between the markers -->"


def _rendered(template: str, briefing: Briefing, *, whole: bool = True) -> str:
    text = _environment().get_template(template).render(policy=briefing, whole=whole, skill=Markdown(SKILL))
    return _BLANK_LINES.sub("\n\n", text).strip("\n") + "\n"


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415  # 50 ms, only to write files

    environment = Environment(
        loader=PackageLoader("agent_router.agents"),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701  # Markdown, not HTML: `finalize` escapes every text that a template prints
        finalize=into_template,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # What a macro returns is text again, though it was escaped inside.
    environment.filters["markdown"] = _as_markdown
    return environment


def _as_markdown(text: str) -> Markdown:
    return Markdown(text.strip("\n"))
