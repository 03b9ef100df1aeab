"""What an assertion is about: that a verification passed or was run, that files were changed, or that none were."""

import re
from dataclasses import dataclass
from enum import Enum

from agent_router.acceptance.sentences import is_assertion, own_words


class About(Enum):
    """The kinds of assertion that the record can be held against."""

    PASSED = "passed"
    RAN = "ran"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Topic(Enum):
    """Which verification a claim of proof speaks of."""

    TESTS = "tests"
    BUILD = "build"
    LINT = "lint"
    TYPES = "types"
    CI = "ci"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Assertion:
    """One thing that a sentence asserts."""

    about: About
    topic: Topic | None = None
    files: tuple[str, ...] = ()
    number: int | None = None
    """How many tests are said to pass."""
    verb: str = ""
    """For a change: created, deleted, changed."""
    others: bool = False
    """For no change: of every file but those that the message names."""


_GAP = r"(?:\s+(?!but\b|although\b|though\b|however\b|except\b)[^\s.;:]+){0,6}?\s+"
_BE = r"(?:is|are|was|were|be|been|being|came|come|comes|ran|run|runs|stays?|remains?|look(?:s|ed)?|all|now|still|back)"
_SUCCEEDS = (
    r"(?:pass(?:es|ed|ing)?(?!\s+(?:the|a|an|this|that|its|their|through|arguments?)\b)|green|succeed(?:s|ed|ing)?|"
    r"success(?:ful(?:ly)?)?|clean(?:ly)?|ok(?:ay)?|fine|without (?:any )?(?:errors?|failures?|issues?|problems?))"
)
_TEST_WORDS = (
    r"(?:unit |integration |regression |end-to-end |e2e )?(?:tests?|test suite|suites?|specs?|test cases?)|pytest|"
    r"unittest|jest|vitest|mocha|go test|cargo test|npm test|test run|[\w/]*test[\w/]*(?:\.\w+)?(?:::\w+)*"
)
_SUBJECTS: tuple[tuple[Topic, str], ...] = (
    (Topic.TYPES, r"mypy|pyright|tsc|type[- ]?checks?|type checker|type checking|typing"),
    (Topic.LINT, r"lint(?:er|ers|ing|s)?|ruff|eslint|flake8|pylint"),
    (Topic.CI, r"ci|pipelines?|github actions"),
    (Topic.BUILD, r"builds?|compilation|compiles?"),
    (Topic.TESTS, _TEST_WORDS),
    (Topic.EVERYTHING, r"everything|all checks?|checks|all|verifications?|validation"),
)  # fmt: skip
_NUMBERED_PASS = re.compile(r"\b(\d+)\s*(?:/\s*(\d+)\s*)?(?:tests?\s+|specs?\s+)?(?:passed|passing)\b", re.IGNORECASE)
_NO_FAILURE = re.compile(
    r"\b(?:no|zero|0|without(?: any)?)\s+(?:\w+\s+){0,2}?(?:failures?|failing|failed|errors)\b|"
    r"\b(?:no|none of the|none of our)\s+tests?\s+(?:fails?|failed|are failing|is failing)\b|"
    r"\bnothing (?:fails|failed)\b",
    re.IGNORECASE,
)
_FAILURE = re.compile(
    r"\b(?:[1-9]\d*|one|two|three|some|several|many|few|a|still|remaining)\s+(?:\w+\s+){0,2}?failing\b|"
    r"\b(?:[1-9]\d*|one|two|three|some|several|many|few|a|the|this|that|these|still|which|it|both|all|tests?|suite|"
    r"build)\s+(?:\w+\s+){0,2}?(?:fail(?:s|ed|ures?)?|(?:is|are|was|were) failing|broken|errors? out|red)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:not|never|neither|nor|cannot|unable|without (?:running|testing)|instead of|rather than|yet to)\b|n't\b|"
    r"\b(?:no|none of the|zero|0) (?:\w+ )?(?:tests?|specs?|checks?|suites?|builds?)(?: \w+)? "
    r"(?:pass|passed|passes|ran|run|were|was)\b",
    re.IGNORECASE,
)
_RAN = re.compile(
    r"\b(?:ran|re-?ran|executed|have run|has been run|were run|was run|were executed|was executed)\b", re.IGNORECASE
)
_VERIFIED = re.compile(
    r"\b(?:verified|validated|tested|double-checked)\b(?=.*\b(?:tests?|pytest|suite|jest|build)\b)", re.IGNORECASE
)
_VERBS = (
    r"(fixed|updated|changed|modified|added|created|wrote|written|removed|deleted|renamed|moved|refactored|replaced|"
    r"edited|corrected|implemented|rewrote|rewritten|patched|adjusted|introduced|documented|migrated|converted|"
    r"extracted|bumped|repaired|resolved|improved|simplified|cleaned up|touched)\b"
)
_CHANGE = re.compile(
    r"(?:^|\b(?:i|we|i've|we've|i have|we have|and|then|also|successfully)\b,?\s+|[:,]\s*)(?:also |successfully |now )?"
    + _VERBS,
    re.IGNORECASE,
)
_FILE_CHANGED = re.compile(
    r"\w\.\w{1,9}\s+(?:was|were|is|are|has been|have been)\s+(?:now\s+|also\s+)?" + _VERBS, re.IGNORECASE
)
_UNCHANGED = re.compile(
    r"\b(?:no|zero|0)\s+(?:\w+\s+){0,2}?(?:files?|changes?|code|edits?|modifications?)\s+(?:\w+\s+){0,2}?"
    r"(?:changed|modified|made|touched|edited|written|created|deleted|necessary|needed|required)\b|"
    r"\bnothing\s+(?:was|has been|is|got)?\s*(?:changed|modified|touched|edited|written|altered)\b|"
    r"\b(?:made|make|with|there (?:are|were)|contains?)\s+no\s+(?:\w+\s+){0,2}?(?:changes?|edits?|modifications?)\b|"
    r"\b(?:did not|didn't|have not|haven't|has not|hasn't|never)\s+(?:\w+\s+)?"
    r"(?:change|changed|modify|modified|touch|touched|edit|edited|alter|altered|write|written)\b|"
    r"\b(?:left|remains?|remained|is|are|was|were)\s+(?:\w+\s+){0,3}?(?:unchanged|untouched|unmodified)\b|"
    r"\bwithout (?:changing|modifying|touching|editing) (?:any|a|the)\b",
    re.IGNORECASE,
)
_OF_EVERYTHING = re.compile(
    r"\b(?:files?|anything|nothing|code(?:base)?|repo(?:sitory)?|source|changes? (?:were|was)|no changes?|no edits?)\b",
    re.IGNORECASE,
)
_OF_THE_REST = re.compile(
    r"\b(?:other|others|further|else|additional|more|rest|unrelated|breaking|functional|behaviou?r(?:al)?)\b|"
    r"\b(?:changes?|edits?|modifications?) (?:to|in) (?!(?:the |any |your )?(?:code|files?|repo|source|project))",
    re.IGNORECASE,
)
_NO_OTHER_FILE = re.compile(
    r"\bno (?:other|further|additional) (?:\w+ )?files?\b|\bnothing else (?:was|has been|is|got)\b", re.IGNORECASE
)
_FILE = re.compile(
    r"(?<![\w/.@-])(?:[\w.@-]+/)*[\w@-][\w.@-]*\.[A-Za-z]\w{0,9}(?![\w(/])|(?<![\w.])\.?[\w.-]+/[\w./-]+"
)
_ENDINGS = frozenset({
    "c", "cc", "cfg", "conf", "cpp", "cs", "css", "csv", "dart", "env", "ex", "go", "gradle", "h", "hpp", "html",
    "ini", "ipynb", "java", "js", "json", "jsx", "kt", "lock", "lua", "md", "mdx", "mjs", "mod", "php", "pl",
    "proto", "ps1", "py", "pyi", "r", "rb", "rs", "rst", "scala", "scss", "sh", "sql", "svelte", "swift", "tf",
    "toml", "ts", "tsx", "txt", "vue", "xml", "yaml", "yml",
})  # fmt: skip
_NOT_FILES = re.compile(r"(?:e\.g|i\.e|etc|vs|a\.k\.a|\d[\d.]*)$|^https?:|^www\.|//", re.IGNORECASE)


