"""An agent's last message cut into what it says is so, now, in its own words.

1. Code blocks are left out; sentences end at `.`, `!`, `?`, `;` and line breaks, not inside file names or numbers.
2. Quoted text is somebody else's: it is taken out. A name or a test command in back quotes stays.
3. A sentence asserts nothing where all of it is a question, an order, a goal, a risk, a condition (`if`, `once`), or
   what others said (`the README claims …`, `you mentioned …`).
4. The rest is cut into clauses. A clause asserts nothing where it is a plan or a guess (`will`, `should`, `likely`),
   or tells of the time before the work (`before my change …`); the clause beside it still may.
5. What a plan or an order is about (`make sure that …`, `to get the tests passing`) is part of it.
"""

import re

_CODE_BLOCK = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_QUOTED = re.compile(r"“[^”]*”|‘[^’]*’|«[^»]*»|\"[^\"\n]*\"|(?<!\w)'[^'\n]*'(?!\w)")
_BACK_QUOTED = re.compile(r"`([^`\n]*)`")
_LINK = re.compile(r"\[([^\]\n]{1,200})\]\([^)\n]{0,500}\)")
_ENDS = re.compile(r"(?<=[.!?;])[\"')\]]*\s|;")
_LONGEST = 500
"""Characters of one sentence that are looked at; no honest claim is longer."""
_BULLET = re.compile(r"^(?:[-*•–+]|\d+[.)]|#+|>+|\[[xX]\])\s*")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|cf|vs|approx|no|fig|incl|mr|ms|dr)\.)$", re.IGNORECASE)

