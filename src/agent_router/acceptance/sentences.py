"""An agent's last message cut into assertions, and the language that makes a sentence no assertion.

1. Quoted text is somebody else's: it is taken out. A file name in back quotes stays.
2. Sentences end at `.`, `!`, `?`, `;` and line breaks, not inside file names or numbers.
3. Not assertions: questions; plans and wishes (`will`, `should`, `let me`, `to make …`); conditions (`if`, `once`);
   what others said; code blocks.
"""

import re

_CODE_BLOCK = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_QUOTED = re.compile(r"“[^”]*”|‘[^’]*’|«[^»]*»|\"[^\"\n]*\"|(?<!\w)'[^'\n]*'(?!\w)")
_BACK_QUOTED = re.compile(r"`([^`\n]*)`")
_ENDS = re.compile(r"(?<=[.!?;])[\"')\]]*\s|;")
_LONGEST = 800
"""Characters of one sentence that are looked at; no honest claim is longer."""
_BULLET = re.compile(r"^(?:[-*•–+]|\d+[.)]|#+|>+|✅|✔️?|☑️?|\[[xX ]\])\s*")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|cf|vs|approx|no|fig|incl|mr|ms|dr)\.)$", re.IGNORECASE)

_PLAN = re.compile(
    r"\b(?:will|shall|should|would|could|can|may|might|must|needs? to|have to|has to|ought to|going to|plans? to|"
    r"want(?:s|ed)? to|tr(?:y|ies|ied|ying) to|aim(?:s|ed|ing)? to|intend(?:s|ed)? to|hope(?:s|d|fully)?|"
    r"expect(?:s|ed)?|"
    r"supposed to|remains? to|todo|to-do|next steps?|let me|let's|let us|please|ready to|about to|so that|in order to|"
    r"i'll|we'll|you'll|it'll|they'll|likely|probably|presumably|believe|think|assum(?:e|ed|ing)|perhaps|maybe|goal|"
    r"recommend(?:ed|s)?|suggest(?:ed|s)?|consider|asked (?:me )?to|told (?:me )?to|requested|attempted to|"
    r"failed to)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|unless|once|when(?:ever)?|until|provided|whether|as soon as|in case)\b", re.IGNORECASE
)
_SAID_BY_OTHERS = re.compile(
    r"\b(?:you|user|they|he|she|readme|ticket|issue|task|comment|docs?|documentation|description|reviewer|lead)\b"
    r"[^.]{0,30}\b(?:said|says?|claim(?:s|ed)?|wrote|asked|reported|mention(?:s|ed)?|states?d?|want(?:s|ed)?)\b"
    r"|\baccording to\b",
    re.IGNORECASE,
)
_INFINITIVE = re.compile(
    r"\b(?:to|help|helps|let|lets|make|making|getting|get|gets|ensure|ensures|ensuring|see|seeing)\s+"
    r"(?:all\s+|the\s+|these\s+|those\s+|this\s+|that\s+|every\s+|my\s+|our\s+|your\s+|failing\s+|broken\s+|\d+\s+)*"
    r"(?:unit\s+|integration\s+)?(?:tests?|suite|build|checks?|specs?|ci|it)?\s*(?:to\s+)?"
    r"(?:pass|passing|green|succeed)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:before (?:my|the|this|any|these)|previously|used to|on (?:main|master)|originally)\b", re.IGNORECASE
)
_RUNNER = re.compile(
    r"^(?:python3? -m )?(?:pytest|unittest|tox|jest|vitest|mocha)\b|^(?:npm|go|cargo|make|yarn) (?:run )?test\b"
)
_RISK = re.compile(
    r"^(?:remaining |open |residual |known )?(?:risks?|caveats?|limitations?|follow[- ]ups?|todo)\b", re.IGNORECASE
)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a message, in order, as they were written; code blocks are left out."""
    found: list[str] = []
    for line in _CODE_BLOCK.sub("\n", text).splitlines():
        open_ended = False
        for piece in _ENDS.split(" ".join(line.split())):
            cut = _BULLET.sub("", piece[:_LONGEST].strip())
            if not cut:
                continue
            if open_ended:
                found[-1] = f"{found[-1]} {cut}"[:_LONGEST]
            else:
                found.append(cut)
            open_ended = _ABBREVIATION.search(cut) is not None
    return tuple(found)


def own_words(sentence: str) -> str:
    """The sentence without what it quotes; names and test commands in back quotes stay, phrases go."""
    kept = _BACK_QUOTED.sub(lambda match: match[1] if _is_name(match[1]) else " ", sentence)
    return " ".join(_QUOTED.sub(" ", kept.replace("’", "'")).replace("*", "").split())


def is_assertion(words: str) -> bool:
    """Whether the sentence says that something is so, now, in the speaker's own words."""
    if words.endswith("?") or _RISK.match(words):
        return False
    return not any(pattern.search(words) for pattern in (_PLAN, _CONDITION, _SAID_BY_OTHERS, _INFINITIVE, _BEFORE))


def _is_name(text: str) -> bool:
    return bool(text) and (len(text.split()) == 1 or _RUNNER.search(text) is not None)
