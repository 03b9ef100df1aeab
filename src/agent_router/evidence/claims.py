"""An agent's last message taken apart: assertions become claims, what it hands over becomes risks.

1. Code blocks and quotations are nobody's assertion and are left out.
2. A risk is a sentence that says so (`Risk: …`, `Not verified: …`) or stands under such a heading; "None." there hands
   nothing over.
3. Questions, plans, conditions, wishes and headings claim nothing, but for a heading that says how it went.
4. Everything else that is a sentence is a claim; whether it holds is judged by `acceptance`, not here.
"""

import re
from dataclasses import dataclass

MOST_SENTENCES = 400
"""Sentences kept of one message."""

_LONGEST = 1_000
_FENCE = re.compile(r"^\s*(```|~~~).*?(^\s*\1\s*$|\Z)", re.MULTILINE | re.DOTALL)
_MARKS = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?|^\s*>+\s?")
_UNTICKED = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+\[ \]\s")
"""An open box of a list of tasks: what it names is still to do."""
_HEADING = re.compile(r"^\s*(#{1,6}\s+.*|\*\*[^*]*[^*.!]\*\*:?|__[^_]*[^_.!]__:?|[A-Z][^.!?|]{0,60}:)\s*$")
_ASSERTING = re.compile(
    r"\b(?:pass(?:es|ed|ing)?|green|fixed|verified|complete|completed|works?|working|succeed(?:s|ed))\b", re.IGNORECASE
)
"""Words that make a heading an assertion: "## ✅ All tests pass"."""

_RISKY = (
    r"risks?|residual risks?|remaining risks?|open (?:risks?|questions?|points?|items?|issues?)|not verified|unverified"
    r"|not tested|untested|not checked|not covered|caveats?|limitations?|known (?:issues?|limitations?|gaps?)"
    r"|needs? (?:human )?(?:review|judg(?:e)?ment|a decision|attention)|for (?:human )?(?:review|judg(?:e)?ment)"
    r"|human judg(?:e)?ment(?: needed)?|follow[- ]?ups?|warnings?|assumptions?|concerns?"
)
_RISK_LABEL = re.compile(rf"^\W*(?:{_RISKY})\b[^:—–]{{0,40}}\s*(?::|—|–|\s-\s)", re.IGNORECASE)
_NO_RISK = re.compile(
    r"\W*(?:none(?: (?:known|identified|found|remaining|that i know of|at this time))?|n/?a"
    r"|nothing(?: known| to report)?|(?:there are )?no (?:(?:known|open|further|remaining|residual|other) )*"
    r"(?:risks?|issues?|concerns?|questions?|caveats?)"
    r"(?: (?:known|identified|found|remain|remaining))?)\W*",
    re.IGNORECASE,
)
_RISK_HEADING = re.compile(rf"\b(?:{_RISKY})\b", re.IGNORECASE)
_STOP = r"(?<=[.!?])[\"')\]*_]*\s+(?=[\"'(\[*_`]*[A-Z0-9✅❌✓⚠])|(?<=;)\s+"
_END = re.compile(rf"{_STOP}|(?<!:)\s+(?=[✅❌✓⚠]\ufe0f?\s*\S*[A-Za-z])")
_END_AT_MARKS = re.compile(rf"{_STOP}|(?<=[✅❌✓⚠\ufe0f])\s+")
"""Where a line ends in a mark, its marks stand behind what they mark: "Build ✅ Tests ✅"."""
_MARK_LAST = re.compile(r"\w\s*[✅❌✓⚠]\ufe0f?\s*\Z")
_NO_END = re.compile(r"\b(?:e\.g|i\.e|etc|vs|cf|approx|resp|incl|No|Dr|Mr|Ms|Fig)\.\s*\Z")
_NOT_ASSERTED = re.compile(
    r"^\W*(?:(?:I|We)(?:'ll| will| am going to|'m going to| plan| intend| suggest| recommend| should| need| want"
    r"| would(?! like to (?:note|say|report|add))| could(?! (?:confirm|verify))"
    r"| can(?!not|(?: also)? (?:confirm|report|verify)))\b"
    r"|(?:Let me|Let's|Next|To do|TODO|Please|If|When(?! (?:I|we) \w+(?:ed|an)\b)|Once|Unless|Would|Should|Shall|Could"
    r"|Can|Do you)\b"
    r"|(?:Want me|Feel free|Run|Try|Make sure|Ensure|Consider|Remember|Note that you)\b"
    r"|You (?:can(?! (?:now )?see)|may|should|could|might|need to)\b)",
)
_DOING = re.compile(
    r"^\W*(?!(?:No|Every|Any|Some)thing\b|Existing\b|During\b)[A-Z][a-z]+ing\b(?:\s+\S+){0,4}\s*[.…]*\Z"
)
"""What the agent is about to do, as in "Fixing it."."""

_STATING = re.compile(r"\b(?:is|are|was|were|has|have)\b")
_QUOTED = re.compile(r"[\"“][^\"”\n]{3,}[\"”]\W*\Z")


@dataclass(frozen=True, slots=True)
class LastWords:
    """What a last message asserts and hands over."""

    claims: tuple[str, ...]
    risks: tuple[str, ...]


def read_last_words(message: str) -> LastWords:
    """Take one message (Markdown) apart."""
    claims: dict[str, None] = {}
    risks: dict[str, None] = {}
    under_risk = False
    for line in _FENCE.sub("\n", message).splitlines():
        if line.lstrip().startswith(">") or _UNTICKED.match(line):
            continue
        if _HEADING.match(line):
            under_risk = bool(_RISK_HEADING.search(line))
            if under_risk or not _ASSERTING.search(line):
                continue
        for sentence in _sentences(_plain(_MARKS.sub("", line.lstrip("# ")))):
            kept = sentence[:_LONGEST]
            if under_risk or _RISK_LABEL.match(sentence):
                if not _NO_RISK.fullmatch(_RISK_LABEL.sub("", sentence)):
                    risks[kept] = None
            elif _asserted(sentence):
                claims[kept] = None
    return LastWords(tuple(claims)[:MOST_SENTENCES], tuple(risks)[:MOST_SENTENCES])


def _plain(line: str) -> str:
    """A table row as a sentence, emphasis marks taken off."""
    if line.strip().startswith("|"):
        line = ": ".join(cell.strip() for cell in line.strip().strip("|").split("|") if cell.strip())
    return re.sub(r"\*\*|__", "", line).strip()


def _sentences(line: str) -> list[str]:
    parts: list[str] = []
    for part in (_END_AT_MARKS if _MARK_LAST.search(line) else _END).split(line):
        if parts and _NO_END.search(parts[-1]):
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return [part.strip().rstrip(";").strip() for part in parts if part.strip(" ;")]


def _asserted(sentence: str) -> bool:
    if sentence.endswith(("?", ":")) or _NOT_ASSERTED.match(sentence) or _QUOTED.fullmatch(sentence):
        return False
    if _DOING.match(sentence) and not (_ASSERTING.search(sentence) or _STATING.search(sentence)):
        return False
    return sum(1 for letter in sentence if letter.isalpha()) > 2