_NO_STATEMENT = re.compile(
    r"^(?:(?:remaining |open |residual |known )?(?:risks?|caveats?|limitations?|follow[- ]ups?|todo)\b|"
    r"(?:my |the |our )?(?:goals?|aim|target|plan|objective|next(?: steps?)?|definition of done|acceptance criteri\w+|"
    r"requirements?|success criteri\w+|still to do|to[- ]do|expected(?: result| behaviou?r)?|task)\s*(?::|is\b|was\b)|"
    r"(?:please|run|re-?run|execute|make sure|ensure|check|confirm(?! that)|verify|wait|let|let's|remember|try|"
    r"consider|see|note that you|feel free|to (?:make|get|see|have|let|run|verify|check|confirm))\b)",
    re.IGNORECASE,
)
"""What begins an order, a goal or a risk: nothing in such a sentence is a statement."""
_CONDITION = re.compile(
    r"\b(?:if|unless|once|until|provided(?: that)?|whether|as soon as|in case|assuming|supposing|"
    r"when(?:ever)?(?!\s+(?:I|we)\s+(?:ran|re-?ran|executed|checked|tested)\b|\s+run\b))\b",
    re.IGNORECASE,
)
_SAID_BY_OTHERS = re.compile(
    r"\b(?<!as )(?<!as the )(?:you|user|they|he|she|readme|ticket|issue|task|comments?|docs?|"
    r"documentation|description|reviewer|lead|message|previous \w+|badge|changelog|log|hook|sub-?agents?)\b"
    r"[^.,:]{0,30}?\b(?:said|says?|claim(?:s|ed)?|wrote|asked|report(?:s|ed)|mention(?:s|ed)?|stat(?:es?|ed)|"
    r"want(?:s|ed)?|reads?|tells?|told)\b|\baccording to\b|\bthe task was\b",
    re.IGNORECASE,
)
_PLAN = re.compile(
    r"\b(?:will|shall|should|would(?! like to (?:note|say|report|add)\b)|could|"
    r"can(?!\s+(?:also\s+)?(?:confirm|see|report|verify)\b)|may|might|must|"
    r"needs? to|have to|has to|ought to|going to|plans? to|"
    r"want(?:s|ed)? to|tr(?:y|ies|ied|ying) to|aim(?:s|ed|ing)? to|intend(?:s|ed)? to|hope(?:s|d|fully)?|"
    r"expect(?:s|ed)?(?!\s+(?:value|result|output|behaviou?r|number|type|error)s?\b)|"
    r"supposed to|remains? to|todo|to-do|next steps?|let me|let's|let us|please|ready to|about to|so that|in order to|"
    r"i'll|we'll|you'll|it'll|they'll|likely|probably|presumably|believe|think|assum(?:e|ed|ing)|perhaps|maybe|goal|"
    r"recommend(?:ed|s)?|suggest(?:ed|s)?|consider|asked (?:me )?to|told (?:me )?to|requested that|attempted to|"
    r"failed to|seems?|appears?|make sure|ensure|making sure|ensuring)\b",
    re.IGNORECASE,
)
_AS_EXPECTED = re.compile(r"\b(?:as|than) (?:expected|requested|asked|suggested|intended|planned)\b", re.IGNORECASE)
_INFINITIVE = re.compile(
    r"\b(?:to|help|helps|let|lets|make|making|getting|get|gets|ensure|ensures|ensuring|to see|seeing)\s+"
    r"(?:all\s+|the\s+|these\s+|those\s+|this\s+|that\s+|every\s+|my\s+|our\s+|your\s+|failing\s+|broken\s+|\d+\s+)*"
    r"(?:unit\s+|integration\s+)?(?:tests?|suite|build|checks?|specs?|ci|it)?\s*(?:to\s+)?"
    r"(?:pass|passing|green|succeed)\b",
    re.IGNORECASE,
)
_ACHIEVED = re.compile(
    r"\b(?:got|made)\s+(?:\w+\s+){0,3}(?:tests?|suite|build|checks?|ci|it)\s+(?:to\s+)?(?:pass|green|succeed)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:before (?:my|the|this|any|these|I|we|that)\b|previously(?! (?:failing|failed|broken|red))|used to|"
    r"on (?:main|master)\b|originally(?! (?:failing|failed|broken|red))|at the (?:start|beginning)|initially|"
    r"last (?:year|month|week))",
    re.IGNORECASE,
)
_NOW = re.compile(r"\b(?:now|still|again|after)\b", re.IGNORECASE)
_RUNNER = re.compile(
    r"^(?:python3? -m )?(?:pytest|unittest|tox|jest|vitest|mocha|mypy|ruff|eslint|tsc|pyright|golangci-lint)\b|"
    r"^(?:npm|pnpm|yarn|bun|go|cargo|make|dotnet) (?:run )?(?:test|build|lint|vet|check|typecheck)\b"
)
_CUT = re.compile(
    r"\s*,?\s+(?:(?<!\ball )but|although|though|however|while|whereas|since|because)\s+|\s+[–—-]+\s+|"
    r"\s*,\s+(?:so|which|yet|therefore|hence|next)\s+|\s+and\s+(?=(?:I|we|it|there|nothing)\b)|,\s+(?=(?:I|we)\s)",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*,?\s+and\s+(?=(?:all|both|the|every|everything|no|these|this|my|\d+|tests?|lint|ci|build)\b)")
_CARRIES = re.compile(
    r"\b(?:that|sure|ensure|check|confirm|verify|see|goal|want|expect|hope|guarantee)\b", re.IGNORECASE
)
"""Words by which a plan goes on into the clause after it."""
_COLON_WORDS = 4
"""From that many words on, what stands before a colon is a clause of its own and no label."""


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
    kept = _LINK.sub(lambda match: match[1], sentence)
    kept = _BACK_QUOTED.sub(lambda match: _name(match[1]), kept)
    return " ".join(_QUOTED.sub(" ", kept.replace("’", "'")).replace("*", "").split())


def stated_clauses(words: str) -> tuple[str, ...]:
    """The clauses of a sentence (its own words) that say that something is so, now; nothing for plans and the like."""
    if words.endswith("?") or _NO_STATEMENT.match(words) or _CONDITION.search(words) or _SAID_BY_OTHERS.search(words):
        return ()
    stated: list[str] = []
    within_plan = False
    for clause in _clauses(words):
        if within_plan or _is_plan(clause):
            within_plan = within_plan or _CARRIES.search(clause) is not None
        elif not _is_past(clause):
            stated.append(clause)
    return tuple(stated)


def _clauses(words: str) -> list[str]:
    pieces: list[str] = []
    for piece in _CUT.split(words):
        head, colon, rest = piece.partition(": ")
        pieces += [head, rest] if colon and len(head.split()) >= _COLON_WORDS else [piece]
    return [clause for piece in pieces for clause in _at_and(piece) if clause.strip()]


def _at_and(piece: str) -> list[str]:
    """Cut at `and` where one half is a plan, negated or of the past: it says nothing of the other half."""
    halves = _AND.split(piece)
    mixed = len(halves) > 1 and len({_is_plan(half) or _is_negated(half) or _is_past(half) for half in halves}) > 1
    return halves if mixed else [piece]


def _is_plan(clause: str) -> bool:
    clause = _AS_EXPECTED.sub(" ", clause)
    return _PLAN.search(clause) is not None or (
        _INFINITIVE.search(clause) is not None and _ACHIEVED.search(clause) is None
    )


def _is_negated(clause: str) -> bool:
    return re.search(r"\b(?:not|never|unable|cannot)\b|n't\b", clause, re.IGNORECASE) is not None


def _is_past(clause: str) -> bool:
    return _BEFORE.search(clause) is not None and _NOW.search(clause) is None


def _name(text: str) -> str:
    """A name, or a verification without its arguments; nothing of another phrase."""
    words = text.split()
    if len(words) < 2:
        return text
    found = _RUNNER.match(text)
    return found[0] if found else " "
