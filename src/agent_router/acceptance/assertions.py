"""What an assertion is about: that a verification passed or was run, that files were changed, or that none were."""

import re
from dataclasses import dataclass, replace
from enum import Enum

from agent_router.acceptance.proof_words import (
    Topic,
    count_of,
    is_partial,
    passed_topics,
    ran_topic,
    reports_failure,
    taken_back,
)
from agent_router.acceptance.sentences import own_words, stated_clauses


class About(Enum):
    """The kinds of assertion that the record can be held against."""

    PASSED = "passed"
    RAN = "ran"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Assertion:
    """One thing that a sentence asserts."""

    about: About
    topic: Topic | None = None
    files: tuple[str, ...] = ()
    number: int | None = None
    """How many tests are said to pass."""
    partly: bool = False
    """Whether it says that some pass and not all."""
    tests: tuple[str, ...] = ()
    """Names of the tests it speaks of; empty where of all of them, or of some without a name."""
    scoped: bool = False
    """Whether it speaks of some tests only: the new ones, those of one module."""
    verb: str = ""
    """For a change: created, deleted, changed."""
    others: bool = False
    """For no change: of every file but those that the message names."""


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
    r"\b(?:was|were|is|are|has been|have been)\s+(?:now\s+|also\s+|successfully\s+)?" + _VERBS, re.IGNORECASE
)
"""Said of a file that stands before it."""
_UNCHANGED = re.compile(
    r"\b(?:no|zero|0)\s+(?:\w+\s+){0,2}?(?:files?|changes?|code|edits?|modifications?)\s+(?:\w+\s+){0,2}?"
    r"(?:changed|modified|made|touched|edited|written|created|deleted)\b|"
    r"\bnothing\s+(?:was|has been|is|got)?\s*(?:changed|modified|touched|edited|written|altered)\b|"
    r"\b(?:made|make|with|there (?:are|were)|contains?)\s+no\s+(?:\w+\s+){0,2}?(?:changes?|edits?|modifications?)\b|"
    r"\b(?:did not|didn't|have not|haven't|has not|hasn't|never)\s+(?:\w+\s+)?"
    r"(?:change|changed|modify|modified|touch|touched|edit|edited|alter|altered|write|written)\b|"
    r"\b(?:left|remains?|remained|is|are|was|were)\s+(?:[^\s,;]+\s+){0,3}?(?:unchanged|untouched|unmodified)\b|"
    r"\bwithout (?:changing|modifying|touching|editing) (?:any|a|the)\b",
    re.IGNORECASE,
)
_OF_EVERYTHING = re.compile(
    r"\b(?:files?|anything|nothing|code(?:base)?|repo(?:sitory)?|source|changes? (?:were|was)|no changes?|no edits?)\b",
    re.IGNORECASE,
)
_OF_THE_REST = re.compile(
    r"\b(?:other|others|further|else|additional|more|rest|unrelated|breaking|functional|behaviou?r(?:al)?)\b|"
    r"\b(?:to|in|of|for|on|outside|under|beyond|within|except|besides) "
    r"(?!(?:the |any |your |this |my |our )?(?:code|files?|repo|source|project|run|session|work|disk))",
    re.IGNORECASE,
)
_NO_OTHER_FILE = re.compile(
    r"\bno (?:other|further|additional) (?:\w+ )?files?\b|\bnothing else (?:was|has been|is|got)\b", re.IGNORECASE
)
_FILE = re.compile(
    r"(?<![\w/.@-])(?:\.?[\w@-][\w.@-]*/)*[\w@-][\w.@-]*\.[A-Za-z]\w{0,9}(?![\w(/])|(?<![\w.])[./]?[\w.-]+/[\w./-]+|"
    r"(?<![\w/.])\.[a-z][\w-]{2,30}(?:\.\w{1,9})?(?![\w(/])|\b(?:Dockerfile|Makefile|Jenkinsfile|Gemfile|Rakefile)\b"
)
_BARE_NAMES = frozenset({"Dockerfile", "Makefile", "Jenkinsfile", "Gemfile", "Rakefile"})
_ENDINGS = frozenset({
    "c", "cc", "cfg", "conf", "cpp", "cs", "css", "csv", "dart", "env", "ex", "go", "gradle", "h", "hpp", "html",
    "ini", "ipynb", "java", "js", "json", "jsx", "kt", "lock", "lua", "md", "mdx", "mjs", "mod", "php", "pl",
    "proto", "ps1", "py", "pyi", "r", "rb", "rs", "rst", "scala", "scss", "sh", "sql", "svelte", "swift", "tf",
    "toml", "ts", "tsx", "txt", "vue", "xml", "yaml", "yml",
})  # fmt: skip
_NOT_FILES = re.compile(r"(?:e\.g|i\.e|etc|vs|a\.k\.a|\d[\d.]*)$|^https?:|^www\.|//", re.IGNORECASE)


