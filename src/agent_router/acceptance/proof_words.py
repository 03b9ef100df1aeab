"""The words of a claim of proof: which verification a clause speaks of, and what it says became of it.

1. A subject (tests, build, lint, types, CI, everything) that passes, succeeds, is green, exits with 0.
2. The absence of failures: `0 failed`, `no lint errors`, `the tests no longer fail`.
3. A count alone: `12 passed`, `12/12`.
4. A clause that is negated, or that tells of a failure, claims no pass, unless rule 2 is what it says.
5. `3 of 4 tests`, `all but one`, `except …`: some pass, and the clause says that not all do.
"""

import re
from dataclasses import dataclass
from enum import Enum


class Topic(Enum):
    """Which verification a claim of proof speaks of."""

    TESTS = "tests"
    BUILD = "build"
    LINT = "lint"
    TYPES = "types"
    CI = "ci"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class Count:
    """How many tests are said to pass, and of how many."""

    passed: int
    of: int | None = None


_BE = (
    r"(?:is|are|was|were|be|been|being|have|has|came|come|comes|ran|run|runs|stays?|remains?|look(?:s|ed)?|all|now|"
    r"still|back|both|also|again)"
)
_SUCCEEDS = (
    r"(?:pass(?:es|ed|ing)?(?!\s+(?:the|a|an|this|that|its|their|through|arguments?|on to|to)\b)|green|"
    r"succeed(?:s|ed|ing)?|success(?:ful(?:ly)?)?|clean(?:ly)?|ok(?:ay)?|fine|✅|✔️?|"
    r"(?:exit(?:s|ed)?|return(?:s|ed)?) (?:with )?(?:an? )?(?:exit )?(?:code |status )*0|"
    r"without (?:any )?(?:errors?|failures?|issues?|problems?|warnings?)|"
    r"with (?:no|zero|0) (?:errors?|failures?|issues?|problems?|warnings?))"
)
_TEST_WORDS = (
    r"(?:unit |integration |regression |end-to-end |e2e |smoke )?(?:tests?|test suites?|suites?|specs?|test cases?|"
    r"testing|test commands?)|pytest|unittest|jest|vitest|mocha|go test|cargo test|npm test|test run|"
    r"(?:[\w/]+/)?test_\w+(?:\.\w+)?(?:::\w+)*|[\w/]+\.(?:test|spec)\.\w+|(?-i:Test[A-Z])\w+"
)
_SUBJECTS: tuple[tuple[Topic, str], ...] = (
    (Topic.TYPES, r"mypy|pyright|tsc|typescript|type[- ]?check(?:s|ers?|ing)?|typing|types|type errors?"),
    (Topic.LINT, r"lint(?:er|ers|ing|s)?|ruff|eslint|flake8|pylint|golangci-lint|clippy|rubocop|biome"),
    (Topic.CI, r"ci|pipelines?|github actions"),
    (Topic.BUILD, r"(?:npm run |make |cargo |go )?builds?|compilation|compiles?"),
    (Topic.TESTS, _TEST_WORDS),
    (Topic.EVERYTHING, r"everything|all checks?|every check|checks|all|verifications?|validation"),
)  # fmt: skip
_ANY = "|".join(subject for _, subject in _SUBJECTS)
_LIST = rf"(?:\s*,\s*(?:and\s+)?(?:the\s+)?(?:{_ANY})\b)*"
_AFTER = {
    topic: re.compile(
        rf"(?<![\w.])(?:{subject})\b{_LIST}(?:\s+{_BE})*\s*[:,→]?\s+(?:[^\s.;:,]+\s+){{0,4}}?{_SUCCEEDS}(?=$|[\s.,;:!)])",
        re.IGNORECASE,
    )
    for topic, subject in _SUBJECTS
}
_BEFORE_IT = {
    topic: re.compile(
        rf"\b(?:passing|green|successful|clean)\s+(?:{subject})(?=$|[\s.,;:!)])|"
        rf"^(?:✅|✔️?)\s*(?:all )?(?:{subject})\W*$",
        re.IGNORECASE,
    )
    for topic, subject in _SUBJECTS
}
_ALONE = {
    topic: re.compile(rf"^(?:the |all )?(?:{subject})\s*:?\s*(?:✅|✔️?|☑️?|(?<=:\s)(?:ok|pass(?:ed)?)\b)", re.IGNORECASE)
    for topic, subject in _SUBJECTS
}
"""A label with a mark behind it: "Tests ✅ 12/12"."""
_NAMED = {topic: re.compile(rf"(?<![\w.])(?:{subject})(?![\w])", re.IGNORECASE) for topic, subject in _SUBJECTS}
_BUILDS = re.compile(
    rf"\b(?:builds|compiles|built|compiled)\s+(?:[^\s.;:,]+\s+){{0,3}}?(?:{_SUCCEEDS}|cleanly|fine)", re.IGNORECASE
)
_OF_SOME = re.compile(
    rf"\btests? (?:for|in|of|under|covering)\s[^;:]{{1,100}}?\s(?:is|are|all|now|still)\s+{_SUCCEEDS}", re.IGNORECASE
)
_THEY_PASS = re.compile(
    r"\b(?:they|these|those|it)\s+(?:(?:are|is|all|both|now|also|still)\s+)*(?:pass(?:es|ed)?|passing|green)\b"
    r"(?!\s+(?:to|on|into|in|the|a|an|as|by|through)\b)",
    re.IGNORECASE,
)
_ON_CI = re.compile(r"\b(?:on|in) (?:ci|github actions)\b", re.IGNORECASE)
_ALL_PASS = re.compile(
    r"\b(?:all|everything)\s+(?:\w+\s+){0,2}?(?:works?|is working|green|passes|passing|pass(?:ed)?)\b"
    r"(?!\s+(?:to|on|into|in|the|a|an|as|by|through)\b)",
    re.IGNORECASE,
)
_NUMBERED_PASS = re.compile(
    r"\b[\d,]+\s*(?:(?:/|of|out of)\s*[\d,]+\s*)?(?:tests?\s+|specs?\s+)?(?:passed|passing)\b|\bpassed:\s*[1-9]",
    re.IGNORECASE,
)
_NO_FAILURE = re.compile(
    r"\b(?:no|zero|0|without(?: any)?)\s+(?:\w+\s+){0,2}?(?:failures?|failing|failed|errors?)\b|"
    r"\bno (?:\w+ )?(?:lint|linting|type|typing) (?:issues?|warnings?|problems?|errors?)\b|"
    r"\b(?:no|none of the|none of our)\s+tests?\s+(?:fails?|failed|are failing|is failing)\b|"
    r"\bno (?:\w+ )?(?:issues|problems|warnings)\b|"
    r"\bno longer (?:fails?|failing|broken|red)\b|"
    r"\b(?:issues|errors|warnings|failures) (?:are|have been|were) (?:now )?(?:all )?(?:resolved|fixed|gone)\b|"
    r"\bnothing (?:fails|failed)\b|\b(?:failed|failures|errors):\s*0\b",
    re.IGNORECASE,
)
_SOME_FAILURES = re.compile(r"\b[1-9]\d*\s+(?:failed|failures?|failing|errors?)\b|\bfound no\b", re.IGNORECASE)
_FAILURE = re.compile(
    r"\b(?:failed|failures|errors):\s*[1-9]|"
    r"\b(?:[1-9]\d*|one|two|three|some|several|many|few|a|still|remaining)\s+(?:\w+\s+){0,2}?failing"
    r"(?! tests? (?:now )?(?:pass|is|are))(?! (?:is|are|now|before|earlier)\b)\b|"
    r"\b(?:[1-9]\d*|one|two|three|some|several|many|few|a|the|this|that|these|still|which|it|both|all|tests?|suite|"
    r"build)\s+(?:\w+\s+){0,2}?(?:fail(?:s|ed|ures?)?(?! (?:before|earlier|at first|initially|previously)\b)|"
    r"(?:is|are|was|were) failing(?! (?:is|are|now|before|earlier)\b)|broken|errors? out|red)\b|"
    r"\bwith [1-9]\d* (?:\w+ )?(?:failures?|errors?)\b|\b(?:exit(?:s|ed)?|return(?:s|ed)?) (?:with )?"
    r"(?:code |status |exit code )*[1-9]",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:not|never|neither|nor|cannot|unable|unclear|unknown|unverified|no evidence|no proof|"
    r"nothing (?:proves|shows)|without (?:running|testing)|"
    r"instead of|rather than|yet to|denied|I skipped|skipped (?:running )?the)\b|n't\b|❌|"
    r"\b(?:no|none of the|zero|0) (?:\w+ )?(?:tests?|specs?|checks?|suites?|builds?)(?: \w+)? "
    r"(?:pass|passed|passes|ran|run|were|was)\b|\bonly (?:\w+ ){0,3}?tests? (?:did|do)\b|\bfails\b",
    re.IGNORECASE,
)
_IN_GENERAL = re.compile(r"\b(?:a|an|each) (?:\w+ )?tests? (?:pass|succeed)", re.IGNORECASE)
_PARTLY = re.compile(
    r"\b(?:except|apart from|other than|aside from|all but|but not|with the exception|most|nearly all|almost all|"
    r"some of the|many of the|only (?:\d+|one|two|some))\b",
    re.IGNORECASE,
)
_EXCEPT = re.compile(
    r"\b(?:except|apart from|other than|aside from|all but|but not|with the exception)\b", re.IGNORECASE
)
_TAKEN_BACK = re.compile(
    r"\s*,?\s*(?:but|although|though|however|while|whereas)\s+(?:(?:for\s+)?(?:one|two|three|\d+)\b|"
    r"[^;:]{0,80}?\b(?:fails?|(?:is|are) (?:still )?failing)\b)",
    re.IGNORECASE,
)
_RAN = re.compile(
    r"\b(?:ran|re-?ran|executed|have run|has been run|were run|was run|were executed|was executed)\b", re.IGNORECASE
)
_VERIFIED = re.compile(
    r"\b(?:verified|validated|tested|double-checked)\b(?=.*\b(?:tests?|pytest|suite|jest|build)\b)", re.IGNORECASE
)
_WORD_NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_COUNTED = re.compile(
    r"\b(?P<n>\d[\d,]{0,11}|both|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s*"
    r"(?:of (?:the|these|those|our|my|your)\s+)?"
    r"(?:(?:/|of|out of)\s*(?:the\s+)?(?P<of>\d[\d,]{0,11}|two|three|four|five|six|seven|eight|nine|ten)\s*)?"
    r"(?:(?!(?:second|minute|line|file|error|warning)s?\b)[\w-]+\s+){0,2}?"
    r"(?:tests?|specs?|passed|passing|test cases?|cases)\b|\bpassed:\s*(?P<after>\d{1,9})\b",
    re.IGNORECASE,
)
_ALL_N = re.compile(
    r"\ball (?P<n>\d{1,9}|two|three|four|five|six|seven|eight|nine|ten)(?: of them)? pass(?P<of>)?", re.IGNORECASE
)
_RATIO = re.compile(r"\b(?P<n>\d{1,9})\s*/\s*(?P<of>\d{1,9})\b")