def assertions(sentence: str) -> tuple[Assertion, ...]:
    """What the sentence asserts that the record can be held against; nothing for plans, conditions, questions."""
    words = own_words(sentence)
    if not words or not is_assertion(words):
        return ()
    found = [assertion for clause in _clauses(words) for assertion in _of_clause(clause)]
    return tuple(dict.fromkeys(found))


def _clauses(words: str) -> list[str]:
    return [
        clause
        for clause in re.split(r"\s+(?:but|although|though|however|while|whereas)\s+|\s+[–—-]+\s+", words)
        if clause
    ]


def _of_clause(clause: str) -> list[Assertion]:
    if _UNCHANGED.search(clause):
        files = files_in(clause)
        if not files and _NO_OTHER_FILE.search(clause):
            return [Assertion(About.UNCHANGED, others=True)]
        whole = _OF_EVERYTHING.search(clause) is not None and not _OF_THE_REST.search(clause)
        return [Assertion(About.UNCHANGED, files=files)] if files or whole else []
    found: list[Assertion] = []
    proof = _proof(clause)
    if proof is not None:
        found.append(proof)
    change = _CHANGE.search(clause)
    if change and not _NEGATED.search(clause[: change.end()]):
        found.append(Assertion(About.CHANGED, files=files_in(clause[change.start() :]), verb=change[1].casefold()))
    elif passive := _FILE_CHANGED.search(clause):
        found.append(Assertion(About.CHANGED, files=files_in(clause[: passive.end()]), verb=passive[1].casefold()))
    return found


