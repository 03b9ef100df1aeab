"""The agent's closing words against the record: supported, contradicted, or unsupported.

1. Judged are the assertions in the main agent's last message (`sentences`, `proof_words`, `assertions`); where a record
   holds several sessions, the last message of each, by what came before it.
2. Supported: the latest matching execution passed, and it is said where a later change made it stale; or the record
   holds the change.
3. Contradicted: the latest matching execution failed or errored, or every attempt was denied; or the change was denied,
   failed, or is not in the diff; or fewer tests passed than are said to.
4. Unsupported: no attempt, or no clear match. A selection supports no words about all tests; a report that nothing ties
   to the run neither supports nor contradicts.
5. A sentence with several assertions stands as its worst one; of equally bad ones, as the one about proof.
6. Words about some tests only are contradicted by those tests, not by others.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from agent_router.acceptance.assertions import About, Assertion, assertions, files_in, is_file_name
from agent_router.acceptance.claim_matching import (
    BAD,
    COUNTS_PACKAGES,
    against,
    denied_of,
    is_verifier,
    matching,
    runner_of,
)
from agent_router.acceptance.diff import diff_known
from agent_router.acceptance.executions import Execution
from agent_router.acceptance.order import is_after
from agent_router.acceptance.proof_words import Topic, tells_of_failure
from agent_router.acceptance.relevance import unanswered
from agent_router.acceptance.sentences import sentences
from agent_router.model.contract import Contract
from agent_router.model.known import ChangeKind, Health
from agent_router.model.place import Place
from agent_router.model.run import Change, Claim, Denied, Record, Risk, Run
from agent_router.model.verdict import ChangedPath, ClaimResult, ClaimStanding

_WORST_FIRST = (ClaimStanding.CONTRADICTED, ClaimStanding.UNSUPPORTED, ClaimStanding.SUPPORTED)
_ELSEWHERE = re.compile(r"/|~|\.\.|[A-Za-z]:")
"""How a path begins that lies outside the work."""
_PROOF = frozenset({About.PASSED, About.RAN})


@dataclass(frozen=True)
class ClaimCase:
    """What claims are held against."""

    run: Run
    contract: Contract | None
    executions: tuple[Execution, ...]
    relevant: tuple[Change, ...]
    changed: tuple[ChangedPath, ...]


@dataclass(frozen=True, slots=True)
class _Stand:
    standing: ClaimStanding
    because: str
    evidence: tuple[Place, ...] = ()
    stale: bool = False


def claim_results(case: ClaimCase) -> tuple[ClaimResult, ...]:
    """Every judged sentence of the main agent's last message, in order; the claim's own line is its last evidence."""
    results: list[ClaimResult] = []
    for claim in case.run.of(Claim):
        if claim.final and not claim.agent:
            results.extend(
                _sentence(case, claim, sentence) for sentence in sentences(claim.text) if assertions(sentence)
            )
    return tuple(results)


def _sentence(case: ClaimCase, claim: Claim, sentence: str) -> ClaimResult:
    found = assertions(sentence)
    stands = [(assertion.about, _stand(case, claim, assertion)) for assertion in found]
    # Of two that stand equally badly, words about proof weigh more.
    worst = min(stands, key=lambda pair: (_WORST_FIRST.index(pair[1].standing), pair[0] not in _PROOF))[1]
    return ClaimResult(
        text=sentence,
        standing=worst.standing,
        because=worst.because,
        evidence=tuple(dict.fromkeys((*worst.evidence, case.run.place(claim)))),
        stale=any(stand.stale for _, stand in stands),
        about_proof=any(about in _PROOF for about, _ in stands),
    )


def _stand(case: ClaimCase, claim: Claim, assertion: Assertion) -> _Stand:
    match assertion.about:
        case About.PASSED:
            return _passed(case, claim, assertion)
        case About.RAN:
            return _ran(case, claim, assertion)
        case About.CHANGED:
            return _changed(case, assertion)
        case About.UNCHANGED:
            return _unchanged(case, assertion)
        case _:
            assert_never(assertion.about)


def _passed(case: ClaimCase, claim: Claim, assertion: Assertion) -> _Stand:
    topic = assertion.topic or Topic.TESTS
    found = matching(case.run, case.executions, topic, claim)
    if not found:
        return _never_ran(case, topic)
    if assertion.partly:
        return _partly(case, assertion, found[-1])
    named = _of_named_tests(case, assertion.tests, found) if assertion.tests else None
    if named is not None:
        return named
    stale = frozenset(each.position for each in found if each.artifact and _is_stale(case, each))
    scoped = assertion.scoped or bool(assertion.tests)
    failed = against(found, stale, scoped=scoped)
    if failed is not None:
        return _failed(case, assertion, failed)
    if scoped and found[-1].health in BAD:
        return _Stand(ClaimStanding.UNSUPPORTED, "other tests failed on the last run", _places(case, found[-1:]))
    return _whole(case, assertion, found)


def _failed(case: ClaimCase, assertion: Assertion, failed: Execution) -> _Stand:
    place = _places(case, (failed,))
    if failed.counts and assertion.number == failed.counts.passed and _admits_failure(case):
        return _Stand(ClaimStanding.SUPPORTED, f"its last run: {failed.summary}, and the message says that", place)
    ended = "error, without a result" if failed.health is Health.ERROR and failed.counts is None else failed.summary
    return _Stand(ClaimStanding.CONTRADICTED, f"its last run: {ended}", place)


def _whole(case: ClaimCase, assertion: Assertion, found: tuple[Execution, ...]) -> _Stand:
    whole = [each for each in found if not each.selective or is_verifier(case.run, case.contract, each)]
    latest = whole[-1] if whole else found[-1]
    if not whole and not _is_the_selection(assertion, latest):
        return _Stand(ClaimStanding.UNSUPPORTED, "only a selection of the tests ran", _places(case, found))
    if latest.health is not Health.PASSED:
        return _Stand(ClaimStanding.UNSUPPORTED, "how its last run ended is not known", _places(case, (latest,)))
    return _against_count(case, assertion, latest, found)


def _is_the_selection(assertion: Assertion, latest: Execution) -> bool:
    """Whether words about some tests fit the selection that ran, by their number."""
    return assertion.scoped and latest.counts is not None and assertion.number == latest.counts.passed


def _against_count(case: ClaimCase, assertion: Assertion, latest: Execution, found: tuple[Execution, ...]) -> _Stand:
    place = _places(case, (latest,))
    counts, number = latest.counts, assertion.number
    if counts is not None and not counts.ran:
        return _Stand(ClaimStanding.CONTRADICTED, "no test ran", place)
    if counts is not None and number is not None and number > counts.passed:
        if runner_of(latest) in COUNTS_PACKAGES:
            return _Stand(ClaimStanding.UNSUPPORTED, f"how many tests passed is not printed; not {number}", place)
        if number > _passed_in_all(found):
            return _Stand(ClaimStanding.CONTRADICTED, f"{counts.passed} passed, not {number}", place)
    return _unless_stale(case, latest, "its last run")


def _passed_in_all(found: tuple[Execution, ...]) -> int:
    """Tests that passed in all that ran, each command counted once: a message may add up several runners."""
    latest = {each.family: each.counts.passed for each in found if each.counts is not None}
    return sum(latest.values())


def _unless_stale(case: ClaimCase, latest: Execution, how: str) -> _Stand:
    place = _places(case, (latest,))
    later = next((change for change in reversed(case.relevant) if is_after(change, latest.record) is not False), None)
    if later is None:
        return _Stand(ClaimStanding.SUPPORTED, f"{how}: {latest.summary}", place)
    places = (*place, case.run.place(later))
    refused = [record for record in _denied(case, Topic.TESTS) if is_after(record, later) is True]
    if refused:
        words = f"{later.path} was changed after its last run, and a later attempt was denied"
        return _Stand(ClaimStanding.UNSUPPORTED, words, (*places, *_record_places(case, refused)), stale=True)
    words = f"{how}: {latest.summary}; stale, since {later.path} was changed after it"
    return _Stand(ClaimStanding.SUPPORTED, words, places, stale=True)


def _partly(case: ClaimCase, assertion: Assertion, latest: Execution) -> _Stand:
    place, counts = _places(case, (latest,)), latest.counts
    if counts is None or not counts.ran:
        if latest.health is Health.ERROR:
            return _Stand(ClaimStanding.CONTRADICTED, "its last run ended without a test result", place)
        return _Stand(ClaimStanding.UNSUPPORTED, "how many tests passed is not known", place)
    if counts.passed == 0 or (assertion.number or 0) > counts.passed:
        if counts.passed and runner_of(latest) in COUNTS_PACKAGES:
            return _Stand(ClaimStanding.UNSUPPORTED, "how many tests passed is not printed", place)
        words = f"its last run: {latest.summary}"
        return _Stand(ClaimStanding.CONTRADICTED, words, place)
    return _unless_stale(case, latest, "its last run")


def _of_named_tests(case: ClaimCase, names: tuple[str, ...], found: tuple[Execution, ...]) -> _Stand | None:
    """How the tests that the words name ended when they last ran; None where no execution names them."""
    for each in reversed(found):
        if any(_holds(each.failed_tests, name) for name in names):
            words = f"{', '.join(names)} failed on its last run"
            return _Stand(ClaimStanding.CONTRADICTED, words, _places(case, (each,)))
        by_name = each.selective and all(name in each.text for name in names) and each.health is Health.PASSED
        if by_name or all(_holds(each.passed_tests, name) for name in names):
            return _unless_stale(case, each, "its last run")
    return None


def _holds(tests: tuple[str, ...], name: str) -> bool:
    return any(name in re.split(r"::|\[|[./\\#\s]+", test) for test in tests)


def _admits_failure(case: ClaimCase) -> bool:
    """Whether the message itself says that something fails."""
    said = [claim.text for claim in case.run.of(Claim) if claim.final and not claim.agent]
    said += [risk.text for risk in case.run.of(Risk) if not risk.agent]
    return any(tells_of_failure(text) for text in said)


def _ran(case: ClaimCase, claim: Claim, assertion: Assertion) -> _Stand:
    topic = assertion.topic or Topic.TESTS
    # What the router ran later does not show that the agent ran anything.
    found = tuple(one for one in matching(case.run, case.executions, topic, claim) if not one.by_router)
    if not found:
        return _never_ran(case, topic)
    latest = found[-1]
    if all(each.health is Health.ERROR for each in found):
        return _Stand(ClaimStanding.UNSUPPORTED, "it ended without a result", _places(case, (latest,)))
    return _Stand(ClaimStanding.SUPPORTED, f"the last run: {latest.summary}", _places(case, (latest,)))


def _never_ran(case: ClaimCase, topic: Topic) -> _Stand:
    denied = _denied(case, topic)
    if denied:
        return _Stand(ClaimStanding.CONTRADICTED, "every attempt to run it was denied", _record_places(case, denied))
    return _Stand(ClaimStanding.UNSUPPORTED, "the record shows no attempt to run it")


def _denied(case: ClaimCase, topic: Topic) -> tuple[Record, ...]:
    return denied_of(case.run, case.contract, topic)


def _is_stale(case: ClaimCase, execution: Execution) -> bool:
    return any(is_after(change, execution.record) is True for change in case.relevant)


def _changed(case: ClaimCase, assertion: Assertion) -> _Stand:
    if not assertion.files:
        return _changed_something(case)
    stands = {name: _changed_file(case, name, assertion.verb) for name in assertion.files}
    denied = [stand for stand in stands.values() if stand.standing is ClaimStanding.CONTRADICTED]
    if denied:
        return denied[0]
    found = [stand for stand in stands.values() if stand.standing is ClaimStanding.SUPPORTED]
    if found:
        # A name in passing ("so that test_calc.py passes") accuses nobody beside one that was changed.
        missing = [name for name, stand in stands.items() if stand.standing is not ClaimStanding.SUPPORTED]
        more = f"; the record holds no change of {', '.join(missing)}" if missing else ""
        return replace(found[0], because=f"{found[0].because}{more}")
    # Nor does `os.path`, or a file elsewhere on the machine; a file of the work that git does not list does.
    named = [name for name in assertion.files if is_file_name(name) and not _ELSEWHERE.match(name)]
    absent = [name for name in named if not stands[name].evidence]
    if diff_known(case.run) and absent:
        return _Stand(ClaimStanding.CONTRADICTED, f"not in the diff: {', '.join(absent)}")
    return next(iter(stands.values()))


def _changed_something(case: ClaimCase) -> _Stand:
    if case.changed:
        return _Stand(ClaimStanding.UNSUPPORTED, "no file is named; the record holds changes, but no clear match")
    attempts = _attempts(case, "")
    if attempts:
        return _Stand(
            ClaimStanding.CONTRADICTED,
            "every attempt to change a file was denied or failed",
            _record_places(case, attempts),
        )
    if diff_known(case.run):
        return _Stand(ClaimStanding.CONTRADICTED, "the diff is empty")
    return _Stand(ClaimStanding.UNSUPPORTED, "the record shows no change")


def _changed_file(case: ClaimCase, name: str, verb: str) -> _Stand:
    paths = [path for path in case.changed if _same_file(path.path, name)]
    if paths:
        # Of several that end alike the one that fits best is meant.
        path = min(
            paths, key=lambda path: (not _fits(path, verb), path.path != name, _ELSEWHERE.match(path.path) is not None)
        )
        if not _fits(path, verb):
            return _Stand(ClaimStanding.UNSUPPORTED, f"{path.path} was {path.kind}", path.evidence)
        return _Stand(ClaimStanding.SUPPORTED, f"{path.path} was {path.kind} ({path.known_by})", path.evidence)
    attempts = _attempts(case, name)
    if attempts:
        return _Stand(
            ClaimStanding.CONTRADICTED, f"changing {name} was denied or failed", _record_places(case, attempts)
        )
    return _Stand(ClaimStanding.UNSUPPORTED, f"the record holds no change of {name}")


def _fits(path: ChangedPath, verb: str) -> bool:
    """Whether what became of the file is what the words say: deleted, or there and changed."""
    if verb in {"deleted", "removed"}:
        return path.kind == ChangeKind.DELETED.value or _removes_lines(path)
    return path.kind != ChangeKind.DELETED.value or verb in {"renamed", "moved", "replaced", "cleaned up", "extracted"}


def _removes_lines(path: ChangedPath) -> bool:
    return path.removed is None or path.removed > 0


def _unchanged(case: ClaimCase, assertion: Assertion) -> _Stand:
    named = _named_files(case) if assertion.others else assertion.files
    if assertion.others and not named:
        return _Stand(ClaimStanding.UNSUPPORTED, "the message names no file that the others could be told from")
    concerned = [
        path
        for path in case.changed
        if path.counts and (not named or any(_same_file(path.path, name) for name in named) is not assertion.others)
    ]
    if concerned:
        names = ", ".join(path.path for path in concerned[:5])
        evidence = tuple(place for path in concerned for place in path.evidence)
        return _Stand(ClaimStanding.CONTRADICTED, f"the record holds changes of {names}", evidence)
    if diff_known(case.run) and not unanswered(case.run):
        return _Stand(ClaimStanding.SUPPORTED, "the diff holds no such change")
    return _Stand(ClaimStanding.UNSUPPORTED, "without a diff the record cannot show that nothing was changed")


def _named_files(case: ClaimCase) -> tuple[str, ...]:
    """Every file that the main agent's last message names."""
    texts = (claim.text for claim in case.run.of(Claim) if claim.final and not claim.agent)
    return tuple(dict.fromkeys(name for text in texts for name in files_in(text)))


def _attempts(case: ClaimCase, name: str) -> tuple[Record, ...]:
    """Changes tried and not done, of this file or of any."""
    tried: list[Record] = [
        change for change in case.run.of(Change) if not change.done and (not name or _same_file(change.path, name))
    ]
    tried += [denied for denied in case.run.of(Denied) if denied.path and (not name or _same_file(denied.path, name))]
    return tuple(sorted(tried, key=lambda record: record.seq))


def _same_file(path: str, name: str) -> bool:
    path, name = path.replace("\\", "/").casefold(), name.replace("\\", "/").removeprefix("./").strip("/").casefold()
    return (
        path == name
        or path.endswith(f"/{name}")
        or name.endswith(f"/{path}")
        or (name.count("/") > 0 and path.startswith(f"{name}/"))
    )


def _places(case: ClaimCase, found: Iterable[Execution]) -> tuple[Place, ...]:
    return tuple(case.run.place(execution.record) for execution in found)


def _record_places(case: ClaimCase, records: Iterable[Record]) -> tuple[Place, ...]:
    return tuple(case.run.place(record) for record in records)