def passed_topics(clause: str) -> tuple[Topic, ...]:
    """Every verification that the clause says passed, wholly or in part."""
    absent = _absent_failure(clause)
    if absent is None:
        return _said_to_pass(clause)
    rest = clause.replace(absent, " ")
    topic = topic_of(absent) or topic_of(clause) or Topic.TESTS
    return tuple(dict.fromkeys((*_said_to_pass(rest), topic)))


def _said_to_pass(clause: str) -> tuple[Topic, ...]:
    if _NEGATED.search(clause) or _IN_GENERAL.search(clause):
        return ()
    if _FAILURE.search(clause) and not _PARTLY.search(clause):
        return ()
    found = tuple(
        topic
        for topic, _ in _SUBJECTS
        if topic is not Topic.EVERYTHING
        and any(pattern[topic].search(clause) for pattern in (_AFTER, _BEFORE_IT, _ALONE))
    )
    if found:
        return (Topic.CI,) if Topic.CI in found or _ON_CI.search(clause) else found
    return _said_otherwise(clause)


def _said_otherwise(clause: str) -> tuple[Topic, ...]:
    """By a verb of its own ("it builds cleanly"), by a count alone, or of everything."""
    named = topic_of(clause)
    if _BUILDS.search(clause):
        return (Topic.TYPES if named is Topic.TYPES else Topic.BUILD,)
    if (
        _OF_SOME.search(clause)
        or _THEY_PASS.search(clause)
        or _NUMBERED_PASS.search(clause)
        or (named is Topic.TESTS and _whole_ratio(clause))
    ):
        return (Topic.TESTS,)
    if _ALL_PASS.search(clause) or _AFTER[Topic.EVERYTHING].search(clause):
        return (named or Topic.EVERYTHING,)
    return ()