def _proof(clause: str) -> Assertion | None:
    if _says_no_failure(clause):
        return Assertion(About.PASSED, _topic(clause) or Topic.TESTS, number=_number(clause))
    if _NEGATED.search(clause) or _FAILURE.search(clause):
        return None
    topic = _passing_topic(clause)
    if topic is not None:
        return Assertion(About.PASSED, topic, number=_number(clause))
    if _RAN.search(clause) or _VERIFIED.search(clause):
        ran = _topic(clause)
        return None if ran in {None, Topic.EVERYTHING} else Assertion(About.RAN, ran)
    return None


def _says_no_failure(clause: str) -> bool:
    said = _NO_FAILURE.search(clause)
    if said is None or re.search(
        r"\b[1-9]\d*\s+(?:failed|failures?|failing|errors?)\b|\bfound no\b", clause, re.IGNORECASE
    ):
        return False
    return "error" not in said[0].casefold() or _topic(clause) not in {None, Topic.EVERYTHING}


def _passing_topic(clause: str) -> Topic | None:
    if _NUMBERED_PASS.search(clause):
        return Topic.TESTS
    if re.search(
        r"\b(?:all|everything)\s+(?:\w+\s+)?(?:works?|is working|green|passes|passing|passed)\b", clause, re.IGNORECASE
    ):
        return _topic(clause) or Topic.EVERYTHING
    for topic, subject in _SUBJECTS:
        after = rf"\b(?:{subject})(?:\s+{_BE})*\s*[:,]?\s+(?:[^\s.;:]+\s+){{0,4}}?{_SUCCEEDS}(?=$|[\s.,;:!)])"
        before = rf"\b(?:passing|green|successful|clean)\s+(?:{subject})(?=$|[\s.,;:!)])"
        if re.search(after, clause, re.IGNORECASE) or re.search(before, clause, re.IGNORECASE):
            return topic
    return None


def _topic(clause: str) -> Topic | None:
    for topic, subject in _SUBJECTS:
        if re.search(rf"(?<![\w.])(?:{subject})(?![\w])", clause, re.IGNORECASE):
            return topic
    return None


def _number(clause: str) -> int | None:
    numbered = re.search(
        r"\b(\d{1,9})\s*(?:/\s*\d+\s*)?(?:\w+\s+){0,2}?(?:tests?|specs?|passed|passing|test cases?)\b",
        clause,
        re.IGNORECASE,
    )
    return int(numbered[1]) if numbered else None


def is_file_name(name: str) -> bool:
    """Whether the name is certainly a file's, by its ending, and not `os.path` or a folder."""
    return name.rsplit(".", 1)[-1] in _ENDINGS and "." in name


def files_in(words: str) -> tuple[str, ...]:
    """Path-like names in a text, in order."""
    names = (match.strip(".,:;()") for match in _FILE.findall(words))
    return tuple(dict.fromkeys(name for name in names if name and not _NOT_FILES.search(name)))