_NOT_OF_FILES = re.compile(
    r"\s+(?:(?:an?|the|this|my|your|new|one|draft|short|further|follow-up)\s+)*"
    r"(?:issues?|tickets?|pull requests?|prs?|comments?|branch\w*|tags?|releases?|commits?|"
    r"cards?|labels?|drafts?|repl(?:y|ies)|messages?|summar(?:y|ies)|reports?|lists?|plans?|"
    r"todos?|on to|up|director(?:y|ies)|environments?|virtualenv|pr description)\b(?! in\b)",
    re.IGNORECASE,
)
"""What is changed without a file of the work: tickets, branches, where one stands."""
_MENDING = frozenset({"fixed", "resolved", "corrected", "repaired", "patched", "refactored", "implemented"})
"""Verbs whose issue, report or list is in the code."""
_TEST_NAME = re.compile(r"\b(?:test_\w+|Test[A-Z]\w+|\w+\.(?:test|spec)\.\w+)\b(?!\.py\b)")
_SOME_TESTS = re.compile(
    r"\b(?:new|relevant|related|affected|targeted|focused|existing|unit|integration|regression|e2e|end-to-end|smoke|"
    r"failing|these|those|failed|added)\s+(?:\w+\s+)?tests?\b|\btests? (?:for|in|of|under|covering|that|I)\b|"
    r"\b(?:they|these|those|it)\b|\bcases\b",
    re.IGNORECASE,
)
"""Words for some of the tests; without them a clause speaks of all that there are."""


def assertions(sentence: str) -> tuple[Assertion, ...]:
    """What the sentence asserts that the record can be held against; nothing for plans, conditions, questions."""
    words = own_words(sentence)
    found: list[Assertion] = []
    for clause in stated_clauses(words) if words else ():
        partly = taken_back(words.partition(clause)[2])
        found += [
            replace(one, partly=True) if partly and one.about is About.PASSED else one for one in _of_clause(clause)
        ]
    return tuple(dict.fromkeys(found))


def _of_clause(clause: str) -> list[Assertion]:
    unchanged = _UNCHANGED.search(clause)
    if unchanged:
        files = _left_alone(clause, unchanged)
        if not files and _NO_OTHER_FILE.search(clause):
            return [Assertion(About.UNCHANGED, others=True)]
        whole = _OF_EVERYTHING.search(clause) is not None and not _OF_THE_REST.search(clause) and not files_in(clause)
        return [Assertion(About.UNCHANGED, files=files)] if files or whole else []
    return [*_proof(clause), *_change(clause)]


def _left_alone(clause: str, unchanged: re.Match[str]) -> tuple[str, ...]:
    """The files that are themselves said to be unchanged, and not something in them ("the signature in calc.py")."""
    before, after = clause[: unchanged.start()].rstrip(), clause[unchanged.end() :]
    named = [name for name in files_in(clause) if f"{name}'s" not in clause]
    direct = re.sub(r"^\s*(?:the\s+|files?\s+|any of\s+)*", "", after)
    return tuple(name for name in named if direct.startswith(name) or before.endswith(name) or name in unchanged[0])


def _proof(clause: str) -> list[Assertion]:
    topics = passed_topics(clause)
    count = count_of(clause)
    tests = tuple(dict.fromkeys(_TEST_NAME.findall(clause)))
    found = [
        Assertion(
            About.PASSED,
            topic,
            number=count.passed if count and topic in {Topic.TESTS, Topic.EVERYTHING} else None,
            partly=is_partial(clause, count),
            tests=tests if topic is Topic.TESTS else (),
            scoped=topic is Topic.TESTS and _SOME_TESTS.search(clause) is not None,
        )
        for topic in topics
    ]
    ran = None if found or reports_failure(clause) else ran_topic(clause)
    return [*found, Assertion(About.RAN, ran)] if ran is not None else found


def _change(clause: str) -> list[Assertion]:
    change = _CHANGE.search(clause)
    if change and change[1].casefold() not in _MENDING and _NOT_OF_FILES.match(clause[change.end() :]):
        return []
    if change and not reports_negation(clause[: change.end()]):
        files = files_in(clause[change.start() :]) or files_in(clause[: change.start()])
        return [Assertion(About.CHANGED, files=files, verb=change[1].casefold())]
    passive = _FILE_CHANGED.search(clause)
    if passive and not reports_negation(clause[: passive.end()]):
        files = files_in(clause[: passive.end()])
        return [Assertion(About.CHANGED, files=files, verb=passive[1].casefold())] if files else []
    return []


def reports_negation(words: str) -> bool:
    """Whether something is said not to be so."""
    return re.search(r"\b(?:not|never|cannot|unable|nor)\b|n't\b", words, re.IGNORECASE) is not None


def is_file_name(name: str) -> bool:
    """Whether the name is certainly a file's, by its ending, and not `os.path` or a folder."""
    last = name.rsplit("/", 1)[-1]
    if last in _BARE_NAMES or re.fullmatch(r"\.[a-z][\w-]*(?:\.\w+)?", last):
        return True
    return "." in last and last.rsplit(".", 1)[-1] in _ENDINGS


def files_in(words: str) -> tuple[str, ...]:
    """Path-like names in a text, in order; where one is certainly a file's, only those."""
    names = [match.rstrip(".,:;()").lstrip(",:;()") for match in _FILE.findall(words)]
    found = tuple(dict.fromkeys(name for name in names if name and not _NOT_FILES.search(name)))
    certain = tuple(name for name in found if is_file_name(name))
    return certain or tuple(name for name in found if "/" in name)