def _whole_ratio(clause: str) -> bool:
    ratio = _RATIO.search(clause)
    return ratio is not None and ratio["n"] == ratio["of"]


def taken_back(after: str) -> bool:
    """Whether what follows a clause takes some of it back: "…, but two fail"."""
    said = _TAKEN_BACK.match(after)
    return said is not None and not _NEGATED.search(said[0].removesuffix("fails"))


def is_partial(clause: str, count: Count | None) -> bool:
    """Whether the clause says that some pass and not all."""
    if count is not None and count.of is not None and count.passed < count.of:
        return True
    return _PARTLY.search(clause) is not None


def ran_topic(clause: str) -> Topic | None:
    """The verification that the clause says was run, whatever became of it."""
    if _NEGATED.search(clause) or not (_RAN.search(clause) or _VERIFIED.search(clause)):
        return None
    topic = topic_of(clause)
    return None if topic is Topic.EVERYTHING else topic


def reports_failure(clause: str) -> bool:
    """Whether the clause tells of a failure or is negated."""
    return _NEGATED.search(clause) is not None or _FAILURE.search(clause) is not None


def tells_of_failure(text: str) -> bool:
    """Whether the text says that something fails."""
    rest = _NO_FAILURE.sub(" ", text)
    return re.search(r"\bfail(?:s|ed|ing|ures?)?\b", rest, re.IGNORECASE) is not None


def topic_of(clause: str) -> Topic | None:
    """The verification that the clause names, the most particular one."""
    return next((topic for topic, _ in _SUBJECTS if _NAMED[topic].search(clause)), None)


def count_of(clause: str) -> Count | None:
    """How many tests are said to pass: "12 tests", "3 of 4", "both tests"."""
    partly = _EXCEPT.search(clause)
    said = clause[: partly.start()] if partly else clause
    found = _COUNTED.search(said) or _RATIO.search(said) or _ALL_N.search(said)
    if found is None:
        return None
    if "after" in found.groupdict() and found["after"]:
        return Count(int(found["after"]))
    return Count(_value(found["n"]), _value(found["of"]) if found["of"] else None)


def _value(text: str) -> int:
    word = text.casefold().replace(",", "")
    if word == "both":
        return 2
    return _WORD_NUMBERS.index(word) if word in _WORD_NUMBERS else int(word)


def _absent_failure(clause: str) -> str | None:
    """The words by which the clause says that nothing failed."""
    said = _NO_FAILURE.search(clause)
    if said is None or _SOME_FAILURES.search(clause) or _PARTLY.search(clause):
        return None
    words, topic = said[0].casefold(), topic_of(clause)
    if "error" in words and topic in {None, Topic.EVERYTHING}:
        return None
    vague = any(word in words for word in ("issue", "warning", "problem"))
    return None if vague and topic in {None, Topic.EVERYTHING, Topic.TESTS, Topic.CI} else said[0]
